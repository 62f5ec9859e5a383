//! 告知单 of the demo place: one in each state that a notice can be in, with what its owner wrote and was answered.
//! Made after the year, of hazards that nothing has happened to since, so that the year stays what it is.

use super::dice::id_of;
use super::geography::CELL_OF_WORKER1;
use super::town::{Stamped, Town};
use crate::core::author_id;
use gridwalk_domain::admit::Role;
use gridwalk_domain::checklist::{Handling, Level};
use gridwalk_domain::event::*;
use gridwalk_domain::id::{AccountId, DeviceId, EventId, HazardId, NoticeId, PremisesId, SubjectId};
use gridwalk_domain::ledger::{HazardRow, HazardState, NoticeRow, Row, RowKey};
use gridwalk_domain::link::LinkToken;
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::{LetterDecision, NewEvent, NoticeDraft, answer_letter, issue_notice};
use gridwalk_domain::time::{Date, Timestamp};
use serde_json::json;
use std::collections::BTreeSet;

const MINUTE_MS: i64 = 60_000;
/// A signature, drawn once.
const STROKES: &str = "M20 80C40 20 60 20 70 70S110 90 120 40M130 30L150 90M140 60L190 40M200 30C190 90 230 100 260 50";

/// What becomes of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Story {
    /// 没发成.
    NotSent,
    /// 已发送.
    Sent,
    /// 已签收.
    Signed,
    /// 拒签.
    Refused,
    /// Photos that nobody has looked at.
    ProofWaits,
    /// 要重拍.
    ProofRetaken,
    /// 已认可.
    ProofAccepted,
    /// 申请延期, not answered.
    MoreTimeWaits,
    /// 同意延期.
    MoreTimeGranted,
    /// 我有异议, not answered.
    ObjectionWaits,
    /// 已撤销.
    Withdrawn,
    /// 更正单.
    Corrected,
}

const STORIES: [Story; 12] = [
    Story::ProofWaits,
    Story::MoreTimeWaits,
    Story::Signed,
    Story::ObjectionWaits,
    Story::MoreTimeGranted,
    Story::NotSent,
    Story::ProofAccepted,
    Story::Refused,
    Story::ProofRetaken,
    Story::Corrected,
    Story::Withdrawn,
    Story::Sent,
];

impl Town {
    /// One notice for each story, in the cells of `worker1` and `worker2`.
    pub(super) fn notices(&mut self) {
        let mut hazards = self.quiet_hazards();
        for story in STORIES {
            let is_proof = matches!(story, Story::ProofWaits | Story::ProofRetaken | Story::ProofAccepted);
            let fits = |town: &mut Self, row: &HazardRow| !is_proof || town.proof(row, row.found_at).is_some();
            if let Some(at) = (0..hazards.len()).find(|at| fits(self, &hazards[*at])) {
                let hazard = hazards.remove(at);
                self.tell(&hazard, story);
            }
        }
    }

    // Open hazards to be put right by their owner, one of a premises, the newest first; with a working day left in
    // which all of a notice's story happens.
    fn quiet_hazards(&self) -> Vec<HazardRow> {
        let morning = self.today.start_in_shanghai();
        let told: BTreeSet<HazardId> = self
            .rows
            .values()
            .filter_map(|row| if let Row::Notice(row) = row { Some(row) } else { None })
            .flat_map(|row| row.issued.items.iter().map(|item| item.hazard))
            .collect();
        let areas = [CELL_OF_WORKER1, CELL_OF_WORKER1 + 1].map(|cell| self.land.cells[cell].area);
        let is_quiet = |row: &HazardRow| {
            let last = row.history.iter().map(|past| past.at).max().unwrap_or(row.found_at);
            matches!(row.state, HazardState::Found | HazardState::Rectifying)
                && row.found.handling == Handling::Rectification
                && row.found.level == Level::General
                && row.found.rooms.is_empty()
                && row.contested.is_empty()
                && !told.contains(&row.id)
                && areas.contains(&row.area)
                && last.plus_millis(7 * 60 * MINUTE_MS) < morning
        };
        let mut found: Vec<HazardRow> = Vec::new();
        let mut rows: Vec<&HazardRow> =
            self.rows.values().filter_map(|row| if let Row::Hazard(row) = row { Some(row) } else { None }).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.found_at, row.id)));
        for row in rows.into_iter().filter(|row| is_quiet(row)) {
            if found.iter().all(|other| other.found.premises != row.found.premises) {
                found.push(row.clone());
            }
        }
        found
    }

    fn tell(&mut self, hazard: &HazardRow, story: Story) {
        let last = hazard.history.iter().map(|past| past.at).max().unwrap_or(hazard.found_at);
        let at = last.plus_millis(12 * MINUTE_MS);
        let worker = self.people.workers[self.cell_of(hazard.area)];
        let Some(notice) = self.issue(at, worker, hazard.id, None) else { return };
        let premises = hazard.found.premises;
        let after = |minutes: i64| at.plus_millis(minutes * MINUTE_MS);
        let sent = NoticeDelivered { premises, sent: story != Story::NotSent };
        self.on_notice(after(2), worker, notice, sent, None);
        match story {
            Story::NotSent | Story::Sent => {}
            Story::Signed => self.sign(after(4), worker, notice, premises),
            Story::Refused => {
                let refused = NoticeRefusedToSign { premises, witness: "邻居".into(), photo: None };
                self.on_notice(after(4), worker, notice, refused, None);
            }
            Story::Withdrawn => {
                let withdrawn = NoticeWithdrawn { premises, reason: "收件人写错了，重新开".into() };
                self.on_notice(after(40), worker, notice, withdrawn, None);
            }
            Story::Corrected => drop(self.issue(after(55), worker, hazard.id, Some(notice))),
            Story::ProofWaits | Story::ProofRetaken | Story::ProofAccepted => {
                self.write_letter(after(180), notice, hazard, OwnerWish::Proof, "已经照单子改好了，请看照片");
            }
            Story::MoreTimeWaits | Story::MoreTimeGranted => {
                self.write_letter(after(180), notice, hazard, OwnerWish::MoreTime, "师傅排不过来，周末才能弄好");
            }
            Story::ObjectionWaits => {
                self.write_letter(after(180), notice, hazard, OwnerWish::Objection, "这间是隔壁的库房，不是我家的");
            }
        }
        match story {
            Story::ProofRetaken => self.answer(after(300), notice, hazard.id, false, "看不清位置，请站远一点再拍"),
            Story::ProofAccepted => self.answer(after(300), notice, hazard.id, true, "改好了，谢谢配合"),
            Story::MoreTimeGranted => {
                self.answer(after(300), notice, hazard.id, true, "同意，改好前多留心，改好拍照发来")
            }
            _ => {}
        }
    }

    /// A notice handed over on the spot, and signed.
    pub(super) fn tell_and_sign(&mut self, at: Timestamp, cell: usize, hazard: &HazardRow) -> bool {
        let (worker, premises) = (self.people.workers[cell], hazard.found.premises);
        let Some(notice) = self.issue(at, worker, hazard.id, None) else { return false };
        let after = |minutes: i64| at.plus_millis(minutes * MINUTE_MS);
        self.on_notice(after(1), worker, notice, NoticeDelivered { premises, sent: true }, None);
        self.sign(after(3), worker, notice, premises);
        true
    }

    fn sign(&mut self, at: Timestamp, worker: usize, notice: NoticeId, premises: PremisesId) {
        let personal = json!({"name": "店主本人", "strokes": STROKES});
        self.on_notice(at, worker, notice, NoticeSigned { premises, photo: None }, Some(personal));
    }

    fn notice_row(&self, id: NoticeId) -> Option<NoticeRow> {
        match self.rows.get(&RowKey { kind: SubjectKind::Notice, id: id.into() }) {
            Some(Row::Notice(row)) => Some(row.clone()),
            _ => None,
        }
    }

    fn issue(
        &mut self,
        at: Timestamp,
        worker: usize,
        hazard: HazardId,
        replaces: Option<NoticeId>,
    ) -> Option<NoticeId> {
        let hazard = self.hazard_row(hazard)?.clone();
        let premises = self.premises_row(hazard.found.premises)?.clone();
        let id = NoticeId(self.dice.id_at(at));
        let mut secret = [0; 16];
        secret[..8].copy_from_slice(&self.dice.next().to_be_bytes());
        secret[8..].copy_from_slice(&self.dice.next().to_be_bytes());
        let token = LinkToken { subject: id.into(), secret };
        let replaces = replaces.and_then(|id| self.notice_row(id));
        let persons = NoticePersons {
            receiver_name: premises.persons.owner_name.clone(),
            receiver_phone: premises.persons.owner_phone.clone(),
            issuer_name: self.people.account(worker).name.clone(),
            issuer_phone: "15400000003".to_owned(),
        };
        let draft = NoticeDraft {
            token: &token,
            premises: &premises,
            inspection: None,
            hazards: std::slice::from_ref(&hazard),
            catalogue: &self.catalogue,
            receiver: if premises.rooms.is_empty() { "老板" } else { "房东" },
            method: "微信发图",
            persons: &persons,
            replaces: replaces.as_ref(),
            today: at.date_in_shanghai(),
            link_days: self.settings.outside.link_days,
        };
        for event in issue_notice(&draft).ok()? {
            self.note(at, worker, event);
        }
        Some(id)
    }

    fn on_notice(
        &mut self,
        at: Timestamp,
        account: usize,
        notice: NoticeId,
        body: impl Into<Body>,
        personal: Option<serde_json::Value>,
    ) {
        let Some(row) = self.notice_row(notice) else { return };
        let (subject, area, base) = (notice.into(), row.area, Some(row.head));
        self.note(at, account, NewEvent { subject, area, base, body: body.into(), personal });
    }

    fn write_letter(&mut self, at: Timestamp, notice: NoticeId, hazard: &HazardRow, wish: OwnerWish, text: &str) {
        let Some(row) = self.notice_row(notice) else { return };
        let actor = AccountId(author_id(&[b"link", row.issued.link_sha256.as_bytes()]));
        let premises = row.issued.premises;
        self.authored(
            at.plus_millis(-20 * MINUTE_MS),
            actor,
            SubjectKind::Notice,
            notice.into(),
            NoticeOpened { premises },
        );
        let until = (wish == OwnerWish::MoreTime).then(|| later(hazard.due_on(), at));
        let photos: Vec<PhotoRef> = match wish {
            OwnerWish::Proof => self.proof(hazard, at).into_iter().collect(),
            _ => Vec::new(),
        };
        let (id, text) = (hazard.id, text.to_owned());
        let wrote = OwnerWrote { premises, hazard: id, wish, until, text: text.clone(), photos: photos.clone() };
        self.authored(at, actor, SubjectKind::Notice, notice.into(), wrote);
        let by = ReportedBy::Owner;
        let on_hazard: Body = match until {
            Some(until) => ExtensionRequested { premises, until, reason: text, by }.into(),
            None if wish == OwnerWish::Proof => {
                RectificationReported { premises, inspection: None, photos, rooms: Vec::new(), by }.into()
            }
            None => return,
        };
        self.authored(at, actor, SubjectKind::Hazard, id.into(), on_hazard);
    }

    fn proof(&mut self, hazard: &HazardRow, at: Timestamp) -> Option<PhotoRef> {
        let worker = self.people.workers[self.cell_of(hazard.area)];
        self.photo_after(worker, hazard.id, at, None)
    }

    fn answer(&mut self, at: Timestamp, notice: NoticeId, hazard: HazardId, granted: bool, note: &str) {
        let (Some(row), Some(hazard)) = (self.notice_row(notice), self.hazard_row(hazard).cloned()) else { return };
        let Some(letter) = row.waiting().next() else { return };
        let committee = self.committee_of(self.cell_of(row.area));
        let account = self.people.account(committee).id;
        let decision = LetterDecision { granted, until: None, note: note.to_owned() };
        for event in answer_letter(&row, letter, Some(&hazard), (account, Role::Committee), &decision) {
            self.note(at, committee, event);
        }
    }

    /// Writes for somebody without an account, as the server does: the id is of the source, `base` the head.
    pub(super) fn authored(
        &mut self,
        at: Timestamp,
        actor: AccountId,
        kind: SubjectKind,
        subject: SubjectId,
        body: impl Into<Body>,
    ) {
        let Some((area, base)) = self.rows.get(&RowKey { kind, id: subject }).map(|row| (row.area(), row.head()))
        else {
            return;
        };
        self.write_for(at, actor, NewEvent { subject, area, base: Some(base), body: body.into(), personal: None });
    }

    /// The same where nothing need be there yet.
    pub(super) fn write_for(&mut self, at: Timestamp, actor: AccountId, new: NewEvent) {
        let id = id_of("authored", &format!("{} {} {}", new.subject, new.body.kind(), at.millis()));
        self.put(at, (actor, DeviceId(actor.0)), EventId(id), 0, Stamped { new, salt: None });
        if let Some(event) = self.events.last_mut() {
            event.received_at = at.plus_millis(30_000);
        }
    }
}

// A fortnight after the day that was set.
fn later(due_on: Option<Date>, at: Timestamp) -> Date {
    due_on.unwrap_or_else(|| at.date_in_shanghai()).plus_days(14)
}
