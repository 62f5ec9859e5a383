//! Hazards that are not put right in time, and those that come back.

use crate::ledger::{LIST, REMIND};
use serde::{Deserialize, Serialize};

/// Days, shares and the ladder: the seeds disagree about them, so that each place sets its own (R27, R30, R31, R35, R47).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HazardRules {
    /// A reminder is due this many days before the day.
    pub remind_before_days: u32,
    /// 移交: days until feedback is wanted.
    pub feedback_days: u32,
    /// 回头看: of a hundred closed hazards, so many.
    pub look_back_percent: u32,
    /// So many days after the close-out at the earliest.
    pub look_back_after_days: u32,
    /// For so many days the sample stays in the list.
    pub look_back_for_days: u32,
    /// 屡查屡犯: found so often,
    pub repeat_times: u32,
    /// within so many days.
    pub repeat_within_days: u32,
    /// 提醒 … 挂牌, the lowest first.
    pub ladder: Vec<Rung>,
    /// A hazard that an authority judged 重大 is proposed for 挂牌督办 at once (rules differ from place to place).
    pub list_judged_major: bool,
    /// Levels of 挂牌督办.
    pub listing_levels: Vec<String>,
}

/// One rung of the ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rung {
    /// Stable: `remind` and `list` have steps of their own, all others are numbered papers.
    pub code: String,
    /// 函告.
    pub name: String,
    /// Proposed when a hazard is overdue by so many days.
    pub after_days: u32,
}

impl Default for HazardRules {
    fn default() -> Self {
        let ladder = [
            (REMIND, "提醒", 1),
            ("letter", "函告", 7),
            ("circular", "通报", 15),
            ("talk", "约谈", 22),
            ("exposure", "曝光", 30),
            (LIST, "挂牌督办", 45),
        ];
        let rung =
            |(code, name, after_days): (&str, &str, u32)| Rung { code: code.into(), name: name.into(), after_days };
        Self {
            remind_before_days: 3,
            feedback_days: 15,
            look_back_percent: 10,
            look_back_after_days: 30,
            look_back_for_days: 60,
            repeat_times: 2,
            repeat_within_days: 365,
            ladder: ladder.map(rung).into(),
            list_judged_major: true,
            listing_levels: vec!["县级".into(), "市级".into()],
        }
    }
}
