//! A campaign over its cells: progress by cell, who was not visited yet, and its end.

use super::all_tasks;
use crate::desk::entry::cell_name;
use crate::desk::frame::PageBar;
use crate::kit::{self, Empty};
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{duty as texts, tasks as field};
use gridwalk_domain::event::CampaignEnded;
use gridwalk_domain::figures::percent_of;
use gridwalk_domain::id::CampaignId;
use gridwalk_domain::ledger::{TaskKind, TaskRow, TaskState};
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;

const LEFT_SHOWN: usize = 60;

/// `/campaigns/:id`.
#[component]
pub fn CampaignPage() -> impl IntoView {
    let app = use_app();
    let found = use_subject(app, async move |id: CampaignId| load(app, id).await);
    move || match found.get() {
        None => ().into_any(),
        Some(None) => view! {
            <PageBar title=field::CAMPAIGN.get().to_owned() note=Signal::stored(String::new()) back="/tasks"/>
            <div class="page"><Empty text=field::NO_TASK.get()/></div>
        }
        .into_any(),
        Some(Some((rows, left))) => page(app, &rows, left),
    }
}

/// Its task in each cell, and addresses and names of those not visited yet.
async fn load(app: App, id: CampaignId) -> Option<(Vec<TaskRow>, Vec<(String, String)>)> {
    let of_it = |row: &TaskRow| row.campaign.as_ref().is_some_and(|campaign| campaign.campaign == id);
    let rows: Vec<TaskRow> = all_tasks(app, Some(TaskKind::Campaign)).await.into_iter().filter(of_it).collect();
    let left = left_names(app, &rows).await;
    (!rows.is_empty()).then_some((rows, left))
}

async fn left_names(app: App, rows: &[TaskRow]) -> Vec<(String, String)> {
    let wanted: std::collections::BTreeSet<_> = rows
        .iter()
        .filter_map(|row| Some((row, row.campaign.as_ref()?)))
        .flat_map(|(row, campaign)| campaign.targets.iter().filter(|id| !row.visited.contains_key(id)).copied())
        .collect();
    let Ok(all) = app.journal().premises_list().await else { return Vec::new() };
    let names = all.iter().filter(|one| wanted.contains(&one.id)).take(LEFT_SHOWN);
    names.map(|one| (format!("/premises/{}", one.id), one.name.clone())).collect()
}

fn page(app: App, rows: &[TaskRow], left: Vec<(String, String)>) -> AnyView {
    let Some(campaign) = rows.iter().find_map(|row| row.campaign.clone()) else { return ().into_any() };
    let today = app.today();
    let days = field::CAMPAIGN_DAYS.with(&[&kit::day(campaign.from, today), &kit::day(campaign.to, today)]);
    let mut cells: Vec<(String, usize, usize)> = rows
        .iter()
        .filter_map(|row| Some((cell_name(app, row.area), row.visited.len(), row.campaign.as_ref()?.targets.len())))
        .collect();
    cells.sort();
    let total = cells.iter().fold((0, 0), |sum, cell| (sum.0 + cell.1, sum.1 + cell.2));
    let line = |name: &str, visited: usize, targets: usize| {
        let share = percent_of(visited, targets);
        view! {
            <tr>
                <th scope="row">{name.to_owned()}</th><td>{visited}</td><td>{targets}</td>
                <td class="share">
                    <span>{share.map_or_else(|| "—".to_owned(), |share| format!("{share}%"))}</span>
                    <svg class="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="all" width="100" height="6"></rect>
                        <rect class="part" width=share.unwrap_or(0).to_string() height="6"></rect>
                    </svg>
                </td>
            </tr>
        }
    };
    let body = cells.iter().map(|(name, visited, targets)| line(name, *visited, *targets)).collect_view();
    let is_open = rows.iter().any(|row| row.state == TaskState::Open);
    let events: Vec<NewEvent> = rows
        .iter()
        .filter(|row| row.state == TaskState::Open)
        .map(|row| NewEvent::about(row, CampaignEnded { campaign: campaign.campaign }))
        .collect();
    let events = StoredValue::new(events);
    let (name, busy) = (campaign.name.clone(), RwSignal::new(false));
    let end = move |_| {
        crate::field::send(app, events.get_value(), texts::SAID_ENDED.with(&[&name]), busy);
    };
    let not_yet =
        left.into_iter().map(|(href, name)| view! { <a class="quiet-link" href=href>{name}</a> }).collect_view();
    let columns = [texts::CELL, texts::VISITED, texts::OF_TARGETS, texts::SHARE];
    view! {
        <PageBar title=campaign.name.clone() note=Signal::stored(days) back="/tasks"/>
        <div class="page record-page">
            <p class="record-note">{campaign.note.clone()}</p>
            <section class="group">
                <div class="group-head"><h2>{texts::BY_CELL.get()}</h2></div>
                <div class="table-scroll" tabindex="0" role="region" aria-label=texts::BY_CELL.get()>
                    <table class="figure-table">
                        <thead><tr>{columns.map(|text| view! { <th scope="col">{text.get()}</th> }).collect_view()}</tr></thead>
                        <tbody>{body}</tbody>
                        <tfoot>{line(crate::text::desk::F_TOTAL.get(), total.0, total.1)}</tfoot>
                    </table>
                </div>
            </section>
            <section class="group">
                <div class="group-head"><h2>{texts::LEFT.get()}<small>{total.1 - total.0}</small></h2></div>
                <div class="group-body"><div class="quick">{not_yet}</div></div>
            </section>
            {is_open.then(|| view! { <button type="button" class="button" on:click=end>{texts::END_CAMPAIGN.get()}</button> })}
        </div>
    }
    .into_any()
}
