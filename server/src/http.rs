//! HTTP: the contract's calls over the core. Handlers translate; they decide nothing.

pub mod auth;
mod body;
mod borders;
mod events;
mod exports;
mod forms;
pub mod headers;
mod imports;
mod investments;
mod lists;
mod live;
mod metrics;
mod openapi;
mod operations;
mod peer;
mod people;
pub mod photos;
pub mod problem;
mod public;
mod readings;
mod reports;
mod session;
mod snapshot;
mod tips;
mod unread;
pub mod web;
mod wire;

pub use metrics::install as install_metrics;
pub use peer::Peer;
pub use problem::Problem;

use crate::appender::Appender;
use crate::core::limiter::Limiter;
use crate::core::tries::Tries;
use crate::core::world::{Clock, Entropy};
use crate::core::{Core, SessionTerm};
use crate::photos::Uploads;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, StatusCode, header};
use gridwalk_domain::settings::PlaceSettings;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

/// Bytes of a request's body, at most, also inflated; photos have their own limit.
pub const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What every handler may need.
pub struct App {
    /// Decides.
    pub core: Arc<Core>,
    /// Gathers events into transactions.
    pub appender: Appender,
    /// Pictures on their way in, and those that arrived.
    pub photos: Uploads,
    /// Folder of the built app; `None` serves the API alone.
    pub web: Option<PathBuf>,
    /// Of this place.
    pub settings: PlaceSettings,
    /// Cookies are `Secure`.
    pub is_https: bool,
    /// Browsers are told never to come by plain HTTP again.
    pub is_https_only: bool,
    /// How long a session lasts.
    pub session_term: SessionTerm,
    /// Wrong passwords of late.
    pub limiter: Limiter,
    /// What people without an account tried of late.
    pub tries: Tries,
    /// Who reported tips, sealed.
    pub tips: crate::tips::Tips,
    /// Imports at work.
    pub imports: crate::tables::import::Works,
    /// How many passwords are hashed at once: each takes 19 MB and a core.
    pub hashing: tokio::sync::Semaphore,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Becomes true when the server is to end; long answers end then.
    pub shutdown: watch::Receiver<bool>,
    /// Renders `/metrics`.
    pub metrics: metrics::Handle,
    /// `/metrics` answers everybody, not this machine alone.
    pub is_metrics_open: bool,
}

/// The state of every route.
pub type Shared = Arc<App>;

/// All routes.
pub fn router(app: Shared) -> Router {
    let api = Router::new()
        .merge(session::routes())
        .merge(events::routes())
        .merge(snapshot::routes())
        .merge(lists::routes())
        .merge(people::routes())
        .merge(readings::routes())
        .merge(reports::routes())
        .merge(public::routes())
        .merge(tips::routes())
        .merge(imports::routes())
        .merge(borders::routes())
        .merge(exports::routes())
        .merge(forms::routes())
        .merge(investments::routes())
        .merge(openapi::routes())
        .merge(operations::routes())
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .merge(live::routes())
        .merge(photos::routes());
    let (is_https_only, map_tiles) = (app.is_https_only, app.settings.figures.map_tiles.clone());
    let routes = api
        .fallback(web::serve)
        .method_not_allowed_fallback(async || {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "这个地址不支持这种请求")
        })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(axum::middleware::from_fn(problem::in_place_of_plain_text))
        .layer(axum::middleware::from_fn(metrics::count))
        .layer(CatchPanicLayer::custom(|_| {
            let problem = Problem::internal(&"a handler panicked");
            axum::response::IntoResponse::into_response(problem)
        }))
        .layer(axum::middleware::from_fn(unread::read_rest))
        .layer(TraceLayer::new_for_http())
        .with_state(app);
    headers::apply(routes, is_https_only, map_tiles.as_deref())
}

/// Answers of the API are never kept by a cache.
pub(crate) const NO_STORE: [(header::HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
