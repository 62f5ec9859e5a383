//! Events in: read, judged and appended, with a verdict for each in the order of the request.

use super::parse::{Offered, parse};
use super::verdict::{Verdict, VerdictKind};
use super::{Core, Session};
use crate::store::{Addition, Append, Quarantined, Result, StoreError};
use gridwalk_domain::admit::{Actor, Admission, Author, admit, admit_authored};
use gridwalk_domain::area::AreaTree;
use gridwalk_domain::canonical::envelope_digest;
use gridwalk_domain::event::{Body, Envelope};
use gridwalk_domain::id::{AccountId, AreaId};
use gridwalk_domain::ledger::{Row, RowKey, RowSet, fold, survivors, touched};
use gridwalk_domain::time::Timestamp;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one caller offers to one stream.
#[derive(Clone, Debug)]
pub struct Job {
    pub(super) actor: Arc<Actor>,
    /// For whom the server writes, when no account does.
    pub(super) author: Option<Author>,
    pub(super) is_revoked: bool,
    pub(super) received_at: Timestamp,
    pub(super) events: Vec<Offered>,
}

impl Job {
    /// How many events.
    pub fn events(&self) -> usize {
        self.events.len()
    }
}

/// A batch, read and sorted by stream.
#[derive(Debug)]
pub struct Sorted {
    verdicts: Vec<Option<Verdict>>,
    jobs: BTreeMap<AreaId, (Vec<usize>, Job)>,
}

impl Sorted {
    /// The jobs with their streams.
    pub fn jobs(&self) -> Vec<(AreaId, Job)> {
        self.jobs.iter().map(|(stream, (_, job))| (*stream, job.clone())).collect()
    }

    /// Puts a job's verdicts in their places.
    pub fn settle(&mut self, stream: AreaId, verdicts: Vec<Verdict>) {
        let Some((places, _)) = self.jobs.get(&stream) else { return };
        for (place, verdict) in places.iter().zip(verdicts) {
            if let Some(slot) = self.verdicts.get_mut(*place) {
                *slot = Some(verdict);
            }
        }
    }

    /// All verdicts in the order of the request, once each job is settled.
    pub fn verdicts(self) -> Vec<Verdict> {
        self.verdicts.into_iter().flatten().collect()
    }
}

impl Core {
    /// Reads each event of a batch and sorts them by the stream they go to.
    pub fn sort(&self, session: &Session, batch: &[Box<RawValue>], now: Timestamp) -> Sorted {
        self.sort_offered(session, batch.iter().map(|raw| parse(raw)), now)
    }

    /// Sorts events that the server itself made for a caller: an import's.
    pub fn sort_own(&self, session: &Session, envelopes: Vec<Envelope>, now: Timestamp) -> Sorted {
        let read = |envelope: Envelope| match Body::decode(&envelope) {
            Ok(body) => Ok(Offered { digest: envelope_digest(&envelope), body, envelope }),
            Err(error) => Err(Verdict::refused(envelope.id.to_string(), "malformed", error.to_string())),
        };
        self.sort_offered(session, envelopes.into_iter().map(read), now)
    }

    fn sort_offered(
        &self,
        session: &Session,
        batch: impl Iterator<Item = Result<Offered, Verdict>>,
        now: Timestamp,
    ) -> Sorted {
        let places = self.places();
        let actor = Arc::new(session.actor.clone());
        let mut sorted = Sorted { verdicts: Vec::new(), jobs: BTreeMap::new() };
        for (place, offered) in batch.enumerate() {
            let offered = offered.and_then(|offered| match places.stream(offered.envelope.area) {
                Some(stream) => Ok((stream, offered)),
                None => Err(Verdict::refused(offered.envelope.id.to_string(), "unknown-area", "no such grid cell")),
            });
            sorted.verdicts.push(match offered {
                Err(verdict) => Some(verdict),
                Ok((stream, offered)) => {
                    let (indexes, job) = sorted.jobs.entry(stream).or_insert_with(|| {
                        let actor = Arc::clone(&actor);
                        let is_revoked = session.is_revoked;
                        let job = Job { actor, author: None, is_revoked, received_at: now, events: Vec::new() };
                        (Vec::new(), job)
                    });
                    indexes.push(place);
                    job.events.push(offered);
                    None
                }
            });
        }
        sorted
    }

    /// Receives a batch by itself, without an appender: a verdict for each event, all durable when this returns.
    pub async fn receive(&self, session: &Session, batch: &[Box<RawValue>], now: Timestamp) -> Result<Vec<Verdict>> {
        let mut sorted = self.sort(session, batch, now);
        for (stream, job) in sorted.jobs() {
            let verdicts = self.append(stream, std::slice::from_ref(&job)).await.pop();
            sorted.settle(stream, verdicts.unwrap_or_else(|| Ok(Vec::new()))?);
        }
        Ok(sorted.verdicts())
    }

    /// Appends a group of jobs in one transaction; when that fails, each by itself, so that no one's trouble is
    /// another's. A result for each job, in their order.
    pub async fn append(&self, stream: AreaId, group: &[Job]) -> Vec<Result<Vec<Verdict>>> {
        match self.append_together(stream, group).await {
            Ok(verdicts) => verdicts.into_iter().map(Ok).collect(),
            Err(error) if group.len() == 1 => vec![self.append_singly(stream, &group[0], error).await],
            Err(_) => {
                let mut results = Vec::with_capacity(group.len());
                for job in group {
                    results.push(match self.append_together(stream, std::slice::from_ref(job)).await {
                        Ok(mut verdicts) => Ok(verdicts.pop().unwrap_or_default()),
                        Err(error) => self.append_singly(stream, job, error).await,
                    });
                }
                results
            }
        }
    }

    // Only where stored data cannot be read is one event to blame; a store that is not there fails them all.
    async fn append_singly(&self, stream: AreaId, job: &Job, error: StoreError) -> Result<Vec<Verdict>> {
        if !matches!(error, StoreError::Corrupt { .. }) {
            return Err(error);
        }
        let mut verdicts = Vec::with_capacity(job.events.len());
        for offered in &job.events {
            let alone = Job { events: vec![offered.clone()], ..job.clone() };
            verdicts.push(match self.append_together(stream, &[alone]).await {
                Ok(mut group) => group.pop().unwrap_or_default(),
                Err(error @ StoreError::Corrupt { .. }) => {
                    tracing::error!(event = %offered.envelope.id, %error, "event refused");
                    vec![Verdict::refused(offered.envelope.id.to_string(), "store-corrupt", "")]
                }
                Err(error) => return Err(error),
            });
        }
        Ok(verdicts.into_iter().flatten().collect())
    }

    async fn append_together(&self, stream: AreaId, group: &[Job]) -> Result<Vec<Vec<Verdict>>> {
        let places = self.places();
        let mut transaction = self.store().begin_append(stream).await?;
        let mut all = Vec::with_capacity(group.len());
        for job in group {
            let mut verdicts = Vec::with_capacity(job.events.len());
            for offered in &job.events {
                verdicts.push(judge(transaction.as_mut(), job, offered, &places.tree).await?);
            }
            all.push(verdicts);
        }
        transaction.commit().await?;
        Ok(all)
    }
}

async fn judge(transaction: &mut dyn Append, job: &Job, offered: &Offered, tree: &AreaTree) -> Result<Verdict> {
    let Offered { envelope, body, digest } = offered;
    let id = envelope.id.to_string();
    if envelope.actor != job.actor.account {
        return Ok(Verdict::refused(id, "not-yours", "actor is not the session's account"));
    }
    if let Some(author) = job.author {
        return judge_authored(transaction, job, offered, author, tree).await;
    }
    if let Some(known) = transaction.known(envelope.id).await? {
        return Ok(match known.seq {
            _ if known.digest != *digest => Verdict::refused(id, "id-conflict", "the id is another event's"),
            Some(seq) => Verdict::placed(id, VerdictKind::Duplicate, seq),
            None => Verdict::quarantined(id, "known", "set aside when it came first"),
        });
    }
    let mut rows = transaction.rows(&touched(envelope, body)).await?;
    loop {
        let more = transaction.rows(&survivors(&rows)).await?;
        if more.is_empty() {
            break;
        }
        rows.extend(more);
    }
    let (reason, detail) = match admit(&job.actor, envelope, body, tree, &rows) {
        Admission::Refuse(refusal) => return Ok(Verdict::refused(id, refusal.code(), refusal.to_string())),
        Admission::Quarantine(refusal) => (refusal.code(), refusal.to_string()),
        Admission::Accept if job.is_revoked => ("session-revoked", "the session was revoked".to_owned()),
        Admission::Accept => {
            let seq = accept(transaction, job, offered, rows).await?;
            return Ok(Verdict::placed(id, VerdictKind::Accepted, seq));
        }
    };
    let quarantined = Quarantined {
        envelope: envelope.clone(),
        digest: *digest,
        reason: reason.to_owned(),
        received_at: job.received_at,
    };
    transaction.quarantine(&quarantined).await?;
    Ok(Verdict::quarantined(id, reason, detail))
}

// The server's own events come after whatever is there: `base` is the head within this very transaction. One made
// twice of the same source has the same id, and is there already.
async fn judge_authored(
    transaction: &mut dyn Append,
    job: &Job,
    offered: &Offered,
    author: Author,
    tree: &AreaTree,
) -> Result<Verdict> {
    let Offered { envelope, body, .. } = offered;
    let id = envelope.id.to_string();
    if let Some(known) = transaction.known(envelope.id).await? {
        return Ok(match known.seq {
            Some(seq) => Verdict::placed(id, VerdictKind::Duplicate, seq),
            None => Verdict::quarantined(id, "known", "set aside when it came first"),
        });
    }
    let rows = transaction.rows(&touched(envelope, body)).await?;
    let subject = RowKey { kind: body.subject_kind(), id: envelope.subject };
    let envelope = Envelope { base: rows.get(&subject).map(Row::head), ..envelope.clone() };
    match admit_authored(author, &envelope, body, tree, &rows) {
        Admission::Refuse(refusal) | Admission::Quarantine(refusal) => {
            Ok(Verdict::refused(id, refusal.code(), refusal.to_string()))
        }
        Admission::Accept => {
            let digest = envelope_digest(&envelope);
            let offered = Offered { envelope, body: body.clone(), digest };
            let seq = accept(transaction, job, &offered, rows).await?;
            Ok(Verdict::placed(id, VerdictKind::Accepted, seq))
        }
    }
}

async fn accept(transaction: &mut dyn Append, job: &Job, offered: &Offered, mut rows: RowSet) -> Result<u64> {
    let Offered { envelope, body, digest } = offered;
    let before = rows.clone();
    fold(envelope, body, &mut rows);
    let changed = rows.iter().filter(|(key, row)| before.get(key) != Some(row)).map(|(_, row)| row).collect();
    let photos = body.photos().into_iter().map(|photo| photo.sha256).collect();
    // Whoever is sent to look sees photos that the tip brought, not the officer who sends.
    let photo_author = match body {
        Body::TipCheckAsked(asked) => AccountId(asked.tip.0),
        _ => envelope.actor,
    };
    let received_at = job.received_at;
    let addition = Addition { envelope, digest: *digest, received_at, rows: changed, photos, photo_author };
    transaction.add(&addition).await
}
