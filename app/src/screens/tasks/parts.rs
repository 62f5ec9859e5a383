//! What the forms of tasks share: where they stand in the store until they are sent, and their photos.

use crate::field;
use crate::kit::{Icon, PhotoPicker, Shot, TopBar, icon};
use crate::photos::IntakeError;
use crate::platform;
use crate::position::Fix;
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::text::{Text, common as words, tasks as texts, visit};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::event::Body;
use gridwalk_domain::id::{AreaId, EventId, PremisesId, SubjectId};
use gridwalk_domain::photo::{PhotoRef, PhotoSource};
use gridwalk_domain::position::Containment;
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::File;

/// A form kept with every change, so that the camera may kill the page; `None` until it is read. `begin` may make
/// another one of what was kept.
pub fn kept<T>(
    app: App,
    name: &'static str,
    begin: impl AsyncFnOnce(T) -> T + 'static,
) -> (RwSignal<Option<T>>, Memo<bool>)
where
    T: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let form = RwSignal::new(None::<T>);
    leptos::task::spawn_local(async move {
        let kept = app.journal().reference(name).await.ok().flatten();
        let kept = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let begun = begin(kept.unwrap_or_default()).await;
        form.try_set(Some(begun));
    });
    Effect::new(move |_| {
        let Some(Ok(bytes)) = form.read().as_ref().map(serde_json::to_vec) else { return };
        leptos::task::spawn_local(async move {
            let _ = app.journal().put_reference(name, &bytes).await;
        });
    });
    // Drawn once, however often it changes.
    (form, Memo::new(move |_| form.read().is_some()))
}

/// The premises that `?premises=` of the address names.
pub fn asked_premises() -> Option<PremisesId> {
    use_query_map().read_untracked().get("premises")?.parse().ok()
}

/// Where a form about premises begins: their cell, and address and name in a line.
pub async fn place_of(app: App, id: PremisesId) -> Option<(AreaId, String)> {
    let row = app.journal().premises(id).await.ok().flatten()?;
    Some((row.area, format!("{} {}", row.address, row.name)))
}

/// The screen of a form that [`kept`] keeps: its fields are drawn once it is read.
pub fn form_screen<T>(
    title: &'static str,
    (form, is_there): (RwSignal<Option<T>>, Memo<bool>),
    fields: fn(Signal<T>, SignalSetter<T>) -> AnyView,
) -> impl IntoView
where
    T: Clone + Default + PartialEq + Send + Sync + 'static,
{
    view! {
        <div class="screen">
            <TopBar title=title.to_owned() back="/"><Unsent/></TopBar>
            {move || is_there.get().then(|| {
                let (read, write) = create_slice(form, |form| form.clone().unwrap_or_default(), |form, new| *form = Some(new));
                fields(read, write)
            })}
        </div>
    }
}

/// The account's cell that the phone stands in, else its first.
pub fn cell_of(app: App, fix: Fix) -> Option<AreaId> {
    let (session, tree) = (app.session(), app.tree());
    let cells: Vec<AreaId> = session
        .areas
        .iter()
        .flat_map(|id| tree.below(*id))
        .filter(|id| tree.get(*id).is_some_and(|area| area.level == AreaLevel::GridCell))
        .collect();
    let is_here = |id: &&AreaId| {
        let judged = fix.position().zip(tree.get(**id)).and_then(|(position, area)| area.border.judge(&position));
        matches!(judged, Some(Containment::Inside | Containment::Uncertain))
    };
    cells.iter().find(is_here).or(cells.first()).copied()
}

/// One event, committed; the sentence to say when it was not.
pub async fn commit(
    app: App,
    subject: impl Into<SubjectId>,
    area: AreaId,
    base: Option<EventId>,
    body: impl Into<Body>,
) -> Result<(), Text> {
    let event = NewEvent { subject: subject.into(), area, base, body: body.into(), personal: None };
    field::commit(app, vec![event], None).await.map_err(|error| field::trouble(&error))
}

/// 拍照, 相册, and what was taken.
#[component]
pub fn Shots(
    /// What they show.
    #[prop(default = texts::PHOTOS)]
    label: Text,
    /// Taken so far.
    #[prop(into)]
    photos: Signal<Vec<PhotoRef>>,
    /// Called with one more.
    on_add: Callback<PhotoRef>,
    /// Called with one that is not to be sent.
    #[prop(optional)]
    on_remove: Option<Callback<PhotoRef>>,
    /// Where the phone is.
    fix: ReadSignal<Fix>,
) -> impl IntoView {
    let app = use_app();
    let take = move |file: File, source: PhotoSource| {
        leptos::task::spawn_local(async move {
            match store_photo(app, &file, source, fix.get_untracked()).await {
                Ok(photo) => on_add.run(photo),
                Err(sentence) => app.say(sentence.get()),
            }
        });
    };
    let remove = move |photo: PhotoRef| {
        on_remove.map(|on_remove| {
            let asked = RwSignal::new(false);
            let drop_it = StoredValue::new(move || on_remove.run(photo.clone()));
            move || match asked.get() {
                false => view! { <button type="button" class="photo-remove" aria-label=visit::REMOVE.get() on:click=move |_| asked.set(true)>{icon(Icon::Cross)}</button> }.into_any(),
                true => view! {
                    <div class="photo-ask">
                        <button type="button" class="button small" on:click=move |_| asked.set(false)>{visit::KEEP_PHOTO.get()}</button>
                        <button type="button" class="button small bad" aria-label=visit::REMOVE_YES.get() on:click=move |_| drop_it.with_value(|drop_it| drop_it())>{visit::REMOVE_SHORT.get()}</button>
                    </div>
                }.into_any(),
            }
        })
    };
    view! {
        <div class="field">
            <span>{label.get()}</span>
            <div class="photos">
                <For each=move || photos.get() key=|photo| photo.sha256 let(photo)>
                    <figure class="photo"><Shot hash=photo.sha256 alt=label.get()/><figcaption>{words::SAVED.get()}</figcaption>{remove(photo)}</figure>
                </For>
                <PhotoPicker label=texts::TAKE_PHOTO before=|| {} on_pick=take/>
            </div>
        </div>
    }
}

/// From a picked file to a photo in the store: 已存手机 stands on the picture only once these bytes are durable.
///
/// # Errors
/// The sentence to say.
pub async fn store_photo(app: App, file: &File, source: PhotoSource, fix: Fix) -> Result<PhotoRef, Text> {
    let clean = app.intake().clean(file).await.map_err(|error| match error {
        IntakeError::NotAnImage { .. } => words::PHOTO_UNREADABLE,
        IntakeError::TooLarge { .. } => words::PHOTO_TOO_LARGE,
        IntakeError::Failed { .. } => words::STORAGE_FAILED,
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
    let stored = app.journal().put_photo(clean.hash, &clean.bytes, "image/jpeg", None, platform::now()).await;
    stored.map(|()| photo).map_err(|_| words::STORAGE_FULL)
}
