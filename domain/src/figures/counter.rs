//! Counting rows in memory: what a desk does without a network, and what the SQL of a server is held against.

use super::fact::{Counted, Fact, Measure, Nature, PremisesTraits, Traits};
use super::line::Line;
use super::period::Period;
use crate::id::{AreaId, PremisesId};
use std::collections::{BTreeMap, BTreeSet};

/// What a pivot's lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Dimension {
    /// Grid cells; communities and sub-districts are sums of them.
    #[default]
    Cell,
    /// 场所类别.
    Kind,
    /// 行业.
    Industry,
    /// 等级.
    Grade,
    /// 隐患来源: hazards only.
    Source,
    /// 隐患级别: hazards only.
    Level,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureQuery {
    /// From when to when.
    pub period: Period,
    /// Lines.
    pub by: Dimension,
    /// Below this area only.
    pub area: Option<AreaId>,
    /// Premises of this kind only.
    pub kind: Option<String>,
    /// Premises of this 行业 only.
    pub industry: Option<String>,
    /// Premises of this grade only.
    pub grade: Option<String>,
    /// Hazards of this source only.
    pub source: Option<String>,
    /// Hazards of this level only.
    pub level: Option<String>,
}

impl FigureQuery {
    /// Everything of a period, by cell.
    pub fn of(period: Period) -> Self {
        Self {
            period,
            by: Dimension::Cell,
            area: None,
            kind: None,
            industry: None,
            grade: None,
            source: None,
            level: None,
        }
    }
}

/// The premises that `premises` counts as: its survivor, where it was merged into one.
pub fn stands_for(traits: &Traits, premises: PremisesId) -> PremisesId {
    traits.get(&premises).and_then(|traits| traits.survivor).unwrap_or(premises)
}

/// Adds up rows one by one.
#[derive(Clone, Debug)]
pub struct Counter<'a> {
    query: &'a FigureQuery,
    traits: &'a Traits,
    lines: BTreeMap<String, Line>,
    days: BTreeMap<(String, Measure), BTreeSet<(PremisesId, i32)>>,
}

impl<'a> Counter<'a> {
    /// Nothing counted yet. The caller leaves out rows that are not below the query's area.
    pub fn new(query: &'a FigureQuery, traits: &'a Traits) -> Self {
        Self { query, traits, lines: BTreeMap::new(), days: BTreeMap::new() }
    }

    /// Counts a row.
    pub fn add(&mut self, counted: &Counted) {
        let none = PremisesTraits::default();
        let premises = stands_for(self.traits, counted.premises);
        let traits = self.traits.get(&premises).unwrap_or(&none);
        let query = self.query;
        let is = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted == value);
        // A filter of hazards leaves premises and visits as they are.
        let hazard = |wanted: &Option<String>, value: &str| value.is_empty() || is(wanted, value);
        if !is(&query.kind, &traits.kind)
            || !is(&query.industry, &traits.industry)
            || !is(&query.grade, &traits.grade)
            || !hazard(&query.source, counted.source)
            || !hazard(&query.level, counted.level)
        {
            return;
        }
        let part = match query.by {
            Dimension::Cell => counted.area.to_string(),
            Dimension::Kind => traits.kind.clone(),
            Dimension::Industry => traits.industry.clone(),
            Dimension::Grade => traits.grade.clone(),
            Dimension::Source => counted.source.to_owned(),
            Dimension::Level => counted.level.to_owned(),
        };
        for fact in &counted.facts {
            self.count(&part, premises, fact);
        }
    }

    fn count(&mut self, part: &str, premises: PremisesId, fact: &Fact) {
        let period = self.query.period;
        let is_within = fact.day >= period.from && fact.day <= period.to;
        match fact.measure.nature() {
            Nature::Flow if is_within => self.line(part).put(fact.measure, fact.amount),
            Nature::Stock if fact.day <= period.to => {
                let is_old = fact.measure == Measure::OpenMajor && fact.origin < period.year_start();
                let line = self.line(part);
                line.put(fact.measure, fact.amount);
                if is_old {
                    line.old_major = line.old_major.saturating_add(fact.amount);
                }
            }
            Nature::Days if is_within => {
                let days = self.days.entry((part.to_owned(), fact.measure)).or_default();
                days.insert((premises, fact.day.days()));
            }
            _ => {}
        }
    }

    fn line(&mut self, part: &str) -> &mut Line {
        self.lines.entry(part.to_owned()).or_default()
    }

    /// The lines that have anything, by part.
    pub fn lines(mut self) -> BTreeMap<String, Line> {
        for ((part, measure), days) in std::mem::take(&mut self.days) {
            let line = self.line(&part);
            line.put(measure, i64::try_from(days.len()).unwrap_or(i64::MAX));
            if measure == Measure::Entered {
                let premises: BTreeSet<_> = days.iter().map(|(premises, _)| *premises).collect();
                line.covered = i64::try_from(premises.len()).unwrap_or(i64::MAX);
            }
        }
        self.lines.retain(|_, line| !line.is_empty());
        self.lines
    }
}
