//! What a visit's page hints at and steps through: worked out from what the domain holds, without a browser.

use gridwalk_domain::checklist::Item;
use gridwalk_domain::event::Room;
use gridwalk_domain::id::RoomId;
use gridwalk_domain::position::{Border, Containment, Position};
use gridwalk_domain::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a spark could set it off: then the call is made outside. Read from the item's own words.
pub fn is_about_gas(item: &Item) -> bool {
    const SIGNS: [&str; 7] = ["燃气", "气瓶", "公斤瓶", "漏气", "倒气", "汽油", "醇基燃料"];
    let says = |text: &str| SIGNS.iter().any(|sign| text.contains(sign));
    says(&item.text) || item.defects.iter().any(|defect| says(&defect.chip))
}

/// Rooms to see first, at most `most`: never seen before those seen long ago; none when all were seen on the same day.
pub fn longest_unseen<'a>(rooms: &'a [Room], seen: &BTreeMap<RoomId, Date>, most: usize) -> Vec<&'a Room> {
    let days: BTreeSet<Option<Date>> = rooms.iter().map(|room| seen.get(&room.id).copied()).collect();
    if days.len() < 2 {
        return Vec::new();
    }
    let newest = days.iter().next_back().copied().flatten();
    let mut sorted: Vec<&Room> = rooms.iter().filter(|room| seen.get(&room.id).copied() != newest).collect();
    sorted.sort_by_key(|room| seen.get(&room.id).copied());
    sorted.truncate(most);
    sorted
}

/// Whether a reason is asked for: the whole accuracy circle lies outside the cell (field-practice 5).
pub fn is_outside(position: &Position, border: Option<&Border>) -> bool {
    border.and_then(|border| border.judge(position)) == Some(Containment::Outside)
}

/// The number after a tap on − or +; the first tap on an empty field gives the least one.
pub fn stepped(value: Option<f64>, by: f64, min: f64, max: f64) -> f64 {
    match value {
        Some(value) => (value + by).clamp(min, max),
        None => min.max(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::checklist::Catalogue;
    use gridwalk_domain::position::Coordinate;
    use gridwalk_domain::time::Timestamp;
    use uuid::Uuid;

    #[test]
    fn knows_gas_by_the_words_of_the_catalogue() {
        let catalogue = Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).unwrap();
        for (code, gas) in [
            ("EAT-17", true),
            ("EAT-07", true),
            ("EAT-09", true),
            ("RNT-12", true),
            ("RNR-04", true),
            ("ELD-09", true),
            ("COM-06", true),
            ("COM-17", false),
            ("STR-03", false),
            ("EDU-02", false),
            ("RNR-06", false),
        ] {
            assert_eq!(is_about_gas(catalogue.item(code).unwrap()), gas, "{code}");
        }
    }

    fn rooms(labels: &[&str]) -> Vec<Room> {
        let room = |(n, label): (usize, &&str)| Room {
            id: RoomId(Uuid::from_u128(n as u128)),
            floor: 1,
            label: (*label).to_owned(),
        };
        labels.iter().enumerate().map(room).collect()
    }

    #[test]
    fn the_unseen_for_longest_come_first() {
        let rooms = rooms(&["101", "102", "103", "104"]);
        let day = Date::from_days;
        let seen = BTreeMap::from([(rooms[0].id, day(20)), (rooms[1].id, day(10)), (rooms[3].id, day(20))]);
        let labels =
            |most| longest_unseen(&rooms, &seen, most).iter().map(|room| room.label.clone()).collect::<Vec<_>>();
        assert_eq!(labels(6), ["103", "102"]);
        assert_eq!(labels(1), ["103"]);
    }

    #[test]
    fn rooms_seen_alike_need_no_hint() {
        let rooms = rooms(&["101", "102"]);
        assert!(longest_unseen(&rooms, &BTreeMap::new(), 6).is_empty());
        let seen = rooms.iter().map(|room| (room.id, Date::from_days(9))).collect();
        assert!(longest_unseen(&rooms, &seen, 6).is_empty());
    }

    #[test]
    fn steps_stay_in_range() {
        for (value, by, expected) in [
            (None, 1.0, 0.0),
            (None, -1.0, 0.0),
            (Some(0.0), -1.0, 0.0),
            (Some(4.0), 1.0, 5.0),
            (Some(999.0), 1.0, 999.0),
        ] {
            assert_eq!(stepped(value, by, 0.0, 999.0), expected, "{value:?} {by}");
        }
    }

    #[test]
    fn a_reason_is_asked_only_when_the_whole_circle_is_outside() {
        let border =
            Border { rings: vec![vec![[117.125, 34.806], [117.135, 34.806], [117.135, 34.814], [117.125, 34.814]]] };
        let at = |lon, accuracy_m| Position {
            at: Coordinate { lon, lat: 34.81 },
            accuracy_m,
            fixed_at: Timestamp::default(),
        };
        for (position, outside) in [(at(117.13, 12.0), false), (at(117.1352, 80.0), false), (at(117.16, 30.0), true)] {
            assert_eq!(is_outside(&position, Some(&border)), outside, "{position:?}");
        }
        assert!(!is_outside(&at(117.16, 30.0), None));
    }
}
