//! What the page's script calls: the suite, and what only a browser does to a database.

use gridwalk_domain::id::{AccountId, DeviceId};
use gridwalk_replica::store::indexeddb::IndexedDb;
use gridwalk_replica::store::{Batch, Durability, Store, Table, contract};
use gridwalk_replica::web::{BrowserClock, Device, with_drain_lock};
use gridwalk_replica::{Identity, Replica, new_id};
use wasm_bindgen::prelude::*;

/// A panic is told to the page: a program that has stopped answers no promise.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        let message = JsValue::from_str(&panic.to_string());
        let _ = js_sys::Reflect::set(&js_sys::global(), &"contractFailure".into(), &message);
    }));
}

async fn open(name: &str) -> IndexedDb {
    IndexedDb::open_named(name.to_owned()).await.expect("opens")
}

/// The contract suite on a database of that name.
#[wasm_bindgen]
pub async fn keeps_the_contract(name: String) {
    contract::check(async || open(&name).await).await;
}

/// A store that was closed, as a browser closes one in the background, opens again by itself.
#[wasm_bindgen]
pub async fn comes_back_after_a_close(name: String) {
    let store = open(&name).await;
    let mut batch = Batch::new();
    batch.put(Table::Meta, b"a".to_vec(), b"1".to_vec());
    store.write(batch.clone(), Durability::Strict).await.expect("writes");
    store.close();
    assert_eq!(store.get(Table::Meta, b"a").await, Ok(Some(b"1".to_vec())));
    store.close();
    assert_eq!(store.write(batch, Durability::Relaxed).await, Ok(()));
}

/// Holds a store open until another tab upgrades it, then says what a read gives.
#[wasm_bindgen]
pub async fn read(name: String) -> String {
    match IndexedDb::open_named(name).await {
        Ok(store) => format!("{:?}", store.get(Table::Meta, b"a").await),
        Err(error) => format!("{error:?}"),
    }
}

/// What comes of opening an account's replica, and reading through it.
#[wasm_bindgen]
pub async fn opens(account: String) -> String {
    let account = AccountId(account.parse().expect("an id"));
    let identity = Identity { account, device: DeviceId(uuid::Uuid::nil()) };
    match gridwalk_replica::web::open(identity).await {
        Ok(replica) => replica.status().await.map_or_else(|error| format!("{error:?}"), |_| "ok".to_owned()),
        Err(error) => format!("{error:?}"),
    }
}

/// The device is remembered, and a drain's lock admits one.
#[wasm_bindgen]
pub async fn remembers_the_device_and_admits_one_drainer() {
    let device = Device::load_or_create().await.expect("a device");
    assert_eq!(Device::load_or_create().await, Ok(device.clone()));
    let account = AccountId(new_id(&BrowserClock));
    let signed_in = Device { account: Some(account), signed_out: false, ..device.clone() };
    signed_in.save().await.expect("saves");
    let identity = Identity { account, device: device.device };
    assert_eq!(Device::load().await.expect("loads").and_then(|device| device.identity()), Some(identity));
    let inner = with_drain_lock(account, async move { with_drain_lock(account, async {}).await }).await;
    assert_eq!(inner, Some(None), "the second is turned away");
    assert_eq!(with_drain_lock(account, async { 7 }).await, Some(7), "and the lock is given back");
    let replica = gridwalk_replica::web::open(identity).await.expect("opens");
    assert_eq!(replica.status().await.expect("reads").unsent_records, 0);
    assert_eq!(replica.first_page().await.expect("reads").total, 0);
    let other = Identity { account: AccountId(uuid::Uuid::nil()), device: DeviceId(uuid::Uuid::nil()) };
    assert!(Replica::open(replica.store().clone(), other).await.is_err(), "another account's");
}
