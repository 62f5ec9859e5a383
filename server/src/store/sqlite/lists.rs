//! Ledger rows: snapshots and lists.

use super::*;
use gridwalk_domain::ledger::Row;
use sqlx::SqliteConnection;

pub fn entry(row: &sqlx::sqlite::SqliteRow) -> Result<Row> {
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
    if duties::is_by_trade(&mut reader, scope).await? {
        return duties::list(&mut reader, scope, query).await;
    }
    page(
        &mut reader,
        "SELECT since, id, entry FROM ledger
         WHERE kind = $2 AND area IN (
            SELECT within.descendant FROM assignments held
            JOIN area_closure within ON within.ancestor = held.area
            WHERE held.account = $1 AND held.until IS NULL)
         AND ($3 IS NULL OR area IN (SELECT descendant FROM area_closure WHERE ancestor = $3))
         AND ($4 IS NULL OR state = $4) AND (NOT $5 OR is_open)
         AND ($6 IS NULL OR premises = $6) AND ($7 IS NULL OR actor = $7)
         AND ($8 IS NULL OR level = $8) AND ($9 IS NULL OR premises_kind = $9)
         AND ($10 IS NULL OR instr(search, $10) > 0) AND ($11 IS NULL OR due_on < $11)
         AND ($12 IS NULL OR (since, id) < ($12, $13))
         ORDER BY since DESC, id DESC LIMIT $14",
        scope,
        query,
    )
    .await
}

/// A page of whoever may read it: `sql` takes the account as `$1` and the query as `$2` to `$14`.
pub async fn page(
    reader: &mut SqliteConnection,
    sql: &'static str,
    scope: AccountId,
    query: &ListQuery,
) -> Result<ListPage> {
    let is_open_only = query.is_open_only();
    let rows = sqlx::query(sql)
        .bind(scope.0)
        .bind(word(&query.kind))
        .bind(query.area.map(|area| area.0))
        .bind(query.state.as_deref().filter(|_| !is_open_only))
        .bind(is_open_only)
        .bind(query.premises.map(|premises| premises.0))
        .bind(query.actor.map(|actor| actor.0))
        .bind(query.level.as_deref())
        .bind(query.premises_kind.as_deref())
        .bind(query.search.as_deref())
        .bind(query.due_before)
        .bind(query.after.map(|(since, _)| since))
        .bind(query.after.map(|(_, id)| id))
        .bind(i64::from(query.limit) + 1)
        .fetch_all(reader)
        .await
        .map_err(unavailable(DOING_READ))?;
    let shown = &rows[..rows.len().min(query.limit as usize)];
    let last = shown.last().filter(|_| rows.len() > shown.len());
    let next = last.map(|row| (row.get::<i64, _>("since"), row.get::<Uuid, _>("id")));
    Ok(ListPage { rows: shown.iter().map(entry).collect::<Result<_>>()?, next })
}
