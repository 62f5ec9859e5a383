//! A record's photos, each over the whole screen with its watermark, and on their way to a work group.

use crate::kit::{Icon, Shot, icon};
use crate::share::{self, Handed, Marked};
use crate::state::{App, use_app};
use crate::text::{common as words, handed as texts};
use gridwalk_domain::photo::PhotoRef;
use leptos::ev::KeyboardEvent;
use leptos::html::Dialog;
use leptos::prelude::*;
use std::sync::Arc;

/// A photo with the lines of its watermark.
pub type Marking = (PhotoRef, Arc<str>);

/// What is looked at: which of the photos, or nothing.
#[component]
pub fn Look(
    /// In the order of the record.
    photos: Vec<Marking>,
    /// Which is open.
    open: RwSignal<Option<usize>>,
) -> impl IntoView {
    let photos = StoredValue::new(photos);
    move || open.get().is_some().then(|| view! { <Opened photos open/> })
}

#[component]
fn Opened(photos: StoredValue<Vec<Marking>>, open: RwSignal<Option<usize>>) -> impl IntoView {
    let app = use_app();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            // Refused only for one that is open already.
            let _ = dialog.show_modal();
        }
    });
    let count = photos.with_value(Vec::len);
    let at = move || open.get().unwrap_or_default().min(count.saturating_sub(1));
    let is_last = move || at() + 1 >= count;
    let go = move |by: isize| {
        open.update(|open| {
            *open = open.map(|index| index.saturating_add_signed(by).min(count.saturating_sub(1)));
        });
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => go(-1),
        "ArrowRight" => go(1),
        _ => {}
    };
    let place = move || texts::PHOTO_PLACE.with(&[&(at() + 1).to_string(), &count.to_string()]);
    let shown = move || {
        let (photo, mark) = photos.with_value(|photos| photos.get(at()).cloned())?;
        Some(view! {
            <div class="viewer-picture"><Shot hash=photo.sha256 alt=place()/></div>
            <p class="watermark">{mark.to_string()}</p>
        })
    };
    view! {
        <dialog class="viewer" node_ref=dialog aria-label=texts::LARGE_PHOTO.get() on:close=move |_| open.set(None) on:keydown=on_key>
            <div class="viewer-stage">{shown}</div>
            <div class="viewer-bar">
                <span class="viewer-place" role="status">{place}</span>
                <button type="button" class="viewer-button" aria-label=texts::PREVIOUS.get() disabled=move || at() == 0 on:click=move |_| go(-1)>{icon(Icon::Back)}</button>
                <button type="button" class="viewer-button next" aria-label=texts::NEXT.get() disabled=is_last on:click=move |_| go(1)>{icon(Icon::Back)}</button>
                {move || photos.with_value(|photos| photos.get(at()).cloned()).map(|photo| view! { <SharePhoto app photo/> })}
                <button type="button" class="viewer-button" aria-label=words::CLOSE.get() on:click=move |_| open.set(None)>{icon(Icon::Cross)}</button>
            </div>
        </dialog>
    }
}

// Drawn as soon as the photo is looked at: by the tap it is ready, and browsers share nothing later than a tap.
#[component]
fn SharePhoto(app: App, photo: Marking) -> impl IntoView {
    let ready = RwSignal::new_local(None::<Marked>);
    let name = format!("{}-{}", photo.0.taken_at.date_in_shanghai(), &photo.0.sha256.to_string()[..8]);
    leptos::task::spawn_local(async move {
        let drawn = share::marked(app, photo.0.sha256, &photo.1, &name).await;
        ready.try_set(drawn);
    });
    let hand_over = move |_| {
        let Some(photo) = ready.get_untracked() else {
            app.say(texts::PHOTO_NOT_HERE.get());
            return;
        };
        leptos::task::spawn_local(async move {
            let photo = [photo];
            if share::share("", &photo).await == Handed::Unable {
                share::save(&photo);
                app.say(texts::SHARE_UNABLE.get());
            }
        });
    };
    view! {
        <button type="button" class="viewer-button wide" disabled=move || ready.read().is_none() on:click=hand_over>
            {texts::SHARE_PHOTO.get()}
        </button>
    }
}
