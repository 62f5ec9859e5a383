//! The outbox as a person sees it: what is not on the server yet, what was refused and why.
//!
//! Invariant: nothing in it expires, and nothing leaves the phone before the server's receipt.

mod rescue;

use crate::error::ReplicaError;
use crate::journal::{EventState, Journal, PhotoState, PhotoStep};
use crate::key;
use crate::replica::{Replica, TRIES};
use crate::store::{Batch, Durability, Store, Table};
use gridwalk_domain::event::Envelope;
use gridwalk_domain::id::{EventId, InspectionId, SubjectId};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 未上传 N 条, and what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxStatus {
    /// Records of which anything, a photo too, is not on the server. A visit with its hazards is one record.
    pub unsent_records: u32,
    /// Photos not on the server.
    pub unsent_photos: u32,
    /// Events that the server refused.
    pub refused: u32,
    /// When the oldest unsent event was committed, by the device's clock.
    pub oldest_unsent_at: Option<Timestamp>,
    /// When the next attempt is due by itself, after one failed.
    pub next_try_at: Option<Timestamp>,
    /// Until when the server asked to be left alone, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Timestamp>,
    /// When everything was last sent and pulled.
    pub synced_at: Option<Timestamp>,
    /// Server's clock minus the device's, milliseconds, as last measured; `None` before the first answer.
    pub clock_offset_ms: Option<i64>,
    /// Whether this replica is sending just now.
    pub sending: bool,
}

/// How far a record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordStatus {
    /// 已存手机.
    Saved,
    /// 上传中.
    Uploading,
    /// 已上传.
    Uploaded,
    /// On the server, kept apart until a person decides.
    Held {
        /// The server's word.
        reason: String,
    },
    /// 未传成功.
    Failed {
        /// A stable word: the server's, or `missing` or `damaged` of a photo.
        reason: String,
    },
}

/// How far a photo is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoStatus {
    /// 已存手机.
    Saved,
    /// 上传中.
    Uploading {
        /// Bytes the server has.
        sent_bytes: u32,
    },
    /// 已上传.
    Uploaded,
    /// 未传成功.
    Failed {
        /// A stable word.
        reason: String,
    },
}

/// An event that the server refused. It stays until it is taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// As committed.
    pub envelope: Envelope,
    /// The record it belongs to.
    pub record: SubjectId,
    /// The server's word.
    pub reason: String,
}

impl<S: Store> Replica<S> {
    /// What is not on the server.
    ///
    /// # Errors
    /// The store's.
    pub async fn status(&self) -> Result<OutboxStatus, ReplicaError> {
        let journal = self.journal().await?;
        let of_events = journal.unsent().map(|entry| entry.stored.record);
        let records: BTreeSet<_> = of_events.chain(journal.photos.values().map(|photo| photo.record)).collect();
        let is_refused = |state: &EventState| matches!(state, EventState::Refused { .. });
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(OutboxStatus {
            unsent_records: count(records.len()),
            unsent_photos: count(journal.photos.len()),
            refused: count(journal.unsent().filter(|entry| is_refused(&entry.stored.state)).count()),
            oldest_unsent_at: journal.unsent().map(|entry| entry.envelope.at).min(),
            next_try_at: journal.contact.next_try_at,
            held_until: journal.contact.held_until,
            synced_at: journal.contact.synced_at,
            clock_offset_ms: journal.contact.clock_offset_ms,
            sending: self.draining.get(),
        })
    }

    /// How far a visit is, its hazards and photos included.
    ///
    /// # Errors
    /// The store's.
    pub async fn record_status(&self, id: InspectionId) -> Result<RecordStatus, ReplicaError> {
        Ok(record_status(&*self.journal().await?, id.into(), self.draining.get()))
    }

    /// How far each of these records is: for a list.
    ///
    /// # Errors
    /// The store's.
    pub async fn record_statuses(&self, ids: &[SubjectId]) -> Result<Vec<RecordStatus>, ReplicaError> {
        let journal = self.journal().await?;
        Ok(ids.iter().map(|id| record_status(&journal, *id, self.draining.get())).collect())
    }

    /// How far a committed photo is. One that this phone does not know came from the server.
    ///
    /// # Errors
    /// The store's.
    pub async fn photo_status(&self, hash: PhotoHash) -> Result<PhotoStatus, ReplicaError> {
        let journal = self.journal().await?;
        Ok(match journal.photos.get(&hash).map(|state| &state.step) {
            None | Some(PhotoStep::Uploaded { .. }) => PhotoStatus::Uploaded,
            Some(PhotoStep::Waiting) => PhotoStatus::Saved,
            Some(PhotoStep::Sending { offset, .. }) => PhotoStatus::Uploading { sent_bytes: *offset },
            Some(PhotoStep::Failed { reason }) => PhotoStatus::Failed { reason: reason.clone() },
        })
    }

    /// Events that the server refused, oldest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn refused(&self) -> Result<Vec<Refused>, ReplicaError> {
        let journal = self.journal().await?;
        let refused = journal.entries.iter().filter_map(|entry| match &entry.stored.state {
            EventState::Refused { reason } => {
                Some(Refused { envelope: entry.envelope.clone(), record: entry.stored.record, reason: reason.clone() })
            }
            _ => None,
        });
        Ok(refused.collect())
    }

    /// Offers a refused event again with the next drain, and every refused event and failed photo of its record.
    ///
    /// # Errors
    /// The store's.
    pub async fn retry(&self, id: EventId) -> Result<(), ReplicaError> {
        let journal = self.journal().await?;
        let Some(record) = journal.entries.iter().find(|entry| entry.envelope.id == id) else { return Ok(()) };
        let record = record.stored.record;
        self.retry_where(|of| of == record).await
    }

    /// Offers again whatever of one record was refused or failed.
    ///
    /// # Errors
    /// The store's.
    pub async fn retry_record(&self, record: SubjectId) -> Result<(), ReplicaError> {
        self.retry_where(|of| of == record).await
    }

    /// Offers everything again that was refused or failed: 立即上传.
    ///
    /// # Errors
    /// The store's.
    pub async fn retry_all(&self) -> Result<(), ReplicaError> {
        self.retry_where(|_| true).await
    }

    async fn retry_where(&self, wanted: impl Fn(SubjectId) -> bool) -> Result<(), ReplicaError> {
        for _ in 0..TRIES {
            let journal = self.journal().await?;
            let mut batch = Batch::new();
            for entry in &journal.entries {
                if matches!(entry.stored.state, EventState::Refused { .. }) && wanted(entry.stored.record) {
                    let value = entry.with(EventState::Waiting, entry.stored.pulled);
                    batch.put(Table::Outbox, key::ordinal(entry.ordinal), value);
                }
            }
            for (hash, photo) in &journal.photos {
                if matches!(photo.step, PhotoStep::Failed { .. }) && wanted(photo.record) {
                    PhotoState { record: photo.record, step: PhotoStep::Waiting }.put(&mut batch, *hash);
                }
            }
            if batch.changes.is_empty() {
                return Ok(());
            }
            let next = journal.revision.next(journal.revision.overlay);
            if self.write_if_unchanged(&journal, batch, next, Durability::Strict).await? {
                return Ok(());
            }
        }
        Err(ReplicaError::Busy)
    }
}

fn record_status(journal: &Journal, record: SubjectId, sending: bool) -> RecordStatus {
    let (mut waiting, mut begun, mut held) = (false, false, None);
    for entry in journal.entries.iter().filter(|entry| entry.stored.record == record) {
        match &entry.stored.state {
            EventState::Refused { reason } => return RecordStatus::Failed { reason: reason.clone() },
            EventState::Held { reason } => held = Some(reason.clone()),
            EventState::Waiting => waiting = true,
            EventState::Sent { .. } => begun = true,
        }
    }
    for photo in journal.photos.values().filter(|photo| photo.record == record) {
        waiting = true;
        match &photo.step {
            PhotoStep::Failed { reason } => return RecordStatus::Failed { reason: reason.clone() },
            PhotoStep::Sending { .. } => begun = true,
            PhotoStep::Waiting | PhotoStep::Uploaded { .. } => {}
        }
    }
    match (held, waiting) {
        (Some(reason), _) => RecordStatus::Held { reason },
        (None, false) => RecordStatus::Uploaded,
        (None, true) if begun || sending => RecordStatus::Uploading,
        (None, true) => RecordStatus::Saved,
    }
}
