//! What a tip has come to so far, and how its events change it (R36).

use crate::event::*;
use crate::id::{AccountId, AreaId, TaskId};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// Where a tip stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TipState {
    /// 待受理.
    Received,
    /// 不受理.
    Declined,
    /// 核查中.
    Checking,
    /// 已核查, 待反馈.
    Checked,
    /// 已反馈, 待定奖励: it was true.
    Rewarding,
    /// 办结.
    Settled,
}

/// A tip from the public. Nothing in it says who reported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TipFile {
    /// As it came in.
    pub received: TipReceived,
    /// 不受理, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<String>,
    /// 交办核查, the first at the front.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errands: Vec<Errand>,
    /// 反馈, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Said>,
    /// 奖励决定.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reward: Option<TipRewardDecided>,
}

/// Somebody was sent to look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Errand {
    /// The task in the cell.
    pub task: TaskId,
    /// Which cell.
    pub area: AreaId,
    /// When it was asked, by the writer's corrected clock.
    pub at: Timestamp,
    /// To be looked at by then.
    pub due_on: Date,
    /// By whom, when, and what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<(AccountId, Timestamp, TipChecked)>,
}

/// An answer to the reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// By whom.
    pub by: AccountId,
    /// By the writer's corrected clock.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

impl TipFile {
    /// A tip just received.
    pub(super) fn new(received: &TipReceived) -> Self {
        Self { received: received.clone(), declined: None, errands: Vec::new(), answers: Vec::new(), reward: None }
    }

    /// Where it stands.
    pub fn state(&self) -> TipState {
        let is_checking = self.errands.iter().any(|errand| errand.checked.is_none());
        match (self.declined.is_some(), self.errands.is_empty(), is_checking, self.answers.is_empty()) {
            (true, ..) => TipState::Declined,
            (_, true, ..) => TipState::Received,
            (_, _, true, _) => TipState::Checking,
            (.., true) => TipState::Checked,
            _ if self.is_confirmed() && self.reward.is_none() => TipState::Rewarding,
            _ => TipState::Settled,
        }
    }

    /// 属实: somebody has found it so.
    pub fn is_confirmed(&self) -> bool {
        let mut findings = self.errands.iter().filter_map(|errand| errand.checked.as_ref());
        findings.any(|(_, _, checked)| checked.finding == TipFinding::Confirmed)
    }

    /// Whether a step is open where it stands. Looking again is open until it was found true; an answer may be added to;
    /// a reward follows what was found true.
    pub fn admits(&self, body: &Body) -> bool {
        use TipState::*;
        let state = self.state();
        match body {
            Body::TipDeclined(_) => state == Received,
            Body::TipCheckAsked(_) => matches!(state, Received | Checked) && !self.is_confirmed(),
            Body::TipChecked(_) => state == Checking,
            Body::TipAnswered(_) => matches!(state, Checked | Rewarding | Settled),
            Body::TipRewardDecided(_) => {
                matches!(state, Checked | Rewarding) && self.is_confirmed() && self.reward.is_none()
            }
            _ => false,
        }
    }

    /// An event folded into it; false when it does not fit, and then nothing has changed.
    pub(super) fn change(&mut self, envelope: &Envelope, body: &Body) -> bool {
        if !self.admits(body) {
            return false;
        }
        let (by, at) = (envelope.actor, envelope.corrected_at());
        match body {
            Body::TipDeclined(declined) => self.declined = Some(declined.reason.clone()),
            Body::TipCheckAsked(asked) => {
                let (task, area, due_on) = (envelope.subject.into(), envelope.area, asked.due_on);
                self.errands.push(Errand { task, area, at, due_on, checked: None });
            }
            Body::TipChecked(checked) => {
                let task: TaskId = envelope.subject.into();
                let errand = self.errands.iter_mut().find(|errand| errand.task == task && errand.checked.is_none());
                let Some(errand) = errand else { return false };
                errand.checked = Some((by, at, checked.clone()));
            }
            Body::TipAnswered(answered) => self.answers.push(Said { by, at, text: answered.text.clone() }),
            Body::TipRewardDecided(decided) => self.reward = Some(decided.clone()),
            _ => return false,
        }
        true
    }
}
