//! The browser's transport: `fetch`, in a page and in a service worker alike.

mod call;
mod gzip;

use super::{Answer, EventBatch, PostReply, PullReply, SnapshotPage, Transport, TransportError};
use call::{Body, Call};
use gridwalk_domain::id::AccountId;
use gridwalk_domain::photo::PhotoHash;

const EVENTS: &str = "/api/v1/events";
const SNAPSHOT: &str = "/api/v1/snapshot";
const PHOTOS: &str = "/api/v1/photos";
/// Below this a body is not worth compressing.
const COMPRESSED_FROM_BYTES: usize = 1_024;

/// The server of the page's own origin, asked in one account's name: a session of another account is refused.
#[derive(Clone, Debug)]
pub struct Http {
    account: AccountId,
}

impl Http {
    /// For this account.
    pub fn new(account: AccountId) -> Self {
        Self { account }
    }

    fn call<'a>(&self, method: &'a str, url: &'a str) -> Call<'a> {
        Call::new(method, url, self.account)
    }
}

impl Transport for Http {
    async fn post_events(&self, batch: &EventBatch) -> Result<Answer<PostReply>, TransportError> {
        let json = batch.to_json();
        let packed = if json.len() >= COMPRESSED_FROM_BYTES { gzip::pack(&json).await } else { None };
        let call = self.call("POST", EVENTS).header("Content-Type", "application/json");
        let call = match packed {
            Some(packed) => call.header("Content-Encoding", "gzip").body(Body::Js(packed)),
            None => call.body(Body::Text(json)),
        };
        call.send().await?.json().await
    }

    async fn pull(&self, after: &str, limit: u32) -> Result<Answer<PullReply>, TransportError> {
        let url = format!("{EVENTS}?after={}&limit={limit}", encode(after));
        self.call("GET", &url).send().await?.json().await
    }

    async fn snapshot(&self, page: Option<&str>) -> Result<Answer<SnapshotPage>, TransportError> {
        let url = page.map_or(SNAPSHOT.to_owned(), |page| format!("{SNAPSHOT}?page={}", encode(page)));
        self.call("GET", &url).send().await?.json().await
    }

    async fn has_photo(&self, hash: PhotoHash) -> Result<bool, TransportError> {
        match self.call("HEAD", &format!("{PHOTOS}/{hash}")).send().await {
            Ok(_) => Ok(true),
            Err(TransportError::Status { status: 404, .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn create_upload(
        &self,
        hash: PhotoHash,
        mime: &str,
        size_bytes: u32,
    ) -> Result<(String, u32), TransportError> {
        let metadata = format!("sha256 {},filetype {}", base64(hash.to_string().as_bytes()), base64(mime.as_bytes()));
        let call = tus(self.call("POST", PHOTOS)).header("Upload-Length", &size_bytes.to_string());
        let reply = call.header("Upload-Metadata", &metadata).send().await?;
        let url = reply.header("Location").ok_or_else(|| unreadable("Location"))?;
        let offset = reply.header("Upload-Offset").and_then(|offset| offset.parse().ok()).unwrap_or(0);
        Ok((url, offset))
    }

    async fn upload_offset(&self, url: &str) -> Result<u32, TransportError> {
        offset(&tus(self.call("HEAD", url)).send().await?)
    }

    async fn send_chunk(&self, url: &str, at: u32, chunk: &[u8]) -> Result<u32, TransportError> {
        let call = tus(self.call("PATCH", url)).header("Content-Type", "application/offset+octet-stream");
        let call = call.header("Upload-Offset", &at.to_string()).body(Body::Js(js_sys::Uint8Array::from(chunk).into()));
        offset(&call.send().await?)
    }
}

fn tus<'a>(call: Call<'a>) -> Call<'a> {
    call.header("Tus-Resumable", "1.0.0")
}

fn offset(reply: &call::Reply) -> Result<u32, TransportError> {
    let offset = reply.header("Upload-Offset").and_then(|offset| offset.parse().ok());
    offset.ok_or_else(|| unreadable("Upload-Offset"))
}

fn unreadable(header: &str) -> TransportError {
    TransportError::Unreadable { reason: format!("{header} is missing") }
}

fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// Base64 with padding, as tus wants its metadata.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let is_padding = digit > chunk.len();
            let index = (bits >> (18 - 6 * digit)) as usize & 63;
            text.push(if is_padding { '=' } else { char::from(DIGITS[index]) });
        }
    }
    text
}
