//! What a scope reads: events after a cursor, a snapshot in pages, lists.

use super::snapshots::Snapshot;
use super::world::Entropy;
use super::{Core, PULL_EVENTS_MAX, SNAPSHOT_PAGE_ROWS, Session, cursor};
use crate::store::{EventsPage, ListMark, ListPage, ListQuery, Person, SnapshotFilter, SnapshotRows, StoreError};
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::Area;
use gridwalk_domain::event::{Recorded, SubjectKind};
use gridwalk_domain::id::{AccountId, AreaId, PremisesId};
use gridwalk_domain::ledger::Row;
use gridwalk_domain::time::{Date, Timestamp};
use serde_json::value::RawValue;
use std::sync::Arc;
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;
/// The longest interval of a grade is 90 days: the last visit to each premises is on the phone of whoever made it.
const OWN_VISITS_DAYS: i64 = 120;
const DESK_VISITS_DAYS: i64 = 90;

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The text is no cursor or mark.
    #[error(transparent)]
    Cursor(#[from] cursor::NotACursor),
    /// The snapshot or the page is not kept: begin again with its first page.
    #[error("the snapshot is no longer kept")]
    SnapshotGone,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Events of the caller's scope in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Pulled {
    /// At most as many as asked for.
    pub events: Vec<Recorded>,
    /// The cursor after them.
    pub next: String,
    /// Whether more follow now.
    pub more: bool,
    /// Of the scope: another than last time means to begin anew with a snapshot.
    pub epoch: String,
}

/// One page of a snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotPage {
    /// At most [`SNAPSHOT_PAGE_ROWS`].
    pub rows: Vec<Row>,
    /// The same on each page.
    pub epoch: String,
    /// The same on each page: pull from here.
    pub cursor: String,
    /// From 0.
    pub page: usize,
    /// How many there are; at least 1.
    pub pages: usize,
    /// Names the next page; `None` on the last.
    pub next: Option<String>,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListFilter {
    /// `pending`, `found`, …; `open` is any hazard not yet closed.
    pub state: Option<String>,
    /// Below this area.
    pub area: Option<AreaId>,
    /// Of this premises.
    pub premises: Option<PremisesId>,
    /// By this account.
    pub actor: Option<AccountId>,
    /// G, L or M.
    pub level: Option<String>,
    /// Catalogue kind of the premises.
    pub premises_kind: Option<String>,
    /// Words in name or address.
    pub search: Option<String>,
    /// Due before this day.
    pub due_before: Option<Date>,
}

impl Core {
    /// Events of the scope after `after` (`0` starts).
    pub async fn pull(&self, session: &Session, after: &str, limit: u32) -> Result<Pulled, ReadError> {
        let after = cursor::read(after)?;
        let epoch = self.epoch(session);
        let page = match session.role {
            Role::Admin => EventsPage { next: after, ..EventsPage::default() },
            _ => self.store().events_after(session.account, &after, limit.clamp(1, PULL_EVENTS_MAX)).await?,
        };
        Ok(Pulled { events: page.events, next: cursor::write(&page.next), more: page.more, epoch })
    }

    /// A page of the scope's present state: the first without `page`, then what `next` named.
    pub async fn snapshot(
        &self,
        session: &Session,
        page: Option<&str>,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<SnapshotPage, ReadError> {
        let Some(page) = page else {
            let snapshot = Arc::new(self.take_snapshot(session, now, entropy).await?);
            if snapshot.rows.len() > SNAPSHOT_PAGE_ROWS {
                self.snapshots.keep(&snapshot);
            }
            return Ok(cut(&snapshot, 0));
        };
        let (id, number) = page.split_once('.').ok_or(cursor::NotACursor)?;
        let id = Uuid::parse_str(id).map_err(|_| cursor::NotACursor)?;
        let number: usize = number.parse().map_err(|_| cursor::NotACursor)?;
        let snapshot = self.snapshots.get(id, session.account).ok_or(ReadError::SnapshotGone)?;
        // The scope changed while its old state was read: what is left of it is no longer theirs to read.
        if snapshot.epoch != self.epoch(session) {
            return Err(ReadError::SnapshotGone);
        }
        if number >= snapshot.rows.len().div_ceil(SNAPSHOT_PAGE_ROWS) {
            return Err(ReadError::SnapshotGone);
        }
        Ok(cut(&snapshot, number))
    }

    async fn take_snapshot(
        &self,
        session: &Session,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Snapshot, StoreError> {
        let epoch = self.epoch(session);
        let (own, days) = match session.role {
            Role::Worker => (Some(session.account), OWN_VISITS_DAYS),
            _ => (None, DESK_VISITS_DAYS),
        };
        let filter = SnapshotFilter { own, visits_since: now.plus_millis(-days * DAY_MS) };
        let SnapshotRows { rows, cursor } = match session.role {
            Role::Admin => SnapshotRows::default(),
            _ => self.store().snapshot(session.account, &filter).await?,
        };
        Ok(Snapshot { id: entropy.uuid(), account: session.account, made_at: now, epoch, cursor, rows })
    }

    /// A page of a list, newest first, each row as the JSON that is kept.
    pub async fn list(
        &self,
        session: &Session,
        kind: SubjectKind,
        filter: &ListFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<(Vec<Box<RawValue>>, Option<String>), ReadError> {
        if session.role == Role::Admin {
            return Ok((Vec::new(), None));
        }
        let query = ListQuery {
            kind,
            state: filter.state.clone(),
            area: filter.area,
            premises: filter.premises,
            actor: filter.actor,
            level: filter.level.clone(),
            premises_kind: filter.premises_kind.clone(),
            search: filter.search.as_deref().map(str::to_lowercase),
            due_before: filter.due_before.map(Date::days),
            after: after.map(read_mark).transpose()?,
            limit: limit.clamp(1, SNAPSHOT_PAGE_ROWS as u32),
        };
        let ListPage { rows, next } = self.store().list(session.account, &query).await?;
        Ok((rows, next.map(|(since, id)| format!("{since}.{id}"))))
    }

    /// A whole list, page after page.
    pub fn pages<'a>(&'a self, session: &'a Session, kind: SubjectKind, filter: ListFilter) -> Pages<'a> {
        Pages { core: self, session, kind, filter, after: Some(None) }
    }

    /// Names the extent of the caller's scope.
    pub fn epoch(&self, session: &Session) -> String {
        let scope = self.places().epoch(&session.actor.all_areas());
        let kinds = session.actor.trades.iter().filter(|trade| trade.to.is_none()).map(|trade| trade.kind.as_str());
        // A reviewer of one trade begins anew when the trade changes.
        let kinds: Vec<&str> = kinds.collect();
        if kinds.is_empty() { scope } else { format!("{scope}-{}", kinds.join("-")) }
    }

    /// The caller's part of the tree.
    pub fn tree(&self, session: &Session) -> Vec<Area> {
        self.places().around(&session.actor.all_areas())
    }

    /// Whoever the caller may have to name.
    pub async fn people(&self, session: &Session) -> Result<Vec<Person>, StoreError> {
        self.store().people(session.account).await
    }
}

/// Rows in memory at once of a list that is read to its end.
const PAGE_ROWS: u32 = 250;

/// A list that is read to its end.
pub struct Pages<'a> {
    core: &'a Core,
    session: &'a Session,
    kind: SubjectKind,
    filter: ListFilter,
    // Where it goes on; none at the end.
    after: Option<Option<String>>,
}

impl Pages<'_> {
    /// The next rows; `None` at the end.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub async fn next(&mut self) -> Result<Option<Vec<Row>>, ReadError> {
        let Some(after) = self.after.take() else { return Ok(None) };
        let list = self.core.list(self.session, self.kind, &self.filter, after.as_deref(), PAGE_ROWS);
        let (rows, next) = list.await?;
        self.after = next.map(Some);
        let row = |raw: Box<RawValue>| {
            let corrupt = |error: serde_json::Error| StoreError::Corrupt { what: "row", source: error.into() };
            serde_json::from_str(raw.get()).map_err(corrupt)
        };
        Ok(Some(rows.into_iter().map(row).collect::<Result<_, _>>()?))
    }
}

fn cut(snapshot: &Snapshot, page: usize) -> SnapshotPage {
    let pages = snapshot.rows.len().div_ceil(SNAPSHOT_PAGE_ROWS).max(1);
    let rows = snapshot.rows.chunks(SNAPSHOT_PAGE_ROWS).nth(page).unwrap_or_default().to_vec();
    SnapshotPage {
        rows,
        epoch: snapshot.epoch.clone(),
        cursor: cursor::write(&snapshot.cursor),
        page,
        pages,
        next: (page + 1 < pages).then(|| format!("{}.{}", snapshot.id, page + 1)),
    }
}

fn read_mark(text: &str) -> Result<ListMark, cursor::NotACursor> {
    let (since, id) = text.split_once('.').ok_or(cursor::NotACursor)?;
    let since = since.parse().map_err(|_| cursor::NotACursor)?;
    let id = Uuid::parse_str(id).map_err(|_| cursor::NotACursor)?;
    Ok((since, id))
}
