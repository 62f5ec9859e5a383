//! Events about a file, through [`crate::field::commit`] like any other.

use crate::field;
use crate::state::App;
use crate::text::common as words;
use gridwalk_domain::event::Body;
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::record::NewEvent;
use gridwalk_replica::CommitError;
use std::cell::Cell;

/// An event on the file that was on screen.
pub fn about(row: &PremisesRow, body: impl Into<Body>) -> NewEvent {
    NewEvent { subject: row.id.into(), area: row.area, base: Some(row.head), body: body.into(), personal: None }
}

/// Commits; says `said` when it is on this device, and what went wrong when it is not. Gives which.
pub async fn commit(app: App, events: Vec<NewEvent>, said: String) -> bool {
    let sentence = match field::commit(app, events, None).await {
        Ok(()) => Ok(said),
        Err(CommitError::Full) => Err(words::STORAGE_FULL),
        Err(_) => Err(words::STORAGE_FAILED),
    };
    let is_kept = sentence.is_ok();
    app.say(sentence.unwrap_or_else(|trouble| trouble.get().to_owned()));
    is_kept
}

/// Commits one event, without waiting.
pub fn send(app: App, event: NewEvent, said: String) {
    send_then(app, event, said, || ());
}

/// Commits one event, and then, only once it is on this device, closes the sheet it was typed in: on a full disk what was
/// typed stays to be saved again. A second tap while the first is being kept is none.
pub fn send_then(app: App, event: NewEvent, said: String, close: impl Fn() + 'static) {
    thread_local! {
        static KEEPING: Cell<bool> = const { Cell::new(false) };
    }
    if KEEPING.replace(true) {
        return;
    }
    leptos::task::spawn_local(async move {
        if commit(app, vec![event], said).await {
            close();
        }
        KEEPING.set(false);
    });
}
