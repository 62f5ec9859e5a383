//! What a record keeps of a draft's loose ends.

use crate::checklist::{Answer, Answers, Handling, Item, Level, Sheet, due_on, is_sound};
use crate::photo::PhotoRef;
use crate::position::Position;
use crate::time::Date;

/// Answers as they are recorded: those of visible items, and sound ones of items left out for an open hazard or for the
/// site; what a worker began and took back is gone.
pub(super) fn tidy_answers(sheet: &Sheet, answers: &Answers, today: Date) -> Answers {
    let keep = |item: &Item, answer: &Answer| {
        if sheet.asks(&item.code) { sheet.is_visible(item, answers) } else { is_sound(item, answer) }
    };
    let of_sheet = answers.iter().filter_map(|(code, answer)| {
        let item = sheet.item(code)?;
        keep(item, answer).then(|| (code.clone(), tidy_answer(item, answer, today)))
    });
    of_sheet.collect()
}

fn tidy_answer(item: &Item, answer: &Answer, today: Date) -> Answer {
    let mut tidy = Answer::new(answer.value.clone(), answer.given);
    tidy.photos = answer.photos.iter().map(tidy_photo).collect();
    tidy.no_photo_reason = answer.no_photo_reason.clone().filter(|reason| !reason.trim().is_empty());
    if !answer.is_fail() {
        return tidy;
    }
    let handling = if item.level == Level::General { answer.handling } else { Some(Handling::Report) };
    tidy.defects = answer.defects.clone();
    tidy.quantity = answer.quantity.filter(|quantity| *quantity > 0);
    tidy.part = answer.part.trim().to_owned();
    tidy.after_photos = answer.after_photos.iter().map(tidy_photo).collect();
    tidy.handling = handling;
    tidy.due_on = match handling {
        Some(Handling::Rectification) => Some(answer.due_on.unwrap_or_else(|| due_on(item, today))),
        _ => None,
    };
    tidy
}

/// A photo without a position that could not be written down.
pub(super) fn tidy_photo(photo: &PhotoRef) -> PhotoRef {
    PhotoRef { position: photo.position.and_then(tidy_position), ..photo.clone() }
}

/// A position on the globe with a real accuracy, or none.
pub(super) fn tidy_position(position: Position) -> Option<Position> {
    let is_real = position.at.is_on_globe() && position.accuracy_m.is_finite() && position.accuracy_m >= 0.0;
    is_real.then_some(position)
}
