//! The commit: events become durable in one small transaction, or nothing happens (design 2, step 5).

use crate::error::CommitError;
use crate::journal::{EventState, PhotoState, PhotoStep, Revision, StoredEvent};
use crate::key;
use crate::replica::{Replica, TRIES};
use crate::seal::seal_json;
use crate::store::{Batch, Check, Durability, Query, Store, StoreError, Table};
use gridwalk_domain::event::{Body, Envelope, SubjectKind};
use gridwalk_domain::id::{InspectionId, SubjectId};
use gridwalk_domain::ledger::{Row, RowKey, TaskRow};
use gridwalk_domain::photo::PhotoHash;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};

/// What is to become durable at once.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// Stamped events, in the order in which they make sense: a visit before its hazards.
    pub events: Vec<Envelope>,
    /// The draft they were made from: it goes with them.
    pub draft: Option<InspectionId>,
}

/// Everything of a commit that does not depend on the store, made before the transaction opens.
struct Prepared {
    events: Vec<Vec<u8>>,
    photos: BTreeMap<PhotoHash, SubjectId>,
    subjects: Vec<RowKey>,
    draft: Option<InspectionId>,
    revision: Revision,
}

impl<S: Store> Replica<S> {
    /// Makes events durable. When it resolves `Ok`, they are on the disk, and only then may a screen say 已存手机.
    ///
    /// # Errors
    /// Nothing of the commit is stored, and the draft is as it was. See [`CommitError`].
    pub async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        let Some(last) = commit.events.last() else { return Ok(()) };
        self.prefetched.borrow_mut().take();
        let revision = Revision::committed(last.id.0);
        let prepared = self.prepare(&commit, revision)?;
        let mut known = BTreeSet::new();
        for attempt in 0..TRIES {
            let next = self.next_ordinal(attempt > 0).await?;
            let (batch, photos) = batch(&prepared, next, &known);
            match self.store.write(batch, Durability::Strict).await {
                Ok(()) => {
                    self.last_ordinal.set(next + prepared.events.len() as u64 - 1);
                    return Ok(());
                }
                Err(StoreError::Precondition { index }) => {
                    let Some(photo) = photos.get(index).copied() else {
                        // A connection that broke at the very end may have written it after all.
                        let journal = self.journal().await?;
                        if journal.entries.iter().any(|entry| entry.envelope.id == last.id) {
                            return Ok(());
                        }
                        continue;
                    };
                    // A correction may name photos that another phone took: the server has them already.
                    if !known.is_empty() {
                        return Err(CommitError::PhotoMissing(photo));
                    }
                    known = self.photos_of_rows(&prepared.subjects).await?;
                    if !known.contains(&photo) {
                        return Err(CommitError::PhotoMissing(photo));
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(CommitError::Store(crate::error::ReplicaError::Busy))
    }

    fn prepare(&self, commit: &Commit, revision: Revision) -> Result<Prepared, CommitError> {
        let mut prepared = Prepared {
            events: Vec::new(),
            photos: BTreeMap::new(),
            subjects: Vec::new(),
            draft: commit.draft,
            revision,
        };
        let mut bodies = Vec::with_capacity(commit.events.len());
        for envelope in &commit.events {
            if envelope.actor != self.identity.account || envelope.device != self.identity.device {
                return Err(CommitError::NotYours);
            }
            bodies.push(Body::decode(envelope).map_err(unreadable)?);
        }
        let buildings = new_buildings(&commit.events, &bodies);
        for (envelope, body) in commit.events.iter().zip(&bodies) {
            let text = serde_json::to_string(envelope).map_err(unreadable)?;
            let event = RawValue::from_string(text).map_err(unreadable)?;
            let record = buildings.get(&envelope.subject).copied().unwrap_or_else(|| record_of(envelope, body));
            let photos: Vec<_> = body.photos().into_iter().map(|photo| photo.sha256).collect();
            for hash in &photos {
                prepared.photos.entry(*hash).or_insert(record);
            }
            prepared.subjects.push(RowKey { kind: body.subject_kind(), id: envelope.subject });
            if let Body::TipCheckAsked(asked) = body {
                prepared.subjects.push(RowKey { kind: SubjectKind::Task, id: asked.tip.into() });
            }
            let stored = StoredEvent { record, state: EventState::Waiting, pulled: false, photos, event };
            prepared.events.push(seal_json(&stored));
        }
        Ok(prepared)
    }

    async fn next_ordinal(&self, fresh: bool) -> Result<u64, CommitError> {
        let seen = self.journal.borrow().as_ref().map(|journal| journal.last_ordinal());
        let mut last = self.last_ordinal.get().max(seen.unwrap_or(0));
        if !fresh && (seen.is_some() || last > 0) {
            return Ok(last.saturating_add(1));
        }
        for table in [Table::Outbox, Table::Sent] {
            let found = self.store.keys(&Query::prefix(table, &[]).backward().limit(1)).await?;
            last = found.first().and_then(|key| key::ordinal_of(key)).unwrap_or(0).max(last);
        }
        Ok(last.saturating_add(1))
    }

    async fn photos_of_rows(&self, subjects: &[RowKey]) -> Result<BTreeSet<PhotoHash>, CommitError> {
        let mut known = BTreeSet::new();
        for subject in subjects {
            match self.row(*subject).await? {
                Some(Row::Inspection(row)) => known.extend(row.record.all_photos().iter().map(|photo| photo.sha256)),
                Some(Row::Hazard(row)) => {
                    let photos = row.found.photos.iter().chain(&row.found.after_photos).chain(&row.after_photos);
                    known.extend(photos.map(|photo| photo.sha256));
                }
                Some(Row::Task(TaskRow { tip: Some(tip), .. })) => {
                    known.extend(tip.received.photos.iter().map(|photo| photo.sha256));
                }
                _ => {}
            }
        }
        Ok(known)
    }
}

/// The batch, and the photo that each of its first checks is about.
fn batch(prepared: &Prepared, first: u64, known: &BTreeSet<PhotoHash>) -> (Batch, Vec<PhotoHash>) {
    let mut batch = Batch::new();
    let wanted: Vec<_> = prepared.photos.iter().filter(|(hash, _)| !known.contains(hash)).collect();
    for (hash, record) in &wanted {
        let key = hash.0.to_vec();
        batch.check(Check::ExistsAny(vec![(Table::Photos, key.clone()), (Table::PhotoStates, key.clone())]));
        let state = PhotoState { record: **record, step: PhotoStep::Waiting };
        batch.put_if_absent(Table::PhotoStates, key, seal_json(&state), state.terms());
    }
    for (ordinal, event) in (first..).zip(&prepared.events) {
        // Another tab may have taken the number; one that was sent meanwhile stands in the other table.
        batch.check(Check::Absent(Table::Outbox, key::ordinal(ordinal)));
        batch.check(Check::Absent(Table::Sent, key::ordinal(ordinal)));
        batch.put(Table::Outbox, key::ordinal(ordinal), event.clone());
    }
    if let Some(draft) = prepared.draft {
        batch.delete(Table::Drafts, key::id(draft.0));
    }
    prepared.revision.write(&mut batch);
    (batch, wanted.into_iter().map(|(hash, _)| *hash).collect())
}

fn unreadable(error: impl std::fmt::Display) -> CommitError {
    CommitError::Unreadable { reason: error.to_string() }
}

/// Buildings with the premises that are registered in them by the same commit: to whoever adds a shop it is one record.
fn new_buildings(events: &[Envelope], bodies: &[Body]) -> BTreeMap<SubjectId, SubjectId> {
    let building = |(envelope, body): (&Envelope, &Body)| match body {
        Body::PremisesRegistered(registered) => registered.site.map(|site| (site.into(), envelope.subject)),
        _ => None,
    };
    events.iter().zip(bodies).filter_map(building).collect()
}

/// The record that an event is counted with: what is found or seen on a visit counts with the visit.
fn record_of(envelope: &Envelope, body: &Body) -> SubjectId {
    match body {
        Body::HazardFound(found) => found.inspection.map_or(envelope.subject, Into::into),
        Body::HazardRestated(restated) => restated.inspection.into(),
        Body::HazardSeenOpen(seen) => seen.inspection.map_or(envelope.subject, Into::into),
        Body::RectificationReported(reported) => reported.inspection.map_or(envelope.subject, Into::into),
        Body::HazardNotified(notified) => notified.notice.map_or(envelope.subject, Into::into),
        _ => envelope.subject,
    }
}
