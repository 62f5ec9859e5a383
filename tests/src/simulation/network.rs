//! The network between one phone's replica and the server: the replica's own [`Transport`].

use super::bug::Bug;
use super::fault::Fault;
use super::phone::Phone;
use super::server::{Answered, Call, Problem, Request, Server};
use super::world::{NETWORK, World};
use bytes::Bytes;
use futures::channel::oneshot;
use futures::future::{Either, select};
use gridwalk_domain::id::AccountId;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_replica::store::{Batch, Durability, KeyRange, Store, Table};
use gridwalk_replica::transport::{Answer, EventBatch, PostReply, PullReply, SnapshotPage, Transport, TransportError};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::pin::pin;
use std::rc::Rc;

/// How long a phone waits for an answer, in milliseconds.
const PATIENCE_MS: i64 = 60_000;

/// One account's line from one phone.
pub struct Line {
    /// Shared by all.
    pub world: Rc<World>,
    /// At the other end.
    pub server: Rc<Server>,
    /// At this end.
    pub phone: Rc<Phone>,
    /// `X-Gridwalk-Account`: the account whose replica this is.
    pub account: AccountId,
    /// So much later come answers to snapshots, in a story.
    pub snapshots_late_ms: i64,
}

impl Line {
    async fn call<T: DeserializeOwned>(&self, call: Call) -> Result<Answer<T>, TransportError> {
        let answered = self.exchange(call).await?;
        let value = answered.outcome.map_err(|problem| TransportError::Status {
            status: problem.status,
            problem: problem.code,
            retry_after_s: problem.retry_after_s,
        })?;
        let value =
            serde_json::from_value(value).map_err(|error| TransportError::Unreadable { reason: error.to_string() })?;
        Ok(Answer { value, server_time: Some(answered.server_time) })
    }

    async fn exchange(&self, call: Call) -> Result<Answered, TransportError> {
        let world = &self.world;
        world.note(format_args!("phone {} asks {}", self.phone.index, name(&call)));
        if !self.phone.is_online.get() {
            return Err(TransportError::Network);
        }
        if let Some(problem) = self.refused_on_the_way(&call) {
            world.executor.sleep(30).await;
            return Ok(Answered { server_time: world.now(), outcome: Err(problem) });
        }
        let request = Request { cookie: self.phone.cookie.borrow().clone(), account: self.account, call };
        let cut = self.cut(&request);
        if world.hits(Fault::Duplicated) {
            let late_ms = world.random.between(0, 1_800_000);
            drop(self.send(request.clone(), late_ms, 0));
        }
        let (there_ms, back_ms) = (self.delay_ms(), self.delay_ms());
        let answered = match cut {
            Some(Fault::RequestCut) => {
                world.executor.sleep(there_ms).await;
                return Err(TransportError::Network);
            }
            Some(Fault::Reordered) => {
                drop(self.send(request, world.random.between(PATIENCE_MS, 1_800_000), 0));
                world.executor.sleep(PATIENCE_MS).await;
                return Err(TransportError::Network);
            }
            Some(Fault::ChunkCut) => {
                drop(self.send(self.shortened(request), there_ms, 0));
                world.executor.sleep(there_ms).await;
                return Err(TransportError::Network);
            }
            _ => self.send(request, there_ms, back_ms),
        };
        let answered = match select(answered, pin!(world.executor.sleep(PATIENCE_MS))).await {
            Either::Left((Ok(answered), _)) => answered,
            _ => return Err(TransportError::Network),
        };
        if world.hits(Fault::AnswerCut) {
            return Err(TransportError::Network);
        }
        Ok(answered)
    }

    // What a proxy or a server that is not well answers before the core is asked.
    fn refused_on_the_way(&self, call: &Call) -> Option<Problem> {
        let world = &self.world;
        if world.hits(Fault::ServerError) {
            let status = [500, 502, 503].get(world.random.below(3) as usize).copied().unwrap_or(500);
            return Some(Problem::new(status, "internal"));
        }
        if world.hits(Fault::TooMany) {
            return Some(Problem { retry_after_s: Some(20), ..Problem::new(429, "too-many") });
        }
        let several = matches!(call, Call::PostEvents(body) if body.matches("\"clock_offset_ms\"").count() > 1);
        (several && world.hits(Fault::TooLarge)).then(|| Problem::new(413, "too-large"))
    }

    fn cut(&self, request: &Request) -> Option<Fault> {
        let is_chunk = matches!(&request.call, Call::SendChunk(..));
        let candidates = [Fault::RequestCut, Fault::Reordered, Fault::ChunkCut];
        candidates.into_iter().filter(|fault| *fault != Fault::ChunkCut || is_chunk).find(|f| self.world.hits(*f))
    }

    fn shortened(&self, request: Request) -> Request {
        let call = match request.call {
            Call::SendChunk(url, offset, chunk) => {
                let kept = self.world.random.below(chunk.len() as u64) as usize;
                Call::SendChunk(url, offset, chunk.slice(..kept))
            }
            call => call,
        };
        Request { call, ..request }
    }

    fn delay_ms(&self) -> i64 {
        let random = &self.world.random;
        if self.world.hits(Fault::Delayed) { random.between(500, 25_000) } else { random.between(5, 300) }
    }

    // Goes on whatever becomes of the phone.
    fn send(&self, request: Request, there_ms: i64, back_ms: i64) -> oneshot::Receiver<Answered> {
        let (answer, answered) = oneshot::channel();
        let (world, server) = (Rc::clone(&self.world), Rc::clone(&self.server));
        self.world.executor.spawn(NETWORK, async move {
            world.executor.sleep(there_ms).await;
            let Some(reply) = server.receive(request) else { return };
            if let Ok(reply) = reply.await {
                world.executor.sleep(back_ms).await;
                let _ = answer.send(reply);
            }
        });
        answered
    }
}

fn name(call: &Call) -> &'static str {
    match call {
        Call::PostEvents(_) => "POST events",
        Call::Pull(..) => "GET events",
        Call::Snapshot(_) => "GET snapshot",
        Call::HasPhoto(_) => "HEAD photo",
        Call::CreateUpload(..) => "POST photo",
        Call::UploadOffset(_) => "HEAD upload",
        Call::SendChunk(..) => "PATCH upload",
    }
}

impl Transport for Line {
    async fn post_events(&self, batch: &EventBatch) -> Result<Answer<PostReply>, TransportError> {
        self.call(Call::PostEvents(batch.to_json())).await
    }

    async fn pull(&self, after: &str, limit: u32) -> Result<Answer<PullReply>, TransportError> {
        // Small pages, so that there are several even in a small place.
        self.call(Call::Pull(after.to_owned(), limit.min(7))).await
    }

    async fn snapshot(&self, page: Option<&str>) -> Result<Answer<SnapshotPage>, TransportError> {
        let answer: Answer<SnapshotPage> = self.call(Call::Snapshot(page.map(str::to_owned))).await?;
        if self.snapshots_late_ms > 0 {
            self.world.executor.sleep(self.snapshots_late_ms).await;
        }
        if self.world.bug == Some(Bug::SnapshotOverwritesOutbox) && answer.value.next.is_none() {
            let mut batch = Batch::new();
            batch.delete_range(Table::Outbox, KeyRange::all());
            // Made in vain when the disk is full: the bug shows in another run.
            let _ = self.phone.store(self.account).write(batch, Durability::Strict).await;
        }
        Ok(answer)
    }

    async fn has_photo(&self, hash: PhotoHash) -> Result<bool, TransportError> {
        Ok(self.call(Call::HasPhoto(hash)).await?.value)
    }

    async fn create_upload(&self, hash: PhotoHash, mime: &str, size: u32) -> Result<(String, u32), TransportError> {
        Ok(self.call(Call::CreateUpload(hash, mime.to_owned(), size)).await?.value)
    }

    async fn upload_offset(&self, url: &str) -> Result<u32, TransportError> {
        Ok(self.call(Call::UploadOffset(url.to_owned())).await?.value)
    }

    async fn send_chunk(&self, url: &str, offset: u32, chunk: &[u8]) -> Result<u32, TransportError> {
        if self.world.bug == Some(Bug::PhotoSentEarly) {
            return Ok(offset + chunk.len() as u32);
        }
        let chunk = Bytes::copy_from_slice(chunk);
        Ok(self.call::<u32>(Call::SendChunk(url.to_owned(), offset, chunk)).await?.value)
    }
}

impl Line {
    /// The raw answer of a call without any fault on the way; for scenarios that ask twice.
    pub async fn ask(&self, call: Call) -> Option<Result<Value, Problem>> {
        let request = Request { cookie: self.phone.cookie.borrow().clone(), account: self.account, call };
        Some(self.server.receive(request)?.await.ok()?.outcome)
    }
}
