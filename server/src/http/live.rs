//! `GET /api/v1/live`: server-sent events that say only that there is something to pull.

use super::auth::Signed;
use super::{NO_STORE, Problem, Shared};
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures::Stream;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

const KEEP_ALIVE: Duration = Duration::from_secs(20);

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/v1/live", get(live))
}

/// `data: seq=N` for each change of the scope's streams; ends when the server does. The first comes at once.
#[utoipa::path(get, path = "/api/v1/live", security(("session" = [])), tag = "events",
    responses((status = 200, content_type = "text/event-stream", body = String), super::wire::Problems))]
pub(super) async fn live(State(app): State<Shared>, Signed(session): Signed) -> Result<impl IntoResponse, Problem> {
    // Listens before it looks: what comes in between is told twice rather than never.
    let mut heads = app.appender.heads();
    let streams: BTreeSet<_> = app.core.store().streams(session.account).await?.into_iter().collect();
    let mut seen = app.core.store().heads().await?;
    let mut shutdown = app.shutdown.clone();
    let newest = seen.iter().filter(|(stream, _)| streams.contains(stream)).map(|(_, seq)| *seq).max().unwrap_or(0);
    let events: std::pin::Pin<Box<dyn Stream<Item = Result<Event, Infallible>> + Send>> =
        Box::pin(async_stream::stream! {
            yield Ok(said(newest));
            loop {
                tokio::select! {
                    _ = shutdown.wait_for(|ended| *ended) => break,
                    changed = heads.changed() => if changed.is_err() { break },
                }
                let now = heads.borrow_and_update().clone();
                for (stream, seq) in now {
                    if streams.contains(&stream) && seen.insert(stream, seq) != Some(seq) {
                        yield Ok(said(seq));
                    }
                }
            }
        });
    Ok((NO_STORE, Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))))
}

fn said(seq: u64) -> Event {
    Event::default().data(format!("seq={seq}"))
}
