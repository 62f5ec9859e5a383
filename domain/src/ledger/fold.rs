//! One event folded into the rows it touches.

use super::file::{self, PremisesFile};
use super::hazard::HazardState;
use super::hazard_fold::{EARLIER_MS, new_hazard};
use super::hazard_row::HazardRow;
use super::merge::{PremisesTies, line_of, merge};
use super::notice;
use super::row::*;
use super::task::TaskRow;
use crate::checklist::{Answer, Answers};
use crate::event::*;
use crate::id::{PremisesId, TaskId};
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// The rows at hand, by name.
pub type RowSet = BTreeMap<RowKey, Row>;

/// Which rows `fold` reads or writes: load those that exist, fold, write back what changed.
pub fn touched(envelope: &Envelope, body: &Body) -> Vec<RowKey> {
    let mut keys = vec![RowKey { kind: body.subject_kind(), id: envelope.subject }];
    if body.subject_kind() != SubjectKind::Premises
        && let Some(premises) = body.premises(envelope)
    {
        keys.push(RowKey { kind: SubjectKind::Premises, id: premises.into() });
    }
    let other = match body {
        Body::PremisesSucceeded(succeeded) => Some(succeeded.successor),
        Body::HazardMoved(moved) => Some(moved.to),
        _ => None,
    };
    keys.extend(other.map(|id| RowKey { kind: SubjectKind::Premises, id: id.into() }));
    // The visit of a withdrawal or a correction is read by the rules alone: was it returned by a second person?
    let visit = match body {
        Body::HazardFound(found) => found.inspection,
        Body::HazardWithdrawn(withdrawn) => withdrawn.inspection,
        Body::HazardRestated(restated) => Some(restated.inspection),
        _ => None,
    };
    keys.extend(visit.map(|visit| RowKey { kind: SubjectKind::Inspection, id: visit.into() }));
    match body {
        Body::InspectionRecorded(record) => {
            let campaigns = record.arrival.campaigns.iter();
            keys.extend(campaigns.map(|task| task_key(*task)));
        }
        Body::PremisesMerged(merged) => keys.push(premises_key(merged.absorbed)),
        Body::PremisesToldApart(apart) => keys.push(premises_key(apart.other)),
        Body::TipCheckAsked(asked) => keys.push(task_key(asked.tip)),
        Body::TipChecked(checked) => keys.push(task_key(checked.tip)),
        _ => {}
    }
    keys.extend(notice::replaced(body));
    keys
}

/// Folds one event. An event about a subject that is not there changes nothing; one that does not fit the subject's
/// state is noted as contested and changes nothing else.
pub fn fold(envelope: &Envelope, body: &Body, rows: &mut RowSet) {
    let key = RowKey { kind: body.subject_kind(), id: envelope.subject };
    match begin(envelope, body, rows) {
        Some(row) => match rows.get_mut(&key) {
            // Registered twice: the first stands, both are kept and shown.
            Some(Row::Hazard(there)) => return there.found_again(envelope, body),
            Some(there) => return there.advance(envelope.base, envelope.id),
            None => {
                rows.insert(key, row);
            }
        },
        None => match rows.get_mut(&key) {
            Some(row) => {
                row.advance(envelope.base, envelope.id);
                change_subject(envelope, body, row);
            }
            None => return,
        },
    }
    file::change_others(envelope, body, rows);
    change_premises(envelope, body, rows);
    change_inspection(envelope, body, rows);
    change_others(envelope, body, rows);
    notice::replace(envelope, body, rows);
}

fn premises_key(id: PremisesId) -> RowKey {
    RowKey { kind: SubjectKind::Premises, id: id.into() }
}

fn task_key(id: TaskId) -> RowKey {
    RowKey { kind: SubjectKind::Task, id: id.into() }
}

fn begin(envelope: &Envelope, body: &Body, rows: &RowSet) -> Option<Row> {
    Some(match body {
        Body::SiteRegistered(site) => Row::Site(SiteRow {
            id: envelope.subject.into(),
            area: envelope.area,
            name: site.name.clone(),
            building_code: site.building_code.clone(),
            address: site.address.clone(),
            position: site.position,
            details: BTreeMap::new(),
            no_premises_at: None,
            head: envelope.id,
            contested: Vec::new(),
        }),
        // A door that is known already is marked, not begun.
        Body::DoorMarked(marked) if !rows.contains_key(&RowKey { kind: SubjectKind::Site, id: envelope.subject }) => {
            Row::Site(file::marked_site(envelope, marked))
        }
        Body::PremisesRegistered(premises) => Row::Premises(new_premises(envelope, premises)),
        Body::InspectionRecorded(record) => Row::Inspection(new_inspection(envelope, record, rows)),
        Body::HazardFound(found) => Row::Hazard(new_hazard(envelope, found, premises_of(found.premises, rows))),
        Body::NoticeIssued(issued) => {
            let name = premises_of(issued.premises, rows).map(|row| row.name.clone()).unwrap_or_default();
            Row::Notice(notice::begin(envelope, issued, name))
        }
        _ => {
            let name = body.premises(envelope).and_then(|id| premises_of(id, rows)).map(|row| row.name.clone());
            Row::Task(TaskRow::begin(envelope, body, name.unwrap_or_default())?)
        }
    })
}

fn new_premises(envelope: &Envelope, premises: &PremisesRegistered) -> PremisesRow {
    let persons = envelope.personal.as_ref().and_then(|personal| serde_json::from_value(personal.fields.clone()).ok());
    PremisesRow {
        id: envelope.subject.into(),
        site: premises.site,
        area: envelope.area,
        name: premises.name.clone(),
        kind: premises.kind.clone(),
        address: premises.address.clone(),
        position: premises.position,
        door_photo: premises.door_photo.clone(),
        rooms: premises.rooms.clone(),
        details: premises.details.clone(),
        persons: persons.unwrap_or_default(),
        file: PremisesFile {
            unchecked_by: (!envelope.subject.is_of_import()).then_some(envelope.actor),
            ..PremisesFile::default()
        },
        registered_at: envelope.corrected_at(),
        last_visit: None,
        last_inspected_at: None,
        last_full_at: None,
        as_last_since_full: 0,
        not_entered_in_a_row: 0,
        last_answers: Answers::new(),
        rooms_seen: BTreeMap::new(),
        finds: Vec::new(),
        open_hazards: BTreeMap::new(),
        ties: PremisesTies::default(),
        head: envelope.id,
        contested: Vec::new(),
    }
}

fn premises_of(id: PremisesId, rows: &RowSet) -> Option<&PremisesRow> {
    match rows.get(&RowKey { kind: SubjectKind::Premises, id: id.into() }) {
        Some(Row::Premises(row)) => Some(row),
        _ => None,
    }
}

fn new_inspection(envelope: &Envelope, record: &InspectionRecorded, rows: &RowSet) -> InspectionRow {
    let premises = premises_of(record.premises, rows);
    InspectionRow {
        id: envelope.subject.into(),
        area: envelope.area,
        actor: envelope.actor,
        at: envelope.at,
        clock_offset_ms: envelope.clock_offset_ms,
        record: record.clone(),
        premises_name: premises.map(|row| row.name.clone()).unwrap_or_default(),
        premises_kind: premises.map(|row| row.kind.clone()).unwrap_or_default(),
        hazards: Vec::new(),
        gravest: None,
        review: ReviewState::Pending,
        corrections: 0,
        changed: Vec::new(),
        remark: String::new(),
        returns: Vec::new(),
        assigned_to: None,
        head: envelope.id,
        contested: Vec::new(),
    }
}

fn change_subject(envelope: &Envelope, body: &Body, row: &mut Row) {
    match (row, body) {
        (Row::Site(row), body) => file::change_site(envelope, body, row),
        (Row::Premises(row), Body::PremisesLocated(located)) => row.position = Some(located.position),
        (Row::Premises(row), Body::QuietPeriodSet(set)) => row.ties.quiet = set.quiet.clone(),
        (Row::Inspection(row), Body::ReviewAssigned(assigned)) => row.assigned_to = Some(assigned.to),
        (Row::Task(row), body) => row.change(envelope, body),
        (Row::Premises(row), body) => file::change(envelope, body, row),
        // It stays in its state: only where it is counted changes.
        (Row::Inspection(row), Body::InspectionCorrected(corrected)) => {
            row.record = corrected.record.clone();
            row.changed = corrected.changed.clone();
            row.remark = corrected.remark.clone();
            row.corrections = row.corrections.saturating_add(1);
            row.review = ReviewState::Pending;
        }
        (Row::Inspection(row), Body::ReviewPassed(_)) => {
            row.review = ReviewState::Passed { by: envelope.actor, at: envelope.corrected_at() };
        }
        (Row::Inspection(row), Body::ReviewReturned(what)) => {
            row.returns.push(PastReturn { by: envelope.actor, at: envelope.corrected_at(), what: what.clone() });
            row.review = ReviewState::Returned {
                by: envelope.actor,
                at: envelope.corrected_at(),
                event: envelope.id,
                what: what.clone(),
            };
        }
        (Row::Hazard(row), body) => row.change(envelope, body),
        (Row::Notice(row), body) => notice::change(envelope, body, row),
        _ => {}
    }
}

fn change_inspection(envelope: &Envelope, body: &Body, rows: &mut RowSet) {
    let Body::HazardFound(found) = body else { return };
    let Some(visit) = found.inspection else { return };
    let key = RowKey { kind: SubjectKind::Inspection, id: visit.into() };
    if let Some(Row::Inspection(row)) = rows.get_mut(&key) {
        let hazard = crate::event::hazard::hazard_of(envelope);
        if !row.hazards.contains(&hazard) {
            row.hazards.push(hazard);
        }
        row.gravest = row.gravest.max(Some(found.level));
    }
}

fn change_premises(envelope: &Envelope, body: &Body, rows: &mut RowSet) {
    if matches!(body, Body::HazardMoved(_)) {
        return;
    }
    let Some(id) = body.premises(envelope) else { return };
    // The hazard's own row has just been folded; its premises mirrors what is still open.
    let hazard = match rows.get(&RowKey { kind: SubjectKind::Hazard, id: envelope.subject }) {
        Some(Row::Hazard(row)) if body.subject_kind() == SubjectKind::Hazard => Some(row.clone()),
        _ => None,
    };
    // What is written about premises that were merged counts at those that they were merged into as well.
    for id in line_of(id, rows) {
        if let Some(Row::Premises(row)) = rows.get_mut(&premises_key(id)) {
            change_one_premises(envelope, body, hazard.as_ref(), row);
        }
    }
}

fn change_one_premises(envelope: &Envelope, body: &Body, hazard: Option<&HazardRow>, row: &mut PremisesRow) {
    match body {
        Body::InspectionRecorded(record) => visit_premises(envelope, record, row),
        Body::InspectionCorrected(corrected) => {
            if row.last_visit.as_ref().is_some_and(|last| last.inspection == corrected.inspection)
                && let Outcome::Inspected(inspected) = &corrected.record.outcome
            {
                row.last_answers = suggestions(&inspected.answers);
            }
        }
        _ => {}
    }
    if let Some(hazard) = hazard {
        mirror_hazard(body, hazard, row);
    }
}

// Beyond the subject and its premises: campaigns that a visit counts for, premises brought together or told apart.
fn change_others(envelope: &Envelope, body: &Body, rows: &mut RowSet) {
    match body {
        Body::InspectionRecorded(record) => {
            let day = envelope.correct(record.ended_at).date_in_shanghai();
            for task in &record.arrival.campaigns {
                if let Some(Row::Task(row)) = rows.get_mut(&task_key(*task)) {
                    row.count(record, day);
                }
            }
        }
        // The errand's tip is the sub-district's: on a phone of the cell it is not there.
        Body::TipCheckAsked(TipCheckAsked { tip, .. }) | Body::TipChecked(TipChecked { tip, .. }) => {
            if let Some(Row::Task(row)) = rows.get_mut(&task_key(*tip)) {
                row.change_tip(envelope, body);
            }
        }
        Body::PremisesMerged(merged) => merge(envelope, merged.absorbed, rows),
        Body::PremisesToldApart(apart) => {
            let one: PremisesId = envelope.subject.into();
            for (id, other) in [(one, apart.other), (apart.other, one)] {
                if let Some(Row::Premises(row)) = rows.get_mut(&premises_key(id))
                    && !row.ties.told_apart.contains(&other)
                {
                    row.ties.told_apart.push(other);
                }
            }
        }
        _ => {}
    }
}

fn visit_premises(envelope: &Envelope, record: &InspectionRecorded, row: &mut PremisesRow) {
    let ended_at = envelope.correct(record.ended_at);
    row.file.unchecked_by = None;
    match &record.outcome {
        Outcome::NotEntered(not_entered) => {
            let again = row.last_visit.as_ref().and_then(|last| last.not_entered) == Some(not_entered.reason);
            row.not_entered_in_a_row = if again { row.not_entered_in_a_row.saturating_add(1) } else { 1 };
        }
        Outcome::Inspected(inspected) => inspect_premises(inspected, ended_at, row),
    }
    let not_entered = match &record.outcome {
        Outcome::NotEntered(not_entered) => Some(not_entered.reason),
        Outcome::Inspected(_) => None,
    };
    row.last_visit = Some(LastVisit { inspection: envelope.subject.into(), at: ended_at, not_entered, hazards: 0 });
}

fn inspect_premises(inspected: &Inspected, ended_at: Timestamp, row: &mut PremisesRow) {
    row.not_entered_in_a_row = 0;
    let day = ended_at.date_in_shanghai();
    if row.last_inspected_at.is_none_or(|last| last.date_in_shanghai() != day) {
        row.ties.year_visits = row.ties.year_visits.with(day);
    }
    row.last_inspected_at = Some(ended_at);
    row.file.verified_at = row.file.verified_at.max(Some(ended_at));
    if inspected.as_last {
        row.as_last_since_full = row.as_last_since_full.saturating_add(1);
    } else {
        row.as_last_since_full = 0;
        row.last_full_at = Some(ended_at);
    }
    row.last_answers = suggestions(&inspected.answers);
    for room in inspected.rooms.iter().filter(|room| room.state != RoomState::NotEntered) {
        row.rooms_seen.insert(room.room, day);
    }
}

// What may be suggested next time: the values, without photos or wording; a defect is never suggested.
fn suggestions(answers: &Answers) -> Answers {
    let bare = |answer: &Answer| Answer::new(answer.value.clone(), answer.given);
    answers.iter().filter(|(_, answer)| !answer.is_fail()).map(|(code, answer)| (code.clone(), bare(answer))).collect()
}

fn mirror_hazard(body: &Body, hazard: &HazardRow, row: &mut PremisesRow) {
    if let (Body::HazardFound(found), Some(last)) = (body, &mut row.last_visit)
        && Some(last.inspection) == found.inspection
    {
        last.hazards = last.hazards.saturating_add(1);
    }
    remember_find(body, hazard, row);
    if hazard.state.is_closed() {
        row.open_hazards.remove(&hazard.id);
    } else {
        row.open_hazards.insert(hazard.id, OpenHazard::of(hazard));
    }
}

// One entry for the finding and one for each time it came back; none for what was recorded by mistake.
fn remember_find(body: &Body, hazard: &HazardRow, row: &mut PremisesRow) {
    let known = row.finds.iter().filter(|find| find.hazard == hazard.id).count();
    let is_find = match body {
        Body::HazardFound(_) => known == 0,
        Body::HazardReopened(_) | Body::LookedBack(_) => known <= hazard.relapses as usize,
        _ => false,
    };
    if hazard.state == HazardState::Withdrawn {
        row.finds.retain(|find| find.hazard != hazard.id);
    } else if is_find {
        let at = hazard.history.last().map_or(hazard.found_at, |past| past.at);
        row.finds.push(Find { hazard: hazard.id, item: hazard.found.item.clone(), at });
        row.finds.retain(|find| at.since(find.at) <= EARLIER_MS);
    }
}
