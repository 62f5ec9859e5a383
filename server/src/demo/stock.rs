//! The buildings and what is in them: 900 sites with 1,200 premises, dealt over the cells.

use super::dice::{Dice, id_of};
use super::geography::{CELL_OF_WORKER1, Door, Land};
use super::pictures::Album;
use super::register::{Entry, Facts};
use super::words::{SignName, Words};
use gridwalk_domain::event::{PremisesPersons, PremisesRegistered, Room, SiteRegistered};
use gridwalk_domain::id::{PremisesId, RoomId, SiteId};
use gridwalk_domain::position::Coordinate;
use std::collections::{BTreeMap, BTreeSet};

/// Premises of each cell; 1,200 in all.
pub(super) const PREMISES: [usize; 12] = [92, 124, 108, 96, 101, 90, 104, 98, 110, 87, 102, 88];
/// Sites of each cell; 900 in all.
pub(super) const SITES: [usize; 12] = [69, 93, 81, 72, 76, 67, 78, 74, 82, 65, 77, 66];
/// Kinds and how many there are of each; 1,200 in all.
pub(super) const KINDS: [(&str, usize); 15] = [
    ("rental", 420),
    ("shop", 258),
    ("restaurant", 150),
    ("leisure", 60),
    ("workshop", 60),
    ("idle_yard", 46),
    ("self_built", 42),
    ("guesthouse", 30),
    ("micro_enterprise", 30),
    ("school", 28),
    ("clinic", 24),
    ("entertainment", 14),
    ("shared_factory", 14),
    ("disused_factory", 14),
    ("elderly_care", 10),
];
/// Of the last kind, taken from the shops of the deck.
const HAZMAT_STORES: usize = 8;

// Storeys, rooms on each, and how common such a house is.
const HOUSES: [(i16, u32, f64); 8] =
    [(2, 4, 0.24), (2, 6, 0.2), (3, 4, 0.18), (3, 6, 0.16), (3, 8, 0.1), (4, 6, 0.06), (4, 10, 0.04), (5, 8, 0.02)];

/// A part that some of `worker1`'s premises play on the day of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A small restaurant due today with a hazard still open from last time.
    OpenHazardRestaurant,
    /// A small restaurant due today where all was well.
    CleanRestaurant,
    /// A rental house of forty rooms on four floors, due today.
    FortyRooms,
    /// Visited yesterday; the committee wants a better photo.
    Returned,
    /// Nobody there three days ago.
    NobodyThere,
    /// Registered the day before yesterday, never visited.
    New,
    /// Overdue by some days.
    Overdue,
    /// Due today.
    DueToday,
}

/// A building or a yard.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) id: SiteId,
    pub(super) cell: usize,
    pub(super) at: Coordinate,
    pub(super) body: SiteRegistered,
}

/// Premises with what never changes about them.
#[derive(Debug)]
pub(super) struct Premises {
    pub(super) id: PremisesId,
    pub(super) cell: usize,
    pub(super) at: Coordinate,
    /// Order in which a worker walks the cell.
    pub(super) door: usize,
    /// Without position and door photo, which are taken at the registration.
    pub(super) body: PremisesRegistered,
    pub(super) persons: PremisesPersons,
    pub(super) facts: Facts,
    /// Picture of its front in the album.
    pub(super) front: usize,
    pub(super) part: Option<Part>,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Stock {
    pub(super) sites: Vec<Site>,
    pub(super) premises: Vec<Premises>,
}

impl Stock {
    pub(super) fn deal(land: &Land, words: &Words, album: &Album, dice: &mut Dice) -> Self {
        let mut dealer = Dealer { land, words, album, dice, taken: BTreeSet::new(), stock: Self::default() };
        let mut deck = deck(dealer.dice);
        for cell in 0..land.cells.len() {
            let hand = deck.split_off(deck.len().saturating_sub(PREMISES[cell]));
            dealer.fill(cell, hand, SITES[cell]);
        }
        dealer.cast();
        dealer.stock
    }
}

fn deck(dice: &mut Dice) -> Vec<&'static str> {
    let mut deck: Vec<&str> = KINDS.iter().flat_map(|(kind, count)| std::iter::repeat_n(*kind, *count)).collect();
    let shops = deck.iter_mut().filter(|kind| **kind == "shop");
    shops.take(HAZMAT_STORES).for_each(|kind| *kind = "hazmat_store");
    dice.shuffle(&mut deck);
    deck
}

fn shares_a_building(kind: &str) -> bool {
    matches!(kind, "shop" | "restaurant" | "leisure" | "rental" | "clinic" | "school" | "self_built")
}

fn faces_the_street(kind: &str) -> bool {
    !matches!(kind, "rental" | "idle_yard" | "disused_factory" | "shared_factory" | "workshop" | "micro_enterprise")
}

// The site that a building's premises stand on, while they are dealt.
struct Plot {
    door: usize,
    site: usize,
    kinds: Vec<&'static str>,
}

struct Dealer<'a> {
    land: &'a Land,
    words: &'a Words,
    album: &'a Album,
    dice: &'a mut Dice,
    taken: BTreeSet<String>,
    stock: Stock,
}

impl Dealer<'_> {
    // Every building gets one of the hand; those left over move in where they fit.
    fn fill(&mut self, cell: usize, mut hand: Vec<&'static str>, sites: usize) {
        hand.sort_by_key(|kind| shares_a_building(kind));
        let lodgers = hand.split_off(sites.min(hand.len()));
        let mut doors: Vec<usize> = (0..self.land.cells[cell].doors.len()).collect();
        self.dice.shuffle(&mut doors);
        let mut plots: Vec<Plot> = Vec::new();
        for kind in hand {
            let street = faces_the_street(kind);
            let fits = |door: &usize| self.land.cells[cell].doors[*door].on_street == street;
            let found = doors.iter().rposition(fits).or(doors.len().checked_sub(1));
            let Some(door) = found.map(|place| doors.remove(place)) else { continue };
            let site = self.build(cell, door, kind);
            self.open(cell, door, site, kind, false);
            plots.push(Plot { door, site, kinds: vec![kind] });
        }
        for kind in lodgers {
            self.move_in(cell, kind, &mut plots);
        }
    }

    fn move_in(&mut self, cell: usize, kind: &'static str, plots: &mut [Plot]) {
        let has_room = |plot: &Plot| {
            plot.kinds.len() < 3
                && shares_a_building(plot.kinds[0])
                && !(kind == "rental" && plot.kinds.contains(&"rental"))
        };
        let open: Vec<usize> = (0..plots.len()).filter(|plot| has_room(&plots[*plot])).collect();
        let Some(plot) = self.dice.pick(&open).map(|plot| &mut plots[*plot]) else { return };
        plot.kinds.push(kind);
        let (door, site) = (plot.door, plot.site);
        self.open(cell, door, site, kind, true);
    }

    fn door(&self, cell: usize, door: usize) -> &Door {
        &self.land.cells[cell].doors[door]
    }

    fn build(&mut self, cell: usize, door: usize, kind: &str) -> usize {
        let index = self.stock.sites.len();
        let (place, area) = (self.door(cell, door), &self.land.cells[cell]);
        let ending = match kind {
            "idle_yard" | "disused_factory" | "shared_factory" | "workshop" => "院",
            _ => "楼",
        };
        let body = SiteRegistered {
            name: format!("{}{}号{ending}", place.street, place.number),
            building_code: Some(format!("L{:02}{:03}", cell + 1, index % 1_000)),
            address: format!("{}{}{}号", area.address, place.street, place.number),
            position: None,
        };
        let at = place.at;
        let id = SiteId(id_of("site", &format!("{:x}/{index}", self.dice.next())));
        let site = Site { id, cell, at, body };
        self.stock.sites.push(site);
        index
    }

    fn open(&mut self, cell: usize, door: usize, site: usize, kind: &str, upstairs: bool) {
        let index = self.stock.premises.len();
        let id = PremisesId(id_of("premises", &format!("{:x}/{index}", self.dice.next())));
        let rooms = if kind == "rental" { self.rooms(id, None) } else { Vec::new() };
        let sign = self.sign(cell, door, kind);
        let entry = Entry::of(kind, &sign.trade, &rooms, self.dice);
        let suffix = if upstairs && kind == "rental" { "楼上" } else { "" };
        let front = self.album.front(kind, &sign.name, &sign.trade, self.dice);
        let body = PremisesRegistered {
            site: Some(self.stock.sites[site].id),
            name: sign.name,
            kind: kind.to_owned(),
            address: format!("{}{suffix}", self.stock.sites[site].body.address),
            position: None,
            door_photo: None,
            rooms,
            details: entry.details,
        };
        let persons = self.persons(kind, index);
        let at = self.stock.sites[site].at;
        self.stock.premises.push(Premises { id, cell, at, door, body, persons, facts: entry.facts, front, part: None });
    }

    fn sign(&mut self, cell: usize, door: usize, kind: &str) -> SignName {
        let door = self.door(cell, door);
        let address = format!("{}{}号", door.street, door.number);
        let by_address = match kind {
            "idle_yard" => Some("闲置院落"),
            "rental" if self.dice.chance(0.5) => Some("出租屋"),
            "self_built" if self.dice.chance(0.6) => Some("自建楼"),
            _ => None,
        };
        match by_address {
            Some(ending) if self.taken.insert(format!("{address}{ending}")) => {
                SignName { name: format!("{address}{ending}"), trade: String::new() }
            }
            _ if kind == "disused_factory" => {
                let sign = self.words.sign(kind, self.dice, &mut self.taken);
                SignName { name: format!("原{}", sign.name), ..sign }
            }
            _ => self.words.sign(kind, self.dice, &mut self.taken),
        }
    }

    // Mobile numbers never begin with 154: the range is not given out, so that no phone in the demo can ring.
    fn persons(&mut self, kind: &str, index: usize) -> PremisesPersons {
        let guarded = matches!(kind, "rental" | "idle_yard" | "disused_factory");
        let owner_name = self.words.person(self.dice);
        let guarantor_name = if guarded { self.words.person(self.dice) } else { String::new() };
        PremisesPersons {
            owner_name,
            owner_phone: format!("1540000{:04}", index + 1),
            guarantor_phone: if guarded { format!("1540001{:04}", index + 1) } else { String::new() },
            guarantor_name,
            ..PremisesPersons::default()
        }
    }

    fn rooms(&mut self, premises: PremisesId, shape: Option<(i16, u32)>) -> Vec<Room> {
        let weights: Vec<f64> = HOUSES.iter().map(|house| house.2).collect();
        let (storeys, on_each) = shape.unwrap_or_else(|| {
            let house = HOUSES[self.dice.weighted(&weights)];
            (house.0, house.1)
        });
        let label = |floor: i16, room: u32| format!("{floor}{room:02}");
        let room = |floor: i16, room: u32| Room {
            id: RoomId(id_of("room", &format!("{premises}/{}", label(floor, room)))),
            floor,
            label: label(floor, room),
        };
        (1..=storeys)
            .flat_map(|floor| (1..=on_each).map(move |number| (floor, number)))
            .map(|(f, n)| room(f, n))
            .collect()
    }

    // Gives `worker1`'s premises their parts, and a known name where the part wants one.
    fn cast(&mut self) {
        let parts = [
            (Part::OpenHazardRestaurant, "restaurant", 1),
            (Part::CleanRestaurant, "restaurant", 1),
            (Part::FortyRooms, "rental", 1),
            (Part::Returned, "shop", 2),
            (Part::Returned, "rental", 1),
            (Part::NobodyThere, "rental", 1),
            (Part::NobodyThere, "leisure", 1),
            (Part::New, "shop", 1),
            (Part::Overdue, "rental", 3),
            (Part::Overdue, "restaurant", 1),
            (Part::Overdue, "workshop", 1),
            (Part::DueToday, "rental", 2),
            (Part::DueToday, "shop", 2),
        ];
        for (part, kind, count) in parts {
            let free = |p: &&mut Premises| p.cell == CELL_OF_WORKER1 && p.body.kind == kind && p.part.is_none();
            let chosen = self.stock.premises.iter_mut().filter(free).take(count);
            chosen.for_each(|premises| premises.part = Some(part));
        }
        for index in 0..self.stock.premises.len() {
            if let Some(part) = self.stock.premises[index].part {
                self.rename(index, part);
            }
        }
    }

    fn rename(&mut self, index: usize, part: Part) {
        let (name, facts): (_, &[(&str, &str)]) = match part {
            Part::OpenHazardRestaurant => ("老街面馆", &[("EAT-01", "瓶装液化气")]),
            Part::CleanRestaurant => ("石榴树羊肉汤馆", &[("EAT-01", "瓶装液化气")]),
            Part::FortyRooms => ("顺达出租屋", &[("RNT-18", "瓶装液化气")]),
            _ => return,
        };
        let rooms = if part == Part::FortyRooms {
            self.rooms(self.stock.premises[index].id, Some((4, 10)))
        } else {
            Vec::new()
        };
        let kind = self.stock.premises[index].body.kind.clone();
        let mut entry = Entry::of(&kind, "", &rooms, self.dice);
        for (item, choice) in facts {
            entry.facts.insert((*item).to_owned(), gridwalk_domain::checklist::Value::Choice((*choice).to_owned()));
            entry.details.insert("gas".to_owned(), (*choice).to_owned());
        }
        self.clear_of(name, index);
        let front = self.album.front(&kind, name, "", self.dice);
        let premises = &mut self.stock.premises[index];
        premises.body.name = name.to_owned();
        premises.body.rooms = rooms;
        premises.body.details = entry.details;
        premises.facts = entry.facts;
        premises.front = front;
    }

    // Another of the same name takes its address along.
    fn clear_of(&mut self, name: &str, index: usize) {
        for (other, premises) in self.stock.premises.iter_mut().enumerate() {
            if other != index && premises.body.name == name {
                premises.body.name.push_str("二店");
            }
        }
    }
}

/// Premises of each cell, in walking order.
pub(super) fn by_cell(stock: &Stock) -> BTreeMap<usize, Vec<usize>> {
    let mut cells: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, premises) in stock.premises.iter().enumerate() {
        cells.entry(premises.cell).or_default().push(index);
    }
    for premises in cells.values_mut() {
        premises.sort_by_key(|index| stock.premises[*index].door);
    }
    cells
}
