//! The register's columns as data (dossier 2.7): which there are for a kind of premises, how they are named, and what
//! may stand in them. Values stand in `PremisesRegistered::details` as texts, by key.

mod columns;
pub mod coverage;
mod credit_code;
mod settings;
mod totals;
mod undone;

pub use columns::{Column, ColumnError, ColumnGroup, ColumnType, Register, is_one_body, tags_of};
pub use credit_code::{CreditCodeError, check_credit_code, hint_credit_code, normal_credit_code};
pub use settings::{DutyDays, Grade, GradeFacts, GradeRule, Grading, RegisterSettings, Situation, lodgers};
pub use totals::{Agreement, DutyState, DutyTotals, RegisterTotals, agreement, duty_state, target_of};
pub use undone::is_undone_import;

/// Key of the column that R05 is about.
pub const SUPERVISING_BODY: &str = "supervising_body";
/// Key of the column that holds a 统一社会信用代码.
pub const CREDIT_CODE: &str = "credit_code";
/// Key of the column of 新业态 (R38).
pub const TAGS: &str = "tags";
