//! Replies of `/api/v1/reports/…`.

use serde::{Deserialize, Serialize};

/// A column.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Column {
    /// Stable word.
    pub key: String,
    /// In Chinese.
    pub label: String,
    /// In English.
    pub label_en: String,
    /// In percent.
    pub is_share: bool,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Line {
    /// Id or code.
    pub part: String,
    /// As people call it.
    pub name: String,
    /// By column.
    pub values: Vec<Option<i64>>,
}

/// A pivot.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Statistics {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// In order.
    pub columns: Vec<Column>,
    /// In order.
    pub lines: Vec<Line>,
    /// All together.
    pub total: Vec<Option<i64>>,
}

/// Filed or returned.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Step {
    /// From 1.
    pub version: u32,
    /// `filed` or `returned`.
    pub action: String,
    /// Account.
    pub actor: String,
    /// UTC milliseconds.
    pub at: i64,
    /// Of a return.
    pub reason: String,
    /// Hex.
    pub hash: String,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Report {
    /// `2026-11`.
    pub period: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Whose.
    pub area: String,
    /// Its name.
    pub name: String,
    /// In order.
    pub columns: Vec<Column>,
    /// Areas below.
    pub lines: Vec<Line>,
    /// All together.
    pub total: Vec<Option<i64>>,
    /// 本年累计.
    pub year: Vec<Option<i64>>,
    /// 补报.
    pub late: Vec<Option<i64>>,
    /// Of a sub-district: what the communities filed themselves.
    pub filed: Vec<Line>,
    /// So far.
    pub steps: Vec<Step>,
}

/// Whether a community has filed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct AreaStatus {
    /// Id.
    pub area: String,
    /// Its name.
    pub name: String,
    /// `missing`, `filed`, `returned`.
    pub state: String,
}

/// Who has filed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Status {
    /// Communities.
    pub areas: Vec<AreaStatus>,
}

/// A place in the ranking.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Ranked {
    /// Its name.
    pub name: String,
    /// From 1.
    pub place: Option<usize>,
    /// 0..=100.
    pub score: Option<i64>,
    /// 覆盖率.
    pub coverage: Option<i64>,
    /// 按期率.
    pub timely: Option<i64>,
    /// 销号率.
    pub closure: Option<i64>,
    /// 一次通过率.
    pub quality: Option<i64>,
}

/// Finds little or goes fast.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sparse {
    /// Its name.
    pub name: String,
    /// Full checklists.
    pub full: i64,
    /// Hazards.
    pub found: i64,
    /// Fast ones.
    pub fast: i64,
    /// Why.
    pub remarks: Vec<String>,
}

/// The ranking.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Ranking {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Coverage, timeliness, closure, returns.
    pub weights: [u32; 4],
    /// The best first.
    pub ranked: Vec<Ranked>,
    /// 正面.
    pub praised: Vec<String>,
    /// 反面.
    pub named: Vec<String>,
    /// Areas.
    pub sparse_areas: Vec<Sparse>,
    /// Trades.
    pub sparse_kinds: Vec<Sparse>,
    /// Limit.
    pub least_visits: u32,
    /// Limit.
    pub fast_minutes: u32,
}

/// One aim.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Target {
    /// Which.
    pub aim: String,
    /// By its end.
    pub year: i32,
    /// To do.
    pub whole: i64,
    /// Done.
    pub done: i64,
    /// Open without a day, and so in neither number; a server that is older counts them.
    #[serde(default)]
    pub undated: i64,
}

/// Three aims.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Targets {
    /// 存量, 增量, 动态.
    pub targets: Vec<Target>,
}

/// Records behind a figure.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Records {
    /// As in a snapshot.
    pub rows: Vec<gridwalk_domain::ledger::Row>,
    /// In all.
    pub whole: u64,
}

/// A report to be filed.
#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// Period.
    pub month: String,
    /// Whose.
    pub area: String,
}

/// A report to be returned.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnReport {
    /// Period.
    pub month: String,
    /// Whose.
    pub area: String,
    /// Why.
    pub reason: String,
}

/// A form of the superior's.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Form {
    /// Names it.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// What fills it.
    pub table: String,
}
