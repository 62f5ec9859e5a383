//! What one row says to whoever counts.

use crate::checklist::{Handling, Level};
use crate::event::Outcome;
use crate::id::{AreaId, PremisesId};
use crate::ledger::{HazardRow, HazardState, InspectionRow, NoticeRow, PremisesRow, Row, TaskRow, TaskState};
use crate::register::{Grade, GradeFacts, Grading, is_undone_import, lodgers};
use crate::time::{Date, Timestamp};
use std::collections::BTreeMap;

/// How the facts of a measure are added up over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// All whose day lies in the period.
    Flow,
    /// All up to the period's last day: what stands then.
    Stock,
    /// Premises and day together, each once: two records of one premises on one day are one (field-practice 6).
    Days,
}

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $word:literal, $nature:ident;)*) => {
        /// Something that is counted. The number is what a database keeps; it is never given to another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Measure { $($(#[$doc])* $name = $code),* }

        impl Measure {
            /// All of them, by number.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As it stands on the wire.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// How it is added up.
            pub fn nature(self) -> Nature {
                match self { $(Self::$name => Nature::$nature),* }
            }
        }
    };
}

measures! {
    /// 场所 that stand in the ledger.
    Premises = 1, "premises", Stock;
    /// 新增场所.
    Registered = 2, "registered", Flow;
    /// 注销场所.
    Deregistered = 3, "deregistered", Flow;
    /// 走访: somebody came, whether let in or not.
    Visited = 4, "visited", Days;
    /// 已排查: a checklist was gone through.
    Entered = 5, "entered", Days;
    /// 一般.
    FoundGeneral = 6, "found_general", Flow;
    /// 线索.
    FoundLead = 7, "found_lead", Flow;
    /// 疑似重大（待研判）.
    FoundMajor = 8, "found_major", Flow;
    /// 当场整改.
    OnSite = 9, "on_site", Flow;
    /// 限期整改.
    Rectification = 10, "rectification", Flow;
    /// 到期应完成, by the day it was due.
    Due = 11, "due", Flow;
    /// 按期完成, by the day it was due.
    InTime = 12, "in_time", Flow;
    /// Mended by now, by the day it was found.
    Mended = 13, "mended", Flow;
    /// 逾期未改.
    Overdue = 14, "overdue", Stock;
    /// 未销号.
    Open = 15, "open", Stock;
    /// 销号, by the day it was closed.
    ClosedOut = 16, "closed_out", Flow;
    /// 移交, by the day of the referral.
    Referred = 17, "referred", Flow;
    /// 移交已反馈, by the day of the referral.
    Answered = 18, "answered", Flow;
    /// 挂牌督办, by its day.
    Listed = 19, "listed", Flow;
    /// 经判定重大, by the day of the judgement.
    Judged = 20, "judged", Flow;
    /// 烟感应装.
    AlarmsDue = 21, "alarms_due", Stock;
    /// 烟感已装.
    AlarmsFitted = 22, "alarms_fitted", Stock;
    /// 出租屋.
    Rentals = 23, "rentals", Stock;
    /// Their rooms.
    Rooms = 24, "rooms", Stock;
    /// Their tenants, a number and no names.
    Tenants = 25, "tenants", Stock;
    /// 闲置房屋水电气异常 (R08).
    IdleOdd = 26, "idle_odd", Flow;
    /// Of those, with an outcome, by the day of the reading.
    IdleSettled = 27, "idle_settled", Flow;
    /// 宣传入户 (R29).
    Outreach = 28, "outreach", Flow;
    /// 复查不合格 and 反弹, by the day it was found.
    Rebounds = 32, "rebounds", Flow;
    /// 判定重大销号, by the day it was closed.
    ClosedJudged = 31, "closed_judged", Flow;
    /// 疑似重大 and what became of it, not yet closed; `origin` is the day of discovery (R45).
    OpenMajor = 33, "open_major", Stock;
    /// 疑似重大销号, by the day it was closed.
    ClosedMajor = 34, "closed_major", Flow;
    /// Visit records.
    Records = 35, "records", Flow;
    /// Visit records that were returned at least once.
    Returned = 36, "returned", Flow;
    /// Full checklists, neither 没进去 nor 与上次一样 (R33).
    Full = 37, "full", Flow;
    /// Full checklists done within one minute.
    Within1 = 41, "within_1", Flow;
    /// In the second minute.
    Within2 = 42, "within_2", Flow;
    /// In the third minute.
    Within3 = 43, "within_3", Flow;
    /// In the fourth minute.
    Within4 = 44, "within_4", Flow;
    /// In the fifth minute.
    Within5 = 45, "within_5", Flow;
    /// 告知单, a 更正单 with the one it stands for as one; withdrawn ones are none.
    Notices = 46, "notices", Flow;
    /// Of them, 签收 or 拒签 with a witness.
    NoticesReceived = 47, "notices_received", Flow;
    /// 举报 taken up: somebody was sent to look.
    Tips = 48, "tips", Flow;
    /// Of them, those found true.
    TipsConfirmed = 49, "tips_confirmed", Flow;
    /// Of [`Measure::OpenMajor`], those without a day by which they are to be put right: none of them can be overdue.
    UndatedMajor = 50, "undated_major", Stock;
}

impl Measure {
    /// Full checklists done in the minute `minute`, 1..=5.
    pub fn within(minute: u32) -> Option<Self> {
        [Self::Within1, Self::Within2, Self::Within3, Self::Within4, Self::Within5]
            .get(usize::try_from(minute.checked_sub(1)?).ok()?)
            .copied()
    }

    /// By its number.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|measure| *measure as i64 == code)
    }

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|measure| measure.word() == word)
    }
}

/// One entry of the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Of what.
    pub measure: Measure,
    /// Day it counts under.
    pub day: Date,
    /// Day on which the thing began: for 存量/增量.
    pub origin: Date,
    /// How many; negative where something stops standing.
    pub amount: i64,
}

/// All facts of one row with what they share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Cell.
    pub area: AreaId,
    /// Premises it is of: kind, industry and grade are those of the premises as it now stands; nil where it is of none.
    pub premises: PremisesId,
    /// `G`, `M`, `L`; empty where there is none.
    pub level: &'static str,
    /// 来源 of a hazard; empty where there is none.
    pub source: &'static str,
    /// At most one for a measure and day.
    pub facts: Vec<Fact>,
}

/// What premises are, to whoever groups by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PremisesTraits {
    /// Catalogue kind.
    pub kind: String,
    /// 行业: GB/T 4754 code or name, as registered.
    pub industry: String,
    /// 等级 as it stands: `red`, `orange`, `yellow`, `blue`; empty where no rule holds.
    pub grade: String,
    /// Merged into these: whatever is written about it is counted as theirs, so that a day on which both were visited
    /// is one day, and both together are one that was inspected.
    pub survivor: Option<PremisesId>,
}

/// What is known of premises, by id.
pub type Traits = BTreeMap<PremisesId, PremisesTraits>;

/// Notes what a row says of its premises, and of those that were merged into it; the row of one that is merged says
/// nothing.
pub fn note_traits(known: &mut Traits, row: &PremisesRow, grading: &Grading) {
    if row.ties.merged_into.is_some() {
        return;
    }
    known.insert(row.id, traits(row, grading));
    for absorbed in &row.ties.absorbed {
        known.insert(*absorbed, PremisesTraits { survivor: Some(row.id), ..PremisesTraits::default() });
    }
}

/// Of a premises' row, graded by the rules of the place.
pub fn traits(row: &PremisesRow, grading: &Grading) -> PremisesTraits {
    let facts = GradeFacts::of(grading, row.open_hazards.values(), lodgers(&row.details));
    let grade = grading.grade(&facts).map_or("", Grade::key);
    PremisesTraits {
        kind: row.kind.clone(),
        industry: row.details.get("industry").cloned().unwrap_or_default(),
        grade: grade.to_owned(),
        survivor: None,
    }
}

/// The facts of a row; `None` for rows that nothing is counted of.
pub fn counted(row: &Row) -> Option<Counted> {
    match row {
        Row::Premises(row) => Some(of_premises(row)),
        Row::Inspection(row) => Some(of_inspection(row)),
        Row::Hazard(row) => Some(of_hazard(row)),
        Row::Task(row) => Some(of_task(row)),
        Row::Notice(row) => Some(of_notice(row)),
        Row::Site(_) => None,
    }
}

// Gathers facts; those of one measure and day become one, and nothing is kept of nothing.
#[derive(Default)]
struct Facts(BTreeMap<(Measure, Date), (Date, i64)>);

impl Facts {
    fn add(&mut self, measure: Measure, day: Date, amount: i64) {
        self.from(measure, day, day, amount);
    }

    fn from(&mut self, measure: Measure, day: Date, origin: Date, amount: i64) {
        let (_, sum) = self.0.entry((measure, day)).or_insert((origin, 0));
        *sum = sum.saturating_add(amount);
    }

    fn list(self) -> Vec<Fact> {
        let kept = self.0.into_iter().filter(|(_, (_, amount))| *amount != 0);
        kept.map(|((measure, day), (origin, amount))| Fact { measure, day, origin, amount }).collect()
    }
}

fn of_premises(row: &PremisesRow) -> Counted {
    let day = row.registered_at.date_in_shanghai();
    let number = |key: &str| row.details.get(key).and_then(|text| text.trim().parse::<i64>().ok()).unwrap_or(0).max(0);
    let mut facts = Facts::default();
    if row.ties.merged_into.is_some() || is_undone_import(row) {
        // 重复登记: the other one is counted. 撤销导入: as if they had never come.
        return Counted { area: row.area, premises: row.id, level: "", source: "", facts: Vec::new() };
    }
    facts.add(Measure::Registered, day, 1);
    let is_rental = row.kind == RENTAL;
    let rooms = i64::try_from(row.rooms.len()).unwrap_or(0);
    let stands = [
        (Measure::Premises, 1),
        (Measure::AlarmsDue, number("smoke_alarms_due")),
        // More than needed in one place does not make up for another.
        (Measure::AlarmsFitted, number("smoke_alarms_fitted").min(number("smoke_alarms_due"))),
        (Measure::Rentals, i64::from(is_rental)),
        (Measure::Rooms, if is_rental { rooms.max(number("rooms_total")) } else { 0 }),
        (Measure::Tenants, if is_rental { number("tenants") } else { 0 }),
    ];
    for (measure, amount) in stands {
        facts.add(measure, day, amount);
    }
    // 注销, 换业态: the file stays, and stands no more from that day on.
    if let (false, Some(note)) = (row.file.standing.is_live(), &row.file.standing_by) {
        let gone = note.at.date_in_shanghai().max(day);
        facts.add(Measure::Deregistered, gone, 1);
        for (measure, amount) in stands {
            facts.add(measure, gone, -amount);
        }
    }
    Counted { area: row.area, premises: row.id, level: "", source: "", facts: facts.list() }
}

const RENTAL: &str = "rental";
const MINUTE_MS: i64 = 60_000;

fn of_inspection(row: &InspectionRow) -> Counted {
    let ended_at = row.ended_at();
    let day = ended_at.date_in_shanghai();
    let mut facts = Facts::default();
    facts.add(Measure::Visited, day, 1);
    facts.add(Measure::Records, day, 1);
    facts.add(Measure::Returned, day, i64::from(!row.returns.is_empty()));
    if let Outcome::Inspected(inspected) = &row.record.outcome {
        facts.add(Measure::Entered, day, 1);
        if !inspected.as_last {
            facts.add(Measure::Full, day, 1);
            let minute = row.record.ended_at.since(row.record.started_at).max(0) / MINUTE_MS + 1;
            if let Some(measure) = u32::try_from(minute).ok().and_then(Measure::within) {
                facts.add(measure, day, 1);
            }
        }
    }
    Counted { area: row.area, premises: row.record.premises, level: "", source: "", facts: facts.list() }
}

fn of_task(row: &TaskRow) -> Counted {
    let day = row.at.date_in_shanghai();
    let mut facts = Facts::default();
    facts.add(Measure::Outreach, day, i64::from(row.outreach.is_some()));
    if row.reading.is_some() {
        facts.add(Measure::IdleOdd, day, 1);
        facts.add(Measure::IdleSettled, day, i64::from(row.state == TaskState::Done));
    }
    if let Some(tip) = row.tip.as_deref() {
        facts.add(Measure::Tips, day, i64::from(!tip.errands.is_empty()));
        facts.add(Measure::TipsConfirmed, day, i64::from(tip.is_confirmed()));
    }
    let premises = row.premises.unwrap_or(PremisesId(uuid::Uuid::nil()));
    Counted { area: row.area, premises, level: "", source: "", facts: facts.list() }
}

fn of_notice(row: &NoticeRow) -> Counted {
    let day = row.issued_at.date_in_shanghai();
    let mut facts = Facts::default();
    // The last of a line of corrections stands for all of them.
    if row.withdrawn.is_none() && row.corrected_by.is_none() {
        facts.add(Measure::Notices, day, 1);
        facts.add(Measure::NoticesReceived, day, i64::from(row.receipt.is_some()));
    }
    Counted { area: row.area, premises: row.issued.premises, level: "", source: "", facts: facts.list() }
}

fn of_hazard(row: &HazardRow) -> Counted {
    let level = match row.found.level {
        Level::General => "G",
        Level::Lead => "L",
        Level::SuspectedMajor => "M",
    };
    // 误录撤销: as if it had never been found.
    let facts = if row.state == HazardState::Withdrawn { Vec::new() } else { hazard_facts(row) };
    let source = row.found.source.key();
    Counted { area: row.area, premises: row.found.premises, level, source, facts }
}

fn hazard_facts(row: &HazardRow) -> Vec<Fact> {
    let found_on = row.discovered_on();
    let day = |at: Timestamp| at.date_in_shanghai().max(found_on);
    let closed_on = row.closed.map(|(_, at)| day(at));
    let mended_on = row.rectified_at.map(day).or(closed_on);
    let is_major = row.found.level == Level::SuspectedMajor;
    let mut facts = Facts::default();
    let found = match row.found.level {
        Level::General => Measure::FoundGeneral,
        Level::Lead => Measure::FoundLead,
        Level::SuspectedMajor => Measure::FoundMajor,
    };
    facts.add(found, found_on, 1);
    let on_site = row.found.handling == Handling::FixedOnSite;
    facts.add(Measure::OnSite, found_on, i64::from(on_site));
    facts.add(Measure::Rectification, found_on, i64::from(row.found.handling == Handling::Rectification));
    facts.add(Measure::Mended, found_on, i64::from(mended_on.is_some()));
    for past in row.history.iter().filter(|past| past.is_rebound()) {
        facts.add(Measure::Rebounds, day(past.at), 1);
    }
    if let Some(due_on) = row.due_on().filter(|_| !on_site) {
        facts.add(Measure::Due, due_on, 1);
        facts.add(Measure::InTime, due_on, i64::from(mended_on.is_some_and(|mended_on| mended_on <= due_on)));
        let late = due_on.plus_days(1).max(found_on);
        if mended_on.is_none_or(|mended_on| mended_on > late) {
            facts.from(Measure::Overdue, late, found_on, 1);
            if let Some(mended_on) = mended_on {
                facts.from(Measure::Overdue, mended_on, found_on, -1);
            }
        }
    }
    let is_judged = row.judged.as_ref().is_some_and(|judged| judged.is_major);
    for referral in &row.referrals {
        let on = referral.at.date_in_shanghai();
        facts.add(Measure::Referred, on, 1);
        facts.add(Measure::Answered, on, i64::from(referral.feedback.is_some()));
    }
    if let Some(listing) = &row.listing {
        facts.add(Measure::Listed, listing.on, 1);
    }
    if let Some(judged) = row.judged.as_ref().filter(|judged| judged.is_major) {
        facts.add(Measure::Judged, judged.on, 1);
    }
    facts.from(Measure::Open, found_on, found_on, 1);
    facts.from(Measure::OpenMajor, found_on, found_on, i64::from(is_major));
    let is_undated = is_major && row.due_on().is_none();
    facts.from(Measure::UndatedMajor, found_on, found_on, i64::from(is_undated));
    if let Some(closed_on) = closed_on {
        facts.from(Measure::ClosedOut, closed_on, found_on, 1);
        facts.from(Measure::ClosedMajor, closed_on, found_on, i64::from(is_major));
        facts.from(Measure::ClosedJudged, closed_on, found_on, i64::from(is_judged));
        facts.from(Measure::Open, closed_on, found_on, -1);
        facts.from(Measure::OpenMajor, closed_on, found_on, -i64::from(is_major));
        facts.from(Measure::UndatedMajor, closed_on, found_on, -i64::from(is_undated));
    }
    facts.list()
}
