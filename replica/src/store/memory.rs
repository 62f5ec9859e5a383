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

/// Where a record stands.
type Place = (Table, Key);

#[derive(Debug, Default)]
struct State {
    records: BTreeMap<Place, Record>,
    terms: BTreeSet<(Table, Key, Key)>,
    used_bytes: usize,
    /// What was there before each relaxed write since the last strict one, in order.
    undo: Vec<(Place, Option<Record>)>,
    life: u64,
    operations: u64,
    faults: BTreeMap<u64, Fault>,
    capacity_bytes: Option<usize>,
    strict_writes: u64,
}

impl State {
    /// Sets or removes a record; what was there before.
    fn set(&mut self, place: Place, record: Option<Record>) -> Option<Record> {
        let (table, key) = place.clone();
        if let Some(record) = &record {
            self.used_bytes += key.len() + record.value.len();
        }
        let new_terms = record.as_ref().map(|record| record.terms.clone()).unwrap_or_default();
        let before = match record {
            Some(record) => self.records.insert(place, record),
            None => self.records.remove(&place),
        };
        if let Some(before) = &before {
            self.used_bytes -= key.len() + before.value.len();
            for term in &before.terms {
                self.terms.remove(&(table, term.clone(), key.clone()));
            }
        }
        self.terms.extend(new_terms.into_iter().map(|term| (table, term, key.clone())));
        before
    }

    fn take_back(&mut self, undo: Vec<(Place, Option<Record>)>) {
        for (place, record) in undo.into_iter().rev() {
            self.set(place, record);
        }
    }

    /// Makes one change; what was there before, in order.
    fn apply(&mut self, change: Change, undo: &mut Vec<(Place, Option<Record>)>) {
        match change {
            Change::PutIfAbsent { table, key, .. } if self.records.contains_key(&(table, key.clone())) => {}
            Change::Put { table, key, value, terms } | Change::PutIfAbsent { table, key, value, terms } => {
                let place = (table, key);
                undo.push((place.clone(), self.set(place, Some(Record { value, terms }))));
            }
            Change::Delete { table, key } => {
                let place = (table, key);
                undo.push((place.clone(), self.set(place, None)));
            }
            Change::DeleteRange { table, range } => {
                let places = self.records.range((table, range.from.clone())..).map(|(place, _)| place);
                let places: Vec<_> =
                    places.take_while(|(of, key)| *of == table && range.contains(key)).cloned().collect();
                for place in places {
                    undo.push((place.clone(), self.set(place, None)));
                }
            }
        }
    }

    fn holds(&self, check: &Check) -> bool {
        match check {
            Check::ExistsAny(places) => places.iter().any(|place| self.records.contains_key(place)),
            Check::Absent(table, key) => !self.records.contains_key(&(*table, key.clone())),
            Check::Equals(table, key, value) => {
                self.records.get(&(*table, key.clone())).map(|record| &record.value) == value.as_ref()
            }
        }
    }

    fn write(&mut self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        if let Some(index) = batch.checks.iter().position(|check| !self.holds(check)) {
            return Err(StoreError::Precondition { index });
        }
        let (before, mut undo) = (self.used_bytes, Vec::new());
        batch.changes.into_iter().for_each(|change| self.apply(change, &mut undo));
        let grows = self.used_bytes > before;
        if grows && self.capacity_bytes.is_some_and(|capacity| self.used_bytes > capacity) {
            self.take_back(undo);
            return Err(StoreError::QuotaExceeded);
        }
        match durability {
            Durability::Relaxed => self.undo.extend(undo),
            Durability::Strict => {
                self.undo.clear();
                self.strict_writes += 1;
            }
        }
        Ok(())
    }

    fn select(&self, query: &Query) -> Vec<Key> {
        let Query { table, range, .. } = query;
        if range.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<Key> = match query.by {
            By::Key => {
                let found = self.records.range((*table, range.from.clone())..).map(|(place, _)| place);
                found.take_while(|(of, key)| of == table && range.contains(key)).map(|(_, key)| key.clone()).collect()
            }
            By::Term => {
                let found = self.terms.range((*table, range.from.clone(), Vec::new())..);
                let found = found.take_while(|(of, term, _)| of == table && range.contains(term));
                found.map(|(_, _, key)| key.clone()).collect()
            }
        };
        if query.direction == Direction::Backward {
            found.reverse();
        }
        found.truncate(query.limit.map_or(usize::MAX, |limit| limit as usize));
        found
    }

    fn value(&self, table: Table, key: &Key) -> Option<Vec<u8>> {
        self.records.get(&(table, key.clone())).map(|record| record.value.clone())
    }
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
        let undo = std::mem::take(&mut state.undo);
        state.take_back(undo);
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
        self.0.borrow().used_bytes
    }
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
        self.operate(|state| Ok(keys.iter().map(|(table, key)| state.value(*table, key)).collect())).await
    }

    async fn range(&self, query: &Query) -> Result<Vec<Found>, StoreError> {
        self.operate(|state| {
            let found = state.select(query).into_iter().map(|key| {
                let value = state.value(query.table, &key).unwrap_or_default();
                Found { key, value }
            });
            Ok(found.collect())
        })
        .await
    }

    async fn keys(&self, query: &Query) -> Result<Vec<Key>, StoreError> {
        self.operate(|state| Ok(state.select(query))).await
    }

    async fn write(&self, batch: Batch, durability: Durability) -> Result<(), StoreError> {
        self.operate(|state| state.write(batch, durability)).await
    }
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
