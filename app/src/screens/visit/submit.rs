//! 提交巡查: what is missing is said and shown; else the draft becomes events in one commit. Never a dead button.

use super::form::{Visit, trouble, use_visit};
use crate::field;
use crate::kit::scroll_soon;
use crate::position::Fix;
use crate::text::{Text, visit as texts};
use crate::visit::missing::missing_sentence;
use crate::visit::spot::{Spot, hazard_id};
use gridwalk_domain::checklist::Violation;
use gridwalk_domain::record::{DraftStage, correct_visit, record_visit};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// 存草稿, and the widest: 提交巡查; above them what is missing.
#[component]
pub fn Bar() -> impl IntoView {
    let visit = use_visit();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<Text>);
    let sentence = Memo::new(move |_| {
        let wants_reason = visit.no_entry && visit.tried.get() && visit.draft.with(|draft| draft.not_entered.is_none());
        let trouble = failed.get().or_else(|| trouble(visit.saved.get())).map(|text| text.get().to_owned());
        trouble
            .or_else(|| wants_reason.then(|| texts::CHOOSE_REASON.get().to_owned()))
            .or_else(|| visit.missing.with(|missing| missing_sentence(missing)))
    });
    let (to_saved, to_patrol) = (use_navigate(), use_navigate());
    let submit = move |_| {
        if busy.get_untracked() {
            return;
        }
        failed.set(None);
        visit.tried.set(true);
        if let Some(element) = first_missing(visit) {
            // What the store did not take before, it may take now: there is room again.
            visit.saver().harden();
            scroll_soon(element);
            return;
        }
        busy.set(true);
        let navigate = to_saved.clone();
        leptos::task::spawn_local(async move {
            let id = visit.draft.with_untracked(|draft| draft.inspection);
            match send(visit).await {
                Ok(()) => navigate(&format!("/saved/{id}"), NavigateOptions { replace: true, ..Default::default() }),
                Err(why) => {
                    failed.try_set(why);
                }
            }
            busy.try_set(false);
        });
    };
    let keep = move |_| {
        let navigate = to_patrol.clone();
        visit.saver().harden();
        leptos::task::spawn_local(async move {
            visit.saver().rest().await;
            if visit.saved.try_get_untracked().and_then(trouble).is_none() {
                visit.app.say(texts::DRAFT_KEPT.get());
                navigate("/", NavigateOptions::default());
            }
        });
    };
    view! {
        <footer class="bar">
            <p class="bar-note" role="alert">{move || sentence.get()}</p>
            <div class="bar-inner">
                <button type="button" class="button side" on:click=keep>{texts::KEEP_DRAFT.get()}</button>
                <button type="button" class="button main" aria-busy=move || busy.get().to_string() on:click=submit>
                    {move || if busy.get() { texts::SUBMITTING.get() } else { texts::SUBMIT.get() }}
                </button>
            </div>
        </footer>
    }
}

// Opens the room of the first thing that is missing; the id of its element.
fn first_missing(visit: Visit) -> Option<String> {
    if visit.no_entry && visit.draft.with_untracked(|draft| draft.not_entered.is_none()) {
        return Some("reason".to_owned());
    }
    let first = visit.missing.get_untracked().into_iter().next()?;
    if let Some(room) = first.room() {
        visit.room.set(Some(room));
    }
    Some(element_of(&first))
}

fn element_of(violation: &Violation) -> String {
    match (violation.item(), violation.hazard()) {
        (Some(item), _) => Spot::new(violation.room(), item).dom_id(),
        (None, Some(hazard)) => hazard_id(hazard),
        (None, None) if *violation == Violation::AgainUnexplained => "again".to_owned(),
        (None, None) if matches!(violation, Violation::RetakeMissing { .. }) => "door".to_owned(),
        (None, None) => "note".to_owned(),
    }
}

// Waits for photos on their way, then commits. `Err(None)`: it turned out that something is missing after all.
async fn send(visit: Visit) -> Result<(), Option<Text>> {
    let saver = visit.saver();
    saver.rest().await;
    if let Some(Fix::Found(position)) = visit.fix.try_get_untracked() {
        visit.update(|draft| draft.position = Some(position));
        saver.rest().await;
    }
    // Whoever has left meanwhile finds the draft where it was.
    let (Some(draft), Some(scene)) = (visit.draft.try_get_untracked(), visit.scene.try_get_untracked()) else {
        return Err(None);
    };
    let context = scene.context(visit.app);
    let events = match (&draft.stage, &scene.returned) {
        (DraftStage::Correction { .. }, Some((previous, hazards))) => {
            correct_visit(&draft, previous, hazards, &context, &mut field::fresh_id)
        }
        _ => record_visit(&draft, &context, &mut field::fresh_id),
    };
    let events = events.map_err(|_| None)?;
    saver.close();
    let result = field::commit(visit.app, events, Some(draft.inspection)).await;
    if result.is_err() {
        saver.reopen();
    }
    result.map_err(|error| Some(field::trouble(&error)))
}
