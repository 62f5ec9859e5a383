//! `/drafts`: what was begun and not submitted.

use super::saver::give_up_unsaved;
use crate::kit::{self, Empty, Overlay, TopBar};
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::text::{common as words, visit as texts};
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::record::{DraftStage, VisitDraft};
use leptos::prelude::*;

/// The list; each opens by a tap, and goes only after a question.
#[component]
pub fn DraftsPage() -> impl IntoView {
    let app = use_app();
    let drafts = RwSignal::new_local(None::<Vec<VisitDraft>>);
    let asked = RwSignal::new(None::<InspectionId>);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let found = app.journal().drafts().await.unwrap_or_default();
            drafts.try_set(Some(found));
        });
    });
    view! {
        <div class="screen">
            {move || asked.get().map(|id| view! {
                <Overlay title=texts::DISCARD_SURE.get() on_close=move || asked.set(None)>
                    <button type="button" class="button bad" on:click=move |_| { asked.set(None); discard(app, id); }>{texts::DISCARD_YES.get()}</button>
                </Overlay>
            })}
            <TopBar title=texts::DRAFTS.get().to_owned() back="/"><Unsent/></TopBar>
            <main class="page">
                {move || match drafts.get() {
                    None => ().into_any(),
                    Some(drafts) if drafts.is_empty() => view! { <Empty text=texts::NO_DRAFTS.get()/> }.into_any(),
                    Some(drafts) => view! { <ul class="rows">{drafts.iter().map(|draft| line(app, draft, asked)).collect_view()}</ul> }.into_any(),
                }}
            </main>
        </div>
    }
}

fn line(app: App, draft: &VisitDraft, asked: RwSignal<Option<InspectionId>>) -> AnyView {
    let id = draft.inspection;
    let at = app.correct(draft.changed_at);
    let day = kit::day_in_words(at.date_in_shanghai(), app.today());
    let changed = texts::CHANGED_AT.with(&[&day, &kit::clock(at)]);
    let sub = match draft.stage {
        DraftStage::Visit => changed,
        DraftStage::Correction { .. } => format!("{} · {changed}", texts::CORRECTION.get()),
    };
    let path = if draft.not_entered.is_some() { "not-entered" } else { "visit" };
    let name = draft.premises_name.clone();
    view! {
        <li class="row">
            <span class="row-name"><a href=format!("/{path}/{id}")>{name.clone()}</a></span>
            <span class="pill row-end">{words::DRAFT.get()}</span>
            <span class="row-sub">{sub}</span>
            <button type="button" class="button small plain icon-end" aria-label=format!("{} {name}", texts::DISCARD.get()) on:click=move |_| asked.set(Some(id))>{texts::DISCARD.get()}</button>
        </li>
    }
    .into_any()
}

// Its photos go with the next collection of unreferenced ones.
fn discard(app: App, id: InspectionId) {
    leptos::task::spawn_local(async move {
        // Nor is it tried to store what there was no room for.
        give_up_unsaved(id);
        match app.journal().discard_draft(id).await {
            Ok(()) => app.changed(),
            Err(_) => app.say(words::STORAGE_FAILED.get()),
        }
    });
}
