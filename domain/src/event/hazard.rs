//! Events of a hazard's life from finding to close-out (R11-R15, R27). The state machine is in `ledger::hazard`; what is
//! decided beside it (more time, the ladder, looking back) is in `event::followup`.

use super::followup::{HazardSource, ReportedBy};
use crate::checklist::{Handling, Level};
use crate::id::{HazardId, InspectionId, NoticeId, PremisesId, RoomId};
use crate::photo::{PhotoHash, PhotoRef};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// 发现. Written with the visit by a grid worker, or without one from the desk for what came by another way (R14).
/// Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardFound {
    /// Where.
    pub premises: PremisesId,
    /// On which visit; none for what was not found on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<InspectionId>,
    /// By which way it came into the ledger (R14).
    #[serde(default, skip_serializing_if = "HazardSource::is_patrol")]
    pub source: HazardSource,
    /// 企业自查: when the owner reported it of their own accord; kept as evidence for the owner (R44).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_reported_at: Option<Timestamp>,
    /// The day it was discovered, where that was before it was recorded here (R45).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discovered_on: Option<Date>,
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

impl HazardFound {
    /// 哪不对, in one line.
    pub fn what(&self) -> String {
        what_is_wrong(&self.defects, &self.text)
    }
}

/// The chips picked, or what should be and is not: an item's text is a statement that was found untrue.
pub fn what_is_wrong(defects: &[String], text: &str) -> String {
    if defects.is_empty() { format!("不合格：{text}") } else { defects.join("、") }
}

/// 已改: seen to be put right, with proof. Written by a grid worker or the committee, or by the server for an owner.
/// Subject: the hazard.
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
    /// Which of its rooms are put right; empty: the whole hazard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<RoomId>,
    /// Who says so.
    #[serde(default, skip_serializing_if = "ReportedBy::is_worker")]
    pub by: ReportedBy,
}

/// 仍未改. Written with a later visit, or on a 回访 to this hazard alone. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardSeenOpen {
    /// Where.
    pub premises: PremisesId,
    /// On which visit, if on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<InspectionId>,
    /// How it looks now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl HazardSeenOpen {
    /// Seen on a visit, whose record has the photos and the words.
    pub fn on_visit(premises: PremisesId, inspection: InspectionId) -> Self {
        Self { premises, inspection: Some(inspection), photos: Vec::new(), note: String::new() }
    }
}

/// 更正: the finding as the corrected visit has it, of a hazard that stays the same one. Written with the correction of a
/// returned visit, by who found it. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardRestated {
    /// Where.
    pub premises: PremisesId,
    /// The visit that was corrected.
    pub inspection: InspectionId,
    /// 哪不对.
    pub defects: Vec<String>,
    /// 怎么改.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<String>,
    /// 部位.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// 处数.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Before-photos of the visit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// After-photos of 当场整改.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_photos: Vec<PhotoRef>,
    /// Photos of the visit that are no longer shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<PhotoHash>,
    /// 无法拍照.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_photo_reason: Option<String>,
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
    /// The 告知单 that told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeId>,
}

/// 复查/回访. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reinspected {
    /// Where.
    pub premises: PremisesId,
    /// 合格 or not; not begins another round.
    pub passed: bool,
    /// Which of its rooms were looked at; empty: all that are not yet passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<RoomId>,
    /// Proof.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The day of the next round, when not 合格; without one the day before holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

/// 销号, by a second person: never the finder; with an after-photo of this round, its own or an earlier one (R13).
/// Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosedOut {
    /// Where.
    pub premises: PremisesId,
    /// After-photos that whoever closes it took.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
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
    /// 编号 of the 移送单: made on the device, or the sub-district's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 移送事由: what is asked of the body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Feedback wanted by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_by: Option<Date>,
}

/// 误录撤销; the reason is kept. By a second person it takes effect. By the finder it is a wish, unless it belongs to the
/// correction of a returned visit, which a second person wanted; of 疑似重大 it is always one. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardWithdrawn {
    /// Where.
    pub premises: PremisesId,
    /// The corrected visit that it was found on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<InspectionId>,
    /// Why.
    pub reason: String,
}

/// Which hazard an event is about is its subject.
pub(crate) fn hazard_of(envelope: &super::Envelope) -> HazardId {
    envelope.subject.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_never_reads_as_if_all_were_well() {
        let item = "灭火器够数、指针在绿区";
        assert_eq!(what_is_wrong(&["数量不够".into(), "过期锈坏".into()], item), "数量不够、过期锈坏");
        assert_eq!(what_is_wrong(&[], item), "不合格：灭火器够数、指针在绿区");
    }
}
