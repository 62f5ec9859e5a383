//! Decisions: each an event on the row that was on screen, for [`crate::field`] to keep like any other.

use super::entry::Entry;
use super::queue::Queue;
use gridwalk_domain::event::{ReviewPassed, ReviewReturned};
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::ledger::InspectionRow;
use gridwalk_domain::record::NewEvent;
use leptos_router::NavigateOptions;

/// 通过.
pub fn passed(row: &InspectionRow) -> NewEvent {
    NewEvent::about(row, ReviewPassed { premises: row.record.premises, in_bulk: false })
}

/// 退回.
pub fn returned(row: &InspectionRow, what: ReviewReturned) -> NewEvent {
    NewEvent::about(row, what)
}

/// 全部通过: one event a record.
pub fn passed_in_bulk(lines: &[std::sync::Arc<Entry>]) -> Vec<NewEvent> {
    let one = |line: &Entry| NewEvent::about(line, ReviewPassed { premises: line.premises, in_bulk: true });
    lines.iter().map(|line| one(line)).collect()
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
