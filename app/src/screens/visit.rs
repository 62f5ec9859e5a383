//! The visit: one page, one-handed, edited in a draft that is saved at every change (field-practice 1 to 5).
//!
//! Everything a worker does here changes the draft ([`form::Visit::update`]) and is saved at once by one writer
//! ([`saver::Saver`]); 提交巡查 hands the draft to `domain::record` and commits what comes back. No rule stands here.

mod again;
mod begin;
mod danger;
mod drafts;
mod earlier;
mod fail;
mod form;
mod group;
mod head;
mod item;
mod lock;
mod not_entered;
mod open;
mod page;
mod pieces;
mod place;
mod record;
mod repeat;
mod rooms;
mod saved;
mod saver;
mod scene;
mod shots;
mod submit;

pub use begin::{begin_correction, begin_not_entered, begin_visit, standing_draft};
pub use drafts::DraftsPage;
pub use open::{CorrectionPage, NotEnteredPage, VisitPage};
pub use pieces::{Picks, Stepper, TextInput, picks};
pub use record::{RecordPage, mark_of};
pub use saved::SavedPage;
