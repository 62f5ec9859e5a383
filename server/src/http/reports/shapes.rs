//! The shapes of reports, as they stand in the OpenAPI description.

use crate::core::NamedLine;
use gridwalk_domain::figures::{Column, Line};
use gridwalk_domain::ledger::Row;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A column of the statistics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FigureColumnReply {
    /// Stable word.
    pub key: String,
    /// 应排查数, ….
    pub label: String,
    /// In English.
    pub label_en: String,
    /// Whether its numbers are percent.
    pub is_share: bool,
}

/// A line of the statistics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineReply {
    /// An area's id, a kind's code, a month; empty where nothing is known.
    pub part: String,
    /// As people call it.
    pub name: String,
    /// By column; null is a share of nothing and prints —.
    pub values: Vec<Option<i64>>,
}

/// A pivot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatisticsReply {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// In the order of `values`.
    pub columns: Vec<FigureColumnReply>,
    /// In order.
    pub lines: Vec<LineReply>,
    /// All together.
    pub total: Vec<Option<i64>>,
}

/// All columns.
pub fn columns() -> Vec<FigureColumnReply> {
    let reply = |column: &Column| {
        let (label, label_en) = column.label();
        FigureColumnReply {
            key: column.word().to_owned(),
            label: label.to_owned(),
            label_en: label_en.to_owned(),
            is_share: column.is_share(),
        }
    };
    Column::ALL.iter().map(reply).collect()
}

/// The figures of a line, by column.
pub fn values(line: &Line) -> Vec<Option<i64>> {
    Column::ALL.iter().map(|column| column.figure(line).number()).collect()
}

/// A named line.
pub fn line(named: &NamedLine, name: String) -> LineReply {
    LineReply { part: named.part.clone(), name, values: values(&named.line) }
}

/// The records behind a figure.
#[derive(Serialize, ToSchema)]
pub struct RecordsReply {
    /// As in a snapshot, the newest day first.
    #[schema(value_type = Vec<Object>)]
    pub rows: Vec<Row>,
    /// How many there are in all.
    pub whole: u64,
}

/// A place in the ranking.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RankedReply {
    /// Area or kind.
    pub part: String,
    /// Its name.
    pub name: String,
    /// From 1; null where nothing could be judged.
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

/// An area or trade that finds little or goes fast.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SparseReply {
    /// Area or kind.
    pub part: String,
    /// Its name.
    pub name: String,
    /// Full checklists.
    pub full: i64,
    /// Hazards found.
    pub found: i64,
    /// Fast ones.
    pub fast: i64,
    /// `nothing_found`, `little_found`, `too_fast`.
    pub remarks: Vec<String>,
}

/// Ranking, circulars, and what finds little.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RankingReply {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Weights of coverage, timeliness, closure and returns, as the formula is shown.
    pub weights: [u32; 4],
    /// The best first.
    pub ranked: Vec<RankedReply>,
    /// 正面表扬: the first of the ranking.
    pub praised: Vec<String>,
    /// 反面典型: the last of the ranking, none that is praised.
    pub named: Vec<String>,
    /// Areas with remarks.
    pub sparse_areas: Vec<SparseReply>,
    /// Trades with remarks.
    pub sparse_kinds: Vec<SparseReply>,
    /// Fewer full checklists say nothing.
    pub least_visits: u32,
    /// Minutes that are fast.
    pub fast_minutes: u32,
    /// 同上次 and 没进去 are left out of both lists.
    pub leaves_out_as_last: bool,
}

/// One of the three aims.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TargetReply {
    /// `old_cleared`, `new_curbed`, `always_zero`.
    pub aim: String,
    /// By the end of this year.
    pub year: i32,
    /// How many are to be done.
    pub whole: i64,
    /// How many are done.
    pub done: i64,
    /// Of `always_zero`, how many more are open without a day; they are in neither number.
    pub undated: i64,
}

/// The three aims.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TargetsReply {
    /// 存量, 增量, 动态.
    pub targets: Vec<TargetReply>,
}

/// A month's or quarter's report of an area: as it now stands, or as it was filed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportReply {
    /// `2026-11` or `2026-Q4`.
    pub period: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Whose.
    pub area: String,
    /// Its name.
    pub name: String,
    /// In the order of all values.
    pub columns: Vec<FigureColumnReply>,
    /// By cell for a community, by community for a sub-district.
    pub lines: Vec<LineReply>,
    /// All together.
    pub total: Vec<Option<i64>>,
    /// 本年累计.
    pub year: Vec<Option<i64>>,
    /// 补报; null where it makes no sense.
    pub late: Vec<Option<i64>>,
    /// Of a sub-district: what each community's own version says that stands filed; the lines are counted anew.
    pub filed: Vec<LineReply>,
    /// What became of it so far, the oldest first.
    pub steps: Vec<StepReply>,
    /// The version that these figures are; null as it now stands.
    #[schema(required)]
    pub version: Option<u32>,
}

/// Filed or returned.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepReply {
    /// From 1.
    pub version: u32,
    /// `filed` or `returned`.
    pub action: String,
    /// By whom.
    pub actor: String,
    /// UTC milliseconds.
    pub at: i64,
    /// Of a return.
    pub reason: String,
    /// SHA-256 in hex over what was filed and the step before it.
    pub hash: String,
}

/// A report to be filed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct FileReport {
    /// `2026-11` or `2026-Q4`.
    pub month: String,
    /// Whose.
    pub area: uuid::Uuid,
}

/// A report to be returned.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ReturnReport {
    /// `2026-11` or `2026-Q4`.
    pub month: String,
    /// Whose.
    pub area: uuid::Uuid,
    /// 退回原因.
    pub reason: String,
}

/// Who has filed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatusReply {
    /// `2026-11`.
    pub period: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Every community of the scope.
    pub areas: Vec<AreaStatus>,
}

/// Whether one community has filed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AreaStatus {
    /// Community.
    pub area: String,
    /// Its name.
    pub name: String,
    /// `missing` (未报), `filed` (已报), `returned` (退回).
    pub state: String,
    /// The last step; null while nothing was filed.
    #[schema(required)]
    pub last: Option<StepReply>,
}
