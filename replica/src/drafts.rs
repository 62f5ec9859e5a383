//! Drafts: one key each, saved at every change.

use crate::error::ReplicaError;
use crate::key;
use crate::replica::Replica;
use crate::seal::{open_json, seal_json};
use crate::store::{Batch, Durability, Query, Store, Table};
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::record::VisitDraft;

impl<S: Store> Replica<S> {
    /// Saves a draft: relaxed at each change; strict before the camera opens and when the page is hidden.
    ///
    /// # Errors
    /// The store's, above all [`crate::store::StoreError::QuotaExceeded`]; what was saved before is still there.
    pub async fn save_draft(&self, draft: &VisitDraft, durability: Durability) -> Result<(), ReplicaError> {
        let mut batch = Batch::new();
        put(&mut batch, draft);
        Ok(self.store.write(batch, durability).await?)
    }

    /// All drafts that this build can read, the one changed last first.
    ///
    /// # Errors
    /// The store's.
    pub async fn drafts(&self) -> Result<Vec<VisitDraft>, ReplicaError> {
        let found = self.store.range(&Query::prefix(Table::Drafts, &[])).await?;
        // One made by a newer build is left where it is, and hides no other.
        let read = found.iter().filter_map(|found| open_json(Table::Drafts, &found.value).ok());
        let mut drafts: Vec<VisitDraft> = read.collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.changed_at));
        Ok(drafts)
    }

    /// One draft.
    ///
    /// # Errors
    /// The store's.
    pub async fn draft(&self, id: InspectionId) -> Result<Option<VisitDraft>, ReplicaError> {
        let sealed = self.store.get(Table::Drafts, &key::id(id.0)).await?;
        sealed.map(|sealed| open_json(Table::Drafts, &sealed)).transpose()
    }

    /// Throws a draft away. Its photos go with [`Replica::collect_unreferenced`].
    ///
    /// # Errors
    /// The store's.
    pub async fn discard_draft(&self, id: InspectionId) -> Result<(), ReplicaError> {
        let mut batch = Batch::new();
        batch.delete(Table::Drafts, key::id(id.0));
        Ok(self.store.write(batch, Durability::Strict).await?)
    }
}

pub(crate) fn put(batch: &mut Batch, draft: &VisitDraft) {
    batch.put(Table::Drafts, key::id(draft.inspection.0), seal_json(draft));
}

/// Every photo that a draft names.
pub fn draft_photos(draft: &VisitDraft) -> Vec<PhotoHash> {
    let of_rooms = draft.rooms.values().flat_map(|room| room.answers.values());
    let answers = draft.answers.values().chain(of_rooms);
    let of_answers = answers.flat_map(|answer| answer.photos.iter().chain(&answer.after_photos));
    let of_earlier = draft.earlier.values().flat_map(|earlier| &earlier.photos);
    draft.photos.iter().chain(of_answers).chain(of_earlier).map(|photo| photo.sha256).collect()
}
