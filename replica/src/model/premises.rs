//! The list of premises: packed segments of the acknowledged ones, own events on top.

use super::{DueRule, PremisesBrief, decode, encode};
use crate::error::ReplicaError;
use crate::journal::{Journal, Revision, read_or_default};
use crate::key::{self, Generation, meta};
use crate::replica::{Prefetched, Replica, TRIES};
use crate::seal::{open, seal, seal_json};
use crate::store::{Batch, Durability, KeyRange, Query, Store, Table};
use gridwalk_domain::event::Body;
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::Row;
use std::collections::{BTreeSet, HashSet};
#[cfg(target_arch = "wasm32")]
use std::hint::black_box;
use std::rc::Rc;

/// Rows of the packed first page.
pub const FIRST_PAGE_ROWS: usize = 64;
/// Rows of a tail segment, at most.
const TAIL_ROWS: usize = 64;
/// Rows of a packed segment, at most.
const SEGMENT_ROWS: usize = 2_000;
/// Segments, beyond those that are full, at which packing them again is worth it.
const LOOSE_SEGMENTS: usize = 16;

/// The beginning of the patrol list, for the cold start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FirstPage {
    /// Due first, own events included.
    pub rows: Vec<PremisesBrief>,
    /// How many there are in all.
    pub total: u32,
}

/// What is kept in memory of the list.
#[derive(Debug, Default)]
pub(crate) struct PremisesCache {
    acknowledged: Option<(Generation, u64, DueRule, Rc<Vec<PremisesBrief>>)>,
    shown: Option<(Revision, Rc<Vec<PremisesBrief>>)>,
}

impl<S: Store> Replica<S> {
    /// Every premises of the scope, own events included, those due first (see [`DueRule`]).
    ///
    /// # Errors
    /// The store's.
    pub async fn premises_list(&self) -> Result<Rc<Vec<PremisesBrief>>, ReplicaError> {
        let journal = self.journal().await?;
        if let Some((revision, list)) = &self.premises.borrow().shown
            && *revision == journal.revision
        {
            return Ok(list.clone());
        }
        let acknowledged = self.acknowledged(&journal).await?;
        let own = own(&journal);
        let list = if own.is_empty() { acknowledged } else { Rc::new(merge(&acknowledged, own, &journal.due_rule)) };
        self.premises.borrow_mut().shown = Some((journal.revision, list.clone()));
        Ok(list)
    }

    /// The first rows of [`Replica::premises_list`], without reading the rest: what a cold start shows.
    ///
    /// # Errors
    /// The store's.
    pub async fn first_page(&self) -> Result<FirstPage, ReplicaError> {
        let prefetched = self.prefetched.borrow_mut().take();
        if let Some(prefetched) = prefetched
            && Revision::is_acknowledged(prefetched.revision.as_deref())
        {
            return read_first_page(prefetched.first_page);
        }
        self.page_with_own().await
    }

    /// The first page and its order as `open` found them, without reading the journal; `None` once that has been read,
    /// or when own events are missing in them.
    ///
    /// # Errors
    /// [`ReplicaError::Corrupt`].
    pub fn prefetched_page(&self) -> Result<Option<(FirstPage, DueRule)>, ReplicaError> {
        let prefetched = self.prefetched.borrow();
        let is_whole = |prefetched: &&Prefetched| Revision::is_acknowledged(prefetched.revision.as_deref());
        let Some(prefetched) = prefetched.as_ref().filter(is_whole) else { return Ok(None) };
        let rule = read_or_default(prefetched.due_rule.clone())?;
        Ok(Some((read_first_page(prefetched.first_page.clone())?, rule)))
    }

    async fn page_with_own(&self) -> Result<FirstPage, ReplicaError> {
        let journal = self.journal().await?;
        let mut page = read_first_page(self.store.get(Table::Meta, meta::FIRST_PAGE).await?)?;
        let own = own(&journal);
        if own.is_empty() {
            return Ok(page);
        }
        let is_new = |entry: &&crate::journal::Entry| matches!(entry.body, Some(Body::PremisesRegistered(_)));
        let added = journal.unpulled().filter(is_new).count();
        // Beyond the page's last row anything may follow: what sorts after it is left to the whole list.
        let is_whole = page.rows.len() == page.total as usize;
        let rule = &journal.due_rule;
        let last = page.rows.last().map(|last| sort_key(rule, last));
        let mut rows = merge(&page.rows, own, rule);
        if !is_whole && let Some(last) = last {
            rows.retain(|row| sort_key(rule, row) <= last);
        }
        page.rows = rows;
        page.total = page.total.saturating_add(u32::try_from(added).unwrap_or(0)).max(page.rows.len() as u32);
        Ok(page)
    }

    /// Sets the intervals that order the list; the same again costs nothing.
    ///
    /// # Errors
    /// The store's.
    pub async fn set_due_rule(&self, rule: DueRule) -> Result<(), ReplicaError> {
        for _ in 0..TRIES {
            let journal = self.journal().await?;
            if journal.due_rule == rule {
                return Ok(());
            }
            let mut list = self.acknowledged(&journal).await?.to_vec();
            list.sort_by_cached_key(|row| sort_key(&rule, row));
            let mut batch = Batch::new();
            batch.put(Table::Meta, meta::DUE_RULE.to_vec(), seal_json(&rule));
            put_first_page(&mut batch, &list);
            let next = journal.revision.next(journal.revision.overlay);
            if self.write_if_unchanged(&journal, batch, next, Durability::Relaxed).await? {
                return Ok(());
            }
        }
        Err(ReplicaError::Busy)
    }

    /// Packs the segments again when there are many small ones; for idle moments. Says whether it did.
    ///
    /// # Errors
    /// The store's.
    pub async fn compact(&self) -> Result<bool, ReplicaError> {
        let journal = self.journal().await?;
        let prefix = key::generation(journal.state.generation);
        let segments = self.store.keys(&Query::prefix(Table::Segments, &prefix)).await?;
        let list = self.acknowledged(&journal).await?;
        if segments.len() <= list.len() / SEGMENT_ROWS + LOOSE_SEGMENTS {
            return Ok(false);
        }
        let mut state = journal.state.clone();
        let mut batch = Batch::new();
        let end = key::segment(state.generation, state.next_segment);
        batch.delete_range(Table::Segments, KeyRange { from: prefix, to: Some(end) });
        for rows in list.chunks(SEGMENT_ROWS) {
            put_segment(&mut batch, state.generation, state.next_segment, rows);
            state.next_segment += 1;
        }
        state.segments_stamp += 1;
        batch.put(Table::Meta, meta::STATE.to_vec(), seal_json(&state));
        let next = journal.revision.next(journal.revision.overlay);
        self.write_if_unchanged(&journal, batch, next, Durability::Relaxed).await
    }

    /// The acknowledged premises, due first.
    pub(crate) async fn acknowledged(&self, journal: &Journal) -> Result<Rc<Vec<PremisesBrief>>, ReplicaError> {
        let (generation, stamp) = (journal.state.generation, journal.state.segments_stamp);
        if let Some((of, at, rule, list)) = &self.premises.borrow().acknowledged
            && (*of, *at) == (generation, stamp)
            && *rule == journal.due_rule
        {
            return Ok(list.clone());
        }
        let list = Rc::new(self.read_segments(generation, &journal.due_rule).await?);
        let entry = (generation, stamp, journal.due_rule.clone(), list.clone());
        self.premises.borrow_mut().acknowledged = Some(entry);
        Ok(list)
    }

    /// The premises in the segments of a generation, due first.
    pub(crate) async fn read_segments(
        &self,
        generation: Generation,
        rule: &DueRule,
    ) -> Result<Vec<PremisesBrief>, ReplicaError> {
        let found = self.store.range(&Query::prefix(Table::Segments, &key::generation(generation))).await?;
        let (mut seen, mut list) = (HashSet::new(), Vec::new());
        // A later segment says more than an earlier one.
        for found in found.iter().rev() {
            let rows = read_rows(&found.value, Table::Segments)?;
            list.extend(rows.into_iter().filter(|row| seen.insert(row.id)));
        }
        list.retain(|row| !row.is_merged);
        list.sort_by_cached_key(|row| sort_key(rule, row));
        Ok(list)
    }

    /// Adds changed premises to the segments and the first page, within a pull's transaction.
    pub(crate) async fn put_changed_premises(
        &self,
        batch: &mut Batch,
        journal: &Journal,
        state: &mut crate::journal::SyncState,
        changed: Vec<PremisesBrief>,
    ) -> Result<(), ReplicaError> {
        if changed.is_empty() {
            return Ok(());
        }
        let list = merge(&self.acknowledged(journal).await?, changed.clone(), &journal.due_rule);
        put_first_page(batch, &list);
        let mut number = state.next_segment;
        let mut rows = changed;
        if let Some(last) = number.checked_sub(1)
            && let Some(sealed) = self.store.get(Table::Segments, &key::segment(state.generation, last)).await?
        {
            let tail = read_rows(&sealed, Table::Segments)?;
            if tail.len() + rows.len() <= TAIL_ROWS {
                let ids: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
                rows.extend(tail.into_iter().filter(|row| !ids.contains(&row.id)));
                number = last;
            }
        }
        put_segment(batch, state.generation, number, &rows);
        state.next_segment = number + 1;
        state.segments_stamp += 1;
        Ok(())
    }
}

/// Writes one segment.
pub(crate) fn put_segment(batch: &mut Batch, generation: Generation, number: u32, rows: &[PremisesBrief]) {
    batch.put(Table::Segments, key::segment(generation, number), seal(&encode(rows)));
}

/// Writes the first page of a list that is in order.
pub(crate) fn put_first_page(batch: &mut Batch, list: &[PremisesBrief]) {
    let page = pack_page(&list[..list.len().min(FIRST_PAGE_ROWS)], list.len());
    batch.put(Table::Meta, meta::FIRST_PAGE.to_vec(), page);
}

fn pack_page(rows: &[PremisesBrief], total: usize) -> Vec<u8> {
    let mut plain = u32::try_from(total).unwrap_or(u32::MAX).to_le_bytes().to_vec();
    plain.extend(encode(rows));
    seal(&plain)
}

fn read_first_page(sealed: Option<Vec<u8>>) -> Result<FirstPage, ReplicaError> {
    let Some(sealed) = sealed else { return Ok(FirstPage::default()) };
    let corrupt = || ReplicaError::Corrupt { table: Table::Meta };
    let (total, rows) = open(Table::Meta, &sealed)?.split_first_chunk::<4>().ok_or_else(corrupt)?;
    Ok(FirstPage { total: u32::from_le_bytes(*total), rows: decode(rows).ok_or_else(corrupt)? })
}

/// Reads a first page that is made up. A browser compiles a function when it is first called; while it opens the database
/// it may as well compile those that read what comes out of it.
#[cfg(target_arch = "wasm32")]
pub(crate) fn rehearse_first_page() {
    let rows = [PremisesBrief::empty()];
    let _ = black_box(read_or_default::<DueRule>(Some(seal_json(&DueRule::default()))));
    let _ = black_box(read_first_page(Some(pack_page(&rows, rows.len()))));
}

fn read_rows(sealed: &[u8], table: Table) -> Result<Vec<PremisesBrief>, ReplicaError> {
    decode(open(table, sealed)?).ok_or(ReplicaError::Corrupt { table })
}

/// The premises that own events have changed.
fn own(journal: &Journal) -> Vec<PremisesBrief> {
    let rows = journal.overlay.values().filter_map(|row| match row {
        Row::Premises(row) => Some(PremisesBrief::new(row, true)),
        _ => None,
    });
    rows.collect()
}

fn merge(list: &[PremisesBrief], changed: Vec<PremisesBrief>, rule: &DueRule) -> Vec<PremisesBrief> {
    let ids: BTreeSet<PremisesId> = changed.iter().map(|row| row.id).collect();
    let mut merged: Vec<_> = list.iter().filter(|row| !ids.contains(&row.id)).cloned().collect();
    merged.extend(changed.into_iter().filter(|row| !row.is_merged));
    merged.sort_by_cached_key(|row| sort_key(rule, row));
    merged
}

/// Due first; among those of one day in the order of registration, which is stable.
fn sort_key(rule: &DueRule, row: &PremisesBrief) -> (i32, i64, PremisesId) {
    (rule.due_on(row).days(), row.registered_at.millis(), row.id)
}
