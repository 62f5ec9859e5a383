//! Events about who does what: a record or a hazard given to a person, two registrations of one premises brought
//! together, a quiet period.

use crate::id::{AccountId, PremisesId};
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// 指派: a visit's review is given to one reviewer (R26). Written by a committee or the sub-district. Subject: the
/// inspection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewAssigned {
    /// Whose visit.
    pub premises: PremisesId,
    /// To whom.
    pub to: AccountId,
}

/// 指派: a hazard is given to one person to see to. Written by a committee or the sub-district. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardAssigned {
    /// Where.
    pub premises: PremisesId,
    /// To whom.
    pub to: AccountId,
}

/// 合并: two phones had registered one premises. The subject survives and keeps both histories; what was registered
/// twice stays readable. Written by a committee or the sub-district. Subject: the premises that survives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PremisesMerged {
    /// What is shown no more.
    pub absorbed: PremisesId,
}

/// 不是一处: two premises that look alike are two. Written by a committee or the sub-district. Subject: the one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PremisesToldApart {
    /// The other.
    pub other: PremisesId,
}

/// 安静期 of one premises (R17, S4), or its end. Written by a committee or the sub-district. Subject: the premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuietPeriodSet {
    /// Which.
    pub premises: PremisesId,
    /// None takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<QuietPeriod>,
}

/// Days on which routine visits stay away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietPeriod {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// 高考期间, 停产检修, ….
    #[serde(default)]
    pub reason: String,
}

impl QuietPeriod {
    /// Whether the day lies in it.
    pub fn holds(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}
