//! The state machine of a hazard (dossier 2.6, R12, R13). Deadlines and the ladder stand beside it.
//!
//! Invariants: no event closes a hazard without a second person; a state is reached by one event in one way on whatever
//! device it is folded, for nothing but the row, the writer and the event is looked at.

use super::hazard_row::HazardRow;
use crate::checklist::Level;
use crate::event::{Body, ContestOutcome, FeedbackResult, RectificationReported, Reinspected};
use crate::id::{AccountId, RoomId};
use crate::photo::PhotoRef;
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
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Found,
        Self::Rectifying,
        Self::AwaitingReinspection,
        Self::AwaitingCloseOut,
        Self::ClosedOut,
        Self::Reported,
        Self::Referred,
        Self::Withdrawn,
    ];

    /// Whether nothing more is to be done.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::ClosedOut | Self::Withdrawn)
    }

    /// Whether it was put right, by somebody's word, and waits to be looked at or closed: 待复查, 待销号.
    pub fn is_mended(self) -> bool {
        matches!(self, Self::AwaitingReinspection | Self::AwaitingCloseOut)
    }
}

/// Why an event does not fit a hazard, or a step is not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Hindrance {
    /// Nothing more is to be done.
    #[error("the hazard is closed")]
    Closed,
    /// It has been done.
    #[error("it has been done")]
    Done,
    /// Nobody has said yet that it is mended.
    #[error("nobody has said that it is mended")]
    NotMended,
    /// Nothing shows that it is mended: an after-photo of this round is compulsory (R13).
    #[error("an after-photo is wanted")]
    NoProof,
    /// A body has not yet answered the referral (R27).
    #[error("the referral has not been answered")]
    AwaitingFeedback,
    /// 挂牌督办 has not been lifted (R31).
    #[error("the supervision listing has not been lifted")]
    Listed,
    /// It is in a state from which there is no such step.
    #[error("there is no such step from here")]
    State,
    /// The finder may not: a second person is needed (R13).
    #[error("a second person is needed")]
    SecondPerson,
    /// 疑似重大 is closed by the sub-district only.
    #[error("only the sub-district may")]
    SubdistrictOnly,
    /// Another role's step.
    #[error("another role's step")]
    Role,
}

/// Whether an event only adds to what is known: in whatever order it comes, the hazard ends the same, so that it is
/// never contested.
pub(super) fn is_note(body: &Body) -> bool {
    matches!(
        body,
        Body::HazardNotified(_)
            | Body::HazardRestated(_)
            | Body::HazardReminded(_)
            | Body::ExtensionRequested(_)
            | Body::TypicalSceneMarked(_)
            | Body::HazardEscalated(_)
            | Body::HazardAssigned(_)
            | Body::HazardMoved(_)
    )
}

impl HazardRow {
    /// The state after `body`, written by `actor`.
    ///
    /// # Errors
    /// Why the event does not fit; it is kept all the same, and marked contested.
    pub fn after(&self, actor: AccountId, body: &Body) -> Result<HazardState, Hindrance> {
        use HazardState::{ClosedOut, Found, Rectifying};
        let state = self.state;
        Ok(match body {
            Body::ContestResolved(resolved) => match resolved.outcome {
                ContestOutcome::Stands => state,
                ContestOutcome::Open if state == HazardState::Withdrawn => return Err(Hindrance::Closed),
                ContestOutcome::Open => Rectifying,
                ContestOutcome::Closed => {
                    self.may_end(actor, &[], &resolved.note)?;
                    ClosedOut
                }
            },
            Body::HazardReopened(_) if state == ClosedOut => Rectifying,
            Body::LookedBack(looked) if state == ClosedOut && looked.in_order => ClosedOut,
            Body::LookedBack(_) if state == ClosedOut => Rectifying,
            Body::HazardReopened(_) | Body::LookedBack(_) => return Err(Hindrance::State),
            Body::TypicalSceneMarked(_) | Body::HazardMoved(_) => state,
            _ if state.is_closed() => return Err(Hindrance::Closed),
            Body::HazardNotified(_) if state == Found => Rectifying,
            Body::HazardNotified(_)
            | Body::HazardRestated(_)
            | Body::HazardReminded(_)
            | Body::HazardEscalated(_)
            | Body::ExtensionRequested(_)
            | Body::HazardAssigned(_)
            | Body::MajorJudged(_) => state,
            Body::ExtensionAnswered(_) if self.extension.is_some() => state,
            Body::WithdrawalDeclined(_) if self.withdrawal_wish.is_some() => state,
            Body::SupervisionListed(_) if self.is_listed() => return Err(Hindrance::Done),
            Body::SupervisionListed(_) => state,
            Body::SupervisionLifted(_) if self.is_listed() => state,
            body => self.after_step(actor, body)?,
        })
    }

    // Steps of an open hazard on its way to the close-out.
    fn after_step(&self, actor: AccountId, body: &Body) -> Result<HazardState, Hindrance> {
        use HazardState::*;
        let state = self.state;
        Ok(match (state, body) {
            (_, Body::HazardWithdrawn(withdrawn)) => {
                if self.takes_effect(actor, withdrawn.inspection.is_some()) {
                    Withdrawn
                } else {
                    state
                }
            }
            (Reported | Referred, Body::HazardReported(_)) => return Err(Hindrance::Done),
            (_, Body::HazardReported(_)) => Reported,
            (_, Body::HazardReferred(_)) if self.open_referral().is_some() => return Err(Hindrance::Done),
            (AwaitingCloseOut, Body::HazardReferred(_)) => return Err(Hindrance::State),
            (_, Body::HazardReferred(_)) => Referred,
            (_, Body::ReferralAnswered(answered)) if self.open_referral().is_some() => match (answered.result, state) {
                (FeedbackResult::Mended, Referred | Reported | Found | Rectifying) => AwaitingReinspection,
                (FeedbackResult::Unfounded, _) => AwaitingCloseOut,
                (FeedbackResult::NotTheirs, Referred) => Reported,
                _ => state,
            },
            (AwaitingCloseOut, Body::HazardSeenOpen(_) | Body::RectificationReported(_)) => {
                return Err(Hindrance::State);
            }
            (AwaitingReinspection, Body::HazardSeenOpen(_)) => Rectifying,
            (state, Body::HazardSeenOpen(_)) => state,
            (state, Body::RectificationReported(reported)) => self.after_report(state, reported),
            (_, Body::Reinspected(_)) if actor == self.finder => return Err(Hindrance::SecondPerson),
            (_, Body::Reinspected(reinspected)) => self.after_reinspection(reinspected),
            (_, Body::ClosedOut(closed)) => {
                self.may_close(actor, &closed.photos, &closed.note)?;
                ClosedOut
            }
            _ => return Err(Hindrance::State),
        })
    }

    // Room by room: it awaits re-inspection when all its rooms are said to be mended, not before.
    fn after_report(&self, state: HazardState, reported: &RectificationReported) -> HazardState {
        let mended = |room: &RoomId| reported.rooms.contains(room) || self.rooms_mended.contains(room);
        let is_whole = reported.rooms.is_empty() || self.found.rooms.iter().all(mended);
        match state {
            _ if is_whole => HazardState::AwaitingReinspection,
            HazardState::Found => HazardState::Rectifying,
            state => state,
        }
    }

    fn after_reinspection(&self, reinspected: &Reinspected) -> HazardState {
        let passed = |room: &RoomId| reinspected.rooms.contains(room) || self.rooms_passed.contains(room);
        let is_whole = reinspected.rooms.is_empty() || self.found.rooms.iter().all(passed);
        match reinspected.passed {
            true if is_whole => HazardState::AwaitingCloseOut,
            true if self.state == HazardState::AwaitingReinspection => self.state,
            true | false => HazardState::Rectifying,
        }
    }

    /// Whether a withdrawal by `actor` ends the hazard, or is a wish that a second person must confirm.
    pub fn takes_effect(&self, actor: AccountId, is_correction: bool) -> bool {
        actor != self.finder || is_correction && self.found.level != Level::SuspectedMajor
    }

    /// Whether `actor` may close it as it stands, with `photos` and `note` in the same step. That 疑似重大 is the
    /// sub-district's is not looked at here: it is a matter of roles.
    ///
    /// # Errors
    /// The first thing that stands in the way.
    pub fn may_close(&self, actor: AccountId, photos: &[PhotoRef], note: &str) -> Result<(), Hindrance> {
        use HazardState::*;
        match self.state {
            ClosedOut | Withdrawn => return Err(Hindrance::Closed),
            Found | Rectifying => return Err(Hindrance::NotMended),
            Referred | Reported | AwaitingReinspection | AwaitingCloseOut => {}
        }
        self.may_end(actor, photos, note)
    }

    fn may_end(&self, actor: AccountId, photos: &[PhotoRef], note: &str) -> Result<(), Hindrance> {
        if self.finder == actor {
            return Err(Hindrance::SecondPerson);
        }
        if self.open_referral().is_some() {
            return Err(Hindrance::AwaitingFeedback);
        }
        if self.is_listed() {
            return Err(Hindrance::Listed);
        }
        let is_shown = !photos.is_empty() || !self.proofs().is_empty();
        let is_told = self.word_is_enough() && (!note.trim().is_empty() || self.is_answered());
        if is_shown || is_told { Ok(()) } else { Err(Hindrance::NoProof) }
    }

    /// Whether a sentence stands for the after-photo: a sign of unlawful use that turned out otherwise, or what could not
    /// be photographed when it was found either (无法拍照, with its reason).
    pub fn word_is_enough(&self) -> bool {
        self.found.level == Level::Lead || self.found.no_photo_reason.is_some() || self.is_answered()
    }

    // A body has answered in this round that there is nothing, or that it is done.
    fn is_answered(&self) -> bool {
        self.referrals
            .last()
            .and_then(|referral| referral.feedback.as_ref())
            .is_some_and(|feedback| feedback.result == FeedbackResult::Unfounded)
    }
}
