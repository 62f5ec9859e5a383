//! 不重复打扰 (R17): whether premises were visited too recently, too often, or are in a quiet period. It warns and asks
//! for a reason, which stays with the visit; what brings a worker there by duty needs none.

use crate::ledger::PremisesRow;
use crate::settings::PlaceSettings;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Why a visit might be one too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgainConcern {
    /// Somebody got in a few days ago.
    TooSoon,
    /// As many days with a visit this year as the place allows.
    TooOften,
    /// 安静期, of the premises or of the place.
    QuietPeriod,
}

/// Why it is made all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgainReason {
    /// 群众反映.
    Complaint,
    /// 看隐患整改.
    Hazard,
    /// 上级交办.
    Superior,
    /// 业主请来看.
    OwnerAsked,
    /// 临时情况.
    Urgent,
}

impl AgainReason {
    /// In the order shown.
    pub const ALL: [Self; 5] = [Self::Complaint, Self::Hazard, Self::Superior, Self::OwnerAsked, Self::Urgent];
}

/// What speaks against going there today. `on_duty` says that the visit is due, or was ordered by a campaign or a
/// task: then a recent visit is no matter. A visit of the same day is a second record of it, and no second visit.
pub fn again_concerns(
    premises: &PremisesRow,
    settings: &PlaceSettings,
    today: Date,
    on_duty: bool,
) -> Vec<AgainConcern> {
    let limits = &settings.revisits;
    if !limits.applies_to(&premises.kind) {
        return Vec::new();
    }
    let last = premises.last_inspected_at.map(|at| at.date_in_shanghai());
    let days_since = last.map(|last| today.days_since(last));
    if days_since == Some(0) {
        return Vec::new();
    }
    let has_open = premises.open_hazards.values().any(|hazard| !hazard.rectified);
    let is_soon = days_since.is_some_and(|days| (1..i64::from(limits.too_soon_days)).contains(&days));
    let is_often = premises.ties.year_visits.in_year(today.civil().0) >= limits.days_a_year;
    let is_quiet = premises.ties.quiet.iter().chain(&limits.quiet_periods).any(|quiet| quiet.holds(today));
    let found = [
        (is_soon && !on_duty && !has_open, AgainConcern::TooSoon),
        (is_often, AgainConcern::TooOften),
        (is_quiet, AgainConcern::QuietPeriod),
    ];
    found.into_iter().filter(|(holds, _)| *holds).map(|(_, concern)| concern).collect()
}
