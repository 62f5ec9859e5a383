//! 补报: what arrived for a filed period after its report, cell by cell. An area may have changed since: what a cell that
//! left did is no longer this area's to say, and what a cell that joined did before was filed elsewhere.

use super::{Core, ReportBody, ReportError, ReportLine, ReportPeriod, Session, body_of, values};
use crate::core::{Lines, NamedLine, Statistics};
use crate::store::{ReportAction, ReportStep};
use gridwalk_domain::area::{AreaLevel, AreaTree};
use gridwalk_domain::figures::{Column, FigureQuery};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

type Values = Vec<Option<i64>>;

/// What came late, by cell. Columns in which it makes no sense have none.
#[derive(Debug, Default)]
pub(super) struct Late {
    cells: BTreeMap<String, Values>,
}

impl Late {
    /// All together.
    pub(super) fn total(&self) -> Values {
        let mut total = nothing();
        self.cells.values().for_each(|late| add(&mut total, late));
        total
    }

    /// What a report that is filed now accounts for, by cell: its own period and what came late.
    pub(super) fn accounted(mut self, now: &Statistics) -> Vec<ReportLine> {
        let with_late = |named: &NamedLine| {
            let mut values = values(&named.line);
            if let Some(late) = self.cells.remove(&named.part) {
                add(&mut values, &late);
            }
            ReportLine { part: named.part.clone(), name: named.name.clone(), values }
        };
        let mut lines: Vec<_> = now.lines.iter().map(with_late).collect();
        // The area's own, of which nothing was counted in the period itself.
        lines.extend(self.cells.into_iter().map(|(part, values)| ReportLine { part, name: String::new(), values }));
        lines
    }

    fn add(&mut self, part: &str, late: &Values) {
        add(self.cells.entry(part.to_owned()).or_insert_with(nothing), late);
    }
}

// A column without late ones stays so.
fn nothing() -> Values {
    Column::ALL.iter().map(|column| column.is_flow().then_some(0)).collect()
}

fn add(sum: &mut Values, more: &Values) {
    for (sum, more) in sum.iter_mut().zip(more) {
        if let (Some(sum), Some(more)) = (sum.as_mut(), more) {
            *sum += more;
        }
    }
}

fn less(now: &Values, was: impl Fn(Column) -> Option<i64>) -> Values {
    let late = |(column, now): (&Column, &Option<i64>)| {
        // What was filed before there was such a column says nothing of it.
        was(*column).filter(|_| column.is_flow()).map(|was| now.unwrap_or(0) - was)
    };
    Column::ALL.iter().zip(now).map(late).collect()
}

impl Core {
    /// What earlier filed periods of the year now say beyond what was filed, less what was 补报 already.
    pub(super) async fn late(
        &self,
        session: &Session,
        area: AreaId,
        period: &ReportPeriod,
        start_day: u32,
    ) -> Result<Late, ReportError> {
        let steps = self.report_steps(session, Some(area), None).await?;
        let is_quarter = ReportPeriod::is_quarter(&period.name);
        let mut filed: BTreeMap<&str, &ReportStep> = BTreeMap::new();
        for step in steps.iter().filter(|step| step.action == ReportAction::Filed) {
            let is_same_year = step.period.get(..5) == period.name.get(..5);
            if is_same_year && ReportPeriod::is_quarter(&step.period) == is_quarter && step.period < period.name {
                filed.insert(&step.period, step);
            }
        }
        let mut late = Late::default();
        for step in filed.into_values() {
            let Some(earlier) = ReportPeriod::read(&step.period, start_day) else { continue };
            let frozen = body_of(step)?;
            let query = FigureQuery { area: Some(area), ..FigureQuery::of(earlier.days) };
            let now = self.statistics(session, &query, Lines::Areas(AreaLevel::GridCell)).await?;
            if frozen.cells.is_empty() {
                // Filed before cells were kept: it is the area's own, and accounted for as that in the next.
                late.add(&area.to_string(), &less(&values(&now.total), |column| frozen.filed(column)));
            } else {
                beyond(&mut late, &self.places().tree, area, step.at, &frozen, &now);
            }
        }
        Ok(late)
    }
}

// Of the cells of a report that are still the area's, and of those that were nobody's when it was filed.
fn beyond(late: &mut Late, tree: &AreaTree, area: AreaId, at: Timestamp, frozen: &ReportBody, now: &Statistics) {
    let now: BTreeMap<&str, Values> = now.lines.iter().map(|line| (line.part.as_str(), values(&line.line))).collect();
    let was: BTreeMap<&str, &Values> = frozen.cells.iter().map(|line| (line.part.as_str(), &line.values)).collect();
    for part in now.keys().chain(was.keys()).copied().collect::<BTreeSet<_>>() {
        let Ok(cell) = part.parse::<AreaId>() else { continue };
        let is_counted =
            if was.contains_key(part) { tree.is_within(cell, &[area]) } else { !joined_since(tree, cell, area, at) };
        if is_counted {
            let filed = |column| match was.get(part) {
                Some(values) => frozen.value(values, column),
                None => Some(0),
            };
            late.add(part, &less(now.get(part).unwrap_or(&nothing()), filed));
        }
    }
}

// Whether the cell, or what it lies in, was put under `area` after `at`: what it did before was filed elsewhere.
fn joined_since(tree: &AreaTree, cell: AreaId, area: AreaId, at: Timestamp) -> bool {
    let moved = tree.above(cell).into_iter().take_while(|above| above.id != area);
    moved.filter_map(|above| above.moved_at).any(|moved_at| moved_at > at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::figures::Line;

    #[test]
    fn what_came_late_is_accounted_for_also_where_nothing_was_counted_since() {
        let one: Values = nothing().into_iter().map(|late| late.map(|_| 1)).collect();
        let mut late = Late::default();
        late.add("own", &one);
        let empty = Statistics { lines: Vec::new(), total: Line::default() };
        let lines = late.accounted(&empty);
        assert_eq!(lines, [ReportLine { part: "own".into(), name: String::new(), values: one }]);
    }
}
