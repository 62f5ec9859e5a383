//! Snapshots: the scope's present state in pages, filled into a shadow generation that takes over at the end in one
//! transaction. Drafts, outbox and photos are no part of it.

use super::pull::{known_kinds, sent};
use super::{Drain, Stop};
use crate::clock::Clock;
use crate::error::ReplicaError;
use crate::journal::{EventState, Journal, PhotoState, PhotoStep, SyncState, TERM_COVERED, TERM_UPLOADED, hash_of};
use crate::key::{self, Generation, meta};
use crate::model::{put_first_page, put_rows, put_segment};
use crate::replica::TRIES;
use crate::seal::{open_json, seal_json};
use crate::store::{Batch, Check, Durability, KeyRange, Query, Store, StoreError, Table};
use crate::transport::{SnapshotPage, Transport, TransportError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A snapshot being filled; it survives the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shadow {
    generation: Generation,
    epoch: String,
    cursor: String,
    incarnation: String,
    /// What the next page is asked with; `None` when all are here.
    next: Option<String>,
    segments: u32,
    /// Events that the server had before it was asked: the snapshot holds them.
    sent: BTreeSet<u64>,
}

impl<S: Store, T: Transport, C: Clock> Drain<'_, S, T, C> {
    /// Takes a snapshot in place of the acknowledged rows; says whether the server was restored.
    pub(super) async fn take_snapshot(&mut self) -> Result<bool, Stop> {
        loop {
            let shadow = self.read_shadow().await?;
            if let Some(shadow) = &shadow
                && shadow.next.is_none()
            {
                return self.switch(shadow).await;
            }
            let journal = self.replica.journal().await?;
            let sent_before = shadow.as_ref().map_or_else(|| sent(&journal), |shadow| shadow.sent.clone());
            let token = shadow.as_ref().and_then(|shadow| shadow.next.clone());
            let asked_at = self.clock.now();
            let page = match self.transport.snapshot(token.as_deref()).await {
                Ok(answer) => self.learn(asked_at, self.clock.now(), answer).await?,
                // The server no longer has the snapshot that these pages are of: another is begun.
                Err(TransportError::Status { status: 400 | 404 | 409 | 410, .. }) if token.is_some() => {
                    self.drop_shadow().await?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let is_of = |shadow: &Shadow| {
                (&shadow.epoch, &shadow.cursor, &shadow.incarnation) == (&page.epoch, &page.cursor, &page.incarnation)
            };
            if shadow.as_ref().is_some_and(|shadow| !is_of(shadow)) {
                self.drop_shadow().await?;
                continue;
            }
            self.fill(&journal, shadow, page, sent_before).await?;
        }
    }

    async fn read_shadow(&self) -> Result<Option<Shadow>, Stop> {
        let sealed = self.replica.store.get(Table::Meta, meta::SHADOW).await?;
        Ok(sealed.map(|sealed| open_json(Table::Meta, &sealed)).transpose()?)
    }

    /// Clears away a snapshot that was begun and is not wanted any more: the scope is again what the rows are of, and
    /// what lies outside it shall not rest here.
    pub(super) async fn clear_shadow(&self) -> Result<(), Stop> {
        let Some(shadow) = self.read_shadow().await? else { return Ok(()) };
        let mut batch = Batch::new();
        // Another drainer that goes on with it, or has switched to it, comes first.
        batch.check(Check::Equals(Table::Meta, meta::SHADOW.to_vec(), Some(seal_json(&shadow))));
        batch.delete(Table::Meta, meta::SHADOW.to_vec());
        let rows = KeyRange::prefix(&key::generation(shadow.generation));
        batch.delete_range(Table::Rows, rows.clone()).delete_range(Table::Segments, rows);
        match self.replica.store.write(batch, Durability::Relaxed).await {
            Ok(()) | Err(StoreError::Precondition { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn drop_shadow(&self) -> Result<(), Stop> {
        let mut batch = Batch::new();
        batch.delete(Table::Meta, meta::SHADOW.to_vec());
        Ok(self.replica.store.write(batch, Durability::Relaxed).await?)
    }

    async fn fill(
        &self,
        journal: &Journal,
        shadow: Option<Shadow>,
        page: SnapshotPage,
        sent: BTreeSet<u64>,
    ) -> Result<(), Stop> {
        let mut batch = Batch::new();
        let seen = shadow.as_ref().map(seal_json);
        batch.check(Check::Equals(Table::Meta, meta::SHADOW.to_vec(), seen));
        // Another drainer may have switched meanwhile: the next generation is then not the one after `journal`'s.
        let state = (journal.state != SyncState::default()).then(|| seal_json(&journal.state));
        batch.check(Check::Equals(Table::Meta, meta::STATE.to_vec(), state));
        let generation = journal.state.generation.wrapping_add(1);
        let mut shadow = shadow.unwrap_or_else(|| {
            // What an earlier attempt left behind goes first.
            let rest = KeyRange::prefix(&key::generation(generation));
            batch.delete_range(Table::Rows, rest.clone()).delete_range(Table::Segments, rest);
            let SnapshotPage { epoch, cursor, incarnation, .. } = page.clone();
            Shadow { generation, epoch, cursor, incarnation, next: None, segments: 0, sent }
        });
        let premises = put_rows(&mut batch, shadow.generation, page.rows.iter());
        if !premises.is_empty() {
            put_segment(&mut batch, shadow.generation, shadow.segments, &premises);
            shadow.segments += 1;
        }
        shadow.next = page.next;
        batch.put(Table::Meta, meta::SHADOW.to_vec(), seal_json(&shadow));
        match self.replica.store.write(batch, Durability::Relaxed).await {
            // Another drainer filled it, or pulled, meanwhile: what is there counts.
            Ok(()) | Err(StoreError::Precondition { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn switch(&mut self, shadow: &Shadow) -> Result<bool, Stop> {
        for _ in 0..TRIES {
            let journal = self.replica.journal().await?;
            let restored = self.is_restored(&journal, &shadow.incarnation);
            let list = self.replica.read_segments(shadow.generation, &journal.due_rule).await?;
            let mut batch = Batch::new();
            batch.check(Check::Equals(Table::Meta, meta::SHADOW.to_vec(), Some(seal_json(shadow))));
            batch.delete(Table::Meta, meta::SHADOW.to_vec());
            let old = KeyRange::prefix(&key::generation(journal.state.generation));
            batch.delete_range(Table::Rows, old.clone()).delete_range(Table::Segments, old);
            put_first_page(&mut batch, &list);
            let state = SyncState {
                generation: shadow.generation,
                epoch: Some(shadow.epoch.clone()),
                cursor: Some(shadow.cursor.clone()),
                incarnation: Some(shadow.incarnation.clone()),
                kinds: known_kinds(),
                passed_over: false,
                next_segment: shadow.segments,
                segments_stamp: journal.state.segments_stamp + 1,
            };
            batch.put(Table::Meta, meta::STATE.to_vec(), seal_json(&state));
            let overlay = if restored {
                self.offer_again(&mut batch, &journal).await?
            } else {
                mark_held_by_snapshot(&mut batch, &journal, shadow)
            };
            let next = journal.revision.next(overlay);
            if self.replica.write_if_unchanged(&journal, batch, next, Durability::Strict).await? {
                self.report.snapshot_taken = true;
                if restored {
                    self.learnt = None;
                    let contact = self.replica.journal().await?.contact.clone();
                    let contact = crate::journal::Contact { backed_up_through: 0, ..contact };
                    self.replica.save_contact(&contact).await?;
                }
                return Ok(restored);
            }
        }
        Err(ReplicaError::Busy.into())
    }

    /// A server restored from a backup may have lost what it had taken: events and photos that are still here are
    /// offered again, and what was refused too. Says whether there are events.
    async fn offer_again(&self, batch: &mut Batch, journal: &Journal) -> Result<bool, Stop> {
        for entry in &journal.entries {
            if entry.stored.state != EventState::Waiting {
                let key = key::ordinal(entry.ordinal);
                batch.delete(Table::Sent, key.clone());
                batch.put(Table::Outbox, key, entry.with(EventState::Waiting, false));
            }
        }
        for term in [TERM_UPLOADED, TERM_COVERED] {
            for found in self.replica.store.range(&Query::terms(Table::PhotoStates, term)).await? {
                let state: PhotoState = open_json(Table::PhotoStates, &found.value)?;
                let again = PhotoState { record: state.record, step: PhotoStep::Waiting };
                again.put(batch, hash_of(Table::PhotoStates, &found.key)?);
            }
        }
        Ok(!journal.entries.is_empty())
    }
}

/// Whether it was refused for the scope, or for hanging on something that was.
fn hangs_on_scope(state: &EventState) -> bool {
    matches!(state, EventState::Refused { reason } if reason == "out-of-scope" || reason == "unknown-subject")
}

/// What the server had before the snapshot was asked for is in it; says whether any event stays on top.
/// What was refused in another scope is offered once more: the place may be this account's again, and a request that
/// came late may have been taken meanwhile.
fn mark_held_by_snapshot(batch: &mut Batch, journal: &Journal, shadow: &Shadow) -> bool {
    let is_other_scope = journal.state.epoch.as_ref().is_some_and(|epoch| *epoch != shadow.epoch);
    let mut overlay = false;
    for entry in &journal.entries {
        if shadow.sent.contains(&entry.ordinal) && entry.is_sent() {
            if !entry.stored.pulled {
                let value = entry.with(entry.stored.state.clone(), true);
                batch.put(Table::Sent, key::ordinal(entry.ordinal), value);
            }
        } else if !entry.stored.pulled || !entry.is_sent() {
            overlay = true;
            if is_other_scope && hangs_on_scope(&entry.stored.state) {
                let value = entry.with(EventState::Waiting, entry.stored.pulled);
                batch.put(Table::Outbox, key::ordinal(entry.ordinal), value);
            }
        }
    }
    overlay
}
