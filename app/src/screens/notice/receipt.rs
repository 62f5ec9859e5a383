//! 签收 on the glass or by a photo of the paper; 拒签 with a witness and a photo of the posted notice.

use crate::kit::{PhotoPicker, Shot, Toggle};
use crate::photos::IntakeError;
use crate::state::{App, use_app};
use crate::text::{Text, common as words, notice as texts};
use crate::{field, platform};
use gridwalk_domain::event::{Body, NoticeRefusedToSign, NoticeSigned, SignaturePersons};
use gridwalk_domain::ledger::NoticeRow;
use gridwalk_domain::photo::{PhotoRef, PhotoSource};
use gridwalk_domain::record::NewEvent;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, File};

const BOX: (f64, f64) = (300.0, 120.0);
/// A signature is some hundred points; more is a scribble.
const STROKES_CHARS_MAX: usize = 4_000;
const WITNESSES: [Text; 3] = [texts::WITNESS_COMPANION, texts::WITNESS_NEIGHBOUR, texts::WITNESS_PROPERTY];

/// Both ways, one at a time.
#[component]
pub fn ReceiptForm(
    /// Which notice, as it now is.
    row: StoredValue<NoticeRow>,
) -> impl IntoView {
    let refused = RwSignal::new(false);
    let choice = move |which: bool, text: Text| {
        let on = Signal::derive(move || refused.get() == which);
        view! { <Toggle label=text.get() on on_tap=move || refused.set(which)/> }
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::RECEIPT.get()}</h2></div>
            <div class="group-body">
                <div class="chips" role="group" aria-label=texts::RECEIPT.get()>
                    {choice(false, texts::SIGNED)}
                    {choice(true, texts::REFUSED_TO_SIGN)}
                </div>
                {move || match refused.get() {
                    false => view! { <Sign row/> }.into_any(),
                    true => view! { <Refuse row/> }.into_any(),
                }}
            </div>
        </section>
    }
}

#[component]
fn Sign(row: StoredValue<NoticeRow>) -> impl IntoView {
    let app = use_app();
    let (strokes, name) =
        (RwSignal::new(String::new()), RwSignal::new(row.with_value(|row| row.persons.receiver_name.clone())));
    let photo = RwSignal::new(None::<PhotoRef>);
    let wanting = RwSignal::new(None::<Text>);
    let save = move |_| {
        if strokes.with_untracked(String::is_empty) && photo.with_untracked(Option::is_none) {
            return wanting.set(Some(texts::WANT_SIGNATURE));
        }
        let row = row.get_value();
        let body = NoticeSigned { premises: row.issued.premises, photo: photo.get_untracked() };
        let persons =
            SignaturePersons { name: name.get_untracked().trim().to_owned(), strokes: strokes.get_untracked() };
        commit(app, &row, body.into(), &persons, wanting);
    };
    view! {
        <p class="quiet">{texts::SIGN_HERE.get()}</p>
        <Glass strokes/>
        <div class="steps"><button type="button" class="button small plain" on:click=move |_| strokes.set(String::new())>{texts::CLEAR.get()}</button></div>
        <label class="field"><span>{texts::SIGNER.get()}</span><input class="input" type="text" maxlength="40" bind:value=name/></label>
        <OnePhoto label=texts::PAPER_PHOTO photo wanting/>
        <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
        <button type="button" class="button main" on:click=save>{texts::SIGNED.get()}</button>
    }
}

#[component]
fn Refuse(row: StoredValue<NoticeRow>) -> impl IntoView {
    let app = use_app();
    let (witness, name) = (RwSignal::new(None::<Text>), RwSignal::new(String::new()));
    let photo = RwSignal::new(None::<PhotoRef>);
    let (wanting, asked) = (RwSignal::new(None::<Text>), RwSignal::new(false));
    let save = move |_| {
        let Some(seen_by) = witness.get_untracked() else { return wanting.set(Some(texts::WANT_WITNESS)) };
        // Both belong to it, and neither can always be had: who says so twice is believed.
        let lacks = photo.with_untracked(Option::is_none) || name.with_untracked(|name| name.trim().is_empty());
        if lacks && !asked.get_untracked() {
            asked.set(true);
            return wanting.set(Some(texts::WANT_POSTED));
        }
        let row = row.get_value();
        let body = NoticeRefusedToSign {
            premises: row.issued.premises,
            witness: seen_by.zh.to_owned(),
            photo: photo.get_untracked(),
        };
        let persons = SignaturePersons { name: name.get_untracked().trim().to_owned(), strokes: String::new() };
        commit(app, &row, body.into(), &persons, wanting);
    };
    let chip = move |text: Text| {
        let on = Signal::derive(move || witness.get() == Some(text));
        view! { <Toggle label=text.get() on on_tap=move || witness.set(Some(text))/> }
    };
    view! {
        <div class="chips" role="group" aria-label=texts::WITNESS.get()>{WITNESSES.map(chip).collect_view()}</div>
        <label class="field"><span>{texts::WITNESS_NAME.get()}</span><input class="input" type="text" maxlength="40" bind:value=name/></label>
        <OnePhoto label=texts::POSTED_PHOTO photo wanting/>
        <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
        <button type="button" class="button main" on:click=save>{texts::REFUSED_TO_SIGN.get()}</button>
    }
}

/// A box to sign in: strokes become an SVG path, which is small, sharp at any size, and no photo of anybody.
#[component]
fn Glass(strokes: RwSignal<String>) -> impl IntoView {
    let is_down = StoredValue::new(false);
    let place = |event: &PointerEvent| {
        let element: Element = event.current_target()?.dyn_into().ok()?;
        let frame = element.get_bounding_client_rect();
        let x = (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0) * BOX.0;
        let y = (f64::from(event.client_y()) - frame.top()) / frame.height().max(1.0) * BOX.1;
        Some((x.clamp(0.0, BOX.0), y.clamp(0.0, BOX.1)))
    };
    let add = move |event: &PointerEvent, begins: bool| {
        let Some((x, y)) = place(event) else { return };
        strokes.update(|path| {
            if path.len() < STROKES_CHARS_MAX {
                path.push_str(&format!("{}{x:.0} {y:.0}", if begins { "M" } else { "L" }));
            }
        });
    };
    let down = move |event: PointerEvent| {
        if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        is_down.set_value(true);
        add(&event, true);
    };
    let moved = move |event: PointerEvent| {
        if is_down.get_value() {
            add(&event, false);
        }
    };
    let up = move |_: PointerEvent| is_down.set_value(false);
    view! {
        <svg class="signature" viewBox="0 0 300 120" role="img" aria-label=texts::SIGN_HERE.get()
            on:pointerdown=down on:pointermove=moved on:pointerup=up on:pointercancel=up>
            <path d=move || strokes.get()/>
        </svg>
    }
}

/// One photo, stored before it is shown.
#[component]
pub(super) fn OnePhoto(
    label: Text,
    photo: RwSignal<Option<PhotoRef>>,
    wanting: RwSignal<Option<Text>>,
) -> impl IntoView {
    let app = use_app();
    let take = move |file: File, source: PhotoSource| {
        leptos::task::spawn_local(async move {
            match keep(app, &file, source).await {
                Ok(kept) => {
                    photo.try_set(Some(kept));
                    wanting.try_set(None);
                }
                Err(sentence) => {
                    wanting.try_set(Some(sentence));
                }
            }
        });
    };
    view! {
        <div class="photos">
            <PhotoPicker label before=|| () on_pick=take/>
            {move || photo.get().map(|photo| view! {
                <figure class="photo"><Shot hash=photo.sha256 alt=label.get()/><figcaption>{words::SAVED.get()}</figcaption></figure>
            })}
        </div>
    }
}

async fn keep(app: App, file: &File, source: PhotoSource) -> Result<PhotoRef, Text> {
    let taken_at = platform::now();
    let clean = app.intake().clean(file).await.map_err(|error| match error {
        IntakeError::TooLarge { .. } => words::PHOTO_TOO_LARGE,
        IntakeError::NotAnImage { .. } | IntakeError::Failed { .. } => words::PHOTO_UNREADABLE,
    })?;
    let stored = app.journal().put_photo(clean.hash, &clean.bytes, "image/jpeg", None, taken_at).await;
    stored.map_err(|_| words::STORAGE_FULL)?;
    Ok(PhotoRef {
        sha256: clean.hash,
        taken_at,
        position: None,
        source,
        retaken: false,
        size_bytes: u32::try_from(clean.bytes.len()).unwrap_or(u32::MAX),
        width: clean.width,
        height: clean.height,
    })
}

fn commit(app: App, row: &NoticeRow, body: Body, persons: &SignaturePersons, wanting: RwSignal<Option<Text>>) {
    let personal = serde_json::to_value(persons).ok();
    let event = NewEvent::about(row, body).with_personal(personal);
    leptos::task::spawn_local(async move {
        match field::commit(app, vec![event], None).await {
            Ok(()) => app.say(texts::SAID_RECEIPT.get()),
            Err(error) => _ = wanting.try_set(Some(field::trouble(&error))),
        }
    });
}
