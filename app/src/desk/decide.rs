//! Decisions: each an event on the row that was on screen, through [`crate::field::commit`] like any other.

use super::entry::Entry;
use super::queue::Queue;
use crate::field;
use crate::state::App;
use crate::text::common as words;
use gridwalk_domain::event::{Body, ReviewPassed, ReviewReturned};
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::ledger::{HazardRow, InspectionRow};
use gridwalk_domain::record::NewEvent;
use gridwalk_replica::CommitError;
use leptos::prelude::*;
use leptos_router::NavigateOptions;

/// Commits; says what went wrong, when anything did. Gives whether it is on the device.
pub async fn commit(app: App, events: Vec<NewEvent>) -> bool {
    match field::commit(app, events, None).await {
        Ok(()) => true,
        Err(error) => {
            let sentence = if error == CommitError::Full { words::STORAGE_FULL } else { words::STORAGE_FAILED };
            app.say(sentence.get());
            false
        }
    }
}

/// Commits once, however often the button is tapped: `busy` is set until it is on the device, and `said` told then.
pub fn send(app: App, events: Vec<NewEvent>, said: String, busy: RwSignal<bool>) {
    send_then(app, async move || events, said, busy, || ());
}

/// Like [`send`]; `close` puts away the sheet it was typed in, once it is kept and not before.
pub fn send_then(
    app: App,
    events: impl AsyncFnOnce() -> Vec<NewEvent> + 'static,
    said: String,
    busy: RwSignal<bool>,
    close: impl FnOnce() + 'static,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    leptos::task::spawn_local(async move {
        if commit(app, events().await).await {
            app.say(said);
            close();
        }
        busy.try_set(false);
    });
}

/// A decision on a visit.
pub fn on_visit(row: &InspectionRow, body: impl Into<Body>) -> NewEvent {
    NewEvent { subject: row.id.into(), area: row.area, base: Some(row.head), body: body.into(), personal: None }
}

/// A decision on a hazard.
pub fn on_hazard(row: &HazardRow, body: impl Into<Body>) -> NewEvent {
    NewEvent { subject: row.id.into(), area: row.area, base: Some(row.head), body: body.into(), personal: None }
}

/// 通过.
pub fn passed(row: &InspectionRow) -> NewEvent {
    on_visit(row, ReviewPassed { premises: row.record.premises, in_bulk: false })
}

/// 退回.
pub fn returned(row: &InspectionRow, what: ReviewReturned) -> NewEvent {
    on_visit(row, what)
}

/// 全部通过: one event a record.
pub fn passed_in_bulk(lines: &[std::sync::Arc<Entry>]) -> Vec<NewEvent> {
    let one = |line: &std::sync::Arc<Entry>| NewEvent {
        subject: line.id.into(),
        area: line.area,
        base: Some(line.head),
        body: ReviewPassed { premises: line.premises, in_bulk: true }.into(),
        personal: None,
    };
    lines.iter().map(one).collect()
}

/// Opens the record that comes after a decision on `id`, or the list when there is none.
pub fn go_on(queue: Queue, next: Option<InspectionId>, navigate: &impl Fn(&str, NavigateOptions)) {
    queue.app().changed();
    let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
    match next {
        Some(next) => navigate(&format!("/record/{next}"), options),
        None => navigate("/", options),
    }
}
