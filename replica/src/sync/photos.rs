//! Sending photos by tus in chunks, resumed after a cut; events never wait for them.

use super::{Drain, Stop};
use crate::clock::Clock;
use crate::error::ReplicaError;
use crate::journal::{EventState, Journal, PhotoState, PhotoStep};
use crate::photos::StoredPhoto;
use crate::replica::TRIES;
use crate::store::{Batch, Durability, Store};
use crate::transport::{Transport, TransportError};
use gridwalk_domain::photo::PhotoHash;
use std::collections::BTreeSet;

/// Bytes of a chunk: a cut costs at most one.
const CHUNK_BYTES: usize = 256 * 1024;
/// How often one photo's upload is begun again or set right in one drain.
const REPAIRS: u32 = 4;

/// An upload that did not end well.
enum Trouble {
    /// The drain cannot go on.
    Stop(Stop),
    /// The server will not take this photo; the others go on.
    Refused(String),
}

impl<E: Into<Stop>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Stop(error.into())
    }
}

impl<S: Store, T: Transport, C: Clock> Drain<'_, S, T, C> {
    /// Sends every photo that waits, in the order of the events that name them.
    pub(super) async fn upload_photos(&mut self) -> Result<(), Stop> {
        let mut tried = BTreeSet::new();
        loop {
            let journal = self.replica.journal().await?;
            let Some(hash) = next_photo(&journal, &tried) else { return Ok(()) };
            tried.insert(hash);
            match self.upload(hash).await {
                Ok(()) => {
                    self.set_step(hash, PhotoStep::Uploaded { covered_by: None }).await?;
                    self.report.photos_sent += 1;
                }
                Err(Trouble::Refused(reason)) => {
                    self.set_step(hash, PhotoStep::Failed { reason }).await?;
                    self.report.photos_failed += 1;
                }
                Err(Trouble::Stop(stop)) => return Err(stop),
            }
        }
    }

    async fn upload(&mut self, hash: PhotoHash) -> Result<(), Trouble> {
        let photo = match self.replica.photo(hash).await {
            Ok(Some(photo)) if PhotoHash::of(&photo.bytes) == hash => photo,
            Ok(Some(_)) | Err(ReplicaError::Corrupt { .. }) => return self.without_bytes(hash, "damaged").await,
            Ok(None) => return self.without_bytes(hash, "missing").await,
            Err(error) => return Err(error.into()),
        };
        let mut repairs = 0;
        let (mut url, mut offset) = self.begin(hash, &photo).await?;
        while (offset as usize) < photo.bytes.len() {
            self.send_new_events().await?;
            let rest = &photo.bytes[offset as usize..];
            let chunk = &rest[..rest.len().min(CHUNK_BYTES)];
            match self.transport.send_chunk(&url, offset, chunk).await {
                Ok(now) if now > offset => offset = now,
                // No progress, another offset than ours, a checksum that failed on the way, or an expired upload.
                Ok(_) | Err(TransportError::Status { status: 404 | 409 | 410 | 460, .. }) if repairs < REPAIRS => {
                    repairs += 1;
                    (url, offset) = self.resume(hash, &photo, &url).await?;
                }
                Ok(_) => return Err(Trouble::Refused("no-progress".to_owned())),
                Err(error) => return Err(trouble(error)),
            }
            if (offset as usize) < photo.bytes.len() {
                self.set_step(hash, PhotoStep::Sending { url: url.clone(), offset }).await?;
            }
        }
        Ok(())
    }

    // The bytes are not here any more: all is well if the server has them.
    async fn without_bytes(&mut self, hash: PhotoHash, reason: &str) -> Result<(), Trouble> {
        if self.transport.has_photo(hash).await? { Ok(()) } else { Err(Trouble::Refused(reason.to_owned())) }
    }

    /// Where the upload goes on, or begins.
    async fn begin(&mut self, hash: PhotoHash, photo: &StoredPhoto) -> Result<(String, u32), Trouble> {
        let journal = self.replica.journal().await?;
        match journal.photos.get(&hash).map(|state| &state.step) {
            Some(PhotoStep::Sending { url, .. }) => self.resume(hash, photo, url).await,
            _ => self.create(hash, photo).await,
        }
    }

    async fn resume(&mut self, hash: PhotoHash, photo: &StoredPhoto, url: &str) -> Result<(String, u32), Trouble> {
        match self.transport.upload_offset(url).await {
            Ok(offset) if offset as usize <= photo.bytes.len() => Ok((url.to_owned(), offset)),
            Ok(_) | Err(TransportError::Status { status: 404 | 409 | 410, .. }) => self.create(hash, photo).await,
            Err(error) => Err(trouble(error)),
        }
    }

    async fn create(&mut self, hash: PhotoHash, photo: &StoredPhoto) -> Result<(String, u32), Trouble> {
        let size = u32::try_from(photo.bytes.len()).map_err(|_| Trouble::Refused("too-large".to_owned()))?;
        let (url, offset) = self.transport.create_upload(hash, &photo.mime, size).await.map_err(trouble)?;
        self.set_step(hash, PhotoStep::Sending { url: url.clone(), offset }).await?;
        Ok((url, offset.min(size)))
    }

    /// Events committed since, in any tab, go before the next chunk.
    async fn send_new_events(&mut self) -> Result<(), Stop> {
        let journal = self.replica.journal().await?;
        if journal.unsent().any(|entry| entry.stored.state == EventState::Waiting) {
            self.push().await?;
        }
        Ok(())
    }

    async fn set_step(&mut self, hash: PhotoHash, step: PhotoStep) -> Result<(), Stop> {
        for _ in 0..TRIES {
            let journal = self.replica.journal().await?;
            let Some(known) = journal.photos.get(&hash) else { return Ok(()) };
            let durability = match step {
                PhotoStep::Sending { .. } => Durability::Relaxed,
                _ => Durability::Strict,
            };
            let mut batch = Batch::new();
            PhotoState { record: known.record, step: step.clone() }.put(&mut batch, hash);
            let next = journal.revision.next(journal.revision.overlay);
            if self.replica.write_if_unchanged(&journal, batch, next, durability).await? {
                return Ok(());
            }
        }
        Err(ReplicaError::Busy.into())
    }
}

/// The next photo to be sent: those of the oldest events first.
fn next_photo(journal: &Journal, tried: &BTreeSet<PhotoHash>) -> Option<PhotoHash> {
    let is_next = |hash: &PhotoHash| {
        let is_open = |state: &PhotoState| matches!(state.step, PhotoStep::Waiting | PhotoStep::Sending { .. });
        !tried.contains(hash) && journal.photos.get(hash).is_some_and(is_open)
    };
    let of_events = journal.entries.iter().flat_map(|entry| entry.stored.photos.iter().copied());
    of_events.chain(journal.photos.keys().copied()).find(is_next)
}

/// What the server does not want of this photo is the photo's fault; the rest is the connection's.
fn trouble(error: TransportError) -> Trouble {
    match error {
        TransportError::Status { status, problem, .. }
            if (400..500).contains(&status) && !matches!(status, 401 | 403 | 408 | 425 | 429) =>
        {
            Trouble::Refused(if problem.is_empty() { format!("http-{status}") } else { problem })
        }
        error => Trouble::Stop(error.into()),
    }
}
