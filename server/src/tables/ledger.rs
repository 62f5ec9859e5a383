//! The ledgers that can be had as files: which rows, which columns (dossier 2.7), in whose words.

use super::mask;
use super::table::{Cell, Line, ReportColumn};
use super::words::{KnownKind, RegisterColumn, Words};
use gridwalk_domain::area::{AreaLevel, AreaTree};
use gridwalk_domain::checklist::{KindFamily, Level};
use gridwalk_domain::event::HazardSource;
use gridwalk_domain::id::{AccountId, AreaId, PremisesId, SiteId};
use gridwalk_domain::ledger::{HazardRow, HazardState, PremisesRow, Referral, SiteRow, Standing};
use gridwalk_domain::time::{Date, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// Which ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ledger {
    /// All premises.
    Premises,
    /// 九小场所台账.
    Shops,
    /// 出租屋台账.
    Rentals,
    /// 闲置院落、废弃厂房台账.
    Idle,
    /// 厂中厂台账: a shared site with its tenants.
    Shared,
    /// 隐患整改台账.
    Hazards,
    /// 任务清单 (R34).
    Tasks,
    /// 问题清单 (R34).
    Problems,
    /// 重点工作台账 (R34).
    KeyWork,
    /// 安全投入: people, technology, engineering, management, by year.
    Investment,
}

impl Ledger {
    /// By its name on the wire.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "premises" => Self::Premises,
            "shops" => Self::Shops,
            "rentals" => Self::Rentals,
            "idle" => Self::Idle,
            "shared" => Self::Shared,
            "hazards" => Self::Hazards,
            "tasks" => Self::Tasks,
            "problems" => Self::Problems,
            "keywork" => Self::KeyWork,
            "investment" => Self::Investment,
            _ => return None,
        })
    }

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Premises => "场所台账",
            Self::Shops => "九小场所台账",
            Self::Rentals => "出租屋台账",
            Self::Idle => "闲置院落和废弃厂房台账",
            Self::Shared => "厂中厂台账",
            Self::Hazards => "隐患整改台账",
            Self::Tasks => "任务清单",
            Self::Problems => "问题清单",
            Self::KeyWork => "重点工作台账",
            Self::Investment => "安全投入情况",
        }
    }

    /// Whether it lists premises one by one.
    pub fn is_of_premises(self) -> bool {
        matches!(self, Self::Premises | Self::Shops | Self::Rentals | Self::Idle | Self::Shared)
    }

    fn holds(self, kind: &KnownKind) -> bool {
        match self {
            Self::Shops => {
                matches!(
                    kind.family,
                    KindFamily::SmallPremises | KindFamily::MicroEnterprise | KindFamily::SelfBuiltHouse
                )
            }
            Self::Rentals => kind.family == KindFamily::RentalHousing,
            Self::Idle => matches!(kind.family, KindFamily::IdleYard | KindFamily::DisusedFactory),
            _ => true,
        }
    }
}

/// What every line is written with.
pub struct Scribe<'a> {
    /// Which ledger.
    pub ledger: Ledger,
    /// Names and telephones in full.
    pub is_full: bool,
    /// Kinds and register columns.
    pub words: &'a Words,
    /// The present tree.
    pub tree: &'a AreaTree,
    /// Names of colleagues.
    pub people: BTreeMap<AccountId, String>,
    /// Today at the place.
    pub today: Date,
    // Of this ledger's kinds.
    register: Vec<&'a RegisterColumn>,
}

/// One cell of the scope with all that is in it.
#[derive(Debug, Default)]
pub struct CellRows {
    /// 楼栋.
    pub sites: HashMap<SiteId, SiteRow>,
    /// 场所.
    pub premises: Vec<PremisesRow>,
    /// 隐患, closed ones too.
    pub hazards: Vec<HazardRow>,
}

impl<'a> Scribe<'a> {
    /// For one file.
    pub fn new(
        ledger: Ledger,
        is_full: bool,
        words: &'a Words,
        tree: &'a AreaTree,
        people: BTreeMap<AccountId, String>,
        today: Date,
    ) -> Self {
        let kinds: Vec<&KnownKind> = words.kinds().filter(|kind| ledger.holds(kind)).collect();
        let register = if ledger.is_of_premises() { words.register_of(&kinds) } else { Vec::new() };
        Self { ledger, is_full, words, tree, people, today, register }
    }

    /// Left to right.
    pub fn columns(&self) -> Vec<ReportColumn> {
        let column = ReportColumn::new;
        let mut columns = vec![
            column("number", "序号").wide(6.0),
            column("subdistrict", "镇街"),
            column("community", "社区"),
            column("cell", "网格"),
        ];
        match self.ledger {
            Ledger::Hazards | Ledger::Problems => columns.extend(hazard_columns()),
            Ledger::Tasks | Ledger::KeyWork | Ledger::Investment => {}
            _ => {
                columns.extend([
                    column("name", "场所名称").wide(22.0),
                    column("kind", "类别").wide(14.0),
                    column("address", "详细地址").wide(28.0),
                    column("building_code", "楼栋编号").wide(12.0),
                    column("building", "楼栋").wide(18.0),
                    column("owner_name", "负责人"),
                    column("owner_phone", "手机").wide(15.0),
                    column("guarantor_name", "包保人"),
                    column("lon", "经度").wide(12.0),
                    column("lat", "纬度").wide(12.0),
                ]);
                columns.extend(self.register.iter().map(|one| column(one.key.as_str(), one.zh.as_str())));
                columns.extend([
                    column("standing", "在册状态"),
                    column("registered_on", "首次录入").wide(12.0),
                    column("visited_on", "最近巡查").wide(12.0),
                    column("open_hazards", "未整改隐患数"),
                ]);
            }
        }
        columns
    }

    /// The lines of one cell, numbered on from `number`.
    pub fn lines(&self, rows: &CellRows, number: &mut u64) -> Vec<Line> {
        match self.ledger {
            Ledger::Hazards => self.hazards(rows, number, |_| true),
            Ledger::Problems => self.hazards(rows, number, |row| !row.state.is_closed()),
            Ledger::Tasks | Ledger::KeyWork | Ledger::Investment => Vec::new(),
            _ => self.premises(rows, number),
        }
    }

    fn premises(&self, rows: &CellRows, number: &mut u64) -> Vec<Line> {
        let code = |row: &PremisesRow| {
            let site = row.site.and_then(|site| rows.sites.get(&site));
            site.and_then(|site| site.building_code.clone()).unwrap_or_default()
        };
        let mut tenants: BTreeMap<SiteId, usize> = BTreeMap::new();
        for site in rows.premises.iter().filter_map(|row| row.site) {
            *tenants.entry(site).or_default() += 1;
        }
        let is_shared = |row: &PremisesRow| {
            row.kind == "shared_factory" || row.site.is_some_and(|site| tenants.get(&site).is_some_and(|n| *n > 1))
        };
        let is_in = |row: &&PremisesRow| {
            let holds = self
                .words
                .kind_of_code(&row.kind)
                .map_or(self.ledger == Ledger::Premises, |kind| self.ledger.holds(kind));
            holds && (self.ledger != Ledger::Shared || is_shared(row))
        };
        let mut found: Vec<&PremisesRow> = rows.premises.iter().filter(is_in).collect();
        found.sort_by_cached_key(|row| (code(row), row.site, row.address.clone(), row.name.clone()));
        let mut line = |row: &&PremisesRow| {
            *number += 1;
            self.premises_line(row, rows, *number)
        };
        found.iter().map(&mut line).collect()
    }

    fn premises_line(&self, row: &PremisesRow, rows: &CellRows, number: u64) -> Line {
        let site = row.site.and_then(|site| rows.sites.get(&site));
        let kind = self.words.kind_of_code(&row.kind);
        let mut cells = self.place(row.area, number);
        cells.extend([
            row.name.as_str().into(),
            kind.map_or(row.kind.as_str(), |kind| kind.name.as_str()).into(),
            row.address.as_str().into(),
            site.and_then(|site| site.building_code.as_deref()).unwrap_or_default().into(),
            site.map(|site| site.name.as_str()).unwrap_or_default().into(),
            self.name(&row.persons.owner_name),
            self.phone(&row.persons.owner_phone),
            self.name(&row.persons.guarantor_name),
            row.position.map_or(Cell::Empty, |position| Cell::Number(position.at.lon)),
            row.position.map_or(Cell::Empty, |position| Cell::Number(position.at.lat)),
        ]);
        cells.extend(self.register.iter().map(|column| detail(column, row)));
        cells.extend([
            standing(row.file.standing).into(),
            Cell::Day(row.registered_at.date_in_shanghai()),
            row.last_visit.as_ref().map(|visit| visit.at.date_in_shanghai()).into(),
            Cell::Number(row.open_hazards.len() as f64),
        ]);
        Line { cells, at: row.position.map(|position| position.at) }
    }

    fn hazards(&self, rows: &CellRows, number: &mut u64, is_in: impl Fn(&HazardRow) -> bool) -> Vec<Line> {
        let premises: HashMap<PremisesId, &PremisesRow> = rows.premises.iter().map(|row| (row.id, row)).collect();
        let mut found: Vec<&HazardRow> = rows.hazards.iter().filter(|row| is_in(row)).collect();
        found.sort_by_key(|row| (row.found_at, row.id));
        let mut line = |row: &&HazardRow| {
            *number += 1;
            self.hazard_line(row, premises.get(&row.found.premises).copied(), *number)
        };
        found.iter().map(&mut line).collect()
    }

    fn hazard_line(&self, row: &HazardRow, premises: Option<&PremisesRow>, number: u64) -> Line {
        let found = &row.found;
        let what = if found.defects.is_empty() { found.text.clone() } else { found.defects.join("、") };
        let kind = premises.and_then(|row| self.words.kind_of_code(&row.kind)).map(|kind| kind.name.as_str());
        let day = |at: Option<Timestamp>| Cell::from(at.map(Timestamp::date_in_shanghai));
        let owner = premises.map(|row| row.persons.owner_name.as_str()).unwrap_or_default();
        let mut cells = self.place(row.area, number);
        cells.extend([
            short(row.id.0).into(),
            row.premises_name.as_str().into(),
            premises.map(|row| row.address.as_str()).unwrap_or_default().into(),
            kind.unwrap_or_default().into(),
            Cell::Day(row.found_at.date_in_shanghai()),
            source(row.found.source).into(),
            self.people.get(&row.finder).cloned().unwrap_or_default().into(),
            what.into(),
            found.part.as_str().into(),
            judged(row).into(),
            self.name(owner),
            found.fixes.join("；").into(),
            row.due_on().into(),
            state(row.state).into(),
            Cell::Number(f64::from(row.round)),
            day(row.rectified_at),
            row.closed.and_then(|(by, _)| self.people.get(&by).cloned()).unwrap_or_default().into(),
            day(row.closed.map(|(_, at)| at)),
            referral(row).into(),
            steps(row).into(),
            self.overdue(row),
            Cell::Number(found.photos.len() as f64),
            Cell::Number(row.after_photos.len() as f64),
        ]);
        Line { cells, at: premises.and_then(|row| row.position).map(|position| position.at) }
    }

    fn overdue(&self, row: &HazardRow) -> Cell {
        let late = row.due_on().filter(|_| !row.state.is_closed()).map(|due| self.today.days_since(due));
        late.filter(|days| *days > 0).map_or(Cell::Empty, |days| Cell::Number(days as f64))
    }

    /// Number, sub-district, community, cell.
    fn place(&self, area: AreaId, number: u64) -> Vec<Cell> {
        let name = |level| self.tree.on_level(area, level).map(|area| area.name.clone()).unwrap_or_default();
        vec![
            Cell::Number(number as f64),
            name(AreaLevel::Subdistrict).into(),
            name(AreaLevel::Community).into(),
            name(AreaLevel::GridCell).into(),
        ]
    }

    fn name(&self, name: &str) -> Cell {
        if self.is_full { name.into() } else { mask::name(name).into() }
    }

    fn phone(&self, phone: &str) -> Cell {
        if self.is_full { phone.into() } else { mask::phone(phone).into() }
    }
}

fn detail(column: &RegisterColumn, row: &PremisesRow) -> Cell {
    let Some(text) = row.details.get(&column.key) else { return Cell::Empty };
    match (column.shape.as_str(), text.as_str()) {
        ("number", text) => text.parse().map_or_else(|_| text.into(), Cell::Number),
        ("date", text) => text.parse::<Date>().map_or_else(|_| text.into(), Cell::Day),
        ("bool", "true") => "是".into(),
        ("bool", "false") => "否".into(),
        (_, text) => text.into(),
    }
}

fn hazard_columns() -> Vec<ReportColumn> {
    let column = ReportColumn::new;
    vec![
        column("code", "编号").wide(12.0),
        column("premises", "场所").wide(22.0),
        column("address", "地址").wide(26.0),
        column("kind", "类型").wide(14.0),
        column("found_on", "发现日期").wide(12.0),
        column("source", "来源"),
        column("finder", "发现人"),
        column("what", "隐患").wide(36.0),
        column("part", "部位").wide(14.0),
        column("level", "级别").wide(18.0),
        column("owner_name", "责任人"),
        column("fixes", "整改要求").wide(36.0),
        column("due_on", "期限").wide(12.0),
        column("state", "整改情况").wide(12.0),
        column("round", "复查轮次"),
        column("rectified_on", "完成日期").wide(12.0),
        column("closed_by", "销号人"),
        column("closed_on", "销号日期").wide(12.0),
        column("referred_to", "移交").wide(18.0),
        column("steps", "督促和挂牌").wide(18.0),
        column("days_overdue", "逾期天数"),
        column("photos", "整改前照片"),
        column("after_photos", "整改后照片"),
    ]
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "在册",
        Standing::Suspended => "暂停",
        Standing::ClosureAsked => "申请注销",
        Standing::Closed => "已注销",
        Standing::Replaced => "已换业态",
    }
}

/// The last eight digits of an id: what a person reads out.
fn short(id: uuid::Uuid) -> String {
    let text = id.simple().to_string();
    text[24..].to_uppercase()
}

// 重大 only where an authority has said so, with its document.
fn judged(row: &HazardRow) -> String {
    match &row.judged {
        Some(verdict) if verdict.is_major => format!("重大（{} {}）", verdict.authority, verdict.document),
        Some(_) => "一般（经研判）".to_owned(),
        None => level(row.found.level).to_owned(),
    }
}

fn source(source: HazardSource) -> &'static str {
    match source {
        HazardSource::Patrol => "网格巡查",
        HazardSource::SelfCheck => "企业自查",
        HazardSource::Supervision => "督导检查",
        HazardSource::Tip => "群众举报",
        HazardSource::UtilityAnomaly => "水电气异常",
        HazardSource::Transfer => "部门移交",
    }
}

// To whom, and whether they have answered.
fn referral(row: &HazardRow) -> String {
    let one = |referral: &Referral| {
        let answered = if referral.feedback.is_some() { "已反馈" } else { "待反馈" };
        format!("{}（{answered}）", referral.to)
    };
    row.referrals.iter().map(one).collect::<Vec<_>>().join("；")
}

// The last rung of the ladder with its document, and whether it is listed.
fn steps(row: &HazardRow) -> String {
    let rung = row.ladder.last().map(|step| format!("{} {}", step.rung, step.document).trim().to_owned());
    let listing = row.listing.as_ref().map(|listing| {
        let state = if listing.lifted.is_some() { "已摘牌" } else { "挂牌督办" };
        format!("{state} {}", listing.document).trim().to_owned()
    });
    [rung, listing].into_iter().flatten().collect::<Vec<_>>().join("；")
}

/// 一般 / 疑似重大（待研判） / 线索.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::General => "一般",
        Level::SuspectedMajor => "疑似重大（待研判）",
        Level::Lead => "线索",
    }
}

fn state(state: HazardState) -> &'static str {
    match state {
        HazardState::Found => "待告知",
        HazardState::Rectifying => "整改中",
        HazardState::AwaitingReinspection => "待复查",
        HazardState::AwaitingCloseOut => "待销号",
        HazardState::ClosedOut => "已销号",
        HazardState::Reported => "已上报",
        HazardState::Referred => "已移交",
        HazardState::Withdrawn => "误录撤销",
    }
}
