//! Pulling: pages of events in the server's order, each applied in one transaction or not at all, while the next one is
//! already asked for.

use super::{Drain, Stop};
use crate::clock::Clock;
use crate::error::ReplicaError;
use crate::journal::{EventState, Journal};
use crate::key::{self, meta};
use crate::model::{Ledger, put_rows};
use crate::replica::TRIES;
use crate::seal::seal_json;
use crate::store::{Batch, Durability, Store, Table};
use crate::transport::{Answer, PullReply, Transport, TransportError};
use futures_util::future::join;
use gridwalk_domain::event::Body;
use gridwalk_domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Events of a page.
const PAGE_EVENTS: u32 = 500;
/// Snapshots of one pull: the scope may change while one is taken, but not for ever.
const SNAPSHOTS: u32 = 3;

impl<S: Store, T: Transport, C: Clock> Drain<'_, S, T, C> {
    /// Pulls to the end, by a snapshot where the cursor no longer holds; says whether the server was restored.
    pub(super) async fn pull(&mut self) -> Result<bool, Stop> {
        let mut restored = false;
        let mut snapshots = 0;
        // The page after the one that is being applied, asked for meanwhile.
        let mut ahead: Option<Asked> = None;
        loop {
            if snapshots > SNAPSHOTS {
                return Err(TransportError::Unreadable { reason: "the snapshot's own cursor is refused".into() }.into());
            }
            let journal = self.replica.journal().await?;
            let Some(after) = journal.state.cursor.clone().filter(|_| !knows_more_now(&journal)) else {
                snapshots += 1;
                restored |= self.take_snapshot().await?;
                continue;
            };
            // Another drainer may have moved the cursor past what was asked ahead.
            let asked = match ahead.take().filter(|asked| asked.after == after) {
                Some(asked) => asked,
                None => ask(self.transport, self.clock, after.clone(), sent(&journal)).await,
            };
            let reply = match asked.answer {
                Ok(answer) => self.learn(asked.at, asked.answered_at, answer).await?,
                Err(TransportError::Status { status: 400 | 404 | 409 | 410, .. }) => {
                    snapshots += 1;
                    restored |= self.take_snapshot().await?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let is_same_scope = journal.state.epoch.as_ref() == Some(&reply.epoch);
            if !is_same_scope || journal.state.incarnation.as_ref() != Some(&reply.incarnation) {
                snapshots += 1;
                restored |= self.take_snapshot().await?;
                continue;
            }
            self.learnt = reply.backed_up_through.or(self.learnt);
            self.report.events_pulled += u32::try_from(reply.events.len()).unwrap_or(u32::MAX);
            let applied = if reply.more {
                let next = ask(self.transport, self.clock, reply.next.clone(), sent(&journal));
                let (applied, next) = join(self.apply(&after, &reply, &asked.sent), next).await;
                ahead = Some(next);
                applied?
            } else {
                self.apply(&after, &reply, &asked.sent).await?
            };
            if !applied {
                restored |= self.take_snapshot().await?;
                continue;
            }
            if !reply.more {
                self.clear_shadow().await?;
                return Ok(restored);
            }
        }
    }

    /// Says whether the page could be applied: not when it is about rows that the snapshot left out.
    async fn apply(&mut self, after: &str, page: &PullReply, sent: &BTreeSet<u64>) -> Result<bool, Stop> {
        for _ in 0..TRIES {
            let journal = self.replica.journal().await?;
            // Another drainer was quicker: its page counts.
            if journal.state.cursor.as_deref() != Some(after) {
                return Ok(true);
            }
            let generation = journal.state.generation;
            let ledger = Ledger::fold(self.replica, generation, &page.events).await?;
            if ledger.has_gap {
                return Ok(false);
            }
            let mut state = journal.state.clone();
            state.cursor = Some(page.next.clone());
            state.passed_over |= ledger.passed_over;
            let mut batch = Batch::new();
            let premises = put_rows(&mut batch, generation, ledger.rows.values());
            self.replica.put_changed_premises(&mut batch, &journal, &mut state, premises).await?;
            let through = self.learnt.unwrap_or(journal.contact.backed_up_through);
            let overlay = settle(&mut batch, &journal, page, sent, through);
            if state != journal.state {
                batch.put(Table::Meta, meta::STATE.to_vec(), seal_json(&state));
            }
            if batch.changes.is_empty() {
                return Ok(true);
            }
            let next = journal.revision.next(overlay);
            if self.replica.write_if_unchanged(&journal, batch, next, Durability::Strict).await? {
                return Ok(true);
            }
        }
        Err(ReplicaError::Busy.into())
    }
}

/// A page that was asked for.
struct Asked {
    after: String,
    at: Timestamp,
    answered_at: Timestamp,
    answer: Result<Answer<PullReply>, TransportError>,
    /// What the server had before it was asked is in the pages: then it is no longer folded on top.
    sent: BTreeSet<u64>,
}

async fn ask<T: Transport, C: Clock>(transport: &T, clock: &C, after: String, sent: BTreeSet<u64>) -> Asked {
    let at = clock.now();
    let answer = transport.pull(&after, PAGE_EVENTS).await;
    Asked { after, at, answered_at: clock.now(), answer, sent }
}

/// Whether this build knows kinds of events that were passed over by an older one.
fn knows_more_now(journal: &Journal) -> bool {
    journal.state.passed_over && journal.state.kinds < known_kinds()
}

/// How many kinds this build knows.
pub(super) fn known_kinds() -> u32 {
    u32::try_from(Body::KINDS.len()).unwrap_or(u32::MAX)
}

/// The events that the server has taken, by their order on this phone.
pub(super) fn sent(journal: &Journal) -> BTreeSet<u64> {
    let taken = |state: &EventState| matches!(state, EventState::Sent { .. });
    journal.entries.iter().filter(|entry| taken(&entry.stored.state)).map(|entry| entry.ordinal).collect()
}

/// Own events that the page brings back, or that an earlier page must have brought, leave the top; those in a backup
/// leave the phone. Says whether any event stays on top.
fn settle(batch: &mut Batch, journal: &Journal, page: &PullReply, sent: &BTreeSet<u64>, through: u64) -> bool {
    let pulled: BTreeMap<_, _> = page.events.iter().map(|event| (event.envelope.id, event.seq)).collect();
    let mut overlay = false;
    for entry in &journal.entries {
        let seq = pulled.get(&entry.envelope.id).copied();
        let is_in_rows = entry.stored.pulled || seq.is_some() || (!page.more && sent.contains(&entry.ordinal));
        if !is_in_rows {
            overlay = true;
            continue;
        }
        let state = match (seq, &entry.stored.state) {
            (Some(seq), _) => EventState::Sent { seq: Some(seq) },
            (None, state) => state.clone(),
        };
        let key = key::ordinal(entry.ordinal);
        let is_safe = matches!(state, EventState::Sent { seq: Some(seq) } if seq <= through);
        if is_safe {
            batch.delete(Table::Sent, key.clone());
        } else if state != entry.stored.state || !entry.stored.pulled {
            batch.put(Table::Sent, key.clone(), entry.with(state, true));
        }
        if !entry.is_sent() {
            batch.delete(Table::Outbox, key);
        }
    }
    overlay
}
