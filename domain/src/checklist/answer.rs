//! What a worker answered to the items of one sheet.

use super::Level;
use crate::photo::PhotoRef;
use crate::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Answers by item code, for one place (the premises, or one room).
pub type Answers = BTreeMap<String, Answer>;

/// 合格 / 不合格 / 不涉及.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// 合格.
    Pass,
    /// 不合格.
    Fail,
    /// 不涉及.
    NotApplicable,
}

/// The answer itself, by the kind of question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// 判断.
    Judged(Judgement),
    /// 数, in the item's unit.
    Number(f64),
    /// 选: the text of the choice.
    Choice(String),
    /// 登记: free text.
    Info(String),
}

/// How the answer was given; every one keeps it, and the too-fast report leaves out `AsLast` (field-practice 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// 逐项.
    #[default]
    Each,
    /// 整组 (全部合格).
    Group,
    /// 同上次 (与上次一样).
    AsLast,
}

/// What becomes of a defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Handling {
    /// 当场整改.
    #[serde(rename = "当场")]
    FixedOnSite,
    /// 限期整改, with a suggested day.
    #[serde(rename = "限期")]
    Rectification,
    /// 上报: M items always.
    #[serde(rename = "上报")]
    Report,
}

/// One answered item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What was answered.
    pub value: Value,
    /// How.
    #[serde(default)]
    pub given: Given,
    /// 不合格: the chips picked, by their text in the frozen template; empty means the item's text as it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<String>,
    /// 处数, when more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// 部位, free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// Photos of the defect; they may also come with a pass (`photo: always`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// After-photos of a defect put right on the spot; never block.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_photos: Vec<PhotoRef>,
    /// 无法拍照: why there is no photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_photo_reason: Option<String>,
    /// 不合格 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Handling>,
    /// 建议整改期限, with `Handling::Rectification`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

impl Answer {
    /// A bare answer with nothing attached.
    pub fn new(value: Value, given: Given) -> Self {
        Self {
            value,
            given,
            defects: Vec::new(),
            quantity: None,
            part: String::new(),
            photos: Vec::new(),
            after_photos: Vec::new(),
            no_photo_reason: None,
            handling: None,
            due_on: None,
        }
    }

    /// A bare judgement.
    pub fn judged(judgement: Judgement, given: Given) -> Self {
        Self::new(Value::Judged(judgement), given)
    }

    /// The judgement, if it is one.
    pub fn judgement(&self) -> Option<Judgement> {
        match self.value {
            Value::Judged(judgement) => Some(judgement),
            _ => None,
        }
    }

    /// Whether it says 不合格.
    pub fn is_fail(&self) -> bool {
        self.judgement() == Some(Judgement::Fail)
    }
}

/// Whether a level is always reported upward.
pub(crate) fn is_always_reported(level: Level) -> bool {
    matches!(level, Level::SuspectedMajor | Level::Lead)
}
