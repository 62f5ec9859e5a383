//! 照片墙 of what is 无问题: at least one in ten is opened, then all are passed, one event a record.

use super::decide;
use super::entry::{Entry, View};
use super::frame::{PageBar, STEP};
use super::picture::{Mark, PictureButton, use_presence};
use super::queue::use_queue;
use super::viewer::{RecordOf, Viewer, Viewing};
use crate::field;
use crate::kit::{Empty, Icon};
use crate::state::use_app;
use crate::text::desk as texts;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;

/// One in so many is opened.
const ONE_IN: usize = 10;

/// `/clean` of the desk entry.
#[component]
pub fn WallPage() -> impl IntoView {
    let queue = use_queue();
    let presence = use_presence();
    let drawn = RwSignal::new(STEP);
    let ready = move |line: &Arc<Entry>| {
        let hashes: Vec<_> = line.photos.iter().map(|photo| photo.sha256).collect();
        !line.own && !presence.is_waiting(&hashes)
    };
    let clean = Memo::new_with_compare(
        move |_| Arc::new(queue.all.read().iter().filter(|line| line.is_in(View::Clean)).cloned().collect::<Vec<_>>()),
        |before: Option<&Arc<Vec<Arc<Entry>>>>, after| before != after,
    );
    Effect::new(move |_| {
        let hashes: Vec<_> =
            clean.read().iter().flat_map(|line| line.photos.iter().map(|photo| photo.sha256)).collect();
        presence.ask(&hashes);
    });
    let to_pass = move || clean.read().iter().filter(|line| ready(line)).cloned().collect::<Vec<_>>();
    let opened = move || to_pass().iter().filter(|line| queue.opened.read().contains(&line.id)).count();
    let viewing = Viewing::new();
    let pictured = move || clean.read().iter().filter(|line| !line.photos.is_empty()).cloned().collect::<Vec<_>>();
    Effect::new(move |_| {
        viewing.set(pictured().iter().map(|line| mark(line).picture(&line.photos[0], &line.name)).collect())
    });
    Effect::new(move |_| {
        if let Some(line) = viewing.index().and_then(|index| pictured().get(index).cloned()) {
            queue.note_opened(line.id);
        }
    });
    let record_of = RecordOf::new(move |index: usize| pictured().get(index).map(|line| line.id));
    let title = Signal::derive(move || texts::VIEW_CLEAN.count(clean.read().len()));
    let tiles = move || {
        let mut at = 0;
        let tile = |line: &Arc<Entry>| {
            let index = (!line.photos.is_empty()).then(|| {
                at += 1;
                at - 1
            });
            view! { <Tile line=line.clone() index viewing/> }
        };
        clean.read().iter().take(drawn.get()).map(tile).collect_view()
    };
    let more = move || clean.read().len().saturating_sub(drawn.get());
    view! {
        <PageBar title note=Signal::stored(texts::CLEAN_WALL.get().to_owned()) back="/"/>
        <div class="page record-page">
            <p class="quiet">{move || texts::WALL_HINT.with(&[&to_pass().len().div_ceil(ONE_IN).to_string(), &opened().to_string()])}" "{texts::WALL_EXCLUDED.get()}</p>
            <ul class="wall">{tiles}</ul>
            {move || (more() > 0).then(|| view! {
                <button type="button" class="button" on:click=move |_| drawn.update(|drawn| *drawn += STEP)>{crate::text::common::MORE.count(more())}</button>
            })}
            {move || clean.read().is_empty().then(|| view! { <Empty text=texts::VIEW_EMPTY.get() picture=Icon::Tick/> })}
        </div>
        {move || (!clean.read().is_empty()).then(|| view! { <PassAll to_pass=Signal::derive_local(to_pass) opened=Signal::derive(opened)/> })}
        <Viewer viewing record_of/>
    }
}

fn mark(line: &Entry) -> Mark {
    Mark {
        premises: line.name.clone(),
        cell: line.cell.clone(),
        worker: line.worker.clone(),
        clock_offset_ms: line.clock_offset_ms,
    }
}

#[component]
fn Tile(line: Arc<Entry>, index: Option<usize>, viewing: Viewing) -> impl IntoView {
    let queue = use_queue();
    let id = line.id;
    let picture = line.photos.first().zip(index).map(|(photo, index)| {
        let picture = mark(&line).picture(photo, "");
        view! { <PictureButton picture on_open=move || viewing.show(index)/> }
    });
    let picture = match picture {
        Some(picture) => picture.into_any(),
        None => view! { <a class="picture none" href=format!("/record/{id}")>{texts::NO_PHOTOS.get()}</a> }.into_any(),
    };
    view! {
        <li class="tile-record" class:seen=move || queue.opened.read().contains(&id)>
            {picture}
            <a href=format!("/record/{id}")>{line.name.clone()}</a>
            <span class="quiet small">{line.cell.clone()}" · "{line.worker.clone()}</span>
        </li>
    }
}

#[component]
fn PassAll(to_pass: Signal<Vec<Arc<Entry>>, LocalStorage>, opened: Signal<usize>) -> impl IntoView {
    let app = use_app();
    let queue = use_queue();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let count = move || to_pass.read().len();
    let wanting = move || count().div_ceil(ONE_IN).saturating_sub(opened.get());
    let pass = move |_| {
        let lines = to_pass.get_untracked();
        if lines.is_empty() || untrack(wanting) > 0 {
            return;
        }
        let (navigate, said) = (navigate.clone(), texts::PASSED_MANY.count(lines.len()));
        field::send_then(app, decide::passed_in_bulk(&lines), said, busy, move || {
            queue.show(View::All);
            decide::go_on(queue, None, &navigate);
        });
    };
    view! {
        <div class="bar decision">
            <div class="bar-inner stack">
                <p class="quiet small" role="status">{move || (wanting() > 0).then(|| texts::LOOK_MORE.count(wanting()))}</p>
                <button type="button" class="button main" disabled=move || busy.get() || wanting() != 0 || count() == 0 on:click=pass>{move || texts::PASS_ALL.count(count())}</button>
            </div>
        </div>
    }
}
