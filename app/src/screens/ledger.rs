//! 台账 of the worker's cell: every premises by door number, searchable.

use super::FieldTabs;
use super::patrol::List;
use crate::kit::{Icon, TopBar, icon};
use crate::premises::use_premises;
use crate::shell::Unsent;
use crate::state::use_app;
use crate::text::{common as words, field as texts};
use gridwalk_replica::{DueRule, Order, PremisesBrief};
use leptos::prelude::*;
use std::rc::Rc;

/// `/ledger` of the field entry.
#[component]
pub fn LedgerPage() -> impl IntoView {
    let app = use_app();
    let all = use_premises(app);
    let sought = RwSignal::new(String::new());
    let rule = StoredValue::new(DueRule::new(&app.catalogue(), &app.session().settings));
    let live = |all: &Rc<Vec<PremisesBrief>>| all.iter().filter(|one| one.standing.is_live()).count();
    let count =
        Signal::derive(move || all.read().as_ref().map(|all| texts::ALL_PREMISES.count(live(all))).unwrap_or_default());
    view! {
        <div class="screen">
            <TopBar title=words::TAB_LEDGER.get().to_owned() note=count><Unsent/></TopBar>
            <main class="page">
                <div class="search">
                    {icon(Icon::Find)}
                    <input class="input" type="search" aria-label=words::SEARCH_PREMISES.get() placeholder=texts::SEARCH_HINT.get() bind:value=sought/>
                </div>
                <div class="pair">
                    <button type="button" class="button" on:click=move |_| app.go("/add")>{icon(Icon::Plus)}{texts::ADD_PREMISES.get()}</button>
                    <a class="button" href="/sweep">{icon(Icon::Walk)}{crate::text::file::SWEEP.get()}</a>
                </div>
                <List all order=Signal::stored(Order::ByDoor) sought here=Signal::stored(None) rule live_only=true/>
            </main>
            <FieldTabs/>
        </div>
    }
}
