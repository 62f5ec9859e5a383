//! A record's page: photos and facts, what failed with what to do about it, and the decision.

mod answers;
mod decision;
mod facts;
mod history;

use super::entry::{self, Entry};
use super::frame::PageBar;
use super::picture::{Mark, Picture, PictureButton};
use super::queue::use_queue;
use super::tasks::AssignReview;
use super::viewer::{Viewer, Viewing};
use crate::kit::{self, Empty};
use crate::screens::standing::Standing;
use crate::state::{App, use_app};
use crate::subject::{use_found, use_named};
use crate::text::{common as words, desk as texts};
use decision::{Decision, ReturnDraft};
use gridwalk_domain::checklist::Catalogue;
use gridwalk_domain::event::Outcome;
use gridwalk_domain::id::{HazardId, InspectionId};
use gridwalk_domain::ledger::{HazardRow, InspectionRow, PremisesRow, ReviewState};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_replica::PremisesBrief;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the page shows.
#[derive(Debug, PartialEq)]
pub struct Found {
    row: InspectionRow,
    premises: Option<PremisesRow>,
    /// Found on it, and those found before that it looked at again.
    hazards: BTreeMap<HazardId, HazardRow>,
}

impl Found {
    /// 老街面馆.
    fn name(&self) -> String {
        self.premises.as_ref().map_or_else(|| self.row.premises_name.clone(), |premises| premises.name.clone())
    }

    fn mark(&self, app: App) -> Mark {
        Mark {
            premises: self.name(),
            cell: entry::cell_name(app, self.row.area),
            worker: app.session().name_of(self.row.actor),
            clock_offset_ms: self.row.clock_offset_ms.unwrap_or(0),
        }
    }

    /// Of the version that it was made with.
    fn catalogue(&self, app: App) -> Arc<Catalogue> {
        app.catalogue_of(self.row.record.templates())
    }

    fn line(&self, app: App) -> Entry {
        let brief = self.premises.as_ref().map(|premises| PremisesBrief::new(premises, false));
        Entry::new(app, &self.row, brief.as_ref())
    }

    fn own(&self, app: App) -> bool {
        self.row.actor == app.session().account.id
    }
}

/// The pictures of a page, in the order in which they are gone through.
pub struct Album {
    viewing: Viewing,
    pictures: Vec<Picture>,
}

impl Album {
    fn new(found: &Found, app: App) -> Self {
        let mark = found.mark(app);
        let mut seen = BTreeSet::new();
        let photos = found.row.record.all_photos().into_iter().filter(|photo| seen.insert(photo.sha256));
        Self { viewing: Viewing::new(), pictures: photos.map(|photo| mark.picture(photo, "")).collect() }
    }

    /// A photo that opens the viewer where it stands; one that is not among them is shown with `caption` after them.
    fn button(&mut self, photo: &PhotoRef, caption: &str, mark: &Mark, class: &'static str) -> AnyView {
        let here = self.pictures.iter().position(|one| one.photo.sha256 == photo.sha256);
        let index = here.unwrap_or_else(|| {
            self.pictures.push(mark.picture(photo, caption));
            self.pictures.len() - 1
        });
        let mut picture = self.pictures[index].clone();
        picture.caption = caption.to_owned();
        let viewing = self.viewing;
        view! { <PictureButton picture class marked={class == "hero"} on_open=move || viewing.show(index)/> }.into_any()
    }
}

/// `/record/:inspection` of the desk entry.
#[component]
pub fn RecordPage() -> impl IntoView {
    let app = use_app();
    let queue = use_queue();
    let id = use_named::<InspectionId>("inspection");
    let found = use_found(app, id, async move |id| load(app, id).await.map(Arc::new));
    let draft = ReturnDraft::new();
    Effect::new(move |_| {
        draft.clear();
        if let Some(id) = id.get() {
            queue.note_opened(id);
        }
    });
    move || match found.get() {
        None => ().into_any(),
        Some(None) => view! {
            <PageBar title=texts::RECORD_PAGE.get().to_owned() note=Signal::stored(String::new()) back="/"/>
            <div class="page"><Empty text=texts::NO_RECORD.get()/></div>
        }
        .into_any(),
        Some(Some(found)) => page(app, &found, draft),
    }
}

async fn load(app: App, id: InspectionId) -> Option<Found> {
    let journal = app.journal();
    let row = journal.inspection(id).await.ok()??;
    let premises = journal.premises(row.record.premises).await.ok().flatten();
    let mut ids: BTreeSet<HazardId> = row.hazards.iter().copied().collect();
    if let Outcome::Inspected(inspected) = &row.record.outcome {
        ids.extend(inspected.earlier.iter().map(|earlier| earlier.hazard));
    }
    let mut hazards = BTreeMap::new();
    for id in ids {
        if let Ok(Some(hazard)) = journal.hazard(id).await {
            hazards.insert(id, hazard);
        }
    }
    Some(Found { row, premises, hazards })
}

fn page(app: App, found: &Arc<Found>, draft: ReturnDraft) -> AnyView {
    let row = &found.row;
    let line = found.line(app);
    let at = line.at;
    let when = format!("{} {}", kit::day_in_words(at.date_in_shanghai(), app.today()), kit::clock(at));
    let note = [line.cell.clone(), when].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let mut album = Album::new(found, app);
    let top = top(app, found, &line, &mut album);
    let earlier = answers::earlier(app, found, &mut album);
    let passed = answers::passed(app, found);
    let viewing = album.viewing;
    viewing.set(album.pictures);
    let pending = row.review == ReviewState::Pending && !found.own(app);
    view! {
        <PageBar title=found.name() note=Signal::stored(note) back="/"/>
        <div class="page record-page">
            <Standing of=row.id/>
            {top}
            {earlier}
            {passed}
            {pending.then(|| decision::return_panel(app, found, draft))}
        </div>
        {pending.then(|| view! { <Decision found=found.clone() draft/> })}
        <Viewer viewing/>
    }
    .into_any()
}

// Where it stands, what to look at, the note, the photos and below them what failed, the facts.
fn top(app: App, found: &Found, line: &Entry, album: &mut Album) -> AnyView {
    let row = &found.row;
    let (state, class) = entry::review_pill(row);
    let (what, what_class) = line.pill.clone();
    let mark = found.mark(app);
    let hero = match row.record.all_photos().first() {
        Some(photo) => album.button(photo, "", &mark, "hero"),
        None => view! { <p class="no-photos quiet">{texts::NO_PHOTOS.get()}</p> }.into_any(),
    };
    let others = others(found, album, &mark);
    let failed = answers::failed(app, found, album);
    view! {
        <p class="pills">
            <span class=class>{state}</span>
            <span class=what_class>{what}</span>
            {line.mark.map(|mark| view! { <span class="pill plain">{mark.get()}</span> })}
        </p>
        {(!line.concerns.is_empty()).then(|| view! { <p class="banner warn">{texts::CONCERNS.with(&[&line.concern_words()])}</p> })}
        {found.own(app).then(|| view! { <p class="banner brand">{texts::OWN_HINT.get()}</p> })}
        {history::history(app, found)}
        // Read on opening, whatever the photos take up; a long one scrolls in itself.
        {(!row.record.note.is_empty()).then(|| view! {
            <section class="group record-note" aria-label=texts::NOTE.get() tabindex="0"><b>{texts::NOTE.get()}</b>" "{row.record.note.clone()}</section>
        })}
        <div class="record-top">
            <div class="record-photos-column">{hero}{others}{failed}</div>
            <div class="record-facts">
                {facts::facts(app, found)}
                <AssignReview row=found.row.clone()/>
                {facts::sketch(app, found)}
            </div>
        </div>
    }
    .into_any()
}

// The other photos, below the first.
fn others(found: &Found, album: &mut Album, mark: &Mark) -> AnyView {
    let mut seen = BTreeSet::new();
    let photos = found.row.record.all_photos();
    let photos = photos.into_iter().filter(|photo| seen.insert(photo.sha256)).skip(1);
    let pictures: Vec<_> = photos.map(|photo| album.button(photo, "", mark, "")).collect();
    if pictures.is_empty() {
        return ().into_any();
    }
    let name = texts::PHOTOS_TITLE.count(pictures.len() + 1);
    view! { <div class="pictures" role="group" aria-label=name>{pictures}</div> }.into_any()
}

/// 今天 14:40.
fn moment(app: App, at: gridwalk_domain::time::Timestamp) -> String {
    format!("{} {}", kit::day_in_words(at.date_in_shanghai(), app.today()), kit::clock(at))
}

/// An item's text; never its code.
fn item_text(catalogue: &Catalogue, code: &str) -> String {
    catalogue.item(code).map_or_else(|| texts::OLD_ITEM.get().to_owned(), |item| item.text.clone())
}

/// 合格, 3 个, ….
fn value_words(value: &gridwalk_domain::checklist::Value, unit: &str) -> (String, &'static str) {
    use gridwalk_domain::checklist::{Judgement, Value};
    match value {
        Value::Judged(Judgement::Pass) => (words::PASS.get().to_owned(), "value ok"),
        Value::Judged(Judgement::Fail) => (words::FAIL.get().to_owned(), "value bad"),
        Value::Judged(Judgement::NotApplicable) => (words::NOT_APPLICABLE.get().to_owned(), "value"),
        Value::Number(number) => (format!("{number} {unit}"), "value"),
        Value::Choice(text) | Value::Info(text) => (text.clone(), "value"),
    }
}
