//! When premises are due: the order of the patrol list.

use super::PremisesBrief;
use gridwalk_domain::checklist::Catalogue;
use gridwalk_domain::due::DueInputs;
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days from one visit to the next, by kind: from the catalogue and the place's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueRule {
    /// Days between visits, by catalogue kind.
    pub interval_days: BTreeMap<String, u32>,
    /// For kinds that are not in it.
    pub interval_days_default: u32,
    /// 无人, 拒绝入户: days until another try.
    pub no_one_home_days: u32,
}

impl Default for DueRule {
    fn default() -> Self {
        Self { interval_days: BTreeMap::new(), interval_days_default: 30, no_one_home_days: 3 }
    }
}

impl DueRule {
    /// As the catalogue and the place say.
    pub fn new(catalogue: &Catalogue, settings: &PlaceSettings) -> Self {
        let interval_days = catalogue.kinds.iter().map(|kind| (kind.code.clone(), kind.interval_days)).collect();
        Self { interval_days, no_one_home_days: settings.no_one_home_days, ..Self::default() }
    }

    /// The day on which somebody should go there: when a visit is due, or on the day of an open hazard if that is nearer.
    pub fn due_on(&self, premises: &PremisesBrief) -> Date {
        let by_visit = gridwalk_domain::due::due_on(&DueInputs {
            registered_at: premises.registered_at,
            last_inspected_at: premises.last_inspected_at,
            last_visit: premises.last_visit_at.map(|at| (at, premises.not_entered)),
            interval_days: self.interval_days.get(&premises.kind).copied().unwrap_or(self.interval_days_default),
            no_one_home_days: self.no_one_home_days,
        });
        premises.hazard_due_on.map_or(by_visit, |day| day.min(by_visit))
    }
}
