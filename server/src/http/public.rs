//! Pages for people without an account: the owner's page of a notice, its self-check, and tips from the public. Plain HTML with one style sheet and one script
//! from our own origin, so that it opens at once in any browser, WeChat's too.
//!
//! A link's text is its only key: it is checked against the hash that the notice keeps, stands in no log and in no
//! table, and opens that one notice. Everything is counted by the link, so that one cannot be tried without end.

mod act;
mod check;
mod check_page;
mod gate;
mod notice;
mod page;
mod take;
mod tip;
mod tip_page;

use super::Shared;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use maud::Markup;

const STYLE: &str = include_str!("public/page.css");
const SCRIPT: &str = include_str!("public/page.js");

// Nothing but what these pages need: no wasm, no worker, no frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The routes.
pub fn routes() -> Router<Shared> {
    let photos = Router::new()
        .route("/n/{token}/photos", post(take::owner_photo))
        .route("/tip/{sent}/photos", post(tip::photo))
        .route("/c/{token}/photos", post(check::photo))
        .layer(DefaultBodyLimit::max(crate::photos::clean::FOREIGN_BYTES_MAX));
    Router::new()
        .route("/n/{token}", get(notice::show))
        .route("/n/{token}/photo/{sha256}", get(notice::photo))
        .route("/n/{token}/letters", post(act::write))
        .route("/tip", get(tip::form).post(tip::send))
        .route("/tip/answer", post(tip::answer))
        .route("/c/{token}", get(check::show))
        .route("/c/{token}/answers", post(check::send))
        .route("/public/page.css", get(style))
        .route("/public/page.js", get(script))
        .merge(photos)
}

async fn style() -> Response {
    file(STYLE, "text/css; charset=utf-8")
}

async fn script() -> Response {
    file(SCRIPT, "text/javascript; charset=utf-8")
}

fn file(text: &'static str, media_type: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        // An hour: these pages are opened by people who come once.
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    ];
    (headers, text).into_response()
}

/// A page, never kept and never found by a search engine.
fn html(status: StatusCode, markup: Markup) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    (status, headers, Html(markup.into_string())).into_response()
}
