//! From a finished draft to events: pure, so that the phone and a test say the same (design 2, step 4).

mod correct;
mod draft;
mod findings;
mod register;
mod repeat;
mod tidy;
mod validate;
mod visit;

pub use correct::{correct_visit, correction_draft, correction_sheets};
pub use draft::{DraftStage, EarlierAnswer, RoomDraft, VisitDraft};
pub use register::{FLOORS_MAX, ROOMS_PER_FLOOR_MAX, Registration, Wanting, lay_out_rooms, register};
pub use repeat::{SheetCircumstances, VisitSheets, as_last_offered, earlier_asked, open_items, visit_sheets};
pub use validate::{Invalid, validate};
pub use visit::{NewEvent, PHOTOS_MAX, VisitContext, record_visit, violations};
