//! One task at the desk: a work to be answered, a reading and what came of it, an education visit.

use super::tip;
use crate::desk::entry::cell_name;
use crate::desk::frame::PageBar;
use crate::kit::{self, Empty};
use crate::screens::tasks::{ErrandFacts, ErrandForm, words, work_facts};
use crate::screens::visit::TextInput;
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{duty as texts, tasks as field, tip as tips};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::WorkAnswered;
use gridwalk_domain::id::TaskId;
use gridwalk_domain::ledger::{TaskKind, TaskRow, TaskState};
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;

/// `/tasks/:id`.
#[component]
pub fn TaskPage() -> impl IntoView {
    let app = use_app();
    let row = use_subject(app, async move |id: TaskId| app.journal().task(id).await.ok().flatten());
    move || match row.get() {
        None => ().into_any(),
        Some(None) => view! {
            <PageBar title=texts::PAGE.get().to_owned() note=Signal::stored(String::new()) back="/tasks"/>
            <div class="page"><Empty text=field::NO_TASK.get()/></div>
        }
        .into_any(),
        Some(Some(row)) => page(app, row),
    }
}

fn page(app: App, row: TaskRow) -> AnyView {
    let title = match row.kind() {
        TaskKind::Work => field::WORK,
        TaskKind::Outreach => field::OUTREACH,
        TaskKind::Campaign => field::CAMPAIGN,
        TaskKind::OddReading => field::READING,
        TaskKind::Tip => tips::TIP,
        TaskKind::TipCheck => tips::ERRAND,
    };
    let at = format!("{} {}", kit::day_in_words(row.at.date_in_shanghai(), app.today()), kit::clock(row.at));
    let note =
        [cell_name(app, row.area), app.session().name_of(row.actor), at].into_iter().filter(|part| !part.is_empty());
    let note = note.collect::<Vec<_>>().join(" · ");
    let premises = row.premises.map(|id| {
        let name = if row.premises_name.is_empty() { field::WHERE.get().to_owned() } else { row.premises_name.clone() };
        view! { <a class="quiet-link" href=format!("/premises/{id}")>{name}</a> }
    });
    let may_answer = row.kind() == TaskKind::Work
        && row.state == TaskState::Open
        && matches!(app.session().role, Role::Committee | Role::Subdistrict);
    view! {
        <PageBar title=title.get().to_owned() note=Signal::stored(note) back="/tasks"/>
        <div class="page record-page">
            {premises}
            {tip::page(app, &row)}
            {row.check.is_some().then(|| errand(app, &row))}
            {work_facts(app, &row)}
            {reading(app, &row)}
            {outreach(&row)}
            {may_answer.then(|| view! { <Answer row/> })}
        </div>
    }
    .into_any()
}

// The committee may look itself.
fn errand(app: App, row: &TaskRow) -> AnyView {
    let looks = app.session().role == Role::Committee;
    view! { <ErrandFacts row=row.clone()/>{looks.then(|| view! { <ErrandForm row=row.clone() home="/tasks"/> })} }
        .into_any()
}

fn reading(app: App, row: &TaskRow) -> Option<AnyView> {
    let reading = row.reading.as_ref()?;
    let today = app.today();
    let steps = row.steps.iter().filter_map(|step| Some((step, step.settled.as_ref()?))).map(|(step, settled)| {
        let at = format!("{} {}", kit::day_in_words(step.at.date_in_shanghai(), today), kit::clock(step.at));
        let head = field::SETTLED_BY.with(&[&app.session().name_of(step.by), &at, words::finding(settled.finding).get()]);
        let photos = settled.photos.iter().map(|photo| view! { <figure class="photo record-photo"><kit::Shot hash=photo.sha256 alt=field::PHOTOS.get()/></figure> });
        view! { <div><p>{head}</p><p class="quiet small">{settled.note.clone()}</p><div class="photos">{photos.collect_view()}</div></div> }
    });
    let (state, class) = match row.state {
        TaskState::Open => (field::LOOK_BY.with(&[&kit::day(reading.due_on, today)]), "pill bad"),
        TaskState::Done => (texts::DONE.get().to_owned(), "pill ok"),
    };
    Some(
        view! {
            <section class="group">
                <div class="group-head"><h2>{row.premises_name.clone()}</h2><span class=class>{state}</span></div>
                <div class="group-body"><p>{words::reading(reading, today)}</p>{steps.collect_view()}</div>
            </section>
        }
        .into_any(),
    )
}

fn outreach(row: &TaskRow) -> Option<AnyView> {
    let outreach = row.outreach.as_ref()?;
    let counts = texts::OUTREACH_LINE.with(&[&outreach.persons.to_string(), &outreach.leaflets.to_string()]);
    let photos = outreach.photos.iter().map(|photo| view! { <figure class="photo record-photo"><kit::Shot hash=photo.sha256 alt=field::PHOTOS.get()/></figure> });
    Some(
        view! {
            <section class="group">
                <div class="group-head"><h2>{outreach.place.clone()}</h2><span class="pill plain">{counts}</span></div>
                <div class="group-body">
                    <p>{outreach.topics.join("、")}</p>
                    <p class="record-note">{outreach.note.clone()}</p>
                    <div class="photos">{photos.collect_view()}</div>
                </div>
            </section>
        }
        .into_any(),
    )
}

#[component]
fn Answer(row: TaskRow) -> impl IntoView {
    let app = use_app();
    let text = RwSignal::new(String::new());
    let (wanting, busy) = (RwSignal::new(false), RwSignal::new(false));
    let row = StoredValue::new(row);
    let send = move |_| {
        let answer = text.get_untracked().trim().to_owned();
        if answer.is_empty() {
            return wanting.set(true);
        }
        let (event, place) = row.with_value(|row| {
            let body = WorkAnswered { premises: row.premises, answer };
            (NewEvent::about(row, body), row.work.as_ref().map(|work| work.place.clone()).unwrap_or_default())
        });
        crate::field::send(app, vec![event], texts::SAID_ANSWERED.with(&[&place]), busy);
    };
    view! {
        <section class="group"><div class="group-body">
            <TextInput label=texts::ANSWER.get() value=String::new() area=true example=texts::ANSWER_EXAMPLE.get() on_change=move |new| { wanting.set(false); text.set(new); }/>
            <p class="wanting" role="alert">{move || wanting.get().then(|| texts::ANSWER_WANTED.get())}</p>
            <button type="button" class="button main" on:click=send>{texts::SEND_ANSWER.get()}</button>
        </div></section>
    }
}
