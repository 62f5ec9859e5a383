//! The year's investment in safety, reported once a year (S2 4.3): people, technology, engineering, management.

use super::table::{Cell, Line, ReportColumn};
use crate::store::Paper;
use gridwalk_domain::area::{AreaLevel, AreaTree};
use gridwalk_domain::id::AreaId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kind of its paper; each saving is a paper of its own, the latest counts.
pub const PAPER: &str = "investment";
/// 万元 in one figure, at most.
const MOST: f64 = 1_000_000.0;

/// One area's year, in 万元.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Investment {
    /// 2026.
    pub year: i32,
    /// 人防.
    pub people: f64,
    /// 技防.
    pub technology: f64,
    /// 工程防.
    pub engineering: f64,
    /// 管理防.
    pub management: f64,
    /// What for.
    #[serde(default)]
    pub note: String,
}

impl Investment {
    /// Whether it keeps its limits.
    pub fn is_acceptable(&self) -> bool {
        let figures = [self.people, self.technology, self.engineering, self.management];
        (2000..=2100).contains(&self.year)
            && figures.iter().all(|figure| figure.is_finite() && (0.0..=MOST).contains(figure))
            && self.note.chars().count() <= 500
    }
}

/// The latest of each area and year, by year and area.
pub fn latest(papers: &[Paper]) -> BTreeMap<(i32, AreaId), Investment> {
    let mut latest = BTreeMap::new();
    // Newest first: the first met stands.
    for paper in papers {
        if let Ok(one) = serde_json::from_value::<Investment>(paper.facts.clone()) {
            latest.entry((one.year, paper.area)).or_insert(one);
        }
    }
    latest
}

/// Right of number, sub-district, community and cell.
pub fn columns() -> Vec<ReportColumn> {
    let column = ReportColumn::new;
    vec![
        column("year", "年度"),
        column("people", "人防（万元）"),
        column("technology", "技防（万元）"),
        column("engineering", "工程防（万元）"),
        column("management", "管理防（万元）"),
        column("sum", "合计（万元）"),
        column("note", "说明").wide(30.0),
    ]
}

/// A line for each area and year.
pub fn lines(papers: &[Paper], tree: &AreaTree) -> Vec<Line> {
    let all = latest(papers);
    let line = |(index, ((year, area), one)): (usize, (&(i32, AreaId), &Investment))| {
        let name = |level| Cell::from(tree.on_level(*area, level).map(|area| area.name.clone()).unwrap_or_default());
        let figures = [one.people, one.technology, one.engineering, one.management];
        let mut cells = vec![
            Cell::from(index as u64 + 1),
            name(AreaLevel::Subdistrict),
            name(AreaLevel::Community),
            name(AreaLevel::GridCell),
            Cell::Number(f64::from(*year)),
        ];
        cells.extend(figures.map(Cell::Number));
        cells.push(Cell::Number(figures.iter().sum()));
        cells.push(one.note.as_str().into());
        Line { cells, at: None }
    };
    all.iter().enumerate().map(line).collect()
}
