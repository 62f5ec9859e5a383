//! The browser's errors in the store's words.

use crate::store::StoreError;
use indexed_db_futures::error::{Error, OpenDbError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// Of a request or a transaction.
pub(super) fn of(error: Error) -> StoreError {
    match error {
        Error::DomException(exception) => of_exception(&exception.into()),
        error => StoreError::Other { message: error.to_string() },
    }
}

/// Of opening.
pub(super) fn of_open(error: OpenDbError) -> StoreError {
    match error {
        OpenDbError::Base(error) => of(error),
        error => StoreError::Other { message: error.to_string() },
    }
}

/// Of anything else that the browser throws.
pub(super) fn of_js(error: &JsValue) -> StoreError {
    match error.dyn_ref::<DomException>() {
        Some(exception) => of_exception(exception),
        None => StoreError::Other { message: format!("{error:?}") },
    }
}

// Names are those of the Indexed Database API; WebKit tells a lost connection by UnknownError and its message.
fn of_exception(exception: &DomException) -> StoreError {
    let message = exception.message();
    match exception.name().as_str() {
        "QuotaExceededError" => StoreError::QuotaExceeded,
        "VersionError" => StoreError::Newer { schema: 0 },
        "InvalidStateError" | "AbortError" | "TransactionInactiveError" => StoreError::Lost,
        "UnknownError" if message.contains("lost") || message.contains("onnection") => StoreError::Lost,
        name => StoreError::Other { message: format!("{name}: {message}") },
    }
}
