//! What everything of a run shares: chance, time, weather, the trace, and the truth of what was committed.

use super::bug::Bug;
use super::executor::{Executor, Group};
use super::fault::{Fault, Weather};
use super::random::Random;
use super::trace::Trace;
use super::truth::Truth;
use gridwalk_domain::time::Timestamp;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// When a run begins: 2026-11-23 09:00 in Shanghai.
pub const BEGIN: Timestamp = Timestamp::from_millis(1_795_395_600_000);

/// The server's process.
pub const SERVER: Group = Group(1);
/// What is under way between phones and server.
pub const NETWORK: Group = Group(2);
/// The tasks of the first phone; the others follow.
pub const FIRST_PHONE: u32 = 10;

/// Shared by all.
pub struct World {
    /// Chance.
    pub random: Rc<Random>,
    /// Time and tasks.
    pub executor: Executor,
    /// Faults.
    pub weather: Weather,
    /// What happened.
    pub trace: Trace,
    /// What was committed.
    pub truth: RefCell<Truth>,
    /// A mistake made on purpose.
    pub bug: Option<Bug>,
    /// Rows and events that reached somebody who may not see them.
    pub leaks: Cell<u64>,
    /// Whatever else must never happen, in words.
    pub complaints: RefCell<Vec<String>>,
}

impl World {
    /// A world at its beginning.
    pub fn new(seed: u64, bug: Option<Bug>, keeps_trace: bool) -> Rc<Self> {
        let random = Rc::new(Random::new(seed));
        let weather = Weather::draw(&random);
        Rc::new(Self { bug, ..Self::with(random, weather, Trace::new(keeps_trace)) })
    }

    /// A world without faults, for a story.
    pub fn fair(seed: u64) -> Rc<Self> {
        Rc::new(Self::with(Rc::new(Random::new(seed)), Weather::fair(), Trace::new(false)))
    }

    fn with(random: Rc<Random>, weather: Weather, trace: Trace) -> Self {
        Self {
            executor: Executor::new(Rc::clone(&random)),
            weather,
            trace,
            truth: RefCell::default(),
            bug: None,
            leaks: Cell::new(0),
            complaints: RefCell::default(),
            random,
        }
    }

    /// The true time.
    pub fn now(&self) -> Timestamp {
        BEGIN.plus_millis(self.executor.now_ms())
    }

    /// Whether the fault comes now.
    pub fn hits(&self, fault: Fault) -> bool {
        self.weather.hits(&self.random, fault)
    }

    /// Notes what happens.
    pub fn note(&self, what: std::fmt::Arguments<'_>) {
        self.trace.note(self.executor.now_ms(), what);
    }

    /// Notes what must never happen.
    pub fn complain(&self, what: String) {
        self.note(format_args!("COMPLAINT {what}"));
        self.complaints.borrow_mut().push(what);
    }
}
