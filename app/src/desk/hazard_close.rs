//! 销号, asked once more; where nothing shows yet that it is mended, whoever closes it went to see, and takes the
//! after-photo (R13).

use crate::field;
use crate::hazard::{AfterShots, hazard_name};
use crate::kit::Overlay;
use crate::position;
use crate::screens::visit::TextInput;
use crate::state::use_app;
use crate::text::{Text, desk, followup as texts};
use gridwalk_domain::event::ClosedOut;
use gridwalk_domain::ledger::{HazardRow, HazardState};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;

/// The sheet: an after-photo from the same view where one is wanted, and a sentence.
#[component]
pub fn CloseOut(
    /// Which.
    row: StoredValue<HazardRow>,
    /// Whether nothing shows yet that it is mended.
    wants_proof: bool,
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
    let reinspects = row.with_value(|row| row.state == HazardState::AwaitingReinspection);
    let before = row.with_value(|row| row.found.photos.iter().map(|photo| photo.sha256).collect::<Vec<_>>());
    let confirm = move |_| {
        let (photos, note) = (photos.get_untracked(), note.get_untracked().trim().to_owned());
        let me = app.session().account.id;
        if row.with_value(|row| row.may_close(me, &photos, &note)).is_err() {
            return wanting.set(Some(if word_is_enough { texts::CLOSE_WANTS_WORD } else { texts::CLOSE_WANTS }));
        }
        let (event, what) = row.with_value(|row| {
            let body = ClosedOut { premises: row.found.premises, photos, note };
            (NewEvent::about(row, body), hazard_name(row))
        });
        field::send_then(app, vec![event], desk::SAID_CLOSED.with(&[&what]), busy, on_close);
    };
    let change = Callback::new(move |taken| {
        wanting.set(None);
        photos.set(taken);
    });
    view! {
        <Overlay title=row.with_value(|row| texts::CLOSE_TITLE.with(&[&hazard_name(row)])) on_close>
            {if wants_proof {
                view! {
                    <p class="quiet small">{texts::CLOSE_HINT.get()}{word_is_enough.then(|| texts::CLOSE_WORD_HINT.get())}</p>
                    <AfterShots label=Signal::stored(texts::AFTER_PHOTO) before photos on_change=change fix/>
                }.into_any()
            } else {
                view! { <p>{texts::CLOSE_SURE.get()}</p> }.into_any()
            }}
            {reinspects.then(|| view! { <p class="quiet small">{texts::CLOSE_REINSPECTS.get()}</p> })}
            <TextInput label=texts::NOTE.get() value=String::new() area=true on_change=move |text| { wanting.set(None); note.set(text); }/>
            <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
            <button type="button" class="button main" disabled=move || busy.get() on:click=confirm>{texts::CLOSE_CONFIRM.get()}</button>
        </Overlay>
    }
}
