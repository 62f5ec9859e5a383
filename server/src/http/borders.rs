//! `/api/v1/imports/areas`: borders of grid cells from GeoJSON, looked at first, refused or taken in with a reason.

use super::auth::Signed;
use super::body::Params;
use super::imports::own_area;
use super::{NO_STORE, Problem, Shared};
use crate::core::{BordersError, BordersPlan, Session};
use crate::store::Paper;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use gridwalk_domain::admit::Role;
use gridwalk_domain::borders::Ground;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

/// Kind of the paper that remembers who took borders in, and why in spite of overlaps.
const PAPER: &str = "borders";
const LISTED: u32 = 20;
const REASON_CHARS_MAX: usize = 500;

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v1/imports/areas", post(import).get(list))
}

/// How to import.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BordersParams {
    /// Only say what would come of it.
    #[serde(default)]
    pub dry_run: bool,
    /// Why it is right in spite of overlaps or gaps; kept. At most 500 characters.
    #[serde(default)]
    pub reason: String,
}

/// What came, or would come, of the file.
#[derive(Serialize, ToSchema)]
pub struct BordersReply {
    /// Features in it.
    pub features: usize,
    /// New cells.
    pub added: usize,
    /// Cells with another border than before.
    pub updated: usize,
    /// Features that are not taken.
    pub errors: Vec<BorderError>,
    /// Where a cell of the file lies on another one; wants a reason.
    pub overlaps: Vec<OverlapReply>,
    /// What the cells leave out between them; wants a reason.
    pub gaps: Vec<GroundReply>,
    /// The file's cells, for a look at the map.
    pub cells: Vec<CellReply>,
}

/// A feature that is not taken.
#[derive(Serialize, ToSchema)]
pub struct BorderError {
    /// From 1.
    pub feature: usize,
    /// As the file calls it; empty where it has no name.
    pub name: String,
    /// In Chinese.
    pub reason: String,
}

/// Two cells that overlap.
#[derive(Serialize, ToSchema)]
pub struct OverlapReply {
    /// Their names.
    pub cells: [String; 2],
    /// How much, and where.
    #[serde(flatten)]
    #[schema(inline)]
    pub ground: GroundReply,
}

/// A piece of ground.
#[derive(Serialize, ToSchema)]
pub struct GroundReply {
    /// Square metres.
    pub area_m2: f64,
    /// Longitude and latitude of its middle, WGS-84.
    pub at: [f64; 2],
    /// Its outline, longitude first.
    pub rings: Vec<Vec<[f64; 2]>>,
}

/// A cell of the file.
#[derive(Serialize, ToSchema)]
pub struct CellReply {
    /// Its name.
    pub name: String,
    /// Its outline, longitude first.
    pub rings: Vec<Vec<[f64; 2]>>,
}

/// One import of the scope.
#[derive(Serialize, ToSchema)]
pub struct PastBorders {
    /// By the server's clock, UTC milliseconds.
    pub at: i64,
    /// By whom.
    pub author: String,
    /// New cells.
    pub added: u64,
    /// Cells with another border.
    pub updated: u64,
    /// How often cells overlapped.
    pub overlaps: u64,
    /// How often they left something out.
    pub gaps: u64,
    /// Why it was right all the same.
    pub reason: String,
}

impl From<Ground> for GroundReply {
    fn from(ground: Ground) -> Self {
        Self { area_m2: ground.area_m2.round(), at: [ground.at.lon, ground.at.lat], rings: ground.outline.rings }
    }
}

impl From<BordersError> for Problem {
    fn from(error: BordersError) -> Self {
        let detail = error.to_string();
        match error {
            BordersError::Role => Self::forbidden("role", "街道和管理员才能导入网格边界"),
            BordersError::NotGeoJson(_) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "not-geojson",
                "这个文件不是 GeoJSON（FeatureCollection），没有改动任何网格。请另存为 GeoJSON 再试",
            )
            .detail(detail),
            BordersError::TooMany => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "too-many", "网格太多，请分几个文件导入").detail(detail)
            }
        }
    }
}

/// Borders of grid cells from a GeoJSON FeatureCollection in WGS-84, by `code` or `name`, with or without
/// the community's name before it where only one cell is meant; a new cell names its community
/// in `parent`. Where cells overlap or leave ground out, a reason is wanted. Sub-district and administrator.
#[utoipa::path(post, path = "/api/v1/imports/areas", security(("session" = [])), tag = "tables",
    request_body(content = Object, content_type = "application/geo+json"),
    params(BordersParams, super::wire::WriteHeaders),
    responses((status = 200, body = BordersReply), super::wire::Problems))]
pub(super) async fn import(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<BordersParams>,
    file: Bytes,
) -> Result<impl IntoResponse, Problem> {
    let (core, caller) = (app.core.clone(), session.clone());
    let slack_m2 = f64::from(app.settings.figures.border_slack_m2);
    // Comparing thousands of outlines leaves the other requests alone.
    let planning = tokio::task::spawn_blocking(move || core.plan_borders(&caller, &file, slack_m2));
    let plan = planning.await.map_err(|error| Problem::internal(&error))??;
    if !params.dry_run {
        take_in(&app, &session, &plan, params.reason.trim()).await?;
    }
    Ok((NO_STORE, Json(reply(plan))))
}

async fn take_in(app: &Shared, session: &Session, plan: &BordersPlan, reason: &str) -> Result<(), Problem> {
    if reason.chars().count() > REASON_CHARS_MAX {
        return Err(Problem::bad_request("a reason has at most 500 characters"));
    }
    if plan.wants_a_reason() && reason.is_empty() {
        let title = "网格有重叠或空白，没有改动。改好文件再导入，或写明为什么可以这样";
        return Err(Problem::new(StatusCode::CONFLICT, "reason-wanted", title));
    }
    if plan.added + plan.updated == 0 {
        return Ok(());
    }
    let area = own_area(session)?;
    app.core.put_areas(&plan.cells).await?;
    let paper = Paper {
        kind: PAPER.to_owned(),
        id: app.entropy.uuid(),
        area,
        author: session.account,
        at: app.clock.now(),
        facts: json!({
            "added": plan.added, "updated": plan.updated,
            "overlaps": plan.overlaps.len(), "gaps": plan.gaps.len(), "reason": reason,
        }),
        content: None,
    };
    app.core.store().put_paper(&paper).await?;
    tracing::info!(account = %session.account, added = plan.added, updated = plan.updated, "borders taken in");
    Ok(())
}

fn reply(plan: BordersPlan) -> BordersReply {
    let cell = |area: gridwalk_domain::area::Area| CellReply { name: area.name, rings: area.border.rings };
    BordersReply {
        features: plan.features,
        added: plan.added,
        updated: plan.updated,
        errors: plan
            .errors
            .iter()
            .map(|error| BorderError {
                feature: error.feature,
                name: error.name.clone(),
                reason: error.reason.to_owned(),
            })
            .collect(),
        overlaps: plan
            .overlaps
            .into_iter()
            .map(|one| OverlapReply { cells: one.cells, ground: one.ground.into() })
            .collect(),
        gaps: plan.gaps.into_iter().map(GroundReply::from).collect(),
        cells: plan.cells.into_iter().map(cell).collect(),
    }
}

/// Who took borders in, and why in spite of overlaps; the newest first.
#[utoipa::path(get, path = "/api/v1/imports/areas", security(("session" = [])), tag = "tables",
    responses((status = 200, body = Vec<PastBorders>), super::wire::Problems))]
pub(super) async fn list(State(app): State<Shared>, Signed(session): Signed) -> Result<impl IntoResponse, Problem> {
    if !matches!(session.role, Role::Subdistrict | Role::Admin) {
        return Err(BordersError::Role.into());
    }
    let papers = app.core.store().papers(session.account, PAPER, LISTED).await?;
    let past = papers.iter().map(|paper| {
        let count = |key: &str| paper.facts[key].as_u64().unwrap_or(0);
        PastBorders {
            at: paper.at.millis(),
            author: paper.author.to_string(),
            added: count("added"),
            updated: count("updated"),
            overlaps: count("overlaps"),
            gaps: count("gaps"),
            reason: paper.facts["reason"].as_str().unwrap_or_default().to_owned(),
        }
    });
    Ok((NO_STORE, Json(past.collect::<Vec<_>>())))
}
