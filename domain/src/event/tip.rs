//! Events of a tip from the public (举报线索, R36): 受理 -> 核查 -> 反馈 -> 奖励.
//!
//! Invariant: who reported stands in none of them, nor does anything that leads there. A name or a telephone that was
//! left is sealed apart by the server, where no event, row, export, log or figure reads.
//!
//! The tip itself is the sub-district's alone. Whoever checks is sent an errand of its own, in the words that the
//! sub-district chose: the reporter's words may tell who wrote them.

use crate::id::{HazardId, TaskId};
use crate::photo::PhotoRef;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// A tip came in on the public page. Written by the server for the public; its area is the sub-district's.
/// Subject: the tip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TipReceived {
    /// By which the reporter asks for the answer: `20261123-7K3F9`.
    pub number: String,
    /// One of the place's topics: 堵通道、锁出口.
    pub topic: String,
    /// Where, in the reporter's words.
    pub place: String,
    /// What, in the reporter's words.
    pub text: String,
    /// Cleaned of everything but the picture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// 不受理. Written by the sub-district. Subject: the tip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipDeclined {
    /// Why not; the reporter reads it.
    pub reason: String,
}

/// 交办核查, and by it 受理: somebody of a grid cell is to look. Written by the sub-district. Subject: the errand, a task
/// in that cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TipCheckAsked {
    /// Which tip.
    pub tip: TaskId,
    /// Its number.
    pub number: String,
    /// As the sub-district has it.
    pub topic: String,
    /// Where to look.
    pub place: String,
    /// What to look at, in the sub-district's words.
    pub text: String,
    /// Those of the tip that tell nothing of who took them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// To be looked at by then.
    pub due_on: Date,
}

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TipFinding {
    /// 属实.
    Confirmed,
    /// 不属实.
    Unfounded,
    /// 找不到这个地方, or not in this cell: the sub-district may send somebody else.
    NotFound,
}

/// 核查: somebody went there. Written by a grid worker or a committee. Subject: the errand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TipChecked {
    /// The errand's tip.
    pub tip: TaskId,
    /// What it came to.
    pub finding: TipFinding,
    /// What was seen.
    pub note: String,
    /// 属实: the hazard that it became, of source 群众举报.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hazard: Option<HazardId>,
    /// Of the place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// 反馈: what the reporter reads by number and secret. Written by the sub-district. Subject: the tip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipAnswered {
    /// Shown to the reporter.
    pub text: String,
}

/// 奖励决定, yes or no, with its number. Written by the sub-district. Subject: the tip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipRewardDecided {
    /// 给予奖励.
    pub granted: bool,
    /// Number of the decision.
    pub document: String,
    /// Name of the place's band, as it stood.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub band: String,
    /// Within the band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_yuan: Option<u32>,
    /// Why not, or a remark; kept in the office.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
