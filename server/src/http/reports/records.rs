//! `GET /api/v1/reports/records`: 核对, from a figure down to its records.

use super::params::FigureParams;
use super::shapes::RecordsReply;
use crate::http::auth::Signed;
use crate::http::body::Params;
use crate::http::{NO_STORE, Problem, Shared};
use crate::store::RecordsQuery;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use gridwalk_domain::figures::Column;
use serde::Deserialize;
use utoipa::IntoParams;

const ROWS_DEFAULT: u32 = 50;
const ROWS_MAX: u32 = 500;

/// Which figure's records.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordParams {
    /// A column's key.
    pub column: String,
    /// Leaves out so many.
    #[param(value_type = Option<i64>, minimum = 0, maximum = 4294967295i64)]
    pub skip: Option<u32>,
    /// At most so many; 50 unless said, never over 500.
    #[param(value_type = Option<i64>, minimum = 0, maximum = 4294967295i64)]
    pub limit: Option<u32>,
}

/// The records behind a figure of the statistics, with the same narrowing; of a share, those of its whole.
#[utoipa::path(get, path = "/api/v1/reports/records", security(("session" = [])), tag = "reports",
    params(FigureParams, RecordParams),
    responses((status = 200, body = RecordsReply), crate::http::wire::Problems))]
pub async fn records(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<FigureParams>,
    Params(which): Params<RecordParams>,
) -> Result<impl IntoResponse, Problem> {
    let column = Column::from_word(&which.column)
        .ok_or_else(|| Problem::bad_request(format!("column: {} is not known", which.column)))?;
    let is_old = match column {
        Column::OldMajor => Some(true),
        Column::NewMajor => Some(false),
        _ => None,
    };
    let query = RecordsQuery {
        figures: params.query(&app.settings, app.clock.now())?,
        measures: column.measures().to_vec(),
        is_old,
        is_once: column == Column::Covered,
        skip: which.skip.unwrap_or(0),
        limit: which.limit.unwrap_or(ROWS_DEFAULT).clamp(1, ROWS_MAX),
    };
    let (rows, whole) = app.core.records(&session, &query).await?;
    Ok((NO_STORE, Json(RecordsReply { rows, whole })))
}
