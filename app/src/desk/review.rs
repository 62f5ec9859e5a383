//! 审核: what waits, newest first, by kind of attention it wants.

use super::entry::{Entry, View};
use super::frame::{Frame, STEP};
use super::keys;
use super::newcomers::Newcomers;
use super::picture::use_presence;
use super::queue::{Queue, use_queue};
use crate::kit::{self, Empty, Icon, icon};
use crate::state::use_app;
use crate::subject::use_fetched;
use crate::text::{Text, common as words, desk as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::id::InspectionId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::sync::Arc;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

const VIEWS: [(View, Text); 5] = [
    (View::All, texts::VIEW_ALL),
    (View::Hazards, texts::VIEW_HAZARDS),
    (View::Odd, texts::VIEW_ODD),
    (View::Changed, texts::VIEW_CHANGED),
    (View::Clean, texts::VIEW_CLEAN),
];

/// `/`, with a record's page or the photo wall beside it.
#[component]
pub fn ReviewFrame() -> impl IntoView {
    let queue = use_queue();
    let path = use_location().pathname;
    let current =
        Memo::new(move |_| path.read().strip_prefix("/record/").and_then(|id| id.parse::<InspectionId>().ok()));
    listen_for_neighbours(queue, current);
    let note = Signal::stored(super::nav::place_name(use_app()));
    let on_scroll = move |top: i32, near_end: bool| {
        queue.scrolled.set(top > 8);
        if near_end {
            queue.drawn.update(|drawn| *drawn += STEP);
        }
    };
    view! {
        <Frame home="/" title=words::TAB_REVIEW list_label=texts::QUEUE page_label=texts::RECORD_PAGE note on_scroll>
            <Chips current/>
            <Arrived/>
            {move || (queue.view.get() == View::Clean && queue.count(View::Clean) > 0).then(|| view! {
                <a class="button" href="/clean">{icon(Icon::Album)}{texts::CLEAN_WALL.get()}</a>
            })}
            <ul class="rows">
                <For each=move || drawn(queue) key=|line| (line.id, line.head) children=move |line| view! { <Line line current/> }/>
                {move || (queue.view.get() == View::Changed).then(|| view! { <Newcomers/> })}
            </ul>
            <Nothing/>
        </Frame>
    }
}

fn drawn(queue: Queue) -> Vec<Arc<Entry>> {
    let mut lines = queue.lines();
    lines.truncate(queue.drawn.get());
    lines
}

fn listen_for_neighbours(queue: Queue, current: Memo<Option<InspectionId>>) {
    let navigate = use_navigate();
    keys::listen(move |key| {
        let back = match key {
            'j' => false,
            'k' => true,
            _ => return,
        };
        if let Some(id) = queue.neighbour(current.get_untracked(), back) {
            let replace = current.get_untracked().is_some();
            navigate(
                &format!("/record/{id}"),
                NavigateOptions { replace, scroll: false, ..NavigateOptions::default() },
            );
        }
    });
    Effect::new(move |_| {
        let Some(id) = current.get() else { return };
        request_animation_frame(move || {
            if let Some(row) = document().get_element_by_id(&row_id(id)) {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    });
}

fn row_id(id: InspectionId) -> String {
    format!("row-{id}")
}

#[component]
fn Chips(current: Memo<Option<InspectionId>>) -> impl IntoView {
    let queue = use_queue();
    let navigate = StoredValue::new_local(use_navigate());
    // A record that does not stand in the part just chosen would be decided on as if it did.
    let choose = move |view: View| {
        queue.show(view);
        let stands = |id: InspectionId| untrack(|| queue.lines()).iter().any(|line| line.id == id);
        if current.get_untracked().is_some_and(|id| !stands(id)) {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate.with_value(|navigate| navigate("/", options));
        }
    };
    let chip = move |view: View, text: Text, counted: bool| {
        let label = move || if counted { text.count(queue.count(view)) } else { text.get().to_owned() };
        view! {
            <button type="button" class="chip" aria-pressed=move || (queue.view.get() == view).to_string() on:click=move |_| choose(view)>{label}</button>
        }
    };
    view! {
        <div class="chips strip" role="group" aria-label=texts::VIEWS.get()>
            {VIEWS.map(|(view, text)| chip(view, text, true)).collect_view()}
            {chip(View::Returned, texts::VIEW_RETURNED, false)}
            {chip(View::Passed, texts::VIEW_PASSED, false)}
        </div>
    }
}

#[component]
fn Arrived() -> impl IntoView {
    let queue = use_queue();
    let count = move || queue.held.read().len();
    let show = move |_| {
        queue.release();
        if let Some(list) = document().query_selector(".desk-list").ok().flatten() {
            list.set_scroll_top(0);
        }
    };
    view! {
        <div class="arrived" role="status">
            {move || (count() > 0).then(|| view! {
                <button type="button" class="pill brand" on:click=show>{icon(Icon::Up)}{texts::NEW_ARRIVED.count(count())}</button>
            })}
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let (app, queue) = (use_app(), use_queue());
    // A desk that was never filled has reviewed nothing.
    let is_fetched = use_fetched(app);
    move || {
        if !queue.loaded.get() || !is_fetched.get() {
            return view! { <Empty text=words::LOADING.get()/> }.into_any();
        }
        let has_newcomers = queue.view.get() == View::Changed && queue.count(View::Changed) > 0;
        if has_newcomers || !queue.lines().is_empty() {
            return ().into_any();
        }
        if app.tree().iter().next().is_none() {
            return view! { <Empty text=texts::NO_AREAS.get()/> }.into_any();
        }
        if app.session().role == Role::Admin {
            return view! { <Empty text=texts::ADMIN_SEES_NONE.get()/> }.into_any();
        }
        let text = if queue.view.get() == View::All { texts::QUEUE_EMPTY } else { texts::VIEW_EMPTY };
        view! { <Empty text=text.get() picture=Icon::Tick/> }.into_any()
    }
}

#[component]
fn Line(line: Arc<Entry>, current: Memo<Option<InspectionId>>) -> impl IntoView {
    let app = use_app();
    let presence = use_presence();
    let id = line.id;
    let hashes: Vec<_> = line.photos.iter().map(|photo| photo.sha256).collect();
    presence.ask(&hashes);
    let day = line.at.date_in_shanghai();
    let at = if day == app.today() { kit::clock(line.at) } else { kit::day_in_words(day, app.today()) };
    let who = [line.cell.as_str(), line.worker.as_str()].into_iter().filter(|part| !part.is_empty());
    let who = who.collect::<Vec<_>>().join(" · ");
    // What was found comes first; who it was, below it.
    let (first, second) = if line.what.is_empty() { (who, None) } else { (line.what.clone(), Some(who)) };
    let concerns = (!line.concerns.is_empty()).then(|| texts::CONCERNS.with(&[&line.concern_words()]));
    let (pill, class) = line.pill.clone();
    let waiting =
        move || presence.is_waiting(&hashes).then(|| view! { <span class="pill">{texts::WAITING_PHOTOS.get()}</span> });
    let chosen = move || current.get() == Some(id);
    view! {
        <li class="row desk-row" class:chosen=chosen id=row_id(id)>
            <span class="row-name"><a href=format!("/record/{id}") aria-current=move || chosen().then_some("true")>{line.name.clone()}</a></span>
            <span class="row-side">{at}</span>
            <span class="row-sub">{first}</span>
            <span class="row-end pills">
                {line.mark.map(|mark| view! { <span class="pill plain">{mark.get()}</span> })}
                {waiting}
                <span class=class>{pill}</span>
            </span>
            {second.map(|who| view! { <span class="row-sub wide small">{who}</span> })}
            {concerns.map(|concerns| view! { <span class="row-sub concern">{icon(Icon::Warning)}{concerns}</span> })}
        </li>
    }
}

/// Beside the list while no record is chosen.
#[component]
pub fn ReviewHint() -> impl IntoView {
    view! {
        <div class="page hint-page">
            <Empty text=texts::CHOOSE_ONE.get()/>
            <p class="quiet small">{texts::KEYS_HINT.get()}</p>
        </div>
    }
}
