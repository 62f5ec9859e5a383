//! The store in a browser: one IndexedDB database per account.
//!
//! Trap kept in mind throughout: a transaction ends by itself as soon as anything but its own requests is awaited.
//! Every function here awaits nothing else between opening a transaction and its end.

pub(crate) mod ahead;
mod bytes;
mod connection;
pub mod device;
mod error;
mod read;
mod schema;
mod write;

use super::{Batch, Durability, Found, Key, Query, Store, StoreError, Table};
use connection::Connection;
use gridwalk_domain::id::AccountId;
use indexed_db_futures::database::Database;
use uuid::fmt::Hyphenated;

/// An account's database in this browser. Cloning it is another handle of the same connection.
#[derive(Clone, Debug)]
pub struct IndexedDb {
    connection: Connection,
}

impl IndexedDb {
    /// Opens the account's database, making or upgrading it where needed.
    ///
    /// # Errors
    /// [`StoreError::Blocked`] while another tab keeps an older version open, [`StoreError::Newer`] when a newer build
    /// has been here.
    pub async fn open(account: AccountId) -> Result<Self, StoreError> {
        Self::open_named(name_of(account)).await
    }

    /// Opens a database of any name: for benchmarks and the contract suite.
    ///
    /// # Errors
    /// As [`IndexedDb::open`].
    pub async fn open_named(name: String) -> Result<Self, StoreError> {
        let store = Self::named(name);
        store.connection.get().await?;
        Ok(store)
    }

    /// The account's database, opened when it is first used: for whoever knows that it is there, and of this version.
    pub(crate) fn when_used(account: AccountId) -> Self {
        Self::named(name_of(account))
    }

    fn named(name: String) -> Self {
        Self { connection: Connection::new(name) }
    }

    /// Lets go of the database; the next call opens it again.
    pub fn close(&self) {
        self.connection.close();
    }

    // The browser may drop a connection while the page sleeps: it is opened again, and the work done once more. A
    // transaction that fails in this way was aborted, so nothing is done twice.
    async fn with_connection<T>(
        &self,
        work: impl AsyncFn(&Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let database = self.connection.get().await?;
        match work(&database).await {
            Err(StoreError::Lost) => {
                self.connection.close();
                work(&self.connection.get().await?).await
            }
            result => result,
        }
    }
}

// Without the machinery of `format!`, which a phone would have to compile before its first list stands.
fn name_of(account: AccountId) -> String {
    ["gridwalk-", account.0.hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH])].concat()
}

impl Store for IndexedDb {
    async fn get_many(&self, keys: &[(Table, Key)]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.with_connection(async |database| read::get_many(database, keys).await).await
    }

    async fn range(&self, query: &Query) -> Result<Vec<Found>, StoreError> {
        self.with_connection(async |database| read::range(database, query).await).await
    }

    async fn keys(&self, query: &Query) -> Result<Vec<Key>, StoreError> {
        self.with_connection(async |database| read::keys(database, query).await).await
    }

    async fn write(&self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        self.with_connection(async |database| write::write(database, &batch, durability).await).await
    }
}
