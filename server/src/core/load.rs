//! Loading events that were made before this database: the demo place, a ledger taken over. They are judged like any
//! other and keep the times at which they were received.

use super::Core;
use super::parse::Offered;
use super::receive::Job;
use super::verdict::VerdictKind;
use crate::store::StoreError;
use gridwalk_domain::admit::{Actor, Author};
use gridwalk_domain::canonical::envelope_digest;
use gridwalk_domain::event::{Body, DecodeError, Envelope};
use gridwalk_domain::id::{AccountId, AreaId, EventId};
use gridwalk_domain::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

const TRANSACTION_EVENTS: usize = 2_000;

/// What was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Added now.
    pub accepted: usize,
    /// Were there already.
    pub duplicate: usize,
}

/// Why loading stopped; what came before is there.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// An event cannot be read.
    #[error("event {event}: {source}")]
    Decode {
        /// Which.
        event: EventId,
        /// Why not.
        source: DecodeError,
    },
    /// An event is by somebody unknown.
    #[error("account {0} is not known")]
    UnknownActor(AccountId),
    /// An event belongs to no sub-district.
    #[error("area {0} is in no sub-district")]
    UnknownArea(AreaId),
    /// An event was not accepted.
    #[error("event {event} of kind {kind} was not accepted: {reason}")]
    NotAccepted {
        /// Which.
        event: EventId,
        /// Its kind.
        kind: String,
        /// Stable word and detail.
        reason: String,
    },
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Core {
    /// Loads events in order, each with the time at which it was received.
    pub async fn load(&self, events: Vec<(Envelope, Timestamp)>) -> Result<Loaded, LoadError> {
        let places = self.places();
        let mut actors: BTreeMap<AccountId, Arc<Actor>> = BTreeMap::new();
        let mut streams: BTreeMap<AreaId, Vec<Job>> = BTreeMap::new();
        for (envelope, received_at) in events {
            let stream = places.stream(envelope.area).ok_or(LoadError::UnknownArea(envelope.area))?;
            let read = Body::decode(&envelope);
            let body = read.map_err(|source| LoadError::Decode { event: envelope.id, source })?;
            let found = self.actor(envelope.actor, &mut actors).await?;
            // What the server wrote for somebody without an account.
            let author = if found.is_none() { Author::of(&body) } else { None };
            let nobody = || Arc::new(Actor::without_account(envelope.actor));
            let actor = found.or_else(|| author.map(|_| nobody())).ok_or(LoadError::UnknownActor(envelope.actor))?;
            let events = vec![Offered { digest: envelope_digest(&envelope), envelope, body }];
            streams.entry(stream).or_default().push(Job { actor, author, is_revoked: false, received_at, events });
        }
        let mut loaded = Loaded::default();
        for (stream, jobs) in streams {
            for group in jobs.chunks(TRANSACTION_EVENTS) {
                self.load_group(stream, group, &mut loaded).await?;
            }
        }
        Ok(loaded)
    }

    async fn load_group(&self, stream: AreaId, group: &[Job], loaded: &mut Loaded) -> Result<(), LoadError> {
        for (job, verdicts) in group.iter().zip(self.append(stream, group).await) {
            for (offered, verdict) in job.events.iter().zip(verdicts?) {
                match verdict.verdict {
                    VerdictKind::Accepted => loaded.accepted += 1,
                    VerdictKind::Duplicate => loaded.duplicate += 1,
                    VerdictKind::Quarantined | VerdictKind::Refused => {
                        return Err(LoadError::NotAccepted {
                            event: offered.envelope.id,
                            kind: offered.envelope.kind.clone(),
                            reason: format!("{}: {}", verdict.reason.unwrap_or_default(), verdict.detail),
                        });
                    }
                }
            }
        }
        Ok(())
    }

    async fn actor(
        &self,
        id: AccountId,
        known: &mut BTreeMap<AccountId, Arc<Actor>>,
    ) -> Result<Option<Arc<Actor>>, LoadError> {
        if let Some(actor) = known.get(&id) {
            return Ok(Some(Arc::clone(actor)));
        }
        let Some(account) = self.store().account(id).await? else { return Ok(None) };
        let assignments = self.store().assignments(id).await?;
        let trades = self.store().trades(id).await?;
        let actor = Arc::new(Actor { account: id, role: account.role, assignments, trades });
        known.insert(id, Arc::clone(&actor));
        Ok(Some(actor))
    }
}
