//! What this device remembers before any account is open: in a small database of its own, so that the service worker
//! can read it too.

use super::{bytes, error};
use crate::store::StoreError;
use gridwalk_domain::id::{AccountId, DeviceId};
use indexed_db_futures::database::Database;
use indexed_db_futures::query_source::QuerySource;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};
use indexed_db_futures::{Build, BuildPrimitive};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

const NAME: &str = "gridwalk";
const TABLE: &str = "device";
const KEY: &str = "device";

/// This installation of the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Made once and kept.
    pub device: DeviceId,
    /// Who was signed in last: whose journal is opened offline.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// Whether they signed out: then nothing is opened or sent before the next sign-in.
    #[serde(default)]
    pub signed_out: bool,
}

impl Device {
    /// What is remembered; `None` on a new installation.
    ///
    /// # Errors
    /// The store's.
    pub async fn load() -> Result<Option<Self>, StoreError> {
        let database = open().await?;
        let transaction = database.transaction(TABLE).build().map_err(error::of)?;
        let store = transaction.object_store(TABLE).map_err(error::of)?;
        let key = indexed_db_futures::KeyRange::Only(JsValue::from_str(KEY));
        let found = store.get::<JsValue, JsValue, _>(key).primitive().map_err(error::of)?.await.map_err(error::of)?;
        drop(transaction);
        database.close();
        let Some(found) = found else { return Ok(None) };
        let unreadable = |_| StoreError::Other { message: "the device's record cannot be read".into() };
        serde_json::from_slice(&bytes::from_js(&found)?).map(Some).map_err(unreadable)
    }

    /// Remembers it durably.
    ///
    /// # Errors
    /// The store's.
    pub async fn save(&self) -> Result<(), StoreError> {
        let database = open().await?;
        // Cannot fail: ids and a flag.
        let value = bytes::to_js(&serde_json::to_vec(self).unwrap_or_default());
        let transaction = database
            .transaction(TABLE)
            .with_mode(TransactionMode::Readwrite)
            .with_options(TransactionOptions::new().with_durability(TransactionDurability::Strict))
            .build()
            .map_err(error::of)?;
        let store = transaction.object_store(TABLE).map_err(error::of)?;
        store.put(value).with_key(JsValue::from_str(KEY)).without_key_type().primitive().map_err(error::of)?;
        transaction.commit().await.map_err(error::of)?;
        database.close();
        Ok(())
    }
}

async fn open() -> Result<Database, StoreError> {
    Database::open(NAME)
        .with_version(1u8)
        .with_on_upgrade_needed(|_, database| {
            database.create_object_store(TABLE).build()?;
            Ok(())
        })
        .await
        .map_err(error::of_open)
}
