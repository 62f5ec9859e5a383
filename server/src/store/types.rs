//! What goes in and out of a store.

use gridwalk_domain::admit::Role;
use gridwalk_domain::area::Area;
use gridwalk_domain::event::{Envelope, Meter, Recorded, SubjectKind};
use gridwalk_domain::id::{AccountId, AreaId, DeviceId, PremisesId};
use gridwalk_domain::ledger::Row;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::{Date, Timestamp};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use uuid::Uuid;

/// SHA-256 of a session's token.
pub type TokenHash = [u8; 32];

/// The store did not do it; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The username is another account's.
    #[error("username {username} is taken")]
    NameTaken {
        /// As given.
        username: String,
    },
    /// Somebody took this step before.
    #[error("that step was taken already")]
    StepTaken,
    /// What is stored cannot be read.
    #[error("stored {what} cannot be read: {source}")]
    Corrupt {
        /// Which kind of thing.
        what: &'static str,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Disk full, connection lost, killed.
    #[error("{doing}: {source}")]
    Unavailable {
        /// What was tried.
        doing: &'static str,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// An area and the number of times that its scope changed.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredArea {
    /// The area.
    pub area: Area,
    /// Grows when something moves into or out of its subtree.
    pub epoch: u64,
}

/// An account with its password's hash.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// For ever.
    pub id: AccountId,
    /// For signing in; unique.
    pub username: String,
    /// As others see it.
    pub name: String,
    /// What for.
    pub role: Role,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// By the server's clock.
    pub created_at: Timestamp,
}

/// Somebody of a scope, without anything secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Account.
    pub id: AccountId,
    /// As others see it.
    pub name: String,
    /// What for.
    pub role: Role,
    /// What they answer for now.
    pub areas: Vec<AreaId>,
}

/// What one meter of premises counted in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Where.
    pub premises: PremisesId,
    /// Which meter.
    pub meter: Meter,
    /// First day of the month.
    pub month: Date,
    /// Used in it, in the meter's unit.
    pub used: f64,
}

/// A session; its token is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// Names it in logs.
    pub id: Uuid,
    /// Of the cookie's token.
    pub token_hash: TokenHash,
    /// Whose.
    pub account: AccountId,
    /// On which device.
    pub device: DeviceId,
    /// By the server's clock.
    pub created_at: Timestamp,
    /// From then on it is as if it had never been.
    pub expires_at: Timestamp,
    /// By an administrator: a lost phone.
    pub revoked_at: Option<Timestamp>,
}

/// Which sessions end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionsOf {
    /// One.
    Id(Uuid),
    /// All of an account's but one: its password was changed.
    AccountBut(AccountId, Uuid),
    /// All that ended before.
    ExpiredAt(Timestamp),
}

/// What is known of an event's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Of the envelope, see `gridwalk_domain::canonical::envelope_digest`.
    pub digest: [u8; 32],
    /// Its place; `None` in quarantine.
    pub seq: Option<u64>,
}

/// One event to be added, with what follows from it.
#[derive(Debug)]
pub struct Addition<'a> {
    /// As posted.
    pub envelope: &'a Envelope,
    /// Of the envelope.
    pub digest: [u8; 32],
    /// The server's clock.
    pub received_at: Timestamp,
    /// The rows that it changed, as they now are.
    pub rows: Vec<&'a Row>,
    /// The photos it names.
    pub photos: Vec<PhotoHash>,
    /// Whoever uploaded those photos: the event's author, or the tip that they came with.
    pub photo_author: AccountId,
}

/// An event kept apart for a person to judge.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarantined {
    /// As posted.
    pub envelope: Envelope,
    /// Of the envelope.
    pub digest: [u8; 32],
    /// Stable word.
    pub reason: String,
    /// The server's clock.
    pub received_at: Timestamp,
}

/// How far a replica has read: one `seq` per stream; a stream that is not named has not been read.
pub type Cursor = BTreeMap<AreaId, u64>;

/// Events in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventsPage {
    /// Stream by stream, in each by `seq`.
    pub events: Vec<Recorded>,
    /// Ask for what follows with this.
    pub next: Cursor,
    /// Whether something follows now.
    pub more: bool,
}

/// Which rows make a snapshot. Sites, premises and open hazards always do; a desk (`own` is absent) also gets the
/// hazards closed since `visits_since`, for its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotFilter {
    /// Only visits of this worker that are decided, beside all that are not.
    pub own: Option<AccountId>,
    /// Visits received since then; those pending or returned come whatever their age.
    pub visits_since: Timestamp,
}

/// The rows of a scope at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SnapshotRows {
    /// Sites, premises, hazards, inspections.
    pub rows: Vec<Row>,
    /// The events that are in them.
    pub cursor: Cursor,
}

/// Where a list goes on: the `since` and id of the last row given.
pub type ListMark = (i64, Uuid);

/// One page of one list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListQuery {
    /// Which.
    pub kind: SubjectKind,
    /// `pending`, `closed_out`, …; `open` is any hazard not yet closed.
    pub state: Option<String>,
    /// Below this area too.
    pub area: Option<AreaId>,
    /// Of this premises.
    pub premises: Option<PremisesId>,
    /// By this account.
    pub actor: Option<AccountId>,
    /// `G`, `M`, `L`, as the catalogue writes it.
    pub level: Option<String>,
    /// Catalogue kind of the premises.
    pub premises_kind: Option<String>,
    /// Lower-case words that name or address contain.
    pub search: Option<String>,
    /// Due before this day (days since 1970).
    pub due_before: Option<i32>,
    /// Goes on after this row.
    pub after: Option<ListMark>,
    /// At most.
    pub limit: u32,
}

impl ListQuery {
    /// Whether it asks for whatever hazard is not closed.
    pub fn is_open_only(&self) -> bool {
        self.kind == SubjectKind::Hazard && self.state.as_deref() == Some("open")
    }
}

/// Rows of a list, newest first.
#[derive(Clone, Debug, Default)]
pub struct ListPage {
    /// At most the query's limit, as JSON: whoever passes them on need not read them.
    pub rows: Vec<Box<RawValue>>,
    /// Where it goes on; `None` at the end.
    pub next: Option<ListMark>,
}

/// What the desk keeps beside the ledger: an import, a blank form, a year's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    /// `import`, `form`, `investment`, `disclosure`, `borders`.
    pub kind: String,
    /// Made by the server.
    pub id: Uuid,
    /// Whose scope it is in.
    pub area: AreaId,
    /// Who made it.
    pub author: AccountId,
    /// By the server's clock.
    pub at: Timestamp,
    /// By kind.
    pub facts: serde_json::Value,
    /// Bytes, if it has any.
    pub content: Option<Vec<u8>>,
}

/// The columns by which rows are found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowIndex {
    /// `pending`, `found`, …; empty for sites and premises.
    pub state: &'static str,
    /// Not yet closed, or not yet passed.
    pub is_open: bool,
    /// Premises it is of.
    pub premises: Option<Uuid>,
    /// Worker or finder.
    pub actor: Option<AccountId>,
    /// Gravest level.
    pub level: String,
    /// Catalogue kind of the premises.
    pub premises_kind: String,
    /// Days since 1970.
    pub due_on: Option<i32>,
    /// Lower-case name and address.
    pub search: String,
}
