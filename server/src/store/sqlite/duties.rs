//! Reviewers of one trade, what they may read, and utility readings.

use super::convert::{from_word, joined, time};
use super::*;
use gridwalk_domain::admit::Trade;
use gridwalk_domain::ledger::Row;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

const DOING: &str = "set trades";

/// Premises of an account's trades, by id.
macro_rules! premises_of_trades {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "(SELECT place.id FROM trades held
              JOIN area_closure within ON within.ancestor = held.area
              JOIN ledger place ON place.kind = 'premises' AND place.area = within.descendant
                AND place.premises_kind = held.kind
              WHERE held.account = $1 AND held.until IS NULL)",
            $after
        )
    };
}

pub async fn trades(readers: &SqlitePool, account: AccountId) -> Result<Vec<Trade>> {
    let rows = sqlx::query("SELECT area, kind, since, until FROM trades WHERE account = $1 ORDER BY rowid")
        .bind(account.0)
        .fetch_all(readers)
        .await
        .map_err(unavailable(DOING_READ))?;
    let read = |row: SqliteRow| Trade {
        area: AreaId(row.get("area")),
        kind: row.get("kind"),
        from: time(&row, "since"),
        to: row.get::<Option<i64>, _>("until").map(Timestamp::from_millis),
    };
    Ok(rows.into_iter().map(read).collect())
}

pub async fn set_trades(
    mut transaction: Transaction<'static, Sqlite>,
    account: AccountId,
    area: AreaId,
    kinds: &[String],
    at: Timestamp,
) -> Result<()> {
    sqlx::query("UPDATE trades SET until = $3 WHERE account = $1 AND area = $2 AND until IS NULL")
        .bind(account.0)
        .bind(area.0)
        .bind(at.millis())
        .execute(&mut *transaction)
        .await
        .map_err(unavailable(DOING))?;
    if !kinds.is_empty() {
        sqlx::query("UPDATE assignments SET until = $2 WHERE account = $1 AND until IS NULL")
            .bind(account.0)
            .bind(at.millis())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable(DOING))?;
    }
    for kind in kinds {
        sqlx::query("INSERT INTO trades (account, area, kind, since) VALUES ($1, $2, $3, $4)")
            .bind(account.0)
            .bind(area.0)
            .bind(kind)
            .bind(at.millis())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable(DOING))?;
    }
    transaction.commit().await.map_err(unavailable(DOING))
}

/// Whether the account reads by trade.
pub async fn is_by_trade(reader: &mut SqliteConnection, account: AccountId) -> Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM trades WHERE account = $1 AND until IS NULL)")
        .bind(account.0)
        .fetch_one(reader)
        .await
        .map_err(unavailable(DOING_READ))
}

/// As `reads::following`, for a reviewer of one trade: an event is theirs by its subject's premises.
pub async fn following(
    reader: &mut SqliteConnection,
    stream: AreaId,
    after: u64,
    scope: AccountId,
    room: usize,
) -> Result<Vec<Recorded>> {
    let rows = sqlx::query(premises_of_trades!(
        "SELECT seq, envelope, personal, received_at FROM events
         WHERE stream = $2 AND seq > $3 AND EXISTS (
            SELECT 1 FROM ledger subject
            WHERE subject.kind IN ('premises', 'inspection', 'hazard', 'task', 'notice')
            AND subject.id = unhex(replace(json_extract(events.envelope, '$.subject'), '-', ''))
            AND subject.premises IN ",
        ") ORDER BY seq LIMIT $4"
    ))
    .bind(scope.0)
    .bind(stream.0)
    .bind(after as i64)
    .bind(room as i64 + 1)
    .fetch_all(reader)
    .await
    .map_err(unavailable(DOING_READ))?;
    let read = |row: &SqliteRow| {
        let (seq, received_at) = (row.get::<i64, _>("seq") as u64, time(row, "received_at"));
        Ok(Recorded { envelope: joined(row)?, seq, received_at })
    };
    rows.iter().map(read).collect()
}

/// The rows of a snapshot, for a reviewer of one trade.
pub async fn snapshot(reader: &mut SqliteConnection, scope: AccountId, filter: &SnapshotFilter) -> Result<Vec<Row>> {
    let rows = sqlx::query(premises_of_trades!(
        "SELECT entry FROM ledger WHERE (kind = 'premises' OR is_open
            OR (kind IN ('task', 'inspection', 'notice') AND since >= $2)
            OR (kind = 'hazard' AND json_extract(entry, '$.closed[1]') >= $2)) AND premises IN ",
        " ORDER BY CASE kind WHEN 'premises' THEN 1 WHEN 'inspection' THEN 2 ELSE 3 END, id"
    ))
    .bind(scope.0)
    .bind(filter.visits_since.millis())
    .fetch_all(reader)
    .await
    .map_err(unavailable(DOING_READ))?;
    rows.iter().map(lists::entry).collect()
}

/// What a reviewer of one trade may read of a list; the account is `$1`.
pub const WITHIN: &str = premises_of_trades!("AND premises IN ", "");

/// Whether a row that a reviewer of one trade may read names the photo, and its author uploaded it.
pub async fn may_read_photo(reader: &mut SqliteConnection, hash: PhotoHash, scope: AccountId) -> Result<bool> {
    sqlx::query_scalar(premises_of_trades!(
        "SELECT EXISTS (SELECT 1 FROM ledger WHERE area IN (
            SELECT named.area FROM event_photos named
            JOIN photo_uploads uploaded ON uploaded.sha256 = named.sha256 AND uploaded.account = named.actor
            WHERE named.sha256 = $2)
         AND instr(entry, $3) > 0 AND premises IN ",
        ")"
    ))
    .bind(scope.0)
    .bind(&hash.0[..])
    .bind(hash.to_string())
    .fetch_one(reader)
    .await
    .map_err(unavailable(DOING_READ))
}

pub async fn keep_readings(mut transaction: Transaction<'static, Sqlite>, readings: &[Reading]) -> Result<()> {
    const DOING: &str = "keep readings";
    for reading in readings {
        sqlx::query(
            "INSERT INTO readings (premises, meter, month, used) VALUES ($1, $2, $3, $4)
             ON CONFLICT (premises, meter, month) DO UPDATE SET used = excluded.used",
        )
        .bind(reading.premises.0)
        .bind(word(&reading.meter))
        .bind(reading.month.days())
        .bind(reading.used)
        .execute(&mut *transaction)
        .await
        .map_err(unavailable(DOING))?;
    }
    transaction.commit().await.map_err(unavailable(DOING))
}

pub async fn readings(readers: &SqlitePool, premises: PremisesId) -> Result<Vec<Reading>> {
    let rows = sqlx::query("SELECT meter, month, used FROM readings WHERE premises = $1 ORDER BY month DESC")
        .bind(premises.0)
        .fetch_all(readers)
        .await
        .map_err(unavailable(DOING_READ))?;
    let read = |row: SqliteRow| {
        let month = Date::from_days(row.get("month"));
        Ok(Reading { premises, meter: from_word("meter", row.get("meter"))?, month, used: row.get("used") })
    };
    rows.into_iter().map(read).collect()
}
