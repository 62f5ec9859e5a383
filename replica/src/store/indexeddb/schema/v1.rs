//! Version 1: every table an object store with keys of its own; terms in one multi-entry index, so that a new list
//! needs no new index.

use crate::store::Table;
use crate::store::indexeddb::bytes::TERMS;
use indexed_db_futures::Build;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;

/// Makes the tables of version 1, by the names that they had then.
pub(super) fn upgrade(database: &Database) -> Result<(), Error> {
    for table in Table::ALL {
        let store = database.create_object_store(table.name()).build()?;
        if table.has_terms() {
            store.create_index(TERMS, TERMS.into()).with_multi_entry(true).build()?;
        }
    }
    Ok(())
}
