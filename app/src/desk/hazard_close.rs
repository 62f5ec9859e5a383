//! 销号 where nothing shows yet that it is mended: whoever closes it went to see, and takes the after-photo (R13).

use super::decide;
use crate::field;
use crate::hazard::{AfterShots, hazard_name};
use crate::kit::Overlay;
use crate::position;
use crate::screens::visit::TextInput;
use crate::state::use_app;
use crate::text::{Text, desk, followup as texts};
use gridwalk_domain::event::ClosedOut;
use gridwalk_domain::ledger::HazardRow;
use gridwalk_domain::photo::PhotoRef;
use leptos::prelude::*;

/// The sheet: an after-photo from the same view, and a sentence.
#[component]
pub fn CloseOut(
    /// Which.
    row: StoredValue<HazardRow>,
    /// While one is on its way.
    busy: RwSignal<bool>,
    /// Called when it is done or given up.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let app = use_app();
    let fix = position::watch();
    let photos = RwSignal::new(Vec::<PhotoRef>::new());
    let (note, wanting) = (RwSignal::new(String::new()), RwSignal::new(None::<Text>));
    let word_is_enough = row.with_value(HazardRow::word_is_enough);
    let before = row.with_value(|row| row.found.photos.iter().map(|photo| photo.sha256).collect::<Vec<_>>());
    let confirm = move |_| {
        let (photos, note) = (photos.get_untracked(), note.get_untracked().trim().to_owned());
        let me = app.session().account.id;
        if row.with_value(|row| row.may_close(me, &photos, &note)).is_err() {
            return wanting.set(Some(if word_is_enough { texts::CLOSE_WANTS_WORD } else { texts::CLOSE_WANTS }));
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (event, what) = row.with_value(|row| {
            let body = ClosedOut { premises: row.found.premises, photos, note };
            (decide::on_hazard(row, body), hazard_name(row))
        });
        leptos::task::spawn_local(async move {
            if field::keep(app, vec![event]).await {
                app.say(desk::SAID_CLOSED.with(&[&what]));
                on_close();
            }
            busy.try_set(false);
        });
    };
    let change = Callback::new(move |taken| {
        wanting.set(None);
        photos.set(taken);
    });
    view! {
        <Overlay title=row.with_value(|row| texts::CLOSE_TITLE.with(&[&hazard_name(row)])) on_close>
            <p class="quiet small">{texts::CLOSE_HINT.get()}{word_is_enough.then(|| texts::CLOSE_WORD_HINT.get())}</p>
            <AfterShots label=Signal::stored(texts::AFTER_PHOTO) before photos on_change=change fix/>
            <TextInput label=texts::NOTE.get() value=String::new() area=true on_change=move |text| { wanting.set(None); note.set(text); }/>
            <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
            <button type="button" class="button main" disabled=move || busy.get() on:click=confirm>{texts::CLOSE_CONFIRM.get()}</button>
        </Overlay>
    }
}
