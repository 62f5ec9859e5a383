//! Statistics of a scope: pivots by area, kind, industry, grade, source, level or month (R24), with all areas named, also
//! those of which nothing was counted.

use super::{Core, ReadError, Session, catalogue};
use crate::store::RecordsQuery;
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::{Area, AreaLevel, AreaTree};
use gridwalk_domain::event::HazardSource;
use gridwalk_domain::figures::{Column, Dimension, FigureQuery, Line, Period};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::Row;
use gridwalk_domain::register::Grade;
use gridwalk_domain::time::Date;
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
                let mut lines: Vec<_> = lines.filter(|(_, line)| !is_blank(line)).map(named).collect();
                lines.sort_by_cached_key(|line| place(by, &line.part, query.period.to));
                Ok(Statistics { lines, total })
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

// Whether nothing of it is printed but 0 and —.
fn is_blank(line: &Line) -> bool {
    Column::ALL.iter().all(|column| matches!(column.figure(line).number(), None | Some(0)))
}

// Where a part stands among the others: in the order in which people know them, else by name; what is not known last.
fn place(by: Dimension, part: &str, on: Date) -> (usize, String) {
    let in_order = |found: Option<usize>| (found.unwrap_or(usize::MAX - 1), part.to_owned());
    match by {
        _ if part.is_empty() => (usize::MAX, String::new()),
        Dimension::Kind => in_order(catalogue(on).and_then(|all| all.kinds.iter().position(|kind| kind.code == part))),
        Dimension::Grade => in_order(Grade::ALL.iter().position(|grade| grade.key() == part)),
        Dimension::Level => in_order(["M", "G", "L"].iter().position(|level| *level == part)),
        Dimension::Source => {
            let source = HazardSource::ALL.into_iter().find(|source| source.key() == part);
            (0, source.map_or_else(|| part.to_owned(), |source| source.word().to_owned()))
        }
        Dimension::Cell | Dimension::Industry => (0, part.to_owned()),
    }
}

fn sum<'a>(lines: impl Iterator<Item = &'a Line>) -> Line {
    lines.fold(Line::default(), |mut total, line| {
        total.add(line);
        total
    })
}

// Cells add up to the areas of a level; an area of which nothing was counted stands there with nothing. What lies in none
// of them, because it is the sub-district's own, stands after them as 本级, if there is anything.
fn by_area(
    tree: &AreaTree,
    roots: &[AreaId],
    below: Option<AreaId>,
    level: AreaLevel,
    cells: &BTreeMap<String, Line>,
) -> Statistics {
    let is_wanted = |id: AreaId| tree.is_within(id, roots) && below.is_none_or(|below| tree.is_within(id, &[below]));
    let mut areas: BTreeMap<AreaId, NamedLine> = BTreeMap::new();
    let is_own = |id: AreaId| tree.get(id).is_none_or(|area| area.level != level);
    let named = |id: AreaId| {
        let is_above = |area: &Area| area.level != level && area.level != AreaLevel::GridCell;
        let name =
            tree.get(id).map(|area| if is_above(area) { format!("{}本级", area.name) } else { area.name.clone() });
        NamedLine { part: id.to_string(), name: name.unwrap_or_default(), line: Line::default() }
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
    areas.retain(|id, named| !is_own(*id) || !is_blank(&named.line));
    let mut lines: Vec<(bool, NamedLine)> = areas.into_iter().map(|(id, named)| (is_own(id), named)).collect();
    lines.sort_by(|(a_own, a), (b_own, b)| (a_own, &a.name, &a.part).cmp(&(b_own, &b.name, &b.part)));
    Statistics { lines: lines.into_iter().map(|(_, named)| named).collect(), total }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::figures::Measure;

    fn id(number: u128) -> AreaId {
        AreaId(uuid::Uuid::from_u128(number))
    }

    // A sub-district 2 with communities 3 and 4 and a cell that is in neither.
    fn lines(counts: &[(u128, Measure)]) -> Vec<String> {
        let area = |(number, parent, level, name): (u128, u128, AreaLevel, &str)| Area {
            id: id(number),
            parent: Some(id(parent)).filter(|_| parent > 0),
            level,
            name: name.to_owned(),
            code: None,
            border: Default::default(),
            moved_at: None,
        };
        let tree = AreaTree::new(
            [
                (2, 0, AreaLevel::Subdistrict, "榆安街道"),
                (3, 2, AreaLevel::Community, "枣花社区"),
                (4, 2, AreaLevel::Community, "石榴社区"),
                (31, 3, AreaLevel::GridCell, "第1网格"),
                (29, 2, AreaLevel::GridCell, "待分配"),
            ]
            .map(area),
        );
        let mut cells: BTreeMap<String, Line> = BTreeMap::new();
        for (cell, measure) in counts {
            cells.entry(id(*cell).to_string()).or_default().put(*measure, 1);
        }
        let found = by_area(&tree, &[id(2)], None, AreaLevel::Community, &cells);
        found.lines.into_iter().map(|line| line.name).collect()
    }

    #[test]
    fn what_is_a_subdistricts_own_stands_last_by_a_name_that_says_so_or_not_at_all() {
        let tips = [(2, Measure::Tips), (31, Measure::Premises), (29, Measure::Premises)];
        assert_eq!(lines(&tips), ["枣花社区", "石榴社区", "待分配", "榆安街道本级"]);
        let unseen = [(2, Measure::Records), (31, Measure::Premises)];
        assert_eq!(lines(&unseen), ["枣花社区", "石榴社区"], "nothing of it is printed");
    }

    #[test]
    fn parts_stand_in_the_order_in_which_people_know_them() {
        let on = Date::new(2026, 11, 29).unwrap();
        let sorted = |by, parts: &[&'static str]| {
            let mut parts = parts.to_vec();
            parts.sort_by_key(|part| place(by, part, on));
            parts
        };
        let grades = ["", "blue", "orange", "red", "yellow"];
        assert_eq!(sorted(Dimension::Grade, &grades), ["red", "orange", "yellow", "blue", ""]);
        assert_eq!(sorted(Dimension::Level, &["G", "L", "M"]), ["M", "G", "L"]);
        let kinds = ["", "idle_yard", "of_before", "rental", "restaurant", "shop"];
        let known = ["shop", "restaurant", "rental", "idle_yard", "of_before", ""];
        assert_eq!(sorted(Dimension::Kind, &kinds), known, "as in the catalogue");
        assert_eq!(sorted(Dimension::Industry, &["", "餐饮业", "零售业"]), ["零售业", "餐饮业", ""]);
        assert_eq!(
            sorted(Dimension::Source, &["patrol", "supervision"]),
            ["supervision", "patrol"],
            "督导检查, 网格巡查"
        );
    }
}
