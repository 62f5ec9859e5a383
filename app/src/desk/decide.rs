//! Decisions: each an event on the row that was on screen, for [`crate::field`] to keep like any other.

use super::entry::Entry;
use super::queue::Queue;
use gridwalk_domain::event::{Body, ReviewPassed, ReviewReturned};
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::ledger::{HazardRow, InspectionRow};
use gridwalk_domain::record::NewEvent;
use leptos_router::NavigateOptions;

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
