//! What a list says of premises.

use gridwalk_domain::alike::Likeness;
use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::NotEnteredReason;
use gridwalk_domain::id::{AreaId, PremisesId, SiteId};
use gridwalk_domain::ledger::{PremisesRow, Standing};
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::register::{TAGS, is_undone_import};
use gridwalk_domain::time::{Date, Timestamp};
use std::collections::BTreeSet;

/// One line of the patrol list, the ledger or the map.
#[derive(Clone, Debug, PartialEq)]
pub struct PremisesBrief {
    /// Which.
    pub id: PremisesId,
    /// Building.
    pub site: Option<SiteId>,
    /// Cell.
    pub area: AreaId,
    /// 招牌名.
    pub name: String,
    /// With 门牌.
    pub address: String,
    /// Catalogue kind.
    pub kind: String,
    /// 负责人/出租人: for the search; masked where it is shown in lists.
    pub owner_name: String,
    /// Registered point.
    pub at: Option<Coordinate>,
    /// By the device's clock.
    pub registered_at: Timestamp,
    /// Last visit of any outcome.
    pub last_visit_at: Option<Timestamp>,
    /// Why the last visit did not get in.
    pub not_entered: Option<NotEnteredReason>,
    /// Visits in a row that did not get in for that reason.
    pub not_entered_in_a_row: u32,
    /// Last visit that got in.
    pub last_inspected_at: Option<Timestamp>,
    /// Last visit that was not 与上次一样.
    pub last_full_at: Option<Timestamp>,
    /// Hazards not yet mended: 上次未改.
    pub open_hazards: u32,
    /// Nearest 建议整改期限 of those not yet mended.
    pub hazard_due_on: Option<Date>,
    /// The gravest open hazard.
    pub gravest: Option<Level>,
    /// Open 疑似重大.
    pub open_major: u32,
    /// Open 一般.
    pub open_general: u32,
    /// Items of the open hazards, each once, with blanks between: what grades look at.
    pub open_items: String,
    /// People who live there, by the register.
    pub lodgers: u32,
    /// Whether they are in use.
    pub standing: Standing,
    /// When the standing changed.
    pub standing_at: Option<Timestamp>,
    /// 注销 looked after once more; or nobody has to, for the import was taken back.
    pub rechecked: bool,
    /// Last visit that got in, or 核实无误.
    pub verified_at: Option<Timestamp>,
    /// 新登记未核: nobody but who registered it has looked at it, and no visit was there (R01).
    pub unchecked: bool,
    /// Who supervises; empty where nobody is named.
    pub body: String,
    /// 监管主体待明确.
    pub body_unclear: bool,
    /// 新业态.
    pub tags: String,
    /// 线索 that the sub-district has not settled.
    pub signals: u32,
    /// How many rooms.
    pub rooms: u32,
    /// Merged into another: in no list.
    pub is_merged: bool,
    /// Whether own events about it are not yet among the acknowledged ones.
    pub unsent: bool,
}

impl PremisesBrief {
    /// What is compared to find 疑似重复.
    pub fn likeness(&self) -> Likeness<'_> {
        Likeness { kind: &self.kind, name: &self.name, address: &self.address, at: self.at }
    }

    /// With nothing in it: what a segment of an older build leaves out.
    pub fn empty() -> Self {
        Self {
            id: PremisesId(uuid::Uuid::nil()),
            site: None,
            area: AreaId(uuid::Uuid::nil()),
            name: String::new(),
            address: String::new(),
            kind: String::new(),
            owner_name: String::new(),
            at: None,
            registered_at: Timestamp::default(),
            last_visit_at: None,
            not_entered: None,
            not_entered_in_a_row: 0,
            last_inspected_at: None,
            last_full_at: None,
            open_hazards: 0,
            hazard_due_on: None,
            gravest: None,
            open_major: 0,
            open_general: 0,
            open_items: String::new(),
            lodgers: 0,
            standing: Standing::Open,
            standing_at: None,
            rechecked: false,
            verified_at: None,
            unchecked: false,
            body: String::new(),
            body_unclear: false,
            tags: String::new(),
            signals: 0,
            is_merged: false,
            rooms: 0,
            unsent: false,
        }
    }

    /// From its row.
    pub fn new(row: &PremisesRow, unsent: bool) -> Self {
        let last = row.last_visit.as_ref();
        let unmended = row.open_hazards.values().filter(|hazard| !hazard.rectified);
        let count = |level| row.open_hazards.values().filter(|hazard| hazard.level == level).count() as u32;
        let items: BTreeSet<&str> = row.open_hazards.values().map(|hazard| hazard.item.as_str()).collect();
        Self {
            id: row.id,
            site: row.site,
            area: row.area,
            name: row.name.clone(),
            address: row.address.clone(),
            kind: row.kind.clone(),
            owner_name: row.persons.owner_name.clone(),
            at: row.position.map(|position| position.at),
            registered_at: row.registered_at,
            last_visit_at: last.map(|visit| visit.at),
            not_entered: last.and_then(|visit| visit.not_entered),
            not_entered_in_a_row: row.not_entered_in_a_row,
            last_inspected_at: row.last_inspected_at,
            last_full_at: row.last_full_at,
            open_hazards: unmended.clone().count().try_into().unwrap_or(u32::MAX),
            hazard_due_on: unmended.filter_map(|hazard| hazard.due_on).min(),
            gravest: row.open_hazards.values().map(|hazard| hazard.level).max(),
            open_major: count(Level::SuspectedMajor),
            open_general: count(Level::General),
            open_items: items.into_iter().collect::<Vec<_>>().join(" "),
            lodgers: gridwalk_domain::register::lodgers(&row.details),
            standing: row.file.standing,
            standing_at: row.file.standing_by.as_ref().map(|note| note.at),
            rechecked: row.file.rechecked_at.is_some() || is_undone_import(row),
            verified_at: row.file.verified_at,
            unchecked: row.file.unchecked_by.is_some(),
            body: row.supervising_body().unwrap_or_default().to_owned(),
            body_unclear: row.file.body_unclear_since.is_some(),
            tags: row.details.get(TAGS).cloned().unwrap_or_default(),
            signals: row.file.open_signals().count().try_into().unwrap_or(u32::MAX),
            rooms: row.rooms.len().try_into().unwrap_or(u32::MAX),
            is_merged: row.ties.merged_into.is_some(),
            unsent,
        }
    }
}
