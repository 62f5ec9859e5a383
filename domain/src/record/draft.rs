//! The draft of a visit: everything a screen edits, autosaved at each change.

use crate::checklist::{Answers, Catalogue, Kind, TemplateRef};
use crate::event::{Arrival, DangerCall, NotEnteredReason, PlaceReason, RoomState};
use crate::id::{EventId, HazardId, InspectionId, PremisesId, RoomId};
use crate::ledger::PremisesRow;
use crate::photo::PhotoRef;
use crate::position::Position;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A visit being made, or one being mended after a return. Its key in the store is `inspection`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitDraft {
    /// Made at 开始巡查 (or 没进去), so that photos and events agree on it.
    pub inspection: InspectionId,
    /// What is visited.
    pub premises: PremisesId,
    /// For the list of drafts.
    pub premises_name: String,
    /// Templates frozen at the beginning.
    pub templates: Vec<TemplateRef>,
    /// Room template, if there are rooms.
    pub room_template: Option<TemplateRef>,
    /// 开始巡查.
    pub started_at: Timestamp,
    /// Last change.
    pub changed_at: Timestamp,
    /// Answers so far.
    pub answers: Answers,
    /// Rooms touched so far.
    pub rooms: BTreeMap<RoomId, RoomDraft>,
    /// 上次未改.
    pub earlier: BTreeMap<HazardId, EarlierAnswer>,
    /// Calls from the danger-now screen.
    pub calls: Vec<DangerCall>,
    /// 没进去, when that is what came of it.
    pub not_entered: Option<NotEnteredReason>,
    /// Door or general photos.
    pub photos: Vec<PhotoRef>,
    /// 备注.
    pub note: String,
    /// Last good fix.
    pub position: Option<Position>,
    /// One-tap reason.
    pub place_reason: Option<PlaceReason>,
    /// 记为场所位置: the premises had no point of its own.
    #[serde(default)]
    pub register_position: bool,
    /// 与上次一样.
    pub as_last: bool,
    /// 同行人.
    pub companions: u8,
    /// How it began, and for what.
    #[serde(default)]
    pub arrival: Arrival,
    /// Visit or correction.
    pub stage: DraftStage,
    /// 改了什么, of a correction.
    #[serde(default)]
    pub remark: String,
    /// Camera opened for this slot and not yet back: restored if the page was killed meanwhile. `item`, `room/item`, or `door`.
    pub pending_photo: Option<String>,
}

impl VisitDraft {
    /// An empty draft at 开始巡查 (or 没进去).
    pub fn begin(inspection: InspectionId, premises: &PremisesRow, frozen: FrozenTemplates, now: Timestamp) -> Self {
        Self {
            premises_name: premises.name.clone(),
            templates: frozen.templates,
            room_template: frozen.room_template,
            ..Self::empty(inspection, premises.id, now)
        }
    }

    /// Whether nobody has given anything yet: one who only looked has begun no visit.
    pub fn is_untouched(&self) -> bool {
        let is_empty = self.answers.is_empty() && self.rooms.is_empty() && self.earlier.is_empty();
        let is_silent = self.note.is_empty() && self.photos.is_empty() && self.calls.is_empty();
        let is_open = self.not_entered.is_none() && self.place_reason.is_none() && !self.as_last;
        let is_plain = self.companions == 0 && !self.register_position && self.pending_photo.is_none();
        is_empty && is_silent && is_open && is_plain && self.stage == DraftStage::Visit
    }

    pub(super) fn empty(inspection: InspectionId, premises: PremisesId, now: Timestamp) -> Self {
        Self {
            inspection,
            premises,
            premises_name: String::new(),
            templates: Vec::new(),
            room_template: None,
            started_at: now,
            changed_at: now,
            answers: Answers::new(),
            rooms: BTreeMap::new(),
            earlier: BTreeMap::new(),
            calls: Vec::new(),
            not_entered: None,
            photos: Vec::new(),
            note: String::new(),
            position: None,
            place_reason: None,
            register_position: false,
            as_last: false,
            companions: 0,
            arrival: Arrival::default(),
            stage: DraftStage::Visit,
            remark: String::new(),
            pending_photo: None,
        }
    }
}

/// The templates that a visit is made with from beginning to end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrozenTemplates {
    /// Of the premises as a whole.
    pub templates: Vec<TemplateRef>,
    /// Of a room, where there are rooms.
    pub room_template: Option<TemplateRef>,
}

impl FrozenTemplates {
    /// Those of `catalogue` for `premises`, which is of `kind`.
    pub fn of(catalogue: &Catalogue, kind: &Kind, premises: &PremisesRow) -> Self {
        let freeze = |code: &String| TemplateRef { code: code.clone(), version: catalogue.version.clone() };
        let has_rooms = !premises.rooms.is_empty();
        Self {
            templates: kind.templates.iter().map(freeze).collect(),
            room_template: kind.room_template.as_ref().filter(|_| has_rooms).map(freeze),
        }
    }
}

/// What the draft will become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftStage {
    /// A new visit.
    Visit,
    /// The mending of a returned one.
    Correction {
        /// The return it answers.
        returned: EventId,
    },
}

/// A room being looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomDraft {
    /// Its tile.
    pub state: RoomState,
    /// With 有问题.
    pub answers: Answers,
}

/// 已改 / 仍未改.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EarlierAnswer {
    /// `None` until said.
    pub rectified: Option<bool>,
    /// Of the mended place.
    pub photos: Vec<PhotoRef>,
}
