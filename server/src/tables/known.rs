//! Which premises of the ledger a row of a file is about: the one of the same name and address, whether or not an
//! address begins with the names of the areas that it lies in (榆安街道枣花社区永安街63号 is 永安街63号).
//!
//! Between two that a row may be about nobody guesses: it is then about neither.

use super::words::normal;
use gridwalk_domain::area::{AreaLevel, AreaTree};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::PremisesRow;
use std::collections::{BTreeSet, HashMap};

/// The areas whose names an address may begin with: those of the scope, and those around it.
#[derive(Debug, Default)]
pub struct AreaNames {
    named: HashMap<String, Vec<(AreaLevel, AreaId)>>,
    // Bytes of the names, the longest first.
    lengths: Vec<usize>,
    // Community and sub-district of each area.
    around: HashMap<AreaId, Around>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Around {
    community: Option<AreaId>,
    subdistrict: Option<AreaId>,
}

/// An address without the names that it begins with.
struct Bare<'a> {
    rest: &'a str,
    // Of each name the areas that are called so.
    within: Vec<&'a [(AreaLevel, AreaId)]>,
}

impl Bare<'_> {
    // The one community that it names.
    fn community(&self) -> Option<AreaId> {
        self.within.iter().find_map(|areas| match areas {
            [(AreaLevel::Community, id)] => Some(*id),
            _ => None,
        })
    }
}

impl AreaNames {
    /// Of the present tree and the importer's areas in it.
    pub fn new(tree: &AreaTree, roots: &[AreaId]) -> Self {
        let mut names = Self::default();
        let is_above = |id| roots.iter().any(|root| tree.is_within(*root, &[id]));
        for area in tree.iter().filter(|area| tree.is_within(area.id, roots) || is_above(area.id)) {
            let on = |level| tree.on_level(area.id, level).map(|area| area.id);
            let (community, subdistrict) = (on(AreaLevel::Community), on(AreaLevel::Subdistrict));
            names.around.insert(area.id, Around { community, subdistrict });
            let name = normal(&area.name);
            // 1 of 1号楼 is no cell.
            if name.chars().count() > 1 && !name.chars().all(|c| c.is_ascii_digit()) {
                names.named.entry(name).or_default().push((area.level, area.id));
            }
        }
        let lengths: BTreeSet<usize> = names.named.keys().map(String::len).collect();
        names.lengths = lengths.into_iter().rev().collect();
        names
    }

    fn bare<'a>(&'a self, address: &'a str) -> Bare<'a> {
        let mut bare = Bare { rest: address, within: Vec::new() };
        while let Some((rest, areas)) = self.first(bare.rest).filter(|(rest, _)| !rest.is_empty()) {
            bare.rest = rest;
            bare.within.push(areas);
        }
        bare
    }

    fn first<'a>(&'a self, address: &'a str) -> Option<(&'a str, &'a [(AreaLevel, AreaId)])> {
        self.lengths.iter().find_map(|length| {
            let (name, rest) = address.split_at_checked(*length)?;
            self.named.get(name).map(|areas| (rest, areas.as_slice()))
        })
    }
}

/// Where the row itself puts the premises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowPlace {
    /// A cell, a community or a sub-district.
    pub area: AreaId,
    /// The row says so; otherwise it is only where rows go that say nothing.
    pub is_said: bool,
}

/// One of the ledger's.
#[derive(Debug)]
struct One {
    row: PremisesRow,
    // As it is compared.
    address: String,
    around: Around,
}

impl One {
    // Whether it may lie in one of the areas; one that waits to be assigned may lie in any.
    fn may_be_in(&self, areas: &[(AreaLevel, AreaId)]) -> bool {
        areas.iter().any(|(level, id)| match level {
            AreaLevel::Community => self.around.community.is_none_or(|own| own == *id),
            AreaLevel::Subdistrict => self.around.subdistrict.is_none_or(|own| own == *id),
            _ => true,
        })
    }
}

/// The premises of the scope, by what an import knows them by.
#[derive(Debug, Default)]
pub struct Known {
    names: AreaNames,
    by_key: HashMap<String, Vec<One>>,
    addresses: HashMap<String, String>,
}

impl Known {
    /// None yet.
    pub fn new(names: AreaNames) -> Self {
        Self { names, ..Self::default() }
    }

    /// One more; what is closed is no longer known, and may be brought in anew.
    pub fn put(&mut self, row: PremisesRow) {
        if !row.file.standing.is_live() {
            return;
        }
        self.addresses.insert(normal(&row.name), row.address.clone());
        let address = normal(&row.address);
        let key = key(&row.name, self.names.bare(&address).rest);
        let around = self.names.around.get(&row.area).copied().unwrap_or_default();
        self.by_key.entry(key).or_default().push(One { row, address, around });
    }

    /// The one that a row is about: one whose address is the same letter by letter before one that lacks the areas' names,
    /// and what lies where the row says before what does not.
    pub fn find(&self, name: &str, address: &str, place: Option<RowPlace>) -> Option<&PremisesRow> {
        let address = normal(address);
        let bare = self.names.bare(&address);
        let all = self.by_key.get(&key(name, bare.rest))?;
        // Rows that say nothing go somewhere; an address that names its community says more than that.
        let place = place.filter(|place| place.is_said || bare.community().is_none());
        let is_same = |one: &&One| one.address == address;
        let is_placed = |one: &One| place.is_none_or(|place| self.is_near(one, place.area));
        let fits = |one: &&One| bare.within.iter().all(|areas| one.may_be_in(areas)) && is_placed(one);
        let mut near: Vec<&One> = all.iter().filter(fits).collect();
        // Of two that a person said are one, the one that is kept.
        if near.len() > 1 && !near.iter().any(is_same) {
            near.retain(|one| one.row.ties.merged_into.is_none());
        }
        let found = match near.as_slice() {
            [only] => Some(*only),
            several => several.iter().copied().find(is_same),
        };
        found.or_else(|| all.iter().find(is_same)).map(|one| &one.row)
    }

    fn is_near(&self, one: &One, area: AreaId) -> bool {
        let around = self.names.around.get(&area).copied().unwrap_or_default();
        let may_be = |own: Option<AreaId>, other: Option<AreaId>| own.is_none() || other.is_none() || own == other;
        may_be(one.around.community, around.community) && may_be(one.around.subdistrict, around.subdistrict)
    }

    /// What two rows of one file are the same premises by: letter by letter, or without the areas' names where both
    /// lie in the same community.
    pub fn keys(&self, name: &str, address: &str, place: Option<RowPlace>) -> Vec<String> {
        let address = normal(address);
        let bare = self.names.bare(&address);
        let community = |place: RowPlace| self.names.around.get(&place.area).and_then(|around| around.community);
        let said = place.filter(|place| place.is_said).and_then(community);
        let community = said.or_else(|| bare.community()).or_else(|| place.and_then(community));
        let within = community.map(|id| format!("{id}\u{1f}{}", key(name, bare.rest)));
        [Some(key(name, &address)), within].into_iter().flatten().collect()
    }

    /// An address of premises of that name, if there are any.
    pub fn address_of(&self, name: &str) -> Option<&str> {
        self.addresses.get(&normal(name)).map(String::as_str)
    }
}

// The address is normal already.
fn key(name: &str, address: &str) -> String {
    format!("{}\u{1f}{address}", normal(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::area::Area;
    use serde_json::json;
    use uuid::Uuid;

    const AREAS: [(u128, Option<u128>, AreaLevel, &str); 7] = [
        (1, None, AreaLevel::County, "榆县"),
        (2, Some(1), AreaLevel::Subdistrict, "榆安街道"),
        (3, Some(2), AreaLevel::Community, "枣花社区"),
        (4, Some(2), AreaLevel::Community, "石榴社区"),
        (31, Some(3), AreaLevel::GridCell, "第1网格"),
        (41, Some(4), AreaLevel::GridCell, "第1网格"),
        (42, Some(4), AreaLevel::GridCell, "2"),
    ];

    fn id(number: u128) -> AreaId {
        AreaId(Uuid::from_u128(number))
    }

    fn known(rows: &[(u128, u128, &str)]) -> Known {
        let area = |(area, parent, level, name): (u128, Option<u128>, AreaLevel, &str)| Area {
            id: id(area),
            parent: parent.map(id),
            level,
            name: name.to_owned(),
            code: None,
            border: Default::default(),
            moved_at: None,
        };
        let tree = AreaTree::new(AREAS.map(area));
        let mut known = Known::new(AreaNames::new(&tree, &[id(2)]));
        for (premises, cell, address) in rows {
            let row = json!({
                "id": Uuid::from_u128(*premises), "site": null, "area": id(*cell), "name": "天天母婴店", "kind": "shop",
                "address": address, "position": null, "door_photo": null, "registered_at": 0, "last_visit": null,
                "last_inspected_at": null, "last_full_at": null, "as_last_since_full": 0, "not_entered_in_a_row": 0,
                "head": Uuid::from_u128(*premises),
            });
            known.put(serde_json::from_value(row).unwrap());
        }
        known
    }

    fn found(known: &Known, address: &str, place: Option<(u128, bool)>) -> Option<u128> {
        let place = place.map(|(area, is_said)| RowPlace { area: id(area), is_said });
        known.find("天天 母婴店", address, place).map(|row| row.id.0.as_u128())
    }

    #[test]
    fn an_address_is_the_same_with_or_without_the_names_of_its_areas() {
        let known = known(&[(7, 31, "榆安街道枣花社区永安街63号")]);
        for address in
            ["永安街63号", "枣花社区永安街６３号", "榆县榆安街道枣花社区第1网格永安街63号", "榆安街道永安街63号"]
        {
            assert_eq!(found(&known, address, None), Some(7), "{address}");
            assert_eq!(found(&known, address, Some((31, true))), Some(7), "{address}");
        }
        assert_eq!(found(&known, "永安街64号", None), None);
        assert_eq!(found(&known, "石榴社区永安街63号", None), None, "another community's street");
        assert_eq!(found(&known, "永安街63号", Some((41, true))), None, "the row says where it is");
        assert_eq!(found(&known, "枣花社区永安街63号", Some((41, false))), Some(7), "so does the address");
        assert_eq!(found(&known, "榆安街道枣花社区永安街63号", Some((41, true))), Some(7), "letter by letter");
    }

    #[test]
    fn between_two_nobody_guesses() {
        let both = known(&[(7, 31, "枣花社区永安街63号"), (8, 41, "石榴社区永安街63号")]);
        assert_eq!(found(&both, "永安街63号", None), None);
        assert_eq!(found(&both, "永安街63号", Some((42, true))), Some(8));
        assert_eq!(found(&both, "榆安街道石榴社区永安街63号", None), Some(8));
        let twins = known(&[(7, 31, "枣花社区永安街63号"), (8, 31, "榆安街道永安街63号")]);
        assert_eq!(found(&twins, "永安街63号", Some((31, true))), None);
        assert_eq!(found(&twins, "榆安街道永安街63号", Some((31, true))), Some(8));
    }

    #[test]
    fn rows_of_one_file_are_one_only_within_one_community() {
        let known = known(&[]);
        let keys = |address: &str, place| known.keys("店", address, Some(RowPlace { area: id(place), is_said: true }));
        let is_one = |one: &[String], other: &[String]| one.iter().any(|key| other.contains(key));
        assert!(is_one(&keys("枣花社区永安街63号", 31), &keys("永安街63号", 31)));
        assert!(!is_one(&keys("枣花社区永安街63号", 31), &keys("永安街63号", 41)));
    }

    #[test]
    fn a_number_is_no_area_and_an_address_is_never_only_areas() {
        let known = known(&[(7, 42, "2号楼"), (8, 41, "石榴社区")]);
        assert_eq!((found(&known, "号楼", None), found(&known, "2号楼", None)), (None, Some(7)));
        assert_eq!(found(&known, "榆安街道石榴社区", None), Some(8));
    }
}
