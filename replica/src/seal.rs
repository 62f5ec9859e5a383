//! The one place where bytes would be sealed. Today sealing is the identity behind a format byte: encryption at rest
//! changes this module and nothing else.

use crate::error::ReplicaError;
use crate::store::Table;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Plain bytes follow.
const PLAIN: u8 = 1;

/// Seals plain bytes.
pub fn seal(plain: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(plain.len() + 1);
    sealed.push(PLAIN);
    sealed.extend_from_slice(plain);
    sealed
}

/// The plain bytes in `sealed`.
///
/// # Errors
/// [`ReplicaError::Corrupt`] when they were not sealed by this or an older build.
pub fn open(table: Table, sealed: &[u8]) -> Result<&[u8], ReplicaError> {
    match sealed.split_first() {
        Some((&PLAIN, plain)) => Ok(plain),
        _ => Err(ReplicaError::Corrupt { table }),
    }
}

/// Seals a value as JSON.
pub(crate) fn seal_json<T: Serialize>(value: &T) -> Vec<u8> {
    let mut sealed = vec![PLAIN];
    // Cannot fail: what is kept has string keys, and writing to memory does not fail.
    let _ = serde_json::to_writer(&mut sealed, value);
    sealed
}

/// Opens a value sealed as JSON.
pub(crate) fn open_json<T: DeserializeOwned>(table: Table, sealed: &[u8]) -> Result<T, ReplicaError> {
    serde_json::from_slice(open(table, sealed)?).map_err(|_| ReplicaError::Corrupt { table })
}
