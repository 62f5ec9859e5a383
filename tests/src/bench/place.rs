//! A sub-district of a hundred thousand premises and half a million visits, on SQLite: pages of lists and pivots as the
//! desk asks for them, beside the bare SQL on the same file; and what a ledger of 20,000 rows costs in memory.
//!
//! The place is the demo place of one sub-district, each row many times over under ids of its own.

use super::signed::{Signed, failed, sign_in};
use super::{Figure, Figures};
use crate::browser::{Failure, Server};
use gridwalk_domain::figures::{Measure, Nature};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::time::{Date, Timestamp};
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

const MINE: &str = "(SELECT descendant FROM area_closure WHERE ancestor = $1)";
/// Measured rounds of each probe.
const ROUNDS: usize = 15;
/// Most that an answer may take beside the bare SQL.
const GOAL: f64 = 3.0;
/// Most that the server's memory may come to while it writes a ledger, in kB.
const MEMORY_KB_MAX: u64 = 150_000;

struct Probe {
    name: &'static str,
    path: String,
    floor: Vec<String>,
}

fn probes(today: Date) -> Vec<Probe> {
    let from = today.plus_days(-364);
    let year = format!("from={from}&to={today}");
    let list = |kind: &str, more: &str| {
        vec![format!(
            "SELECT entry FROM ledger WHERE kind = '{kind}' AND area IN {MINE} {more} ORDER BY since DESC, id DESC LIMIT 50"
        )]
    };
    let probe = |name, path: &str, floor| Probe { name, path: path.to_owned(), floor };
    vec![
        probe("list: premises, newest", "lists/premises", list("premises", "")),
        probe(
            "list: premises by part of a name",
            "lists/premises?search=%E8%80%81%E8%A1%97",
            list("premises", "AND instr(search, '老街') > 0"),
        ),
        probe("list: visits to review", "lists/inspections?state=pending", list("inspection", "AND state = 'pending'")),
        probe("list: open hazards", "lists/hazards?state=open", list("hazard", "AND is_open")),
        probe(
            "list: hazards overdue",
            &format!("lists/hazards?state=open&due_before={today}"),
            list("hazard", &format!("AND is_open AND due_on < {}", today.days())),
        ),
        probe("pivot: a year by cell", &format!("reports/statistics?by=cell&{year}"), pivot("area", "", from, today)),
        probe(
            "pivot: a year by kind",
            &format!("reports/statistics?by=kind&{year}"),
            pivot("what.kind", "JOIN figure_premises what ON what.key = counted.premises", from, today),
        ),
        probe("ranking: a year by cell", &format!("reports/ranking?by=cell&{year}"), pivot("area", "", from, today)),
    ]
}

/// What a person would write at the database's prompt for the same numbers.
fn pivot(part: &str, join: &str, from: Date, to: Date) -> Vec<String> {
    let (first, last) = (from.days(), to.days());
    let of = |nature: Nature| {
        let codes = Measure::ALL.iter().filter(|measure| measure.nature() == nature);
        codes.map(|measure| (*measure as i64).to_string()).collect::<Vec<_>>().join(", ")
    };
    let sum = |nature, days: String| {
        format!(
            "SELECT {part}, measure, sum(amount) FROM figures counted {join}
             WHERE measure IN ({}) AND day {days} AND area IN {MINE} GROUP BY 1, 2",
            of(nature)
        )
    };
    let span = format!("BETWEEN {first} AND {last}");
    vec![
        sum(Nature::Flow, span.clone()),
        sum(Nature::Stock, format!("<= {last}")),
        format!(
            "SELECT {part}, measure, count(DISTINCT premises * 65536 + day), count(DISTINCT premises)
             FROM figures counted {join} WHERE measure IN ({}) AND day {span} AND area IN {MINE} GROUP BY 1, 2",
            of(Nature::Days)
        ),
    ]
}

/// Grows the place, measures, and says how large it was.
///
/// # Errors
/// The server or the database.
pub async fn measure(copies: u32, figures: &mut Figures) -> Result<(), Failure> {
    let mut server = Server::demo().await?;
    let desk = sign_in(&server, "subdistrict1").await?;
    let area = desk.area;
    server.stop().await?;
    let file = server.data().join("gridwalk.db");
    let mut database = open(&file).await?;
    grow(&mut database, area, copies).await?;
    figures.told.push(size(&mut database, area).await?);
    server.start().await?;
    let mut nothing_ms = Vec::new();
    for probe in probes(today()) {
        let (mut product_ms, mut floor_ms) = (Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let nothing = nothing(&desk, &server).await?;
            let took = get(&desk, &server, &probe.path).await?;
            let bare = bare(&mut database, &probe.floor, area).await?;
            // The first round warms both.
            if round > 0 {
                product_ms.push(took);
                floor_ms.push(bare + nothing);
                nothing_ms.push(nothing);
            }
        }
        figures.compared.push(Figure { name: probe.name.to_owned(), product_ms, floor_ms, goal: Some(GOAL) });
    }
    let nothing = super::figures::median(&nothing_ms);
    figures
        .told
        .push(format!("lists, pivots and ranking: the floor is the bare SQL and an empty answer ({nothing:.1} ms)"));
    figures.told.push(memory(&mut server, &desk, &mut database).await?);
    Ok(())
}

fn today() -> Date {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(now.as_millis() as i64).date_in_shanghai()
}

fn sql(doing: &'static str) -> impl Fn(sqlx::Error) -> Failure {
    move |error| Failure::Process(format!("{doing}: {error}"))
}

async fn open(file: &Path) -> Result<SqliteConnection, Failure> {
    let options = SqliteConnectOptions::new().filename(file).synchronous(SqliteSynchronous::Off);
    SqliteConnection::connect_with(&options).await.map_err(sql("open the database"))
}

async fn grow(database: &mut SqliteConnection, area: AreaId, copies: u32) -> Result<(), Failure> {
    let many = "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < $2)";
    let id = |column: &str| format!("unhex(substr(hex({column}), 1, 28) || printf('%04x', n))");
    let text = |last: &str| {
        format!(
            "lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4) || '-'
             || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21, 8) || {last})"
        )
    };
    // A copy may get the number that its original happens to end with; one in some hundreds does.
    let ledger = format!(
        "{many} INSERT OR IGNORE INTO ledger SELECT kind, {}, area, state, is_open, {}, actor, level, premises_kind, due_on, search,
            since - n * 977, replace(entry, {}, {})
         FROM (SELECT * FROM ledger WHERE area IN {MINE}), copies",
        id("id"),
        id("premises"),
        text("substr(hex(id), 29, 4)"),
        text("printf('%04x', n)")
    );
    let premises = format!(
        "{many} INSERT OR IGNORE INTO figure_premises (key, kind, industry, grade) SELECT key + n, kind, industry, grade
         FROM (SELECT * FROM figure_premises WHERE key IN (SELECT premises FROM figures WHERE area IN {MINE})), copies"
    );
    let counted = format!(
        "{many} INSERT OR IGNORE INTO figures
         SELECT measure, day, {}, kind, area, premises + n, level, source, origin, amount
         FROM (SELECT * FROM figures WHERE area IN {MINE}), copies",
        id("subject")
    );
    for statement in [ledger, premises, counted] {
        let query = sqlx::query(AssertSqlSafe(statement)).bind(area.0).bind(copies);
        query.execute(&mut *database).await.map_err(sql("grow the place"))?;
    }
    Ok(())
}

async fn size(database: &mut SqliteConnection, area: AreaId) -> Result<String, Failure> {
    let mut counts = Vec::new();
    for kind in ["premises", "inspection", "hazard"] {
        let statement = format!("SELECT count(*) FROM ledger WHERE kind = $2 AND area IN {MINE}");
        let query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(statement)).bind(area.0).bind(kind);
        counts.push(query.fetch_one(&mut *database).await.map_err(sql("count the place"))?);
    }
    Ok(format!("place: {} premises, {} visits, {} hazards in one sub-district", counts[0], counts[1], counts[2]))
}

async fn bare(database: &mut SqliteConnection, statements: &[String], area: AreaId) -> Result<f64, Failure> {
    let begin = Instant::now();
    for statement in statements {
        let query = sqlx::query(AssertSqlSafe(statement.clone())).bind(area.0);
        query.fetch_all(&mut *database).await.map_err(sql("ask the database"))?;
    }
    Ok(begin.elapsed().as_secs_f64() * 1_000.0)
}

/// The ledger of the cell nearest to 20,000 premises, as a workbook, from a server that has just started.
async fn memory(server: &mut Server, desk: &Signed, database: &mut SqliteConnection) -> Result<String, Failure> {
    let statement = "SELECT area, count(*) AS premises FROM ledger WHERE kind = 'premises' AND area IN
        (SELECT descendant FROM area_closure WHERE ancestor = $1) GROUP BY area ORDER BY abs(count(*) - 20000) LIMIT 1";
    let (cell, rows): (Uuid, i64) =
        sqlx::query_as(statement).bind(desk.area.0).fetch_one(database).await.map_err(sql("find a cell"))?;
    server.stop().await?;
    server.start().await?;
    let took = get(desk, server, &format!("exports/premises.xlsx?area={cell}")).await?;
    let status = server.id().and_then(|id| std::fs::read_to_string(format!("/proc/{id}/status")).ok());
    let peak = status.as_deref().and_then(|status| {
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    });
    let Some(peak) = peak else { return Ok("memory of the server: not to be had on this system".to_owned()) };
    let verdict = if peak < MEMORY_KB_MAX { "reached" } else { "MISSED" };
    Ok(format!(
        "workbook of {rows} rows in {took:.0} ms, server at {} MB at most, goal {} MB  {verdict}",
        peak / 1_000,
        MEMORY_KB_MAX / 1_000
    ))
}

/// What any answer costs before its SQL: who asks is found, there is no such list, and that goes back.
async fn nothing(desk: &Signed, server: &Server) -> Result<f64, Failure> {
    let begin = Instant::now();
    let reply = desk.http.get(format!("{}/api/v1/lists/none", server.url())).send().await.map_err(failed("none"))?;
    reply.bytes().await.map_err(failed("none"))?;
    Ok(begin.elapsed().as_secs_f64() * 1_000.0)
}

/// Milliseconds until the whole answer was there.
async fn get(desk: &Signed, server: &Server, path: &str) -> Result<f64, Failure> {
    let begin = Instant::now();
    let request = desk.http.get(format!("{}/api/v1/{path}", server.url()));
    let reply = request.send().await.and_then(reqwest::Response::error_for_status).map_err(failed(path))?;
    reply.bytes().await.map_err(failed(path))?;
    Ok(begin.elapsed().as_secs_f64() * 1_000.0)
}
