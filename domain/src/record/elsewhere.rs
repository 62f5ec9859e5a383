//! Hazards that come into the ledger by another way than a visit (R14): from a tip that was found true, from an owner's
//! own look. They are worded by the same checklist as on a visit.

use super::NewEvent;
use crate::checklist::{Ask, Catalogue, Handling, Item, Kind, Level, Sheet, SheetRequest, due_on};
use crate::event::{HazardFound, HazardSource, TipChecked, TipFinding};
use crate::id::{HazardId, PremisesId};
use crate::ledger::{PremisesRow, TaskRow};
use crate::photo::PhotoRef;
use crate::time::Date;
use std::sync::Arc;

/// One group of [`judged_items`].
#[derive(Clone, Debug)]
pub struct JudgedGroup {
    /// As the checklist names it.
    pub name: String,
    /// In its order.
    pub items: Vec<Arc<Item>>,
}

/// What is judged at premises of a kind, group by group: neither what is only registered, nor what is counted.
/// `items_on` is the place's.
pub fn judged_items(catalogue: &Catalogue, kind: &Kind, items_on: &[String], on: Date) -> Vec<JudgedGroup> {
    let request = SheetRequest { items_on, ..SheetRequest::new(&kind.templates, on) };
    // A kind of an unknown template is asked nothing.
    let Ok(sheet) = Sheet::compose(catalogue, &request) else { return Vec::new() };
    let group = |group: &crate::checklist::SheetGroup| JudgedGroup {
        name: group.name.clone(),
        items: group.items.iter().filter(|item| item.ask == Ask::Judge).cloned().collect(),
    };
    sheet.groups.iter().map(group).filter(|group| !group.items.is_empty()).collect()
}

/// The hazard of a failed item that nobody found on a visit. It is never settled on the spot, for nobody of ours is there
/// to see it: what would be 当场整改 gets the item's days.
pub fn hazard_of_item(
    item: &Item,
    premises: PremisesId,
    source: HazardSource,
    defects: &[String],
    photos: &[PhotoRef],
    today: Date,
) -> HazardFound {
    let fix = |chip: &String| item.defects.iter().find(|defect| defect.chip == *chip).map(|defect| defect.fix.clone());
    let is_reported = item.level != Level::General || item.handling == Handling::Report;
    let handling = if is_reported { Handling::Report } else { Handling::Rectification };
    HazardFound {
        premises,
        inspection: None,
        source,
        self_reported_at: None,
        discovered_on: None,
        item: item.code.clone(),
        text: item.text.clone(),
        defects: defects.to_vec(),
        fixes: defects.iter().filter_map(fix).collect(),
        level: item.level,
        handling,
        due_on: (handling == Handling::Rectification).then(|| due_on(item, today)),
        part: String::new(),
        quantity: None,
        rooms: Vec::new(),
        photos: photos.to_vec(),
        after_photos: Vec::new(),
        no_photo_reason: None,
    }
}

/// What somebody saw on the errand of a tip.
#[derive(Clone, Debug)]
pub struct ErrandDraft<'a> {
    /// The errand.
    pub errand: &'a TaskRow,
    /// What it came to.
    pub finding: TipFinding,
    /// What was seen.
    pub note: &'a str,
    /// Of the place.
    pub photos: &'a [PhotoRef],
    /// 属实: what is wrong where, with the id of the hazard that it makes; `None` where none is to be made.
    pub hazard: Option<(HazardId, &'a PremisesRow, &'a Item, &'a [String])>,
    /// In Asia/Shanghai.
    pub today: Date,
}

/// The events of an errand: the hazard of source 群众举报 first, then what was seen. An open hazard of the same item is
/// not raised again: the errand names it.
pub fn check_errand(draft: &ErrandDraft) -> Option<Vec<NewEvent>> {
    let asked = draft.errand.check.as_ref()?;
    let mut events = Vec::new();
    let hazard =
        draft.hazard.filter(|_| draft.finding == TipFinding::Confirmed).map(|(id, premises, item, defects)| {
            let open = premises.open_hazards.iter().find(|(_, open)| open.item == item.code && open.rooms.is_empty());
            if let Some((open, _)) = open {
                return *open;
            }
            let found = hazard_of_item(item, premises.id, HazardSource::Tip, defects, draft.photos, draft.today);
            events.push(NewEvent::first(id, premises.area, found));
            id
        });
    let (tip, finding, note) = (asked.tip, draft.finding, draft.note.trim().to_owned());
    let checked = TipChecked { tip, finding, note, hazard, photos: draft.photos.to_vec() };
    events.push(NewEvent::about(draft.errand, checked));
    Some(events)
}
