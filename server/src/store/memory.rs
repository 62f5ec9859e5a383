//! The store in memory: for the simulation and for tests. Exact and single-minded: every call is done before it first
//! waits, but for an append that waits for another's end.

mod append;
mod duties;
mod figures;
mod papers;
mod reads;

use super::*;
use futures::lock::Mutex as Turn;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One database in memory.
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
    /// Whoever appends holds it, whatever the stream, as in SQLite.
    turn: Arc<Turn<()>>,
}

#[derive(Clone, Debug)]
struct StoredEvent {
    recorded: Recorded,
    link: Link,
}

#[derive(Clone, Debug)]
struct StoredRow {
    row: Row,
    index: RowIndex,
    /// When its first event was received.
    since: Timestamp,
}

#[derive(Default)]
struct State {
    incarnation: Uuid,
    notes: BTreeMap<String, String>,
    areas: BTreeMap<AreaId, StoredArea>,
    places_stamp: u64,
    trades: Vec<(AccountId, Trade)>,
    readings: BTreeMap<(PremisesId, Meter, Date), f64>,
    accounts: BTreeMap<AccountId, Account>,
    assignments: Vec<(AccountId, Assignment)>,
    sessions: HashMap<Uuid, StoredSession>,
    streams: BTreeMap<AreaId, Vec<StoredEvent>>,
    known: HashMap<EventId, Known>,
    quarantined: Vec<Quarantined>,
    rows: BTreeMap<RowKey, StoredRow>,
    papers: Vec<Paper>,
    uploads: BTreeSet<(PhotoHash, AccountId)>,
    /// Hash, author, area.
    event_photos: BTreeSet<(PhotoHash, AccountId, AreaId)>,
    reports: Vec<ReportStep>,
    grading: gridwalk_domain::register::Grading,
}

impl MemoryStore {
    /// An empty one.
    pub fn new(incarnation: Uuid) -> Self {
        let state = State { incarnation, ..State::default() };
        Self { state: Arc::new(Mutex::new(state)), turn: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

use gridwalk_domain::event::Meter;
use gridwalk_domain::ledger::Row;
use gridwalk_domain::time::Date;

#[async_trait]
impl Store for MemoryStore {
    async fn incarnation(&self) -> Result<Uuid> {
        Ok(self.state().incarnation)
    }

    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    async fn note(&self, name: &str) -> Result<Option<String>> {
        Ok(self.state().notes.get(name).cloned())
    }

    async fn set_note(&self, name: &str, value: Option<&str>) -> Result<()> {
        let mut state = self.state();
        match value {
            Some(value) => state.notes.insert(name.to_owned(), value.to_owned()),
            None => state.notes.remove(name),
        };
        Ok(())
    }

    async fn places_stamp(&self) -> Result<u64> {
        Ok(self.state().places_stamp)
    }

    async fn trades(&self, id: AccountId) -> Result<Vec<Trade>> {
        Ok(self.state().trades_of(id))
    }

    async fn set_trades(&self, id: AccountId, area: AreaId, kinds: &[String], at: Timestamp) -> Result<()> {
        self.state().set_trades(id, area, kinds, at);
        Ok(())
    }

    async fn keep_readings(&self, readings: &[Reading]) -> Result<()> {
        let kept = readings.iter().map(|one| ((one.premises, one.meter, one.month), one.used));
        self.state().readings.extend(kept);
        Ok(())
    }

    async fn readings(&self, premises: PremisesId) -> Result<Vec<Reading>> {
        Ok(self.state().readings_of(premises))
    }

    async fn areas(&self) -> Result<Vec<StoredArea>> {
        Ok(self.state().areas.values().cloned().collect())
    }

    async fn put_areas(&self, areas: &[Area], bumped: &[AreaId]) -> Result<()> {
        let mut state = self.state();
        state.places_stamp += 1;
        for area in areas {
            let epoch = state.areas.get(&area.id).map_or(0, |stored| stored.epoch);
            state.areas.insert(area.id, StoredArea { area: area.clone(), epoch });
        }
        for id in bumped {
            if let Some(stored) = state.areas.get_mut(id) {
                stored.epoch += 1;
            }
        }
        Ok(())
    }

    async fn add_account(&self, account: &Account, assignments: &[Assignment]) -> Result<()> {
        let mut state = self.state();
        if state.accounts.values().any(|other| other.username == account.username) {
            return Err(StoreError::NameTaken { username: account.username.clone() });
        }
        state.accounts.insert(account.id, account.clone());
        state.assignments.extend(assignments.iter().map(|assignment| (account.id, assignment.clone())));
        Ok(())
    }

    async fn account_named(&self, username: &str) -> Result<Option<Account>> {
        Ok(self.state().accounts.values().find(|account| account.username == username).cloned())
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>> {
        Ok(self.state().accounts.get(&id).cloned())
    }

    async fn count_accounts(&self) -> Result<u64> {
        Ok(self.state().accounts.len() as u64)
    }

    async fn set_password(&self, id: AccountId, password_hash: &str) -> Result<()> {
        if let Some(account) = self.state().accounts.get_mut(&id) {
            account.password_hash = password_hash.to_owned();
        }
        Ok(())
    }

    async fn assignments(&self, id: AccountId) -> Result<Vec<Assignment>> {
        let state = self.state();
        let own = state.assignments.iter().filter(|(account, _)| *account == id);
        Ok(own.map(|(_, assignment)| assignment.clone()).collect())
    }

    async fn assign(&self, id: AccountId, assignment: &Assignment) -> Result<()> {
        self.state().assignments.push((id, assignment.clone()));
        Ok(())
    }

    async fn end_assignment(&self, id: AccountId, area: AreaId, at: Timestamp) -> Result<()> {
        for (account, assignment) in &mut self.state().assignments {
            if *account == id && assignment.area == area && assignment.to.is_none() {
                assignment.to = Some(at);
            }
        }
        Ok(())
    }

    async fn people(&self, id: AccountId) -> Result<Vec<Person>> {
        Ok(self.state().people(id))
    }

    async fn add_session(&self, session: &StoredSession) -> Result<()> {
        self.state().sessions.insert(session.id, session.clone());
        Ok(())
    }

    async fn session(&self, token_hash: &TokenHash) -> Result<Option<StoredSession>> {
        Ok(self.state().sessions.values().find(|session| session.token_hash == *token_hash).cloned())
    }

    async fn extend_session(&self, id: Uuid, expires_at: Timestamp) -> Result<()> {
        if let Some(session) = self.state().sessions.get_mut(&id) {
            session.expires_at = expires_at;
        }
        Ok(())
    }

    async fn end_sessions(&self, which: &SessionsOf) -> Result<()> {
        self.state().sessions.retain(|id, session| match which {
            SessionsOf::Id(ended) => id != ended,
            SessionsOf::AccountBut(account, kept) => session.account != *account || id == kept,
            SessionsOf::ExpiredAt(now) => session.expires_at > *now,
        });
        Ok(())
    }

    async fn revoke_sessions(&self, account: AccountId, at: Timestamp) -> Result<u64> {
        let mut revoked = 0;
        for session in self.state().sessions.values_mut() {
            if session.account == account && session.revoked_at.is_none() {
                session.revoked_at = Some(at);
                revoked += 1;
            }
        }
        Ok(revoked)
    }

    async fn begin_append(&self, stream: AreaId) -> Result<Box<dyn Append>> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        Ok(Box::new(append::MemoryAppend::begin(Arc::clone(&self.state), turn, stream)))
    }

    async fn events_after(&self, scope: AccountId, cursor: &Cursor, limit: u32) -> Result<EventsPage> {
        Ok(self.state().events_after(scope, cursor, limit as usize))
    }

    async fn chain(&self, stream: AreaId, after: u64, limit: u32) -> Result<Vec<(Recorded, Link)>> {
        let state = self.state();
        let events = state.streams.get(&stream).into_iter().flatten();
        let run = events.filter(|stored| stored.recorded.seq > after).take(limit as usize);
        Ok(run.map(|stored| (stored.recorded.clone(), stored.link)).collect())
    }

    async fn heads(&self) -> Result<BTreeMap<AreaId, u64>> {
        Ok(self.state().streams.iter().map(|(stream, events)| (*stream, events.len() as u64)).collect())
    }

    async fn streams(&self, scope: AccountId) -> Result<Vec<AreaId>> {
        Ok(self.state().streams_of(scope))
    }

    async fn quarantined(&self) -> Result<Vec<Quarantined>> {
        Ok(self.state().quarantined.clone())
    }

    async fn snapshot(&self, scope: AccountId, filter: &SnapshotFilter) -> Result<SnapshotRows> {
        Ok(self.state().snapshot(scope, filter))
    }

    async fn rows(&self, keys: &[RowKey]) -> Result<RowSet> {
        let state = self.state();
        Ok(keys.iter().filter_map(|key| Some((*key, state.rows.get(key)?.row.clone()))).collect())
    }

    async fn list(&self, scope: AccountId, query: &ListQuery) -> Result<ListPage> {
        Ok(self.state().list(scope, query))
    }

    async fn put_paper(&self, paper: &Paper) -> Result<()> {
        self.state().put_paper(paper);
        Ok(())
    }

    async fn papers(&self, scope: AccountId, kind: &str, limit: u32) -> Result<Vec<Paper>> {
        Ok(self.state().newest_papers(scope, kind, limit as usize))
    }

    async fn paper(&self, scope: AccountId, kind: &str, id: Uuid) -> Result<Option<Paper>> {
        Ok(self.state().own_papers(scope, kind).find(|paper| paper.id == id).cloned())
    }

    async fn photo_uploaded(&self, hash: PhotoHash, account: AccountId, _at: Timestamp) -> Result<()> {
        self.state().uploads.insert((hash, account));
        Ok(())
    }

    async fn has_uploaded(&self, hash: PhotoHash, account: AccountId) -> Result<bool> {
        Ok(self.state().uploads.contains(&(hash, account)))
    }

    async fn may_read_photo(&self, hash: PhotoHash, account: AccountId) -> Result<bool> {
        Ok(self.state().may_read_photo(hash, account))
    }
}
