//! `/healthz`, `/readyz`, `/metrics`; and what replies say of the database.

use super::{App, NO_STORE, Peer, Problem, Shared};
use crate::store::StoreError;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Extension, Router};
use gridwalk_domain::id::AccountId;
use uuid::Uuid;

pub fn routes() -> Router<Shared> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).route("/metrics", get(metrics))
}

/// The process is there.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, content_type = "text/plain", body = String)))]
pub(super) async fn healthz() -> impl IntoResponse {
    (NO_STORE, "ok\n")
}

/// The process can serve: the database answers.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses((status = 200, content_type = "text/plain", body = String), super::wire::Unavailable))]
pub(super) async fn readyz(State(app): State<Shared>) -> Result<impl IntoResponse, Problem> {
    app.core.store().ping().await?;
    Ok((NO_STORE, "ready\n"))
}

/// Counts for Prometheus: to this machine alone, unless the server was started with `--metrics-open`. A proxy on this
/// machine speaks for somebody else, so what it passes on counts as from outside.
#[utoipa::path(get, path = "/metrics", tag = "operations",
    responses((status = 200, content_type = "text/plain", body = String), super::wire::NotFound))]
pub(super) async fn metrics(
    State(app): State<Shared>,
    peer: Option<Extension<ConnectInfo<Peer>>>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let is_here = peer.is_some_and(|Extension(ConnectInfo(Peer(peer)))| peer.ip().to_canonical().is_loopback());
    if !(app.is_metrics_open || is_here && !is_passed_on(&headers)) {
        return Err(Problem::not_found());
    }
    Ok((NO_STORE, [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.render()))
}

fn is_passed_on(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name))
}

impl App {
    /// Names the database; another than last time means that it was restored, and phones offer again what they have.
    pub fn incarnation(&self) -> Uuid {
        self.core.incarnation()
    }

    /// Up to which `seq` a second copy of the scope's events exists: the least of its streams. No backup is set up
    /// here, so it is how far this database itself is durable; administrators are warned of that.
    pub async fn backed_up_through(&self, scope: AccountId) -> Result<u64, StoreError> {
        let heads = self.core.store().heads().await?;
        let streams = self.core.store().streams(scope).await?;
        Ok(streams.iter().filter_map(|stream| heads.get(stream)).copied().min().unwrap_or(0))
    }
}
