//! A store in memory, for tests and the simulation. It loses what a phone would lose: a killed store forgets every
//! write that had not resolved, and every relaxed write after the last strict one.

use super::{Batch, By, Change, Check, Direction, Durability, Found, Key, Query, Store, StoreError, Table};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// What may be made to happen to a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The operation fails because the disk is full.
    Full,
    /// The phone dies in the operation: nothing of it is kept, and every open store is dead.
    Kill,
    /// The connection is lost; opening the store again helps.
    Lose,
}

#[derive(Clone, Debug, Default)]
struct Record {
    value: Vec<u8>,
    terms: Vec<Key>,
}

/// Every table by its keys.
type Tables = BTreeMap<(Table, Key), Record>;

#[derive(Debug, Default)]
struct State {
    now: Tables,
    /// As it would be found after the battery was taken out; `None` while it is the same as `now`.
    durable: Option<Tables>,
    life: u64,
    operations: u64,
    faults: BTreeMap<u64, Fault>,
    capacity_bytes: Option<usize>,
    strict_writes: u64,
}

/// A phone's disk. It outlives the stores that are opened on it; cloning it is another handle of the same.
#[derive(Clone, Debug, Default)]
pub struct Disk(Rc<RefCell<State>>);

impl Disk {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// The phone dies now.
    pub fn kill(&self) {
        let mut state = self.0.borrow_mut();
        state.life += 1;
        if let Some(durable) = state.durable.take() {
            state.now = durable;
        }
    }

    /// Makes `fault` happen in the operation of that number (see [`Disk::operations`]).
    pub fn fault_at(&self, operation: u64, fault: Fault) {
        self.0.borrow_mut().faults.insert(operation, fault);
    }

    /// Forgets the faults to come.
    pub fn heal(&self) {
        let mut state = self.0.borrow_mut();
        state.faults.clear();
        state.capacity_bytes = None;
    }

    /// Bounds the bytes of all keys and values; `None` is no bound.
    pub fn set_capacity_bytes(&self, bytes: Option<usize>) {
        self.0.borrow_mut().capacity_bytes = bytes;
    }

    /// Operations so far: the number that the next one gets.
    pub fn operations(&self) -> u64 {
        self.0.borrow().operations
    }

    /// Strict writes so far: each stands for one fsync.
    pub fn strict_writes(&self) -> u64 {
        self.0.borrow().strict_writes
    }

    /// Bytes of all keys and values.
    pub fn used_bytes(&self) -> usize {
        used_bytes(&self.0.borrow().now)
    }
}

fn used_bytes(tables: &Tables) -> usize {
    tables.iter().map(|((_, key), record)| key.len() + record.value.len()).sum()
}

/// A store on a [`Disk`].
#[derive(Clone, Debug)]
pub struct MemoryStore {
    disk: Disk,
    life: u64,
}

impl MemoryStore {
    /// Opens it.
    pub fn open(disk: &Disk) -> Self {
        let life = disk.0.borrow().life;
        Self { disk: disk.clone(), life }
    }

    // One operation: waits once before and once after, so that whoever is killed or outrun there shows.
    async fn operate<T>(&self, operation: impl FnOnce(&mut State) -> Result<T, StoreError>) -> Result<T, StoreError> {
        pause().await;
        let result = self.operate_now(operation);
        pause().await;
        result
    }

    fn operate_now<T>(&self, operation: impl FnOnce(&mut State) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let fault = {
            let mut state = self.disk.0.borrow_mut();
            if state.life != self.life {
                return Err(StoreError::Lost);
            }
            let number = state.operations;
            state.operations += 1;
            state.faults.remove(&number)
        };
        match fault {
            Some(Fault::Full) => Err(StoreError::QuotaExceeded),
            Some(Fault::Lose) => Err(StoreError::Lost),
            Some(Fault::Kill) => {
                self.disk.kill();
                Err(StoreError::Lost)
            }
            None => operation(&mut self.disk.0.borrow_mut()),
        }
    }
}

impl Store for MemoryStore {
    async fn get_many(&self, keys: &[(Table, Key)]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        self.operate(|state| Ok(keys.iter().map(|key| state.now.get(key).map(|record| record.value.clone())).collect()))
            .await
    }

    async fn range(&self, query: &Query) -> Result<Vec<Found>, StoreError> {
        self.operate(|state| {
            let found =
                select(state, query).into_iter().map(|(key, record)| Found { key, value: record.value.clone() });
            Ok(found.collect())
        })
        .await
    }

    async fn keys(&self, query: &Query) -> Result<Vec<Key>, StoreError> {
        self.operate(|state| Ok(select(state, query).into_iter().map(|(key, _)| key).collect())).await
    }

    async fn write(&self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        self.operate(|state| {
            if let Some(index) = batch.checks.iter().position(|check| !holds(&state.now, check)) {
                return Err(StoreError::Precondition { index });
            }
            let mut after = state.now.clone();
            batch.changes.into_iter().for_each(|change| apply(&mut after, change));
            let grows = used_bytes(&after) > used_bytes(&state.now);
            if grows && state.capacity_bytes.is_some_and(|capacity| used_bytes(&after) > capacity) {
                return Err(StoreError::QuotaExceeded);
            }
            let before = std::mem::replace(&mut state.now, after);
            match durability {
                Durability::Relaxed => _ = state.durable.get_or_insert(before),
                Durability::Strict => {
                    state.durable = None;
                    state.strict_writes += 1;
                }
            }
            Ok(())
        })
        .await
    }
}

fn holds(tables: &Tables, check: &Check) -> bool {
    match check {
        Check::ExistsAny(places) => places.iter().any(|place| tables.contains_key(place)),
        Check::Absent(table, key) => !tables.contains_key(&(*table, key.clone())),
        Check::Equals(table, key, value) => {
            tables.get(&(*table, key.clone())).map(|record| &record.value) == value.as_ref()
        }
    }
}

fn apply(tables: &mut Tables, change: Change) {
    match change {
        Change::Put { table, key, value, terms } => _ = tables.insert((table, key), Record { value, terms }),
        Change::PutIfAbsent { table, key, value, terms } => {
            tables.entry((table, key)).or_insert(Record { value, terms });
        }
        Change::Delete { table, key } => _ = tables.remove(&(table, key)),
        Change::DeleteRange { table, range } => tables.retain(|(of, key), _| *of != table || !range.contains(key)),
    }
}

fn select<'a>(state: &'a State, query: &Query) -> Vec<(Key, &'a Record)> {
    let of_table = state.now.iter().filter(|((table, _), _)| *table == query.table);
    let mut found: Vec<(Key, Key, &Record)> = match query.by {
        By::Key => of_table.map(|((_, key), record)| (key.clone(), key.clone(), record)).collect(),
        By::Term => {
            let mut found = Vec::new();
            for ((_, key), record) in of_table {
                let distinct: BTreeSet<_> = record.terms.iter().collect();
                found.extend(distinct.into_iter().map(|term| (term.clone(), key.clone(), record)));
            }
            found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
            found
        }
    };
    found.retain(|(by, _, _)| query.range.contains(by));
    if query.direction == Direction::Backward {
        found.reverse();
    }
    found.truncate(query.limit.map_or(usize::MAX, |limit| limit as usize));
    found.into_iter().map(|(_, key, record)| (key, record)).collect()
}

/// Resolves at the second poll.
fn pause() -> impl Future<Output = ()> {
    struct Pause(bool);
    impl Future for Pause {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            if self.0 {
                return Poll::Ready(());
            }
            self.0 = true;
            context.waker().wake_by_ref();
            Poll::Pending
        }
    }
    Pause(false)
}
