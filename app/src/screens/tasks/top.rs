//! What of the tasks stands on 巡查: what is urgent, what was announced, campaigns under way; and the quick entries.

use super::words;
use crate::kit::{self, Icon, icon};
use crate::screens::patrol::{Card, Urgency, Way};
use crate::state::{App, use_app};
use crate::text::{field, tasks as texts, tip};
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::TaskRow;
use gridwalk_domain::time::{Date, Timestamp};
use gridwalk_replica::TaskFilter;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

// A cell has some dozens.
const TASKS_MAX: u32 = 500;

/// Premises that a campaign wants visited, and until when.
pub type Awaited = Arc<BTreeMap<PremisesId, Date>>;

/// Every open task of the scope, newest first; read again with every change.
pub fn use_open_tasks(app: App) -> RwSignal<Vec<TaskRow>, LocalStorage> {
    let tasks = RwSignal::new_local(Vec::new());
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let filter = TaskFilter { open_only: true, limit: TASKS_MAX, ..TaskFilter::default() };
            let found = app.journal().tasks(&filter).await.map(|page| page.rows).unwrap_or_default();
            tasks.try_set(found);
        });
    });
    tasks
}

/// What campaigns want visited now: a source of what is due (R37).
pub fn awaited(tasks: &[TaskRow], today: Date) -> Awaited {
    let mut found = BTreeMap::new();
    for row in tasks {
        let Some(campaign) = &row.campaign else { continue };
        for target in campaign.targets.iter().filter(|target| row.awaits(**target, today)) {
            let until = found.entry(*target).or_insert(campaign.to);
            *until = campaign.to.min(*until);
        }
    }
    Arc::new(found)
}

/// What a worker begins without a line of the list. 新增场所 makes something, so it is a button; the others are places.
#[component]
pub fn QuickEntries() -> impl IntoView {
    let app = use_app();
    let add = view! {
        <button type="button" on:click=move |_| app.go("/add")>{icon(Icon::Plus)}<span>{field::ADD_PREMISES.get()}</span></button>
    };
    let entries = [
        ("/label", Icon::Camera, texts::LABEL),
        ("/work/new", Icon::Warning, texts::WORK),
        ("/outreach", Icon::Book, texts::OUTREACH),
    ];
    let entries =
        entries.map(|(href, picture, name)| view! { <a href=href>{icon(picture)}<span>{name.get()}</span></a> });
    view! { <nav class="entries" aria-label=texts::QUICK.get()>{add}{entries.into_iter().collect_view()}</nav> }
}

/// The card of a task that waits for somebody now; none of a campaign outside its days.
pub fn task_card(app: App, row: &TaskRow, now: Timestamp, today: Date) -> Option<Card> {
    let urgency = if row.is_urgent(now) { Urgency::Now } else { Urgency::Later };
    let (href, title, line) = if let Some(reading) = &row.reading {
        let by = texts::LOOK_BY.with(&[&kit::day(reading.due_on, today)]);
        let title = [row.premises_name.as_str(), texts::READING.get()].join(" · ");
        (format!("/task/{}", row.id), title, [words::reading(reading, today), by].join(" · "))
    } else if let Some(check) = &row.check {
        let by = texts::LOOK_BY.with(&[&kit::day(check.due_on, today)]);
        let title = [tip::ERRAND.get(), check.place.as_str()].join(" · ");
        (format!("/errand/{}", row.id), title, [check.topic.as_str(), by.as_str()].join(" · "))
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
        // Whoever walks two cells has a card for each.
        let has_more = app.session().areas.len() > 1;
        let cell = app.tree().get(row.area).filter(|_| has_more).map(|area| area.name.clone());
        let note: String = campaign.note.chars().take(40).collect();
        let line = cell.into_iter().chain([note]).filter(|part| !part.is_empty()).collect::<Vec<_>>();
        (format!("/campaign/{}", row.id), title, line.join(" · "))
    };
    Some(Card { urgency, way: Way::Link(href), title, line })
}
