//! Guessing passwords is slow: failures are counted by account and device (phones share carrier addresses), and more
//! loosely by account alone, since a guesser may change devices.

use gridwalk_domain::id::DeviceId;
use gridwalk_domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const WINDOW_MS: i64 = 15 * 60_000;
const FAILURES_OF_DEVICE_MAX: u32 = 10;
const FAILURES_OF_ACCOUNT_MAX: u32 = 100;
const KEYS_MAX: usize = 100_000;

/// Failures of late, in memory: a restart forgets them.
#[derive(Debug, Default)]
pub struct Limiter {
    failures: Mutex<HashMap<(String, Option<DeviceId>), Count>>,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    since: Timestamp,
    failures: u32,
}

impl Limiter {
    /// Whether another try is allowed; else how long to wait, in seconds.
    pub fn check(&self, username: &str, device: DeviceId, now: Timestamp) -> Result<(), u64> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let limits = [(Some(device), FAILURES_OF_DEVICE_MAX), (None, FAILURES_OF_ACCOUNT_MAX)];
        for (device, max) in limits {
            let Some(count) = failures.get(&(username.to_owned(), device)) else { continue };
            let left_ms = WINDOW_MS.saturating_sub(now.since(count.since));
            if count.failures >= max && left_ms > 0 {
                return Err(u64::try_from(left_ms).unwrap_or(0).div_ceil(1000));
            }
        }
        Ok(())
    }

    /// A wrong password.
    pub fn failed(&self, username: &str, device: DeviceId, now: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= KEYS_MAX {
            failures.retain(|_, count| now.since(count.since) < WINDOW_MS);
        }
        if failures.len() >= KEYS_MAX {
            failures.clear();
        }
        for device in [Some(device), None] {
            let count = failures.entry((username.to_owned(), device)).or_insert(Count { since: now, failures: 0 });
            if now.since(count.since) >= WINDOW_MS {
                *count = Count { since: now, failures: 0 };
            }
            count.failures = count.failures.saturating_add(1);
        }
    }

    /// The right password: the device begins anew.
    pub fn succeeded(&self, username: &str, device: DeviceId) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(&(username.to_owned(), Some(device)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn ten_failures_close_the_device_for_a_quarter_of_an_hour() {
        let limiter = Limiter::default();
        let [device, other] = [1, 2].map(|n| DeviceId(Uuid::from_u128(n)));
        let at = Timestamp::from_millis;
        for n in 0..10 {
            assert_eq!(limiter.check("a", device, at(n)), Ok(()));
            limiter.failed("a", device, at(n));
        }
        assert_eq!(limiter.check("a", device, at(10_000)), Err(890));
        assert_eq!(limiter.check("a", other, at(10_000)), Ok(()));
        assert_eq!(limiter.check("b", device, at(10_000)), Ok(()));
        assert_eq!(limiter.check("a", device, at(WINDOW_MS)), Ok(()));
    }

    #[test]
    fn changing_devices_helps_a_guesser_no_further_than_a_hundred() {
        let limiter = Limiter::default();
        for n in 0..100 {
            limiter.failed("a", DeviceId(Uuid::from_u128(n)), Timestamp::from_millis(0));
        }
        let fresh = DeviceId(Uuid::from_u128(1000));
        assert!(limiter.check("a", fresh, Timestamp::from_millis(1)).is_err());
    }
}
