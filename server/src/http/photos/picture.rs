//! A photo by its hash.

use super::super::auth::Signed;
use super::super::{App, Problem, Shared};
use crate::photos::{PhotoKind, PhotoStoreError};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridwalk_domain::photo::PhotoHash;

// The bytes of a hash never change. Kept by the caller's own browser alone, and apart for each session: on a shared
// phone the next account asks anew.
const CACHE: &str = "private, max-age=31536000, immutable";

/// A photo's bytes, for its uploader and whoever sees an event whose author uploaded it. Everybody else is told what
/// all are told of a photo that is not there.
#[utoipa::path(get, path = "/api/v1/photos/{sha256}", security(("session" = [])), tag = "photos",
    params(("sha256" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/*", headers(("ETag" = String))), (status = 304),
        super::super::wire::Problems, super::super::wire::NotFound))]
pub(in crate::http) async fn read(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(sha256): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let hash: PhotoHash = sha256.parse().map_err(|_| absent())?;
    if !app.core.store().may_read_photo(hash, session.account).await? {
        return Err(absent());
    }
    let tag = format!("\"{hash}\"");
    let caching = [
        (header::CACHE_CONTROL, HeaderValue::from_static(CACHE)),
        (header::VARY, HeaderValue::from_static("Cookie")),
        (header::ETAG, HeaderValue::try_from(&tag).map_err(|error| Problem::internal(&error))?),
    ];
    if is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let mut response = photo_response(&app, hash).await?;
    response.headers_mut().extend(caching);
    Ok(response)
}

/// A photo's bytes, for a caller whose right to them has been checked; kept by no cache unless the caller says so.
pub(in crate::http) async fn photo_response(app: &App, hash: PhotoHash) -> Result<Response, Problem> {
    let photo = app.photos.store().read(hash).await.map_err(store_problem)?.ok_or_else(absent)?;
    let name = hash.to_string();
    let disposition = format!("inline; filename=\"{}.{}\"", &name[..12], extension(photo.kind));
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static(photo.kind.media_type())),
        (header::CONTENT_LENGTH, HeaderValue::from(photo.size_bytes)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(disposition).map_err(|error| Problem::internal(&error))?),
    ];
    Ok((StatusCode::OK, about, Body::from_stream(photo.bytes)).into_response())
}

pub(in crate::http) fn absent() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "photo-unknown", "没有这张照片")
}

fn store_problem(error: PhotoStoreError) -> Problem {
    Problem::unavailable(&error)
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

const fn extension(kind: PhotoKind) -> &'static str {
    match kind {
        PhotoKind::Jpeg => "jpg",
        PhotoKind::Png => "png",
        PhotoKind::Webp => "webp",
    }
}
