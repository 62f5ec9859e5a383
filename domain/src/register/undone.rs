//! Premises of an import that was taken back: the row stays in the ledger, and counts as if it had never come.

use crate::ledger::{PremisesRow, Standing, standing_word};

/// Whether the premises are closed because their import was taken back. A person closes only what was asked to be
/// closed before; an undone import closes at once, and the change log tells the two apart.
pub fn is_undone_import(row: &PremisesRow) -> bool {
    let last = row.file.changes.iter().rfind(|change| change.key == "standing");
    row.file.standing == Standing::Closed && last.is_some_and(|last| last.old != standing_word(Standing::ClosureAsked))
}
