//! The server's photo store as a kill finds it: it waits before and after each change.

use super::shaky::{Shaky, pause};
use async_trait::async_trait;
use bytes::Bytes;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_server::photos::{
    MemoryPhotos, PhotoKind, PhotoReading, PhotoStore, PhotoStoreError, Refusal, UploadId, UploadRecord,
};
use std::sync::Arc;

/// [`MemoryPhotos`] with waits and full disks.
pub struct ShakyPhotos {
    inner: Arc<MemoryPhotos>,
    shaky: Arc<Shaky>,
}

impl ShakyPhotos {
    /// Over a shelf that outlives the process.
    pub fn new(inner: Arc<MemoryPhotos>, shaky: Arc<Shaky>) -> Self {
        Self { inner, shaky }
    }

    async fn step(&self) -> Result<(), PhotoStoreError> {
        pause().await;
        if self.shaky.fails() { Err(PhotoStoreError::NoSpace) } else { Ok(()) }
    }
}

#[async_trait]
impl PhotoStore for ShakyPhotos {
    async fn put_record(&self, id: UploadId, record: &UploadRecord) -> Result<(), PhotoStoreError> {
        self.step().await?;
        self.inner.put_record(id, record).await
    }
    async fn record(&self, id: UploadId) -> Result<Option<UploadRecord>, PhotoStoreError> {
        pause().await;
        self.inner.record(id).await
    }
    async fn part_bytes(&self, id: UploadId) -> Result<Option<u64>, PhotoStoreError> {
        self.inner.part_bytes(id).await
    }
    async fn append(&self, id: UploadId, offset: u64, chunk: Bytes) -> Result<(), PhotoStoreError> {
        self.step().await?;
        self.inner.append(id, offset, chunk).await?;
        pause().await;
        Ok(())
    }
    async fn examine(
        &self,
        id: UploadId,
        expected: PhotoHash,
    ) -> Result<Option<Result<PhotoKind, Refusal>>, PhotoStoreError> {
        self.step().await?;
        self.inner.examine(id, expected).await
    }
    async fn publish(&self, id: UploadId, hash: PhotoHash) -> Result<bool, PhotoStoreError> {
        self.step().await?;
        let published = self.inner.publish(id, hash).await;
        pause().await;
        published
    }
    async fn drop_part(&self, id: UploadId) -> Result<(), PhotoStoreError> {
        pause().await;
        self.inner.drop_part(id).await
    }
    async fn drop_upload(&self, id: UploadId) -> Result<(), PhotoStoreError> {
        pause().await;
        self.inner.drop_upload(id).await
    }
    async fn uploads(&self) -> Result<Vec<UploadId>, PhotoStoreError> {
        self.inner.uploads().await
    }
    async fn photo_bytes(&self, hash: PhotoHash) -> Result<Option<u64>, PhotoStoreError> {
        self.inner.photo_bytes(hash).await
    }
    async fn read(&self, hash: PhotoHash) -> Result<Option<PhotoReading>, PhotoStoreError> {
        self.inner.read(hash).await
    }
}
