//! The place: two sub-districts, three communities, four cells, and those who answer for them.

use super::people::CATALOGUE;
use super::random::Random;
use super::server::Server;
use super::world::BEGIN;
use gridwalk_domain::admit::{Assignment, Role};
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::event::{Body, Envelope, PremisesRegistered};
use gridwalk_domain::id::{AccountId, AreaId, DeviceId, EventId, SubjectId};
use gridwalk_domain::position::Border;
use gridwalk_domain::time::Timestamp;
use gridwalk_server::core::Core;
use gridwalk_server::store::memory::MemoryStore;
use gridwalk_server::store::{Account, Store, StoreError};
use std::collections::BTreeMap;
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;

const fn area_id(n: u128) -> AreaId {
    AreaId(Uuid::from_u128(0xa000 + n))
}

const fn account_id(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(0xc000 + n))
}

/// 县区.
pub const COUNTY: AreaId = area_id(0);
/// The communities: two of the first sub-district, one of the second.
pub const COMMUNITIES: [AreaId; 3] = [area_id(11), area_id(12), area_id(21)];
/// The cells: two of the first community, one of each other.
pub const CELLS: [AreaId; 4] = [area_id(111), area_id(112), area_id(121), area_id(211)];

/// Worker of the first cell, on the first phone.
pub const WORKER_A: AccountId = account_id(1);
/// Worker of the first two cells, on the second phone.
pub const WORKER_B: AccountId = account_id(2);
/// Worker of the third cell, who shares the first phone.
pub const WORKER_C: AccountId = account_id(3);
/// Committee of the first community, on the third phone.
pub const COMMITTEE: AccountId = account_id(4);
/// Answers for everything, and signs in nowhere.
pub const OVERSEER: AccountId = account_id(5);

/// All of them.
pub const ACCOUNTS: [AccountId; 5] = [WORKER_A, WORKER_B, WORKER_C, COMMITTEE, OVERSEER];

/// What an account is for.
pub fn role(account: AccountId) -> Role {
    match account {
        COMMITTEE => Role::Committee,
        OVERSEER => Role::Subdistrict,
        _ => Role::Worker,
    }
}

/// The cells that an account has at the beginning, and goes on to register premises in.
pub fn cells_of(account: AccountId) -> Vec<AreaId> {
    match account {
        WORKER_A => vec![CELLS[0]],
        WORKER_B => vec![CELLS[0], CELLS[1]],
        WORKER_C => vec![CELLS[2]],
        _ => Vec::new(),
    }
}

fn areas() -> Vec<Area> {
    let area = |id, parent, level, name: &str| Area {
        id,
        parent,
        level,
        name: name.to_owned(),
        code: None,
        border: Border::default(),
        moved_at: None,
    };
    let (north, south) = (area_id(1), area_id(2));
    vec![
        area(COUNTY, None, AreaLevel::County, "县"),
        area(north, Some(COUNTY), AreaLevel::Subdistrict, "北街道"),
        area(south, Some(COUNTY), AreaLevel::Subdistrict, "南街道"),
        area(COMMUNITIES[0], Some(north), AreaLevel::Community, "甲社区"),
        area(COMMUNITIES[1], Some(north), AreaLevel::Community, "乙社区"),
        area(COMMUNITIES[2], Some(south), AreaLevel::Community, "丙社区"),
        area(CELLS[0], Some(COMMUNITIES[0]), AreaLevel::GridCell, "第1网格"),
        area(CELLS[1], Some(COMMUNITIES[0]), AreaLevel::GridCell, "第2网格"),
        area(CELLS[2], Some(COMMUNITIES[1]), AreaLevel::GridCell, "第3网格"),
        area(CELLS[3], Some(COMMUNITIES[2]), AreaLevel::GridCell, "第4网格"),
    ]
}

fn roots() -> Vec<(AccountId, Vec<AreaId>)> {
    let of_worker = |account| (account, cells_of(account));
    vec![
        of_worker(WORKER_A),
        of_worker(WORKER_B),
        of_worker(WORKER_C),
        (COMMITTEE, vec![COMMUNITIES[0]]),
        (OVERSEER, vec![COUNTY]),
    ]
}

/// Puts areas and accounts into an empty store.
///
/// # Errors
/// The store's.
pub async fn people(store: &MemoryStore) -> Result<(), StoreError> {
    store.put_areas(&areas(), &[]).await?;
    let since = BEGIN.plus_millis(-400 * DAY_MS);
    for (id, roots) in roots() {
        let account = Account {
            id,
            username: id.to_string(),
            name: "员工".to_owned(),
            role: role(id),
            password_hash: String::new(),
            created_at: since,
        };
        let held: Vec<_> = roots.into_iter().map(|area| Assignment { area, from: since, to: None }).collect();
        store.add_account(&account, &held).await?;
    }
    Ok(())
}

/// Settles the place on a server that has not started yet: areas, accounts, and premises that an import brought.
///
/// # Errors
/// The store's.
pub async fn settle(server: &Server, random: &Random) -> Result<Vec<Envelope>, StoreError> {
    people(&server.store()).await?;
    let core = Core::open(server.store()).await?;
    // Now and then a place so large that its snapshot has several pages.
    let is_large = random.permille(20);
    let imported = import(random, if is_large { 520 } else { 2 });
    let received_at = BEGIN.plus_millis(-300 * DAY_MS);
    let events = imported.iter().map(|event| (event.clone(), received_at)).collect();
    core.load(events).await.map_err(|error| StoreError::Unavailable { doing: "load", source: error.into() })?;
    Ok(imported)
}

fn import(random: &Random, in_first_cell: u64) -> Vec<Envelope> {
    let authors = [(CELLS[0], WORKER_A), (CELLS[1], WORKER_B), (CELLS[2], WORKER_C)];
    let mut events = Vec::new();
    for (cell, author) in authors {
        let count = if cell == CELLS[0] { in_first_cell } else { 2 };
        for number in 0..count {
            events.push(registration(random, cell, author, number));
        }
    }
    events
}

fn registration(random: &Random, area: AreaId, actor: AccountId, number: u64) -> Envelope {
    let id = || Uuid::from_u64_pair(random.bits(), random.bits());
    let kinds: Vec<_> = CATALOGUE.kinds.iter().filter(|kind| kind.room_template.is_none()).take(3).collect();
    let body = Body::from(PremisesRegistered {
        site: None,
        name: format!("老字号{number}"),
        kind: random.pick(&kinds).map(|kind| kind.code.clone()).unwrap_or_default(),
        address: format!("建设路{number}号"),
        position: None,
        door_photo: None,
        rooms: Vec::new(),
        details: BTreeMap::new(),
    });
    Envelope {
        id: EventId(id()),
        subject: SubjectId(id()),
        kind: body.kind().to_owned(),
        version: 1,
        base: None,
        at: Timestamp::from_millis(BEGIN.millis() - 300 * DAY_MS),
        clock_offset_ms: Some(0),
        actor,
        device: DeviceId(Uuid::from_u128(0xdf)),
        area,
        body: body.to_value(),
        personal: None,
        sig: None,
    }
}
