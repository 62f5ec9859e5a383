//! The bytes of one request, from the socket into the upload.
//!
//! Pieces are kept as they come, so that a cut loses next to nothing. Only under a checksum must the whole request be
//! held back until its last byte proves it, which is what the checksum asks for.

use super::super::{Problem, Shared};
use super::problems;
use crate::photos::metadata::Checksum;
use crate::photos::{Progress, UploadError, UploadId};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use bytes::BytesMut;
use futures::StreamExt;
use gridwalk_domain::id::AccountId;
use std::time::Duration;

/// Small pieces are gathered up to here before they are written.
const PIECE_BYTES: usize = 128 * 1024;

/// A connection that brings nothing for so long is a phone that has lost its network.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// Where the bytes belong.
pub(super) struct Receiving {
    pub app: Shared,
    pub id: UploadId,
    pub owner: AccountId,
    pub offset: u64,
    pub checksum: Option<Checksum>,
}

/// Receives the whole body. Runs to its end although the caller may be gone: what has arrived is kept, and a check
/// that has begun is ended.
pub(super) async fn all(receiving: Receiving, body: Body) -> Result<Progress, Problem> {
    let task = tokio::spawn(async move { receiving.run(body).await });
    task.await.unwrap_or_else(|stopped| Err(Problem::internal(&stopped)))
}

impl Receiving {
    async fn run(mut self, body: Body) -> Result<Progress, Problem> {
        let before = self.before(body.size_hint().lower()).await?;
        match self.checksum {
            Some(checksum) => self.proven(body, checksum, before).await,
            None => self.piecewise(body, before).await,
        }
    }

    /// Answers a conflict before the body, of at least `announced` bytes, is read.
    async fn before(&self, announced: u64) -> Result<Progress, Problem> {
        let before = self.app.photos.progress(self.id, self.owner, self.app.clock.now()).await.map_err(problems::of)?;
        if before.offset != self.offset {
            let conflict = UploadError::OffsetConflict { offset: before.offset, given: self.offset };
            return Err(problems::of(conflict));
        }
        if self.offset.saturating_add(announced) > before.size_bytes {
            return Err(problems::of(UploadError::PastTheEnd { size_bytes: before.size_bytes }));
        }
        Ok(before)
    }

    async fn piecewise(&mut self, body: Body, before: Progress) -> Result<Progress, Problem> {
        let mut progress = before;
        let mut gathered = BytesMut::new();
        let mut pieces = body.into_data_stream();
        let end = loop {
            match next(&mut pieces).await {
                Ok(Some(piece)) => gathered.extend_from_slice(&piece),
                Ok(None) => break Ok(()),
                Err(cut) => break Err(cut),
            }
            if gathered.len() >= PIECE_BYTES {
                progress = self.append(gathered.split().freeze()).await?;
            }
        };
        if !gathered.is_empty() {
            progress = self.append(gathered.freeze()).await?;
        }
        end.map(|()| progress)
    }

    async fn proven(&mut self, body: Body, checksum: Checksum, before: Progress) -> Result<Progress, Problem> {
        let wanted = before.size_bytes - before.offset;
        let mut chunk = BytesMut::new();
        let mut pieces = body.into_data_stream();
        while let Some(piece) = next(&mut pieces).await? {
            if (chunk.len() + piece.len()) as u64 > wanted {
                return Err(problems::of(UploadError::PastTheEnd { size_bytes: before.size_bytes }));
            }
            chunk.extend_from_slice(&piece);
        }
        if !checksum.fits(&chunk) {
            return Err(problems::checksum_mismatch());
        }
        self.append(chunk.freeze()).await
    }

    async fn append(&mut self, piece: Bytes) -> Result<Progress, Problem> {
        let now = self.app.clock.now();
        let appended = self.app.photos.append(self.id, self.owner, self.offset, piece, now).await;
        let progress = appended.map_err(problems::of)?;
        self.offset = progress.offset;
        Ok(progress)
    }
}

async fn next(pieces: &mut axum::body::BodyDataStream) -> Result<Option<Bytes>, Problem> {
    match tokio::time::timeout(SILENCE_MAX, pieces.next()).await {
        Ok(Some(Ok(piece))) => Ok(Some(piece)),
        Ok(None) => Ok(None),
        Ok(Some(Err(error))) => Err(Problem::bad_request(format!("the body was cut: {error}"))),
        Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "网络太慢，请重试")),
    }
}
