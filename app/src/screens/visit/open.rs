//! From a path to an open form: one window at a time, the draft as the store has it, the sensor warmed up.

use super::begin;
use super::form::Visit;
use super::lock::{DraftLock, Holder};
use super::not_entered::NotEnteredForm;
use super::page::VisitForm;
use super::saver::{Saver, give_up_unsaved, unsaved};
use super::scene::{Scene, SceneError};
use crate::kit::{Empty, TopBar, scroll_soon};
use crate::position::{self, Fix};
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::use_named;
use crate::text::{common as words, visit as texts};
use crate::visit::spot::{PhotoSlot, Spot};
use gloo_events::EventListener;
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::record::{DraftStage, VisitDraft};
use leptos::prelude::*;
use std::sync::Arc;

/// `/visit/:inspection`: a visit, or the correction of one.
#[component]
pub fn VisitPage() -> impl IntoView {
    at_path(false)
}

/// `/not-entered/:inspection`: a visit that does not get in.
#[component]
pub fn NotEnteredPage() -> impl IntoView {
    at_path(true)
}

/// `/correct/:inspection`: makes the draft that mends a returned record, and opens it.
#[component]
pub fn CorrectionPage() -> impl IntoView {
    at_path(false)
}

fn at_path(no_entry: bool) -> impl IntoView {
    let id = use_named::<InspectionId>("inspection");
    move || match id.get() {
        Some(id) => view! { <OneWindow id no_entry/> }.into_any(),
        None => nothing(texts::NO_DRAFT.get(), ().into_any()),
    }
}

/// Two windows over one draft would overwrite each other: the second waits, or takes it over.
#[component]
fn OneWindow(id: InspectionId, no_entry: bool) -> impl IntoView {
    let lock = DraftLock::ask(id);
    move || {
        match lock.holder.get() {
            Holder::Asking => ().into_any(),
            Holder::Here => view! { <Loaded id no_entry/> }.into_any(),
            Holder::Elsewhere => {
                // An older state must not come after what the other window stores.
                give_up_unsaved(id);
                nothing(
                texts::OPEN_ELSEWHERE.get(),
                view! { <button type="button" class="button main" on:click=move |_| lock.take_over()>{texts::TAKE_OVER.get()}</button> }.into_any(),
            )
            }
        }
    }
}

/// Why there is no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoForm {
    /// Submitted or discarded.
    NoDraft,
    /// Its premises or its record is not on this phone.
    NoPremises,
    /// The store failed.
    Failed,
}

#[component]
fn Loaded(id: InspectionId, no_entry: bool) -> impl IntoView {
    let app = use_app();
    let fix = position::watch();
    let found = RwSignal::new_local(None::<Result<Begun, NoForm>>);
    leptos::task::spawn_local(async move {
        let loaded = load(app, id).await;
        found.try_set(Some(loaded));
    });
    move || match found.get() {
        None => ().into_any(),
        Some(Ok(begun)) => view! { <Form begun fix no_entry/> }.into_any(),
        Some(Err(NoForm::NoDraft)) => nothing(
            texts::NO_DRAFT.get(),
            view! { <a class="button main" href=format!("/record/{id}")>{texts::SEE_RECORD.get()}</a> }.into_any(),
        ),
        Some(Err(NoForm::NoPremises)) => nothing(texts::NO_PREMISES.get(), ().into_any()),
        Some(Err(NoForm::Failed)) => nothing(words::NO_STORAGE.get(), ().into_any()),
    }
}

/// What a form begins with.
#[derive(Clone)]
struct Begun {
    draft: VisitDraft,
    scene: Scene,
    /// Whether the draft is not in the store as it is: there was no room.
    is_unsaved: bool,
}

async fn load(app: App, id: InspectionId) -> Result<Begun, NoForm> {
    let journal = app.journal();
    let held = unsaved(id);
    let is_unsaved = held.is_some();
    let mut draft = match held {
        Some(draft) => Some(draft),
        None => journal.draft(id).await.map_err(|_| NoForm::Failed)?,
    };
    // A returned record is mended by whoever opens its path.
    if draft.is_none()
        && let Ok(Some(row)) = journal.inspection(id).await
        && begin::correction(app, &row).await.map_err(|_| NoForm::Failed)?
    {
        draft = journal.draft(id).await.map_err(|_| NoForm::Failed)?;
    }
    let draft = draft.ok_or(NoForm::NoDraft)?;
    let scene = Scene::load(app, &draft).await.map_err(|error| match error {
        SceneError::NoPremises | SceneError::NoRecord => NoForm::NoPremises,
        SceneError::Sheet(_) | SceneError::Store(_) => NoForm::Failed,
    })?;
    // The form that opens stores it from here on.
    give_up_unsaved(id);
    Ok(Begun { draft, scene, is_unsaved })
}

fn nothing(sentence: &'static str, way_on: AnyView) -> AnyView {
    view! {
        <div class="screen">
            <TopBar title=texts::VISIT.get().to_owned() back="/"><Unsent/></TopBar>
            <main class="page"><Empty text=sentence/>{way_on}</main>
        </div>
    }
    .into_any()
}

#[component]
fn Form(begun: Begun, fix: ReadSignal<Fix>, no_entry: bool) -> impl IntoView {
    let Begun { draft, scene, is_unsaved } = begun;
    let no_entry = no_entry || draft.not_entered.is_some();
    let pending = draft.pending_photo.as_deref().and_then(PhotoSlot::read);
    let pointed = scene.pointed();
    let visit = Visit::new(use_app(), no_entry, draft, scene, fix);
    provide_context(visit);
    if is_unsaved {
        visit.saver().offer(visit.draft.get_untracked());
    }
    keep_when_hidden(visit);
    follow_position(visit);
    follow_changes(visit);
    come_back(visit, pending, pointed);
    view! {
        {if no_entry { view! { <NotEnteredForm/> }.into_any() } else { view! { <VisitForm/> }.into_any() }}
    }
}

// A hidden page may never be seen again: the draft goes to the disk, and where it was scrolled to is kept for a reload.
fn keep_when_hidden(visit: Visit) {
    let place = scroll_key(visit);
    let keep = move |saver: &Saver| {
        saver.harden();
        if let (Some(storage), Ok(top)) = (this_tab(), window().scroll_y()) {
            // Where storage is forbidden the page simply opens at its top.
            let _ = storage.set_item(&place, &top.to_string());
        }
    };
    let (hidden, left) = ((visit.saver(), keep.clone()), (visit.saver(), keep));
    let visibility = EventListener::new(&document(), "visibilitychange", move |_| {
        if document().hidden() {
            hidden.1(&hidden.0);
        }
    });
    let hide = EventListener::new(&window(), "pagehide", move |_| left.1(&left.0));
    let kept = StoredValue::new_local((visibility, hide, visit.saver()));
    on_cleanup(move || {
        kept.try_with_value(|(_, _, saver)| saver.harden());
        kept.dispose();
    });
}

fn scroll_key(visit: Visit) -> String {
    format!("gridwalk.scroll.{}", visit.draft.with_untracked(|draft| draft.inspection))
}

fn this_tab() -> Option<web_sys::Storage> {
    window().session_storage().ok()?
}

// Once only: later openings begin at the top.
fn scroll_back(visit: Visit) {
    let key = scroll_key(visit);
    let Some(storage) = this_tab() else { return };
    let top = storage.get_item(&key).ok().flatten().and_then(|top| top.parse::<f64>().ok());
    let _ = storage.remove_item(&key);
    if let Some(top) = top {
        request_animation_frame(move || request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, top)));
    }
}

// The best fix of the visit, for a page killed before 提交巡查.
fn follow_position(visit: Visit) {
    const WORTH_METRES: f64 = 5.0;
    const STALE_AFTER_MS: i64 = 60_000;
    Effect::new(move |_| {
        let Fix::Found(position) = visit.fix.get() else { return };
        let old = visit.draft.with_untracked(|draft| draft.position);
        let is_news = old.is_none_or(|old| {
            position.accuracy_m + WORTH_METRES < old.accuracy_m
                || position.fixed_at.since(old.fixed_at) > STALE_AFTER_MS
        });
        if is_news {
            visit.update(|draft| {
                draft.position = Some(position);
                // The first good fix says where the visit began (R16).
                draft.arrival.position.get_or_insert(position);
            });
        }
    });
}

// What came in meanwhile: a hazard that another phone found or closed, a premises put right.
fn follow_changes(visit: Visit) {
    Effect::new(move |before: Option<()>| {
        visit.app.revision.track();
        if before.is_none() {
            return;
        }
        let draft = visit.draft.get_untracked();
        leptos::task::spawn_local(async move {
            let Ok(scene) = Scene::load(visit.app, &draft).await else { return };
            let is_same = visit.scene.try_with_untracked(|old| **old == scene).unwrap_or(true);
            // A correction keeps the record that it answers; the commit finds a newer one by its base.
            if !is_same && draft.stage == DraftStage::Visit {
                visit.scene.try_set(Arc::new(scene));
            }
        });
    });
}

// Back to the photo that the camera was opened for, or to what the reviewer points at.
fn come_back(visit: Visit, pending: Option<PhotoSlot>, pointed: Option<String>) {
    if let Some(slot) = pending {
        visit.room.set(slot.room());
        if let PhotoSlot::Before(spot) | PhotoSlot::After(spot) = &slot {
            visit.aim.set_value(Some(spot.item.clone()));
        }
        visit.app.say(texts::PHOTO_INTERRUPTED.get());
        scroll_soon(slot.dom_id());
    } else if let Some(item) = pointed {
        let room = visit.draft.with_untracked(|draft| {
            let failed = |answers: &gridwalk_domain::checklist::Answers| answers.contains_key(&item);
            if failed(&draft.answers) {
                None
            } else {
                draft.rooms.iter().find(|(_, room)| failed(&room.answers)).map(|(id, _)| *id)
            }
        });
        visit.room.set(room);
        visit.aim.set_value(Some(item.clone()));
        scroll_soon(Spot::new(room, &item).dom_id());
    } else {
        scroll_back(visit);
    }
}
