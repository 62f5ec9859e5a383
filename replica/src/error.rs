//! What can go wrong with a replica; words for it belong to the screens.

use crate::store::{StoreError, Table};
use gridwalk_domain::photo::PhotoHash;

/// A replica could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplicaError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A value cannot be read: made by a newer build, or damaged.
    #[error("a value in {table:?} cannot be read")]
    Corrupt {
        /// Where.
        table: Table,
    },
    /// The database belongs to another account.
    #[error("the database belongs to another account")]
    OtherAccount,
    /// Another tab kept writing; trying again will do.
    #[error("another tab is writing")]
    Busy,
}

/// A commit did not happen: nothing of it is stored, and its draft is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The bytes of a photo that an event names are not here.
    #[error("photo {0} is not on this phone")]
    PhotoMissing(PhotoHash),
    /// There is no room.
    #[error("storage is full")]
    Full,
    /// An event is written in another account's name.
    #[error("an event names another actor or device")]
    NotYours,
    /// An event has a kind or a body that this build cannot read.
    #[error("an event cannot be read: {reason}")]
    Unreadable {
        /// What the decoder says.
        reason: String,
    },
    /// The store failed otherwise.
    #[error(transparent)]
    Store(#[from] ReplicaError),
}

impl From<StoreError> for CommitError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::QuotaExceeded => Self::Full,
            error => Self::Store(error.into()),
        }
    }
}
