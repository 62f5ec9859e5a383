//! The door photo of new premises.

use super::Edit;
use crate::kit::{PhotoPicker, Shot};
use crate::position::Fix;
use crate::state::{App, use_app};
use crate::text::{common as words, field as texts};
use crate::{photos::IntakeError, platform};
use gridwalk_domain::photo::{PhotoRef, PhotoSource};
use gridwalk_domain::record::Registration;
use leptos::prelude::*;
use web_sys::File;

/// 拍门头.
#[component]
pub fn DoorPhoto(form: Signal<Registration>, edit: Edit, fix: ReadSignal<Fix>) -> impl IntoView {
    let app = use_app();
    let take = move |file: File, source: PhotoSource| {
        leptos::task::spawn_local(async move {
            match store(app, &file, source, fix.get_untracked()).await {
                Ok(photo) => edit.run(Box::new(move |form| form.door_photo = Some(photo))),
                Err(sentence) => app.say(sentence),
            }
        });
    };
    view! {
        <div class="field">
            <span>{texts::DOOR_PHOTO.get()}</span>
            <div class="photos">
                {move || form.read().door_photo.clone().map(|photo| view! {
                    <figure class="photo">
                        <Shot hash=photo.sha256 alt=texts::DOOR_PHOTO.get()/>
                        <figcaption>{words::SAVED.get()}</figcaption>
                    </figure>
                })}
                <PhotoPicker label=texts::TAKE_DOOR_PHOTO before=|| {} on_pick=take/>
            </div>
        </div>
    }
}

// The sentence 已存手机 stands on the picture only once these bytes are durable.
async fn store(app: App, file: &File, source: PhotoSource, fix: Fix) -> Result<PhotoRef, &'static str> {
    let clean = app.intake().clean(file).await.map_err(|error| match error {
        IntakeError::NotAnImage { .. } => words::PHOTO_UNREADABLE.get(),
        IntakeError::TooLarge { .. } => words::PHOTO_TOO_LARGE.get(),
        IntakeError::Failed { .. } => words::STORAGE_FAILED.get(),
    })?;
    let photo = PhotoRef {
        sha256: clean.hash,
        taken_at: platform::now(),
        position: fix.position(),
        source,
        retaken: false,
        size_bytes: clean.bytes.len().try_into().unwrap_or(u32::MAX),
        width: clean.width,
        height: clean.height,
    };
    app.journal()
        .put_photo(clean.hash, &clean.bytes, "image/jpeg", None, platform::now())
        .await
        .map_err(|_| words::STORAGE_FULL.get())?;
    Ok(photo)
}
