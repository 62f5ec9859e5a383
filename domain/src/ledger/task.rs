//! The row of a task, and the events that change it.

use super::tip::{TipFile, TipState};
use crate::event::*;
use crate::id::{AccountId, AreaId, EventId, PremisesId, TaskId};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether anything is still to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Something is.
    Open,
    /// Nothing more.
    Done,
}

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskKind {
    /// 危险作业.
    Work,
    /// 宣传入户.
    Outreach,
    /// 专项.
    Campaign,
    /// 水电气异常.
    OddReading,
    /// 举报线索, at the sub-district.
    Tip,
    /// 核查 of one, in a cell.
    TipCheck,
}

impl TaskKind {
    /// As it stands in indexes and filters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Outreach => "outreach",
            Self::Campaign => "campaign",
            Self::OddReading => "odd_reading",
            Self::Tip => "tip",
            Self::TipCheck => "tip_check",
        }
    }
}

/// Something that somebody did about a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskStep {
    /// By whom.
    pub by: AccountId,
    /// By the corrected clock.
    pub at: Timestamp,
    /// What was seen of a work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<WorkSeen>,
    /// What the desk answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The outcome of an urgent task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<TaskSettled>,
    /// What a tip's check came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<TipChecked>,
}

/// 任务: exactly one of `work`, `outreach`, `campaign`, `reading`, `tip`, `check` is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    /// Which.
    pub id: TaskId,
    /// Cell.
    pub area: AreaId,
    /// Of one premises, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<PremisesId>,
    /// Its name when folded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub premises_name: String,
    /// Who wrote it.
    pub actor: AccountId,
    /// By the corrected clock.
    pub at: Timestamp,
    /// Whether anything is still to be done.
    pub state: TaskState,
    /// 危险作业.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<WorkReported>,
    /// 宣传入户.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outreach: Option<OutreachRecorded>,
    /// 专项.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignOpened>,
    /// 水电气异常.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingFoundOdd>,
    /// 举报线索.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tip: Option<Box<TipFile>>,
    /// 核查 of a tip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Box<TipCheckAsked>>,
    /// Targets of a campaign that were visited in its days, and when first.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub visited: BTreeMap<PremisesId, Date>,
    /// What was done about it, in the server's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<TaskStep>,
    /// Last event of the subject.
    pub head: EventId,
    /// Events whose base was not the head.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<EventId>,
}

impl TaskRow {
    /// The row that an event begins, if it begins a task.
    pub(super) fn begin(envelope: &Envelope, body: &Body, premises_name: String) -> Option<Self> {
        let mut row = Self {
            id: envelope.subject.into(),
            area: envelope.area,
            premises: body.premises(envelope),
            premises_name,
            actor: envelope.actor,
            at: envelope.corrected_at(),
            state: TaskState::Open,
            work: None,
            outreach: None,
            campaign: None,
            reading: None,
            tip: None,
            check: None,
            visited: BTreeMap::new(),
            steps: Vec::new(),
            head: envelope.id,
            contested: Vec::new(),
        };
        match body {
            Body::WorkReported(work) => row.work = Some(work.clone()),
            Body::OutreachRecorded(outreach) => {
                row.outreach = Some(outreach.clone());
                row.state = TaskState::Done;
            }
            Body::CampaignOpened(campaign) => row.campaign = Some(campaign.clone()),
            Body::ReadingFoundOdd(reading) => row.reading = Some(reading.clone()),
            Body::TipReceived(received) => row.tip = Some(Box::new(TipFile::new(received))),
            Body::TipCheckAsked(asked) => row.check = Some(Box::new(asked.clone())),
            _ => return None,
        }
        Some(row)
    }

    /// A later event of the same subject.
    pub(super) fn change(&mut self, envelope: &Envelope, body: &Body) {
        let (by, at) = (envelope.actor, envelope.corrected_at());
        let mut step = TaskStep { by, at, seen: None, answer: None, settled: None, checked: None };
        match body {
            Body::TipChecked(checked) => {
                step.checked = Some(checked.clone());
                self.state = TaskState::Done;
            }
            Body::TipDeclined(_) | Body::TipAnswered(_) | Body::TipRewardDecided(_) => {
                return self.change_tip(envelope, body);
            }
            // Whatever is seen after an answer wants an answer again.
            Body::WorkChecked(checked) => {
                step.seen = Some(checked.seen.clone());
                self.state = TaskState::Open;
            }
            Body::WorkAnswered(answered) => {
                step.answer = Some(answered.answer.clone());
                self.state = TaskState::Done;
            }
            Body::TaskSettled(settled) => {
                step.settled = Some(settled.clone());
                if settled.finding != Finding::NotEntered {
                    self.state = TaskState::Done;
                }
            }
            Body::CampaignEnded(_) => {
                self.state = TaskState::Done;
                return;
            }
            _ => return,
        }
        self.steps.push(step);
    }

    /// An event about the tip that this row is, be it of the tip or of its errand; one that does not fit is noted.
    pub(super) fn change_tip(&mut self, envelope: &Envelope, body: &Body) {
        let Some(tip) = &mut self.tip else { return };
        if tip.change(envelope, body) {
            let is_done = matches!(tip.state(), TipState::Declined | TipState::Settled);
            self.state = if is_done { TaskState::Done } else { TaskState::Open };
        } else if self.contested.last() != Some(&envelope.id) {
            self.contested.push(envelope.id);
        }
    }

    /// A visit made for the campaign: it counts once, if it got in, to a target, in the campaign's days.
    pub(super) fn count(&mut self, record: &InspectionRecorded, day: Date) {
        let Some(campaign) = &self.campaign else { return };
        let is_inside = matches!(record.outcome, Outcome::Inspected(_));
        if is_inside && (campaign.from..=campaign.to).contains(&day) && campaign.targets.contains(&record.premises) {
            self.visited.entry(record.premises).or_insert(day);
        }
    }

    /// Which of them.
    pub fn kind(&self) -> TaskKind {
        match self {
            Self { work: Some(_), .. } => TaskKind::Work,
            Self { outreach: Some(_), .. } => TaskKind::Outreach,
            Self { campaign: Some(_), .. } => TaskKind::Campaign,
            Self { tip: Some(_), .. } => TaskKind::Tip,
            Self { check: Some(_), .. } => TaskKind::TipCheck,
            _ => TaskKind::OddReading,
        }
    }

    /// The newest look at a work.
    pub fn last_seen(&self) -> Option<&WorkSeen> {
        let later = self.steps.iter().rev().find_map(|step| step.seen.as_ref());
        later.or_else(|| self.work.as_ref()?.seen.as_ref())
    }

    /// Whether somebody should act at once: on a work seen to be going on or whose announced time has come and on an odd
    /// reading until somebody has answered (R28, R08), on a tip that nobody has taken up, on a check past its day (R36).
    pub fn is_urgent(&self, now: Timestamp) -> bool {
        let is_under_way =
            |work: &WorkReported| self.last_seen().is_some() || work.planned.is_none_or(|planned| planned.from <= now);
        let is_new = |tip: &TipFile| tip.state() == TipState::Received;
        let is_late = |check: &TipCheckAsked| check.due_on < now.date_in_shanghai();
        self.state == TaskState::Open
            && (self.reading.is_some()
                || self.work.as_ref().is_some_and(is_under_way)
                || self.tip.as_deref().is_some_and(is_new)
                || self.check.as_deref().is_some_and(is_late))
    }

    /// Whether premises wait for this campaign's visit on that day.
    pub fn awaits(&self, premises: PremisesId, day: Date) -> bool {
        let Some(campaign) = &self.campaign else { return false };
        self.state == TaskState::Open
            && (campaign.from..=campaign.to).contains(&day)
            && !self.visited.contains_key(&premises)
            && campaign.targets.contains(&premises)
    }
}
