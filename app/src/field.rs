//! The only caller of `Replica::commit`: stamps what the domain made and writes it in one transaction.
//!
//! Invariant: a screen says 已存手机 only after [`commit`] returned `Ok`.

use crate::platform;
use crate::state::App;
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::record::NewEvent;
use gridwalk_replica::web::BrowserClock;
use gridwalk_replica::{Commit, CommitError, stamp};
use uuid::Uuid;

/// A new id in the order of time.
pub fn fresh_id() -> Uuid {
    gridwalk_replica::new_id(&BrowserClock)
}

/// Stamps and commits; with a `draft`, removes it in the same transaction. Then wakes the sync.
///
/// # Errors
/// Nothing of it is stored, and the draft is as it was.
pub async fn commit(app: App, new: Vec<NewEvent>, draft: Option<InspectionId>) -> Result<(), CommitError> {
    let journal = app.journal();
    let offset = journal.clock_offset_ms().await.unwrap_or_default();
    let at = platform::now();
    let events = new.into_iter().map(|event| stamp(event, journal.identity(), &BrowserClock, at, offset)).collect();
    journal.commit(Commit { events, draft }).await?;
    app.changed();
    crate::sync::wake(app);
    Ok(())
}
