//! The server's store as a kill finds it: every step of an append waits, so that the server can die between any two.
//! The planted bugs of the server are made here.

use super::bug::Bug;
use super::shaky::{Shaky, pause};
use async_trait::async_trait;
use gridwalk_domain::admit::{Assignment, Trade};
use gridwalk_domain::area::Area;
use gridwalk_domain::chain::Link;
use gridwalk_domain::event::Recorded;
use gridwalk_domain::figures::{FigureQuery, Line};
use gridwalk_domain::id::{AccountId, AreaId, EventId, PremisesId};
use gridwalk_domain::ledger::{Row, RowKey, RowSet};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::register::Grading;
use gridwalk_domain::time::Timestamp;
use gridwalk_server::store::memory::MemoryStore;
use gridwalk_server::store::{
    Account, Addition, Append, Cursor, EventsPage, FigureStore, Known, ListPage, ListQuery, Paper, Person, Quarantined,
    Reading, RecordsQuery, ReportStep, Result, SessionsOf, SnapshotFilter, SnapshotRows, Store, StoreError, StoredArea,
    StoredSession, TokenHash,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// A [`MemoryStore`] with waits, full disks and planted bugs.
pub struct ShakyStore {
    inner: Arc<MemoryStore>,
    shaky: Arc<Shaky>,
}

impl ShakyStore {
    /// Over a store that outlives the process.
    pub fn new(inner: Arc<MemoryStore>, shaky: Arc<Shaky>) -> Self {
        Self { inner, shaky }
    }

    fn scope(&self, asked: AccountId) -> AccountId {
        if self.shaky.has(Bug::ScopeOff) { self.shaky.sees_all() } else { asked }
    }
}

async fn step(shaky: &Shaky, doing: &'static str) -> Result<()> {
    pause().await;
    if shaky.fails() {
        return Err(StoreError::Unavailable { doing, source: "disk full".into() });
    }
    Ok(())
}

#[async_trait]
impl Store for ShakyStore {
    async fn incarnation(&self) -> Result<Uuid> {
        self.inner.incarnation().await
    }
    async fn ping(&self) -> Result<()> {
        self.inner.ping().await
    }
    async fn note(&self, name: &str) -> Result<Option<String>> {
        self.inner.note(name).await
    }
    async fn set_note(&self, name: &str, value: Option<&str>) -> Result<()> {
        self.inner.set_note(name, value).await
    }
    async fn places_stamp(&self) -> Result<u64> {
        self.inner.places_stamp().await
    }
    async fn trades(&self, id: AccountId) -> Result<Vec<Trade>> {
        self.inner.trades(id).await
    }
    async fn set_trades(&self, id: AccountId, area: AreaId, kinds: &[String], at: Timestamp) -> Result<()> {
        self.inner.set_trades(id, area, kinds, at).await
    }
    async fn keep_readings(&self, readings: &[Reading]) -> Result<()> {
        self.inner.keep_readings(readings).await
    }
    async fn readings(&self, premises: PremisesId) -> Result<Vec<Reading>> {
        self.inner.readings(premises).await
    }
    async fn areas(&self) -> Result<Vec<StoredArea>> {
        self.inner.areas().await
    }
    async fn put_areas(&self, areas: &[Area], bumped: &[AreaId]) -> Result<()> {
        self.inner.put_areas(areas, bumped).await
    }
    async fn add_account(&self, account: &Account, held: &[Assignment]) -> Result<()> {
        self.inner.add_account(account, held).await
    }
    async fn account_named(&self, username: &str) -> Result<Option<Account>> {
        self.inner.account_named(username).await
    }
    async fn account(&self, id: AccountId) -> Result<Option<Account>> {
        pause().await;
        self.inner.account(id).await
    }
    async fn count_accounts(&self) -> Result<u64> {
        self.inner.count_accounts().await
    }
    async fn set_password(&self, id: AccountId, password_hash: &str) -> Result<()> {
        self.inner.set_password(id, password_hash).await
    }
    async fn assignments(&self, id: AccountId) -> Result<Vec<Assignment>> {
        self.inner.assignments(id).await
    }
    async fn assign(&self, id: AccountId, assignment: &Assignment) -> Result<()> {
        self.inner.assign(id, assignment).await
    }
    async fn end_assignment(&self, id: AccountId, area: AreaId, at: Timestamp) -> Result<()> {
        self.inner.end_assignment(id, area, at).await
    }
    async fn people(&self, id: AccountId) -> Result<Vec<Person>> {
        self.inner.people(id).await
    }
    async fn add_session(&self, session: &StoredSession) -> Result<()> {
        self.inner.add_session(session).await
    }
    async fn session(&self, token_hash: &TokenHash) -> Result<Option<StoredSession>> {
        pause().await;
        self.inner.session(token_hash).await
    }
    async fn extend_session(&self, id: Uuid, expires_at: Timestamp) -> Result<()> {
        self.inner.extend_session(id, expires_at).await
    }
    async fn end_sessions(&self, which: &SessionsOf) -> Result<()> {
        self.inner.end_sessions(which).await
    }
    async fn revoke_sessions(&self, account: AccountId, at: Timestamp) -> Result<u64> {
        self.inner.revoke_sessions(account, at).await
    }
    async fn begin_append(&self, stream: AreaId) -> Result<Box<dyn Append>> {
        step(&self.shaky, "begin").await?;
        let inner = self.inner.begin_append(stream).await?;
        Ok(Box::new(ShakyAppend { inner, shaky: Arc::clone(&self.shaky) }))
    }
    async fn events_after(&self, scope: AccountId, cursor: &Cursor, limit: u32) -> Result<EventsPage> {
        step(&self.shaky, "read").await?;
        let mut page = self.inner.events_after(self.scope(scope), cursor, limit).await?;
        if self.shaky.has(Bug::CursorSkips) && page.events.len() > 1 {
            page.events.remove(0);
        }
        Ok(page)
    }
    async fn chain(&self, stream: AreaId, after: u64, limit: u32) -> Result<Vec<(Recorded, Link)>> {
        self.inner.chain(stream, after, limit).await
    }
    async fn heads(&self) -> Result<BTreeMap<AreaId, u64>> {
        pause().await;
        self.inner.heads().await
    }
    async fn streams(&self, scope: AccountId) -> Result<Vec<AreaId>> {
        self.inner.streams(scope).await
    }
    async fn quarantined(&self) -> Result<Vec<Quarantined>> {
        self.inner.quarantined().await
    }
    async fn snapshot(&self, scope: AccountId, filter: &SnapshotFilter) -> Result<SnapshotRows> {
        step(&self.shaky, "snapshot").await?;
        self.inner.snapshot(self.scope(scope), filter).await
    }
    async fn rows(&self, keys: &[RowKey]) -> Result<RowSet> {
        self.inner.rows(keys).await
    }
    async fn list(&self, scope: AccountId, query: &ListQuery) -> Result<ListPage> {
        self.inner.list(self.scope(scope), query).await
    }
    async fn put_paper(&self, paper: &Paper) -> Result<()> {
        step(&self.shaky, "keep a paper").await?;
        self.inner.put_paper(paper).await
    }
    async fn papers(&self, scope: AccountId, kind: &str, limit: u32) -> Result<Vec<Paper>> {
        pause().await;
        self.inner.papers(self.scope(scope), kind, limit).await
    }
    async fn paper(&self, scope: AccountId, kind: &str, id: Uuid) -> Result<Option<Paper>> {
        pause().await;
        self.inner.paper(self.scope(scope), kind, id).await
    }
    async fn photo_uploaded(&self, hash: PhotoHash, account: AccountId, at: Timestamp) -> Result<()> {
        step(&self.shaky, "register photo").await?;
        self.inner.photo_uploaded(hash, account, at).await
    }
    async fn has_uploaded(&self, hash: PhotoHash, account: AccountId) -> Result<bool> {
        pause().await;
        self.inner.has_uploaded(hash, account).await
    }
    async fn may_read_photo(&self, hash: PhotoHash, account: AccountId) -> Result<bool> {
        self.inner.may_read_photo(hash, self.scope(account)).await
    }
}

struct ShakyAppend {
    inner: Box<dyn Append>,
    shaky: Arc<Shaky>,
}

#[async_trait]
impl Append for ShakyAppend {
    async fn known(&mut self, id: EventId) -> Result<Option<Known>> {
        step(&self.shaky, "look up").await?;
        if self.shaky.has(Bug::ForgetsDuplicates) {
            return Ok(None);
        }
        self.inner.known(id).await
    }

    async fn rows(&mut self, keys: &[RowKey]) -> Result<RowSet> {
        pause().await;
        self.inner.rows(keys).await
    }

    async fn add(&mut self, addition: &Addition<'_>) -> Result<u64> {
        step(&self.shaky, "append").await?;
        self.inner.add(addition).await
    }

    async fn quarantine(&mut self, quarantined: &Quarantined) -> Result<()> {
        step(&self.shaky, "set aside").await?;
        self.inner.quarantine(quarantined).await
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        let Self { inner, shaky } = *self;
        step(&shaky, "commit").await?;
        if shaky.has(Bug::AckBeforeDurable) && shaky.one_in_four() {
            return Ok(());
        }
        inner.commit().await?;
        // Durable, and the server may die before anybody hears of it.
        pause().await;
        Ok(())
    }
}

#[async_trait]
impl FigureStore for ShakyStore {
    async fn set_grading(&self, grading: &Grading) -> Result<()> {
        self.inner.set_grading(grading).await
    }
    async fn figures(&self, scope: AccountId, query: &FigureQuery) -> Result<BTreeMap<String, Line>> {
        self.inner.figures(self.scope(scope), query).await
    }
    async fn records(&self, scope: AccountId, query: &RecordsQuery) -> Result<(Vec<Row>, u64)> {
        self.inner.records(self.scope(scope), query).await
    }
    async fn reports(&self, scope: AccountId, area: Option<AreaId>, period: Option<&str>) -> Result<Vec<ReportStep>> {
        self.inner.reports(self.scope(scope), area, period).await
    }
    async fn add_report(&self, step: &ReportStep) -> Result<()> {
        self.inner.add_report(step).await
    }
}
