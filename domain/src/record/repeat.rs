//! What earlier visits mean for this one: sheets without what is asked as 上次未改, and 与上次一样 (field-practice 3).

use super::{FrozenTemplates, RoomDraft};
use crate::checklist::{Catalogue, Kind, Sheet, SheetError, SheetRequest};
use crate::event::RoomState;
use crate::id::{HazardId, RoomId};
use crate::ledger::{OpenHazard, PremisesRow};
use crate::settings::PlaceSettings;
use crate::time::{Date, Timestamp};
use std::collections::BTreeMap;

/// Name of the merged group of a house with rooms.
const COMMON_PARTS_GROUP: &str = "公共部位";

/// The sheets of one visit.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitSheets {
    /// Of the premises as a whole; the groups of a house with rooms are one, 公共部位, and 重点项.
    pub sheet: Sheet,
    /// Of one room.
    pub room_sheet: Option<Sheet>,
    /// To be frozen in the draft.
    pub frozen: FrozenTemplates,
}

/// What the sheets of a visit depend on besides catalogue and premises.
#[derive(Clone, Copy, Debug)]
pub struct SheetCircumstances<'a> {
    /// Of the place.
    pub settings: &'a PlaceSettings,
    /// Day of the visit.
    pub on: Date,
    /// Items answered today for the same site on another premises.
    pub asked_on_site: &'a [String],
    /// Hazards found by the visit itself, when it is being corrected: their items stay on the sheet.
    pub own_hazards: &'a [HazardId],
}

/// Makes the sheets of a visit to `premises`, which is of `kind`.
///
/// # Errors
/// The kind names a template that the catalogue has not.
pub fn visit_sheets(
    catalogue: &Catalogue,
    kind: &Kind,
    premises: &PremisesRow,
    circumstances: &SheetCircumstances,
) -> Result<VisitSheets, SheetError> {
    let frozen = FrozenTemplates::of(catalogue, kind, premises);
    let open_items = open_items(premises, circumstances.own_hazards);
    let request = SheetRequest {
        items_on: &circumstances.settings.items_on,
        open_items: &open_items,
        asked_on_site: circumstances.asked_on_site,
        merge_groups_as: frozen.room_template.is_some().then_some(COMMON_PARTS_GROUP),
        ..SheetRequest::new(&kind.templates, circumstances.on)
    };
    let sheet = Sheet::compose(catalogue, &request)?;
    let room_sheet = frozen.room_template.as_ref().map(|template| {
        let items_on = &circumstances.settings.items_on;
        let code = std::slice::from_ref(&template.code);
        Sheet::compose(catalogue, &SheetRequest { items_on, ..SheetRequest::new(code, circumstances.on) })
    });
    Ok(VisitSheets { sheet, room_sheet: room_sheet.transpose()?, frozen })
}

/// Items asked as 上次未改 instead of on the sheet: those of open hazards of the premises as a whole. One said to be
/// mended is asked anew; one in rooms leaves the item to the other rooms.
pub fn open_items(premises: &PremisesRow, own_hazards: &[HazardId]) -> Vec<String> {
    let open = open_hazards_besides(premises, own_hazards);
    open.values().filter(|hazard| !hazard.rectified && hazard.rooms.is_empty()).map(|h| h.item.clone()).collect()
}

/// Hazards that this visit has to say 已改 or 仍未改 of: open ones of the premises as a whole, and of rooms that were
/// looked at.
pub fn earlier_asked(premises: &PremisesRow, rooms: &BTreeMap<RoomId, RoomDraft>) -> Vec<HazardId> {
    let is_seen = |room: &RoomId| rooms.get(room).is_some_and(|draft| draft.state != RoomState::NotEntered);
    let is_asked =
        |hazard: &OpenHazard| !hazard.rectified && (hazard.rooms.is_empty() || hazard.rooms.iter().any(is_seen));
    premises.open_hazards.iter().filter(|(_, hazard)| is_asked(hazard)).map(|(id, _)| *id).collect()
}

/// Open hazards but for those that the visit itself found.
pub(super) fn open_hazards_besides<'a>(
    premises: &'a PremisesRow,
    own: &[HazardId],
) -> BTreeMap<HazardId, &'a OpenHazard> {
    premises.open_hazards.iter().filter(|(id, _)| !own.contains(id)).map(|(id, hazard)| (*id, hazard)).collect()
}

/// Whether 与上次一样 is offered: no open hazard, a full visit not long ago, and the next full one not due yet.
pub fn as_last_offered(premises: &PremisesRow, settings: &PlaceSettings, now: Timestamp) -> bool {
    let today = now.date_in_shanghai();
    let is_recent = |at: Timestamp| today.days_since(at.date_in_shanghai()) <= i64::from(settings.as_last_within_days);
    let full_is_due = premises.as_last_since_full >= settings.full_visit_every.saturating_sub(1);
    premises.open_hazards.is_empty()
        && !premises.last_answers.is_empty()
        && premises.last_full_at.is_some_and(is_recent)
        && !full_is_due
}
