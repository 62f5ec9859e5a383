//! What a reviewer should look at first, and which steps are open to whom: for the desk's screens. Whether an event is
//! taken is [`crate::admit`]'s to say, and the tests below hold the two together.

use crate::admit::Role;
use crate::checklist::{Answer, Given, Level};
use crate::event::{Body, ClosedOut, HazardReferred, HazardReported, InspectionRecorded, NotEnteredReason, Outcome};
use crate::event::{PlaceReason, RoomState};
use crate::id::AccountId;
use crate::ledger::{HazardRow, HazardState, InspectionRow};
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
        (row.clock_offset_ms.is_some_and(|offset| offset.unsigned_abs() > CLOCK_OFF_MS as u64), Concern::ClockOff),
        (is_too_fast(&row.record), Concern::TooFast),
        (!row.contested.is_empty(), Concern::Contested),
        (again(NotEnteredReason::NoOneThere, 3), Concern::NoOneThereAgain),
        (again(NotEnteredReason::Refused, 2), Concern::RefusedAgain),
    ];
    found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, concern)| concern).collect()
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

/// The failed answers of a visit with the label of their room, the premises' own first.
pub fn failed(record: &InspectionRecorded) -> Vec<(Option<&str>, &str, &Answer)> {
    let Outcome::Inspected(inspected) = &record.outcome else { return Vec::new() };
    let own = inspected.answers.iter().map(|(code, answer)| (None, code.as_str(), answer));
    let problems = inspected.rooms.iter().filter(|room| room.state == RoomState::Problem);
    let of_rooms = problems
        .flat_map(|room| room.answers.iter().map(|(code, answer)| (Some(room.label.as_str()), code.as_str(), answer)));
    own.chain(of_rooms).filter(|(_, _, answer)| answer.is_fail()).collect()
}

/// What the desk may do about a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HazardStep {
    /// 销号.
    CloseOut,
    /// 上报街道.
    Report,
    /// 移交.
    Refer,
}

/// Why a step is not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Nothing more is to be done.
    Closed,
    /// It has been done.
    Done,
    /// Nobody has said yet that it is mended.
    NotMended,
    /// It is in a state from which there is no such step.
    State,
    /// The finder may not: a second person is needed (R13).
    SecondPerson,
    /// 疑似重大 is closed by the sub-district only.
    SubdistrictOnly,
    /// Another role's step.
    Role,
}

/// Whether a step is open to an account.
///
/// # Errors
/// Why not, for the sentence that stands in the button's place.
pub fn may(step: HazardStep, role: Role, account: AccountId, row: &HazardRow) -> Result<(), Hindrance> {
    if row.state.is_closed() {
        return Err(Hindrance::Closed);
    }
    let premises = row.found.premises;
    let (body, role_fits, done): (Body, bool, bool) = match step {
        HazardStep::CloseOut => {
            let body = ClosedOut { premises, note: String::new() }.into();
            (body, matches!(role, Role::Committee | Role::Subdistrict), false)
        }
        HazardStep::Report => {
            let done = matches!(row.state, HazardState::Reported | HazardState::Referred);
            (HazardReported { premises, note: String::new() }.into(), role == Role::Committee, done)
        }
        HazardStep::Refer => {
            let body = HazardReferred { premises, to: String::new(), feedback_by: None }.into();
            (body, role == Role::Subdistrict, row.state == HazardState::Referred)
        }
    };
    if !role_fits {
        return Err(Hindrance::Role);
    }
    if done {
        return Err(Hindrance::Done);
    }
    if step == HazardStep::CloseOut {
        second_person(role, account, row)?;
    }
    let not_yet = if step == HazardStep::CloseOut { Hindrance::NotMended } else { Hindrance::State };
    row.state.after(&body).map(drop).ok_or(not_yet)
}

fn second_person(role: Role, account: AccountId, row: &HazardRow) -> Result<(), Hindrance> {
    if row.finder == account {
        Err(Hindrance::SecondPerson)
    } else if row.found.level == Level::SuspectedMajor && role != Role::Subdistrict {
        Err(Hindrance::SubdistrictOnly)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
