//! When premises are due: the order of the patrol list.

use super::PremisesBrief;
use gridwalk_domain::checklist::Catalogue;
use gridwalk_domain::event::NotEnteredReason;
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

    /// The day on which a visit is due: the interval after the last that got in, a few days after one that met no one,
    /// the day of an open hazard if that is nearer; at once where nobody has been yet.
    pub fn due_on(&self, premises: &PremisesBrief) -> Date {
        let interval = self.interval_days.get(&premises.kind).copied().unwrap_or(self.interval_days_default);
        let again = match premises.not_entered {
            Some(NotEnteredReason::NoOneThere | NotEnteredReason::Refused) => self.no_one_home_days,
            _ => interval,
        };
        let by_visit = match premises.last_visit_at {
            None => premises.registered_at.date_in_shanghai(),
            Some(at) => at.date_in_shanghai().plus_days(i64::from(again)),
        };
        premises.hazard_due_on.map_or(by_visit, |day| day.min(by_visit))
    }
}
