//! What must hold when the faults are over and everything has been sent and pulled.

use super::fault::Fault;
use super::phone::Phone;
use super::server::Server;
use super::town;
use super::truth::{Sureness, Written};
use super::world::World;
use gridwalk_domain::area::AreaTree;
use gridwalk_domain::chain::{ORIGIN, verify};
use gridwalk_domain::event::{Body, Envelope, Recorded};
use gridwalk_domain::id::{AccountId, AreaId, EventId};
use gridwalk_domain::ledger::{ReviewState, Row, RowKey, RowSet, TaskState, fold};
use gridwalk_replica::Replica;
use gridwalk_replica::seal;
use gridwalk_replica::store::memory::MemoryStore;
use gridwalk_replica::store::{Query, Store as _, StoreError as PhoneError, Table};
use gridwalk_server::store::Store as _;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Committed events and photos that are nowhere.
    pub lost: u64,
    /// Events that are on the server twice.
    pub doubled: u64,
    /// Rows and events seen by somebody who may not.
    pub leaked: u64,
    /// Whatever else is wrong, in words.
    pub complaints: Vec<String>,
}

impl Verdict {
    /// Whether all is well.
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }
}

/// Everything that the server has at the end.
struct Held {
    /// Of all streams, in the order in which the server took them.
    log: Vec<Recorded>,
    quarantined: BTreeMap<EventId, u64>,
    counts: BTreeMap<EventId, u64>,
    rows: RowSet,
    tree: AreaTree,
}

/// Judges a run.
pub struct Judge<'a> {
    world: &'a World,
    server: &'a Server,
    imported: &'a [Envelope],
    verdict: Verdict,
}

impl<'a> Judge<'a> {
    /// Of this run.
    pub fn new(world: &'a World, server: &'a Server, imported: &'a [Envelope]) -> Self {
        let complaints = world.complaints.borrow().clone();
        let verdict = Verdict { leaked: world.leaks.get(), complaints, ..Verdict::default() };
        Self { world, server, imported, verdict }
    }

    fn complain(&mut self, what: String) {
        self.world.note(format_args!("COMPLAINT {what}"));
        self.verdict.complaints.push(what);
    }

    /// The verdict on everything.
    pub async fn judge(mut self, phones: &[Rc<Phone>]) -> Verdict {
        let held = match self.held().await {
            Ok(held) => held,
            Err(error) => {
                self.complain(format!("the server cannot be read: {error}"));
                return self.verdict;
            }
        };
        let mut refused: BTreeMap<EventId, String> = BTreeMap::new();
        let mut replicas = Vec::new();
        for phone in phones {
            for account in phone.accounts() {
                match phone.open(account).await {
                    Ok(replica) => replicas.push((account, replica)),
                    Err(error) => self.complain(format!("a replica cannot be opened: {error}")),
                }
            }
        }
        for (_, replica) in &replicas {
            match replica.refused().await {
                Ok(shown) => refused.extend(shown.into_iter().map(|refused| (refused.envelope.id, refused.reason))),
                Err(error) => self.complain(format!("what was refused cannot be read: {error}")),
            }
        }
        self.judge_events(&held, &refused).await;
        self.judge_photos(&held).await;
        self.judge_rules(&held);
        for (account, replica) in &replicas {
            if let Err(error) = self.judge_replica(&held, *account, replica).await {
                self.complain(format!("a replica cannot be read: {error}"));
            }
        }
        self.verdict
    }

    async fn held(&mut self) -> Result<Held, gridwalk_server::store::StoreError> {
        let store = self.server.store();
        let mut log = Vec::new();
        for stream in store.heads().await?.into_keys() {
            let run = store.chain(stream, 0, u32::MAX).await?;
            if let Err(broken) = verify(ORIGIN, run.iter().map(|(recorded, link)| (recorded, *link))) {
                self.complain(format!("stream {stream}: {broken}"));
            }
            let gapless = run.iter().zip(1..).all(|((recorded, _), seq)| recorded.seq == seq);
            if !gapless {
                self.complain(format!("stream {stream} has a gap"));
            }
            log.extend(run.into_iter().map(|(recorded, _)| recorded));
        }
        // One stream follows the other only in time; within a stream the order is the server's.
        log.sort_by_key(|recorded| recorded.received_at);
        let mut counts = BTreeMap::new();
        let mut rows = RowSet::new();
        for recorded in &log {
            *counts.entry(recorded.envelope.id).or_insert(0) += 1;
            if let Ok(body) = Body::decode(&recorded.envelope) {
                fold(&recorded.envelope, &body, &mut rows);
            }
        }
        let mut quarantined = BTreeMap::new();
        for set_aside in store.quarantined().await? {
            *quarantined.entry(set_aside.envelope.id).or_insert(0) += 1;
        }
        let tree = AreaTree::new(store.areas().await?.into_iter().map(|stored| stored.area));
        Ok(Held { log, quarantined, counts, rows, tree })
    }

    async fn judge_events(&mut self, held: &Held, refused: &BTreeMap<EventId, String>) {
        let written = self.world.truth.borrow().events.clone();
        for (id, written) in &written {
            let on_server = held.counts.get(id).unwrap_or(&0) + held.quarantined.get(id).unwrap_or(&0);
            let reason = refused.get(id);
            let is_refused = reason.is_some();
            if on_server > 1 {
                self.verdict.doubled += 1;
            }
            // Whoever has lost the place does not hear that a late request was taken after all.
            if on_server > 0 && is_refused && self.sees(held, &written.envelope).await {
                self.complain(format!("{} {id} is on the server and shown as refused", written.envelope.kind));
            }
            match written.sureness {
                Sureness::Durable if on_server == 0 && !is_refused => {
                    self.world.note(format_args!("LOST {} {id}", written.envelope.kind));
                    self.verdict.lost += 1;
                }
                Sureness::Failed if on_server > 0 || is_refused => {
                    self.complain(format!("{} {id} was not committed and is there", written.envelope.kind));
                }
                _ => {}
            }
            if let Some(reason) = reason.filter(|reason| !self.is_explained(written, reason, held, refused)) {
                self.complain(format!("{} {id} is refused for {reason}, and nobody did wrong", written.envelope.kind));
            }
            if written.is_forbidden && on_server > 0 {
                self.complain(format!("{} {id} is forbidden and was taken", written.envelope.kind));
            }
        }
        let imported: BTreeSet<_> = self.imported.iter().map(|event| event.id).collect();
        for recorded in &held.log {
            let id = recorded.envelope.id;
            let as_written = written.get(&id).is_some_and(|written| written.envelope == recorded.envelope);
            if !as_written && !imported.contains(&id) {
                self.complain(format!("{} {id} is on the server, and nobody wrote it so", recorded.envelope.kind));
            }
        }
    }

    async fn sees(&mut self, held: &Held, envelope: &Envelope) -> bool {
        self.scope(held, envelope.actor).await.contains(&envelope.area)
    }

    // What is refused must have been forbidden, or somebody took the place away, or it hangs on something withheld.
    fn is_explained(&self, written: &Written, reason: &str, held: &Held, refused: &BTreeMap<EventId, String>) -> bool {
        let counts = self.world.weather.counts();
        let scopes_changed = counts.of(Fault::CellMoved) + counts.of(Fault::Reassigned) > 0;
        match reason {
            _ if written.is_forbidden => true,
            "out-of-scope" => scopes_changed,
            "unknown-subject" => refused.len() > 1 || !held.quarantined.is_empty() || counts.of(Fault::Restored) > 0,
            _ => false,
        }
    }

    async fn judge_photos(&mut self, held: &Held) {
        let published: BTreeSet<_> = self.server.photos().published().into_iter().collect();
        let written = self.world.truth.borrow().events.clone();
        let taken = |id: &EventId| held.counts.contains_key(id) || held.quarantined.contains_key(id);
        for Written { envelope, .. } in written.iter().filter(|(id, _)| taken(id)).map(|(_, written)| written) {
            let body = Body::decode(envelope).ok();
            for photo in body.iter().flat_map(Body::photos) {
                let is_known = self.server.store().has_uploaded(photo.sha256, envelope.actor).await.unwrap_or(false);
                if !published.contains(&photo.sha256) || !is_known {
                    self.world.note(format_args!("LOST photo {} of {}", photo.sha256, envelope.id));
                    self.verdict.lost += 1;
                }
            }
        }
        let named: BTreeSet<_> = written.values().flat_map(Written::photos).collect();
        for hash in published.difference(&named) {
            self.complain(format!("photo {hash} is on the server, and no event names it"));
        }
    }

    // A second person reviews, reinspects and closes.
    fn judge_rules(&mut self, held: &Held) {
        let mut alone = Vec::new();
        for row in held.rows.values() {
            let (author, by) = match row {
                Row::Inspection(row) => match &row.review {
                    ReviewState::Passed { by, .. } | ReviewState::Returned { by, .. } => (row.actor, Some(*by)),
                    ReviewState::Pending => (row.actor, None),
                },
                Row::Hazard(row) => (row.finder, row.closed.map(|(by, _)| by)),
                _ => continue,
            };
            if by == Some(author) {
                alone.push(row.key());
            }
        }
        for key in alone {
            self.complain(format!("{key:?} was decided by whoever made it"));
        }
    }

    async fn judge_replica(
        &mut self,
        held: &Held,
        account: AccountId,
        replica: &Replica<MemoryStore>,
    ) -> Result<(), PhoneError> {
        let scope = self.scope(held, account).await;
        let mut seen: BTreeMap<RowKey, Row> = BTreeMap::new();
        for found in replica.store().range(&Query::prefix(Table::Rows, &[])).await? {
            let plain = seal::open(Table::Rows, &found.value).unwrap_or_default();
            match serde_json::from_slice::<Row>(plain) {
                Ok(row) => _ = seen.insert(row.key(), row),
                Err(error) => self.complain(format!("a row of {account} cannot be read: {error}")),
            }
        }
        for (key, row) in &seen {
            if !scope.contains(&row.area()) {
                self.verdict.leaked += 1;
                self.world.note(format_args!("LEAK {key:?} at rest with {account}"));
            } else if held.rows.get(key).map(json) != Some(json(row)) {
                let expected = held.rows.get(key).map(json).unwrap_or_default();
                let (seen, expected) = difference(&json(row), &expected);
                self.complain(format!("{account} sees {key:?} with {seen}, the log says {expected}"));
            }
        }
        let missing = held.rows.iter().filter(|(key, row)| is_wanted(row, &scope) && !seen.contains_key(key));
        let missing: Vec<_> = missing.map(|(key, _)| *key).collect();
        for key in missing {
            self.complain(format!("{account} has no {key:?}"));
        }
        self.judge_list(held, account, replica, &scope).await;
        Ok(())
    }

    // The packed list says the same as the rows.
    async fn judge_list(
        &mut self,
        held: &Held,
        account: AccountId,
        replica: &Replica<MemoryStore>,
        scope: &BTreeSet<AreaId>,
    ) {
        let Ok(list) = replica.premises_list().await else { return };
        let listed: BTreeSet<_> = list.iter().filter(|brief| !brief.unsent).map(|brief| brief.id).collect();
        let is_in = |row: &&Row| scope.contains(&row.area());
        let expected: BTreeMap<_, _> = held
            .rows
            .values()
            .filter(is_in)
            .filter_map(|row| if let Row::Premises(row) = row { Some((row.id, row)) } else { None })
            .collect();
        for brief in list.iter().filter(|brief| !brief.unsent) {
            let agrees = expected.get(&brief.id).is_some_and(|row| {
                let unmended = row.open_hazards.values().filter(|hazard| !hazard.rectified).count();
                brief.open_hazards as usize == unmended
                    && brief.last_visit_at == row.last_visit.as_ref().map(|visit| visit.at)
                    && brief.name == row.name
            });
            if !agrees {
                self.complain(format!("{account} lists {} otherwise than it stands", brief.id));
            }
        }
        let unsent: BTreeSet<_> = list.iter().filter(|brief| brief.unsent).map(|brief| brief.id).collect();
        for id in expected.keys().filter(|id| !listed.contains(id) && !unsent.contains(id)) {
            self.complain(format!("{account} does not list {id}"));
        }
    }

    async fn scope(&mut self, held: &Held, account: AccountId) -> BTreeSet<AreaId> {
        match self.server.store().assignments(account).await {
            Ok(held_by) => {
                let present = held_by.into_iter().filter(|assignment| assignment.to.is_none());
                present.flat_map(|assignment| held.tree.below(assignment.area)).collect()
            }
            Err(error) => {
                self.complain(format!("assignments of {}: {error}", town::role(account) as u8));
                BTreeSet::new()
            }
        }
    }
}

/// What every replica of the scope must have: what is closed or decided may have been left out of a snapshot.
fn is_wanted(row: &Row, scope: &BTreeSet<AreaId>) -> bool {
    scope.contains(&row.area())
        && match row {
            Row::Site(_) | Row::Premises(_) => true,
            Row::Inspection(row) => !matches!(row.review, ReviewState::Passed { .. }),
            Row::Hazard(row) => row.wants_somebody(),
            Row::Task(row) => row.state == TaskState::Open,
            Row::Notice(row) => row.waiting().next().is_some(),
        }
}

fn json(row: &Row) -> String {
    serde_json::to_string(row).unwrap_or_default()
}

/// From a little before the first character in which they differ.
fn difference(seen: &str, expected: &str) -> (String, String) {
    let same = seen.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
    let from = |text: &str| text.chars().skip(same.saturating_sub(40)).take(120).collect();
    (from(seen), from(expected))
}
