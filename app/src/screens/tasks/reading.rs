//! 水电气异常 (R08): an urgent task out of an imported reading. The worker looks from outside and records what came of it.

use super::parts::{Shots, commit};
use super::words;
use crate::kit::{self, Empty, TopBar};
use crate::position;
use crate::screens::visit::{Picks, TextInput, picks};
use crate::shell::Unsent;
use crate::state::use_app;
use crate::subject::use_subject;
use crate::text::{Text, tasks as texts};
use gridwalk_domain::event::{Finding, TaskSettled};
use gridwalk_domain::id::TaskId;
use gridwalk_domain::ledger::{TaskRow, TaskState};
use gridwalk_domain::photo::PhotoRef;
use leptos::prelude::*;

const FINDINGS: [Finding; 5] =
    [Finding::NothingOdd, Finding::InUse, Finding::Fault, Finding::SuspectedProduction, Finding::NotEntered];

/// `/task/:id`.
#[component]
pub fn ReadingPage() -> impl IntoView {
    let app = use_app();
    let row = use_subject(app, async move |id: TaskId| {
        app.journal().task(id).await.ok().flatten().filter(|row| row.reading.is_some())
    });
    view! {
        <div class="screen">
            <TopBar title=texts::READING.get().to_owned() back="/"><Unsent/></TopBar>
            {move || match row.get() {
                None => ().into_any(),
                Some(None) => view! { <main class="page"><Empty text=texts::NO_TASK.get()/></main> }.into_any(),
                Some(Some(row)) => view! { <Task row/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Task(row: TaskRow) -> impl IntoView {
    let app = use_app();
    let today = app.today();
    let Some(reading) = row.reading.clone() else { return ().into_any() };
    let steps = row
        .steps
        .iter()
        .filter_map(|step| step.settled.as_ref().map(|settled| (step, settled)))
        .map(|(step, settled)| {
            let at = format!("{} {}", kit::day_in_words(step.at.date_in_shanghai(), today), kit::clock(step.at));
            let said =
                texts::SETTLED_BY.with(&[&app.session().name_of(step.by), &at, words::finding(settled.finding).get()]);
            view! { <p>{said}</p><p class="quiet small">{settled.note.clone()}</p> }
        })
        .collect_view();
    let is_open = row.state == TaskState::Open;
    view! {
        <main>
            <div class="page">
                <section class="group">
                    <div class="group-head"><h2><a href=format!("/premises/{}", reading.premises)>{row.premises_name.clone()}</a></h2>
                        {is_open.then(|| view! { <span class="pill bad">{texts::LOOK_BY.with(&[&kit::day(reading.due_on, today)])}</span> })}</div>
                    <div class="group-body">
                        <p>{words::reading(&reading, today)}</p>
                        <p class="hint">{texts::DO_NOT_READ_METERS.get()}</p>
                        {steps}
                    </div>
                </section>
            </div>
            {is_open.then(|| view! { <Settle row/> })}
        </main>
    }
    .into_any()
}

#[component]
fn Settle(row: TaskRow) -> impl IntoView {
    let app = use_app();
    let fix = position::watch();
    let (chosen, note) = (RwSignal::new(None::<usize>), RwSignal::new(String::new()));
    let photos = RwSignal::new(Vec::<PhotoRef>::new());
    let wanting = RwSignal::new(None::<Text>);
    let row = StoredValue::new(row);
    let save = move |_| {
        let Some(finding) = chosen.get_untracked().and_then(|at| FINDINGS.get(at).copied()) else {
            return wanting.set(Some(texts::FINDING_WANTED));
        };
        let (id, area, head) = row.with_value(|row| (row.id, row.area, row.head));
        let Some(premises) = row.with_value(|row| row.premises) else { return };
        let body = TaskSettled {
            premises,
            finding,
            note: note.get_untracked().trim().to_owned(),
            photos: photos.get_untracked(),
            inspection: None,
        };
        leptos::task::spawn_local(async move {
            match commit(app, id, area, Some(head), body).await {
                Ok(()) => {
                    app.say(texts::SETTLED.get());
                    app.go_instead("/");
                }
                Err(sentence) => wanting.set(Some(sentence)),
            }
        });
    };
    view! {
        <div class="page">
            <section class="group">
                <div class="group-head"><h2>{texts::FINDING.get()}</h2></div>
                <div class="item"><Picks name=texts::FINDING.get() id="finding" tall=true chosen
                    picks=picks(FINDINGS.map(|finding| words::finding(finding).get())) on_pick=move |at| { wanting.set(None); chosen.set(Some(at)); }/></div>
            </section>
            <Shots photos fix on_add=Callback::new(move |photo| photos.update(|photos| photos.push(photo)))/>
            <TextInput label=texts::NOTE.get() value=String::new() area=true on_change=move |text| note.set(text)/>
        </div>
        <div class="bar">
            <p class="bar-note" role="alert">{move || wanting.get().map(Text::get)}</p>
            <div class="bar-inner"><button type="button" class="button main" on:click=save>{texts::SETTLE.get()}</button></div>
        </div>
    }
}
