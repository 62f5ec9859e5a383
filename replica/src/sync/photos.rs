//! Sending photos by tus in chunks, a few photos at once, resumed after a cut; events never wait for them.

use super::{Drain, Stop};
use crate::clock::Clock;
use crate::error::ReplicaError;
use crate::journal::{EventState, Journal, PhotoState, PhotoStep};
use crate::photos::StoredPhoto;
use crate::replica::{Replica, TRIES};
use crate::store::{Batch, Durability, Store};
use crate::transport::{Transport, TransportError};
use futures_util::future::join3;
use gridwalk_domain::photo::PhotoHash;
use std::collections::BTreeSet;

/// Bytes of a chunk: a cut costs at most one.
const CHUNK_BYTES: usize = 256 * 1024;
/// Photos under way at once: the time that one's requests travel is another's to send. On a phone's network more only
/// make each slower.
const WINDOW: usize = 3;
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

/// One photo on its way.
struct Upload {
    hash: PhotoHash,
    photo: Option<StoredPhoto>,
    /// Where its upload is, and how many bytes the server has; none before it began.
    place: Option<(String, u32)>,
    repairs: u32,
}

/// Where a photo is after one more request.
enum Stage {
    Going,
    Done,
}

/// What one photo needs of the drain: those of a window share it.
struct Lane<'a, S, T> {
    replica: &'a Replica<S>,
    transport: &'a T,
}

impl<S: Store, T: Transport, C: Clock> Drain<'_, S, T, C> {
    /// Sends every photo that waits, in the order of the events that name them, a few beside each other. Events that
    /// were committed since, in any tab, go before the next chunks.
    pub(super) async fn upload_photos(&mut self) -> Result<(), Stop> {
        let lane = Lane { replica: self.replica, transport: self.transport };
        let mut tried = BTreeSet::new();
        let mut window: Vec<Upload> = Vec::new();
        loop {
            self.send_new_events().await?;
            let journal = self.replica.journal().await?;
            while window.len() < WINDOW
                && let Some(hash) = next_photo(&journal, &tried)
            {
                tried.insert(hash);
                window.push(Upload { hash, photo: None, place: None, repairs: 0 });
            }
            if window.is_empty() {
                return Ok(());
            }
            let mut uploads = window.iter_mut();
            let (first, second, third) =
                join3(lane.step(uploads.next()), lane.step(uploads.next()), lane.step(uploads.next())).await;
            window = self.settle_photos(&lane, window, [first, second, third]).await?;
        }
    }

    /// Notes what became of each; gives those that are still under way.
    async fn settle_photos(
        &mut self,
        lane: &Lane<'_, S, T>,
        window: Vec<Upload>,
        ends: [Result<Stage, Trouble>; WINDOW],
    ) -> Result<Vec<Upload>, Stop> {
        let mut going = Vec::new();
        let mut stopped = None;
        for (upload, end) in window.into_iter().zip(ends) {
            match end {
                Ok(Stage::Going) => going.push(upload),
                Ok(Stage::Done) => {
                    lane.set_step(upload.hash, PhotoStep::Uploaded { covered_by: None }).await?;
                    self.report.photos_sent += 1;
                }
                Err(Trouble::Refused(reason)) => {
                    lane.set_step(upload.hash, PhotoStep::Failed { reason }).await?;
                    self.report.photos_failed += 1;
                }
                Err(Trouble::Stop(stop)) => stopped = stopped.or(Some(stop)),
            }
        }
        stopped.map_or(Ok(going), Err)
    }

    async fn send_new_events(&mut self) -> Result<(), Stop> {
        let journal = self.replica.journal().await?;
        if journal.unsent().any(|entry| entry.stored.state == EventState::Waiting) {
            self.push().await?;
        }
        Ok(())
    }
}

impl<S: Store, T: Transport> Lane<'_, S, T> {
    /// One request further.
    async fn step(&self, upload: Option<&mut Upload>) -> Result<Stage, Trouble> {
        let Some(upload) = upload else { return Ok(Stage::Going) };
        let hash = upload.hash;
        let Some(photo) = &upload.photo else {
            let photo = match self.replica.photo(hash).await {
                Ok(Some(photo)) if PhotoHash::of(&photo.bytes) == hash => photo,
                Ok(Some(_)) | Err(ReplicaError::Corrupt { .. }) => return self.without_bytes(hash, "damaged").await,
                Ok(None) => return self.without_bytes(hash, "missing").await,
                Err(error) => return Err(error.into()),
            };
            let place = self.begin(hash, &photo).await?;
            let is_whole = place.1 as usize >= photo.bytes.len();
            (upload.photo, upload.place) = (Some(photo), Some(place));
            return Ok(if is_whole { Stage::Done } else { Stage::Going });
        };
        let (url, offset) = match &upload.place {
            Some(place) => place.clone(),
            None => self.begin(hash, photo).await?,
        };
        let place = self.send(hash, photo, url, offset, &mut upload.repairs).await?;
        if place.1 as usize >= photo.bytes.len() {
            return Ok(Stage::Done);
        }
        self.set_step(hash, PhotoStep::Sending { url: place.0.clone(), offset: place.1 }).await?;
        upload.place = Some(place);
        Ok(Stage::Going)
    }

    /// Sends one chunk; where the upload stands then.
    async fn send(
        &self,
        hash: PhotoHash,
        photo: &StoredPhoto,
        url: String,
        offset: u32,
        repairs: &mut u32,
    ) -> Result<(String, u32), Trouble> {
        let rest = photo.bytes.get(offset as usize..).unwrap_or_default();
        let chunk = &rest[..rest.len().min(CHUNK_BYTES)];
        match self.transport.send_chunk(&url, offset, chunk).await {
            Ok(now) if now > offset => Ok((url, now)),
            // No progress, another offset than ours, a checksum that failed on the way, or an expired upload.
            Ok(_) | Err(TransportError::Status { status: 404 | 409 | 410 | 460, .. }) if *repairs < REPAIRS => {
                *repairs += 1;
                self.resume(hash, photo, &url).await
            }
            Ok(_) => Err(Trouble::Refused("no-progress".to_owned())),
            Err(error) => Err(trouble(error)),
        }
    }

    // The bytes are not here any more: all is well if the server has them.
    async fn without_bytes(&self, hash: PhotoHash, reason: &str) -> Result<Stage, Trouble> {
        let is_there = self.transport.has_photo(hash).await?;
        if is_there { Ok(Stage::Done) } else { Err(Trouble::Refused(reason.to_owned())) }
    }

    /// Where the upload goes on, or begins.
    async fn begin(&self, hash: PhotoHash, photo: &StoredPhoto) -> Result<(String, u32), Trouble> {
        let journal = self.replica.journal().await?;
        match journal.photos.get(&hash).map(|state| &state.step) {
            Some(PhotoStep::Sending { url, .. }) => self.resume(hash, photo, url).await,
            _ => self.create(hash, photo).await,
        }
    }

    async fn resume(&self, hash: PhotoHash, photo: &StoredPhoto, url: &str) -> Result<(String, u32), Trouble> {
        match self.transport.upload_offset(url).await {
            Ok(offset) if offset as usize <= photo.bytes.len() => Ok((url.to_owned(), offset)),
            Ok(_) | Err(TransportError::Status { status: 404 | 409 | 410, .. }) => self.create(hash, photo).await,
            Err(error) => Err(trouble(error)),
        }
    }

    async fn create(&self, hash: PhotoHash, photo: &StoredPhoto) -> Result<(String, u32), Trouble> {
        let size = u32::try_from(photo.bytes.len()).map_err(|_| Trouble::Refused("too-large".to_owned()))?;
        let (url, offset) = self.transport.create_upload(hash, &photo.mime, size).await.map_err(trouble)?;
        self.set_step(hash, PhotoStep::Sending { url: url.clone(), offset }).await?;
        Ok((url, offset.min(size)))
    }

    async fn set_step(&self, hash: PhotoHash, step: PhotoStep) -> Result<(), Stop> {
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
