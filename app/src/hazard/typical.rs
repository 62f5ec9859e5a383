//! 典型场景 (R18): photos that may teach others, marked once somebody looked at each for faces and plates.

use crate::field;
use crate::kit::{Overlay, Shot, Toggle};
use crate::state::use_app;
use crate::text::followup as texts;
use gridwalk_domain::event::TypicalSceneMarked;
use gridwalk_domain::ledger::HazardRow;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;

/// The button, and the sheet with every photo; nothing while there is no photo.
#[component]
pub fn TypicalScene(
    /// Of which hazard.
    row: HazardRow,
) -> impl IntoView {
    let app = use_app();
    let (looking, busy) = (RwSignal::new(false), RwSignal::new(false));
    let photos: Vec<PhotoHash> = row.found.photos.iter().chain(&row.after_photos).map(|photo| photo.sha256).collect();
    let (is_typical, has_photos) = (row.typical.is_some(), !photos.is_empty());
    let send = move |is_typical: bool| {
        let body = TypicalSceneMarked { premises: row.found.premises, is_typical, faces_checked: is_typical };
        let event = NewEvent::about(&row, body);
        let said = if is_typical { texts::SAID_TYPICAL } else { texts::SAID_NOT_TYPICAL };
        field::send(app, vec![event], said.get().to_owned(), busy);
    };
    let send = StoredValue::new(send);
    let photos = StoredValue::new(photos);
    has_photos.then(|| match is_typical {
        true => view! { <button type="button" class="button small" on:click=move |_| send.get_value()(false)>{texts::TYPICAL_DROP.get()}</button> }.into_any(),
        false => view! {
            <button type="button" class="button small" on:click=move |_| looking.set(true)>{texts::TYPICAL.get()}</button>
            {move || looking.get().then(|| view! {
                <Look photos=photos.get_value() on_close=move || looking.set(false) on_done=move || { looking.set(false); send.get_value()(true); }/>
            })}
        }
        .into_any(),
    })
}

// Large, one below the other; each is ticked by itself.
#[component]
fn Look(
    photos: Vec<PhotoHash>,
    on_close: impl Fn() + Copy + Send + 'static,
    on_done: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let count = photos.len();
    let seen = RwSignal::new(vec![false; count]);
    let left = move || seen.read().iter().filter(|seen| !**seen).count();
    let pictures = photos.into_iter().enumerate().map(move |(place, hash)| {
        let label =
            if count == 1 { texts::TYPICAL_SEEN.get().to_owned() } else { texts::TYPICAL_SEEN_NTH.count(place + 1) };
        let on = Signal::derive(move || seen.read().get(place) == Some(&true));
        let tap = move || seen.update(|seen| seen.iter_mut().skip(place).take(1).for_each(|seen| *seen = !*seen));
        view! {
            <figure class="photo-wide"><Shot hash alt=texts::LOOK_AT.count(place + 1)/></figure>
            <Toggle label on on_tap=tap/>
        }
    });
    view! {
        <Overlay title=texts::TYPICAL.get() on_close>
            <p class="quiet small">{texts::TYPICAL_HINT.get()}</p>
            {pictures.collect_view()}
            <p class="wanting" role="status">{move || (left() > 0).then(|| texts::TYPICAL_LEFT.count(left()))}</p>
            <button type="button" class="button main" disabled=move || { left() > 0 } on:click=move |_| on_done()>{texts::TYPICAL_MARK.get()}</button>
        </Overlay>
    }
}
