//! A hazard that no visit found (R14): 督导检查, 企业自查, 群众举报, 部门移交. It stands in the same ledger, in the words of
//! the same checklist, and goes the same way.

use super::NewEvent;
use crate::checklist::{Ask, Catalogue, Handling, Item, Level, due_on};
use crate::event::{HazardFound, HazardSource};
use crate::id::{HazardId, RoomId};
use crate::ledger::PremisesRow;
use crate::photo::PhotoRef;
use crate::time::Date;

/// What is filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Raising {
    /// By which way it came; never 网格巡查, which is a visit's.
    pub source: Option<HazardSource>,
    /// Item code.
    pub item: String,
    /// Chips of the item.
    pub defects: Vec<String>,
    /// 部位.
    pub part: String,
    /// In which rooms of the premises; none: in its common parts, or in all of it.
    pub rooms: Vec<RoomId>,
    /// 建议整改期限; none: by the item.
    pub due_on: Option<Date>,
    /// The day of its discovery, where that was before today (R45).
    pub discovered_on: Option<Date>,
    /// 企业自查: the day on which the owner reported it of their own accord (R44).
    pub self_reported_on: Option<Date>,
    /// Before-photos.
    pub photos: Vec<PhotoRef>,
    /// Why there is none.
    pub no_photo_reason: String,
}

/// What is still missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RaiseWanting {
    /// By which way it came.
    #[error("a source is wanted")]
    Source,
    /// An item that is judged.
    #[error("an item of the checklist is wanted")]
    Item,
    /// One of the item's chips at least, where it has any.
    #[error("what is wrong is wanted")]
    Defect,
    /// A photo, or why there is none.
    #[error("a photo is wanted, or why there is none")]
    Photo,
    /// The same item is open there already, at the premises or in one of the rooms: it is followed up, never raised
    /// again (field-practice 3).
    #[error("the item is open here already")]
    OpenAlready(HazardId),
}

/// The finding as an event. M and L always go upward; anything else is 限期整改, for nobody stood there to see it put
/// right on the spot.
///
/// # Errors
/// The first thing that is missing.
pub fn raise_hazard(
    raising: &Raising,
    premises: &PremisesRow,
    catalogue: &Catalogue,
    hazard: HazardId,
    today: Date,
) -> Result<NewEvent, RaiseWanting> {
    let source = raising.source.filter(|source| !source.is_patrol()).ok_or(RaiseWanting::Source)?;
    let item = catalogue.item(&raising.item).filter(|item| item.ask == Ask::Judge).ok_or(RaiseWanting::Item)?;
    let is_here = |rooms: &[RoomId]| match rooms.is_empty() {
        true => raising.rooms.is_empty(),
        false => rooms.iter().any(|room| raising.rooms.contains(room)),
    };
    let open = premises.open_hazards.iter().find(|(_, open)| open.item == item.code && is_here(&open.rooms));
    if let Some((open, _)) = open {
        return Err(RaiseWanting::OpenAlready(*open));
    }
    let defects: Vec<_> = item.defects.iter().filter(|defect| raising.defects.contains(&defect.chip)).collect();
    if defects.is_empty() && !item.defects.is_empty() {
        return Err(RaiseWanting::Defect);
    }
    let reason = raising.no_photo_reason.trim();
    if raising.photos.is_empty() && reason.is_empty() {
        return Err(RaiseWanting::Photo);
    }
    let handling = handling_of(item);
    let found = HazardFound {
        premises: premises.id,
        inspection: None,
        source,
        self_reported_at: raising
            .self_reported_on
            .filter(|_| source == HazardSource::SelfCheck)
            .map(Date::start_in_shanghai),
        discovered_on: raising.discovered_on.filter(|day| *day < today),
        item: item.code.clone(),
        text: item.text.clone(),
        defects: defects.iter().map(|defect| defect.chip.clone()).collect(),
        fixes: defects.iter().map(|defect| defect.fix.clone()).collect(),
        level: item.level,
        handling,
        due_on: (handling == Handling::Rectification).then(|| raising.due_on.unwrap_or_else(|| due_on(item, today))),
        part: raising.part.trim().to_owned(),
        quantity: None,
        rooms: raising.rooms.clone(),
        photos: raising.photos.clone(),
        after_photos: Vec::new(),
        no_photo_reason: (raising.photos.is_empty()).then(|| reason.to_owned()),
    };
    Ok(NewEvent::first(hazard, premises.area, found))
}

/// 上报 for M and L (R11) and for what the catalogue sends upward; else 限期整改.
pub fn handling_of(item: &Item) -> Handling {
    match item.level {
        Level::General if item.handling != Handling::Report => Handling::Rectification,
        _ => Handling::Report,
    }
}
