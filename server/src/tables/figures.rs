//! The monthly report as tables: as it is printed, and to fill the superior's own form with (R25).

use super::table::{Cell, ReportColumn, ReportTable};
use crate::core::{ReportBody, ReportLine};
use gridwalk_domain::area::{AreaLevel, AreaTree};
use gridwalk_domain::figures::Column;
use gridwalk_domain::id::AreaId;

/// How a form asks for the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A row an area, a column a figure: 社区 | 应排查数 | ….
    ByArea,
    /// A row a figure: 项目 | 本月 | 本年累计 | 补报.
    ByItem,
}

const YEAR: &str = "year_";
const NUMBER: &str = "_number";

impl Layout {
    /// By its name on the wire.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "monthly" => Some(Self::ByArea),
            "monthly_items" => Some(Self::ByItem),
            _ => None,
        }
    }

    /// What a form's columns may be given.
    pub fn columns(self) -> Vec<ReportColumn> {
        let named = |columns: &[(&str, &str)]| -> Vec<ReportColumn> {
            columns.iter().map(|(key, title)| ReportColumn::new(*key, *title)).collect()
        };
        match self {
            Self::ByItem => named(&[("item", "项目"), ("value", "本月"), ("year", "本年累计"), ("late", "补报")]),
            Self::ByArea => {
                let mut columns = named(&[
                    ("number", "序号"),
                    ("subdistrict", "镇街"),
                    ("community", "社区"),
                    ("cell", "网格"),
                    ("area", "单位"),
                    ("period", "统计期"),
                ]);
                columns.extend(Column::ALL.iter().flat_map(|column| figure_columns(*column)));
                columns
            }
        }
    }

    /// The report in that layout.
    pub fn table(self, body: &ReportBody, tree: &AreaTree) -> ReportTable {
        let rows = match self {
            Self::ByItem => by_item(body),
            Self::ByArea => {
                let lines = body.lines.iter().zip(1_u64..);
                lines.map(|(line, number)| area_row(body, tree, line, number)).collect()
            }
        };
        ReportTable { title: title(body), columns: self.columns(), rows }
    }
}

// Of the month and of the year; a share also as a number, for cells that a form shows in percent.
fn figure_columns(column: Column) -> Vec<ReportColumn> {
    let (word, label) = (column.word(), column.label().0);
    let mut columns =
        vec![ReportColumn::new(word, label), ReportColumn::new(format!("{YEAR}{word}"), format!("本年累计{label}"))];
    if column.is_share() {
        columns.push(ReportColumn::new(format!("{word}{NUMBER}"), format!("{label}（数值）")));
    }
    columns
}

// A share as it is printed, and — of nothing.
fn cell(value: Option<i64>, is_share: bool) -> Cell {
    match value {
        None => Cell::from("—"),
        Some(value) if is_share => Cell::Share(value),
        Some(value) => Cell::Number(value as f64),
    }
}

fn area_row(body: &ReportBody, tree: &AreaTree, line: &ReportLine, number: u64) -> Vec<Cell> {
    let id = line.part.parse::<AreaId>().ok();
    let above = |level| id.and_then(|id| tree.on_level(id, level)).map(|area| area.name.as_str()).unwrap_or_default();
    let mut row = vec![
        Cell::from(number),
        above(AreaLevel::Subdistrict).into(),
        above(AreaLevel::Community).into(),
        above(AreaLevel::GridCell).into(),
        line.name.as_str().into(),
        period(body).into(),
    ];
    let year = body.year_lines.iter().find(|of_year| of_year.part == line.part);
    for column in Column::ALL {
        let now = body.value(&line.values, *column);
        row.push(cell(now, column.is_share()));
        row.push(year.map_or(Cell::Empty, |year| cell(body.value(&year.values, *column), column.is_share())));
        if column.is_share() {
            row.push(now.map_or(Cell::Empty, |percent| Cell::Number(percent as f64 / 100.0)));
        }
    }
    row
}

fn by_item(body: &ReportBody) -> Vec<Vec<Cell>> {
    let row = |column: &Column| {
        let of = |values: &[Option<i64>]| cell(body.value(values, *column), column.is_share());
        vec![column.label().0.into(), of(&body.total), of(&body.year), of(&body.late)]
    };
    Column::ALL.iter().map(row).collect()
}

// 2026年11月, 2026年第4季度.
fn period(body: &ReportBody) -> String {
    match body.period.split_once('-') {
        Some((year, part)) => match part.strip_prefix('Q') {
            Some(quarter) => format!("{year}年第{quarter}季度"),
            None => format!("{year}年{}月", part.trim_start_matches('0')),
        },
        None => body.period.clone(),
    }
}

fn title(body: &ReportBody) -> String {
    format!("{}安全巡查统计表（{}）", body.name, period(body))
}

/// As the paper is: figures down, areas across; below them 统计期, 填表人, 审核人 and the version (R25).
pub fn paper(body: &ReportBody, filed: Option<&Filed>) -> ReportTable {
    let mut columns = Layout::ByItem.columns();
    if body.period.contains("-Q") {
        columns.iter_mut().filter(|column| column.key == "value").for_each(|column| column.title = "本季".to_owned());
    }
    columns.extend(body.lines.iter().map(|line| ReportColumn::new(line.part.as_str(), line.name.as_str())));
    let mut rows = by_item(body);
    for (row, column) in rows.iter_mut().zip(Column::ALL) {
        row.extend(body.lines.iter().map(|line| cell(body.value(&line.values, *column), column.is_share())));
    }
    rows.extend(foot(body, filed).map(|(name, text)| vec![name.into(), text.into()]));
    ReportTable { title: title(body), columns, rows }
}

/// Who filed a version, and how it is told from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// 填表人: whoever filed it.
    pub by: String,
    /// From 1.
    pub version: u32,
    /// Begin of the hash over the step, as the page shows it.
    pub hash: String,
}

// 审核人 signs on the paper.
fn foot(body: &ReportBody, filed: Option<&Filed>) -> [(&'static str, String); 4] {
    let by = filed.map(|filed| filed.by.clone()).unwrap_or_default();
    let version = filed.map_or_else(|| "未报送".to_owned(), |filed| format!("第{}版 {}", filed.version, filed.hash));
    [("统计期", format!("{} 至 {}", body.from, body.to)), ("填表人", by), ("审核人", String::new()), ("版本", version)]
}
