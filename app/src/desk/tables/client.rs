//! The server's calls for tables.

use crate::state::App;
use crate::text::tables as texts;
use gloo_net::http::{Request, RequestBuilder, Response};
use gridwalk_domain::id::PremisesId;
use leptos::prelude::{RwSignal, Set};
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Why nothing came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// No answer.
    NoNetwork,
    /// The server's own sentence.
    Told(String),
}

impl CallError {
    /// For the person at the desk.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoNetwork => texts::NEEDS_NETWORK.get().to_owned(),
            Self::Told(title) => texts::SERVER_SAID.with(&[title]),
        }
    }
}

/// Something said of a row.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RowNote {
    /// From 1.
    pub row: u32,
    /// Header.
    pub column: String,
    /// For people.
    pub reason: String,
}

/// One column of the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// From 0.
    pub index: usize,
    /// As it stands.
    pub header: String,
    /// What it is taken for.
    pub field: Option<String>,
    /// Never taken in.
    #[serde(default, skip_serializing)]
    pub is_never: bool,
    /// The first few values.
    #[serde(default, skip_serializing)]
    pub samples: Vec<String>,
}

/// How the file is understood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The sheet.
    pub sheet: String,
    /// All sheets.
    #[serde(skip_serializing)]
    pub sheets: Vec<String>,
    /// From 1.
    pub header_row: u32,
    /// Those with a header.
    pub columns: Vec<Column>,
    /// Catalogue code.
    pub default_kind: String,
    /// Catalogue codes of the file's own words.
    pub kinds: BTreeMap<String, String>,
    /// Words for kinds that are not understood by themselves.
    #[serde(skip_serializing)]
    pub unknown_kinds: Vec<String>,
    /// Cell id.
    pub default_area: String,
}

/// What came, or would come, of a file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Report {
    /// Rows that say something.
    pub rows: u32,
    /// New.
    pub accepted: u32,
    /// Completed.
    pub updated: u32,
    /// There already.
    pub unchanged: u32,
    /// Left out.
    pub errors: Vec<RowNote>,
    /// To be looked at.
    pub warnings: Vec<RowNote>,
    /// How it was understood.
    pub mapping: Mapping,
}

/// A field that a column may be given.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Field {
    /// Stable word.
    pub key: String,
    /// In Chinese.
    pub label: String,
    /// In English.
    pub en: String,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Progress {
    /// Rows to do.
    pub total: u32,
    /// Rows done.
    pub done: u32,
}

/// One import of the scope.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PastImport {
    /// Names it.
    pub id: String,
    /// UTC milliseconds.
    pub at: i64,
    /// What came of it.
    pub facts: Facts,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// `done`, `cancelled`, `failed`, `undone`, `running`.
    pub state: String,
    /// File name.
    pub file: String,
    /// New.
    pub accepted: u32,
    /// Completed.
    pub updated: u32,
    /// Left out.
    pub errors: u32,
}

/// Sends a request with the marks that every write of ours carries.
pub async fn send(app: App, request: RequestBuilder) -> Result<Response, CallError> {
    let account = app.session().account.id.to_string();
    let request = request.header("X-Gridwalk", "1").header("X-Gridwalk-Account", &account);
    answered(request.send().await).await
}

/// The same with JSON as its body.
pub async fn send_json<T: Serialize>(app: App, request: RequestBuilder, body: &T) -> Result<Response, CallError> {
    let account = app.session().account.id.to_string();
    let request = request
        .header("X-Gridwalk", "1")
        .header("X-Gridwalk-Account", &account)
        .json(body)
        .map_err(|error| CallError::Told(error.to_string()))?;
    answered(request.send().await).await
}

/// The same with a file as its body.
pub async fn send_file(app: App, request: RequestBuilder, file: &File) -> Result<Response, CallError> {
    let account = app.session().account.id.to_string();
    let request = request
        .header("X-Gridwalk", "1")
        .header("X-Gridwalk-Account", &account)
        .header("Content-Type", media_type(&file.name()))
        .body(file.clone())
        .map_err(|_| CallError::NoNetwork)?;
    answered(request.send().await).await
}

/// A file's text.
pub async fn read_text(file: &File) -> Result<String, CallError> {
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    text.ok_or_else(|| CallError::Told(texts::FILE_NOT_READ.get().to_owned()))
}

/// Sends GeoJSON and reads the reply.
pub async fn send_text<T: DeserializeOwned>(app: App, path: &str, text: &str) -> Result<T, CallError> {
    let account = app.session().account.id.to_string();
    let request = Request::post(path)
        .header("X-Gridwalk", "1")
        .header("X-Gridwalk-Account", &account)
        .header("Content-Type", "application/geo+json")
        .body(text)
        .map_err(|error| CallError::Told(error.to_string()))?;
    answered(request.send().await).await?.json().await.map_err(|error| CallError::Told(error.to_string()))
}

async fn answered(sent: Result<Response, gloo_net::Error>) -> Result<Response, CallError> {
    let response = sent.map_err(|_| CallError::NoNetwork)?;
    if response.ok() {
        return Ok(response);
    }
    #[derive(Deserialize)]
    struct Problem {
        title: String,
    }
    let status = response.status();
    let told = response.json::<Problem>().await.map(|problem| problem.title);
    Err(CallError::Told(told.unwrap_or_else(|_| status.to_string())))
}

/// Reads a reply.
pub async fn read<T: DeserializeOwned>(app: App, path: &str) -> Result<T, CallError> {
    let response = send(app, Request::get(path)).await?;
    response.json().await.map_err(|error| CallError::Told(error.to_string()))
}

/// Fetches a file and offers it as a download: what the server has to say against it is told in `error`, where a link
/// would leave the page for it.
pub fn download(app: App, path: String, name: String, error: RwSignal<Option<CallError>>) {
    keep_answer(async move { send(app, Request::get(&path)).await }, name, error);
}

/// The same of chosen premises only.
pub fn download_chosen(
    app: App,
    path: String,
    name: String,
    premises: Vec<PremisesId>,
    error: RwSignal<Option<CallError>>,
) {
    #[derive(Serialize)]
    struct Chosen {
        premises: Vec<PremisesId>,
    }
    keep_answer(async move { send_json(app, Request::post(&path), &Chosen { premises }).await }, name, error);
}

/// The same of a form that is filled; the rows that nothing was found for, with `、` between: it comes all the same, and
/// somebody should know.
///
/// # Errors
/// No file came.
pub async fn download_filled(app: App, path: &str, name: &str) -> Result<Option<String>, CallError> {
    let response = send(app, Request::get(path)).await?;
    let unmatched = response.headers().get(UNMATCHED).map(|names| decoded(&names));
    keep_file(response, name).await?;
    Ok(unmatched)
}

const UNMATCHED: &str = "x-gridwalk-unmatched";

fn decoded(names: &str) -> String {
    let one = |name: &str| js_sys::decode_uri_component(name).map(String::from).unwrap_or_default();
    names.split(',').map(one).collect::<Vec<_>>().join("、")
}

async fn keep_file(response: Response, name: &str) -> Result<(), CallError> {
    let bytes = response.binary().await.map_err(|_| CallError::NoNetwork)?;
    crate::share::download(&bytes, name);
    Ok(())
}

fn keep_answer(
    answer: impl Future<Output = Result<Response, CallError>> + 'static,
    name: String,
    error: RwSignal<Option<CallError>>,
) {
    let fetched = async move { keep_file(answer.await?, &name).await };
    spawn_local(async move {
        let failed = fetched.await.err();
        error.try_set(failed);
    });
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("xls") => "application/vnd.ms-excel",
        _ => "text/csv",
    }
}

/// A text as part of an address.
pub fn encoded(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}
