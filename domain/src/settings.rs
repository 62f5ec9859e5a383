//! Place settings: what differs from district to district and must never be a constant (dossier, part 1, last table).

mod duties;
mod figures;
mod hazards;
mod outside;

pub use duties::{LikenessSettings, RevisitSettings, UtilitySettings};
pub use figures::{FigureSettings, RankSettings};
pub use hazards::{HazardRules, Rung};
pub use outside::{OutsideSettings, RewardBand};

use crate::register::RegisterSettings;
use serde::{Deserialize, Serialize};

/// Settings of one place, from `assets/catalogues/place.json` or its own file on the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceSettings {
    /// Version kept in records that depend on it.
    pub version: String,
    /// Numbers of the danger-now screen, in the order shown; they work offline (field-practice 4).
    pub danger_phones: Vec<Phone>,
    /// Wording of the two middle levels.
    pub words: PlaceWords,
    /// 无人: days until it is due again.
    pub no_one_home_days: u32,
    /// 与上次一样 is offered within this many days of a full visit.
    pub as_last_within_days: u32,
    /// Every nth visit is a full one.
    pub full_visit_every: u32,
    /// Open hazard past its day by this many days is overdue.
    pub overdue_after_days: u32,
    /// Kinds switched on or off against the catalogue, by code.
    #[serde(default)]
    pub kinds_on: Vec<String>,
    /// Kinds switched off, by code.
    #[serde(default)]
    pub kinds_off: Vec<String>,
    /// Items switched on that are off by default, by code.
    #[serde(default)]
    pub items_on: Vec<String>,
    /// When a visit might be one too many (R17).
    #[serde(default)]
    pub revisits: RevisitSettings,
    /// When a utility reading is odd (R08).
    #[serde(default)]
    pub utilities: UtilitySettings,
    /// Which premises may be registered twice.
    #[serde(default)]
    pub likeness: LikenessSettings,
    /// Of the register: days, bodies, targets, grades.
    #[serde(default)]
    pub register: RegisterSettings,
    /// What becomes of a hazard that is not put right in time.
    #[serde(default)]
    pub hazards: HazardRules,
    /// Reports, ranking, aims, map.
    #[serde(default)]
    pub figures: FigureSettings,
    /// What people without an account may do, and for how long.
    #[serde(default)]
    pub outside: OutsideSettings,
}

/// A number to call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phone {
    /// 街道值班室.
    pub label: String,
    /// Digits as dialled.
    pub number: String,
}

/// 镇街 and 村居, as the place says them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceWords {
    /// 街道 or 镇.
    pub subdistrict: String,
    /// 社区 or 村.
    pub community: String,
}
