//! From failed items to hazards: one defect in twelve rooms is one hazard with a room list (field-practice 1).

use super::VisitContext;
use crate::checklist::{Answer, Handling, Item, Sheet};
use crate::event::{HazardFound, HazardSource, Inspected};
use crate::id::{HazardId, InspectionId, PremisesId, RoomId};
use crate::ledger::OpenHazard;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A defect at the premises (no rooms) or in some of its rooms.
pub(super) struct Finding {
    item: Arc<Item>,
    /// Empty: the premises as a whole.
    pub(super) rooms: Vec<RoomId>,
    /// Of all rooms together.
    pub(super) answer: Answer,
}

/// What the failed items of a visit come to.
pub(super) struct Findings {
    /// New ones, the premises' before the rooms', in the sheets' order.
    pub(super) findings: Vec<Finding>,
    /// Open hazards whose item failed again at the same place: they raise no second one.
    pub(super) seen_open: Vec<HazardId>,
}

/// Sorts the failed items of a recorded visit.
pub(super) fn found(inspected: &Inspected, context: &VisitContext, open: &BTreeMap<HazardId, &OpenHazard>) -> Findings {
    let mut findings = Vec::new();
    let mut seen_open = BTreeSet::new();
    let is_open = |item: &str, room: Option<RoomId>| {
        let at_place = |hazard: &OpenHazard| match room {
            None => hazard.rooms.is_empty(),
            Some(room) => hazard.rooms.contains(&room),
        };
        open.iter().find(|(_, hazard)| hazard.item == item && at_place(hazard)).map(|(id, _)| *id)
    };
    for item in context.sheet.items_with_left_out() {
        let Some(answer) = inspected.answers.get(&item.code).filter(|answer| answer.is_fail()) else { continue };
        match is_open(&item.code, None) {
            Some(hazard) => drop(seen_open.insert(hazard)),
            None => findings.push(Finding { item: item.clone(), rooms: Vec::new(), answer: answer.clone() }),
        }
    }
    for item in context.room_sheet.into_iter().flat_map(Sheet::items_with_left_out) {
        let mut alike: BTreeMap<BTreeSet<&str>, Finding> = BTreeMap::new();
        for visit in &inspected.rooms {
            let Some(answer) = visit.answers.get(&item.code).filter(|answer| answer.is_fail()) else { continue };
            if let Some(hazard) = is_open(&item.code, Some(visit.room)) {
                seen_open.insert(hazard);
                continue;
            }
            let chips = answer.defects.iter().map(String::as_str).collect();
            match alike.get_mut(&chips) {
                Some(finding) => finding.join(visit.room, answer),
                None => {
                    let finding = Finding { item: item.clone(), rooms: vec![visit.room], answer: answer.clone() };
                    alike.insert(chips, finding);
                }
            }
        }
        findings.extend(alike.into_values());
    }
    Findings { findings, seen_open: seen_open.into_iter().collect() }
}

impl Finding {
    /// The item's code.
    pub(super) fn item(&self) -> &str {
        &self.item.code
    }

    // The same defect in one more room: the graver handling, the earlier day, all photos.
    fn join(&mut self, room: RoomId, other: &Answer) {
        let mine = &mut self.answer;
        self.rooms.push(room);
        let count = |quantity: Option<u32>| quantity.unwrap_or(1);
        if mine.quantity.is_some() || other.quantity.is_some() {
            // The first join counts what was met so far as one a room.
            let so_far = mine.quantity.unwrap_or(self.rooms.len() as u32 - 1);
            mine.quantity = Some(so_far.saturating_add(count(other.quantity)));
        }
        if !other.part.is_empty() && !mine.part.split('、').any(|part| part == other.part) {
            mine.part =
                if mine.part.is_empty() { other.part.clone() } else { format!("{}、{}", mine.part, other.part) };
        }
        mine.photos.extend(other.photos.iter().cloned());
        mine.after_photos.extend(other.after_photos.iter().cloned());
        mine.no_photo_reason = mine.no_photo_reason.take().or_else(|| other.no_photo_reason.clone());
        mine.handling = gravest(mine.handling, other.handling);
        mine.due_on = match (mine.due_on, other.due_on) {
            _ if mine.handling != Some(Handling::Rectification) => None,
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }

    /// The event that records it.
    pub(super) fn into_event(self, premises: PremisesId, inspection: InspectionId) -> HazardFound {
        let Self { item, rooms, answer } = self;
        let fix = |chip: &String| item.defects.iter().find(|defect| defect.chip == *chip).map(|d| d.fix.clone());
        HazardFound {
            premises,
            inspection: Some(inspection),
            source: HazardSource::Patrol,
            self_reported_at: None,
            discovered_on: None,
            item: item.code.clone(),
            text: item.text.clone(),
            fixes: answer.defects.iter().filter_map(fix).collect(),
            defects: answer.defects,
            level: item.level,
            handling: answer.handling.unwrap_or(item.handling),
            due_on: answer.due_on,
            part: answer.part,
            quantity: answer.quantity,
            rooms,
            photos: answer.photos,
            after_photos: answer.after_photos,
            no_photo_reason: answer.no_photo_reason,
        }
    }
}

fn gravest(a: Option<Handling>, b: Option<Handling>) -> Option<Handling> {
    let weight = |handling: &Handling| match handling {
        Handling::FixedOnSite => 0,
        Handling::Rectification => 1,
        Handling::Report => 2,
    };
    a.into_iter().chain(b).max_by_key(weight)
}
