//! Writing: checks, then changes, in one transaction that is awaited to its end.

use super::bytes::{only, range as js_range, record, value};
use super::error;
use crate::store::{Batch, Change, Check, Durability, Key, StoreError, Table};
use indexed_db_futures::database::Database;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::query_source::QuerySource;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionFinishKind, TransactionMode, TransactionOptions,
};
use indexed_db_futures::{Build, BuildPrimitive};
use wasm_bindgen::JsValue;

/// Does all of `batch` or nothing.
pub(super) async fn write(database: &Database, batch: &Batch, durability: Durability) -> Result<(), StoreError> {
    let tables = batch.tables();
    if tables.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = tables.iter().map(|table| table.name()).collect();
    let durability = match durability {
        Durability::Relaxed => TransactionDurability::Relaxed,
        Durability::Strict => TransactionDurability::Strict,
    };
    let transaction = database
        .transaction(names.as_slice())
        .with_mode(TransactionMode::Readwrite)
        .with_options(TransactionOptions::new().with_durability(durability))
        .build()
        .map_err(error::of)?;
    let done = transaction.on_done().map_err(error::of)?;
    let absent = match look(&transaction, batch).await? {
        Ok(absent) => absent,
        // Nothing was written: dropping the transaction aborts it.
        Err(index) => return Err(StoreError::Precondition { index }),
    };
    if batch.changes.is_empty() {
        return Ok(());
    }
    let mut absent = absent.into_iter();
    let mut requests = Vec::with_capacity(batch.changes.len());
    for change in &batch.changes {
        let store = transaction.object_store(change.table().name()).map_err(error::of)?;
        let is_wanted = !matches!(change, Change::PutIfAbsent { .. }) || absent.next().unwrap_or(true);
        if is_wanted {
            requests.push(apply(&store, change)?);
        }
    }
    if requests.is_empty() {
        return Ok(());
    }
    match done.await {
        TransactionFinishKind::Ok => Ok(()),
        _ => Err(failure(&transaction, requests).await),
    }
}

type Request = indexed_db_futures::future::VoidRequest;

// Why a transaction failed: its own error, or that of the request that broke it.
async fn failure(transaction: &Transaction<'_>, requests: Vec<Request>) -> StoreError {
    let mut why = transaction.error().map_or(StoreError::Lost, error::of);
    if why == StoreError::Lost {
        for request in requests {
            if let Err(error) = request.await {
                match error::of(error) {
                    StoreError::Lost => {}
                    other => {
                        why = other;
                        break;
                    }
                }
            }
        }
    }
    why
}

fn apply(store: &ObjectStore<'_>, change: &Change) -> Result<Request, StoreError> {
    let request = match change {
        Change::Put { table, key, value, terms } | Change::PutIfAbsent { table, key, value, terms } => {
            let value = record(*table, value, terms)?;
            store.put(value).with_key(super::bytes::to_js(key)).without_key_type().primitive()
        }
        Change::Delete { key, .. } => store.delete::<JsValue, _>(only(key)).primitive(),
        Change::DeleteRange { range, .. } => store.delete::<JsValue, _>(js_range(range)).primitive(),
    };
    request.map_err(error::of)
}

/// What a check or a put-if-absent must know before anything is written.
enum Look<'a> {
    There(usize),
    Value(usize, &'a Option<Vec<u8>>),
    Absent(usize),
    Put,
}

/// Makes every check; the first that does not hold, or for each put-if-absent whether its place is free.
async fn look(transaction: &Transaction<'_>, batch: &Batch) -> Result<Result<Vec<bool>, usize>, StoreError> {
    let mut requests = Vec::new();
    let mut ask = |look, table: Table, key: &Key| -> Result<(), StoreError> {
        let store = transaction.object_store(table.name()).map_err(error::of)?;
        let is_value = matches!(look, Look::Value(..));
        let request = if is_value {
            store.get::<JsValue, JsValue, _>(only(key)).primitive()
        } else {
            store.get_key::<JsValue, _>(only(key)).primitive()
        };
        requests.push((look, table, request.map_err(error::of)?));
        Ok(())
    };
    for (index, check) in batch.checks.iter().enumerate() {
        match check {
            Check::ExistsAny(places) => {
                places.iter().try_for_each(|(table, key)| ask(Look::There(index), *table, key))?
            }
            Check::Absent(table, key) => ask(Look::Absent(index), *table, key)?,
            Check::Equals(table, key, value) => ask(Look::Value(index, value), *table, key)?,
        }
    }
    for change in &batch.changes {
        if let Change::PutIfAbsent { table, key, .. } = change {
            ask(Look::Put, *table, key)?;
        }
    }
    let mut holds: Vec<bool> = batch.checks.iter().map(|check| !matches!(check, Check::ExistsAny(_))).collect();
    let mut free = Vec::new();
    for (look, table, request) in requests {
        let found: Option<JsValue> = request.await.map_err(error::of)?;
        match look {
            Look::There(index) => holds[index] |= found.is_some(),
            Look::Absent(index) => holds[index] = found.is_none(),
            Look::Value(index, wanted) => {
                let found = found.map(|found| value(table, &found)).transpose()?;
                holds[index] = found == *wanted;
            }
            Look::Put => free.push(found.is_none()),
        }
    }
    Ok(holds.iter().position(|holds| !holds).map_or(Ok(free), Err))
}
