//! Settings of tasks and people.

use crate::event::QuietPeriod;
use serde::{Deserialize, Serialize};

/// When a visit might be one too many (R17): it warns and asks a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RevisitSettings {
    /// A visit within fewer days than this after one that got in.
    pub too_soon_days: u32,
    /// Days with a visit in a calendar year, at most.
    pub days_a_year: u32,
    /// 安静期 of the whole place.
    pub quiet_periods: Vec<QuietPeriod>,
    /// Catalogue kinds that it is not asked of: no business is disturbed there.
    pub except_kinds: Vec<String>,
}

impl Default for RevisitSettings {
    fn default() -> Self {
        let except_kinds = ["rental", "idle_yard", "disused_factory"].map(str::to_owned).to_vec();
        Self { too_soon_days: 3, days_a_year: 24, quiet_periods: Vec::new(), except_kinds }
    }
}

impl RevisitSettings {
    /// Whether it is asked of that kind.
    pub fn applies_to(&self, kind: &str) -> bool {
        !self.except_kinds.iter().any(|except| except == kind)
    }
}

/// When a utility reading is odd (R08): a ratio to the premises' own baseline, or use where there should be none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UtilitySettings {
    /// So many times the usual, or more.
    pub far_above_times: f64,
    /// So many times the usual, or less.
    pub far_below_times: f64,
    /// 闲置: more than this, in the meter's unit.
    pub idle_above: f64,
    /// Months of baseline that are needed.
    pub baseline_months_min: u32,
    /// Months of baseline that are looked at.
    pub baseline_months_max: u32,
    /// Days within which somebody should have been there.
    pub look_within_days: u32,
    /// Kinds that stand idle.
    pub idle_kinds: Vec<String>,
}

impl Default for UtilitySettings {
    fn default() -> Self {
        Self {
            far_above_times: 3.0,
            far_below_times: 0.1,
            idle_above: 0.5,
            baseline_months_min: 3,
            baseline_months_max: 12,
            look_within_days: 1,
            idle_kinds: ["idle_yard", "disused_factory"].map(str::to_owned).to_vec(),
        }
    }
}

/// Which premises may have been registered twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LikenessSettings {
    /// Nearer than this, in metres.
    pub near_m: f64,
    /// Share of common letter pairs in their names, in percent.
    pub alike_percent: u32,
}

impl Default for LikenessSettings {
    fn default() -> Self {
        Self { near_m: 50.0, alike_percent: 50 }
    }
}
