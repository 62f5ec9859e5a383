//! `/api/v1/exports/{name}.{xlsx|csv|geojson}`: ledgers out, whole or of chosen premises.

use super::auth::Signed;
use super::body::{JsonBody, Params};
use super::imports::only_desk;
use super::{App, NO_STORE, Problem, Shared};
use crate::core::Session;
use crate::tables::export::{self, ExportError, Wanted};
use crate::tables::ledger::Ledger;
use crate::tables::table::Format;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use gridwalk_domain::id::PremisesId;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs::File;
use tokio::io::AsyncReadExt;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const READ_BYTES: usize = 64 * 1024;

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v1/exports/{file}", get(read).post(read_chosen))
}

/// What is wanted of a ledger.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportParams {
    /// Below this area only.
    area: Option<Uuid>,
    /// Names and telephones in full: kept in the log of disclosures. Without it they are masked.
    #[serde(default)]
    full: bool,
}

/// A ledger as a file: premises, shops, rentals, idle, shared, hazards, tasks, problems, keywork or investment, with the ending
/// xlsx, csv or geojson.
#[utoipa::path(get, path = "/api/v1/exports/{file}", security(("session" = [])), tag = "tables",
    params(("file" = String, Path, description = "Which ledger, as what"), ExportParams),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn read(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(file): Path<String>,
    Params(params): Params<ExportParams>,
) -> Result<Response, Problem> {
    only_desk(&session)?;
    write(&app, &session, &file, params, None).await
}

/// Which premises.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Chosen {
    /// Ids, as a list on screen was narrowed to them.
    premises: BTreeSet<Uuid>,
}

/// The same of chosen premises only, and of what was found there.
#[utoipa::path(post, path = "/api/v1/exports/{file}", security(("session" = [])), tag = "tables",
    params(("file" = String, Path, description = "Which ledger, as what"), ExportParams), request_body = Chosen,
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn read_chosen(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(file): Path<String>,
    Params(params): Params<ExportParams>,
    JsonBody(chosen): JsonBody<Chosen>,
) -> Result<Response, Problem> {
    only_desk(&session)?;
    let chosen = chosen.premises.into_iter().map(Into::into).collect();
    write(&app, &session, &file, params, Some(chosen)).await
}

async fn write(
    app: &App,
    session: &Session,
    file: &str,
    params: ExportParams,
    only: Option<BTreeSet<PremisesId>>,
) -> Result<Response, Problem> {
    let (name, ending) = file.rsplit_once('.').ok_or_else(Problem::not_found)?;
    let ledger = Ledger::of(name).ok_or_else(Problem::not_found)?;
    let format = Format::of(ending).ok_or_else(Problem::not_found)?;
    let wanted = Wanted { ledger, format, is_full: params.full, area: params.area.map(Into::into), only };
    let written = export::export(app, session, &wanted).await?;
    let today = app.clock.now().date_in_shanghai();
    Ok(attachment(written, &format!("{}-{today}.{ending}", ledger.title()), format.media_type()))
}

/// A file as it is saved by a browser, read while it is sent.
pub(super) fn attachment(file: File, name: &str, media_type: &'static str) -> Response {
    let mut file = tokio::fs::File::from_std(file);
    let body = Body::from_stream(async_stream::stream! {
        loop {
            let mut some = bytes::BytesMut::with_capacity(READ_BYTES);
            match file.read_buf(&mut some).await {
                Ok(0) => break,
                Ok(_) => yield Ok(some.freeze()),
                Err(error) => {
                    yield Err(error);
                    break;
                }
            }
        }
    });
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"export\"; filename*=UTF-8''{encoded}"));
    let mut response = (NO_STORE, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(disposition) = disposition {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Read(error) => error.into(),
            ExportError::Store(error) => error.into(),
            ExportError::Write(_) => Self::unavailable(&error),
            ExportError::Words(_) | ExportError::Ended(_) => Self::internal(&error),
        }
    }
}
