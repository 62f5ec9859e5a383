//! The read model: acknowledged rows with the own events that are not yet among them folded on top, at every read.
//!
//! Architecture invariant: a screen never sees the acknowledged rows alone; a worker's record is in every list from
//! the moment of its commit.

mod apply;
mod brief;
mod due;
mod list;
mod order;
mod premises;
mod row;
mod segment;

pub(crate) use apply::{Ledger, put_rows};
pub use brief::PremisesBrief;
pub use due::DueRule;
pub use list::{Cursor, HazardFilter, HazardOrder, InspectionFilter, NoticeFilter, Page, ReviewKind, TaskFilter};
pub use order::{Haystack, Order, Sought, arrange};
#[cfg(target_arch = "wasm32")]
pub(crate) use premises::rehearse_first_page;
pub use premises::{FIRST_PAGE_ROWS, FirstPage};
pub(crate) use premises::{PremisesCache, put_first_page, put_segment};
pub(crate) use segment::{decode, encode};
