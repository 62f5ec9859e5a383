//! What becomes of the hazards of a visit that is corrected: told otherwise, no longer found, or as they were.

use super::findings::Finding;
use crate::checklist::Level;
use crate::event::{HazardFound, HazardRestated};
use crate::id::{InspectionId, RoomId};
use crate::ledger::{HazardRow, HazardState, InspectionRow};
use crate::photo::{PhotoHash, PhotoRef};
use std::collections::BTreeSet;

/// The visit's own hazards that do not stay as they were.
pub(super) struct Own<'a> {
    /// Still found, told otherwise.
    pub(super) restated: Vec<(&'a HazardRow, HazardRestated)>,
    /// No longer found.
    pub(super) gone: Vec<&'a HazardRow>,
}

/// Sorts them, and takes from `findings` what is a hazard already.
pub(super) fn settle_own<'a>(
    findings: &mut Vec<Finding>,
    hazards: &'a [HazardRow],
    previous: &InspectionRow,
) -> Own<'a> {
    let is_own = |row: &&HazardRow| row.found.inspection == Some(previous.id) && row.state != HazardState::Withdrawn;
    let shown: BTreeSet<PhotoHash> = previous.record.all_photos().into_iter().map(|photo| photo.sha256).collect();
    let mut own = Own { restated: Vec::new(), gone: Vec::new() };
    for row in hazards.iter().filter(is_own) {
        match findings.iter().position(|finding| is_same(finding, row)) {
            Some(index) => {
                let finding = findings.remove(index).into_event(row.found.premises, previous.id);
                own.restated.extend(restated(finding, row, previous.id, &shown).map(|restated| (row, restated)));
            }
            None if row.state.is_closed() => {}
            None => own.gone.push(row),
        }
    }
    own
}

// Another wording or handling makes another hazard, for its notice would read otherwise; one that others have already
// taken on or put away stays, and so does 疑似重大, which a worker cannot put away alone: there would be two of it.
fn is_same(finding: &Finding, row: &HazardRow) -> bool {
    let is_taken_on = matches!(
        row.state,
        HazardState::Reported | HazardState::Referred | HazardState::AwaitingCloseOut | HazardState::ClosedOut
    );
    let rooms = |rooms: &[RoomId]| rooms.iter().copied().collect::<BTreeSet<_>>();
    let chips = |chips: &[String]| chips.iter().cloned().collect::<BTreeSet<_>>();
    let same_words = chips(&finding.answer.defects) == chips(&row.found.defects)
        && finding.answer.handling == Some(row.found.handling)
        && finding.answer.due_on == row.found.due_on;
    finding.item() == row.found.item
        && rooms(&finding.rooms) == rooms(&row.found.rooms)
        && (is_taken_on || row.found.level == Level::SuspectedMajor || same_words)
}

// What the hazard is to say from now on, where that is something else; `shown` are the photos of the record before.
fn restated(
    now: HazardFound,
    row: &HazardRow,
    inspection: InspectionId,
    shown: &BTreeSet<PhotoHash>,
) -> Option<HazardRestated> {
    let before = &row.found;
    if row.state.is_closed() {
        return None;
    }
    let has = |photos: &[PhotoRef], hash| photos.iter().any(|photo| photo.sha256 == hash);
    let is_gone = |hash: &PhotoHash| shown.contains(hash) && !has(&now.photos, *hash) && !has(&now.after_photos, *hash);
    let dropped: Vec<_> =
        before.photos.iter().chain(&row.after_photos).map(|photo| photo.sha256).filter(is_gone).collect();
    let is_new = |there: &[PhotoRef], photos: &[PhotoRef]| photos.iter().any(|photo| !has(there, photo.sha256));
    // What others have taken on keeps its words, but for 疑似重大, which is judged by them.
    let (defects, fixes) = match before.level {
        Level::SuspectedMajor => (now.defects, now.fixes),
        _ => (before.defects.clone(), before.fixes.clone()),
    };
    let is_other = defects != before.defects
        || now.part != before.part
        || now.quantity != before.quantity
        || now.no_photo_reason != before.no_photo_reason
        || is_new(&before.photos, &now.photos)
        || is_new(&row.after_photos, &now.after_photos)
        || !dropped.is_empty();
    is_other.then_some(HazardRestated {
        premises: before.premises,
        inspection,
        defects,
        fixes,
        part: now.part,
        quantity: now.quantity,
        photos: now.photos,
        after_photos: now.after_photos,
        dropped,
        no_photo_reason: now.no_photo_reason,
    })
}
