//! What comes before the list: records that came back (red), drafts not yet submitted.

use super::{moment, returned};
use crate::screens::labels;
use crate::screens::visit::begin_correction;
use crate::state::use_app;
use crate::text::field as texts;
use gridwalk_domain::ledger::{InspectionRow, ReviewState};
use gridwalk_domain::record::VisitDraft;
use leptos::prelude::*;

/// 退回：老街面馆, with what is wanted. A tap opens the form where only that is mended.
#[component]
pub fn ReturnedCards() -> impl IntoView {
    let app = use_app();
    let rows = RwSignal::new_local(Vec::new());
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let found = returned(app).await;
            rows.try_set(found);
        });
    });
    view! {
        {move || (!rows.read().is_empty()).then(|| view! {
            <ul class="rows">{rows.get().into_iter().map(|row| view! { <ReturnedCard row/> }).collect_view()}</ul>
        })}
    }
}

#[component]
fn ReturnedCard(row: InspectionRow) -> impl IntoView {
    let app = use_app();
    let ReviewState::Returned { what, .. } = &row.review else { return ().into_any() };
    let reasons = what.reasons.iter().map(|reason| labels::return_reason(*reason).get()).collect::<Vec<_>>().join("、");
    let item = what.item.as_ref().and_then(|code| app.catalogue().item(code).map(|item| item.text.clone()));
    let parts: Vec<String> =
        [reasons, item.unwrap_or_default(), what.note.clone()].into_iter().filter(|part| !part.is_empty()).collect();
    let wanted = labels::return_wanted(what.wanted).get();
    let name = texts::RETURNED_CARD.with(&[&row.premises_name]);
    let row = StoredValue::new(row);
    view! {
        <li class="row mend">
            <span class="row-name"><button type="button" on:click=move |_| begin_correction(app, &row.get_value())>{name}</button></span>
            <span class="row-side">{wanted}</span>
            <span class="row-sub">{parts.join(" · ")}</span>
        </li>
    }
    .into_any()
}

/// Drafts, the last changed first; a tap goes on with it.
#[component]
pub fn DraftCards() -> impl IntoView {
    let app = use_app();
    let drafts = RwSignal::new_local(Vec::<VisitDraft>::new());
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            if let Ok(mut found) = app.journal().drafts().await {
                found.sort_by_key(|draft| std::cmp::Reverse(draft.changed_at));
                drafts.try_set(found);
            }
        });
    });
    let cards = move || {
        let drafts = drafts.get();
        let newest = drafts.first()?;
        let (href, title) = match drafts.len() {
            1 => (format!("/visit/{}", newest.inspection), texts::DRAFT_OF.with(&[&newest.premises_name])),
            many => ("/drafts".to_owned(), texts::DRAFTS.count(many)),
        };
        let since = texts::DRAFT_SINCE.with(&[&moment(newest.started_at, app)]);
        Some(view! {
            <a class="banner brand" href=href><p><b>{title}</b><br/><span class="small">{since}</span></p></a>
        })
    };
    view! { {cards} }
}
