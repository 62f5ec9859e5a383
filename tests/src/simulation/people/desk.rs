//! The committee at its desk, now and then on its feet.

use super::{Done, Person};
use gridwalk_domain::event::{
    ClosedOut, HazardReported, Reinspected, ReturnReason, ReturnWanted, ReviewPassed, ReviewReturned,
};
use gridwalk_domain::ledger::{HazardState, InspectionRow, Row};
use gridwalk_domain::record::NewEvent;
use gridwalk_replica::{HazardFilter, InspectionFilter, ReviewKind};

impl Person {
    /// One thing that a committee does.
    pub(super) async fn sit_at_the_desk(&self) -> Done {
        if self.tries_what_is_forbidden() {
            return self.review_its_own().await;
        }
        match self.world.random.below(10) {
            0..6 => self.review().await,
            6..9 => self.decide_on_a_hazard().await,
            _ => self.visit().await,
        }
    }

    async fn review(&self) -> Done {
        let filter = InspectionFilter { review: Some(ReviewKind::Pending), ..InspectionFilter::default() };
        let pending = self.replica.inspections(&filter).await?.rows;
        let others: Vec<&InspectionRow> = pending.iter().filter(|row| row.actor != self.account).collect();
        let Some(row) = self.world.random.pick(&others) else { return Ok(()) };
        let event = self.decision(row, self.chance(600));
        self.commit(vec![event], None, false).await
    }

    /// 通过 or 退回.
    pub(super) fn decision(&self, row: &InspectionRow, passes: bool) -> NewEvent {
        let premises = row.record.premises;
        let row = Row::Inspection(row.clone());
        if passes {
            return self.about(&row, ReviewPassed { premises, in_bulk: false });
        }
        let returned = ReviewReturned {
            premises,
            reasons: vec![ReturnReason::PhotoMissing],
            wanted: ReturnWanted::AddPhotos,
            item: None,
            note: "请补拍".to_owned(),
        };
        self.about(&row, returned)
    }

    async fn decide_on_a_hazard(&self) -> Done {
        let filter = HazardFilter { open_only: true, ..HazardFilter::default() };
        let open = self.replica.hazards(&filter).await?.rows;
        let Some(hazard) = self.world.random.pick(&open).cloned() else { return Ok(()) };
        if hazard.finder == self.account {
            return Ok(());
        }
        let premises = hazard.found.premises;
        let (state, level) = (hazard.state, hazard.found.level);
        let row = Row::Hazard(hazard);
        let note = String::new();
        let event = match state {
            _ if level == gridwalk_domain::checklist::Level::SuspectedMajor => {
                self.about(&row, HazardReported { premises, note })
            }
            HazardState::AwaitingReinspection => {
                let passed = self.chance(700);
                let photos = vec![self.shoot(None, |_, _| {}).await?];
                self.about(&row, Reinspected { premises, passed, rooms: Vec::new(), photos, note, due_on: None })
            }
            HazardState::AwaitingCloseOut | HazardState::Reported => {
                let photos = vec![self.shoot(None, |_, _| {}).await?];
                self.about(&row, ClosedOut { premises, photos, note })
            }
            _ => self.about(&row, HazardReported { premises, note }),
        };
        self.commit(vec![event], None, false).await
    }

    // A second person is needed: what one has found oneself, one does not pass.
    async fn review_its_own(&self) -> Done {
        let filter = InspectionFilter { actor: Some(self.account), ..InspectionFilter::default() };
        let own = self.replica.inspections(&filter).await?.rows;
        let Some(row) = self.world.random.pick(&own).cloned() else { return self.visit().await };
        let premises = row.record.premises;
        let event = self.about(&Row::Inspection(row), ReviewPassed { premises, in_bulk: false });
        self.commit(vec![event], None, true).await
    }
}
