//! Registering premises on the spot (扫街, 新增场所): R01, R02.

use super::NewEvent;
use crate::event::{PremisesPersons, PremisesRegistered, Room, SiteRegistered};
use crate::id::{AreaId, PremisesId, RoomId, SiteId};
use crate::photo::PhotoRef;
use crate::position::Position;
use crate::register::{RegisterSettings, SUPERVISING_BODY};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Floors a house may have.
pub const FLOORS_MAX: u16 = 40;
/// Rooms a floor may have.
pub const ROOMS_PER_FLOOR_MAX: u16 = 60;

/// What a worker has filled in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    /// Catalogue kind.
    pub kind: String,
    /// 招牌名.
    pub name: String,
    /// With 门牌.
    pub address: String,
    /// 层数, where the kind has rooms.
    pub floors: u16,
    /// 每层间数.
    pub rooms_per_floor: u16,
    /// The building it joins; a new one is registered where there is none.
    pub site: Option<SiteId>,
    /// Door photo.
    pub door_photo: Option<PhotoRef>,
    /// Where the worker stood.
    pub position: Option<Position>,
    /// 负责人/出租人.
    pub owner_name: String,
    /// Their telephone.
    pub owner_phone: String,
    /// Register columns.
    pub details: BTreeMap<String, String>,
}

/// What is still to be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanting {
    /// 类别.
    Kind,
    /// 名称.
    Name,
    /// 地址.
    Address,
}

/// Names the body that supervises a kind by the place's settings, unless one is named: the worker is never asked (R05).
pub fn name_default_body(kind: &str, settings: &RegisterSettings, details: &mut BTreeMap<String, String>) {
    if let Some(body) = settings.supervising_body.get(kind) {
        details.entry(SUPERVISING_BODY.to_owned()).or_insert_with(|| body.clone());
    }
}

/// Rooms by 层数 x 每层间数: 101, 102, … 201, …; saturates at the limits.
pub fn lay_out_rooms(floors: u16, per_floor: u16, fresh: &mut dyn FnMut() -> Uuid) -> Vec<Room> {
    let (floors, per_floor) = (floors.min(FLOORS_MAX), per_floor.min(ROOMS_PER_FLOOR_MAX));
    (1..=floors)
        .flat_map(|floor| (1..=per_floor).map(move |number| (floor, number)))
        .map(|(floor, number)| Room { id: RoomId(fresh()), floor: floor as i16, label: format!("{floor}{number:02}") })
        .collect()
}

impl Registration {
    /// What has to be given first.
    pub fn wanting(&self) -> Vec<Wanting> {
        let required = [(Wanting::Kind, &self.kind), (Wanting::Name, &self.name), (Wanting::Address, &self.address)];
        required.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(what, _)| what).collect()
    }
}

/// The events: a building where it joins none, then the premises.
///
/// # Errors
/// What is [wanting](Registration::wanting).
pub fn register(
    registration: &Registration,
    area: AreaId,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<(PremisesId, Vec<NewEvent>), Vec<Wanting>> {
    let wanting = registration.wanting();
    if !wanting.is_empty() {
        return Err(wanting);
    }
    let mut events = Vec::new();
    let site = registration.site.unwrap_or_else(|| {
        let site = SiteId(fresh());
        events.push(new_site(registration, site, area));
        site
    });
    let premises = PremisesId(fresh());
    events.push(new_premises(registration, premises, site, area, fresh));
    Ok((premises, events))
}

fn new_site(registration: &Registration, site: SiteId, area: AreaId) -> NewEvent {
    let address = registration.address.trim().to_owned();
    let body = SiteRegistered { name: address.clone(), building_code: None, address, position: registration.position };
    NewEvent::first(site, area, body)
}

fn new_premises(
    registration: &Registration,
    premises: PremisesId,
    site: SiteId,
    area: AreaId,
    fresh: &mut dyn FnMut() -> Uuid,
) -> NewEvent {
    let persons = PremisesPersons {
        owner_name: registration.owner_name.trim().to_owned(),
        owner_phone: registration.owner_phone.trim().to_owned(),
        ..PremisesPersons::default()
    };
    let body = PremisesRegistered {
        site: Some(site),
        name: registration.name.trim().to_owned(),
        kind: registration.kind.clone(),
        address: registration.address.trim().to_owned(),
        position: registration.position,
        door_photo: registration.door_photo.clone(),
        rooms: lay_out_rooms(registration.floors, registration.rooms_per_floor, fresh),
        details: registration.details.clone(),
    };
    // Cannot fail: three strings.
    let personal = (persons != PremisesPersons::default()).then(|| serde_json::to_value(&persons).unwrap_or_default());
    NewEvent::first(premises, area, body).with_personal(personal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Body;

    fn counter() -> impl FnMut() -> Uuid {
        let mut next = 0;
        move || {
            next += 1;
            Uuid::from_u128(next)
        }
    }

    #[test]
    fn forty_rooms_on_four_floors() {
        let rooms = lay_out_rooms(4, 10, &mut counter());
        assert_eq!(rooms.len(), 40);
        assert_eq!((rooms[0].label.as_str(), rooms[39].label.as_str(), rooms[39].floor), ("101", "410", 4));
        assert!(lay_out_rooms(u16::MAX, u16::MAX, &mut counter()).len() <= 2_400);
    }

    #[test]
    fn says_what_is_wanting_and_keeps_names_in_personal() {
        let area = AreaId(Uuid::from_u128(99));
        assert_eq!(
            register(&Registration::default(), area, &mut counter()).unwrap_err(),
            vec![Wanting::Kind, Wanting::Name, Wanting::Address]
        );
        let registration = Registration {
            kind: "rental".into(),
            name: " 顺达出租屋 ".into(),
            address: "幸福路27号".into(),
            owner_name: "王某".into(),
            ..Registration::default()
        };
        let (premises, events) = register(&registration, area, &mut counter()).unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!(events[1].subject, premises.into());
        let Body::PremisesRegistered(body) = &events[1].body else { panic!("a premises") };
        assert_eq!(body.name, "顺达出租屋");
        assert!(!events[1].body.to_value().to_string().contains("王某"));
        assert_eq!(events[1].personal.as_ref().unwrap()["owner_name"], "王某");
    }
}
