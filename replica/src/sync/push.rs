//! Sending events: in batches counted in bytes, a verdict for each, the rest go on.

use super::{Drain, Stop};
use crate::clock::Clock;
use crate::journal::{Entry, EventState, Journal, PhotoState, PhotoStep, SyncState, TERM_UPLOADED, hash_of};
use crate::key::{self, meta};
use crate::replica::TRIES;
use crate::seal::{open_json, seal_json};
use crate::store::{Batch, Durability, Key, Query, Store, Table};
use crate::transport::{EventBatch, EventResult, PostReply, Transport, TransportError, Verdict};
use gridwalk_domain::id::EventId;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a batch: 256 kB.
pub(super) const BATCH_BYTES: usize = 256 * 1024;
/// Events of a batch.
const BATCH_EVENTS: usize = 500;

impl<S: Store, T: Transport, C: Clock> Drain<'_, S, T, C> {
    /// Sends every waiting event once; says whether the server turned out to be another incarnation.
    pub(super) async fn push(&mut self) -> Result<bool, Stop> {
        let mut tried = BTreeSet::new();
        let mut restored = false;
        loop {
            let journal = self.replica.journal().await?;
            let batch = next_batch(&journal, &tried, self.batch_bytes);
            if batch.is_empty() {
                return Ok(restored);
            }
            let reply = match self.post(&batch).await {
                Ok(reply) => reply,
                Err(Stop::Transport(TransportError::Status { status, problem, .. })) if is_about_the_batch(status) => {
                    self.make_smaller(&batch, status, &problem).await?;
                    continue;
                }
                Err(stop) => return Err(stop),
            };
            tried.extend(batch.iter().map(|entry| entry.ordinal));
            self.learnt = Some(reply.0.backed_up_through);
            restored |= self.is_restored(&journal, &reply.0.incarnation);
            self.acknowledge(&batch, &reply.0, &reply.1).await?;
        }
    }

    pub(super) fn is_restored(&self, journal: &Journal, incarnation: &str) -> bool {
        journal.state.incarnation.as_deref().is_some_and(|known| known != incarnation)
    }

    /// Posts a batch; with the reply, the photos that were on the server before it was sent.
    async fn post(&mut self, entries: &[&Entry]) -> Result<(PostReply, Vec<Key>), Stop> {
        let photos = self.replica.store.keys(&Query::terms(Table::PhotoStates, TERM_UPLOADED)).await?;
        let events = entries.iter().map(|entry| entry.stored.event.get().to_owned()).collect();
        let batch = EventBatch { device: self.replica.identity.device, events };
        let asked_at = self.clock.now();
        let answer = self.transport.post_events(&batch).await?;
        let answered_at = self.clock.now();
        Ok((self.learn(asked_at, answered_at, answer).await?, photos))
    }

    // Halved until it passes; an event that does not pass alone is refused, and the rest go on.
    async fn make_smaller(&mut self, batch: &[&Entry], status: u16, problem: &str) -> Result<(), Stop> {
        if let [only] = batch {
            let reason = if status == 413 { "too-large".to_owned() } else { refusal(status, problem) };
            let refused = EventResult { id: None, verdict: Verdict::Refused, seq: None, reason: Some(reason) };
            self.report.events_refused += 1;
            self.record(&BTreeMap::from([(only.envelope.id, &refused)]), &[], None).await?;
            self.batch_bytes = BATCH_BYTES;
        } else {
            let bytes: usize = batch.iter().map(|entry| entry.stored.event.get().len()).sum();
            self.batch_bytes = (bytes / 2).max(1);
        }
        Ok(())
    }

    async fn acknowledge(&mut self, batch: &[&Entry], reply: &PostReply, photos: &[Key]) -> Result<(), Stop> {
        let is_whole = reply.results.len() == batch.len();
        let mut verdicts = BTreeMap::new();
        for (at, result) in reply.results.iter().enumerate() {
            let by_place = || batch.get(at).filter(|_| is_whole).map(|entry| entry.envelope.id);
            let Some(id) = result.id.or_else(by_place) else { continue };
            verdicts.insert(id, result);
            match result.verdict {
                Verdict::Refused => self.report.events_refused += 1,
                _ => self.report.events_sent += 1,
            }
        }
        self.record(&verdicts, photos, Some(&reply.incarnation)).await
    }

    /// Writes the verdicts in one transaction.
    async fn record(
        &mut self,
        verdicts: &BTreeMap<EventId, &EventResult>,
        photos: &[Key],
        incarnation: Option<&str>,
    ) -> Result<(), Stop> {
        // Whatever the server newly took came after the photos that it had by then.
        let taken = verdicts.values().filter(|result| result.verdict == Verdict::Accepted);
        let covered_by = taken.filter_map(|result| result.seq).min();
        for _ in 0..TRIES {
            let journal = self.replica.journal().await?;
            let mut batch = Batch::new();
            for entry in journal.unsent() {
                if let Some(result) = verdicts.get(&entry.envelope.id) {
                    put_verdict(&mut batch, entry, result);
                }
            }
            if let Some(seq) = covered_by {
                self.cover(&mut batch, photos, seq).await?;
            }
            if batch.changes.is_empty() {
                return Ok(());
            }
            // A first snapshot may be long in coming: which server took the events must be known before it.
            if let (None, Some(incarnation)) = (&journal.state.incarnation, incarnation) {
                let state = SyncState { incarnation: Some(incarnation.to_owned()), ..journal.state.clone() };
                batch.put(Table::Meta, meta::STATE.to_vec(), seal_json(&state));
            }
            let next = journal.revision.next(journal.revision.overlay);
            if self.replica.write_if_unchanged(&journal, batch, next, Durability::Strict).await? {
                return Ok(());
            }
        }
        Err(crate::error::ReplicaError::Busy.into())
    }

    async fn cover(&self, batch: &mut Batch, photos: &[Key], seq: u64) -> Result<(), Stop> {
        let places: Vec<_> = photos.iter().map(|key| (Table::PhotoStates, key.clone())).collect();
        let states = self.replica.store.get_many(&places).await?;
        for (key, sealed) in photos.iter().zip(states) {
            let Some(sealed) = sealed else { continue };
            let state: PhotoState = open_json(Table::PhotoStates, &sealed)?;
            if state.step == (PhotoStep::Uploaded { covered_by: None }) {
                let step = PhotoStep::Uploaded { covered_by: Some(seq) };
                PhotoState { record: state.record, step }.put(batch, hash_of(Table::PhotoStates, key)?);
            }
        }
        Ok(())
    }
}

/// The next events in order, as many as fit, one at least.
fn next_batch<'a>(journal: &'a Journal, tried: &BTreeSet<u64>, bytes: usize) -> Vec<&'a Entry> {
    let waiting = journal.unsent().filter(|entry| entry.stored.state == EventState::Waiting);
    let mut batch = Vec::new();
    let mut left = bytes;
    for entry in waiting.filter(|entry| !tried.contains(&entry.ordinal)) {
        let size = entry.stored.event.get().len() + 1;
        if size > left && !batch.is_empty() || batch.len() == BATCH_EVENTS {
            break;
        }
        left = left.saturating_sub(size);
        batch.push(entry);
    }
    batch
}

/// Whether a smaller batch may fare better: the request itself was found wrong.
fn is_about_the_batch(status: u16) -> bool {
    (400..500).contains(&status) && !matches!(status, 401 | 403 | 408 | 425 | 429)
}

fn refusal(status: u16, problem: &str) -> String {
    if problem.is_empty() { format!("http-{status}") } else { problem.to_owned() }
}

fn put_verdict(batch: &mut Batch, entry: &Entry, result: &EventResult) {
    let key = key::ordinal(entry.ordinal);
    let reason = || result.reason.clone().unwrap_or_default();
    let state = match result.verdict {
        Verdict::Accepted | Verdict::Duplicate => EventState::Sent { seq: result.seq },
        Verdict::Quarantined => EventState::Held { reason: reason() },
        Verdict::Refused => {
            batch.put(Table::Outbox, key, entry.with(EventState::Refused { reason: reason() }, false));
            return;
        }
    };
    batch.delete(Table::Outbox, key.clone());
    batch.put(Table::Sent, key, entry.with(state, entry.stored.pulled));
}
