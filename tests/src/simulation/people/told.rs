//! What a story tells somebody to do, and to the letter.

use super::patrol::sheets;
use super::{Cannot, Done, Person};
use gridwalk_domain::event::{ClosedOut, RectificationReported, ReportedBy};
use gridwalk_domain::id::{HazardId, InspectionId, PremisesId};
use gridwalk_domain::ledger::{HazardRow, InspectionRow, Row};
use gridwalk_domain::record::VisitDraft;
use gridwalk_replica::Replica;
use gridwalk_replica::clock::Clock;
use gridwalk_replica::store::memory::MemoryStore;

impl Person {
    /// What this page reads and writes.
    pub fn replica(&self) -> &Replica<MemoryStore> {
        &self.replica
    }

    /// Visits premises, finds these items 不合格 (with a photo each), and submits.
    ///
    /// # Errors
    /// The premises are not known, or the store fails.
    pub async fn visits(&self, premises: PremisesId, failed: &[&str]) -> Done<InspectionId> {
        let row = self.replica.premises(premises).await?;
        let row = row.ok_or_else(|| Cannot::Form(format!("premises {premises}")))?;
        let sheets = sheets(&row, self.phone.now())?;
        let mut draft = VisitDraft::begin(InspectionId(self.fresh()), &row, sheets.frozen.clone(), self.phone.now());
        let failed: Vec<String> = failed.iter().map(|code| (*code).to_owned()).collect();
        self.fill(&mut draft, &row, &sheets, &failed).await?;
        self.submit_visit(&draft, &row, &sheets).await?;
        Ok(draft.inspection)
    }

    /// A visit as this phone sees it.
    ///
    /// # Errors
    /// It is not known, or the store fails.
    pub async fn visit_of(&self, visit: InspectionId) -> Done<InspectionRow> {
        self.replica.inspection(visit).await?.ok_or_else(|| Cannot::Form(format!("visit {visit}")))
    }

    /// A hazard as this phone sees it.
    ///
    /// # Errors
    /// It is not known, or the store fails.
    pub async fn hazard_of(&self, hazard: HazardId) -> Done<HazardRow> {
        self.replica.hazard(hazard).await?.ok_or_else(|| Cannot::Form(format!("hazard {hazard}")))
    }

    /// 退回.
    ///
    /// # Errors
    /// The visit is not known, or the store fails.
    pub async fn returns(&self, visit: InspectionId) -> Done {
        let event = self.decision(&self.visit_of(visit).await?, false);
        self.commit(vec![event], None, false).await
    }

    /// 通过.
    ///
    /// # Errors
    /// The visit is not known, or the store fails.
    pub async fn passes(&self, visit: InspectionId) -> Done {
        let event = self.decision(&self.visit_of(visit).await?, true);
        self.commit(vec![event], None, false).await
    }

    /// 补照片, and submits the correction.
    ///
    /// # Errors
    /// The visit is not known, or the store fails.
    pub async fn mends(&self, visit: InspectionId) -> Done {
        self.mend(&self.visit_of(visit).await?).await
    }

    /// 已改, with a photo.
    ///
    /// # Errors
    /// The hazard is not known, or the store fails.
    pub async fn reports_mended(&self, hazard: HazardId) -> Done {
        let row = self.hazard_of(hazard).await?;
        let photos = vec![self.shoot(None, |_, _| {}).await?];
        let body = RectificationReported {
            premises: row.found.premises,
            inspection: None,
            photos,
            rooms: Vec::new(),
            by: ReportedBy::Worker,
        };
        let event = self.about(&Row::Hazard(row), body);
        self.commit(vec![event], None, false).await
    }

    /// 销号.
    ///
    /// # Errors
    /// The hazard is not known, or the store fails.
    pub async fn closes(&self, hazard: HazardId) -> Done {
        let row = self.hazard_of(hazard).await?;
        let is_forbidden = row.finder == self.account;
        let body = ClosedOut { premises: row.found.premises, photos: Vec::new(), note: String::new() };
        let event = self.about(&Row::Hazard(row), body);
        self.commit(vec![event], None, is_forbidden).await
    }
}
