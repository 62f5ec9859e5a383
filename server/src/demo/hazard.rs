//! The life of a hazard after it was found: told to the owner, mended or not, looked at again, closed, or handed upward.

use super::follow::Follow;
use super::stock::Part;
use super::town::{Step, Town};
use super::words::one;
use gridwalk_domain::checklist::{Handling, Level};
use gridwalk_domain::event::{
    Body, ClosedOut, HazardNotified, HazardReferred, HazardReported, HazardWithdrawn, RectificationReported,
    Reinspected, ReportedBy, SubjectKind,
};
use gridwalk_domain::id::HazardId;
use gridwalk_domain::ledger::{HazardRow, HazardState};
use gridwalk_domain::record::fresh_number;
use gridwalk_domain::time::Timestamp;

const DAY_MS: i64 = 86_400_000;
/// Days that are given for another round.
pub(super) const ROUND_DAYS: i64 = 7;

/// What is to become of a hazard still open.
#[derive(Clone, Debug, Default)]
pub(super) struct Fate {
    /// When the owner puts it right; `None`: not in this year.
    pub(super) mended_at: Option<Timestamp>,
    /// The next 复查 fails.
    fails_again: bool,
}

impl Fate {
    /// Whether it is right by then.
    pub(super) fn mended_by(&self, at: Timestamp) -> bool {
        self.mended_at.is_some_and(|mended_at| mended_at <= at)
    }
}

impl Town {
    /// Decides what becomes of a hazard just found. `part` is the premises' part, when this was their last visit.
    pub(super) fn decide(&mut self, at: Timestamp, hazard: HazardId, part: Option<Part>) {
        let Some(row) = self.hazard_row(hazard) else { return };
        let (handling, due_on, level) = (row.found.handling, row.found.due_on, row.found.level);
        let is_patrol = row.found.source.is_patrol();
        self.fates.insert(hazard, Fate { mended_at: None, fails_again: self.dice.chance(0.07) });
        if part == Some(Part::OpenHazardRestaurant) {
            let soon = at.plus_millis(self.dice.minutes(2.0, 6.0));
            return self.later(soon, Step::Notify(hazard));
        }
        if is_patrol && self.dice.chance(0.025) {
            let soon = at.plus_millis(self.dice.minutes(30.0, 20.0 * 60.0));
            return self.later(soon, Step::Withdraw(hazard));
        }
        match handling {
            Handling::FixedOnSite => {
                let step =
                    if self.fates[&hazard].fails_again { Step::Reinspect(hazard) } else { Step::CloseOut(hazard) };
                self.in_days(at, 0.6, 6.0, step);
            }
            Handling::Rectification => {
                if self.dice.chance(0.94) {
                    let soon = at.plus_millis(self.dice.minutes(2.0, 8.0));
                    self.later(soon, Step::Notify(hazard));
                }
                let wanted = due_on.map_or(at, |day| day.start_in_shanghai().plus_millis(16 * 3_600_000));
                let days = [self.dice.between(-4.0, 0.0), self.dice.between(1.0, 13.0), 400.0];
                let late = days[self.dice.weighted(&[0.72, 0.2, 0.08])];
                if let Some(day) = due_on.filter(|_| late > 0.0) {
                    let asks_time = self.dice.chance(0.3);
                    self.expect_delay(hazard, day, asks_time);
                }
                let mended_at = wanted.plus_millis((late * DAY_MS as f64) as i64).max(at.plus_millis(DAY_MS / 2));
                self.mend_by(hazard, mended_at);
            }
            Handling::Report => {
                let urgent = level == Level::SuspectedMajor;
                let (low, high) = if urgent { (0.02, 0.3) } else { (0.3, 2.0) };
                self.in_days(at, low, high, Step::Report(hazard));
            }
        }
    }

    // The worker comes back for some; the others are seen at the next visit.
    pub(super) fn mend_by(&mut self, hazard: HazardId, mended_at: Timestamp) {
        if let Some(fate) = self.fates.get_mut(&hazard) {
            fate.mended_at = Some(mended_at);
        }
        if self.dice.chance(0.72) {
            self.in_days(mended_at, 0.1, 3.0, Step::Return(hazard));
        }
    }

    pub(super) fn in_days(&mut self, at: Timestamp, low: f64, high: f64, step: Step) {
        let then = at.plus_millis((self.dice.between(low, high) * DAY_MS as f64) as i64);
        let then = self.in_office(then);
        self.later(then, step);
    }

    /// A worker has seen it mended: the committee is to look.
    pub(super) fn await_reinspection(&mut self, at: Timestamp, hazard: HazardId) {
        self.in_days(at, 0.6, 7.0, Step::Reinspect(hazard));
    }

    fn open(&self, hazard: HazardId) -> Option<HazardRow> {
        self.hazard_row(hazard).filter(|row| !row.state.is_closed()).cloned()
    }

    pub(super) fn about(&mut self, at: Timestamp, account: usize, hazard: HazardId, body: impl Into<Body>) {
        self.write_about(at, account, SubjectKind::Hazard, hazard.into(), body.into());
    }

    pub(super) fn notify(&mut self, at: Timestamp, hazard: HazardId) {
        let Some(row) = self.open(hazard) else { return };
        if self.told_on_paper(at, hazard) {
            return;
        }
        let rental = self.premises_row(row.found.premises).is_some_and(|premises| premises.kind == "rental");
        let receiver = match (rental, self.dice.weighted(&[0.7, 0.3])) {
            (true, 0) => "房东",
            (true, _) => "租客",
            (false, 0) => "老板",
            (false, _) => "店员代收",
        };
        let method = ["当面", "微信发图", "打印", "门上张贴"][self.dice.weighted(&[0.5, 0.35, 0.1, 0.05])];
        let body = HazardNotified {
            premises: row.found.premises,
            receiver: receiver.to_owned(),
            method: method.to_owned(),
            notice: None,
        };
        let worker = self.people.workers[self.cell_of(row.area)];
        self.about(at, worker, hazard, body);
    }

    pub(super) fn come_back(&mut self, at: Timestamp, hazard: HazardId) {
        let Some(row) = self.open(hazard) else { return };
        let waits = row.state.is_mended();
        if waits || !self.fates.get(&hazard).is_some_and(|fate| fate.mended_by(at)) {
            return;
        }
        let worker = self.people.workers[self.cell_of(row.area)];
        let point = self.premises_row(row.found.premises).and_then(|premises| premises.position);
        let fix = point.map(|point| self.fix(worker, point.at, at));
        let photos = self.photo_after(worker, hazard, at, fix).into_iter().collect();
        // A house is mended room by room: the worker comes back for the others.
        let left: Vec<_> = row.found.rooms.iter().filter(|room| !row.rooms_mended.contains(room)).copied().collect();
        let rooms = match left.len() {
            2.. if self.dice.chance(0.9) => left[..left.len() / 2].to_vec(),
            _ => left,
        };
        let is_part = rooms.len() + row.rooms_mended.len() < row.found.rooms.len();
        let (premises, by) = (row.found.premises, ReportedBy::Worker);
        self.about(at, worker, hazard, RectificationReported { premises, inspection: None, photos, rooms, by });
        self.await_reinspection(at, hazard);
        if is_part {
            self.in_days(at, 10.0, 30.0, Step::Return(hazard));
        }
    }

    pub(super) fn reinspect(&mut self, at: Timestamp, hazard: HazardId) {
        let is_shown = |row: &HazardRow| row.state == HazardState::AwaitingReinspection || row.has_rooms_to_see();
        let Some(row) = self.open(hazard).filter(is_shown) else { return };
        let fails = self.fates.get_mut(&hazard).is_some_and(|fate| std::mem::take(&mut fate.fails_again));
        let account = self.closer_of(&row);
        let note = if fails { "还没改到位，请接着改。".to_owned() } else { String::new() };
        let to_see = row.rooms_mended.iter().filter(|room| !row.rooms_passed.contains(room));
        let rooms: Vec<_> = to_see.copied().collect();
        let due_on = fails.then(|| at.date_in_shanghai().plus_days(ROUND_DAYS));
        let (premises, photos) = (row.found.premises, Vec::new());
        let body = Reinspected { premises, passed: !fails, rooms, photos, note, due_on };
        self.about(at, account, hazard, body);
        if fails {
            let mended_at = at.plus_millis((self.dice.between(2.0, 9.0) * DAY_MS as f64) as i64);
            self.mend_by(hazard, mended_at);
        } else {
            self.in_days(at, 0.1, 5.0, Step::CloseOut(hazard));
        }
    }

    pub(super) fn close_out(&mut self, at: Timestamp, hazard: HazardId) {
        let Some(row) = self.open(hazard) else { return };
        self.lift(at, &row);
        let Some(row) = self.open(hazard) else { return };
        let note = one(&self.words.close_notes, &mut self.dice);
        let account = self.closer_of(&row);
        let wanted = row.proofs().is_empty() && !row.word_is_enough();
        let photos = if wanted { self.photo_after(account, hazard, at, None) } else { None };
        let note = if note.is_empty() && row.word_is_enough() { "已核实。".to_owned() } else { note };
        let photos = photos.into_iter().collect();
        let body: Body = ClosedOut { premises: row.found.premises, photos, note }.into();
        let actor = self.people.accounts[account].id;
        if row.after(actor, &body).is_err() {
            return;
        }
        if self.is_disputed(at, &row) {
            return self.dispute(at, account, &row, body);
        }
        self.about(at, account, hazard, body);
        self.after_close_out(at, account, hazard);
    }

    // 疑似重大 is the sub-district's to close, all else the committee's; never the finder's.
    pub(super) fn closer_of(&self, row: &HazardRow) -> usize {
        let cell = self.cell_of(row.area);
        if row.found.level == Level::SuspectedMajor { self.officer_of(cell) } else { self.committee_of(cell) }
    }

    pub(super) fn report(&mut self, at: Timestamp, hazard: HazardId) {
        let Some(row) = self.open(hazard) else { return };
        let committee = self.committee_of(self.cell_of(row.area));
        let note = one(&self.words.report_notes, &mut self.dice);
        self.about(at, committee, hazard, HazardReported { premises: row.found.premises, note });
        if row.found.level == Level::SuspectedMajor && self.dice.chance(0.3) {
            let days = self.dice.between(1.0, 6.0);
            self.follow_later(at.plus_millis((days * DAY_MS as f64) as i64), hazard, Follow::Judge);
        }
        match self.dice.weighted(&[0.62, 0.2, 0.18]) {
            0 => self.in_days(at, 0.3, 3.0, Step::Refer(hazard)),
            1 if row.found.level == Level::Lead => self.in_days(at, 2.0, 9.0, Step::CloseOut(hazard)),
            _ => {
                let mended_at = at.plus_millis((self.dice.between(2.0, 16.0) * DAY_MS as f64) as i64);
                self.mend_by(hazard, mended_at);
            }
        }
    }

    pub(super) fn refer(&mut self, at: Timestamp, hazard: HazardId) {
        let Some(row) = self.open(hazard).filter(|row| row.state == HazardState::Reported) else { return };
        let officer = self.officer_of(self.cell_of(row.area));
        let body = match row.found.item.as_str() {
            item if item.starts_with("EAT-") || item == "RNR-04" => "gas",
            item if item.starts_with("STR-") || matches!(item, "BLD-08" | "IDL-09" | "RNT-03") => "house",
            item if item.starts_with("COM-") || item.starts_with("BLD-") => "fire",
            _ => "any",
        };
        let to = self.words.referred_to.get(body).cloned().unwrap_or_else(|| "街道应急办".to_owned());
        let feedback_by = Some(at.date_in_shanghai().plus_days(15));
        let number = fresh_number(self.dice.id_at(at), at.date_in_shanghai());
        let note = format!("请依职责核查处理：{}", row.found.defects.join("、"));
        self.about(at, officer, hazard, HazardReferred { premises: row.found.premises, to, number, note, feedback_by });
        if self.dice.chance(0.75) {
            let days = self.dice.between(3.0, 22.0);
            self.follow_later(at.plus_millis((days * DAY_MS as f64) as i64), hazard, Follow::Feedback);
        } else if self.dice.chance(0.5) {
            let mended_at = at.plus_millis((self.dice.between(3.0, 28.0) * DAY_MS as f64) as i64);
            self.mend_by(hazard, mended_at);
        }
    }

    pub(super) fn withdraw(&mut self, at: Timestamp, hazard: HazardId) {
        let Some(row) = self.open(hazard) else { return };
        // Some are still wishes of their finder: a second person has not come to them.
        let is_wish = self.dice.chance(0.25);
        let account = if is_wish { self.people.workers[self.cell_of(row.area)] } else { self.closer_of(&row) };
        let reason = one(&self.words.withdrawn, &mut self.dice);
        self.about(at, account, hazard, HazardWithdrawn { premises: row.found.premises, inspection: None, reason });
    }
}
