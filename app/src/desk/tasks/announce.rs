//! 报备危险作业 (R28): announced to the desk in advance. It stands in the worker's list until its time has come, and is
//! urgent from then on.

use super::new_campaign::cells;
use crate::desk::frame::PageBar;
use crate::field;
use crate::kit::Toggle;
use crate::moment;
use crate::premises::use_premises;
use crate::screens::tasks::words;
use crate::state::{App, use_app};
use crate::text::{Text, duty as texts, tasks as field_texts};
use gridwalk_domain::event::{WorkKind, WorkReported, WorkWindow};
use gridwalk_domain::id::{AreaId, PremisesId, TaskId};
use gridwalk_domain::record::NewEvent;
use gridwalk_replica::{PremisesBrief, Sought};
use leptos::prelude::*;

/// Premises offered while one is searched for.
const OFFERED: usize = 6;
const HOUR_MS: i64 = 3_600_000;

#[derive(Clone, Copy)]
struct Form {
    kind: RwSignal<Option<WorkKind>>,
    premises: RwSignal<Option<(PremisesId, AreaId)>>,
    cell: RwSignal<Option<AreaId>>,
    place: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Form {
    fn work(self) -> Result<(AreaId, WorkReported), Text> {
        let kind = self.kind.get_untracked().ok_or(texts::WORK_KIND_WANTED)?;
        let place = self.place.get_untracked().trim().to_owned();
        let premises = self.premises.get_untracked();
        let area = premises.map(|(_, area)| area).or(self.cell.get_untracked());
        let area = area.filter(|_| !place.is_empty()).ok_or(texts::WORK_PLACE_WANTED)?;
        let window = moment::read(&self.from.get_untracked()).zip(moment::read(&self.to.get_untracked()));
        let (from, to) = window.filter(|(from, to)| from <= to).ok_or(field_texts::WORK_WHEN_WANTED)?;
        let planned = Some(WorkWindow { from, to });
        let premises = premises.map(|(id, _)| id);
        Ok((area, WorkReported { premises, place, kind, planned, seen: None, position: None }))
    }
}

/// `/works/new`.
#[component]
pub fn AnnounceWorkPage() -> impl IntoView {
    let app = use_app();
    let now = app.now();
    let form = Form {
        kind: RwSignal::new(None),
        premises: RwSignal::new(None),
        cell: RwSignal::new(None),
        place: RwSignal::new(String::new()),
        from: RwSignal::new(moment::write(now.plus_millis(HOUR_MS))),
        to: RwSignal::new(moment::write(now.plus_millis(3 * HOUR_MS))),
    };
    let (wanting, busy) = (RwSignal::new(None::<Text>), RwSignal::new(false));
    let kinds = words::WORKS.map(|kind| {
        view! { <Toggle label=words::work(kind).get() on=Signal::derive(move || form.kind.get() == Some(kind)) on_tap=move || form.kind.set(Some(kind))/> }
    });
    let send = move |_| match form.work() {
        Err(sentence) => wanting.set(Some(sentence)),
        Ok((area, work)) => field::once(busy, announce(app, area, work)),
    };
    view! {
        <PageBar title=texts::ANNOUNCE.get().to_owned() note=Signal::stored(texts::ANNOUNCE_HINT.get().to_owned()) back="/tasks"/>
        <div class="page record-page">
            <fieldset class="field"><legend>{field_texts::WHICH_WORK.get()}</legend><div class="chips">{kinds.collect_view()}</div></fieldset>
            <Where form/>
            <div class="pair">{moment_field(field_texts::FROM, form.from)}{moment_field(field_texts::TO, form.to)}</div>
            <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
            <button type="button" class="button main" on:click=send>{texts::ANNOUNCE_NOW.get()}</button>
        </div>
    }
}

/// Premises of the ledger, found by their name, or a cell and where in it.
#[component]
fn Where(form: Form) -> impl IntoView {
    let app = use_app();
    let all = use_premises(app);
    let typed = RwSignal::new(String::new());
    let offered = move || {
        let sought = typed.get();
        let is_asked = form.premises.get().is_none() && !sought.trim().is_empty();
        let all = all.get().filter(|_| is_asked)?;
        let words = Sought::new(&sought);
        let fits = |one: &&PremisesBrief| one.standing.is_live() && words.finds(one);
        let found: Vec<PremisesBrief> = all.iter().filter(fits).take(OFFERED).cloned().collect();
        Some(found.into_iter().map(|one| offer(form, typed, one)).collect_view())
    };
    let cells = cells(app);
    let choose_cell = {
        let cells = cells.clone();
        move |event: web_sys::Event| {
            let chosen = event_target_value(&event);
            form.cell.set(cells.iter().map(|(_, id)| *id).find(|id| id.to_string() == chosen));
        }
    };
    view! {
        <label class="field"><span>{texts::WORK_AT.get()}</span>
            <input class="input" type="search" placeholder=texts::WORK_AT_EXAMPLE.get() bind:value=typed
                on:input=move |_| form.premises.set(None)/>
        </label>
        <div class="chips">{offered}</div>
        {move || form.premises.get().is_none().then(|| view! {
            <label class="field"><span>{texts::CELL.get()}</span>
                <select class="input" on:change=choose_cell.clone()>
                    <option value="">{texts::CHOOSE_CELL.get()}</option>
                    {cells.iter().map(|(name, id)| view! { <option value=id.to_string()>{name.clone()}</option> }).collect_view()}
                </select>
            </label>
        })}
        <label class="field"><span>{field_texts::WHERE.get()}</span>
            <input class="input" type="text" placeholder=field_texts::WHERE_EXAMPLE.get() bind:value=form.place/>
        </label>
    }
}

fn offer(form: Form, typed: RwSignal<String>, one: PremisesBrief) -> impl IntoView {
    let said = format!("{} {}", one.name, one.address);
    let place = format!("{} {}", one.address, one.name);
    let choose = move |_| {
        form.premises.set(Some((one.id, one.area)));
        typed.set(one.name.clone());
        form.place.set(place.clone());
    };
    view! { <button type="button" class="chip" on:click=choose>{said}</button> }
}

fn moment_field(label: Text, moment: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="field"><span>{label.get()}</span>
            <input class="input" type="datetime-local" bind:value=moment/>
        </label>
    }
}

async fn announce(app: App, area: AreaId, work: WorkReported) {
    let place = work.place.clone();
    let id = TaskId(field::fresh_id());
    if field::keep(app, vec![NewEvent::first(id, area, work)]).await {
        app.say(texts::SAID_ANNOUNCED.with(&[&place]));
        app.go_instead(&format!("/tasks/{id}"));
    }
}
