//! A grid worker on patrol.

use super::{CATALOGUE, Cannot, Done, PLACE, Person};
use crate::simulation::town;
use gridwalk_domain::checklist::{Answer, Answers, Ask, Given, Item, PhotoRule, Sheet, Value};
use gridwalk_domain::event::{
    HazardNotified, HazardSeenOpen, HazardWithdrawn, NotEnteredReason, RectificationReported, ReportedBy, ReviewPassed,
    RoomState,
};
use gridwalk_domain::id::{HazardId, InspectionId, PremisesId};
use gridwalk_domain::ledger::{HazardRow, InspectionRow, PremisesRow, ReviewState, Row};
use gridwalk_domain::record::{
    DraftStage, EarlierAnswer, Registration, RoomDraft, SheetCircumstances, VisitContext, VisitDraft, VisitSheets,
    correct_visit, correction_draft, correction_sheets, earlier_asked, record_visit, register, visit_sheets,
};
use gridwalk_replica::clock::Clock;
use gridwalk_replica::store::Durability;
use gridwalk_replica::{HazardFilter, InspectionFilter, ReviewKind};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Kinds that are registered on the way.
const KINDS: [&str; 4] = ["shop", "restaurant", "idle_yard", "rental"];

impl Person {
    /// One thing that a worker does.
    pub(super) async fn patrol(&self) -> Done {
        if self.tries_what_is_forbidden() {
            return self.review_as_a_worker().await;
        }
        match self.world.random.below(100) {
            0..15 => self.register().await,
            15..40 => self.mend_what_came_back().await,
            40..80 => self.visit().await,
            80..95 => self.see_to_a_hazard().await,
            _ => {
                self.replica.collect_unreferenced(self.phone.now()).await?;
                self.replica.release_backed_up(3).await?;
                self.replica.retry_all().await?;
                Ok(())
            }
        }
    }

    async fn register(&self) -> Done {
        let cells = town::cells_of(self.account);
        let Some(area) = self.world.random.pick(&cells).copied() else { return Ok(()) };
        let kind = self.world.random.pick(&KINDS).copied().unwrap_or("shop");
        let number = self.world.random.below(900);
        let is_rental = kind == "rental";
        let mut registration = Registration {
            kind: kind.to_owned(),
            name: format!("𠮷记{number}号"),
            address: format!("幸福路{number}号"),
            floors: if is_rental { 2 } else { 0 },
            rooms_per_floor: 2,
            owner_name: "王某".to_owned(),
            ..Registration::default()
        };
        if self.chance(600) {
            registration.door_photo = Some(self.shoot(None, |_, _| {}).await?);
        }
        let (_, events) = register(&registration, area, &mut || self.fresh()).map_err(form)?;
        self.commit(events, None, false).await
    }

    async fn pick_premises(&self) -> Done<Option<PremisesRow>> {
        let list = self.replica.premises_list().await?;
        // A few at the top, so that two workers of one cell meet at the same door.
        let near: Vec<PremisesId> = list.iter().take(6).map(|brief| brief.id).collect();
        let Some(id) = self.world.random.pick(&near).copied() else { return Ok(None) };
        Ok(self.replica.premises(id).await?)
    }

    pub(super) async fn visit(&self) -> Done {
        let Some(premises) = self.pick_premises().await? else { return Ok(()) };
        let sheets = sheets(&premises, self.phone.now())?;
        let draft = VisitDraft::begin(InspectionId(self.fresh()), &premises, sheets.frozen.clone(), self.phone.now());
        self.save(&draft, Durability::Relaxed).await?;
        self.fill_and_submit(draft, &premises, &sheets).await
    }

    async fn fill_and_submit(&self, mut draft: VisitDraft, premises: &PremisesRow, sheets: &VisitSheets) -> Done {
        if self.chance(150) {
            draft.not_entered = Some(NotEnteredReason::NoOneThere);
            self.shoot(Some(&mut draft), |draft, photo| draft.photos.push(photo)).await?;
        } else {
            let judged: Vec<_> = sheets.sheet.items().filter(|item| item.ask == Ask::Judge).collect();
            let drawn = (0..self.world.random.below(3)).filter_map(|_| self.world.random.pick(&judged));
            let failed: Vec<String> = drawn.map(|item| item.code.clone()).collect();
            self.fill(&mut draft, premises, sheets, &failed).await?;
        }
        draft.note = "老板在场 <script>=HYPERLINK(\"x\")".to_owned();
        self.save(&draft, Durability::Strict).await?;
        if self.chance(100) {
            // Put away for later: the draft stays.
            return Ok(());
        }
        self.submit_visit(&draft, premises, sheets).await
    }

    pub(super) async fn submit_visit(&self, draft: &VisitDraft, premises: &PremisesRow, sheets: &VisitSheets) -> Done {
        let heads = self.hazard_heads(premises).await?;
        let context = context(premises, sheets, &heads, self.phone.now());
        let events = record_visit(draft, &context, &mut || self.fresh()).map_err(form)?;
        self.commit(events, Some(draft.inspection), false).await
    }

    /// Answers everything: what is in `failed` 不合格, the rest 合格, with the photos that belong to it.
    pub(super) async fn fill(
        &self,
        draft: &mut VisitDraft,
        premises: &PremisesRow,
        sheets: &VisitSheets,
        failed: &[String],
    ) -> Done {
        let mut answers = Answers::new();
        for item in failed.iter().filter_map(|code| sheets.sheet.item(code)) {
            answers.insert(item.code.clone(), self.failed(item));
        }
        for item in sheets.sheet.items() {
            if let Some(value) = self.other_value(item) {
                answers.insert(item.code.clone(), Answer::new(value, Given::Each));
            }
        }
        for group in &sheets.sheet.groups {
            sheets.sheet.pass_group(&group.name, &mut answers, Given::Group);
        }
        draft.answers = answers;
        self.fill_rooms(draft, premises, sheets.room_sheet.as_ref());
        for hazard in earlier_asked(premises, &draft.rooms) {
            let rectified = Some(self.chance(500));
            draft.earlier.insert(hazard, EarlierAnswer { rectified, photos: Vec::new() });
        }
        self.photograph(draft, &sheets.sheet).await
    }

    // Every defect, and what always wants a photo.
    async fn photograph(&self, draft: &mut VisitDraft, sheet: &Sheet) -> Done {
        let wants = |item: &&std::sync::Arc<Item>, answers: &Answers| {
            let answer = answers.get(&item.code);
            let always = item.photo == PhotoRule::Always && answer.is_some();
            answer.is_some_and(|answer| answer.photos.is_empty()) && (always || answer.is_some_and(Answer::is_fail))
        };
        let codes: Vec<String> =
            sheet.visible(&draft.answers).filter(|item| wants(item, &draft.answers)).map(|i| i.code.clone()).collect();
        for code in codes {
            let add = |draft: &mut VisitDraft, photo| {
                if let Some(answer) = draft.answers.get_mut(&code) {
                    answer.photos.push(photo);
                }
            };
            self.shoot(Some(draft), add).await?;
        }
        if self.chance(400) {
            self.shoot(Some(draft), |draft, photo| draft.photos.push(photo)).await?;
        }
        Ok(())
    }

    fn fill_rooms(&self, draft: &mut VisitDraft, premises: &PremisesRow, sheet: Option<&Sheet>) {
        let Some(sheet) = sheet else { return };
        for room in &premises.rooms {
            let mut answers = Answers::new();
            let state = match self.world.random.below(4) {
                0 => RoomState::NotEntered,
                1 => RoomState::Problem,
                _ => RoomState::Fine,
            };
            if state == RoomState::Problem
                && let Some(item) = sheet.items().find(|item| item.ask == Ask::Judge)
            {
                let mut answer = self.failed(item);
                answer.no_photo_reason = Some("不让拍".to_owned());
                answers.insert(item.code.clone(), answer);
                sheet.groups.iter().for_each(|group| _ = sheet.pass_group(&group.name, &mut answers, Given::Group));
            }
            draft.rooms.insert(room.id, RoomDraft { state, answers });
        }
    }

    fn failed(&self, item: &Item) -> Answer {
        let mut answer = Sheet::fail_defaults(item, self.phone.now().date_in_shanghai());
        answer.defects = item.defects.iter().take(1).map(|defect| defect.chip.clone()).collect();
        answer
    }

    fn other_value(&self, item: &Item) -> Option<Value> {
        match item.ask {
            Ask::Judge => None,
            Ask::Number => Some(Value::Number(item.min.unwrap_or(1.0))),
            Ask::Choice => self.world.random.pick(&item.choices).cloned().map(Value::Choice),
            Ask::Info => Some(Value::Info("禛".to_owned())),
        }
    }

    async fn hazard_heads(&self, premises: &PremisesRow) -> Done<BTreeMap<HazardId, gridwalk_domain::id::EventId>> {
        let mut heads = BTreeMap::new();
        for id in premises.open_hazards.keys() {
            if let Some(row) = self.replica.hazard(*id).await? {
                heads.insert(*id, row.head);
            }
        }
        Ok(heads)
    }

    /// The first returned visit of one's own, if there is one; else another visit.
    async fn mend_what_came_back(&self) -> Done {
        let filter = InspectionFilter {
            actor: Some(self.account),
            review: Some(ReviewKind::Returned),
            ..InspectionFilter::default()
        };
        let returned = self.replica.inspections(&filter).await?.rows;
        match self.world.random.pick(&returned) {
            Some(row) => self.mend(row).await,
            None => self.visit().await,
        }
    }

    /// Adds a photo and a remark to a returned visit.
    pub(super) async fn mend(&self, row: &InspectionRow) -> Done {
        let ReviewState::Returned { event, .. } = &row.review else { return Ok(()) };
        let room_template = CATALOGUE.kind(&row.premises_kind).and_then(|kind| kind.room_template.clone());
        let mut draft = correction_draft(row, *event, room_template.as_deref(), self.phone.now());
        draft.remark = "已补".to_owned();
        self.shoot(Some(&mut draft), |draft, photo| draft.photos.push(photo)).await?;
        self.submit_correction(&draft, row).await
    }

    async fn submit_correction(&self, draft: &VisitDraft, row: &InspectionRow) -> Done {
        let Some(premises) = self.replica.premises(row.record.premises).await? else { return Ok(()) };
        let Some(kind) = CATALOGUE.kind(&premises.kind) else { return Ok(()) };
        let sheets = correction_sheets(&CATALOGUE, kind, &premises, &PLACE, row).map_err(form)?;
        let mut hazards: Vec<HazardRow> = Vec::new();
        for id in &row.hazards {
            hazards.extend(self.replica.hazard(*id).await?);
        }
        let heads = self.hazard_heads(&premises).await?;
        let context = context(&premises, &sheets, &heads, self.phone.now());
        let events = correct_visit(draft, row, &hazards, &context, &mut || self.fresh()).map_err(form)?;
        self.commit(events, Some(draft.inspection), false).await
    }

    /// Drafts that an earlier page left behind.
    pub(super) async fn resume_drafts(&self) -> Done {
        for draft in self.replica.drafts().await? {
            self.world.executor.sleep(self.world.random.between(1_000, 60_000)).await;
            let Some(premises) = self.replica.premises(draft.premises).await? else { continue };
            let outcome = match &draft.stage {
                DraftStage::Visit => {
                    let sheets = sheets(&premises, draft.started_at)?;
                    if draft.answers.is_empty() && draft.not_entered.is_none() {
                        self.fill_and_submit(draft, &premises, &sheets).await
                    } else {
                        self.submit_again(draft, &premises, &sheets).await
                    }
                }
                DraftStage::Correction { .. } => match self.replica.inspection(draft.inspection).await? {
                    Some(row) => self.submit_correction(&draft, &row).await,
                    None => Ok(()),
                },
            };
            if let Err(Cannot::Form(wanting)) = &outcome {
                self.world.note(format_args!("phone {} draft wants {wanting}", self.phone.index));
            } else {
                outcome?;
            }
        }
        Ok(())
    }

    // Photos and the like may still be wanting from the page that died; 上次未改 may have changed since.
    async fn submit_again(&self, mut draft: VisitDraft, premises: &PremisesRow, sheets: &VisitSheets) -> Done {
        for hazard in earlier_asked(premises, &draft.rooms) {
            draft.earlier.entry(hazard).or_default().rectified.get_or_insert(false);
        }
        for group in &sheets.sheet.groups {
            sheets.sheet.pass_group(&group.name, &mut draft.answers, Given::Group);
        }
        self.photograph(&mut draft, &sheets.sheet).await?;
        self.submit_visit(&draft, premises, sheets).await
    }

    async fn see_to_a_hazard(&self) -> Done {
        let filter = HazardFilter { open_only: true, ..HazardFilter::default() };
        let open = self.replica.hazards(&filter).await?.rows;
        let Some(hazard) = self.world.random.pick(&open).cloned() else { return self.visit().await };
        let premises = hazard.found.premises;
        let own = hazard.finder == self.account;
        let visit = hazard.found.inspection;
        let row = Row::Hazard(hazard);
        let event = match self.world.random.below(10) {
            0..5 => {
                let photos = vec![self.shoot(None, |_, _| {}).await?];
                let (rooms, by) = (Vec::new(), ReportedBy::Worker);
                self.about(&row, RectificationReported { premises, inspection: None, photos, rooms, by })
            }
            5..7 => {
                let (receiver, method) = ("老板".to_owned(), "当面".to_owned());
                self.about(&row, HazardNotified { premises, receiver, method, notice: None })
            }
            7..9 => match visit {
                Some(inspection) => self.about(&row, HazardSeenOpen::on_visit(premises, inspection)),
                None => return Ok(()),
            },
            _ if own => {
                let reason = "误录".to_owned();
                self.about(&row, HazardWithdrawn { premises, inspection: None, reason })
            }
            _ => return Ok(()),
        };
        self.commit(vec![event], None, false).await
    }

    // No worker reviews, least of all its own visit.
    async fn review_as_a_worker(&self) -> Done {
        let filter = InspectionFilter { actor: Some(self.account), ..InspectionFilter::default() };
        let own = self.replica.inspections(&filter).await?.rows;
        let Some(row) = self.world.random.pick(&own).cloned() else { return Ok(()) };
        let premises = row.record.premises;
        let event = self.about(&Row::Inspection(row), ReviewPassed { premises, in_bulk: false });
        self.commit(vec![event], None, true).await
    }
}

pub(super) fn sheets(premises: &PremisesRow, on: gridwalk_domain::time::Timestamp) -> Done<VisitSheets> {
    let kind = CATALOGUE.kind(&premises.kind).ok_or_else(|| Cannot::Form(premises.kind.clone()))?;
    let on = on.date_in_shanghai();
    let circumstances = SheetCircumstances { settings: &PLACE, on, asked_on_site: &[], own_hazards: &[] };
    visit_sheets(&CATALOGUE, kind, premises, &circumstances).map_err(form)
}

fn context<'a>(
    premises: &'a PremisesRow,
    sheets: &'a VisitSheets,
    hazard_heads: &'a BTreeMap<HazardId, gridwalk_domain::id::EventId>,
    ended_at: gridwalk_domain::time::Timestamp,
) -> VisitContext<'a> {
    VisitContext {
        sheet: &sheets.sheet,
        room_sheet: sheets.room_sheet.as_ref(),
        premises,
        border: None,
        hazard_heads,
        ended_at,
        clock_offset_ms: None,
    }
}

fn form(wanting: impl Debug) -> Cannot {
    Cannot::Form(format!("{wanting:?}"))
}
