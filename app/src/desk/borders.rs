//! 导入网格边界: a GeoJSON file is looked at on the map first; overlaps and gaps are shown, and withheld or taken in with a
//! reason.

use super::frame::Single;
use super::tables::{CallError, read_text, send_text};
use crate::kit::FilePick;
use crate::mapview::{MapCanvas, Outline, Pin, Pinned, Tone, area_bounds, outlines};
use crate::session;
use crate::state::{App, use_app};
use crate::text::{Text, borders as texts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use std::rc::Rc;

const PATH: &str = "/api/v1/imports/areas";

/// What came, or would come, of a file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Reply {
    features: usize,
    added: usize,
    updated: usize,
    errors: Vec<FeatureError>,
    overlaps: Vec<Overlap>,
    gaps: Vec<Ground>,
    cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct FeatureError {
    feature: usize,
    #[serde(default)]
    name: String,
    reason: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Overlap {
    cells: [String; 2],
    #[serde(flatten)]
    ground: Ground,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Ground {
    area_m2: f64,
    at: [f64; 2],
    rings: Vec<Vec<[f64; 2]>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Cell {
    name: String,
    rings: Vec<Vec<[f64; 2]>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Past {
    at: i64,
    author: String,
    added: u64,
    updated: u64,
    overlaps: u64,
    gaps: u64,
    reason: String,
}

impl Ground {
    fn square(&self) -> String {
        format!("{:.0}", self.area_m2)
    }

    // Latitude first, as people read a position out.
    fn place(&self) -> String {
        format!("{:.5}, {:.5}", self.at[1], self.at[0])
    }
}

/// The file that is looked at, with what would come of it.
#[derive(Clone, Debug, PartialEq)]
struct Tried {
    text: Rc<str>,
    reply: Reply,
}

#[derive(Clone, Copy)]
struct Desk {
    app: App,
    looking: RwSignal<Option<String>>,
    tried: RwSignal<Option<Tried>, LocalStorage>,
    past: RwSignal<Vec<Past>>,
    error: RwSignal<Option<CallError>>,
    reason: RwSignal<String>,
}

impl Desk {
    fn load(self) {
        spawn_local(async move {
            if let Ok(past) = super::tables::read_json(self.app, PATH).await {
                self.past.try_set(past);
            }
        });
    }

    fn look(self, file: web_sys::File) {
        self.error.set(None);
        self.tried.set(None);
        self.reason.set(String::new());
        self.looking.set(Some(file.name()));
        spawn_local(async move {
            let call = async {
                let text = read_text(&file).await?;
                let reply = send_text(self.app, &format!("{PATH}?dry_run=true"), &text).await?;
                Ok::<_, CallError>(Tried { text: text.into(), reply })
            };
            match call.await {
                Ok(tried) => drop(self.tried.try_set(Some(tried))),
                Err(error) => drop(self.error.try_set(Some(error))),
            }
            self.looking.try_set(None);
        });
    }

    fn take(self) {
        let Some(tried) = self.tried.get_untracked() else { return };
        let reason = super::tables::encoded(self.reason.get_untracked().trim());
        spawn_local(async move {
            match send_text::<Reply>(self.app, &format!("{PATH}?reason={reason}"), &tried.text).await {
                Ok(done) => {
                    self.tried.try_set(None);
                    if let Ok(Some(fresh)) = session::refresh().await {
                        self.app.renew(fresh);
                    }
                    let (added, updated) = (done.added.to_string(), done.updated.to_string());
                    self.app.say(texts::SAID_DONE.with(&[&added, &updated]));
                    self.load();
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }
}

/// `/map/borders` of the desk entry.
#[component]
pub fn BordersPage() -> impl IntoView {
    let app = use_app();
    let desk = Desk {
        app,
        looking: RwSignal::new(None),
        tried: RwSignal::new_local(None),
        past: RwSignal::default(),
        error: RwSignal::new(None),
        reason: RwSignal::new(String::new()),
    };
    desk.load();
    view! {
        <Single title=texts::TITLE>
            <section class="group">
                <div class="group-body">
                    <p class="quiet">{texts::HINT.get()}</p>
                    <div class="steps">
                        <FilePick label=texts::CHOOSE accept=".geojson,.json,application/geo+json" on_file=move |file| desk.look(file)/>
                        <a class="button plain" href="/map">{texts::BACK.get()}</a>
                    </div>
                    <p class="quiet" role="status">{move || desk.looking.get().map(|name| texts::LOOKING.with(&[&name]))}</p>
                    <div role="alert">{move || desk.error.get().map(|error| view! { <div class="banner bad"><p>{error.sentence()}</p></div> })}</div>
                </div>
            </section>
            {move || desk.tried.get().map(|tried| view! { <Preview desk reply=tried.reply/> })}
            {move || past_group(desk)}
        </Single>
    }
}

#[component]
fn Preview(desk: Desk, reply: Reply) -> impl IntoView {
    let app = desk.app;
    let drawn = drawn(app, &reply);
    let boxes = reply.cells.iter().flat_map(|cell| cell.rings.iter().flatten());
    let of_file = boxes.map(|[lon, lat]| [*lon, *lat, *lon, *lat]).reduce(crate::mapview::join);
    let bounds = of_file.or_else(|| area_bounds(app)).unwrap_or([100.0, 25.0, 120.0, 42.0]);
    let figures = [
        (texts::CELLS, reply.features),
        (texts::ADDED, reply.added),
        (texts::UPDATED, reply.updated),
        (texts::UNREAD, reply.errors.len()),
    ];
    let figure = |(label, number): (Text, usize)| view! { <div><dt>{label.get()}</dt><dd>{number}</dd></div> };
    let overlaps = reply
        .overlaps
        .iter()
        .map(|one| texts::OVERLAP.with(&[&one.cells[0], &one.cells[1], &one.ground.square(), &one.ground.place()]));
    let gaps = reply.gaps.iter().map(|gap| texts::GAP.with(&[&gap.square(), &gap.place()]));
    let errors = reply.errors.iter().map(|error| {
        let name = if error.name.is_empty() { String::new() } else { format!("“{}”", error.name) };
        texts::ERROR.with(&[&error.feature.to_string(), &name, &error.reason])
    });
    let (overlaps, gaps, errors) = (overlaps.collect::<Vec<_>>(), gaps.collect::<Vec<_>>(), errors.collect::<Vec<_>>());
    let is_clean = overlaps.is_empty() && gaps.is_empty();
    let is_news = reply.added + reply.updated > 0;
    // Of what was not used nothing is known: neither that it is as it is now, nor that all is well.
    let is_whole = errors.is_empty();
    let nothing = if is_whole { texts::SAME } else { texts::NOTHING_USED };
    let pinned = RwSignal::new_local(Rc::new(Pinned::default()));
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::PREVIEW.get()}</h2></div>
            <div class="group-body">
                <dl class="import-figures">{figures.map(figure).collect_view()}</dl>
                <MapCanvas pinned=pinned outlines=Signal::stored_local(drawn) bounds here=Signal::stored(None) on_locate=|| {}
                    chosen=RwSignal::new(None::<Pin>) tiles=None is_preview=true/>
                {(is_clean && is_whole).then(|| view! { <p class="banner ok">{texts::CLEAN.get()}</p> })}
                {told(texts::OVERLAPS, overlaps)}
                {told(texts::GAPS, gaps)}
                {told(texts::ERRORS, errors)}
                {if is_news { decide(desk, is_clean).into_any() } else { view! { <p class="quiet">{nothing.get()}</p> }.into_any() }}
            </div>
        </section>
    }
}

// The cells as they are, those of the file over them, then what is wrong.
fn drawn(app: App, reply: &Reply) -> Vec<Outline> {
    let mut all = outlines(app);
    all.retain(|outline| reply.cells.iter().all(|cell| cell.name != outline.name));
    all.extend(reply.cells.iter().filter_map(|cell| Outline::new(cell.name.clone(), Tone::New, &cell.rings)));
    let overlap = |one: &Overlap| {
        Outline::new(texts::OVERLAP_MARK.with(&[&one.ground.square()]), Tone::Overlap, &one.ground.rings)
    };
    all.extend(reply.overlaps.iter().filter_map(overlap));
    let gap = |gap: &Ground| Outline::new(texts::GAP_MARK.with(&[&gap.square()]), Tone::Gap, &gap.rings);
    all.extend(reply.gaps.iter().filter_map(gap));
    all
}

fn told(title: Text, lines: Vec<String>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        let count = lines.len();
        let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <h3>{title.get()}" "{count}</h3><ul class="border-list">{lines}</ul> }
    })
}

fn decide(desk: Desk, is_clean: bool) -> impl IntoView {
    let may_not = move || !is_clean && desk.reason.read().trim().is_empty();
    view! {
        {(!is_clean).then(|| view! {
            <p class="banner warn">{texts::WHY_WANTED.get()}</p>
            <label class="field"><span>{texts::WHY.get()}</span>
                <input class="input" maxlength="500" placeholder=texts::WHY_EXAMPLE.get() bind:value=desk.reason/>
            </label>
        })}
        <div class="steps">
            <button type="button" class="button main" disabled=may_not on:click=move |_| desk.take()>{texts::IMPORT.get()}</button>
            <button type="button" class="button plain" on:click=move |_| desk.tried.set(None)>{texts::DROP.get()}</button>
        </div>
    }
}

fn past_group(desk: Desk) -> Option<impl IntoView> {
    let past = desk.past.get();
    (!past.is_empty()).then(|| {
        let line = |one: Past| {
            let day = gridwalk_domain::time::Timestamp::from_millis(one.at).date_in_shanghai();
            let who = one.author.parse().map(|id| desk.app.session().name_of(id)).unwrap_or_default();
            let counts = [one.added, one.updated, one.overlaps, one.gaps].map(|count| count.to_string());
            let counts = texts::PAST_LINE.with(&counts.each_ref().map(String::as_str));
            view! {
                <li class="past-import">
                    <span>{crate::kit::day_in_words(day, desk.app.today())}" "{who}</span>
                    <span class="quiet">{counts}</span>
                    {(!one.reason.is_empty()).then(|| view! { <span>{one.reason}</span> })}
                </li>
            }
        };
        let lines = past.into_iter().map(line).collect_view();
        view! {
            <section class="group">
                <div class="group-head"><h2>{texts::PAST.get()}</h2></div>
                <ul class="plain-list">{lines}</ul>
            </section>
        }
    })
}
