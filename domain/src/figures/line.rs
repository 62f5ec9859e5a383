//! What was counted in one part of a pivot.

use super::fact::Measure;
use std::collections::BTreeMap;

/// Counts of one area, kind, month, …; a measure that is not in it is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub(super) counts: BTreeMap<Measure, i64>,
    /// Premises that were got into within the period, each once.
    pub covered: i64,
    /// Of [`Measure::OpenMajor`], those found before the year of the period's last day: 存量.
    pub old_major: i64,
}

impl Line {
    /// How many.
    pub fn get(&self, measure: Measure) -> i64 {
        self.counts.get(&measure).copied().unwrap_or(0)
    }

    /// Adds to a measure.
    pub fn put(&mut self, measure: Measure, amount: i64) {
        let count = self.counts.entry(measure).or_default();
        *count = count.saturating_add(amount);
        if *count == 0 {
            self.counts.remove(&measure);
        }
    }

    /// Adds another part's; right for parts that share no premises (areas, kinds, industries, grades).
    pub fn add(&mut self, other: &Self) {
        for (measure, amount) in &other.counts {
            self.put(*measure, *amount);
        }
        self.covered = self.covered.saturating_add(other.covered);
        self.old_major = self.old_major.saturating_add(other.old_major);
    }

    /// What is in it, by measure.
    pub fn counts(&self) -> impl Iterator<Item = (Measure, i64)> {
        self.counts.iter().map(|(measure, amount)| (*measure, *amount))
    }

    /// Whether nothing at all was counted.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.covered == 0
    }
}
