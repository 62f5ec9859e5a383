//! A year of rounds: who is visited when, so that the lists of today look as after a year of work. 6,000 visits.

use super::dice::Dice;
use super::follow::RAISED;
use super::geography::CELL_OF_WORKER1;
use super::stock::{Part, Stock, by_cell};
use gridwalk_domain::checklist::{Catalogue, KindFamily};
use gridwalk_domain::event::NotEnteredReason;
use gridwalk_domain::time::{Date, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Visits of the year.
pub(super) const VISITS: usize = 6_000;
/// Hazards of the year.
pub(super) const HAZARDS: usize = 900;
/// Visits of the last two days in `committee1`'s community.
const FRESH_VISITS: usize = 30;
/// Of those, how many find something.
const FRESH_HAZARDS: usize = 9;

/// One in so many of the doors of last week, behind which nothing was right: they are the yellow of the ledger.
const MESSY_ONE_IN: usize = 9;
/// What is found behind such a door.
const MESSY_HAZARDS: usize = 4;
/// One in so many idle yards that nobody has come by for more than half a year: its file is stale.
const FORGOTTEN_ONE_IN: usize = 12;

/// One walk to one door.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) premises: usize,
    pub(super) started_at: Timestamp,
    pub(super) ended_at: Timestamp,
    /// `None`: they got in.
    pub(super) not_entered: Option<NotEnteredReason>,
    /// How many hazards to find.
    pub(super) hazards: usize,
    /// The last visit to these premises before today.
    pub(super) last: bool,
    /// The last two days in `committee1`'s community: the reviewer has not come to it yet.
    pub(super) fresh: bool,
}

// A visit before it has a time of day: days before today.
#[derive(Clone, Debug)]
struct Slot {
    premises: usize,
    days_ago: i64,
    not_entered: Option<NotEnteredReason>,
    hazards: usize,
    last: bool,
    fresh: bool,
}

/// Days before today on which each of the premises was registered.
pub(super) fn registrations(stock: &Stock, dice: &mut Dice) -> Vec<i64> {
    let newly = |part: Option<Part>, dice: &mut Dice| match part {
        Some(Part::New) => 2,
        Some(_) => dice.range(367, 396),
        None if dice.chance(0.06) => dice.range(45, 330),
        None => dice.range(367, 396),
    };
    stock.premises.iter().map(|premises| newly(premises.part, dice)).collect()
}

/// Makes the plan, in the order of time. `registered` as from [`registrations`].
pub(super) fn visits(
    stock: &Stock,
    catalogue: &Catalogue,
    registered: &[i64],
    today: Date,
    dice: &mut Dice,
) -> Vec<Visit> {
    let mut planner = Planner { stock, catalogue, registered, dice, slots: Vec::new() };
    let fresh = planner.choose_fresh();
    for premises in 0..stock.premises.len() {
        planner.rounds(premises, &fresh);
    }
    planner.walks_in_vain();
    planner.make_the_number();
    planner.spread_hazards();
    planner.on_the_clock(today)
}

struct Planner<'a> {
    stock: &'a Stock,
    catalogue: &'a Catalogue,
    registered: &'a [i64],
    dice: &'a mut Dice,
    slots: Vec<Slot>,
}

impl Planner<'_> {
    fn interval(&self, premises: usize) -> i64 {
        let kind = &self.stock.premises[premises].body.kind;
        self.catalogue.kind(kind).map_or(30, |kind| i64::from(kind.interval_days))
    }

    // Premises of `committee1`'s community whose last visit was yesterday or the day before.
    fn choose_fresh(&mut self) -> BTreeSet<usize> {
        let all = 0..self.stock.premises.len();
        let (parts, mut others): (Vec<_>, Vec<_>) = all
            .filter(|index| self.stock.premises[*index].cell < 3)
            .filter(|index| matches!(self.stock.premises[*index].part, None | Some(Part::Returned)))
            .partition(|index| self.stock.premises[*index].part.is_some());
        self.dice.shuffle(&mut others);
        parts.into_iter().chain(others).take(FRESH_VISITS).collect()
    }

    fn rounds(&mut self, premises: usize, fresh: &BTreeSet<usize>) {
        let part = self.stock.premises[premises].part;
        if part == Some(Part::New) {
            return;
        }
        let interval = self.interval(premises);
        let is_fresh = fresh.contains(&premises);
        let last = self.last_visit(premises, interval, is_fresh);
        for (round, days_ago) in self.round_days(premises, interval, last).into_iter().enumerate() {
            let not_entered = if round == 0 { self.last_outcome(part, is_fresh) } else { None };
            self.slots.push(Slot {
                premises,
                days_ago,
                not_entered,
                hazards: 0,
                last: round == 0,
                fresh: is_fresh && round == 0,
            });
        }
        if part == Some(Part::NobodyThere) {
            // Behind the walk in vain stands a round that is due.
            let before =
                Slot { premises, days_ago: interval + 1, not_entered: None, hazards: 0, last: false, fresh: false };
            self.slots.retain(|slot| slot.premises != premises || slot.last);
            self.slots.push(before);
        }
    }

    // Days of the rounds, from the last one back to the registration: an interval apart of late, wider apart before.
    fn round_days(&mut self, premises: usize, interval: i64, last: i64) -> Vec<i64> {
        let rounds = match interval {
            // Some of its rooms nobody has seen yet.
            _ if self.stock.premises[premises].part == Some(Part::FortyRooms) => 2,
            ..=7 => 10,
            8..=15 => 7,
            16..=30 => self.dice.range(4, 5),
            _ => 4,
        };
        let limit = (self.registered[premises] - 2).min(364);
        let (last, span) = (last.min(limit), (limit - last).max(1) as f64 * self.dice.between(0.66, 1.02));
        let shape = ((interval as f64 * 1.05 / span).ln() / (1.0 / f64::from(rounds as i32 - 1)).ln()).clamp(1.0, 2.2);
        let mut days = vec![last];
        for round in 1..rounds {
            let part = (round as f64 / (rounds - 1) as f64).powf(shape) * self.dice.between(0.86, 1.16);
            let day = (last + (span * part) as i64).min(limit);
            if day >= days[days.len() - 1] + 2 {
                days.push(day);
            }
        }
        days
    }

    // Days since the last visit: the due list of the day follows from it.
    fn last_visit(&mut self, premises: usize, interval: i64, is_fresh: bool) -> i64 {
        let earliest = if self.stock.premises[premises].cell < 3 { 3 } else { 1 };
        let family = self.catalogue.kind(&self.stock.premises[premises].body.kind).map(|kind| kind.family);
        let is_idle = matches!(family, Some(KindFamily::IdleYard | KindFamily::DisusedFactory));
        match self.stock.premises[premises].part {
            Some(Part::OpenHazardRestaurant | Part::CleanRestaurant | Part::FortyRooms | Part::DueToday) => interval,
            Some(Part::Overdue) => interval + self.dice.range(1, 9),
            Some(Part::NobodyThere) => 3,
            _ if is_fresh => 1 + i64::from(self.dice.chance(0.4)),
            None if is_idle && premises.is_multiple_of(FORGOTTEN_ONE_IN) => self.dice.range(185, 240),
            _ if self.stock.premises[premises].cell == CELL_OF_WORKER1 => self.dice.range(earliest, interval - 1),
            _ => match self.dice.weighted(&[0.91, 0.02, 0.07]) {
                0 => self.dice.range(earliest, interval - 1),
                1 => interval,
                _ => interval + self.dice.range(1, 20),
            },
        }
    }

    fn last_outcome(&mut self, part: Option<Part>, is_fresh: bool) -> Option<NotEnteredReason> {
        use NotEnteredReason::*;
        match part {
            Some(Part::NobodyThere) => Some(NoOneThere),
            Some(_) => None,
            None if self.dice.chance(if is_fresh { 0.08 } else { 0.02 }) => Some(
                [NoOneThere, Refused, Closed, MovedAway, NoSuchPlace][self.dice.weighted(&[0.5, 0.15, 0.2, 0.1, 0.05])],
            ),
            None => None,
        }
    }

    // Some rounds begin with a closed door, three or four days before the visit that got in.
    fn walks_in_vain(&mut self) {
        let mut before = Vec::new();
        for slot in self.slots.iter().filter(|slot| slot.not_entered.is_none() && !slot.fresh) {
            let limit = self.registered[slot.premises] - 1;
            if self.stock.premises[slot.premises].part.is_none() && self.dice.chance(0.055) {
                let days_ago = slot.days_ago + self.dice.range(3, 4);
                let why = [NotEnteredReason::NoOneThere, NotEnteredReason::Refused][self.dice.weighted(&[0.85, 0.15])];
                if days_ago < limit.min(364) {
                    before.push(Slot { days_ago, not_entered: Some(why), last: false, ..slot.clone() });
                }
            }
        }
        self.slots.extend(before);
    }

    // Exactly as many as wanted: the oldest go, or more old ones come.
    fn make_the_number(&mut self) {
        self.slots.sort_by_key(|slot| (slot.days_ago, slot.premises));
        while self.slots.len() > VISITS {
            let from = self.slots.len() / 3;
            let index = from + self.dice.index(self.slots.len() - from);
            if !self.slots[index].last && self.stock.premises[self.slots[index].premises].part.is_none() {
                self.slots.remove(index);
            }
        }
        let mut days: BTreeSet<(usize, i64)> = self.slots.iter().map(|slot| (slot.premises, slot.days_ago)).collect();
        while self.slots.len() < VISITS {
            let premises = self.dice.index(self.stock.premises.len());
            let days_ago = self.dice.range(self.interval(premises) + 25, 364);
            let may = self.stock.premises[premises].part.is_none() && days_ago < self.registered[premises] - 2;
            if may && days.insert((premises, days_ago)) {
                self.slots.push(Slot { premises, days_ago, not_entered: None, hazards: 0, last: false, fresh: false });
            }
        }
    }

    fn spread_hazards(&mut self) {
        let mut left = HAZARDS - RAISED;
        let mut fresh_left = FRESH_HAZARDS;
        for slot in &mut self.slots {
            let part = self.stock.premises[slot.premises].part;
            slot.hazards = match part {
                Some(Part::OpenHazardRestaurant | Part::Returned) if slot.last => 1,
                None if slot.fresh && slot.not_entered.is_none() && fresh_left > 0 => {
                    fresh_left -= 1;
                    1
                }
                _ => 0,
            };
            left -= slot.hazards;
        }
        let may = |slot: &Slot, part: Option<Part>| {
            slot.not_entered.is_none() && !slot.fresh && (part.is_none() || !slot.last)
        };
        let open: Vec<usize> = (0..self.slots.len())
            .filter(|index| may(&self.slots[*index], self.stock.premises[self.slots[*index].premises].part))
            .filter(|index| self.stock.premises[self.slots[*index].premises].part != Some(Part::CleanRestaurant))
            .collect();
        let is_of_last_week = |slot: &Slot| slot.last && (2..=6).contains(&slot.days_ago);
        let last_week = open.iter().copied().filter(|index| is_of_last_week(&self.slots[*index]));
        for index in last_week.step_by(MESSY_ONE_IN).collect::<Vec<_>>() {
            left -= MESSY_HAZARDS - self.slots[index].hazards;
            self.slots[index].hazards = MESSY_HAZARDS;
        }
        while left > 0 {
            // More is found of late: the rounds have become closer.
            let (a, b) = (self.dice.index(open.len()), self.dice.index(open.len()));
            let slot = &mut self.slots[open[a.min(b)]];
            if slot.hazards < 2 {
                slot.hazards += 1;
                left -= 1;
            }
        }
    }

    // Puts each worker's visits of a day one behind the other, in walking order.
    fn on_the_clock(&mut self, today: Date) -> Vec<Visit> {
        let order: BTreeMap<usize, usize> = by_cell(self.stock)
            .into_values()
            .flat_map(|cell| cell.into_iter().enumerate().map(|(at, p)| (p, at)))
            .collect();
        let mut days: BTreeMap<(i64, usize), Vec<Slot>> = BTreeMap::new();
        for slot in self.slots.drain(..) {
            let cell = self.stock.premises[slot.premises].cell;
            let sunday = today.plus_days(-slot.days_ago).weekday() == 6;
            let days_ago = slot.days_ago + i64::from(sunday && !slot.last && slot.days_ago < 363);
            days.entry((days_ago, cell)).or_default().push(Slot { days_ago, ..slot });
        }
        let mut visits = Vec::new();
        for ((days_ago, _), mut slots) in days {
            slots.sort_by_key(|slot| order.get(&slot.premises));
            let mut minute = self.dice.between(8.0 * 60.0 + 25.0, 9.0 * 60.0 + 20.0);
            for slot in slots {
                let long = self.length_minutes(&slot);
                if (11.0 * 60.0 + 25.0..14.0 * 60.0).contains(&minute) {
                    minute = 14.0 * 60.0 + self.dice.between(0.0, 25.0);
                }
                let midnight = today.plus_days(-days_ago).start_in_shanghai();
                let at = |minute: f64| midnight.plus_millis((minute * 60_000.0) as i64);
                let (started_at, ended_at) = (at(minute), at(minute + long));
                let Slot { premises, not_entered, hazards, last, fresh, .. } = slot;
                visits.push(Visit { premises, started_at, ended_at, not_entered, hazards, last, fresh });
                minute += long + self.dice.between(2.0, 11.0);
            }
        }
        visits.sort_by_key(|visit| (visit.started_at, visit.premises));
        visits
    }

    fn length_minutes(&mut self, slot: &Slot) -> f64 {
        let premises = &self.stock.premises[slot.premises].body;
        let look = match premises.kind.as_str() {
            _ if slot.not_entered.is_some() => self.dice.between(1.0, 2.5),
            "rental" => 5.0 + premises.rooms.len() as f64 * self.dice.between(0.25, 0.5),
            "restaurant" | "workshop" | "guesthouse" | "micro_enterprise" | "school" => self.dice.between(6.0, 13.0),
            _ => self.dice.between(4.0, 9.0),
        };
        look + slot.hazards as f64 * self.dice.between(2.0, 5.0)
    }
}
