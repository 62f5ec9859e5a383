//! `/api/v1/investments`: the yearly 人防、技防、工程防、管理防 figures.

use super::auth::Signed;
use super::body::JsonBody;
use super::imports::{only_desk, own_area};
use super::{NO_STORE, Problem, Shared};
use crate::store::Paper;
use crate::tables::export::INVESTMENTS;
use crate::tables::investment::{self, Investment};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v1/investments", get(list).put(save))
}

/// One area's year.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvestmentReply {
    /// Whose.
    area: Uuid,
    /// The figures.
    #[serde(flatten)]
    #[schema(inline)]
    figures: Investment,
}

/// The scope's figures by year.
#[utoipa::path(get, path = "/api/v1/investments", security(("session" = [])), tag = "tables",
    responses((status = 200, body = Vec<InvestmentReply>), super::wire::Problems))]
pub(super) async fn list(State(app): State<Shared>, Signed(session): Signed) -> Result<impl IntoResponse, Problem> {
    only_desk(&session)?;
    let papers = app.core.store().papers(session.account, investment::PAPER, INVESTMENTS).await?;
    let reply = |((_, area), figures): ((i32, gridwalk_domain::id::AreaId), Investment)| InvestmentReply {
        area: area.0,
        figures,
    };
    Ok((NO_STORE, Json(investment::latest(&papers).into_iter().map(reply).collect::<Vec<_>>())))
}

/// Save a year of one's own area; what was saved before is kept beside it.
#[utoipa::path(put, path = "/api/v1/investments", security(("session" = [])), tag = "tables", request_body = Investment,
    params(super::wire::WriteHeaders), responses((status = 204), super::wire::Problems))]
pub(super) async fn save(
    State(app): State<Shared>,
    Signed(session): Signed,
    JsonBody(given): JsonBody<Investment>,
) -> Result<impl IntoResponse, Problem> {
    only_desk(&session)?;
    let area = own_area(&session)?;
    if !given.is_acceptable() {
        return Err(Problem::bad_request("a year from 2000 to 2100 and figures of 0 to 1,000,000"));
    }
    let paper = Paper {
        kind: investment::PAPER.to_owned(),
        id: app.entropy.uuid(),
        area,
        author: session.account,
        at: app.clock.now(),
        facts: serde_json::to_value(&given).map_err(|error| Problem::internal(&error))?,
        content: None,
    };
    app.core.store().put_paper(&paper).await?;
    Ok(StatusCode::NO_CONTENT)
}
