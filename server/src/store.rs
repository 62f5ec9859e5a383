//! Where the server keeps what it knows, behind one trait.
//!
//! Scope is enforced here: whoever reads names an account, and the store joins its present assignments with the area
//! tree's closure. Invariant: an event is never edited or deleted; what [`Append::commit`] acknowledged is durable.
//!
//! Absences: no rule of who may write what ([`crate::core`] decides), no clock, no random number.

#[cfg(test)]
mod contract;
mod figures;
mod index;
pub mod memory;
pub mod sqlite;
mod types;

pub use figures::*;
pub use types::*;

use async_trait::async_trait;
use gridwalk_domain::admit::{Assignment, Trade};
use gridwalk_domain::area::Area;
use gridwalk_domain::chain::Link;
use gridwalk_domain::event::Recorded;
use gridwalk_domain::id::{AccountId, AreaId, EventId, PremisesId};
use gridwalk_domain::ledger::{RowKey, RowSet};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What every call may end in.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// One database.
#[async_trait]
pub trait Store: FigureStore + Send + Sync + 'static {
    /// Made with the database and never changed: a database restored from a backup gets a new one.
    async fn incarnation(&self) -> Result<Uuid>;
    /// Whether it answers; for readiness.
    async fn ping(&self) -> Result<()>;
    /// A small named value.
    async fn note(&self, name: &str) -> Result<Option<String>>;
    /// Sets or, with `None`, removes a small named value.
    async fn set_note(&self, name: &str, value: Option<&str>) -> Result<()>;

    /// How often the areas were changed: another number than last time means that they should be read again.
    async fn places_stamp(&self) -> Result<u64>;
    /// Every area with its epoch.
    async fn areas(&self) -> Result<Vec<StoredArea>>;
    /// Adds areas, or changes those of the same id, and rebuilds the closure; `bumped` are the areas whose epoch grows.
    async fn put_areas(&self, areas: &[Area], bumped: &[AreaId]) -> Result<()>;

    /// Adds an account with its assignments; [`StoreError::NameTaken`] when its username is.
    async fn add_account(&self, account: &Account, assignments: &[Assignment]) -> Result<()>;
    /// By username, exactly as written.
    async fn account_named(&self, username: &str) -> Result<Option<Account>>;
    /// By id.
    async fn account(&self, id: AccountId) -> Result<Option<Account>>;
    /// How many there are.
    async fn count_accounts(&self) -> Result<u64>;
    /// Replaces the password's hash.
    async fn set_password(&self, id: AccountId, password_hash: &str) -> Result<()>;
    /// All assignments, past ones too, oldest first.
    async fn assignments(&self, id: AccountId) -> Result<Vec<Assignment>>;
    /// Adds one.
    async fn assign(&self, id: AccountId, assignment: &Assignment) -> Result<()>;
    /// Ends the present assignment to `area`, if there is one.
    async fn end_assignment(&self, id: AccountId, area: AreaId, at: Timestamp) -> Result<()>;
    /// What the account reviews by trade, past ones too, oldest first.
    async fn trades(&self, id: AccountId) -> Result<Vec<Trade>>;
    /// Makes the account the reviewer of these kinds in the area from `at` on, in place of all that it held; no kinds
    /// end what it reviewed there.
    async fn set_trades(&self, id: AccountId, area: AreaId, kinds: &[String], at: Timestamp) -> Result<()>;
    /// Keeps utility readings; one of the same premises, meter and month is replaced.
    async fn keep_readings(&self, readings: &[Reading]) -> Result<()>;
    /// The premises' readings, newest month first.
    async fn readings(&self, premises: PremisesId) -> Result<Vec<Reading>>;
    /// Whoever now answers for an area below, at or above one of the account's, by name.
    async fn people(&self, id: AccountId) -> Result<Vec<Person>>;

    /// Adds a session.
    async fn add_session(&self, session: &StoredSession) -> Result<()>;
    /// By the token's hash.
    async fn session(&self, token_hash: &TokenHash) -> Result<Option<StoredSession>>;
    /// Moves a session's end.
    async fn extend_session(&self, id: Uuid, expires_at: Timestamp) -> Result<()>;
    /// Forgets sessions: the next call is unsigned.
    async fn end_sessions(&self, which: &SessionsOf) -> Result<()>;
    /// Marks the account's sessions revoked: what they still offer is quarantined. Returns how many.
    async fn revoke_sessions(&self, account: AccountId, at: Timestamp) -> Result<u64>;

    /// Begins the one append transaction of a sub-district: others wait, readers do not.
    async fn begin_append(&self, stream: AreaId) -> Result<Box<dyn Append>>;
    /// Events of the account's scope after `cursor`, in order, at most `limit`; and where each stream then stands.
    async fn events_after(&self, scope: AccountId, cursor: &Cursor, limit: u32) -> Result<EventsPage>;
    /// A stream's events in order with their links, for verifying the chain.
    async fn chain(&self, stream: AreaId, after: u64, limit: u32) -> Result<Vec<(Recorded, Link)>>;
    /// The last `seq` of each stream.
    async fn heads(&self) -> Result<BTreeMap<AreaId, u64>>;
    /// The streams that the account's scope has events in, or would write to.
    async fn streams(&self, scope: AccountId) -> Result<Vec<AreaId>>;
    /// What was set aside for a person, oldest first.
    async fn quarantined(&self) -> Result<Vec<Quarantined>>;

    /// The rows of a snapshot and the cursor they stand at, in one consistent read.
    async fn snapshot(&self, scope: AccountId, filter: &SnapshotFilter) -> Result<SnapshotRows>;
    /// Those of `keys` that exist, whoever asks: for pages of links, whose secret the caller has checked.
    async fn rows(&self, keys: &[RowKey]) -> Result<RowSet>;
    /// A page of one list, newest first.
    async fn list(&self, scope: AccountId, query: &ListQuery) -> Result<ListPage>;

    /// Keeps a paper of the desk; one of the same kind and id gets the new facts, and the new content if there is any.
    async fn put_paper(&self, paper: &Paper) -> Result<()>;
    /// The scope's newest papers of a kind, without their content.
    async fn papers(&self, scope: AccountId, kind: &str, limit: u32) -> Result<Vec<Paper>>;
    /// One paper of the scope, with its content.
    async fn paper(&self, scope: AccountId, kind: &str, id: Uuid) -> Result<Option<Paper>>;

    /// Remembers that the account uploaded these bytes; twice changes nothing.
    async fn photo_uploaded(&self, hash: PhotoHash, account: AccountId, at: Timestamp) -> Result<()>;
    /// Whether the account uploaded these bytes.
    async fn has_uploaded(&self, hash: PhotoHash, account: AccountId) -> Result<bool>;
    /// Whether the account uploaded these bytes, or its scope has an event naming them whose author did.
    async fn may_read_photo(&self, hash: PhotoHash, account: AccountId) -> Result<bool>;
}

/// An append transaction. Dropped without [`Self::commit`], it leaves nothing.
#[async_trait]
pub trait Append: Send {
    /// What is known of an id, in any stream or in quarantine.
    async fn known(&mut self, id: EventId) -> Result<Option<Known>>;
    /// Those of `keys` that exist, with this transaction's own changes.
    async fn rows(&mut self, keys: &[RowKey]) -> Result<RowSet>;
    /// Takes the stream's next `seq`, writes event, link, photo names and changed rows; returns the `seq`.
    async fn add(&mut self, addition: &Addition<'_>) -> Result<u64>;
    /// Sets an event aside.
    async fn quarantine(&mut self, quarantined: &Quarantined) -> Result<()>;
    /// Makes it all durable, or none of it.
    async fn commit(self: Box<Self>) -> Result<()>;
}
