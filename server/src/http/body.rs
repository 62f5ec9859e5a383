//! Request bodies and queries, with problems in place of the framework's own rejections.

use super::{BODY_BYTES_MAX, Problem, Shared};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;
use std::io::Read;

/// A JSON body, gzip or plain, at most [`BODY_BYTES_MAX`] also inflated.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Problem> {
        let is_gzip = encoding(request.headers())?;
        if !is_json(request.headers()) {
            return Err(Problem::unsupported("content-type must be application/json"));
        }
        let bytes =
            Bytes::from_request(request, app).await.map_err(|rejection| match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(BODY_BYTES_MAX),
                _ => Problem::bad_request("the body could not be read"),
            })?;
        let bytes = if is_gzip { inflate(&bytes)? } else { bytes };
        serde_json::from_slice(&bytes).map(Self).map_err(|error| Problem::bad_request(error.to_string()))
    }
}

/// A query string.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let query = Query::from_request_parts(parts, app).await;
        query.map(|Query(query)| Self(query)).map_err(|rejection| Problem::bad_request(rejection.body_text()))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

fn encoding(headers: &HeaderMap) -> Result<bool, Problem> {
    match headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim()) {
        None | Some("") => Ok(false),
        Some(name) if name.eq_ignore_ascii_case("identity") => Ok(false),
        Some(name) if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => Ok(true),
        Some(_) => Err(Problem::unsupported("content-encoding must be gzip or identity")),
    }
}

// Stops at the limit, so that a small body cannot fill the memory.
fn inflate(bytes: &[u8]) -> Result<Bytes, Problem> {
    let mut inflated = Vec::new();
    let mut limited = MultiGzDecoder::new(bytes).take(BODY_BYTES_MAX as u64 + 1);
    limited.read_to_end(&mut inflated).map_err(|error| Problem::bad_request(format!("gzip: {error}")))?;
    if inflated.len() > BODY_BYTES_MAX {
        return Err(Problem::too_large(BODY_BYTES_MAX));
    }
    Ok(inflated.into())
}
