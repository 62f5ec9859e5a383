//! The upload state machine: create, append, finish, terminate, expire.
//!
//! An upload's offset is the number of bytes that stand, which is always a true beginning of the photo: a cut in
//! the middle of an append costs nothing that was written. Whoever comes second with the same offset is told the
//! present one. A photo counts as received only when it is published *and* its uploader registered; a crash between
//! the two is mended by the next question about the upload.

use super::examine::{Refusal, is_heic_media_type};
use super::locks::Locks;
use super::store::{Part, PhotoRegister, PhotoRegisterError, PhotoStore, PhotoStoreError, UploadId, UploadRecord};
use super::{PHOTO_BYTES_MAX, UPLOAD_KEPT_MS};
use bytes::Bytes;
use gridwalk_domain::id::AccountId;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use std::sync::Arc;

// The record is not written anew for every piece: moving the expiry by hours is exact enough for days.
const EXPIRY_STEP_MS: i64 = 3_600_000;

/// What a client promises when it creates an upload.
#[derive(Clone, Debug, PartialEq)]
pub struct NewUpload {
    /// What the bytes will hash to.
    pub sha256: PhotoHash,
    /// How many bytes there will be.
    pub size_bytes: u64,
    /// What the client calls the kind; only refused kinds are acted on, the bytes decide.
    pub media_type: Option<String>,
    /// `Upload-Metadata` as it was sent, to be given back.
    pub metadata: String,
}

/// How an upload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that stand; the next append starts there.
    pub offset: u64,
    /// Bytes there will be.
    pub size_bytes: u64,
    /// The photo is published and its uploader known: the receipt.
    pub done: bool,
    /// When the upload is cleaned away unless bytes arrive.
    pub expires_at: Timestamp,
    /// `Upload-Metadata` as it was sent.
    pub metadata: String,
}

/// Why an upload did not go on.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// No such upload, or another account's.
    #[error("no such upload")]
    Unknown,
    /// It was there, and is no more.
    #[error("the upload has expired")]
    Expired,
    /// Somebody else wrote in the meantime, or the client lost count.
    #[error("the upload stands at {offset}, not at {given}")]
    OffsetConflict {
        /// As it stands.
        offset: u64,
        /// As the client said.
        given: u64,
    },
    /// More bytes than [`PHOTO_BYTES_MAX`] were announced.
    #[error("{size_bytes} bytes are too many; up to {PHOTO_BYTES_MAX} are taken")]
    TooLarge {
        /// As announced.
        size_bytes: u64,
    },
    /// More bytes came than were announced. None of this piece is kept.
    #[error("more bytes than the announced {size_bytes}")]
    PastTheEnd {
        /// As announced.
        size_bytes: u64,
    },
    /// The bytes are no photo, or not the promised one.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed; the client may try again.
    #[error(transparent)]
    Store(#[from] PhotoStoreError),
    /// The register failed; the client may try again.
    #[error(transparent)]
    Register(#[from] PhotoRegisterError),
}

/// The uploads of all accounts. Cheap to clone.
#[derive(Clone)]
pub struct Uploads {
    store: Arc<dyn PhotoStore>,
    register: Arc<dyn PhotoRegister>,
    locks: Arc<Locks>,
}

impl Uploads {
    /// Over a store of bytes and a register of uploaders.
    pub fn new(store: Arc<dyn PhotoStore>, register: Arc<dyn PhotoRegister>) -> Self {
        Self { store, register, locks: Arc::default() }
    }

    /// Where the bytes lie.
    pub fn store(&self) -> &dyn PhotoStore {
        &*self.store
    }

    /// Starts an upload under `id`, which the caller drew at random.
    ///
    /// When `owner` has uploaded these very bytes before, the upload is born done.
    ///
    /// # Errors
    /// [`UploadError::TooLarge`], [`UploadError::Refused`] (empty, or a kind that is not taken), store, register.
    pub async fn create(
        &self,
        id: UploadId,
        owner: AccountId,
        new: NewUpload,
        now: Timestamp,
    ) -> Result<Progress, UploadError> {
        if new.size_bytes > PHOTO_BYTES_MAX {
            return Err(UploadError::TooLarge { size_bytes: new.size_bytes });
        }
        if new.size_bytes == 0 {
            return Err(Refusal::Empty.into());
        }
        if new.media_type.as_deref().is_some_and(is_heic_media_type) {
            return Err(Refusal::Heic.into());
        }
        let known = self.register.has_uploaded(new.sha256, owner).await?
            && self.store.photo_bytes(new.sha256).await? == Some(new.size_bytes);
        let record = UploadRecord {
            owner,
            sha256: new.sha256,
            size_bytes: new.size_bytes,
            expires_at: now.plus_millis(UPLOAD_KEPT_MS),
            part: if known { Part::Done } else { Part::Receiving },
            metadata: new.metadata,
        };
        self.store.put_record(id, &record).await?;
        Ok(progress(&record, 0))
    }

    /// How the upload stands. Ends a check that a crash or a cut connection left open.
    ///
    /// # Errors
    /// [`UploadError::Unknown`], [`UploadError::Expired`], [`UploadError::Refused`], store, register.
    pub async fn progress(&self, id: UploadId, owner: AccountId, now: Timestamp) -> Result<Progress, UploadError> {
        let _held = self.locks.hold(id).await;
        let record = self.owned(id, owner, now).await?;
        self.settle(id, record, now).await
    }

    /// Adds `chunk` at `offset`. The last byte starts the check and the publication, and the answer is the receipt.
    ///
    /// # Errors
    /// Those of [`Self::progress`], [`UploadError::OffsetConflict`], [`UploadError::PastTheEnd`].
    pub async fn append(
        &self,
        id: UploadId,
        owner: AccountId,
        offset: u64,
        chunk: Bytes,
        now: Timestamp,
    ) -> Result<Progress, UploadError> {
        let _held = self.locks.hold(id).await;
        let mut record = self.owned(id, owner, now).await?;
        let before = self.settle(id, record.clone(), now).await?;
        if before.offset != offset {
            return Err(UploadError::OffsetConflict { offset: before.offset, given: offset });
        }
        let end = offset.saturating_add(chunk.len() as u64);
        if end > record.size_bytes {
            return Err(UploadError::PastTheEnd { size_bytes: record.size_bytes });
        }
        if chunk.is_empty() {
            return Ok(before);
        }
        self.store.append(id, offset, chunk).await?;
        if end < record.size_bytes {
            let expires_at = now.plus_millis(UPLOAD_KEPT_MS);
            if expires_at.since(record.expires_at) >= EXPIRY_STEP_MS {
                self.put(id, &mut record, Part::Receiving, now).await?;
            }
            return Ok(progress(&record, end));
        }
        self.finish(id, record, now).await
    }

    /// Forgets the upload and its bytes. A photo that it published stays.
    ///
    /// # Errors
    /// [`UploadError::Unknown`], [`UploadError::Expired`], store.
    pub async fn terminate(&self, id: UploadId, owner: AccountId, now: Timestamp) -> Result<(), UploadError> {
        let _held = self.locks.hold(id).await;
        self.owned(id, owner, now).await?;
        Ok(self.store.drop_upload(id).await?)
    }

    /// Cleans expired uploads away and says how many they were. For the start of the server, and then every hour.
    ///
    /// # Errors
    /// The store's.
    pub async fn clean(&self, now: Timestamp) -> Result<usize, PhotoStoreError> {
        let mut cleaned = 0;
        for id in self.store.uploads().await? {
            let _held = self.locks.hold(id).await;
            let expired = self.store.record(id).await?.is_none_or(|record| record.expires_at <= now);
            if expired {
                self.store.drop_upload(id).await?;
                cleaned += 1;
            }
        }
        self.locks.prune();
        Ok(cleaned)
    }

    async fn owned(&self, id: UploadId, owner: AccountId, now: Timestamp) -> Result<UploadRecord, UploadError> {
        match self.store.record(id).await? {
            Some(record) if record.owner != owner => Err(UploadError::Unknown),
            Some(record) if record.expires_at <= now => Err(UploadError::Expired),
            Some(record) => Ok(record),
            None => Err(UploadError::Unknown),
        }
    }

    /// The present state, after ending a check that was left open.
    async fn settle(&self, id: UploadId, record: UploadRecord, now: Timestamp) -> Result<Progress, UploadError> {
        match &record.part {
            Part::Done => Ok(progress(&record, record.size_bytes)),
            Part::Refused { reason } => Err(reason.clone().into()),
            Part::Checked => self.conclude(id, record, now).await,
            Part::Receiving => match self.store.part_bytes(id).await?.unwrap_or(0) {
                offset if offset < record.size_bytes => Ok(progress(&record, offset)),
                _ => self.finish(id, record, now).await,
            },
        }
    }

    /// All bytes are there: judge them.
    async fn finish(&self, id: UploadId, mut record: UploadRecord, now: Timestamp) -> Result<Progress, UploadError> {
        match self.store.examine(id, record.sha256).await? {
            Some(Ok(_)) => {
                self.put(id, &mut record, Part::Checked, now).await?;
                self.conclude(id, record, now).await
            }
            Some(Err(reason)) => {
                self.put(id, &mut record, Part::Refused { reason: reason.clone() }, now).await?;
                self.store.drop_part(id).await?;
                Err(reason.into())
            }
            None => Ok(progress(&record, 0)),
        }
    }

    /// The bytes were good: publish, register, and only then say so.
    async fn conclude(&self, id: UploadId, mut record: UploadRecord, now: Timestamp) -> Result<Progress, UploadError> {
        if !self.store.publish(id, record.sha256).await? {
            self.put(id, &mut record, Part::Receiving, now).await?;
            return Ok(progress(&record, 0));
        }
        self.register.uploaded(record.sha256, record.owner, now).await?;
        self.put(id, &mut record, Part::Done, now).await?;
        Ok(progress(&record, record.size_bytes))
    }

    async fn put(
        &self,
        id: UploadId,
        record: &mut UploadRecord,
        part: Part,
        now: Timestamp,
    ) -> Result<(), PhotoStoreError> {
        record.part = part;
        record.expires_at = now.plus_millis(UPLOAD_KEPT_MS);
        self.store.put_record(id, record).await
    }
}

fn progress(record: &UploadRecord, offset: u64) -> Progress {
    let done = record.part == Part::Done;
    Progress {
        offset: if done { record.size_bytes } else { offset },
        size_bytes: record.size_bytes,
        done,
        expires_at: record.expires_at,
        metadata: record.metadata.clone(),
    }
}

#[cfg(test)]
mod tests;
