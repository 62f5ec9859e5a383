//! What every store keeps to: one suite, run on memory and on SQLite.

mod accounts;
mod events;
mod failing;
mod figures;
mod papers;
mod reading;

use super::memory::MemoryStore;
use super::sqlite::SqliteStore;
use super::*;
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::canonical::envelope_digest;
use gridwalk_domain::event::{Body, Envelope, Personal, SiteRegistered};
use gridwalk_domain::ledger::{fold, touched};
use std::future::Future;
use std::sync::Arc;
use tempfile::TempDir;

/// Runs a test on each store, with the tree county 1 > sub-districts 2, 3 > communities 4, 5 | 6 > cells 41, 42, 51 | 61.
async fn on_each<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Store>) -> F) {
    let memory: Arc<dyn Store> = Arc::new(MemoryStore::new(Uuid::from_u128(77)));
    prepare(&memory).await;
    test(memory).await;
    let (sqlite, _folder) = new_sqlite().await;
    prepare(&sqlite).await;
    test(sqlite).await;
}

async fn new_sqlite() -> (Arc<dyn Store>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("test.db"), Uuid::from_u128(77)).await.unwrap();
    (Arc::new(store), folder)
}

async fn prepare(store: &Arc<dyn Store>) {
    use AreaLevel::*;
    let areas = [
        area(1, None, County),
        area(2, Some(1), Subdistrict),
        area(3, Some(1), Subdistrict),
        area(4, Some(2), Community),
        area(5, Some(2), Community),
        area(6, Some(3), Community),
        area(41, Some(4), GridCell),
        area(42, Some(4), GridCell),
        area(51, Some(5), GridCell),
        area(61, Some(6), GridCell),
    ];
    store.put_areas(&areas, &[]).await.unwrap();
    for (n, at) in [(100, 41), (101, 42), (102, 4), (103, 2), (104, 61)] {
        let held = Assignment { area: area_id(at), from: ms(0), to: None };
        store.add_account(&account(n, &format!("user{n}")), &[held]).await.unwrap();
    }
}

fn area_id(n: u128) -> AreaId {
    AreaId(Uuid::from_u128(n))
}

fn account_id(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn ms(n: i64) -> Timestamp {
    Timestamp::from_millis(n)
}

fn area(id: u128, parent: Option<u128>, level: AreaLevel) -> Area {
    let (name, code) = (format!("区域{id}"), Some(format!("3704{id}")));
    Area { id: area_id(id), parent: parent.map(area_id), level, name, code, border: Default::default(), moved_at: None }
}

fn account(id: u128, username: &str) -> Account {
    Account {
        id: account_id(id),
        username: username.to_owned(),
        name: format!("人{id}"),
        role: Role::Worker,
        password_hash: "hash".to_owned(),
        created_at: ms(5),
    }
}

/// A site registered in a cell; its id is the event's.
fn site(id: u128, cell: u128) -> Envelope {
    let body: Body =
        SiteRegistered { name: format!("楼{id} 𠮷"), building_code: None, address: "路".into(), position: None }.into();
    Envelope {
        id: Uuid::from_u128(id).into(),
        subject: Uuid::from_u128(id).into(),
        kind: body.kind().to_owned(),
        version: 1,
        base: None,
        at: ms(7),
        clock_offset_ms: Some(-3),
        actor: account_id(100),
        device: Uuid::from_u128(9).into(),
        area: area_id(cell),
        body: body.to_value(),
        personal: Some(Personal { salt: "5a17".into(), fields: serde_json::json!({"owner_name": "某某"}) }),
        sig: None,
    }
}

/// Adds an event with the rows that follow from it.
async fn add(append: &mut dyn Append, envelope: &Envelope, received_at: Timestamp) -> u64 {
    let body = Body::decode(envelope).unwrap();
    let mut rows = append.rows(&touched(envelope, &body)).await.unwrap();
    fold(envelope, &body, &mut rows);
    let photos = body.photos().iter().map(|photo| photo.sha256).collect();
    let digest = envelope_digest(envelope);
    let (rows, photo_author) = (rows.values().collect(), envelope.actor);
    let addition = Addition { envelope, digest, received_at, rows, photos, photo_author };
    append.add(&addition).await.unwrap()
}

/// Appends sites to the streams of sub-districts 2 and 3.
async fn append(store: &Arc<dyn Store>, stream: u128, sites: &[(u128, u128)]) -> Vec<u64> {
    let mut append = store.begin_append(area_id(stream)).await.unwrap();
    let mut seqs = Vec::new();
    for (id, cell) in sites {
        seqs.push(add(append.as_mut(), &site(*id, *cell), ms(1_000 + *id as i64)).await);
    }
    append.commit().await.unwrap();
    seqs
}
