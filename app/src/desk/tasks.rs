//! 任务: what is urgent first, campaigns with their progress, and the ways to duplicates and people.

mod announce;
mod assign;
mod calls;
mod campaign;
mod duplicates;
mod new_campaign;
mod page;
mod people;
mod quiet;
mod readings;
mod sheet;
mod tip;
mod tip_poster;
mod tip_reporter;
mod tip_steps;

pub use announce::AnnounceWorkPage;
pub use assign::{AssignHazard, AssignReview};
pub use campaign::CampaignPage;
pub use duplicates::{DuplicatePage, duplicates};
pub use new_campaign::NewCampaignPage;
pub use page::TaskPage;
pub use people::PeoplePage;
pub use quiet::QuietPeriodForm;
pub use readings::ReadingsPage;
pub use sheet::SheetPage;
pub use tip_poster::PosterPage;

use super::entry::cell_name;
use super::frame::{Frame, STEP};
use crate::kit::{self, Empty, Icon};
use crate::screens::tasks::words;
use crate::state::{App, use_app};
use crate::subject::use_fetched;
use crate::text::{Text, common, duty as texts, tasks as field, tip as tips};
use gridwalk_domain::admit::Role;
use gridwalk_domain::id::{CampaignId, EventId};
use gridwalk_domain::ledger::{TaskKind, TaskRow, TaskState, TipState};
use gridwalk_domain::time::Timestamp;
use gridwalk_replica::TaskFilter;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const PAGE_ROWS: u32 = 500;

/// Which part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Urgent,
    Kind(TaskKind),
}

const PARTS: [(Part, Text); 6] = [
    (Part::Urgent, texts::URGENT),
    (Part::Kind(TaskKind::Work), texts::WORKS),
    (Part::Kind(TaskKind::OddReading), texts::READINGS),
    (Part::Kind(TaskKind::Tip), tips::TIPS),
    (Part::Kind(TaskKind::Campaign), texts::CAMPAIGNS),
    (Part::Kind(TaskKind::Outreach), texts::OUTREACH),
];

/// One line; a campaign's cells are one.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    key: (String, EventId, String),
    href: String,
    name: String,
    sub: String,
    at: Timestamp,
    pill: (String, &'static str),
    kind: TaskKind,
    urgent: bool,
}

type Lines = Arc<Vec<Arc<Line>>>;

/// Every task of the scope, newest first.
pub async fn all_tasks(app: App, kind: Option<TaskKind>) -> Vec<TaskRow> {
    let mut rows = Vec::new();
    // What was read before a fault is better than nothing.
    let _ = app.journal().every_task(&TaskFilter { kind, ..TaskFilter::default() }, |row| rows.push(row)).await;
    rows
}

/// How many works and readings wait for somebody: the number at the tab.
pub fn use_urgent(app: App) -> RwSignal<usize> {
    let count = RwSignal::new(0);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let filter = TaskFilter { open_only: true, limit: PAGE_ROWS, ..TaskFilter::default() };
            let Ok(page) = app.journal().tasks(&filter).await else { return };
            let now = app.now();
            count.try_set(page.rows.iter().filter(|row| row.is_urgent(now)).count());
        });
    });
    count
}

/// Where it is, and what it is about.
pub(super) fn names(app: App, row: &TaskRow) -> (String, String) {
    match row {
        TaskRow { tip: Some(tip), .. } => {
            let text: String = tip.received.text.chars().take(40).collect();
            (tip.received.place.clone(), [tip.received.topic.clone(), text].join(" · "))
        }
        TaskRow { check: Some(check), .. } => {
            (check.place.clone(), [tips::ERRAND.get(), check.topic.as_str()].join(" · "))
        }
        TaskRow { work: Some(work), .. } => {
            let seen = row.last_seen().map(words::seen).unwrap_or_default();
            (format!("{} · {}", words::work(work.kind).get(), work.place), seen)
        }
        TaskRow { outreach: Some(outreach), .. } => {
            let counts = texts::OUTREACH_LINE.with(&[&outreach.persons.to_string(), &outreach.leaflets.to_string()]);
            (outreach.place.clone(), format!("{counts} · {}", outreach.topics.join("、")))
        }
        TaskRow { reading: Some(reading), .. } => (row.premises_name.clone(), words::reading(reading, app.today())),
        _ => (row.premises_name.clone(), String::new()),
    }
}

fn line(app: App, row: &TaskRow, now: Timestamp) -> Line {
    let urgent = row.is_urgent(now);
    let (name, what) = names(app, row);
    let pill = match (urgent, row.state) {
        _ if row.tip.is_some() => {
            let (text, class) = tip::state_text(row.tip.as_ref().map_or(TipState::Received, |tip| tip.state()));
            (text.get().to_owned(), class)
        }
        (false, TaskState::Open) if row.check.is_some() => (tips::CHECKING.get().to_owned(), "pill brand"),
        (true, _) if row.reading.is_some() => (texts::TO_LOOK.get().to_owned(), "pill bad"),
        (true, _) => (texts::WAITING.get().to_owned(), "pill bad"),
        (_, TaskState::Done) => (texts::DONE.get().to_owned(), "pill ok"),
        (false, TaskState::Open) => (field::ANNOUNCED.get().to_owned(), "pill"),
    };
    let sub = [cell_name(app, row.area), what].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    // What is said of it may change by an event of another subject: a tip's state by its errand.
    let (key, href) = ((row.id.to_string(), row.head, pill.0.clone()), format!("/tasks/{}", row.id));
    Line { key, href, name, sub: sub.join(" · "), at: row.at, pill, kind: row.kind(), urgent }
}

fn campaign_line(app: App, rows: &[&TaskRow]) -> Option<Line> {
    let newest = rows.iter().max_by_key(|row| row.at)?;
    let campaign = newest.campaign.as_ref()?;
    let targets: usize =
        rows.iter().filter_map(|row| row.campaign.as_ref()).map(|campaign| campaign.targets.len()).sum();
    let visited: usize = rows.iter().map(|row| row.visited.len()).sum();
    let is_open = rows.iter().any(|row| row.state == TaskState::Open) && app.today() <= campaign.to;
    let days = field::CAMPAIGN_DAYS.with(&[&kit::day(campaign.from, app.today()), &kit::day(campaign.to, app.today())]);
    let pill = field::CAMPAIGN_PROGRESS.with(&[&visited.to_string(), &targets.to_string()]);
    Some(Line {
        key: (campaign.campaign.to_string(), newest.head, pill.clone()),
        href: format!("/campaigns/{}", campaign.campaign),
        name: campaign.name.clone(),
        sub: [days, campaign.note.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        at: newest.at,
        pill: (pill, if is_open { "pill brand" } else { "pill plain" }),
        kind: TaskKind::Campaign,
        urgent: false,
    })
}

async fn read(app: App) -> Lines {
    let now = app.now();
    let rows = all_tasks(app, None).await;
    let mut campaigns: BTreeMap<CampaignId, Vec<&TaskRow>> = BTreeMap::new();
    let mut lines = Vec::new();
    // A tip's page shows its errands; where the tip is out of sight, they stand for themselves.
    let tips: BTreeSet<_> = rows.iter().filter(|row| row.tip.is_some()).map(|row| row.id).collect();
    let is_of_tip = |row: &TaskRow| row.check.as_ref().is_some_and(|check| tips.contains(&check.tip));
    for row in rows.iter().filter(|row| !is_of_tip(row)) {
        match &row.campaign {
            Some(campaign) => campaigns.entry(campaign.campaign).or_default().push(row),
            None => lines.push(line(app, row, now)),
        }
    }
    lines.extend(campaigns.values().filter_map(|rows| campaign_line(app, rows)));
    lines.sort_by_key(|line| (!line.urgent, std::cmp::Reverse(line.at)));
    Arc::new(lines.into_iter().map(Arc::new).collect())
}

/// `/tasks`, with a page beside it.
#[component]
pub fn TasksFrame() -> impl IntoView {
    let app = use_app();
    let is_fetched = use_fetched(app);
    let all = RwSignal::new_local(None::<Lines>);
    let part = RwSignal::new(None::<Part>);
    let drawn = RwSignal::new(STEP);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let lines = read(app).await;
            if all.try_get_untracked().is_some_and(|shown| shown.as_ref() != Some(&lines)) {
                all.try_set(Some(lines));
            }
        });
    });
    let is_in = |line: &Line, part: Part| match part {
        Part::Urgent => line.urgent,
        // A tip and the errands that it leads to.
        Part::Kind(TaskKind::Tip) => matches!(line.kind, TaskKind::Tip | TaskKind::TipCheck),
        Part::Kind(kind) => line.kind == kind,
    };
    let count = move |part: Part| all.read().iter().flat_map(|all| all.iter()).filter(|line| is_in(line, part)).count();
    // What is urgent comes first; with nothing urgent everything does.
    let lines = move || {
        let all = all.get().unwrap_or_default();
        let fits = |line: &&Arc<Line>| part.get().is_none_or(|part| is_in(line, part));
        all.iter().filter(fits).take(drawn.get()).cloned().collect::<Vec<_>>()
    };
    let chip = move |which: Part, text: Text| {
        let choose = move |_| {
            part.update(|part| *part = (*part != Some(which)).then_some(which));
            drawn.set(STEP);
        };
        view! { <button type="button" class="chip" aria-pressed=move || (part.get() == Some(which)).to_string() on:click=choose>{move || text.count(count(which))}</button> }
    };
    let on_scroll = move |_: i32, near_end: bool| {
        if near_end {
            drawn.update(|drawn| *drawn += STEP);
        }
    };
    let path = use_location().pathname;
    let note = Signal::stored(super::nav::place_name(app));
    view! {
        <Frame home="/tasks" title=texts::TAB list_label=texts::LIST page_label=texts::PAGE note on_scroll>
            <Ways/>
            <div class="chips strip" role="group" aria-label=texts::LIST.get()>
                {PARTS.map(|(part, text)| chip(part, text)).collect_view()}
            </div>
            <ul class="rows">
                <For each=lines key=|line| line.key.clone() children=move |line| {
                    let href = line.href.clone();
                    let (pill, class) = line.pill.clone();
                    view! {
                        <li class="row desk-row" class:chosen=move || *path.read() == href class:overdue=line.urgent>
                            <span class="row-name"><a href=line.href.clone()>{line.name.clone()}</a></span>
                            <span class="row-end"><span class=class>{pill}</span></span>
                            <span class="row-sub wide">{line.sub.clone()}</span>
                        </li>
                    }
                }/>
            </ul>
            {move || match all.get() {
                Some(_) if !lines().is_empty() => ().into_any(),
                Some(_) if is_fetched.get() => view! { <Empty text=texts::NO_TASKS.get() picture=Icon::Tick/> }.into_any(),
                _ => view! { <Empty text=common::LOADING.get()/> }.into_any(),
            }}
        </Frame>
    }
}

/// 新建专项, 疑似重复, 人员与交接, …: what else is done here, by role.
#[component]
fn Ways() -> impl IntoView {
    let app = use_app();
    let role = app.session().role;
    let alike = RwSignal::new(0_usize);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let found = duplicates(app).await.len();
            alike.try_set(found);
        });
    });
    view! {
        <nav class="quick" aria-label=texts::TAB.get()>
            {(role != Role::Admin).then(|| view! {
                <a class="button small" href="/campaigns/new">{texts::NEW_CAMPAIGN.get()}</a>
                <a class="button small" href="/works/new">{texts::ANNOUNCE.get()}</a>
                <a class="button small" href="/duplicates">{move || texts::DUPLICATES.count(alike.get())}</a>
            })}
            {(role == Role::Subdistrict).then(|| view! {
                <a class="button small" href="/readings">{texts::IMPORT_READINGS.get()}</a>
                <a class="button small" href="/tips/poster">{tips::POSTER.get()}</a>
            })}
            <a class="button small" href="/people">{texts::PEOPLE.get()}</a>
        </nav>
    }
}

/// Beside the list while none is chosen.
#[component]
pub fn TasksHint() -> impl IntoView {
    view! { <div class="page hint-page"><Empty text=texts::CHOOSE.get()/></div> }
}
