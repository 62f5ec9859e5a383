//! Photos over HTTP: resumable uploads by tus 1.0 under `/api/v1/photos`, and the photos themselves by their hash.
//!
//! - `OPTIONS /api/v1/photos`: what the server can do; needs no session.
//! - `POST /api/v1/photos`: creates an upload, its first bytes may come along; `Upload-Metadata` carries `sha256` (hex)
//!   and `filetype`. A photo that the account has uploaded before is complete at once (`Upload-Offset` = length).
//! - `HEAD`, `PATCH`, `DELETE /api/v1/photos/uploads/{id}`: how far, more bytes, forget it. The 204 to the last byte is
//!   the receipt: the photo is on disk under its hash, and its uploader is known.
//! - `GET`, `HEAD /api/v1/photos/{sha256}`: the bytes, for the uploader and whoever sees an event whose author uploaded
//!   them; for everybody else the photo does not exist.

pub(super) mod picture;
pub(super) mod problems;
mod receive;
mod tus;

use super::auth::Signed;
use super::{Problem, Shared};
use crate::photos::metadata::{Checksum, Metadata};
use crate::photos::{NewUpload, PHOTO_BYTES_MAX, Progress, UploadId};
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use receive::Receiving;

const UPLOADS_PATH: &str = "/api/v1/photos/uploads";

/// The routes.
pub fn routes() -> Router<Shared> {
    let uploads = Router::new()
        .route("/api/v1/photos", post(create).options(abilities))
        .route(
            "/api/v1/photos/uploads/{id}",
            axum::routing::head(progress).patch(append).delete(terminate).post(overridden).options(abilities),
        )
        // The body is streamed, and no more of it is read than the upload still lacks.
        .layer(DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn(tus::speak));
    Router::new().route("/api/v1/photos/{sha256}", get(picture::read)).merge(uploads)
}

/// What the server can do as a tus server; needs no session.
#[utoipa::path(options, path = "/api/v1/photos", tag = "photos",
    responses((status = 204, headers(("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Max-Size" = i64),
        ("Tus-Checksum-Algorithm" = String)))))]
pub(super) async fn abilities() -> Response {
    let headers = [
        (tus::VERSIONS, HeaderValue::from_static(tus::VERSION)),
        (tus::EXTENSIONS, HeaderValue::from_static("creation,creation-with-upload,checksum,expiration,termination")),
        (tus::CHECKSUM_ALGORITHMS, HeaderValue::from_static(Checksum::ALGORITHMS)),
        (tus::MAX_SIZE, HeaderValue::from(PHOTO_BYTES_MAX)),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Create an upload (tus). A photo that the account has uploaded before is complete at once: `Upload-Offset` is its
/// length then. The first bytes may come along (`application/offset+octet-stream`).
#[utoipa::path(post, path = "/api/v1/photos", security(("session" = [])), tag = "photos",
    params(super::wire::WriteHeaders, super::wire::TusHeaders,
        ("Upload-Length" = i64, Header, minimum = 1, maximum = 20_971_520),
        ("Upload-Metadata" = String, Header, description = "`sha256` (hex) and `filetype`, each in base64")),
    responses((status = 201, headers(("Location" = String), ("Upload-Offset" = i64), ("Upload-Expires" = String))),
        super::wire::Problems, super::wire::UploadProblems))]
pub(super) async fn create(
    State(app): State<Shared>,
    Signed(session): Signed,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let new = promised(&parts.headers)?;
    let has_bytes = parts.headers.contains_key(header::CONTENT_TYPE) && !body.is_end_stream();
    let checksum = if has_bytes { tus::chunk_headers(&parts.headers)? } else { None };
    let id = upload_id(&app);
    let now = app.clock.now();
    let mut progress = app.photos.create(id, session.account, new, now).await.map_err(problems::of)?;
    if has_bytes && !progress.done {
        let receiving = Receiving { app, id, owner: session.account, offset: 0, checksum };
        progress = receive::all(receiving, body).await?;
    }
    let location = HeaderValue::try_from(format!("{UPLOADS_PATH}/{id}")).map_err(|error| Problem::internal(&error))?;
    let mut response = (StatusCode::CREATED, [(header::LOCATION, location)]).into_response();
    tell(response.headers_mut(), &progress);
    Ok(response)
}

/// How many bytes stand. All of them is the receipt, as the answer to the last byte is.
#[utoipa::path(head, path = "/api/v1/photos/uploads/{id}", security(("session" = [])), tag = "photos",
    params(super::wire::TusHeaders, ("id" = String, Path)),
    responses((status = 200, headers(("Upload-Offset" = i64), ("Upload-Length" = i64), ("Upload-Expires" = String),
        ("Upload-Metadata" = String))), super::wire::Problems, super::wire::UploadProblems))]
pub(super) async fn progress(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| problems::unknown())?;
    let progress = app.photos.progress(id, session.account, app.clock.now()).await.map_err(problems::of)?;
    let mut response = (StatusCode::OK, super::NO_STORE).into_response();
    response.headers_mut().insert(tus::LENGTH, HeaderValue::from(progress.size_bytes));
    if let Ok(metadata) = HeaderValue::try_from(&progress.metadata) {
        response.headers_mut().insert(tus::METADATA, metadata);
    }
    tell(response.headers_mut(), &progress);
    Ok(response)
}

/// More bytes (tus). The 204 to the last one is the receipt: the photo is on disk, checked. 422 says why it is none.
#[utoipa::path(patch, path = "/api/v1/photos/uploads/{id}", security(("session" = [])), tag = "photos",
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    params(super::wire::WriteHeaders, super::wire::TusHeaders, ("id" = String, Path),
        ("Upload-Offset" = i64, Header, minimum = 0),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha256` or `sha1`, then base64: else 460")),
    responses((status = 204, headers(("Upload-Offset" = i64), ("Upload-Expires" = String))), super::wire::Problems, super::wire::UploadProblems))]
pub(super) async fn append(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| problems::unknown())?;
    let checksum = tus::chunk_headers(&headers)?;
    let offset =
        tus::number(&headers, &tus::OFFSET)?.ok_or_else(|| Problem::bad_request("header Upload-Offset is missing"))?;
    let receiving = Receiving { app, id, owner: session.account, offset, checksum };
    let progress = receive::all(receiving, body).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    tell(response.headers_mut(), &progress);
    Ok(response)
}

/// Forget an upload (tus). The photo, if it was complete, stays.
#[utoipa::path(delete, path = "/api/v1/photos/uploads/{id}", security(("session" = [])), tag = "photos",
    params(super::wire::WriteHeaders, super::wire::TusHeaders, ("id" = String, Path)),
    responses((status = 204), super::wire::Problems, super::wire::UploadProblems))]
pub(super) async fn terminate(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| problems::unknown())?;
    app.photos.terminate(id, session.account, app.clock.now()).await.map_err(problems::of)?;
    Ok(StatusCode::NO_CONTENT)
}

/// tus lets a client that cannot send PATCH or DELETE send POST and say what it means.
async fn overridden(State(app): State<Shared>, Path(id): Path<String>, request: Request) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let named = parts.headers.get("x-http-method-override").and_then(|name| Method::from_bytes(name.as_bytes()).ok());
    let signed = Signed::from_request_parts(&mut parts, &app).await?;
    match named {
        Some(Method::PATCH) => append(State(app), signed, Path(id), parts.headers, body).await,
        Some(Method::DELETE) => terminate(State(app), signed, Path(id)).await.map(IntoResponse::into_response),
        _ => Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "这个地址不支持这种请求")),
    }
}

/// What a creation promises.
fn promised(headers: &HeaderMap) -> Result<NewUpload, Problem> {
    let size_bytes = tus::number(headers, &tus::LENGTH)?
        .ok_or_else(|| Problem::bad_request("header Upload-Length is missing (a deferred length is not supported)"))?;
    let raw = tus::text(headers, &tus::METADATA)?.unwrap_or_default();
    let metadata = Metadata::parse(raw).map_err(|error| Problem::bad_request(error.to_string()))?;
    let sha256 = metadata.sha256.ok_or_else(|| Problem::bad_request("Upload-Metadata: sha256 (in hex) is missing"))?;
    Ok(NewUpload { sha256, size_bytes, media_type: metadata.media_type, metadata: raw.to_owned() })
}

fn upload_id(app: &Shared) -> UploadId {
    let mut bits = [0; 16];
    app.entropy.fill(&mut bits);
    UploadId::from_random(u128::from_le_bytes(bits))
}

fn tell(headers: &mut HeaderMap, progress: &Progress) {
    headers.insert(tus::OFFSET, HeaderValue::from(progress.offset));
    let expires = (!progress.done).then(|| tus::http_date(progress.expires_at)).flatten();
    if let Some(expires) = expires {
        headers.insert(tus::EXPIRES, expires);
    }
}

/// Names a header that the `http` crate does not know.
const fn header_name(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}
