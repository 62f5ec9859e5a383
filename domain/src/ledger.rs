//! The ledger: rows folded from events in the server's order. Phone and server fold with the same code, so replicas of
//! one scope agree to the byte.
//!
//! Invariant: a fold depends on nothing but the rows it is given and the event: no clock, no settings.

mod file;
mod fold;
mod has_head;
mod hazard;
mod hazard_fold;
mod hazard_row;
mod merge;
mod notice;
mod row;
mod self_check;
mod task;
mod tip;

pub use file::{CHANGES_KEPT, ChangeEntry, PremisesFile, Receipt, Signal, Standing, StandingNote, standing_word};
pub use fold::{RowSet, fold, touched};
pub use has_head::HasHead;
pub use hazard::{HazardState, Hindrance};
pub use hazard_row::*;
pub use merge::{MERGED, PremisesTies, YearVisits, survivors};
pub use notice::{LetterAnswer, NoticeReceipt, NoticeRow, OwnerLetter, number_of};
pub use row::{Find, InspectionRow, LastVisit, OpenHazard, PastReturn, PremisesRow, ReviewState, Row, RowKey, SiteRow};
pub use self_check::{SELF_CHECKS_KEPT, SelfCheckLink, SelfCheckRecord};
pub use task::{TaskKind, TaskRow, TaskState, TaskStep};
pub use tip::{Errand, Said, TipFile, TipState};
