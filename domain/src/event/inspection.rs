//! The event of a visit (R06, R10, R16).

use crate::again::{AgainConcern, AgainReason};
use crate::checklist::{Answer, Answers, TemplateRef};
use crate::id::{InspectionId, PremisesId, RoomId, TaskId};
use crate::photo::PhotoRef;
use crate::position::{Containment, Position};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// 巡查: one visit. Written by a grid worker of the cell. Subject: the inspection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectionRecorded {
    /// What was visited.
    pub premises: PremisesId,
    /// 开始巡查, by the device's clock.
    pub started_at: Timestamp,
    /// 提交巡查, by the device's clock.
    pub ended_at: Timestamp,
    /// Where the phone was, and how that lies.
    pub place: VisitPlace,
    /// What came of it.
    pub outcome: Outcome,
    /// 备注, at most 5,000 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Photos of the visit as a whole (门头).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// 同行人, how many besides the writer (names are not needed).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub companions: u8,
    /// How it began, and for what.
    #[serde(default, skip_serializing_if = "Arrival::is_plain")]
    pub arrival: Arrival,
}

/// How a visit began (R16), for which campaigns (R37), and why it was made although it might be one too many (R17).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// First good fix after 开始巡查; the record's own is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// By the label at the door, rather than out of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelRead>,
    /// Campaigns whose target it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<TaskId>,
    /// What the worker was warned of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concerns: Vec<AgainConcern>,
    /// Why all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<AgainReason>,
}

/// How the label at the door was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelRead {
    /// 扫码.
    Scanned,
    /// 输码.
    Typed,
}

impl Arrival {
    /// Nothing to write down.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a reason is wanted and not given.
    pub fn wants_reason(&self) -> bool {
        !self.concerns.is_empty() && self.reason.is_none()
    }
}

/// Position of a visit, judged when it was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VisitPlace {
    /// Last good fix of the visit; none without permission or signal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Metres to the premises' registered point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// Against the grid cell's border.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub containment: Option<Containment>,
    /// Asked only without a fix or with the whole circle outside; never blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<PlaceReason>,
}

/// One-tap reasons (field-practice 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceReason {
    /// 室内.
    Indoors,
    /// 地下室.
    Basement,
    /// 巷窄.
    NarrowLane,
    /// 登记点不准(改点).
    RegisteredPointWrong,
}

/// Whether the worker got in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A checklist was gone through; counts as 已排查.
    Inspected(Inspected),
    /// 没进去: counts as 走访 (field-practice 5).
    NotEntered(NotEntered),
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inspected {
    /// Frozen when the visit began.
    pub templates: Vec<TemplateRef>,
    /// Of the premises as a whole.
    pub answers: Answers,
    /// Of each room looked at or not got into; rooms left out are 未看.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<RoomVisit>,
    /// 上次未改: what was seen of hazards still open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierHazard>,
    /// Danger now: who was called (field-practice 4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<DangerCall>,
    /// 与上次一样: M items judged, the rest taken over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_last: bool,
}

/// 没进去, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotEntered {
    /// Why.
    pub reason: NotEnteredReason,
    /// Optional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door_photo: Option<PhotoRef>,
}

/// Why a worker did not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotEnteredReason {
    /// 无人: due again in 3 days; the third goes to an evening list.
    NoOneThere,
    /// 拒绝入户: the second goes to the committee.
    Refused,
    /// 停业.
    Closed,
    /// 已搬走.
    MovedAway,
    /// 查无此处.
    NoSuchPlace,
}

/// One room of the visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomVisit {
    /// Which.
    pub room: RoomId,
    /// 101, as it stood.
    pub label: String,
    /// What came of it.
    pub state: RoomState,
    /// Answers of a room with a problem; empty otherwise.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
}

/// A room's tile (field-practice 1); 未看 is the absence of a [`RoomVisit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomState {
    /// 没问题.
    Fine,
    /// 有问题.
    Problem,
    /// 没进去.
    NotEntered,
}

impl Inspected {
    /// Every answer that judges, of the premises and of its rooms: what a visit's items are counted by. What was told,
    /// measured or chosen is not judged.
    pub fn judged(&self) -> impl Iterator<Item = &Answer> {
        let of_rooms = self.rooms.iter().flat_map(|room| room.answers.values());
        self.answers.values().chain(of_rooms).filter(|answer| answer.judgement().is_some())
    }
}

/// 已改 / 仍未改 of a hazard found earlier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarlierHazard {
    /// Which.
    pub hazard: crate::id::HazardId,
    /// 已改.
    pub rectified: bool,
    /// Of the mended place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// A call made from the danger-now screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DangerCall {
    /// Item that raised it.
    pub item: String,
    /// Label of the number called: 街道值班室.
    pub to: String,
    /// When the button was tapped.
    pub at: Timestamp,
    /// 打通了 / 没打通; unknown until said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got_through: Option<bool>,
}

/// 更正: the worker's answer to a return, as a new event. The whole record as it now stands. Subject: the inspection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectionCorrected {
    /// Which.
    pub inspection: InspectionId,
    /// The record as it should read.
    pub record: InspectionRecorded,
    /// Item codes changed, for the reviewer's eye.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    /// 改了什么, free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

fn is_zero(n: &u8) -> bool {
    *n == 0
}
