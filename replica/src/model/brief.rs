//! What a list says of premises.

use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::NotEnteredReason;
use gridwalk_domain::id::{AreaId, PremisesId, SiteId};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::time::{Date, Timestamp};

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
    /// Hazards not closed.
    pub open_hazards: u32,
    /// Nearest 建议整改期限 of those not yet mended.
    pub hazard_due_on: Option<Date>,
    /// The gravest open hazard.
    pub gravest: Option<Level>,
    /// How many rooms.
    pub rooms: u32,
    /// Merged into another: in no list.
    pub is_merged: bool,
    /// Whether own events about it are not yet among the acknowledged ones.
    pub unsent: bool,
}

impl PremisesBrief {
    /// From its row.
    pub fn new(row: &PremisesRow, unsent: bool) -> Self {
        let last = row.last_visit.as_ref();
        let unmended = row.open_hazards.values().filter(|hazard| !hazard.rectified);
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
            open_hazards: row.open_hazards.len().try_into().unwrap_or(u32::MAX),
            hazard_due_on: unmended.filter_map(|hazard| hazard.due_on).min(),
            gravest: row.open_hazards.values().map(|hazard| hazard.level).max(),
            rooms: row.rooms.len().try_into().unwrap_or(u32::MAX),
            is_merged: row.ties.merged_into.is_some(),
            unsent,
        }
    }
}
