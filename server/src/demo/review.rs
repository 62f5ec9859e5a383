//! The committee's side of a visit: passed, or sent back with what is wrong; and the worker's mending of it.

use super::town::{Step, Town};
use super::words::one;
use gridwalk_domain::checklist::Given;
use gridwalk_domain::event::{Outcome, ReturnReason, ReturnWanted, ReviewPassed, ReviewReturned, SubjectKind};
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::ledger::{HazardRow, InspectionRow, ReviewState};
use gridwalk_domain::record::{
    SheetCircumstances, VisitContext, VisitDraft, correct_visit, correction_draft, visit_sheets,
};
use gridwalk_domain::time::Timestamp;

impl Town {
    pub(super) fn review(&mut self, at: Timestamp, inspection: InspectionId) {
        let Some(row) = self.inspection_row(inspection).cloned() else { return };
        if self.unreviewed.contains(&inspection) || row.review != ReviewState::Pending {
            return;
        }
        let committee = self.committee_of(self.cell_of(row.area));
        let returns = self.to_return.contains(&inspection)
            || row.corrections == 0 && !row.record.all_photos().is_empty() && self.dice.chance(0.035);
        if returns && self.returned.insert(inspection) {
            let body = self.returned_for(&row);
            self.write_about(at, committee, SubjectKind::Inspection, inspection.into(), body.into());
            if !self.to_return.contains(&inspection) {
                let soon = at.plus_millis(self.dice.minutes(120.0, 34.0 * 60.0));
                let soon = self.in_office(soon);
                self.later(soon, Step::Correct(inspection));
            }
            return;
        }
        let in_bulk = row.hazards.is_empty() && row.record.note.is_empty() && self.dice.chance(0.6);
        let body = ReviewPassed { premises: row.record.premises, in_bulk };
        self.write_about(at, committee, SubjectKind::Inspection, inspection.into(), body.into());
    }

    fn returned_for(&mut self, row: &InspectionRow) -> ReviewReturned {
        let failed = match &row.record.outcome {
            Outcome::Inspected(inspected) => {
                inspected.answers.iter().find(|(_, answer)| answer.is_fail()).map(|(code, _)| code.clone())
            }
            Outcome::NotEntered(_) => None,
        };
        let (reason, wanted, note) = match (&failed, self.dice.weighted(&[0.55, 0.25, 0.2])) {
            (Some(_), 0) => {
                (ReturnReason::PhotoUnclear, ReturnWanted::AddPhotos, "照片看不清哪里不对，请补一张近照。".to_owned())
            }
            (Some(_), _) => {
                (ReturnReason::TextUnclear, ReturnWanted::EditContent, "部位没写清楚，请写明在哪里。".to_owned())
            }
            (None, 0 | 1) => {
                (ReturnReason::PhotoUnclear, ReturnWanted::AddPhotos, one(&self.words.review_notes, &mut self.dice))
            }
            (None, _) => (ReturnReason::PhotoMissing, ReturnWanted::AddPhotos, String::new()),
        };
        ReviewReturned { premises: row.record.premises, reasons: vec![reason], wanted, item: failed, note }
    }

    pub(super) fn correct(&mut self, at: Timestamp, inspection: InspectionId) {
        let Some(row) = self.inspection_row(inspection).cloned() else { return };
        let ReviewState::Returned { event, what, .. } = &row.review else { return };
        let Some(premises) = self.premises_row(row.record.premises).cloned() else { return };
        let cell = self.cell_of(row.area);
        let worker = self.people.workers[cell];
        let by_phone = self.by_phone(worker, at);
        let Some(kind) = self.catalogue.kind(&premises.kind) else { return };
        let circumstances = SheetCircumstances {
            settings: &self.settings,
            on: row.record.ended_at.date_in_shanghai(),
            asked_on_site: &[],
            own_hazards: &row.hazards,
        };
        let Ok(sheets) = visit_sheets(&self.catalogue, kind, &premises, &circumstances) else { return };
        let mut draft = correction_draft(&row, *event, kind.room_template.as_deref(), by_phone);
        if draft.not_entered.is_none() {
            sheets.sheet.groups.iter().for_each(|group| {
                sheets.sheet.pass_group(&group.name, &mut draft.answers, Given::Each);
            });
        }
        self.mend(&mut draft, worker, at, what.item.as_deref());
        let hazards: Vec<HazardRow> = row.hazards.iter().filter_map(|id| self.hazard_row(*id).cloned()).collect();
        let heads = self.hazard_heads(&premises);
        let border = self.land.cells[cell].border.clone();
        let context = VisitContext {
            sheet: &sheets.sheet,
            room_sheet: sheets.room_sheet.as_ref(),
            premises: &premises,
            border: Some(&border),
            hazard_heads: &heads,
            ended_at: by_phone,
            clock_offset_ms: None,
        };
        let mut dice = self.dice.clone();
        let Ok(events) = correct_visit(&draft, &row, &hazards, &context, &mut || dice.id_at(by_phone)) else { return };
        self.dice = dice;
        events.into_iter().for_each(|event| self.write(at, worker, event));
        let soon = at.plus_millis(self.dice.minutes(60.0, 22.0 * 60.0));
        let soon = self.in_office(soon);
        self.later(soon, Step::Review(inspection));
    }

    // A better photo of what was pointed at, and a word about it.
    fn mend(&mut self, draft: &mut VisitDraft, worker: usize, at: Timestamp, item: Option<&str>) {
        draft.remark = one(&self.words.remarks, &mut self.dice);
        let place = self.stock.premises.iter().find(|premises| premises.id == draft.premises).map(|p| (p.front, p.at));
        let Some((front, point)) = place else { return };
        let fix = self.fix(worker, point, at);
        let answer = item.and_then(|item| draft.answers.get(item)).cloned();
        let hazard = item.zip(answer).and_then(|(item, answer)| {
            let matches =
                |d: &&super::defects::Defect| d.item == item && answer.defects.iter().any(|chip| chip == d.chip);
            super::defects::DEFECTS.iter().find(matches).and_then(|defect| defect.before)
        });
        match hazard.zip(item) {
            Some((scene, item)) => {
                let photo = self.photo_of(worker, scene, at, Some(fix));
                if let Some(answer) = draft.answers.get_mut(item) {
                    answer.photos.extend(photo);
                }
            }
            None => draft.photos.extend(self.photo(worker, front, at, Some(fix))),
        }
    }
}
