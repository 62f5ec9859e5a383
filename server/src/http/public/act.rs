//! `POST /n/TOKEN/letters`: what an owner sends by the link of a notice.

use super::super::auth::is_own_origin;
use super::super::body::JsonBody;
use super::super::{App, Problem, Shared};
use super::gate::{Opened, Shut, Use, open};
use crate::core::{Authored, VerdictKind, author_id};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use gridwalk_domain::admit::Author;
use gridwalk_domain::event::{Body, ExtensionRequested, OwnerWish, OwnerWrote, RectificationReported, ReportedBy};
use gridwalk_domain::id::{AccountId, EventId, HazardId, PremisesId};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::time::Date;
use serde::Deserialize;
use serde_json::json;

const TEXT_CHARS_MAX: usize = 500;
const PHOTOS_MAX: usize = 6;
/// Of an owner who asks for more time and says no more.
const NO_REASON: &str = "业主申请，没写原因";
/// How far ahead more time may be asked for.
const MORE_DAYS_MAX: i64 = 180;

/// One letter. `sent` is made by the page: the same letter sent twice is one.
#[derive(Deserialize)]
pub struct Letter {
    sent: String,
    hazard: HazardId,
    wish: OwnerWish,
    #[serde(default)]
    until: Option<Date>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    photos: Vec<PhotoRef>,
}

/// Takes a letter in: durable when this answers, and on its way to the committee and the worker.
pub async fn write(
    State(app): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    JsonBody(letter): JsonBody<Letter>,
) -> Result<Response, Problem> {
    own_page(&headers)?;
    let opened = open(&app, &token, Use::Letter).await.map_err(Shut::into_problem)?;
    app.take_letter(&opened, letter).await?;
    Ok((StatusCode::CREATED, Json(json!({ "received": true }))).into_response())
}

/// A page of another site may not send in an owner's name.
pub fn own_page(headers: &HeaderMap) -> Result<(), Problem> {
    if is_own_origin(headers) { Ok(()) } else { Err(Problem::forbidden("foreign-origin", "请求来自别的网站")) }
}

// What a letter says of the hazard itself; an objection changes nothing until the committee has looked.
fn on_hazard(letter: &Letter, premises: PremisesId) -> Option<(&'static [u8], Body)> {
    match (letter.wish, letter.until) {
        (OwnerWish::Proof, _) => {
            let (photos, rooms) = (letter.photos.clone(), Vec::new());
            let mended = RectificationReported { premises, inspection: None, photos, rooms, by: ReportedBy::Owner };
            Some((b"mended", mended.into()))
        }
        (OwnerWish::MoreTime, Some(until)) => {
            let text = letter.text.trim();
            let reason = if text.is_empty() { NO_REASON } else { text }.to_owned();
            Some((b"more-time", ExtensionRequested { premises, until, reason, by: ReportedBy::Owner }.into()))
        }
        _ => None,
    }
}

impl App {
    async fn take_letter(&self, opened: &Opened, letter: Letter) -> Result<(), Problem> {
        let notice = &opened.notice;
        self.check_letter(opened, &letter).await?;
        let premises = notice.issued.premises;
        let source = |part: &[u8]| EventId(author_id(&[part, notice.id.0.as_bytes(), letter.sent.as_bytes()]));
        let wrote = OwnerWrote {
            premises,
            hazard: letter.hazard,
            wish: letter.wish,
            until: letter.until.filter(|_| letter.wish == OwnerWish::MoreTime),
            text: letter.text.trim().to_owned(),
            photos: letter.photos.clone(),
        };
        let mut events = vec![Authored {
            id: source(b"letter"),
            subject: notice.id.into(),
            area: notice.area,
            body: wrote.into(),
            personal: None,
        }];
        let hazard = opened.hazards.get(&letter.hazard);
        let fitting = hazard.zip(on_hazard(&letter, premises));
        if let Some((hazard, (part, body))) = fitting.filter(|(row, (_, body))| row.after(opened.actor, body).is_ok()) {
            let (id, subject, area) = (source(part), letter.hazard.into(), hazard.area);
            events.push(Authored { id, subject, area, body, personal: None });
        }
        self.write_for(Author::Owner, opened.actor, events).await
    }

    async fn check_letter(&self, opened: &Opened, letter: &Letter) -> Result<(), Problem> {
        let refuse = |code, title: &str| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, title));
        let today = self.clock.now().date_in_shanghai();
        if opened.is_corrected {
            return Err(Problem::new(StatusCode::CONFLICT, "notice-corrected", "这张单已更正，请打开新单再发"));
        }
        if !opened.notice.issued.items.iter().any(|item| item.hazard == letter.hazard) {
            return refuse("not-on-notice", "这一项不在这张单上");
        }
        if letter.sent.is_empty() || letter.sent.len() > 64 {
            return refuse("sent-missing", "请刷新页面再发");
        }
        if letter.text.chars().count() > TEXT_CHARS_MAX || letter.photos.len() > PHOTOS_MAX {
            return refuse("too-much", "一次最多六张照片、五百个字");
        }
        let is_near = |day: Date| day > today && day <= today.plus_days(MORE_DAYS_MAX);
        match letter.wish {
            OwnerWish::MoreTime if !letter.until.is_some_and(is_near) => {
                return refuse("day-out-of-range", "请选今天以后、半年以内的日子");
            }
            OwnerWish::MoreTime if opened.hazards.get(&letter.hazard).is_some_and(|row| row.extension.is_some()) => {
                return Err(Problem::new(StatusCode::CONFLICT, "already-asked", "已经申请过延期了，等回复就行"));
            }
            OwnerWish::Objection if letter.text.trim().is_empty() => {
                return refuse("text-missing", "请写明哪里不对");
            }
            OwnerWish::Proof if letter.photos.is_empty() => return refuse("photo-missing", "请先拍一张整改后的照片"),
            _ => {}
        }
        for photo in &letter.photos {
            if !self.core.store().has_uploaded(photo.sha256, opened.actor).await? {
                return refuse("photo-unknown", "照片没传成功，请再拍一次");
            }
        }
        Ok(())
    }

    /// Writes for somebody without an account: all durable, or a problem.
    pub(in crate::http) async fn write_for(
        &self,
        author: Author,
        actor: AccountId,
        events: Vec<Authored>,
    ) -> Result<(), Problem> {
        let unplaced = || Problem::internal(&"the area is in no sub-district");
        let (stream, job) = self.core.authored(author, actor, events, self.clock.now()).ok_or_else(unplaced)?;
        for verdict in self.appender.author(stream, job).await? {
            super::super::metrics::count_verdict(&verdict);
            if !matches!(verdict.verdict, VerdictKind::Accepted | VerdictKind::Duplicate) {
                return Err(Problem::internal(&format!("not written: {:?}", verdict.reason)));
            }
        }
        Ok(())
    }
}
