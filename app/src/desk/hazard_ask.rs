//! The sheet on which an act is filled in: words, days, rooms, photos.

use super::hazard_acts::{Act, Days, Given, send};
use crate::hazard::{AfterShots, RoomPicks, RoomState, rooms_of};
use crate::kit::Overlay;
use crate::position;
use crate::state::use_app;
use crate::text::{followup, hazard as texts};
use gridwalk_domain::id::RoomId;
use gridwalk_domain::ledger::{HazardRow, PremisesRow};
use leptos::prelude::*;

/// The sheet.
#[component]
pub fn Ask(
    /// Which act.
    act: Act,
    /// Of which hazard.
    row: StoredValue<HazardRow>,
    /// Where, for the labels of its rooms.
    premises: StoredValue<Option<PremisesRow>>,
    /// While one is on its way.
    busy: RwSignal<bool>,
    /// Called when it is done or given up.
    on_close: impl Fn() + Clone + Send + 'static,
) -> impl IntoView {
    let app = use_app();
    let fields = row.with_value(|row| act.fields(app, row));
    let typed = RwSignal::new(fields.iter().map(|field| field.value.clone()).collect::<Vec<_>>());
    let (rooms, chosen) = rooms_to_see(&act, row, premises);
    let (photos, wrong) = (RwSignal::new(Vec::new()), RwSignal::new(None::<String>));
    let inputs = fields.iter().enumerate().map(move |(n, field)| {
        let change = move |event| {
            wrong.set(None);
            typed.update(|typed| typed[n] = event_target_value(&event));
        };
        let kind = if field.is_day { "date" } else { "text" };
        let today = app.today().to_string();
        let first = (field.days == Days::Ahead).then(|| today.clone());
        let last = (field.days == Days::Past).then_some(today);
        view! {
            <label class="field">
                <span>{field.label.get()}</span>
                <input class="input" type=kind maxlength="500" min=first max=last value=field.value.clone() on:input=change/>
            </label>
        }
    });
    let inputs = inputs.collect_view();
    let (label, close, has_rooms) = (act.label(), on_close.clone(), !rooms.is_empty());
    let shots = act.takes_photos().then(|| {
        let before = row.with_value(|row| row.found.photos.iter().map(|photo| photo.sha256).collect::<Vec<_>>());
        let change = Callback::new(move |taken| photos.set(taken));
        view! { <AfterShots label=Signal::stored(followup::PHOTOS) before photos on_change=change fix=position::watch()/> }
    });
    let confirm = move |_| {
        let given =
            Given { typed: typed.get_untracked(), rooms: chosen.get_untracked(), photos: photos.get_untracked() };
        let problem = fields.iter().zip(&given.typed).find_map(|(field, typed)| field.problem(typed, app.today()));
        let no_room = (has_rooms && given.rooms.is_empty()).then(|| texts::WANTED.get().to_owned());
        if let Some(problem) = no_room.or(problem) {
            wrong.set(Some(problem));
            return;
        }
        row.with_value(|row| send(app, row, &act, &given, busy, close.clone()));
    };
    view! {
        <Overlay title=label.clone() on_close>
            {has_rooms.then(|| view! {
                <RoomPicks name=followup::WHICH_ROOMS_SEEN.get() rooms chosen on_choose=Callback::new(move |rooms| { wrong.set(None); chosen.set(rooms); })/>
            })}
            {inputs}
            {shots}
            <p class="wanting" role="alert">{move || wrong.get()}</p>
            <button type="button" class="button main" on:click=confirm>{label}</button>
        </Overlay>
    }
}

// Those not passed yet; what is said to be mended is chosen already.
fn rooms_to_see(
    act: &Act,
    row: StoredValue<HazardRow>,
    premises: StoredValue<Option<PremisesRow>>,
) -> (Vec<(RoomId, String)>, RwSignal<Vec<RoomId>>) {
    let all = row.with_value(|row| premises.with_value(|premises| rooms_of(row, premises.as_ref())));
    let left = all.into_iter().filter(|(_, _, state)| act.asks_rooms() && *state != RoomState::Passed);
    let left: Vec<_> = left.collect();
    let mended = left.iter().filter(|(_, _, state)| *state == RoomState::Mended).map(|(id, _, _)| *id).collect();
    (left.into_iter().map(|(id, label, _)| (id, label)).collect(), RwSignal::new(mended))
}
