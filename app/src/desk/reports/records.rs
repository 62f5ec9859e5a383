//! 核对: the records behind a figure, each leading to its page.

use super::fetch::{self, Trouble};
use super::parts::days;
use super::reply::Records;
use crate::file::standing_text;
use crate::kit::{self, Empty, Icon};
use crate::screens::labels;
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::text::{Text, common as words, figures as texts};
use gridwalk_domain::figures::Column;
use gridwalk_domain::ledger::{PremisesRow, Row, Standing};
use gridwalk_domain::time::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const STEP: u32 = 50;

/// `/statistics/records?column=…` of the desk entry.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let app = use_app();
    let query = use_query_map();
    let limit = RwSignal::new(STEP);
    let found = RwSignal::new_local(None::<Result<Records, Trouble>>);
    Effect::new(move |_| {
        let limit = limit.get();
        let query = query.get();
        // Nobody asked for a figure: those are chosen in the table.
        if query.get("column").is_none() {
            return app.go_instead("/statistics/table");
        }
        let keys = ["column", "from", "to", "month", "area", "kind", "industry", "grade", "source", "level"];
        let given = keys.iter().filter_map(|key| Some(format!("{key}={}", fetch::encoded(&query.get(key)?))));
        let path = format!("/api/v1/reports/records?limit={limit}&{}", given.collect::<Vec<_>>().join("&"));
        leptos::task::spawn_local(async move {
            let reply = fetch::get::<Records>(&path).await;
            found.try_set(Some(reply));
        });
    });
    let title = Signal::derive(move || query.read().get("title").unwrap_or_else(|| texts::RECORDS.get().to_owned()));
    let note = Signal::derive(move || {
        let query = query.read();
        match (query.get("month"), query.get("from"), query.get("to")) {
            (Some(month), _, _) => month,
            (None, Some(from), Some(to)) => days(&from, &to),
            _ => String::new(),
        }
    });
    view! {
        <div class="desk wide">
            <crate::desk::nav::DeskTabs/>
            <main class="column">
                <kit::TopBar title note back="/statistics/table".to_owned()><Unsent/></kit::TopBar>
                <div class="page wide">
                    {move || found.get().map(|found| match found {
                        Err(trouble) => view! { <p class="banner warn" role="status">{trouble.sentence()}</p> }.into_any(),
                        Ok(found) if found.rows.is_empty() => view! { <Empty text=texts::NO_RECORDS.get() picture=Icon::Find/> }.into_any(),
                        Ok(found) => listed(app, &query.read().get("column").unwrap_or_default(), &found, limit),
                    })}
                </div>
            </main>
        </div>
    }
}

fn listed(app: App, column: &str, found: &Records, limit: RwSignal<u32>) -> AnyView {
    let more = found.whole > found.rows.len() as u64;
    view! {
        <p class="quiet">{texts::RECORDS_WHOLE.count(found.whole)}</p>
        {counted(column).map(|how| view! { <p class="quiet">{how.get()}</p> })}
        <ul class="rows">{found.rows.iter().map(|row| line(app, row)).collect_view()}</ul>
        {more.then(|| view! { <button type="button" class="button" on:click=move |_| limit.update(|limit| *limit += STEP)>{texts::MORE.get()}</button> })}
    }
    .into_any()
}

// Where a figure is not the number of its records.
fn counted(column: &str) -> Option<Text> {
    match Column::ALL.iter().find(|one| one.word() == column)? {
        Column::Rebounds | Column::Referred | Column::Answered | Column::Listed => Some(texts::COUNTED_BY_TIMES),
        Column::Visits => Some(texts::COUNTED_BY_DAYS),
        _ => None,
    }
}

// What became of it last: deregistered, or registered.
fn standing(row: &PremisesRow, when: impl Fn(Timestamp) -> String) -> String {
    match (row.file.standing, &row.file.standing_by) {
        (Standing::Closed, Some(note)) => [standing_text(Standing::Closed).0.get(), &when(note.at)].join(" "),
        _ => texts::REGISTERED_ON.with(&[&when(row.registered_at)]),
    }
}

fn line(app: App, row: &Row) -> AnyView {
    let when = |at: Timestamp| kit::day_in_words(at.date_in_shanghai(), app.today());
    let (href, name, sub) = match row {
        Row::Premises(row) => (
            format!("/premises/{}", row.id),
            row.name.clone(),
            format!(
                "{} · {}",
                labels::short_address(&app.tree(), &app.session().areas, row.area, &row.address),
                standing(row, when)
            ),
        ),
        Row::Inspection(row) => {
            let what = match &row.record.outcome {
                gridwalk_domain::event::Outcome::Inspected(_) => texts::ENTERED.get(),
                gridwalk_domain::event::Outcome::NotEntered(why) => labels::not_entered(why.reason).get(),
            };
            let day = when(row.ended_at());
            (format!("/record/{}", row.id), row.premises_name.clone(), format!("{what} · {day}"))
        }
        Row::Hazard(row) => (
            format!("/hazards/{}", row.id),
            crate::hazard::hazard_name(row),
            format!("{} · {}", row.premises_name, when(row.found_at)),
        ),
        Row::Notice(row) => (
            format!("/notices/{}", row.id),
            row.premises_name.clone(),
            format!("{} · {}", row.issued.number, when(row.issued_at)),
        ),
        Row::Task(row) => {
            let (place, what) = crate::desk::tasks::names(app, row);
            (format!("/tasks/{}", row.id), place, format!("{what} · {}", when(row.at)))
        }
        Row::Site(row) => (format!("/sites/{}", row.id), row.address.clone(), row.name.clone()),
    };
    let name = if name.is_empty() { words::NOTHING_HERE.get().to_owned() } else { name };
    view! {
        <li class="row desk-row">
            <span class="row-name"><a href=href>{name}</a></span>
            <span class="row-sub wide">{sub}</span>
        </li>
    }
    .into_any()
}
