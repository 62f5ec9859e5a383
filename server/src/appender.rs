//! One appender a sub-district: what arrives within a few milliseconds shares one transaction and one fsync.
//!
//! Invariant: a caller is answered only after the commit, so whatever was acknowledged outlives a kill.

use crate::core::{Core, Job, Session, Sorted, Verdict, VerdictKind};
use crate::store::{Result, StoreError};
use gridwalk_domain::event::Envelope;
use gridwalk_domain::id::AreaId;
use gridwalk_domain::time::Timestamp;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout_at};

const GATHER: Duration = Duration::from_millis(3);
const GROUP_EVENTS_MAX: usize = 2_000;
const WAITING_JOBS_MAX: usize = 1_000;

/// The last `seq` of each stream that anything was accepted in since the start.
pub type Heads = BTreeMap<AreaId, u64>;

struct Waiting {
    job: Job,
    answer: oneshot::Sender<Result<Vec<Verdict>>>,
}

/// Gathers, commits, answers. Its tasks end when it is dropped.
pub struct Appender {
    core: Arc<Core>,
    streams: Mutex<HashMap<AreaId, mpsc::Sender<Waiting>>>,
    heads: watch::Sender<Heads>,
}

impl Appender {
    /// Ready; a stream's task starts with its first job.
    pub fn new(core: Arc<Core>) -> Self {
        Self { core, streams: Mutex::default(), heads: watch::Sender::default() }
    }

    /// Wakes whenever something was accepted.
    pub fn heads(&self) -> watch::Receiver<Heads> {
        self.heads.subscribe()
    }

    /// Receives a batch: a verdict for each event in order, all of them durable.
    pub async fn receive(&self, session: &Session, batch: &[Box<RawValue>], now: Timestamp) -> Result<Vec<Verdict>> {
        self.settle(self.core.sort(session, batch, now)).await
    }

    /// Receives events that the server made for a caller (an import's), like any others.
    pub async fn receive_own(&self, session: &Session, events: Vec<Envelope>, now: Timestamp) -> Result<Vec<Verdict>> {
        self.settle(self.core.sort_own(session, events, now)).await
    }

    async fn settle(&self, mut sorted: Sorted) -> Result<Vec<Verdict>> {
        let mut waiting = Vec::new();
        for (stream, job) in sorted.jobs() {
            waiting.push((stream, self.offer(stream, job).await?));
        }
        for (stream, answer) in waiting {
            sorted.settle(stream, answer.await.map_err(|_| gone())??);
        }
        Ok(sorted.verdicts())
    }

    /// Writes what the server is the author of, all of one stream: a verdict for each, durable.
    ///
    /// # Errors
    /// The store's; nothing was written.
    pub async fn author(&self, stream: AreaId, job: Job) -> Result<Vec<Verdict>> {
        self.offer(stream, job).await?.await.map_err(|_| gone())?
    }

    async fn offer(&self, stream: AreaId, job: Job) -> Result<oneshot::Receiver<Result<Vec<Verdict>>>> {
        let (answer, answered) = oneshot::channel();
        self.sender(stream).send(Waiting { job, answer }).await.map_err(|_| gone())?;
        Ok(answered)
    }

    fn sender(&self, stream: AreaId) -> mpsc::Sender<Waiting> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        match streams.get(&stream) {
            Some(sender) if !sender.is_closed() => sender.clone(),
            _ => {
                let (sender, jobs) = mpsc::channel(WAITING_JOBS_MAX);
                tokio::spawn(run(Arc::clone(&self.core), stream, jobs, self.heads.clone()));
                streams.insert(stream, sender.clone());
                sender
            }
        }
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable { doing: "append", source: "the appender has ended".into() }
}

async fn run(core: Arc<Core>, stream: AreaId, mut jobs: mpsc::Receiver<Waiting>, heads: watch::Sender<Heads>) {
    while let Some(first) = jobs.recv().await {
        let group = gather(first, &mut jobs).await;
        let (jobs, answers): (Vec<_>, Vec<_>) = group.into_iter().map(|waiting| (waiting.job, waiting.answer)).unzip();
        let results = core.append(stream, &jobs).await;
        metrics::histogram!("gridwalk_append_group_jobs").record(jobs.len() as f64);
        let accepted = results.iter().flatten().flatten().filter(|v| v.verdict == VerdictKind::Accepted);
        if let Some(last) = accepted.filter_map(|verdict| verdict.seq).max() {
            heads.send_modify(|heads| {
                heads.insert(stream, last);
            });
        }
        for (answer, result) in answers.into_iter().zip(results) {
            // A caller that has gone away asks again; the events are known then.
            let _ = answer.send(result);
        }
    }
}

async fn gather(first: Waiting, jobs: &mut mpsc::Receiver<Waiting>) -> Vec<Waiting> {
    let until = Instant::now() + GATHER;
    let mut events = first.job.events();
    let mut group = vec![first];
    while events < GROUP_EVENTS_MAX {
        match timeout_at(until, jobs.recv()).await {
            Ok(Some(waiting)) => {
                events += waiting.job.events();
                group.push(waiting);
            }
            Ok(None) | Err(_) => break,
        }
    }
    group
}
