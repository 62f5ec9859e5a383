//! `/api/v1/forms`: the superior's blank form, uploaded once, mapped once, filled as often as wished.

use super::auth::Signed;
use super::body::{JsonBody, Params};
use super::exports::attachment;
use super::imports::{file, only_desk, own_area};
use super::reports::{self, ReportParams};
use super::{NO_STORE, Problem, Shared};
use crate::core::Session;
use crate::store::Paper;
use crate::tables::export::{self, ExportError, Wanted};
use crate::tables::figures::Layout;
use crate::tables::form::{self, FormError, FormMapping, FormSheet};
use crate::tables::ledger::Ledger;
use crate::tables::source::{FILE_BYTES_MAX, SourceError};
use crate::tables::table::{Format, ReportColumn};
use crate::tables::words::Words;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::{Seek, Write};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const PAPER: &str = "form";
/// Of a form that was put away: its paper stays, as every paper does.
const REMOVED: &str = "removed";
const LISTED: u32 = 100;

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/v1/forms", post(upload).get(list).layer(DefaultBodyLimit::max(FILE_BYTES_MAX)))
        .route("/api/v1/forms/{id}", get(read).put(map).delete(remove))
        .route("/api/v1/forms/{id}/filled.xlsx", get(filled))
}

/// How a form is called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadParams {
    /// The file's name.
    name: Option<String>,
}

/// Which table a mapping is guessed for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GuessParams {
    /// Without it, the form's own.
    table: Option<String>,
    /// The sheet, where it was chosen.
    sheet: Option<String>,
    /// The last row of the header, where it was chosen.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 4294967295i64)]
    header_row: Option<u32>,
}

/// What a form is filled with: of which area, and for figures of which month.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FillParams {
    /// Below this area only.
    area: Option<Uuid>,
    /// Names and telephones in full; logged.
    #[serde(default)]
    full: bool,
    /// Of figures: `2026-11` or `2026-Q4`; the last month that has ended unless said.
    month: Option<String>,
    /// Of figures: a version as it was filed; as they now stand unless said.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 4294967295i64)]
    version: Option<u32>,
}

/// What fills a form.
#[derive(Clone, Copy, Debug)]
enum Filling {
    Ledger(Ledger),
    Figures(Layout),
}

/// What fills forms; of two that fit one equally well the first.
const TABLES: [&str; 13] = [
    "problems",
    "hazards",
    "premises",
    "shops",
    "rentals",
    "idle",
    "shared",
    "spaces",
    "tasks",
    "keywork",
    "investment",
    "monthly",
    "monthly_items",
];

impl Filling {
    fn of(name: &str) -> Result<Self, Problem> {
        let ledger = || Ledger::of(name).map(Self::Ledger);
        let found = Layout::of(name).map(Self::Figures).or_else(ledger);
        found.ok_or_else(|| Problem::bad_request("no such table"))
    }
}

/// One form of the scope.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormListed {
    /// Names it.
    id: Uuid,
    /// The file's name.
    name: String,
    /// By the server's clock, UTC milliseconds.
    at: i64,
    /// Whether its columns are mapped.
    is_mapped: bool,
    /// The table that fills it; empty while they are not.
    table: String,
}

/// A column of a table that fills forms.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableColumn {
    /// Stable word.
    key: String,
    /// For people.
    title: String,
}

/// A form with what is needed to map it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormReply {
    /// Names it.
    id: Uuid,
    /// The file's name.
    name: String,
    /// As set, or as guessed.
    mapping: FormMapping,
    /// Whether somebody has set it.
    is_mapped: bool,
    /// The sheets' first rows.
    sheets: Vec<FormSheet>,
    /// What the table has.
    columns: Vec<TableColumn>,
}

/// Upload a blank form (XLSX).
#[utoipa::path(post, path = "/api/v1/forms", security(("session" = [])), tag = "tables",
    params(UploadParams, super::wire::WriteHeaders), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = FormReply), super::wire::Problems))]
pub(super) async fn upload(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<UploadParams>,
    request: Request,
) -> Result<Response, Problem> {
    only_desk(&session)?;
    let area = own_area(&session)?;
    let bytes = file(&app, request).await?;
    let looked_at = bytes.clone();
    let sheets = work(move || form::sheets(&looked_at)).await?;
    let name: String = params.name.unwrap_or_else(|| "表样.xlsx".to_owned()).chars().take(200).collect();
    let paper = Paper {
        kind: PAPER.to_owned(),
        id: app.entropy.uuid(),
        area,
        author: session.account,
        at: app.clock.now(),
        facts: json!({"name": name}),
        content: Some(bytes.to_vec()),
    };
    app.core.store().put_paper(&paper).await?;
    Ok((NO_STORE, Json(reply(&app, &session, &paper, sheets, GuessParams::default()).await?)).into_response())
}

/// The scope's forms, newest first.
#[utoipa::path(get, path = "/api/v1/forms", security(("session" = [])), tag = "tables",
    responses((status = 200, body = Vec<FormListed>), super::wire::Problems))]
pub(super) async fn list(State(app): State<Shared>, Signed(session): Signed) -> Result<impl IntoResponse, Problem> {
    only_desk(&session)?;
    let papers = app.core.store().papers(session.account, PAPER, LISTED).await?;
    let listed = papers.iter().filter(|paper| !is_removed(paper)).map(|paper| FormListed {
        id: paper.id,
        name: name(paper),
        at: paper.at.millis(),
        is_mapped: paper.facts["mapping"].is_object(),
        table: paper.facts["mapping"]["table"].as_str().unwrap_or_default().to_owned(),
    });
    Ok((NO_STORE, Json(listed.collect::<Vec<_>>())))
}

/// One form, with its mapping as set or as guessed.
#[utoipa::path(get, path = "/api/v1/forms/{id}", security(("session" = [])), tag = "tables",
    params(("id" = Uuid, Path, description = "The form"), GuessParams),
    responses((status = 200, body = FormReply), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn read(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<Uuid>,
    Params(params): Params<GuessParams>,
) -> Result<impl IntoResponse, Problem> {
    let paper = own(&app, &session, id).await?;
    let bytes = paper.content.clone().unwrap_or_default();
    let sheets = work(move || form::sheets(&bytes)).await?;
    Ok((NO_STORE, Json(reply(&app, &session, &paper, sheets, params).await?)))
}

/// Set which of its cells take what.
#[utoipa::path(put, path = "/api/v1/forms/{id}", security(("session" = [])), tag = "tables", request_body = FormMapping,
    params(("id" = Uuid, Path, description = "The form"), super::wire::WriteHeaders),
    responses((status = 204), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn map(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<Uuid>,
    JsonBody(mapping): JsonBody<FormMapping>,
) -> Result<impl IntoResponse, Problem> {
    let paper = own(&app, &session, id).await?;
    Filling::of(&mapping.table)?;
    if mapping.columns.len() > 256 {
        return Err(Problem::bad_request("at most 256 columns"));
    }
    if mapping.columns.iter().all(|column| column.key.is_none()) {
        let title = "一列都没有选要填什么，生成出来还是空表。先选好再存";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no-columns", title));
    }
    let facts = json!({"name": name(&paper), "mapping": mapping});
    app.core.store().put_paper(&Paper { facts, content: None, ..paper }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put a form away: it is not listed or filled any more.
#[utoipa::path(delete, path = "/api/v1/forms/{id}", security(("session" = [])), tag = "tables",
    params(("id" = Uuid, Path, description = "The form"), super::wire::WriteHeaders),
    responses((status = 204), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn remove(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, Problem> {
    let paper = own(&app, &session, id).await?;
    let facts = json!({"name": name(&paper), (REMOVED): true});
    app.core.store().put_paper(&Paper { facts, content: None, ..paper }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 生成: the very file, with the table's values in it.
#[utoipa::path(get, path = "/api/v1/forms/{id}/filled.xlsx", security(("session" = [])), tag = "tables",
    params(("id" = Uuid, Path, description = "The form"), FillParams),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn filled(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<Uuid>,
    Params(params): Params<FillParams>,
) -> Result<Response, Problem> {
    let paper = own(&app, &session, id).await?;
    let mapping: FormMapping = serde_json::from_value(paper.facts["mapping"].clone())
        .map_err(|_| Problem::new(StatusCode::CONFLICT, "not-mapped", "先选好表头和各列对应的内容，再生成"))?;
    let table = match Filling::of(&mapping.table)? {
        Filling::Ledger(ledger) => {
            let area = params.area.map(Into::into);
            let wanted = Wanted { is_full: params.full, area, ..Wanted::of(ledger, Format::Xlsx) };
            export::table(&app, &session, &wanted).await?
        }
        Filling::Figures(layout) => {
            let wanted = ReportParams { month: params.month, area: params.area, version: params.version };
            let (body, _) = reports::body(&app, &session, &wanted).await?;
            layout.table(&body, &app.core.places().tree)
        }
    };
    let name = name(&paper);
    let bytes = paper.content.unwrap_or_default();
    let file = work(move || form::fill(&bytes, &mapping, &table)).await?;
    let form::Filled { bytes, unmatched } = file;
    let written = tempfile::tempfile().and_then(|mut out| {
        out.write_all(&bytes)?;
        out.rewind()?;
        Ok(out)
    });
    let written = written.map_err(|error| Problem::unavailable(&error))?;
    let mut response = attachment(written, &name, Format::Xlsx.media_type());
    if let Some(names) = unmatched_header(&unmatched) {
        response.headers_mut().insert(UNMATCHED, names);
    }
    Ok(response)
}

/// Names the rows of the form that nothing was found for: percent-encoded, by commas.
const UNMATCHED: HeaderName = HeaderName::from_static("x-gridwalk-unmatched");
/// More names than anybody reads at once.
const UNMATCHED_MAX: usize = 20;

fn unmatched_header(names: &[String]) -> Option<HeaderValue> {
    let encoded = |name: &String| name.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let list = names.iter().take(UNMATCHED_MAX).map(encoded).collect::<Vec<_>>().join(",");
    HeaderValue::try_from(list).ok().filter(|_| !names.is_empty())
}

fn is_removed(paper: &Paper) -> bool {
    paper.facts[REMOVED] == true
}

fn name(paper: &Paper) -> String {
    paper.facts["name"].as_str().unwrap_or("表样.xlsx").to_owned()
}

async fn own(app: &Shared, session: &Session, id: Uuid) -> Result<Paper, Problem> {
    only_desk(session)?;
    let paper = app.core.store().paper(session.account, PAPER, id).await?;
    paper.filter(|paper| !is_removed(paper)).ok_or_else(Problem::not_found)
}

// Reading and writing workbooks is long work: it leaves the other requests alone.
async fn work<T: Send + 'static>(work: impl FnOnce() -> Result<T, FormError> + Send + 'static) -> Result<T, Problem> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error))??)
}

async fn reply(
    app: &Shared,
    session: &Session,
    paper: &Paper,
    sheets: Vec<FormSheet>,
    params: GuessParams,
) -> Result<FormReply, Problem> {
    let set = serde_json::from_value::<FormMapping>(paper.facts["mapping"].clone()).ok();
    let own = set.as_ref().map(|mapping| mapping.table.as_str());
    let table = params.table.as_deref().or(own);
    let chosen = form::Chosen { sheet: params.sheet, header_row: params.header_row };
    let is_own = |mapping: &FormMapping| table == Some(mapping.table.as_str());
    let is_mapped = chosen == form::Chosen::default() && set.as_ref().is_some_and(is_own);
    // Whoever has not said what fills it is shown the table that fits it best.
    let mut tables = Vec::new();
    for table in table.as_slice().iter().chain(TABLES.iter().filter(|_| table.is_none())) {
        tables.push((*table, columns_of(app, session, table).await?));
    }
    let mapping = match set.as_ref().filter(|_| is_mapped) {
        Some(set) => set.clone(),
        None => {
            let words = Words::new(&app.settings, app.clock.now().date_in_shanghai()).map_err(ExportError::from)?;
            form::guess(&sheets, &chosen, &tables, &words)
        }
    };
    let columns = tables.into_iter().find(|(table, _)| *table == mapping.table).map(|(_, columns)| columns);
    let shown = |column: ReportColumn| TableColumn { key: column.key, title: column.title };
    let columns = columns.unwrap_or_default().into_iter().map(shown).collect();
    Ok(FormReply { id: paper.id, name: name(paper), mapping, is_mapped, sheets, columns })
}

async fn columns_of(app: &Shared, session: &Session, table: &str) -> Result<Vec<ReportColumn>, Problem> {
    Ok(match Filling::of(table)? {
        Filling::Ledger(ledger) => export::columns_of(app, session, ledger).await?,
        Filling::Figures(layout) => layout.columns(),
    })
}

impl From<FormError> for Problem {
    fn from(error: FormError) -> Self {
        let detail = error.to_string();
        let (code, title) = match error {
            FormError::Source(SourceError::NotASpreadsheet(_)) => {
                ("not-a-spreadsheet", "这不是 Excel 工作簿，请选 xlsx 文件（xls 请先另存为 xlsx）".to_owned())
            }
            FormError::Source(error) => return error.into(),
            FormError::Damaged(_) => ("damaged-form", "这个表格文件读不出来，请另存为 xlsx 再试".to_owned()),
            FormError::NoSheet(name) => ("no-sheet", format!("表格里没有“{name}”这一页")),
            FormError::NoRoom { wanted } => {
                ("no-room", format!("表头下面没有空行，要填 {wanted} 行。请在表样里至少留一个空行再上传"))
            }
            FormError::NoRowFound => ("no-row-found", "表里没有找到对应的行，请检查“按名称对行”选的列".to_owned()),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, title).detail(detail)
    }
}
