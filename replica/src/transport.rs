//! What the replica asks of the network. The browser's is [`http`]; a simulation has its own.

#[cfg(target_arch = "wasm32")]
pub mod http;

use gridwalk_domain::event::Recorded;
use gridwalk_domain::id::{DeviceId, EventId};
use gridwalk_domain::ledger::Row;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An answer with the server's clock, if it told.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<T> {
    /// What was asked for.
    pub value: T,
    /// The server's clock when it answered.
    pub server_time: Option<Timestamp>,
}

/// No usable answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// None came. The server may have done what was asked.
    #[error("no answer")]
    Network,
    /// The server refused.
    #[error("HTTP {status}: {problem}")]
    Status {
        /// HTTP status.
        status: u16,
        /// `type` of the problem, or its title.
        problem: String,
        /// Seconds until another try is welcome, if it told.
        retry_after_s: Option<u32>,
    },
    /// An answer that is not in the contract.
    #[error("unreadable answer: {reason}")]
    Unreadable {
        /// Why not.
        reason: String,
    },
}

/// A batch of events as it is sent: each one the very bytes that were committed, so that one sent twice is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventBatch {
    /// This device.
    pub device: DeviceId,
    /// Envelopes in JSON.
    pub events: Vec<String>,
}

impl EventBatch {
    /// The body of the request.
    pub fn to_json(&self) -> String {
        let mut json = format!("{{\"device\":\"{}\",\"events\":[", self.device);
        for (at, event) in self.events.iter().enumerate() {
            if at > 0 {
                json.push(',');
            }
            json.push_str(event);
        }
        json.push_str("]}");
        json
    }
}

/// What the server says of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In the shared order.
    Accepted,
    /// It had been there already.
    Duplicate,
    /// Kept apart for a person.
    Quarantined,
    /// Not taken.
    Refused,
}

/// The verdict on one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventResult {
    /// Which; absent where the server could not read it, and then its place in the batch tells.
    #[serde(default)]
    pub id: Option<EventId>,
    /// What.
    pub verdict: Verdict,
    /// Its place in the order, if it has one.
    #[serde(default)]
    pub seq: Option<u64>,
    /// Why not: a stable word.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Answer to a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostReply {
    /// One an event, in their order.
    pub results: Vec<EventResult>,
    /// Events up to this `seq` are in a backup.
    pub backed_up_through: u64,
    /// Changes when the server was restored from a backup.
    pub incarnation: String,
}

/// Answer to a pull.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PullReply {
    /// In order.
    pub events: Vec<Recorded>,
    /// Cursor for the next.
    pub next: String,
    /// Whether there is more already.
    pub more: bool,
    /// Changes when the scope changed.
    pub epoch: String,
    /// As in [`PostReply`].
    pub incarnation: String,
    /// As in [`PostReply`], if it is told.
    #[serde(default)]
    pub backed_up_through: Option<u64>,
}

/// One page of a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotPage {
    /// The same on each page of one snapshot.
    pub epoch: String,
    /// Where the pull goes on after it; the same on each page.
    pub cursor: String,
    /// As in [`PostReply`].
    pub incarnation: String,
    /// Rows of the scope.
    pub rows: Vec<Row>,
    /// What to ask the next page with.
    pub next: Option<String>,
}

/// The server, as the replica sees it. Every call may fail after the server has done what was asked.
#[allow(async_fn_in_trait, reason = "a browser has one thread, and no caller needs Send")]
pub trait Transport {
    /// `POST /api/v1/events`.
    ///
    /// # Errors
    /// See [`TransportError`].
    async fn post_events(&self, batch: &EventBatch) -> Result<Answer<PostReply>, TransportError>;

    /// `GET /api/v1/events?after=&limit=`.
    ///
    /// # Errors
    /// Status 410 or 409 when the cursor is of another epoch.
    async fn pull(&self, after: &str, limit: u32) -> Result<Answer<PullReply>, TransportError>;

    /// `GET /api/v1/snapshot?page=`; `None` begins one.
    ///
    /// # Errors
    /// Status 410 or 404 when the page is of a snapshot that is no longer there.
    async fn snapshot(&self, page: Option<&str>) -> Result<Answer<SnapshotPage>, TransportError>;

    /// Whether the server has the photo (`HEAD /api/v1/photos/{sha256}`).
    ///
    /// # Errors
    /// See [`TransportError`].
    async fn has_photo(&self, hash: PhotoHash) -> Result<bool, TransportError>;

    /// Begins an upload (tus creation); its URL, and how many bytes the server has already: all of a known photo.
    ///
    /// # Errors
    /// See [`TransportError`].
    async fn create_upload(
        &self,
        hash: PhotoHash,
        mime: &str,
        size_bytes: u32,
    ) -> Result<(String, u32), TransportError>;

    /// How many bytes of the upload the server has (tus HEAD).
    ///
    /// # Errors
    /// Status 404 or 410 when there is no such upload.
    async fn upload_offset(&self, url: &str) -> Result<u32, TransportError>;

    /// Sends a chunk; how many bytes the server has then.
    ///
    /// # Errors
    /// Status 409 when `offset` is not what the server has, 460 when the bytes do not match the hash.
    async fn send_chunk(&self, url: &str, offset: u32, chunk: &[u8]) -> Result<u32, TransportError>;
}
