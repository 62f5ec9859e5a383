//! The judgement of a sheet's answers: what is still missing before 提交巡查.

use super::answer::is_always_reported;
use super::{Answer, Answers, Ask, Handling, Item, Level, PhotoRule, Sheet, Value};
use crate::id::{HazardId, RoomId};
use serde::Serialize;

/// Longest free text of a record, in characters.
pub const TEXT_CHARS_MAX: usize = 5_000;

/// Something a visit cannot be submitted with. The words are the screen's; the fields say where to scroll.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "violation", rename_all = "snake_case")]
pub enum Violation {
    /// A visible judged item has no answer.
    Unanswered {
        /// Which.
        item: String,
    },
    /// A visible M item has no answer: never to be skipped (R11).
    MajorUnanswered {
        /// Which.
        item: String,
    },
    /// 不合格 with neither a photo nor a reason for none.
    PhotoMissing {
        /// Which.
        item: String,
    },
    /// 不合格 without a handling.
    HandlingMissing {
        /// Which.
        item: String,
    },
    /// An M or L item failed with another handling than 上报.
    MajorNotReported {
        /// Which.
        item: String,
    },
    /// A number out of the item's range, or none at all.
    NumberOutOfRange {
        /// Which.
        item: String,
        /// Least, in the item's unit.
        min: Option<f64>,
        /// Most, in the item's unit.
        max: Option<f64>,
    },
    /// A choice that the item does not offer.
    NotAChoice {
        /// Which.
        item: String,
    },
    /// An answer of another kind than the question.
    WrongKind {
        /// Which.
        item: String,
    },
    /// 部位, a reason or a 登记 is too long.
    TextTooLong {
        /// Which.
        item: String,
        /// Characters that fit.
        max: usize,
    },
    /// 备注 is too long.
    NoteTooLong {
        /// Characters that fit.
        max: usize,
    },
    /// More photos than one record may name.
    TooManyPhotos {
        /// How many may be.
        max: usize,
    },
    /// The visit might be one too many, and no reason was given (R17).
    AgainUnexplained,
    /// 上次未改 that was not said to be 已改 or 仍未改.
    EarlierUnanswered {
        /// Which.
        hazard: HazardId,
    },
    /// 补照片 was wanted of a correction that brings no new one.
    RetakeMissing {
        /// The item that the reviewer points at.
        item: Option<String>,
    },
    /// 改内容 was wanted, and the correction neither changes anything nor says why not.
    NothingMended {
        /// The item that the reviewer points at.
        item: Option<String>,
    },
    /// 有问题 without any item failed.
    RoomProblemWithoutItem {
        /// Which.
        room: RoomId,
    },
    /// Any of the above, in one room.
    InRoom {
        /// Which.
        room: RoomId,
        /// What is missing there.
        what: Box<Violation>,
    },
}

impl Violation {
    /// The item to scroll to, in its room if it has one.
    pub fn item(&self) -> Option<&str> {
        match self {
            Self::Unanswered { item }
            | Self::MajorUnanswered { item }
            | Self::PhotoMissing { item }
            | Self::HandlingMissing { item }
            | Self::MajorNotReported { item }
            | Self::NumberOutOfRange { item, .. }
            | Self::NotAChoice { item }
            | Self::WrongKind { item }
            | Self::TextTooLong { item, .. } => Some(item),
            Self::InRoom { what, .. } => what.item(),
            Self::RetakeMissing { item } | Self::NothingMended { item } => item.as_deref(),
            Self::NoteTooLong { .. }
            | Self::AgainUnexplained
            | Self::TooManyPhotos { .. }
            | Self::EarlierUnanswered { .. }
            | Self::RoomProblemWithoutItem { .. } => None,
        }
    }

    /// The room to open.
    pub fn room(&self) -> Option<RoomId> {
        match self {
            Self::RoomProblemWithoutItem { room } | Self::InRoom { room, .. } => Some(*room),
            _ => None,
        }
    }

    /// The earlier hazard to scroll to.
    pub fn hazard(&self) -> Option<HazardId> {
        match self {
            Self::EarlierUnanswered { hazard } => Some(*hazard),
            _ => None,
        }
    }

    /// What is missing, wherever it is: never [`Violation::InRoom`] itself.
    pub fn what(&self) -> &Self {
        match self {
            Self::InRoom { what, .. } => what.what(),
            other => other,
        }
    }
}

/// All that is missing, in the sheet's order. Numbers, choices and 登记 left blank never block; neither does an
/// after-photo, a position or a signature. Answers of hidden items and of items not asked are not looked at.
pub fn check(sheet: &Sheet, answers: &Answers) -> Vec<Violation> {
    let mut found = Vec::new();
    for item in sheet.visible(answers) {
        match answers.get(&item.code) {
            Some(answer) => check_answer(item, answer, &mut found),
            None if item.ask == Ask::Judge => found.push(unanswered(item)),
            None => {}
        }
    }
    found
}

/// Like [`check`] for a room found 有问题: its M items and whatever was answered; other items may stay blank, for the
/// tile says which ones are wrong.
pub fn check_room(sheet: &Sheet, room: RoomId, answers: &Answers) -> Vec<Violation> {
    if !sheet.visible(answers).any(|item| answers.get(&item.code).is_some_and(Answer::is_fail)) {
        return vec![Violation::RoomProblemWithoutItem { room }];
    }
    let blocks = |what: &Violation| !matches!(what, Violation::Unanswered { .. });
    check(sheet, answers)
        .into_iter()
        .filter(blocks)
        .map(|what| Violation::InRoom { room, what: Box::new(what) })
        .collect()
}

/// Whether the answer could stand in a record as it is.
pub(crate) fn is_sound(item: &Item, answer: &Answer) -> bool {
    let mut found = Vec::new();
    check_answer(item, answer, &mut found);
    found.is_empty()
}

fn unanswered(item: &Item) -> Violation {
    let code = item.code.clone();
    if item.level == Level::SuspectedMajor {
        Violation::MajorUnanswered { item: code }
    } else {
        Violation::Unanswered { item: code }
    }
}

fn check_answer(item: &Item, answer: &Answer, found: &mut Vec<Violation>) {
    let code = || item.code.clone();
    match (item.ask, &answer.value) {
        (Ask::Judge, Value::Judged(_)) => check_judged(item, answer, found),
        (Ask::Judge, _) => found.push(unanswered(item)),
        (Ask::Number, Value::Number(number)) => {
            let fits = number.is_finite()
                && item.min.is_none_or(|min| min <= *number)
                && item.max.is_none_or(|max| *number <= max);
            if !fits {
                found.push(Violation::NumberOutOfRange { item: code(), min: item.min, max: item.max });
            }
        }
        (Ask::Choice, Value::Choice(choice)) if !item.choices.contains(choice) => {
            found.push(Violation::NotAChoice { item: code() })
        }
        (Ask::Choice, Value::Choice(_)) | (Ask::Info, Value::Info(_)) => {}
        _ => found.push(Violation::WrongKind { item: code() }),
    }
    let info = if let Value::Info(text) = &answer.value { text.as_str() } else { "" };
    let reason = answer.no_photo_reason.as_deref().unwrap_or_default();
    if [info, reason, &answer.part].iter().any(|text| text.chars().count() > TEXT_CHARS_MAX) {
        found.push(Violation::TextTooLong { item: code(), max: TEXT_CHARS_MAX });
    }
}

fn check_judged(item: &Item, answer: &Answer, found: &mut Vec<Violation>) {
    let code = || item.code.clone();
    let wants_photo = match item.photo {
        PhotoRule::Never => false,
        PhotoRule::OnFail => answer.is_fail(),
        PhotoRule::Always => true,
    };
    let has_reason = answer.no_photo_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    if wants_photo && answer.photos.is_empty() && !has_reason {
        found.push(Violation::PhotoMissing { item: code() });
    }
    match answer.handling {
        _ if !answer.is_fail() => {}
        None => found.push(Violation::HandlingMissing { item: code() }),
        Some(handling) if is_always_reported(item.level) && handling != Handling::Report => {
            found.push(Violation::MajorNotReported { item: code() });
        }
        Some(_) => {}
    }
}
