//! `POST /api/v1/imports/readings`: utility readings in, urgent tasks out (R08). The tasks are events of the importer.

use super::auth::Signed;
use super::body::Params;
use super::{App, NO_STORE, Problem, Shared};
use crate::core::{ListFilter, ReadError, Session};
use crate::readings::{Line, TableError, Unread, read};
use crate::store::Reading;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use gridwalk_domain::admit::Role;
use gridwalk_domain::code::ShortCode;
use gridwalk_domain::event::{Body, Envelope, Meter, ReadingFoundOdd, SubjectKind};
use gridwalk_domain::id::{AreaId, EventId, PremisesId, SubjectId};
use gridwalk_domain::ledger::{PremisesRow, Row};
use gridwalk_domain::readings::{Use, oddity, usual};
use gridwalk_domain::settings::UtilitySettings;
use gridwalk_domain::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

const BATCH: usize = 200;
/// Odd readings that a reply lists.
const ODD_SHOWN: usize = 200;

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v1/imports/readings", post(import))
}

/// Whether anything is kept.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportParams {
    /// Reads and judges, and keeps nothing.
    dry_run: Option<bool>,
}

/// What came of the file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingsReply {
    /// Rows that are not blank.
    rows: usize,
    /// Readings that were new or changed.
    kept: usize,
    /// Of those, odd: each is an urgent task.
    odd: usize,
    /// The first of the odd ones, to be looked at before they are kept.
    odd_ones: Vec<OddOne>,
    /// Rows that were not understood.
    errors: Vec<ReadingError>,
}

/// One odd reading.
#[derive(Debug, Serialize, ToSchema)]
pub struct OddOne {
    /// Where.
    name: String,
    /// Where, by its address.
    address: String,
    /// As its event will say it.
    #[schema(value_type = Object)]
    reading: ReadingFoundOdd,
}

/// One row that was not understood.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingError {
    /// Counted from 1 with the heading.
    row: usize,
    /// Which column.
    column: String,
    /// In Chinese.
    reason: String,
}

impl From<Unread> for ReadingError {
    fn from(unread: Unread) -> Self {
        Self { row: unread.row, column: unread.column.to_owned(), reason: unread.reason }
    }
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        let title = match error {
            TableError::Column(column) => format!("表里没有“{column}”这一列"),
            TableError::Source(error) => return error.into(),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "no-readings", title)
    }
}

/// Read a workbook or a CSV of utility readings; what is odd against the premises' own baseline becomes an urgent task.
#[utoipa::path(post, path = "/api/v1/imports/readings", security(("session" = [])), tag = "imports",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(ImportParams, super::wire::WriteHeaders),
    responses((status = 200, body = ReadingsReply), super::wire::Problems))]
pub(super) async fn import(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<ImportParams>,
    bytes: Bytes,
) -> Result<impl IntoResponse, Problem> {
    if session.role != Role::Subdistrict {
        return Err(Problem::forbidden("role", "读数由街道导入"));
    }
    let (lines, unread) =
        tokio::task::spawn_blocking(move || read(&bytes)).await.map_err(|ended| Problem::internal(&ended))??;
    let mut errors: Vec<ReadingError> = unread.into_iter().map(Into::into).collect();
    let rows = lines.len() + errors.len();
    let places = Register::load(&app, &session).await?;
    let (readings, unknown) = places.sort(&lines);
    errors.extend(unknown);
    errors.sort_by_key(|error| error.row);
    let judged = app.judge(&places, readings).await?;
    let (kept, odd) = (judged.fresh.len(), judged.odd.len());
    let odd_ones = judged.odd.iter().take(ODD_SHOWN).map(Odd::shown).collect();
    if !params.dry_run.unwrap_or(false) {
        app.core.store().keep_readings(&judged.fresh).await?;
        app.raise(&session, judged.odd).await?;
    }
    tracing::info!(rows, kept, odd, by = %session.account, "readings imported");
    Ok((NO_STORE, Json(ReadingsReply { rows, kept, odd, odd_ones, errors })))
}

struct Place {
    id: PremisesId,
    area: AreaId,
    kind: String,
    is_idle: bool,
    name: String,
    address: String,
}

/// The premises of the scope, by label and by name and address.
struct Register {
    places: Vec<Place>,
    by_code: BTreeMap<ShortCode, usize>,
    // With the address of each that has the name.
    by_name: BTreeMap<String, Vec<(String, usize)>>,
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

impl Register {
    async fn load(app: &App, session: &Session) -> Result<Self, ReadError> {
        let mut register = Self { places: Vec::new(), by_code: BTreeMap::new(), by_name: BTreeMap::new() };
        let mut pages = app.core.pages(session, SubjectKind::Premises, ListFilter::default());
        while let Some(rows) = pages.next().await? {
            for row in &rows {
                if let Row::Premises(row) = row {
                    register.add(row, &app.settings.utilities);
                }
            }
        }
        Ok(register)
    }

    fn add(&mut self, row: &PremisesRow, settings: &UtilitySettings) {
        if row.ties.merged_into.is_some() {
            return;
        }
        let at = self.places.len();
        let says_idle = row.details.get("status").is_some_and(|status| status.contains("闲置"));
        let is_idle = says_idle || settings.idle_kinds.contains(&row.kind);
        let (kind, name, address) = (row.kind.clone(), row.name.clone(), row.address.clone());
        self.places.push(Place { id: row.id, area: row.area, kind, is_idle, name, address });
        self.by_code.insert(ShortCode::of(row.id), at);
        self.by_name.entry(plain(&row.name)).or_default().push((plain(&row.address), at));
    }

    // By label; else by name and address, or by the end of the address, as lists show it, where only one has both. Which of
    // two is meant nobody guesses: an urgent task at the wrong door is worse than a row sent back.
    fn find(&self, line: &Line) -> Option<usize> {
        if let Some(code) = line.code {
            return self.by_code.get(&code).copied();
        }
        let (named, address) = (self.by_name.get(&plain(&line.name))?, plain(&line.address));
        let fitting = |fits: fn(&str, &str) -> bool| -> Vec<usize> {
            named.iter().filter(|(known, _)| fits(known, &address)).map(|(_, at)| *at).collect()
        };
        let exact = fitting(|known, address| known == address);
        let likely = if exact.is_empty() { fitting(|known, address| known.ends_with(address)) } else { exact };
        match likely[..] {
            [at] => Some(at),
            _ => None,
        }
    }

    fn sort(&self, lines: &[Line]) -> (Vec<(usize, Reading)>, Vec<ReadingError>) {
        let (mut readings, mut unknown) = (Vec::new(), Vec::new());
        for line in lines {
            match self.find(line) {
                Some(at) => {
                    let premises = self.places[at].id;
                    readings.push((at, Reading { premises, meter: line.meter, month: line.month, used: line.used }));
                }
                None => unknown.push(ReadingError {
                    row: line.row,
                    column: "场所名称".to_owned(),
                    reason: "台账里没有这个名称和地址的场所，或不止一家：请写全地址，或填标签码".to_owned(),
                }),
            }
        }
        (readings, unknown)
    }
}

struct Odd {
    area: AreaId,
    name: String,
    address: String,
    body: ReadingFoundOdd,
}

impl Odd {
    fn shown(&self) -> OddOne {
        OddOne { name: self.name.clone(), address: self.address.clone(), reading: self.body.clone() }
    }
}

struct Judged {
    fresh: Vec<Reading>,
    odd: Vec<Odd>,
}

impl App {
    // Only what is new or changed is judged: the same file once more raises nothing again.
    async fn judge(&self, register: &Register, readings: Vec<(usize, Reading)>) -> Result<Judged, Problem> {
        let settings = &self.settings.utilities;
        let mut by_place: BTreeMap<usize, Vec<Reading>> = BTreeMap::new();
        for (at, reading) in readings {
            by_place.entry(at).or_default().push(reading);
        }
        let due_on = self.clock.now().date_in_shanghai().plus_days(i64::from(settings.look_within_days));
        let mut judged = Judged { fresh: Vec::new(), odd: Vec::new() };
        for (at, given) in by_place {
            let place = &register.places[at];
            let mut known: BTreeMap<(Meter, Date), f64> = BTreeMap::new();
            for reading in self.core.store().readings(place.id).await? {
                known.insert((reading.meter, reading.month), reading.used);
            }
            let fresh: Vec<Reading> =
                given.into_iter().filter(|one| known.get(&(one.meter, one.month)) != Some(&one.used)).collect();
            known.extend(fresh.iter().map(|one| ((one.meter, one.month), one.used)));
            for one in &fresh {
                let months = known.range((one.meter, Date::from_days(i64::from(i32::MIN)))..(one.meter, one.month));
                let before: Vec<f64> = months.rev().map(|(_, used)| *used).collect();
                let found = oddity(&Use { used: one.used, before: &before, is_idle: place.is_idle }, settings);
                if let Some(oddity) = found {
                    let body = ReadingFoundOdd {
                        premises: place.id,
                        meter: one.meter,
                        month: one.month,
                        used: one.used,
                        usual: usual(&before, settings),
                        oddity,
                        due_on,
                    };
                    tracing::debug!(premises = %place.id, kind = %place.kind, "odd reading");
                    let (name, address) = (place.name.clone(), place.address.clone());
                    judged.odd.push(Odd { area: place.area, name, address, body });
                }
            }
            judged.fresh.extend(fresh);
        }
        Ok(judged)
    }

    async fn raise(&self, session: &Session, odd: Vec<Odd>) -> Result<(), Problem> {
        let now = self.clock.now();
        let events: Vec<Box<RawValue>> = odd.iter().filter_map(|odd| envelope(session, odd, now)).collect();
        for batch in events.chunks(BATCH) {
            for verdict in self.appender.receive(session, batch, now).await? {
                super::metrics::count_verdict(&verdict);
            }
        }
        Ok(())
    }
}

// Named after what was read, so that one reading is one task however often it comes.
fn envelope(session: &Session, odd: &Odd, now: Timestamp) -> Option<Box<RawValue>> {
    let body: Body = odd.body.clone().into();
    let reading = &odd.body;
    let name = |part: &str| {
        let named = format!("{part} {} {:?} {} {}", reading.premises, reading.meter, reading.month, reading.used);
        let digest = Sha256::digest(named.as_bytes());
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Uuid::new_v8(bytes)
    };
    let envelope = Envelope {
        id: EventId(name("event")),
        subject: SubjectId(name("task")),
        kind: body.kind().to_owned(),
        version: 1,
        base: None,
        at: now,
        clock_offset_ms: Some(0),
        actor: session.account,
        device: session.device,
        area: odd.area,
        body: body.to_value(),
        personal: None,
        sig: None,
    };
    serde_json::value::to_raw_value(&envelope).ok()
}
