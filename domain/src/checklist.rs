//! The checklist engine: catalogue data in, the sheet of one visit out, and the judgement of its answers (R10, R11).

mod answer;
mod catalogue;
mod check;
mod compose;
mod sheet;
mod versions;

pub use answer::{Answer, Answers, Given, Handling, Judgement, Value};
pub use catalogue::{
    Ask, Basis, Catalogue, CatalogueError, Certainty, Choices, Condition, Defect, Group, GroupEntry, Item, Kind,
    KindFamily, Level, PhotoRule, Template, TemplateRef,
};
pub(crate) use check::is_sound;
pub use check::{TEXT_CHARS_MAX, Violation, check, check_room};
pub use sheet::{MAJOR_GROUP, Sheet, SheetError, SheetGroup, SheetRequest, due_on, suggest};
pub use versions::Catalogues;
