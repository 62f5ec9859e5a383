//! From a finished draft to events: pure, so that the phone and a test say the same (design 2, step 4).

mod draft;
mod validate;
mod visit;

pub use draft::{DraftStage, EarlierAnswer, RoomDraft, VisitDraft};
pub use validate::{Invalid, validate};
pub use visit::NewEvent;
