//! Events of a notice (告知单, R15) and of the owner's page that its link opens. Field-practice 7.

use crate::id::{EventId, HazardId, InspectionId, NoticeId, PremisesId};
use crate::photo::PhotoRef;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// 告知单: handed to whoever answers for the premises. Number and link are made on the phone, so it waits neither for a
/// network nor for a review. Written by a grid worker or a committee. Subject: the notice. Personal: [`NoticePersons`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeIssued {
    /// Where.
    pub premises: PremisesId,
    /// After which visit; `None` when written from the list of open hazards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<InspectionId>,
    /// Corrections that the visit had then: with more of them a 更正单 is due.
    #[serde(default)]
    pub corrections: u32,
    /// As printed, without the issue: `20261122-7K3F9`.
    pub number: String,
    /// 1; a 更正单 is 2 and more, printed as `-2`.
    pub issue: u32,
    /// The notice that this 更正单 stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<NoticeId>,
    /// As printed.
    pub items: Vec<NoticeItem>,
    /// 收件人: 老板 / 店员代收 / 房东 / 二房东 / 租客.
    pub receiver: String,
    /// 方式: 当面 / 微信发图 / 打印 / 手写单拍照 / 门上张贴.
    pub method: String,
    /// Of the owner's link, see [`crate::link::LinkToken::digest`].
    pub link_sha256: String,
    /// Last day on which the link opens (Asia/Shanghai).
    pub link_until: Date,
}

/// One line of a notice. It never says 疑似重大: what was reported reads 已上报，由街道或部门研判.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeItem {
    /// Which hazard.
    pub hazard: HazardId,
    /// 哪不对.
    pub what: String,
    /// 怎么改.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<String>,
    /// 部位.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// Labels of the rooms it is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<String>,
    /// 建议几号前改.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// Citations, only of what the catalogue is sure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
    /// 已上报，由街道或部门研判.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reported: bool,
}

/// The personal part of a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePersons {
    /// Who it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub receiver_name: String,
    /// Their telephone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub receiver_phone: String,
    /// 告知人.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer_name: String,
    /// Their telephone, printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer_phone: String,
}

/// 已发送 / 没发成. Subject: the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDelivered {
    /// Where.
    pub premises: PremisesId,
    /// 没发成 is recorded too: it has to be tried again.
    pub sent: bool,
}

/// 签收: on the glass, or a photo of the signed paper. Subject: the notice. Personal: [`SignaturePersons`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeSigned {
    /// Where.
    pub premises: PremisesId,
    /// Of the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoRef>,
}

/// The personal part of a receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignaturePersons {
    /// Who signed, or who was the witness.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The strokes on the glass: an SVG path in a box of 300 x 120.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub strokes: String,
}

/// 拒签: with a witness and, if it was posted, a photo of the posted notice. Subject: the notice.
/// Personal: [`SignaturePersons`] of the witness.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeRefusedToSign {
    /// Where.
    pub premises: PremisesId,
    /// 同行人 / 邻居 / 物业.
    pub witness: String,
    /// Of the notice on the door.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoRef>,
}

/// 街道/社区编号: the desk's own serial. Subject: the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFiled {
    /// Where.
    pub premises: PremisesId,
    /// As the desk counts.
    pub serial: String,
}

/// 撤销: the link opens no more, and its page says so. Subject: the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeWithdrawn {
    /// Where.
    pub premises: PremisesId,
    /// Why.
    pub reason: String,
}

/// The owner opened the link for the first time. Written by the server for the link. Subject: the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeOpened {
    /// Where.
    pub premises: PremisesId,
}

/// What an owner wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerWish {
    /// 申请延期.
    MoreTime,
    /// 我有异议.
    Objection,
    /// 传整改照片.
    Proof,
}

/// The owner wrote on the page of the link. Written by the server for the link. Subject: the notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnerWrote {
    /// Where.
    pub premises: PremisesId,
    /// About which line.
    pub hazard: HazardId,
    /// What for.
    pub wish: OwnerWish,
    /// 申请延期: until which day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// In the owner's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// 整改照片.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// The answer to what an owner wrote. Written by a committee or a sub-district. Subject: the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerAnswered {
    /// Where.
    pub premises: PremisesId,
    /// The [`OwnerWrote`] that is answered.
    pub to: EventId,
    /// 同意 / 已认可; `false` is 不同意 / 要重拍.
    pub granted: bool,
    /// The new day, when more time was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Shown to the owner.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
