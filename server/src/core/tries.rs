//! How often somebody without an account may try something: counted by a key within a window, in memory.

use gridwalk_domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const KEYS_MAX: usize = 100_000;

/// How many, within how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// At most.
    pub tries: u32,
    /// From the first of them, in milliseconds.
    pub window_ms: i64,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    since: Timestamp,
    window_ms: i64,
    tries: u32,
}

/// Tries of late, by key; a restart forgets them.
#[derive(Debug, Default)]
pub struct Tries(Mutex<HashMap<String, Count>>);

impl Tries {
    /// Counts one more.
    ///
    /// # Errors
    /// It is one too many; the seconds until the next is allowed.
    pub fn take(&self, key: &str, allowance: Allowance, now: Timestamp) -> Result<(), u64> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= KEYS_MAX {
            counts.retain(|_, count| now.since(count.since) < count.window_ms);
        }
        let fresh = Count { since: now, window_ms: allowance.window_ms, tries: 0 };
        let count = counts.entry(key.to_owned()).or_insert(fresh);
        if now.since(count.since) >= allowance.window_ms {
            *count = fresh;
        }
        if count.tries >= allowance.tries {
            let left_ms = allowance.window_ms.saturating_sub(now.since(count.since));
            return Err(u64::try_from(left_ms).unwrap_or(0).div_ceil(1000).max(1));
        }
        count.tries += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_waits_for_the_end_of_the_window() {
        let tries = Tries::default();
        let allowance = Allowance { tries: 2, window_ms: 60_000 };
        let at = Timestamp::from_millis;
        assert_eq!(tries.take("a", allowance, at(0)), Ok(()));
        assert_eq!(tries.take("a", allowance, at(10)), Ok(()));
        assert_eq!(tries.take("a", allowance, at(30_000)), Err(30));
        assert_eq!(tries.take("b", allowance, at(30_000)), Ok(()), "another key is another matter");
        assert_eq!(tries.take("a", allowance, at(60_000)), Ok(()));
    }
}
