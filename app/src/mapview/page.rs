//! The map with its filters and the card of the tapped premises; the same in the field and at the desk.

use super::{MapCanvas, Mark, Outline, Pin, Pinned, mark_name};
use crate::kit::{Icon, icon};
use crate::map::{Provider, link};
use crate::order::matches;
use crate::position::{self, Fix};
use crate::screens::labels;
use crate::screens::patrol::use_premises;
use crate::state::{App, use_app};
use crate::text::{Text, common as words, figures as texts};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::checklist::Level;
use gridwalk_domain::time::Date;
use gridwalk_replica::{DueRule, PremisesBrief};
use leptos::prelude::*;
use std::rc::Rc;

/// Which pins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Only {
    All,
    Hazards,
    Due,
}

const ONLY: [(Only, Text); 3] =
    [(Only::All, texts::ONLY_ALL), (Only::Hazards, texts::MARK_HAZARD), (Only::Due, texts::MARK_DUE)];

fn mark(one: &PremisesBrief, rule: &DueRule, today: Date) -> Mark {
    match (one.gravest, one.open_hazards) {
        (Some(Level::SuspectedMajor), _) => Mark::Major,
        (_, 1..) => Mark::Hazard,
        _ if rule.due_on(one) <= today => Mark::Due,
        _ => Mark::Fine,
    }
}

fn pins(app: App, all: &[PremisesBrief], only: Only, kind: &str, sought: &str, rule: &DueRule) -> Vec<Pin> {
    let today = app.today();
    let fits = |one: &&PremisesBrief| (kind.is_empty() || one.kind == kind) && matches(one, sought);
    let pin = |one: &PremisesBrief| {
        let mark = mark(one, rule, today);
        let is_wanted = match only {
            Only::All => true,
            Only::Hazards => mark <= Mark::Hazard,
            Only::Due => rule.due_on(one) <= today,
        };
        Some(Pin {
            at: one.at.filter(|at| is_wanted && at.is_on_globe())?,
            name: one.name.clone(),
            address: labels::short_address(&app.tree(), &app.session().areas, one.area, &one.address),
            href: format!("/premises/{}", one.id),
            mark,
        })
    };
    all.iter().filter(fits).filter_map(pin).collect()
}

fn outlines(app: App) -> Vec<Outline> {
    let tree = app.tree();
    let roots = &app.session().areas;
    let cells = tree.iter().filter(|area| area.level == AreaLevel::GridCell && tree.is_within(area.id, roots));
    cells.filter_map(|area| Outline::new(area.name.clone(), &area.border.rings)).collect()
}

// The borders of the scope; without any, its premises; without those, the middle of the country.
fn bounds(app: App, all: &[PremisesBrief]) -> [f64; 4] {
    let tree = app.tree();
    let roots = &app.session().areas;
    let borders = tree.iter().filter(|area| tree.is_within(area.id, roots)).filter_map(|area| area.border.bounds());
    let points = all.iter().filter_map(|one| one.at).filter(|at| at.is_on_globe());
    let join = |a: [f64; 4], b: [f64; 4]| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])];
    let of_points = || points.map(|at| [at.lon, at.lat, at.lon, at.lat]).reduce(join);
    borders.reduce(join).or_else(of_points).unwrap_or([100.0, 25.0, 120.0, 42.0])
}

/// Filters, canvas, card.
#[component]
pub fn MapBody() -> impl IntoView {
    let app = use_app();
    let all = use_premises(app);
    let (only, kind, sought) = (RwSignal::new(Only::All), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let rule = StoredValue::new(DueRule::new(&app.catalogue(), &app.session().settings));
    let pinned = RwSignal::new_local(Rc::new(Pinned::default()));
    Effect::new(move |_| {
        let found = all
            .read()
            .as_ref()
            .map(|all| rule.with_value(|rule| pins(app, all, only.get(), &kind.read(), &sought.read(), rule)));
        pinned.set(Rc::new(Pinned::new(found.unwrap_or_default())));
    });
    let chosen = RwSignal::new(None::<Pin>);
    let fix = RwSignal::new(None::<ReadSignal<Fix>>);
    let here = Signal::derive(move || fix.get().and_then(|fix| fix.get().position()));
    let locate = move || {
        if fix.get_untracked().is_none() {
            fix.set(Some(position::watch()));
        }
    };
    let chips = ONLY.map(|(which, text)| {
        view! { <button type="button" class="chip" aria-pressed=move || (only.get() == which).to_string() on:click=move |_| only.set(which)>{text.get()}</button> }
    });
    let kinds = app.catalogue().kinds.iter().map(|kind| (kind.code.clone(), kind.name.clone())).collect::<Vec<_>>();
    let tiles = app.session().settings.figures.map_tiles.clone();
    view! {
        <div class="search">
            {icon(Icon::Find)}
            <input class="input" type="search" aria-label=words::SEARCH_PREMISES.get() bind:value=sought/>
        </div>
        <div class="chips strip" role="group" aria-label=texts::MAP_ONLY.get()>
            {chips.collect_view()}
            <select class="input small" aria-label=texts::BY_KIND.get() on:change:target=move |event| kind.set(event.target().value())>
                <option value="">{texts::ALL_KINDS.get()}</option>
                {kinds.into_iter().map(|(code, name)| view! { <option value=code>{name}</option> }).collect_view()}
            </select>
        </div>
        {move || all.read().is_some().then(|| {
            let bounds = all.with_untracked(|all| bounds(app, all.as_deref().map_or(&[][..], Vec::as_slice)));
            view! { <MapCanvas pinned=pinned outlines=outlines(app) bounds here on_locate=locate chosen tiles=tiles.clone()/> }
        })}
        {move || chosen.get().map(|pin| card(&pin, chosen))}
        <ul class="map-key">
            {[Mark::Major, Mark::Hazard, Mark::Due, Mark::Fine].map(|mark| view! { <li><i class=key_class(mark)></i>{mark_name(mark)}</li> }).collect_view()}
        </ul>
    }
}

fn key_class(mark: Mark) -> &'static str {
    match mark {
        Mark::Major => "mark major",
        Mark::Hazard => "mark hazard",
        Mark::Due => "mark due",
        Mark::Fine => "mark fine",
    }
}

fn card(pin: &Pin, chosen: RwSignal<Option<Pin>>) -> impl IntoView + use<> {
    let outside = [(Provider::Amap, texts::AMAP), (Provider::Baidu, texts::BAIDU), (Provider::Tencent, texts::TENCENT)];
    let links = outside.map(|(provider, text)| {
        let href = link(provider, pin.at, &pin.name, &pin.address);
        view! { <a class="button small" href=href target="_blank" rel="noopener noreferrer">{text.get()}</a> }
    });
    view! {
        <section class="map-card" aria-label=pin.name.clone()>
            <div class="map-card-head">
                <h2><a href=pin.href.clone()>{pin.name.clone()}</a></h2>
                <button type="button" class="button small plain" on:click=move |_| chosen.set(None)>{words::CLOSE.get()}</button>
            </div>
            <p class="quiet">{pin.address.clone()}" · "{mark_name(pin.mark)}</p>
            <p class="quiet small">{texts::OPEN_IN.get()}</p>
            <div class="chips">{links.collect_view()}</div>
        </section>
    }
}
