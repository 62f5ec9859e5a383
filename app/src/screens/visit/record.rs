//! `/record/:inspection`: one visit as it was recorded, where it stands, what the reviewer said, and the way to mend it.

use super::begin::begin_correction;
use super::head::{return_card, returned};
use super::saved::{Progress, status_list};
use crate::kit::{self, Empty, Mark, Shot, TopBar};
use crate::screens::labels;
use crate::screens::look::Look;
use crate::screens::notice::TellOwner;
use crate::screens::standing::Standing;
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::{use_found, use_named};
use crate::text::desk::OLD_ITEM;
use crate::text::{common as words, field, visit as texts};
use gridwalk_domain::checklist::{Answer, Answers, Catalogue, Given, Handling, Judgement, Value};
use gridwalk_domain::event::{Inspected, Outcome, RoomState, VisitPlace};
use gridwalk_domain::id::InspectionId;
use gridwalk_domain::ledger::{InspectionRow, ReviewState};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What the page shows.
#[derive(Clone, PartialEq)]
struct Found {
    row: InspectionRow,
    progress: Option<Progress>,
    // 上次未改, in words, and whether each was put right.
    earlier: Vec<(String, bool)>,
    has_draft: bool,
    /// Of the premises, seen or not.
    rooms: usize,
}

/// The page; read again with every change.
#[component]
pub fn RecordPage() -> impl IntoView {
    let app = use_app();
    let found = use_found(app, use_named("inspection"), async move |id| load(app, id).await);
    move || match found.get() {
        None => ().into_any(),
        Some(None) => view! {
            <div class="screen">
                <TopBar title=texts::THIS_RECORD.get().to_owned() back="/"><Unsent/></TopBar>
                <main class="page"><Empty text=texts::NO_RECORD.get()/></main>
            </div>
        }
        .into_any(),
        Some(Some(found)) => record(app, &found),
    }
}

async fn load(app: App, id: InspectionId) -> Option<Found> {
    let journal = app.journal();
    let row = journal.inspection(id).await.ok()??;
    let progress = Progress::load(app, &row).await.ok();
    let has_draft = journal.draft(id).await.ok().flatten().is_some();
    let rooms = journal.premises(row.record.premises).await.ok().flatten().map_or(0, |premises| premises.rooms.len());
    let mut earlier = Vec::new();
    if let Outcome::Inspected(inspected) = &row.record.outcome {
        for seen in &inspected.earlier {
            let what = journal.hazard(seen.hazard).await.ok().flatten().map(|hazard| hazard.found.what());
            earlier.push((what.unwrap_or_default(), seen.rectified));
        }
    }
    Some(Found { row, progress, earlier, has_draft, rooms })
}

fn record(app: App, found: &Found) -> AnyView {
    let row = &found.row;
    let at = row.ended_at();
    let when = format!("{} {}", kit::day_in_words(at.date_in_shanghai(), app.today()), kit::clock(at));
    let mine = row.actor == app.session().account.id;
    let item_text = |code: &str| app.catalogue_asking(code).item(code).map(|item| item.text.clone());
    let card = returned(&row.review).map(|what| return_card(&what, what.item.as_deref().and_then(item_text)));
    let (state, class) = labels::review(&row.review);
    view! {
        <div class="screen">
            <TopBar title=row.premises_name.clone() note=Signal::stored(when) back=format!("/premises/{}", row.record.premises)><Unsent/></TopBar>
            <main class="page">
                {match card {
                    Some(card) => view! { {card}<Standing of=row.id/> }.into_any(),
                    None => view! { <div class="pills"><span class=class>{state.get()}</span><Standing of=row.id/></div> }.into_any(),
                }}
                {photos(app, row)}
                {earlier_view(&found.earlier)}
                {outcome(app, row)}
                {facts(row, found.rooms)}
                {found.progress.as_ref().filter(|_| mine).map(|progress| status_list(row, progress))}
                {mine.then(|| view! { <TellOwner row=row.clone()/> })}
            </main>
            {correct_bar(app, found, mine)}
        </div>
    }
    .into_any()
}

fn correct_bar(app: App, found: &Found, mine: bool) -> Option<AnyView> {
    let is_returned = matches!(found.row.review, ReviewState::Returned { .. });
    if !mine || !(is_returned || found.has_draft) {
        return None;
    }
    let row = StoredValue::new(found.row.clone());
    let label = if found.has_draft { texts::GO_ON_CORRECTING } else { texts::CORRECT };
    let open = move |_| row.with_value(|row| begin_correction(app, row));
    Some(view! { <footer class="bar"><div class="bar-inner"><button type="button" class="button main" on:click=open>{label.get()}</button></div></footer> }.into_any())
}

fn photos(app: App, row: &InspectionRow) -> Option<AnyView> {
    let mut seen = BTreeSet::new();
    let of_record = row.record.all_photos();
    let photos: Vec<_> = of_record.into_iter().filter(|photo| seen.insert(photo.sha256)).cloned().collect();
    if photos.is_empty() {
        return None;
    }
    let open = RwSignal::new(None::<usize>);
    let mark = mark_of(app, row);
    let marked = photos.iter().map(|photo| (photo.clone(), mark.over(photo))).collect::<Vec<_>>();
    let shown = photos.into_iter().enumerate().map(|(place, photo)| {
        let retaken = photo.retaken.then(|| view! { <figcaption>{words::RETAKEN.get()}</figcaption> });
        let name = texts::PHOTO_NUMBER.count(place + 1);
        view! {
            <figure class="photo record-photo">
                <button type="button" class="photo-open" aria-label=texts::LOOK_AT.with(&[&name]) on:click=move |_| open.set(Some(place))>
                    <Shot hash=photo.sha256 alt=name.clone()/>
                </button>
                {retaken}
            </figure>
        }
    });
    Some(view! { <div class="photos record-photos">{shown.collect_view()}</div><Look photos=marked open/> }.into_any())
}

/// What is drawn over a record's photos.
pub fn mark_of(app: App, row: &InspectionRow) -> Mark {
    Mark {
        premises: row.premises_name.clone(),
        cell: app.tree().get(row.area).map(|area| area.name.clone()).unwrap_or_default(),
        worker: app.session().name_of(row.actor),
        clock_offset_ms: row.clock_offset_ms.unwrap_or(0),
    }
}

fn earlier_view(earlier: &[(String, bool)]) -> Option<AnyView> {
    if earlier.is_empty() {
        return None;
    }
    let lines = earlier.iter().map(|(what, mended)| {
        let (said, class) = if *mended { (texts::MENDED_SHORT, "value") } else { (texts::STILL_OPEN, "value bad") };
        view! { <div class="answer"><p class="answer-line"><span>{what.clone()}</span><span class=class>{said.get()}</span></p></div> }
    });
    let title = field::NOT_MENDED.count(earlier.len());
    Some(
        view! { <section class="group"><div class="group-head"><h2>{title}</h2></div>{lines.collect_view()}</section> }
            .into_any(),
    )
}

fn outcome(app: App, row: &InspectionRow) -> AnyView {
    match &row.record.outcome {
        Outcome::NotEntered(why) => view! {
            <section class="group"><div class="group-head">
                <h2>{field::NOT_ENTERED.get()}</h2><span class="pill">{labels::not_entered(why.reason).get()}</span>
            </div></section>
        }
        .into_any(),
        Outcome::Inspected(inspected) => inspected_view(&app.catalogue_of(&inspected.templates), inspected),
    }
}

fn inspected_view(catalogue: &Catalogue, inspected: &Inspected) -> AnyView {
    let of = |label: Option<&str>, answers: &Answers, failed: bool| {
        let chosen = answers.iter().filter(|(_, answer)| answer.is_fail() == failed);
        chosen.map(|(code, answer)| answer_line(catalogue, label, code, answer)).collect::<Vec<_>>()
    };
    let mut failed = of(None, &inspected.answers, true);
    for room in &inspected.rooms {
        failed.extend(of(Some(&room.label), &room.answers, true));
    }
    let rest = of(None, &inspected.answers, false);
    let count = |judgement| {
        inspected.answers.values().filter(|answer| answer.judgement() == Some(judgement)).count().to_string()
    };
    let passed = texts::RECORD_PASSED.with(&[&count(Judgement::Pass), &count(Judgement::NotApplicable)]);
    let failed_title = texts::RECORD_FAILED.count(failed.len());
    view! {
        {(!failed.is_empty()).then(|| view! {
            <section class="group"><div class="group-head"><h2>{failed_title}</h2></div>{failed}</section>
        })}
        <details class="group record-rest">
            <summary class="group-head">{passed}</summary>
            {rest}
        </details>
    }
    .into_any()
}

fn answer_line(catalogue: &Catalogue, room: Option<&str>, code: &str, answer: &Answer) -> AnyView {
    let item = catalogue.item(code);
    let text = item.map_or_else(|| OLD_ITEM.get().to_owned(), |item| item.text.clone());
    let text = room.map(|room| format!("{} {text}", texts::ROOM_TITLE.with(&[room]))).unwrap_or(text);
    let unit = item.and_then(|item| item.unit.clone()).unwrap_or_default();
    let (value, class) = value_words(&answer.value, &unit);
    let more = more_words(answer);
    view! {
        <div class="answer">
            <p class="answer-line"><span>{text}</span><span class=class>{value}</span></p>
            {(!more.is_empty()).then(|| view! { <p class="quiet small">{more}</p> })}
        </div>
    }
    .into_any()
}

fn value_words(value: &Value, unit: &str) -> (String, &'static str) {
    match value {
        Value::Judged(Judgement::Pass) => (words::PASS.get().to_owned(), "value"),
        Value::Judged(Judgement::Fail) => (words::FAIL.get().to_owned(), "value bad"),
        Value::Judged(Judgement::NotApplicable) => (words::NOT_APPLICABLE.get().to_owned(), "value"),
        Value::Number(number) => (format!("{number} {unit}"), "value"),
        Value::Choice(text) | Value::Info(text) => (text.clone(), "value"),
    }
}

// 没装报警器 · 后厨 · 2 处 · 建议 3月19日前
fn more_words(answer: &Answer) -> String {
    let handling = answer.handling.map(|handling| match (handling, answer.due_on) {
        (Handling::Rectification, Some(due_on)) => words::DUE_BY.with(&[&kit::month_day(due_on)]),
        (handling, _) => labels::handling(handling).get().to_owned(),
    });
    let quantity = answer.quantity.map(|quantity| format!("{quantity} {}", texts::PLACES.get()));
    let parts = answer.defects.iter().cloned().chain((!answer.part.is_empty()).then(|| answer.part.clone()));
    let parts = parts.chain(quantity).chain(handling).chain(answer.no_photo_reason.clone());
    parts.collect::<Vec<_>>().join(" · ")
}

fn facts(row: &InspectionRow, all_rooms: usize) -> AnyView {
    let record = &row.record;
    let until = texts::RECORD_UNTIL.with(&[&kit::clock(row.correct(record.started_at)), &kit::clock(row.ended_at())]);
    let (mut rooms, mut calls, mut given) = (None, None, None);
    if let Outcome::Inspected(inspected) = &record.outcome {
        given = Some(given_words(inspected));
        let seen = inspected.rooms.iter().filter(|room| room.state != RoomState::NotEntered).count();
        // Rooms that nobody came to are not in the record.
        let missed = all_rooms.max(inspected.rooms.len()) - seen;
        rooms =
            (!inspected.rooms.is_empty()).then(|| texts::ROOMS_LINE.with(&[&seen.to_string(), &missed.to_string()]));
        let made = inspected.calls.iter().map(|call| {
            let through = match call.got_through {
                Some(true) => texts::GOT_THROUGH.get(),
                Some(false) => texts::NOT_THROUGH.get(),
                None => texts::UNKNOWN_THROUGH.get(),
            };
            format!("{} {} {through}", kit::clock(row.correct(call.at)), call.to)
        });
        calls = (!inspected.calls.is_empty()).then(|| made.collect::<Vec<_>>().join(words::COMMA.get()));
    }
    let corrected = (row.corrections > 0).then(|| texts::CORRECTED.count(row.corrections));
    let note = (!record.note.is_empty()).then(|| record.note.clone());
    let line =
        |label: &'static str, value: Option<String>| value.map(|value| view! { <dt>{label}</dt><dd>{value}</dd> });
    view! {
        <section class="group"><div class="group-body"><dl class="facts">
            {line(texts::RECORD_TIME.get(), Some(until))}
            {line(texts::RECORD_PLACE.get(), Some(place_words(&record.place)))}
            {line(texts::RECORD_ANSWERS.get(), given)}
            {line(texts::RECORD_ROOMS.get(), rooms)}
            {line(texts::RECORD_CALLS.get(), calls)}
            {line(texts::CORRECT.get(), corrected)}
            {line(texts::NOTE.get(), note)}
        </dl></div></section>
    }
    .into_any()
}

// 逐项 9，整组 12
fn given_words(inspected: &Inspected) -> String {
    let ways = [(Given::Each, words::EACH), (Given::Group, words::GROUP), (Given::AsLast, words::AS_LAST)];
    let counted = ways.map(|(way, text)| (inspected.judged().filter(|answer| answer.given == way).count(), text));
    let parts =
        counted.into_iter().filter(|(count, _)| *count > 0).map(|(count, text)| format!("{} {count}", text.get()));
    parts.collect::<Vec<_>>().join(words::COMMA.get())
}

// ±12 m，距场所 8 m，在网格内
fn place_words(place: &VisitPlace) -> String {
    let Some(position) = place.position else { return words::NO_FIX.get().to_owned() };
    let mut parts = vec![words::ACCURACY.count(position.accuracy_m.round())];
    parts.extend(place.distance_m.map(|metres| words::DISTANCE.count(metres.round())));
    parts.extend(place.containment.map(|containment| labels::containment(containment).get().to_owned()));
    parts.join(words::COMMA.get())
}
