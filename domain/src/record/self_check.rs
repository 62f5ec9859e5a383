//! An owner's own look: what is asked, and the events that it makes (R10, R41, R44).

use super::NewEvent;
use super::elsewhere::{JudgedGroup, hazard_of_item, judged_items};
use super::validate::{Invalid, check_name, ensure};
use crate::checklist::{Catalogue, Item, Kind, Level};
use crate::event::{HazardSource, SelfAnswer, SelfChecked, SelfJudgement};
use crate::id::HazardId;
use crate::ledger::PremisesRow;
use crate::time::{Date, Timestamp};

/// What an owner is asked: the judged items of the kind's checklists, but for the signs of unlawful use (level L), which
/// are seen from outside or not at all.
pub fn owner_items(catalogue: &Catalogue, kind: &Kind, items_on: &[String], on: Date) -> Vec<JudgedGroup> {
    let mut groups = judged_items(catalogue, kind, items_on, on);
    for group in &mut groups {
        group.items.retain(|item| item.level != Level::Lead);
    }
    groups.retain(|group| !group.items.is_empty());
    groups
}

/// The list is not answered as it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelfCheckWanting {
    /// An item has no answer.
    #[error("{item} is not answered")]
    Answer {
        /// Its code.
        item: String,
    },
    /// An answer is to nothing that was asked.
    #[error("{item} was not asked")]
    NotAsked {
        /// As sent.
        item: String,
    },
}

/// The events of a self-check. What the owner reports is kept as reported of their own accord, with the instant; an item
/// whose hazard is open already raises no second one. `hazard_id` names the hazard of an item.
///
/// # Errors
/// Something was not answered, or answered that was not asked.
pub fn self_check(
    premises: &PremisesRow,
    asked: &[JudgedGroup],
    mut checked: SelfChecked,
    now: Timestamp,
    hazard_id: impl Fn(&str) -> HazardId,
) -> Result<Vec<NewEvent>, SelfCheckWanting> {
    let items: Vec<&Item> = asked.iter().flat_map(|group| &group.items).map(AsRef::as_ref).collect();
    let stray = checked.answers.iter().find(|answer| items.iter().all(|item| item.code != answer.item));
    if let Some(stray) = stray {
        return Err(SelfCheckWanting::NotAsked { item: stray.item.clone() });
    }
    let mut events = Vec::new();
    let mut answers = Vec::new();
    for item in items {
        let Some(mut answer) = checked.answers.iter().find(|answer| answer.item == item.code).cloned() else {
            return Err(SelfCheckWanting::Answer { item: item.code.clone() });
        };
        tidy(item, &mut answer);
        let is_open = premises.open_hazards.values().any(|open| open.item == item.code && open.rooms.is_empty());
        if answer.judged == SelfJudgement::Wrong && !is_open {
            let (today, source) = (now.date_in_shanghai(), HazardSource::SelfCheck);
            let mut found = hazard_of_item(item, premises.id, source, &answer.defects, &answer.photos, today);
            found.self_reported_at = Some(now);
            found.part.clone_from(&answer.note);
            let id = hazard_id(&item.code);
            checked.hazards.push(id);
            events.push(NewEvent::first(id, premises.area, found));
        }
        answers.push(answer);
    }
    checked.answers = answers;
    events.push(NewEvent::about(premises, checked));
    Ok(events)
}

// In the catalogue's words, and chips of what is wrong alone.
fn tidy(item: &Item, answer: &mut SelfAnswer) {
    answer.text.clone_from(&item.text);
    answer.note = answer.note.trim().to_owned();
    let is_wrong = answer.judged == SelfJudgement::Wrong;
    answer.defects.retain(|chip| is_wrong && item.defects.iter().any(|defect| defect.chip == *chip));
}

/// Limits of a self-check.
pub(super) fn check_self_check(checked: &SelfChecked) -> Result<(), Invalid> {
    check_name("catalogue", &checked.catalogue)?;
    ensure(!checked.answers.is_empty(), "answers", "at least one")
}
