//! Ledger rows: snapshots and lists.

use super::*;
use gridwalk_domain::ledger::Row;
use serde_json::value::RawValue;
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteRow;

pub fn entry(row: &SqliteRow) -> Result<Row> {
    serde_json::from_str(row.get("entry")).map_err(corrupt("row"))
}

pub async fn snapshot(readers: &SqlitePool, scope: AccountId, filter: &SnapshotFilter) -> Result<SnapshotRows> {
    // One read transaction: the rows are exactly those of the cursor.
    let mut transaction = readers.begin().await.map_err(unavailable(DOING_READ))?;
    let heads = reads::heads(&mut transaction).await?;
    let streams = reads::streams(&mut transaction, scope).await?;
    let cursor = streams.into_iter().filter_map(|stream| Some((stream, *heads.get(&stream)?))).collect();
    if duties::is_by_trade(&mut transaction, scope).await? {
        return Ok(SnapshotRows { rows: duties::snapshot(&mut transaction, scope, filter).await?, cursor });
    }
    let rows = sqlx::query(
        "SELECT entry FROM ledger
         WHERE area IN (
            SELECT within.descendant FROM assignments held
            JOIN area_closure within ON within.ancestor = held.area
            WHERE held.account = $1 AND held.until IS NULL)
         AND (kind IN ('site', 'premises') OR is_open
            OR (kind = 'task' AND since >= $2)
            OR (kind = 'inspection' AND since >= $2 AND ($3 IS NULL OR actor = $3))
            OR (kind = 'notice' AND since >= $2)
            OR (kind = 'hazard' AND $3 IS NULL AND json_extract(entry, '$.closed[1]') >= $2))
         ORDER BY CASE kind WHEN 'site' THEN 0 WHEN 'premises' THEN 1 WHEN 'inspection' THEN 2 ELSE 3 END, id",
    )
    .bind(scope.0)
    .bind(filter.visits_since.millis())
    .bind(filter.own.map(|own| own.0))
    .fetch_all(&mut *transaction)
    .await
    .map_err(unavailable(DOING_READ))?;
    Ok(SnapshotRows { rows: rows.iter().map(entry).collect::<Result<_>>()?, cursor })
}

pub async fn list(readers: &SqlitePool, scope: AccountId, query: &ListQuery) -> Result<ListPage> {
    let mut reader = readers.acquire().await.map_err(unavailable(DOING_READ))?;
    let within = match duties::is_by_trade(&mut reader, scope).await? {
        true => duties::WITHIN,
        false => WITHIN,
    };
    let sql = format!(
        "SELECT since, id, entry FROM ledger WHERE kind = $2 {within} {} ORDER BY since DESC, id DESC LIMIT $13",
        conditions(query)
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(scope.0)
        .bind(word(&query.kind))
        .bind(query.area.map(|area| area.0))
        .bind(query.state.as_deref())
        .bind(query.premises.map(|premises| premises.0))
        .bind(query.actor.map(|actor| actor.0))
        .bind(query.level.as_deref())
        .bind(query.premises_kind.as_deref())
        .bind(query.search.as_deref())
        .bind(query.due_before)
        .bind(query.after.map(|(since, _)| since))
        .bind(query.after.map(|(_, id)| id))
        .bind(i64::from(query.limit) + 1)
        .fetch_all(&mut *reader)
        .await
        .map_err(unavailable(DOING_READ))?;
    let shown = &rows[..rows.len().min(query.limit as usize)];
    let last = shown.last().filter(|_| rows.len() > shown.len());
    let next = last.map(|row| (row.get::<i64, _>("since"), row.get::<Uuid, _>("id")));
    let raw = |row: &SqliteRow| RawValue::from_string(row.get("entry")).map_err(corrupt("row"));
    Ok(ListPage { rows: shown.iter().map(raw).collect::<Result<_>>()?, next })
}

/// What an account of areas may read; it is `$1`.
const WITHIN: &str = "AND area IN (
    SELECT within.descendant FROM assignments held
    JOIN area_closure within ON within.ancestor = held.area
    WHERE held.account = $1 AND held.until IS NULL)";

// Only what is asked for: a condition that is always true still costs a look at every row.
fn conditions(query: &ListQuery) -> String {
    let is_open_only = query.is_open_only();
    let wanted = [
        (query.area.is_some(), "AND area IN (SELECT descendant FROM area_closure WHERE ancestor = $3)"),
        (query.state.is_some() && !is_open_only, "AND state = $4"),
        (is_open_only, "AND is_open"),
        (query.premises.is_some(), "AND premises = $5"),
        (query.actor.is_some(), "AND actor = $6"),
        (query.level.is_some(), "AND level = $7"),
        (query.premises_kind.is_some(), "AND premises_kind = $8"),
        (query.search.is_some(), "AND instr(search, $9) > 0"),
        (query.due_before.is_some(), "AND due_on < $10"),
        (query.after.is_some(), "AND (since, id) < ($11, $12)"),
    ];
    wanted.iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, sql)| *sql).collect::<Vec<_>>().join(" ")
}
