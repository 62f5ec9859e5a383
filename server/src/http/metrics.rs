//! Counts of requests and verdicts, for Prometheus.

use crate::core::{Verdict, VerdictKind};
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::PrometheusBuilder;
use std::sync::OnceLock;

/// Renders what was counted.
pub type Handle = metrics_exporter_prometheus::PrometheusHandle;

static INSTALLED: OnceLock<Handle> = OnceLock::new();

/// Starts counting, once in a process; every call gives the same handle.
pub fn install() -> Handle {
    INSTALLED
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            // Fails only where another recorder was set before: ours then renders nothing, and nothing else breaks.
            let _ = metrics::set_global_recorder(recorder);
            handle
        })
        .clone()
}

/// Counts each request by route and status.
pub async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().to_string();
    let started = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    let ms = started.elapsed().as_millis() as u64;
    // Whoever asks for health every second is not worth a line each.
    if !matches!(route.as_str(), "/healthz" | "/readyz" | "/metrics") {
        tracing::info!(target: "gridwalk_server::access", %method, %route, %status, ms, "request");
    }
    let labels = [("method", method), ("route", route), ("status", status)];
    metrics::histogram!("gridwalk_http_request_seconds", &labels).record(started.elapsed());
    response
}

/// Counts one verdict.
pub fn count_verdict(verdict: &Verdict) {
    let kind = match verdict.verdict {
        VerdictKind::Accepted => "accepted",
        VerdictKind::Duplicate => "duplicate",
        VerdictKind::Quarantined => "quarantined",
        VerdictKind::Refused => "refused",
    };
    metrics::counter!("gridwalk_events_total", "verdict" => kind, "reason" => verdict.reason.unwrap_or(""))
        .increment(1);
}
