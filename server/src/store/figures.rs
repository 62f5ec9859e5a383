//! Figures of a scope, and the records behind them.

use super::Result;
use async_trait::async_trait;
use gridwalk_domain::figures::{FigureQuery, Line, Measure, Period};
use gridwalk_domain::id::{AccountId, AreaId, PremisesId};
use gridwalk_domain::ledger::Row;
use gridwalk_domain::register::Grading;
use gridwalk_domain::time::Timestamp;
use std::collections::BTreeMap;

/// Grows whenever a row is counted otherwise than before; a database of another number is counted anew when opened.
pub const FIGURES_VERSION: u32 = 7;
/// Name of the note that says by which version a database was counted.
pub const FIGURES_NOTE: &str = "figures";

/// Which records stand behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordsQuery {
    /// The same narrowing as the figure's; its `by` is not looked at.
    pub figures: FigureQuery,
    /// Any of these.
    pub measures: Vec<Measure>,
    /// Of 存量 (`Some(true)`) or 增量 (`Some(false)`) only.
    pub is_old: Option<bool>,
    /// One record a premises, the last; else every record.
    pub is_once: bool,
    /// Leaves out so many.
    pub skip: u32,
    /// At most.
    pub limit: u32,
}

/// What was done with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportAction {
    /// 报送.
    Filed,
    /// 退回.
    Returned,
}

impl ReportAction {
    /// As it stands in the database and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Returned => "returned",
        }
    }
}

/// A report filed or returned: never changed afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportStep {
    /// Whose report.
    pub area: AreaId,
    /// `2026-11` or `2026-Q4`.
    pub period: String,
    /// From 1; one more each time it is filed again.
    pub version: u32,
    /// What was done.
    pub action: ReportAction,
    /// By whom.
    pub actor: AccountId,
    /// By the server's clock.
    pub at: Timestamp,
    /// Of a return.
    pub reason: String,
    /// Of a filing: its figures, as JSON.
    pub body: String,
    /// SHA-256 over the hash before it and the body.
    pub hash: [u8; 32],
}

/// Name of the note that says by which rules premises were graded.
pub const GRADING_NOTE: &str = "grading";

/// What is counted, read within a scope.
#[async_trait]
pub trait FigureStore: Send + Sync + 'static {
    /// Grades premises by these rules from now on, and those that are there by them too.
    async fn set_grading(&self, grading: &Grading) -> Result<()>;
    /// Counts of the scope by part: the area's id, a kind's code, ….
    async fn figures(&self, scope: AccountId, query: &FigureQuery) -> Result<BTreeMap<String, Line>>;
    /// What became of reports within the scope, the oldest first; of one area or period if named.
    async fn reports(&self, scope: AccountId, area: Option<AreaId>, period: Option<&str>) -> Result<Vec<ReportStep>>;
    /// Adds one step; [`super::StoreError::StepTaken`] when somebody else took it first.
    async fn add_report(&self, step: &ReportStep) -> Result<()>;
    /// Rows that stand behind a figure, newest day first, and how many there are in all.
    async fn records(&self, scope: AccountId, query: &RecordsQuery) -> Result<(Vec<Row>, u64)>;
}

/// A number for premises that fits, with a day, in 63 bits: the last 47 bits of the id, random ones in every id made on
/// a phone. Two premises of one number on one day would count as one; with 100,000 premises that is one chance in
/// thirty thousand of one count being off by one.
pub fn premises_key(id: PremisesId) -> i64 {
    (id.0.as_u128() & ((1 << 47) - 1)) as i64
}

/// Days of the measure that stands behind a stock are looked at from the beginning.
pub fn first_day(measure: Measure, period: &Period) -> i32 {
    match measure.nature() {
        gridwalk_domain::figures::Nature::Stock => i32::MIN,
        _ => period.from.days(),
    }
}
