//! `GET /api/v1/snapshot`.

use super::auth::Signed;
use super::body::Params;
use super::wire::{SnapshotQuery, SnapshotReply};
use super::{NO_STORE, Problem, Shared};
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v1/snapshot", get(snapshot))
}

/// The scope's present state in pages that share one epoch and cursor. 404 means: begin again with the first page.
#[utoipa::path(get, path = "/api/v1/snapshot", security(("session" = [])), tag = "events", params(SnapshotQuery),
    responses((status = 200, body = SnapshotReply), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn snapshot(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(query): Params<SnapshotQuery>,
) -> Result<impl IntoResponse, Problem> {
    let page = query.page.as_deref().filter(|page| *page != "0");
    let page = app.core.snapshot(&session, page, app.clock.now(), app.entropy.as_ref()).await?;
    let reply = SnapshotReply {
        rows: page.rows,
        epoch: page.epoch,
        cursor: page.cursor,
        incarnation: app.incarnation(),
        page: page.page,
        pages: page.pages,
        next: page.next,
    };
    Ok((NO_STORE, Json(reply)))
}
