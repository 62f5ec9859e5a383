//! The ledgers that can be had as files: which rows, which columns (dossier 2.7), in whose words.

mod cell;
mod line;

pub use cell::{CellLines, SHARED_FACTORY};
pub use line::level;

use super::table::ReportColumn;
use super::words::{KnownKind, RegisterColumn, Words};
use crate::store::Person;
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::AreaTree;
use gridwalk_domain::checklist::KindFamily;
use gridwalk_domain::id::{AccountId, AreaId};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::Date;
use std::collections::BTreeMap;

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
    /// 厂中厂台账: 厂中厂 and 院中厂 with the tenants of their yards.
    Shared,
    /// 有限空间台账 (R40): a line for each kind of space of each premises.
    Spaces,
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
            "spaces" => Self::Spaces,
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
            Self::Spaces => "有限空间台账",
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

    // A ledger of kinds is of what is in use, as the figures of the key work are; 场所台账 keeps the others too, each with
    // its 在册状态 (R02).
    fn holds_standing(self, row: &PremisesRow) -> bool {
        self == Self::Premises || row.file.standing.is_live() && row.ties.merged_into.is_none()
    }

    // Of no kind that the place has: in 场所台账, and wherever else the kind does not matter.
    fn holds_kind(self, kind: Option<&KnownKind>) -> bool {
        kind.map_or(matches!(self, Self::Premises | Self::Shared), |kind| self.holds(kind))
    }

    fn holds(self, kind: &KnownKind) -> bool {
        match self {
            Self::Shops => kind.family == KindFamily::SmallPremises,
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
    /// 网格员 of each cell (R04).
    keepers: BTreeMap<AreaId, String>,
    /// Today at the place.
    pub today: Date,
    /// What is overdue there, and when.
    pub settings: &'a PlaceSettings,
    // Of this ledger's kinds.
    register: Vec<&'a RegisterColumn>,
}

impl<'a> Scribe<'a> {
    /// For one file.
    pub fn new(
        ledger: Ledger,
        is_full: bool,
        words: &'a Words,
        tree: &'a AreaTree,
        people: Vec<Person>,
        today: Date,
        settings: &'a PlaceSettings,
    ) -> Self {
        let mut keepers: BTreeMap<AreaId, String> = BTreeMap::new();
        for worker in people.iter().filter(|person| person.role == Role::Worker) {
            for cell in &worker.areas {
                let names = keepers.entry(*cell).or_default();
                names.push_str(if names.is_empty() { "" } else { "、" });
                names.push_str(&worker.name);
            }
        }
        let people = people.into_iter().map(|person| (person.id, person.name)).collect();
        let kinds: Vec<&KnownKind> = words.kinds().filter(|kind| ledger.holds(kind)).collect();
        let register = if ledger.is_of_premises() { words.register_of(&kinds) } else { Vec::new() };
        Self { ledger, is_full, words, tree, people, keepers, today, settings, register }
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
            Ledger::Spaces => columns.extend(space_columns()),
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
                    column("holder_name", "产权人"),
                    column("holder_phone", "产权人电话").wide(15.0),
                    column("user_name", "使用人"),
                    column("user_phone", "使用人电话").wide(15.0),
                    column("guarantor_name", "包保人"),
                    column("guarantor_phone", "包保人电话").wide(15.0),
                    column("keeper", "网格员"),
                    column("lon", "经度").wide(12.0),
                    column("lat", "纬度").wide(12.0),
                ]);
                columns.extend(self.register.iter().map(|one| column(one.key.as_str(), one.zh.as_str())));
                columns.extend([
                    column("grade", "风险等级"),
                    column("standing", "在册状态"),
                    column("registered_on", "首次录入").wide(12.0),
                    column("verified_on", "最近核实").wide(12.0),
                    column("visited_on", "最近巡查").wide(12.0),
                    column("open_hazards", "未整改隐患数"),
                ]);
            }
        }
        columns
    }
}

fn space_columns() -> Vec<ReportColumn> {
    let column = ReportColumn::new;
    vec![
        column("name", "场所名称").wide(22.0),
        column("kind", "类别").wide(14.0),
        column("address", "详细地址").wide(28.0),
        column("owner_name", "负责人"),
        column("owner_phone", "手机").wide(15.0),
        column("space", "有限空间类型").wide(14.0),
        column("count", "数量"),
        column("sign", "警示标识"),
        column("lock", "上锁"),
    ]
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
        column("reinspected_by", "复查人"),
        column("reinspected_on", "复查日期").wide(12.0),
        column("closed_by", "销号人"),
        column("closed_on", "销号日期").wide(12.0),
        column("referred_to", "移交").wide(18.0),
        column("steps", "督促和挂牌").wide(18.0),
        column("days_overdue", "逾期天数"),
        column("remark", "备注").wide(18.0),
        column("photos", "整改前照片"),
        column("after_photos", "整改后照片"),
    ]
}
