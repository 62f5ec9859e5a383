//! `/api/v1/reports/monthly`: the report, 报送, 退回, and who has filed (R25).

use super::shapes::{self, AreaStatus, FileReport, LineReply, ReportReply, ReturnReport, StatusReply, StepReply};
use crate::core::{ReportBody, ReportError, ReportPeriod, Session};
use crate::http::auth::Signed;
use crate::http::body::{JsonBody, Params};
use crate::http::exports::attachment;
use crate::http::{App, NO_STORE, Problem, Shared};
use crate::store::{ReportAction, ReportStep, StoreError};
use crate::tables::figures;
use crate::tables::table::Format;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::figures::Period;
use gridwalk_domain::id::AreaId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which report.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportParams {
    /// `2026-11` or `2026-Q4`; the last month that has ended unless said.
    pub month: Option<String>,
    /// Whose; the caller's own area unless said.
    pub area: Option<Uuid>,
    /// A version as it was filed; as it now stands unless said.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 4294967295i64)]
    pub version: Option<u32>,
}

fn start_day(app: &App) -> u32 {
    app.settings.figures.start_day
}

fn period(app: &App, name: Option<&str>) -> Result<ReportPeriod, Problem> {
    let start_day = start_day(app);
    let last = || {
        let today = app.clock.now().date_in_shanghai();
        let (year, month) = Period::month_of(today, start_day);
        let begun = Period::month(year, month, start_day).map_or(today, |period| period.from);
        let (year, month) = Period::month_of(begun.plus_days(-1), start_day);
        format!("{year:04}-{month:02}")
    };
    let name = name.map_or_else(last, str::to_owned);
    ReportPeriod::read(&name, start_day).ok_or_else(|| Problem::bad_request("month is neither YYYY-MM nor YYYY-Q1"))
}

fn area(session: &Session, named: Option<Uuid>) -> Result<AreaId, Problem> {
    named.map(AreaId).or_else(|| session.actor.areas().first().copied()).ok_or_else(not_yours)
}

fn not_yours() -> Problem {
    Problem::forbidden("not-your-report", "这份报表不归你报送")
}

fn step(step: &ReportStep) -> StepReply {
    StepReply {
        version: step.version,
        action: step.action.word().to_owned(),
        actor: step.actor.to_string(),
        at: step.at.millis(),
        reason: step.reason.clone(),
        hash: hex::encode(step.hash),
    }
}

fn reply(body: ReportBody, steps: &[ReportStep], version: Option<u32>) -> ReportReply {
    let line = |line: crate::core::ReportLine| LineReply { part: line.part, name: line.name, values: line.values };
    // A version filed before a column was added has fewer.
    let columns = shapes::columns().into_iter().filter(|column| body.columns.contains(&column.key)).collect();
    ReportReply {
        period: body.period,
        from: body.from,
        to: body.to,
        area: body.area,
        name: body.name,
        columns,
        lines: body.lines.into_iter().map(line).collect(),
        total: body.total,
        year: body.year,
        late: body.late,
        filed: body.filed.into_iter().map(line).collect(),
        steps: steps.iter().map(step).collect(),
        version,
    }
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        let detail = error.to_string();
        match error {
            ReportError::NotYours => not_yours(),
            ReportError::NotEnded(last) => {
                Self::new(StatusCode::CONFLICT, "not-ended", format!("统计期到 {last} 才结束，结束后再报送"))
            }
            ReportError::Filed(version) => {
                Self::new(StatusCode::CONFLICT, "filed-already", "这一期已经报送；之后到的记录算下一期的补报")
                    .field("version", version)
            }
            ReportError::NotFiled => Self::new(StatusCode::CONFLICT, "not-filed", "这一期还没有报送，不用退回"),
            ReportError::NoReason => Self::bad_request(detail),
            ReportError::Read(error) => error.into(),
            ReportError::Store(error) => error.into(),
        }
    }
}

/// The report of an area for a month or quarter, as it now stands or as it was filed.
#[utoipa::path(get, path = "/api/v1/reports/monthly", security(("session" = [])), tag = "reports",
    params(ReportParams),
    responses((status = 200, body = ReportReply), crate::http::wire::NotFound, crate::http::wire::Problems))]
pub async fn report(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<ReportParams>,
) -> Result<impl IntoResponse, Problem> {
    let (body, steps) = body(&app, &session, &params).await?;
    Ok((NO_STORE, Json(reply(body, &steps, params.version))))
}

/// The figures of a report, as they now stand or as they were filed, and what became of it so far.
pub(in crate::http) async fn body(
    app: &Shared,
    session: &Session,
    params: &ReportParams,
) -> Result<(ReportBody, Vec<ReportStep>), Problem> {
    let period = period(app, params.month.as_deref())?;
    let area = area(session, params.area)?;
    let steps = app.core.report_steps(session, Some(area), Some(&period.name)).await?;
    let body = match params.version {
        None => {
            let today = app.clock.now().date_in_shanghai();
            app.core.report(session, area, &period, start_day(app), today).await?
        }
        Some(version) => {
            let is_it = |step: &&ReportStep| step.version == version && step.action == ReportAction::Filed;
            let filed = steps.iter().find(is_it).ok_or_else(Problem::not_found)?;
            serde_json::from_str(&filed.body)
                .map_err(|source| StoreError::Corrupt { what: "report", source: Box::new(source) })?
        }
    };
    Ok((body, steps))
}

/// The same as a workbook, laid out as the paper is.
#[utoipa::path(get, path = "/api/v1/reports/monthly.xlsx", security(("session" = [])), tag = "reports",
    params(ReportParams),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), crate::http::wire::NotFound, crate::http::wire::Problems))]
pub async fn workbook(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<ReportParams>,
) -> Result<Response, Problem> {
    let (body, steps) = body(&app, &session, &params).await?;
    let step = steps.iter().find(|step| Some(step.version) == params.version && step.action == ReportAction::Filed);
    let filed = match step {
        None => None,
        Some(step) => {
            let people = app.core.people(&session).await?;
            let by = people.into_iter().find(|person| person.id == step.actor).map(|person| person.name);
            let hash = hex::encode(step.hash).chars().take(12).collect();
            Some(figures::Filed { by: by.unwrap_or_default(), version: step.version, hash })
        }
    };
    let table = figures::paper(&body, filed.as_ref());
    let name = format!("{}.xlsx", table.title);
    let writing = tokio::task::spawn_blocking(move || table.write(Format::Xlsx));
    let file =
        writing.await.map_err(|error| Problem::internal(&error))?.map_err(|error| Problem::unavailable(&error))?;
    Ok(attachment(file, &name, Format::Xlsx.media_type()))
}

/// 报送: freeze the report as it now stands. A second time is 409 unless it was returned.
#[utoipa::path(post, path = "/api/v1/reports/monthly", security(("session" = [])), tag = "reports",
    request_body = FileReport, params(crate::http::wire::WriteHeaders),
    responses((status = 201, body = StepReply), crate::http::wire::Problems))]
pub async fn file(
    State(app): State<Shared>,
    Signed(session): Signed,
    JsonBody(given): JsonBody<FileReport>,
) -> Result<impl IntoResponse, Problem> {
    let period = period(&app, Some(&given.month))?;
    let now = app.clock.now();
    let filed = app.core.file_report(&session, AreaId(given.area), &period, start_day(&app), now).await?;
    tracing::info!(account = %session.account, area = %filed.area, period = filed.period, version = filed.version,
        "report filed");
    Ok((StatusCode::CREATED, NO_STORE, Json(step(&filed))))
}

/// 退回: the sub-district wants a community's report again, and says why.
#[utoipa::path(post, path = "/api/v1/reports/monthly/returns", security(("session" = [])), tag = "reports",
    request_body = ReturnReport, params(crate::http::wire::WriteHeaders),
    responses((status = 201, body = StepReply), crate::http::wire::Problems))]
pub async fn send_back(
    State(app): State<Shared>,
    Signed(session): Signed,
    JsonBody(given): JsonBody<ReturnReport>,
) -> Result<impl IntoResponse, Problem> {
    let period = period(&app, Some(&given.month))?;
    let area = AreaId(given.area);
    let returned = app.core.return_report(&session, area, &period, &given.reason, app.clock.now()).await?;
    Ok((StatusCode::CREATED, NO_STORE, Json(step(&returned))))
}

/// 已报, 未报, 退回: every community of the scope.
#[utoipa::path(get, path = "/api/v1/reports/monthly/status", security(("session" = [])), tag = "reports",
    params(ReportParams),
    responses((status = 200, body = StatusReply), crate::http::wire::Problems))]
pub async fn status(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<ReportParams>,
) -> Result<impl IntoResponse, Problem> {
    let period = period(&app, params.month.as_deref())?;
    let steps = app.core.report_steps(&session, None, Some(&period.name)).await?;
    let places = app.core.places();
    let own = session.actor.areas();
    let communities = places.tree.iter().filter(|area| area.level == AreaLevel::Community);
    let mut areas: Vec<AreaStatus> = communities
        .filter(|area| places.tree.is_within(area.id, &own))
        .map(|area| {
            let last = steps.iter().rfind(|step| step.area == area.id);
            AreaStatus {
                area: area.id.to_string(),
                name: area.name.clone(),
                state: last.map_or("missing", |step| step.action.word()).to_owned(),
                last: last.map(step),
            }
        })
        .collect();
    areas.sort_by(|a, b| a.name.cmp(&b.name));
    let (from, to) = (period.days.from.to_string(), period.days.to.to_string());
    Ok((NO_STORE, Json(StatusReply { period: period.name, from, to, areas })))
}
