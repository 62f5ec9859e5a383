//! `/c/TOKEN`: an owner goes through the checklist of its own premises, by a link and without an account (R10).

use super::super::body::JsonBody;
use super::super::{App, Problem, Shared};
use super::act::own_page;
use super::check_page::{self, Shut};
use super::gate::{OPENINGS, PHOTOS, WRONG_SECRETS, too_many_tries};
use super::html;
use crate::core::author_id;
use crate::core::tries::Allowance;
use crate::core::{Authored, catalogue};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use gridwalk_domain::admit::Author;
use gridwalk_domain::event::{SelfAnswer, SelfChecked, SubjectKind};
use gridwalk_domain::id::{AccountId, EventId, HazardId, PremisesId};
use gridwalk_domain::ledger::{PremisesRow, Row, RowKey, SelfCheckLink};
use gridwalk_domain::link::LinkToken;
use gridwalk_domain::record::{JudgedGroup, SelfCheckWanting, owner_items, self_check};
use serde::Deserialize;
use serde_json::json;

const HOUR_MS: i64 = 60 * 60_000;
/// Whole lists sent by one link.
const LISTS: Allowance = Allowance { tries: 10, window_ms: HOUR_MS };
/// Photos of one item.
const PHOTOS_MAX: usize = 3;
const TEXT_CHARS_MAX: usize = 500;

/// An open link.
struct Opened {
    actor: AccountId,
    premises: PremisesRow,
    link: SelfCheckLink,
}

/// The list; or why there is none.
pub async fn show(State(app): State<Shared>, Path(token): Path<String>) -> Response {
    match open(&app, &token, "look", OPENINGS).await {
        Ok(opened) if opened.link.answered.is_some() => {
            html(StatusCode::OK, check_page::answered(&opened.premises, &opened.link))
        }
        Ok(opened) => {
            let groups = asked(&app, &opened.premises);
            html(StatusCode::OK, check_page::list(&token, &opened.premises, &opened.link, &groups, &app.settings))
        }
        Err(shut) => shut.into_response(),
    }
}

/// `POST /c/TOKEN/photos`: one picture as the body.
pub async fn photo(
    State(app): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    own_page(&headers)?;
    let opened = open(&app, &token, "photo", PHOTOS).await.map_err(Shut::into_problem)?;
    let photo = app.take_photo(opened.actor, body).await?;
    Ok((StatusCode::CREATED, Json(json!({ "photo": photo }))).into_response())
}

/// The whole list as the page sends it.
#[derive(Deserialize)]
pub struct Sent {
    sent: String,
    answers: Vec<SelfAnswer>,
    #[serde(default)]
    text: String,
}

/// `POST /c/TOKEN/answers`: durable when this answers, and on its way to worker and committee.
pub async fn send(
    State(app): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    JsonBody(sent): JsonBody<Sent>,
) -> Result<Response, Problem> {
    own_page(&headers)?;
    let opened = open(&app, &token, "list", LISTS).await.map_err(Shut::into_problem)?;
    app.take_list(&opened, sent).await?;
    Ok((StatusCode::CREATED, Json(json!({ "received": true }))).into_response())
}

async fn open(app: &App, text: &str, what: &str, allowance: Allowance) -> Result<Opened, Shut> {
    let now = app.clock.now();
    let token = LinkToken::parse(text).ok_or(Shut::Unknown)?;
    let key = RowKey { kind: SubjectKind::Premises, id: token.subject };
    let row = app.core.store().rows(&[key]).await.map_err(|error| Shut::Problem(error.into()))?.remove(&key);
    let Some(Row::Premises(premises)) = row else { return Err(Shut::Unknown) };
    let link = premises.file.self_check.clone().filter(|link| token.is_of(&link.sha256));
    let Some(link) = link else {
        let key = format!("wrong check {}", token.subject);
        app.tries.take(&key, WRONG_SECRETS, now).map_err(|wait_s| Shut::Problem(too_many_tries(wait_s)))?;
        return Err(Shut::Unknown);
    };
    let key = format!("check {what} {}", token.subject);
    app.tries.take(&key, allowance, now).map_err(|wait_s| Shut::Problem(too_many_tries(wait_s)))?;
    if link.revoked {
        return Err(Shut::Revoked);
    }
    if link.answered.is_none() && !link.is_open_on(now.date_in_shanghai()) {
        return Err(Shut::Expired);
    }
    let actor = AccountId(author_id(&[b"check link", token.digest().as_bytes()]));
    Ok(Opened { actor, premises, link })
}

fn asked(app: &App, premises: &PremisesRow) -> Vec<JudgedGroup> {
    let today = app.clock.now().date_in_shanghai();
    let kind = catalogue(today).and_then(|catalogue| Some((catalogue, catalogue.kind(&premises.kind)?)));
    kind.map_or_else(Vec::new, |(catalogue, kind)| owner_items(catalogue, kind, &app.settings.items_on, today))
}

impl App {
    async fn take_list(&self, opened: &Opened, sent: Sent) -> Result<(), Problem> {
        let refuse = |code, title: String| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title));
        if sent.sent.is_empty() || sent.sent.len() > 64 {
            return refuse("sent-missing", "请刷新页面再发".to_owned());
        }
        let link = opened.link.sha256.as_bytes();
        let event = EventId(author_id(&[b"self-check", link, sent.sent.as_bytes()]));
        match opened.link.answered {
            // The reply was lost, and the page sends it again.
            Some(answered) if answered == event => return Ok(()),
            Some(_) => return Err(Problem::new(StatusCode::CONFLICT, "already-answered", "这份自查已经收到了")),
            None => {}
        }
        for answer in &sent.answers {
            if answer.photos.len() > PHOTOS_MAX || answer.note.chars().count() > TEXT_CHARS_MAX {
                return refuse("too-much", "一项最多三张照片、五百个字".to_owned());
            }
            for photo in &answer.photos {
                if !self.core.store().has_uploaded(photo.sha256, opened.actor).await? {
                    return refuse("photo-unknown", "照片没传成功，请再拍一次".to_owned());
                }
            }
        }
        let groups = asked(self, &opened.premises);
        let today = self.clock.now().date_in_shanghai();
        let catalogue = catalogue(today).map(|catalogue| catalogue.version.clone()).unwrap_or_default();
        let note: String = sent.text.trim().chars().take(TEXT_CHARS_MAX).collect();
        let checked = SelfChecked { catalogue, answers: sent.answers, hazards: Vec::new(), note };
        let hazard_id = |item: &str| HazardId(author_id(&[b"self-check hazard", link, item.as_bytes()]));
        let events = match self_check(&opened.premises, &groups, checked, self.clock.now(), hazard_id) {
            Ok(events) => events,
            Err(SelfCheckWanting::Answer { item }) => {
                let of =
                    |group: &JudgedGroup| group.items.iter().find(|one| one.code == item).map(|one| one.text.clone());
                let text = groups.iter().find_map(of).unwrap_or_default();
                return refuse("answer-missing", format!("还有没答的：{text}"));
            }
            Err(SelfCheckWanting::NotAsked { .. }) => {
                return refuse("list-changed", "清单更新了，请刷新页面再答".to_owned());
            }
        };
        let events = events.into_iter().map(|new| {
            let is_whole = PremisesId::from(new.subject) == opened.premises.id;
            let id =
                if is_whole { event } else { EventId(author_id(&[b"self-check found", new.subject.0.as_bytes()])) };
            Authored { id, subject: new.subject, area: new.area, body: new.body, personal: None }
        });
        self.write_for(Author::Owner, opened.actor, events.collect()).await
    }
}
