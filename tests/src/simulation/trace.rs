//! What happened in a run, as a hash always and as lines on demand: two runs of a seed have the same hash.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Write};

/// FNV-1a over everything noted.
#[derive(Debug)]
pub struct Trace {
    hash: Cell<u64>,
    lines: Option<RefCell<Vec<String>>>,
}

struct Hasher<'a>(&'a Cell<u64>);

impl Write for Hasher<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        self.0.set(text.as_bytes().iter().fold(self.0.get(), step));
        Ok(())
    }
}

impl Trace {
    /// Nothing yet. Lines cost memory: they are kept when a seed is replayed.
    pub fn new(keeps_lines: bool) -> Self {
        Self { hash: Cell::new(0xcbf2_9ce4_8422_2325), lines: keeps_lines.then(RefCell::default) }
    }

    /// Notes what happens at `now_ms`.
    pub fn note(&self, now_ms: i64, what: fmt::Arguments<'_>) {
        // Cannot fail: the hasher takes everything.
        let _ = writeln!(Hasher(&self.hash), "{now_ms} {what}");
        if let Some(lines) = &self.lines {
            lines.borrow_mut().push(format!("{:>10.3}s {what}", now_ms as f64 / 1000.0));
        }
    }

    /// Of everything noted so far.
    pub fn hash(&self) -> u64 {
        self.hash.get()
    }

    /// The lines, if they were kept.
    pub fn lines(&self) -> Vec<String> {
        self.lines.as_ref().map(|lines| lines.borrow().clone()).unwrap_or_default()
    }
}
