//! From a decision on what an owner wrote to events: on the notice, and on the hazard whose course it changes (R44).

use super::NewEvent;
use crate::admit::Role;
use crate::event::{Body, ExtensionAnswered, HazardWithdrawn, OwnerAnswered, OwnerWish, Reinspected};
use crate::id::AccountId;
use crate::ledger::{HazardRow, Hindrance, NoticeRow, OwnerLetter};
use crate::review::{HazardStep, may};
use crate::time::Date;

/// Why a hazard is withdrawn that an owner objected to, as its history and the ledgers have it.
const OBJECTION_HOLDS: &str = "业主异议成立";

/// What a desk says to a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterDecision {
    /// 同意 / 已认可 / 异议成立.
    pub granted: bool,
    /// 申请延期: until which day; granted without one it is the day asked for. Not granted, another day may be set.
    pub until: Option<Date>,
    /// Shown to the owner.
    pub note: String,
}

/// Whether an account may answer the letter. More time for 疑似重大 is the sub-district's to give; all else is open to
/// whoever reviews.
///
/// # Errors
/// Why not.
pub fn may_answer(
    letter: &OwnerLetter,
    hazard: Option<&HazardRow>,
    role: Role,
    account: AccountId,
) -> Result<(), Hindrance> {
    match hazard.filter(|row| letter.wish == OwnerWish::MoreTime && row.extension.is_some()) {
        Some(row) => may(HazardStep::AnswerExtension, role, account, row),
        None if matches!(role, Role::Committee | Role::Subdistrict) => Ok(()),
        None => Err(Hindrance::Role),
    }
}

/// The events of an answer: the answer, and what follows of it for the hazard. More time moves its day; an owner's photo
/// that a second person accepts is a 复查 that was passed, one that has to be taken again (要重拍) a 复查 that was not,
/// neither where the finder answers (R13); what an objection that
/// holds was about is withdrawn, where that is the account's to decide.
pub fn answer_letter(
    notice: &NoticeRow,
    letter: &OwnerLetter,
    hazard: Option<&HazardRow>,
    (account, role): (AccountId, Role),
    decision: &LetterDecision,
) -> Vec<NewEvent> {
    let LetterDecision { granted, note, .. } = decision;
    let until = decision.until.or(letter.until).filter(|_| *granted && letter.wish == OwnerWish::MoreTime);
    let premises = notice.issued.premises;
    let answered = OwnerAnswered { premises, to: letter.event, granted: *granted, until, note: note.clone() };
    let on_hazard: Option<Body> = match letter.wish {
        OwnerWish::MoreTime => {
            let due_on = if *granted { until } else { decision.until };
            Some(ExtensionAnswered { premises, granted: *granted, due_on, note: note.clone() }.into())
        }
        OwnerWish::Proof => Some(
            Reinspected {
                premises,
                passed: *granted,
                rooms: Vec::new(),
                photos: Vec::new(),
                note: note.clone(),
                due_on: None,
            }
            .into(),
        ),
        OwnerWish::Objection if *granted => {
            let reason = [OBJECTION_HOLDS, note.as_str()].into_iter().filter(|part| !part.is_empty());
            let reason = reason.collect::<Vec<_>>().join("：");
            Some(HazardWithdrawn { premises, inspection: None, reason }.into())
        }
        OwnerWish::Objection => None,
    };
    let fitting = hazard.zip(on_hazard).filter(|(row, body)| {
        let is_looked_for = match body {
            Body::Reinspected(_) => row.state == crate::ledger::HazardState::AwaitingReinspection,
            Body::HazardWithdrawn(_) => may(HazardStep::Withdraw, role, account, row).is_ok(),
            _ => true,
        };
        is_looked_for && row.after(account, body).is_ok()
    });
    let mut events = vec![NewEvent::about(notice, answered)];
    events.extend(fitting.map(|(row, body)| NewEvent::about(row, body)));
    events
}

/// The letter that asked for the time which a hazard waits for, if an owner did: one decision answers both.
pub fn letter_of_extension<'a>(
    notices: &'a [NoticeRow],
    hazard: &HazardRow,
) -> Option<(&'a NoticeRow, &'a OwnerLetter)> {
    hazard.extension.as_ref().filter(|wish| wish.by == crate::event::ReportedBy::Owner)?;
    let asks = |letter: &&OwnerLetter| letter.wish == OwnerWish::MoreTime && letter.hazard == hazard.id;
    notices.iter().find_map(|notice| Some((notice, notice.waiting().find(asks)?)))
}
