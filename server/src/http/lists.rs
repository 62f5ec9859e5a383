//! `GET /api/v1/lists/{name}`: what desks without a replica read.

use super::auth::Signed;
use super::body::Params;
use super::wire::{ListParams, ListReply};
use super::{NO_STORE, Problem, Shared};
use crate::core::ListFilter;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use gridwalk_domain::event::SubjectKind;
use gridwalk_domain::time::Date;

const LIST_ROWS_DEFAULT: u32 = 50;

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v1/lists/{name}", get(list))
}

/// A page of a list within the scope, newest first.
#[utoipa::path(get, path = "/api/v1/lists/{name}", security(("session" = [])), tag = "lists",
    params(("name" = super::wire::ListName, Path, description = "Which list"), ListParams),
    responses((status = 200, body = ListReply), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn list(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(name): Path<String>,
    Params(params): Params<ListParams>,
) -> Result<impl IntoResponse, Problem> {
    let kind = match name.as_str() {
        "inspections" => SubjectKind::Inspection,
        "hazards" => SubjectKind::Hazard,
        "premises" => SubjectKind::Premises,
        "tasks" => SubjectKind::Task,
        "sites" => SubjectKind::Site,
        "notices" => SubjectKind::Notice,
        _ => return Err(Problem::not_found()),
    };
    let due_before = params.due_before.as_deref().map(str::parse::<Date>).transpose();
    let filter = ListFilter {
        state: params.state,
        area: params.area.map(Into::into),
        premises: params.premises.map(Into::into),
        actor: params.actor.map(Into::into),
        level: params.level,
        premises_kind: params.premises_kind,
        search: params.search.filter(|search| !search.trim().is_empty()),
        due_before: due_before.map_err(|error| Problem::bad_request(error.to_string()))?,
    };
    let limit = params.limit.unwrap_or(LIST_ROWS_DEFAULT);
    let (rows, next) = app.core.list(&session, kind, &filter, params.after.as_deref(), limit).await?;
    Ok((NO_STORE, Json(ListReply { rows, next })))
}
