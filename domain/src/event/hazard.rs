//! Events of a hazard's life (R11-R15, R27). The state machine is in `ledger::hazard`.

use crate::checklist::{Handling, Level};
use crate::id::{HazardId, InspectionId, PremisesId, RoomId};
use crate::photo::PhotoRef;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// 发现. Written with the visit by a grid worker. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardFound {
    /// Where.
    pub premises: PremisesId,
    /// On which visit.
    pub inspection: InspectionId,
    /// Item code.
    pub item: String,
    /// The item's text as it stood.
    pub text: String,
    /// 哪不对: chips picked.
    pub defects: Vec<String>,
    /// 怎么改: the chips' advice as it stood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<String>,
    /// G / L / M. M means 疑似重大(待研判), nothing more.
    pub level: Level,
    /// What the worker arranged.
    pub handling: Handling,
    /// 建议整改期限.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// 部位.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// 处数.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// One defect in twelve rooms is one hazard with a room list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<RoomId>,
    /// Before-photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// After-photos of 当场整改.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_photos: Vec<PhotoRef>,
    /// 无法拍照.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_photo_reason: Option<String>,
}

/// 已改: seen to be put right, with proof. Written by a grid worker, or by the server for an owner. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RectificationReported {
    /// Where.
    pub premises: PremisesId,
    /// On which visit, if on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<InspectionId>,
    /// After-photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// 仍未改. Written with a later visit. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardSeenOpen {
    /// Where.
    pub premises: PremisesId,
    /// On which visit.
    pub inspection: InspectionId,
}

/// 告知 (R15). Subject: the hazard. Personal: the receiver's name, if given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardNotified {
    /// Where.
    pub premises: PremisesId,
    /// 老板 / 店员代收 / 房东 / 二房东 / 租客.
    pub receiver: String,
    /// 当面 / 微信发图 / 打印 / 手写单拍照 / 门上张贴.
    pub method: String,
}

/// 复查/回访. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reinspected {
    /// Where.
    pub premises: PremisesId,
    /// 合格 or not; not begins another round.
    pub passed: bool,
    /// Proof.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// 销号, by a second person: never the finder (R13). Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosedOut {
    /// Where.
    pub premises: PremisesId,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// 上报街道, by the committee. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardReported {
    /// Where.
    pub premises: PremisesId,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// 移交, by the sub-district (R27). Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardReferred {
    /// Where.
    pub premises: PremisesId,
    /// To which body.
    pub to: String,
    /// Feedback wanted by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_by: Option<Date>,
}

/// 误录撤销; the reason is kept. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardWithdrawn {
    /// Where.
    pub premises: PremisesId,
    /// Why.
    pub reason: String,
}

/// Which hazard an event is about is its subject.
pub(crate) fn hazard_of(envelope: &super::Envelope) -> HazardId {
    envelope.subject.into()
}
