//! Lists of visits and hazards: acknowledged rows by an index, own events on top, a page at a time.

use crate::error::ReplicaError;
use crate::journal::Journal;
use crate::key::{self, List};
use crate::replica::Replica;
use crate::seal::open_json;
use crate::store::{Key, KeyRange, Query, Store, Table};
use gridwalk_domain::checklist::Level;
use gridwalk_domain::id::{AccountId, PremisesId};
use gridwalk_domain::ledger::{HazardRow, HazardState, InspectionRow, NoticeRow, ReviewState, Row, TaskKind, TaskRow};

/// Where a page ends; opaque.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(Key);

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// In the list's order.
    pub rows: Vec<T>,
    /// For the next page; `None` at the end.
    pub next: Option<Cursor>,
}

/// Where a review stands, without who and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewKind {
    /// 待审核.
    Pending,
    /// 已通过.
    Passed,
    /// 已退回.
    Returned,
}

impl ReviewKind {
    /// Of a row's state.
    pub fn of(state: &ReviewState) -> Self {
        match state {
            ReviewState::Pending => Self::Pending,
            ReviewState::Passed { .. } => Self::Passed,
            ReviewState::Returned { .. } => Self::Returned,
        }
    }
}

/// Which visits, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InspectionFilter {
    /// Of these premises.
    pub premises: Option<PremisesId>,
    /// By this worker (mine: the replica's own account).
    pub actor: Option<AccountId>,
    /// In this state.
    pub review: Option<ReviewKind>,
    /// After this.
    pub after: Option<Cursor>,
    /// At most so many; 0 is 30.
    pub limit: u32,
}

/// In which order hazards come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HazardOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Only those not closed, or contested; the nearest day first, those without a day last.
    DueFirst,
}

/// Which hazards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HazardFilter {
    /// Of these premises.
    pub premises: Option<PremisesId>,
    /// Found by this worker.
    pub finder: Option<AccountId>,
    /// In this state.
    pub state: Option<HazardState>,
    /// Of this level.
    pub level: Option<Level>,
    /// Leaves out what is closed.
    pub open_only: bool,
    /// In which order.
    pub order: HazardOrder,
    /// After this.
    pub after: Option<Cursor>,
    /// At most so many; 0 is 30.
    pub limit: u32,
}

/// Which tasks, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskFilter {
    /// Of this kind.
    pub kind: Option<TaskKind>,
    /// Leaves out what is done.
    pub open_only: bool,
    /// After this.
    pub after: Option<Cursor>,
    /// At most so many; 0 is 30.
    pub limit: u32,
}

/// Which notices, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NoticeFilter {
    /// Of these premises.
    pub premises: Option<PremisesId>,
    /// Only those whose owner wrote and waits for an answer.
    pub waiting_only: bool,
    /// After this.
    pub after: Option<Cursor>,
    /// At most so many; 0 is 30.
    pub limit: u32,
}

const LIMIT_DEFAULT: usize = 30;
/// Rows read at once when a filter leaves most of them out.
const CHUNK: u32 = 60;

/// Rows of one page of what is read to the end.
const PAGE_ROWS: u32 = 500;

// Page by page: no more than one is held at a time.
async fn every<T>(
    page: impl AsyncFn(Option<Cursor>) -> Result<Page<T>, ReplicaError>,
    mut each: impl FnMut(T),
) -> Result<(), ReplicaError> {
    let mut after = None;
    loop {
        let Page { rows, next } = page(after).await?;
        rows.into_iter().for_each(&mut each);
        match next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

impl<S: Store> Replica<S> {
    /// Hands every visit that fits to `each`, in the list's order; the filter's `after` and `limit` are not looked at.
    ///
    /// # Errors
    /// The store's.
    pub async fn every_inspection(
        &self,
        filter: &InspectionFilter,
        each: impl FnMut(InspectionRow),
    ) -> Result<(), ReplicaError> {
        let page =
            async |after| self.inspections(&InspectionFilter { after, limit: PAGE_ROWS, ..filter.clone() }).await;
        every(page, each).await
    }

    /// Hands every hazard that fits to `each`, in the list's order; the filter's `after` and `limit` are not looked at.
    ///
    /// # Errors
    /// The store's.
    pub async fn every_hazard(&self, filter: &HazardFilter, each: impl FnMut(HazardRow)) -> Result<(), ReplicaError> {
        let page = async |after| self.hazards(&HazardFilter { after, limit: PAGE_ROWS, ..filter.clone() }).await;
        every(page, each).await
    }

    /// Hands every task that fits to `each`, in the list's order; the filter's `after` and `limit` are not looked at.
    ///
    /// # Errors
    /// The store's.
    pub async fn every_task(&self, filter: &TaskFilter, each: impl FnMut(TaskRow)) -> Result<(), ReplicaError> {
        let page = async |after| self.tasks(&TaskFilter { after, limit: PAGE_ROWS, ..filter.clone() }).await;
        every(page, each).await
    }

    /// Visits, newest first, a page at a time.
    ///
    /// # Errors
    /// The store's.
    pub async fn inspections(&self, filter: &InspectionFilter) -> Result<Page<InspectionRow>, ReplicaError> {
        let list = match (filter.premises, filter.review, filter.actor) {
            (Some(premises), _, _) => List::InspectionsOf(premises.0),
            (None, Some(ReviewKind::Pending), _) => List::Pending,
            (None, Some(ReviewKind::Returned), _) => List::Returned,
            (None, _, Some(actor)) => List::InspectionsBy(actor),
            (None, Some(ReviewKind::Passed), None) => List::Passed,
            (None, None, None) => List::Inspections,
        };
        let keep = |row: Row| match row {
            Row::Inspection(row) => {
                let kept = filter.premises.is_none_or(|premises| row.record.premises == premises)
                    && filter.actor.is_none_or(|actor| row.actor == actor)
                    && filter.review.is_none_or(|review| ReviewKind::of(&row.review) == review);
                kept.then_some(row)
            }
            _ => None,
        };
        self.list(list, &filter.after, filter.limit, keep).await
    }

    /// Hazards, a page at a time.
    ///
    /// # Errors
    /// The store's.
    pub async fn hazards(&self, filter: &HazardFilter) -> Result<Page<HazardRow>, ReplicaError> {
        let list = match (filter.order, filter.premises) {
            (HazardOrder::DueFirst, _) => List::OpenHazards,
            (HazardOrder::Newest, Some(premises)) => List::HazardsOf(premises.0),
            (HazardOrder::Newest, None) => List::Hazards,
        };
        let keep = |row: Row| match row {
            Row::Hazard(row) => {
                let kept = filter.premises.is_none_or(|premises| row.found.premises == premises)
                    && filter.finder.is_none_or(|finder| row.finder == finder)
                    && filter.state.is_none_or(|state| row.state == state)
                    && filter.level.is_none_or(|level| row.found.level == level)
                    && !(filter.open_only && row.state.is_closed());
                kept.then_some(row)
            }
            _ => None,
        };
        self.list(list, &filter.after, filter.limit, keep).await
    }

    /// Tasks, newest first, a page at a time.
    ///
    /// # Errors
    /// The store's.
    pub async fn tasks(&self, filter: &TaskFilter) -> Result<Page<TaskRow>, ReplicaError> {
        let list = if filter.open_only { List::OpenTasks } else { List::Tasks };
        let keep = |row: Row| match row {
            Row::Task(row) => filter.kind.is_none_or(|kind| row.kind() == kind).then_some(row),
            _ => None,
        };
        self.list(list, &filter.after, filter.limit, keep).await
    }

    /// Notices, newest first, a page at a time.
    ///
    /// # Errors
    /// The store's.
    pub async fn notices(&self, filter: &NoticeFilter) -> Result<Page<NoticeRow>, ReplicaError> {
        let list = match (filter.premises, filter.waiting_only) {
            (_, true) => List::NoticesWaiting,
            (Some(premises), false) => List::NoticesOf(premises.0),
            (None, false) => List::Notices,
        };
        let keep = |row: Row| match row {
            Row::Notice(row) => filter.premises.is_none_or(|premises| row.issued.premises == premises).then_some(row),
            _ => None,
        };
        self.list(list, &filter.after, filter.limit, keep).await
    }

    /// How many visits a filter has; its `after` and `limit` are not looked at.
    ///
    /// # Errors
    /// The store's.
    pub async fn count_inspections(&self, filter: &InspectionFilter) -> Result<usize, ReplicaError> {
        let all = InspectionFilter { after: None, limit: u32::MAX, ..filter.clone() };
        Ok(self.inspections(&all).await?.rows.len())
    }

    async fn list<T>(
        &self,
        list: List,
        after: &Option<Cursor>,
        limit: u32,
        keep: impl Fn(Row) -> Option<T>,
    ) -> Result<Page<T>, ReplicaError> {
        let journal = self.journal().await?;
        let limit = if limit == 0 { LIMIT_DEFAULT } else { limit as usize };
        let prefix = list.prefix(journal.state.generation);
        let mut found = own(&journal, &prefix, after, &keep);
        let mut range = KeyRange::prefix(&prefix);
        if let Some(Cursor(after)) = after {
            // The lowest key above `after`.
            range.from = [prefix.as_slice(), after, &[0]].concat();
        }
        let mut acknowledged = 0;
        while acknowledged <= limit && !range.is_empty() {
            let read = self.chunk(&range).await?;
            let is_last = read.len() < CHUNK as usize;
            for row in read {
                let Some(sort) = sort_in(&journal, &prefix, &row) else { continue };
                range.from = [prefix.as_slice(), &sort, &[0]].concat();
                if !journal.overlay.contains_key(&row.key())
                    && let Some(row) = keep(row)
                {
                    found.push((sort, row));
                    acknowledged += 1;
                }
            }
            if is_last {
                break;
            }
        }
        Ok(page(found, limit))
    }

    async fn chunk(&self, range: &KeyRange) -> Result<Vec<Row>, ReplicaError> {
        let query = Query::term_range(Table::Rows, range.clone()).limit(CHUNK);
        let found = self.store.range(&query).await?;
        found.iter().map(|found| open_json(Table::Rows, &found.value)).collect()
    }
}

/// The rows that own events have changed, as they stand in the list.
fn own<T>(journal: &Journal, prefix: &[u8], after: &Option<Cursor>, keep: &impl Fn(Row) -> Option<T>) -> Vec<(Key, T)> {
    let rows = journal.overlay.values().filter_map(|row| {
        let sort = sort_in(journal, prefix, row)?;
        let is_after = after.as_ref().is_none_or(|Cursor(after)| sort > *after);
        if is_after { Some((sort, keep(row.clone())?)) } else { None }
    });
    rows.collect()
}

/// Where a row stands in the list of that prefix; `None` where it does not.
fn sort_in(journal: &Journal, prefix: &[u8], row: &Row) -> Option<Key> {
    let terms = key::terms(journal.state.generation, row);
    terms.iter().find_map(|term| term.strip_prefix(prefix)).map(<[u8]>::to_vec)
}

fn page<T>(mut found: Vec<(Key, T)>, limit: usize) -> Page<T> {
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(sort, _)| Cursor(sort.clone()));
    Page { rows: found.into_iter().map(|(_, row)| row).collect(), next }
}
