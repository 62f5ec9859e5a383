//! What a page and a service worker share: the browser's clock, the lock of the drain, this device, and waking it all.

pub use crate::store::indexeddb::device::Device;

use crate::clock::Clock;
use crate::error::ReplicaError;
use crate::model::rehearse_first_page;
use crate::replica::{Identity, Replica};
use crate::store::indexeddb::{IndexedDb, ahead};
use crate::sync::{DrainReport, SyncError, drain};
use crate::transport::http::Http;
use futures_util::FutureExt;
use futures_util::future::join;
use gridwalk_domain::id::{AccountId, DeviceId};
use gridwalk_domain::time::Timestamp;
use js_sys::{Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// The browser's clock and chance.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserClock;

impl Clock for BrowserClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(js_sys::Date::now() as i64)
    }

    fn random(&self) -> u64 {
        let half = || u64::from(random_u32());
        half() << 32 | half()
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn fill(array: &js_sys::Uint32Array) -> Result<JsValue, JsValue>;
}

fn random_u32() -> u32 {
    let one = js_sys::Uint32Array::new_with_length(1);
    // Every browser that runs this has it; without it, chance is poorer and nothing else.
    if fill(&one).is_err() {
        return (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    }
    one.get_index(0)
}

impl Device {
    /// This device, remembered from now on.
    ///
    /// # Errors
    /// The store's.
    pub async fn load_or_create() -> Result<Self, ReplicaError> {
        if let Some(device) = Self::load().await? {
            return Ok(device);
        }
        let device = Self { device: DeviceId(crate::stamp::new_id(&BrowserClock)), account: None, signed_out: false };
        device.save().await?;
        Ok(device)
    }

    /// Who may write here now: the last account, unless it signed out.
    pub fn identity(&self) -> Option<Identity> {
        let account = self.account.filter(|_| !self.signed_out)?;
        Some(Identity { account, device: self.device })
    }
}

/// Opens the account's replica in this browser.
///
/// # Errors
/// The store's.
pub async fn open(identity: Identity) -> Result<Replica<IndexedDb>, ReplicaError> {
    // The page's script may have read it before this program was there.
    if let Some(found) = ahead::take(identity.account).await {
        return Replica::begin(IndexedDb::when_used(identity.account), identity, found).await;
    }
    // Boxed: a phone compiles the whole of a function that it calls, and mostly it does not get here.
    open_unread(identity).boxed_local().await
}

async fn open_unread(identity: Identity) -> Result<Replica<IndexedDb>, ReplicaError> {
    let (opened, ()) = join(IndexedDb::open(identity.account), async { rehearse_first_page() }).await;
    Replica::open(opened?, identity).await
}

/// Drains under the account's lock; `None` when another tab or the service worker is draining.
///
/// # Errors
/// See [`SyncError`].
pub async fn drain_locked(replica: Rc<Replica<IndexedDb>>) -> Result<Option<DrainReport>, SyncError> {
    let account = replica.identity().account;
    with_drain_lock(account, async move { drain(&replica, &Http::new(account), &BrowserClock).await }).await.transpose()
}

/// Runs `work` while holding the account's drain lock; `None` when somebody else holds it. Where the browser has no Web
/// Locks, the work is done without: every write of a drain checks that nothing changed under it.
pub async fn with_drain_lock<T: 'static>(account: AccountId, work: impl Future<Output = T> + 'static) -> Option<T> {
    let Some((locks, request)) = locks() else { return Some(work.await) };
    let result: Rc<RefCell<Option<T>>> = Rc::default();
    let keep = result.clone();
    let held = Closure::once(move |lock: JsValue| -> Promise {
        if lock.is_null() {
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        future_to_promise(async move {
            let done = work.await;
            *keep.borrow_mut() = Some(done);
            Ok(JsValue::UNDEFINED)
        })
    });
    let options = Object::new();
    let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    let name = JsValue::from_str(&format!("gridwalk-drain-{account}"));
    let asked = request.call3(&locks, &name, &options, held.as_ref().unchecked_ref()).ok()?;
    // A request that fails has not run the work, or has run it to its end.
    let _ = JsFuture::from(Promise::resolve(&asked)).await;
    result.borrow_mut().take()
}

fn locks() -> Option<(JsValue, Function)> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
