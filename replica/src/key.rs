//! Keys and terms: how things are named in the store so that they sort as they are listed.

use crate::store::Key;
use gridwalk_domain::event::SubjectKind;
use gridwalk_domain::id::AccountId;
use gridwalk_domain::ledger::{HazardRow, InspectionRow, NoticeRow, ReviewState, Row, RowKey, TaskState};
use gridwalk_domain::time::{Date, Timestamp};
use uuid::Uuid;

/// A generation of rows: a snapshot fills the next while this one is read.
pub type Generation = u32;

/// Where the small things stand in [`crate::store::Table::Meta`].
pub mod meta {
    /// Whose database it is.
    pub const IDENTITY: &[u8] = b"identity";
    /// Where the pull stands.
    pub const STATE: &[u8] = b"state";
    /// A snapshot being filled.
    pub const SHADOW: &[u8] = b"shadow";
    /// Changes with every write that a list could show.
    pub const REVISION: &[u8] = b"revision";
    /// The packed first page.
    pub const FIRST_PAGE: &[u8] = b"first-page";
    /// What was learnt from the server: clock, next try, backup.
    pub const CONTACT: &[u8] = b"contact";
    /// Intervals that order the list.
    pub const DUE_RULE: &[u8] = b"due-rule";
    /// Before the name of reference data.
    pub const REFERENCE: &[u8] = b"reference/";
}

/// Time as eight bytes that sort like it.
fn rising(at: Timestamp) -> [u8; 8] {
    ((at.millis() as u64) ^ (1 << 63)).to_be_bytes()
}

/// Time as eight bytes that sort newest first.
fn falling(at: Timestamp) -> [u8; 8] {
    (!((at.millis() as u64) ^ (1 << 63))).to_be_bytes()
}

/// Key of an event in the outbox: its order on this phone.
pub fn ordinal(number: u64) -> Key {
    number.to_be_bytes().to_vec()
}

/// The number in a key of the outbox.
pub fn ordinal_of(key: &[u8]) -> Option<u64> {
    key.try_into().ok().map(u64::from_be_bytes)
}

/// Key of something with an id.
pub fn id(id: Uuid) -> Key {
    id.as_bytes().to_vec()
}

/// Term of a photo: when it was stored.
pub fn stored_at(at: Timestamp) -> Key {
    rising(at).to_vec()
}

fn kind_tag(kind: SubjectKind) -> u8 {
    match kind {
        SubjectKind::Site => 1,
        SubjectKind::Premises => 2,
        SubjectKind::Inspection => 3,
        SubjectKind::Hazard => 4,
        SubjectKind::Task => 5,
        SubjectKind::Notice => 6,
    }
}

/// Prefix of every row of a kind.
pub fn rows(generation: Generation, kind: SubjectKind) -> Key {
    let mut key = generation.to_be_bytes().to_vec();
    key.push(kind_tag(kind));
    key
}

/// Key of a row.
pub fn row(generation: Generation, name: RowKey) -> Key {
    let mut key = rows(generation, name.kind);
    key.extend_from_slice(name.id.0.as_bytes());
    key
}

/// Prefix of everything of a generation, in rows and in segments.
pub fn generation(generation: Generation) -> Key {
    generation.to_be_bytes().to_vec()
}

/// Key of a segment.
pub fn segment(generation: Generation, number: u32) -> Key {
    [generation.to_be_bytes(), number.to_be_bytes()].concat()
}

/// The lists that rows stand in; each is a prefix of terms, sorted as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Every visit, newest first.
    Inspections,
    /// Visits of a premises, newest first.
    InspectionsOf(Uuid),
    /// Visits by a worker, newest first.
    InspectionsBy(AccountId),
    /// 待审核, newest first.
    Pending,
    /// 已通过, newest first.
    Passed,
    /// 已退回, newest first.
    Returned,
    /// Every hazard, newest first.
    Hazards,
    /// Hazards of a premises, newest first.
    HazardsOf(Uuid),
    /// Hazards not closed, or contested: the nearest day first.
    OpenHazards,
    /// Every task, newest first.
    Tasks,
    /// Tasks not done, newest first.
    OpenTasks,
    /// Every notice, newest first.
    Notices,
    /// Notices of a premises, newest first.
    NoticesOf(Uuid),
    /// Notices whose owner wrote and waits, newest first.
    NoticesWaiting,
}

impl List {
    /// The prefix of its terms.
    pub fn prefix(self, generation: Generation) -> Key {
        let (tag, of) = match self {
            Self::Inspections => (1, None),
            Self::InspectionsOf(premises) => (2, Some(premises)),
            Self::InspectionsBy(account) => (3, Some(account.0)),
            Self::Pending => (4, None),
            Self::Passed => (5, None),
            Self::Returned => (6, None),
            Self::Hazards => (7, None),
            Self::HazardsOf(premises) => (8, Some(premises)),
            Self::OpenHazards => (9, None),
            Self::Tasks => (10, None),
            Self::OpenTasks => (11, None),
            Self::Notices => (20, None),
            Self::NoticesOf(premises) => (21, Some(premises)),
            Self::NoticesWaiting => (22, None),
        };
        let mut key = generation.to_be_bytes().to_vec();
        key.push(tag);
        if let Some(of) = of {
            key.extend_from_slice(of.as_bytes());
        }
        key
    }

    fn term(self, generation: Generation, sort: &[u8]) -> Key {
        let mut key = self.prefix(generation);
        key.extend_from_slice(sort);
        key
    }
}

/// Sort key within the lists of visits.
pub fn inspection_sort(row: &InspectionRow) -> Key {
    [falling(row.committed_at()).as_slice(), row.id.0.as_bytes()].concat()
}

/// Sort key within the lists of hazards by time.
pub fn hazard_sort(row: &HazardRow) -> Key {
    [falling(row.found_at).as_slice(), row.id.0.as_bytes()].concat()
}

/// Sort key within the open hazards: those with a day first.
pub fn hazard_due_sort(row: &HazardRow) -> Key {
    let day = row.due_on().map_or(i32::MAX, Date::days);
    let day = ((day as u32) ^ (1 << 31)).to_be_bytes();
    [day.as_slice(), &falling(row.found_at), row.id.0.as_bytes()].concat()
}

/// Sort key within the lists of notices.
pub fn notice_sort(row: &NoticeRow) -> Key {
    [falling(row.issued_at).as_slice(), row.id.0.as_bytes()].concat()
}

/// The terms of a row.
pub fn terms(generation: Generation, row: &Row) -> Vec<Key> {
    match row {
        Row::Site(_) | Row::Premises(_) => Vec::new(),
        Row::Inspection(row) => {
            let sort = inspection_sort(row);
            let of_state = match row.review {
                ReviewState::Pending => List::Pending,
                ReviewState::Passed { .. } => List::Passed,
                ReviewState::Returned { .. } => List::Returned,
            };
            let premises = List::InspectionsOf(row.record.premises.0);
            let lists = [List::Inspections, premises, List::InspectionsBy(row.actor), of_state];
            lists.map(|list| list.term(generation, &sort)).to_vec()
        }
        Row::Hazard(row) => {
            let sort = hazard_sort(row);
            let lists = [List::Hazards, List::HazardsOf(row.found.premises.0)];
            let mut terms = lists.map(|list| list.term(generation, &sort)).to_vec();
            if row.wants_somebody() {
                terms.push(List::OpenHazards.term(generation, &hazard_due_sort(row)));
            }
            terms
        }
        Row::Task(row) => {
            let sort = [falling(row.at).as_slice(), row.id.0.as_bytes()].concat();
            let is_open = row.state == TaskState::Open;
            let lists = [Some(List::Tasks), is_open.then_some(List::OpenTasks)];
            lists.into_iter().flatten().map(|list| list.term(generation, &sort)).collect()
        }
        Row::Notice(row) => {
            let sort = notice_sort(row);
            let lists = [List::Notices, List::NoticesOf(row.issued.premises.0)];
            let mut terms = lists.map(|list| list.term(generation, &sort)).to_vec();
            if row.waiting().next().is_some() {
                terms.push(List::NoticesWaiting.term(generation, &sort));
            }
            terms
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_sort_as_they_should() {
        let times = [-5, -1, 0, 1, 1_700_000_000_000].map(Timestamp::from_millis);
        assert!(times.windows(2).all(|pair| rising(pair[0]) < rising(pair[1])));
        assert!(times.windows(2).all(|pair| falling(pair[0]) > falling(pair[1])));
    }
}
