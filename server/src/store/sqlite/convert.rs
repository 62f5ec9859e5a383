//! Between what the database holds and what the domain names.

use super::*;
use gridwalk_domain::event::{Envelope, Personal};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;

pub const DOING_READ: &str = "read";

/// For `map_err`: the database did not do it.
pub fn unavailable(doing: &'static str) -> impl Fn(sqlx::Error) -> StoreError + Copy {
    move |source| match source {
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
            StoreError::Corrupt { what: "column", source: Box::new(source) }
        }
        source => StoreError::Unavailable { doing, source: Box::new(source) },
    }
}

/// For `map_err`: what it holds cannot be read.
pub fn corrupt<E: Into<Box<dyn std::error::Error + Send + Sync>>>(what: &'static str) -> impl Fn(E) -> StoreError {
    move |source| StoreError::Corrupt { what, source: source.into() }
}

/// A unit variant as serde writes it: `grid_cell`, `worker`, ….
pub fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The variant of a word.
pub fn from_word<T: DeserializeOwned>(what: &'static str, word: &str) -> Result<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(corrupt(what))
}

/// An envelope's JSON without its personal part, and that part's.
pub fn parted(envelope: &Envelope) -> Result<(String, Option<String>)> {
    let personal = envelope.personal.as_ref().map(serde_json::to_string).transpose();
    let bare = Envelope { personal: None, ..envelope.clone() };
    Ok((serde_json::to_string(&bare).map_err(corrupt("envelope"))?, personal.map_err(corrupt("personal"))?))
}

/// The envelope put together again; a personal part that was erased stays away.
pub fn joined(row: &SqliteRow) -> Result<Envelope> {
    let mut envelope: Envelope = serde_json::from_str(row.get("envelope")).map_err(corrupt("envelope"))?;
    let personal: Option<&str> = row.get("personal");
    envelope.personal = personal.map(serde_json::from_str::<Personal>).transpose().map_err(corrupt("personal"))?;
    Ok(envelope)
}

/// An event as it is given out.
pub fn recorded(row: &SqliteRow) -> Result<Recorded> {
    Ok(Recorded { envelope: joined(row)?, seq: row.get::<i64, _>("seq") as u64, received_at: time(row, "received_at") })
}

/// A time column.
pub fn time(row: &SqliteRow, column: &str) -> Timestamp {
    Timestamp::from_millis(row.get(column))
}

/// A column of 32 bytes.
pub fn hash(row: &SqliteRow, column: &str) -> Result<[u8; 32]> {
    row.get::<&[u8], _>(column).try_into().map_err(corrupt("hash"))
}
