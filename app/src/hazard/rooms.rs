//! The rooms of one hazard: one defect in twelve rooms is one hazard, closed room by room.

use crate::kit::Toggle;
use crate::text::followup as texts;
use gridwalk_domain::id::RoomId;
use gridwalk_domain::ledger::{HazardRow, PremisesRow};
use leptos::prelude::*;

/// How far a room has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomState {
    /// 未改.
    Open,
    /// 已改: said so, and not seen by a second person.
    Mended,
    /// 复查合格.
    Passed,
}

/// Each room of a hazard with its label, in the order found.
pub fn rooms_of(row: &HazardRow, premises: Option<&PremisesRow>) -> Vec<(RoomId, String, RoomState)> {
    let label = |id: RoomId| {
        let room = premises.and_then(|premises| premises.rooms.iter().find(|room| room.id == id));
        room.map_or_else(|| id.to_string(), |room| room.label.clone())
    };
    let state = |id: &RoomId| match () {
        () if row.rooms_passed.contains(id) => RoomState::Passed,
        () if row.rooms_mended.contains(id) => RoomState::Mended,
        () => RoomState::Open,
    };
    row.found.rooms.iter().map(|id| (*id, label(*id), state(id))).collect()
}

/// Every room and how far it has come.
#[component]
pub fn RoomList(
    /// Of [`rooms_of`].
    rooms: Vec<(RoomId, String, RoomState)>,
) -> impl IntoView {
    let passed = rooms.iter().filter(|(_, _, state)| *state == RoomState::Passed).count();
    let count = texts::ROOMS_DONE.with(&[&passed.to_string(), &rooms.len().to_string()]);
    let lines = rooms.into_iter().map(|(_, label, state)| {
        let (word, class) = match state {
            RoomState::Open => (texts::ROOM_OPEN, "pill bad"),
            RoomState::Mended => (texts::ROOM_MENDED, "pill brand"),
            RoomState::Passed => (texts::ROOM_PASSED, "pill ok"),
        };
        view! { <li class="room-line"><b>{label}</b><span class=class>{word.get()}</span></li> }
    });
    view! {
        <div class="rooms-of">
            <p class="quiet small">{texts::ROOMS.get()}" · "{count}</p>
            <ul class="room-lines">{lines.collect_view()}</ul>
        </div>
    }
}

/// Which of them: chips, and 全部.
#[component]
pub fn RoomPicks(
    /// What is asked.
    #[prop(into)]
    name: String,
    /// Those that may be chosen.
    rooms: Vec<(RoomId, String)>,
    /// Chosen.
    #[prop(into)]
    chosen: Signal<Vec<RoomId>>,
    /// Called with all that are chosen.
    on_choose: Callback<Vec<RoomId>>,
) -> impl IntoView {
    let all: Vec<RoomId> = rooms.iter().map(|(id, _)| *id).collect();
    let chips = rooms.into_iter().map(|(id, label)| {
        let on = Signal::derive(move || chosen.read().contains(&id));
        let tap = move || {
            let mut now = chosen.get_untracked();
            match now.iter().position(|one| *one == id) {
                Some(place) => drop(now.remove(place)),
                None => now.push(id),
            }
            on_choose.run(now);
        };
        view! { <Toggle label on on_tap=tap/> }
    });
    let (every, count) = (all.clone(), all.len());
    let is_all = Signal::derive(move || chosen.read().len() == count);
    let take_all = move || on_choose.run(if is_all.get_untracked() { Vec::new() } else { every.clone() });
    view! {
        <div class="field" role="group" aria-label=name.clone()>
            <span>{name.clone()}</span>
            <div class="chips">
                {chips.collect_view()}
                {(count > 1).then(|| view! { <Toggle label=texts::ALL_ROOMS.get() on=is_all on_tap=take_all/> })}
            </div>
        </div>
    }
}
