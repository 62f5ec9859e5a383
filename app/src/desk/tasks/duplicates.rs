//! 疑似重复: two registrations that may be one premises. A person says which: nothing of either is lost.

use crate::desk::entry::cell_name;
use crate::desk::frame::PageBar;
use crate::field;
use crate::kit::{self, Empty, Icon, Shot};
use crate::state::{App, use_app};
use crate::text::{Text, duty as texts};
use gridwalk_domain::alike::{Likeness, alike_pairs};
use gridwalk_domain::event::{PremisesMerged, PremisesToldApart};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::record::NewEvent;
use gridwalk_replica::PremisesBrief;
use leptos::prelude::*;
use std::sync::Arc;

// More than anybody settles in a day; the rest comes up as these are settled.
const PAIRS_MAX: usize = 50;

type Pair = (PremisesRow, PremisesRow);

/// Pairs that nobody has told apart yet, at most [`PAIRS_MAX`].
pub async fn duplicates(app: App) -> Vec<Pair> {
    let journal = app.journal();
    let settings = app.session().settings.likeness.clone();
    let Ok(all) = journal.premises_list().await else { return Vec::new() };
    let likeness: Vec<Likeness> = all.iter().map(PremisesBrief::likeness).collect();
    let mut found = Vec::new();
    for (one, other) in alike_pairs(&likeness, settings.near_m, settings.alike_percent) {
        if found.len() == PAIRS_MAX {
            break;
        }
        let rows = (journal.premises(all[one].id).await, journal.premises(all[other].id).await);
        if let (Ok(Some(one)), Ok(Some(other))) = rows
            && !one.ties.told_apart.contains(&other.id)
        {
            found.push((one, other));
        }
    }
    found
}

/// `/duplicates`.
#[component]
pub fn DuplicatePage() -> impl IntoView {
    let app = use_app();
    let pairs = RwSignal::new_local(None::<Arc<Vec<Pair>>>);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let found = Arc::new(duplicates(app).await);
            if pairs.try_get_untracked().is_some_and(|shown| shown.as_ref() != Some(&found)) {
                pairs.try_set(Some(found));
            }
        });
    });
    let note = Signal::stored(texts::DUPLICATE_HINT.get().to_owned());
    view! {
        <PageBar title=texts::DUPLICATE_TITLE.get().to_owned() note back="/tasks"/>
        <div class="page record-page">
            {move || match pairs.get() {
                None => ().into_any(),
                Some(pairs) if pairs.is_empty() => view! { <Empty text=texts::NO_DUPLICATES.get() picture=Icon::Tick/> }.into_any(),
                Some(pairs) => pairs.iter().map(|pair| view! { <PairCard pair=pair.clone()/> }).collect_view().into_any(),
            }}
        </div>
    }
}

#[component]
fn PairCard(pair: Pair) -> impl IntoView {
    let app = use_app();
    let (one, other) = pair;
    let apart = one.position.zip(other.position).map(|(a, b)| texts::METRES_APART.count(a.at.distance_m(b.at).round()));
    let same_cell = one.area == other.area;
    let busy = RwSignal::new(false);
    let send = move |event: NewEvent, said: String| field::send(app, vec![event], said, busy);
    let differ = NewEvent::about(&one, PremisesToldApart { other: other.id });
    let keep = |kept: &PremisesRow, gone: &PremisesRow| {
        let event = NewEvent::about(kept, PremisesMerged { absorbed: gone.id });
        let (said, asked) = (texts::SAID_MERGED.with(&[&kept.name]), texts::KEEP_SURE.with(&[&kept.name]));
        let (keep, merge) = (texts::KEEP_THIS.get().to_owned(), move || send(event.clone(), said.clone()));
        // Two of them are not taken apart again.
        same_cell
            .then(|| view! { <kit::SecondTap label=keep asked class="button small main" disabled=busy act=merge/> })
    };
    view! {
        <section class="group" aria-label=format!("{} / {}", one.name, other.name)>
            <div class="group-head"><h2>{one.name.clone()}" / "{other.name.clone()}</h2><span class="pill plain">{apart}</span></div>
            <div class="group-body">
                <div class="pair">
                    <div class="stack">{facts(app, &one)}{keep(&one, &other)}</div>
                    <div class="stack">{facts(app, &other)}{keep(&other, &one)}</div>
                </div>
                {(!same_cell).then(|| view! { <p class="hint">{texts::OTHER_CELL.get()}</p> })}
                {view! { <button type="button" class="button small" disabled=move || busy.get() on:click=move |_| send(differ.clone(), texts::SAID_APART.get().to_owned())>{texts::NOT_THE_SAME.get()}</button> }}
            </div>
        </section>
    }
}

fn facts(app: App, row: &PremisesRow) -> AnyView {
    let today = app.today();
    let day = |at: gridwalk_domain::time::Timestamp| kit::day(at.date_in_shanghai(), today);
    let last = row.last_visit.as_ref().map_or_else(|| "—".to_owned(), |last| day(last.at));
    let lines: [(Text, String); 5] = [
        (texts::ADDRESS, row.address.clone()),
        (texts::CELL, cell_name(app, row.area)),
        (texts::REGISTERED, day(row.registered_at)),
        (texts::LAST_VISIT, last),
        (texts::OPEN_HAZARDS, row.open_hazards.len().to_string()),
    ];
    let photo = row
        .door_photo
        .clone()
        .map(|photo| view! { <figure class="photo-wide"><Shot hash=photo.sha256 alt=row.name.clone()/></figure> });
    view! {
        <h3><a class="quiet-link" href=format!("/premises/{}", row.id)>{row.name.clone()}</a></h3>
        {photo}
        <dl class="facts">{lines.map(|(label, value)| view! { <dt>{label.get()}</dt><dd>{value}</dd> }).collect_view()}</dl>
    }
    .into_any()
}
