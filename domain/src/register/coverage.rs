//! 扫街: how much of a street or a cell has been walked, door by door (R01).

use crate::id::SiteId;
use crate::ledger::SiteRow;
use std::collections::BTreeSet;

/// Doors of a cell. A door is a site; 此处无场所 makes one too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All that are known.
    pub doors: usize,
    /// With premises in use.
    pub with_premises: usize,
    /// Marked as having none.
    pub without: usize,
}

impl Coverage {
    /// Counts sites; `used` are those in which premises are in use. A mark counts only while none are.
    pub fn of<'a>(sites: impl Iterator<Item = &'a SiteRow>, used: &BTreeSet<SiteId>) -> Self {
        let mut coverage = Self::default();
        for site in sites {
            coverage.doors += 1;
            if used.contains(&site.id) {
                coverage.with_premises += 1;
            } else if site.no_premises_at.is_some() {
                coverage.without += 1;
            }
        }
        coverage
    }

    /// Doors of which it is known what is behind them.
    pub fn swept(&self) -> usize {
        self.with_premises + self.without
    }
}

/// 幸福路27号 -> 幸福路29号: on one side of a street numbers go up by two. A text without a number stays.
pub fn next_door(address: &str) -> String {
    let is_digit = |one: char| one.is_ascii_digit();
    let Some(end) = address.rfind(is_digit).map(|at| at + 1) else { return address.to_owned() };
    let start = address[..end]
        .rfind(|one| !is_digit(one))
        .map_or(0, |at| at + address[at..].chars().next().map_or(0, char::len_utf8));
    match address[start..end].parse::<u64>() {
        Ok(number) => format!("{}{}{}", &address[..start], number.saturating_add(2), &address[end..]),
        Err(_) => address.to_owned(),
    }
}
