//! Days that an event may name.

use super::Refusal;
use crate::event::{Body, Envelope};

// Only by a clock that was compared with the server's: a wrong one, unchecked, must not hold a record back. And with a
// day's grace, for a form that was filled in before midnight.
pub(super) fn out_of_its_days(envelope: &Envelope, body: &Body) -> Option<Refusal> {
    let today = envelope.clock_offset_ms.map(|_| envelope.corrected_at().date_in_shanghai())?;
    if body.day_set().is_some_and(|day| day < today.plus_days(-1)) {
        Some(Refusal::DayPassed)
    } else if body.day_done().is_some_and(|day| day > today.plus_days(1)) {
        Some(Refusal::DayAhead)
    } else {
        None
    }
}
