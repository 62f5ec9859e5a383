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
use gridwalk_domain::ledger::{InspectionRow, ReviewState};
use gridwalk_replica::{DueRule, InspectionFilter, Order, ReviewKind, Sought, arrange};
use leptos::prelude::*;
pub use line::{Line, PremisesLine};
use top::Attention;
pub use top::{Card, Urgency, Way};

/// Rows drawn at first, and more with each approach to the end.
const STEP: usize = 40;

/// `/` of the field entry.
#[component]
pub fn PatrolPage() -> impl IntoView {
    let app = use_app();
    let order = RwSignal::new(Order::DueFirst);
    let fix = RwSignal::new(None::<ReadSignal<Fix>>);
    let sought = RwSignal::new(String::new());
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
                <List all order sought here rule awaited/>
            </main>
            <FieldTabs/>
        </div>
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
    /// What campaigns want visited, and until when.
    #[prop(into, optional)]
    awaited: Signal<Awaited>,
) -> impl IntoView {
    let app = use_app();
    let shown = RwSignal::new(STEP);
    Effect::new(move |_| {
        order.track();
        sought.track();
        shown.set(STEP);
    });
    let arranged = use_sought(all, sought, move |all| {
        rule.with_value(|rule| arrange(all, order.get(), here.get(), rule, &awaited.get()))
    });
    grow_near_end(shown);
    let lines = move || {
        let (Some(all), Some(arranged)) = (all.get(), arranged.get()) else { return ().into_any() };
        // `arranged` follows what is sought.
        let words = Sought::new(&sought.get_untracked());
        arranged
            .iter()
            .take(shown.get())
            .filter_map(|&index| all.get(index))
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

fn grow_near_end(shown: RwSignal<usize>) {
    let scrolled = gloo_events::EventListener::new(&window(), "scroll", move |_| {
        let Some(root) = document().document_element() else { return };
        if root.scroll_top() + root.client_height() * 3 > root.scroll_height() {
            shown.try_update(|shown| *shown += STEP);
        }
    });
    let scrolled = StoredValue::new_local(scrolled);
    on_cleanup(move || scrolled.dispose());
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
