//! Clock and randomness, as the core is given them.

use gridwalk_domain::time::Timestamp;
use uuid::Uuid;

/// What time it is.
pub trait Clock: Send + Sync + 'static {
    /// The server's clock, UTC.
    fn now(&self) -> Timestamp;
}

/// Randomness fit for secrets.
pub trait Entropy: Send + Sync + 'static {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);

    /// A random UUID, version 4.
    fn uuid(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}
