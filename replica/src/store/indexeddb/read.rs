//! Reading.

use super::bytes::{TERMS, from_js, only, range as js_range, value};
use super::error;
use crate::store::{By, Direction, Found, Key, Query, StoreError, Table};
use indexed_db_futures::cursor::CursorDirection;
use indexed_db_futures::database::Database;
use indexed_db_futures::query_source::QuerySource;
use indexed_db_futures::{Build, BuildPrimitive};
use wasm_bindgen::JsValue;

/// The value of each key.
pub(super) async fn get_many(database: &Database, keys: &[(Table, Key)]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut tables: Vec<Table> = keys.iter().map(|(table, _)| *table).collect();
    tables.sort();
    tables.dedup();
    let names: Vec<&str> = tables.iter().map(|table| table.name()).collect();
    let transaction = database.transaction(names.as_slice()).build().map_err(error::of)?;
    let mut requests = Vec::with_capacity(keys.len());
    for (table, key) in keys {
        let store = transaction.object_store(table.name()).map_err(error::of)?;
        requests.push(store.get::<JsValue, JsValue, _>(only(key)).primitive().map_err(error::of)?);
    }
    let mut values = Vec::with_capacity(keys.len());
    for (request, (table, _)) in requests.into_iter().zip(keys) {
        let found = request.await.map_err(error::of)?;
        values.push(found.map(|found| value(*table, &found)).transpose()?);
    }
    Ok(values)
}

/// Runs the block with the table or its index of terms: the library's traits for both are sealed, so that no function
/// can be generic over them.
macro_rules! on_source {
    ($store:expr, $query:expr, |$source:ident| $block:block) => {
        match $query.by {
            By::Key => {
                let $source = &$store;
                $block
            }
            By::Term => {
                let index = $store.index(TERMS).map_err(error::of)?;
                let $source = &index;
                $block
            }
        }
    };
}

/// The values of a range.
pub(super) async fn range(database: &Database, query: &Query) -> Result<Vec<Found>, StoreError> {
    if query.range.is_empty() || query.limit == Some(0) {
        return Ok(Vec::new());
    }
    let transaction = database.transaction(query.table.name()).build().map_err(error::of)?;
    let store = transaction.object_store(query.table.name()).map_err(error::of)?;
    let limit = query.limit.unwrap_or(u32::MAX);
    let mut found = Vec::new();
    on_source!(store, query, |source| {
        if query.direction == Direction::Backward {
            let request = source.open_cursor().with_query::<JsValue, _>(js_range(&query.range));
            let request = request.with_direction(CursorDirection::Prev);
            let Some(mut cursor) = request.await.map_err(error::of)? else { return Ok(found) };
            while found.len() < limit as usize {
                let Some(stored) = cursor.next_record::<JsValue>().await.map_err(error::of)? else { break };
                let key = cursor.primary_key::<JsValue>().map_err(error::of)?.unwrap_or(JsValue::UNDEFINED);
                found.push(Found { key: from_js(&key)?, value: value(query.table, &stored)? });
            }
        } else {
            // Both requests at once: keys and values come in the same order.
            let keys = source.get_all_keys::<JsValue>().with_query::<JsValue, _>(js_range(&query.range));
            let keys = keys.with_limit(limit).primitive().map_err(error::of)?;
            let values = source.get_all::<JsValue>().with_query::<JsValue, _>(js_range(&query.range));
            let values = values.with_limit(limit).primitive().map_err(error::of)?;
            let keys = keys.await.map_err(error::of)?;
            for (key, stored) in keys.zip(values.await.map_err(error::of)?) {
                let key = from_js(&key.map_err(error::of)?)?;
                found.push(Found { key, value: value(query.table, &stored.map_err(error::of)?)? });
            }
        }
    });
    Ok(found)
}

/// The keys of a range.
pub(super) async fn keys(database: &Database, query: &Query) -> Result<Vec<Key>, StoreError> {
    if query.range.is_empty() || query.limit == Some(0) {
        return Ok(Vec::new());
    }
    let transaction = database.transaction(query.table.name()).build().map_err(error::of)?;
    let store = transaction.object_store(query.table.name()).map_err(error::of)?;
    let limit = query.limit.unwrap_or(u32::MAX);
    let mut found = Vec::new();
    on_source!(store, query, |source| {
        if query.direction == Direction::Backward {
            let request = source.open_key_cursor().with_query::<JsValue, _>(js_range(&query.range));
            let request = request.with_direction(CursorDirection::Prev);
            let Some(mut cursor) = request.await.map_err(error::of)? else { return Ok(found) };
            while found.len() < limit as usize {
                let Some(_) = cursor.next_key::<JsValue>().await.map_err(error::of)? else { break };
                let key = cursor.primary_key::<JsValue>().map_err(error::of)?.unwrap_or(JsValue::UNDEFINED);
                found.push(from_js(&key)?);
            }
        } else {
            let keys = source.get_all_keys::<JsValue>().with_query::<JsValue, _>(js_range(&query.range));
            for key in keys.with_limit(limit).primitive().map_err(error::of)?.await.map_err(error::of)? {
                found.push(from_js(&key.map_err(error::of)?)?);
            }
        }
    });
    Ok(found)
}
