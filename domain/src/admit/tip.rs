//! May this be done about a tip where it stands (R36)?

use super::Refusal;
use crate::event::{Body, Envelope, SubjectKind};
use crate::ledger::{Row, RowKey, RowSet};

/// What the sub-district does about a tip fits where it stands; what somebody saw on an errand is never turned away.
pub(super) fn about_tip(envelope: &Envelope, body: &Body, rows: &RowSet) -> Option<Refusal> {
    let row_of = |id| match rows.get(&RowKey { kind: SubjectKind::Task, id }) {
        Some(Row::Task(row)) => Some(row),
        _ => None,
    };
    let tip = match body {
        Body::TipCheckAsked(asked) => asked.tip.into(),
        Body::TipDeclined(_) | Body::TipAnswered(_) | Body::TipRewardDecided(_) => envelope.subject,
        Body::TipChecked(checked) => {
            let errand = row_of(envelope.subject)?;
            let is_its_own = errand.check.as_ref().is_some_and(|asked| asked.tip == checked.tip);
            return (!is_its_own || errand.area != envelope.area).then_some(Refusal::UnknownSubject);
        }
        _ => return None,
    };
    let Some((row, tip)) = row_of(tip).and_then(|row| Some((row, row.tip.as_ref()?))) else {
        return Some(Refusal::UnknownSubject);
    };
    match body {
        Body::TipCheckAsked(_) => (!tip.admits(body)).then_some(Refusal::TipStep),
        _ if row.area != envelope.area => Some(Refusal::AreaMismatch),
        _ => (!tip.admits(body)).then_some(Refusal::TipStep),
    }
}
