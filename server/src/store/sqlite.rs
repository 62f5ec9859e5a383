//! The store in SQLite: one file beside its write-ahead log, one writer, several readers.
//!
//! Invariants: `synchronous=FULL`, so a commit is on the disk when it returns; every write takes the write lock when
//! it begins (`BEGIN IMMEDIATE`), so none fails half-way for another's sake; migrations are added, never edited.

mod accounts;
mod append;
mod convert;
mod duties;
mod figures;
mod lists;
mod papers;
mod reads;
mod reports;

use super::*;
use convert::{DOING_READ, corrupt, unavailable, word};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::figures::{FigureQuery, Line};
use gridwalk_domain::ledger::Row;
use gridwalk_domain::register::Grading;
use gridwalk_domain::time::Date;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row as _, Sqlite, SqlitePool, Transaction};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
const READERS: u32 = 8;
const BUSY: Duration = Duration::from_secs(10);
const INCARNATION: &str = "incarnation";
const PLACES: &str = "places";

/// One database file.
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
    incarnation: Uuid,
    grading: RwLock<Arc<Grading>>,
}

impl SqliteStore {
    /// Opens the file, making or migrating it as need be; a new one gets `incarnation`.
    pub async fn open(file: &Path, incarnation: Uuid) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .statement_cache_capacity(200);
        let pool = |max| SqlitePoolOptions::new().max_connections(max).idle_timeout(None).max_lifetime(None);
        let opening = unavailable("open the database");
        let writer = pool(1).connect_with(options.clone()).await.map_err(opening)?;
        MIGRATIONS
            .run(&writer)
            .await
            .map_err(|error| StoreError::Unavailable { doing: "migrate the database", source: Box::new(error) })?;
        figures::recount(&writer).await?;
        let readers = pool(READERS).connect_with(options.pragma("query_only", "ON")).await.map_err(opening)?;
        let incarnation = own_incarnation(&writer, incarnation).await?;
        Ok(Self { writer, readers, incarnation, grading: RwLock::default() })
    }

    /// Ends all connections; the write-ahead log is folded into the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// For tests that do to the database what no caller can.
    #[cfg(test)]
    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    fn grading(&self) -> Arc<Grading> {
        Arc::clone(&self.grading.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn write(&self) -> Result<Transaction<'static, Sqlite>> {
        const DOING: &str = "begin to write";
        match self.writer.begin_with("BEGIN IMMEDIATE").await {
            // SQLite itself undid a transaction (a full disk, say) and sqlx still counts it as open: without a new
            // connection nothing could be written ever again.
            Err(sqlx::Error::InvalidSavePointStatement) => {
                tracing::warn!("the writing connection is made anew");
                let stuck = self.writer.acquire().await.map_err(unavailable(DOING))?;
                stuck.close().await.map_err(unavailable(DOING))?;
                self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable(DOING))
            }
            begun => begun.map_err(unavailable(DOING)),
        }
    }
}

async fn own_incarnation(writer: &SqlitePool, proposed: Uuid) -> Result<Uuid> {
    sqlx::query("INSERT INTO notes (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(INCARNATION)
        .bind(proposed.to_string())
        .execute(writer)
        .await
        .map_err(unavailable("name the database"))?;
    let kept: String = sqlx::query_scalar("SELECT value FROM notes WHERE name = $1")
        .bind(INCARNATION)
        .fetch_one(writer)
        .await
        .map_err(unavailable(DOING_READ))?;
    Uuid::parse_str(&kept).map_err(corrupt("incarnation"))
}

#[async_trait]
impl Store for SqliteStore {
    async fn incarnation(&self) -> Result<Uuid> {
        Ok(self.incarnation)
    }

    async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.readers).await.map_err(unavailable("ping"))?;
        Ok(())
    }

    async fn note(&self, name: &str) -> Result<Option<String>> {
        let note = sqlx::query_scalar("SELECT value FROM notes WHERE name = $1").bind(name);
        note.fetch_optional(&self.readers).await.map_err(unavailable(DOING_READ))
    }

    async fn set_note(&self, name: &str, value: Option<&str>) -> Result<()> {
        let query = match value {
            Some(value) => sqlx::query(
                "INSERT INTO notes (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )
            .bind(name)
            .bind(value),
            None => sqlx::query("DELETE FROM notes WHERE name = $1").bind(name),
        };
        query.execute(&self.writer).await.map_err(unavailable("set a note"))?;
        Ok(())
    }

    async fn places_stamp(&self) -> Result<u64> {
        let stamp: Option<String> = self.note(PLACES).await?;
        Ok(stamp.and_then(|stamp| stamp.parse().ok()).unwrap_or(0))
    }

    async fn trades(&self, id: AccountId) -> Result<Vec<Trade>> {
        duties::trades(&self.readers, id).await
    }

    async fn set_trades(&self, id: AccountId, area: AreaId, kinds: &[String], at: Timestamp) -> Result<()> {
        duties::set_trades(self.write().await?, id, area, kinds, at).await
    }

    async fn keep_readings(&self, readings: &[Reading]) -> Result<()> {
        duties::keep_readings(self.write().await?, readings).await
    }

    async fn readings(&self, premises: PremisesId) -> Result<Vec<Reading>> {
        duties::readings(&self.readers, premises).await
    }

    async fn areas(&self) -> Result<Vec<StoredArea>> {
        let rows = sqlx::query("SELECT area, epoch FROM areas ORDER BY id").fetch_all(&self.readers).await;
        let read = |row: sqlx::sqlite::SqliteRow| {
            let area = serde_json::from_str(row.get("area")).map_err(corrupt("area"))?;
            Ok(StoredArea { area, epoch: row.get::<i64, _>("epoch") as u64 })
        };
        rows.map_err(unavailable(DOING_READ))?.into_iter().map(read).collect()
    }

    async fn put_areas(&self, areas: &[Area], bumped: &[AreaId]) -> Result<()> {
        const DOING: &str = "put areas";
        let mut transaction = self.write().await?;
        for area in areas {
            let json = serde_json::to_string(area).map_err(corrupt("area"))?;
            sqlx::query(
                "INSERT INTO areas (id, parent, level, area) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, level = excluded.level, area = excluded.area",
            )
            .bind(area.id.0)
            .bind(area.parent.map(|parent| parent.0))
            .bind(word(&area.level))
            .bind(json)
            .execute(&mut *transaction)
            .await
            .map_err(unavailable(DOING))?;
        }
        for id in bumped {
            let query = sqlx::query("UPDATE areas SET epoch = epoch + 1 WHERE id = $1").bind(id.0);
            query.execute(&mut *transaction).await.map_err(unavailable(DOING))?;
        }
        sqlx::query(
            "INSERT INTO notes (name, value) VALUES ($1, '1')
             ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(notes.value AS INTEGER) + 1 AS TEXT)",
        )
        .bind(PLACES)
        .execute(&mut *transaction)
        .await
        .map_err(unavailable(DOING))?;
        sqlx::query("DELETE FROM area_closure").execute(&mut *transaction).await.map_err(unavailable(DOING))?;
        // UNION leaves out what was found before, so a cycle ends.
        sqlx::query(
            "INSERT INTO area_closure (ancestor, descendant)
             WITH RECURSIVE up (ancestor, descendant) AS (
                 SELECT id, id FROM areas
                 UNION
                 SELECT parent.id, up.descendant
                 FROM up JOIN areas child ON child.id = up.ancestor JOIN areas parent ON parent.id = child.parent
             )
             SELECT ancestor, descendant FROM up",
        )
        .execute(&mut *transaction)
        .await
        .map_err(unavailable(DOING))?;
        transaction.commit().await.map_err(unavailable(DOING))
    }

    async fn add_account(&self, account: &Account, assignments: &[Assignment]) -> Result<()> {
        accounts::add(self.write().await?, account, assignments).await
    }

    async fn account_named(&self, username: &str) -> Result<Option<Account>> {
        accounts::named(&self.readers, username).await
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>> {
        accounts::by_id(&self.readers, id).await
    }

    async fn count_accounts(&self) -> Result<u64> {
        accounts::count(&self.readers).await
    }

    async fn set_password(&self, id: AccountId, password_hash: &str) -> Result<()> {
        accounts::set_password(&self.writer, id, password_hash).await
    }

    async fn assignments(&self, id: AccountId) -> Result<Vec<Assignment>> {
        accounts::assignments(&self.readers, id).await
    }

    async fn assign(&self, id: AccountId, assignment: &Assignment) -> Result<()> {
        let mut writer = self.writer.acquire().await.map_err(unavailable("assign"))?;
        accounts::assign(&mut writer, id, assignment).await
    }

    async fn end_assignment(&self, id: AccountId, area: AreaId, at: Timestamp) -> Result<()> {
        accounts::end_assignment(&self.writer, id, area, at).await
    }

    async fn people(&self, id: AccountId) -> Result<Vec<Person>> {
        accounts::people(&self.readers, id).await
    }

    async fn add_session(&self, session: &StoredSession) -> Result<()> {
        accounts::add_session(&self.writer, session).await
    }

    async fn session(&self, token_hash: &TokenHash) -> Result<Option<StoredSession>> {
        accounts::session(&self.readers, token_hash).await
    }

    async fn extend_session(&self, id: Uuid, expires_at: Timestamp) -> Result<()> {
        accounts::extend_session(&self.writer, id, expires_at).await
    }

    async fn end_sessions(&self, which: &SessionsOf) -> Result<()> {
        accounts::end_sessions(&self.writer, which).await
    }

    async fn revoke_sessions(&self, account: AccountId, at: Timestamp) -> Result<u64> {
        accounts::revoke_sessions(&self.writer, account, at).await
    }

    async fn begin_append(&self, stream: AreaId) -> Result<Box<dyn Append>> {
        Ok(Box::new(append::SqliteAppend::begin(self.write().await?, stream, self.grading()).await?))
    }

    async fn events_after(&self, scope: AccountId, cursor: &Cursor, limit: u32) -> Result<EventsPage> {
        reads::events_after(&self.readers, scope, cursor, limit).await
    }

    async fn chain(&self, stream: AreaId, after: u64, limit: u32) -> Result<Vec<(Recorded, Link)>> {
        reads::chain(&self.readers, stream, after, limit).await
    }

    async fn heads(&self) -> Result<BTreeMap<AreaId, u64>> {
        let mut reader = self.readers.acquire().await.map_err(unavailable(DOING_READ))?;
        reads::heads(&mut reader).await
    }

    async fn streams(&self, scope: AccountId) -> Result<Vec<AreaId>> {
        let mut reader = self.readers.acquire().await.map_err(unavailable(DOING_READ))?;
        reads::streams(&mut reader, scope).await
    }

    async fn quarantined(&self) -> Result<Vec<Quarantined>> {
        reads::quarantined(&self.readers).await
    }

    async fn snapshot(&self, scope: AccountId, filter: &SnapshotFilter) -> Result<SnapshotRows> {
        lists::snapshot(&self.readers, scope, filter).await
    }

    async fn rows(&self, keys: &[RowKey]) -> Result<RowSet> {
        let mut reader = self.readers.acquire().await.map_err(unavailable(DOING_READ))?;
        reads::rows(&mut reader, keys, DOING_READ).await
    }

    async fn list(&self, scope: AccountId, query: &ListQuery) -> Result<ListPage> {
        lists::list(&self.readers, scope, query).await
    }

    async fn put_paper(&self, paper: &Paper) -> Result<()> {
        papers::put(&self.writer, paper).await
    }

    async fn papers(&self, scope: AccountId, kind: &str, limit: u32) -> Result<Vec<Paper>> {
        papers::newest(&self.readers, scope, kind, limit).await
    }

    async fn paper(&self, scope: AccountId, kind: &str, id: Uuid) -> Result<Option<Paper>> {
        papers::one(&self.readers, scope, kind, id).await
    }

    async fn photo_uploaded(&self, hash: PhotoHash, account: AccountId, at: Timestamp) -> Result<()> {
        sqlx::query(
            "INSERT INTO photo_uploads (sha256, account, uploaded_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(&hash.0[..])
        .bind(account.0)
        .bind(at.millis())
        .execute(&self.writer)
        .await
        .map_err(unavailable("register a photo"))?;
        Ok(())
    }

    async fn has_uploaded(&self, hash: PhotoHash, account: AccountId) -> Result<bool> {
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM photo_uploads WHERE sha256 = $1 AND account = $2)")
            .bind(&hash.0[..])
            .bind(account.0)
            .fetch_one(&self.readers)
            .await
            .map_err(unavailable(DOING_READ))
    }

    async fn may_read_photo(&self, hash: PhotoHash, account: AccountId) -> Result<bool> {
        let mut reader = self.readers.acquire().await.map_err(unavailable(DOING_READ))?;
        if duties::is_by_trade(&mut reader, account).await?
            && duties::may_read_photo(&mut reader, hash, account).await?
        {
            return Ok(true);
        }
        drop(reader);
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM photo_uploads WHERE sha256 = $1 AND account = $2)
                 OR EXISTS (
                    SELECT 1 FROM event_photos named
                    JOIN photo_uploads uploaded ON uploaded.sha256 = named.sha256 AND uploaded.account = named.actor
                    JOIN area_closure within ON within.descendant = named.area
                    JOIN assignments held ON held.area = within.ancestor
                    WHERE named.sha256 = $1 AND held.account = $2 AND held.until IS NULL)",
        )
        .bind(&hash.0[..])
        .bind(account.0)
        .fetch_one(&self.readers)
        .await
        .map_err(unavailable(DOING_READ))
    }
}

/// The level as it stands in the database.
fn subdistrict() -> String {
    word(&AreaLevel::Subdistrict)
}

#[async_trait]
impl FigureStore for SqliteStore {
    async fn set_grading(&self, grading: &Grading) -> Result<()> {
        *self.grading.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(grading.clone());
        figures::grade(&self.writer, grading).await
    }

    async fn figures(&self, scope: AccountId, query: &FigureQuery) -> Result<BTreeMap<String, Line>> {
        figures::figures(&self.readers, scope, query).await
    }

    async fn records(&self, scope: AccountId, query: &RecordsQuery) -> Result<(Vec<Row>, u64)> {
        figures::records(&self.readers, scope, query).await
    }

    async fn reports(&self, scope: AccountId, area: Option<AreaId>, period: Option<&str>) -> Result<Vec<ReportStep>> {
        reports::reports(&self.readers, scope, area, period).await
    }

    async fn add_report(&self, step: &ReportStep) -> Result<()> {
        reports::add(&self.writer, step).await
    }
}
