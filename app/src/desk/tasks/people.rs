//! 人员与交接: who answers for which cell, handing over, 代班, reviewers of one trade, an area moved elsewhere. Changes
//! are the sub-district's and the administrator's; a committee reads them and prints sheets.

use super::calls::{Roster, post, roster};
use super::new_campaign::kind_chips;
use crate::desk::entry::cell_name;
use crate::desk::frame::PageBar;
use crate::kit::{self, Overlay};
use crate::moment;
use crate::state::{App, use_app};
use crate::text::{Text, duty as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::id::AreaId;
use leptos::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Somebody stands in for a week, as a first offer.
const STAND_IN_MS: i64 = 7 * 24 * 3_600_000;

/// What the sheet over the page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    HandOver(AreaId),
    StandIn(AreaId),
    Move(AreaId),
    Trade,
}

/// `/people`.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let app = use_app();
    let found = RwSignal::new_local(None::<Option<Roster>>);
    let read = move || {
        leptos::task::spawn_local(async move {
            let roster = roster().await;
            found.try_set(Some(roster));
        });
    };
    read();
    let doing = RwSignal::new(None::<Doing>);
    let may_change = matches!(app.session().role, Role::Subdistrict | Role::Admin);
    let act = Callback::new(move |(path, body): (String, Value)| {
        leptos::task::spawn_local(async move {
            if post(app, &path, &body).await {
                doing.try_set(None);
            }
            read();
        });
    });
    view! {
        <PageBar title=texts::PEOPLE.get().to_owned() note=Signal::stored(super::super::nav::place_name(app)) back="/tasks"/>
        <div class="page record-page">
            {move || match found.get() {
                None => ().into_any(),
                Some(None) => view! { <div class="banner warn"><p>{texts::NEEDS_NETWORK.get()}</p></div> }.into_any(),
                Some(Some(roster)) => view! {
                    <Cells roster=roster.clone() may_change doing act/>
                    <Trades roster=roster.clone() may_change doing/>
                    {move || doing.get().map(|what| view! { <Sheet what roster=roster.clone() act on_close=move || doing.set(None)/> })}
                }.into_any(),
            }}
        </div>
    }
}

fn areas(app: App, level: AreaLevel) -> Vec<(String, AreaId)> {
    let (tree, session) = (app.tree(), app.session());
    let below: BTreeSet<AreaId> = session.areas.iter().flat_map(|area| tree.below(*area)).collect();
    let mut found: Vec<(String, AreaId)> = below
        .into_iter()
        .filter(|id| tree.get(*id).is_some_and(|area| area.level == level))
        .map(|id| (area_name(app, id), id))
        .collect();
    found.sort();
    found
}

// A cell with its community, anything above by its own name.
fn area_name(app: App, id: AreaId) -> String {
    match app.tree().get(id) {
        Some(area) if area.level != AreaLevel::GridCell => area.name.clone(),
        _ => cell_name(app, id),
    }
}

#[component]
fn Cells(
    roster: Roster,
    may_change: bool,
    doing: RwSignal<Option<Doing>>,
    act: Callback<(String, Value)>,
) -> impl IntoView {
    let app = use_app();
    let today = app.today();
    let name = |roster: &Roster, account| {
        roster.people.iter().find(|one| one.account == account).map(|one| one.name.clone()).unwrap_or_default()
    };
    let lines = areas(app, AreaLevel::GridCell).into_iter().map(|(cell, area)| {
        let stand_ins: Vec<_> = roster.stand_ins.iter().filter(|one| one.area == area).cloned().collect();
        let is_standing = |account| stand_ins.iter().any(|one| one.account == account);
        let holders = roster.people.iter().filter(|one| one.role != Role::Admin && one.areas.contains(&area) && !is_standing(one.account));
        let holders = holders.map(|one| one.name.clone()).collect::<Vec<_>>().join("、");
        let holders = if holders.is_empty() { texts::NOBODY.get().to_owned() } else { holders };
        let standing = stand_ins.into_iter().map(|one| {
            let day = |at: gridwalk_domain::time::Timestamp| format!("{} {}", kit::day(at.date_in_shanghai(), today), kit::clock(at));
            let said = texts::STAND_IN_LINE.with(&[&name(&roster, one.account), &day(one.from), &day(one.to)]);
            let path = format!("/api/v1/stand-ins/{}/end", one.id);
            view! { <p class="small">{said}" "{may_change.then(|| view! { <button type="button" class="quiet-link" on:click=move |_| act.run((path.clone(), json!({})))>{texts::STAND_IN_END.get()}</button> })}</p> }
        });
        let button = move |text: Text, what: Doing| view! { <button type="button" class="button small" on:click=move |_| doing.set(Some(what))>{text.get()}</button> };
        view! {
            <div class="line cell-line">
                <div><p><b>{cell}</b>" · "{holders}</p>{standing.collect_view()}</div>
                <div class="quick">
                    <a class="button small" href=format!("/people/{area}/sheet")>{texts::SHEET.get()}</a>
                    {may_change.then(|| view! { {button(texts::HANDOVER, Doing::HandOver(area))}{button(texts::STAND_IN, Doing::StandIn(area))}{button(texts::MOVE_AREA, Doing::Move(area))} })}
                </div>
            </div>
        }
    }).collect_view();
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::HOLDER.get()}</h2></div>
            <div class="group-body">{lines}</div>
        </section>
    }
}

#[component]
fn Trades(roster: Roster, may_change: bool, doing: RwSignal<Option<Doing>>) -> impl IntoView {
    let app = use_app();
    let catalogue = app.catalogue();
    let lines = roster.people.iter().filter(|one| !one.trades.is_empty()).map(|one| {
        let kind = |code: &str| catalogue.kind(code).map_or_else(|| code.to_owned(), |kind| kind.name.clone());
        let trades: BTreeSet<String> = one.trades.iter().map(|trade| format!("{} {}", cell_name(app, trade.area), kind(&trade.kind))).collect();
        view! { <div class="line"><p><b>{one.name.clone()}</b></p><p>{trades.into_iter().collect::<Vec<_>>().join("、")}</p></div> }
    }).collect_view();
    let is_shown = may_change || roster.people.iter().any(|one| !one.trades.is_empty());
    is_shown.then(|| view! {
        <section class="group">
            <div class="group-head"><h2>{texts::TRADE.get()}<small>{texts::TRADE_HINT.get()}</small></h2></div>
            <div class="group-body">
                {lines}
                {may_change.then(|| view! { <button type="button" class="button small" on:click=move |_| doing.set(Some(Doing::Trade))>{texts::ADD_HOLDER.get()}</button> })}
            </div>
        </section>
    })
}

#[component]
fn Sheet(
    what: Doing,
    roster: Roster,
    act: Callback<(String, Value)>,
    on_close: impl Fn() + Clone + Send + 'static,
) -> impl IntoView {
    let app = use_app();
    let person = RwSignal::new(String::new());
    let place = RwSignal::new(String::new());
    let now = app.now();
    let (from, to) = (RwSignal::new(moment::write(now)), RwSignal::new(moment::write(now.plus_millis(STAND_IN_MS))));
    let kinds = RwSignal::new(BTreeSet::<String>::new());
    let (wanting, sure) = (RwSignal::new(None::<Text>), RwSignal::new(false));
    let wants = match what {
        Doing::Trade => Role::Committee,
        _ => Role::Worker,
    };
    let of_area = match what {
        Doing::HandOver(area) | Doing::StandIn(area) | Doing::Move(area) => Some(area),
        Doing::Trade => None,
    };
    // Whoever has the cell already takes it over from nobody.
    let of_cell = of_area.filter(|_| !matches!(what, Doing::Move(_)));
    let people: Vec<(String, String)> = roster
        .people
        .iter()
        .filter(|one| one.role == wants && !of_cell.is_some_and(|cell| one.areas.contains(&cell)))
        .map(|one| (one.account.to_string(), one.name.clone()))
        .collect();
    let places = match what {
        // Another than its own.
        Doing::Move(area) => {
            let own = app.tree().on_level(area, AreaLevel::Community).map(|area| area.id);
            areas(app, AreaLevel::Community).into_iter().filter(|(_, id)| Some(*id) != own).collect()
        }
        Doing::Trade => [areas(app, AreaLevel::Subdistrict), areas(app, AreaLevel::Community)].concat(),
        _ => Vec::new(),
    };
    let places: Vec<(String, String)> = places.into_iter().map(|(name, id)| (id.to_string(), name)).collect();
    let done = move |_| {
        let (person, place) = (person.get_untracked(), place.get_untracked());
        let is_chosen = !person.is_empty();
        let call = match what {
            Doing::HandOver(area) if !person.is_empty() => {
                Some(("/api/v1/handovers".to_owned(), json!({"area": area, "to": person})))
            }
            Doing::StandIn(area) if !person.is_empty() => moment::read(&from.get_untracked())
                .zip(moment::read(&to.get_untracked()))
                .filter(|(from, to)| from < to)
                .map(|(from, to)| {
                    ("/api/v1/stand-ins".to_owned(), json!({"area": area, "account": person, "from": from, "to": to}))
                }),
            Doing::Move(area) if !place.is_empty() => {
                Some((format!("/api/v1/areas/{area}/move"), json!({"parent": place})))
            }
            Doing::Trade if !person.is_empty() && !place.is_empty() => Some((
                "/api/v1/trades".to_owned(),
                json!({"account": person, "area": place, "kinds": kinds.get_untracked()}),
            )),
            _ => None,
        };
        match call {
            // The second tap does it: whoever had the cell sees it no more.
            Some(_) if matches!(what, Doing::HandOver(_) | Doing::Move(_)) && !sure.get_untracked() => sure.set(true),
            Some(call) => act.run(call),
            None if matches!(what, Doing::StandIn(_)) && is_chosen => wanting.set(Some(texts::STAND_IN_TIMES)),
            None => wanting.set(Some(texts::CHOOSE_PERSON)),
        }
    };
    let (title, who) = match what {
        Doing::HandOver(_) => (texts::HANDOVER, Some(texts::HANDOVER_TO)),
        Doing::StandIn(_) => (texts::STAND_IN, Some(texts::STAND_IN_WHO)),
        Doing::Move(_) => (texts::MOVE_AREA, None),
        Doing::Trade => (texts::TRADE, Some(texts::TRADE_WHO)),
    };
    let where_to = if what == Doing::Trade { texts::TRADE_AREA } else { texts::MOVE_TO };
    let moment_of = |label: Text, value: RwSignal<String>| {
        view! {
            <label class="field"><span>{label.get()}</span>
                <input class="input" type="datetime-local" prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event))/></label>
        }
    };
    view! {
        <Overlay title=title.get() on_close>
            {of_area.map(|area| view! { <p><b>{cell_name(app, area)}</b></p> })}
            {who.map(|label| select(label, people, person))}
            {(!places.is_empty()).then(|| select(where_to, places, place))}
            {matches!(what, Doing::StandIn(_)).then(|| view! { {moment_of(texts::STAND_IN_FROM, from)}{moment_of(texts::STAND_IN_TO, to)} })}
            {(what == Doing::Trade).then(|| view! { <div class="chips">{kind_chips(app, kinds)}</div> })}
            <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
            <button type="button" class="button main" on:click=done>{move || if sure.get() { texts::SURE_TO.count(title.get()) } else { title.get().to_owned() }}</button>
        </Overlay>
    }
}

fn select(label: Text, options: Vec<(String, String)>, chosen: RwSignal<String>) -> impl IntoView {
    let options = options.into_iter().map(|(value, name)| view! { <option value=value>{name}</option> }).collect_view();
    view! {
        <label class="field"><span>{label.get()}</span>
            <select class="input" on:change=move |event| chosen.set(event_target_value(&event))>
                <option value="">"—"</option>
                {options}
            </select>
        </label>
    }
}
