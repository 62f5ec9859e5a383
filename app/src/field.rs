//! The only caller of `Replica::commit`: stamps what the domain made, writes it in one transaction, and knows what to
//! tell when that failed.
//!
//! Invariant: a screen says 已存手机 only after [`commit`] returned `Ok`.

use crate::platform;
use crate::state::App;
use crate::text::{Text, common as words, visit as texts};
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::record::NewEvent;
use gridwalk_replica::web::BrowserClock;
use gridwalk_replica::{Commit, CommitError, stamp};
use leptos::prelude::*;
use std::future::Future;
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

/// What a person is told of a commit that failed: nothing of it is stored, and what to do.
pub fn trouble(error: &CommitError) -> Text {
    match error {
        CommitError::Full => words::STORAGE_FULL,
        CommitError::PhotoMissing(_) => texts::PHOTO_LOST,
        CommitError::NotYours => words::OTHER_ACCOUNT,
        CommitError::Unreadable { .. } | CommitError::Store(_) => words::STORAGE_FAILED,
    }
}

/// Commits; says what went wrong, when anything did. Gives whether it is on this device.
pub async fn keep(app: App, events: Vec<NewEvent>) -> bool {
    let kept = commit(app, events, None).await;
    if let Err(error) = &kept {
        app.say(trouble(error).get());
    }
    kept.is_ok()
}

/// Commits once, however often the button is tapped: `busy` is set until it is on this device, and `said` told then.
pub fn send(app: App, events: Vec<NewEvent>, said: String, busy: RwSignal<bool>) {
    send_then(app, events, said, busy, || ());
}

/// Like [`send`]; `close` puts away the sheet it was typed in, once it is kept and not before: on a full disk what was
/// typed stays to be saved again.
pub fn send_then(app: App, events: Vec<NewEvent>, said: String, busy: RwSignal<bool>, close: impl FnOnce() + 'static) {
    send_made(app, async move || events, said, busy, close);
}

/// Like [`send_then`], of events that are yet to be made.
pub fn send_made(
    app: App,
    events: impl AsyncFnOnce() -> Vec<NewEvent> + 'static,
    said: String,
    busy: RwSignal<bool>,
    close: impl FnOnce() + 'static,
) {
    once(busy, async move {
        if keep(app, events().await).await {
            app.say(said);
            close();
        }
    });
}

/// Does `work`, unless it is being done: a second tap makes no second record.
pub fn once(busy: RwSignal<bool>, work: impl Future<Output = ()> + 'static) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    leptos::task::spawn_local(async move {
        work.await;
        busy.try_set(false);
    });
}
