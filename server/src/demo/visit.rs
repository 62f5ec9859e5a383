//! A visit as a worker makes it: the draft filled in on the sheets of the real engine, then its events.

use super::defects::{DEFECTS, Defect};
use super::plan::Visit;
use super::stock::Part;
use super::town::{Step, Town};
use super::words::one;
use gridwalk_domain::checklist::{Answer, Answers, Ask, Given, Item, Judgement, Level, Sheet, Value};
use gridwalk_domain::event::{DangerCall, NotEnteredReason, PlaceReason, RoomState};
use gridwalk_domain::id::{HazardId, InspectionId};
use gridwalk_domain::ledger::{HazardState, PremisesRow};
use gridwalk_domain::position::Position;
use gridwalk_domain::record::{
    EarlierAnswer, RoomDraft, SheetCircumstances, VisitContext, VisitDraft, VisitSheets, as_last_offered,
    earlier_asked, record_visit, visit_sheets,
};
use gridwalk_domain::time::Timestamp;
use std::collections::BTreeMap;

/// A visit under way.
struct Walk<'a> {
    visit: &'a Visit,
    worker: usize,
    row: &'a PremisesRow,
    sheets: &'a VisitSheets,
    position: Option<Position>,
}

impl Town {
    pub(super) fn visit(&mut self, index: usize) {
        let visit = self.plan[index].clone();
        let (premises, cell) = (&self.stock.premises[visit.premises], self.stock.premises[visit.premises].cell);
        let Some(row) = self.premises_row(premises.id).cloned() else { return };
        let Some(kind) = self.catalogue.kind(&row.kind) else { return };
        let circumstances = SheetCircumstances {
            settings: &self.settings,
            on: visit.ended_at.date_in_shanghai(),
            asked_on_site: &[],
            own_hazards: &[],
        };
        // A kind of the demo names templates of its own catalogue, as a test makes sure.
        let Ok(sheets) = visit_sheets(&self.catalogue, kind, &row, &circumstances) else { return };
        let worker = self.people.workers[cell];
        let position = self.visit_fix(worker, &visit);
        let walk = Walk { visit: &visit, worker, row: &row, sheets: &sheets, position };
        let draft = self.draft(&walk);
        self.submit(&walk, cell, draft);
    }

    fn submit(&mut self, walk: &Walk, cell: usize, mut draft: VisitDraft) {
        let ended_at = walk.visit.ended_at;
        let heads = self.hazard_heads(walk.row);
        let border = self.land.cells[cell].border.clone();
        let context = VisitContext {
            sheet: &walk.sheets.sheet,
            room_sheet: walk.sheets.room_sheet.as_ref(),
            premises: walk.row,
            border: Some(&border),
            hazard_heads: &heads,
            ended_at: self.by_phone(walk.worker, ended_at),
            clock_offset_ms: None,
        };
        if draft.position.is_none() {
            draft.place_reason = Some([PlaceReason::Indoors, PlaceReason::Basement][self.dice.weighted(&[0.85, 0.15])]);
        }
        let mut dice = self.dice.clone();
        let by_phone = context.ended_at;
        let Ok(events) = record_visit(&draft, &context, &mut || dice.id_at(by_phone)) else { return };
        self.dice = dice;
        let found: Vec<HazardId> = events
            .iter()
            .filter(|event| event.body.kind() == "HazardFound")
            .map(|event| event.subject.into())
            .collect();
        let mended: Vec<HazardId> = events
            .iter()
            .filter(|event| event.body.kind() == "RectificationReported")
            .map(|event| event.subject.into())
            .collect();
        for event in events {
            self.write(ended_at, walk.worker, event);
        }
        let part = self.stock.premises[walk.visit.premises].part;
        for hazard in found {
            self.decide(ended_at, hazard, part.filter(|_| walk.visit.last));
        }
        mended.into_iter().for_each(|hazard| self.await_reinspection(ended_at, hazard));
        self.await_review(walk.visit, draft.inspection, part.filter(|_| walk.visit.last));
    }

    /// Last event of each open hazard.
    pub(super) fn hazard_heads(&self, row: &PremisesRow) -> BTreeMap<HazardId, gridwalk_domain::id::EventId> {
        row.open_hazards.keys().filter_map(|id| self.hazard_row(*id).map(|hazard| (*id, hazard.head))).collect()
    }

    // Mostly good, sometimes poor, sometimes none: indoors, or a phone that had it switched off.
    fn visit_fix(&mut self, worker: usize, visit: &Visit) -> Option<Position> {
        if self.dice.chance(0.03) {
            return None;
        }
        let at = self.stock.premises[visit.premises].at;
        let mut fix = self.fix(worker, at, visit.started_at.plus_millis(20_000));
        if self.dice.chance(0.08) {
            fix.at = super::geography::moved(fix.at, self.dice.between(-30.0, 30.0), self.dice.between(-30.0, 30.0));
            fix.accuracy_m = self.dice.range(35, 120) as f64;
        }
        Some(fix)
    }

    fn draft(&mut self, walk: &Walk) -> VisitDraft {
        let started_at = self.by_phone(walk.worker, walk.visit.started_at);
        let inspection = InspectionId(self.dice.id_at(started_at));
        let mut draft = VisitDraft {
            changed_at: self.by_phone(walk.worker, walk.visit.ended_at),
            not_entered: walk.visit.not_entered,
            position: walk.position,
            companions: u8::from(self.dice.chance(0.12)),
            ..VisitDraft::begin(inspection, walk.row, walk.sheets.frozen.clone(), started_at)
        };
        match walk.visit.not_entered {
            Some(reason) => self.before_the_door(walk, reason, &mut draft),
            None => self.inside(walk, &mut draft),
        }
        draft
    }

    fn before_the_door(&mut self, walk: &Walk, reason: NotEnteredReason, draft: &mut VisitDraft) {
        let front = self.stock.premises[walk.visit.premises].front;
        if self.dice.chance(0.8) {
            let picture = self.album.shut(&walk.row.kind, front, &mut self.dice);
            draft.photos.extend(self.photo(
                walk.worker,
                picture,
                walk.visit.started_at.plus_millis(30_000),
                walk.position,
            ));
        }
        let key = match reason {
            NotEnteredReason::NoOneThere => "no_one_there",
            NotEnteredReason::Refused => "refused",
            NotEnteredReason::Closed => "closed",
            NotEnteredReason::MovedAway => "moved_away",
            NotEnteredReason::NoSuchPlace => "no_such_place",
        };
        if let Some(notes) = self.words.not_entered_notes.get(key).filter(|_| self.dice.chance(0.6)) {
            draft.note = one(notes, &mut self.dice);
        }
    }

    fn inside(&mut self, walk: &Walk, draft: &mut VisitDraft) {
        let front = self.stock.premises[walk.visit.premises].front;
        draft.photos.extend(self.photo(walk.worker, front, walk.visit.started_at.plus_millis(15_000), walk.position));
        if self.dice.chance(0.35)
            && let Some(picture) = self.album.inside(&walk.row.kind, &mut self.dice)
        {
            let at = walk.visit.started_at.plus_millis(self.dice.minutes(1.0, 3.0));
            draft.photos.extend(self.photo(walk.worker, picture, at, walk.position));
        }
        if self.dice.chance(0.24) {
            draft.note = self.words.note(&walk.row.kind, &mut self.dice);
        }
        self.look_into_rooms(walk, draft);
        self.look_at_earlier(walk, draft);
        draft.answers = self.known(walk);
        let now = draft.changed_at;
        draft.as_last = walk.visit.hazards == 0
            && self.stock.premises[walk.visit.premises].part.is_none()
            && as_last_offered(walk.row, &self.settings, now)
            && self.dice.chance(0.45);
        self.find(walk, draft);
        if draft.as_last {
            walk.sheets.sheet.as_last(&walk.row.last_answers, &mut draft.answers);
        }
        pass_the_rest(&walk.sheets.sheet, &mut draft.answers, self.dice.chance(0.55));
    }

    // What a place always answers; what is not known of it gets the first choice.
    fn known(&self, walk: &Walk) -> Answers {
        let facts = &self.stock.premises[walk.visit.premises].facts;
        let value = |item: &Item| match item.ask {
            Ask::Judge => None,
            Ask::Choice => facts.get(&item.code).cloned().or_else(|| item.choices.first().cloned().map(Value::Choice)),
            Ask::Number | Ask::Info => facts.get(&item.code).cloned(),
        };
        let items = walk.sheets.sheet.items();
        items.filter_map(|item| Some((item.code.clone(), Answer::new(value(item)?, Given::Each)))).collect()
    }

    // The unseen come first; nobody is at home everywhere.
    fn look_into_rooms(&mut self, walk: &Walk, draft: &mut VisitDraft) {
        let rooms = &walk.row.rooms;
        if rooms.is_empty() || walk.sheets.room_sheet.is_none() {
            return;
        }
        let mut order: Vec<_> = rooms.iter().map(|room| (walk.row.rooms_seen.get(&room.id).copied(), room)).collect();
        order.sort_by_key(|(seen, room)| (*seen, room.floor, room.label.clone()));
        let share = if rooms.len() > 20 { self.dice.between(0.25, 0.45) } else { self.dice.between(0.5, 1.0) };
        let is_cast = self.stock.premises[walk.visit.premises].part == Some(Part::FortyRooms) && walk.visit.last;
        let count = if is_cast { 12 } else { ((rooms.len() as f64 * share) as usize).max(2) };
        for (_, room) in order.into_iter().take(count) {
            let shut = !is_cast && self.dice.chance(0.1);
            let state = if shut { RoomState::NotEntered } else { RoomState::Fine };
            draft.rooms.insert(room.id, RoomDraft { state, answers: Answers::new() });
        }
    }

    fn look_at_earlier(&mut self, walk: &Walk, draft: &mut VisitDraft) {
        for hazard in earlier_asked(walk.row, &draft.rooms) {
            let rectified = self.fates.get(&hazard).is_some_and(|fate| fate.mended_by(walk.visit.started_at));
            let state = self.hazard_row(hazard).map(|row| row.state);
            let rectified = rectified && state != Some(HazardState::AwaitingCloseOut);
            let mut answer = EarlierAnswer { rectified: Some(rectified), photos: Vec::new() };
            if rectified {
                let at = walk.visit.started_at.plus_millis(self.dice.minutes(1.0, 4.0));
                answer.photos.extend(self.photo_after(walk.worker, hazard, at, walk.position));
            }
            draft.earlier.insert(hazard, answer);
        }
    }

    // Finds as many hazards as the plan wants, at the premises or in rooms.
    fn find(&mut self, walk: &Walk, draft: &mut VisitDraft) {
        let mut wanted = walk.visit.hazards;
        if wanted > 0 && self.hazards_owed > 0 {
            self.hazards_owed -= 1;
            wanted += 1;
        }
        let part = self.stock.premises[walk.visit.premises].part.filter(|_| walk.visit.last);
        for _ in 0..wanted {
            let in_rooms = walk.sheets.room_sheet.is_some() && part.is_none() && self.dice.chance(0.45);
            let found = in_rooms && self.fail_in_rooms(walk, draft);
            if !found && !self.fail(walk, draft, part) {
                self.hazards_owed += 1;
            }
        }
    }

    fn fail(&mut self, walk: &Walk, draft: &mut VisitDraft, part: Option<Part>) -> bool {
        let sheet = &walk.sheets.sheet;
        let fits = |defect: &Defect, item: &Item| match part {
            Some(Part::OpenHazardRestaurant) => defect.item == "EAT-12",
            Some(Part::Returned) => item.level == Level::General && defect.before.is_some(),
            _ => true,
        };
        let open: Vec<&Defect> = DEFECTS
            .iter()
            .filter(|defect| {
                let item = sheet.visible(&draft.answers).find(|item| item.code == defect.item);
                let already = draft.answers.contains_key(defect.item)
                    || walk.row.open_hazards.values().any(|hazard| hazard.item == defect.item);
                item.is_some_and(|item| !already && fits(defect, item))
            })
            .collect();
        let weights: Vec<f64> = open.iter().map(|defect| defect.weight).collect();
        let Some(defect) = open.get(self.dice.weighted(&weights)).copied() else { return false };
        let Some(item) = sheet.item(defect.item).cloned() else { return false };
        let answer = self.failed(walk, defect, &item);
        if item.level == Level::SuspectedMajor {
            let at = self.by_phone(walk.worker, walk.visit.ended_at.plus_millis(-90_000));
            let to = self.settings.danger_phones.first().map(|phone| phone.label.clone()).unwrap_or_default();
            let got_through = Some(self.dice.chance(0.9));
            draft.calls.push(DangerCall { item: item.code.clone(), to, at, got_through });
        }
        draft.answers.insert(item.code.clone(), answer);
        true
    }

    fn fail_in_rooms(&mut self, walk: &Walk, draft: &mut VisitDraft) -> bool {
        let Some(sheet) = &walk.sheets.room_sheet else { return false };
        let open: Vec<&Defect> = DEFECTS
            .iter()
            .filter(|defect| sheet.asks(defect.item))
            .filter(|defect| !walk.row.open_hazards.values().any(|hazard| hazard.item == defect.item))
            .filter(|defect| !draft.rooms.values().any(|room| room.answers.contains_key(defect.item)))
            .collect();
        let weights: Vec<f64> = open.iter().map(|defect| defect.weight).collect();
        let Some(defect) = open.get(self.dice.weighted(&weights)).copied() else { return false };
        let Some(item) = sheet.item(defect.item).cloned() else { return false };
        let mut seen: Vec<_> =
            draft.rooms.iter().filter(|(_, room)| room.state == RoomState::Fine).map(|(id, _)| *id).collect();
        self.dice.shuffle(&mut seen);
        seen.truncate(1 + self.dice.weighted(&[0.5, 0.3, 0.2]));
        for room in &seen {
            let answer = self.failed(walk, defect, &item);
            let mut answers: Answers = [(item.code.clone(), answer)].into();
            pass_the_rest(sheet, &mut answers, true);
            draft.rooms.insert(*room, RoomDraft { state: RoomState::Problem, answers });
        }
        !seen.is_empty()
    }

    fn failed(&mut self, walk: &Walk, defect: &Defect, item: &Item) -> Answer {
        let mut answer = Sheet::fail_defaults(item, walk.visit.ended_at.date_in_shanghai());
        answer.defects = vec![defect.chip.to_owned()];
        if let Some(parts) = self.words.parts.get(defect.part).filter(|_| self.dice.chance(0.6)) {
            answer.part = one(parts, &mut self.dice);
        }
        if self.dice.chance(0.15) {
            answer.quantity = Some(self.dice.range(2, 4) as u32);
        }
        let at = walk.visit.started_at.plus_millis(self.dice.minutes(1.5, 4.0));
        match defect.before {
            Some(scene) => answer.photos.extend(self.photo_of(walk.worker, scene, at, walk.position)),
            None => answer.no_photo_reason = Some("当面询问，无法拍照".to_owned()),
        }
        let on_site = answer.handling == Some(gridwalk_domain::checklist::Handling::FixedOnSite);
        if let Some(scene) = defect.after.filter(|_| on_site && self.dice.chance(0.9)) {
            let at = at.plus_millis(self.dice.minutes(1.0, 3.0));
            answer.after_photos.extend(self.photo_of(walk.worker, scene, at, walk.position));
        }
        answer
    }

    /// A photo of a scene.
    pub(super) fn photo_of(
        &mut self,
        account: usize,
        scene: &str,
        at: Timestamp,
        position: Option<Position>,
    ) -> Option<gridwalk_domain::photo::PhotoRef> {
        let picture = self.album.pick(scene, &mut self.dice)?;
        self.photo(account, picture, at, position)
    }

    /// A photo of a hazard's place put right.
    pub(super) fn photo_after(
        &mut self,
        account: usize,
        hazard: HazardId,
        at: Timestamp,
        position: Option<Position>,
    ) -> Option<gridwalk_domain::photo::PhotoRef> {
        let found = &self.hazard_row(hazard)?.found;
        let matches =
            |defect: &&Defect| defect.item == found.item && found.defects.iter().any(|chip| chip == defect.chip);
        let scene = DEFECTS.iter().find(matches)?.after?;
        self.photo_of(account, scene, at, position)
    }

    fn await_review(&mut self, visit: &Visit, inspection: InspectionId, part: Option<Part>) {
        if part == Some(Part::Returned) {
            self.to_return.insert(inspection);
        } else if visit.fresh {
            self.unreviewed.insert(inspection);
            return;
        }
        let soon = visit.ended_at.plus_millis(self.dice.minutes(40.0, 26.0 * 60.0));
        let soon = if part == Some(Part::Returned) {
            visit.ended_at.plus_millis(self.dice.minutes(20.0, 90.0))
        } else {
            self.in_office(soon)
        };
        self.later(soon, Step::Review(inspection));
    }
}

// Whole groups at once, or item by item; the group of M items by its own call.
fn pass_the_rest(sheet: &Sheet, answers: &mut Answers, by_group: bool) {
    let given = if by_group { Given::Group } else { Given::Each };
    for group in &sheet.groups {
        sheet.pass_group(&group.name, answers, given);
    }
    // A pass may open further items: once more for what was hidden.
    let hidden: Vec<String> = sheet
        .visible(answers)
        .filter(|item| item.ask == Ask::Judge && !answers.contains_key(&item.code))
        .map(|item| item.code.clone())
        .collect();
    hidden.into_iter().for_each(|code| drop(answers.insert(code, Answer::judged(Judgement::Pass, given))));
}
