//! Reads what a refusal left unread of a request, so that the refusal arrives.
//!
//! A handler that answers before the body has come (no session, wrong offset) drops the rest. Over HTTP/2 that resets
//! the stream, over HTTP/1.1 it closes the connection, and either may overtake the answer: the phone would see a
//! broken network in place of "sign in again", and try for ever. So the rest is read and thrown away, up to limits.

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures::future::poll_fn;
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// More than a batch or a piece of a photo; whoever sends more than that against a refusal is cut off.
const BYTES_MAX: u64 = 4 * 1024 * 1024;
const TIME_MAX: Duration = Duration::from_secs(10);

/// As a middleware around everything.
pub(super) async fn read_rest(request: Request, next: Next) -> Response {
    // Whoever waits for leave to send has not sent, and is spared it by a refusal.
    if request.body().is_end_stream() || request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let shared = Shared(Arc::new(Mutex::new(body)));
    let response = next.run(Request::from_parts(parts, Body::new(shared.clone()))).await;
    // When the time is up the connection ends as it would have without us.
    tokio::time::timeout(TIME_MAX, shared.drain()).await.unwrap_or(());
    response
}

/// A body that stays alive when its reader drops it.
#[derive(Clone)]
struct Shared(Arc<Mutex<Body>>);

impl Shared {
    fn body(&self) -> MutexGuard<'_, Body> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn drain(mut self) {
        let mut bytes = 0;
        while bytes <= BYTES_MAX && !self.is_end_stream() {
            match poll_fn(|context| Pin::new(&mut self).poll_frame(context)).await {
                Some(Ok(frame)) => bytes += frame.data_ref().map_or(0, |data| data.len() as u64),
                Some(Err(_)) | None => return,
            }
        }
    }
}

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut *self.body()).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body().is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body().size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;
    use futures::{StreamExt, stream};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tower::ServiceExt;

    /// A body of pieces that counts how many were taken.
    fn counted(pieces: usize, piece_bytes: usize) -> (Body, Arc<AtomicUsize>) {
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        let stream = stream::iter(0..pieces).map(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok::<_, std::io::Error>(Bytes::from(vec![0; piece_bytes]))
        });
        (Body::from_stream(stream), taken)
    }

    async fn answer(request: Request) -> StatusCode {
        let router = Router::new()
            .route("/refused", post(|| async { StatusCode::UNAUTHORIZED }))
            .route("/read", post(|body: Bytes| async move { body.len().to_string() }))
            .layer(axum::middleware::from_fn(read_rest));
        router.oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_refusal_waits_until_the_body_has_been_read() {
        let (body, taken) = counted(5, 1000);
        assert_eq!(answer(Request::post("/refused").body(body).unwrap()).await, StatusCode::UNAUTHORIZED);
        assert_eq!(taken.load(Ordering::Relaxed), 5);
    }

    #[tokio::test]
    async fn an_endless_body_is_not_read_to_its_end() {
        let (body, taken) = counted(usize::MAX, 1024 * 1024);
        assert_eq!(answer(Request::post("/refused").body(body).unwrap()).await, StatusCode::UNAUTHORIZED);
        assert_eq!(taken.load(Ordering::Relaxed), 5);
    }

    #[tokio::test]
    async fn who_waits_for_leave_is_not_given_it() {
        let (body, taken) = counted(5, 1000);
        let request = Request::post("/refused").header("expect", "100-continue").body(body).unwrap();
        assert_eq!(answer(request).await, StatusCode::UNAUTHORIZED);
        assert_eq!(taken.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_body_that_was_read_is_left_alone() {
        let (body, taken) = counted(3, 10);
        assert_eq!(answer(Request::post("/read").body(body).unwrap()).await, StatusCode::OK);
        assert_eq!(taken.load(Ordering::Relaxed), 3);
    }
}
