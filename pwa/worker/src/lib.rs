//! What the service worker runs when the phone is online again and the app is closed: the outbox is sent by the same
//! code as in the app.

// There is no service worker but in a browser.
#![cfg(target_arch = "wasm32")]

use gridwalk_replica::sync::SyncError;
use gridwalk_replica::web::{self, Device};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Sends what waits in the outbox of the account that was last signed in on this device, and pulls what is new.
///
/// Nobody signed in, another tab at work, a lapsed session or another account's: there is nothing to do here, and the
/// browser need not ask again.
///
/// # Errors
/// A message for the service worker's log; the browser then asks again later.
#[wasm_bindgen]
pub async fn drain() -> Result<JsValue, JsValue> {
    let device = Device::load().await.map_err(|error| message(&error))?;
    let Some(identity) = device.and_then(|device| device.identity()) else { return Ok(JsValue::UNDEFINED) };
    let replica = web::open(identity).await.map_err(|error| message(&error))?;
    let replica = Rc::new(replica);
    let result = web::drain_locked(replica.clone()).await;
    // The page may want to upgrade the database while this worker sleeps.
    replica.store().close();
    match result {
        Ok(_) | Err(SyncError::SignedOut | SyncError::OtherAccount) => Ok(JsValue::UNDEFINED),
        Err(error) => Err(message(&error)),
    }
}

fn message(error: &dyn std::fmt::Display) -> JsValue {
    js_sys::Error::new(&error.to_string()).into()
}
