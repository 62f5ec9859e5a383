//! What the replica needs of the world: the device's clock and chance. Arguments everywhere, so that a run replays.

use gridwalk_domain::time::Timestamp;

/// The device's clock and its randomness.
pub trait Clock {
    /// The device's clock as it stands, right or wrong.
    fn now(&self) -> Timestamp;

    /// 64 random bits.
    fn random(&self) -> u64;
}
