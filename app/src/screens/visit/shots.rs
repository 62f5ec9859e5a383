//! Photos of one place on the page: taking them, seeing them stored, looking at one, taking it again.

use super::form::{Shooting, Visit};
use crate::kit::{Mark, Overlay, PhotoPicker, Shot, scroll_soon};
use crate::text::{Text, common as words, visit as texts};
use crate::visit::spot::PhotoSlot;
use gridwalk_domain::ledger::InspectionRow;
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use leptos::prelude::*;

/// 拍照 first, 相册 second, then what was taken.
pub fn shots(visit: Visit, slot: &PhotoSlot, label: Text) -> AnyView {
    let (before, take) = (slot.clone(), slot.clone());
    view! {
        <div class="photos">
            <PhotoPicker
                label=label
                before=move || visit.before_camera(&before)
                on_pick=move |file, source| visit.take(take.clone(), file, source, None)
            />
            {taken(visit, slot)}
            {coming(visit, slot)}
        </div>
        {failures(visit, slot)}
    }
    .into_any()
}

/// What was taken, without a way to take more.
pub fn taken(visit: Visit, slot: &PhotoSlot) -> AnyView {
    let slot = slot.clone();
    let photos = {
        let slot = slot.clone();
        Memo::new(move |_| visit.draft.with(|draft| slot.photos(draft).to_vec()))
    };
    view! {
        <For each=move || photos.get().into_iter().enumerate() key=|(place, photo)| (*place, photo.sha256) let((place, photo))>
            {thumbnail(visit, slot.clone(), place, &photo)}
        </For>
    }
    .into_any()
}

fn thumbnail(visit: Visit, slot: PhotoSlot, place: usize, photo: &PhotoRef) -> AnyView {
    let hash = photo.sha256;
    let name = texts::PHOTO_NUMBER.count(place + 1);
    // What a correction found in the record is on the server.
    let recorded = visit.scene.with_untracked(|scene| {
        let of = |row: &InspectionRow| row.record.all_photos().iter().any(|old| old.sha256 == hash);
        scene.returned.as_ref().is_some_and(|(row, _)| of(row))
    });
    let state = if recorded { words::UPLOADED } else { words::SAVED }.get();
    let caption = match photo.source {
        PhotoSource::Camera => state.to_owned(),
        PhotoSource::Album => format!("{} · {state}", words::FROM_ALBUM.get()),
    };
    view! {
        <figure class="photo">
            <button type="button" class="photo-open" aria-label=texts::LOOK_AT.with(&[&name]) on:click=move |_| visit.looked_at.set(Some((slot.clone(), hash)))>
                <Shot hash=hash alt=name.clone()/>
            </button>
            <figcaption>{caption}</figcaption>
        </figure>
    }
    .into_any()
}

fn of_slot(visit: Visit, slot: &PhotoSlot, failed: bool) -> Memo<Vec<Shooting>> {
    let slot = slot.clone();
    Memo::new(move |_| {
        visit
            .shooting
            .with(|all| all.iter().filter(|s| s.slot == slot && s.failed.is_some() == failed).cloned().collect())
    })
}

fn coming(visit: Visit, slot: &PhotoSlot) -> AnyView {
    let coming = of_slot(visit, slot, false);
    view! {
        <For each=move || coming.get() key=|shooting| shooting.key let(shooting)>
            <figure class="photo settling">
                <img src=shooting.url.clone() alt=""/>
                <figcaption>{texts::STORING.get()}</figcaption>
            </figure>
        </For>
    }
    .into_any()
}

fn failures(visit: Visit, slot: &PhotoSlot) -> AnyView {
    let failed = of_slot(visit, slot, true);
    let dismiss = move |key: u32| visit.shooting.update(|all| all.retain(|shooting| shooting.key != key));
    let told = move |shooting: Shooting| {
        let id = format!("photo-failure-{}", shooting.key);
        // Below the buttons that were tapped, it may lie under the bar.
        scroll_soon(id.clone());
        view! {
            <div class="banner bad" id=id>
                <p>{shooting.failed.map(Text::get)}</p>
                <button type="button" class="button small plain" on:click=move |_| dismiss(shooting.key)>{texts::UNDERSTOOD.get()}</button>
            </div>
        }
    };
    view! {
        <div role="alert">
            <For each=move || failed.get() key=|shooting| shooting.key children=told/>
        </div>
    }
    .into_any()
}

// As it will stand on the photo in the record.
fn mark_of(visit: Visit, slot: &PhotoSlot, hash: PhotoHash) -> Option<String> {
    let (premises, area) = visit.scene.with_untracked(|scene| (scene.premises.name.clone(), scene.premises.area));
    let session = visit.app.session();
    let cell = visit.app.tree().get(area).map(|area| area.name.clone()).unwrap_or_default();
    let mark = Mark {
        premises,
        cell,
        worker: session.account.name.clone(),
        clock_offset_ms: visit.app.clock_offset_ms().unwrap_or_default(),
    };
    visit.draft.with_untracked(|draft| {
        slot.photos(draft).iter().find(|photo| photo.sha256 == hash).map(|photo| mark.over(photo).to_string())
    })
}

/// The photo looked at: large, with 重拍 and 删掉.
#[component]
pub fn PhotoViewer() -> impl IntoView {
    let visit = super::form::use_visit();
    move || {
        visit.looked_at.get().map(|(slot, hash)| {
            let close = move || visit.looked_at.set(None);
            let (before, retake, remove, shown) = (slot.clone(), slot.clone(), slot.clone(), slot);
            let mark = mark_of(visit, &shown, hash);
            let drop_it = move || {
                visit.remove_photo(&remove, hash);
                close();
            };
            let asked = RwSignal::new(false);
            view! {
                <Overlay title=texts::PHOTO.get() on_close=close>
                    <figure class="photo-wide"><Shot hash=hash alt=texts::PHOTO.get()/>{mark.map(|mark| view! { <p class="watermark">{mark}</p> })}</figure>
                    <div class="viewer-acts">
                        <PhotoPicker
                            label=texts::RETAKE
                            album=false
                            before=move || visit.before_camera(&before)
                            on_pick=move |file, source| {
                                visit.take(retake.clone(), file, source, Some(hash));
                                close();
                            }
                        />
                        <button type="button" class="button bad" aria-expanded=move || asked.get().to_string() on:click=move |_| asked.set(true)>{texts::REMOVE.get()}</button>
                    </div>
                    {move || asked.get().then(|| {
                        let drop_it = drop_it.clone();
                        view! {
                            <p role="status">{texts::REMOVE_SURE.get()}</p>
                            <div class="viewer-acts">
                                <button type="button" class="button" on:click=move |_| asked.set(false)>{texts::KEEP_PHOTO.get()}</button>
                                <button type="button" class="button bad" on:click=move |_| drop_it()>{texts::REMOVE_YES.get()}</button>
                            </div>
                        }
                    })}
                </Overlay>
            }
        })
    }
}
