//! `/api/v1/tips/{id}/reporter`: who reported a tip, for the 举报专员 of its sub-district alone (R36).

use super::auth::Signed;
use super::body::JsonBody;
use super::{NO_STORE, Problem, Shared};
use crate::core::Session;
use crate::tips::Opening;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use gridwalk_domain::admit::Role;
use gridwalk_domain::id::{AccountId, TaskId};
use gridwalk_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const REASON_CHARS_MAX: usize = 200;

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v1/tips/{id}/reporter", get(sealed).post(open))
}

/// What may be known of a reporter without opening it.
#[derive(Serialize, ToSchema)]
pub struct SealedReply {
    /// Whether anything was left.
    pub is_somebody: bool,
    /// Whether the caller may open it.
    pub may_open: bool,
    /// Whether the sub-district has a 举报专员 at all.
    pub has_keeper: bool,
    /// Who did, the oldest first.
    pub openings: Vec<OpeningReply>,
}

/// One opening.
#[derive(Serialize, ToSchema)]
pub struct OpeningReply {
    /// Whose account.
    #[schema(value_type = uuid::Uuid)]
    pub by: AccountId,
    /// By the server's clock, UTC milliseconds.
    #[schema(value_type = i64)]
    pub at: Timestamp,
    /// As given.
    pub reason: String,
}

/// Why the reporter is asked for.
#[derive(Deserialize, ToSchema)]
pub struct ReporterAsked {
    /// 发奖励, 补充情况, …; kept with who asked and when.
    pub reason: String,
}

/// Who reported.
#[derive(Serialize, ToSchema)]
pub struct ReporterReply {
    /// As given; empty when nothing was left.
    pub name: String,
    /// As given.
    pub phone: String,
}

/// Whether a tip has a reporter to open, and who opened it so far: for the tip's sub-district.
#[utoipa::path(get, path = "/api/v1/tips/{id}/reporter", security(("session" = [])), tag = "tips",
    params(("id" = String, Path)),
    responses((status = 200, body = SealedReply), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn sealed(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let tip = own_tip(&app, &session, &id).await?;
    let found = app.tips.sealed(session.account, tip).await.map_err(|error| Problem::internal(&error))?;
    let found = found.ok_or_else(Problem::not_found)?;
    let openings = found.openings.into_iter();
    let openings = openings.map(|one| OpeningReply { by: one.by, at: one.at, reason: one.reason }).collect();
    let (is_somebody, may_open, has_keeper) = (found.is_somebody, found.may_open, found.has_keeper);
    Ok((NO_STORE, Json(SealedReply { is_somebody, may_open, has_keeper, openings })).into_response())
}

/// Opens a reporter: the opening is written down before the reply is made.
#[utoipa::path(post, path = "/api/v1/tips/{id}/reporter", security(("session" = [])), tag = "tips",
    params(super::wire::WriteHeaders, ("id" = String, Path)), request_body = ReporterAsked,
    responses((status = 200, body = ReporterReply), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn open(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<String>,
    JsonBody(asked): JsonBody<ReporterAsked>,
) -> Result<Response, Problem> {
    let tip = own_tip(&app, &session, &id).await?;
    let reason = asked.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "reason-missing", "请写明为什么要打开"));
    }
    let opening = Opening { by: session.account, at: app.clock.now(), reason: reason.to_owned() };
    let found = app.tips.reporter(tip, &opening).await.map_err(|error| Problem::internal(&error))?;
    let reporter = found.ok_or_else(|| Problem::forbidden("not-keeper", "举报人信息只有举报专员能打开"))?;
    tracing::info!(account = %session.account, %tip, "the reporter of a tip was opened");
    Ok((NO_STORE, Json(ReporterReply { name: reporter.name, phone: reporter.phone })).into_response())
}

// A tip of the caller's own sub-district.
async fn own_tip(app: &Shared, session: &Session, id: &str) -> Result<TaskId, Problem> {
    if session.role != Role::Subdistrict {
        return Err(Problem::forbidden("role", "举报线索只有街道能看"));
    }
    let tip: TaskId = id.parse().map_err(|_| Problem::not_found())?;
    let row = app.tip_row(tip).await?.ok_or_else(Problem::not_found)?;
    let is_own = app.core.places().tree.is_within(row.area, &session.actor.areas());
    if is_own { Ok(tip) } else { Err(Problem::not_found()) }
}
