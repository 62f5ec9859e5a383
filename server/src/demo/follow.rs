//! What keeps a hazard moving, and what goes wrong on its way: reminded and pressed rung by rung, more time asked for,
//! feedback of other bodies, a judgement, two phones that disagree, a look back; and hazards that no visit found.

use super::defects::{DEFECTS, Defect};
use super::geography::CELL_OF_WORKER1;
use super::hazard::ROUND_DAYS;
use super::stock::Premises;
use super::town::{Step, Town};
use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::*;
use gridwalk_domain::followup::{proposed_rung, wants_look_back};
use gridwalk_domain::id::HazardId;
use gridwalk_domain::ledger::{HazardRow, HazardState, LIST, REMIND};
use gridwalk_domain::record::{NewEvent, Raising, handling_of, raise_hazard};
use gridwalk_domain::time::{Date, Timestamp};

/// Hazards of the year that no visit found (R14).
pub(super) const RAISED: usize = 24;
/// In turn.
const SOURCES: [HazardSource; 6] = [
    HazardSource::Supervision,
    HazardSource::Tip,
    HazardSource::Supervision,
    HazardSource::SelfCheck,
    HazardSource::Supervision,
    HazardSource::Transfer,
];
const DAY_MS: i64 = 86_400_000;
/// Days past the day on which somebody looks at what is overdue: a day after each rung of the place.
const PRESSED_DAYS: [i64; 6] = [1, 8, 16, 23, 31, 46];
/// Two accounts disagree about some of what was closed of late, and nobody has resolved it yet.
const CONTESTED_DAYS: i64 = 25;

/// What happens to a hazard beside its way to the close-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Follow {
    /// 提醒 … 挂牌, when a rung is proposed.
    Press,
    /// 申请延期.
    AskTime,
    /// Its answer.
    AnswerTime,
    /// 移交反馈.
    Feedback,
    /// 判定重大 or not.
    Judge,
    /// 回头看.
    LookBack,
}

impl Town {
    /// Puts on the agenda what an overdue day brings; some owners ask for more time the day before.
    pub(super) fn expect_delay(&mut self, hazard: HazardId, due_on: Date, asks_time: bool) {
        let office = |day: i64| due_on.plus_days(day).start_in_shanghai().plus_millis(9 * 3_600_000);
        for day in PRESSED_DAYS {
            self.follow_later(office(day), hazard, Follow::Press);
        }
        if asks_time {
            self.follow_later(office(-1), hazard, Follow::AskTime);
        }
    }

    /// Puts a step beside the way on the agenda, in office hours.
    pub(super) fn follow_later(&mut self, at: Timestamp, hazard: HazardId, what: Follow) {
        let at = self.in_office(at);
        self.later(at, Step::Follow(hazard, what));
    }

    pub(super) fn follow(&mut self, at: Timestamp, hazard: HazardId, what: Follow) {
        let Some(row) = self.hazard_row(hazard).cloned() else { return };
        match what {
            Follow::LookBack => self.look_back(at, &row),
            _ if row.state.is_closed() => {}
            Follow::Press => self.press(at, &row),
            Follow::AskTime => self.ask_time(at, &row),
            Follow::AnswerTime => self.answer_time(at, &row),
            Follow::Feedback => self.feedback(at, &row),
            Follow::Judge => self.judge(at, &row),
        }
    }

    fn document(&mut self, word: &str, at: Timestamp) -> String {
        let year = at.date_in_shanghai().civil().0;
        format!("{word}〔{year}〕{}号", self.dice.range(3, 98))
    }

    // A person decides: some rungs are left for later.
    fn press(&mut self, at: Timestamp, row: &HazardRow) {
        let on = at.date_in_shanghai();
        let Some(rung) = proposed_rung(row, on, &self.settings).cloned() else { return };
        if !self.dice.chance(0.85) {
            return;
        }
        let (premises, cell) = (row.found.premises, self.cell_of(row.area));
        let (account, body): (usize, Body) = match rung.code.as_str() {
            REMIND => (self.committee_of(cell), HazardReminded { premises, note: String::new() }.into()),
            LIST => {
                let level = self.settings.hazards.listing_levels.first().cloned().unwrap_or_default();
                let (document, until) = (self.document("挂督", at), Some(on.plus_days(30)));
                (self.officer_of(cell), SupervisionListed { premises, level, document, on, until }.into())
            }
            _ => {
                let (rung, name, note) = (rung.code, rung.name, String::new());
                let document = self.document("街安督", at);
                (self.officer_of(cell), HazardEscalated { premises, rung, name, document, on, note }.into())
            }
        };
        self.about(at, account, row.id, body);
    }

    fn ask_time(&mut self, at: Timestamp, row: &HazardRow) {
        let Some(due) = row.due_on().filter(|_| row.is_waiting()) else { return };
        let reasons = ["配件要从外地发，等到货。", "施工队下周才有空。", "房东在外地，约好回来就改。"];
        let reason = reasons[self.dice.index(reasons.len())].to_owned();
        let until = due.plus_days(self.dice.range(5, 12));
        let body = ExtensionRequested { premises: row.found.premises, until, reason, by: ReportedBy::Worker };
        self.about(at, self.people.workers[self.cell_of(row.area)], row.id, body);
        if self.dice.chance(0.7) {
            let days = self.dice.between(0.5, 3.0);
            self.follow_later(at.plus_millis((days * DAY_MS as f64) as i64), row.id, Follow::AnswerTime);
        }
    }

    fn answer_time(&mut self, at: Timestamp, row: &HazardRow) {
        let Some(wish) = &row.extension else { return };
        let granted = self.dice.chance(0.7);
        let note = if granted { String::new() } else { "已延过，请按期改好。".to_owned() };
        let body =
            ExtensionAnswered { premises: row.found.premises, granted, due_on: granted.then_some(wish.until), note };
        let account = self.closer_of(row);
        self.about(at, account, row.id, body);
    }

    fn feedback(&mut self, at: Timestamp, row: &HazardRow) {
        if row.open_referral().is_none() {
            return;
        }
        let officer = self.officer_of(self.cell_of(row.area));
        let (result, note) = match self.dice.weighted(&[0.68, 0.14, 0.18]) {
            0 => (FeedbackResult::Mended, "已现场核查，督促改好。"),
            1 => (FeedbackResult::Unfounded, "现场核查，未发现所述情况。"),
            _ => (FeedbackResult::NotTheirs, "不在本部门职责范围，建议转住建部门。"),
        };
        let is_mended = result == FeedbackResult::Mended;
        let photos = if is_mended { self.photo_after(officer, row.id, at, None) } else { None };
        let (document, photos) = (self.document("函复", at), photos.into_iter().collect());
        let body = ReferralAnswered { premises: row.found.premises, result, document, note: note.to_owned(), photos };
        self.about(at, officer, row.id, body);
        match result {
            FeedbackResult::NotTheirs => self.in_days(at, 0.5, 4.0, Step::Refer(row.id)),
            _ => self.in_days(at, 0.5, 6.0, Step::CloseOut(row.id)),
        }
    }

    fn judge(&mut self, at: Timestamp, row: &HazardRow) {
        if row.found.level != Level::SuspectedMajor || row.judged.is_some() {
            return;
        }
        let (on, is_major) = (at.date_in_shanghai(), self.dice.chance(0.45));
        let body = MajorJudged {
            premises: row.found.premises,
            is_major,
            authority: "县消防救援大队".into(),
            document: self.document("消研", at),
            on,
            due_on: is_major.then(|| on.plus_days(15)),
        };
        self.about(at, self.officer_of(self.cell_of(row.area)), row.id, body);
        if is_major {
            self.follow_later(at.plus_millis(DAY_MS), row.id, Follow::Press);
        }
    }

    /// 摘牌 before the close-out of what was listed.
    pub(super) fn lift(&mut self, at: Timestamp, row: &HazardRow) {
        if row.is_listed() {
            let (document, on) = (self.document("挂督销", at), at.date_in_shanghai());
            let body = SupervisionLifted { premises: row.found.premises, document, on };
            self.about(at, self.officer_of(self.cell_of(row.area)), row.id, body);
        }
    }

    /// Closed: some are drawn for 回头看, some become 典型场景.
    pub(super) fn after_close_out(&mut self, at: Timestamp, account: usize, hazard: HazardId) {
        let Some(row) = self.hazard_row(hazard).cloned() else { return };
        let then = at.plus_millis(i64::from(self.settings.hazards.look_back_after_days + 1) * DAY_MS);
        if wants_look_back(&row, then.date_in_shanghai(), &self.settings.hazards) && self.dice.chance(0.7) {
            let days = self.dice.between(0.0, 20.0);
            self.follow_later(then.plus_millis((days * DAY_MS as f64) as i64), hazard, Follow::LookBack);
        }
        let has_both = !row.found.photos.is_empty() && !row.after_photos.is_empty();
        if has_both && self.dice.chance(0.04) {
            let body = TypicalSceneMarked { premises: row.found.premises, is_typical: true, faces_checked: true };
            self.about(at.plus_millis(90_000), account, hazard, body);
        }
    }

    fn look_back(&mut self, at: Timestamp, row: &HazardRow) {
        if row.state != HazardState::ClosedOut {
            return;
        }
        let in_order = self.dice.chance(0.85);
        let worker = self.people.workers[self.cell_of(row.area)];
        let photos = if in_order { self.photo_after(worker, row.id, at, None) } else { None };
        let note = if in_order { "现场看过，没有反弹。" } else { "又恢复原样了。" }.to_owned();
        let photos = photos.into_iter().collect();
        let due_on = (!in_order).then(|| at.date_in_shanghai().plus_days(ROUND_DAYS));
        self.about(at, worker, row.id, LookedBack { premises: row.found.premises, in_order, photos, note, due_on });
        if !in_order {
            let days = self.dice.between(3.0, 25.0);
            self.mend_by(row.id, at.plus_millis((days * DAY_MS as f64) as i64));
        }
    }

    /// Whether two phones come to disagree about it now.
    pub(super) fn is_disputed(&mut self, at: Timestamp, row: &HazardRow) -> bool {
        let is_late = self.today.days_since(at.date_in_shanghai()) <= CONTESTED_DAYS;
        let fits = row.found.level == Level::General && row.state == HazardState::AwaitingReinspection;
        is_late && fits && self.dice.chance(0.14)
    }

    /// The worker stood there without a network and saw it not mended, while the committee closed it: both wrote on what
    /// they had seen, and both are kept.
    pub(super) fn dispute(&mut self, at: Timestamp, account: usize, row: &HazardRow, closed: Body) {
        let worker = self.people.workers[self.cell_of(row.area)];
        let (subject, area, base) = (row.id.into(), row.area, Some(row.head));
        let seen = HazardSeenOpen {
            premises: row.found.premises,
            inspection: None,
            photos: Vec::new(),
            note: "下午再去看，又堆回来了。".into(),
        };
        self.write(at, account, NewEvent { subject, area, base, body: closed, personal: None });
        let later = at.plus_millis(self.dice.minutes(20.0, 90.0));
        self.write(later, worker, NewEvent { subject, area, base, body: seen.into(), personal: None });
    }

    /// Plans what no visit finds: a year of it.
    pub(super) fn plan_raised(&mut self) {
        for nth in 0..RAISED {
            let (days_ago, minute) = (self.dice.range(1, 300), self.dice.range(9 * 60, 16 * 60));
            let at = self.today.plus_days(-days_ago).start_in_shanghai().plus_millis(minute * 60_000);
            let premises = self.dice.index(self.stock.premises.len());
            let at = self.in_office(at);
            self.later(at, Step::Raise { premises, nth });
        }
    }

    /// Found by another way (R14): entered by the committee where the sub-district closes it, else by the sub-district,
    /// so that a second person is left.
    pub(super) fn raise(&mut self, at: Timestamp, index: usize, nth: usize) {
        let Premises { id, cell, part: None, .. } = self.stock.premises[index] else { return };
        let Some(row) = self.premises_row(id).filter(|row| row.file.standing.is_live()).cloned() else { return };
        let shared: Vec<_> =
            DEFECTS.iter().filter(|defect| defect.item.starts_with("COM-") && defect.before.is_some()).collect();
        let Some(defect) = self.dice.pick(&shared).copied() else { return };
        let Some(level) = self.catalogue.item(defect.item).map(|item| item.level) else { return };
        let account = if level == Level::SuspectedMajor { self.committee_of(cell) } else { self.officer_of(cell) };
        let source = SOURCES[nth % SOURCES.len()];
        let today = at.date_in_shanghai();
        let photos = defect.before.and_then(|scene| self.photo_of(account, scene, at, None));
        let raising = Raising {
            source: Some(source),
            item: defect.item.to_owned(),
            defects: vec![defect.chip.to_owned()],
            discovered_on: Some(today.plus_days(-self.dice.range(0, 3))),
            self_reported_on: (source == HazardSource::SelfCheck).then(|| today.plus_days(-1)),
            photos: photos.into_iter().collect(),
            no_photo_reason: "来件没有照片".into(),
            ..Raising::default()
        };
        let hazard = HazardId(self.dice.id_at(at));
        let Ok(event) = raise_hazard(&raising, &row, &self.catalogue, hazard, today) else { return };
        self.write(at, account, event);
        self.decide(at, hazard, None);
    }

    /// A house in which the same was wrong in four rooms: two are closed, two are not (field-practice 1).
    pub(super) fn half_closed_house(&mut self) {
        let is_house = |one: &&Premises| {
            one.cell == CELL_OF_WORKER1 && one.part.is_none() && one.body.kind == "rental" && one.body.rooms.len() >= 6
        };
        let Some(premises) = self.stock.premises.iter().find(is_house).map(|one| one.id) else { return };
        let Some(row) = self.premises_row(premises).cloned() else { return };
        let open = |item: &str| row.open_hazards.values().any(|open| open.item == item);
        let is_general = |code: &str| self.catalogue.item(code).is_some_and(|item| item.level == Level::General);
        let in_rooms = |defect: &&Defect| defect.item.starts_with("RNR-") && is_general(defect.item);
        let defect = DEFECTS.iter().filter(in_rooms).find(|defect| defect.after.is_some() && !open(defect.item));
        let Some((defect, item)) = defect.and_then(|one| Some((one, self.catalogue.item(one.item)?.clone()))) else {
            return;
        };
        let (officer, committee) = (self.officer_of(CELL_OF_WORKER1), self.committee_of(CELL_OF_WORKER1));
        let worker = self.people.workers[CELL_OF_WORKER1];
        let (found_at, mended_at, seen_at) = (self.days_ago(9, 600), self.days_ago(4, 640), self.days_ago(2, 580));
        let rooms: Vec<_> = row.rooms.iter().take(4).map(|room| room.id).collect();
        let photo = defect.before.and_then(|scene| self.photo_of(officer, scene, found_at, None));
        let found = HazardFound {
            premises,
            inspection: None,
            source: HazardSource::Supervision,
            self_reported_at: None,
            discovered_on: None,
            item: item.code.clone(),
            text: item.text.clone(),
            defects: vec![defect.chip.to_owned()],
            fixes: item.defects.iter().filter(|one| one.chip == defect.chip).map(|one| one.fix.clone()).collect(),
            level: item.level,
            handling: handling_of(&item),
            due_on: Some(self.today.plus_days(3)),
            part: String::new(),
            quantity: Some(4),
            rooms: rooms.clone(),
            photos: photo.into_iter().collect(),
            after_photos: Vec::new(),
            no_photo_reason: None,
        };
        let (hazard, area) = (HazardId(self.dice.id_at(found_at)), row.area);
        let new = NewEvent { subject: hazard.into(), area, base: None, body: found.into(), personal: None };
        self.note(found_at, officer, new);
        let photos = self.photo_after(worker, hazard, mended_at, None).into_iter().collect();
        let (half, by) = (rooms[..2].to_vec(), ReportedBy::Worker);
        let mended = RectificationReported { premises, inspection: None, photos, rooms: half.clone(), by };
        let (note, photos) = ("两间已经改好。".into(), Vec::new());
        let seen = Reinspected { premises, passed: true, rooms: half, photos, note, due_on: None };
        for (at, account, body) in [(mended_at, worker, Body::from(mended)), (seen_at, committee, seen.into())] {
            let Some(base) = self.hazard_row(hazard).map(|row| row.head) else { return };
            self.note(at, account, NewEvent { subject: hazard.into(), area, base: Some(base), body, personal: None });
        }
    }
}
