//! One lock for each upload in use. Runs in any executor.

use super::store::UploadId;
use futures::lock::{Mutex, OwnedMutexGuard};
use std::collections::HashMap;
use std::sync::{Arc, Mutex as TableMutex, PoisonError};

#[derive(Default)]
pub(super) struct Locks {
    table: TableMutex<HashMap<UploadId, Arc<Mutex<()>>>>,
}

impl Locks {
    /// Waits until nobody else holds the upload.
    pub(super) async fn hold(&self, id: UploadId) -> OwnedMutexGuard<()> {
        let lock = self.table.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default().clone();
        lock.lock_owned().await
    }

    /// Forgets the locks that nobody holds or awaits.
    pub(super) fn prune(&self) {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.retain(|_, lock| Arc::strong_count(lock) > 1);
    }
}
