//! The file of premises (一户一档) as field and desk read and change it, and 扫街. What may stand in a column, and which
//! events a change makes, are the domain's to say.

mod form;
mod kept;
mod labels;
mod log;
mod page;
mod persons;
mod quick;
mod self_check;
mod signals;
mod site;
mod spaces;
mod standing;
mod succeed;
mod summary;
pub mod sweep;

pub use kept::{load_register, uncovered_cells};
pub use labels::{agreement_text, grade_text, standing_text};
pub use page::FilePage;
pub use quick::QuickColumns;
pub use self_check::SelfCheck;
pub use site::SiteGroup;
pub use summary::FileSummary;
