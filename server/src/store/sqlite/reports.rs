//! Reports as they were filed and returned.

use super::convert::{hash, time};
use super::*;

/// Steps within the scope, the oldest first.
pub async fn reports(
    readers: &SqlitePool,
    scope: AccountId,
    area: Option<AreaId>,
    period: Option<&str>,
) -> Result<Vec<ReportStep>> {
    let rows = sqlx::query(
        "SELECT area, period, version, action, actor, at, reason, body, hash FROM reports
         WHERE area IN (
            SELECT within.descendant FROM assignments held
            JOIN area_closure within ON within.ancestor = held.area
            WHERE held.account = $1 AND held.until IS NULL)
         AND ($2 IS NULL OR area = $2) AND ($3 IS NULL OR period = $3)
         ORDER BY place",
    )
    .bind(scope.0)
    .bind(area.map(|area| area.0))
    .bind(period)
    .fetch_all(readers)
    .await
    .map_err(unavailable(DOING_READ))?;
    let step = |row: &sqlx::sqlite::SqliteRow| {
        Ok(ReportStep {
            area: AreaId(row.get("area")),
            period: row.get("period"),
            version: row.get("version"),
            action: match row.get("action") {
                "returned" => ReportAction::Returned,
                _ => ReportAction::Filed,
            },
            actor: AccountId(row.get("actor")),
            at: time(row, "at"),
            reason: row.get("reason"),
            body: row.get("body"),
            hash: hash(row, "hash")?,
        })
    };
    rows.iter().map(step).collect()
}

/// Adds a step; the database itself refuses a second one of that name.
pub async fn add(writer: &SqlitePool, step: &ReportStep) -> Result<()> {
    let added = sqlx::query(
        "INSERT INTO reports (area, period, version, action, actor, at, reason, body, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    )
    .bind(step.area.0)
    .bind(&step.period)
    .bind(step.version)
    .bind(step.action.word())
    .bind(step.actor.0)
    .bind(step.at.millis())
    .bind(&step.reason)
    .bind(&step.body)
    .bind(&step.hash[..])
    .execute(writer)
    .await
    .map_err(unavailable("file a report"))?;
    if added.rows_affected() == 0 { Err(StoreError::StepTaken) } else { Ok(()) }
}
