//! The state machine of a hazard (dossier 2.6, R12, R13). Deadlines and escalation stand outside it.

use crate::event::Body;
use serde::{Deserialize, Serialize};

/// Where a hazard stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardState {
    /// 发现.
    Found,
    /// 告知, and so 整改中.
    Rectifying,
    /// 待复查: said or seen to be mended.
    AwaitingReinspection,
    /// 合格, 待销号.
    AwaitingCloseOut,
    /// 已销号.
    ClosedOut,
    /// 已上报街道.
    Reported,
    /// 已移交.
    Referred,
    /// 误录撤销.
    Withdrawn,
}

impl HazardState {
    /// Whether nothing more is to be done.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::ClosedOut | Self::Withdrawn)
    }

    /// The state after `body`, or `None` where the event does not fit (it is kept and marked contested).
    pub fn after(self, body: &Body) -> Option<Self> {
        use HazardState::*;
        Some(match (self, body) {
            (ClosedOut | Withdrawn, _) => return None,
            (state, Body::HazardAssigned(_)) => state,
            (_, Body::HazardWithdrawn(_)) => Withdrawn,
            (_, Body::HazardReported(_)) => Reported,
            (Reported | Found | Rectifying | AwaitingReinspection, Body::HazardReferred(_)) => Referred,
            (Found, Body::HazardNotified(_)) => Rectifying,
            (state, Body::HazardNotified(_)) => state,
            (AwaitingCloseOut, Body::HazardSeenOpen(_) | Body::RectificationReported(_)) => return None,
            (AwaitingReinspection, Body::HazardSeenOpen(_)) => Rectifying,
            (state, Body::HazardSeenOpen(_)) => state,
            (_, Body::RectificationReported(_)) => AwaitingReinspection,
            (_, Body::Reinspected(reinspected)) if reinspected.passed => AwaitingCloseOut,
            (_, Body::Reinspected(_)) => Rectifying,
            (AwaitingReinspection | AwaitingCloseOut | Reported | Referred, Body::ClosedOut(_)) => ClosedOut,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::HazardState::{
        self, AwaitingCloseOut, AwaitingReinspection, Found, Rectifying, Referred, Reported, Withdrawn,
    };
    use crate::event::{Body, ClosedOut, Reinspected};
    use crate::id::PremisesId;
    use uuid::Uuid;

    const STATES: [HazardState; 8] = [
        Found,
        Rectifying,
        AwaitingReinspection,
        AwaitingCloseOut,
        HazardState::ClosedOut,
        Reported,
        Referred,
        Withdrawn,
    ];

    #[test]
    fn closed_is_for_good_and_never_reached_from_found_in_one_step() {
        let premises = PremisesId(Uuid::nil());
        let close: Body = ClosedOut { premises, note: String::new() }.into();
        for state in STATES {
            let after = state.after(&close);
            let may = matches!(state, AwaitingReinspection | AwaitingCloseOut | Reported | Referred);
            assert_eq!(after, may.then_some(HazardState::ClosedOut), "{state:?}");
        }
    }

    #[test]
    fn a_failed_reinspection_begins_again() {
        let premises = PremisesId(Uuid::nil());
        let failed: Body = Reinspected { premises, passed: false, photos: vec![], note: String::new() }.into();
        assert_eq!(AwaitingReinspection.after(&failed), Some(Rectifying));
    }
}
