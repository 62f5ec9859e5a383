//! The map with its filters and the card of the tapped premises; the same in the field and at the desk.

use super::{MapCanvas, Mark, Pin, Pinned, area_bounds, grade_name, join, mark_name, outlines};
use crate::kit::{Icon, icon};
use crate::map::{Provider, link};
use crate::position::{self, Fix};
use crate::premises::use_premises;
use crate::screens::labels;
use crate::state::{App, use_app};
use crate::text::{Text, common as words, field, figures as texts, file};
use gridwalk_domain::checklist::Level;
use gridwalk_domain::register::Grade;
use gridwalk_domain::time::Date;
use gridwalk_replica::{DueRule, PremisesBrief, Sought};
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

/// What the filters say.
struct Wanted {
    only: Only,
    kind: String,
    grade: String,
    sought: Sought,
}

fn pins(app: App, all: &[PremisesBrief], wanted: &Wanted, rule: &DueRule) -> Vec<Pin> {
    let today = app.today();
    let fits = |one: &&PremisesBrief| {
        (wanted.kind.is_empty() || one.kind == wanted.kind)
            && (wanted.grade.is_empty() || grade_key(rule.grade(one)) == wanted.grade)
            && wanted.sought.finds(one)
            && rule.is_on_round(one)
    };
    let pin = |one: &PremisesBrief| {
        let mark = mark(one, rule, today);
        let is_wanted = match wanted.only {
            Only::All => true,
            Only::Hazards => mark <= Mark::Hazard,
            Only::Due => rule.due_on(one) <= today,
        };
        Some(Pin {
            at: one.at.filter(|at| is_wanted && at.is_on_globe())?,
            name: one.name.clone(),
            address: labels::short_address(&app.tree(), &app.session().areas, one.area, &one.address),
            href: format!("/premises/{}", one.id),
            grade: rule.grade(one),
            mark,
        })
    };
    all.iter().filter(fits).filter_map(pin).collect()
}

// The borders of the scope; without any, its premises; without those, the middle of the country.
fn bounds(app: App, all: &[PremisesBrief]) -> [f64; 4] {
    let points = all.iter().filter_map(|one| one.at).filter(|at| at.is_on_globe());
    let of_points = || points.map(|at| [at.lon, at.lat, at.lon, at.lat]).reduce(join);
    area_bounds(app).or_else(of_points).unwrap_or([100.0, 25.0, 120.0, 42.0])
}

const GRADES: [Option<Grade>; 5] =
    [Some(Grade::Red), Some(Grade::Orange), Some(Grade::Yellow), Some(Grade::Blue), None];

// As the style sheet and the select box name it.
fn grade_key(grade: Option<Grade>) -> &'static str {
    grade.map_or("none", Grade::key)
}

/// Filters, canvas, card.
#[component]
pub fn MapBody() -> impl IntoView {
    let app = use_app();
    let all = use_premises(app);
    let (only, sought) = (RwSignal::new(Only::All), RwSignal::new(String::new()));
    let (kind, grade) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let rule = StoredValue::new(DueRule::new(&app.catalogue(), &app.session().settings));
    let pinned = RwSignal::new_local(Rc::new(Pinned::default()));
    Effect::new(move |_| {
        let wanted =
            Wanted { only: only.get(), kind: kind.get(), grade: grade.get(), sought: Sought::new(&sought.get()) };
        let found = all.read().as_ref().map(|all| rule.with_value(|rule| pins(app, all, &wanted, rule)));
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
    let session = app.session();
    let (tiles, credit) =
        (session.settings.figures.map_tiles.clone(), session.settings.figures.map_tiles_credit.clone());
    view! {
        <div class="search">
            {icon(Icon::Find)}
            <input class="input" type="search" aria-label=words::SEARCH_PREMISES.get() placeholder=field::SEARCH_HINT.get() bind:value=sought/>
        </div>
        <div class="chips strip" role="group" aria-label=texts::MAP_ONLY.get()>
            {chips.collect_view()}
            <select class="input small" aria-label=texts::BY_KIND.get() on:change:target=move |event| kind.set(event.target().value())>
                <option value="">{texts::ALL_KINDS.get()}</option>
                {kinds.into_iter().map(|(code, name)| view! { <option value=code>{name}</option> }).collect_view()}
            </select>
            <select class="input small" aria-label=file::ONLY_GRADE.get() on:change:target=move |event| grade.set(event.target().value())>
                <option value="">{file::ALL_GRADES.get()}</option>
                {GRADES.map(|grade| view! { <option value=grade_key(grade)>{grade_name(grade)}</option> }).collect_view()}
            </select>
        </div>
        {move || all.read().is_some().then(|| {
            let bounds = all.with_untracked(|all| bounds(app, all.as_deref().map_or(&[][..], Vec::as_slice)));
            view! { <MapCanvas pinned=pinned outlines=Signal::stored_local(outlines(app)) bounds here on_locate=locate chosen tiles=tiles.clone()/> }
        })}
        {move || chosen.get().map(|pin| card(&pin, chosen))}
        <Key/>
        {(!credit.is_empty()).then(|| view! { <p class="quiet small">{credit}</p> })}
    }
}

/// What colours, shapes and marks mean.
#[component]
fn Key() -> impl IntoView {
    let grades = GRADES.map(|grade| {
        view! { <li><i class=format!("mark {}", grade_key(grade))></i>{grade_name(grade)}</li> }
    });
    let marks = [(Mark::Major, "badge major", "!"), (Mark::Hazard, "badge hazard", "!"), (Mark::Due, "badge due", "·")];
    let marks = marks.map(|(mark, class, sign)| {
        view! { <li><i class=class aria-hidden="true">{sign}</i>{mark_name(mark)}</li> }
    });
    view! {
        <div class="map-key">
            <span>{texts::KEY_GRADE.get()}</span><ul>{grades.collect_view()}</ul>
            <span>{texts::KEY_MARK.get()}</span><ul>{marks.collect_view()}</ul>
        </div>
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
            <p class="quiet">{pin.address.clone()}" · "{file::GRADE.with(&[grade_name(pin.grade)])}" · "{mark_name(pin.mark)}</p>
            <div class="chips"><a class="button small main" href=pin.href.clone()>{texts::OPEN_PAGE.get()}</a><span class="quiet small">{texts::OPEN_IN.get()}</span>{links.collect_view()}</div>
        </section>
    }
}
