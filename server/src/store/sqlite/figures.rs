//! Figures: facts beside the ledger, added up in SQL.

use super::*;
use gridwalk_domain::figures::{
    Counted, Dimension, Fact, FigureQuery, Line, Measure, Nature, PremisesTraits, counted, traits,
};
use gridwalk_domain::ledger::{PremisesRow, Row};
use gridwalk_domain::register::Grading;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, SqliteConnection};

const DOING: &str = "count";
const RECOUNT_ROWS: i64 = 2_000;

/// Keeps the facts of a row as it now is; costs one look where they have not changed.
pub async fn put(writer: &mut SqliteConnection, row: &Row, grading: &Grading) -> Result<()> {
    if let Row::Premises(premises) = row {
        put_traits(writer, premises_key(premises.id), &traits(premises, grading)).await?;
        put_twins(writer, premises).await?;
    }
    let Some(counted) = counted(row) else { return Ok(()) };
    let key = row.key();
    let premises = survivor(writer, premises_key(counted.premises)).await?;
    let stands = stands(writer, key.id.0).await?;
    if stands == written(&counted, premises) {
        return Ok(());
    }
    sqlx::query("DELETE FROM figures WHERE subject = $1")
        .bind(key.id.0)
        .execute(&mut *writer)
        .await
        .map_err(unavailable(DOING))?;
    for fact in &counted.facts {
        sqlx::query(
            "INSERT INTO figures (measure, day, subject, kind, area, premises, level, source, origin, amount)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(fact.measure as i64)
        .bind(fact.day.days())
        .bind(key.id.0)
        .bind(word(&key.kind))
        .bind(counted.area.0)
        .bind(premises)
        .bind(counted.level)
        .bind(counted.source)
        .bind(fact.origin.days())
        .bind(fact.amount)
        .execute(&mut *writer)
        .await
        .map_err(unavailable(DOING))?;
    }
    Ok(())
}

// A fact as it is written, by measure and day.
type Written = (i64, i64, i64, i64, Uuid, i64, String, String);

fn written(counted: &Counted, premises: i64) -> Vec<Written> {
    let written = |fact: &Fact| {
        let (day, origin) = (i64::from(fact.day.days()), i64::from(fact.origin.days()));
        let (level, source) = (counted.level.to_owned(), counted.source.to_owned());
        (fact.measure as i64, day, origin, fact.amount, counted.area.0, premises, level, source)
    };
    counted.facts.iter().map(written).collect()
}

async fn put_traits(writer: &mut SqliteConnection, key: i64, traits: &PremisesTraits) -> Result<()> {
    sqlx::query(
        "INSERT INTO figure_premises (key, kind, industry, grade) VALUES ($1, $2, $3, $4)
         ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, industry = excluded.industry, grade = excluded.grade
         WHERE kind <> excluded.kind OR industry <> excluded.industry OR grade <> excluded.grade",
    )
    .bind(key)
    .bind(&traits.kind)
    .bind(&traits.industry)
    .bind(&traits.grade)
    .execute(writer)
    .await
    .map_err(unavailable(DOING))?;
    Ok(())
}

// What is written of premises that were merged counts as the survivor's: from now on, and what there is of them, all of
// it in the survivor's cell.
async fn put_twins(writer: &mut SqliteConnection, survivor: &PremisesRow) -> Result<()> {
    let to = premises_key(survivor.id);
    for absorbed in &survivor.ties.absorbed {
        let from = premises_key(*absorbed);
        let noted = sqlx::query(
            "INSERT INTO figure_premises (key, kind, industry, grade, survivor) VALUES ($1, '', '', '', $2)
             ON CONFLICT (key) DO UPDATE SET survivor = excluded.survivor WHERE survivor IS NOT excluded.survivor",
        )
        .bind(from)
        .bind(to)
        .execute(&mut *writer)
        .await
        .map_err(unavailable(DOING))?;
        if noted.rows_affected() == 0 {
            continue;
        }
        sqlx::query(
            "UPDATE figures SET premises = $1 WHERE subject IN (
                SELECT id FROM ledger WHERE area = $2 AND premises = $3)",
        )
        .bind(to)
        .bind(survivor.area.0)
        .bind(absorbed.0)
        .execute(&mut *writer)
        .await
        .map_err(unavailable(DOING))?;
    }
    Ok(())
}

async fn survivor(writer: &mut SqliteConnection, key: i64) -> Result<i64> {
    let survivor = sqlx::query_scalar("SELECT survivor FROM figure_premises WHERE key = $1")
        .bind(key)
        .fetch_optional(writer)
        .await
        .map_err(unavailable(DOING))?;
    Ok(survivor.flatten().unwrap_or(key))
}

async fn stands(writer: &mut SqliteConnection, subject: Uuid) -> Result<Vec<Written>> {
    let rows = sqlx::query(
        "SELECT measure, day, origin, amount, area, premises, level, source
         FROM figures INDEXED BY figures_of WHERE subject = $1 ORDER BY measure, day",
    )
    .bind(subject)
    .fetch_all(writer)
    .await
    .map_err(unavailable(DOING))?;
    let written = |row: &SqliteRow| {
        let number = |column| row.get::<i64, _>(column);
        let words = (row.get("level"), row.get("source"));
        let of = (number("measure"), number("day"), number("origin"), number("amount"));
        (of.0, of.1, of.2, of.3, row.get("area"), number("premises"), words.0, words.1)
    };
    Ok(rows.iter().map(written).collect())
}

/// Counts every row anew, if the database was last counted by another version.
pub async fn recount(writer: &SqlitePool) -> Result<()> {
    let doing = unavailable("count the ledger anew");
    let noted: Option<String> = sqlx::query_scalar("SELECT value FROM notes WHERE name = $1")
        .bind(FIGURES_NOTE)
        .fetch_optional(writer)
        .await
        .map_err(doing)?;
    let version = FIGURES_VERSION.to_string();
    if noted.as_ref() == Some(&version) {
        return Ok(());
    }
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(doing)?;
    sqlx::query("DELETE FROM figures").execute(&mut *transaction).await.map_err(doing)?;
    sqlx::query("DELETE FROM figure_premises").execute(&mut *transaction).await.map_err(doing)?;
    let mut after = 0_i64;
    loop {
        let rows = sqlx::query("SELECT rowid AS place, entry FROM ledger WHERE rowid > $1 ORDER BY rowid LIMIT $2")
            .bind(after)
            .bind(RECOUNT_ROWS)
            .fetch_all(&mut *transaction)
            .await
            .map_err(doing)?;
        let Some(last) = rows.last() else { break };
        after = last.get("place");
        for row in &rows {
            let row: Row = serde_json::from_str(row.get("entry")).map_err(corrupt("row"))?;
            // Grades follow once the place's rules are known.
            put(&mut transaction, &row, &Grading::default()).await?;
        }
    }
    note(&mut transaction, FIGURES_NOTE, &version).await?;
    note(&mut transaction, GRADING_NOTE, "").await?;
    transaction.commit().await.map_err(doing)
}

async fn note(writer: &mut SqliteConnection, name: &str, value: &str) -> Result<()> {
    const QUERY: &str = "INSERT INTO notes (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sqlx::query(QUERY).bind(name).bind(value).execute(writer).await.map_err(unavailable(DOING))?;
    Ok(())
}

/// Grades every premises anew, if they were last graded by other rules.
pub async fn grade(writer: &SqlitePool, grading: &Grading) -> Result<()> {
    let doing = unavailable("grade the ledger anew");
    let rules = serde_json::to_string(grading).map_err(corrupt("grading"))?;
    let noted: Option<String> = sqlx::query_scalar("SELECT value FROM notes WHERE name = $1")
        .bind(GRADING_NOTE)
        .fetch_optional(writer)
        .await
        .map_err(doing)?;
    if noted.as_ref() == Some(&rules) {
        return Ok(());
    }
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(doing)?;
    let mut after = 0_i64;
    loop {
        let rows = sqlx::query(
            "SELECT rowid AS place, entry FROM ledger WHERE kind = 'premises' AND rowid > $1 ORDER BY rowid LIMIT $2",
        )
        .bind(after)
        .bind(RECOUNT_ROWS)
        .fetch_all(&mut *transaction)
        .await
        .map_err(doing)?;
        let Some(last) = rows.last() else { break };
        after = last.get("place");
        for row in &rows {
            if let Row::Premises(row) = serde_json::from_str(row.get("entry")).map_err(corrupt("row"))? {
                put_traits(&mut transaction, premises_key(row.id), &traits(&row, grading)).await?;
            }
        }
    }
    note(&mut transaction, GRADING_NOTE, &rules).await?;
    transaction.commit().await.map_err(doing)
}

// $1 account, $2 first day, $3 last day, $4 area, $5 kind, $6 industry, $7 grade, $8 source, $9 level, $10 1 January.
const SCOPE: &str = "counted.area IN (
        SELECT within.descendant FROM assignments held
        JOIN area_closure within ON within.ancestor = held.area
        WHERE held.account = $1 AND held.until IS NULL)
    AND ($4 IS NULL OR counted.area IN (SELECT descendant FROM area_closure WHERE ancestor = $4))
    AND ($8 IS NULL OR counted.source = '' OR counted.source = $8)
    AND ($9 IS NULL OR counted.level = '' OR counted.level = $9)";
const TRAITS: &str = "LEFT JOIN figure_premises what ON what.key = counted.premises";
const TRAITS_FIT: &str = "AND ($5 IS NULL OR what.kind = $5) AND ($6 IS NULL OR what.industry = $6)
    AND ($7 IS NULL OR what.grade = $7)";

fn part(by: Dimension) -> &'static str {
    match by {
        Dimension::Cell => "counted.area",
        Dimension::Kind => "coalesce(what.kind, '')",
        Dimension::Industry => "coalesce(what.industry, '')",
        Dimension::Grade => "coalesce(what.grade, '')",
        Dimension::Source => "counted.source",
        Dimension::Level => "counted.level",
    }
}

fn needs_traits(query: &FigureQuery) -> bool {
    let is_grouped = matches!(query.by, Dimension::Kind | Dimension::Industry | Dimension::Grade);
    is_grouped || query.kind.is_some() || query.industry.is_some() || query.grade.is_some()
}

fn codes(nature: Nature) -> String {
    let of_nature = Measure::ALL.iter().filter(|measure| measure.nature() == nature);
    of_nature.map(|measure| (*measure as i64).to_string()).collect::<Vec<_>>().join(", ")
}

// Every `{}` is filled with words of this file alone; what callers give is bound.
fn bound<'q>(sql: String, scope: AccountId, query: &'q FigureQuery) -> sqlx::query::Query<'q, Sqlite, SqliteArguments> {
    sqlx::query(AssertSqlSafe(sql))
        .bind(scope.0)
        .bind(query.period.from.days())
        .bind(query.period.to.days())
        .bind(query.area.map(|area| area.0))
        .bind(query.kind.as_deref())
        .bind(query.industry.as_deref())
        .bind(query.grade.as_deref())
        .bind(query.source.as_deref())
        .bind(query.level.as_deref())
        .bind(query.period.year_start().days())
}

fn part_of(by: Dimension, row: &SqliteRow) -> String {
    match by {
        Dimension::Cell => row.get::<Uuid, _>("part").to_string(),
        _ => row.get("part"),
    }
}

/// Counts by part: flows, stocks and days, each in one statement of one read transaction.
pub async fn figures(readers: &SqlitePool, scope: AccountId, query: &FigureQuery) -> Result<BTreeMap<String, Line>> {
    let (join, fit) = if needs_traits(query) { (TRAITS, TRAITS_FIT) } else { ("", "") };
    let (by, part) = (query.by, part(query.by));
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    let mut transaction = readers.begin().await.map_err(unavailable(DOING))?;
    for (nature, days) in [(Nature::Flow, "BETWEEN $2 AND $3"), (Nature::Stock, "<= $3")] {
        let codes = codes(nature);
        let sql = format!(
            "SELECT {part} AS part, counted.measure AS measure, sum(counted.amount) AS amount,
                sum(CASE WHEN counted.origin < $10 THEN counted.amount ELSE 0 END) AS old
             FROM figures counted {join}
             WHERE counted.measure IN ({codes}) AND counted.day {days} AND {SCOPE} {fit}
             GROUP BY 1, 2"
        );
        let rows = bound(sql, scope, query).fetch_all(&mut *transaction).await.map_err(unavailable(DOING))?;
        for row in &rows {
            let Some(measure) = Measure::from_code(row.get("measure")) else { continue };
            let line = lines.entry(part_of(by, row)).or_default();
            line.put(measure, row.get("amount"));
            if measure == Measure::OpenMajor {
                line.old_major = row.get("old");
            }
        }
    }
    let codes = codes(Nature::Days);
    let sql = format!(
        "SELECT {part} AS part, counted.measure AS measure,
            count(DISTINCT (counted.premises << 16) | (counted.day & 65535)) AS days,
            count(DISTINCT counted.premises) AS premises
         FROM figures counted {join}
         WHERE counted.measure IN ({codes}) AND counted.day BETWEEN $2 AND $3 AND {SCOPE} {fit}
         GROUP BY 1, 2"
    );
    let rows = bound(sql, scope, query).fetch_all(&mut *transaction).await.map_err(unavailable(DOING))?;
    for row in &rows {
        let Some(measure) = Measure::from_code(row.get("measure")) else { continue };
        let line = lines.entry(part_of(by, row)).or_default();
        line.put(measure, row.get("days"));
        if measure == Measure::Entered {
            line.covered = row.get("premises");
        }
    }
    lines.retain(|_, line| !line.is_empty());
    Ok(lines)
}

/// The rows behind a figure: those whose facts of the measures add up to something.
pub async fn records(readers: &SqlitePool, scope: AccountId, query: &RecordsQuery) -> Result<(Vec<Row>, u64)> {
    let figures = &query.figures;
    let (join, fit) = if needs_traits(figures) { (TRAITS, TRAITS_FIT) } else { ("", "") };
    let of = |nature| {
        let wanted = query.measures.iter().filter(|measure| (measure.nature() == Nature::Stock) == nature);
        wanted.map(|measure| (*measure as i64).to_string()).collect::<Vec<_>>().join(", ")
    };
    let age = match query.is_old {
        None => "",
        Some(true) => "AND counted.origin < $10",
        Some(false) => "AND counted.origin >= $10",
    };
    let (stocks, others) = (of(true), of(false));
    let found = format!(
        "SELECT counted.subject AS subject, counted.kind AS kind, max(counted.day) AS day, counted.premises AS premises
         FROM figures counted {join}
         WHERE ((counted.measure IN ({stocks}) AND counted.day <= $3)
             OR (counted.measure IN ({others}) AND counted.day BETWEEN $2 AND $3)) AND {SCOPE} {fit} {age}
         GROUP BY counted.subject, counted.kind HAVING sum(counted.amount) > 0"
    );
    let found = match query.is_once {
        false => found,
        true => format!(
            "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY premises ORDER BY day DESC, subject) AS place
             FROM ({found})) WHERE place = 1"
        ),
    };
    let sql = format!(
        "SELECT count(*) OVER () AS whole, rows.entry AS entry FROM ({found}) found
         JOIN ledger rows ON rows.kind = found.kind AND rows.id = found.subject
         ORDER BY found.day DESC, found.subject LIMIT $11 OFFSET $12"
    );
    let rows = bound(sql, scope, figures)
        .bind(i64::from(query.limit))
        .bind(i64::from(query.skip))
        .fetch_all(readers)
        .await
        .map_err(unavailable(DOING))?;
    let whole = rows.first().map_or(0, |row| row.get::<i64, _>("whole") as u64);
    let read = |row: &SqliteRow| serde_json::from_str(row.get("entry")).map_err(corrupt("row"));
    Ok((rows.iter().map(read).collect::<Result<_>>()?, whole))
}
