//! The rescue: everything unsent in one file, for a phone that can no longer reach the server.

use crate::error::ReplicaError;
use crate::photos::StoredPhoto;
use crate::replica::Replica;
use crate::store::Store;
use gridwalk_domain::photo::PhotoHash;

impl<S: Store> Replica<S> {
    /// The unsent events and photos as the bytes of one file.
    ///
    /// Layout: the line `gridwalk-rescue 1`; a line of JSON `{account, device, events: [envelope], drafts: [draft],
    /// photos: [{sha256, mime, size}]}`; then the photos' bytes one after the other, in that order.
    ///
    /// # Errors
    /// The store's.
    pub async fn export_unsent(&self) -> Result<Vec<u8>, ReplicaError> {
        let journal = self.journal().await?;
        let mut wanted: Vec<PhotoHash> = journal.photos.keys().copied().collect();
        let drafts = self.drafts().await?;
        for hash in drafts.iter().flat_map(crate::drafts::draft_photos) {
            if !wanted.contains(&hash) {
                wanted.push(hash);
            }
        }
        let mut photos: Vec<(PhotoHash, StoredPhoto)> = Vec::with_capacity(wanted.len());
        for hash in wanted {
            if let Some(photo) = self.photo(hash).await? {
                photos.push((hash, photo));
            }
        }
        let listed: Vec<_> = photos
            .iter()
            .map(|(hash, photo)| serde_json::json!({"sha256": hash, "mime": photo.mime, "size": photo.bytes.len()}))
            .collect();
        let events: Vec<_> = journal.unsent().map(|entry| &entry.envelope).collect();
        let head = serde_json::json!({
            "account": self.identity.account,
            "device": self.identity.device,
            "events": events,
            "drafts": drafts,
            "photos": listed,
        });
        let mut file = b"gridwalk-rescue 1\n".to_vec();
        file.extend_from_slice(head.to_string().as_bytes());
        file.push(b'\n');
        for (_, photo) in &photos {
            file.extend_from_slice(&photo.bytes);
        }
        Ok(file)
    }
}
