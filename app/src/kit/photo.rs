//! Taking photos and showing them.

use super::{Icon, icon};
use crate::text::{Text, common as words};
use gridwalk_domain::photo::{PhotoHash, PhotoSource};
use leptos::ev::Event;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, File, HtmlInputElement, Url};

/// 拍照, and 相册 as the marked second way. The inputs cover their labels, so that the whole square is the target.
#[component]
pub fn PhotoPicker(
    /// 拍照, or what else the first button says.
    label: Text,
    /// Whether 相册 is offered too.
    #[prop(default = true)]
    album: bool,
    /// Called before the camera opens: what is on screen must be safe by the time the camera kills the page.
    before: impl Fn() + Clone + 'static,
    /// Called with each file picked.
    on_pick: impl Fn(File, PhotoSource) + Clone + 'static,
) -> impl IntoView {
    let picked = on_pick.clone();
    view! {
        <label class="photo-add">
            {icon(Icon::Camera)}
            {label.get()}
            <input
                type="file"
                accept="image/*"
                capture="environment"
                aria-label=label.get()
                on:click=move |_| before()
                on:change=move |event| for_each_file(&event, |file| picked(file, PhotoSource::Camera))
            />
        </label>
        {album.then(|| view! {
            <label class="photo-add second">
                {icon(Icon::Album)}
                {words::FROM_ALBUM.get()}
                <input
                    type="file"
                    accept="image/*"
                    multiple
                    aria-label=words::FROM_ALBUM.get()
                    on:change=move |event| for_each_file(&event, |file| on_pick(file, PhotoSource::Album))
                />
            </label>
        })}
    }
}

fn for_each_file(event: &Event, each: impl Fn(File)) {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
    if let Some(files) = input.files() {
        (0..files.length()).filter_map(|index| files.get(index)).for_each(each);
    }
    // The same file may be picked again.
    input.set_value("");
}

/// An object URL for bytes; revoked when the calling component is left.
pub fn object_url(bytes: &[u8]) -> Option<String> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let kind = BlobPropertyBag::new();
    kind.set_type("image/jpeg");
    let blob = Blob::new_with_u8_array_sequence_and_options(&JsValue::from(parts), &kind).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// A photo by its hash: from this device if it is here, else from the server. While neither has it words stand in its
/// place, and it is asked for again with every change, for its bytes may have come with that.
#[component]
pub fn Shot(
    /// Which.
    hash: PhotoHash,
    /// What it shows.
    #[prop(into)]
    alt: String,
    /// Said in its place.
    #[prop(default = words::PHOTO_NOT_HERE)]
    absent: Text,
) -> impl IntoView {
    let app = crate::state::use_app();
    let url = RwSignal::new(None::<String>);
    let failed = RwSignal::new(false);
    leptos::task::spawn_local(async move {
        let here = app.journal().photo(hash).await.ok().flatten();
        let found = here.and_then(|photo| object_url(&photo.bytes)).unwrap_or_else(|| format!("/api/v1/photos/{hash}"));
        url.try_set(Some(found));
    });
    Effect::new(move |_| {
        app.revision.track();
        if failed.get_untracked() {
            failed.set(false);
        }
    });
    on_cleanup(move || {
        if let Some(url) = url.try_get_untracked().flatten().filter(|url| url.starts_with("blob:")) {
            let _ = Url::revoke_object_url(&url);
        }
    });
    move || match url.get() {
        Some(_) if failed.get() => {
            view! { <span class="picture-waiting">{icon(Icon::Album)}{absent.get()}</span> }.into_any()
        }
        Some(src) => {
            view! { <img src=src alt=alt.clone() loading="lazy" decoding="async" on:error=move |_| failed.set(true)/> }
                .into_any()
        }
        None => ().into_any(),
    }
}
