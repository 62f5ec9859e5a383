//! What the file of premises keeps of an owner's own look.

use super::row::PremisesRow;
use crate::event::*;
use crate::id::{AccountId, EventId, HazardId};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// Checks that the row keeps, the latest; the events keep them all.
pub const SELF_CHECKS_KEPT: usize = 8;
/// Column of the register that says when the last one was (R41).
pub(crate) const LAST_SELF_CHECK: &str = "last_self_check";

/// The link that was handed out last, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelfCheckLink {
    /// Of the link's text.
    pub sha256: String,
    /// Last day on which it opens.
    pub until: Date,
    /// By whom.
    pub by: AccountId,
    /// By the writer's corrected clock.
    pub at: Timestamp,
    /// 作废.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// The check that it was answered with: a link is answered once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<EventId>,
}

/// An owner's own look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelfCheckRecord {
    /// Its event.
    pub event: EventId,
    /// By the server's clock.
    pub at: Timestamp,
    /// Items that the owner found in order.
    pub fine: u32,
    /// Items that are not there.
    pub absent: u32,
    /// What the owner found wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrong: Vec<SelfAnswer>,
    /// Photos of what is in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<crate::photo::PhotoRef>,
    /// Hazards that it made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<HazardId>,
    /// In the owner's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl SelfCheckLink {
    /// Whether it still takes an answer on a day.
    pub fn is_open_on(&self, today: Date) -> bool {
        !self.revoked && self.answered.is_none() && today <= self.until
    }
}

/// An event of a self-check folded into its premises. The register's column moves with it, and it is no visit.
pub(super) fn change(envelope: &Envelope, body: &Body, row: &mut PremisesRow) {
    let at = envelope.corrected_at();
    match body {
        Body::SelfCheckInvited(invited) => {
            let (sha256, until) = (invited.link_sha256.clone(), invited.link_until);
            let (revoked, answered) = (false, None);
            row.file.self_check = Some(SelfCheckLink { sha256, until, by: envelope.actor, at, revoked, answered });
        }
        Body::SelfCheckRevoked(_) => {
            if let Some(link) = &mut row.file.self_check {
                link.revoked = true;
            }
        }
        Body::SelfChecked(checked) => {
            if let Some(link) = &mut row.file.self_check {
                link.answered.get_or_insert(envelope.id);
            }
            row.file.self_checks.push(record(envelope, checked));
            let beyond = row.file.self_checks.len().saturating_sub(SELF_CHECKS_KEPT);
            row.file.self_checks.drain(..beyond);
            let day = at.date_in_shanghai().to_string();
            if row.details.get(LAST_SELF_CHECK).is_none_or(|before| *before < day) {
                let old = row.details.insert(LAST_SELF_CHECK.to_owned(), day.clone()).unwrap_or_default();
                row.file.log(envelope, LAST_SELF_CHECK, old, day);
            }
        }
        _ => {}
    }
}

fn record(envelope: &Envelope, checked: &SelfChecked) -> SelfCheckRecord {
    let count = |judged| {
        let alike = checked.answers.iter().filter(|answer| answer.judged == judged).count();
        u32::try_from(alike).unwrap_or(u32::MAX)
    };
    let (wrong, others): (Vec<_>, Vec<_>) =
        checked.answers.iter().cloned().partition(|answer| answer.judged == SelfJudgement::Wrong);
    SelfCheckRecord {
        event: envelope.id,
        at: envelope.corrected_at(),
        fine: count(SelfJudgement::Fine),
        absent: count(SelfJudgement::Absent),
        wrong,
        photos: others.into_iter().flat_map(|answer| answer.photos).collect(),
        hazards: checked.hazards.clone(),
        note: checked.note.clone(),
    }
}
