//! The events that an import makes. The importer is their actor; ids are UUIDv8 of the source's hash, of how often the
//! same source was taken back before, and of what the event is about, so the same file makes the same events.

use super::plan::{Entry, NewPremises};
use super::words::normal;
use crate::core::world::Entropy;
use gridwalk_domain::event::{
    Body, Envelope, FileChanged, ImportUndone, PersonRole, Personal, PremisesLocated, PremisesPersons,
    PremisesRegistered, Room, SiteRegistered,
};
use gridwalk_domain::id::{AccountId, AreaId, DeviceId, EventId, PremisesId, RoomId, SiteId, SubjectId};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::position::{Coordinate, Position};
use gridwalk_domain::record::file_change;
use gridwalk_domain::record::{FLOORS_MAX, ROOMS_PER_FLOOR_MAX, lay_out_rooms};
use gridwalk_domain::register::SUPERVISING_BODY;
use gridwalk_domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// A position read off a ledger: nobody stood there, so the circle is a building's.
const LEDGER_ACCURACY_M: f64 = 50.0;

/// Which file, and who brings it in.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// SHA-256 of the file.
    pub hash: [u8; 32],
    /// Imports of the same file that were taken back before.
    pub attempt: u32,
    /// The importer.
    pub actor: AccountId,
    /// Where they sit.
    pub device: DeviceId,
    /// The server's clock.
    pub at: Timestamp,
}

impl Source {
    /// The same for the same file, attempt and purpose.
    pub fn id(&self, purpose: &str) -> Uuid {
        let mut hasher = Sha256::new();
        hasher.update(self.hash);
        hasher.update(self.attempt.to_be_bytes());
        hasher.update(purpose.as_bytes());
        let digest = hasher.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Uuid::new_v8(bytes)
    }

    /// An event of this import.
    pub fn envelope(&self, purpose: &str, subject: SubjectId, area: AreaId, body: impl Into<Body>) -> Envelope {
        let body = body.into();
        Envelope {
            id: EventId(self.id(purpose)),
            subject,
            kind: body.kind().to_owned(),
            version: 1,
            base: None,
            at: self.at,
            clock_offset_ms: Some(0),
            actor: self.actor,
            device: self.device,
            area,
            body: body.to_value(),
            personal: None,
            sig: None,
        }
    }
}

/// Buildings met so far, by cell and by what the ledger calls them.
#[derive(Debug, Default)]
pub struct Sites {
    by_name: HashMap<(AreaId, String), SiteId>,
}

impl Sites {
    /// One that is there already.
    pub fn put(&mut self, area: AreaId, code: Option<&str>, name: &str, site: SiteId) {
        for name in [code.unwrap_or_default(), name].into_iter().map(normal).filter(|name| !name.is_empty()) {
            self.by_name.entry((area, name)).or_insert(site);
        }
    }

    fn find(&self, area: AreaId, entry: &Entry) -> Option<SiteId> {
        let names = [&entry.building_code, &entry.building].map(|name| normal(name));
        names.into_iter().filter(|name| !name.is_empty()).find_map(|name| self.by_name.get(&(area, name)).copied())
    }
}

/// The events that add a premises: its building where the ledger names one that is not there, then itself.
pub fn additions(
    source: &Source,
    new: &NewPremises,
    area: AreaId,
    sites: &mut Sites,
    entropy: &dyn Entropy,
) -> (PremisesId, Vec<Envelope>) {
    let entry = &new.entry;
    let mut events = Vec::new();
    let is_in_a_building = !normal(&entry.building_code).is_empty() || !normal(&entry.building).is_empty();
    let site = sites.find(area, entry).or_else(|| {
        is_in_a_building.then(|| {
            let site = SiteId(source.id(&format!("site {}", new.row)));
            sites.put(area, Some(&entry.building_code), &entry.building, site);
            events.push(new_site(source, new, site, area));
            site
        })
    });
    let premises = PremisesId(source.id(&format!("premises {}", new.row)));
    let body = PremisesRegistered {
        site,
        name: entry.name.clone(),
        kind: entry.kind.clone(),
        address: entry.address.clone(),
        position: entry.position.map(|at| position(source, at)),
        door_photo: None,
        rooms: rooms(source, new),
        details: entry.details.clone(),
    };
    let mut event = source.envelope(&format!("registered {}", new.row), premises.into(), area, body);
    event.personal = persons(entry).map(|persons| personal(&persons, entropy));
    events.push(event);
    (premises, events)
}

fn new_site(source: &Source, new: &NewPremises, site: SiteId, area: AreaId) -> Envelope {
    let entry = &new.entry;
    let name = [&entry.building, &entry.building_code].into_iter().find(|name| !name.is_empty());
    let body = SiteRegistered {
        name: name.unwrap_or(&entry.address).clone(),
        building_code: Some(entry.building_code.clone()).filter(|code| !code.is_empty()),
        address: entry.address.clone(),
        position: entry.position.map(|at| position(source, at)),
    };
    source.envelope(&format!("site registered {}", new.row), site.into(), area, body)
}

fn position(source: &Source, at: Coordinate) -> Position {
    Position { at, accuracy_m: LEDGER_ACCURACY_M, fixed_at: source.at }
}

// 层数 x 每层间数 where a ledger gives both: the rooms of a rental house.
fn rooms(source: &Source, new: &NewPremises) -> Vec<Room> {
    let number = |key: &str| new.entry.details.get(key).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    let (floors, total) = (number("storeys"), number("rooms_total"));
    let fits = floors >= 1.0 && floors <= f64::from(FLOORS_MAX) && total >= floors;
    if new.entry.kind != "rental" || !fits || total > floors * f64::from(ROOMS_PER_FLOOR_MAX) {
        return Vec::new();
    }
    let per_floor = (total / floors).ceil();
    let mut count = 0;
    let mut fresh = || {
        count += 1;
        source.id(&format!("room {} {count}", new.row))
    };
    let mut rooms = lay_out_rooms(floors as u16, per_floor as u16, &mut fresh);
    rooms.truncate(total as usize);
    debug_assert!(rooms.iter().all(|room| room.id != RoomId(Uuid::nil())));
    rooms
}

fn persons(entry: &Entry) -> Option<PremisesPersons> {
    (entry.persons != PremisesPersons::default()).then(|| entry.persons.clone())
}

fn personal(persons: &PremisesPersons, entropy: &dyn Entropy) -> Personal {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    // Cannot fail: texts under string keys.
    let fields = serde_json::to_value(persons).unwrap_or_default();
    Personal { salt: hex::encode(salt), fields }
}

/// Whether the ledger says something of a premises that the register does not say.
pub fn completes(premises: &PremisesRow, entry: &Entry) -> bool {
    entry.position.is_some() && premises.position.is_none() || file_changes(premises, entry).is_some()
}

// Columns that differ, and persons that do; what the ledger leaves blank stays. A body that supervises already is not
// changed by a ledger (R05).
fn file_changes(premises: &PremisesRow, entry: &Entry) -> Option<(FileChanged, PremisesPersons)> {
    let mut new = entry.details.clone();
    if premises.supervising_body().is_some() {
        new.remove(SUPERVISING_BODY);
    }
    let mut changed = file_change(premises, &new).unwrap_or_default();
    let mut persons = premises.persons.clone();
    for role in PersonRole::ALL {
        let (name, phone) = entry.persons.of(role);
        let (own_name, own_phone) = persons.of_mut(role);
        let mut is_new = false;
        for (own, told) in [(own_name, name), (own_phone, phone)] {
            if !told.is_empty() && own != told {
                told.clone_into(own);
                is_new = true;
            }
        }
        changed.persons.extend(is_new.then_some(role));
    }
    (!changed.changes.is_empty() || !changed.persons.is_empty()).then_some((changed, persons))
}

/// The events that complete a premises.
pub fn completions(
    source: &Source,
    row: u32,
    premises: &PremisesRow,
    entry: &Entry,
    entropy: &dyn Entropy,
) -> Vec<Envelope> {
    let (subject, area) = (premises.id.into(), premises.area);
    let mut events = Vec::new();
    if let Some(at) = entry.position.filter(|_| premises.position.is_none()) {
        let body = PremisesLocated { premises: premises.id, position: position(source, at) };
        events.push(source.envelope(&format!("located {row}"), subject, area, body));
    }
    if let Some((changed, persons)) = file_changes(premises, entry) {
        let names_persons = !changed.persons.is_empty();
        let mut event = source.envelope(&format!("changed {row}"), subject, area, changed);
        event.personal = Some(personal(&persons, entropy)).filter(|_| names_persons);
        events.push(event);
    }
    let mut base = premises.head;
    for event in &mut events {
        event.base = Some(std::mem::replace(&mut base, event.id));
    }
    events
}

/// The event that closes what an import added, for the second time it is taken back another than for the first.
pub fn undoing(source: &Source, premises: &PremisesRow, file: &str) -> Envelope {
    let body = ImportUndone { source: file.chars().take(200).collect() };
    let event = source.envelope(&format!("undone {}", premises.id), premises.id.into(), premises.area, body);
    Envelope { base: Some(premises.head), ..event }
}
