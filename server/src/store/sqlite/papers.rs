//! Papers of the desk.

use super::*;

pub async fn put(writer: &SqlitePool, paper: &Paper) -> Result<()> {
    // What is not given anew stays as it was.
    sqlx::query(
        "INSERT INTO papers (kind, id, area, author, at, facts, content) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (kind, id) DO UPDATE SET facts = excluded.facts, content = coalesce(excluded.content, content)",
    )
    .bind(&paper.kind)
    .bind(paper.id)
    .bind(paper.area.0)
    .bind(paper.author.0)
    .bind(paper.at.millis())
    .bind(paper.facts.to_string())
    .bind(paper.content.as_deref())
    .execute(writer)
    .await
    .map_err(unavailable("keep a paper"))?;
    Ok(())
}

pub async fn newest(readers: &SqlitePool, scope: AccountId, kind: &str, limit: u32) -> Result<Vec<Paper>> {
    let rows = sqlx::query(
        "SELECT kind, id, area, author, at, facts, NULL AS content FROM papers
         WHERE kind = $1 AND area IN (
            SELECT within.descendant FROM assignments held
            JOIN area_closure within ON within.ancestor = held.area
            WHERE held.account = $2 AND held.until IS NULL)
         ORDER BY at DESC, id DESC LIMIT $3",
    )
    .bind(kind)
    .bind(scope.0)
    .bind(limit)
    .fetch_all(readers)
    .await
    .map_err(unavailable(DOING_READ))?;
    rows.iter().map(read).collect()
}

pub async fn one(readers: &SqlitePool, scope: AccountId, kind: &str, id: Uuid) -> Result<Option<Paper>> {
    let row = sqlx::query(
        "SELECT kind, id, area, author, at, facts, content FROM papers
         WHERE kind = $1 AND id = $2 AND area IN (
            SELECT within.descendant FROM assignments held
            JOIN area_closure within ON within.ancestor = held.area
            WHERE held.account = $3 AND held.until IS NULL)",
    )
    .bind(kind)
    .bind(id)
    .bind(scope.0)
    .fetch_optional(readers)
    .await
    .map_err(unavailable(DOING_READ))?;
    row.as_ref().map(read).transpose()
}

fn read(row: &sqlx::sqlite::SqliteRow) -> Result<Paper> {
    Ok(Paper {
        kind: row.get("kind"),
        id: row.get("id"),
        area: AreaId(row.get("area")),
        author: AccountId(row.get("author")),
        at: convert::time(row, "at"),
        facts: serde_json::from_str(row.get("facts")).map_err(corrupt("paper"))?,
        content: row.get("content"),
    })
}
