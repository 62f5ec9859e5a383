//! Rooms by floor: a tap on a tile opens its items; 本层都看过 passes the rest of a floor (field-practice 1). At most
//! twelve taps for a clean house of forty rooms on three floors.

use super::form::Visit;
use super::item::item_view;
use crate::kit::{Icon, Overlay, icon};
use crate::text::visit as texts;
use crate::text::{Language, language};
use crate::visit::hints::longest_unseen;
use crate::visit::spot::{answers, room_mut, settle_room};
use gridwalk_domain::checklist::{Given, Sheet};
use gridwalk_domain::event::{Room, RoomState};
use gridwalk_domain::id::RoomId;
use gridwalk_domain::record::VisitDraft;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// How many rooms are named as the ones to see first.
const FIRST_MAX: usize = 6;

/// All floors, the lowest first, with what to see first.
pub fn rooms_view(visit: Visit) -> AnyView {
    let scene = visit.scene.get_untracked();
    let rooms = &scene.premises.rooms;
    let floors: BTreeSet<i16> = rooms.iter().map(|room| room.floor).collect();
    let first = longest_unseen(rooms, &scene.premises.rooms_seen, FIRST_MAX);
    let first_names = first.iter().map(|room| room.label.as_str()).collect::<Vec<_>>().join("、");
    let floors = floors.into_iter().map(|floor| floor_view(visit, floor)).collect_view();
    view! {
        {(!first.is_empty()).then(|| view! { <p class="hint">{texts::SEE_FIRST.with(&[&first_names])}</p> })}
        {floors}
        <p class="hint">{move || {
            let (seen, all) = seen(visit);
            if seen < all { texts::ROOMS_LEFT.with(&[&seen.to_string(), &(all - seen).to_string()]) } else { texts::ROOMS_ALL.count(all) }
        }}</p>
    }
    .into_any()
}

/// Rooms looked at, and all.
pub fn seen(visit: Visit) -> (usize, usize) {
    let all = visit.scene.with(|scene| scene.premises.rooms.len());
    let seen =
        visit.draft.with(|draft| draft.rooms.values().filter(|room| room.state != RoomState::NotEntered).count());
    (seen, all)
}

fn floor_name(floor: i16) -> String {
    const DIGITS: [&str; 11] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    if floor < 0 {
        return texts::BASEMENT.count(floor.unsigned_abs());
    }
    match usize::try_from(floor).ok().and_then(|place| DIGITS.get(place)) {
        Some(digit) if language() == Language::Chinese => texts::FLOOR.with(&[digit]),
        _ => texts::FLOOR.count(floor),
    }
}

fn floor_view(visit: Visit, floor: i16) -> AnyView {
    let scene = visit.scene.get_untracked();
    let rooms: Vec<Room> = scene.premises.rooms.iter().filter(|room| room.floor == floor).cloned().collect();
    let ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
    let counted = ids.clone();
    let left =
        Memo::new(move |_| visit.draft.with(|draft| counted.iter().filter(|id| !draft.rooms.contains_key(id)).count()));
    let all = ids.len();
    // What the button passed can be taken back until the page is left.
    let passed = RwSignal::new(Vec::<RoomId>::new());
    let pass = move |_| {
        let open: Vec<RoomId> =
            visit.draft.with_untracked(|d| ids.iter().filter(|id| !d.rooms.contains_key(id)).copied().collect());
        visit.update(|draft| open.iter().for_each(|id| _ = room_mut(draft, *id)));
        passed.set(open);
    };
    let undo = move |_| {
        visit.update(|draft| {
            draft.rooms.retain(|id, room| {
                room.state != RoomState::Fine
                    || !room.answers.is_empty()
                    || !passed.with_untracked(|passed| passed.contains(id))
            })
        });
        passed.set(Vec::new());
    };
    let tiles = rooms.iter().map(|room| tile(visit, room)).collect_view();
    view! {
        <section class="group" aria-label=floor_name(floor)>
            <div class="group-head">
                <h2>{floor_name(floor)}<small class="number">{move || format!("{} / {all}", all - left.get())}</small></h2>
                {move || match left.get() {
                    0 => view! {
                        <span class="head-end">
                            {passed.with(|passed| !passed.is_empty()).then(|| view! {
                                <button type="button" class="button small plain" on:click=undo>{texts::TAKE_BACK.get()}</button>
                            })}
                            <span class="pill ok">{icon(Icon::Tick)}{texts::FLOOR_SEEN.get()}</span>
                        </span>
                    }.into_any(),
                    _ => view! { <button type="button" class="button small" on:click=pass.clone()>{texts::FLOOR_SEEN.get()}</button> }.into_any(),
                }}
            </div>
            <div class="group-body"><div class="floor">{tiles}</div></div>
        </section>
    }
    .into_any()
}

fn state_words(state: Option<RoomState>, has_open: bool) -> (&'static str, &'static str) {
    match state {
        None if has_open => (texts::ROOM_STILL_OPEN.get(), "tile earlier"),
        None => (texts::ROOM_UNSEEN.get(), "tile"),
        Some(RoomState::Fine) => (texts::ROOM_FINE.get(), "tile fine"),
        Some(RoomState::Problem) => (texts::ROOM_PROBLEM.get(), "tile problem"),
        Some(RoomState::NotEntered) => (texts::ROOM_NOT_ENTERED.get(), "tile not-entered"),
    }
}

fn tile(visit: Visit, room: &Room) -> AnyView {
    let id = room.id;
    let has_open = visit.scene.with_untracked(|scene| scene.has_open_in(id));
    let state = Memo::new(move |_| visit.draft.with(|draft| draft.rooms.get(&id).map(|room| room.state)));
    let missing = move || visit.missing.with(|missing| missing.iter().any(|violation| violation.room() == Some(id)));
    view! {
        <button type="button" class=move || state_words(state.get(), has_open).1 class:missing=missing on:click=move |_| visit.room.set(Some(id))>
            <b>{room.label.clone()}</b>{move || state_words(state.get(), has_open).0}
        </button>
    }
    .into_any()
}

/// The sheet of the open room.
#[component]
pub fn OpenRoom() -> impl IntoView {
    let visit = super::form::use_visit();
    move || visit.room.get().map(|room| room_sheet(visit, room))
}

fn room_sheet(visit: Visit, room: RoomId) -> AnyView {
    let scene = visit.scene.get_untracked();
    let close = move || visit.room.set(None);
    let fine = move |_| {
        visit.update(|draft| set_fine(draft, room));
        close();
    };
    let not_entered = move |_| {
        visit.update(|draft| set_not_entered(draft, room));
        close();
    };
    let state = Memo::new(move |_| visit.draft.with(|draft| draft.rooms.get(&room).map(|room| room.state)));
    let items =
        scene.sheets.room_sheet.iter().flat_map(Sheet::items).map(|item| shown(visit, room, item)).collect_view();
    let title = texts::ROOM_TITLE.with(&[&scene.room_label(room)]);
    view! {
        <Overlay title=title on_close=close>
            <div class="room-quick">
                {move || match state.get() {
                    Some(RoomState::Problem) => rest_fine(visit, room),
                    _ => view! { <button type="button" class="button main" on:click=fine>{texts::ROOM_FINE.get()}</button> }.into_any(),
                }}
                <button type="button" class="button" on:click=not_entered>{texts::ROOM_NOT_ENTERED.get()}</button>
                {move || state.get().is_some().then(|| view! {
                    <button type="button" class="button plain" on:click=move |_| { visit.update(|draft| { draft.rooms.remove(&room); }); close(); }>{texts::ROOM_UNSEE.get()}</button>
                })}
            </div>
            {scene.room_advice.clone().map(|advice| view! { <p class="hint">{advice}</p> })}
            <div class="group">{items}</div>
            {move || (state.get() == Some(RoomState::Problem)).then(|| rest_fine(visit, room))}
        </Overlay>
    }
    .into_any()
}

// Above the items, and below them, where one is when the last was looked at.
fn rest_fine(visit: Visit, room: RoomId) -> AnyView {
    let pass = move |_| {
        visit.update(|draft| pass_rest(visit, draft, room));
        visit.room.set(None);
    };
    view! { <button type="button" class="button main" on:click=pass>{texts::REST_FINE.get()}</button> }.into_any()
}

fn shown(visit: Visit, room: RoomId, item: &std::sync::Arc<gridwalk_domain::checklist::Item>) -> AnyView {
    if item.opens_if.is_none() {
        return item_view(visit, Some(room), item);
    }
    let item = item.clone();
    let of = item.clone();
    let shown = Memo::new(move |_| {
        let scene = visit.scene.get();
        let empty = Default::default();
        visit.draft.with(|draft| {
            let answers = answers(draft, Some(room)).unwrap_or(&empty);
            scene.sheets.room_sheet.as_ref().is_some_and(|sheet| sheet.is_visible(&of, answers))
        })
    });
    view! { {move || shown.get().then(|| item_view(visit, Some(room), &item))} }.into_any()
}

// 没问题: what was begun there is taken back.
fn set_fine(draft: &mut VisitDraft, room: RoomId) {
    let room = room_mut(draft, room);
    room.answers.clear();
    room.state = RoomState::Fine;
}

fn set_not_entered(draft: &mut VisitDraft, room: RoomId) {
    let room = room_mut(draft, room);
    room.answers.clear();
    room.state = RoomState::NotEntered;
}

// 其余合格, of a room with a problem.
fn pass_rest(visit: Visit, draft: &mut VisitDraft, room: RoomId) {
    let scene = visit.scene.get_untracked();
    if let Some(sheet) = &scene.sheets.room_sheet {
        let answers = &mut room_mut(draft, room).answers;
        for group in &sheet.groups {
            sheet.pass_group(&group.name, answers, Given::Group);
        }
    }
    settle_room(draft, room);
}
