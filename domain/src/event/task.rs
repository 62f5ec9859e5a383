//! Events of tasks: dangerous work (R28), education visits (R29), campaigns (R37), odd utility readings (R08). Each is
//! a subject of its own in one grid cell, so that it lies in the scope of whoever walks there and whoever reviews it.

use crate::id::{CampaignId, InspectionId, PremisesId};
use crate::photo::PhotoRef;
use crate::position::Position;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 危险作业 of the four drives, and 小施工 (S1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkKind {
    /// 电气焊.
    HotWork,
    /// 有限空间.
    ConfinedSpace,
    /// 高处.
    AtHeight,
    /// 外包施工.
    Contracted,
    /// 小施工.
    SmallSite,
}

/// The six stages that S1 asks for. What a worker ticks is what can be seen or shown, nothing is certified by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkStage {
    /// 风险辨识.
    RisksNamed,
    /// 安全交底.
    Briefed,
    /// 作业审批.
    Approved,
    /// 持证.
    Licensed,
    /// 现场监护.
    Guarded,
    /// 完工验收.
    Accepted,
}

impl WorkStage {
    /// In the order of the work.
    pub const ALL: [Self; 6] =
        [Self::RisksNamed, Self::Briefed, Self::Approved, Self::Licensed, Self::Guarded, Self::Accepted];
}

/// 先通风、再检测、后作业 of a confined space (S2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfinedSteps {
    /// 先通风.
    pub ventilated: bool,
    /// 再检测.
    pub tested: bool,
    /// 后作业: nobody went in before both.
    pub entered_after: bool,
}

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkWindow {
    /// Begins.
    pub from: Timestamp,
    /// Ends.
    pub to: Timestamp,
}

/// What was seen where the work is going on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WorkSeen {
    /// Stages looked at: there or not. One that is absent was not looked at.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stages: BTreeMap<WorkStage, bool>,
    /// Of a confined space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confined: Option<ConfinedSteps>,
    /// 已劝停: asked to stop, and did they.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<bool>,
    /// 已上报谁: an office, no person's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub told: String,
    /// When they were told, by the device's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<Timestamp>,
    /// Of the place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// 备注.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// 危险作业: seen to be going on, or announced in advance (R28). Written by a grid worker or a desk. Subject: the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkReported {
    /// Where, if at premises of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<PremisesId>,
    /// 哪里: as one would say it on the telephone.
    pub place: String,
    /// Which of the five.
    pub kind: WorkKind,
    /// Announced in advance for that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<WorkWindow>,
    /// What was seen; none of one only announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<WorkSeen>,
    /// Where the phone was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// Somebody went to look at a work reported or announced before. Written by a grid worker. Subject: the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkChecked {
    /// Where, if at premises of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<PremisesId>,
    /// What was seen.
    pub seen: WorkSeen,
}

/// The desk has seen to it: until then it stands there as urgent. Written by a committee or the sub-district. Subject:
/// the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkAnswered {
    /// Where, if at premises of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<PremisesId>,
    /// What is being done.
    pub answer: String,
}

/// 宣传入户 (R29): persons are counted, never named. Written by a grid worker. Subject: the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutreachRecorded {
    /// Where, if at premises of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<PremisesId>,
    /// 哪里.
    pub place: String,
    /// What was spoken of.
    pub topics: Vec<String>,
    /// Leaflets given.
    pub leaflets: u32,
    /// Persons reached.
    pub persons: u32,
    /// Where the phone was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Of the event; no faces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// 备注.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// 专项 (R37), one cell's part of it. Written by a committee or the sub-district. Subject: the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CampaignOpened {
    /// Which campaign this is the cell's part of.
    pub campaign: CampaignId,
    /// 春节前排查.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Checklist asked in addition, by template code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Where to go; at most 2,000 in a cell.
    pub targets: Vec<PremisesId>,
    /// What to look at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A campaign ends before its last day, or its last day has passed. Written by a committee or the sub-district.
/// Subject: the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CampaignEnded {
    /// Which.
    pub campaign: CampaignId,
}

/// What a meter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meter {
    /// 水, m³.
    Water,
    /// 电, kWh.
    Electricity,
    /// 气, m³.
    Gas,
}

/// Why a reading is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddity {
    /// Many times its own baseline.
    FarAbove,
    /// A small part of its own baseline.
    FarBelow,
    /// 闲置, and yet something was used.
    UsedWhileIdle,
}

/// 水电气异常 (R08): an imported reading that calls for a look at once. No account number, no name. Written by the
/// sub-district's import. Subject: the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingFoundOdd {
    /// Where.
    pub premises: PremisesId,
    /// Which meter.
    pub meter: Meter,
    /// Of which month: its first day.
    pub month: Date,
    /// Used in that month.
    pub used: f64,
    /// Median of the months before it, if there are enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual: Option<f64>,
    /// Why it is odd.
    pub oddity: Oddity,
    /// Somebody should have been there by then.
    pub due_on: Date,
}

/// What came of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// 没发现异常.
    NothingOdd,
    /// 有人住或在用.
    InUse,
    /// 漏水、漏电、线路或设备问题.
    Fault,
    /// 疑似生产加工储存: reported, not looked into by the worker.
    SuspectedProduction,
    /// 没进去: the task stays.
    NotEntered,
}

/// The outcome of an urgent task (R08). Written by a grid worker. Subject: the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskSettled {
    /// Where.
    pub premises: PremisesId,
    /// What came of it.
    pub finding: Finding,
    /// In words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Of the place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// The visit made for it, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<InspectionId>,
}
