//! 危险作业 (R28): reported on the spot or announced in advance, looked at again, answered by the desk.

use super::parts::{asked_premises, cell_of, commit, form_screen, kept, place_of};
use super::seen::{EditSeen, SeenForm, told_whole};
use super::words;
use crate::kit::{self, Empty, Shot, Toggle, TopBar};
use crate::position;
use crate::screens::visit::TextInput;
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{Text, tasks as texts};
use crate::{field, moment};
use gridwalk_domain::event::{WorkChecked, WorkKind, WorkReported, WorkSeen, WorkWindow};
use gridwalk_domain::id::{AreaId, PremisesId, TaskId};
use gridwalk_domain::ledger::{TaskRow, TaskState};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const KEPT: &str = "work-form";

/// What the worker fills in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Form {
    premises: Option<PremisesId>,
    area: Option<AreaId>,
    place: String,
    kind: Option<WorkKind>,
    announced: bool,
    from: String,
    to: String,
    seen: WorkSeen,
}

impl Form {
    fn kind(&self) -> WorkKind {
        self.kind.unwrap_or(WorkKind::HotWork)
    }

    fn report(&self) -> Result<WorkReported, Text> {
        let window = moment::read(&self.from).zip(moment::read(&self.to)).filter(|(from, to)| from <= to);
        let planned = match (self.announced, window) {
            (false, _) => None,
            (true, Some((from, to))) => Some(WorkWindow { from, to }),
            (true, None) => return Err(texts::WORK_WHEN_WANTED),
        };
        if self.place.trim().is_empty() {
            return Err(texts::WORK_PLACE_WANTED);
        }
        let seen = (!self.announced).then(|| told_whole(self.kind(), self.seen.clone()));
        let place = self.place.trim().to_owned();
        Ok(WorkReported { premises: self.premises, place, kind: self.kind(), planned, seen, position: None })
    }
}

/// `/work/new`, with `?premises=` for premises of the ledger.
#[component]
pub fn NewWorkPage() -> impl IntoView {
    let app = use_app();
    let asked = asked_premises();
    let form = kept::<Form>(app, KEPT, async move |kept| begin_at(app, kept, asked).await);
    form_screen(texts::WORK.get(), form, |form, write| view! { <Fields form write/> }.into_any())
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
    let edit_seen: EditSeen = Callback::new(move |change: Box<dyn FnOnce(&mut WorkSeen) + Send + Sync>| {
        wanting.set(None);
        let mut new = form.get_untracked();
        change(&mut new.seen);
        write.set(new);
    });
    let send = move |_| {
        let report = match form.get_untracked().report() {
            Ok(report) => WorkReported { position: fix.get_untracked().position(), ..report },
            Err(sentence) => return wanting.set(Some(sentence)),
        };
        let area = form.get_untracked().area.or_else(|| cell_of(app, fix.get_untracked()));
        let Some(area) = area else { return };
        leptos::task::spawn_local(async move {
            match commit(app, TaskId(field::fresh_id()), area, None, report).await {
                Ok(()) => {
                    write.set(Form::default());
                    app.say(texts::WORK_SAVED.get());
                    app.go_instead("/");
                }
                Err(sentence) => wanting.set(Some(sentence)),
            }
        });
    };
    let kinds = words::WORKS.map(|kind| {
        view! { <Toggle label=words::work(kind).get() on=Signal::derive(move || form.read().kind() == kind) on_tap=move || edit(&|form| form.kind = Some(kind))/> }
    });
    let kind = Signal::derive(move || form.read().kind());
    let seen = Signal::derive(move || form.get().seen);
    let announced = Memo::new(move |_| form.read().announced);
    view! {
        <main class="page">
            <fieldset class="field"><legend>{texts::WHICH_WORK.get()}</legend><div class="chips">{kinds.collect_view()}</div></fieldset>
            <TextInput label=texts::WHERE.get() value=form.get_untracked().place example=texts::WHERE_EXAMPLE.get()
                on_change=move |text: String| edit(&|form| form.place.clone_from(&text))/>
            <fieldset class="field"><legend>{texts::WHEN.get()}</legend><div class="chips">
                <Toggle label=texts::UNDER_WAY.get() on=Signal::derive(move || !announced.get()) on_tap=move || edit(&|form| form.announced = false)/>
                <Toggle label=texts::ANNOUNCED.get() on=announced on_tap=move || edit(&|form| form.announced = true)/>
            </div></fieldset>
            {move || match announced.get() {
                true => view! {
                    <div class="pair">
                        {moment_field(texts::FROM, form.get_untracked().from, move |text| edit(&|form| form.from.clone_from(&text)))}
                        {moment_field(texts::TO, form.get_untracked().to, move |text| edit(&|form| form.to.clone_from(&text)))}
                    </div>
                }.into_any(),
                false => view! { <SeenForm seen kind edit=edit_seen fix/> }.into_any(),
            }}
        </main>
        <div class="bar">
            <p class="bar-note" role="alert">{move || wanting.get().map(Text::get)}</p>
            <div class="bar-inner"><button type="button" class="button main" on:click=send>{texts::SEND_WORK.get()}</button></div>
        </div>
    }
}

fn moment_field(label: Text, value: String, on_change: impl Fn(String) + 'static) -> impl IntoView {
    view! {
        <label class="field"><span>{label.get()}</span>
            <input class="input" type="datetime-local" prop:value=value on:input=move |event| on_change(event_target_value(&event))/>
        </label>
    }
}

/// `/work/:id`.
#[component]
pub fn WorkPage() -> impl IntoView {
    let app = use_app();
    let row = use_subject(app, async move |id: TaskId| {
        app.journal().task(id).await.ok().flatten().filter(|row| row.work.is_some())
    });
    view! {
        <div class="screen">
            <TopBar title=texts::WORK.get().to_owned() back="/"><Unsent/></TopBar>
            {move || match row.get() {
                None => ().into_any(),
                Some(None) => view! { <main class="page"><Empty text=texts::NO_TASK.get()/></main> }.into_any(),
                Some(Some(row)) => view! { <main class="page">{facts(app, &row)}</main><Check row/> }.into_any(),
            }}
        </div>
    }
}

/// What there is of a work: what, where, when, everything that was seen and answered. The desk shows the same.
pub fn facts(app: App, row: &TaskRow) -> AnyView {
    let Some(work) = &row.work else { return ().into_any() };
    let today = app.today();
    let when = |at| {
        format!(
            "{} {}",
            kit::day_in_words(gridwalk_domain::time::Timestamp::date_in_shanghai(at), today),
            kit::clock(at)
        )
    };
    let name = |account| app.session().name_of(account);
    let planned = work.planned.map(|window| texts::PLANNED_FOR.with(&[&when(window.from), &when(window.to)]));
    let first =
        work.seen.as_ref().map(|seen| (texts::SEEN_BY.with(&[&name(row.actor), &when(row.at)]), words::seen(seen)));
    let later = row.steps.iter().map(|step| match (&step.seen, &step.answer) {
        (Some(seen), _) => (texts::SEEN_BY.with(&[&name(step.by), &when(step.at)]), words::seen(seen)),
        (None, answer) => {
            (texts::ANSWERED_BY.with(&[&name(step.by), &when(step.at)]), answer.clone().unwrap_or_default())
        }
    });
    let steps = first.into_iter().chain(later).map(
        |(head, text)| view! { <div class="line"><div><p class="quiet small">{head}</p><p>{text}</p></div></div> },
    );
    let photos: Vec<_> = work
        .seen
        .iter()
        .chain(row.steps.iter().filter_map(|step| step.seen.as_ref()))
        .flat_map(|seen| seen.photos.clone())
        .collect();
    let shots = photos.into_iter().map(|photo| view! { <figure class="photo record-photo"><Shot hash=photo.sha256 alt=texts::PHOTOS.get()/></figure> }).collect_view();
    let (state, class) = match row.state {
        TaskState::Open if row.last_seen().is_none() => (texts::ANNOUNCED, "pill"),
        TaskState::Open => (texts::WORK_NOT_ANSWERED, "pill bad"),
        TaskState::Done => (texts::WORK_ANSWERED, "pill ok"),
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{words::work(work.kind).get()}</h2><span class=class>{state.get()}</span></div>
            <div class="group-body">
                <dl class="facts">
                    <dt>{texts::WHERE.get()}</dt><dd>{work.place.clone()}</dd>
                    {planned.map(|planned| view! { <dt>{texts::WORK_PLANNED.get()}</dt><dd>{planned}</dd> })}
                </dl>
                <div class="photos">{shots}</div>
                {steps.collect_view()}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Check(row: TaskRow) -> impl IntoView {
    let app = use_app();
    let open = RwSignal::new(false);
    let seen = RwSignal::new(WorkSeen::default());
    let kind = Signal::stored(row.work.as_ref().map_or(WorkKind::HotWork, |work| work.kind));
    let edit: EditSeen =
        Callback::new(move |change: Box<dyn FnOnce(&mut WorkSeen) + Send + Sync>| seen.update(|seen| change(seen)));
    let row = StoredValue::new(row);
    let send = move |_| {
        if !open.get_untracked() {
            return open.set(true);
        }
        leptos::task::spawn_local(async move {
            let seen = told_whole(kind.get_untracked(), seen.get_untracked());
            let body = WorkChecked { premises: row.with_value(|row| row.premises), seen };
            let (id, area, head) = row.with_value(|row| (row.id, row.area, row.head));
            match commit(app, id, area, Some(head), body).await {
                Ok(()) => {
                    app.say(texts::WORK_SAVED.get());
                    app.go_instead("/");
                }
                Err(sentence) => app.say(sentence.get()),
            }
        });
    };
    view! {
        {move || open.get().then(|| {
            let fix = position::watch();
            view! { <div class="page"><SeenForm seen=seen.into() kind edit fix/></div> }
        })}
        <div class="bar"><div class="bar-inner">
            <button type="button" class="button main" on:click=send>{move || if open.get() { texts::SEND_WORK.get() } else { texts::WORK_CHECK.get() }}</button>
        </div></div>
    }
}
