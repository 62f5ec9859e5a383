//! Photos from people without an account: the bytes as they are, cleaned before they are kept.

use super::super::{App, Problem, Shared};
use super::act::own_page;
use super::gate::{Shut, Use, open};
use crate::photos::clean::{Cleaned, FOREIGN_BYTES_MAX, clean};
use crate::photos::{NewUpload, Refusal, UploadId};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use gridwalk_domain::id::AccountId;
use gridwalk_domain::photo::{PhotoRef, PhotoSource};
use serde::Serialize;

/// `POST /n/TOKEN/photos`: one picture as the body; the reply names it for the letter that follows.
pub async fn owner_photo(
    State(app): State<Shared>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    own_page(&headers)?;
    let opened = open(&app, &token, Use::Photo).await.map_err(Shut::into_problem)?;
    let photo = app.take_photo(opened.actor, body).await?;
    Ok((StatusCode::CREATED, Json(Taken { photo })).into_response())
}

/// A photo that was taken in.
#[derive(Serialize)]
pub struct Taken {
    photo: PhotoRef,
}

impl App {
    /// Cleans and keeps a picture that somebody without an account sent; `owner` is then known to have uploaded it.
    pub(in crate::http) async fn take_photo(
        &self,
        owner: AccountId,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<PhotoRef, Problem> {
        let bytes = body.map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(FOREIGN_BYTES_MAX).detail("a photo has 12 MB at most"),
            _ => Problem::bad_request("the photo could not be read"),
        })?;
        // As costly as a password: the same turnstile.
        let turn = self.hashing.acquire().await.map_err(|closed| Problem::internal(&closed))?;
        let cleaned = tokio::task::spawn_blocking(move || clean(&bytes)).await;
        drop(turn);
        let cleaned = cleaned.map_err(|error| Problem::internal(&error))?.map_err(not_a_photo)?;
        self.keep(owner, cleaned).await
    }

    async fn keep(&self, owner: AccountId, cleaned: Cleaned) -> Result<PhotoRef, Problem> {
        let now = self.clock.now();
        let Cleaned { bytes, hash, width, height } = cleaned;
        let size_bytes = u32::try_from(bytes.len()).map_err(|error| Problem::internal(&error))?;
        let new = NewUpload {
            sha256: hash,
            size_bytes: u64::from(size_bytes),
            media_type: Some("image/jpeg".to_owned()),
            metadata: String::new(),
        };
        let id = UploadId::from_random(self.entropy.uuid().as_u128());
        let failed = super::super::photos::problems::of;
        let progress = self.photos.create(id, owner, new, now).await.map_err(failed)?;
        if !progress.done {
            self.photos.append(id, owner, 0, bytes.into(), now).await.map_err(failed)?;
        }
        self.photos.terminate(id, owner, now).await.map_err(failed)?;
        let source = PhotoSource::Album;
        Ok(PhotoRef { sha256: hash, taken_at: now, position: None, source, retaken: false, size_bytes, width, height })
    }
}

fn not_a_photo(refusal: Refusal) -> Problem {
    let title = match refusal {
        Refusal::Heic => "这种格式（HEIC）看不了，请在相机设置里选“兼容性最佳”，或直接拍一张",
        _ => "这个文件不是能看的照片，请换一张",
    };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "photo-refused", title).detail(refusal.to_string())
}
