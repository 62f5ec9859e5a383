//! Appending in memory: changes are gathered apart and put in at the commit.

use super::*;
use futures::lock::OwnedMutexGuard;
use gridwalk_domain::chain::{ORIGIN, link};

pub struct MemoryAppend {
    state: Arc<Mutex<State>>,
    _turn: OwnedMutexGuard<()>,
    stream: AreaId,
    seq: u64,
    link: Link,
    events: Vec<StoredEvent>,
    known: HashMap<EventId, Known>,
    quarantined: Vec<Quarantined>,
    rows: BTreeMap<RowKey, StoredRow>,
    photos: BTreeSet<(PhotoHash, AccountId, AreaId)>,
}

impl MemoryAppend {
    pub fn begin(state: Arc<Mutex<State>>, turn: OwnedMutexGuard<()>, stream: AreaId) -> Self {
        let (seq, link) = {
            let state = state.lock().unwrap_or_else(PoisonError::into_inner);
            let last = state.streams.get(&stream).and_then(|events| events.last());
            last.map_or((0, ORIGIN), |last| (last.recorded.seq, last.link))
        };
        Self {
            state,
            _turn: turn,
            stream,
            seq,
            link,
            events: Vec::new(),
            known: HashMap::new(),
            quarantined: Vec::new(),
            rows: BTreeMap::new(),
            photos: BTreeSet::new(),
        }
    }

    fn stored_row(&self, key: &RowKey) -> Option<StoredRow> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.rows.get(key).or_else(|| state.rows.get(key)).cloned()
    }
}

#[async_trait]
impl Append for MemoryAppend {
    async fn known(&mut self, id: EventId) -> Result<Option<Known>> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.known.get(&id).or_else(|| state.known.get(&id)).cloned())
    }

    async fn rows(&mut self, keys: &[RowKey]) -> Result<RowSet> {
        Ok(keys.iter().filter_map(|key| Some((*key, self.stored_row(key)?.row))).collect())
    }

    async fn add(&mut self, addition: &Addition<'_>) -> Result<u64> {
        let Addition { envelope, digest, received_at, rows, photos, photo_author } = addition;
        self.seq += 1;
        let recorded = Recorded { envelope: (*envelope).clone(), seq: self.seq, received_at: *received_at };
        self.link = link(&self.link, &recorded);
        self.events.push(StoredEvent { recorded, link: self.link });
        self.known.insert(envelope.id, Known { digest: *digest, seq: Some(self.seq) });
        for row in rows {
            let since = self.stored_row(&row.key()).map_or(*received_at, |stored| stored.since);
            self.rows.insert(row.key(), StoredRow { row: (*row).clone(), index: RowIndex::of(row), since });
        }
        self.photos.extend(photos.iter().map(|hash| (*hash, *photo_author, envelope.area)));
        Ok(self.seq)
    }

    async fn quarantine(&mut self, quarantined: &Quarantined) -> Result<()> {
        self.known.insert(quarantined.envelope.id, Known { digest: quarantined.digest, seq: None });
        self.quarantined.push(quarantined.clone());
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.events.is_empty() {
            state.streams.entry(self.stream).or_default().extend(self.events);
        }
        state.known.extend(self.known);
        state.quarantined.extend(self.quarantined);
        state.rows.extend(self.rows);
        state.event_photos.extend(self.photos);
        Ok(())
    }
}
