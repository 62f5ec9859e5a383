//! The schema and its migrations: one module each, added and never edited.

mod v1;

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;

/// Present version.
pub(super) const VERSION: u8 = 1;

/// Brings a database from `from` (0 is a new one) to [`VERSION`], within the browser's upgrade transaction.
pub(super) fn upgrade(from: u32, database: &Database) -> Result<(), Error> {
    if from < 1 {
        v1::upgrade(database)?;
    }
    Ok(())
}
