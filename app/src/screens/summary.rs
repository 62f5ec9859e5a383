//! 今日小结 (practice, field-practice 8): an editable text for the work group, made offline in two taps.

use super::visit::mark_of;
use crate::kit;
use crate::kit::{Shot, TopBar};
use crate::share::{self, Handed, Marked};
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::text::{field as texts, handed};
use gridwalk_domain::checklist::Handling;
use gridwalk_domain::event::Outcome;
use gridwalk_domain::id::{HazardId, PremisesId};
use gridwalk_domain::ledger::{HazardRow, InspectionRow, Past};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_replica::{HazardFilter, InspectionFilter};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;

// Newest first: more than anyone visits or finds in a day.
const DAY_MAX: u32 = 200;
// What a work group takes in one message.
const PHOTOS_MAX: usize = 9;
// Offered to choose from.
const OFFERED_MAX: usize = 60;

/// A photo of today, and what is drawn over it.
#[derive(Clone, Debug, PartialEq)]
struct Offered {
    hash: PhotoHash,
    mark: Arc<str>,
    premises: String,
}

/// The photos that go along, drawn as soon as they are chosen: browsers share nothing later than a tap.
#[derive(Clone, Copy)]
struct Chosen {
    order: RwSignal<Vec<PhotoHash>>,
    drawn: RwSignal<BTreeMap<PhotoHash, Marked>, LocalStorage>,
}

impl Chosen {
    fn new() -> Self {
        Self { order: RwSignal::new(Vec::new()), drawn: RwSignal::new_local(BTreeMap::new()) }
    }

    fn place(self, hash: PhotoHash) -> Option<usize> {
        self.order.read().iter().position(|one| *one == hash)
    }

    fn toggle(self, app: App, photo: &Offered) {
        match untrack(|| self.place(photo.hash)) {
            Some(at) => self.order.update(|order| _ = order.remove(at)),
            None if self.order.read_untracked().len() >= PHOTOS_MAX => {}
            None => {
                self.order.update(|order| order.push(photo.hash));
                self.draw(app, photo.clone());
            }
        }
    }

    fn draw(self, app: App, photo: Offered) {
        if self.drawn.read_untracked().contains_key(&photo.hash) {
            return;
        }
        leptos::task::spawn_local(async move {
            let name = format!("{}-{}", app.today(), &photo.hash.to_string()[..8]);
            match share::marked(app, photo.hash, &photo.mark, &name).await {
                Some(drawn) => _ = self.drawn.try_update(|all| all.insert(photo.hash, drawn)),
                None => _ = self.order.try_update(|order| order.retain(|hash| *hash != photo.hash)),
            }
        });
    }

    fn is_drawn(self) -> bool {
        let drawn = self.drawn.read();
        self.order.read().iter().all(|hash| drawn.contains_key(hash))
    }

    fn photos(self) -> Vec<Marked> {
        let drawn = self.drawn.read_untracked();
        self.order.read_untracked().iter().filter_map(|hash| drawn.get(hash).cloned()).collect()
    }
}

/// `/summary`.
#[component]
pub fn SummaryPage() -> impl IntoView {
    let app = use_app();
    let summary = RwSignal::new(String::new());
    let offered = RwSignal::new(None::<Vec<Offered>>);
    let chosen = Chosen::new();
    leptos::task::spawn_local(async move {
        let visits = visits_of_today(app).await;
        let photos = photos_of(app, &visits);
        summary.try_set(summarise(app, &visits).await);
        photos.iter().take(PHOTOS_MAX).for_each(|photo| chosen.toggle(app, photo));
        offered.try_set(Some(photos));
    });
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            let clipboard = window().navigator().clipboard();
            if JsFuture::from(clipboard.write_text(&summary.get_untracked())).await.is_ok() {
                app.say(texts::COPIED.get());
            }
        });
    };
    let share = move |_| {
        leptos::task::spawn_local(async move { hand_over(app, &summary.get_untracked(), &chosen.photos()).await });
    };
    view! {
        <div class="screen">
            <TopBar title=texts::MY_SUMMARY.get().to_owned() back="/me"><Unsent/></TopBar>
            <main class="page">
                <label class="field">
                    <span>{texts::SUMMARY_HINT.get()}</span>
                    <textarea class="input summary" rows="8" bind:value=summary></textarea>
                </label>
                {move || offered.get().map(|photos| choice(app, photos, chosen))}
            </main>
            <div class="bar"><div class="bar-inner">
                <button type="button" class="button side" disabled=move || !chosen.is_drawn() on:click=share>{texts::SHARE.get()}</button>
                <button type="button" class="button main" on:click=copy>{texts::COPY_TEXT.get()}</button>
            </div></div>
        </div>
    }
}

// Without a share sheet the photos become files, and the text is copied.
async fn hand_over(app: App, text: &str, photos: &[Marked]) {
    if share::share(text, photos).await != Handed::Unable {
        return;
    }
    share::save(photos);
    app.say(if photos.is_empty() { handed::SHARE_TEXT_UNABLE.get() } else { handed::SHARE_UNABLE.get() });
}

fn choice(app: App, photos: Vec<Offered>, chosen: Chosen) -> AnyView {
    if photos.is_empty() {
        return view! { <p class="quiet">{handed::NO_PHOTOS_TODAY.get()}</p> }.into_any();
    }
    let count = move || {
        let chosen = chosen.order.read().len().to_string();
        handed::PHOTOS_CHOSEN.with(&[&chosen, &PHOTOS_MAX.to_string()])
    };
    let squares = photos.into_iter().enumerate().map(|(index, photo)| {
        let name = handed::CHOOSE_PHOTO.with(&[&(index + 1).to_string(), &photo.premises]);
        let hash = photo.hash;
        let sign = move || chosen.place(hash).map(|at| view! { <span class="chosen-sign">{at + 1}</span> });
        view! {
            <button type="button" class="chosen-photo" aria-label=name aria-pressed=move || chosen.place(hash).is_some().to_string() on:click=move |_| chosen.toggle(app, &photo)>
                <Shot hash=hash alt=""/>
                {sign}
            </button>
        }
    });
    view! {
        <section class="group">
            <div class="group-head"><h2>{count}</h2></div>
            <div class="group-body">
                <div class="chosen-photos">{squares.collect_view()}</div>
                <p class="quiet small" role="status">{move || (!chosen.is_drawn()).then(|| handed::PHOTOS_PREPARING.get())}</p>
            </div>
        </section>
    }
    .into_any()
}

async fn visits_of_today(app: App) -> Vec<InspectionRow> {
    let mine = InspectionFilter { actor: Some(app.session().account.id), limit: DAY_MAX, ..Default::default() };
    let visits = app.journal().inspections(&mine).await.map(|page| page.rows).unwrap_or_default();
    visits.into_iter().filter(|visit| visit.committed_at().date_in_shanghai() == app.today()).collect()
}

// Those of visits that found something come first.
fn photos_of(app: App, visits: &[InspectionRow]) -> Vec<Offered> {
    let mut seen = BTreeSet::new();
    let (found, fine): (Vec<_>, Vec<_>) = visits.iter().partition(|visit| !visit.hazards.is_empty());
    let photos = found.into_iter().chain(fine).flat_map(|visit| {
        let mark = mark_of(app, visit);
        let of_visit = visit.record.all_photos().into_iter().cloned().collect::<Vec<_>>();
        of_visit.into_iter().map(move |photo| Offered {
            hash: photo.sha256,
            mark: mark.over(&photo),
            premises: mark.premises.clone(),
        })
    });
    photos.filter(|photo| seen.insert(photo.hash)).take(OFFERED_MAX).collect()
}

// Seen to be put right today, on a visit or on the way to them alone; each once.
async fn mended_today(app: App, visits: &[InspectionRow]) -> usize {
    let (me, today) = (app.session().account.id, app.today());
    let of_visit = |visit: &InspectionRow| match &visit.record.outcome {
        Outcome::Inspected(inspected) => inspected.earlier.clone(),
        Outcome::NotEntered(_) => Vec::new(),
    };
    let earlier = visits.iter().flat_map(of_visit).filter(|earlier| earlier.rectified);
    let mut mended: BTreeSet<HazardId> = earlier.map(|earlier| earlier.hazard).collect();
    let is_mine = |past: &Past| {
        past.kind == "RectificationReported" && past.by == me && !past.misfit && past.at.date_in_shanghai() == today
    };
    let note = |row: HazardRow| {
        if row.history.iter().any(is_mine) {
            mended.insert(row.id);
        }
    };
    // What could not be read is not counted.
    let _ = app.journal().every_hazard(&HazardFilter::default(), note).await;
    mended.len()
}

async fn summarise(app: App, visits: &[InspectionRow]) -> String {
    let today = app.today();
    let me = app.session().account.id;
    // Two records of one premises on one day are kept and counted once (field-practice 6).
    let all: BTreeSet<PremisesId> = visits.iter().map(|visit| visit.record.premises).collect();
    let is_inside = |visit: &&InspectionRow| matches!(visit.record.outcome, Outcome::Inspected(_));
    let entered: BTreeSet<PremisesId> = visits.iter().filter(is_inside).map(|visit| visit.record.premises).collect();
    let mended = mended_today(app, visits).await;
    let mine = HazardFilter { finder: Some(me), limit: DAY_MAX, ..Default::default() };
    let hazards = app.journal().hazards(&mine).await.map(|page| page.rows).unwrap_or_default();
    let found: Vec<_> =
        hazards.iter().filter(|hazard| hazard.finder == me && hazard.found_at.date_in_shanghai() == today).collect();
    let handled = |handling| found.iter().filter(|hazard| hazard.found.handling == handling).count().to_string();
    let cell = app
        .session()
        .areas
        .first()
        .and_then(|id| app.tree().get(*id).map(|area| area.name.clone()))
        .unwrap_or_default();
    // Who walked, with the most that came along on one visit.
    let people = visits.iter().map(|visit| 1 + visit.record.companions).max().unwrap_or(0);
    let lines = [
        texts::SUMMARY_LINE_OUT.with(&[&cell, &kit::month_day(today)]),
        texts::SUMMARY_LINE_VISITS.with(&[
            &people.to_string(),
            &all.len().to_string(),
            &entered.len().to_string(),
            &(all.len() - entered.len()).to_string(),
        ]),
        texts::SUMMARY_LINE_HAZARDS.with(&[
            &found.len().to_string(),
            &handled(Handling::FixedOnSite),
            &handled(Handling::Report),
            &mended.to_string(),
        ]),
        format!("{} {}", app.session().account.name, kit::clock(app.now())),
    ];
    lines.join("\n")
}
