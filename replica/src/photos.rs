//! Photos: clean bytes under their hash, stored at the shutter together with the draft that names them.

use crate::drafts::{self, draft_photos};
use crate::error::ReplicaError;
use crate::journal::{TERM_COVERED, hash_of};
use crate::key;
use crate::replica::Replica;
use crate::seal::{open, seal};
use crate::store::{Batch, Durability, KeyRange, Query, Store, Table};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::record::VisitDraft;
use gridwalk_domain::time::Timestamp;
use std::collections::BTreeSet;

/// How long an unreferenced photo is kept: 24 h.
const UNREFERENCED_KEPT_MS: i64 = 86_400_000;

/// A photo of this phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPhoto {
    /// `image/jpeg`, mostly.
    pub mime: String,
    /// Clean bytes, without the watermark.
    pub bytes: Vec<u8>,
}

impl<S: Store> Replica<S> {
    /// Stores a photo durably, in one transaction with the draft that already names it. `now` is the device's clock.
    ///
    /// # Errors
    /// The store's, above all [`crate::store::StoreError::QuotaExceeded`]: then neither is written.
    pub async fn put_photo(
        &self,
        hash: PhotoHash,
        bytes: &[u8],
        mime: &str,
        draft: Option<&VisitDraft>,
        now: Timestamp,
    ) -> Result<(), ReplicaError> {
        let mut batch = Batch::new();
        let terms = vec![key::stored_at(now)];
        batch.put_with_terms(Table::Photos, hash.0.to_vec(), seal(&encode(mime, bytes)), terms);
        if let Some(draft) = draft {
            drafts::put(&mut batch, draft);
        }
        Ok(self.store.write(batch, Durability::Strict).await?)
    }

    /// The bytes of a photo, if they are on this phone.
    ///
    /// # Errors
    /// The store's.
    pub async fn photo(&self, hash: PhotoHash) -> Result<Option<StoredPhoto>, ReplicaError> {
        let Some(sealed) = self.store.get(Table::Photos, &hash.0).await? else { return Ok(None) };
        decode(open(Table::Photos, &sealed)?).map(Some).ok_or(ReplicaError::Corrupt { table: Table::Photos })
    }

    /// Removes photos stored more than a day ago that no draft and no event names, in one transaction; how many.
    ///
    /// # Errors
    /// The store's.
    pub async fn collect_unreferenced(&self, now: Timestamp) -> Result<usize, ReplicaError> {
        let before = key::stored_at(now.plus_millis(-UNREFERENCED_KEPT_MS));
        let range = KeyRange { from: Vec::new(), to: Some(before) };
        let mut old: BTreeSet<_> =
            self.store.keys(&Query::term_range(Table::Photos, range)).await?.into_iter().collect();
        if old.is_empty() {
            return Ok(0);
        }
        for draft in self.drafts().await? {
            draft_photos(&draft).iter().for_each(|hash| _ = old.remove(hash.0.as_slice()));
        }
        // A committed photo has a state as long as its bytes are wanted.
        for committed in self.store.keys(&Query::prefix(Table::PhotoStates, &[])).await? {
            old.remove(&committed);
        }
        let mut batch = Batch::new();
        let count = old.len();
        old.into_iter().for_each(|hash| _ = batch.delete(Table::Photos, hash));
        self.store.write(batch, Durability::Relaxed).await?;
        Ok(count)
    }

    /// Under storage pressure: removes the bytes of at most `count` photos that the server has in a backup, the oldest
    /// first. What the server has is shown from there.
    ///
    /// # Errors
    /// The store's.
    pub async fn release_backed_up(&self, count: u32) -> Result<usize, ReplicaError> {
        let through = self.journal().await?.contact.backed_up_through;
        let end = [TERM_COVERED, &through.saturating_add(1).to_be_bytes()].concat();
        let range = KeyRange { from: TERM_COVERED.to_vec(), to: Some(end) };
        let covered = self.store.keys(&Query::term_range(Table::PhotoStates, range).limit(count)).await?;
        let mut batch = Batch::new();
        for key in &covered {
            let hash = hash_of(Table::PhotoStates, key)?;
            batch.delete(Table::Photos, hash.0.to_vec()).delete(Table::PhotoStates, key.clone());
        }
        self.store.write(batch, Durability::Relaxed).await?;
        Ok(covered.len())
    }
}

fn encode(mime: &str, bytes: &[u8]) -> Vec<u8> {
    let mime = &mime.as_bytes()[..mime.len().min(usize::from(u8::MAX))];
    let mut value = Vec::with_capacity(1 + mime.len() + bytes.len());
    value.push(mime.len() as u8);
    value.extend_from_slice(mime);
    value.extend_from_slice(bytes);
    value
}

fn decode(value: &[u8]) -> Option<StoredPhoto> {
    let (length, rest) = value.split_first()?;
    let (mime, bytes) = rest.split_at_checked(usize::from(*length))?;
    Some(StoredPhoto { mime: String::from_utf8(mime.to_vec()).ok()?, bytes: bytes.to_vec() })
}
