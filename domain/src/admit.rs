//! May this actor write this, here, as it was made? Asked by the server for each event (design 2, step 8).

mod days;
mod hazard;
mod tip;

use crate::area::{AreaLevel, AreaTree};
use crate::event::{Body, Envelope, FileChanged, ReportedBy, StandingStep, SubjectKind};
use crate::id::{AccountId, AreaId};
use crate::ledger::{PremisesRow, Row, RowKey, RowSet};
use crate::record::{Invalid, validate};
use crate::register::SUPERVISING_BODY;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What an account is for. A committee account may also walk (small villages), but never reviews itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 网格员.
    Worker,
    /// 社区居委会.
    Committee,
    /// 镇街.
    Subdistrict,
    /// 管理员: accounts and settings, no records.
    Admin,
}

/// That an account answers for an area, from when to when by the server's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// Where; what lies below it is included.
    pub area: AreaId,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` is now.
    pub to: Option<Timestamp>,
}

/// That a committee account reviews one kind of premises in an area, and nothing else (专业安委会).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trade {
    /// Where; what lies below it is included.
    pub area: AreaId,
    /// Catalogue kind.
    pub kind: String,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` is now.
    pub to: Option<Timestamp>,
}

/// Who offers the event.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Of the session.
    pub account: AccountId,
    /// Of the account.
    pub role: Role,
    /// Present and past.
    pub assignments: Vec<Assignment>,
    /// Of a reviewer of one trade, present and past.
    pub trades: Vec<Trade>,
}

impl Actor {
    /// Whoever writes without one: by its role it may write nothing; [`admit_authored`] asks for no role.
    pub fn without_account(id: AccountId) -> Self {
        Self { account: id, role: Role::Admin, assignments: Vec::new(), trades: Vec::new() }
    }

    /// The areas it answers for now.
    pub fn areas(&self) -> Vec<AreaId> {
        self.assignments.iter().filter(|assignment| assignment.to.is_none()).map(|assignment| assignment.area).collect()
    }

    /// Those, and the areas of its trades: what it is shown of the tree.
    pub fn all_areas(&self) -> Vec<AreaId> {
        let trades = self.trades.iter().filter(|trade| trade.to.is_none()).map(|trade| trade.area);
        let mut areas: Vec<AreaId> = self.areas().into_iter().chain(trades).collect();
        areas.dedup();
        areas
    }

    // Whether a trade of its own covers premises of that kind there.
    fn covers(&self, tree: &AreaTree, area: AreaId, kind: &str) -> bool {
        let of_kind = self.trades.iter().filter(|trade| trade.to.is_none() && trade.kind == kind);
        of_kind.into_iter().any(|trade| tree.is_within(area, &[trade.area]))
    }

    fn areas_at(&self, at: Timestamp) -> Vec<AreaId> {
        let held = |a: &&Assignment| a.from <= at && a.to.is_none_or(|to| at < to);
        self.assignments.iter().filter(held).map(|assignment| assignment.area).collect()
    }
}

/// The verdict on one event.
#[derive(Clone, Debug, PartialEq)]
pub enum Admission {
    /// Into the shared order.
    Accept,
    /// Kept apart for a person: it was allowed when made, as far as an unchecked clock can say, but is not now.
    Quarantine(Refusal),
    /// Not taken; it stays on the phone with the reason.
    Refuse(Refusal),
}

/// Why not.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The envelope names another actor than the session.
    #[error("actor is not the session's account")]
    NotYours,
    /// The area is unknown, or not a grid cell.
    #[error("area is no grid cell known here")]
    UnknownArea,
    /// The area is not in the actor's scope.
    #[error("area is outside the actor's scope")]
    OutOfScope,
    /// The role may not write this kind.
    #[error("role {role:?} may not write {kind}")]
    Role {
        /// Whose.
        role: Role,
        /// Which.
        kind: &'static str,
    },
    /// The premises, visit or hazard is not known.
    #[error("subject is not known here")]
    UnknownSubject,
    /// The event's area is not its premises' area.
    #[error("area differs from the premises' area")]
    AreaMismatch,
    /// One's own visit cannot be reviewed, one's own find not closed (R13).
    #[error("a second person is needed")]
    SecondPerson,
    /// 疑似重大 is closed by the sub-district only.
    #[error("only the sub-district closes a suspected major hazard")]
    SubdistrictOnly,
    /// One of the two premises was merged before, or both are one.
    #[error("the premises are merged already")]
    AlreadyMerged,
    /// 销号 without an after-photo of this round (R13).
    #[error("an after-photo is wanted before the close-out")]
    AfterPhotoWanted,
    /// Only the worker who made it corrects a visit.
    #[error("only its own worker corrects a visit")]
    OwnWorkerOnly,
    /// Another body supervises them already, and the writer had not seen it (R05).
    #[error("another body is named already")]
    SecondBody,
    /// The day that it sets for something had passed when it was written.
    #[error("the day it sets had passed")]
    DayPassed,
    /// The day on which it is said to have happened has not come.
    #[error("the day on which it happened has not come")]
    DayAhead,
    /// Another officer has done it already, or it is not yet its turn (R36).
    #[error("the tip does not stand where this follows")]
    TipStep,
    /// Some value is out of its limits.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl Refusal {
    /// Stable word for `reason` on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotYours => "not-yours",
            Self::UnknownArea => "unknown-area",
            Self::OutOfScope => "out-of-scope",
            Self::Role { .. } => "role",
            Self::UnknownSubject => "unknown-subject",
            Self::AreaMismatch => "area-mismatch",
            Self::SecondPerson => "second-person",
            Self::SubdistrictOnly => "subdistrict-only",
            Self::AlreadyMerged => "already-merged",
            Self::AfterPhotoWanted => "after-photo-wanted",
            Self::OwnWorkerOnly => "own-worker-only",
            Self::SecondBody => "second-body",
            Self::DayPassed => "day-passed",
            Self::DayAhead => "day-ahead",
            Self::TipStep => "tip-step",
            Self::Invalid(_) => "invalid",
        }
    }
}

/// Judges one event. `rows` holds those of [`crate::ledger::touched`] that exist, in the state just before it.
pub fn admit(actor: &Actor, envelope: &Envelope, body: &Body, tree: &AreaTree, rows: &RowSet) -> Admission {
    match refusal(actor, envelope, body, tree, rows) {
        Some(refusal) => Admission::Refuse(refusal),
        None if tree.is_within(envelope.area, &actor.areas()) => Admission::Accept,
        None if is_of_own_trade(actor, envelope, body, tree, rows) => Admission::Accept,
        None => out_of_present_scope(actor, envelope, tree),
    }
}

// By the kind of the premises as the ledger has it: what is about no known premises is nobody's trade.
fn is_of_own_trade(actor: &Actor, envelope: &Envelope, body: &Body, tree: &AreaTree, rows: &RowSet) -> bool {
    let premises = body.premises(envelope).map(|id| RowKey { kind: SubjectKind::Premises, id: id.into() });
    match premises.and_then(|key| rows.get(&key)) {
        Some(Row::Premises(row)) => actor.covers(tree, envelope.area, &row.kind),
        _ => false,
    }
}

// A cell may have moved since the event was made: one dated before the move by a checked clock is accepted
// (field-practice 6), by an unchecked clock it is kept apart.
fn out_of_present_scope(actor: &Actor, envelope: &Envelope, tree: &AreaTree) -> Admission {
    let made_at = envelope.corrected_at();
    if !tree.is_within(envelope.area, &actor.areas_at(made_at)) {
        Admission::Refuse(Refusal::OutOfScope)
    } else if envelope.clock_offset_ms.is_some() {
        Admission::Accept
    } else {
        Admission::Quarantine(Refusal::OutOfScope)
    }
}

fn refusal(actor: &Actor, envelope: &Envelope, body: &Body, tree: &AreaTree, rows: &RowSet) -> Option<Refusal> {
    if envelope.actor != actor.account {
        return Some(Refusal::NotYours);
    }
    if tree.get(envelope.area).is_none_or(|area| area.level != level_of(body)) {
        return Some(Refusal::UnknownArea);
    }
    if !may_write(actor.role, body) {
        return Some(Refusal::Role { role: actor.role, kind: body.kind() });
    }
    if let Err(invalid) = validate(body) {
        return Some(invalid.into());
    }
    if let Some(refusal) = days::out_of_its_days(envelope, body) {
        return Some(refusal);
    }
    about_known_subject(envelope, body, rows).or_else(|| second_person(actor, envelope, body, rows))
}

// A tip is the sub-district's own; all else belongs to a grid cell.
fn level_of(body: &Body) -> AreaLevel {
    match body {
        Body::TipReceived(_) | Body::TipDeclined(_) | Body::TipAnswered(_) | Body::TipRewardDecided(_) => {
            AreaLevel::Subdistrict
        }
        _ => AreaLevel::GridCell,
    }
}

fn may_write(role: Role, body: &Body) -> bool {
    use Body::*;
    match body {
        // The sub-district too: it imports ledgers.
        SiteRegistered(_) | PremisesRegistered(_) | PremisesLocated(_) => {
            matches!(role, Role::Worker | Role::Committee | Role::Subdistrict)
        }
        InspectionRecorded(_)
        | InspectionCorrected(_)
        | HazardRestated(_)
        | RectificationReported(_)
        | HazardSeenOpen(_)
        | HazardNotified(_)
        | WorkChecked(_)
        | OutreachRecorded(_)
        | TaskSettled(_)
        | NoticeIssued(_)
        | NoticeDelivered(_)
        | NoticeSigned(_)
        | NoticeRefusedToSign(_)
        | TipChecked(_)
        | SelfCheckInvited(_) => {
            matches!(role, Role::Worker | Role::Committee)
        }
        NoticeWithdrawn(_) | SelfCheckRevoked(_) => matches!(role, Role::Worker | Role::Committee | Role::Subdistrict),
        HazardFound(found) if found.inspection.is_some() => matches!(role, Role::Worker | Role::Committee),
        HazardFound(_)
        | HazardWithdrawn(_)
        | ExtensionRequested(_)
        | HazardReopened(_)
        | LookedBack(_)
        | TypicalSceneMarked(_)
        | WorkReported(_) => role != Role::Admin,
        ReviewPassed(_)
        | ReviewReturned(_)
        | Reinspected(_)
        | ClosedOut(_)
        | ExtensionAnswered(_)
        | WithdrawalDeclined(_)
        | HazardReminded(_)
        | ContestResolved(_)
        | ReviewAssigned(_)
        | HazardAssigned(_)
        | PremisesMerged(_)
        | PremisesToldApart(_)
        | QuietPeriodSet(_)
        | WorkAnswered(_)
        | CampaignOpened(_)
        | CampaignEnded(_)
        | NoticeFiled(_)
        | OwnerAnswered(_) => {
            matches!(role, Role::Committee | Role::Subdistrict)
        }
        FileVerified(_)
        | HazardMoved(_)
        | PremisesSucceeded(_)
        | DutyNotified(_)
        | LimitedSpacesListed(_)
        | UnlawfulUseReported(_)
        | DoorMarked(_) => matches!(role, Role::Worker | Role::Committee),
        // Who supervises is never a worker's to say (R05).
        FileChanged(changed) => match role {
            Role::Worker => !changed.changes.contains_key(SUPERVISING_BODY),
            Role::Committee | Role::Subdistrict => true,
            Role::Admin => false,
        },
        SiteChanged(_) => role != Role::Admin,
        StandingChanged(changed) => match changed.step {
            StandingStep::ConfirmClosure | StandingStep::DeclineClosure => {
                matches!(role, Role::Committee | Role::Subdistrict)
            }
            _ => matches!(role, Role::Worker | Role::Committee),
        },
        SupervisionEscalated(_) => role == Role::Committee,
        ImportUndone(_) => matches!(role, Role::Committee | Role::Subdistrict),
        UnlawfulUseSettled(_) | TipDeclined(_) | TipCheckAsked(_) | TipAnswered(_) | TipRewardDecided(_) => {
            role == Role::Subdistrict
        }
        NoticeOpened(_) | OwnerWrote(_) | TipReceived(_) | SelfChecked(_) => false,
        HazardReported(_) => role == Role::Committee,
        HazardReferred(_) | ReferralAnswered(_) | HazardEscalated(_) | SupervisionListed(_) | SupervisionLifted(_)
        | MajorJudged(_) | ReadingFoundOdd(_) => role == Role::Subdistrict,
    }
}

/// Who writes what no phone makes: the server is the author, and says for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// Whoever holds the link of a notice.
    Owner,
    /// Anybody, on the page for tips.
    Public,
}

impl Author {
    /// For whom the server alone writes such a body; `None` for what accounts write. An owner's word on a hazard counts
    /// when it says that it is an owner's.
    pub fn of(body: &Body) -> Option<Self> {
        match body {
            Body::NoticeOpened(_) | Body::OwnerWrote(_) | Body::SelfChecked(_) => Some(Self::Owner),
            Body::HazardFound(found) if found.self_reported_at.is_some() && found.inspection.is_none() => {
                Some(Self::Owner)
            }
            Body::RectificationReported(reported) if reported.by == ReportedBy::Owner => Some(Self::Owner),
            Body::ExtensionRequested(wish) if wish.by == ReportedBy::Owner => Some(Self::Owner),
            Body::TipReceived(_) => Some(Self::Public),
            _ => None,
        }
    }
}

/// Judges an event that the server writes for somebody without an account. Whether the link opens is judged before.
pub fn admit_authored(author: Author, envelope: &Envelope, body: &Body, tree: &AreaTree, rows: &RowSet) -> Admission {
    let level = tree.get(envelope.area).map(|area| area.level);
    let refusal = if Author::of(body) != Some(author) {
        Some(Refusal::NotYours)
    } else if level != Some(level_of(body)) {
        Some(Refusal::UnknownArea)
    } else if let Err(invalid) = validate(body) {
        Some(invalid.into())
    } else {
        about_known_subject(envelope, body, rows)
    };
    refusal.map_or(Admission::Accept, Admission::Refuse)
}

fn about_known_subject(envelope: &Envelope, body: &Body, rows: &RowSet) -> Option<Refusal> {
    let subject = RowKey { kind: body.subject_kind(), id: envelope.subject };
    if !body.begins() && !rows.contains_key(&subject) {
        return Some(Refusal::UnknownSubject);
    }
    if matches!(body, Body::SiteRegistered(_) | Body::PremisesRegistered(_)) {
        return None;
    }
    if let Some(refusal) = tip::about_tip(envelope, body, rows) {
        return Some(refusal);
    }
    let other = match body {
        Body::PremisesSucceeded(succeeded) => Some(succeeded.successor),
        Body::HazardMoved(moved) => Some(moved.to),
        _ => None,
    };
    if let Some(other) = other
        && !rows.contains_key(&RowKey { kind: SubjectKind::Premises, id: other.into() })
    {
        return Some(Refusal::UnknownSubject);
    }
    let premises = body.premises(envelope)?;
    match rows.get(&RowKey { kind: SubjectKind::Premises, id: premises.into() }) {
        None => Some(Refusal::UnknownSubject),
        Some(row) if row.area() != envelope.area => Some(Refusal::AreaMismatch),
        Some(_) => about_known_other(envelope, body, rows),
    }
}

// Two premises are brought together or told apart only where both are known; brought together only in one cell, where one
// person walks and their hazards can be followed, and while neither is gone already.
fn about_known_other(envelope: &Envelope, body: &Body, rows: &RowSet) -> Option<Refusal> {
    let (other, is_merger) = match body {
        Body::PremisesMerged(merged) => (merged.absorbed, true),
        Body::PremisesToldApart(apart) => (apart.other, false),
        _ => return None,
    };
    let row_of = |id| match rows.get(&RowKey { kind: SubjectKind::Premises, id }) {
        Some(Row::Premises(row)) => Some(row),
        _ => None,
    };
    let (Some(one), Some(other)) = (row_of(envelope.subject), row_of(other.into())) else {
        return Some(Refusal::UnknownSubject);
    };
    let is_gone = one.ties.merged_into.is_some() || other.ties.merged_into.is_some();
    if is_merger && other.area != envelope.area {
        Some(Refusal::AreaMismatch)
    } else if one.id == other.id || (is_merger && is_gone) {
        Some(Refusal::AlreadyMerged)
    } else {
        None
    }
}

fn second_person(actor: &Actor, envelope: &Envelope, body: &Body, rows: &RowSet) -> Option<Refusal> {
    let row = rows.get(&RowKey { kind: body.subject_kind(), id: envelope.subject });
    match (body, row) {
        (Body::ReviewPassed(_) | Body::ReviewReturned(_), Some(Row::Inspection(row))) if row.actor == actor.account => {
            Some(Refusal::SecondPerson)
        }
        (Body::InspectionCorrected(_), Some(Row::Inspection(row))) if row.actor != actor.account => {
            Some(Refusal::OwnWorkerOnly)
        }
        (Body::StandingChanged(changed), Some(Row::Premises(row)))
            if changed.step == StandingStep::ConfirmClosure
                && row.file.standing_by.as_ref().is_some_and(|note| note.by == actor.account) =>
        {
            Some(Refusal::SecondPerson)
        }
        // Closing by one person is for what an import made and nobody has worked on; anything else asks a second.
        (Body::ImportUndone(_), Some(Row::Premises(row))) if !is_untouched_import(row) => Some(Refusal::SecondPerson),
        (Body::FileChanged(changed), Some(Row::Premises(row))) if names_a_second_body(changed, row) => {
            Some(Refusal::SecondBody)
        }
        (body, Some(Row::Hazard(row))) => hazard::second_person_of_hazard(actor, body, row, rows),
        _ => None,
    }
}

/// Whether an import made the premises and nobody has been there since.
pub fn is_untouched_import(row: &crate::ledger::PremisesRow) -> bool {
    row.id.is_of_import() && row.last_visit.is_none() && row.open_hazards.is_empty()
}

// One body is changed for another only by somebody who saw the first: two who each name theirs never both stand (R05).
fn names_a_second_body(changed: &FileChanged, row: &PremisesRow) -> bool {
    let Some(change) = changed.changes.get(SUPERVISING_BODY) else { return false };
    let (seen, there) = (change.old.trim(), row.supervising_body().unwrap_or_default());
    !change.new.trim().is_empty() && !there.is_empty() && there != seen && there != change.new.trim()
}
