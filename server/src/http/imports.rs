//! `/api/v1/imports`: ledgers in, with a dry run, progress, cancelling and undoing.

use super::auth::Signed;
use super::body::Params;
use super::{NO_STORE, Problem, Shared};
use crate::core::Session;
use crate::tables::import::{self, ImportError, Prepared, Report};
use crate::tables::mapping::Mapping;
use crate::tables::plan::RowNote;
use crate::tables::source::{FILE_BYTES_MAX, SourceError};
use crate::tables::words::Words;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use gridwalk_domain::admit::Role;
use gridwalk_domain::id::AreaId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Imports that are listed.
const LISTED: u32 = 50;
/// Content types that a ledger may come as; what it really is, its first bytes say.
const TYPES: [&str; 7] = [
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "text/csv",
    "text/plain",
    "application/csv",
    "text/tab-separated-values",
    "application/octet-stream",
];

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/v1/imports/premises", post(premises).layer(DefaultBodyLimit::max(FILE_BYTES_MAX)))
        .route("/api/v1/imports", get(list))
        .route("/api/v1/imports/fields", get(fields))
        .route("/api/v1/imports/{id}", get(progress).delete(cancel))
        .route("/api/v1/imports/{id}/undo", post(undo))
}

/// How a ledger is to be brought in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportParams {
    /// Only says what would come of it. Without it, true.
    #[serde(default = "yes")]
    dry_run: bool,
    /// The mapping that a dry run answered, changed as wished (JSON).
    mapping: Option<String>,
    /// Names the import, made by the caller (UUID): by it progress is asked for and the import stopped.
    id: Option<Uuid>,
    /// The file's name, for the list of imports.
    file: Option<String>,
}

fn yes() -> bool {
    true
}

/// One column as it was understood.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "describes the wire")]
pub struct ColumnReply {
    index: usize,
    header: String,
    field: Option<String>,
    is_never: bool,
    samples: Vec<String>,
}

/// Which sheet, header and columns.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "describes the wire")]
pub struct MappingReply {
    sheet: String,
    sheets: Vec<String>,
    header_row: u32,
    columns: Vec<ColumnReply>,
    default_kind: String,
    kinds: std::collections::BTreeMap<String, String>,
    unknown_kinds: Vec<String>,
    default_area: String,
}

/// What came, or would come, of it.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "describes the wire")]
pub struct ImportReply {
    id: Option<Uuid>,
    rows: u32,
    accepted: u32,
    updated: u32,
    unchanged: u32,
    errors: Vec<RowNote>,
    warnings: Vec<RowNote>,
    mapping: MappingReply,
}

/// How far an import is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressReply {
    /// `running`, `done`, `cancelled`, `failed` or `undone`.
    state: String,
    /// Rows to do, while it runs.
    total: u32,
    /// Rows done.
    done: u32,
    /// What came of it, when it has ended.
    #[schema(value_type = Object)]
    facts: Value,
}

/// One import of the scope.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedImport {
    /// Names it.
    id: Uuid,
    /// By the server's clock, UTC milliseconds.
    at: i64,
    /// Who brought it in.
    author: Uuid,
    /// State, file, and the numbers of rows.
    #[schema(value_type = Object)]
    facts: Value,
}

/// A field that a column may be given.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldReply {
    /// Stable word.
    key: String,
    /// In Chinese.
    label: String,
    /// In English.
    en: String,
}

pub(super) fn only_desk(session: &Session) -> Result<(), Problem> {
    match session.role {
        Role::Committee | Role::Subdistrict => Ok(()),
        Role::Worker | Role::Admin => Err(Problem::forbidden("role", "社区居委会和街道才能做这件事")),
    }
}

/// The first area that the caller answers for: what is kept of a place belongs to it.
pub(super) fn own_area(session: &Session) -> Result<AreaId, Problem> {
    session.actor.areas().first().copied().ok_or_else(|| Problem::forbidden("no-area", "你还没有负责的区域"))
}

// A file with one of the content types, whole, at most 30 MB.
pub(super) async fn file(app: &Shared, request: Request) -> Result<Bytes, Problem> {
    let is_listed = is_listed(request.headers());
    let read = Bytes::from_request(request, app).await;
    let file = read.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "文件太大，最多 30 MB")
                .field("limit_bytes", FILE_BYTES_MAX)
        }
        _ => Problem::bad_request("the body could not be read"),
    })?;
    if is_listed { Ok(file) } else { Err(Problem::unsupported("content-type must be that of XLSX, XLS or CSV")) }
}

fn is_listed(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    TYPES.iter().any(|known| known.eq_ignore_ascii_case(essence))
}

/// Bring a ledger in: XLSX, XLS or CSV (UTF-8, UTF-16, GB18030) as the body.
#[utoipa::path(post, path = "/api/v1/imports/premises", security(("session" = [])), tag = "tables",
    params(ImportParams, super::wire::WriteHeaders), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportReply), super::wire::Problems))]
pub(super) async fn premises(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<ImportParams>,
    request: Request,
) -> Result<Response, Problem> {
    only_desk(&session)?;
    let mapping = params.mapping.as_deref().map(serde_json::from_str::<Mapping>).transpose();
    let mapping = mapping.map_err(|error| Problem::bad_request(format!("mapping: {error}")))?;
    let claims_workbook = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/vnd.openxml"));
    let file = file(&app, request).await?;
    let is_workbook = file.starts_with(b"PK\x03\x04") || file.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]);
    // A browser on Windows sends a CSV as application/vnd.ms-excel: only the other type is taken at its word.
    if claims_workbook && !is_workbook {
        return Err(ImportError::from(SourceError::NotASpreadsheet("no workbook".to_owned())).into());
    }
    let prepared = import::prepare(&app, &session, file, mapping).await?;
    if params.dry_run {
        return Ok((NO_STORE, Json(prepared.report())).into_response());
    }
    let id = params.id.unwrap_or_else(|| app.entropy.uuid());
    let report = bring_in(&app, session, id, params.file.unwrap_or_default(), prepared).await?;
    Ok((NO_STORE, Json(report)).into_response())
}

// In a task of its own: a caller that goes away does not leave it half done.
async fn bring_in(
    app: &Shared,
    session: Session,
    id: Uuid,
    file: String,
    prepared: Prepared,
) -> Result<Report, Problem> {
    let Some(work) = app.imports.begin(id, session.account) else {
        return Err(Problem::new(StatusCode::CONFLICT, "import-at-work", "这次导入正在进行"));
    };
    let app = Arc::clone(app);
    let task = tokio::spawn(async move {
        let file: String = file.chars().take(200).collect();
        let done = import::run(&app, &session, id, &file, prepared, &work).await;
        app.imports.end(id);
        done
    });
    Ok(task.await.map_err(|error| Problem::internal(&error))??)
}

/// What a column may be taken for.
#[utoipa::path(get, path = "/api/v1/imports/fields", security(("session" = [])), tag = "tables",
    responses((status = 200, body = Vec<FieldReply>), super::wire::Problems))]
pub(super) async fn fields(State(app): State<Shared>, Signed(_): Signed) -> Result<impl IntoResponse, Problem> {
    let words =
        Words::new(&app.settings, app.clock.now().date_in_shanghai()).map_err(|error| Problem::internal(&error))?;
    let reply = |field: &crate::tables::words::Field| FieldReply {
        key: field.key.clone(),
        label: field.label.clone(),
        en: field.en.clone(),
    };
    Ok((NO_STORE, Json(words.fields().iter().map(reply).collect::<Vec<_>>())))
}

/// The scope's imports, newest first.
#[utoipa::path(get, path = "/api/v1/imports", security(("session" = [])), tag = "tables",
    responses((status = 200, body = Vec<ListedImport>), super::wire::Problems))]
pub(super) async fn list(State(app): State<Shared>, Signed(session): Signed) -> Result<impl IntoResponse, Problem> {
    only_desk(&session)?;
    let papers = app.core.store().papers(session.account, import::PAPER, LISTED).await?;
    let listed = papers.into_iter().map(|paper| ListedImport {
        id: paper.id,
        at: paper.at.millis(),
        author: paper.author.0,
        facts: paper.facts,
    });
    Ok((NO_STORE, Json(listed.collect::<Vec<_>>())))
}

/// How far an import is.
#[utoipa::path(get, path = "/api/v1/imports/{id}", security(("session" = [])), tag = "tables",
    params(("id" = Uuid, Path, description = "The import")),
    responses((status = 200, body = ProgressReply), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn progress(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, Problem> {
    if let Some(work) = app.imports.get(id, session.account) {
        let (total, done) = (work.total.load(Ordering::Relaxed), work.done.load(Ordering::Relaxed));
        let reply = ProgressReply { state: "running".to_owned(), total, done, facts: Value::Null };
        return Ok((NO_STORE, Json(reply)));
    }
    let paper = app.core.store().paper(session.account, import::PAPER, id).await?.ok_or_else(Problem::not_found)?;
    // Written as running by a server that was killed: what its steps brought in is there, the rest is not.
    let state = match paper.facts["state"].as_str() {
        Some("running") | None => "failed",
        Some(state) => state,
    };
    Ok((NO_STORE, Json(ProgressReply { state: state.to_owned(), total: 0, done: 0, facts: paper.facts.clone() })))
}

/// Stop an import after its present step. What was brought in stays and can be undone.
#[utoipa::path(delete, path = "/api/v1/imports/{id}", security(("session" = [])), tag = "tables",
    params(("id" = Uuid, Path, description = "The import"), super::wire::WriteHeaders),
    responses((status = 204), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn cancel(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, Problem> {
    let work = app.imports.get(id, session.account).ok_or_else(Problem::not_found)?;
    work.is_cancelled.store(true, Ordering::Relaxed);
    Ok(StatusCode::NO_CONTENT)
}

/// What came of taking an import back.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndoReply {
    /// Premises closed; none is ever deleted.
    closed: u32,
    /// Premises that somebody has been to since: they stay.
    kept: u32,
}

/// Take an import back: what it added and nobody has been to is closed.
#[utoipa::path(post, path = "/api/v1/imports/{id}/undo", security(("session" = [])), tag = "tables",
    params(("id" = Uuid, Path, description = "The import"), super::wire::WriteHeaders),
    responses((status = 200, body = UndoReply), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn undo(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, Problem> {
    only_desk(&session)?;
    let Some(work) = app.imports.begin(id, session.account) else {
        return Err(Problem::new(StatusCode::CONFLICT, "import-at-work", "这次导入正在进行，请先停止"));
    };
    drop(work);
    let undone = async {
        let paper = app.core.store().paper(session.account, import::PAPER, id).await?.ok_or_else(Problem::not_found)?;
        if paper.facts["state"] == "undone" {
            return Err(Problem::new(StatusCode::CONFLICT, "undone", "这次导入已经撤销过了"));
        }
        Ok(import::undo(&app, &session, paper).await?)
    };
    let undone = undone.await;
    app.imports.end(id);
    let (closed, kept) = undone?;
    Ok((NO_STORE, Json(UndoReply { closed, kept })))
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Source(error) => error.into(),
            ImportError::Read(error) => error.into(),
            ImportError::Store(error) => error.into(),
            ImportError::NoScope => Self::forbidden("no-area", "你还没有负责的区域"),
            ImportError::Words(_) | ImportError::Ended(_) => Self::internal(&error),
        }
    }
}

impl From<SourceError> for Problem {
    fn from(error: SourceError) -> Self {
        let detail = error.to_string();
        let (code, title) = match error {
            SourceError::NotASpreadsheet(_) => ("not-a-spreadsheet", "这不是表格文件，请选 Excel（xlsx、xls）或 CSV"),
            SourceError::Inflates { .. } => ("inflates", "这个文件解压后太大，没有导入"),
            SourceError::TooManyRows { .. } => ("too-many-rows", "行数太多，一次最多 100000 行，请分成几个文件"),
            SourceError::Empty => ("empty-file", "文件里没有内容"),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, title).detail(detail)
    }
}
