//! Limits of what is written about a tip (R36).

use super::validate::{Invalid, check_name, ensure};
use crate::event::{Body, TipFinding};

/// A reward is a band and an amount, or none; a hazard comes of what was found true alone.
pub(super) fn check_tip(body: &Body) -> Result<(), Invalid> {
    match body {
        Body::TipReceived(received) => {
            check_name("number", &received.number)?;
            check_name("topic", &received.topic)?;
            check_name("place", &received.place)?;
            check_name("text", &received.text)
        }
        Body::TipDeclined(declined) => check_name("reason", &declined.reason),
        Body::TipCheckAsked(asked) => {
            check_name("place", &asked.place)?;
            check_name("text", &asked.text)
        }
        Body::TipChecked(checked) => {
            check_name("note", &checked.note)?;
            let fits = checked.hazard.is_none() || checked.finding == TipFinding::Confirmed;
            ensure(fits, "hazard", "of what was found true alone")
        }
        Body::TipAnswered(answered) => check_name("text", &answered.text),
        Body::TipRewardDecided(decided) => {
            check_name("document", &decided.document)?;
            let has_amount = decided.amount_yuan.is_some_and(|yuan| yuan > 0);
            ensure(decided.granted == has_amount, "amount_yuan", "above 0 where it is granted, else none")
        }
        _ => Ok(()),
    }
}
