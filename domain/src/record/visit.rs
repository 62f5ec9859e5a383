//! A finished visit into events (R06, R10, R12).

use super::findings::{Findings, found};
use super::repeat::{earlier_asked, open_hazards_besides};
use super::tidy::{tidy_answers, tidy_photo, tidy_position};
use super::{DraftStage, NewEvent, VisitDraft};
use crate::checklist::{Answers, Sheet, TEXT_CHARS_MAX, Violation, check, check_room};
use crate::event::*;
use crate::id::{EventId, HazardId, SubjectId};
use crate::ledger::{OpenHazard, PremisesRow};
use crate::photo::PhotoRef;
use crate::position::Border;
use crate::time::{Date, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most photos that one event names.
pub const PHOTOS_MAX: usize = 200;

/// What a draft is judged and recorded with. Nothing here is asked of a clock or a store.
#[derive(Clone, Copy, Debug)]
pub struct VisitContext<'a> {
    /// The premises' own sheet.
    pub sheet: &'a Sheet,
    /// The sheet of one room, where there are rooms.
    pub room_sheet: Option<&'a Sheet>,
    /// As the phone sees it now.
    pub premises: &'a PremisesRow,
    /// Of the grid cell.
    pub border: Option<&'a Border>,
    /// Last event of each open hazard of the premises.
    pub hazard_heads: &'a BTreeMap<HazardId, EventId>,
    /// 提交巡查, by the device's clock.
    pub ended_at: Timestamp,
    /// Server's clock minus the device's, milliseconds, as last measured.
    pub clock_offset_ms: Option<i64>,
}

impl VisitContext<'_> {
    /// The day of the visit in Asia/Shanghai, by the server's clock as far as it is known: deadlines are counted from it.
    pub fn today(&self) -> Date {
        self.ended_at.plus_millis(self.clock_offset_ms.unwrap_or_default()).date_in_shanghai()
    }
}

/// Everything that a draft cannot be submitted with, in the order of the page; empty when it can.
pub fn violations(draft: &VisitDraft, context: &VisitContext) -> Vec<Violation> {
    let mut found = Vec::new();
    if draft.not_entered.is_none() && draft.stage == DraftStage::Visit && draft.arrival.wants_reason() {
        found.push(Violation::AgainUnexplained);
    }
    if draft.not_entered.is_none() {
        found.extend(earlier_violations(draft, context));
        found.extend(check(context.sheet, &draft.answers));
        found.extend(room_violations(draft, context));
    }
    if [&draft.note, &draft.remark].iter().any(|text| text.chars().count() > TEXT_CHARS_MAX) {
        found.push(Violation::NoteTooLong { max: TEXT_CHARS_MAX });
    }
    if record_of(draft, context).all_photos().len() > PHOTOS_MAX {
        found.push(Violation::TooManyPhotos { max: PHOTOS_MAX });
    }
    found
}

fn earlier_violations(draft: &VisitDraft, context: &VisitContext) -> Vec<Violation> {
    if draft.stage != DraftStage::Visit {
        return Vec::new();
    }
    let is_said = |hazard: &HazardId| draft.earlier.get(hazard).is_some_and(|answer| answer.rectified.is_some());
    let asked = earlier_asked(context.premises, &draft.rooms);
    asked.into_iter().filter(|h| !is_said(h)).map(|hazard| Violation::EarlierUnanswered { hazard }).collect()
}

fn room_violations(draft: &VisitDraft, context: &VisitContext) -> Vec<Violation> {
    let Some(sheet) = context.room_sheet else { return Vec::new() };
    let problems = draft.rooms.iter().filter(|(_, room)| room.state == RoomState::Problem);
    problems.flat_map(|(id, room)| check_room(sheet, *id, &room.answers)).collect()
}

/// Turns a finished visit into its events: the visit, the hazards found on it, what was seen of earlier ones, and the
/// premises' point if it was set. `fresh` makes the ids of new hazards.
///
/// # Errors
/// Everything that is missing, when anything is; then nothing is recorded.
pub fn record_visit(
    draft: &VisitDraft,
    context: &VisitContext,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<NewEvent>, Vec<Violation>> {
    let missing = violations(draft, context);
    if !missing.is_empty() {
        return Err(missing);
    }
    let record = record_of(draft, context);
    let mut events = vec![new_event(context, draft.inspection, None, record.clone())];
    if let Outcome::Inspected(inspected) = &record.outcome {
        let open = open_hazards_besides(context.premises, &[]);
        let Findings { findings, seen_open } = found(inspected, context, &open);
        for finding in findings {
            let body = finding.into_event(draft.premises, draft.inspection);
            events.push(new_event(context, HazardId(fresh()), None, body));
        }
        events.extend(earlier_events(draft, context, &inspected.earlier, &open, &seen_open));
    }
    events.extend(located(draft, context, &record.place));
    Ok(events)
}

/// One event about a thing of this premises.
pub(super) fn new_event(
    context: &VisitContext,
    subject: impl Into<SubjectId>,
    base: Option<EventId>,
    body: impl Into<Body>,
) -> NewEvent {
    NewEvent { subject: subject.into(), area: context.premises.area, base, body: body.into(), personal: None }
}

/// The record of a draft: hidden items' answers dropped, handlings as the catalogue wants them, positions judged.
pub(super) fn record_of(draft: &VisitDraft, context: &VisitContext) -> InspectionRecorded {
    let mut photos: Vec<PhotoRef> = draft.photos.iter().map(tidy_photo).collect();
    let outcome = match draft.not_entered {
        Some(reason) => {
            let door_photo = (!photos.is_empty()).then(|| photos.remove(0));
            Outcome::NotEntered(NotEntered { reason, door_photo })
        }
        None => Outcome::Inspected(inspected(draft, context)),
    };
    InspectionRecorded {
        premises: draft.premises,
        started_at: draft.started_at,
        ended_at: context.ended_at,
        place: place(draft, context),
        outcome,
        note: draft.note.trim().to_owned(),
        photos,
        companions: draft.companions,
        arrival: Arrival { position: draft.arrival.position.and_then(tidy_position), ..draft.arrival.clone() },
    }
}

fn inspected(draft: &VisitDraft, context: &VisitContext) -> Inspected {
    let rooms = room_visits(draft, context);
    let mut templates = draft.templates.clone();
    templates.extend(draft.room_template.iter().filter(|_| !rooms.is_empty()).cloned());
    let earlier = draft.earlier.iter().filter_map(|(hazard, answer)| {
        let photos = answer.photos.iter().map(tidy_photo).collect();
        answer.rectified.map(|rectified| EarlierHazard { hazard: *hazard, rectified, photos })
    });
    Inspected {
        templates,
        answers: tidy_answers(context.sheet, &draft.answers, context.today()),
        rooms,
        earlier: earlier.collect(),
        calls: draft.calls.clone(),
        as_last: draft.as_last,
    }
}

// In the order of the premises' rooms; one that is no longer among them is kept without a label.
fn room_visits(draft: &VisitDraft, context: &VisitContext) -> Vec<RoomVisit> {
    let rooms = &context.premises.rooms;
    let place_of = |id| rooms.iter().position(|room| room.id == id).unwrap_or(rooms.len());
    let mut visits: Vec<RoomVisit> = draft
        .rooms
        .iter()
        .map(|(id, room)| RoomVisit {
            room: *id,
            label: rooms.get(place_of(*id)).map(|room| room.label.clone()).unwrap_or_default(),
            state: room.state,
            answers: match (room.state, context.room_sheet) {
                (RoomState::Problem, Some(sheet)) => tidy_answers(sheet, &room.answers, context.today()),
                _ => Answers::new(),
            },
        })
        .collect();
    visits.sort_by_key(|visit| place_of(visit.room));
    visits
}

/// Where the phone was, how far from the premises (metres, to a tenth) and how that lies to the cell.
pub(super) fn place(draft: &VisitDraft, context: &VisitContext) -> VisitPlace {
    let position = draft.position.and_then(tidy_position);
    let distance_m = position.zip(context.premises.position).map(|(here, there)| here.at.distance_m(there.at));
    VisitPlace {
        position,
        distance_m: distance_m.filter(|metres| metres.is_finite()).map(|metres| (metres * 10.0).round() / 10.0),
        containment: position.and_then(|position| context.border?.judge(&position)),
        reason: draft.place_reason,
    }
}

/// 改点 and 记为场所位置: the visit's fix becomes the premises' point.
pub(super) fn located(draft: &VisitDraft, context: &VisitContext, place: &VisitPlace) -> Option<NewEvent> {
    let position = place.position?;
    let wrong = place.reason == Some(PlaceReason::RegisteredPointWrong);
    let first = draft.register_position && context.premises.position.is_none();
    let body = PremisesLocated { premises: draft.premises, position };
    (wrong || first).then(|| new_event(context, draft.premises, Some(context.premises.head), body))
}

/// 已改 and 仍未改 of hazards still open, and 仍未改 of those whose item failed again (`seen_open`).
pub(super) fn earlier_events(
    draft: &VisitDraft,
    context: &VisitContext,
    earlier: &[EarlierHazard],
    open: &BTreeMap<HazardId, &OpenHazard>,
    seen_open: &[HazardId],
) -> Vec<NewEvent> {
    let (premises, inspection) = (draft.premises, draft.inspection);
    let still = || Body::from(HazardSeenOpen::on_visit(premises, inspection));
    let mut bodies: BTreeMap<HazardId, Body> = BTreeMap::new();
    for EarlierHazard { hazard, rectified, photos } in earlier {
        let body = match rectified {
            true => RectificationReported {
                premises,
                inspection: Some(inspection),
                photos: photos.clone(),
                rooms: Vec::new(),
                by: ReportedBy::Worker,
            }
            .into(),
            false => still(),
        };
        bodies.insert(*hazard, body);
    }
    bodies.extend(seen_open.iter().map(|hazard| (*hazard, still())));
    let known = bodies.into_iter().filter(|(hazard, _)| open.contains_key(hazard));
    known.map(|(hazard, body)| new_event(context, hazard, context.hazard_heads.get(&hazard).copied(), body)).collect()
}
