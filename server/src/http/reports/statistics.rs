//! `GET /api/v1/reports/statistics`.

use super::params::FigureParams;
use super::shapes::{self, StatisticsReply};
use super::words;
use crate::http::auth::Signed;
use crate::http::body::Params;
use crate::http::{NO_STORE, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;

/// Figures of the scope by area, kind, industry, grade, source, level or month. A share of nothing is null.
#[utoipa::path(get, path = "/api/v1/reports/statistics", security(("session" = [])), tag = "reports",
    params(FigureParams),
    responses((status = 200, body = StatisticsReply), crate::http::wire::Problems))]
pub async fn statistics(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<FigureParams>,
) -> Result<impl IntoResponse, Problem> {
    let query = params.query(&app.settings, app.clock.now())?;
    let found = app.core.statistics(&session, &query, params.lines(&app.settings)?).await?;
    let by = params.by.as_deref();
    let name = |line: &crate::core::NamedLine| match line.name.as_str() {
        "" => words::name(by, &line.part),
        name => name.to_owned(),
    };
    let reply = StatisticsReply {
        from: query.period.from.to_string(),
        to: query.period.to.to_string(),
        columns: shapes::columns(),
        lines: found.lines.iter().map(|line| shapes::line(line, name(line))).collect(),
        total: shapes::values(&found.total),
    };
    Ok((NO_STORE, Json(reply)))
}
