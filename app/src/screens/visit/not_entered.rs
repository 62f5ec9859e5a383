//! 没进去: why, perhaps a photo of the door, and done; no checklist (field-practice 5).

use super::form::{Visit, use_visit};
use super::head::{NOT_ENTERED, head_view, returned_view};
use super::page::{door_view, note_view};
use super::pieces::{Picks, picks};
use super::place::place_view;
use super::shots::PhotoViewer;
use super::submit::Bar;
use crate::screens::labels;
use crate::text::{field, visit as texts};
use gridwalk_domain::record::DraftStage;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The page of a visit that did not get in.
#[component]
pub fn NotEnteredForm() -> impl IntoView {
    let visit = use_visit();
    let name = visit.scene.with_untracked(|scene| scene.premises.name.clone());
    let fresh = visit.draft.with_untracked(|draft| draft.stage == DraftStage::Visit);
    view! {
        <div class="screen">
            <PhotoViewer/>
            {head_view(visit, name, false)}
            <main class="page">
                {returned_view(visit)}
                {reasons(visit)}
                {door_view(visit)}
                {place_view(visit)}
                {note_view(visit)}
                {fresh.then(|| enter_after_all(visit))}
            </main>
            <Bar/>
        </div>
    }
}

fn reasons(visit: Visit) -> AnyView {
    let chosen = Memo::new(move |_| {
        let reason = visit.draft.with(|draft| draft.not_entered);
        reason.and_then(|reason| NOT_ENTERED.iter().position(|offered| *offered == reason))
    });
    let missing = move || visit.tried.get() && chosen.get().is_none();
    let pick = move |place: usize| visit.update(|draft| draft.not_entered = NOT_ENTERED.get(place).copied());
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::WHY_NOT_ENTERED.get()}</h2></div>
            <div class="item" id="reason" class:missing=missing>
                <Picks
                    name=texts::WHY_NOT_ENTERED.get()
                    id="not-entered"
                    tall=true
                    picks=picks(NOT_ENTERED.map(|reason| labels::not_entered(reason).get()))
                    chosen=chosen
                    on_pick=pick
                />
                {move || missing().then(|| view! { <p class="item-note">{texts::CHOOSE_REASON.get()}</p> })}
            </div>
        </section>
    }
    .into_any()
}

fn enter_after_all(visit: Visit) -> AnyView {
    let navigate = use_navigate();
    let go = move |_| {
        visit.update(|draft| draft.not_entered = None);
        let id = visit.draft.with_untracked(|draft| draft.inspection);
        navigate(&format!("/visit/{id}"), Default::default());
    };
    view! { <button type="button" class="button plain" on:click=go>{texts::ENTERED_AFTER_ALL.with(&[field::START_VISIT.get()])}</button> }.into_any()
}
