//! When premises are due, and how grave they are: the order of the patrol list.

use super::PremisesBrief;
use gridwalk_domain::checklist::Catalogue;
use gridwalk_domain::due::DueInputs;
use gridwalk_domain::ledger::Standing;
use gridwalk_domain::register::{Grade, GradeFacts, Grading};
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days from one visit to the next, by kind and by grade: from the catalogue and the place's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueRule {
    /// Days between visits, by catalogue kind.
    pub interval_days: BTreeMap<String, u32>,
    /// For kinds that are not in it.
    pub interval_days_default: u32,
    /// 无人, 拒绝入户: days until another try.
    pub no_one_home_days: u32,
    /// 分类分级 (R43).
    #[serde(default)]
    pub grading: Grading,
    /// 注销: days until somebody looks again.
    #[serde(default)]
    pub closure_recheck_days: u32,
}

impl Default for DueRule {
    fn default() -> Self {
        Self {
            interval_days: BTreeMap::new(),
            interval_days_default: 30,
            no_one_home_days: 3,
            grading: Grading::default(),
            closure_recheck_days: 30,
        }
    }
}

impl DueRule {
    /// As the catalogue and the place say.
    pub fn new(catalogue: &Catalogue, settings: &PlaceSettings) -> Self {
        let interval_days = catalogue.kinds.iter().map(|kind| (kind.code.clone(), kind.interval_days)).collect();
        Self {
            interval_days,
            no_one_home_days: settings.no_one_home_days,
            grading: settings.register.grading.clone(),
            closure_recheck_days: settings.register.closure_recheck_days,
            ..Self::default()
        }
    }

    /// 红橙黄蓝, by the place's rules.
    pub fn grade(&self, premises: &PremisesBrief) -> Option<Grade> {
        self.grading.grade(&GradeFacts {
            open_major: premises.open_major,
            open_general: premises.open_general,
            situations: self.grading.situations_of(premises.open_items.split_ascii_whitespace()),
            lodgers: premises.lodgers,
        })
    }

    /// Whether anybody goes there at all: what is closed is looked at once more, and then never.
    pub fn is_on_round(&self, premises: &PremisesBrief) -> bool {
        premises.standing.is_live() || (premises.standing == Standing::Closed && !premises.rechecked)
    }

    /// The day on which somebody should go there: when a visit is due, or on the day of an open hazard if that is nearer.
    /// Closed premises are due once more, to see that they are; then never.
    pub fn due_on(&self, premises: &PremisesBrief) -> Date {
        match premises.standing {
            Standing::Closed if !premises.rechecked => {
                let closed_at = premises.standing_at.unwrap_or(premises.registered_at);
                return closed_at.date_in_shanghai().plus_days(i64::from(self.closure_recheck_days));
            }
            Standing::Closed | Standing::Replaced => return Date::from_days(i64::MAX),
            Standing::Open | Standing::Suspended | Standing::ClosureAsked => {}
        }
        let of_kind = self.interval_days.get(&premises.kind).copied().unwrap_or(self.interval_days_default);
        let by_visit = gridwalk_domain::due::due_on(&DueInputs {
            registered_at: premises.registered_at,
            last_inspected_at: premises.last_inspected_at,
            last_visit: premises.last_visit_at.map(|at| (at, premises.not_entered)),
            interval_days: self.grading.interval(of_kind, self.grade(premises)),
            no_one_home_days: self.no_one_home_days,
        });
        premises.hazard_due_on.map_or(by_visit, |day| day.min(by_visit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::time::Timestamp;

    fn rule() -> DueRule {
        let settings = serde_json::from_str(include_str!("../../../assets/catalogues/place.json")).unwrap();
        let catalogue = Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).unwrap();
        DueRule::new(&catalogue, &settings)
    }

    fn day(day: i64) -> Timestamp {
        Date::from_days(day).start_in_shanghai()
    }

    fn visited(kind: &str) -> PremisesBrief {
        let at = Some(day(20_000));
        PremisesBrief { kind: kind.into(), last_visit_at: at, last_inspected_at: at, ..PremisesBrief::empty() }
    }

    #[test]
    fn a_graver_grade_shortens_the_interval_and_never_lengthens_the_kinds() {
        let open = |brief: PremisesBrief, major, general, items: &str, lodgers| PremisesBrief {
            open_major: major,
            open_general: general,
            open_items: items.into(),
            lodgers,
            ..brief
        };
        for (brief, grade, days) in [
            (visited("shop"), Grade::Blue, 90),
            (visited("restaurant"), Grade::Blue, 30),
            (open(visited("shop"), 1, 0, "COM-05", 0), Grade::Red, 7),
            (open(visited("shop"), 0, 1, "COM-02", 0), Grade::Orange, 15),
            (open(visited("rental"), 0, 1, "COM-02", 10), Grade::Red, 7),
            (open(visited("shop"), 0, 3, "COM-04 COM-08 COM-14", 0), Grade::Yellow, 30),
            (visited("idle_yard"), Grade::Blue, 7),
        ] {
            assert_eq!(rule().grade(&brief), Some(grade), "{brief:?}");
            assert_eq!(i64::from(rule().due_on(&brief).days()), 20_000 + days, "{brief:?}");
        }
    }

    #[test]
    fn closed_premises_are_due_once_more_and_then_never() {
        let closed = PremisesBrief { standing: Standing::Closed, standing_at: Some(day(20_100)), ..visited("shop") };
        assert_eq!(rule().due_on(&closed).days(), 20_130);
        let rechecked = PremisesBrief { rechecked: true, ..closed };
        assert_eq!(rule().due_on(&rechecked), Date::from_days(i64::MAX));
    }
}
