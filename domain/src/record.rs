//! From a finished draft to events: pure, so that the phone and a test say the same (design 2, step 4).

mod correct;
mod draft;
mod findings;
mod repeat;
mod tidy;
mod validate;
mod visit;

pub use correct::{correct_visit, correction_draft};
pub use draft::{DraftStage, EarlierAnswer, RoomDraft, VisitDraft};
pub use repeat::{SheetCircumstances, VisitSheets, as_last_offered, earlier_asked, open_items, visit_sheets};
pub use validate::{Invalid, validate};
pub use visit::{NewEvent, PHOTOS_MAX, VisitContext, record_visit, violations};
