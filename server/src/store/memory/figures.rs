//! Figures in memory: every row is counted at every call.

use super::*;
use gridwalk_domain::figures::{Counted, Counter, FigureQuery, Line, Traits, counted, note_traits, stands_for};
use gridwalk_domain::register::Grading;
use gridwalk_domain::time::Date;
use std::cmp::Reverse;

impl State {
    fn traits(&self) -> Traits {
        let mut known = Traits::new();
        for stored in self.rows.values() {
            if let Row::Premises(row) = &stored.row {
                note_traits(&mut known, row, &self.grading);
            }
        }
        known
    }

    // Rows of the scope below the query's area, with what is counted of them.
    fn counted(&self, scope: AccountId, query: &FigureQuery) -> Vec<(&Row, Counted)> {
        let scope = self.scope(scope);
        let below = query.area.map(|area| self.tree().below(area));
        let is_in = |area: AreaId| scope.contains(&area) && below.as_ref().is_none_or(|below| below.contains(&area));
        let rows = self.rows.values().map(|stored| &stored.row).filter(|row| is_in(row.area()));
        rows.filter_map(|row| Some((row, counted(row)?))).collect()
    }

    pub(super) fn figures(&self, scope: AccountId, query: &FigureQuery) -> BTreeMap<String, Line> {
        let traits = self.traits();
        let mut counter = Counter::new(query, &traits);
        self.counted(scope, query).iter().for_each(|(_, counted)| counter.add(counted));
        counter.lines()
    }

    pub(super) fn records(&self, scope: AccountId, query: &RecordsQuery) -> (Vec<Row>, u64) {
        let figures = &query.figures;
        let traits = self.traits();
        let mut found: Vec<(Reverse<Date>, Uuid, &Row, PremisesId)> = Vec::new();
        for (row, mut counted) in self.counted(scope, figures) {
            let year_start = figures.period.year_start();
            counted.facts.retain(|fact| {
                let from = first_day(fact.measure, &figures.period);
                let is_aged = query.is_old.is_none_or(|is_old| (fact.origin < year_start) == is_old);
                query.measures.contains(&fact.measure)
                    && (from..=figures.period.to.days()).contains(&fact.day.days())
                    && is_aged
            });
            let mut counter = Counter::new(figures, &traits);
            counter.add(&counted);
            let sum: i64 = counted.facts.iter().map(|fact| fact.amount).sum();
            if let (Some(day), true) = (counted.facts.iter().map(|fact| fact.day).max(), sum > 0)
                && !counter.lines().is_empty()
            {
                found.push((Reverse(day), row.key().id.0, row, stands_for(&traits, counted.premises)));
            }
        }
        found.sort_by_key(|(day, id, ..)| (*day, *id));
        let mut seen = BTreeSet::new();
        found.retain(|(.., premises)| !query.is_once || seen.insert(*premises));
        let whole = found.len() as u64;
        let page = found.into_iter().skip(query.skip as usize).take(query.limit as usize);
        (page.map(|(_, _, row, _)| row.clone()).collect(), whole)
    }
}

#[async_trait]
impl FigureStore for MemoryStore {
    async fn set_grading(&self, grading: &Grading) -> Result<()> {
        self.state().grading = grading.clone();
        Ok(())
    }

    async fn figures(&self, scope: AccountId, query: &FigureQuery) -> Result<BTreeMap<String, Line>> {
        Ok(self.state().figures(scope, query))
    }

    async fn records(&self, scope: AccountId, query: &RecordsQuery) -> Result<(Vec<Row>, u64)> {
        Ok(self.state().records(scope, query))
    }

    async fn reports(&self, scope: AccountId, area: Option<AreaId>, period: Option<&str>) -> Result<Vec<ReportStep>> {
        let state = self.state();
        let within = state.scope(scope);
        let is_wanted = |step: &&ReportStep| {
            within.contains(&step.area)
                && area.is_none_or(|area| step.area == area)
                && period.is_none_or(|period| step.period == period)
        };
        Ok(state.reports.iter().filter(is_wanted).cloned().collect())
    }

    async fn add_report(&self, step: &ReportStep) -> Result<()> {
        let mut state = self.state();
        let name = |step: &ReportStep| (step.area, step.period.clone(), step.version, step.action.word());
        if state.reports.iter().any(|known| name(known) == name(step)) {
            return Err(StoreError::StepTaken);
        }
        state.reports.push(step.clone());
        Ok(())
    }
}
