//! `GET /api/v1/reports/ranking` and `/targets`.

use super::params::FigureParams;
use super::shapes::{RankedReply, RankingReply, SparseReply, TargetReply, TargetsReply};
use super::words;
use crate::core::{Lines, NamedLine, Session};
use crate::http::auth::Signed;
use crate::http::body::Params;
use crate::http::{App, NO_STORE, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::figures::{
    Aim, AreaLine, Dimension, FigureQuery, Measure, Period, Remark, rank, sparse, targets as aims,
};
use std::collections::BTreeMap;

/// Areas ranked by coverage, timeliness, closure and returns; the two circulars; areas and trades that find little or go
/// too fast. Areas, never persons.
#[utoipa::path(get, path = "/api/v1/reports/ranking", security(("session" = [])), tag = "reports",
    params(FigureParams),
    responses((status = 200, body = RankingReply), crate::http::wire::Problems))]
pub async fn ranking(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<FigureParams>,
) -> Result<impl IntoResponse, Problem> {
    let settings = &app.settings.figures.rank;
    let query = params.query(&app.settings, app.clock.now())?;
    let (by, level) = match params.lines(&app.settings)? {
        by @ Lines::Areas(level) => (by, level),
        Lines::Of(_) | Lines::Months { .. } => return Err(Problem::bad_request("by: only areas are ranked")),
    };
    let mut areas = app.core.statistics(&session, &query, by).await?.lines;
    // What is the sub-district's own is none of the areas that are ranked.
    let tree = &app.core.places().tree;
    let is_ranked = |part: &str| part.parse().ok().and_then(|id| tree.get(id)).is_some_and(|area| area.level == level);
    areas.retain(|area| is_ranked(&area.part));
    let kinds = app.core.statistics(&session, &query, Lines::Of(Dimension::Kind)).await?.lines;
    let names: BTreeMap<&str, &str> = areas.iter().map(|area| (area.part.as_str(), area.name.as_str())).collect();
    let name = |part: &str| names.get(part).copied().unwrap_or(part).to_owned();
    let ranked: Vec<_> = rank(&bare(&areas), settings)
        .into_iter()
        .map(|one| RankedReply {
            name: name(&one.part),
            part: one.part,
            place: one.place,
            score: one.score,
            coverage: one.coverage,
            timely: one.timely,
            closure: one.closure,
            quality: one.quality,
        })
        .collect();
    let (praised, named) = circulars(&ranked, settings.circular as usize);
    let reply = RankingReply {
        from: query.period.from.to_string(),
        to: query.period.to.to_string(),
        weights: [settings.coverage, settings.timeliness, settings.closure, settings.returns],
        praised,
        named,
        ranked,
        sparse_areas: listed(&bare(&areas), settings, name),
        sparse_kinds: listed(&bare(&kinds), settings, |part| words::name(Some("kind"), part)),
        least_visits: settings.least_visits,
        fast_minutes: settings.fast_minutes,
        leaves_out_as_last: true,
    };
    Ok((NO_STORE, Json(reply)))
}

fn bare(lines: &[NamedLine]) -> Vec<AreaLine> {
    lines.iter().map(|named| AreaLine { part: named.part.clone(), line: named.line.clone() }).collect()
}

// Nobody is praised and named at once: with few areas each list takes half at most.
fn circulars(ranked: &[RankedReply], most: usize) -> (Vec<String>, Vec<String>) {
    let judged: Vec<&RankedReply> = ranked.iter().filter(|one| one.place.is_some()).collect();
    let each = most.min(judged.len() / 2);
    let names = |ones: &[&RankedReply]| ones.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    let named = judged[judged.len() - each..].iter().rev().copied().collect::<Vec<_>>();
    (names(&judged[..each]), names(&named))
}

fn listed(
    lines: &[AreaLine],
    settings: &gridwalk_domain::settings::RankSettings,
    name: impl Fn(&str) -> String,
) -> Vec<SparseReply> {
    let found = sparse(lines, settings).into_iter().filter(|one| !one.remarks.is_empty());
    let word = |remark: &Remark| match remark {
        Remark::NothingFound => "nothing_found".to_owned(),
        Remark::LittleFound => "little_found".to_owned(),
        Remark::TooFast => "too_fast".to_owned(),
    };
    let reply = |one: gridwalk_domain::figures::Sparse| SparseReply {
        name: name(&one.part),
        part: one.part,
        full: one.full,
        found: one.found,
        fast: one.fast,
        remarks: one.remarks.iter().map(word).collect(),
    };
    found.map(reply).collect()
}

/// 存量清零, 增量遏制, 动态清零: what is aimed at and what is, of suspected major hazards, by year of discovery.
#[utoipa::path(get, path = "/api/v1/reports/targets", security(("session" = [])), tag = "reports",
    params(FigureParams),
    responses((status = 200, body = TargetsReply), crate::http::wire::Problems))]
pub async fn targets(
    State(app): State<Shared>,
    Signed(session): Signed,
    Params(params): Params<FigureParams>,
) -> Result<impl IntoResponse, Problem> {
    let asked = params.query(&app.settings, app.clock.now())?;
    let year_start = asked.period.year_start();
    let before = year_start.plus_days(-1);
    let total = async |period: Period, level: Option<&str>| {
        let level = level.map(str::to_owned);
        counts(&app, &session, &FigureQuery { period, level, ..asked.clone() }).await
    };
    let then = total(Period { from: before, to: before }, None).await?;
    let this_year = Period { from: year_start, to: asked.period.to };
    let now = total(this_year, None).await?;
    let overdue = total(this_year, Some("M")).await?.get(Measure::Overdue);
    let word = |aim| match aim {
        Aim::OldCleared => "old_cleared",
        Aim::NewCurbed => "new_curbed",
        Aim::AlwaysZero => "always_zero",
    };
    let targets = aims(&then, &now, overdue, app.settings.figures.aim_years).map(|target| TargetReply {
        aim: word(target.aim).to_owned(),
        year: target.year,
        whole: target.whole,
        done: target.done,
        undated: target.undated,
    });
    Ok((NO_STORE, Json(TargetsReply { targets: targets.into() })))
}

async fn counts(app: &App, session: &Session, query: &FigureQuery) -> Result<gridwalk_domain::figures::Line, Problem> {
    Ok(app.core.statistics(session, query, Lines::Areas(AreaLevel::Subdistrict)).await?.total)
}
