//! What comes before the patrol list: what is urgent, what was announced, campaigns under way, and quick entries. Links,
//! for the list itself holds premises only.

use super::words;
use crate::kit::{self, Icon, icon};
use crate::platform;
use crate::state::{App, use_app};
use crate::text::tasks as texts;
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::TaskRow;
use gridwalk_domain::time::Date;
use gridwalk_replica::TaskFilter;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

// A cell has some dozens.
const TASKS_MAX: u32 = 500;

/// Premises that a campaign wants visited, and until when.
pub type Awaited = Arc<BTreeMap<PremisesId, Date>>;

/// Every open task of the scope, newest first.
async fn open_tasks(app: App) -> Vec<TaskRow> {
    let filter = TaskFilter { open_only: true, limit: TASKS_MAX, ..TaskFilter::default() };
    app.journal().tasks(&filter).await.map(|page| page.rows).unwrap_or_default()
}

/// Read again with every change.
fn use_tasks(app: App) -> RwSignal<Vec<TaskRow>, LocalStorage> {
    let tasks = RwSignal::new_local(Vec::new());
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let found = open_tasks(app).await;
            tasks.try_set(found);
        });
    });
    tasks
}

/// What campaigns want visited now: a source of what is due (R37).
pub fn use_awaited(app: App) -> RwSignal<Awaited> {
    let awaited = RwSignal::new(Awaited::default());
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let today = app.today();
            let mut found = BTreeMap::new();
            for row in open_tasks(app).await {
                let Some(campaign) = &row.campaign else { continue };
                for target in campaign.targets.iter().filter(|target| row.awaits(**target, today)) {
                    let until = found.entry(*target).or_insert(campaign.to);
                    *until = campaign.to.min(*until);
                }
            }
            if awaited.try_get_untracked().is_some_and(|shown| *shown != found) {
                awaited.try_set(Arc::new(found));
            }
        });
    });
    awaited
}

/// The cards and the quick entries.
#[component]
pub fn TaskCards() -> impl IntoView {
    let app = use_app();
    let tasks = use_tasks(app);
    let cards = move || {
        let (now, today) = (platform::now(), app.today());
        let mut rows: Vec<TaskRow> = tasks.get();
        rows.sort_by_key(|row| !row.is_urgent(now));
        rows.iter().filter_map(|row| card(row, now, today)).collect_view()
    };
    view! {
        {cards}
        <nav class="quick" aria-label=texts::QUICK.get()>
            <a class="button small" href="/label">{icon(Icon::Camera)}{texts::LABEL.get()}</a>
            <a class="button small" href="/work/new">{icon(Icon::Warning)}{texts::WORK.get()}</a>
            <a class="button small" href="/outreach">{icon(Icon::Book)}{texts::OUTREACH.get()}</a>
        </nav>
    }
}

fn card(row: &TaskRow, now: gridwalk_domain::time::Timestamp, today: Date) -> Option<AnyView> {
    let class = if row.is_urgent(now) { "banner bad" } else { "banner brand" };
    let (href, title, line) = if let Some(reading) = &row.reading {
        let by = texts::LOOK_BY.with(&[&kit::day(reading.due_on, today)]);
        let title = [row.premises_name.as_str(), texts::READING.get()].join(" · ");
        (format!("/task/{}", row.id), title, [words::reading(reading, today), by].join(" · "))
    } else if let Some(work) = &row.work {
        let title = [words::work(work.kind).get(), work.place.as_str()].join(" · ");
        let line = match (work.planned, row.last_seen()) {
            (Some(window), None) => {
                let day = kit::day_in_words(window.from.date_in_shanghai(), today);
                texts::PLANNED_FOR.with(&[&format!("{day} {}", kit::clock(window.from)), &kit::clock(window.to)])
            }
            _ => texts::WORK_NOT_ANSWERED.get().to_owned(),
        };
        (format!("/work/{}", row.id), title, line)
    } else {
        let campaign = row.campaign.as_ref().filter(|campaign| campaign.from <= today && today <= campaign.to)?;
        let left = campaign.targets.len().saturating_sub(row.visited.len());
        let title = match left {
            0 => texts::CAMPAIGN_DONE.with(&[&campaign.name]),
            left => texts::CAMPAIGN_LEFT.with(&[&campaign.name, &left.to_string(), &kit::day(campaign.to, today)]),
        };
        (format!("/campaign/{}", row.id), title, campaign.note.chars().take(40).collect())
    };
    Some(view! { <a class=class href=href><p><b>{title}</b><br/><span class="small">{line}</span></p></a> }.into_any())
}
