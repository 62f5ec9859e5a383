//! 对着原照片拍 (R18): the before-photo half transparent over the live camera, so that both show the same view.

use crate::camera;
use crate::kit::{Icon, PhotoPicker, Shot, icon};
use crate::position::Fix;
use crate::screens::tasks::store_photo;
use crate::state::use_app;
use crate::text::{Text, common as words, followup as texts, visit};
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use leptos::html::Video;
use leptos::prelude::*;
use web_sys::File;

/// Of a hundred, until the worker chooses.
const STRENGTH: u32 = 45;

/// The whole screen: camera, before-photo over it, how strong, shutter.
#[component]
pub fn SameView(
    /// Before-photos, the newest last; one at least.
    before: Vec<PhotoHash>,
    /// Where the phone is.
    fix: ReadSignal<Fix>,
    /// Called with the photo once it is in the store.
    on_shot: Callback<PhotoRef>,
    /// Called to close it.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let app = use_app();
    let (video, frame) = (NodeRef::<Video>::new(), NodeRef::<leptos::html::Div>::new());
    let (strength, denied) = (RwSignal::new(STRENGTH), RwSignal::new(false));
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None::<Text>));
    camera::keep_open(video, move || _ = denied.try_set(true));
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            let _ = frame.focus();
        }
    });
    let keep = move |file: File, source: PhotoSource| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match store_photo(app, &file, source, fix.get_untracked()).await {
                Ok(photo) => {
                    on_shot.run(photo);
                    on_close();
                }
                Err(sentence) => _ = trouble.try_set(Some(sentence)),
            }
            busy.try_set(false);
        });
    };
    let shoot = move |_| {
        let Some(video) = video.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        trouble.set(None);
        leptos::task::spawn_local(async move {
            match camera::frame(&video).await {
                Some(file) => keep(file, PhotoSource::Camera),
                None => _ = trouble.try_set(Some(texts::CAMERA_NOT_READY)),
            }
        });
    };
    view! {
        <div class="same-view" role="dialog" aria-modal="true" aria-label=texts::SAME_VIEW.get() tabindex="-1" node_ref=frame
            on:keydown=move |event| if event.key() == "Escape" { on_close() }>
            <div class="same-view-stage">
                <video node_ref=video class:gone=move || denied.get() autoplay=true playsinline=true muted=true></video>
                <Over before strength denied/>
            </div>
            <p class="same-view-word" role="alert">{move || match denied.get() {
                true => Some(texts::CAMERA_DENIED.get()),
                false => trouble.get().map(Text::get),
            }}</p>
            <div class="same-view-bar">
                <button type="button" class="button" on:click=move |_| on_close()>{words::CLOSE.get()}</button>
                {move || match denied.get() {
                    false => view! { <button type="button" class="button main" disabled=move || busy.get() on:click=shoot>{icon(Icon::Camera)}{texts::SHUTTER.get()}</button> }.into_any(),
                    true => view! { <PhotoPicker label=visit::TAKE_PHOTO album=false before=|| {} on_pick=keep/> }.into_any(),
                }}
            </div>
        </div>
    }
}

// The before-photo, on or off, how strong, and the next one where there are several.
#[component]
fn Over(before: Vec<PhotoHash>, strength: RwSignal<u32>, denied: RwSignal<bool>) -> impl IntoView {
    let (at, shown) = (RwSignal::new(before.len().saturating_sub(1)), RwSignal::new(true));
    let count = before.len();
    let opacity = move || match (denied.get(), shown.get()) {
        (true, _) => "1".to_owned(),
        (false, true) => format!("{:.2}", f64::from(strength.get()) / 100.0),
        (false, false) => "0".to_owned(),
    };
    let picture = move || before.get(at.get()).map(|hash| view! { <Shot hash=*hash alt=texts::SHOW_BEFORE.get()/> });
    let typed = move |event| strength.set(event_target_value(&event).parse().unwrap_or(STRENGTH));
    view! {
        <div class="same-view-before" style:opacity=opacity>{picture}</div>
        <div class="same-view-tools">
            <button type="button" class="chip" aria-pressed=move || shown.get().to_string() on:click=move |_| shown.update(|shown| *shown = !*shown)>{texts::SHOW_BEFORE.get()}</button>
            <input type="range" min="10" max="90" step="5" aria-label=texts::FAINTER.get() prop:value=move || strength.get().to_string() on:input=typed/>
            {(count > 1).then(|| view! { <button type="button" class="chip" on:click=move |_| at.update(|at| *at = (*at + 1) % count)>{texts::NEXT_BEFORE.get()}</button> })}
        </div>
    }
}
