//! 巡查, the start screen: due first, nearest, or by door number; returned records and drafts on top.

mod line;
mod top;

use super::FieldTabs;
use crate::kit::{self, Empty, Icon, TopBar, icon};
use crate::position::{self, Fix};
use crate::premises::{AllPremises, use_premises, use_sought};
use crate::screens::tasks::{Awaited, QuickEntries, awaited, use_open_tasks};
use crate::shell::Unsent;
use crate::state::{App, SyncState, use_app};
use crate::subject::use_fetched;
use crate::text::{Text, common as words, field as texts};
use gloo_events::{EventListener, EventListenerOptions};
use gridwalk_domain::ledger::{InspectionRow, ReviewState};
use gridwalk_replica::{DueRule, InspectionFilter, Order, ReviewKind, Sought, arrange};
use leptos::prelude::*;
pub use line::{Line, PremisesLine};
use top::Attention;
pub use top::{Card, Urgency, Way};

/// Rows drawn at first, and more with each approach to the end.
const STEP: usize = 40;

/// The list as it was left: whoever comes back from premises stands where they stood. It outlives the screens.
#[derive(Clone, Copy)]
pub struct PatrolView {
    order: RwSignal<Order>,
    /// What is looked for; empty again once a record is saved.
    pub sought: RwSignal<String>,
    place: Place,
}

/// How much of a list is drawn, and how far down it stands.
#[derive(Clone, Copy)]
pub struct Place {
    shown: RwSignal<usize>,
    top_px: StoredValue<i32>,
}

impl Place {
    fn new() -> Self {
        Self { shown: RwSignal::new(STEP), top_px: StoredValue::new(0) }
    }
}

impl PatrolView {
    /// As it is first opened.
    pub fn fresh() -> Self {
        Self { order: RwSignal::new(Order::DueFirst), sought: RwSignal::new(String::new()), place: Place::new() }
    }
}

/// `/` of the field entry.
#[component]
pub fn PatrolPage() -> impl IntoView {
    let app = use_app();
    let PatrolView { order, sought, place: list_place } = expect_context();
    let is_near = move || order.get() == Order::Nearest;
    let fix = RwSignal::new(untrack(is_near).then(position::watch));
    let all = use_premises(app);
    let tasks = use_open_tasks(app);
    let awaited = Memo::new(move |_| awaited(&tasks.read(), app.today()));
    let rule = StoredValue::new(DueRule::new(&app.catalogue(), &app.session().settings));
    let due = move || {
        let today = app.today();
        all.read()
            .iter()
            .flat_map(|all| all.iter())
            .filter(|one| rule.with_value(|rule| rule.due_on(one)) <= today)
            .count()
    };
    let chip = move |which: Order, label: Signal<String>| {
        view! {
            <button type="button" class="chip" aria-pressed=move || (order.get() == which).to_string() on:click=move |_| {
                order.set(which);
                if which == Order::Nearest && fix.get_untracked().is_none() {
                    fix.set(Some(position::watch()));
                }
            }>{label}</button>
        }
    };
    let session = app.session();
    let place = session.place(&app.tree());
    let here = Signal::derive(move || fix.get().and_then(|fix| fix.get().position()).map(|position| position.at));
    view! {
        <div class="screen">
            <TopBar title=words::TAB_PATROL.get().to_owned() note=Signal::stored(place)><Unsent/></TopBar>
            // The keyboard leaves half a screen: what is found stands there, and all else waits.
            <main class="page" class:searching=move || !sought.read().is_empty()>
                <Attention tasks/>
                <QuickEntries/>
                <div class="search">
                    {icon(Icon::Find)}
                    <input class="input" type="search" aria-label=words::SEARCH_PREMISES.get() placeholder=texts::SEARCH_HINT.get() bind:value=sought/>
                </div>
                <div class="chips order" role="group" aria-label=texts::ORDER.get()>
                    {chip(Order::DueFirst, Signal::derive(move || texts::DUE.count(due())))}
                    {chip(Order::Nearest, Signal::stored(texts::NEAR_ME.get().to_owned()))}
                    {chip(Order::ByDoor, Signal::stored(texts::BY_DOOR.get().to_owned()))}
                    <a class="chip" href="/map">{crate::text::figures::TAB_MAP.get()}</a>
                </div>
                {move || lost(fix.get()?.get()).filter(|_| is_near()).map(|why| view! { <p class="banner warn" role="status">{why.get()}</p> })}
                <List all order sought here rule awaited place=list_place/>
            </main>
            <FieldTabs/>
        </div>
    }
}

/// Why 离我近 cannot order anything.
fn lost(fix: Fix) -> Option<Text> {
    match fix {
        Fix::Denied => Some(texts::NEAR_DENIED),
        Fix::Unavailable => Some(texts::NEAR_UNAVAILABLE),
        Fix::Searching | Fix::Found(_) => None,
    }
}

/// The chosen part of the premises, some dozens drawn at a time.
#[component]
pub fn List(
    /// All there are.
    all: AllPremises,
    /// In which order.
    #[prop(into)]
    order: Signal<Order>,
    /// Part of a name, an address or an owner.
    #[prop(into)]
    sought: Signal<String>,
    /// Where the phone is.
    #[prop(into)]
    here: Signal<Option<gridwalk_domain::position::Coordinate>>,
    /// What is due when.
    rule: StoredValue<DueRule>,
    /// Whether what is closed shows only when it is looked for.
    #[prop(default = false)]
    live_only: bool,
    /// What campaigns want visited, and until when.
    #[prop(into, optional)]
    awaited: Signal<Awaited>,
    /// Where it was left.
    #[prop(default = Place::new())]
    place: Place,
) -> impl IntoView {
    let app = use_app();
    let Place { shown, top_px } = place;
    let left_at_px = top_px.get_value();
    Effect::new(move |before: Option<()>| {
        order.track();
        sought.track();
        if before.is_some() {
            shown.set(STEP);
        }
    });
    let arranged = use_sought(all, sought, move |all| {
        rule.with_value(|rule| arrange(all, order.get(), here.get(), rule, &awaited.get()))
    });
    follow(place);
    Effect::new(move |is_back: Option<bool>| {
        let is_there = arranged.read().is_some();
        if is_there && !is_back.unwrap_or_default() {
            back_to(left_at_px);
        }
        is_there || is_back.unwrap_or_default()
    });
    let lines = move || {
        let (Some(all), Some(arranged)) = (all.get(), arranged.get()) else { return ().into_any() };
        // `arranged` follows what is sought.
        let words = Sought::new(&sought.get_untracked());
        let is_all = sought.read_untracked().trim().is_empty();
        arranged
            .iter()
            .filter_map(|&index| all.get(index))
            .filter(|one| !live_only || !is_all || rule.with_value(|rule| rule.is_on_round(one)))
            .take(shown.get())
            .map(|one| {
                let due_on = rule.with_value(|rule| rule.due_on(one));
                let is_awaited = awaited.read().contains_key(&one.id);
                view! { <PremisesLine line=Line::new(app, one.clone(), due_on, &words) here is_awaited/> }
            })
            .collect_view()
            .into_any()
    };
    let empty = move || arranged.get().is_some_and(|arranged| arranged.is_empty());
    view! {
        <ul class="rows">{lines}</ul>
        {move || all.read().is_none().then(|| view! { <Empty text=words::LOADING.get() picture=Icon::Walk/> })}
        {move || empty().then(|| {
            // Asked while there is nothing, and not with every change of a list that has something.
            let nothing_here = use_nothing_here(app);
            move || {
                let text = match sought.get() {
                    sought if sought.is_empty() => nothing_here.get().get().to_owned(),
                    sought => format!("{}。{}", texts::NOTHING_FOUND.with(&[&sought]), texts::TRY_OTHER_WORDS.get()),
                };
                view! { <Empty text picture=Icon::Find/> }
            }
        })}
    }
}

// Once the rows are drawn; the router's own way to the top comes before.
fn back_to(top_px: i32) {
    if top_px == 0 {
        return;
    }
    request_animation_frame(move || {
        request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, f64::from(top_px)));
    });
}

// Notes how far down one is, and draws more near the end.
fn follow(Place { shown, top_px }: Place) {
    let note = move || {
        let root = document().document_element()?;
        top_px.try_set_value(root.scroll_top());
        Some(root)
    };
    // A tap may come in the frame of the last scroll, before that is told.
    let before_all = EventListenerOptions::run_in_capture_phase();
    let tapped = EventListener::new_with_options(&document(), "click", before_all, move |_| drop(note()));
    let scrolled = EventListener::new(&window(), "scroll", move |_| {
        let Some(root) = note() else { return };
        if root.scroll_top() + root.client_height() * 3 > root.scroll_height() {
            shown.try_update(|shown| *shown += STEP);
        }
    });
    let kept = StoredValue::new_local((tapped, scrolled));
    on_cleanup(move || kept.dispose());
}

/// The worker's own records that came back.
pub async fn returned(app: App) -> Vec<InspectionRow> {
    let filter = InspectionFilter {
        actor: Some(app.session().account.id),
        review: Some(ReviewKind::Returned),
        ..InspectionFilter::default()
    };
    let page = app.journal().inspections(&filter).await;
    page.map(|page| page.rows)
        .unwrap_or_default()
        .into_iter()
        .filter(|row| matches!(row.review, ReviewState::Returned { .. }))
        .collect()
}

/// 3月12日 14:40, or 今天 14:40.
pub(super) fn moment(at: gridwalk_domain::time::Timestamp, app: App) -> String {
    format!("{} {}", kit::day_in_words(at.date_in_shanghai(), app.today()), kit::clock(at))
}

/// Why there are no premises: not fetched yet, no network to fetch them by, or none registered.
fn use_nothing_here(app: App) -> Signal<Text> {
    let is_fetched = use_fetched(app);
    Signal::derive(move || match app.sync.get() {
        _ if is_fetched.get() => texts::NO_PREMISES,
        SyncState::Offline => texts::FIRST_LOAD_OFFLINE,
        _ => texts::FIRST_LOAD,
    })
}
