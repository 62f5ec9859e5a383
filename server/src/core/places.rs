//! The area tree in memory, the epochs of scopes, and moving an area.

use super::Core;
use crate::store::{StoreError, StoredArea};
use gridwalk_domain::area::{Area, AreaLevel, AreaTree};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The tree as it is now.
#[derive(Debug, Default)]
pub struct Places {
    /// Who is below whom.
    pub tree: AreaTree,
    epochs: BTreeMap<AreaId, u64>,
    /// How often the tree had been changed when it was read.
    pub(super) stamp: u64,
}

/// Why an area was not moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// One of the two is not known.
    #[error("area {0} is not known")]
    Unknown(AreaId),
    /// It would lie below itself.
    #[error("area {0} would lie below itself")]
    Cycle(AreaId),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Places {
    pub(super) fn new(areas: Vec<StoredArea>, stamp: u64) -> Self {
        let epochs = areas.iter().map(|stored| (stored.area.id, stored.epoch)).collect();
        Self { tree: AreaTree::new(areas.into_iter().map(|stored| stored.area)), epochs, stamp }
    }

    /// The stream (sub-district) that events of `area` are ordered in; `None` unless `area` is below one.
    pub fn stream(&self, area: AreaId) -> Option<AreaId> {
        self.tree.on_level(area, AreaLevel::Subdistrict).map(|area| area.id)
    }

    /// The areas that lie in no other.
    pub fn roots(&self) -> Vec<AreaId> {
        let is_root = |area: &&Area| area.parent.is_none_or(|parent| self.tree.get(parent).is_none());
        self.tree.iter().filter(is_root).map(|area| area.id).collect()
    }

    /// Names the extent of the scope that `roots` open: it changes when an area moves into or out of it, and when the
    /// roots change, and then a replica begins anew with a snapshot.
    pub fn epoch(&self, roots: &[AreaId]) -> String {
        let roots: BTreeSet<_> = roots.iter().collect();
        let mut hasher = Sha256::new();
        for root in roots {
            hasher.update(root.0.as_bytes());
            hasher.update(self.epochs.get(root).copied().unwrap_or(0).to_be_bytes());
        }
        hex::encode(&hasher.finalize()[..8])
    }

    /// What somebody answering for `roots` is shown of the tree: all below them, and what they lie in.
    pub fn around(&self, roots: &[AreaId]) -> Vec<Area> {
        let below = roots.iter().flat_map(|root| self.tree.below(*root));
        let above = roots.iter().flat_map(|root| self.tree.above(*root)).map(|area| area.id);
        let ids: BTreeSet<_> = below.chain(above).collect();
        ids.into_iter().filter_map(|id| self.tree.get(id)).cloned().collect()
    }
}

impl Core {
    /// Adds areas or changes those of the same id. For areas that change their parent use [`Core::move_area`].
    pub async fn put_areas(&self, areas: &[Area]) -> Result<(), StoreError> {
        self.store.put_areas(areas, &[]).await?;
        self.reload_places().await
    }

    /// Puts `area` under another parent. Its history goes with it: it is read by whoever now answers for it, and the
    /// epoch of both sides changes. Areas that held it before and hold it after keep theirs, unless it goes to another
    /// sub-district, and so to another stream.
    pub async fn move_area(&self, area: AreaId, parent: AreaId, now: Timestamp) -> Result<(), MoveError> {
        let places = self.places();
        let mut moved = places.tree.get(area).cloned().ok_or(MoveError::Unknown(area))?;
        places.tree.get(parent).ok_or(MoveError::Unknown(parent))?;
        let above = |id| places.tree.above(id).into_iter().map(|area| area.id).collect::<BTreeSet<_>>();
        let new = above(parent);
        if new.contains(&area) {
            return Err(MoveError::Cycle(area));
        }
        let old: BTreeSet<_> = above(area).into_iter().filter(|id| *id != area).collect();
        let mut bumped: BTreeSet<_> = old.symmetric_difference(&new).copied().collect();
        let is_ordered_within = moved.level > AreaLevel::Subdistrict;
        if is_ordered_within && places.stream(area) != places.stream(parent) {
            // Its events go on in another stream, and a reader behind in the old one could meet the later ones first:
            // whoever sees the area at all begins anew.
            bumped.extend(old.union(&new).copied().chain(places.tree.below(area)));
        }
        let bumped: Vec<_> = bumped.into_iter().collect();
        moved.parent = Some(parent);
        moved.moved_at = Some(now);
        self.store.put_areas(&[moved], &bumped).await?;
        Ok(self.reload_places().await?)
    }
}
