//! Figures of the desk, counted from the journal's rows. Counts only: what a visit or a hazard is, the domain says.
//!
//! Two records of one premises on one day are kept and counted once; 没进去 is a visit and no inspection (field-practice
//! 5 and 6).

use gridwalk_domain::event::Outcome;
use gridwalk_domain::followup::overdue_days;
use gridwalk_domain::id::{AreaId, PremisesId};
use gridwalk_domain::ledger::{HazardRow, InspectionRow, ReviewState};
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::{Date, Timestamp};
use gridwalk_replica::PremisesBrief;
use std::collections::{BTreeMap, BTreeSet};

/// Days of the visits' chart, today included.
pub const CHART_DAYS: i64 = 14;

/// What happened from one day to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    visits: BTreeSet<(PremisesId, i32)>,
    entered: BTreeSet<(PremisesId, i32)>,
    /// Hazards found.
    pub found: usize,
    /// Hazards closed.
    pub closed: usize,
}

impl Period {
    /// 走访.
    pub fn visits(&self) -> usize {
        self.visits.len()
    }

    /// 已排查.
    pub fn entered(&self) -> usize {
        self.entered.len()
    }

    fn add(&mut self, other: &Self) {
        self.visits.extend(&other.visits);
        self.entered.extend(&other.entered);
        self.found += other.found;
        self.closed += other.closed;
    }
}

/// The figures of one area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Today.
    pub today: Period,
    /// Since the first of the month.
    pub month: Period,
    /// 待审核 now.
    pub pending: usize,
    /// Hazards not closed now.
    pub open: usize,
    /// Of those, overdue.
    pub overdue: usize,
    /// Premises registered.
    pub premises: usize,
    /// Of those, seen within their interval.
    pub covered: usize,
}

impl Tally {
    /// Adds another area's.
    pub fn add(&mut self, other: &Self) {
        self.today.add(&other.today);
        self.month.add(&other.month);
        self.pending += other.pending;
        self.open += other.open;
        self.overdue += other.overdue;
        self.premises += other.premises;
        self.covered += other.covered;
    }
}

/// Counting as rows are read.
#[derive(Clone, Debug)]
pub struct Figures {
    today: Date,
    /// By grid cell.
    pub cells: BTreeMap<AreaId, Tally>,
    days: BTreeMap<i32, BTreeSet<PremisesId>>,
}

impl Figures {
    /// Nothing counted yet.
    pub fn new(today: Date) -> Self {
        Self { today, cells: BTreeMap::new(), days: BTreeMap::new() }
    }

    /// The first day that is looked at: of the month, or of the chart.
    pub fn first_day(&self) -> Date {
        self.month_start().min(self.today.plus_days(1 - CHART_DAYS))
    }

    fn month_start(&self) -> Date {
        let (year, month, _) = self.today.civil();
        Date::new(year, month, 1).unwrap_or(self.today)
    }

    /// Every period that a moment lies in, of one cell.
    fn periods(&mut self, area: AreaId, at: Timestamp, count: impl Fn(&mut Period)) {
        let day = at.date_in_shanghai();
        let (is_today, in_month) = (day == self.today, day >= self.month_start() && day <= self.today);
        let tally = self.cells.entry(area).or_default();
        if is_today {
            count(&mut tally.today);
        }
        if in_month {
            count(&mut tally.month);
        }
    }

    /// Counts a visit, by the corrected time of its end.
    pub fn visit(&mut self, row: &InspectionRow) {
        let at = row.ended_at();
        let day = at.date_in_shanghai();
        let premises = row.record.premises;
        let entered = matches!(row.record.outcome, Outcome::Inspected(_));
        self.periods(row.area, at, |period| {
            period.visits.insert((premises, day.days()));
            if entered {
                period.entered.insert((premises, day.days()));
            }
        });
        if (0..CHART_DAYS).contains(&self.today.days_since(day)) {
            self.days.entry(day.days()).or_default().insert(premises);
        }
    }

    /// Counts a record that waits for review.
    pub fn pending(&mut self, row: &InspectionRow) {
        if row.review == ReviewState::Pending {
            self.cells.entry(row.area).or_default().pending += 1;
        }
    }

    /// Counts a hazard; when it is overdue, the place's settings say.
    pub fn hazard(&mut self, row: &HazardRow, settings: &PlaceSettings) {
        self.periods(row.area, row.found_at, |period| period.found += 1);
        if let Some((_, at)) = row.closed {
            self.periods(row.area, at, |period| period.closed += 1);
        }
        if !row.state.is_closed() {
            let overdue = overdue_days(row, self.today, settings).is_some();
            let tally = self.cells.entry(row.area).or_default();
            tally.open += 1;
            tally.overdue += usize::from(overdue);
        }
    }

    /// Counts premises that somebody goes to; `interval_days` is its kind's.
    pub fn premises(&mut self, one: &PremisesBrief, interval_days: u32) {
        if !one.standing.is_live() || one.is_merged {
            return;
        }
        let since = self.today.plus_days(-i64::from(interval_days));
        let covered = one.last_inspected_at.is_some_and(|at| at.date_in_shanghai() >= since);
        let tally = self.cells.entry(one.area).or_default();
        tally.premises += 1;
        tally.covered += usize::from(covered);
    }

    /// Premises visited on each day of the chart, the oldest first.
    pub fn days(&self) -> Vec<(Date, usize)> {
        let day = |ago: i64| self.today.plus_days(-ago);
        let count = |day: Date| self.days.get(&day.days()).map_or(0, BTreeSet::len);
        (0..CHART_DAYS).rev().map(day).map(|day| (day, count(day))).collect()
    }

    /// All cells together.
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.cells.values().for_each(|tally| total.add(tally));
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::event::{InspectionRecorded, NotEntered, NotEnteredReason, VisitPlace};
    use gridwalk_domain::ledger::Standing;
    use uuid::Uuid;

    const NOON: i64 = 4 * 3_600_000;

    fn today() -> Date {
        Date::new(2026, 3, 12).unwrap()
    }

    fn visit(premises: u128, days_ago: i64) -> InspectionRow {
        let at = today().plus_days(-days_ago).start_in_shanghai().plus_millis(NOON);
        InspectionRow {
            id: Uuid::from_u128(premises).into(),
            area: Uuid::from_u128(1).into(),
            actor: Uuid::from_u128(2).into(),
            at,
            clock_offset_ms: None,
            record: InspectionRecorded {
                premises: Uuid::from_u128(premises).into(),
                started_at: at,
                ended_at: at,
                place: VisitPlace::default(),
                outcome: Outcome::NotEntered(NotEntered { reason: NotEnteredReason::NoOneThere, door_photo: None }),
                note: String::new(),
                photos: vec![],
                companions: 0,
                arrival: Default::default(),
            },
            premises_name: String::new(),
            premises_kind: String::new(),
            hazards: vec![],
            gravest: None,
            review: ReviewState::Pending,
            corrections: 0,
            changed: vec![],
            remark: String::new(),
            returns: vec![],
            assigned_to: None,
            head: Uuid::nil().into(),
            contested: vec![],
        }
    }

    #[test]
    fn one_premises_counts_once_a_day() {
        let mut figures = Figures::new(today());
        for (premises, days_ago) in [(1, 0), (1, 0), (2, 0), (1, 3), (1, 12)] {
            figures.visit(&visit(premises, days_ago));
        }
        let total = figures.total();
        assert_eq!((total.today.visits(), total.month.visits()), (2, 3), "the twelfth day before is last month's");
        assert_eq!(total.month.entered(), 0, "nobody was let in");
        let days = figures.days();
        assert_eq!((days.len(), days[13].1, days[10].1, days[1].1), (14, 2, 1, 1));
    }

    #[test]
    fn premises_that_are_closed_or_merged_are_not_walked() {
        let mut figures = Figures::new(today());
        let open = PremisesBrief { area: Uuid::from_u128(1).into(), ..PremisesBrief::empty() };
        let closed = PremisesBrief { standing: Standing::Closed, ..open.clone() };
        let merged = PremisesBrief { is_merged: true, ..open.clone() };
        [open, closed, merged].iter().for_each(|one| figures.premises(one, 30));
        assert_eq!(figures.total().premises, 1);
    }
}
