//! Applying what the server sent: a page of events or of a snapshot, each in one transaction or not at all.

use super::PremisesBrief;
use crate::error::ReplicaError;
use crate::key::{self, Generation};
use crate::replica::Replica;
use crate::seal::seal_json;
use crate::store::{Batch, Store, Table};
use gridwalk_domain::event::{Body, DecodeError, Recorded};
use gridwalk_domain::ledger::{Row, RowKey, RowSet, fold, touched};
use std::collections::BTreeSet;

/// Rows with a page of events folded in.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Every row that an event of the page touches, as it stands after the page.
    pub rows: RowSet,
    /// Whether an event was of a kind or version that this build does not know.
    pub passed_over: bool,
    /// Whether an event is about a row that is not here: a snapshot leaves out what is decided or closed, and that may
    /// be taken up again.
    pub has_gap: bool,
}

impl Ledger {
    /// Folds `events` in their order into the acknowledged rows of `generation`.
    pub async fn fold<S: Store>(
        replica: &Replica<S>,
        generation: Generation,
        events: &[Recorded],
    ) -> Result<Self, ReplicaError> {
        let mut names = BTreeSet::new();
        let (mut read, mut passed_over) = (Vec::with_capacity(events.len()), false);
        for recorded in events {
            match Body::decode(&recorded.envelope) {
                Ok(body) => {
                    names.extend(touched(&recorded.envelope, &body));
                    read.push((&recorded.envelope, body));
                }
                // A body that has not its kind's shape was never admitted by a server of this build.
                Err(
                    DecodeError::UnknownKind { .. } | DecodeError::UnknownVersion { .. } | DecodeError::Body { .. },
                ) => {
                    passed_over = true;
                }
            }
        }
        let mut rows = replica.read_rows_to_fold(generation, names).await?;
        let mut has_gap = false;
        for (envelope, body) in &read {
            let subject = RowKey { kind: body.subject_kind(), id: envelope.subject };
            has_gap |= !body.begins() && !rows.contains_key(&subject);
            fold(envelope, body, &mut rows);
        }
        Ok(Self { rows, passed_over, has_gap })
    }
}

/// The premises among `rows`, for the list.
fn briefs<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<PremisesBrief> {
    rows.filter_map(|row| match row {
        Row::Premises(row) => Some(PremisesBrief::new(row, false)),
        _ => None,
    })
    .collect()
}

/// Writes rows with the terms of their lists; returns the premises among them.
pub(crate) fn put_rows<'a>(
    batch: &mut Batch,
    generation: Generation,
    rows: impl Iterator<Item = &'a Row> + Clone,
) -> Vec<PremisesBrief> {
    for row in rows.clone() {
        let key = key::row(generation, row.key());
        batch.put_with_terms(Table::Rows, key, seal_json(row), key::terms(generation, row));
    }
    briefs(rows)
}
