//! Events and streams.

use super::convert::{hash, joined, recorded, time};
use super::*;
use sqlx::SqliteConnection;

pub async fn heads(reader: &mut SqliteConnection) -> Result<BTreeMap<AreaId, u64>> {
    let rows = sqlx::query("SELECT stream, seq FROM streams WHERE seq > 0").fetch_all(reader).await;
    let head = |row: sqlx::sqlite::SqliteRow| (AreaId(row.get("stream")), row.get::<i64, _>("seq") as u64);
    Ok(rows.map_err(unavailable(DOING_READ))?.into_iter().map(head).collect())
}

pub async fn streams(reader: &mut SqliteConnection, scope: AccountId) -> Result<Vec<AreaId>> {
    let streams: Vec<Uuid> = sqlx::query_scalar(
        "WITH held (area) AS (
             SELECT area FROM assignments WHERE account = $1 AND until IS NULL
             UNION SELECT area FROM trades WHERE account = $1 AND until IS NULL)
         SELECT past.stream AS stream FROM held
             JOIN area_closure within ON within.ancestor = held.area
             JOIN stream_areas past ON past.area = within.descendant
         UNION
         SELECT above.ancestor FROM held
             JOIN area_closure within ON within.ancestor = held.area
             JOIN area_closure above ON above.descendant = within.descendant
             JOIN areas present ON present.id = above.ancestor AND present.level = $2
         ORDER BY 1",
    )
    .bind(scope.0)
    .bind(subdistrict())
    .fetch_all(reader)
    .await
    .map_err(unavailable(DOING_READ))?;
    Ok(streams.into_iter().map(AreaId).collect())
}

pub async fn events_after(readers: &SqlitePool, scope: AccountId, cursor: &Cursor, limit: u32) -> Result<EventsPage> {
    // One read transaction: streams, heads and events of the same moment.
    let mut transaction = readers.begin().await.map_err(unavailable(DOING_READ))?;
    let heads = heads(&mut transaction).await?;
    let by_trade = duties::is_by_trade(&mut transaction, scope).await?;
    let mut page = EventsPage { next: cursor.clone(), ..EventsPage::default() };
    for stream in streams(&mut transaction, scope).await? {
        let Some(head) = heads.get(&stream).copied() else { continue };
        let after = cursor.get(&stream).copied().unwrap_or(0);
        let room = limit as usize - page.events.len();
        let mut following = match by_trade {
            true => duties::following(&mut transaction, stream, after, scope, room).await?,
            false => following(&mut transaction, stream, after, scope, room).await?,
        };
        let more = following.len() > room;
        following.truncate(room);
        if more {
            if let Some(last) = following.last() {
                page.next.insert(stream, last.seq);
            }
            page.events.extend(following);
            page.more = true;
            return Ok(page);
        }
        page.events.extend(following);
        page.next.insert(stream, after.max(head));
    }
    Ok(page)
}

// One more than there is room for, if there is one more.
async fn following(
    reader: &mut SqliteConnection,
    stream: AreaId,
    after: u64,
    scope: AccountId,
    room: usize,
) -> Result<Vec<Recorded>> {
    let rows = sqlx::query(
        "SELECT seq, envelope, personal, received_at FROM events
         WHERE stream = $1 AND seq > $2 AND area IN (
            SELECT within.descendant FROM assignments held
            JOIN area_closure within ON within.ancestor = held.area
            WHERE held.account = $3 AND held.until IS NULL)
         ORDER BY seq LIMIT $4",
    )
    .bind(stream.0)
    .bind(after as i64)
    .bind(scope.0)
    .bind(room as i64 + 1)
    .fetch_all(reader)
    .await
    .map_err(unavailable(DOING_READ))?;
    rows.iter().map(recorded).collect()
}

pub async fn chain(readers: &SqlitePool, stream: AreaId, after: u64, limit: u32) -> Result<Vec<(Recorded, Link)>> {
    let rows = sqlx::query(
        "SELECT seq, envelope, personal, received_at, link FROM events
         WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    )
    .bind(stream.0)
    .bind(after as i64)
    .bind(limit)
    .fetch_all(readers)
    .await
    .map_err(unavailable(DOING_READ))?;
    rows.iter().map(|row| Ok((recorded(row)?, hash(row, "link")?))).collect()
}

pub async fn quarantined(readers: &SqlitePool) -> Result<Vec<Quarantined>> {
    let rows = sqlx::query("SELECT envelope, personal, digest, reason, received_at FROM quarantine ORDER BY rowid")
        .fetch_all(readers)
        .await
        .map_err(unavailable(DOING_READ))?;
    let read = |row: &sqlx::sqlite::SqliteRow| {
        Ok(Quarantined {
            envelope: joined(row)?,
            digest: hash(row, "digest")?,
            reason: row.get("reason"),
            received_at: time(row, "received_at"),
        })
    };
    rows.iter().map(read).collect()
}

/// Those of `keys` that exist.
pub async fn rows(connection: &mut SqliteConnection, keys: &[RowKey], doing: &'static str) -> Result<RowSet> {
    let mut rows = RowSet::new();
    for key in keys {
        let entry: Option<String> = sqlx::query_scalar("SELECT entry FROM ledger WHERE kind = $1 AND id = $2")
            .bind(word(&key.kind))
            .bind(key.id.0)
            .fetch_optional(&mut *connection)
            .await
            .map_err(unavailable(doing))?;
        if let Some(entry) = entry {
            rows.insert(*key, serde_json::from_str(&entry).map_err(corrupt("row"))?);
        }
    }
    Ok(rows)
}
