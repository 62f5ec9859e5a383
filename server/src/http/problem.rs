//! Problems: the one shape of every error, the framework's too (RFC 9457, `application/problem+json`).

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};

/// An error as it is answered. `code` is stable and for programs, `title` is Chinese and for people, `detail` says
/// more, for whoever reads logs.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug, Serialize)]
struct Parts {
    /// `urn:gridwalk:problem:CODE`.
    #[serde(rename = "type")]
    type_uri: String,
    /// Stable word.
    code: &'static str,
    /// For people.
    title: String,
    /// HTTP status.
    #[serde(serialize_with = "status_number")]
    status: StatusCode,
    /// What exactly; empty when the title says it all.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    /// More, by code.
    #[serde(flatten)]
    fields: Map<String, Value>,
    /// Sent beside it.
    #[serde(skip)]
    headers: Vec<(HeaderName, HeaderValue)>,
}

fn status_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// Any problem; `title` in Chinese.
    pub fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            type_uri: format!("urn:gridwalk:problem:{code}"),
            code,
            title: title.into(),
            status,
            detail: String::new(),
            fields: Map::new(),
            headers: Vec::new(),
        }))
    }

    /// What exactly.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = detail.into();
        self
    }

    /// One more field.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.fields.insert(name.to_owned(), value.into());
        self
    }

    /// One more header of the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// What a person reads.
    pub fn title(&self) -> &str {
        &self.0.title
    }

    /// What is sent beside it.
    pub fn headers(&self) -> axum::http::HeaderMap {
        self.0.headers.iter().cloned().collect()
    }

    /// 400.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", "请求的内容不对").detail(detail)
    }

    /// 401: no session, or one that has lapsed.
    pub fn unsigned() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unsigned", "请先登录")
            .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Cookie realm=\"gridwalk\""))
    }

    /// 403 with a code of its own.
    pub fn forbidden(code: &'static str, title: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, title)
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "没有这个地址")
    }

    /// 413.
    pub fn too_large(limit_bytes: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "内容太大").field("limit_bytes", limit_bytes)
    }

    /// 415.
    pub fn unsupported(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "不支持这种格式").detail(detail)
    }

    /// 500: logged with what it was, answered without it.
    pub fn internal(error: &(dyn std::fmt::Display + Sync)) -> Self {
        tracing::error!(%error, "internal error");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "服务器出错，请稍后再试")
    }

    /// 503: the store does not answer or the disk is full; the caller tries again.
    pub fn unavailable(error: &(dyn std::fmt::Display + Sync)) -> Self {
        tracing::error!(%error, "store not available");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "服务器暂时不能保存，请稍后再试")
            .header(header::RETRY_AFTER, HeaderValue::from_static("5"))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let parts = *self.0;
        // Cannot fail: plain strings and numbers under string keys.
        let body = serde_json::to_vec(&parts).unwrap_or_default();
        let mut response = (parts.status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for (name, value) in parts.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// Puts a problem in place of the plain text with which the framework refuses what reaches no handler: a path that is
/// no UTF-8, say.
pub async fn in_place_of_plain_text(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_text =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match status {
        _ if !is_text || !(status.is_client_error() || status.is_server_error()) => response,
        StatusCode::NOT_FOUND => Problem::not_found().into_response(),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(super::BODY_BYTES_MAX).into_response(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::unsupported("").into_response(),
        _ if status.is_client_error() => Problem::new(status, "bad-request", "请求的内容不对").into_response(),
        _ => Problem::internal(&status).into_response(),
    }
}

impl From<crate::store::StoreError> for Problem {
    fn from(error: crate::store::StoreError) -> Self {
        Self::unavailable(&error)
    }
}
