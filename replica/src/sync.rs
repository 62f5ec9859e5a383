//! The sync: what waits is sent, then what is new is pulled. It may be killed at any await, and the next one goes on.

use crate::clock::Clock;
use crate::error::ReplicaError;
use crate::replica::Replica;
use crate::store::Store;
use crate::transport::{Transport, TransportError};
use gridwalk_domain::time::Timestamp;

/// What a drain did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DrainReport {
    /// Events that the server now has, quarantined ones included.
    pub events_sent: u32,
    /// Events refused in this drain.
    pub events_refused: u32,
    /// Photos that the server now has.
    pub photos_sent: u32,
    /// Photos that could not be sent and will not be by themselves.
    pub photos_failed: u32,
    /// Events pulled.
    pub events_pulled: u32,
    /// Whether a snapshot took the place of the rows.
    pub snapshot_taken: bool,
}

/// A drain ended early. Everything unsent is where it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// The session has lapsed: the queue waits for the same account's next sign-in.
    #[error("signed out")]
    SignedOut,
    /// The session belongs to another account: nothing was sent.
    #[error("the session belongs to another account")]
    OtherAccount,
    /// The server cannot be reached or is busy; the next try is noted.
    #[error("no connection; next try at {next_try_at:?}")]
    Unreachable {
        /// By the device's clock.
        next_try_at: Timestamp,
        /// What happened.
        cause: TransportError,
    },
    /// The store failed.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
}
