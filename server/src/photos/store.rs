//! Where photo bytes lie, behind two traits.

use super::examine::{PhotoKind, Refusal};
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use gridwalk_domain::id::AccountId;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Names an upload: 128 random bits, on the wire 32 lower-case hex digits. Unguessable, and still owned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UploadId(u128);

impl UploadId {
    /// From random bits.
    pub const fn from_random(bits: u128) -> Self {
        Self(bits)
    }
}

impl fmt::Display for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadId({self})")
    }
}

/// The text is not 32 lower-case hex digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an upload id")]
pub struct NotAnUploadId;

impl FromStr for UploadId {
    type Err = NotAnUploadId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hex {
            return Err(NotAnUploadId);
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| NotAnUploadId)
    }
}

/// How far an upload has come, beside its bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Part {
    /// Bytes are awaited, or all are there and the check has not ended.
    Receiving,
    /// The bytes were found good; publication is under way. Only from here does a missing part mean that the owner
    /// sent the bytes: else an upload of nothing could claim a photo that is known.
    Checked,
    /// The photo is published.
    Done,
    /// The bytes were no photo; they are gone.
    Refused {
        /// Why.
        reason: Refusal,
    },
}

/// What is kept about one upload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UploadRecord {
    /// Whose upload; nobody else may see or touch it.
    pub owner: AccountId,
    /// What the bytes must hash to.
    pub sha256: PhotoHash,
    /// How many bytes there will be.
    pub size_bytes: u64,
    /// When it will be cleaned away unless bytes arrive.
    pub expires_at: Timestamp,
    /// How far it has come.
    pub part: Part,
    /// `Upload-Metadata` as it was sent.
    pub metadata: String,
}

/// What went wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum PhotoStoreError {
    /// The disk is full or a quota is reached. What was acknowledged before is safe.
    #[error("no space left for photos")]
    NoSpace,
    /// Anything else of the file system.
    #[error("photo store: {doing}: {source}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

impl PhotoStoreError {
    /// Sorts a system error.
    pub fn of(doing: &'static str, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::NoSpace,
            _ => Self::Io { doing, source },
        }
    }
}

/// The bytes of a photo, in pieces.
pub type PhotoStream = BoxStream<'static, std::io::Result<Bytes>>;

/// A published photo, opened.
pub struct PhotoReading {
    /// As its bytes say.
    pub kind: PhotoKind,
    /// Of all its bytes.
    pub size_bytes: u64,
    /// The bytes from the first to the last.
    pub bytes: PhotoStream,
}

/// Keeps published photos and partial uploads. One contract suite holds for every implementation.
///
/// A published photo never changes and survives a power cut. A partial upload is an [`UploadRecord`] and a growing run
/// of bytes; both outlive the process, but a power cut may take the newest (the client asks how many bytes stand, and
/// begins anew when the upload is unknown). Callers keep two calls on one upload from overlapping ([`super::Uploads`]
/// does); a call whose future was dropped may still take effect.
#[async_trait]
pub trait PhotoStore: Send + Sync + 'static {
    /// Writes the record, new or changed, in one atomic step. A new one has no part.
    async fn put_record(&self, id: UploadId, record: &UploadRecord) -> Result<(), PhotoStoreError>;

    /// The record, if the upload is known.
    async fn record(&self, id: UploadId) -> Result<Option<UploadRecord>, PhotoStoreError>;

    /// How many bytes of the part stand; `None` when there is no part.
    async fn part_bytes(&self, id: UploadId) -> Result<Option<u64>, PhotoStoreError>;

    /// Writes `chunk` at `offset`, which is where the part ends (0 begins it). Writing the same bytes twice is harmless.
    async fn append(&self, id: UploadId, offset: u64, chunk: Bytes) -> Result<(), PhotoStoreError>;

    /// Hashes and decodes the whole part, as [`super::examine::examine`] does; `None` when there is no part.
    async fn examine(
        &self,
        id: UploadId,
        expected: PhotoHash,
    ) -> Result<Option<Result<PhotoKind, Refusal>>, PhotoStoreError>;

    /// Moves the part to its place under `hash`: durable, atomic, and no second copy when the photo is there already.
    /// Says whether the photo now stands; `false` when there is neither part nor photo.
    async fn publish(&self, id: UploadId, hash: PhotoHash) -> Result<bool, PhotoStoreError>;

    /// Forgets the part's bytes; the record stays. Absent is fine.
    async fn drop_part(&self, id: UploadId) -> Result<(), PhotoStoreError>;

    /// Forgets the record and the part. Absent is fine.
    async fn drop_upload(&self, id: UploadId) -> Result<(), PhotoStoreError>;

    /// Every upload that has a record.
    async fn uploads(&self) -> Result<Vec<UploadId>, PhotoStoreError>;

    /// Size of a published photo, in bytes.
    async fn photo_bytes(&self, hash: PhotoHash) -> Result<Option<u64>, PhotoStoreError>;

    /// Opens a published photo.
    async fn read(&self, hash: PhotoHash) -> Result<Option<PhotoReading>, PhotoStoreError>;
}

/// Which account uploaded which bytes. Lies in the events' database, where the question who may read is answered.
#[async_trait]
pub trait PhotoRegister: Send + Sync + 'static {
    /// Remembers that `account` uploaded the bytes of `hash`, durably; telling it twice changes nothing.
    async fn uploaded(&self, hash: PhotoHash, account: AccountId, at: Timestamp) -> Result<(), PhotoRegisterError>;

    /// Whether `account` uploaded the bytes of `hash`.
    async fn has_uploaded(&self, hash: PhotoHash, account: AccountId) -> Result<bool, PhotoRegisterError>;
}

/// The register could not be asked.
#[derive(Debug, thiserror::Error)]
#[error("photo register: {0}")]
pub struct PhotoRegisterError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_id_reads_back_as_written_and_nothing_else_does() {
        let id = UploadId::from_random(0x00ff);
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "ff", "../../../../etc/passwd", "+0000000000000000000000000000000", &"g".repeat(32)] {
            assert_eq!(text.parse::<UploadId>(), Err(NotAnUploadId), "{text}");
        }
        assert_eq!("ABCDEF00000000000000000000000000".parse::<UploadId>(), Err(NotAnUploadId));
    }
}
