//! What is missing before 提交巡查, in words.

use crate::text::{common as words, tasks, visit as texts};
use gridwalk_domain::checklist::Violation;

/// What is missing at one place.
pub fn missing_words(violation: &Violation) -> String {
    match violation.what() {
        Violation::Unanswered { .. } | Violation::MajorUnanswered { .. } | Violation::EarlierUnanswered { .. } => {
            texts::NOT_ANSWERED.get().to_owned()
        }
        Violation::PhotoMissing { .. } => texts::NO_PHOTO_YET.get().to_owned(),
        Violation::HandlingMissing { .. } => texts::NO_HANDLING_YET.get().to_owned(),
        Violation::MajorNotReported { .. } => texts::MUST_REPORT.get().to_owned(),
        Violation::NumberOutOfRange { min, max, .. } => {
            let bound = |bound: &Option<f64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
            texts::OUT_OF_RANGE.with(&[&bound(min), &bound(max)])
        }
        Violation::NotAChoice { .. } | Violation::WrongKind { .. } => texts::CHOOSE_AGAIN.get().to_owned(),
        Violation::TextTooLong { max, .. } => texts::TEXT_TOO_LONG.count(max),
        Violation::NoteTooLong { max } => texts::NOTE_TOO_LONG.count(max),
        Violation::TooManyPhotos { max } => texts::TOO_MANY_PHOTOS.count(max),
        Violation::RoomProblemWithoutItem { .. } => texts::ROOM_WITHOUT_ITEM.get().to_owned(),
        Violation::AgainUnexplained => tasks::AGAIN_WANTED.get().to_owned(),
        Violation::RetakeMissing { .. } => texts::RETAKE_WANTED.get().to_owned(),
        Violation::NothingMended { .. } => texts::NOTHING_MENDED.get().to_owned(),
        Violation::InRoom { .. } => String::new(),
    }
}

/// 还有 3 项没答，1 项没拍照: beside the button.
pub fn missing_sentence(missing: &[Violation]) -> Option<String> {
    let first = missing.first()?;
    let count = |which: fn(&Violation) -> bool| missing.iter().filter(|violation| which(violation.what())).count();
    let unanswered = count(|what| matches!(what, Violation::Unanswered { .. } | Violation::MajorUnanswered { .. }));
    let earlier = count(|what| matches!(what, Violation::EarlierUnanswered { .. }));
    let photos = count(|what| matches!(what, Violation::PhotoMissing { .. }));
    let parts: Vec<String> =
        [(earlier, texts::LEFT_EARLIER), (unanswered, texts::LEFT_UNANSWERED), (photos, texts::LEFT_PHOTOS)]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, text)| text.count(count))
            .collect();
    Some(match parts.is_empty() {
        true => missing_words(first),
        false => texts::LEFT.with(&[&parts.join(words::COMMA.get())]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::id::RoomId;
    use uuid::Uuid;

    #[test]
    fn says_how_much_is_missing() {
        let item = |code: &str| code.to_owned();
        let unanswered = || Violation::Unanswered { item: item("A") };
        let photo = || Violation::PhotoMissing { item: item("B") };
        let room = RoomId(Uuid::nil());
        let in_room = Violation::InRoom { room, what: Box::new(photo()) };
        for (missing, expected) in [
            (vec![], None),
            (vec![unanswered(), unanswered(), Violation::MajorUnanswered { item: item("M") }], Some("还有 3 项没答")),
            (vec![unanswered(), photo(), in_room], Some("还有 1 项没答，2 项没拍照")),
            (vec![Violation::HandlingMissing { item: item("C") }], Some("还没选怎么处理")),
        ] {
            assert_eq!(missing_sentence(&missing).as_deref(), expected, "{missing:?}");
        }
    }
}
