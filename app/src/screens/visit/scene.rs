//! What a visit is judged and shown with: the premises as the phone has it, its sheets, its cell.

use crate::platform;
use crate::state::App;
use gridwalk_domain::checklist::{Catalogue, Item, Kind, SheetError};
use gridwalk_domain::event::Outcome;
use gridwalk_domain::id::{EventId, HazardId, RoomId};
use gridwalk_domain::ledger::{HazardRow, InspectionRow, PremisesRow};
use gridwalk_domain::position::Border;
use gridwalk_domain::record::{
    DraftStage, SheetCircumstances, VisitContext, VisitDraft, VisitSheets, correction_sheets, visit_sheets,
};
use gridwalk_replica::{InspectionFilter, ReplicaError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything beside the draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// As the phone sees it now.
    pub premises: PremisesRow,
    /// 小餐饮.
    pub kind_name: String,
    /// What the worker should know before beginning, by template.
    pub advice: Vec<String>,
    /// The same before going into a room.
    pub room_advice: Option<String>,
    /// What is asked.
    pub sheets: VisitSheets,
    /// Of the cell.
    pub border: Option<Border>,
    /// Last event of each open hazard.
    pub heads: BTreeMap<HazardId, EventId>,
    /// The returned record that a correction mends, and its hazards.
    pub returned: Option<(InspectionRow, Vec<HazardRow>)>,
}

/// Why a visit cannot be shown.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SceneError {
    /// The premises is not on this phone.
    #[error("the premises is not on this phone")]
    NoPremises,
    /// The record to be mended is not on this phone.
    #[error("the record is not on this phone")]
    NoRecord,
    /// The catalogue of this build has not what the draft was begun with.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] ReplicaError),
}

impl Scene {
    /// The item that the reviewer of the record points at, while it stands returned.
    pub fn pointed(&self) -> Option<String> {
        let (row, _) = self.returned.as_ref()?;
        super::head::returned(&row.review)?.item
    }

    /// Reads it for a draft.
    pub async fn load(app: App, draft: &VisitDraft) -> Result<Self, SceneError> {
        let journal = app.journal();
        let premises = journal.premises(draft.premises).await?.ok_or(SceneError::NoPremises)?;
        let returned = match draft.stage {
            DraftStage::Visit => None,
            DraftStage::Correction { .. } => {
                let row = journal.inspection(draft.inspection).await?.ok_or(SceneError::NoRecord)?;
                let mut hazards = Vec::new();
                for id in &row.hazards {
                    hazards.extend(journal.hazard(*id).await?);
                }
                Some((row, hazards))
            }
        };
        let asked_on_site = asked_on_site(app, &premises, draft).await?;
        let catalogue = app.catalogue_of(&draft.templates);
        let session = app.session();
        let kind = kind_of(&catalogue, draft, &premises);
        let circumstances = SheetCircumstances {
            settings: &session.settings,
            on: app.correct(draft.started_at).date_in_shanghai(),
            asked_on_site: &asked_on_site,
            own_hazards: &[],
        };
        let sheets = match &returned {
            Some((row, _)) => correction_sheets(&catalogue, &kind, &premises, &session.settings, row)?,
            None => visit_sheets(&catalogue, &kind, &premises, &circumstances)?,
        };
        let mut heads = BTreeMap::new();
        for id in premises.open_hazards.keys() {
            if let Some(row) = journal.hazard(*id).await? {
                heads.insert(*id, row.head);
            }
        }
        let notes = |code: &String| catalogue.template(code).and_then(|template| template.note.clone());
        Ok(Self {
            kind_name: kind.name.clone(),
            advice: kind.templates.iter().filter_map(notes).collect(),
            room_advice: kind.room_template.as_ref().and_then(notes),
            sheets,
            border: app.tree().get(premises.area).map(|area| area.border.clone()).filter(|border| !border.is_empty()),
            heads,
            returned,
            premises,
        })
    }

    /// For `domain::record`.
    pub fn context(&self, app: App) -> VisitContext<'_> {
        VisitContext {
            sheet: &self.sheets.sheet,
            room_sheet: self.sheets.room_sheet.as_ref(),
            premises: &self.premises,
            border: self.border.as_ref(),
            hazard_heads: &self.heads,
            ended_at: platform::now(),
            clock_offset_ms: app.clock_offset_ms(),
        }
    }

    /// The item that stands there.
    pub fn item(&self, room: Option<RoomId>, code: &str) -> Option<Arc<Item>> {
        let sheet = match room {
            None => Some(&self.sheets.sheet),
            Some(_) => self.sheets.room_sheet.as_ref(),
        };
        sheet?.item(code).cloned()
    }

    /// Whether an earlier visit left something open in the room: it is to be looked at before others.
    pub fn has_open_in(&self, room: RoomId) -> bool {
        let own = self.returned.iter().flat_map(|(_, hazards)| hazards).map(|row| row.id).collect::<Vec<_>>();
        let open = self.premises.open_hazards.iter().filter(|(id, hazard)| !hazard.rectified && !own.contains(id));
        open.into_iter().any(|(_, hazard)| hazard.rooms.contains(&room))
    }

    /// Whether rooms are shown.
    pub fn has_rooms(&self) -> bool {
        self.sheets.room_sheet.is_some()
    }

    /// 101.
    pub fn room_label(&self, room: RoomId) -> String {
        self.premises.rooms.iter().find(|r| r.id == room).map(|room| room.label.clone()).unwrap_or_default()
    }
}

// The kind with the templates that the draft froze, whatever the premises has become since.
fn kind_of(catalogue: &Catalogue, draft: &VisitDraft, premises: &PremisesRow) -> Kind {
    let mut kind = catalogue.kind(&premises.kind).cloned().unwrap_or_else(|| Kind {
        code: premises.kind.clone(),
        name: premises.kind.clone(),
        family: gridwalk_domain::checklist::KindFamily::SmallPremises,
        templates: Vec::new(),
        room_template: None,
        interval_days: 90,
        off_by_default: false,
        threshold: String::new(),
    });
    if !draft.templates.is_empty() {
        kind.templates = draft.templates.iter().map(|template| template.code.clone()).collect();
        if draft.room_template.is_some() {
            kind.room_template = draft.room_template.as_ref().map(|template| template.code.clone());
        }
    }
    kind
}

// Items of the same building that this worker answered today at another premises: they are asked once.
async fn asked_on_site(app: App, premises: &PremisesRow, draft: &VisitDraft) -> Result<Vec<String>, ReplicaError> {
    let Some(site) = premises.site else { return Ok(Vec::new()) };
    let journal = app.journal();
    let filter = InspectionFilter { actor: Some(app.session().account.id), ..InspectionFilter::default() };
    let today = app.correct(draft.started_at).date_in_shanghai();
    let mut asked = Vec::new();
    for row in journal.inspections(&filter).await?.rows {
        let is_other = row.record.premises != premises.id && row.ended_at().date_in_shanghai() == today;
        let Outcome::Inspected(inspected) = &row.record.outcome else { continue };
        if is_other && journal.premises(row.record.premises).await?.is_some_and(|other| other.site == Some(site)) {
            asked.extend(inspected.answers.keys().cloned());
        }
    }
    Ok(asked)
}
