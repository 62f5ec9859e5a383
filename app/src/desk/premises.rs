//! A premises page as the desk reads it: what is open, what is registered, who (masked until asked), every visit.

use super::entry::cell_name;
use super::frame::PageBar;
use super::picture::{Mark, PictureButton};
use super::sketch::Sketch;
use super::tasks::QuietPeriodForm;
use super::viewer::{Viewer, Viewing};
use crate::file::{FileSummary, SelfCheck};
use crate::hazard::{due_pill, hazard_name, level_of, state_pill};
use crate::kit::{Empty, Icon, icon};
use crate::screens::premises::{VisitLine, history_of};
use crate::state::{App, use_app};
use crate::subject::{use_found, use_named};
use crate::text::{Text, desk as texts, followup};
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::{HazardRow, InspectionRow, PremisesRow};
use gridwalk_domain::mask;
use gridwalk_replica::HazardFilter;
use leptos::prelude::*;
use std::sync::Arc;

const HISTORY_ROWS: u32 = 30;
const HAZARD_ROWS: u32 = 200;

#[derive(PartialEq)]
struct Found {
    row: PremisesRow,
    visits: Vec<InspectionRow>,
    more_visits: bool,
    hazards: Vec<HazardRow>,
}

/// `/premises/:id` of the desk entry.
#[component]
pub fn PremisesPage() -> impl IntoView {
    let app = use_app();
    let id = use_named::<PremisesId>("id");
    let drawn = RwSignal::new(HISTORY_ROWS);
    let wanted = Memo::new(move |_| Some((id.get()?, drawn.get())));
    let found = use_found(app, wanted, async move |(id, limit)| load(app, id, limit).await.map(Arc::new));
    Effect::new(move |_| {
        id.track();
        drawn.set(HISTORY_ROWS);
    });
    move || match found.get() {
        None => ().into_any(),
        Some(None) => view! {
            <PageBar title=texts::AT_PREMISES.get().to_owned() note=Signal::stored(String::new()) back="/ledger"/>
            <div class="page"><Empty text=texts::NOT_HERE.get()/></div>
        }
        .into_any(),
        Some(Some(found)) => page(app, &found, drawn),
    }
}

async fn load(app: App, id: PremisesId, limit: u32) -> Option<Found> {
    let journal = app.journal();
    let row = journal.premises(id).await.ok()??;
    let (visits, more_visits) = history_of(app, &row, limit).await;
    let mut hazards = Vec::new();
    for premises in std::iter::once(id).chain(row.ties.absorbed.iter().copied()) {
        let filter =
            HazardFilter { premises: Some(premises), open_only: true, limit: HAZARD_ROWS, ..Default::default() };
        hazards.extend(journal.hazards(&filter).await.map(|page| page.rows).unwrap_or_default());
    }
    Some(Found { row, more_visits, visits, hazards })
}

fn page(app: App, found: &Found, drawn: RwSignal<u32>) -> AnyView {
    let row = &found.row;
    let kind = app.catalogue().kind(&row.kind).map(|kind| kind.name.clone()).unwrap_or_default();
    let note = [kind, row.address.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let viewing = Viewing::new();
    let mark =
        Mark { premises: row.name.clone(), cell: cell_name(app, row.area), worker: String::new(), clock_offset_ms: 0 };
    let door = row.door_photo.as_ref().map(|photo| {
        let picture = mark.picture(photo, texts::DOOR_PHOTO.get());
        viewing.set(vec![picture.clone()]);
        view! { <PictureButton picture class="hero" on_open=move || viewing.show(0)/> }
    });
    let border = app.tree().get(row.area).map(|area| area.border.clone()).unwrap_or_default();
    let at = row.position.map(|position| position.at);
    view! {
        <PageBar title=row.name.clone() note=Signal::stored(note) back="/ledger"/>
        <div class="page record-page">
            <div class="record-top">
                {door}
                <div class="record-facts">{register(app, row)}<Sketch border phone=None premises=at/></div>
            </div>
            {open_hazards(app, &found.hazards)}
            <p class="steps"><a class="button small" href=format!("/hazards/new/{}", row.id)>{icon(Icon::Plus)}{followup::RAISE.get()}</a></p>
            <FileSummary row=row.clone() with_link=true/>
            <SelfCheck row=row.clone()/>
            <QuietPeriodForm row=row.clone()/>
            <section class="group">
                <div class="group-head"><h2>{texts::HISTORY.get()}</h2></div>
                <div class="group-body">{history(found, drawn)}</div>
            </section>
        </div>
        <Viewer viewing/>
    }
    .into_any()
}

fn register(app: App, row: &PremisesRow) -> AnyView {
    let rooms = (!row.rooms.is_empty()).then(|| texts::ROOMS_COUNT.count(row.rooms.len()));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let lines = [
        (texts::ADDRESS, some(&row.address)),
        (texts::ONLY_CELL, some(&cell_name(app, row.area))),
        (texts::ROOMS, rooms),
        (texts::OWNER, some(&row.persons.owner_name)),
        (texts::GUARANTOR, some(&row.persons.guarantor_name)),
    ];
    let lines = lines.into_iter().filter_map(|(label, value)| Some((label, value?)));
    let lines =
        lines.map(|(label, value): (Text, String)| view! { <dt>{label.get()}</dt><dd>{value}</dd> }).collect_view();
    let phone =
        some(&row.persons.owner_phone).map(|phone| view! { <dt>{texts::PHONE.get()}</dt><dd><Phone phone/></dd> });
    let site = row.site.map(|site| {
        view! { <dt>{crate::text::file::SITE.get()}</dt><dd><a class="quiet-link" href=format!("/sites/{site}")>{crate::text::file::SITE_PAGE.get()}</a></dd> }
    });
    view! { <dl class="facts">{lines}{phone}{site}</dl> }.into_any()
}

/// 138****1234 until tapped, then a number to call.
#[component]
fn Phone(phone: String) -> impl IntoView {
    let shown = RwSignal::new(false);
    move || {
        match shown.get() {
        true => view! { <a class="quiet-link" href=format!("tel:{phone}")>{icon(Icon::Phone)}{phone.clone()}</a> }.into_any(),
        false => view! {
            <button type="button" class="quiet-link" on:click=move |_| shown.set(true)>{mask::phone(&phone)}" "<span class="quiet small">{texts::SHOW_PHONE.get()}</span></button>
        }
        .into_any(),
    }
    }
}

fn open_hazards(app: App, hazards: &[HazardRow]) -> Option<AnyView> {
    if hazards.is_empty() {
        return None;
    }
    let lines = hazards.iter().map(|row| {
        let (state, class) = state_pill(row);
        let (text, class) = due_pill(app, row).unwrap_or((state.to_owned(), class));
        view! {
            <li class="row">
                <span class="row-name"><a href=format!("/hazards/{}", row.id)>{hazard_name(row)}</a></span>
                <span class=class>{text}</span>
                <span class="row-sub">{level_of(row)}</span>
            </li>
        }
    });
    Some(
        view! {
            <section class="group">
                <div class="group-head"><h2>{texts::OPEN_HAZARDS_TITLE.get()}<small>{hazards.len()}</small></h2></div>
                <div class="group-body"><ul class="rows">{lines.collect_view()}</ul></div>
            </section>
        }
        .into_any(),
    )
}

fn history(found: &Found, drawn: RwSignal<u32>) -> AnyView {
    if found.visits.is_empty() {
        return view! { <p class="quiet">{texts::NO_HISTORY.get()}</p> }.into_any();
    }
    let rows = found.visits.iter().map(|visit| view! { <VisitLine visit=visit.clone()/> }).collect_view();
    let more = found.more_visits.then(|| {
        let grow = move |_| drawn.update(|drawn| *drawn += HISTORY_ROWS);
        view! { <button type="button" class="button small" on:click=grow>{crate::text::common::MORE.count(HISTORY_ROWS)}</button> }
    });
    view! { <ul class="rows">{rows}</ul>{more} }.into_any()
}
