//! Which premises, in which order. Orders only: when one is due is a rule of the replica's.

use gridwalk_domain::id::PremisesId;
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::time::Date;
use gridwalk_replica::{DueRule, PremisesBrief};
use std::collections::BTreeMap;

/// Ways to walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 该去的.
    DueFirst,
    /// 离我近.
    Nearest,
    /// 门牌顺序.
    ByDoor,
}

/// Whether `sought` stands in the name, the address or the owner's name; any substring will do.
pub fn matches(one: &PremisesBrief, sought: &str) -> bool {
    let sought = sought.trim();
    sought.is_empty() || [&one.name, &one.address, &one.owner_name].iter().any(|text| text.contains(sought))
}

/// Indexes of those that match, in order. What a campaign awaits is due by its last day, if not before.
pub fn arrange(
    all: &[PremisesBrief],
    order: Order,
    sought: &str,
    here: Option<Coordinate>,
    rule: &DueRule,
    awaited: &BTreeMap<PremisesId, Date>,
) -> Vec<usize> {
    let mut found: Vec<usize> = (0..all.len()).filter(|&index| matches(&all[index], sought)).collect();
    // 注销 and 换业态 are off the round, but for the one look that is owed.
    if order != Order::ByDoor {
        found.retain(|&index| rule.is_on_round(&all[index]));
    }
    match (order, here) {
        (Order::Nearest, Some(here)) => {
            let metres = |index: &usize| all[*index].at.map_or(f64::INFINITY, |at| here.distance_m(at));
            found.sort_by(|a, b| metres(a).total_cmp(&metres(b)));
        }
        (Order::ByDoor, _) => found.sort_by_cached_key(|&index| door_key(&all[index].address)),
        (Order::DueFirst | Order::Nearest, _) => found.sort_by_cached_key(|&index| {
            let due_on = rule.due_on(&all[index]);
            awaited.get(&all[index].id).map_or(due_on, |until| due_on.min(*until))
        }),
    }
    found
}

// 9号 before 10号: runs of digits compare as numbers.
fn door_key(address: &str) -> Vec<(String, u64)> {
    let mut key = Vec::new();
    let (mut text, mut digits) = (String::new(), String::new());
    for character in address.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
        } else {
            if !digits.is_empty() {
                key.push((std::mem::take(&mut text), std::mem::take(&mut digits).parse().unwrap_or(u64::MAX)));
            }
            text.push(character);
        }
    }
    key.push((text, digits.parse().unwrap_or(0)));
    key
}

#[cfg(test)]
mod tests {
    use super::door_key;

    #[test]
    fn doors_come_in_the_order_of_their_numbers() {
        let mut doors = ["幸福路27号", "幸福路9号", "和平街3号", "幸福路102号", "幸福路27号2楼"];
        doors.sort_by_cached_key(|door| door_key(door));
        assert_eq!(doors, ["和平街3号", "幸福路9号", "幸福路27号", "幸福路27号2楼", "幸福路102号"]);
    }

    #[test]
    fn a_number_too_long_is_no_matter() {
        assert_eq!(door_key("99999999999999999999999号").len(), 2);
    }
}
