//! 举报线索 of the demo place: one in each state, one of them in `worker1`'s hands. Made after the year.

use super::DemoTip;
use super::dice::id_of;
use super::geography::{CELL_OF_WORKER1, Land};
use super::town::Town;
use gridwalk_domain::event::*;
use gridwalk_domain::id::{AccountId, HazardId, TaskId};
use gridwalk_domain::ledger::{Row, RowKey, TaskRow};
use gridwalk_domain::record::{ErrandDraft, NewEvent, check_errand, fresh_number, judged_items};
use gridwalk_domain::time::Timestamp;

const MINUTE_MS: i64 = 60_000;

/// How far a tip has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    Received,
    Declined,
    Asked,
    Unfounded,
    Confirmed,
    Rewarded,
}

struct Story {
    days_ago: i64,
    topic: usize,
    place: &'static str,
    text: &'static str,
    asked: &'static str,
    far: Far,
    reporter: Option<(&'static str, &'static str)>,
}

const STORIES: [Story; 6] = [
    Story {
        days_ago: 1,
        topic: 3,
        place: "幸福路小区3号楼2单元",
        text: "每天晚上有人把电动车推进楼道充电，线从三楼窗户拉下来，我家就在楼上，很害怕。",
        asked: "",
        far: Far::Received,
        reporter: Some(("王女士", "15400000011")),
    },
    Story {
        days_ago: 2,
        topic: 0,
        place: "幸福路中段一家小旅馆的后门",
        text: "后门晚上用铁链锁着，我在那里住过一晚，服务员说怕丢东西。",
        asked: "看后门夜间是否上锁，有没有别的出口。",
        far: Far::Asked,
        reporter: None,
    },
    Story {
        days_ago: 9,
        topic: 1,
        place: "幸福路一家小饭馆",
        text: "厨房灶边挤着好几个气瓶，软管都老化了，我是在那里打过工的。",
        asked: "看厨房气瓶和软管。",
        far: Far::Rewarded,
        reporter: Some(("刘师傅", "15400000012")),
    },
    Story {
        days_ago: 6,
        topic: 2,
        place: "幸福路一家小店",
        text: "店里隔了阁楼住人，晚上卷帘门一拉就出不来。",
        asked: "看店里是否住人、有没有第二个出口。",
        far: Far::Confirmed,
        reporter: None,
    },
    Story {
        days_ago: 12,
        topic: 4,
        place: "老机修厂院内",
        text: "晚上有机器声，怀疑有人偷着加工。",
        asked: "从外面看夜间有没有生产迹象。",
        far: Far::Unfounded,
        reporter: None,
    },
    Story {
        days_ago: 15,
        topic: 5,
        place: "外地一个工地",
        text: "不是本街道的，问能不能转。",
        asked: "",
        far: Far::Declined,
        reporter: None,
    },
];

impl Town {
    /// All of them.
    pub(super) fn public_tips(&mut self) {
        for (n, story) in STORIES.iter().enumerate() {
            self.live_tip(n, story);
        }
    }

    fn live_tip(&mut self, n: usize, story: &Story) {
        let at = self.days_ago(story.days_ago, 9 * 60 + 7 * n as i64);
        let tip = TaskId(id_of("tip", &n.to_string()));
        let area = self.land.subdistricts[Land::subdistrict_of(self.land.cells[CELL_OF_WORKER1].community)];
        let number = fresh_number(tip.0, at.date_in_shanghai());
        let topic = self.settings.outside.tip_topics.get(story.topic).cloned().unwrap_or_default();
        let (name, phone) = story.reporter.unwrap_or_default();
        self.tips.push(DemoTip {
            tip,
            area,
            number: number.clone(),
            secret: format!("DEMO2{}", "23456789ABCDEFGH".chars().skip(n).take(5).collect::<String>()),
            name: name.to_owned(),
            phone: phone.to_owned(),
        });
        let (place, text) = (story.place.to_owned(), story.text.to_owned());
        let received = TipReceived { number, topic, place, text, photos: Vec::new() };
        let new = NewEvent { subject: tip.into(), area, base: None, body: received.into(), personal: None };
        self.write_for(at, AccountId(tip.0), new);
        let after = |hours: i64| at.plus_millis(hours * 60 * MINUTE_MS);
        if story.far == Far::Declined {
            let reason = "不在本街道，已把受理电话发在这里：请拨打当地 12350".to_owned();
            self.decide_tip(after(3), tip, TipDeclined { reason });
        }
        if story.far < Far::Asked {
            return;
        }
        let errand = self.ask_check(after(2), tip, story.asked);
        if story.far < Far::Unfounded {
            return;
        }
        self.look(after(7), errand, story);
        let text = match story.far {
            Far::Unfounded => "我们到现场看了，晚上没有生产。以后再发现请告诉我们。",
            _ => "您反映的情况属实，已立为隐患，正在督促整改。谢谢。",
        };
        self.decide_tip(after(9), tip, TipAnswered { text: text.to_owned() });
        if story.far == Far::Rewarded {
            let band = self.settings.outside.reward_bands.first().cloned();
            let decided = TipRewardDecided {
                granted: true,
                document: "安奖字〔2026〕7号".to_owned(),
                amount_yuan: band.as_ref().map(|band| band.from_yuan.saturating_mul(4)),
                band: band.map(|band| band.name).unwrap_or_default(),
                note: String::new(),
            };
            self.decide_tip(after(11), tip, decided);
        }
    }

    fn task_row(&self, id: TaskId) -> Option<TaskRow> {
        match self.rows.get(&RowKey { kind: SubjectKind::Task, id: id.into() }) {
            Some(Row::Task(row)) => Some(row.clone()),
            _ => None,
        }
    }

    fn decide_tip(&mut self, at: Timestamp, tip: TaskId, body: impl Into<Body>) {
        let Some(row) = self.task_row(tip) else { return };
        let officer = self.officer_of(CELL_OF_WORKER1);
        let (subject, base) = (tip.into(), Some(row.head));
        self.note(at, officer, NewEvent { subject, area: row.area, base, body: body.into(), personal: None });
    }

    fn ask_check(&mut self, at: Timestamp, tip: TaskId, text: &str) -> TaskId {
        let errand = TaskId(self.dice.id_at(at));
        let Some(received) = self.task_row(tip).and_then(|row| row.tip).map(|tip| tip.received) else { return errand };
        let body = TipCheckAsked {
            tip,
            number: received.number,
            topic: received.topic,
            place: received.place,
            text: text.to_owned(),
            photos: Vec::new(),
            due_on: at.date_in_shanghai().plus_days(i64::from(self.settings.outside.tip_check_days)),
        };
        let (officer, area) = (self.officer_of(CELL_OF_WORKER1), self.land.cells[CELL_OF_WORKER1].area);
        self.note(
            at,
            officer,
            NewEvent { subject: errand.into(), area, base: None, body: body.into(), personal: None },
        );
        errand
    }

    // The worker goes there; what is true becomes a hazard at premises of the kind that the tip speaks of.
    fn look(&mut self, at: Timestamp, errand: TaskId, story: &Story) {
        let Some(row) = self.task_row(errand) else { return };
        let today = at.date_in_shanghai();
        let kind = if story.topic == 1 { "restaurant" } else { "shop" };
        let is_there =
            |one: &&super::stock::Premises| one.cell == CELL_OF_WORKER1 && one.body.kind == kind && one.part.is_none();
        let premises = self.stock.premises.iter().find(is_there).and_then(|one| self.premises_row(one.id)).cloned();
        let kind = self.catalogue.kind(kind);
        let groups = kind.map(|kind| judged_items(&self.catalogue, kind, &self.settings.items_on, today));
        let is_new = |item: &&std::sync::Arc<gridwalk_domain::checklist::Item>| {
            item.level == gridwalk_domain::checklist::Level::General
                && item.handling == gridwalk_domain::checklist::Handling::Rectification
                && premises.as_ref().is_some_and(|row| row.open_hazards.values().all(|open| open.item != item.code))
        };
        let item = groups.iter().flatten().flat_map(|group| &group.items).find(is_new).cloned();
        let finding = if story.far == Far::Unfounded { TipFinding::Unfounded } else { TipFinding::Confirmed };
        let id = HazardId(self.dice.id_at(at));
        let defects: Vec<String> =
            item.iter().flat_map(|item| &item.defects).take(1).map(|defect| defect.chip.clone()).collect();
        let hazard = premises.as_ref().zip(item.as_ref()).map(|(row, item)| (id, row, item.as_ref(), &defects[..]));
        let note = match finding {
            TipFinding::Confirmed => "到现场看了，和反映的一样，已告诉负责人怎么改",
            _ => "晚上从外面看了两次，没有灯光和机器声",
        };
        let hazard = hazard.filter(|_| finding == TipFinding::Confirmed);
        let draft = ErrandDraft { errand: &row, finding, note, photos: &[], hazard, today };
        let events = check_errand(&draft).unwrap_or_default();
        let worker = self.people.workers[CELL_OF_WORKER1];
        for event in events {
            self.note(at, worker, event);
        }
    }
}
