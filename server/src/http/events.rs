//! `POST /api/v1/events` and `GET /api/v1/events`.

use super::auth::{Signed, SignedOrRevoked};
use super::body::{JsonBody, Params};
use super::wire::{EventsQuery, EventsReply, OfferedBatch, Verdicts};
use super::{NO_STORE, Problem, Shared};
use crate::core::{BATCH_EVENTS_MAX, ReadError};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};

const PULL_EVENTS_DEFAULT: u32 = 200;

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v1/events", post(receive).get(pull))
}

/// Offer events: a verdict for each, in their order. Those accepted are durable when this answers.
#[utoipa::path(post, path = "/api/v1/events", security(("session" = [])), tag = "events", request_body = OfferedBatch,
    params(super::wire::WriteHeaders),
    responses((status = 200, body = Verdicts), super::wire::Problems))]
pub(super) async fn receive(
    State(app): State<Shared>,
    SignedOrRevoked(session): SignedOrRevoked,
    JsonBody(batch): JsonBody<OfferedBatch>,
) -> Result<impl IntoResponse, Problem> {
    if batch.events.len() > BATCH_EVENTS_MAX {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-many-events", "一次提交的记录太多")
            .field("limit_events", BATCH_EVENTS_MAX));
    }
    let results = app.appender.receive(&session, &batch.events, app.clock.now()).await?;
    for verdict in &results {
        super::metrics::count_verdict(verdict);
    }
    tracing::info!(account = %session.account, session = %session.session_id, device = %batch.device,
        events = results.len(), "events received");
    let backed_up_through = app.backed_up_through(session.account).await?;
    let reply = Verdicts { results, backed_up_through, incarnation: app.incarnation() };
    Ok((NO_STORE, Json(reply)))
}

/// The caller's scope in order, after a cursor.
#[utoipa::path(get, path = "/api/v1/events", security(("session" = [])), tag = "events", params(EventsQuery),
    responses((status = 200, body = EventsReply), super::wire::Problems))]
pub(super) async fn pull(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(query): Params<EventsQuery>,
) -> Result<impl IntoResponse, Problem> {
    let after = query.after.as_deref().unwrap_or("0");
    let pulled = app.core.pull(&session, after, query.limit.unwrap_or(PULL_EVENTS_DEFAULT)).await?;
    let reply = EventsReply {
        events: pulled.events,
        next: pulled.next,
        more: pulled.more,
        epoch: pulled.epoch,
        incarnation: app.incarnation(),
        backed_up_through: app.backed_up_through(session.account).await?,
    };
    Ok((NO_STORE, Json(reply)))
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Cursor(error) => Self::bad_request(error.to_string()),
            ReadError::SnapshotGone => Self::new(StatusCode::NOT_FOUND, "snapshot-gone", "数据已更新，请重新下载"),
            ReadError::Store(error) => error.into(),
        }
    }
}
