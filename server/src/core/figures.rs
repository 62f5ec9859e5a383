//! Statistics of a scope: pivots by area, kind, industry, grade, source, level or month (R24), with all areas named, also
//! those of which nothing was counted.

use super::{Core, ReadError, Session};
use crate::store::RecordsQuery;
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::{AreaLevel, AreaTree};
use gridwalk_domain::figures::{Dimension, FigureQuery, Line, Period};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::Row;
use std::collections::BTreeMap;

/// Months of one pivot, at most.
pub const PIVOT_MONTHS_MAX: usize = 24;

/// What the lines of a pivot are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Areas of a level.
    Areas(AreaLevel),
    /// What the store groups by.
    Of(Dimension),
    /// Months of the place, from its 统计起始日.
    Months {
        /// 统计起始日.
        start_day: u32,
    },
}

/// One line with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLine {
    /// An area's id, a kind's code, a month; empty where nothing is known.
    pub part: String,
    /// As people call it; empty where the part says it.
    pub name: String,
    /// Counts.
    pub line: Line,
}

/// A pivot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// Lines in order.
    pub lines: Vec<NamedLine>,
    /// All together.
    pub total: Line,
}

impl Core {
    /// Counts the caller's scope.
    pub async fn statistics(&self, session: &Session, query: &FigureQuery, by: Lines) -> Result<Statistics, ReadError> {
        if session.role == Role::Admin {
            return Ok(Statistics { lines: Vec::new(), total: Line::default() });
        }
        match by {
            Lines::Months { start_day } => self.by_month(session, query, start_day).await,
            Lines::Areas(level) => {
                let cells = self.store().figures(session.account, query).await?;
                Ok(by_area(&self.places().tree, &session.actor.areas(), query.area, level, &cells))
            }
            Lines::Of(by) => {
                let query = FigureQuery { by, ..query.clone() };
                let parts = self.store().figures(session.account, &query).await?;
                let total = sum(parts.values());
                // Premises and visits have neither source nor level: their line says nothing of its own.
                let is_of_hazards = matches!(by, Dimension::Source | Dimension::Level);
                let lines = parts.into_iter().filter(|(part, _)| !(is_of_hazards && part.is_empty()));
                let named = |(part, line)| NamedLine { part, name: String::new(), line };
                Ok(Statistics { lines: lines.map(named).collect(), total })
            }
        }
    }

    async fn by_month(&self, session: &Session, query: &FigureQuery, start_day: u32) -> Result<Statistics, ReadError> {
        let mut lines = Vec::new();
        let (mut year, mut month) = Period::month_of(query.period.from, start_day);
        while let Some(whole) = Period::month(year, month, start_day) {
            if whole.from > query.period.to || lines.len() == PIVOT_MONTHS_MAX {
                break;
            }
            let period = Period { from: whole.from.max(query.period.from), to: whole.to.min(query.period.to) };
            let cells = self.store().figures(session.account, &FigureQuery { period, ..query.clone() }).await?;
            let part = format!("{year:04}-{month:02}");
            lines.push(NamedLine { part, name: String::new(), line: sum(cells.values()) });
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        let total = sum(self.store().figures(session.account, query).await?.values());
        Ok(Statistics { lines, total })
    }

    /// The rows behind a figure of the caller's scope, and how many there are in all.
    pub async fn records(&self, session: &Session, query: &RecordsQuery) -> Result<(Vec<Row>, u64), ReadError> {
        if session.role == Role::Admin {
            return Ok((Vec::new(), 0));
        }
        Ok(self.store().records(session.account, query).await?)
    }
}

fn sum<'a>(lines: impl Iterator<Item = &'a Line>) -> Line {
    lines.fold(Line::default(), |mut total, line| {
        total.add(line);
        total
    })
}

// Cells add up to the areas of a level; an area of which nothing was counted stands there with nothing.
fn by_area(
    tree: &AreaTree,
    roots: &[AreaId],
    below: Option<AreaId>,
    level: AreaLevel,
    cells: &BTreeMap<String, Line>,
) -> Statistics {
    let is_wanted = |id: AreaId| tree.is_within(id, roots) && below.is_none_or(|below| tree.is_within(id, &[below]));
    let mut areas: BTreeMap<AreaId, NamedLine> = BTreeMap::new();
    let named = |id: AreaId| {
        let name = tree.get(id).map(|area| area.name.clone()).unwrap_or_default();
        NamedLine { part: id.to_string(), name, line: Line::default() }
    };
    for area in tree.iter().filter(|area| area.level == level && is_wanted(area.id)) {
        areas.insert(area.id, named(area.id));
    }
    let mut total = Line::default();
    for (cell, line) in cells {
        total.add(line);
        let Ok(cell) = cell.parse::<AreaId>() else { continue };
        // Of an area above the scope (a worker asks for communities) the part in the scope is counted.
        let id = tree.on_level(cell, level).map_or(cell, |area| area.id);
        areas.entry(id).or_insert_with(|| named(id)).line.add(line);
    }
    let mut lines: Vec<_> = areas.into_values().collect();
    lines.sort_by(|a, b| (&a.name, &a.part).cmp(&(&b.name, &b.part)));
    Statistics { lines, total }
}
