//! Statistics without a network: the journal's rows, by the same rules as on the server. Decided visits older than the
//! journal keeps are not on this device.

use super::reply::{Column, Line, Statistics};
use crate::state::App;
use crate::text::figures as texts;
use gridwalk_domain::area::{AreaLevel, AreaTree};
use gridwalk_domain::figures::{self, Counter, Dimension, FigureQuery, Period, Traits, counted, note_traits};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::Row;
use gridwalk_replica::{HazardFilter, InspectionFilter};
use std::collections::BTreeMap;

/// Which lines, as the server's `by`.
fn dimension(by: &str) -> (Dimension, Option<AreaLevel>) {
    match by {
        "community" => (Dimension::Cell, Some(AreaLevel::Community)),
        "kind" => (Dimension::Kind, None),
        "industry" => (Dimension::Industry, None),
        "grade" => (Dimension::Grade, None),
        "source" => (Dimension::Source, None),
        "level" => (Dimension::Level, None),
        _ => (Dimension::Cell, Some(AreaLevel::GridCell)),
    }
}

/// Counts the journal; `None` when it cannot be read.
pub async fn statistics(app: App, period: Period, by: &str, kind: Option<String>) -> Option<Statistics> {
    let rows = rows(app).await?;
    let session = app.session();
    let grading = &session.settings.register.grading;
    let mut known = Traits::new();
    for row in &rows {
        if let Row::Premises(row) = row {
            note_traits(&mut known, row, grading);
        }
    }
    let (by, level) = dimension(by);
    let query = FigureQuery { by, kind, ..FigureQuery::of(period) };
    let mut counter = Counter::new(&query, &known);
    rows.iter().filter_map(counted).for_each(|counted| counter.add(&counted));
    let lines = counter.lines();
    let mut total = figures::Line::default();
    lines.values().for_each(|line| total.add(line));
    let tree = app.tree();
    let mut summed: BTreeMap<String, figures::Line> = BTreeMap::new();
    for (part, line) in lines {
        summed.entry(above(&tree, part, level)).or_default().add(&line);
    }
    let values =
        |line: &figures::Line| figures::Column::ALL.iter().map(|column| column.figure(line).number()).collect();
    let lines = summed
        .into_iter()
        .map(|(part, line)| Line { name: name(app, &tree, by, &part), values: values(&line), part })
        .collect();
    Some(Statistics {
        from: period.from.to_string(),
        to: period.to.to_string(),
        columns: columns(),
        lines,
        total: values(&total),
    })
}

fn above(tree: &AreaTree, part: String, level: Option<AreaLevel>) -> String {
    let area = level.and_then(|level| tree.on_level(part.parse::<AreaId>().ok()?, level));
    area.map_or(part, |area| area.id.to_string())
}

fn name(app: App, tree: &AreaTree, by: Dimension, part: &str) -> String {
    let found = match by {
        Dimension::Cell => part.parse().ok().and_then(|id| tree.get(id)).map(|area| area.name.clone()),
        Dimension::Kind => app.catalogue().kind(part).map(|kind| kind.name.clone()),
        _ => None,
    };
    found.unwrap_or_else(|| if part.is_empty() { texts::UNKNOWN.get().to_owned() } else { part.to_owned() })
}

/// All columns, as the server names them.
fn columns() -> Vec<Column> {
    let column = |column: &figures::Column| {
        let (label, label_en) = column.label();
        Column {
            key: column.word().to_owned(),
            label: label.to_owned(),
            label_en: label_en.to_owned(),
            is_share: column.is_share(),
        }
    };
    figures::Column::ALL.iter().map(column).collect()
}

async fn rows(app: App) -> Option<Vec<Row>> {
    let journal = app.journal();
    let mut rows: Vec<Row> = journal.premises_rows().await.ok()?.into_iter().map(Row::Premises).collect();
    journal.every_inspection(&InspectionFilter::default(), |row| rows.push(Row::Inspection(row))).await.ok()?;
    journal.every_hazard(&HazardFilter::default(), |row| rows.push(Row::Hazard(row))).await.ok()?;
    Some(rows)
}
