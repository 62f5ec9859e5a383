//! 台账 of the scope: every premises, searched and narrowed by cell and kind; drawn some dozens at a time.

use super::entry::cell_name;
use super::facets::{Chosen, FACETS, Judge, line_pills};
use super::frame::{Frame, STEP};
use super::tables::{CallError, download, download_chosen};
use crate::file::grade_text;
use crate::kit::{self, Empty, Icon, icon};
use crate::premises::{places, use_premises, use_sought};
use crate::screens::labels::short_address;
use crate::state::{App, use_app};
use crate::subject::use_fetched;
use crate::text::{common as words, desk as texts, field, file, tables};
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::register::{Grade, tags_of};
use gridwalk_replica::{DueRule, Order, PremisesBrief, arrange};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// `/ledger`, with a premises page beside it.
#[component]
pub fn LedgerFrame() -> impl IntoView {
    let app = use_app();
    let is_fetched = use_fetched(app);
    let all = use_premises(app);
    let sought = RwSignal::new(String::new());
    let (cell, kind) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (facet, grade, tag) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let judge = StoredValue::new_local(Judge::new(app));
    let chosen = Memo::new(move |_| Chosen { facet: facet.get(), grade: grade.get(), tag: tag.get() });
    let drawn = RwSignal::new(STEP);
    let rule = StoredValue::new(DueRule::new(&app.catalogue(), &app.session().settings));
    Effect::new(move |_| {
        sought.track();
        cell.track();
        kind.track();
        chosen.track();
        drawn.set(STEP);
    });
    let found = use_sought(all, sought.into(), move |all| {
        rule.with_value(|rule| arrange(all, Order::ByDoor, None, rule, &BTreeMap::new()))
    });
    let arranged = places(move || {
        let (all, found) = (all.get()?, found.get()?);
        let (cell, kind) = (cell.get(), kind.get());
        let fits = |one: &PremisesBrief| {
            (cell.is_empty() || one.area.to_string() == cell) && (kind.is_empty() || one.kind == kind)
        };
        let chosen = chosen.get();
        let is_shown = |index: &usize| {
            all.get(*index).is_some_and(|one| fits(one) && judge.with_value(|judge| chosen.has(judge, one)))
        };
        Some(Arc::new(found.iter().copied().filter(is_shown).collect()))
    });
    let count_all = move || all.read().as_ref().map_or(0, |all| all.len());
    let note = Signal::derive(move || {
        arranged.read().as_ref().map(|found| counted(found.len(), count_all())).unwrap_or_default()
    });
    let kinds = Memo::new(move |_| all.read().as_ref().map(|all| kinds(app, all)).unwrap_or_default());
    let tags = Memo::new(move |_| all.read().as_ref().map(|all| tags(all)).unwrap_or_default());
    let path = use_location().pathname;
    let current =
        Memo::new(move |_| path.read().strip_prefix("/premises/").and_then(|id| id.parse::<PremisesId>().ok()));
    let lines = move || {
        let (all, arranged) = (all.get(), arranged.get());
        let (Some(all), Some(arranged)) = (all, arranged) else { return Vec::new() };
        arranged.iter().take(drawn.get()).filter_map(|&index| all.get(index).cloned()).collect::<Vec<_>>()
    };
    let on_scroll = move |_: i32, near_end: bool| {
        if near_end && arranged.read_untracked().as_ref().is_some_and(|found| found.len() > drawn.get_untracked()) {
            drawn.update(|drawn| *drawn += STEP);
        }
    };
    let failed = RwSignal::new(None::<CallError>);
    // What stands in the list, however it was narrowed.
    let export = move |_| {
        let (Some(all), Some(found)) = (all.get_untracked(), arranged.get_untracked()) else { return };
        let name = format!("{}-{}.xlsx", tables::T_PREMISES.get(), app.today());
        let path = "/api/v1/exports/premises.xlsx".to_owned();
        if found.len() == all.len() {
            return download(app, path, name, failed);
        }
        let name = format!("{}-{}-{}.xlsx", tables::T_PREMISES.get(), tables::NARROWED.get(), app.today());
        let listed = found.iter().filter_map(|&index| all.get(index)).map(|one| one.id).collect();
        download_chosen(app, path, name, listed, failed);
    };
    view! {
        <Frame home="/ledger" title=words::TAB_LEDGER list_label=texts::LEDGER_LIST page_label=texts::AT_PREMISES note on_scroll>
            <div class="search">
                {icon(Icon::Find)}
                <input class="input" type="search" aria-label=words::SEARCH_PREMISES.get() placeholder=field::SEARCH_HINT.get() bind:value=sought/>
            </div>
            <div class="pair">
                <Choice label=texts::ONLY_CELL.get() all=texts::ALL_CELLS.get() options=cells(app) chosen=cell/>
                <Choice label=texts::ONLY_KIND.get() all=texts::ALL_KINDS.get() options=kinds chosen=kind/>
            </div>
            <div class="pair thirds">
                <Choice label=file::ONLY_STATE.get() all=file::ALL_STATES.get() options=Signal::stored(numbered(FACETS.map(|facet| facet.text()).as_slice())) chosen=facet/>
                <Choice label=file::ONLY_GRADE.get() all=file::ALL_GRADES.get() options=Signal::stored(numbered(Grade::ALL.map(|grade| grade_text(grade).0).as_slice())) chosen=grade/>
                <Choice label=file::ONLY_TAG.get() all=file::ALL_TAGS.get() options=tags chosen=tag/>
            </div>
            <div class="steps">
                <button type="button" class="button small" on:click=move |_| app.go("/import")>{tables::IMPORT.get()}</button>
                <button type="button" class="button small" on:click=export>{tables::EXPORT.get()}</button>
                <a class="button small plain" href="/tables">{tables::MORE_TABLES.get()}</a>
                <a class="button small plain" href="/labels">{tables::LABELS.get()}</a>
                <a class="button small plain" href="/register">{file::REGISTER_FIGURES.get()}</a>
            </div>
            <div role="alert">{move || failed.get().map(|why| view! { <p class="banner bad">{why.sentence()}</p> })}</div>
            <ul class="rows">
                <For each=lines key=as_shown children=move |one| view! { <PremisesLine one current judge/> }/>
            </ul>
            {move || match arranged.get() {
                Some(found) if !found.is_empty() => ().into_any(),
                Some(_) if is_fetched.get() => view! { <Empty text=texts::NO_PREMISES.get() picture=Icon::Find/> }.into_any(),
                _ => view! { <Empty text=words::LOADING.get() picture=Icon::Book/> }.into_any(),
            }}
        </Frame>
    }
}

fn counted(shown: usize, all: usize) -> String {
    if shown == all {
        texts::PREMISES_COUNT.count(all)
    } else {
        texts::PREMISES_SHOWN.with(&[&shown.to_string(), &all.to_string()])
    }
}

fn cells(app: App) -> Signal<Vec<(String, String)>> {
    let (tree, session) = (app.tree(), app.session());
    let mine = session.areas.iter().flat_map(|area| tree.below(*area)).collect::<BTreeSet<_>>();
    let is_cell = |id: &gridwalk_domain::id::AreaId| {
        tree.get(*id).is_some_and(|area| area.level == gridwalk_domain::area::AreaLevel::GridCell)
    };
    let mut cells: Vec<_> = mine.into_iter().filter(is_cell).map(|id| (id.to_string(), cell_name(app, id))).collect();
    cells.sort_by(|a, b| a.1.cmp(&b.1));
    Signal::stored(cells)
}

fn kinds(app: App, all: &[PremisesBrief]) -> Vec<(String, String)> {
    let used: BTreeSet<&str> = all.iter().map(|one| one.kind.as_str()).collect();
    let catalogue = app.catalogue();
    catalogue
        .kinds
        .iter()
        .filter(|kind| used.contains(kind.code.as_str()))
        .map(|kind| (kind.code.clone(), kind.name.clone()))
        .collect()
}

fn numbered(texts: &[crate::text::Text]) -> Vec<(String, String)> {
    texts.iter().enumerate().map(|(place, text)| (place.to_string(), text.get().to_owned())).collect()
}

fn tags(all: &[PremisesBrief]) -> Vec<(String, String)> {
    let used: BTreeSet<&str> = all.iter().flat_map(|one| tags_of(&one.tags)).collect();
    used.into_iter().map(|tag| (tag.to_owned(), tag.to_owned())).collect()
}

#[component]
fn Choice(
    label: &'static str,
    all: &'static str,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    chosen: RwSignal<String>,
) -> impl IntoView {
    view! {
        <select class="input" aria-label=label prop:value=move || chosen.get() on:change=move |event| chosen.set(event_target_value(&event))>
            <option value="">{all}</option>
            {move || options.get().into_iter().map(|(value, name)| {
                let selected = chosen.get_untracked() == value;
                view! { <option value=value selected=selected>{name}</option> }
            }).collect_view()}
        </select>
    }
}

// A line is drawn anew when what it shows has changed.
fn as_shown(one: &PremisesBrief) -> impl Eq + std::hash::Hash + use<> {
    let texts = [&one.name, &one.address, &one.kind, &one.open_items, &one.tags].map(String::clone);
    (one.id, texts, one.body.clone(), one.last_visit_at, one.open_hazards, one.standing, one.signals)
}

#[component]
fn PremisesLine(
    one: PremisesBrief,
    current: Memo<Option<PremisesId>>,
    judge: StoredValue<Judge, LocalStorage>,
) -> impl IntoView {
    let app = use_app();
    let id = one.id;
    let kind = app.catalogue().kind(&one.kind).map(|kind| kind.name.clone()).unwrap_or_default();
    let last = match one.last_visit_at {
        None => texts::NEVER_VISITED.get().to_owned(),
        Some(at) => texts::VISITED.with(&[&kit::day_in_words(at.date_in_shanghai(), app.today())]),
    };
    let sub = [short_address(&app.tree(), &app.session().areas, one.area, &one.address), kind, last]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let open = (one.open_hazards > 0)
        .then(|| view! { <span class="pill bad">{texts::OPEN_HAZARDS.count(one.open_hazards)}</span> });
    let marks = judge.with_value(|judge| line_pills(judge, &one));
    let marks = marks.into_iter().map(|(text, class)| view! { <span class=class>{text}</span> }).collect_view();
    view! {
        <li class="row desk-row" class:chosen=move || current.get() == Some(id)>
            <span class="row-name"><a href=format!("/premises/{id}")>{one.name.clone()}</a></span>
            <span class="row-end pills">{marks}{open}</span>
            <span class="row-sub wide">{sub}</span>
        </li>
    }
}

/// Beside the list while none is chosen.
#[component]
pub fn LedgerHint() -> impl IntoView {
    view! { <div class="page hint-page"><Empty text=texts::CHOOSE_PREMISES.get() picture=Icon::Book/></div> }
}
