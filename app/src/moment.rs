//! A day and a time as a browser's field gives them, read and written in Asia/Shanghai.

use gridwalk_domain::time::{Date, Timestamp};

/// `2026-11-22T14:30` as a moment; `None` while it is not complete.
pub fn read(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once('T')?;
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let fits = (0..24).contains(&hour) && (0..60).contains(&minute);
    let day = day.parse::<Date>().ok().filter(|_| fits)?;
    Some(day.start_in_shanghai().plus_millis((hour * 60 + minute) * 60_000))
}

/// The moment for such a field, to the minute.
pub fn write(at: Timestamp) -> String {
    let minute = at.minute_of_day_in_shanghai();
    format!("{}T{:02}:{:02}", at.date_in_shanghai(), minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_as_it_went_and_refuses_the_rest() {
        for text in ["2026-11-22T14:30", "2024-02-29T00:00", "2026-12-31T23:59"] {
            assert_eq!(read(text).map(write).as_deref(), Some(text));
        }
        for text in ["", "2026-11-22", "2026-11-22T", "2026-11-22T24:00", "2026-11-22T1", "2026-13-01T10:00"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
