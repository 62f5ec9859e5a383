//! The sync: what waits is sent, then what is new is pulled. It may be killed at any await, and the next one goes on.

mod photos;
mod pull;
mod push;
mod snapshot;

use crate::clock::Clock;
use crate::error::ReplicaError;
use crate::journal::Contact;
use crate::replica::Replica;
use crate::store::{Store, StoreError};
use crate::transport::{Answer, Transport, TransportError};
use gridwalk_domain::time::Timestamp;

/// What a drain did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DrainReport {
    /// Events that the server now has, quarantined ones included.
    pub events_sent: u32,
    /// Events refused in this drain.
    pub events_refused: u32,
    /// Photos that the server now has.
    pub photos_sent: u32,
    /// Photos that could not be sent and will not be by themselves.
    pub photos_failed: u32,
    /// Events pulled.
    pub events_pulled: u32,
    /// Whether a snapshot took the place of the rows.
    pub snapshot_taken: bool,
}

/// A drain ended early. Everything unsent is where it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// The session has lapsed: the queue waits for the same account's next sign-in.
    #[error("signed out")]
    SignedOut,
    /// The session belongs to another account: nothing was sent.
    #[error("the session belongs to another account")]
    OtherAccount,
    /// The server cannot be reached or is busy; the next try is noted.
    #[error("no connection; next try at {next_try_at:?}")]
    Unreachable {
        /// By the device's clock.
        next_try_at: Timestamp,
        /// What happened.
        cause: TransportError,
    },
    /// The store failed.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
}

/// Sends what waits, pulls what is new, then sends photos. A second call while one runs makes that one go round again.
///
/// Order: events, pull, photos; an event committed meanwhile goes before the next chunk of a photo.
///
/// # Errors
/// See [`SyncError`]; whatever happened before it is kept.
pub async fn drain<S: Store, T: Transport, C: Clock>(
    replica: &Replica<S>,
    transport: &T,
    clock: &C,
) -> Result<DrainReport, SyncError> {
    if replica.draining.replace(true) {
        replica.wanted_again.set(true);
        return Ok(DrainReport::default());
    }
    let _draining = Draining(&replica.draining);
    let mut drain = Drain {
        replica,
        transport,
        clock,
        report: DrainReport::default(),
        learnt: None,
        batch_bytes: push::BATCH_BYTES,
    };
    loop {
        replica.wanted_again.set(false);
        let result = drain.run().await;
        let result = drain.note(result).await;
        if result.is_err() || !replica.wanted_again.get() {
            return result.map(|()| drain.report);
        }
    }
}

/// Says that the drain has ended, however it ended.
struct Draining<'a>(&'a std::cell::Cell<bool>);

impl Drop for Draining<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Why a drain stops before its end.
enum Stop {
    Transport(TransportError),
    Replica(ReplicaError),
}

impl From<ReplicaError> for Stop {
    fn from(error: ReplicaError) -> Self {
        Self::Replica(error)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Replica(error.into())
    }
}

impl From<TransportError> for Stop {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

/// One drain on its way.
struct Drain<'a, S, T, C> {
    replica: &'a Replica<S>,
    transport: &'a T,
    clock: &'a C,
    report: DrainReport,
    /// `backed_up_through` as last heard.
    learnt: Option<u64>,
    /// Bytes of a batch of events; halved when the server finds one too large.
    batch_bytes: usize,
}

impl<S: Store, T: Transport, C: Clock> Drain<'_, S, T, C> {
    async fn run(&mut self) -> Result<(), Stop> {
        // A restored server is offered everything again: once round, since its incarnation is then known.
        for _ in 0..3 {
            let restored = self.push().await? | self.pull().await?;
            if !restored {
                break;
            }
        }
        self.upload_photos().await?;
        self.replica.compact().await?;
        Ok(())
    }

    /// Measures the device's clock against the server's answer.
    async fn learn<V>(&mut self, asked_at: Timestamp, answered_at: Timestamp, answer: Answer<V>) -> Result<V, Stop> {
        let took_ms = answered_at.since(asked_at);
        if let Some(server_time) = answer.server_time
            && (0..=SLOW_ANSWER_MS).contains(&took_ms)
        {
            let offset = server_time.since(asked_at.plus_millis(took_ms / 2));
            let contact = self.replica.journal().await?.contact.clone();
            if contact.clock_offset_ms.is_none_or(|known| (known - offset).abs() > CLOCK_STEP_MS) {
                self.replica.save_contact(&Contact { clock_offset_ms: Some(offset), ..contact }).await?;
            }
        }
        Ok(answer.value)
    }

    /// Notes how the drain ended.
    async fn note(&mut self, result: Result<(), Stop>) -> Result<(), SyncError> {
        let now = self.clock.now();
        let cause = match result {
            Ok(()) => {
                let mut contact = self.replica.journal().await?.contact.clone();
                contact = Contact { failures: 0, next_try_at: None, held_until: None, synced_at: Some(now), ..contact };
                contact.backed_up_through = self.learnt.unwrap_or(contact.backed_up_through);
                self.replica.save_contact(&contact).await?;
                return Ok(());
            }
            Err(Stop::Replica(error)) => return Err(error.into()),
            Err(Stop::Transport(TransportError::Status { status: 401, .. })) => return Err(SyncError::SignedOut),
            Err(Stop::Transport(TransportError::Status { status: 403, problem, .. })) if problem == OTHER_ACCOUNT => {
                return Err(SyncError::OtherAccount);
            }
            Err(Stop::Transport(cause)) => cause,
        };
        let mut contact = self.replica.journal().await?.contact.clone();
        // What is less safe than it seemed counts at once.
        contact.backed_up_through =
            self.learnt.map_or(contact.backed_up_through, |now| now.min(contact.backed_up_through));
        let asked = asked_wait_ms(&cause);
        // Who tries before the time does not put the next try off by it. A time beyond any wait is of another clock.
        let is_ahead = |at: &Timestamp| (1..=WAIT_MAX_MS).contains(&at.since(now));
        let early = contact.next_try_at.filter(|at| asked.is_none() && is_ahead(at));
        let failures = contact.failures.saturating_add(u32::from(early.is_none()));
        let next_try_at = early.unwrap_or_else(|| now.plus_millis(wait_ms(failures, &cause, self.clock.random())));
        let held_until = asked.map(|_| next_try_at);
        let next = Contact { failures, next_try_at: Some(next_try_at), held_until, ..contact };
        self.replica.save_contact(&next).await?;
        Err(SyncError::Unreachable { next_try_at, cause })
    }
}

/// The server's word for a session of another account.
const OTHER_ACCOUNT: &str = "other-account";
/// An answer slower than this says nothing about the clock: 10 s.
const SLOW_ANSWER_MS: i64 = 10_000;
/// Differences of the clock below this are the resolution of the `Date` header: 2 s.
const CLOCK_STEP_MS: i64 = 2_000;
/// First wait after a failure: 5 s, then twice as long each time.
const WAIT_FIRST_MS: i64 = 5_000;
/// Longest wait: 15 min.
const WAIT_MAX_MS: i64 = 900_000;

/// Exponential back-off with jitter: between half and the whole of the step, never less than the server asks for.
fn wait_ms(failures: u32, cause: &TransportError, random: u64) -> i64 {
    let doublings = failures.saturating_sub(1).min(20);
    let step = WAIT_FIRST_MS.saturating_mul(1 << doublings).min(WAIT_MAX_MS);
    let jittered = step / 2 + (random % (step as u64 / 2 + 1)) as i64;
    jittered.max(asked_wait_ms(cause).unwrap_or_default())
}

/// How long the server asks to be left alone.
fn asked_wait_ms(cause: &TransportError) -> Option<i64> {
    match cause {
        TransportError::Status { retry_after_s, .. } => retry_after_s.map(|seconds| i64::from(seconds) * 1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_are_jittered_and_bounded() {
        let network = TransportError::Network;
        assert_eq!(wait_ms(1, &network, 0), 2_500);
        assert_eq!(wait_ms(1, &network, 2_500), 5_000);
        assert_eq!(wait_ms(2, &network, 0), 5_000);
        assert!((450_000..=900_000).contains(&wait_ms(u32::MAX, &network, u64::MAX)));
        let busy = TransportError::Status { status: 429, problem: String::new(), retry_after_s: Some(60) };
        assert_eq!(wait_ms(1, &busy, 0), 60_000);
    }
}
