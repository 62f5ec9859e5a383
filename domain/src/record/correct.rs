//! The mending of a returned visit: the whole record as it now stands, and its hazards put right (field-practice 8).

use super::findings::{Findings, found};
use super::repeat::{SheetCircumstances, VisitSheets, open_hazards_besides, visit_sheets};
use super::restate::settle_own;
use super::visit::{earlier_events, located, new_event, record_of};
use super::{DraftStage, EarlierAnswer, NewEvent, RoomDraft, VisitContext, VisitDraft, violations};
use crate::checklist::{Answers, Catalogue, Kind, SheetError, Violation};
use crate::event::*;
use crate::id::{EventId, HazardId, RoomId};
use crate::ledger::{HazardRow, InspectionRow, PremisesRow, ReviewState};
use crate::photo::{PhotoHash, PhotoRef};
use crate::settings::PlaceSettings;
use crate::time::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The sheets on which `row` is mended: its own templates, on its own day, with the items that it was asked.
///
/// # Errors
/// The record names a template that the catalogue has not; `catalogue` is to be of the record's version.
pub fn correction_sheets(
    catalogue: &Catalogue,
    kind: &Kind,
    premises: &PremisesRow,
    settings: &PlaceSettings,
    row: &InspectionRow,
) -> Result<VisitSheets, SheetError> {
    let circumstances = SheetCircumstances {
        settings,
        on: row.ended_at().date_in_shanghai(),
        asked_on_site: &[],
        own_hazards: &row.hazards,
    };
    let Outcome::Inspected(inspected) = &row.record.outcome else {
        return visit_sheets(catalogue, kind, premises, &circumstances);
    };
    let own = inspected.templates.iter().map(|template| template.code.clone());
    let templates = own.filter(|code| kind.room_template.as_ref() != Some(code)).collect();
    let sheets = visit_sheets(catalogue, &Kind { templates, ..kind.clone() }, premises, &circumstances)?;
    Ok(VisitSheets { sheet: sheets.sheet.as_asked(&inspected.answers), ..sheets })
}

/// The draft that mends `row` after the return `returned`: everything as recorded. `room_template` is the code of the
/// kind's room template.
pub fn correction_draft(
    row: &InspectionRow,
    returned: EventId,
    room_template: Option<&str>,
    now: Timestamp,
) -> VisitDraft {
    let record = &row.record;
    let mut draft = VisitDraft {
        premises_name: row.premises_name.clone(),
        photos: record.photos.clone(),
        note: record.note.clone(),
        place_reason: record.place.reason,
        companions: record.companions,
        arrival: record.arrival.clone(),
        stage: DraftStage::Correction { returned },
        ..VisitDraft::empty(row.id, record.premises, now)
    };
    draft.started_at = record.started_at;
    match &record.outcome {
        Outcome::NotEntered(not_entered) => {
            draft.not_entered = Some(not_entered.reason);
            draft.photos.splice(0..0, not_entered.door_photo.clone());
        }
        Outcome::Inspected(inspected) => fill(&mut draft, inspected, room_template),
    }
    draft
}

fn fill(draft: &mut VisitDraft, inspected: &Inspected, room_template: Option<&str>) {
    let (rooms, own): (Vec<_>, Vec<_>) =
        inspected.templates.iter().cloned().partition(|template| room_template == Some(template.code.as_str()));
    draft.templates = own;
    draft.room_template = rooms.into_iter().next();
    draft.answers = inspected.answers.clone();
    let room = |visit: &RoomVisit| (visit.room, RoomDraft { state: visit.state, answers: visit.answers.clone() });
    draft.rooms = inspected.rooms.iter().map(room).collect();
    let earlier =
        |e: &EarlierHazard| (e.hazard, EarlierAnswer { rectified: Some(e.rectified), photos: e.photos.clone() });
    draft.earlier = inspected.earlier.iter().map(earlier).collect();
    draft.calls = inspected.calls.clone();
    draft.as_last = inspected.as_last;
}

/// Turns a mended draft into its events: the corrected record, hazards found anew, those told otherwise than before, and
/// those withdrawn whose item no longer fails. `hazards` are the rows of the visit's hazards; photos not in the record
/// before are marked 补拍.
///
/// The visit keeps its times and place unless the reviewer wanted it made again (重新到场).
///
/// # Errors
/// Everything that is missing, when anything is, a new photo where 补照片 was wanted too; then nothing is recorded.
pub fn correct_visit(
    draft: &VisitDraft,
    previous: &InspectionRow,
    hazards: &[HazardRow],
    context: &VisitContext,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<NewEvent>, Vec<Violation>> {
    let missing = correction_violations(draft, previous, context);
    if !missing.is_empty() {
        return Err(missing);
    }
    let record = corrected_record(draft, previous, context);
    let changed = changed(&previous.record, &record);
    let body = InspectionCorrected {
        inspection: previous.id,
        record: record.clone(),
        changed: changed.iter().cloned().collect(),
        remark: draft.remark.trim().to_owned(),
    };
    let mut events = vec![new_event(context, previous.id, Some(previous.head), body)];
    let own: Vec<HazardId> = hazards.iter().filter(|h| h.found.inspection == Some(previous.id)).map(|h| h.id).collect();
    let open = open_hazards_besides(context.premises, &own);
    let Findings { mut findings, mut seen_open } = match &record.outcome {
        Outcome::Inspected(inspected) => found(inspected, context, &open),
        Outcome::NotEntered(_) => Findings { findings: Vec::new(), seen_open: Vec::new() },
    };
    let own = settle_own(&mut findings, hazards, previous);
    for finding in findings {
        let body = finding.into_event(draft.premises, previous.id);
        events.push(new_event(context, HazardId(fresh()), None, body));
    }
    for (row, restated) in own.restated {
        events.push(new_event(context, row.id, Some(row.head), restated));
    }
    for row in own.gone {
        let reason = withdrawal_reason(draft);
        let body = HazardWithdrawn { premises: draft.premises, inspection: Some(previous.id), reason };
        events.push(new_event(context, row.id, Some(row.head), body));
    }
    seen_open.retain(|id| open.get(id).is_some_and(|hazard| changed.contains(&hazard.item)));
    let news = news_of_earlier(&previous.record, &record);
    events.extend(earlier_events(draft, context, &news, &open, &seen_open));
    if record.place != previous.record.place {
        events.extend(located(draft, context, &record.place));
    }
    Ok(events)
}

/// Everything that a correction cannot be submitted with: what a visit could not, 补照片 without a new photo, 改内容
/// with nothing changed and no word why.
pub fn correction_violations(draft: &VisitDraft, previous: &InspectionRow, context: &VisitContext) -> Vec<Violation> {
    let mut missing = violations(draft, context);
    let ReviewState::Returned { what, .. } = &previous.review else { return missing };
    let now = corrected_record(draft, previous, context);
    let item = what.item.clone();
    match what.wanted {
        ReturnWanted::AddPhotos if !has_new_photos(&previous.record, &now) => {
            missing.push(Violation::RetakeMissing { item });
        }
        ReturnWanted::EditContent if draft.remark.trim().is_empty() && is_as_before(&previous.record, now) => {
            missing.push(Violation::NothingMended { item });
        }
        _ => {}
    }
    missing
}

fn has_new_photos(before: &InspectionRecorded, now: &InspectionRecorded) -> bool {
    let taken = |photo: &PhotoRef| (photo.sha256, photo.taken_at);
    let known: BTreeSet<_> = before.all_photos().into_iter().map(taken).collect();
    now.all_photos().into_iter().any(|photo| !known.contains(&taken(photo)))
}

// Where the phone lay while it was mended is no change.
fn is_as_before(before: &InspectionRecorded, now: InspectionRecorded) -> bool {
    let reason = now.place.reason;
    InspectionRecorded { place: VisitPlace { reason, ..before.place.clone() }, ..now } == *before
}

fn withdrawal_reason(draft: &VisitDraft) -> String {
    let remark = draft.remark.trim();
    if remark.is_empty() { "更正".to_owned() } else { remark.to_owned() }
}

fn corrected_record(draft: &VisitDraft, previous: &InspectionRow, context: &VisitContext) -> InspectionRecorded {
    let mut record = record_of(draft, context);
    let before = &previous.record;
    let known: BTreeSet<PhotoHash> = before.all_photos().into_iter().map(|photo| photo.sha256).collect();
    for photo in photos_mut(&mut record) {
        photo.retaken |= !known.contains(&photo.sha256);
    }
    let again =
        matches!(&previous.review, ReviewState::Returned { what, .. } if what.wanted == ReturnWanted::VisitAgain);
    if !again {
        record.started_at = before.started_at;
        record.ended_at = before.ended_at;
    }
    if record.place.position.is_none() {
        record.place = VisitPlace { reason: record.place.reason, ..before.place.clone() };
    }
    record
}

fn photos_mut(record: &mut InspectionRecorded) -> Vec<&mut PhotoRef> {
    let mut photos: Vec<&mut PhotoRef> = record.photos.iter_mut().collect();
    match &mut record.outcome {
        Outcome::NotEntered(not_entered) => photos.extend(&mut not_entered.door_photo),
        Outcome::Inspected(inspected) => {
            let of_rooms = inspected.rooms.iter_mut().flat_map(|room| room.answers.values_mut());
            for answer in inspected.answers.values_mut().chain(of_rooms) {
                photos.extend(answer.photos.iter_mut().chain(&mut answer.after_photos));
            }
            photos.extend(inspected.earlier.iter_mut().flat_map(|earlier| &mut earlier.photos));
        }
    }
    photos
}

// Item codes whose answer differs, at the premises or in any room.
fn changed(before: &InspectionRecorded, after: &InspectionRecorded) -> BTreeSet<String> {
    let (old, new) = (answers_by_place(before), answers_by_place(after));
    let places: BTreeSet<_> = old.iter().chain(&new).map(|(place, _)| *place).collect();
    let at = |of: &[(Option<RoomId>, &Answers)], place| {
        of.iter().find(|(at, _)| *at == place).map(|(_, answers)| (*answers).clone()).unwrap_or_default()
    };
    let mut changed = BTreeSet::new();
    for place in places {
        let (old, new) = (at(&old, place), at(&new, place));
        changed.extend(old.keys().chain(new.keys()).filter(|code| old.get(*code) != new.get(*code)).cloned());
    }
    changed
}

fn answers_by_place(record: &InspectionRecorded) -> Vec<(Option<RoomId>, &Answers)> {
    match &record.outcome {
        Outcome::NotEntered(_) => Vec::new(),
        Outcome::Inspected(inspected) => {
            let rooms = inspected.rooms.iter().map(|visit| (Some(visit.room), &visit.answers));
            std::iter::once((None, &inspected.answers)).chain(rooms).collect()
        }
    }
}

// 上次未改 answered otherwise than before; the rest was said already.
fn news_of_earlier(before: &InspectionRecorded, after: &InspectionRecorded) -> Vec<EarlierHazard> {
    let earlier = |record: &InspectionRecorded| match &record.outcome {
        Outcome::Inspected(inspected) => inspected.earlier.clone(),
        Outcome::NotEntered(_) => Vec::new(),
    };
    let said: Vec<_> = earlier(before).into_iter().map(|e| (e.hazard, e.rectified)).collect();
    earlier(after).into_iter().filter(|e| !said.contains(&(e.hazard, e.rectified))).collect()
}
