//! From a finished draft to events: pure, so that the phone and a test say the same (design 2, step 4).

mod correct;
mod draft;
mod elsewhere;
mod file;
mod findings;
mod letter;
mod new_event;
mod notice;
mod raise;
mod register;
mod repeat;
mod restate;
mod self_check;
mod tidy;
mod tip;
mod validate;
mod visit;

pub use correct::{correct_visit, correction_draft, correction_sheets, correction_violations};
pub use draft::{DraftStage, EarlierAnswer, FrozenTemplates, RoomDraft, VisitDraft};
pub use elsewhere::{ErrandDraft, JudgedGroup, check_errand, hazard_of_item, judged_items};
pub use file::{Successor, building_hazards, file_change, persons_changed, succeed};
pub use letter::{LetterDecision, answer_letter, letter_of_extension, may_answer};
pub use new_event::NewEvent;
pub use notice::{NoticeDraft, NoticeWanting, citations, fresh_number, issue_notice};
pub use raise::{RaiseWanting, Raising, handling_of, raise_hazard};
pub use register::{
    FLOORS_MAX, ROOMS_PER_FLOOR_MAX, Registration, Wanting, lay_out_rooms, name_default_body, register,
};
pub use repeat::{SheetCircumstances, VisitSheets, as_last_offered, earlier_asked, open_items, visit_sheets};
pub use self_check::{SelfCheckWanting, owner_items, self_check};
pub use validate::{Invalid, validate};
pub use visit::{PHOTOS_MAX, VisitContext, record_visit, violations};
