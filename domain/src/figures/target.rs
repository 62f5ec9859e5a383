//! The three yearly aims for 存量 and 增量 (R45): 存量清零, 增量遏制, 动态清零. They are shown against what is; none fails
//! anything (dossier 2.13, trap 8).

use super::fact::Measure;
use super::line::Line;

/// One aim with what is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Year by whose end it is aimed at.
    pub year: i32,
    /// Which.
    pub aim: Aim,
    /// How many are to be done.
    pub whole: i64,
    /// How many are done.
    pub done: i64,
    /// Of 动态清零, how many more are open without a day: they are in neither number, for they cannot be overdue.
    pub undated: i64,
}

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// 存量: those found before this year, closed.
    OldCleared,
    /// 增量: those found this year, closed.
    NewCurbed,
    /// 动态清零: those open now that have a day, against it; `done` are those not overdue.
    AlwaysZero,
}

/// The three, from the year's counts: `before` as it stood on the day before the year, `now` from the first day of the
/// year to now. `years` are those of the place, in the order of [`Aim`].
pub fn targets(before: &Line, now: &Line, overdue_major: i64, years: [i32; 3]) -> [Target; 3] {
    let old = before.get(Measure::OpenMajor);
    let open = now.get(Measure::OpenMajor);
    let found = now.get(Measure::FoundMajor);
    let new_open = open.saturating_sub(now.old_major);
    let undated = now.get(Measure::UndatedMajor);
    let dated = open.saturating_sub(undated);
    let target =
        |year, aim, whole: i64, left| Target { year, aim, whole, done: whole.saturating_sub(left), undated: 0 };
    [
        target(years[0], Aim::OldCleared, old, now.old_major),
        target(years[1], Aim::NewCurbed, found, new_open),
        Target { undated, ..target(years[2], Aim::AlwaysZero, dated, overdue_major) },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_aims_are_counted_apart() {
        let mut before = Line::default();
        before.put(Measure::OpenMajor, 10);
        let mut now = Line { old_major: 4, ..Line::default() };
        now.put(Measure::OpenMajor, 9);
        now.put(Measure::FoundMajor, 20);
        let said = targets(&before, &now, 2, [2024, 2025, 2026]).map(|target| (target.year, target.done, target.whole));
        assert_eq!(said, [(2024, 6, 10), (2025, 15, 20), (2026, 7, 9)]);
        now.put(Measure::UndatedMajor, 6);
        let always = targets(&before, &now, 2, [2024, 2025, 2026])[2];
        assert_eq!((always.done, always.whole, always.undated), (1, 3, 6), "what has no day is never late");
    }
}
