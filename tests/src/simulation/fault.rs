//! The faults there are, how often each comes in a run, and how often it came.

use super::random::Random;
use std::cell::{Cell, RefCell};
use std::fmt;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $label:literal),* $(,)?) => {
        /// Something that goes wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault { $($(#[$doc])* $name),* }

        impl Fault {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// In a sentence.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }
        }
    };
}

faults! {
    /// The request never arrives.
    RequestCut = "requests cut",
    /// The server did it, and the phone does not hear.
    AnswerCut = "answers cut",
    /// The request arrives twice.
    Duplicated = "requests doubled",
    /// The request arrives long after the phone gave it up, behind later ones.
    Reordered = "requests overtaken by later ones",
    /// Seconds instead of milliseconds.
    Delayed = "requests delayed",
    /// Part of a photo's chunk arrives.
    ChunkCut = "photo chunks cut in the middle",
    /// 500, 502 or 503 before the server's core.
    ServerError = "HTTP 5xx",
    /// 429 with a wait.
    TooMany = "HTTP 429",
    /// 413 for a batch of several events.
    TooLarge = "HTTP 413",
    /// A step of the server's store fails for want of room.
    ServerFull = "server disk full",
    /// The server dies between two steps.
    ServerKilled = "server killed",
    /// Another server in its place, with what the backup had.
    Restored = "server restored from a backup",
    /// The phone has no signal for hours.
    Offline = "phone without signal",
    /// The page dies at some wait.
    PageKilled = "page killed",
    /// The phone dies in a write, and the disk loses what was not forced.
    PhoneKilled = "phone killed in a write",
    /// No room on the phone.
    PhoneFull = "phone disk full",
    /// The browser drops the database's connection.
    ConnectionLost = "database connection lost",
    /// A clock years off from the beginning.
    ClockWrong = "clock years off",
    /// A clock that jumps.
    ClockStepped = "clock stepped",
    /// A cell is put under another community.
    CellMoved = "cell moved",
    /// A worker gets another cell.
    Reassigned = "worker given another cell",
    /// 401 until the next sign-in.
    SessionLapsed = "session lapsed",
    /// What comes from it is kept apart.
    SessionRevoked = "session revoked",
    /// The other account signs in on a shared phone.
    AccountSwitched = "account switched",
    /// Two drainers at once, where the lock does not hold.
    TwoDrainers = "two drainers at once",
    /// An event that the rules forbid.
    ForbiddenTried = "forbidden event tried",
}

impl Fault {
    /// Now and then, and often: of a thousand chances, of which some faults have hundreds a day and others a few.
    fn rates_permille(self) -> (u32, u32) {
        match self {
            Self::ServerFull => (5, 20),
            Self::Restored => (0, 150),
            Self::RequestCut
            | Self::AnswerCut
            | Self::Duplicated
            | Self::Reordered
            | Self::Delayed
            | Self::ServerError
            | Self::TooMany
            | Self::ForbiddenTried => (40, 180),
            Self::TwoDrainers | Self::Offline | Self::ChunkCut | Self::TooLarge => (150, 400),
            _ => (300, 700),
        }
    }
}

/// How often each fault came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts([u64; Fault::ALL.len()]);

impl Default for Counts {
    fn default() -> Self {
        Self([0; Fault::ALL.len()])
    }
}

impl Counts {
    /// Adds those of another run.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, count)| *sum += count);
    }

    /// Of one fault.
    pub fn of(&self, fault: Fault) -> u64 {
        self.0.get(fault as usize).copied().unwrap_or(0)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = Fault::ALL.iter().map(|fault| fault.label().len()).max().unwrap_or(0);
        for fault in Fault::ALL {
            writeln!(f, "{:width$}  {}", fault.label(), self.of(*fault))?;
        }
        Ok(())
    }
}

/// Which faults a run has, and how often: some never, some now and then, some all the time.
#[derive(Debug)]
pub struct Weather {
    permille: [u32; Fault::ALL.len()],
    counts: RefCell<Counts>,
    is_calm: Cell<bool>,
}

impl Weather {
    /// Drawn from the seed.
    pub fn draw(random: &Random) -> Self {
        let mut permille = std::array::from_fn(|at| {
            let (now_and_then, often) = Fault::ALL.get(at).map_or((0, 0), |fault| fault.rates_permille());
            match random.below(10) {
                0..4 => 0,
                4..8 => now_and_then,
                _ => often,
            }
        });
        if permille[Fault::Restored as usize] > 0 {
            // A backup here has the place as it was built, and nothing that was set aside.
            for fault in [Fault::CellMoved, Fault::Reassigned, Fault::SessionRevoked] {
                permille[fault as usize] = 0;
            }
        }
        Self { permille, counts: RefCell::default(), is_calm: Cell::new(false) }
    }

    /// None at all, for a story.
    pub fn fair() -> Self {
        Self { permille: [0; Fault::ALL.len()], counts: RefCell::default(), is_calm: Cell::new(true) }
    }

    /// No faults from now on.
    pub fn calm_down(&self) {
        self.is_calm.set(true);
    }

    /// Whether the faults are over.
    pub fn is_calm(&self) -> bool {
        self.is_calm.get()
    }

    /// How often the fault comes, of a thousand chances.
    pub fn permille(&self, fault: Fault) -> u32 {
        if self.is_calm() { 0 } else { self.permille.get(fault as usize).copied().unwrap_or(0) }
    }

    /// Whether the fault comes now; counted if it does.
    pub fn hits(&self, random: &Random, fault: Fault) -> bool {
        let hits = random.permille(self.permille(fault));
        if hits {
            self.count(fault, 1);
        }
        hits
    }

    /// Counts what came otherwise.
    pub fn count(&self, fault: Fault, times: u64) {
        self.counts.borrow_mut().0[fault as usize] += times;
    }

    /// So far.
    pub fn counts(&self) -> Counts {
        self.counts.borrow().clone()
    }
}
