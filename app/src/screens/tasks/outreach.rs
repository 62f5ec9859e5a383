//! 宣传入户 (R29): topics, leaflets, how many persons. Counts only: there is no field for a name.

use super::parts::{Shots, asked_premises, cell_of, commit, form_screen, kept, place_of};
use crate::field;
use crate::kit::Toggle;
use crate::position;
use crate::screens::visit::{Stepper, TextInput};
use crate::state::{App, use_app};
use crate::text::{Text, tasks as texts};
use gridwalk_domain::event::OutreachRecorded;
use gridwalk_domain::id::{AreaId, PremisesId, TaskId};
use gridwalk_domain::photo::PhotoRef;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const KEPT: &str = "outreach-form";
const TOPICS: [Text; 8] = [
    texts::TOPIC_EBIKE,
    texts::TOPIC_GAS,
    texts::TOPIC_EXITS,
    texts::TOPIC_WIRING,
    texts::TOPIC_ALARM,
    texts::TOPIC_CO,
    texts::TOPIC_FLOOD,
    texts::TOPIC_DROWNING,
];

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Form {
    premises: Option<PremisesId>,
    area: Option<AreaId>,
    place: String,
    topics: Vec<String>,
    leaflets: u32,
    persons: u32,
    photos: Vec<PhotoRef>,
    note: String,
}

/// `/outreach`, with `?premises=` for premises of the ledger.
#[component]
pub fn OutreachPage() -> impl IntoView {
    let app = use_app();
    let asked = asked_premises();
    let form = kept::<Form>(app, KEPT, async move |kept| begin_at(app, kept, asked).await);
    form_screen(texts::OUTREACH.get(), form, |form, write| view! { <Fields form write/> }.into_any())
}

// A form opened at other premises begins anew; one without premises is left as it was.
async fn begin_at(app: App, kept: Form, asked: Option<PremisesId>) -> Form {
    let Some(asked) = asked.filter(|asked| kept.premises != Some(*asked)) else { return kept };
    match place_of(app, asked).await {
        Some((area, place)) => Form { premises: Some(asked), area: Some(area), place, ..Form::default() },
        None => kept,
    }
}

#[component]
fn Fields(form: Signal<Form>, write: SignalSetter<Form>) -> impl IntoView {
    let app = use_app();
    let fix = position::watch();
    let wanting = RwSignal::new(None::<Text>);
    let edit = move |change: &dyn Fn(&mut Form)| {
        wanting.set(None);
        let mut new = form.get_untracked();
        change(&mut new);
        write.set(new);
    };
    let topics = TOPICS.map(|topic| {
        let name = topic.zh;
        let on = move || form.read().topics.iter().any(|one| one == name);
        let tap = move || {
            edit(&|form| match form.topics.iter().position(|one| one == name) {
                Some(at) => _ = form.topics.remove(at),
                None => form.topics.push(name.to_owned()),
            });
        };
        view! { <Toggle label=topic.get() on=Signal::derive(on) on_tap=tap/> }
    });
    let count = |number: Option<f64>| number.unwrap_or(0.0).clamp(0.0, 9_999.0) as u32;
    let save = move |_| {
        let Form { premises, area, place, topics, leaflets, persons, photos, note } = form.get_untracked();
        let sentence = match (place.trim().is_empty(), topics.is_empty() && leaflets == 0) {
            (true, _) => Some(texts::WORK_PLACE_WANTED),
            (_, true) => Some(texts::TOPICS_WANTED),
            _ => None,
        };
        let area = area.or_else(|| cell_of(app, fix.get_untracked()));
        let (None, Some(area)) = (sentence, area) else { return wanting.set(sentence) };
        let place = place.trim().to_owned();
        let position = fix.get_untracked().position();
        let body = OutreachRecorded { premises, place, topics, leaflets, persons, position, photos, note };
        leptos::task::spawn_local(async move {
            match commit(app, TaskId(field::fresh_id()), area, None, body).await {
                Ok(()) => {
                    write.set(Form::default());
                    app.say(texts::OUTREACH_SAVED.get());
                    app.go_instead("/");
                }
                Err(sentence) => wanting.set(Some(sentence)),
            }
        });
    };
    let number = move |of: fn(&Form) -> u32| Signal::derive(move || Some(f64::from(of(&form.read()))));
    view! {
        <main class="page">
            <TextInput label=texts::WHERE.get() value=form.get_untracked().place example=texts::WHERE_EXAMPLE.get()
                on_change=move |text: String| edit(&|form| form.place.clone_from(&text))/>
            <fieldset class="field"><legend>{texts::TOPICS.get()}</legend><div class="chips">{topics.collect_view()}</div></fieldset>
            <section class="group"><div class="group-body">
                <div class="companions"><span>{texts::PERSONS.get()}</span>
                    <Stepper label=texts::PERSONS.get() value=number(|form| form.persons) unit=texts::PEOPLE.get() on_change=move |n| edit(&|form| form.persons = count(n))/></div>
                <div class="companions"><span>{texts::LEAFLETS.get()}</span>
                    <Stepper label=texts::LEAFLETS.get() value=number(|form| form.leaflets) unit=texts::SHEETS.get() on_change=move |n| edit(&|form| form.leaflets = count(n))/></div>
            </div></section>
            <Shots photos=Signal::derive(move || form.get().photos) fix
                on_add=Callback::new(move |photo: PhotoRef| edit(&|form| form.photos.push(photo.clone())))/>
            <TextInput label=texts::NOTE.get() value=form.get_untracked().note area=true on_change=move |text: String| edit(&|form| form.note.clone_from(&text))/>
        </main>
        <div class="bar">
            <p class="bar-note" role="alert">{move || wanting.get().map(Text::get)}</p>
            <div class="bar-inner"><button type="button" class="button main" on:click=save>{texts::SAVE_OUTREACH.get()}</button></div>
        </div>
    }
}
