//! 变更 of a file: what a form changed becomes the events that say so (field-practice 6), and their limits.

use super::NewEvent;
use super::validate::{Invalid, check_name, ensure};
use crate::checklist::Catalogue;
use crate::event::*;
use crate::id::{HazardId, PremisesId};
use crate::ledger::PremisesRow;
use crate::register::{CREDIT_CODE, SUPERVISING_BODY, check_credit_code, is_one_body};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most kinds of 有限空间 in one list.
const SPACES_MAX: usize = 50;

pub(super) fn check_details<'a>(details: impl Iterator<Item = (&'a str, &'a str)>) -> Result<(), Invalid> {
    for (key, value) in details {
        match key {
            SUPERVISING_BODY => ensure(is_one_body(value), "supervising_body", "one body, never two")?,
            CREDIT_CODE => {
                ensure(check_credit_code(value).is_ok(), "credit_code", "18 characters that fit, or 15 digits")?
            }
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn check_changes(changed: &FileChanged) -> Result<(), Invalid> {
    ensure(!changed.changes.is_empty() || !changed.persons.is_empty(), "changes", "one at least")?;
    if let Some(name) = changed.changes.get("name") {
        check_name("name", &name.new)?;
    }
    check_details(changed.changes.iter().map(|(key, change)| (key.as_str(), change.new.as_str())))
}

pub(super) fn check_standing(changed: &StandingChanged) -> Result<(), Invalid> {
    match changed.step {
        StandingStep::Suspend | StandingStep::AskClosure | StandingStep::DeclineClosure => {
            check_name("reason", &changed.reason)
        }
        _ => Ok(()),
    }
}

pub(super) fn check_spaces(listed: &LimitedSpacesListed) -> Result<(), Invalid> {
    ensure(listed.spaces.len() <= SPACES_MAX, "spaces", "at most 50")?;
    listed.spaces.iter().try_for_each(|space| check_name("kind", &space.kind))
}

/// What `new` values change of the file: only those that differ, with what stood there. `None` if nothing does.
pub fn file_change(row: &PremisesRow, new: &BTreeMap<String, String>) -> Option<FileChanged> {
    let old = |key: &str| match key {
        "name" => row.name.as_str(),
        "address" => row.address.as_str(),
        _ => row.details.get(key).map(String::as_str).unwrap_or_default(),
    };
    let changes: BTreeMap<_, _> = new
        .iter()
        .map(|(key, value)| (key.clone(), Change { old: old(key).to_owned(), new: value.trim().to_owned() }))
        .filter(|(_, change)| change.old != change.new)
        .collect();
    (!changes.is_empty()).then_some(FileChanged { changes, persons: Vec::new() })
}

/// Whose name or telephone differs.
pub fn persons_changed(old: &PremisesPersons, new: &PremisesPersons) -> Vec<PersonRole> {
    let all = [PersonRole::Manager, PersonRole::Holder, PersonRole::User, PersonRole::Guarantor];
    all.into_iter().filter(|role| old.of(*role) != new.of(*role)).collect()
}

/// What moves in after 换业态.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Successor {
    /// Catalogue kind.
    pub kind: String,
    /// 招牌名.
    pub name: String,
    /// Register columns of its own.
    pub details: BTreeMap<String, String>,
    /// 负责人 and the others.
    pub persons: PremisesPersons,
}

/// The open hazards that belong to the building and so stay with the spot; the others were the old business's and are
/// for the reviewer to close or to withdraw (field-practice 6).
pub fn building_hazards(row: &PremisesRow, catalogue: &Catalogue) -> Vec<HazardId> {
    let of_building = |item: &str| catalogue.item(item).is_some_and(|item| item.site);
    row.open_hazards.iter().filter(|(_, hazard)| of_building(&hazard.item)).map(|(id, _)| *id).collect()
}

/// 换业态: the successor is registered on the same spot, the old file is closed, and the building's hazards go over.
/// `heads` are the last events seen of the hazards.
pub fn succeed(
    row: &PremisesRow,
    successor: &Successor,
    catalogue: &Catalogue,
    heads: &BTreeMap<HazardId, crate::id::EventId>,
    fresh: &mut dyn FnMut() -> Uuid,
) -> (PremisesId, Vec<NewEvent>) {
    let new = PremisesId(fresh());
    let registered = PremisesRegistered {
        site: row.site,
        name: successor.name.trim().to_owned(),
        kind: successor.kind.clone(),
        address: row.address.clone(),
        position: row.position,
        door_photo: None,
        rooms: Vec::new(),
        details: successor.details.clone(),
    };
    // Cannot fail: strings.
    let personal = (successor.persons != PremisesPersons::default())
        .then(|| serde_json::to_value(&successor.persons).unwrap_or_default());
    let mut events = vec![
        NewEvent::first(new, row.area, registered).with_personal(personal),
        NewEvent::about(row, PremisesSucceeded { successor: new }),
    ];
    for hazard in building_hazards(row, catalogue) {
        let moved = HazardMoved { premises: row.id, to: new };
        let base = heads.get(&hazard).copied();
        events.push(NewEvent { base, ..NewEvent::first(hazard, row.area, moved) });
    }
    (new, events)
}
