//! The premises page: what one wants to know before knocking, and the two ways to begin.

use super::notice::NoticeLines;
use super::visit::{begin_not_entered, begin_visit, standing_draft};
use super::{labels, sign_in::PlaceWarning, tasks::PremisesDuties};
use crate::file::{FileSummary, SelfCheck};
use crate::kit::{self, Empty, Icon, Shot, TopBar, icon};
use crate::platform::{self, Place};
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{common as words, field as texts, notice as notices};
use gridwalk_domain::event::Outcome;
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::{InspectionRow, PremisesRow};
use gridwalk_domain::mask;
use gridwalk_domain::phone::has_digits;
use gridwalk_domain::review::still_open;
use gridwalk_domain::time::Timestamp;
use gridwalk_replica::InspectionFilter;
use leptos::prelude::*;

/// `/premises/:id`.
#[component]
pub fn PremisesPage() -> impl IntoView {
    let app = use_app();
    let loaded = use_subject(app, async move |id: PremisesId| load(app, id).await);
    view! {
        {move || match loaded.get() {
            None => ().into_any(),
            Some(None) => view! { <div class="screen"><TopBar title=texts::RECORD.get().to_owned() back="/"/><Empty text=words::NOTHING_HERE.get()/></div> }.into_any(),
            Some(Some(seen)) => view! { <Premises seen/> }.into_any(),
        }}
    }
}

const HISTORY_ROWS: u32 = 30;

#[derive(Clone, PartialEq)]
struct Seen {
    row: PremisesRow,
    visits: Vec<InspectionRow>,
    // A visit to them was begun on this phone and not submitted.
    is_begun: bool,
}

async fn load(app: App, id: PremisesId) -> Option<Seen> {
    let row = app.journal().premises(id).await.ok()??;
    let (visits, _) = history_of(app, &row, HISTORY_ROWS).await;
    let is_begun = standing_draft(app, id).await.is_ok_and(|draft| draft.is_some());
    Some(Seen { row, visits, is_begun })
}

/// Visits of premises and of what was merged into them, the newest first, at most `limit`; and whether there are more.
pub async fn history_of(app: App, row: &PremisesRow, limit: u32) -> (Vec<InspectionRow>, bool) {
    let (mut visits, mut has_more) = (Vec::new(), false);
    for premises in std::iter::once(row.id).chain(row.ties.absorbed.iter().copied()) {
        let filter = InspectionFilter { premises: Some(premises), limit, ..Default::default() };
        let Ok(page) = app.journal().inspections(&filter).await else { continue };
        has_more |= page.next.is_some();
        visits.extend(page.rows);
    }
    visits.sort_by_key(|visit| std::cmp::Reverse(visit.record.ended_at));
    has_more |= visits.len() > limit as usize;
    visits.truncate(limit as usize);
    (visits, has_more)
}

#[component]
fn Premises(seen: Seen) -> impl IntoView {
    let app = use_app();
    let Seen { row, visits, is_begun } = seen;
    let kind = app.catalogue().kind(&row.kind).map(|kind| kind.name.clone()).unwrap_or_default();
    let (name, address) = (row.name.clone(), row.address.clone());
    let photo = row.door_photo.clone().map(|photo| {
        let alt = words::PHOTO_OF.with(&[texts::DOOR_PHOTO.get()]);
        view! { <figure class="photo-wide"><Shot hash=photo.sha256 alt/></figure> }
    });
    view! {
        <div class="screen">
            <TopBar title=name note=Signal::stored(format!("{kind} · {address}")) back="/"><Unsent/></TopBar>
            <main class="page">
                <PlaceWarning/>
                {photo}
                <PremisesDuties row=row.clone()/>
                <OpenHazards row=row.clone()/>
                <NoticeLines premises=row.id/>
                <Register row=row.clone()/>
                <FileSummary row=row.clone() with_link=true/>
                <SelfCheck row=row.clone()/>
                <section class="group">
                    <div class="group-head"><h2>{texts::HISTORY.get()}</h2></div>
                    <div class="group-body"><History visits is_visited=row.last_visit.is_some()/></div>
                </section>
            </main>
            // What was merged into another is walked there, and what is closed not at all.
            {(row.ties.merged_into.is_none() && row.file.standing.is_live()).then(|| view! { <Begin row is_begun/> })}
        </div>
    }
}

#[component]
fn Begin(row: PremisesRow, is_begun: bool) -> impl IntoView {
    let app = use_app();
    // What is stored in WeChat's browser may vanish: visits do not begin there (field-practice 9).
    if platform::place() == Place::WeChat {
        return view! { <div class="bar"><div class="bar-inner"><a class="button main" href="/guide.html" rel="external">{texts::OPEN_IN_BROWSER.get()}</a></div></div> }
            .into_any();
    }
    let row = StoredValue::new(row);
    let begin = if is_begun { texts::GO_ON_VISIT } else { texts::START_VISIT };
    view! {
        <div class="bar">
            <div class="bar-inner">
                <button type="button" class="button side" on:click=move |_| begin_not_entered(app, &row.get_value())>{texts::NOT_ENTERED.get()}</button>
                <button type="button" class="button main" on:click=move |_| begin_visit(app, &row.get_value())>{begin.get()}</button>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn OpenHazards(row: PremisesRow) -> impl IntoView {
    let today = use_app().today();
    let premises = row.id;
    let open: Vec<_> = row.open_hazards.into_iter().filter(|(_, hazard)| !hazard.rectified).collect();
    let count = open.len();
    let items = open.into_iter().map(move |(id, hazard)| {
        let found = texts::FOUND_ON.with(&[&kit::day(hazard.found_at.date_in_shanghai(), today)]);
        let pill = hazard.due_on.map(|due_on| labels::due(due_on, today)).map(|(text, class)| view! { <span class=class>{text}</span> });
        view! { <div class="line"><div><p><a class="quiet-link" href=format!("/hazards/{id}")>{hazard.what}</a></p><p class="quiet small">{labels::level(hazard.level).get()}" · "{found}</p></div>{pill}</div> }
    });
    (count > 0).then(|| {
        view! {
            <section class="group">
                <div class="group-head"><h2>{texts::OPEN_HAZARDS.get()}<small>{count}</small></h2></div>
                <div class="group-body">
                    {items.collect_view()}
                    <a class="button small" href=format!("/notice/new/{premises}")>{notices::TELL.get()}</a>
                </div>
            </section>
        }
    })
}

#[component]
fn Register(row: PremisesRow) -> impl IntoView {
    let app = use_app();
    let cell = app.tree().get(row.area).map(|area| area.name.clone()).unwrap_or_default();
    let when = |at: Timestamp| kit::day_in_words(at.date_in_shanghai(), app.today());
    // Whoever did not get in has been there, and has inspected nothing.
    let last = row.last_inspected_at.map(when);
    let outside = row.last_visit.as_ref().and_then(|last| Some((last.at, last.not_entered?)));
    let outside = outside.map(|(at, why)| format!("{}，{}", when(at), labels::not_entered(why).get()));
    let rooms = (!row.rooms.is_empty()).then(|| texts::ROOMS_COUNT.count(row.rooms.len()));
    let phone = row.persons.owner_phone.clone();
    let owner = (!row.persons.owner_name.is_empty()).then(|| row.persons.owner_name.clone());
    let line =
        |label: &'static str, value: Option<String>| value.map(|value| view! { <dt>{label}</dt><dd>{value}</dd> });
    view! {
        <section class="group">
            <div class="group-body">
                <dl class="facts">
                    {line(texts::LAST_SEEN.get(), Some(last.unwrap_or_else(|| texts::NEVER_VISITED.get().to_owned())))}
                    {line(texts::LAST_OUTSIDE.get(), outside)}
                    {line(texts::ADDRESS.get(), Some(row.address))}
                    {line(texts::CELL.get(), Some(cell))}
                    {line(texts::ROOMS.get(), rooms)}
                    {line(texts::OWNER.get(), owner)}
                </dl>
                {has_digits(&phone).then(|| view! {
                    <a class="button small" href=format!("tel:{phone}")>{icon(Icon::Phone)}{texts::CALL_OWNER.get()}" "{mask::phone(&phone)}</a>
                })}
            </div>
        </section>
    }
}

#[component]
fn History(visits: Vec<InspectionRow>, is_visited: bool) -> impl IntoView {
    if visits.is_empty() {
        let text = if is_visited { texts::OLDER_NOT_HERE } else { texts::NO_HISTORY };
        return view! { <p class="quiet">{text.get()}</p> }.into_any();
    }
    let rows = visits.into_iter().map(|visit| view! { <VisitLine visit/> }).collect_view();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

/// One visit in a list: day, what came of it, where its review stands.
#[component]
pub fn VisitLine(
    /// Which.
    visit: InspectionRow,
    /// Whether the premises is named.
    #[prop(optional)]
    named: bool,
) -> impl IntoView {
    let app = use_app();
    let day = kit::day_in_words(visit.committed_at().date_in_shanghai(), app.today());
    let what = match &visit.record.outcome {
        Outcome::NotEntered(why) => format!("{} · {}", texts::NOT_ENTERED.get(), labels::not_entered(why.reason).get()),
        Outcome::Inspected(_) if !visit.hazards.is_empty() => texts::FOUND_N.count(visit.hazards.len()),
        Outcome::Inspected(_) => match still_open(&visit.record) {
            0 => texts::CLEAN.get().to_owned(),
            open => texts::STILL_OPEN.count(open),
        },
    };
    let (state, class) = labels::review(&visit.review);
    let title = if named { visit.premises_name.clone() } else { day.clone() };
    let sub = if named {
        format!("{day} {} · {what}", kit::clock(visit.committed_at()))
    } else {
        format!("{} · {what}", kit::clock(visit.committed_at()))
    };
    view! {
        <li class="row">
            <span class="row-name"><a href=format!("/record/{}", visit.id)>{title}</a></span>
            <span class=class>{state.get()}</span>
            <span class="row-sub">{sub}</span>
        </li>
    }
}
