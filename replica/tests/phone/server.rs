//! A server in memory that does what the contract says, and what it is told to do wrong.

use gridwalk_domain::event::{Body, Envelope, Recorded};
use gridwalk_domain::id::EventId;
use gridwalk_domain::ledger::{RowSet, fold};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use gridwalk_replica::transport::{
    Answer, EventBatch, EventResult, PostReply, PullReply, SnapshotPage, Transport, TransportError, Verdict,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// What happens to the next call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trouble {
    /// It never arrives.
    Cut,
    /// It is done, and the answer is lost.
    LostAnswer,
    /// It is refused.
    Status(u16, &'static str),
    /// It is refused for so many seconds.
    AsksToWait(u32),
    /// Nothing.
    None,
}

/// Something to be told of a call.
pub struct Watch(pub Box<dyn Fn(&str)>);

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

#[derive(Debug)]
pub struct State {
    pub log: Vec<Recorded>,
    pub photos: BTreeMap<PhotoHash, Vec<u8>>,
    pub uploads: Vec<(PhotoHash, u32, Vec<u8>)>,
    pub troubles: VecDeque<Trouble>,
    pub calls: Vec<String>,
    pub refuse: BTreeMap<EventId, &'static str>,
    pub hold: BTreeMap<EventId, &'static str>,
    pub epoch: String,
    pub incarnation: String,
    pub backed_up_through: u64,
    pub batch_bytes_max: usize,
    pub page_rows: usize,
    /// Requests under way, and the most there were at once, by the first word of their names.
    pub under_way: BTreeMap<String, (usize, usize)>,
    /// Told of each call as it arrives.
    pub watch: Option<Watch>,
    pub now: i64,
}

#[derive(Clone, Debug)]
pub struct Server(pub Rc<RefCell<State>>);

impl Server {
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(State {
            log: Vec::new(),
            photos: BTreeMap::new(),
            uploads: Vec::new(),
            troubles: VecDeque::new(),
            calls: Vec::new(),
            refuse: BTreeMap::new(),
            hold: BTreeMap::new(),
            epoch: "e1".into(),
            incarnation: "i1".into(),
            backed_up_through: 0,
            batch_bytes_max: usize::MAX,
            page_rows: 2,
            under_way: BTreeMap::new(),
            watch: None,
            now: 1_800_000_000_000,
        })))
    }

    pub fn trouble(&self, troubles: &[Trouble]) {
        self.0.borrow_mut().troubles.extend(troubles);
    }

    pub fn record(&self, envelope: Envelope) {
        let mut state = self.0.borrow_mut();
        let seq = state.log.len() as u64 + 1;
        let received_at = Timestamp::from_millis(state.now);
        state.log.push(Recorded { envelope, seq, received_at });
    }

    pub fn rows(&self) -> RowSet {
        let mut rows = RowSet::new();
        for recorded in &self.0.borrow().log {
            fold(&recorded.envelope, &Body::decode(&recorded.envelope).unwrap(), &mut rows);
        }
        rows
    }

    pub fn ids(&self) -> Vec<EventId> {
        self.0.borrow().log.iter().map(|recorded| recorded.envelope.id).collect()
    }

    pub fn take_calls(&self) -> Vec<String> {
        std::mem::take(&mut self.0.borrow_mut().calls)
    }

    // Waits before and after, as a network does; trouble before or after the work.
    async fn serve<T>(
        &self,
        name: &str,
        work: impl FnOnce(&mut State) -> Result<T, TransportError>,
    ) -> Result<T, TransportError> {
        pause().await;
        let trouble = {
            let mut state = self.0.borrow_mut();
            state.calls.push(name.to_owned());
            let (now, most) = state.under_way.entry(name.to_owned()).or_default();
            *now += 1;
            *most = (*most).max(*now);
            if let Some(Watch(watch)) = &state.watch {
                watch(name);
            }
            state.troubles.pop_front().unwrap_or(Trouble::None)
        };
        match trouble {
            Trouble::Cut => return Err(TransportError::Network),
            Trouble::Status(code, problem) => return Err(status(code, problem)),
            Trouble::AsksToWait(seconds) => {
                let (problem, retry_after_s) = ("unavailable".into(), Some(seconds));
                return Err(TransportError::Status { status: 503, problem, retry_after_s });
            }
            Trouble::LostAnswer | Trouble::None => {}
        }
        let result = work(&mut self.0.borrow_mut());
        pause().await;
        self.0.borrow_mut().under_way.entry(name.to_owned()).or_default().0 -= 1;
        if trouble == Trouble::LostAnswer { Err(TransportError::Network) } else { result }
    }

    fn answer<T>(&self, value: T) -> Answer<T> {
        Answer { value, server_time: Some(Timestamp::from_millis(self.0.borrow().now)) }
    }
}

fn status(status: u16, problem: &str) -> TransportError {
    TransportError::Status { status, problem: problem.into(), retry_after_s: None }
}

pub async fn pause() {
    let mut polled = false;
    poll_fn(|context| {
        if polled {
            return Poll::Ready(());
        }
        polled = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl State {
    fn judge(&mut self, text: &str) -> EventResult {
        let envelope: Envelope = serde_json::from_str(text).unwrap();
        let id = Some(envelope.id);
        let result =
            |verdict, seq, reason: Option<&str>| EventResult { id, verdict, seq, reason: reason.map(Into::into) };
        if let Some(known) = self.log.iter().find(|recorded| recorded.envelope.id == envelope.id) {
            return match known.envelope == envelope {
                true => result(Verdict::Duplicate, Some(known.seq), None),
                false => result(Verdict::Refused, None, Some("id-conflict")),
            };
        }
        if let Some(reason) = self.refuse.get(&envelope.id) {
            return result(Verdict::Refused, None, Some(reason));
        }
        if let Some(reason) = self.hold.get(&envelope.id) {
            return result(Verdict::Quarantined, None, Some(reason));
        }
        let seq = self.log.len() as u64 + 1;
        self.log.push(Recorded { envelope, seq, received_at: Timestamp::from_millis(self.now) });
        result(Verdict::Accepted, Some(seq), None)
    }
}

impl Transport for Server {
    async fn post_events(&self, batch: &EventBatch) -> Result<Answer<PostReply>, TransportError> {
        let name = format!("events {}", batch.events.len());
        let reply = self.serve(&name, |state| {
            if batch.to_json().len() > state.batch_bytes_max {
                return Err(status(413, "too-large"));
            }
            let sent: serde_json::Value = serde_json::from_str(&batch.to_json()).unwrap();
            let events = sent["events"].as_array().unwrap().clone();
            let results = events.iter().map(|event| state.judge(&event.to_string())).collect();
            let (backed_up_through, incarnation) = (state.backed_up_through, state.incarnation.clone());
            Ok(PostReply { results, backed_up_through, incarnation })
        });
        Ok(self.answer(reply.await?))
    }

    async fn pull(&self, after: &str, limit: u32) -> Result<Answer<PullReply>, TransportError> {
        let reply = self.serve("pull", |state| {
            let after: usize = after.strip_prefix('c').and_then(|after| after.parse().ok()).ok_or(status(400, ""))?;
            let events: Vec<_> = state.log.iter().skip(after).take(limit.min(3) as usize).cloned().collect();
            let next = after + events.len();
            Ok(PullReply {
                events,
                next: format!("c{next}"),
                more: next < state.log.len(),
                epoch: state.epoch.clone(),
                incarnation: state.incarnation.clone(),
                backed_up_through: Some(state.backed_up_through),
            })
        });
        Ok(self.answer(reply.await?))
    }

    async fn snapshot(&self, page: Option<&str>) -> Result<Answer<SnapshotPage>, TransportError> {
        let rows: Vec<_> = self.rows().into_values().collect();
        let reply = self.serve("snapshot", |state| {
            // A page is of the log as it was when the first was asked for; `page` names both.
            let (length, from) = match page {
                None => (state.log.len(), 0),
                Some(page) => {
                    let (length, from) = page.split_once('/').ok_or(status(410, "snapshot-gone"))?;
                    (length.parse().unwrap(), from.parse().unwrap())
                }
            };
            if length != state.log.len() {
                return Err(status(410, "snapshot-gone"));
            }
            let upto = (from + state.page_rows).min(rows.len());
            Ok(SnapshotPage {
                epoch: state.epoch.clone(),
                cursor: format!("c{length}"),
                incarnation: state.incarnation.clone(),
                rows: rows[from..upto].to_vec(),
                next: (upto < rows.len()).then(|| format!("{length}/{upto}")),
            })
        });
        Ok(self.answer(reply.await?))
    }

    async fn has_photo(&self, hash: PhotoHash) -> Result<bool, TransportError> {
        self.serve("has", |state| Ok(state.photos.contains_key(&hash))).await
    }

    async fn create_upload(&self, hash: PhotoHash, _: &str, size: u32) -> Result<(String, u32), TransportError> {
        self.serve("create", |state| {
            if state.photos.contains_key(&hash) {
                return Ok(("/known".into(), size));
            }
            state.uploads.push((hash, size, Vec::new()));
            Ok((format!("/{}", state.uploads.len() - 1), 0))
        })
        .await
    }

    async fn upload_offset(&self, url: &str) -> Result<u32, TransportError> {
        self.serve("offset", |state| {
            let id: usize = url[1..].parse().map_err(|_| status(404, ""))?;
            state.uploads.get(id).map(|upload| upload.2.len() as u32).ok_or(status(404, ""))
        })
        .await
    }

    async fn send_chunk(&self, url: &str, offset: u32, chunk: &[u8]) -> Result<u32, TransportError> {
        self.serve("chunk", |state| {
            let id: usize = url[1..].parse().map_err(|_| status(404, ""))?;
            let (hash, size, bytes) = state.uploads.get_mut(id).ok_or(status(404, ""))?;
            if bytes.len() != offset as usize {
                return Err(status(409, "offset"));
            }
            bytes.extend_from_slice(chunk);
            let (length, is_whole, hash) = (bytes.len() as u32, bytes.len() == *size as usize, *hash);
            if is_whole {
                let bytes = bytes.clone();
                if PhotoHash::of(&bytes) != hash {
                    return Err(status(422, "hash-mismatch"));
                }
                state.photos.insert(hash, bytes);
            }
            Ok(length)
        })
        .await
    }
}
