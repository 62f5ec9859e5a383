//! What the register needs of the place: days, bodies, targets, grades. Data, never constants (dossier, last table of
//! part 1; 2.2).

use crate::checklist::Level;
use crate::ledger::OpenHazard;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The register's part of the place settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RegisterSettings {
    /// 久未核实: not verified for more than so many days (R03); 0 lists none.
    #[serde(default)]
    pub stale_after_days: u32,
    /// 注销: days until somebody looks again (field-practice 6).
    #[serde(default)]
    pub closure_recheck_days: u32,
    /// Who supervises what, by kind (R05).
    #[serde(default)]
    pub supervising_body: BTreeMap<String, String>,
    /// Bodies to choose from.
    #[serde(default)]
    pub bodies: Vec<String>,
    /// Kinds of 有限空间 to choose from (R40).
    #[serde(default)]
    pub limited_spaces: Vec<String>,
    /// 早期报警和灭火装置: percent to be installed by the end of each year; 100 is shown as 基本全覆盖 (R23).
    #[serde(default)]
    pub device_target_percent: BTreeMap<String, u32>,
    /// 疏散演练: percent of units with a 四不 drill, by year (R42).
    #[serde(default)]
    pub drill_target_percent: BTreeMap<String, u32>,
    /// How often units check themselves and drill (R41, R42).
    #[serde(default)]
    pub duties: DutyDays,
    /// Risk grades (R43).
    #[serde(default)]
    pub grading: Grading,
}

/// Days between two of the unit's own duties; 0 asks for none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyDays {
    /// 自查.
    #[serde(default)]
    pub self_check: u32,
    /// 自查 of high-risk kinds.
    #[serde(default)]
    pub self_check_high_risk: u32,
    /// 疏散演练.
    #[serde(default)]
    pub drill: u32,
    /// 疏散演练 of high-risk kinds.
    #[serde(default)]
    pub drill_high_risk: u32,
    /// 高危, by catalogue kind.
    #[serde(default)]
    pub high_risk_kinds: Vec<String>,
}

/// 红橙黄蓝, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 红.
    Red,
    /// 橙.
    Orange,
    /// 黄.
    Yellow,
    /// 蓝.
    Blue,
}

impl Grade {
    /// Gravest first.
    pub const ALL: [Self; 4] = [Self::Red, Self::Orange, Self::Yellow, Self::Blue];

    /// As figures, settings and style sheets name it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Blue => "blue",
        }
    }

    /// As ledgers and reports print it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Red => "红",
            Self::Orange => "橙",
            Self::Yellow => "黄",
            Self::Blue => "蓝",
        }
    }
}

/// Rules that grade premises, and how often each grade is visited (R43; dossier 2.2, all [check]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grading {
    /// 六种情形: which open hazards make each.
    #[serde(default)]
    pub situations: Vec<Situation>,
    /// The first that holds grades. Without any there are no grades.
    #[serde(default)]
    pub rules: Vec<GradeRule>,
    /// Days from one visit to the next, at most; a kind's own interval may be shorter.
    #[serde(default)]
    pub interval_days: BTreeMap<Grade, u32>,
}

/// One of the 六种情形.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Situation {
    /// As the desk reads it.
    pub name: String,
    /// Codes of checklist items.
    pub items: Vec<String>,
}

/// Holds when every number named is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeRule {
    /// The grade it gives.
    pub grade: Grade,
    /// Open 疑似重大, at least.
    #[serde(default)]
    pub open_major: u32,
    /// Open 一般, at least.
    #[serde(default)]
    pub open_general: u32,
    /// 六种情形, at least.
    #[serde(default)]
    pub situations: u32,
    /// People who live there, at least.
    #[serde(default)]
    pub lodgers: u32,
}

/// What the rules look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GradeFacts {
    /// Open 疑似重大.
    pub open_major: u32,
    /// Open 一般.
    pub open_general: u32,
    /// Of the 六种情形, how many.
    pub situations: u32,
    /// People who live there.
    pub lodgers: u32,
}

impl Grading {
    /// The grade that follows from the facts, and `None` where no rule holds.
    pub fn grade(&self, facts: &GradeFacts) -> Option<Grade> {
        let holds = |rule: &&GradeRule| {
            facts.open_major >= rule.open_major
                && facts.open_general >= rule.open_general
                && facts.situations >= rule.situations
                && facts.lodgers >= rule.lodgers
        };
        self.rules.iter().find(holds).map(|rule| rule.grade)
    }

    /// How many of the 六种情形 the open hazards make; each counts once.
    pub fn situations_of<'a>(&self, items: impl Iterator<Item = &'a str>) -> u32 {
        let open: BTreeSet<&str> = items.collect();
        let is_there = |situation: &&Situation| situation.items.iter().any(|item| open.contains(item.as_str()));
        self.situations.iter().filter(is_there).count() as u32
    }

    /// Days until the next visit: the kind's, or the grade's if that is sooner.
    pub fn interval(&self, of_kind: u32, grade: Option<Grade>) -> u32 {
        let of_grade = grade.and_then(|grade| self.interval_days.get(&grade)).copied().filter(|days| *days > 0);
        of_grade.map_or(of_kind, |days| days.min(of_kind))
    }
}

impl GradeFacts {
    /// Of open hazards and the register's number of lodgers.
    pub fn of<'a>(grading: &Grading, open: impl Iterator<Item = &'a OpenHazard> + Clone, lodgers: u32) -> Self {
        let count = |level: Level| open.clone().filter(|hazard| hazard.level == level).count() as u32;
        Self {
            open_major: count(Level::SuspectedMajor),
            open_general: count(Level::General),
            situations: grading.situations_of(open.clone().map(|hazard| hazard.item.as_str())),
            lodgers,
        }
    }
}

/// People who live there, by the register: tenants of a house, residents of a shop.
pub fn lodgers(details: &BTreeMap<String, String>) -> u32 {
    let number = |key: &str| details.get(key).and_then(|text| text.trim().parse::<f64>().ok()).unwrap_or(0.0);
    // Saturates: a count beyond four thousand million is a typing error either way.
    number("residents").max(number("tenants")) as u32
}

impl DutyDays {
    /// Days between self-checks of a kind; 0 asks for none.
    pub fn self_check_days(&self, kind: &str) -> u32 {
        if self.is_high_risk(kind) { self.self_check_high_risk } else { self.self_check }
    }

    /// Days between drills of a kind; 0 asks for none.
    pub fn drill_days(&self, kind: &str) -> u32 {
        if self.is_high_risk(kind) { self.drill_high_risk } else { self.drill }
    }

    fn is_high_risk(&self, kind: &str) -> bool {
        self.high_risk_kinds.iter().any(|one| one == kind)
    }
}
