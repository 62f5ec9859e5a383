//! 交接单: what a cell is handed over with, on paper: its premises, what is not closed, what is overdue, where nobody
//! got in.

use crate::desk::entry::cell_name;
use crate::desk::frame::PageBar;
use crate::hazard::state_pill;
use crate::kit;
use crate::state::{App, use_app};
use crate::subject::{use_found, use_named};
use crate::text::duty as texts;
use gridwalk_domain::followup::overdue_days;
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::HazardRow;
use gridwalk_replica::{HazardFilter, HazardOrder, PremisesBrief};
use leptos::prelude::*;

const PAGE_ROWS: u32 = 500;

#[derive(Clone, PartialEq)]
struct Found {
    premises: Vec<PremisesBrief>,
    hazards: Vec<HazardRow>,
}

/// `/people/:cell/sheet`.
#[component]
pub fn SheetPage() -> impl IntoView {
    let app = use_app();
    let cell = use_named::<AreaId>("cell");
    let found = use_found(app, cell, async move |cell| read(app, cell).await);
    let title = Signal::derive(move || {
        texts::SHEET_TITLE.with(&[&cell.get().map(|id| cell_name(app, id)).unwrap_or_default()])
    });
    let print = move |_| {
        let _ = window().print();
    };
    view! {
        <PageBar title note=Signal::derive(move || kit::day(app.today(), app.today())) back="/people"/>
        <div class="page record-page paper">
            <h2 class="print-only">{move || title.get()}" "{app.today().to_string()}</h2>
            {move || found.get().flatten().map(|found| sheet(app, &found))}
            <button type="button" class="button main no-print" on:click=print>{texts::PRINT.get()}</button>
        </div>
    }
}

async fn read(app: App, cell: AreaId) -> Option<Found> {
    let journal = app.journal();
    let mut premises: Vec<PremisesBrief> =
        journal.premises_list().await.ok()?.iter().filter(|one| one.area == cell && is_handed(one)).cloned().collect();
    premises.sort_by(|a, b| a.address.cmp(&b.address));
    let mut filter = HazardFilter { order: HazardOrder::DueFirst, limit: PAGE_ROWS, ..HazardFilter::default() };
    let mut hazards = Vec::new();
    loop {
        let page = journal.hazards(&filter).await.ok()?;
        hazards.extend(page.rows.into_iter().filter(|row| row.area == cell && !row.state.is_closed()));
        match page.next {
            Some(next) => filter.after = Some(next),
            None => break,
        }
    }
    Some(Found { premises, hazards })
}

// What is closed or was merged is nobody's to walk.
fn is_handed(one: &PremisesBrief) -> bool {
    one.standing.is_live() && !one.is_merged
}

fn sheet(app: App, found: &Found) -> AnyView {
    let today = app.today();
    let settings = &app.session().settings;
    let is_overdue = |row: &HazardRow| overdue_days(row, today, settings).is_some();
    let waiting = found.hazards.iter().filter(|row| row.is_waiting()).count();
    let overdue = found.hazards.iter().filter(|row| is_overdue(row)).count();
    let not_entered: Vec<&PremisesBrief> = found.premises.iter().filter(|one| one.not_entered.is_some()).collect();
    let numbers = [found.premises.len(), waiting, overdue, not_entered.len()].map(|number| number.to_string());
    let totals = texts::SHEET_TOTALS.with(&[&numbers[0], &numbers[1], &numbers[2], &numbers[3]]);
    let line = |one: &PremisesBrief| {
        let last = one.last_visit_at.map_or_else(|| "—".to_owned(), |at| at.date_in_shanghai().to_string());
        view! { <tr><td>{one.name.clone()}</td><td>{one.address.clone()}</td><td>{last}</td><td>{one.open_hazards}</td></tr> }
    };
    let hazards = found
        .hazards
        .iter()
        .map(|row| {
            let what = row.found.what();
            let due = row.due_on().map(|due| due.to_string()).unwrap_or_default();
            let stands = if is_overdue(row) { texts::OVERDUE.get() } else { state_pill(row).0 };
            view! { <tr><td>{row.premises_name.clone()}</td><td>{what}</td><td>{due}</td><td>{stands}</td></tr> }
        })
        .collect_view();
    let table = |title: crate::text::Text, body: AnyView| {
        view! {
            <section class="group"><div class="group-head"><h2>{title.get()}</h2></div>
                <div class="table-scroll" tabindex="0" role="region" aria-label=title.get()><table class="figure-table sheet-table"><tbody>{body}</tbody></table></div></section>
        }
    };
    view! {
        <p><b>{totals}</b></p>
        {table(texts::SHEET_OPEN, hazards.into_any())}
        {table(texts::SHEET_NOT_ENTERED, not_entered.iter().map(|one| line(one)).collect_view().into_any())}
        {table(texts::SHEET_PREMISES, found.premises.iter().map(line).collect_view().into_any())}
        <p class="print-only sign-line">{texts::SHEET_SIGN.get()}</p>
    }
    .into_any()
}
