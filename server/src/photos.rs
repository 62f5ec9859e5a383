//! Photos on the server: taken in piece by piece, checked, and kept under the SHA-256 of their bytes.
//!
//! [`Uploads`] is the state machine that tus clients drive: it makes an upload, appends at an offset, and at the
//! last byte re-hashes the bytes, decodes the picture within [limits](examine) and publishes it in one atomic step.
//! [`PhotoStore`] is where bytes lie: [`FolderPhotos`] on disk, [`MemoryPhotos`] for the simulation.
//! [`PhotoRegister`] remembers which account uploaded which bytes, for knowing a hash opens nothing.
//!
//! Nothing here reads a clock or draws a random number (the caller brings both), and nothing here but the folder
//! store needs a runtime: the memory store runs in any single-threaded executor and replays exactly.
//!
//! Absences: no thumbnails, no re-encoding (a photo is its bytes, EXIF turn and all), no deletion of a published photo.

pub mod clean;
#[cfg(test)]
mod contract;
pub mod examine;
mod folder;
mod locks;
mod memory;
pub mod metadata;
mod register;
mod store;
#[cfg(test)]
pub(crate) mod testing;
mod upload;

pub use examine::{PhotoKind, Refusal};
pub use folder::FolderPhotos;
pub use memory::{MemoryPhotos, MemoryRegister};
pub use register::StoreRegister;
pub use store::{Part, PhotoReading, PhotoRegister, PhotoStore, PhotoStoreError, PhotoStream, UploadId, UploadRecord};
pub use upload::{NewUpload, Progress, UploadError, Uploads};

/// The largest photo taken in, in bytes. The phone shrinks to some 300 kB; foreign clients may send originals.
pub const PHOTO_BYTES_MAX: u64 = 20 * 1024 * 1024;

/// How long an unfinished upload is kept after its last byte, in milliseconds: 7 days, for a phone that was off.
pub const UPLOAD_KEPT_MS: i64 = 7 * 24 * 3_600_000;
