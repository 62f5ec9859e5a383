//! The journal in memory: own events not yet seen in the pull, the states of their photos, and the rows that they
//! change. Read again whenever the revision in the store differs, so that several tabs agree.

use crate::error::ReplicaError;
use crate::key::{self, Generation, meta};
use crate::model::DueRule;
use crate::replica::{Replica, TRIES};
use crate::seal::{open_json, seal_json};
use crate::store::{Batch, Found, Query, Store, Table};
use gridwalk_domain::event::{Body, Envelope};
use gridwalk_domain::id::SubjectId;
use gridwalk_domain::ledger::{Row, RowSet, fold, survivors, touched};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Where the pull stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncState {
    /// Generation of rows that is read.
    pub generation: Generation,
    /// Scope that the rows are of; `None` before the first snapshot.
    pub epoch: Option<String>,
    /// Where the pull goes on; `None` before the first snapshot.
    pub cursor: Option<String>,
    /// Incarnation of the server last spoken to.
    pub incarnation: Option<String>,
    /// How many kinds of events the build knew that began this generation.
    pub kinds: u32,
    /// Whether an event was passed over because this build does not know its kind: a newer build takes a new snapshot.
    pub passed_over: bool,
    /// Number of the next segment.
    pub next_segment: u32,
    /// Grows with every change of the segments.
    pub segments_stamp: u64,
}

/// What was learnt from the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Server clock minus device clock.
    #[serde(default)]
    pub clock_offset_ms: Option<i64>,
    /// Attempts in a row that failed.
    #[serde(default)]
    pub failures: u32,
    /// When the next attempt is due by itself.
    #[serde(default)]
    pub next_try_at: Option<Timestamp>,
    /// Until when the server asked to be left alone; only a person's tap comes sooner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Timestamp>,
    /// When everything was last sent and pulled.
    #[serde(default)]
    pub synced_at: Option<Timestamp>,
    /// Events up to this `seq` are in a backup.
    #[serde(default)]
    pub backed_up_through: u64,
}

/// How far an event is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EventState {
    /// Not yet sent, or sent without an answer.
    Waiting,
    /// Refused; it stays until it is taken.
    Refused {
        /// The server's word.
        reason: String,
    },
    /// In the shared order.
    Sent {
        /// Its place, if the server told.
        seq: Option<u64>,
    },
    /// On the server, kept apart for a person.
    Held {
        /// The server's word.
        reason: String,
    },
}

/// An event as it stands in the outbox.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredEvent {
    /// The record it is counted with: a hazard counts with its visit.
    pub record: SubjectId,
    /// How far it is.
    pub state: EventState,
    /// Whether the acknowledged rows already hold it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pulled: bool,
    /// Photos it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoHash>,
    /// The bytes that are sent.
    pub event: Box<RawValue>,
}

impl Clone for StoredEvent {
    fn clone(&self) -> Self {
        let Self { record, state, pulled, photos, event } = self;
        Self { record: *record, state: state.clone(), pulled: *pulled, photos: photos.clone(), event: event.clone() }
    }
}

/// How far a photo's bytes are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum PhotoStep {
    /// Not begun.
    Waiting,
    /// Begun.
    Sending {
        /// Where the upload goes on.
        url: String,
        /// Bytes the server has.
        offset: u32,
    },
    /// It cannot be sent; it stays.
    Failed {
        /// A stable word: the server's, or `missing` or `damaged`.
        reason: String,
    },
    /// On the server.
    Uploaded {
        /// The first own event that the server took after it: once that is in a backup, so is the photo.
        covered_by: Option<u64>,
    },
}

/// A committed photo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoState {
    /// The record it is counted with.
    pub record: SubjectId,
    /// How far it is.
    #[serde(flatten)]
    pub step: PhotoStep,
}

impl PhotoState {
    /// The terms it is found by.
    pub(crate) fn terms(&self) -> Vec<Vec<u8>> {
        vec![match &self.step {
            PhotoStep::Uploaded { covered_by: None } => TERM_UPLOADED.to_vec(),
            PhotoStep::Uploaded { covered_by: Some(seq) } => [TERM_COVERED, &seq.to_be_bytes()].concat(),
            _ => TERM_UNSENT.to_vec(),
        }]
    }

    pub(crate) fn put(&self, batch: &mut Batch, hash: PhotoHash) {
        batch.put_with_terms(Table::PhotoStates, hash.0.to_vec(), seal_json(self), self.terms());
    }
}

/// Term of a photo that is not on the server.
pub(crate) const TERM_UNSENT: &[u8] = b"w";
/// Term of a photo on the server that no own event has followed.
pub(crate) const TERM_UPLOADED: &[u8] = b"u";
/// Term of a photo on the server, before the `seq` that followed it.
pub(crate) const TERM_COVERED: &[u8] = b"c";

/// An event of the journal, read.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub ordinal: u64,
    pub stored: StoredEvent,
    pub envelope: Envelope,
    pub body: Option<Body>,
}

impl Entry {
    /// Whether the server has it.
    pub fn is_sent(&self) -> bool {
        matches!(self.stored.state, EventState::Sent { .. } | EventState::Held { .. })
    }

    /// Its value with another state.
    pub fn with(&self, state: EventState, pulled: bool) -> Vec<u8> {
        seal_json(&StoredEvent { state, pulled, ..self.stored.clone() })
    }
}

/// Changes with every write that a list could show; compared as bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Revision {
    token: u64,
    /// Whether there may be events that the acknowledged rows do not hold.
    pub overlay: bool,
}

impl Revision {
    /// After a commit whose last event is `id`.
    pub fn committed(id: uuid::Uuid) -> Self {
        Self { token: id.as_u64_pair().1, overlay: true }
    }

    /// After another write.
    pub fn next(self, overlay: bool) -> Self {
        Self { token: self.token.wrapping_add(1), overlay }
    }

    pub fn read(sealed: Option<Vec<u8>>) -> Result<Self, ReplicaError> {
        sealed.map_or(Ok(Self::default()), |sealed| open_json(Table::Meta, &sealed))
    }

    /// Whether what stands in the store says that the acknowledged rows hold everything. It only looks at the end of it:
    /// where that says anything else the journal is read, and says it for certain.
    pub fn is_acknowledged(sealed: Option<&[u8]>) -> bool {
        sealed.is_none_or(|sealed| sealed.ends_with(b"\"overlay\":false}"))
    }

    /// As it stands in the store; the first is not there.
    pub fn sealed(self) -> Option<Vec<u8>> {
        (self != Self::default()).then(|| seal_json(&self))
    }

    pub fn write(self, batch: &mut Batch) {
        batch.put(Table::Meta, meta::REVISION.to_vec(), seal_json(&self));
    }
}

/// The journal at one revision.
#[derive(Debug)]
pub(crate) struct Journal {
    pub revision: Revision,
    pub state: SyncState,
    pub contact: Contact,
    pub due_rule: DueRule,
    /// Outbox and sent, in the order of this phone.
    pub entries: Vec<Entry>,
    /// Photos not on the server.
    pub photos: BTreeMap<PhotoHash, PhotoState>,
    /// Rows as the events that are not pulled change them.
    pub overlay: RowSet,
}

impl Journal {
    /// The events on top of the acknowledged rows, in order.
    pub fn unpulled(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.stored.pulled)
    }

    /// The events that the server has not, in order.
    pub fn unsent(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.is_sent())
    }

    /// The highest ordinal in use.
    pub fn last_ordinal(&self) -> u64 {
        self.entries.last().map_or(0, |entry| entry.ordinal)
    }
}

impl<S: Store> Replica<S> {
    /// The journal as the store has it.
    pub(crate) async fn journal(&self) -> Result<Rc<Journal>, ReplicaError> {
        // What was read at the opening is good for the very first read only.
        self.prefetched.borrow_mut().take();
        for _ in 0..TRIES {
            let revision = Revision::read(self.store.get(Table::Meta, meta::REVISION).await?)?;
            if let Some(journal) = self.journal.borrow().as_ref()
                && journal.revision == revision
            {
                return Ok(journal.clone());
            }
            let journal = Rc::new(self.read_journal(revision).await?);
            // Read in several transactions: it counts only if nothing was written meanwhile.
            if Revision::read(self.store.get(Table::Meta, meta::REVISION).await?)? == revision {
                *self.journal.borrow_mut() = Some(journal.clone());
                return Ok(journal);
            }
        }
        Err(ReplicaError::Busy)
    }

    async fn read_journal(&self, revision: Revision) -> Result<Journal, ReplicaError> {
        let names = [meta::STATE, meta::CONTACT, meta::DUE_RULE].map(|name| (Table::Meta, name.to_vec()));
        let mut meta = self.store.get_many(&names).await?.into_iter();
        let state: SyncState = read_or_default(meta.next().flatten())?;
        let contact = read_or_default(meta.next().flatten())?;
        let due_rule = read_or_default(meta.next().flatten())?;
        let mut entries = Vec::new();
        for table in [Table::Outbox, Table::Sent] {
            let found = self.store.range(&Query::prefix(table, &[])).await?;
            // One that this build cannot read stays where it is, and stops no other.
            entries.extend(found.iter().filter_map(|found| read_entry(table, found).ok()));
        }
        entries.sort_by_key(|entry| entry.ordinal);
        let mut photos = BTreeMap::new();
        for found in self.store.range(&Query::terms(Table::PhotoStates, TERM_UNSENT)).await? {
            let hash = hash_of(Table::PhotoStates, &found.key)?;
            photos.insert(hash, open_json(Table::PhotoStates, &found.value)?);
        }
        let overlay = self.read_overlay(state.generation, &entries).await?;
        Ok(Journal { revision, state, contact, due_rule, entries, photos, overlay })
    }

    /// What this phone committed, on top of what the server has acknowledged. What the server refused or holds back
    /// changes no row that stands, so nothing looks done that is not; what it would have made anew is still shown, with
    /// its own status.
    async fn read_overlay(&self, generation: Generation, entries: &[Entry]) -> Result<RowSet, ReplicaError> {
        let unpulled = || {
            entries.iter().filter(|entry| !entry.stored.pulled).filter_map(|entry| {
                let body = entry.body.as_ref()?;
                Some((&entry.envelope, body, &entry.stored.state))
            })
        };
        let mut names = BTreeSet::new();
        for (envelope, body, _) in unpulled() {
            names.extend(touched(envelope, body));
        }
        let mut rows = self.read_rows_to_fold(generation, names).await?;
        for (envelope, body, state) in unpulled() {
            match state {
                EventState::Waiting | EventState::Sent { .. } => fold(envelope, body, &mut rows),
                EventState::Refused { .. } | EventState::Held { .. } => {
                    let mut tried = rows.clone();
                    fold(envelope, body, &mut tried);
                    for (name, row) in tried {
                        rows.entry(name).or_insert(row);
                    }
                }
            }
        }
        Ok(rows)
    }

    /// The acknowledged rows of these names with what merged premises among them were merged into.
    pub(crate) async fn read_rows_to_fold(
        &self,
        generation: Generation,
        names: BTreeSet<gridwalk_domain::ledger::RowKey>,
    ) -> Result<RowSet, ReplicaError> {
        let mut rows = self.read_rows(generation, names).await?;
        loop {
            let more = self.read_rows(generation, survivors(&rows)).await?;
            if more.is_empty() {
                return Ok(rows);
            }
            rows.extend(more);
        }
    }

    /// The acknowledged rows of these names, those that exist.
    pub(crate) async fn read_rows(
        &self,
        generation: Generation,
        names: impl IntoIterator<Item = gridwalk_domain::ledger::RowKey>,
    ) -> Result<RowSet, ReplicaError> {
        let names: Vec<_> = names.into_iter().collect();
        if names.is_empty() {
            return Ok(RowSet::new());
        }
        let keys: Vec<_> = names.iter().map(|name| (Table::Rows, key::row(generation, *name))).collect();
        let found = self.store.get_many(&keys).await?;
        let mut rows = RowSet::new();
        for (name, sealed) in names.into_iter().zip(found) {
            if let Some(sealed) = sealed {
                rows.insert(name, open_json::<Row>(Table::Rows, &sealed)?);
            }
        }
        Ok(rows)
    }
}

/// A value of `Meta`, or the one it begins with.
pub(crate) fn read_or_default<T: Default + DeserializeOwned>(sealed: Option<Vec<u8>>) -> Result<T, ReplicaError> {
    sealed.map_or_else(|| Ok(T::default()), |sealed| open_json(Table::Meta, &sealed))
}

fn read_entry(table: Table, found: &Found) -> Result<Entry, ReplicaError> {
    let corrupt = ReplicaError::Corrupt { table };
    let stored: StoredEvent = open_json(table, &found.value)?;
    let envelope: Envelope = serde_json::from_str(stored.event.get()).map_err(|_| corrupt.clone())?;
    let ordinal = key::ordinal_of(&found.key).ok_or(corrupt)?;
    let body = Body::decode(&envelope).ok();
    Ok(Entry { ordinal, stored, envelope, body })
}

/// The hash that a key of a table of photos is.
pub(crate) fn hash_of(table: Table, key: &[u8]) -> Result<PhotoHash, ReplicaError> {
    key.try_into().map(PhotoHash).map_err(|_| ReplicaError::Corrupt { table })
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::time::Timestamp;
    use uuid::Uuid;

    fn text<T: Serialize>(value: &T) -> String {
        String::from_utf8(seal_json(value)[1..].to_vec()).unwrap()
    }

    // What stands on phones must be readable by every later build: a changed line here needs a migration.
    #[test]
    fn stored_types_stay_as_they_are() {
        let record = SubjectId(Uuid::from_u128(7));
        let event = |state, pulled, photos| {
            let event = RawValue::from_string("{\"id\":1}".to_owned()).unwrap();
            text(&StoredEvent { record, state, pulled, photos, event })
        };
        let photo = |step| text(&PhotoState { record, step });
        let state = SyncState {
            generation: 3,
            epoch: Some("e".into()),
            cursor: Some("c".into()),
            incarnation: Some("i".into()),
            kinds: 16,
            passed_over: false,
            next_segment: 4,
            segments_stamp: 5,
        };
        let contact = Contact {
            clock_offset_ms: Some(-4),
            failures: 2,
            next_try_at: Some(Timestamp::from_millis(5)),
            held_until: None,
            synced_at: None,
            backed_up_through: 9,
        };
        let lines = [
            event(EventState::Waiting, false, vec![]),
            event(EventState::Refused { reason: "role".into() }, false, vec![PhotoHash([1; 32])]),
            event(EventState::Sent { seq: Some(3) }, true, vec![]),
            event(EventState::Held { reason: "out-of-scope".into() }, false, vec![]),
            photo(PhotoStep::Waiting),
            photo(PhotoStep::Sending { url: "/u".into(), offset: 5 }),
            photo(PhotoStep::Failed { reason: "damaged".into() }),
            photo(PhotoStep::Uploaded { covered_by: Some(8) }),
            text(&state),
            text(&contact),
            text(&Revision::default().next(true)),
            text(&DueRule::default()),
        ];
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn the_end_of_a_revision_says_what_reading_it_says() {
        assert!(Revision::is_acknowledged(Revision::default().sealed().as_deref()), "nothing was ever written");
        for overlay in [false, true] {
            let sealed = Revision::default().next(overlay).sealed().unwrap();
            assert_eq!(Revision::is_acknowledged(Some(&sealed)), !overlay);
            let cut = &sealed[..sealed.len() - 1];
            assert!(!Revision::is_acknowledged(Some(cut)), "left to the journal, which says that it is damaged");
        }
    }
}
