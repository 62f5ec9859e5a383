//! The after-photo (R13, R18): taken from the same view where the camera can be shown, else as any other photo.

use super::same_view::SameView;
use crate::camera;
use crate::kit::{Icon, icon};
use crate::position::Fix;
use crate::screens::tasks::Shots;
use crate::text::{Text, followup as texts};
use gridwalk_domain::photo::{PhotoHash, PhotoRef};
use leptos::prelude::*;

/// 对着原照片拍, 拍照, 相册, and what was taken.
#[component]
pub fn AfterShots(
    /// What is to be taken.
    #[prop(into)]
    label: Signal<Text>,
    /// Before-photos, the newest last.
    before: Vec<PhotoHash>,
    /// Taken so far.
    #[prop(into)]
    photos: Signal<Vec<PhotoRef>>,
    /// Called with all of them.
    on_change: Callback<Vec<PhotoRef>>,
    /// Where the phone is.
    fix: ReadSignal<Fix>,
) -> impl IntoView {
    let shooting = RwSignal::new(false);
    let before = StoredValue::new(before);
    let add = Callback::new(move |photo: PhotoRef| {
        let mut now = photos.get_untracked();
        // The same picture chosen twice is one.
        if !now.iter().any(|one| one.sha256 == photo.sha256) {
            now.push(photo);
        }
        on_change.run(now);
    });
    let remove = Callback::new(move |photo: PhotoRef| {
        on_change.run(photos.get_untracked().into_iter().filter(|one| one.sha256 != photo.sha256).collect());
    });
    let is_offered = camera::is_there() && before.with_value(|before| !before.is_empty());
    view! {
        {is_offered.then(|| view! {
            <button type="button" class="button wide" on:click=move |_| shooting.set(true)>{icon(Icon::Camera)}{texts::SAME_VIEW.get()}</button>
            <p class="quiet small">{texts::SAME_VIEW_HINT.get()}</p>
        })}
        {move || view! { <Shots label=label.get() photos on_add=add on_remove=remove fix/> }}
        {move || shooting.get().then(|| view! { <SameView before=before.get_value() fix on_shot=add on_close=move || shooting.set(false)/> })}
    }
}
