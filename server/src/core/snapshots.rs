//! Snapshots being read page by page: their rows are those of one moment, so what follows them is exactly the pull
//! from their cursor.

use crate::store::Cursor;
use gridwalk_domain::id::AccountId;
use gridwalk_domain::ledger::Row;
use gridwalk_domain::time::Timestamp;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

const KEPT_MS: i64 = 15 * 60_000;
const ROWS_MAX: usize = 200_000;

/// One moment of one scope.
#[derive(Debug)]
pub struct Snapshot {
    pub id: Uuid,
    pub account: AccountId,
    pub made_at: Timestamp,
    pub epoch: String,
    pub cursor: Cursor,
    pub rows: Vec<Row>,
}

/// Those being read, oldest first; bounded in age and in rows. A reader whose snapshot has gone begins again.
#[derive(Debug, Default)]
pub struct Snapshots {
    kept: Mutex<VecDeque<Arc<Snapshot>>>,
}

impl Snapshots {
    pub fn keep(&self, snapshot: &Arc<Snapshot>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|old| snapshot.made_at.since(old.made_at) < KEPT_MS);
        kept.push_back(Arc::clone(snapshot));
        let mut rows: usize = kept.iter().map(|kept| kept.rows.len()).sum();
        while kept.len() > 1 && rows > ROWS_MAX {
            rows -= kept.pop_front().map_or(0, |oldest| oldest.rows.len());
        }
    }

    pub fn get(&self, id: Uuid, account: AccountId) -> Option<Arc<Snapshot>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|snapshot| snapshot.id == id && snapshot.account == account).cloned()
    }
}
