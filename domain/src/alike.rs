//! 疑似重复: premises that two phones may have registered at once. A likeness is a question for a person, never an
//! answer: near, of one kind, with alike names.

use crate::position::Coordinate;
use std::collections::{BTreeSet, HashMap};

/// What is compared of premises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness<'a> {
    /// Catalogue kind.
    pub kind: &'a str,
    /// 招牌名.
    pub name: &'a str,
    /// 详细地址: another door number is another house.
    pub address: &'a str,
    /// Registered point; without one nothing is near.
    pub at: Option<Coordinate>,
}

/// Metres in a degree of latitude, rounded down: a bucket is never smaller than it should be.
const METRES_A_DEGREE: f64 = 110_000.0;
/// Words of a sign that tell no two of a kind apart.
const COMMON_WORDS: [&str; 8] = ["有限公司", "有限责任公司", "个体工商户", "经营部", "出租屋", "商店", "分店", "店"];

/// Pairs of `all` (indexes, the lower first) of one kind, nearer than `near_m` metres, whose names share at least
/// `alike_percent` of their pairs of letters, or of which one contains the other.
pub fn alike_pairs(all: &[Likeness], near_m: f64, alike_percent: u32) -> Vec<(usize, usize)> {
    let size = (near_m / METRES_A_DEGREE).max(1e-6);
    let mut buckets: HashMap<(i64, i64, &str), Vec<usize>> = HashMap::new();
    // Longitudes shrink towards the poles: a bucket as wide as at 60° is wide enough for any inhabited place.
    let bucket_of = |at: Coordinate| ((at.lat / size).floor() as i64, (at.lon / (size * 2.0)).floor() as i64);
    for (index, one) in all.iter().enumerate() {
        if let Some(at) = one.at.filter(|at| at.is_on_globe()) {
            let (lat, lon) = bucket_of(at);
            buckets.entry((lat, lon, one.kind)).or_default().push(index);
        }
    }
    let mut pairs = BTreeSet::new();
    for (index, one) in all.iter().enumerate() {
        let Some(at) = one.at.filter(|at| at.is_on_globe()) else { continue };
        let (lat, lon) = bucket_of(at);
        let around = (-1..=1).flat_map(|north| (-1..=1).map(move |east| (lat + north, lon + east)));
        let near = around.filter_map(|(lat, lon)| buckets.get(&(lat, lon, one.kind))).flatten();
        for other in near.filter(|other| **other > index) {
            if is_likely(one, &all[*other], near_m, alike_percent) {
                pairs.insert((index, *other));
            }
        }
    }
    pairs.into_iter().collect()
}

/// Whether two may be one premises: of one kind, nearer than `near_m` metres, with alike names, and no two doors.
pub fn is_likely(one: &Likeness, other: &Likeness, near_m: f64, alike_percent: u32) -> bool {
    let is_near = one.at.zip(other.at).is_some_and(|(here, there)| here.distance_m(there) <= near_m);
    is_near && one.kind == other.kind && alike(one.name, other.name, alike_percent) && !is_next_door(one, other)
}

/// Whether two names are as good as one: by the share of common pairs of letters, or one within the other.
pub fn alike(one: &str, other: &str, percent: u32) -> bool {
    let (one, other) = (plain(one), plain(other));
    if one.is_empty() || other.is_empty() {
        return false;
    }
    if one.contains(&other) || other.contains(&one) {
        return true;
    }
    let (a, b) = (letter_pairs(&one), letter_pairs(&other));
    let common = a.intersection(&b).count();
    200 * common >= percent as usize * (a.len() + b.len()) && common > 0
}

// Under another number and not under the very same name: 学堂巷2号出租屋 is not 学堂巷4号出租屋.
fn is_next_door(one: &Likeness, other: &Likeness) -> bool {
    let differ = |a: Vec<&str>, b: Vec<&str>| !a.is_empty() && !b.is_empty() && a != b;
    plain(one.name) != plain(other.name)
        && (differ(numbers(one.name), numbers(other.name)) || differ(numbers(one.address), numbers(other.address)))
}

fn numbers(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter(|number| !number.is_empty()).collect()
}

fn plain(name: &str) -> String {
    let bare: String = name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let shorter = COMMON_WORDS.iter().fold(bare.clone(), |rest, word| rest.replace(word, ""));
    if shorter.is_empty() { bare } else { shorter }
}

fn letter_pairs(name: &str) -> BTreeSet<(char, char)> {
    name.chars().zip(name.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(metres_north: f64) -> Option<Coordinate> {
        Some(Coordinate { lon: 117.13, lat: 34.81 + metres_north / 111_195.0 })
    }

    fn check(one: (&str, &str, Option<Coordinate>), other: (&str, &str, Option<Coordinate>), expected: bool) {
        let likeness = |(kind, name, at)| Likeness { kind, name, address: "", at };
        let found = alike_pairs(&[likeness(one), likeness(other)], 50.0, 50);
        assert_eq!(!found.is_empty(), expected, "{one:?} {other:?}");
    }

    #[test]
    fn near_of_one_kind_and_alike_by_name() {
        let shop = ("restaurant", "老街面馆", at(0.0));
        check(shop, ("restaurant", "老街 面馆（二部）", at(30.0)), true);
        check(shop, ("restaurant", "老街面店", at(49.0)), true);
        check(shop, ("restaurant", "老街面馆", at(80.0)), false);
        check(shop, ("shop", "老街面馆", at(1.0)), false);
        check(shop, ("restaurant", "幸福饺子馆", at(1.0)), false);
        check(shop, ("restaurant", "老街面馆", None), false);
        check(("shop", "便民商店", at(0.0)), ("shop", "红旗商店", at(1.0)), false);
    }

    #[test]
    fn another_door_is_another_house() {
        let check = |one: (&str, &str), other: (&str, &str), expected: bool| {
            let likeness = |(name, address)| Likeness { kind: "rental", name, address, at: at(0.0) };
            let found = alike_pairs(&[likeness(one), likeness(other)], 50.0, 50);
            assert_eq!(!found.is_empty(), expected, "{one:?} {other:?}");
        };
        check(("学堂巷2号出租屋", "学堂巷2号"), ("学堂巷4号出租屋", "学堂巷4号"), false);
        check(("王家出租屋", "学堂巷2号"), ("王家出租房", "学堂巷4号"), false);
        check(("老街面馆", "和平街8号"), ("老街面馆", "和平街10号"), true);
        check(("老街面馆", "和平街8号"), ("老街面馆二部", "和平街"), true);
    }

    #[test]
    fn points_off_the_globe_are_nowhere() {
        let off = Some(Coordinate { lon: f64::NAN, lat: f64::INFINITY });
        check(("shop", "便民", off), ("shop", "便民", off), false);
    }
}
