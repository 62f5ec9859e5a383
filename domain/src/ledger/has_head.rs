//! What every row has: what it is of, where it lies, and the last event that made it.

use super::{HazardRow, InspectionRow, NoticeRow, PremisesRow, SiteRow, TaskRow};
use crate::id::{AreaId, EventId, SubjectId};

/// Something that stands in the ledger, as it is known here.
pub trait HasHead {
    /// What it is.
    fn subject(&self) -> SubjectId;
    /// The cell in which it lies.
    fn area(&self) -> AreaId;
    /// Its last event.
    fn head(&self) -> EventId;
}

/// Implements [`HasHead`] for structs that name the three `id`, `area` and `head`: rows, and the lines of lists that
/// are made of them.
#[macro_export]
macro_rules! has_head {
    ($($row:ty),*) => {
        $(impl $crate::ledger::HasHead for $row {
            fn subject(&self) -> $crate::id::SubjectId {
                self.id.into()
            }

            fn area(&self) -> $crate::id::AreaId {
                self.area
            }

            fn head(&self) -> $crate::id::EventId {
                self.head
            }
        })*
    };
}

has_head!(SiteRow, PremisesRow, InspectionRow, HazardRow, TaskRow, NoticeRow);
