//! 批量处理: several hazards of the list reminded or given to one person at once; one event each, committed together.

use crate::field;
use crate::state::use_app;
use crate::text::{duty, followup as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{HazardAssigned, HazardReminded};
use gridwalk_domain::id::{AccountId, AreaId, EventId, HazardId, PremisesId};
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What a bulk act must know of a hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// Which.
    pub id: HazardId,
    /// Cell.
    pub area: AreaId,
    /// Where.
    pub premises: PremisesId,
    /// As it was on the list.
    pub head: EventId,
    /// Whether it can be reminded: it is not put right yet.
    pub is_waiting: bool,
}

gridwalk_domain::has_head!(Chosen);

/// 提醒, without a note.
pub fn reminder(one: &Chosen) -> NewEvent {
    NewEvent::about(one, HazardReminded { premises: one.premises, note: String::new() })
}

/// What is chosen; `None` while nobody chooses.
#[derive(Clone, Copy)]
pub struct Choosing(RwSignal<Option<BTreeMap<HazardId, Chosen>>>);

impl Choosing {
    /// Nobody chooses.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Whether somebody chooses; tracked.
    pub fn is_on(self) -> bool {
        self.0.read().is_some()
    }

    /// Whether this one is chosen; tracked.
    pub fn holds(self, id: HazardId) -> bool {
        self.0.read().as_ref().is_some_and(|chosen| chosen.contains_key(&id))
    }

    /// In or out.
    pub fn toggle(self, id: HazardId, one: Chosen) {
        self.0.update(|chosen| {
            let chosen = chosen.get_or_insert_default();
            if chosen.remove(&id).is_none() {
                chosen.insert(id, one);
            }
        });
    }

    fn all(self) -> BTreeMap<HazardId, Chosen> {
        self.0.get().unwrap_or_default()
    }
}

/// What can be done with those that are chosen.
#[component]
pub fn BulkBar(
    /// What is chosen.
    choosing: Choosing,
    /// All of the shown part.
    all: Signal<Vec<(HazardId, Chosen)>>,
) -> impl IntoView {
    let app = use_app();
    let Choosing(state) = choosing;
    if !matches!(app.session().role, Role::Committee | Role::Subdistrict) {
        return ().into_any();
    }
    let is_on = Memo::new(move |_| choosing.is_on());
    let busy = RwSignal::new(false);
    let send = move |events: Vec<NewEvent>, said: String| {
        field::send_then(app, events, said, busy, move || {
            state.try_set(None);
        });
    };
    let remind = move |_| {
        let waiting: Vec<_> = choosing.all().into_values().filter(|one| one.is_waiting).collect();
        if waiting.is_empty() {
            return app.say(texts::REMIND_NONE.get());
        }
        let events: Vec<_> = waiting.iter().map(reminder).collect();
        let said = crate::text::hazard::SAID_REMINDED.count(events.len());
        send(events, said);
    };
    let assign = move |to: String| {
        let Ok(to) = to.parse::<AccountId>() else { return };
        let all = choosing.all();
        let events: Vec<_> =
            all.values().map(|one| NewEvent::about(one, HazardAssigned { premises: one.premises, to })).collect();
        if !events.is_empty() {
            let said = texts::SAID_ASSIGNED_MANY.with(&[&events.len().to_string(), &app.session().name_of(to)]);
            send(events, said);
        }
    };
    let people = StoredValue::new(
        app.session()
            .people
            .iter()
            .filter(|one| one.role != Role::Admin)
            .map(|one| (one.id, one.name.clone()))
            .collect::<Vec<_>>(),
    );
    let bar = move || {
        let options =
            people.get_value().into_iter().map(|(id, name)| view! { <option value=id.to_string()>{name}</option> });
        let none = move || state.read().as_ref().is_none_or(BTreeMap::is_empty);
        let take_all = move |_| state.set(Some(all.get_untracked().into_iter().collect()));
        let waiting = move || choosing.all().values().filter(|one| one.is_waiting).count();
        view! {
            <div class="choosing" role="group" aria-label=texts::CHOOSE_MANY.get()>
                <p class="strong" role="status">{move || texts::CHOSEN.count(choosing.all().len())}</p>
                <button type="button" class="button small" on:click=take_all>{move || texts::CHOOSE_ALL.count(all.read().len())}</button>
                <button type="button" class="button small" disabled=none on:click=remind>{move || texts::REMIND_CHOSEN.count(waiting())}</button>
                <label class="field"><span>{duty::ASSIGN.get()}</span>
                    <select class="input" aria-label=duty::ASSIGN_TO.get() disabled=none on:change=move |event| assign(event_target_value(&event))>
                        <option value="">{duty::CHOOSE_PERSON.get()}</option>
                        {options.collect_view()}
                    </select>
                </label>
                <button type="button" class="button small plain" on:click=move |_| state.set(None)>{texts::CHOOSE_END.get()}</button>
            </div>
        }
    };
    view! { {move || is_on.get().then(bar)} }.into_any()
}

/// The button that begins it.
#[component]
pub fn BulkButton(
    /// What is chosen.
    choosing: Choosing,
) -> impl IntoView {
    let Choosing(state) = choosing;
    let may = matches!(use_app().session().role, Role::Committee | Role::Subdistrict);
    let is_off = move || state.read().is_none();
    may.then(|| view! {
        {move || is_off().then(|| view! { <button type="button" class="button small" on:click=move |_| state.set(Some(BTreeMap::new()))>{texts::CHOOSE_MANY.get()}</button> })}
    })
}
