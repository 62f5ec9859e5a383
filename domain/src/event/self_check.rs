//! Events of an owner's own look (企业自查, R10, R41): a link is handed out, and whoever holds it goes through the same
//! checklist as a visit does. It is no visit: nobody of ours has been there.

use crate::id::HazardId;
use crate::photo::PhotoRef;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// 发自查链接, in place of any earlier one. Written by a grid worker or a committee. Subject: the premises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfCheckInvited {
    /// Of the link, see [`crate::link::LinkToken::digest`].
    pub link_sha256: String,
    /// Last day on which the link opens (Asia/Shanghai).
    pub link_until: Date,
}

/// 作废自查链接. Written by a grid worker or a desk. Subject: the premises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfCheckRevoked {}

/// What an owner says of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelfJudgement {
    /// 没问题.
    Fine,
    /// 有问题.
    Wrong,
    /// 没有这项.
    Absent,
}

/// One answer of an owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelfAnswer {
    /// Item code.
    pub item: String,
    /// The item's text as it stood.
    pub text: String,
    /// As judged.
    pub judged: SelfJudgement,
    /// 哪不对: chips picked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<String>,
    /// In the owner's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Cleaned of everything but the picture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// 业主自查: an owner answered the whole list by the link. Written by the server for the link. Subject: the premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelfChecked {
    /// Version of the catalogue that it was asked from.
    pub catalogue: String,
    /// In the order asked.
    pub answers: Vec<SelfAnswer>,
    /// Hazards that it made, each of source 企业自查 (R44).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<HazardId>,
    /// Anything else, in the owner's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
