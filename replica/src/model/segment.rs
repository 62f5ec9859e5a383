//! Segments: the list's columns of a few thousand premises in one value, compact and quick to read.
//!
//! Layout, little endian: version, count, the distinct areas, sites and kinds, then one column after the
//! other. Version 2 adds the
//! columns of the file. Texts are lengths, then bytes. Absent times and days are the lowest number of their width.

use super::PremisesBrief;

mod file;

use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::NotEnteredReason;
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::time::{Date, Timestamp};
use std::collections::HashMap;
use std::hash::Hash;
use uuid::Uuid;

const VERSION: u8 = 2;
const DEGREE: f64 = 1e7;
/// A bit beside the code of a reason: merged into other premises. Builds before it never set it.
const MERGED: u8 = 0x80;

/// Packs premises; `unsent` is not kept.
pub fn encode(briefs: &[PremisesBrief]) -> Vec<u8> {
    let mut out = Writer(vec![VERSION]);
    out.number(briefs.len());
    out.dictionary(briefs.iter().map(|brief| brief.area.0), |out, id| out.0.extend_from_slice(id.as_bytes()));
    let site = |brief: &PremisesBrief| brief.site.map_or(Uuid::nil(), |site| site.0);
    out.dictionary(briefs.iter().map(site), |out, id| out.0.extend_from_slice(id.as_bytes()));
    out.dictionary(briefs.iter().map(|brief| brief.kind.as_str()), |out, kind| out.text(kind));
    for brief in briefs {
        out.0.extend_from_slice(brief.id.0.as_bytes());
    }
    for text in TEXTS {
        briefs.iter().for_each(|brief| out.text(text(brief)));
    }
    for brief in briefs {
        let degrees = |value: f64| (value * DEGREE).round() as i32;
        let (lon, lat) = brief.at.map_or((i32::MIN, i32::MIN), |at| (degrees(at.lon), degrees(at.lat)));
        out.0.extend_from_slice(&lon.to_le_bytes());
        out.0.extend_from_slice(&lat.to_le_bytes());
    }
    for time in TIMES {
        for brief in briefs {
            out.0.extend_from_slice(&time(brief).map_or(i64::MIN, Timestamp::millis).to_le_bytes());
        }
    }
    for brief in briefs {
        out.0.extend_from_slice(&brief.hazard_due_on.map_or(i32::MIN, Date::days).to_le_bytes());
        out.0.push(reason_code(brief.not_entered) | if brief.is_merged { MERGED } else { 0 });
        out.0.push(level_code(brief.gravest));
        for number in [brief.not_entered_in_a_row, brief.open_hazards, brief.rooms] {
            out.number(number as usize);
        }
    }
    file::write(&mut out, briefs);
    out.0
}

const TEXTS: [fn(&PremisesBrief) -> &str; 3] = [|b| &b.name, |b| &b.address, |b| &b.owner_name];

const TIMES: [fn(&PremisesBrief) -> Option<Timestamp>; 4] =
    [|b| Some(b.registered_at), |b| b.last_visit_at, |b| b.last_inspected_at, |b| b.last_full_at];

/// Unpacks; `None` when the bytes are damaged or of a later version. Version 1, from before the file, is read as well.
pub fn decode(bytes: &[u8]) -> Option<Vec<PremisesBrief>> {
    let mut read = Reader(bytes);
    let version = read.byte()?;
    if !(1..=VERSION).contains(&version) {
        return None;
    }
    let count = read.number()?;
    // Each row takes 50 bytes at least: a damaged count does not ask for memory.
    if count > bytes.len() / 50 {
        return None;
    }
    // Each column goes straight into its rows: a phone compiles what it calls first before its first list stands, and
    // columns of their own would be as much code again.
    let mut briefs = Vec::with_capacity(count);
    briefs.resize_with(count, PremisesBrief::empty);
    let areas = read.values(count, Reader::uuid)?;
    for brief in &mut briefs {
        brief.area = read.one_of(&areas)?.into();
    }
    let sites = read.values(count, Reader::uuid)?;
    for brief in &mut briefs {
        let site = read.one_of(&sites)?;
        brief.site = (!site.is_nil()).then(|| site.into());
    }
    let kinds = read.values(count, Reader::text)?;
    for brief in &mut briefs {
        brief.kind = read.one_of(&kinds)?;
    }
    for brief in &mut briefs {
        brief.id = read.uuid()?.into();
    }
    for brief in &mut briefs {
        brief.name = read.text()?;
    }
    for brief in &mut briefs {
        brief.address = read.text()?;
    }
    for brief in &mut briefs {
        brief.owner_name = read.text()?;
    }
    for brief in &mut briefs {
        let (lon, lat) = (read.int()?, read.int()?);
        let degrees = |value: i32| f64::from(value) / DEGREE;
        brief.at = (lon != i32::MIN).then(|| Coordinate { lon: degrees(lon), lat: degrees(lat) });
    }
    for brief in &mut briefs {
        brief.registered_at = read.time()?.unwrap_or_default();
    }
    for brief in &mut briefs {
        brief.last_visit_at = read.time()?;
    }
    for brief in &mut briefs {
        brief.last_inspected_at = read.time()?;
    }
    for brief in &mut briefs {
        brief.last_full_at = read.time()?;
    }
    for brief in &mut briefs {
        let (day, reason) = (read.int()?, read.byte()?);
        brief.hazard_due_on = (day != i32::MIN).then(|| Date::from_days(i64::from(day)));
        brief.not_entered = reason_of(reason & !MERGED)?;
        brief.is_merged = reason & MERGED != 0;
        brief.gravest = level_of(read.byte()?)?;
        brief.not_entered_in_a_row = read.count()?;
        brief.open_hazards = read.count()?;
        brief.rooms = read.count()?;
    }
    if version > 1 {
        file::read(&mut read, &mut briefs)?;
    }
    Some(briefs)
}

const REASONS: [NotEnteredReason; 5] = [
    NotEnteredReason::NoOneThere,
    NotEnteredReason::Refused,
    NotEnteredReason::Closed,
    NotEnteredReason::MovedAway,
    NotEnteredReason::NoSuchPlace,
];

const LEVELS: [Level; 3] = [Level::General, Level::Lead, Level::SuspectedMajor];

fn code_of<T: PartialEq>(all: &[T], value: Option<T>) -> u8 {
    let at = value.and_then(|value| all.iter().position(|known| *known == value));
    at.map_or(0, |at| at as u8 + 1)
}

fn of_code<T: Copy>(all: &[T], code: u8) -> Option<Option<T>> {
    match usize::from(code).checked_sub(1) {
        None => Some(None),
        Some(at) => all.get(at).map(|value| Some(*value)),
    }
}

fn reason_code(reason: Option<NotEnteredReason>) -> u8 {
    code_of(&REASONS, reason)
}

fn reason_of(code: u8) -> Option<Option<NotEnteredReason>> {
    of_code(&REASONS, code)
}

fn level_code(level: Option<Level>) -> u8 {
    code_of(&LEVELS, level)
}

fn level_of(code: u8) -> Option<Option<Level>> {
    of_code(&LEVELS, code)
}

struct Writer(Vec<u8>);

impl Writer {
    /// Seven bits a byte, the lowest first.
    fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// The distinct values, then the place of each value among them.
    fn dictionary<T: Copy + Eq + Hash>(&mut self, values: impl Iterator<Item = T>, write: fn(&mut Self, T)) {
        let (mut places, mut distinct, mut column) = (HashMap::new(), Vec::new(), Vec::new());
        for value in values {
            let place = *places.entry(value).or_insert_with(|| {
                distinct.push(value);
                distinct.len() - 1
            });
            column.push(place);
        }
        self.number(distinct.len());
        distinct.into_iter().for_each(|value| write(self, value));
        column.into_iter().for_each(|place| self.number(place));
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|taken| taken[0])
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0usize;
        for shift in (0..28).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<String> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok().map(str::to_owned)
    }

    fn uuid(&mut self) -> Option<Uuid> {
        Uuid::from_slice(self.take(16)?).ok()
    }

    fn int(&mut self) -> Option<i32> {
        self.take(4)?.try_into().ok().map(i32::from_le_bytes)
    }

    fn long(&mut self) -> Option<i64> {
        self.take(8)?.try_into().ok().map(i64::from_le_bytes)
    }

    fn count(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    fn time(&mut self) -> Option<Option<Timestamp>> {
        let millis = self.long()?;
        Some((millis != i64::MIN).then(|| Timestamp::from_millis(millis)))
    }

    /// The distinct values of a column, at most as many as there are rows; the rows name them by [`Reader::one_of`].
    fn values<T>(&mut self, rows: usize, one: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let distinct = self.number().filter(|distinct| *distinct <= rows)?;
        let mut values = Vec::with_capacity(distinct);
        for _ in 0..distinct {
            values.push(one(self)?);
        }
        Some(values)
    }

    fn one_of<T: Clone>(&mut self, values: &[T]) -> Option<T> {
        values.get(self.number()?).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::ledger::Standing;

    fn brief(n: u128) -> PremisesBrief {
        let odd = n % 2 == 1;
        PremisesBrief {
            id: Uuid::from_u128(n).into(),
            site: odd.then(|| Uuid::from_u128(n / 4 + 1).into()),
            area: Uuid::from_u128(n % 3).into(),
            name: format!("老王小吃 {n} 𠮷"),
            address: "幸福路27号".into(),
            kind: if odd { "rental" } else { "restaurant" }.into(),
            owner_name: String::new(),
            at: odd.then_some(Coordinate { lon: 117.1300001, lat: -34.81 }),
            registered_at: Timestamp::from_millis(n as i64),
            last_visit_at: odd.then(|| Timestamp::from_millis(1_700_000_000_000)),
            not_entered: odd.then_some(NotEnteredReason::MovedAway),
            not_entered_in_a_row: n as u32,
            last_inspected_at: None,
            last_full_at: Some(Timestamp::from_millis(-1)),
            open_hazards: n as u32 * 200,
            hazard_due_on: Date::new(2026, 11, 22),
            gravest: odd.then_some(Level::SuspectedMajor),
            open_major: n as u32 % 3,
            open_general: n as u32 * 130,
            open_items: if odd { "COM-01 EAT-17" } else { "" }.into(),
            lodgers: n as u32 * 7,
            standing: Standing::ALL[n as usize % 5],
            standing_at: odd.then(|| Timestamp::from_millis(5)),
            rechecked: n % 3 == 1,
            verified_at: odd.then(|| Timestamp::from_millis(1_700_000_000_001)),
            unchecked: n > 100,
            body: if odd { "" } else { "市场监管所" }.into(),
            body_unclear: n % 4 == 1,
            tags: if odd { "醇基燃料、托管" } else { "" }.into(),
            signals: n as u32 % 2,
            rooms: 40,
            is_merged: n > 200,
            unsent: false,
        }
    }

    #[test]
    fn comes_back_as_it_went() {
        for count in [0, 1, 2, 300] {
            let briefs: Vec<_> = (0..count).map(brief).collect();
            assert_eq!(decode(&encode(&briefs)), Some(briefs), "{count}");
        }
    }

    #[test]
    fn damaged_bytes_are_refused_and_never_panic() {
        let bytes = encode(&(0..5).map(brief).collect::<Vec<_>>());
        assert!((0..bytes.len()).all(|cut| decode(&bytes[..cut]).is_none()));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0xff;
            let _ = decode(&damaged);
        }
    }

    #[test]
    fn the_bytes_of_version_1_are_still_read() {
        let bytes = include_str!("snapshots/version-1.hex").trim();
        let bytes: Vec<u8> =
            (0..bytes.len()).step_by(2).map(|at| u8::from_str_radix(&bytes[at..at + 2], 16).unwrap()).collect();
        let read = decode(&bytes).unwrap();
        assert_eq!(
            read.iter().map(|brief| brief.name.as_str()).collect::<Vec<_>>(),
            ["老王小吃 1 𠮷", "老王小吃 2 𠮷"]
        );
        assert_eq!((read[0].standing, read[0].tags.as_str()), (Standing::Open, ""));
    }

    #[test]
    fn the_bytes_of_version_2_stay_as_they_are() {
        insta::assert_snapshot!(encode(&[brief(1), brief(2)]).iter().map(|b| format!("{b:02x}")).collect::<String>());
    }
}
