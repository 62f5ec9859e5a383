//! 隐患: what was found in the worker's cell, open ones first.

use super::{FieldTabs, labels};
use crate::hazard::{level_of, state_pill};
use crate::kit::{self, Empty, Icon, TopBar};
use crate::shell::Unsent;
use crate::state::use_app;
use crate::text::{common as words, field as texts};
use gridwalk_domain::checklist::Level;
use gridwalk_domain::ledger::{HazardRow, HazardState};
use gridwalk_replica::HazardFilter;
use leptos::prelude::*;

// A worker's cell has some dozens.
const LIST_MAX: u32 = 1_000;

/// Which part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Open,
    Mended,
    Closed,
}

impl Part {
    fn holds(self, state: HazardState) -> bool {
        let mended = state.is_mended();
        match self {
            Self::Open => !mended && !state.is_closed(),
            Self::Mended => mended,
            Self::Closed => state.is_closed(),
        }
    }
}

/// `/hazards` of the field entry.
#[component]
pub fn HazardsPage() -> impl IntoView {
    let app = use_app();
    let all = RwSignal::new_local(None::<Vec<HazardRow>>);
    let part = RwSignal::new(Part::Open);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let filter = HazardFilter { limit: LIST_MAX, ..Default::default() };
            if let Ok(found) = app.journal().hazards(&filter).await {
                all.try_set(Some(found.rows));
            }
        });
    });
    let count = move |part: Part| all.read().iter().flatten().filter(|row| part.holds(row.state)).count();
    let chip = move |which: Part, label: crate::text::Text| {
        view! {
            <button type="button" class="chip" aria-pressed=move || (part.get() == which).to_string() on:click=move |_| part.set(which)>
                {move || label.count(count(which))}
            </button>
        }
    };
    let lines = move || {
        let mut rows: Vec<HazardRow> =
            all.get().unwrap_or_default().into_iter().filter(|row| part.get().holds(row.state)).collect();
        rows.sort_by_key(|row| (row.due_on().map_or(i32::MAX, |due| due.days()), row.found_at));
        rows.into_iter().map(|row| view! { <HazardLine row/> }).collect_view()
    };
    view! {
        <div class="screen">
            <TopBar title=words::TAB_HAZARDS.get().to_owned()><Unsent/></TopBar>
            <main class="page">
                <div class="chips strip">
                    {chip(Part::Open, texts::HAZARDS_OPEN)}
                    {chip(Part::Mended, texts::HAZARDS_MENDED)}
                    {chip(Part::Closed, texts::HAZARDS_CLOSED)}
                </div>
                <ul class="rows">{lines}</ul>
                {move || (all.read().is_some() && count(part.get()) == 0).then(|| view! { <Empty text=texts::NO_HAZARDS.get() picture=Icon::Hazard/> })}
            </main>
            <FieldTabs/>
        </div>
    }
}

#[component]
fn HazardLine(row: HazardRow) -> impl IntoView {
    let today = use_app().today();
    let found = &row.found;
    let what = found.what();
    let found_on = texts::FOUND_ON.with(&[&kit::day(row.found_at.date_in_shanghai(), today)]);
    let (side, class) = match row.due_on() {
        Some(due_on) if row.is_waiting() => labels::due(due_on, today),
        _ => (labels::hazard_state(row.state).get().to_owned(), "pill plain"),
    };
    // Nearly all are 一般: only what is not is said.
    let grave = (found.level != Level::General).then(|| format!(" · {}", level_of(&row)));
    let waits = row.awaits_report().then(|| format!(" · {}", state_pill(&row).0));
    view! {
        <li class="row">
            <span class="row-name"><a href=format!("/hazards/{}", row.id)>{what}</a></span>
            <span class=class>{side}</span>
            <span class="row-sub">{row.premises_name}" · "{found_on}{grave}{waits}</span>
        </li>
    }
}
