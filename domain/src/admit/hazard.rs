//! Who may end a hazard, or move its day.

use super::{Actor, Refusal, Role};
use crate::event::{Body, ContestOutcome, SubjectKind};
use crate::id::InspectionId;
use crate::ledger::{HazardRow, Hindrance, Row, RowKey, RowSet};

// What ends a hazard, or gives it more time, is never one person's doing (R13).
pub(super) fn second_person_of_hazard(actor: &Actor, body: &Body, row: &HazardRow, rows: &RowSet) -> Option<Refusal> {
    let is_own = row.finder == actor.account;
    let ends = match body {
        Body::ClosedOut(_) => true,
        Body::ContestResolved(resolved) => resolved.outcome == ContestOutcome::Closed,
        _ => false,
    };
    let is_above = match body {
        Body::ExtensionAnswered(_) => row.is_dated_above(),
        Body::HazardWithdrawn(_) => row.takes_effect(actor.account, false) && row.ends_above(),
        Body::WithdrawalDeclined(_) => row.ends_above(),
        _ => ends && row.ends_above(),
    };
    if is_above && actor.role != Role::Subdistrict {
        return Some(if is_own { Refusal::SecondPerson } else { Refusal::SubdistrictOnly });
    }
    match body {
        _ if ends && is_own => Some(Refusal::SecondPerson),
        Body::Reinspected(_) | Body::WithdrawalDeclined(_) if is_own => Some(Refusal::SecondPerson),
        // One worker does not put away what another found: that is the desk's.
        Body::HazardWithdrawn(_) if !is_own && actor.role == Role::Worker => Some(Refusal::SecondPerson),
        Body::HazardWithdrawn(withdrawn) if is_own && withdrawn.inspection.is_some() => {
            (!was_returned(withdrawn.inspection, row, rows)).then_some(Refusal::SecondPerson)
        }
        Body::HazardRestated(_) if !is_own => Some(Refusal::OwnWorkerOnly),
        Body::HazardRestated(restated) => {
            (!was_returned(Some(restated.inspection), row, rows)).then_some(Refusal::SecondPerson)
        }
        Body::ExtensionAnswered(_) if row.extension.as_ref().is_some_and(|wish| wish.asker == actor.account) => {
            Some(Refusal::SecondPerson)
        }
        Body::ClosedOut(_) if row.after(actor.account, body) == Err(Hindrance::NoProof) => {
            Some(Refusal::AfterPhotoWanted)
        }
        _ => None,
    }
}

// The visit was sent back by a reviewer, and this is what the correction says.
fn was_returned(visit: Option<InspectionId>, row: &HazardRow, rows: &RowSet) -> bool {
    let key = visit.map(|visit| RowKey { kind: SubjectKind::Inspection, id: visit.into() });
    let found = key.and_then(|key| rows.get(&key));
    visit == row.found.inspection && matches!(found, Some(Row::Inspection(found)) if found.corrections > 0)
}
