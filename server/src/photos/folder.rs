//! Photos in a local folder.
//!
//! `ROOT/ab/cd/HASH` are published photos, in directories by the first digits of their hash; `ROOT/uploads/ID.part`
//! and `ID.json` are partial uploads. Everything lies on one file system, so that publication is a rename. A photo
//! is published by: flush the part to disk, rename it, flush the directory.

use super::examine::{PhotoKind, Refusal, SNIFF_BYTES, examine};
use super::store::{PhotoReading, PhotoStore, PhotoStoreError, PhotoStream, UploadId, UploadRecord};
use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::stream;
use gridwalk_domain::photo::PhotoHash;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::AsyncReadExt;
use tokio::sync::Semaphore;

const PIECE_BYTES: usize = 64 * 1024;

// A decode may take a quarter of a gigabyte.
const EXAMINED_AT_ONCE: usize = 2;

/// Photos in a folder of this machine.
#[derive(Clone)]
pub struct FolderPhotos {
    disk: Arc<Disk>,
    examining: Arc<Semaphore>,
}

impl FolderPhotos {
    /// Opens the folder, making it when absent, and clears what half-written records a killed process left.
    ///
    /// # Errors
    /// The file system's.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, PhotoStoreError> {
        let disk = Disk { root: root.into(), writes: AtomicU64::new(0) };
        disk.prepare().map_err(|source| PhotoStoreError::of("open the photo folder", source))?;
        Ok(Self { disk: Arc::new(disk), examining: Arc::new(Semaphore::new(EXAMINED_AT_ONCE)) })
    }

    /// Runs `work` where blocking is allowed.
    async fn run<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Disk) -> io::Result<T> + Send + 'static,
    ) -> Result<T, PhotoStoreError> {
        let disk = self.disk.clone();
        let done = tokio::task::spawn_blocking(move || work(&disk)).await;
        done.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
            .map_err(|source| PhotoStoreError::of(doing, source))
    }
}

#[async_trait]
impl PhotoStore for FolderPhotos {
    async fn put_record(&self, id: UploadId, record: &UploadRecord) -> Result<(), PhotoStoreError> {
        let record = record.clone();
        self.run("write an upload's record", move |disk| disk.put_record(id, &record)).await
    }

    async fn record(&self, id: UploadId) -> Result<Option<UploadRecord>, PhotoStoreError> {
        self.run("read an upload's record", move |disk| {
            let Some(text) = absent_is_none(fs::read(disk.record_path(id)))? else { return Ok(None) };
            // A record that a power cut spoiled is an unknown upload: the client begins anew.
            Ok(serde_json::from_slice(&text).ok())
        })
        .await
    }

    async fn part_bytes(&self, id: UploadId) -> Result<Option<u64>, PhotoStoreError> {
        self.run("look at an upload", move |disk| {
            Ok(absent_is_none(fs::metadata(disk.part_path(id)))?.map(|meta| meta.len()))
        })
        .await
    }

    async fn append(&self, id: UploadId, offset: u64, chunk: Bytes) -> Result<(), PhotoStoreError> {
        self.run("append to an upload", move |disk| {
            // By position rather than at the end: a write of a dropped request may still run beside us.
            let path = disk.part_path(id);
            let mut part = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
            part.seek(SeekFrom::Start(offset))?;
            part.write_all(&chunk)
        })
        .await
    }

    async fn examine(
        &self,
        id: UploadId,
        expected: PhotoHash,
    ) -> Result<Option<Result<PhotoKind, Refusal>>, PhotoStoreError> {
        // Never closed, so a failure cannot happen; without a permit the work would run all the same.
        let permit = self.examining.clone().acquire_owned().await;
        self.run("examine an upload", move |disk| {
            let _permit = permit;
            let Some(part) = absent_is_none(File::open(disk.part_path(id)))? else { return Ok(None) };
            examine(BufReader::with_capacity(PIECE_BYTES, part), expected).map(Some)
        })
        .await
    }

    async fn publish(&self, id: UploadId, hash: PhotoHash) -> Result<bool, PhotoStoreError> {
        self.run("publish a photo", move |disk| disk.publish(id, hash)).await
    }

    async fn drop_part(&self, id: UploadId) -> Result<(), PhotoStoreError> {
        self.run("drop an upload's bytes", move |disk| remove(&disk.part_path(id))).await
    }

    async fn drop_upload(&self, id: UploadId) -> Result<(), PhotoStoreError> {
        self.run("drop an upload", move |disk| {
            remove(&disk.record_path(id))?;
            remove(&disk.part_path(id))
        })
        .await
    }

    async fn uploads(&self) -> Result<Vec<UploadId>, PhotoStoreError> {
        self.run("list uploads", Disk::uploads).await
    }

    async fn photo_bytes(&self, hash: PhotoHash) -> Result<Option<u64>, PhotoStoreError> {
        self.run("look at a photo", move |disk| {
            Ok(absent_is_none(fs::metadata(disk.photo_path(hash)))?.map(|meta| meta.len()))
        })
        .await
    }

    async fn read(&self, hash: PhotoHash) -> Result<Option<PhotoReading>, PhotoStoreError> {
        self.run("read a photo", move |disk| {
            let Some(mut file) = absent_is_none(File::open(disk.photo_path(hash)))? else { return Ok(None) };
            let size_bytes = file.metadata()?.len();
            let mut head = Vec::with_capacity(SNIFF_BYTES);
            (&mut file).take(SNIFF_BYTES as u64).read_to_end(&mut head)?;
            file.seek(SeekFrom::Start(0))?;
            let kind = PhotoKind::sniff(&head).ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "not a photo"))?;
            Ok(Some(PhotoReading { kind, size_bytes, bytes: pieces(file) }))
        })
        .await
    }
}

fn pieces(file: File) -> PhotoStream {
    Box::pin(stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut piece = BytesMut::with_capacity(PIECE_BYTES);
        let count = file.read_buf(&mut piece).await?;
        Ok((count > 0).then(|| (piece.freeze(), file)))
    }))
}

struct Disk {
    root: PathBuf,
    // Makes the names of temporary files differ within the process.
    writes: AtomicU64,
}

impl Disk {
    fn prepare(&self) -> io::Result<()> {
        fs::create_dir_all(self.uploads_path())?;
        for entry in fs::read_dir(self.uploads_path())? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "new") {
                remove(&path)?;
            }
        }
        Ok(())
    }

    fn uploads_path(&self) -> PathBuf {
        self.root.join("uploads")
    }

    fn part_path(&self, id: UploadId) -> PathBuf {
        self.uploads_path().join(format!("{id}.part"))
    }

    fn record_path(&self, id: UploadId) -> PathBuf {
        self.uploads_path().join(format!("{id}.json"))
    }

    fn photo_path(&self, hash: PhotoHash) -> PathBuf {
        let name = hash.to_string();
        self.root.join(&name[..2]).join(&name[2..4]).join(name)
    }

    fn put_record(&self, id: UploadId, record: &UploadRecord) -> io::Result<()> {
        let number = self.writes.fetch_add(1, Ordering::Relaxed);
        let fresh = self.uploads_path().join(format!("{id}.{number}.new"));
        let written = fs::write(&fresh, serde_json::to_vec(record)?);
        let renamed = written.and_then(|()| fs::rename(&fresh, self.record_path(id)));
        if renamed.is_err() {
            // The first error is the one to tell.
            remove(&fresh).ok();
        }
        renamed
    }

    fn publish(&self, id: UploadId, hash: PhotoHash) -> io::Result<bool> {
        let place = self.photo_path(hash);
        let part = self.part_path(id);
        if place.try_exists()? {
            remove(&part)?;
            // Whoever renamed it may not have flushed yet; the receipt must not come before that.
            flush_directories(&self.root, &place)?;
            return Ok(true);
        }
        let Some(file) = absent_is_none(OpenOptions::new().write(true).open(&part))? else { return Ok(false) };
        file.sync_all()?;
        if let Some(directory) = place.parent() {
            fs::create_dir_all(directory)?;
        }
        match fs::rename(&part, &place) {
            // A dropped request that still ran may have been first.
            Err(error) if error.kind() == ErrorKind::NotFound && place.try_exists()? => {}
            renamed => renamed?,
        }
        flush_directories(&self.root, &place)?;
        Ok(true)
    }

    fn uploads(&self) -> io::Result<Vec<UploadId>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(self.uploads_path())? {
            let path = entry?.path();
            // A part without a record is listed too, so that cleaning finds it.
            let id: Option<UploadId> =
                path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            found.extend(id);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// Makes a new name durable: its directory, and those above it up to the root, which may be new as well.
fn flush_directories(root: &Path, place: &Path) -> io::Result<()> {
    for directory in place.ancestors().skip(1).take_while(|directory| directory.starts_with(root)) {
        // Only Unix lets a directory be flushed; elsewhere the rename is as durable as the system makes it.
        if cfg!(unix) {
            File::open(directory)?.sync_all()?;
        }
    }
    Ok(())
}

fn absent_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    absent_is_none(fs::remove_file(path)).map(|_| ())
}
