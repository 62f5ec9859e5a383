//! The file of premises (一户一档) beside what visits say of them: standing, changes, persons told, sub-ledgers.

use super::row::{PremisesRow, Row, RowKey, SiteRow};
use super::self_check::{self, SelfCheckLink, SelfCheckRecord};
use super::{OpenHazard, RowSet};
use crate::event::*;
use crate::id::{AccountId, EventId, PremisesId};
use crate::register::SUPERVISING_BODY;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Entries of a change log that the row keeps, the latest; the events keep them all.
pub const CHANGES_KEPT: usize = 60;

/// Whether premises are in use (R02): closed ones stay in the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 在册.
    #[default]
    Open,
    /// 暂停.
    Suspended,
    /// 申请注销, waiting for the committee.
    ClosureAsked,
    /// 已注销.
    Closed,
    /// 已换业态: another file is open for what is there now.
    Replaced,
}

impl Standing {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 5] = [Self::Open, Self::Suspended, Self::ClosureAsked, Self::Closed, Self::Replaced];

    /// Whether somebody goes there on patrol.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Closed | Self::Replaced)
    }

    /// Where a step leads; `None` where it does not fit.
    pub fn after(self, step: StandingStep) -> Option<Self> {
        use StandingStep::*;
        Some(match (self, step) {
            (Self::Open, Suspend) => Self::Suspended,
            (Self::Suspended, Resume) => Self::Open,
            (Self::Open | Self::Suspended, AskClosure) => Self::ClosureAsked,
            (Self::ClosureAsked, ConfirmClosure) => Self::Closed,
            (Self::ClosureAsked, DeclineClosure) => Self::Open,
            (Self::Closed, Recheck) => Self::Closed,
            (Self::Closed, Reopen) => Self::Open,
            _ => return None,
        })
    }
}

/// What the file says beside the register's columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PremisesFile {
    /// Whether they are in use.
    #[serde(default)]
    pub standing: Standing,
    /// Who brought it there, when, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing_by: Option<StandingNote>,
    /// When somebody looked after the closing and found it still so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rechecked_at: Option<Timestamp>,
    /// 换业态: what stands here now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<PremisesId>,
    /// 换业态: what stood here before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<PremisesId>,
    /// Last visit that got in, or 核实无误 (R03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Timestamp>,
    /// Who registered it at the door, until a second person has looked at the file or a visit is there to be reviewed
    /// (R01: 网格员建、村居核). What came in with a ledger was looked at before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchecked_by: Option<AccountId>,
    /// 监管主体待明确 since (R05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_unclear_since: Option<Timestamp>,
    /// Persons told of their duty (R07).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub receipts: BTreeMap<PersonRole, Receipt>,
    /// 有限空间 (R40); `None` until somebody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited_spaces: Option<Vec<LimitedSpace>>,
    /// 线索 of unlawful use (R09), the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
    /// The owner's link for a self-check that was handed out last (R10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_check: Option<SelfCheckLink>,
    /// The owner's own looks, the oldest first (R41).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub self_checks: Vec<SelfCheckRecord>,
    /// The latest changes, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChangeEntry>,
}

/// Who changed a standing, when, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StandingNote {
    /// By whom.
    pub by: AccountId,
    /// By the corrected clock.
    pub at: Timestamp,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// 告知确认.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// How, and the paper's photo.
    pub what: DutyNotified,
}

/// A 线索 and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// The report's event.
    pub report: EventId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// What was seen.
    pub what: UnlawfulUseReported,
    /// By the sub-district.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<(Timestamp, UnlawfulUseSettled)>,
}

/// One line of the change log: who, when, what, old, new (R03).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeEntry {
    /// The event.
    pub event: EventId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// Column, `name`, `address`, `standing`, or `person:manager`.
    pub key: String,
    /// Old; of persons the family name alone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub old: String,
    /// New; of persons the family name alone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub new: String,
}

impl PremisesFile {
    /// 线索 that the sub-district has not settled.
    pub fn open_signals(&self) -> impl Iterator<Item = &Signal> {
        self.signals.iter().filter(|signal| signal.settled.is_none())
    }

    pub(super) fn log(&mut self, envelope: &Envelope, key: impl Into<String>, old: String, new: String) {
        let (event, at, by) = (envelope.id, envelope.corrected_at(), envelope.actor);
        self.changes.push(ChangeEntry { event, at, by, key: key.into(), old, new });
        let beyond = self.changes.len().saturating_sub(CHANGES_KEPT);
        self.changes.drain(..beyond);
    }
}

impl PremisesRow {
    /// The supervising body, if one is named.
    pub fn supervising_body(&self) -> Option<&str> {
        self.details.get(SUPERVISING_BODY).map(String::as_str).filter(|body| !body.is_empty())
    }

    /// When the file was last known to be right: verified, or else registered (R03).
    pub fn verified_at(&self) -> Timestamp {
        self.file.verified_at.unwrap_or(self.registered_at)
    }

    fn set(&mut self, key: &str, value: &str) -> String {
        let value = value.trim().to_owned();
        match key {
            "name" => std::mem::replace(&mut self.name, value),
            "address" => std::mem::replace(&mut self.address, value),
            _ if value.is_empty() => self.details.remove(key).unwrap_or_default(),
            _ => self.details.insert(key.to_owned(), value).unwrap_or_default(),
        }
    }
}

/// An event about the file folded into its premises; any other changes nothing here.
pub(super) fn change(envelope: &Envelope, body: &Body, row: &mut PremisesRow) {
    let is_look = matches!(body, Body::FileVerified(_) | Body::FileChanged(_) | Body::StandingChanged(_));
    if is_look && row.file.unchecked_by != Some(envelope.actor) {
        row.file.unchecked_by = None;
    }
    match body {
        Body::FileChanged(changed) => change_columns(envelope, changed, row),
        Body::FileVerified(_) => row.file.verified_at = Some(envelope.corrected_at()),
        Body::StandingChanged(changed) => change_standing(envelope, changed, row),
        Body::ImportUndone(undone) => {
            let before = std::mem::replace(&mut row.file.standing, Standing::Closed);
            note_standing(envelope, &undone.source, before, row);
        }
        Body::PremisesSucceeded(succeeded) => {
            row.file.successor = Some(succeeded.successor);
            let before = std::mem::replace(&mut row.file.standing, Standing::Replaced);
            note_standing(envelope, "", before, row);
        }
        Body::DutyNotified(what) => {
            let receipt = Receipt { at: envelope.corrected_at(), by: envelope.actor, what: what.clone() };
            row.file.receipts.insert(what.role, receipt);
        }
        Body::LimitedSpacesListed(listed) => list_spaces(envelope, listed, row),
        Body::UnlawfulUseReported(what) => row.file.signals.push(Signal {
            report: envelope.id,
            at: envelope.corrected_at(),
            by: envelope.actor,
            what: what.clone(),
            settled: None,
        }),
        Body::UnlawfulUseSettled(settled) => {
            let signal = row.file.signals.iter_mut().find(|signal| signal.report == settled.report);
            if let Some(signal) = signal.filter(|signal| signal.settled.is_none()) {
                signal.settled = Some((envelope.corrected_at(), settled.clone()));
            }
        }
        Body::SupervisionEscalated(_) => {
            row.file.body_unclear_since.get_or_insert(envelope.corrected_at());
        }
        Body::SelfCheckInvited(_) | Body::SelfCheckRevoked(_) | Body::SelfChecked(_) => {
            self_check::change(envelope, body, row);
        }
        _ => {}
    }
}

fn change_columns(envelope: &Envelope, changed: &FileChanged, row: &mut PremisesRow) {
    for (key, change) in &changed.changes {
        let old = row.set(key, &change.new);
        row.file.log(envelope, key, old, change.new.trim().to_owned());
        if key == SUPERVISING_BODY && !change.new.trim().is_empty() {
            row.file.body_unclear_since = None;
        }
    }
    let Some(personal) = envelope.personal.as_ref().filter(|_| !changed.persons.is_empty()) else { return };
    let Ok(persons) = serde_json::from_value::<PremisesPersons>(personal.fields.clone()) else { return };
    let before = std::mem::replace(&mut row.persons, persons);
    for role in &changed.persons {
        // The log names nobody in full: it outlives an erasure.
        let (old, new) = (family_name(before.name_of(*role)), family_name(row.persons.name_of(*role)));
        row.file.log(envelope, format!("person:{}", word(*role)), old, new);
        if before.name_of(*role) != row.persons.name_of(*role) {
            row.file.receipts.remove(role);
        }
    }
}

fn change_standing(envelope: &Envelope, changed: &StandingChanged, row: &mut PremisesRow) {
    let Some(after) = row.file.standing.after(changed.step) else {
        if row.contested.last() != Some(&envelope.id) {
            row.contested.push(envelope.id);
        }
        return;
    };
    let before = std::mem::replace(&mut row.file.standing, after);
    if changed.step == StandingStep::Recheck {
        row.file.rechecked_at = Some(envelope.corrected_at());
        return;
    }
    row.file.rechecked_at = None;
    note_standing(envelope, &changed.reason, before, row);
}

fn note_standing(envelope: &Envelope, reason: &str, before: Standing, row: &mut PremisesRow) {
    let note = StandingNote { by: envelope.actor, at: envelope.corrected_at(), reason: reason.trim().to_owned() };
    row.file.standing_by = Some(note);
    row.file.log(envelope, "standing", standing_word(before).to_owned(), standing_word(row.file.standing).to_owned());
}

fn list_spaces(envelope: &Envelope, listed: &LimitedSpacesListed, row: &mut PremisesRow) {
    let total = |spaces: &[LimitedSpace]| spaces.iter().map(|space| u64::from(space.count)).sum::<u64>().to_string();
    let old = row.file.limited_spaces.replace(listed.spaces.clone()).map(|spaces| total(&spaces));
    row.file.log(envelope, "limited_spaces", old.unwrap_or_default(), total(&listed.spaces));
}

/// What an event about the file changes beyond its own subject: the successor, and a hazard's two premises.
pub(super) fn change_others(envelope: &Envelope, body: &Body, rows: &mut RowSet) {
    let of = |id: PremisesId| RowKey { kind: SubjectKind::Premises, id: id.into() };
    match body {
        Body::PremisesSucceeded(succeeded) => {
            if let Some(Row::Premises(row)) = rows.get_mut(&of(succeeded.successor)) {
                row.file.predecessor = Some(envelope.subject.into());
            }
        }
        Body::HazardMoved(moved) => {
            let Some(Row::Premises(to)) = rows.get(&of(moved.to)) else { return };
            let name = to.name.clone();
            let key = RowKey { kind: SubjectKind::Hazard, id: envelope.subject };
            let Some(Row::Hazard(hazard)) = rows.get_mut(&key) else { return };
            hazard.found.premises = moved.to;
            hazard.premises_name = name;
            let (id, open) = (hazard.id, (!hazard.state.is_closed()).then(|| OpenHazard::of(hazard)));
            if let Some(Row::Premises(from)) = rows.get_mut(&of(moved.premises)) {
                from.open_hazards.remove(&id);
            }
            if let (Some(open), Some(Row::Premises(to))) = (open, rows.get_mut(&of(moved.to))) {
                to.open_hazards.insert(id, open);
            }
        }
        _ => {}
    }
}

/// The site that 此处无场所 begins.
pub(super) fn marked_site(envelope: &Envelope, marked: &DoorMarked) -> SiteRow {
    SiteRow {
        id: envelope.subject.into(),
        area: envelope.area,
        name: marked.address.clone(),
        building_code: None,
        address: marked.address.clone(),
        position: marked.position,
        details: BTreeMap::new(),
        no_premises_at: Some(envelope.corrected_at()),
        head: envelope.id,
        contested: Vec::new(),
    }
}

/// An event about a site that is there.
pub(super) fn change_site(envelope: &Envelope, body: &Body, row: &mut SiteRow) {
    match body {
        Body::DoorMarked(_) => row.no_premises_at = Some(envelope.corrected_at()),
        Body::SiteChanged(changed) => {
            for (key, change) in &changed.changes {
                let value = change.new.trim().to_owned();
                match key.as_str() {
                    "name" => row.name = value,
                    "address" => row.address = value,
                    "building_code" => row.building_code = Some(value).filter(|code| !code.is_empty()),
                    _ if value.is_empty() => {
                        row.details.remove(key);
                    }
                    _ => {
                        row.details.insert(key.clone(), value);
                    }
                }
            }
        }
        _ => {}
    }
}

// 王小明 -> 王*.
fn family_name(name: &str) -> String {
    name.chars().next().map(|first| format!("{first}*")).unwrap_or_default()
}

// As serde writes it.
fn word(role: PersonRole) -> &'static str {
    match role {
        PersonRole::Manager => "manager",
        PersonRole::Holder => "holder",
        PersonRole::User => "user",
        PersonRole::Guarantor => "guarantor",
    }
}

/// As serde writes it, and as lists are filtered.
pub fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Suspended => "suspended",
        Standing::ClosureAsked => "closure_asked",
        Standing::Closed => "closed",
        Standing::Replaced => "replaced",
    }
}
