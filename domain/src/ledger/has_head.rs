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

macro_rules! has_head {
    ($($row:ty),*) => {
        $(impl HasHead for $row {
            fn subject(&self) -> SubjectId {
                self.id.into()
            }

            fn area(&self) -> AreaId {
                self.area
            }

            fn head(&self) -> EventId {
                self.head
            }
        })*
    };
}

has_head!(SiteRow, PremisesRow, InspectionRow, HazardRow, TaskRow, NoticeRow);
