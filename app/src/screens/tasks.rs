//! What a worker does beside the round: dangerous work, education visits, odd readings, campaigns, labels at the door.

mod campaign;
mod errand;
mod label;
mod outreach;
mod parts;
mod premises;
mod reading;
mod scan;
mod seen;
mod top;
pub mod words;
mod work;

pub use campaign::CampaignPage;
pub use errand::{ErrandFacts, ErrandForm, ErrandPage, finding_text, shot};
pub use label::{LabelPage, label_read};
pub use outreach::OutreachPage;
pub use parts::{Shots, form_screen, kept, store_photo};
pub use premises::PremisesDuties;
pub use reading::ReadingPage;
pub use top::{Awaited, QuickEntries, awaited, task_card, use_open_tasks};
pub use work::{NewWorkPage, WorkPage, facts as work_facts};
