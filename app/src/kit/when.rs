//! Days and times in words, in Asia/Shanghai.

use crate::text::common as words;
use crate::text::{Language, language};
use gridwalk_domain::time::{Date, Timestamp};

/// 14:05.
pub fn clock(at: Timestamp) -> String {
    let minute = at.minute_of_day_in_shanghai();
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// 3月12日, with the year when it is not that of `today`.
pub fn day(date: Date, today: Date) -> String {
    let (year, month, day) = date.civil();
    match language() {
        Language::Chinese if year == today.civil().0 => format!("{month}月{day}日"),
        Language::Chinese => format!("{year}年{month}月{day}日"),
        Language::English => date.to_string(),
    }
}

/// 3月12日.
pub fn month_day(date: Date) -> String {
    day(date, date)
}

/// 今天, 昨天, 5 天前, else the day.
pub fn day_in_words(date: Date, today: Date) -> String {
    match today.days_since(date) {
        0 => words::TODAY.get().to_owned(),
        1 => words::YESTERDAY.get().to_owned(),
        -1 => words::TOMORROW.get().to_owned(),
        days @ 2..=30 => words::DAYS_AGO.count(days),
        _ => day(date, today),
    }
}
