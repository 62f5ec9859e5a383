//! 任务清单 and 重点工作台账 (R34): what is to be done where, and how much of it is done. Counted from the ledger.

use super::ledger::{Ledger, SHARED_FACTORY, Scribe};
use super::table::{Cell, Line, ReportColumn};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::checklist::{KindFamily, Level};
use gridwalk_domain::figures::percent_of;
use gridwalk_domain::followup::overdue_days;
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::{HazardRow, HazardState, PremisesRow, Row};

/// One piece of work in one place.
#[derive(Clone, Debug, Default, PartialEq)]
struct Count {
    total: u64,
    done: u64,
    late: u64,
}

impl Count {
    fn add(&mut self, is_done: bool, is_late: bool) {
        self.total += 1;
        self.done += u64::from(is_done);
        self.late += u64::from(is_late);
    }
}

const TASKS: [&str; 4] = ["定期巡查", "没进去的再上门", "隐患整改销号", "疑似重大隐患上报移交"];
const KEY_WORK: [&str; 8] = [
    "九小场所摸排建档",
    "小微企业和自建房摸排建档",
    "出租屋摸排建档",
    "闲置院落和废弃厂房摸排建档",
    "厂中厂、院中厂逐户登记",
    "早期火灾报警装置安装",
    "早期灭火装置安装",
    "疑似重大隐患动态清零",
];

/// Counting while the rows of one cell after the other come by.
pub struct Summary<'a> {
    scribe: &'a Scribe<'a>,
    // By place in the order met.
    places: Vec<(AreaId, Vec<Count>)>,
}

impl<'a> Summary<'a> {
    /// Of [`Ledger::Tasks`] (a place is a cell) or [`Ledger::KeyWork`] (a place is a community).
    pub fn new(scribe: &'a Scribe<'a>) -> Self {
        Self { scribe, places: Vec::new() }
    }

    /// Right of the columns that every ledger begins with.
    pub fn columns() -> Vec<ReportColumn> {
        let column = ReportColumn::new;
        vec![
            column("work", "工作").wide(30.0),
            column("total", "应完成"),
            column("done", "已完成"),
            column("left", "未完成"),
            column("rate", "完成率"),
            column("late", "其中逾期"),
        ]
    }

    /// One more row of a cell. Premises that are closed, replaced or merged into others are no work any more.
    pub fn add(&mut self, cell: AreaId, row: &Row) {
        if let Row::Premises(row) = row
            && (!row.file.standing.is_live() || row.ties.merged_into.is_some())
        {
            return;
        }
        match (self.scribe.ledger, row) {
            (Ledger::Tasks, Row::Premises(row)) => self.visits(cell, row),
            (Ledger::Tasks, Row::Hazard(row)) => self.mending(cell, row),
            (_, Row::Premises(row)) => self.register(cell, row),
            (_, Row::Hazard(row)) => self.majors(cell, row),
            _ => {}
        }
    }

    // The counts of the place of a cell.
    fn counts(&mut self, cell: AreaId) -> &mut [Count] {
        let (place, works) = match self.scribe.ledger {
            Ledger::Tasks => (cell, TASKS.len()),
            _ => (
                self.scribe.tree.on_level(cell, AreaLevel::Community).map_or(cell, |community| community.id),
                KEY_WORK.len(),
            ),
        };
        // Cells of one community come one after the other.
        let known = self.places.iter().rposition(|(known, _)| *known == place);
        let at = known.unwrap_or_else(|| {
            self.places.push((place, vec![Count::default(); works]));
            self.places.len() - 1
        });
        &mut self.places[at].1
    }

    fn visits(&mut self, cell: AreaId, row: &PremisesRow) {
        let since = row.last_inspected_at.map(|at| self.scribe.today.days_since(at.date_in_shanghai()));
        let interval = self.scribe.words.kind_of_code(&row.kind).map_or(0, |kind| i64::from(kind.interval_days));
        let is_done = since.is_some_and(|days| interval == 0 || days <= interval);
        let counts = self.counts(cell);
        counts[0].add(is_done, !is_done && since.is_some_and(|days| days > interval));
        if row.last_visit.as_ref().is_some_and(|visit| visit.not_entered.is_some()) {
            counts[1].add(false, false);
        }
    }

    fn mending(&mut self, cell: AreaId, row: &HazardRow) {
        if row.state == HazardState::Withdrawn {
            return;
        }
        let is_late = self.is_late(row);
        let counts = self.counts(cell);
        counts[2].add(row.state.is_closed(), is_late);
        if row.found.level == Level::SuspectedMajor {
            let is_up = row.state.is_closed() || !row.referrals.is_empty() || row.state == HazardState::Reported;
            counts[3].add(is_up, is_late);
        }
    }

    fn register(&mut self, cell: AreaId, row: &PremisesRow) {
        let family = self.scribe.words.kind_of_code(&row.kind).map(|kind| kind.family);
        let at = match family {
            _ if row.kind == SHARED_FACTORY => 4,
            Some(KindFamily::SmallPremises) | None => 0,
            Some(KindFamily::MicroEnterprise | KindFamily::SelfBuiltHouse) => 1,
            Some(KindFamily::RentalHousing) => 2,
            Some(KindFamily::IdleYard | KindFamily::DisusedFactory) => 3,
        };
        let counts = self.counts(cell);
        counts[at].add(row.last_inspected_at.is_some(), false);
        for (at, due, fitted) in
            [(5, "smoke_alarms_due", "smoke_alarms_fitted"), (6, "sprinklers_due", "sprinklers_fitted")]
        {
            let (due, fitted) = (number(row, due), number(row, fitted));
            counts[at].total += due;
            counts[at].done += fitted.min(due);
        }
    }

    fn majors(&mut self, cell: AreaId, row: &HazardRow) {
        if row.found.level == Level::SuspectedMajor && row.state != HazardState::Withdrawn {
            let is_late = self.is_late(row);
            self.counts(cell)[7].add(row.state.is_closed(), is_late);
        }
    }

    fn is_late(&self, row: &HazardRow) -> bool {
        overdue_days(row, self.scribe.today, self.scribe.settings).is_some()
    }

    /// A line for every piece of work in every place that has any.
    pub fn lines(&self) -> Vec<Line> {
        let works: &[&str] = if self.scribe.ledger == Ledger::Tasks { &TASKS } else { &KEY_WORK };
        let mut lines = Vec::new();
        for (place, counts) in &self.places {
            for (work, count) in works.iter().zip(counts).filter(|(_, count)| count.total > 0) {
                let name =
                    |level| self.scribe.tree.on_level(*place, level).map(|area| area.name.clone()).unwrap_or_default();
                let mut cells: Vec<Cell> = vec![
                    Cell::from(lines.len() as u64 + 1),
                    name(AreaLevel::Subdistrict).into(),
                    name(AreaLevel::Community).into(),
                    name(AreaLevel::GridCell).into(),
                    (*work).into(),
                    count.total.into(),
                    count.done.into(),
                    (count.total - count.done.min(count.total)).into(),
                    percent_of(count.done, count.total).map_or(Cell::Empty, |share| Cell::Share(share as i64)),
                ];
                cells.push(count.late.into());
                lines.push(Line { cells, at: None });
            }
        }
        lines
    }
}

fn number(row: &PremisesRow, key: &str) -> u64 {
    let number = row.details.get(key).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    if number.is_finite() && number > 0.0 { number as u64 } else { 0 }
}
