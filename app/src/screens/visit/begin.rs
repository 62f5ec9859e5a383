//! The beginnings: a draft is made, saved, and its page opened.

use crate::platform::Place;
use crate::screens::tasks::label_read;
use crate::state::App;
use crate::text::{common as words, visit as texts};
use crate::{field, platform};
use gridwalk_domain::again::again_concerns;
use gridwalk_domain::checklist::TemplateRef;
use gridwalk_domain::id::{InspectionId, PremisesId};
use gridwalk_domain::ledger::{InspectionRow, PremisesRow, ReviewState};
use gridwalk_domain::record::{DraftStage, FrozenTemplates, VisitDraft, correction_draft};
use gridwalk_replica::{DueRule, Durability, PremisesBrief, ReplicaError, TaskFilter};
use leptos::prelude::window;
use std::cell::Cell;

thread_local! {
    // Of the page and not of a screen: a visit begins from several, and one of them is drawn anew meanwhile.
    static BEGINNING: Cell<bool> = const { Cell::new(false) };
}

// A cell has some dozens.
const TASKS_MAX: u32 = 500;

/// 开始巡查: opens the draft of a visit that stands, or a new one. May be called from anywhere.
pub fn begin_visit(app: App, premises: &PremisesRow) {
    begin(app, premises, "/visit");
}

/// 没进去: the same for a visit that does not get in.
pub fn begin_not_entered(app: App, premises: &PremisesRow) {
    begin(app, premises, "/not-entered");
}

/// 更正: opens the draft that mends a returned record, the one that stands or a new one.
pub fn begin_correction(app: App, row: &InspectionRow) {
    if leads_out_of_wechat() {
        return;
    }
    let row = row.clone();
    leptos::task::spawn_local(async move {
        match correction(app, &row).await {
            Ok(true) => app.go(&format!("/visit/{}", row.id)),
            Ok(false) => app.say(texts::NOT_RETURNED.get()),
            Err(_) => app.say(words::STORAGE_FAILED.get()),
        }
    });
}

// What is stored in WeChat's browser may vanish: no draft begins there, the guide says how to go on (field-practice 9).
fn leads_out_of_wechat() -> bool {
    let is_there = platform::place() == Place::WeChat;
    if is_there {
        let _ = window().location().set_href("/guide.html#wechat");
    }
    is_there
}

fn begin(app: App, premises: &PremisesRow, path: &'static str) {
    if leads_out_of_wechat() {
        return;
    }
    // A second tap while the draft is being made would make a second draft.
    if BEGINNING.replace(true) {
        return;
    }
    let premises = premises.clone();
    leptos::task::spawn_local(async move {
        match draft_of(app, &premises).await {
            Ok(id) => app.go(&format!("{path}/{id}")),
            Err(error) if super::saver::is_full(&error) => app.say(words::STORAGE_FULL.get()),
            Err(_) => app.say(words::STORAGE_FAILED.get()),
        }
        BEGINNING.set(false);
    });
}

/// The visit to these premises that was begun on this phone and not submitted.
pub async fn standing_draft(app: App, premises: PremisesId) -> Result<Option<InspectionId>, ReplicaError> {
    let is_it = |draft: &VisitDraft| draft.premises == premises && draft.stage == DraftStage::Visit;
    Ok(app.journal().drafts().await?.into_iter().find(is_it).map(|draft| draft.inspection))
}

// The draft of a visit to these premises that was not submitted yet, or a new one; answers of last time are suggestions
// of the page and not in it.
async fn draft_of(app: App, premises: &PremisesRow) -> Result<InspectionId, ReplicaError> {
    if let Some(standing) = standing_draft(app, premises.id).await? {
        return Ok(standing);
    }
    let journal = app.journal();
    let catalogue = app.catalogue();
    let kind = catalogue.kind(&premises.kind);
    let frozen = kind.map(|kind| FrozenTemplates::of(&catalogue, kind, premises)).unwrap_or_default();
    let mut draft = VisitDraft::begin(InspectionId(field::fresh_id()), premises, frozen, platform::now());
    arrive(app, premises, &mut draft).await?;
    journal.save_draft(&draft, Durability::Strict).await?;
    Ok(draft.inspection)
}

// For which campaigns, by which label, and whether it might be one visit too many.
async fn arrive(app: App, premises: &PremisesRow, draft: &mut VisitDraft) -> Result<(), ReplicaError> {
    let (journal, session, today) = (app.journal(), app.session(), app.today());
    let filter = TaskFilter { open_only: true, limit: TASKS_MAX, ..TaskFilter::default() };
    let tasks = journal.tasks(&filter).await?.rows;
    let version = app.catalogue().version.clone();
    for row in tasks.iter().filter(|row| row.awaits(premises.id, today)) {
        draft.arrival.campaigns.push(row.id);
        let extra = row.campaign.as_ref().and_then(|campaign| campaign.template.clone());
        if let Some(code) = extra.filter(|code| draft.templates.iter().all(|template| template.code != *code)) {
            draft.templates.push(TemplateRef { code, version: version.clone() });
        }
    }
    let is_ordered = tasks.iter().any(|row| row.reading.is_some() && row.premises == Some(premises.id));
    let rule = DueRule::new(&app.catalogue(), &session.settings);
    let is_due = rule.due_on(&PremisesBrief::new(premises, false)) <= today;
    let on_duty = is_due || is_ordered || !draft.arrival.campaigns.is_empty();
    draft.arrival.concerns = again_concerns(premises, &session.settings, today, on_duty);
    draft.arrival.label = label_read(premises.id);
    Ok(())
}

/// Makes sure that the draft of a correction stands; `false` when the record is not returned (any more).
pub(super) async fn correction(app: App, row: &InspectionRow) -> Result<bool, ReplicaError> {
    let journal = app.journal();
    let standing = journal.draft(row.id).await?;
    let ReviewState::Returned { event, .. } = row.review else { return Ok(standing.is_some()) };
    // A draft that answers an earlier return is still the work at hand.
    if standing.is_some() {
        return Ok(true);
    }
    let catalogue = app.catalogue_of(row.record.templates());
    let room_template = catalogue.kind(&row.premises_kind).and_then(|kind| kind.room_template.as_deref());
    let draft = correction_draft(row, event, room_template, platform::now());
    journal.save_draft(&draft, Durability::Strict).await?;
    Ok(true)
}
