//! Who answers for what: `/api/v1/roster` and the calls that change it, in force at once.

use super::auth::Signed;
use super::body::JsonBody;
use super::wire::RoleName;
use super::{NO_STORE, Problem, Shared};
use crate::core::{DutyError, Holder, StandIn};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use gridwalk_domain::admit::Role;
use gridwalk_domain::id::{AccountId, AreaId};
use gridwalk_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/v1/roster", get(roster))
        .route("/api/v1/handovers", post(hand_over))
        .route("/api/v1/stand-ins", post(stand_in))
        .route("/api/v1/stand-ins/{id}/end", post(end_stand_in))
        .route("/api/v1/trades", post(set_trades))
        .route("/api/v1/areas/{id}/move", post(move_area))
}

/// Everybody of the scope, and stand-ins.
#[derive(Serialize, ToSchema)]
pub struct RosterReply {
    /// By name.
    people: Vec<RosterPerson>,
    /// Planned and under way, within the scope.
    stand_ins: Vec<StandInReply>,
}

/// One account.
#[derive(Serialize, ToSchema)]
pub struct RosterPerson {
    /// Account.
    #[schema(value_type = Uuid)]
    account: AccountId,
    /// As others see it.
    name: String,
    /// What for.
    #[schema(value_type = RoleName)]
    role: Role,
    /// Areas answered for now, stand-ins included.
    #[schema(value_type = Vec<Uuid>)]
    areas: Vec<AreaId>,
    /// What it reviews by trade.
    trades: Vec<RosterTrade>,
}

/// One kind in one area.
#[derive(Serialize, ToSchema)]
pub struct RosterTrade {
    /// Where.
    #[schema(value_type = Uuid)]
    area: AreaId,
    /// Catalogue kind.
    kind: String,
}

/// 代班.
#[derive(Serialize, ToSchema)]
pub struct StandInReply {
    /// Which.
    id: Uuid,
    /// Who stands in.
    #[schema(value_type = Uuid)]
    account: AccountId,
    /// For which area.
    #[schema(value_type = Uuid)]
    area: AreaId,
    /// UTC milliseconds.
    #[schema(value_type = i64)]
    from: Timestamp,
    /// UTC milliseconds.
    #[schema(value_type = i64)]
    to: Timestamp,
}

/// 交接.
#[derive(Deserialize, ToSchema)]
pub struct HandOver {
    /// Which cell.
    #[schema(value_type = Uuid)]
    area: AreaId,
    /// To which worker.
    #[schema(value_type = Uuid)]
    to: AccountId,
}

/// 代班 from one time to another.
#[derive(Deserialize, ToSchema)]
pub struct NewStandIn {
    /// Which cell.
    #[schema(value_type = Uuid)]
    area: AreaId,
    /// Which worker.
    #[schema(value_type = Uuid)]
    account: AccountId,
    /// UTC milliseconds.
    #[schema(value_type = i64)]
    from: Timestamp,
    /// UTC milliseconds.
    #[schema(value_type = i64)]
    to: Timestamp,
}

/// Reviewer of one trade.
#[derive(Deserialize, ToSchema)]
pub struct SetTrades {
    /// Which committee account; it answers for nothing else from then on.
    #[schema(value_type = Uuid)]
    account: AccountId,
    /// Where.
    #[schema(value_type = Uuid)]
    area: AreaId,
    /// Catalogue kinds; none end it.
    kinds: Vec<String>,
}

/// Where an area lies from now on.
#[derive(Deserialize, ToSchema)]
pub struct MoveArea {
    /// Its new parent.
    #[schema(value_type = Uuid)]
    parent: AreaId,
}

/// Everybody of the scope with what they answer for now.
#[utoipa::path(get, path = "/api/v1/roster", security(("session" = [])), tag = "people",
    responses((status = 200, body = RosterReply), super::wire::Problems))]
pub(super) async fn roster(State(app): State<Shared>, Signed(session): Signed) -> Result<impl IntoResponse, Problem> {
    if session.role == Role::Worker {
        return Err(Problem::forbidden("role", "这个账号不能看人员安排"));
    }
    let places = app.core.places();
    let is_near = |stand_in: &StandIn| places.tree.is_within(stand_in.area, &session.actor.areas());
    let stand_ins = app.core.stand_ins().await?.into_iter().filter(is_near);
    let stand_ins = stand_ins.map(|one| StandInReply {
        id: one.id,
        account: one.account,
        area: one.area,
        from: one.from,
        to: one.to,
    });
    let person = |holder: Holder| RosterPerson {
        account: holder.account,
        name: holder.name,
        role: holder.role,
        areas: holder.areas,
        trades: holder.trades.into_iter().map(|trade| RosterTrade { area: trade.area, kind: trade.kind }).collect(),
    };
    let people = app.core.roster(&session).await?.into_iter().map(person).collect();
    Ok((NO_STORE, Json(RosterReply { people, stand_ins: stand_ins.collect() })))
}

/// Give a cell to another worker.
#[utoipa::path(post, path = "/api/v1/handovers", security(("session" = [])), tag = "people", request_body = HandOver,
    params(super::wire::WriteHeaders), responses((status = 204), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn hand_over(
    State(app): State<Shared>,
    Signed(session): Signed,
    JsonBody(given): JsonBody<HandOver>,
) -> Result<StatusCode, Problem> {
    app.core.hand_over(&session, given.area, given.to, app.clock.now()).await?;
    tracing::info!(area = %given.area, to = %given.to, by = %session.account, "cell handed over");
    Ok(StatusCode::NO_CONTENT)
}

/// Plan a stand-in for a cell.
#[utoipa::path(post, path = "/api/v1/stand-ins", security(("session" = [])), tag = "people", request_body = NewStandIn,
    params(super::wire::WriteHeaders), responses((status = 204), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn stand_in(
    State(app): State<Shared>,
    Signed(session): Signed,
    JsonBody(given): JsonBody<NewStandIn>,
) -> Result<StatusCode, Problem> {
    let NewStandIn { area, account, from, to } = given;
    let planned = StandIn { id: app.entropy.uuid(), account, area, from, to, begun: false };
    app.core.plan_stand_in(&session, planned, app.clock.now()).await?;
    tracing::info!(%area, %account, by = %session.account, "stand-in planned");
    Ok(StatusCode::NO_CONTENT)
}

/// End a stand-in now, or take a planned one back.
#[utoipa::path(post, path = "/api/v1/stand-ins/{id}/end", security(("session" = [])), tag = "people",
    params(("id" = Uuid, Path, description = "Which stand-in"), super::wire::WriteHeaders),
    responses((status = 204), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn end_stand_in(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.core.end_stand_in(&session, id, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a committee account the reviewer of one trade, or end it.
#[utoipa::path(post, path = "/api/v1/trades", security(("session" = [])), tag = "people", request_body = SetTrades,
    params(super::wire::WriteHeaders), responses((status = 204), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn set_trades(
    State(app): State<Shared>,
    Signed(session): Signed,
    JsonBody(given): JsonBody<SetTrades>,
) -> Result<StatusCode, Problem> {
    app.core.set_trades(&session, given.account, given.area, &given.kinds, app.clock.now()).await?;
    tracing::info!(area = %given.area, account = %given.account, by = %session.account, "trades set");
    Ok(StatusCode::NO_CONTENT)
}

/// Put a cell or a community under another parent; its history goes with it.
#[utoipa::path(post, path = "/api/v1/areas/{id}/move", security(("session" = [])), tag = "people", request_body = MoveArea,
    params(("id" = Uuid, Path, description = "Which area"), super::wire::WriteHeaders),
    responses((status = 204), super::wire::NotFound, super::wire::Problems))]
pub(super) async fn move_area(
    State(app): State<Shared>,
    Signed(session): Signed,
    Path(id): Path<Uuid>,
    JsonBody(given): JsonBody<MoveArea>,
) -> Result<StatusCode, Problem> {
    app.core.move_area_as(&session, AreaId(id), given.parent, app.clock.now()).await?;
    tracing::info!(area = %id, parent = %given.parent, by = %session.account, "area moved");
    Ok(StatusCode::NO_CONTENT)
}

impl From<DutyError> for Problem {
    fn from(error: DutyError) -> Self {
        let bad = |code, title: &str| Self::new(StatusCode::BAD_REQUEST, code, title).detail(error.to_string());
        match &error {
            DutyError::Role(_) => Self::forbidden("role", "只有街道和管理员可以调整人员"),
            DutyError::Unknown | DutyError::Move(crate::core::MoveError::Unknown(_)) => {
                Self::new(StatusCode::NOT_FOUND, "not-found", "你管的范围里没有这个人或这片")
            }
            DutyError::Unfit => bad("unfit", "这个账号不适合管这片：网格交给网格员，行业审核交给社区账号"),
            DutyError::Already => bad("already", "这个人已经在管这片了"),
            DutyError::Backwards => bad("backwards", "结束时间要晚于开始时间，也要晚于现在"),
            DutyError::Move(crate::core::MoveError::Cycle(_)) => bad("cycle", "一片不能划到它自己下面"),
            DutyError::Move(crate::core::MoveError::Store(store)) | DutyError::Store(store) => Self::unavailable(store),
        }
    }
}
