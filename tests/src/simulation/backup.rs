//! The server's backup: events, photos and who uploaded them, as they were at one moment.

use super::town;
use bytes::Bytes;
use futures::TryStreamExt;
use gridwalk_domain::event::Envelope;
use gridwalk_domain::id::{AccountId, AreaId};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use gridwalk_server::core::Core;
use gridwalk_server::photos::{MemoryPhotos, PhotoStore, UploadId};
use gridwalk_server::store::Store;
use gridwalk_server::store::memory::MemoryStore;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

/// A second copy.
#[derive(Clone, Debug)]
pub struct Backup {
    /// The last event of each stream that is in it.
    pub heads: BTreeMap<AreaId, u64>,
    events: Vec<(Envelope, Timestamp)>,
    photos: BTreeMap<PhotoHash, Bytes>,
    uploaders: Vec<(PhotoHash, AccountId)>,
}

impl Backup {
    /// Of everything that is there now.
    ///
    /// # Errors
    /// A store's.
    pub async fn take(store: &MemoryStore, photos: &MemoryPhotos) -> Result<Self, Box<dyn Error>> {
        let heads = store.heads().await?;
        let mut events = Vec::new();
        for stream in heads.keys() {
            let run = store.chain(*stream, 0, u32::MAX).await?;
            events.extend(run.into_iter().map(|(recorded, _)| (recorded.envelope, recorded.received_at)));
        }
        let (mut kept, mut uploaders) = (BTreeMap::new(), Vec::new());
        for hash in photos.published() {
            if let Some(reading) = photos.read(hash).await? {
                let pieces: Vec<Bytes> = reading.bytes.try_collect().await?;
                kept.insert(hash, pieces.concat().into());
            }
            for account in town::ACCOUNTS {
                if store.has_uploaded(hash, account).await? {
                    uploaders.push((hash, account));
                }
            }
        }
        Ok(Self { heads, events, photos: kept, uploaders })
    }

    /// Fills empty stores.
    ///
    /// # Errors
    /// A store's, or an event is not taken that was taken before.
    pub async fn put_into(&self, store: &Arc<MemoryStore>, photos: &MemoryPhotos) -> Result<(), Box<dyn Error>> {
        town::people(store).await?;
        let store: Arc<dyn Store> = Arc::<MemoryStore>::clone(store);
        Core::open(Arc::clone(&store)).await?.load(self.events.clone()).await?;
        for (nth, (hash, bytes)) in self.photos.iter().enumerate() {
            let id = UploadId::from_random(nth as u128);
            photos.append(id, 0, bytes.clone()).await?;
            photos.publish(id, *hash).await?;
        }
        for (hash, account) in &self.uploaders {
            store.photo_uploaded(*hash, *account, Timestamp::default()).await?;
        }
        Ok(())
    }
}
