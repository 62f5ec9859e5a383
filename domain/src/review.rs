//! What a reviewer should look at first, and which steps are open to whom: for the desk's screens. Whether an event is
//! taken is [`crate::admit`]'s to say, and the tests below hold the two together.

use crate::admit::Role;
use crate::checklist::{Answer, Catalogue, Given, Level};
use crate::event::{HazardReferred, HazardReported, InspectionRecorded, NotEnteredReason, Outcome};
use crate::event::{PlaceReason, RoomState};
use crate::id::AccountId;
use crate::ledger::{HazardRow, HazardState, Hindrance, InspectionRow};
use crate::position::Containment;
use crate::time::Timestamp;

/// A clock further off than this is worth a look.
const CLOCK_OFF_MS: i64 = 5 * 60_000;
/// Answers given one by one take longer than this, on average.
const ANSWER_MS_MIN: i64 = 1_500;
/// Fewer answers than this say nothing of haste.
const ANSWERS_MIN: usize = 5;
/// A fix further from the premises than this, beyond its own accuracy, is worth a look.
const FAR_M: f64 = 300.0;

/// Why a visit is 异常. A concern asks for a look; it proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// The whole accuracy circle lies outside the cell.
    OutsideCell,
    /// No position at all.
    NoFix,
    /// Far from the registered point of the premises.
    FarAway,
    /// 未校时: the clock was never compared with the server's.
    ClockUnchecked,
    /// The clock was more than five minutes off.
    ClockOff,
    /// Too fast for what was answered (leaving out 同上次).
    TooFast,
    /// Two events with one base: a person must say which holds.
    Contested,
    /// The third 无人 in a row, or a later one.
    NoOneThereAgain,
    /// The second 拒绝入户 in a row, or a later one.
    RefusedAgain,
}

/// Every concern of a visit. `not_entered_in_a_row` is its premises' count, 0 when it is not the last visit.
pub fn concerns(row: &InspectionRow, not_entered_in_a_row: u32) -> Vec<Concern> {
    let place = &row.record.place;
    let far = place.position.zip(place.distance_m).is_some_and(|(at, metres)| metres - at.accuracy_m > FAR_M);
    let reason = match &row.record.outcome {
        Outcome::NotEntered(not_entered) => Some(not_entered.reason),
        Outcome::Inspected(_) => None,
    };
    let again = |of, times| reason == Some(of) && not_entered_in_a_row >= times;
    let found = [
        (place.containment == Some(Containment::Outside), Concern::OutsideCell),
        (place.position.is_none(), Concern::NoFix),
        (far, Concern::FarAway),
        (row.clock_offset_ms.is_none(), Concern::ClockUnchecked),
        (row.clock_offset_ms.is_some_and(is_clock_off), Concern::ClockOff),
        (is_too_fast(&row.record), Concern::TooFast),
        (!row.contested.is_empty(), Concern::Contested),
        (again(NotEnteredReason::NoOneThere, 3), Concern::NoOneThereAgain),
        (again(NotEnteredReason::Refused, 2), Concern::RefusedAgain),
    ];
    found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, concern)| concern).collect()
}

/// Whether a clock is so far from the server's that a person should look at it; the offset is in milliseconds.
pub fn is_clock_off(offset_ms: i64) -> bool {
    offset_ms.unsigned_abs() > CLOCK_OFF_MS.unsigned_abs()
}

fn is_too_fast(record: &InspectionRecorded) -> bool {
    let Outcome::Inspected(inspected) = &record.outcome else { return false };
    let of_rooms = inspected.rooms.iter().flat_map(|room| room.answers.values());
    let each = inspected.answers.values().chain(of_rooms).filter(|answer| answer.given == Given::Each).count();
    let took_ms = record.ended_at.since(record.started_at);
    each >= ANSWERS_MIN && took_ms < ANSWER_MS_MIN.saturating_mul(each as i64)
}

/// Whether a visit brings something new into the register: first visit of a premises, a mended point, a correction, or
/// a door that is closed for good. `registered_at` is its premises'.
pub fn is_change(row: &InspectionRow, registered_at: Option<Timestamp>) -> bool {
    const DAY_MS: i64 = 86_400_000;
    let is_new = registered_at.is_some_and(|at| (0..DAY_MS).contains(&row.record.ended_at.since(at)));
    let is_gone = match &row.record.outcome {
        Outcome::NotEntered(why) => {
            matches!(why.reason, NotEnteredReason::Closed | NotEnteredReason::MovedAway | NotEnteredReason::NoSuchPlace)
        }
        Outcome::Inspected(_) => false,
    };
    is_new || is_gone || row.corrections > 0 || row.record.place.reason == Some(PlaceReason::RegisteredPointWrong)
}

/// A failed answer: its room's label (none: the premises' own), its item, and what was answered.
pub type Failed<'a> = (Option<&'a str>, &'a str, &'a Answer);

/// The failed answers of a visit, 疑似重大 before the rest, then the premises' own; `catalogue` is the record's version.
pub fn failed<'a>(record: &'a InspectionRecorded, catalogue: &Catalogue) -> Vec<Failed<'a>> {
    let Outcome::Inspected(inspected) = &record.outcome else { return Vec::new() };
    let own = inspected.answers.iter().map(|(code, answer)| (None, code.as_str(), answer));
    let problems = inspected.rooms.iter().filter(|room| room.state == RoomState::Problem);
    let of_rooms = problems
        .flat_map(|room| room.answers.iter().map(|(code, answer)| (Some(room.label.as_str()), code.as_str(), answer)));
    let mut failed: Vec<_> = own.chain(of_rooms).filter(|(_, _, answer)| answer.is_fail()).collect();
    failed.sort_by_key(|(_, code, _)| catalogue.item(code).is_none_or(|item| item.level != Level::SuspectedMajor));
    failed
}

/// How many of 上次未改 the visit found 仍未改: nothing new, and not 无问题 either.
pub fn still_open(record: &InspectionRecorded) -> usize {
    match &record.outcome {
        Outcome::Inspected(inspected) => inspected.earlier.iter().filter(|earlier| !earlier.rectified).count(),
        Outcome::NotEntered(_) => 0,
    }
}

/// What may be done about a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HazardStep {
    /// 复查.
    Reinspect,
    /// 销号.
    CloseOut,
    /// 上报街道.
    Report,
    /// 移交.
    Refer,
    /// 移交反馈.
    Feedback,
    /// 答复延期.
    AnswerExtension,
    /// 提醒.
    Remind,
    /// 函告, 通报, 约谈, 曝光.
    Escalate,
    /// 挂牌督办.
    List,
    /// 摘牌.
    Lift,
    /// 研判.
    Judge,
    /// 误录撤销, with effect.
    Withdraw,
    /// 回头看.
    LookBack,
    /// Two accounts disagree: say which holds.
    Resolve,
}

/// Whether a step is open to an account.
///
/// # Errors
/// Why not, for the sentence that stands in the button's place.
pub fn may(step: HazardStep, role: Role, account: AccountId, row: &HazardRow) -> Result<(), Hindrance> {
    use HazardStep::*;
    let role_fits = match step {
        Report => role == Role::Committee,
        Refer | Feedback | Escalate | List | Lift | Judge => role == Role::Subdistrict,
        LookBack => role != Role::Admin,
        Reinspect | CloseOut | AnswerExtension | Remind | Withdraw | Resolve => {
            matches!(role, Role::Committee | Role::Subdistrict)
        }
    };
    match step {
        LookBack | Resolve => {}
        _ if row.state.is_closed() => return Err(Hindrance::Closed),
        _ => {}
    }
    if !role_fits {
        return Err(Hindrance::Role);
    }
    let is_above = match step {
        CloseOut | Withdraw => row.ends_above(),
        AnswerExtension => row.is_dated_above(),
        _ => false,
    };
    let is_own = row.finder == account;
    match step {
        CloseOut | Reinspect | Withdraw if is_own => return Err(Hindrance::SecondPerson),
        _ if is_above && role != Role::Subdistrict => return Err(Hindrance::SubdistrictOnly),
        _ => {}
    }
    fits(step, account, row)
}

// Whether the hazard's state has such a step.
fn fits(step: HazardStep, account: AccountId, row: &HazardRow) -> Result<(), Hindrance> {
    use HazardStep::*;
    let premises = row.found.premises;
    let when = |is_open: bool| if is_open { Ok(()) } else { Err(Hindrance::State) };
    match step {
        // What the step itself asks for (a photo, a sentence) does not keep it shut.
        CloseOut => match row.may_close(account, &[], "") {
            Err(Hindrance::NoProof) => Ok(()),
            other => other,
        },
        Report => {
            let body = HazardReported { premises, note: String::new() }.into();
            row.after(account, &body).map(drop)
        }
        Refer => {
            let body = HazardReferred {
                premises,
                to: String::new(),
                number: String::new(),
                note: String::new(),
                feedback_by: None,
            }
            .into();
            row.after(account, &body).map(drop)
        }
        Reinspect => when(row.state == HazardState::AwaitingReinspection || row.has_rooms_to_see()),
        Feedback => when(row.open_referral().is_some()),
        AnswerExtension => match &row.extension {
            Some(wish) if wish.asker == account => Err(Hindrance::SecondPerson),
            // Once a second person has seen it mended, nobody waits for more time; before, the proof may yet be refused.
            wish => when(wish.is_some() && row.state != HazardState::AwaitingCloseOut),
        },
        Remind | Escalate => when(row.is_waiting()),
        List => {
            if row.is_listed() {
                Err(Hindrance::Done)
            } else {
                Ok(())
            }
        }
        Lift => when(row.is_listed()),
        Judge => when(row.found.level == Level::SuspectedMajor),
        Withdraw => Ok(()),
        LookBack => when(row.state == HazardState::ClosedOut),
        Resolve => when(!row.contested.is_empty()),
    }
}

#[cfg(test)]
mod tests;
