//! Photos in memory, for the simulation and for tests. No runtime, no threads of its own.

use super::examine::{PhotoKind, Refusal, examine};
use super::store::{
    PhotoReading, PhotoRegister, PhotoRegisterError, PhotoStore, PhotoStoreError, UploadId, UploadRecord,
};
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream;
use gridwalk_domain::id::AccountId;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Default)]
struct Shelf {
    records: BTreeMap<UploadId, UploadRecord>,
    parts: BTreeMap<UploadId, Vec<u8>>,
    photos: BTreeMap<PhotoHash, Bytes>,
}

/// Keeps everything it is told for as long as it lives: a simulated restart of the server keeps the same value.
#[derive(Default)]
pub struct MemoryPhotos {
    shelf: Mutex<Shelf>,
}

impl MemoryPhotos {
    /// Empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// The hashes of all published photos, in order.
    pub fn published(&self) -> Vec<PhotoHash> {
        self.shelf().photos.keys().copied().collect()
    }

    // A panic elsewhere leaves no half-made change: each is one insert or remove.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn judge(&self, id: UploadId, expected: PhotoHash) -> Result<Option<Result<PhotoKind, Refusal>>, PhotoStoreError> {
        let Some(part) = self.shelf().parts.get(&id).cloned() else { return Ok(None) };
        examine(Cursor::new(part), expected).map(Some).map_err(|source| PhotoStoreError::of("examine", source))
    }
}

#[async_trait]
impl PhotoStore for MemoryPhotos {
    async fn put_record(&self, id: UploadId, record: &UploadRecord) -> Result<(), PhotoStoreError> {
        self.shelf().records.insert(id, record.clone());
        Ok(())
    }

    async fn record(&self, id: UploadId) -> Result<Option<UploadRecord>, PhotoStoreError> {
        Ok(self.shelf().records.get(&id).cloned())
    }

    async fn part_bytes(&self, id: UploadId) -> Result<Option<u64>, PhotoStoreError> {
        Ok(self.shelf().parts.get(&id).map(|part| part.len() as u64))
    }

    async fn append(&self, id: UploadId, offset: u64, chunk: Bytes) -> Result<(), PhotoStoreError> {
        let mut shelf = self.shelf();
        let part = shelf.parts.entry(id).or_default();
        // An offset is a part's length, and a part lies in memory: it fits a usize.
        let (start, end) = (offset as usize, offset as usize + chunk.len());
        if part.len() < end {
            part.resize(end, 0);
        }
        part[start..end].copy_from_slice(&chunk);
        Ok(())
    }

    async fn examine(
        &self,
        id: UploadId,
        expected: PhotoHash,
    ) -> Result<Option<Result<PhotoKind, Refusal>>, PhotoStoreError> {
        self.judge(id, expected)
    }

    async fn publish(&self, id: UploadId, hash: PhotoHash) -> Result<bool, PhotoStoreError> {
        let mut shelf = self.shelf();
        if let Some(part) = shelf.parts.remove(&id) {
            shelf.photos.entry(hash).or_insert_with(|| part.into());
        }
        Ok(shelf.photos.contains_key(&hash))
    }

    async fn drop_part(&self, id: UploadId) -> Result<(), PhotoStoreError> {
        self.shelf().parts.remove(&id);
        Ok(())
    }

    async fn drop_upload(&self, id: UploadId) -> Result<(), PhotoStoreError> {
        let mut shelf = self.shelf();
        shelf.records.remove(&id);
        shelf.parts.remove(&id);
        Ok(())
    }

    async fn uploads(&self) -> Result<Vec<UploadId>, PhotoStoreError> {
        Ok(self.shelf().records.keys().copied().collect())
    }

    async fn photo_bytes(&self, hash: PhotoHash) -> Result<Option<u64>, PhotoStoreError> {
        Ok(self.shelf().photos.get(&hash).map(|photo| photo.len() as u64))
    }

    async fn read(&self, hash: PhotoHash) -> Result<Option<PhotoReading>, PhotoStoreError> {
        let photo = self.shelf().photos.get(&hash).cloned();
        Ok(photo.and_then(|photo| {
            let kind = PhotoKind::sniff(&photo)?;
            let size_bytes = photo.len() as u64;
            Some(PhotoReading { kind, size_bytes, bytes: Box::pin(stream::iter([Ok(photo)])) })
        }))
    }
}

/// Who uploaded what, in memory.
#[derive(Default)]
pub struct MemoryRegister {
    pairs: Mutex<BTreeSet<(PhotoHash, AccountId)>>,
}

impl MemoryRegister {
    /// Empty.
    pub fn new() -> Self {
        Self::default()
    }

    fn pairs(&self) -> MutexGuard<'_, BTreeSet<(PhotoHash, AccountId)>> {
        self.pairs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl PhotoRegister for MemoryRegister {
    async fn uploaded(&self, hash: PhotoHash, account: AccountId, _at: Timestamp) -> Result<(), PhotoRegisterError> {
        self.pairs().insert((hash, account));
        Ok(())
    }

    async fn has_uploaded(&self, hash: PhotoHash, account: AccountId) -> Result<bool, PhotoRegisterError> {
        Ok(self.pairs().contains(&(hash, account)))
    }
}
