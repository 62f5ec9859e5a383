//! Bytes to and from the browser: keys and values are ArrayBuffers, never Blobs or views of the program's memory.

use crate::store::{Key, KeyRange, StoreError, Table};
use indexed_db_futures::KeyRange as JsKeyRange;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// Property of a record: the sealed bytes.
const VALUE: &str = "v";
/// Property of a record, and path of the index: its terms.
pub(super) const TERMS: &str = "t";

/// A copy of `bytes` as an ArrayBuffer.
pub(super) fn to_js(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).buffer().into()
}

/// The bytes of an ArrayBuffer.
pub(super) fn from_js(value: &JsValue) -> Result<Vec<u8>, StoreError> {
    match value.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => Ok(Uint8Array::new(buffer).to_vec()),
        None => Err(StoreError::Other { message: "no bytes where bytes belong".into() }),
    }
}

/// A value as it is stored: bytes alone, or with terms where the table has them.
pub(super) fn record(table: Table, value: &[u8], terms: &[Key]) -> Result<JsValue, StoreError> {
    if !table.has_terms() {
        return Ok(to_js(value));
    }
    let record = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&record, &name.into(), value).map(|_| ());
    let made = set(VALUE, &to_js(value)).and_then(|()| {
        let terms: Array = terms.iter().map(|term| to_js(term)).collect();
        set(TERMS, &terms)
    });
    made.map(|()| record.into()).map_err(|error| super::error::of_js(&error))
}

/// The bytes of a stored value.
pub(super) fn value(table: Table, stored: &JsValue) -> Result<Vec<u8>, StoreError> {
    if !table.has_terms() {
        return from_js(stored);
    }
    let value = Reflect::get(stored, &VALUE.into()).map_err(|error| super::error::of_js(&error))?;
    from_js(&value)
}

/// A range for the browser. It must not be empty: the browser refuses such a one.
pub(super) fn range(range: &KeyRange) -> JsKeyRange<JsValue> {
    match &range.to {
        Some(to) => JsKeyRange::Bound(to_js(&range.from), false, to_js(to), true),
        None => JsKeyRange::LowerBound(to_js(&range.from), false),
    }
}

/// One key for the browser.
pub(super) fn only(key: &[u8]) -> JsKeyRange<JsValue> {
    JsKeyRange::Only(to_js(key))
}
