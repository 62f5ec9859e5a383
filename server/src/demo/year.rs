//! What a year leaves in the reports beside visits and hazards: notices that were signed, education visits, doors passed on
//! 扫街. With dice of its own, so that the year itself stays what it is.

use super::dice::Dice;
use super::geography::CELL_OF_WORKER1;
use super::town::Town;
use gridwalk_domain::event::DoorMarked;
use gridwalk_domain::id::{HazardId, SiteId};
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::time::Timestamp;

/// One in so many of those told gets a 告知单.
const NOTICE_ONE_IN: u8 = 2;
/// Education visits of the year lie so many days apart.
const OUTREACH_EVERY_DAYS: i64 = 3;
/// The last month's are [`Town::do_duties`]'s own.
const OUTREACH_BEGINS_DAYS: i64 = 31;
const OUTREACH_ENDS_DAYS: i64 = 360;
/// Doors of a cell behind which there are no premises.
const EMPTY_DOORS: usize = 9;

impl Town {
    /// Tells of a hazard by a 告知单 that is signed, outside the cell whose notices tell stories. Gives whether it did.
    pub(super) fn told_on_paper(&mut self, at: Timestamp, hazard: HazardId) -> bool {
        let Some(row) = self.hazard_row(hazard).cloned() else { return false };
        let cell = self.cell_of(row.area);
        let seed = u64::from_be_bytes(hazard.0.as_bytes()[8..].try_into().unwrap_or_default());
        if cell == CELL_OF_WORKER1 || !row.found.rooms.is_empty() || !(seed as u8).is_multiple_of(NOTICE_ONE_IN) {
            return false;
        }
        let years = std::mem::replace(&mut self.dice, Dice::new(seed));
        let is_told = self.tell_and_sign(at, cell, &row);
        self.dice = years;
        is_told
    }

    /// Education visits and passed doors of the months before.
    pub(super) fn months_before(&mut self) {
        let rounds = (OUTREACH_ENDS_DAYS - OUTREACH_BEGINS_DAYS) / OUTREACH_EVERY_DAYS;
        for round in 0..rounds {
            self.educate(round, OUTREACH_BEGINS_DAYS + round * OUTREACH_EVERY_DAYS);
        }
        for cell in 0..self.land.cells.len() {
            self.pass_empty_doors(cell);
        }
    }

    fn pass_empty_doors(&mut self, cell: usize) {
        let is_built = |at| self.stock.sites.iter().any(|site| site.cell == cell && site.at == at);
        let doors = &self.land.cells[cell].doors;
        let empty: Vec<usize> = (0..doors.len()).filter(|door| !is_built(doors[*door].at)).take(EMPTY_DOORS).collect();
        let worker = self.people.workers[cell];
        for (nth, door) in empty.into_iter().enumerate() {
            let at = self.days_ago(20 + 36 * nth as i64 + cell as i64, 15 * 60 + 7 * nth as i64);
            let (land, door) = (&self.land.cells[cell], &self.land.cells[cell].doors[door]);
            let (area, point) = (land.area, door.at);
            let address = format!("{}{}{}号", land.address, door.street, door.number);
            let marked = DoorMarked { address, position: Some(self.fix(worker, point, at)), photo: None };
            let subject = SiteId(self.dice.id_at(at)).into();
            self.note(at, worker, NewEvent { subject, area, base: None, body: marked.into(), personal: None });
        }
    }
}
