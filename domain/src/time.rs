//! Instants and dates. Instants are UTC milliseconds; dates and months are those of Asia/Shanghai.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

const SHANGHAI_OFFSET_MS: i64 = 8 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z, on the wire a JSON integer.
///
/// A reading of a device's clock is evidence, never the order of events (that is the server's `seq`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From UTC milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// As UTC milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Later by `millis` (earlier when negative); saturates.
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to `self`, negative when `earlier` is later; saturates.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar day in Asia/Shanghai (UTC+8 all year since 1991).
    pub fn date_in_shanghai(self) -> Date {
        Date::from_days(self.0.saturating_add(SHANGHAI_OFFSET_MS).div_euclid(DAY_MS))
    }

    /// Minutes since midnight in Asia/Shanghai, 0..1440.
    pub fn minute_of_day_in_shanghai(self) -> u32 {
        (self.0.saturating_add(SHANGHAI_OFFSET_MS).rem_euclid(DAY_MS) / 60_000) as u32
    }
}

/// A calendar day, on the wire `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    days: i32,
}

impl Date {
    /// `None` when there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let date = Self { days: days_from_civil(year, month, day) };
        (date.civil() == (year, month, day)).then_some(date)
    }

    /// From days since 1970-01-01; out of the years 1..=9999 it saturates.
    pub fn from_days(days: i64) -> Self {
        Self { days: days.clamp(-719_162, 2_932_896) as i32 }
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.days
    }

    /// Midnight in Asia/Shanghai at which the day begins.
    pub const fn start_in_shanghai(self) -> Timestamp {
        Timestamp(self.days as i64 * DAY_MS - SHANGHAI_OFFSET_MS)
    }

    /// Later by `days`; saturates.
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_days((self.days as i64).saturating_add(days))
    }

    /// Days from `earlier` to `self`.
    pub const fn days_since(self, earlier: Self) -> i64 {
        self.days as i64 - earlier.days as i64
    }

    /// Year, month 1..=12, day 1..=31.
    pub fn civil(self) -> (i32, u32, u32) {
        civil_from_days(self.days)
    }

    /// 0 Monday … 6 Sunday.
    pub const fn weekday(self) -> u32 {
        (self.days as i64 + 3).rem_euclid(7) as u32
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The text is no day of the form `YYYY-MM-DD`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a date: {text}")]
pub struct NotADate {
    /// What was read.
    pub text: String,
}

impl FromStr for Date {
    type Err = NotADate;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let mut parts = text.split('-');
            let year = parts.next()?.parse().ok()?;
            let month = parts.next()?.parse().ok()?;
            let day = parts.next()?.parse().ok()?;
            parts.next().is_none().then_some(())?;
            Date::new(year, month, day)
        };
        parse().ok_or_else(|| NotADate { text: text.chars().take(40).collect() })
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

// Gregorian calendar by 400-year eras that begin in March, so that the leap day comes last.
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn knows_which_days_exist() {
        for (year, month, day, exists) in [
            (2024, 2, 29, true),
            (2025, 2, 29, false),
            (1900, 2, 29, false),
            (2000, 2, 29, true),
            (2025, 4, 31, false),
            (2025, 13, 1, false),
            (0, 1, 1, false),
        ] {
            assert_eq!(Date::new(year, month, day).is_some(), exists, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn the_epoch_was_a_thursday() {
        let epoch = Date::new(1970, 1, 1).unwrap();
        assert_eq!((epoch.days(), epoch.weekday()), (0, 3));
    }

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        let last_of_year = Timestamp::from_millis(1_735_660_799_999);
        assert_eq!(last_of_year.date_in_shanghai().to_string(), "2024-12-31");
        assert_eq!(last_of_year.plus_millis(1).date_in_shanghai().to_string(), "2025-01-01");
        assert_eq!(last_of_year.minute_of_day_in_shanghai(), 1439);
    }

    #[test]
    fn extremes_do_not_panic() {
        for millis in [i64::MIN, i64::MAX, 0] {
            let at = Timestamp::from_millis(millis);
            let date = at.date_in_shanghai();
            assert!(!date.plus_days(i64::MAX).to_string().is_empty());
            assert!(at.minute_of_day_in_shanghai() < 1440);
        }
    }

    proptest! {
        #[test]
        fn a_date_reads_back_as_written(days in -719_162i64..2_932_896) {
            let date = Date::from_days(days);
            let (year, month, day) = date.civil();
            prop_assert_eq!(Date::new(year, month, day), Some(date));
            prop_assert_eq!(date.to_string().parse::<Date>().unwrap(), date);
        }
    }
}
