//! When premises are due again (R06, R43; field-practice 5). Intervals are data: of the kind, and of the place.

use crate::event::NotEnteredReason;
use crate::time::{Date, Timestamp};

/// What the due day of premises follows from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DueInputs {
    /// Registered, by the corrected clock.
    pub registered_at: Timestamp,
    /// End of the last visit that got in.
    pub last_inspected_at: Option<Timestamp>,
    /// End of the last visit of any outcome, and why it did not get in.
    pub last_visit: Option<(Timestamp, Option<NotEnteredReason>)>,
    /// From the catalogue's kind.
    pub interval_days: u32,
    /// 无人: days until it is due again, a place setting.
    pub no_one_home_days: u32,
}

/// The day on which the next visit is due. Never visited: the day it was registered.
pub fn due_on(inputs: &DueInputs) -> Date {
    let after = |at: Timestamp, days: u32| at.date_in_shanghai().plus_days(i64::from(days));
    match (inputs.last_visit, inputs.last_inspected_at) {
        // 无人 and 拒绝入户 were a walk there, no inspection: come back soon, though never later than the round wants.
        (Some((at, Some(NotEnteredReason::NoOneThere | NotEnteredReason::Refused))), last_inspected_at) => {
            let again = after(at, inputs.no_one_home_days);
            last_inspected_at.map_or(again, |inspected| again.max(after(inspected, inputs.interval_days)))
        }
        (Some((at, Some(_))), _) => after(at, inputs.interval_days),
        (Some((at, None)), last_inspected_at) => after(last_inspected_at.unwrap_or(at), inputs.interval_days),
        (None, _) => inputs.registered_at.date_in_shanghai(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Timestamp {
        Date::from_days(day).start_in_shanghai().plus_millis(36_000_000)
    }

    #[test]
    fn follows_the_last_visit() {
        use NotEnteredReason::{Closed, NoOneThere};
        for (last_inspected, last_visit, due) in [
            (None, None, 10),
            (Some(20), Some((20, None)), 50),
            (None, Some((20, Some(NoOneThere))), 23),
            // A walk in vain inside the round does not bring the round forward.
            (Some(20), Some((25, Some(NoOneThere))), 50),
            (Some(20), Some((60, Some(NoOneThere))), 63),
            (Some(20), Some((40, Some(Closed))), 70),
        ] {
            let inputs = DueInputs {
                registered_at: at(10),
                last_inspected_at: last_inspected.map(at),
                last_visit: last_visit.map(|(day, why)| (at(day), why)),
                interval_days: 30,
                no_one_home_days: 3,
            };
            assert_eq!(i64::from(due_on(&inputs).days()), due, "{inputs:?}");
        }
    }
}
