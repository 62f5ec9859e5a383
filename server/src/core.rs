//! What the server decides: verdicts on events, what a scope reads, accounts and sessions, the area tree.
//!
//! Invariants: neither tokio nor axum in here; time and randomness come in as arguments; nothing is spawned. So the
//! HTTP handlers and a single-threaded simulation run the same code. The shared order is the store's `seq`.

mod account;
mod author;
mod borders;
mod catalogue;
pub mod cursor;
mod duties;
mod figures;
pub mod limiter;
mod load;
mod parse;
pub mod password;
mod places;
mod read;
mod receive;
mod reports;
mod session;
mod snapshots;
pub mod tries;
mod verdict;
pub mod world;

pub use account::NewAccount;
pub use author::{Authored, author_id};
pub use borders::{BordersError, BordersPlan, FeatureError, SharedGround};
pub use catalogue::{catalogue, kind_name};
pub use duties::{DutyError, Holder, StandIn};
pub use figures::{Lines, NamedLine, Statistics};
pub use load::{LoadError, Loaded};
pub use places::{MoveError, Places};
pub use read::{ListFilter, Pulled, ReadError, SnapshotPage};
pub use receive::{Job, Sorted};
pub use reports::{ReportBody, ReportError, ReportLine, ReportPeriod};
pub use session::{Opened, Session, SessionTerm};
pub use verdict::{Verdict, VerdictKind};

use crate::store::{Result, Store};
use snapshots::Snapshots;
use std::sync::{Arc, PoisonError, RwLock};
use uuid::Uuid;

/// Events in one batch, at most.
pub const BATCH_EVENTS_MAX: usize = 500;
/// Bytes of one event's JSON, at most.
pub const EVENT_BYTES_MAX: usize = 256 * 1024;
/// Arrays and objects within each other in one event, at most.
pub const EVENT_DEPTH_MAX: usize = 32;
/// Rows of one page of a snapshot, at most.
pub const SNAPSHOT_PAGE_ROWS: usize = 500;
/// Events of one pull, at most.
pub const PULL_EVENTS_MAX: u32 = 1000;

/// The server's core over one store.
pub struct Core {
    store: Arc<dyn Store>,
    incarnation: Uuid,
    places: RwLock<Arc<Places>>,
    snapshots: Snapshots,
    /// Whoever changes stand-ins and handovers holds it.
    duties: futures::lock::Mutex<()>,
}

impl Core {
    /// Reads what is asked at every step (incarnation, area tree) and is ready.
    pub async fn open(store: Arc<dyn Store>) -> Result<Self> {
        let incarnation = store.incarnation().await?;
        let stamp = store.places_stamp().await?;
        let places = Places::new(store.areas().await?, stamp);
        Ok(Self {
            store,
            incarnation,
            places: RwLock::new(Arc::new(places)),
            snapshots: Snapshots::default(),
            duties: futures::lock::Mutex::default(),
        })
    }

    /// Changes when the database is restored from a backup; phones then offer again what they still have.
    pub fn incarnation(&self) -> Uuid {
        self.incarnation
    }

    /// What it stands on.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The present area tree.
    pub fn places(&self) -> Arc<Places> {
        Arc::clone(&self.places.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes up what another process (`area put`) changed in the tree.
    pub async fn refresh_places(&self) -> Result<()> {
        if self.store.places_stamp().await? == self.places().stamp { Ok(()) } else { self.reload_places().await }
    }

    async fn reload_places(&self) -> Result<()> {
        // The stamp first: a change between the two reads is found again at the next look.
        let stamp = self.store.places_stamp().await?;
        let places = Arc::new(Places::new(self.store.areas().await?, stamp));
        *self.places.write().unwrap_or_else(PoisonError::into_inner) = places;
        Ok(())
    }
}
