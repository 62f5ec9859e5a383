//! `/saved/:inspection`: the record is on this phone; how far it and each of its photos are on the way to the server.

use crate::kit::{self, Empty, TopBar};
use crate::screens::labels;
use crate::screens::notice::TellOwner;
use crate::screens::patrol::PatrolView;
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::use_named;
use crate::text::{Text, common as words, field, visit as texts};
use gloo_timers::callback::Interval;
use gridwalk_domain::event::{InspectionRecorded, Outcome, RoomState};
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::ledger::InspectionRow;
use gridwalk_domain::photo::{PhotoHash, PhotoRef};
use gridwalk_replica::{PhotoStatus, RecordStatus, ReplicaError};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// How far a record is, photo by photo.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// All of it.
    pub record: RecordStatus,
    /// Each photo once, in the order of the record.
    pub photos: Vec<(PhotoRef, PhotoStatus)>,
}

impl Progress {
    /// Reads it.
    pub async fn load(app: App, row: &InspectionRow) -> Result<Self, ReplicaError> {
        let journal = app.journal();
        let mut seen = BTreeSet::<PhotoHash>::new();
        let mut photos = Vec::new();
        for photo in row.record.all_photos() {
            if seen.insert(photo.sha256) {
                photos.push((photo.clone(), journal.photo_status(photo.sha256).await?));
            }
        }
        Ok(Self { record: journal.record_status(row.id).await?, photos })
    }
}

// A sender of another window or of the service worker tells nothing: while something is under way, look.
const LOOK_EVERY_MS: u32 = 1_000;

/// The page after 提交巡查.
#[component]
pub fn SavedPage() -> impl IntoView {
    let app = use_app();
    // The next premises is chosen out of all of them.
    if let Some(patrol) = use_context::<PatrolView>() {
        patrol.sought.set(String::new());
    }
    let id = use_named::<InspectionId>("inspection");
    let row = RwSignal::new_local(None::<Option<InspectionRow>>);
    let progress = RwSignal::new_local(None::<Progress>);
    let read = move || {
        let id = id.try_get_untracked().flatten();
        leptos::task::spawn_local(async move {
            let found = match id {
                Some(id) => app.journal().inspection(id).await.ok().flatten(),
                None => None,
            };
            if let Some(row) = &found
                && let Ok(now) = Progress::load(app, row).await
                && progress.try_get_untracked().is_some_and(|before| before.as_ref() != Some(&now))
            {
                progress.try_set(Some(now));
            }
            if row.try_get_untracked().is_some_and(|before| before.as_ref() != Some(&found)) {
                row.try_set(Some(found));
            }
        });
    };
    Effect::new(move |_| {
        app.revision.track();
        id.track();
        read();
    });
    let timer = Interval::new(LOOK_EVERY_MS, move || {
        let is_done = progress.try_with_untracked(|p| p.as_ref().is_some_and(|p| p.record == RecordStatus::Uploaded));
        if is_done == Some(false) {
            read();
        }
    });
    let timer = StoredValue::new_local(timer);
    on_cleanup(move || timer.dispose());
    move || match (row.get(), progress.get()) {
        (Some(Some(row)), Some(progress)) => saved(app, &row, &progress),
        (Some(None), _) => view! {
            <div class="screen">
                <TopBar title=texts::THIS_RECORD.get().to_owned() back="/"><Unsent/></TopBar>
                <main class="page"><Empty text=texts::NO_RECORD.get()/></main>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

fn saved(app: App, row: &InspectionRow, progress: &Progress) -> AnyView {
    let at = row.ended_at();
    let when = format!("{} {}", kit::day_in_words(at.date_in_shanghai(), app.today()), kit::clock(at));
    let title = if progress.record == RecordStatus::Uploaded { words::UPLOADED } else { words::SAVED };
    let note = [row.premises_name.as_str(), &when].join(" · ");
    view! {
        <div class="screen">
            <TopBar title=title.get().to_owned() note=Signal::stored(note)><Unsent/></TopBar>
            <main class="page">
                {status_list(row, progress)}
                <TellOwner row=row.clone()/>
                <section class="group">
                    <div class="group-head"><h2>{texts::WHAT_NEXT.get()}</h2></div>
                    <div class="group-body">
                        {(progress.record != RecordStatus::Uploaded).then(|| view! { <p>{texts::NEXT_SENDS.get()}</p> })}
                        <p>{texts::NEXT_REVIEW.get()}</p>
                        <a class="button small" href=format!("/record/{}", row.id)>{texts::SEE_RECORD.get()}</a>
                    </div>
                </section>
            </main>
            <footer class="bar"><div class="bar-inner"><a class="button main" href="/">{texts::BACK_TO_PATROL.get()}</a></div></footer>
        </div>
    }
    .into_any()
}

/// The record and its photos, each with how far it is.
pub fn status_list(row: &InspectionRow, progress: &Progress) -> AnyView {
    let (status, class, reason) = record_words(&progress.record);
    let photos = progress.photos.iter().enumerate().map(|(place, (photo, status))| {
        let (status, class) = photo_words(status, photo.size_bytes);
        let of = photo_of(&row.record, photo).map(Text::get).unwrap_or_default();
        let line = texts::PHOTO_LINE.with(&[of, &(photo.size_bytes / 1_000).max(1).to_string()]);
        view! {
            <li class="row">
                <span class="row-name">{texts::PHOTO_NUMBER.count(place + 1)}</span>
                <span class=class>{status}</span>
                <span class="row-sub">{line}</span>
            </li>
        }
    });
    view! {
        <ul class="rows status-list">
            <li class="row">
                <span class="row-name">{texts::THIS_RECORD.get()}</span>
                <span class=class>{status.get()}</span>
                <span class="row-sub">{record_line(row)}</span>
                {reason.map(|reason| view! { <span class="row-sub">{texts::REFUSED_WHY.with(&[crate::text::reason(&reason)])}</span> })}
            </li>
            {photos.collect_view()}
        </ul>
    }
    .into_any()
}

fn record_words(status: &RecordStatus) -> (Text, &'static str, Option<String>) {
    match status {
        RecordStatus::Saved => (words::SAVED, "pill", None),
        RecordStatus::Uploading => (words::UPLOADING, "pill", None),
        RecordStatus::Uploaded => (words::UPLOADED, "pill ok", None),
        RecordStatus::Held { reason } => (texts::HELD, "pill", Some(reason.clone())),
        RecordStatus::Failed { reason } => (words::NOT_SENT, "pill bad", Some(reason.clone())),
    }
}

fn photo_words(status: &PhotoStatus, size_bytes: u32) -> (String, &'static str) {
    match status {
        PhotoStatus::Saved => (words::SAVED.get().to_owned(), "pill"),
        PhotoStatus::Uploading { sent_bytes } => {
            let percent = u64::from(*sent_bytes) * 100 / u64::from(size_bytes.max(1));
            (format!("{} {percent} %", words::UPLOADING.get()), "pill")
        }
        PhotoStatus::Uploaded => (words::UPLOADED.get().to_owned(), "pill ok"),
        PhotoStatus::Failed { .. } => (words::NOT_SENT.get().to_owned(), "pill bad"),
    }
}

// 21 项，1 项不合格; 没进去 · 无人
fn record_line(row: &InspectionRow) -> String {
    match &row.record.outcome {
        Outcome::NotEntered(why) => format!("{} · {}", field::NOT_ENTERED.get(), labels::not_entered(why.reason).get()),
        Outcome::Inspected(inspected) => {
            let failed = inspected.judged().filter(|answer| answer.is_fail()).count();
            let items = texts::RECORD_LINE.with(&[&inspected.judged().count().to_string(), &failed.to_string()]);
            match inspected.rooms.iter().filter(|room| room.state != RoomState::NotEntered).count() {
                0 => items,
                rooms => [items, texts::ROOMS_SEEN.count(rooms)].join(words::COMMA.get()),
            }
        }
    }
}

// What a photo shows: the door, an item, what was mended.
fn photo_of(record: &InspectionRecorded, photo: &PhotoRef) -> Option<Text> {
    let is_it = |photos: &[PhotoRef]| photos.iter().any(|other| other.sha256 == photo.sha256);
    let Outcome::Inspected(inspected) = &record.outcome else { return Some(field::DOOR_PHOTO) };
    let answers = || inspected.answers.values().chain(inspected.rooms.iter().flat_map(|room| room.answers.values()));
    if is_it(&record.photos) {
        Some(field::DOOR_PHOTO)
    } else if answers().any(|answer| is_it(&answer.photos)) {
        Some(texts::PHOTO_OF_FAIL)
    } else if answers().any(|answer| is_it(&answer.after_photos)) {
        Some(texts::AFTER_PHOTO)
    } else if inspected.earlier.iter().any(|earlier| is_it(&earlier.photos)) {
        Some(texts::PHOTO_OF_EARLIER)
    } else {
        None
    }
}
