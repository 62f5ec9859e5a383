//! A reviewer's decisions (R26). Written by the committee or the sub-district, never by the visit's own worker.

use crate::id::PremisesId;
use serde::{Deserialize, Serialize};

/// 通过. Subject: the inspection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewPassed {
    /// Whose visit.
    pub premises: PremisesId,
    /// 整批 (全部通过) or opened one by one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_bulk: bool,
}

/// 退回. Subject: the inspection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewReturned {
    /// Whose visit.
    pub premises: PremisesId,
    /// Chips; may be empty with a note.
    pub reasons: Vec<ReturnReason>,
    /// What the worker is to do.
    pub wanted: ReturnWanted,
    /// Item the reviewer points at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// 退回原因, free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Chips of 退回 (field-practice 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    /// 照片不清.
    PhotoUnclear,
    /// 缺照片.
    PhotoMissing,
    /// 地点不符.
    PlaceWrong,
    /// 选错项.
    ItemWrong,
    /// 描述不清.
    TextUnclear,
}

/// What mends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnWanted {
    /// 改内容.
    EditContent,
    /// 补照片.
    AddPhotos,
    /// 重新到场.
    VisitAgain,
}
