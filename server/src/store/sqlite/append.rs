//! The append transaction.

use super::convert::hash;
use super::*;
use gridwalk_domain::chain::{ORIGIN, link};

const DOING: &str = "append";

pub struct SqliteAppend {
    transaction: Transaction<'static, Sqlite>,
    stream: AreaId,
    seq: u64,
    link: Link,
    grading: Arc<Grading>,
}

impl SqliteAppend {
    /// Takes the write lock and reads where the stream stands.
    pub async fn begin(
        mut transaction: Transaction<'static, Sqlite>,
        stream: AreaId,
        grading: Arc<Grading>,
    ) -> Result<Self> {
        let head = sqlx::query("SELECT seq, link FROM streams WHERE stream = $1").bind(stream.0);
        let head = head.fetch_optional(&mut *transaction).await.map_err(unavailable(DOING))?;
        let (seq, link) = match head {
            Some(row) => (row.get::<i64, _>("seq") as u64, hash(&row, "link")?),
            None => (0, ORIGIN),
        };
        Ok(Self { transaction, stream, seq, link, grading })
    }

    async fn add_event(&mut self, addition: &Addition<'_>) -> Result<()> {
        let envelope = addition.envelope;
        let (json, personal) = convert::parted(envelope)?;
        sqlx::query(
            "INSERT INTO events (stream, seq, id, area, envelope, personal, digest, link, received_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(self.stream.0)
        .bind(self.seq as i64)
        .bind(envelope.id.0)
        .bind(envelope.area.0)
        .bind(json)
        .bind(personal)
        .bind(&addition.digest[..])
        .bind(&self.link[..])
        .bind(addition.received_at.millis())
        .execute(&mut *self.transaction)
        .await
        .map_err(unavailable(DOING))?;
        sqlx::query("INSERT INTO stream_areas (area, stream) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(envelope.area.0)
            .bind(self.stream.0)
            .execute(&mut *self.transaction)
            .await
            .map_err(unavailable(DOING))?;
        Ok(())
    }

    async fn put_row(&mut self, row: &gridwalk_domain::ledger::Row, received_at: Timestamp) -> Result<()> {
        let index = RowIndex::of(row);
        let key = row.key();
        // `since` stays what it was: when the subject's first event came.
        sqlx::query(
            "INSERT INTO ledger (kind, id, area, state, is_open, premises, actor, level, premises_kind, due_on, search,
                since, entry)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (kind, id) DO UPDATE SET area = excluded.area, state = excluded.state,
                is_open = excluded.is_open, premises = excluded.premises, actor = excluded.actor,
                level = excluded.level, premises_kind = excluded.premises_kind, due_on = excluded.due_on,
                search = excluded.search, entry = excluded.entry",
        )
        .bind(word(&key.kind))
        .bind(key.id.0)
        .bind(row.area().0)
        .bind(index.state)
        .bind(index.is_open)
        .bind(index.premises)
        .bind(index.actor.map(|actor| actor.0))
        .bind(index.level)
        .bind(index.premises_kind)
        .bind(index.due_on)
        .bind(index.search)
        .bind(received_at.millis())
        .bind(serde_json::to_string(row).map_err(corrupt("row"))?)
        .execute(&mut *self.transaction)
        .await
        .map_err(unavailable(DOING))?;
        figures::put(&mut self.transaction, row, &self.grading).await
    }
}

#[async_trait]
impl Append for SqliteAppend {
    async fn known(&mut self, id: EventId) -> Result<Option<Known>> {
        let row = sqlx::query(
            "SELECT digest, seq FROM events WHERE id = $1
             UNION ALL SELECT digest, NULL FROM quarantine WHERE id = $1",
        )
        .bind(id.0)
        .fetch_optional(&mut *self.transaction)
        .await
        .map_err(unavailable(DOING))?;
        row.map(|row| {
            Ok(Known { digest: hash(&row, "digest")?, seq: row.get::<Option<i64>, _>("seq").map(|n| n as u64) })
        })
        .transpose()
    }

    async fn rows(&mut self, keys: &[RowKey]) -> Result<RowSet> {
        reads::rows(&mut self.transaction, keys, DOING).await
    }

    async fn add(&mut self, addition: &Addition<'_>) -> Result<u64> {
        self.seq += 1;
        let recorded =
            Recorded { envelope: addition.envelope.clone(), seq: self.seq, received_at: addition.received_at };
        self.link = link(&self.link, &recorded);
        self.add_event(addition).await?;
        for row in &addition.rows {
            self.put_row(row, addition.received_at).await?;
        }
        for photo in &addition.photos {
            sqlx::query("INSERT INTO event_photos (sha256, actor, area) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(&photo.0[..])
                .bind(addition.photo_author.0)
                .bind(addition.envelope.area.0)
                .execute(&mut *self.transaction)
                .await
                .map_err(unavailable(DOING))?;
        }
        Ok(self.seq)
    }

    async fn quarantine(&mut self, quarantined: &Quarantined) -> Result<()> {
        let (json, personal) = convert::parted(&quarantined.envelope)?;
        sqlx::query(
            "INSERT INTO quarantine (id, envelope, personal, digest, reason, received_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(quarantined.envelope.id.0)
        .bind(json)
        .bind(personal)
        .bind(&quarantined.digest[..])
        .bind(&quarantined.reason)
        .bind(quarantined.received_at.millis())
        .execute(&mut *self.transaction)
        .await
        .map_err(unavailable(DOING))?;
        Ok(())
    }

    async fn commit(mut self: Box<Self>) -> Result<()> {
        sqlx::query(
            "INSERT INTO streams (stream, seq, link) VALUES ($1, $2, $3)
             ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, link = excluded.link",
        )
        .bind(self.stream.0)
        .bind(self.seq as i64)
        .bind(&self.link[..])
        .execute(&mut *self.transaction)
        .await
        .map_err(unavailable(DOING))?;
        self.transaction.commit().await.map_err(unavailable(DOING))
    }
}
