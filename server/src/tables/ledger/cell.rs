//! A grid cell's lines while its rows come by: of a row only its line is kept, so that a ledger of any length is written
//! in little memory.

use super::{Ledger, Scribe};
use crate::tables::table::{Cell, Line};
use gridwalk_domain::id::{HazardId, PremisesId, SiteId};
use gridwalk_domain::ledger::{HazardRow, PremisesRow, Row, SiteRow};
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::register::is_undone_import;
use gridwalk_domain::time::Timestamp;
use std::collections::{HashMap, HashSet};

/// 厂中厂 and 院中厂, by their catalogue code.
pub const SHARED_FACTORY: &str = "shared_factory";

/// 楼栋, as a line names it.
#[derive(Clone, Debug, Default)]
pub(super) struct Building {
    pub code: String,
    pub name: String,
}

/// Where a hazard is.
#[derive(Clone, Debug, Default)]
pub(super) struct Place<'a> {
    pub address: String,
    pub kind: &'a str,
    pub owner_name: String,
    pub at: Option<Coordinate>,
}

/// What lines are sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Door { building_code: String, site: Option<SiteId>, address: String, name: String, is_yard: bool },
    Found(Timestamp, HazardId),
}

#[derive(Debug)]
struct Ranked {
    rank: Rank,
    line: Line,
}

/// The lines of one cell; buildings come before premises, premises before hazards.
pub struct CellLines<'a> {
    scribe: &'a Scribe<'a>,
    buildings: HashMap<SiteId, Building>,
    // Sites with a 厂中厂 in them.
    yards: HashSet<SiteId>,
    places: HashMap<PremisesId, Place<'a>>,
    lines: Vec<Ranked>,
}

impl<'a> CellLines<'a> {
    /// None yet.
    pub fn new(scribe: &'a Scribe<'a>) -> Self {
        Self { scribe, buildings: HashMap::new(), yards: HashSet::new(), places: HashMap::new(), lines: Vec::new() }
    }

    /// One more row.
    pub fn add(&mut self, row: &Row) {
        match (self.scribe.ledger, row) {
            (_, Row::Site(row)) => self.building(row),
            (Ledger::Hazards | Ledger::Problems, Row::Premises(row)) => self.place(row),
            (Ledger::Spaces, Row::Premises(row)) => self.spaces(row),
            (_, Row::Premises(row)) => self.premises(row),
            (Ledger::Hazards, Row::Hazard(row)) => self.hazard(row),
            (Ledger::Problems, Row::Hazard(row)) if !row.state.is_closed() => self.hazard(row),
            _ => {}
        }
    }

    /// In order, numbered on from `number`.
    pub fn finish(mut self, number: &mut u64) -> Vec<Line> {
        if self.scribe.ledger == Ledger::Shared {
            let yards = self.yards;
            let is_in_a_yard = |rank: &Rank| match rank {
                Rank::Door { is_yard, site, .. } => *is_yard || site.is_some_and(|site| yards.contains(&site)),
                Rank::Found(..) => false,
            };
            self.lines.retain(|one| is_in_a_yard(&one.rank));
        }
        self.lines.sort_by(|one, other| one.rank.cmp(&other.rank));
        let mut numbered = |one: Ranked| {
            *number += 1;
            let mut line = one.line;
            if let Some(cell) = line.cells.first_mut() {
                *cell = Cell::from(*number);
            }
            line
        };
        self.lines.into_iter().map(&mut numbered).collect()
    }

    fn building(&mut self, row: &SiteRow) {
        let code = row.building_code.clone().unwrap_or_default();
        self.buildings.insert(row.id, Building { code, name: row.name.clone() });
    }

    fn place(&mut self, row: &PremisesRow) {
        let kind = self.scribe.words.kind_of_code(&row.kind).map_or("", |kind| kind.name.as_str());
        let (address, owner_name) = (row.address.clone(), row.persons.owner_name.clone());
        let at = row.position.map(|position| position.at);
        self.places.insert(row.id, Place { address, kind, owner_name, at });
    }

    fn premises(&mut self, row: &PremisesRow) {
        let ledger = self.scribe.ledger;
        let kind = self.scribe.words.kind_of_code(&row.kind);
        if is_undone_import(row) || !ledger.holds_standing(row) || !ledger.holds_kind(kind) {
            return;
        }
        let is_yard = row.kind == SHARED_FACTORY;
        if let Some(site) = row.site.filter(|_| is_yard) {
            self.yards.insert(site);
        }
        let nowhere = Building::default();
        let building = row.site.and_then(|site| self.buildings.get(&site)).unwrap_or(&nowhere);
        let (building_code, address, name) = (building.code.clone(), row.address.clone(), row.name.clone());
        let rank = Rank::Door { building_code, site: row.site, address, name, is_yard };
        let line = self.scribe.premises_line(row, building);
        self.keep(rank, line);
    }

    fn spaces(&mut self, row: &PremisesRow) {
        if !row.file.standing.is_live() {
            return;
        }
        for space in row.file.limited_spaces.iter().flatten() {
            let (address, name) = (row.address.clone(), row.name.clone());
            let rank = Rank::Door { building_code: String::new(), site: None, address, name, is_yard: false };
            let line = self.scribe.space_line(row, space);
            self.keep(rank, line);
        }
    }

    fn hazard(&mut self, row: &HazardRow) {
        let nowhere = Place::default();
        let place = self.places.get(&row.found.premises).unwrap_or(&nowhere);
        let line = self.scribe.hazard_line(row, place);
        self.keep(Rank::Found(row.found_at, row.id), line);
    }

    fn keep(&mut self, rank: Rank, mut line: Line) {
        // Thousands of them wait: the room that a growing list takes beyond its need is a third of it.
        line.cells.shrink_to_fit();
        self.lines.push(Ranked { rank, line });
    }
}
