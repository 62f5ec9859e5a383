//! From a finished draft to events: pure, so that the phone and a test say the same (design 2, step 4).

mod correct;
mod draft;
mod file;
mod findings;
mod notice;
mod register;
mod repeat;
mod tidy;
mod validate;
mod visit;

pub use correct::{correct_visit, correction_draft, correction_sheets};
pub use draft::{DraftStage, EarlierAnswer, RoomDraft, VisitDraft};
pub use file::{Successor, building_hazards, file_change, persons_changed, succeed};
pub use notice::{NoticeDraft, NoticeWanting, citations, fresh_number, issue_notice};
pub use register::{
    FLOORS_MAX, ROOMS_PER_FLOOR_MAX, Registration, Wanting, lay_out_rooms, name_default_body, register,
};
pub use repeat::{SheetCircumstances, VisitSheets, as_last_offered, earlier_asked, open_items, visit_sheets};
pub use validate::{Invalid, validate};
pub use visit::{NewEvent, PHOTOS_MAX, VisitContext, record_visit, violations};
