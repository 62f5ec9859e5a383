//! `GET /n/TOKEN`: the notice as its owner sees it, and the photos on it.

use super::super::photos::picture::{self, photo_response};
use super::super::{Problem, Shared, auth};
use super::gate::{Opened, Shut, Use, open};
use super::{html, page};
use crate::core::{Authored, author_id};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use gridwalk_domain::admit::Author;
use gridwalk_domain::event::NoticeOpened;
use gridwalk_domain::id::EventId;
use gridwalk_domain::photo::PhotoHash;

/// The page; the first opening by its owner is recorded.
pub async fn show(
    State(app): State<Shared>,
    method: Method,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match open(&app, &token, Use::Look).await {
        Ok(opened) => {
            if method == Method::GET
                && is_owner(&app, &headers).await
                && let Err(problem) = remember_opening(&app, &opened).await
            {
                return problem.into_response();
            }
            let today = app.clock.now().date_in_shanghai();
            html(StatusCode::OK, page::notice(&token, &opened, today, &app.settings))
        }
        Err(shut) => shut.into_response(),
    }
}

// A worker who tries the link on the phone that made it, and a browser that fetches ahead, have not opened it.
async fn is_owner(app: &Shared, headers: &HeaderMap) -> bool {
    let is_ahead = ["sec-purpose", "purpose", "x-moz"].iter().any(|name| {
        headers.get(*name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("prefetch"))
    });
    let is_ours = match auth::token(headers) {
        Some(token) => app.core.session(token, app.clock.now()).await.ok().flatten().is_some(),
        None => false,
    };
    !is_ahead && !is_ours
}

async fn remember_opening(app: &Shared, opened: &Opened) -> Result<(), Problem> {
    if opened.notice.opened_at.is_some() {
        return Ok(());
    }
    let notice = &opened.notice;
    let event = Authored {
        id: EventId(author_id(&[b"opened", notice.id.0.as_bytes()])),
        subject: notice.id.into(),
        area: notice.area,
        body: NoticeOpened { premises: notice.issued.premises }.into(),
        personal: None,
    };
    app.write_for(Author::Owner, opened.actor, vec![event]).await
}

/// A photo on the page, by the same link.
pub async fn photo(State(app): State<Shared>, Path((token, sha256)): Path<(String, String)>) -> Response {
    let opened = match open(&app, &token, Use::Look).await {
        Ok(opened) => opened,
        Err(shut) => return shut.into_response(),
    };
    let Some(hash) = sha256.parse::<PhotoHash>().ok().filter(|hash| is_on(&opened, *hash)) else {
        return picture::absent().into_response();
    };
    photo_response(&app, hash).await.unwrap_or_else(IntoResponse::into_response)
}

// What the notice is about and what its owner sent; nothing else of the premises.
fn is_on(opened: &Opened, hash: PhotoHash) -> bool {
    let found = opened.hazards.values().flat_map(|row| &row.found.photos);
    let sent = opened.notice.letters.iter().flat_map(|letter| &letter.photos);
    found.chain(sent).any(|photo| photo.sha256 == hash)
}

impl IntoResponse for Shut {
    fn into_response(self) -> Response {
        match self {
            Self::Page(status, closed) => html(status, page::closed(&closed)),
            Self::Problem(problem) => {
                let headers = problem.headers();
                (headers, html(problem.status(), page::trouble(problem.title()))).into_response()
            }
        }
    }
}
