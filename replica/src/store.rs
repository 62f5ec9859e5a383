//! The store: sealed bytes under keys, with named index keys (terms), and writes that happen wholly or not at all.
//!
//! Architecture invariant: nothing here knows what a value means. A store sees sealed bytes ([`crate::seal`]), so that
//! encryption at rest changes one module; whatever must be found again without opening a value is a term.
//!
//! Architecture invariant: one contract suite, [`contract`], runs on every store.

pub mod contract;
#[cfg(target_arch = "wasm32")]
pub mod indexeddb;
pub mod memory;

/// A key or a term: bytes that sort as the things they name.
pub type Key = Vec<u8>;

/// The tables of one account's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Small things by name: where the sync stands, the packed first page, reference data.
    Meta,
    /// Drafts by inspection id.
    Drafts,
    /// Events not yet on the server, by their order on this phone.
    Outbox,
    /// Events on the server, kept until it has them in a backup; by their order on this phone.
    Sent,
    /// Clean bytes of photos by SHA-256. Term: when they were stored.
    Photos,
    /// How far each committed photo is. Terms: its state.
    PhotoStates,
    /// Acknowledged rows by generation, kind and id. Terms: the lists they stand in.
    Rows,
    /// Packed lists of premises by generation and number.
    Segments,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Meta,
        Self::Drafts,
        Self::Outbox,
        Self::Sent,
        Self::Photos,
        Self::PhotoStates,
        Self::Rows,
        Self::Segments,
    ];

    /// Its name in a database; never changed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Drafts => "drafts",
            Self::Outbox => "outbox",
            Self::Sent => "sent",
            Self::Photos => "photos",
            Self::PhotoStates => "photo-states",
            Self::Rows => "rows",
            Self::Segments => "segments",
        }
    }

    /// Whether its values can be found by terms.
    pub fn has_terms(self) -> bool {
        matches!(self, Self::Photos | Self::PhotoStates | Self::Rows)
    }
}

/// By what a range is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The key.
    Key,
    /// The terms; a value with several terms in the range comes several times.
    Term,
}

/// Which way a range is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the lowest.
    Forward,
    /// From the highest.
    Backward,
}

/// The keys from `from` (included) to `to` (excluded).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    /// First key.
    pub from: Key,
    /// First key that is no longer in it; `None` is the end of the table.
    pub to: Option<Key>,
}

impl KeyRange {
    /// Every key.
    pub fn all() -> Self {
        Self { from: Vec::new(), to: None }
    }

    /// The keys that begin with `prefix`.
    pub fn prefix(prefix: &[u8]) -> Self {
        Self { from: prefix.to_vec(), to: after_prefix(prefix) }
    }

    /// Whether `key` lies in it.
    pub fn contains(&self, key: &[u8]) -> bool {
        key >= self.from.as_slice() && self.to.as_ref().is_none_or(|to| key < to.as_slice())
    }

    /// Whether no key can lie in it.
    pub fn is_empty(&self) -> bool {
        self.to.as_ref().is_some_and(|to| *to <= self.from)
    }
}

/// The lowest key above all that begin with `prefix`; `None` when there is none.
pub fn after_prefix(prefix: &[u8]) -> Option<Key> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut after = prefix[..=last].to_vec();
    after[last] += 1;
    Some(after)
}

/// What is asked of [`Store::range`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Where.
    pub table: Table,
    /// By key or by term.
    pub by: By,
    /// Which of them.
    pub range: KeyRange,
    /// Which way.
    pub direction: Direction,
    /// At most so many; `None` is all.
    pub limit: Option<u32>,
}

impl Query {
    /// All keys of `table` that begin with `prefix`, lowest first.
    pub fn prefix(table: Table, prefix: &[u8]) -> Self {
        let range = KeyRange::prefix(prefix);
        Self { table, by: By::Key, range, direction: Direction::Forward, limit: None }
    }

    /// All terms of `table` that begin with `prefix`, lowest first.
    pub fn terms(table: Table, prefix: &[u8]) -> Self {
        Self { by: By::Term, ..Self::prefix(table, prefix) }
    }

    /// The terms of `table` in `range`, lowest first.
    pub fn term_range(table: Table, range: KeyRange) -> Self {
        Self { table, by: By::Term, range, direction: Direction::Forward, limit: None }
    }

    /// The same, at most `limit`.
    pub fn limit(self, limit: u32) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// The same from the highest.
    pub fn backward(self) -> Self {
        Self { direction: Direction::Backward, ..self }
    }
}

/// A value as it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its key (also when found by a term).
    pub key: Key,
    /// Sealed bytes.
    pub value: Vec<u8>,
}

/// One step of a [`Batch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Writes a value over whatever is there.
    Put {
        /// Where.
        table: Table,
        /// Under what.
        key: Key,
        /// Sealed bytes.
        value: Vec<u8>,
        /// By what else it is found; only where [`Table::has_terms`].
        terms: Vec<Key>,
    },
    /// Writes a value unless one is there.
    PutIfAbsent {
        /// Where.
        table: Table,
        /// Under what.
        key: Key,
        /// Sealed bytes.
        value: Vec<u8>,
        /// As for `Put`.
        terms: Vec<Key>,
    },
    /// Removes a value, if it is there.
    Delete {
        /// Where.
        table: Table,
        /// Which.
        key: Key,
    },
    /// Removes every value whose key lies in the range.
    DeleteRange {
        /// Where.
        table: Table,
        /// Which.
        range: KeyRange,
    },
}

impl Change {
    /// The table it changes.
    pub fn table(&self) -> Table {
        match self {
            Self::Put { table, .. }
            | Self::PutIfAbsent { table, .. }
            | Self::Delete { table, .. }
            | Self::DeleteRange { table, .. } => *table,
        }
    }
}

/// What must hold just before a batch, or nothing of it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// At least one of these is there.
    ExistsAny(Vec<(Table, Key)>),
    /// This is not there.
    Absent(Table, Key),
    /// This is there with this value, or (`None`) not there.
    Equals(Table, Key, Option<Vec<u8>>),
}

impl Check {
    /// The tables it reads.
    pub fn tables(&self) -> Vec<Table> {
        match self {
            Self::ExistsAny(places) => places.iter().map(|(table, _)| *table).collect(),
            Self::Absent(table, _) | Self::Equals(table, _, _) => vec![*table],
        }
    }
}

/// Changes and checks of one transaction. Checks are made first; changes are made in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// What must hold.
    pub checks: Vec<Check>,
    /// What is done.
    pub changes: Vec<Change>,
}

impl Batch {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a value without terms.
    pub fn put(&mut self, table: Table, key: Key, value: Vec<u8>) -> &mut Self {
        self.put_with_terms(table, key, value, Vec::new())
    }

    /// Writes a value with terms.
    pub fn put_with_terms(&mut self, table: Table, key: Key, value: Vec<u8>, terms: Vec<Key>) -> &mut Self {
        self.changes.push(Change::Put { table, key, value, terms });
        self
    }

    /// Writes a value unless one is there.
    pub fn put_if_absent(&mut self, table: Table, key: Key, value: Vec<u8>, terms: Vec<Key>) -> &mut Self {
        self.changes.push(Change::PutIfAbsent { table, key, value, terms });
        self
    }

    /// Removes a value.
    pub fn delete(&mut self, table: Table, key: Key) -> &mut Self {
        self.changes.push(Change::Delete { table, key });
        self
    }

    /// Removes a range of values.
    pub fn delete_range(&mut self, table: Table, range: KeyRange) -> &mut Self {
        self.changes.push(Change::DeleteRange { table, range });
        self
    }

    /// Adds a check.
    pub fn check(&mut self, check: Check) -> &mut Self {
        self.checks.push(check);
        self
    }

    /// Every table it reads or writes, each once.
    pub fn tables(&self) -> Vec<Table> {
        let changed = self.changes.iter().map(Change::table);
        let mut tables: Vec<_> = changed.chain(self.checks.iter().flat_map(Check::tables)).collect();
        tables.sort();
        tables.dedup();
        tables
    }
}

/// How sure a write is when it resolves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Handed to the system: survives the page, may not survive the battery. For autosave.
    Relaxed,
    /// On the disk.
    Strict,
}

/// The store could not do it. Nothing of a failed write is there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk or the origin's share of it is full.
    #[error("storage is full")]
    QuotaExceeded,
    /// The browser dropped the connection, and opening it again did not help.
    #[error("the connection to the database was lost")]
    Lost,
    /// Another tab holds an older version open.
    #[error("another tab keeps the database from being opened")]
    Blocked,
    /// A check of the batch did not hold.
    #[error("check {index} of the batch does not hold")]
    Precondition {
        /// Which of [`Batch::checks`].
        index: usize,
    },
    /// A newer build has changed the database.
    #[error("the database has schema {schema}, newer than this build")]
    Newer {
        /// Its version, if the browser tells.
        schema: u32,
    },
    /// Whatever else the system says.
    #[error("storage: {message}")]
    Other {
        /// In the system's words.
        message: String,
    },
}

/// Where a replica keeps everything. No `Send`: a browser has one thread.
#[allow(async_fn_in_trait, reason = "a browser has one thread, and no caller needs Send")]
pub trait Store {
    /// The value of each key in the order asked, all read in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Lost`] and whatever the system says.
    async fn get_many(&self, keys: &[(Table, Key)]) -> Result<Vec<Option<Vec<u8>>>, StoreError>;

    /// The value of one key.
    ///
    /// # Errors
    /// As [`Store::get_many`].
    async fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.get_many(&[(table, key.to_vec())]).await?.pop().flatten())
    }

    /// The values of a range.
    ///
    /// # Errors
    /// As [`Store::get_many`].
    async fn range(&self, query: &Query) -> Result<Vec<Found>, StoreError>;

    /// The keys of a range, without reading the values.
    ///
    /// # Errors
    /// As [`Store::get_many`].
    async fn keys(&self, query: &Query) -> Result<Vec<Key>, StoreError>;

    /// Does all of `batch` or nothing. When it resolves `Ok` with [`Durability::Strict`], it is on the disk.
    ///
    /// # Errors
    /// [`StoreError::Precondition`] when a check does not hold, [`StoreError::QuotaExceeded`] when there is no room.
    async fn write(&self, batch: Batch, durability: Durability) -> Result<(), StoreError>;
}
