//! What is done beside the round: campaigns, dangerous work, education visits, odd readings, a premises registered by
//! two phones. Made last, so that the year before it stays what it is.

use super::DemoEvent;
use super::geography::CELL_OF_WORKER1;
use super::town::Town;
use gridwalk_domain::event::*;
use gridwalk_domain::id::{CampaignId, InspectionId, PremisesId, SiteId, TaskId};
use gridwalk_domain::ledger::{ReviewState, Row, RowKey};
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::time::{Date, Timestamp};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;
/// Days that the campaign has been under way.
const CAMPAIGN_BEGAN_DAYS_AGO: i64 = 8;
const TOPICS: [&str; 6] = ["电动车不进楼", "燃气瓶阀管灶", "逃生通道别堵", "用电别乱拉", "装独立烟感", "取暖防煤气"];

impl Town {
    /// Everything of it, in the order in which the server took it in.
    pub(super) fn do_duties(&mut self) {
        let campaign = self.campaign();
        self.works();
        self.outreach();
        self.readings();
        self.registered_twice();
        self.notices();
        self.public_tips();
        self.half_closed_house();
        self.quiet_and_assigned();
        self.yards();
        self.months_before();
        self.events.sort_by_key(|event| event.received_at);
        self.count_for(&campaign);
    }

    pub(super) fn days_ago(&self, days: i64, minute: i64) -> Timestamp {
        self.today.plus_days(-days).start_in_shanghai().plus_millis(minute * MINUTE_MS)
    }

    // Once the year has been lived, an event takes its place among those that came before and after it: later than what it
    // follows, which a phone may have sent in the evening.
    pub(super) fn note(&mut self, at: Timestamp, account: usize, new: NewEvent) {
        let base = new.base;
        self.write(at, account, new);
        if !self.has_lived {
            return;
        }
        let follows = base.and_then(|base| self.events.iter().rfind(|event| event.envelope.id == base));
        let after = follows.map_or(at, |event| event.received_at.plus_millis(1));
        if let Some(event) = self.events.last_mut() {
            event.received_at = at.plus_millis(30_000).max(after);
        }
    }

    fn task(&mut self, at: Timestamp, account: usize, cell: usize, body: impl Into<Body>) -> TaskId {
        let task = TaskId(self.dice.id_at(at));
        let area = self.land.cells[cell].area;
        self.note(at, account, NewEvent { subject: task.into(), area, base: None, body: body.into(), personal: None });
        task
    }

    fn campaign(&mut self) -> BTreeMap<PremisesId, TaskId> {
        let at = self.days_ago(CAMPAIGN_BEGAN_DAYS_AGO, 9 * 60);
        let campaign = CampaignId(self.dice.id_at(at));
        let (from, to) = (at.date_in_shanghai(), self.today.plus_days(12));
        let mut of_premises = BTreeMap::new();
        for cell in 0..self.land.cells.len() {
            let is_target = |one: &&super::stock::Premises| {
                one.cell == cell && matches!(one.body.kind.as_str(), "restaurant" | "workshop" | "guesthouse")
            };
            let targets: Vec<PremisesId> = self.stock.premises.iter().filter(is_target).map(|one| one.id).collect();
            if targets.is_empty() {
                continue;
            }
            let opened = CampaignOpened {
                campaign,
                name: "冬季用火用电专项".into(),
                from,
                to,
                template: None,
                targets: targets.clone(),
                note: "重点看取暖、气瓶、线路和夜间住人".into(),
            };
            let committee = self.committee_of(cell);
            let task = self.task(at.plus_millis(cell as i64 * MINUTE_MS), committee, cell, opened);
            of_premises.extend(targets.into_iter().map(|target| (target, task)));
        }
        of_premises
    }

    // Visits of the campaign's days were made for it too.
    fn count_for(&mut self, campaign: &BTreeMap<PremisesId, TaskId>) {
        let opened: BTreeMap<TaskId, Timestamp> = self
            .events
            .iter()
            .filter(|event| event.envelope.kind == "CampaignOpened")
            .map(|event| (event.envelope.subject.into(), event.received_at))
            .collect();
        for DemoEvent { envelope, received_at } in &mut self.events {
            let premises = envelope.body["premises"].as_str().and_then(|id| id.parse::<PremisesId>().ok());
            let Some(task) = premises.and_then(|id| campaign.get(&id)) else { continue };
            let is_after = opened.get(task).is_some_and(|opened| opened < received_at);
            if envelope.kind == "InspectionRecorded" && is_after {
                envelope.body["arrival"] = json!({ "campaigns": [task] });
            }
        }
    }

    fn works(&mut self) {
        let told = |at| ("街道值班室".to_owned(), Some(at));
        let reports: [(usize, i64, i64, WorkKind, &str, bool); 5] = [
            (CELL_OF_WORKER1, 1, 16 * 60 + 20, WorkKind::HotWork, "后院铁棚焊接", false),
            (CELL_OF_WORKER1 + 1, 1, 10 * 60 + 5, WorkKind::ConfinedSpace, "饭店门前化粪池清掏", false),
            (0, 2, 15 * 60, WorkKind::AtHeight, "三楼外墙装空调", true),
            (3, 6, 9 * 60 + 30, WorkKind::SmallSite, "临街门面改造", true),
            (5, 11, 14 * 60, WorkKind::Contracted, "厂房外包拆棚", true),
        ];
        for (cell, days, minute, kind, what, is_answered) in reports {
            let at = self.days_ago(days, minute);
            let worker = self.people.workers[cell];
            let point = self.land.cells[cell].doors[cell % 7].at;
            let place = format!("{}{what}", self.land.cells[cell].doors[cell % 7].street);
            let (told, told_at) = told(self.by_phone(worker, at));
            let seen = WorkSeen {
                stages: BTreeMap::from([
                    (WorkStage::Briefed, is_answered),
                    (WorkStage::Approved, false),
                    (WorkStage::Licensed, days % 2 == 0),
                    (WorkStage::Guarded, true),
                ]),
                confined: (kind == WorkKind::ConfinedSpace).then_some(ConfinedSteps {
                    ventilated: true,
                    tested: false,
                    entered_after: false,
                }),
                stopped: Some(days != 6),
                told,
                told_at,
                photos: Vec::new(),
                note: String::new(),
            };
            let position = Some(self.fix(worker, point, at));
            let report = WorkReported { premises: None, place, kind, planned: None, seen: Some(seen), position };
            let task = self.task(at, worker, cell, report);
            if is_answered {
                let answer =
                    WorkAnswered { premises: None, answer: "已派人到场，手续补齐前不再作业".into() };
                let (area, base) = (self.land.cells[cell].area, self.events.last().map(|event| event.envelope.id));
                let committee = self.committee_of(cell);
                let new = NewEvent { subject: task.into(), area, base, body: answer.into(), personal: None };
                self.note(at.plus_millis(55 * MINUTE_MS), committee, new);
            }
        }
        self.announced_work();
    }

    fn announced_work(&mut self) {
        let at = self.days_ago(1, 11 * 60);
        let from = self.days_ago(0, 14 * 60);
        let report = WorkReported {
            premises: None,
            place: format!("{}楼顶广告牌拆除", self.land.cells[CELL_OF_WORKER1].doors[3].street),
            kind: WorkKind::AtHeight,
            planned: Some(WorkWindow { from, to: from.plus_millis(150 * MINUTE_MS) }),
            seen: None,
            position: None,
        };
        let committee = self.committee_of(CELL_OF_WORKER1);
        self.task(at, committee, CELL_OF_WORKER1, report);
    }

    fn outreach(&mut self) {
        for round in 0..28_i64 {
            self.educate(round, 2 + round);
        }
    }

    /// 宣传入户 of one cell after another.
    pub(super) fn educate(&mut self, round: i64, days_ago: i64) {
        let cell = (round as usize * 5 + 1) % self.land.cells.len();
        let at = self.days_ago(days_ago, 17 * 60 + round % 40);
        let worker = self.people.workers[cell];
        let point = self.land.cells[cell].doors[round as usize % 9].at;
        let first = round as usize % TOPICS.len();
        let topics = [TOPICS[first], TOPICS[(first + 2) % TOPICS.len()]].map(str::to_owned).to_vec();
        let persons = self.dice.range(4, 60) as u32;
        let visit = OutreachRecorded {
            premises: None,
            place: format!("{}路口", self.land.cells[cell].doors[round as usize % 9].street),
            topics,
            leaflets: persons + 6,
            persons,
            position: Some(self.fix(worker, point, at)),
            photos: Vec::new(),
            note: String::new(),
        };
        self.task(at, worker, cell, visit);
    }

    fn readings(&mut self) {
        let idle: Vec<(PremisesId, usize)> = self
            .stock
            .premises
            .iter()
            .filter(|one| matches!(one.body.kind.as_str(), "idle_yard" | "disused_factory"))
            .map(|one| (one.id, one.cell))
            .collect();
        let own = idle.iter().filter(|(_, cell)| *cell == CELL_OF_WORKER1).take(1);
        let others = idle.iter().filter(|(_, cell)| *cell != CELL_OF_WORKER1).take(3);
        let chosen: Vec<_> = own.chain(others).copied().collect();
        let (year, month, _) = self.today.plus_days(-31).civil();
        let month = Date::new(year, month, 1).unwrap_or(self.today);
        for (round, (premises, cell)) in chosen.into_iter().enumerate() {
            let days = if round == 0 { 1 } else { 3 + round as i64 };
            let at = self.days_ago(days, 16 * 60 + round as i64);
            let found = ReadingFoundOdd {
                premises,
                meter: Meter::Electricity,
                month,
                used: 180.0 + round as f64 * 95.0,
                usual: None,
                oddity: Oddity::UsedWhileIdle,
                due_on: at.date_in_shanghai().plus_days(1),
            };
            let officer = self.officer_of(cell);
            let task = self.task(at, officer, cell, found);
            if round > 1 {
                let settled = TaskSettled {
                    premises,
                    finding: if round == 2 { Finding::InUse } else { Finding::Fault },
                    note: "看管人说在院里修车，已告知不能过夜充电".into(),
                    photos: Vec::new(),
                    inspection: None,
                };
                let (area, base) = (self.land.cells[cell].area, self.events.last().map(|event| event.envelope.id));
                let worker = self.people.workers[cell];
                let new = NewEvent { subject: task.into(), area, base, body: settled.into(), personal: None };
                self.note(at.plus_millis(DAY_MINUTES / 2 * MINUTE_MS), worker, new);
            }
        }
    }

    // Somebody registered on a walk what stood in the ledger already.
    fn registered_twice(&mut self) {
        let community = self.land.cells[CELL_OF_WORKER1].community;
        let is_near = |one: &&super::stock::Premises| {
            one.cell != CELL_OF_WORKER1
                && self.land.cells[one.cell].community == community
                && one.body.kind == "shop"
                && one.part.is_none()
        };
        let Some(index) = self.stock.premises.iter().position(|one| is_near(&one)) else { return };
        let (cell, point, mut body) = {
            let one = &self.stock.premises[index];
            (one.cell, one.at, one.body.clone())
        };
        let at = self.days_ago(1, 17 * 60 + 10);
        let worker = self.people.workers[cell];
        body.name = format!("{}（新牌）", body.name);
        body.site = body.site.map(|site| SiteId(site.0));
        body.position = Some(self.fix(worker, point, at));
        body.door_photo = None;
        body.details.clear();
        let premises = PremisesId(self.dice.id_at(at));
        let area = self.land.cells[cell].area;
        self.note(
            at,
            worker,
            NewEvent { subject: premises.into(), area, base: None, body: body.into(), personal: None },
        );
    }

    // 一院多租: in each cell a building with several tenants is marked as such, and what is known of their agreements is
    // written into their files: some in force, some lapsed, some missing.
    fn yards(&mut self) {
        let last = self.events.iter().map(|event| event.received_at).max();
        let mut at = last.unwrap_or_else(|| self.days_ago(1, 18 * 60));
        for cell in 0..self.land.cells.len() {
            let is_yard = |(site, tenants): &(&usize, &Vec<usize>)| {
                self.stock.sites[**site].cell == cell
                    && tenants.len() >= 3
                    && tenants.iter().all(|tenant| self.stock.premises[*tenant].part.is_none())
            };
            let Some((site, tenants)) = self.of_site.iter().find(is_yard).map(|(site, of)| (*site, of.clone())) else {
                continue;
            };
            let (id, area) = (self.stock.sites[site].id, self.land.cells[cell].area);
            let Some(head) = self.site_head(id) else { continue };
            let committee = self.committee_of(cell);
            at = at.plus_millis(2_000);
            let changes = BTreeMap::from([("shared".to_owned(), Change { old: String::new(), new: "是".into() })]);
            let body = SiteChanged { changes }.into();
            self.note(at, committee, NewEvent { subject: id.into(), area, base: Some(head), body, personal: None });
            for (place, tenant) in tenants.into_iter().enumerate() {
                at = at.plus_millis(2_000);
                self.agree(at, committee, tenant, (cell + place) % 3);
            }
        }
    }

    // 0 in force, 1 lapsed, 2 says nothing.
    fn agree(&mut self, at: Timestamp, committee: usize, tenant: usize, how: usize) {
        let premises = self.stock.premises[tenant].id;
        let (signed, until) = match how {
            0 => (self.today.plus_days(-200), self.today.plus_days(165)),
            1 => (self.today.plus_days(-400), self.today.plus_days(-35)),
            _ => return,
        };
        let Some((area, head)) = self.premises_row(premises).map(|row| (row.area, row.head)) else { return };
        let new = |day: Date| Change { old: String::new(), new: day.to_string() };
        let changes =
            [("agreement_signed_on".to_owned(), new(signed)), ("agreement_until".to_owned(), new(until))].into();
        let body = FileChanged { changes, persons: Vec::new() }.into();
        self.note(at, committee, NewEvent { subject: premises.into(), area, base: Some(head), body, personal: None });
    }

    fn site_head(&self, site: SiteId) -> Option<gridwalk_domain::id::EventId> {
        match self.rows.get(&RowKey { kind: SubjectKind::Site, id: site.into() }) {
            Some(Row::Site(row)) => Some(row.head),
            _ => None,
        }
    }

    fn quiet_and_assigned(&mut self) {
        // After all else: what they are about must not change behind them.
        let last = self.events.iter().map(|event| event.received_at).max();
        let at = last.unwrap_or_else(|| self.days_ago(1, 18 * 60)).plus_millis(5_000);
        let school = self.stock.premises.iter().find(|one| one.body.kind == "school").map(|one| (one.id, one.cell));
        if let Some((premises, cell)) = school {
            let quiet = QuietPeriod { from: self.today, to: self.today.plus_days(5), reason: "期中考试".into() };
            let row = self.premises_row(premises).map(|row| (row.area, row.head));
            if let Some((area, head)) = row {
                let body = QuietPeriodSet { premises, quiet: Some(quiet) }.into();
                let committee = self.committee_of(cell);
                self.note(
                    at,
                    committee,
                    NewEvent { subject: premises.into(), area, base: Some(head), body, personal: None },
                );
            }
        }
        let committee = self.committee_of(CELL_OF_WORKER1);
        let to = self.people.account(committee).id;
        let areas: BTreeSet<_> = self.people.account(committee).areas.iter().copied().collect();
        let tree = gridwalk_domain::area::AreaTree::new(self.land.areas.clone());
        let is_waiting = |row: &&Row| match row {
            Row::Inspection(row) => {
                row.review == ReviewState::Pending
                    && tree.is_within(row.area, &areas.iter().copied().collect::<Vec<_>>())
            }
            _ => false,
        };
        let waiting = self.rows.values().find(is_waiting).cloned();
        if let Some(Row::Inspection(row)) = waiting {
            let id: InspectionId = row.id;
            let body = ReviewAssigned { premises: row.record.premises, to }.into();
            let new = NewEvent { subject: id.into(), area: row.area, base: Some(row.head), body, personal: None };
            self.note(at.plus_millis(1_000), committee, new);
        }
    }
}
