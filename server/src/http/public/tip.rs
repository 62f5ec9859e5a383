//! `/tip`: anybody tells what is unsafe, with or without a name, and reads by number and secret what came of it (R36).
//!
//! The secret is made by the page and never comes back to it: whoever sends the same tip again after a lost reply is
//! told the same number. Addresses are counted in memory against a flood, and stand in no log and no table.

use super::super::body::{JsonBody, Params};
use super::super::{App, Peer, Problem, Shared};
use super::act::own_page;
use super::{html, tip_page};
use crate::core::tries::Allowance;
use crate::core::{Authored, author_id};
use crate::tips::{NewTip, Reporter, TipError};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridwalk_domain::admit::Author;
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::event::{SubjectKind, TipReceived};
use gridwalk_domain::id::{AccountId, AreaId, EventId, TaskId};
use gridwalk_domain::ledger::{Row, RowKey, TaskRow};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::fresh_number;
use serde::Deserialize;
use serde_json::json;

const HOUR_MS: i64 = 60 * 60_000;
const QUARTER_MS: i64 = 15 * 60_000;
/// Photos of one tip.
const PHOTOS_MAX: usize = 6;
/// Wrong secrets for one number.
const WRONG_SECRETS: Allowance = Allowance { tries: 10, window_ms: QUARTER_MS };
/// Wrong secrets for all numbers together.
const WRONG_ANYWHERE: Allowance = Allowance { tries: 300, window_ms: HOUR_MS };
/// Signs of a secret as the page makes it: 49 bits.
const SECRET_CHARS: usize = 10;
const TEXT_CHARS_MAX: usize = 2_000;
const SHORT_CHARS_MAX: usize = 200;

/// Where the printed code leads.
#[derive(Deserialize)]
pub struct Asked {
    /// The sub-district chosen already.
    #[serde(default)]
    area: Option<AreaId>,
}

/// The form.
pub async fn form(State(app): State<Shared>, Params(asked): Params<Asked>) -> Response {
    let places = app.core.places();
    let subdistricts: Vec<&Area> = places.tree.iter().filter(|area| area.level == AreaLevel::Subdistrict).collect();
    if !app.settings.outside.tips_open {
        return html(StatusCode::NOT_FOUND, tip_page::closed());
    }
    html(StatusCode::OK, tip_page::form(&subdistricts, asked.area, &app.settings))
}

/// `POST /tip/SENT/photos`: one picture as the body.
pub async fn photo(
    State(app): State<Shared>,
    Path(sent): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    own_page(&headers)?;
    let tip = tip_of(&sent)?;
    let now = app.clock.now();
    let tips = app.settings.outside.tips_per_hour;
    let of_all = Allowance { tries: tips.saturating_mul(3), window_ms: HOUR_MS };
    app.tries.take("tip photos", of_all, now).map_err(too_many)?;
    let of_tip = Allowance { tries: 2 * PHOTOS_MAX as u32, window_ms: HOUR_MS };
    app.tries.take(&format!("tip {tip}"), of_tip, now).map_err(too_many)?;
    let photo = app.take_photo(AccountId(tip.0), body).await?;
    Ok((StatusCode::CREATED, Json(json!({ "photo": photo }))).into_response())
}

/// A tip as the page sends it.
#[derive(Deserialize)]
pub struct Sent {
    sent: String,
    secret: String,
    area: AreaId,
    topic: String,
    place: String,
    text: String,
    #[serde(default)]
    photos: Vec<PhotoRef>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
}

/// `POST /tip`: durable when this answers with the number.
pub async fn send(
    State(app): State<Shared>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    JsonBody(sent): JsonBody<Sent>,
) -> Result<Response, Problem> {
    own_page(&headers)?;
    let now = app.clock.now();
    let tip = tip_of(&sent.sent)?;
    app.check_tip(&sent, tip).await?;
    let tips = app.settings.outside.tips_per_hour;
    // A proxy of this machine speaks for many.
    let address = peer.0.ip();
    if !address.is_loopback() {
        let of_one = Allowance { tries: (tips / 2).max(1), window_ms: HOUR_MS };
        app.tries.take(&format!("tips from {address}"), of_one, now).map_err(too_many)?;
    }
    app.tries
        .take(&format!("tips {}", sent.area), Allowance { tries: tips, window_ms: HOUR_MS }, now)
        .map_err(too_many)?;
    let new = NewTip {
        tip,
        area: sent.area,
        number: fresh_number(tip.0, now.date_in_shanghai()),
        secret: plain(&sent.secret),
        reporter: Reporter { name: sent.name.trim().to_owned(), phone: sent.phone.trim().to_owned() },
    };
    let number = app.tips.keep(&new, app.entropy.as_ref()).await.map_err(of_tips)?;
    let body = TipReceived {
        number: number.clone(),
        topic: sent.topic.trim().to_owned(),
        place: sent.place.trim().to_owned(),
        text: sent.text.trim().to_owned(),
        photos: sent.photos,
    };
    let id = EventId(author_id(&[b"tip received", tip.0.as_bytes()]));
    let event = Authored { id, subject: tip.into(), area: sent.area, body: body.into(), personal: None };
    app.write_for(Author::Public, AccountId(tip.0), vec![event]).await?;
    Ok((StatusCode::CREATED, Json(json!({ "number": number }))).into_response())
}

/// Number and secret.
#[derive(Deserialize)]
pub struct Lookup {
    number: String,
    secret: String,
}

/// `POST /tip/answer`: what came of it.
pub async fn answer(
    State(app): State<Shared>,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<Lookup>,
) -> Result<Response, Problem> {
    own_page(&headers)?;
    let number = asked.number.trim().to_uppercase();
    let now = app.clock.now();
    let Some(tip) = app.tips.find(&number, &plain(&asked.secret)).await.map_err(of_tips)? else {
        app.tries.take("tips unknown", WRONG_ANYWHERE, now).map_err(too_many)?;
        let number: String = number.chars().take(SHORT_CHARS_MAX).collect();
        app.tries.take(&format!("tip number {number}"), WRONG_SECRETS, now).map_err(too_many)?;
        return Err(Problem::new(StatusCode::NOT_FOUND, "tip-unknown", "编号或查询码不对，请再核对一遍"));
    };
    let said = match app.tip_row(tip).await? {
        Some(row) => tip_page::answer(&row),
        // The reply was lost before the tip was written: the page sends it again.
        None => "还没有收全，请回到举报页再点一次“提交举报”。".to_owned(),
    };
    Ok(Json(json!({ "said": said })).into_response())
}

impl App {
    /// A tip's row, whoever asks: for callers who have proved that they may.
    pub(in crate::http) async fn tip_row(&self, tip: TaskId) -> Result<Option<TaskRow>, Problem> {
        let key = RowKey { kind: SubjectKind::Task, id: tip.into() };
        Ok(match self.core.store().rows(&[key]).await?.remove(&key) {
            Some(Row::Task(row)) if row.tip.is_some() => Some(row),
            _ => None,
        })
    }

    async fn check_tip(&self, sent: &Sent, tip: TaskId) -> Result<(), Problem> {
        let refuse = |code, title: &str| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title));
        let outside = &self.settings.outside;
        if !outside.tips_open {
            return Err(Problem::not_found());
        }
        let level = self.core.places().tree.get(sent.area).map(|area| area.level);
        if level != Some(AreaLevel::Subdistrict) {
            return refuse("subdistrict-missing", "请选在哪个街道（镇）");
        }
        if !outside.tip_topics.contains(&sent.topic) {
            return refuse("topic-missing", "请选是哪一类问题");
        }
        let fits = |text: &str, max: usize| !text.trim().is_empty() && text.chars().count() <= max;
        if !fits(&sent.place, SHORT_CHARS_MAX) || !fits(&sent.text, TEXT_CHARS_MAX) {
            return refuse("tip-incomplete", "请写明在什么地方、什么情况，情况最多两千字");
        }
        if sent.name.chars().count() > SHORT_CHARS_MAX || sent.phone.chars().count() > SHORT_CHARS_MAX {
            return refuse("tip-too-long", "姓名或电话太长");
        }
        if plain(&sent.secret).chars().count() != SECRET_CHARS {
            return refuse("secret-missing", "请刷新页面再发");
        }
        if sent.photos.len() > PHOTOS_MAX {
            return refuse("too-much", "一次最多六张照片");
        }
        for photo in &sent.photos {
            if !self.core.store().has_uploaded(photo.sha256, AccountId(tip.0)).await? {
                return refuse("photo-unknown", "照片没传成功，请再选一次");
            }
        }
        Ok(())
    }
}

// The tip that one sending makes, however often it is sent.
fn tip_of(sent: &str) -> Result<TaskId, Problem> {
    let is_fresh = sent.len() == 24 && sent.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_fresh {
        Ok(TaskId(author_id(&[b"tip", sent.as_bytes()])))
    } else {
        Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "sent-missing", "请刷新页面再发"))
    }
}

// As it is kept: without the dash and the blanks with which it is read out, in capitals.
fn plain(secret: &str) -> String {
    secret.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase()).collect()
}

fn of_tips(error: TipError) -> Problem {
    match error {
        TipError::AnotherSecret => {
            Problem::new(StatusCode::CONFLICT, "tip-known", "这条举报已经收到，请用原来的编号查询")
        }
        error => Problem::internal(&error),
    }
}

fn too_many(wait_s: u64) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-tries", "现在太忙了，请过一会儿再试。内容还在这个页面上")
        .field("retry_after_s", wait_s)
        .header(header::RETRY_AFTER, HeaderValue::from(wait_s))
}
