//! The sheet on which an act is filled in: words, days, rooms, photos.

use super::hazard_acts::{Act, Given, send};
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
    let wanted: Vec<bool> = fields.iter().map(|field| field.is_wanted).collect();
    let typed = RwSignal::new(fields.iter().map(|field| field.value.clone()).collect::<Vec<_>>());
    let (rooms, chosen) = rooms_to_see(&act, row, premises);
    let (photos, missing) = (RwSignal::new(Vec::new()), RwSignal::new(false));
    let inputs = fields.into_iter().enumerate().map(move |(n, field)| {
        let change = move |event| {
            missing.set(false);
            typed.update(|typed| typed[n] = event_target_value(&event));
        };
        let kind = if field.is_day { "date" } else { "text" };
        view! {
            <label class="field">
                <span>{field.label.get()}</span>
                <input class="input" type=kind maxlength="500" value=field.value on:input=change/>
            </label>
        }
    });
    let (label, close, has_rooms) = (act.label(), on_close.clone(), !rooms.is_empty());
    let shots = act.takes_photos().then(|| {
        let before = row.with_value(|row| row.found.photos.iter().map(|photo| photo.sha256).collect::<Vec<_>>());
        let change = Callback::new(move |taken| photos.set(taken));
        view! { <AfterShots label=Signal::stored(followup::PHOTOS) before photos on_change=change fix=position::watch()/> }
    });
    let confirm = move |_| {
        let given =
            Given { typed: typed.get_untracked(), rooms: chosen.get_untracked(), photos: photos.get_untracked() };
        let is_short = given.typed.iter().zip(&wanted).any(|(text, wanted)| *wanted && text.trim().is_empty());
        if is_short || has_rooms && given.rooms.is_empty() {
            missing.set(true);
            return;
        }
        row.with_value(|row| send(app, row, &act, &given, busy, close.clone()));
    };
    view! {
        <Overlay title=label.clone() on_close>
            {has_rooms.then(|| view! {
                <RoomPicks name=followup::WHICH_ROOMS_SEEN.get() rooms chosen on_choose=Callback::new(move |rooms| { missing.set(false); chosen.set(rooms); })/>
            })}
            {inputs.collect_view()}
            {shots}
            <p class="wanting" role="alert">{move || missing.get().then(|| texts::WANTED.get())}</p>
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
