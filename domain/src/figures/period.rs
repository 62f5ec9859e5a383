//! From when to when: a month of the place, which may begin on another day than the first (统计起始日, R25).

use crate::time::Date;

/// Days from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Period {
    /// The month `year`-`month`. With a `start_day` above 1 it begins in the month before: with 26, November is
    /// 26 October to 25 November. `None` for a month that does not exist. Days past the 28th count as the 28th, so that
    /// every month has its first day.
    pub fn month(year: i32, month: u32, start_day: u32) -> Option<Self> {
        let start_day = start_day.clamp(1, 28);
        let (from, next) = if start_day == 1 {
            (Date::new(year, month, 1)?, first_of_next(year, month)?)
        } else {
            let (before_year, before) = if month == 1 { (year - 1, 12) } else { (year, month.checked_sub(1)?) };
            (Date::new(before_year, before, start_day)?, Date::new(year, month, start_day)?)
        };
        Some(Self { from, to: next.plus_days(-1) })
    }

    /// The month of the place in which `day` lies: year and month.
    pub fn month_of(day: Date, start_day: u32) -> (i32, u32) {
        let (year, month, day_of_month) = day.civil();
        let start_day = start_day.clamp(1, 28);
        match (start_day > 1 && day_of_month >= start_day, month) {
            (false, _) => (year, month),
            (true, 12) => (year + 1, 1),
            (true, _) => (year, month + 1),
        }
    }

    /// The three months that end with `month`.
    pub fn quarter(year: i32, quarter: u32, start_day: u32) -> Option<Self> {
        if !(1..=4).contains(&quarter) {
            return None;
        }
        let first = Self::month(year, quarter * 3 - 2, start_day)?;
        Some(Self { from: first.from, to: Self::month(year, quarter * 3, start_day)?.to })
    }

    /// From the beginning of the place's year to the end of the month: 本年累计.
    pub fn year_to(year: i32, month: u32, start_day: u32) -> Option<Self> {
        Some(Self { from: Self::month(year, 1, start_day)?.from, to: Self::month(year, month, start_day)?.to })
    }

    /// 1 January of the year in which the period ends: what was found before is 存量 (R45).
    pub fn year_start(&self) -> Date {
        let (year, _, _) = self.to.civil();
        Date::new(year, 1, 1).unwrap_or(self.to)
    }
}

fn first_of_next(year: i32, month: u32) -> Option<Date> {
    if month == 12 { Date::new(year + 1, 1, 1) } else { Date::new(year, month + 1, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(period: Option<Period>) -> String {
        period.map(|period| format!("{}..{}", period.from, period.to)).unwrap_or_default()
    }

    #[test]
    fn a_month_may_begin_on_the_26th() {
        for (year, month, start_day, expected) in [
            (2026, 11, 1, "2026-11-01..2026-11-30"),
            (2024, 2, 1, "2024-02-01..2024-02-29"),
            (2026, 11, 26, "2026-10-26..2026-11-25"),
            (2026, 1, 26, "2025-12-26..2026-01-25"),
            (2026, 3, 31, "2026-02-28..2026-03-27"),
            (2026, 13, 1, ""),
            (2026, 0, 26, ""),
        ] {
            assert_eq!(said(Period::month(year, month, start_day)), expected, "{year}-{month} from {start_day}");
        }
        assert_eq!(said(Period::quarter(2026, 1, 26)), "2025-12-26..2026-03-25");
        assert_eq!(said(Period::year_to(2026, 2, 1)), "2026-01-01..2026-02-28");
    }

    #[test]
    fn every_day_lies_in_the_month_that_names_it() {
        for start_day in [1, 2, 15, 26, 28, 31] {
            for days in 20_000..20_800 {
                let day = Date::from_days(days);
                let (year, month) = Period::month_of(day, start_day);
                let period = Period::month(year, month, start_day).unwrap();
                assert!(period.from <= day && day <= period.to, "{day} in {year}-{month} from {start_day}");
            }
        }
    }
}
