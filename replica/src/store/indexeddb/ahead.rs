//! What the page's script has read before the program was there: `pwa/ahead.js`, which has the same names.

use super::{bytes, name_of, schema};
use crate::replica::Opening;
use gridwalk_domain::id::AccountId;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Where the script leaves it: a promise of `{ name, version, values }`, or of null.
const NAME: &str = "gridwalkAhead";

/// What was read of the account's store, once: the values that [`crate::Replica::open`] begins with. `None` where
/// nothing was read, or where it is another account's or another version's.
pub(crate) async fn take(account: AccountId) -> Option<Opening> {
    let page = js_sys::global();
    let promise: Promise = Reflect::get(&page, &NAME.into()).ok()?.dyn_into().ok()?;
    // What is read twice would be old the second time.
    Reflect::delete_property(&page, &NAME.into()).ok()?;
    let found = JsFuture::from(promise).await.ok().filter(JsValue::is_object)?;
    let part = |name: &str| Reflect::get(&found, &name.into()).ok();
    let is_ours = part("name")? == JsValue::from_str(&name_of(account));
    if !is_ours || part("version")?.as_f64()? != f64::from(schema::VERSION) {
        return None;
    }
    let values: Array = part("values")?.dyn_into().ok()?;
    let mut opening = Opening::default();
    for (at, bytes) in (0..).zip(&mut opening) {
        let value = values.get(at);
        if !value.is_undefined() {
            *bytes = Some(bytes::from_js(&value).ok()?);
        }
    }
    Some(opening)
}
