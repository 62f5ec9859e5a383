//! 交接单: what a cell is handed over with, on paper: its premises, what is not closed, what is overdue, where nobody
//! got in, and which records came back to whoever leaves: nobody else mends them.

use crate::desk::entry::cell_name;
use crate::desk::frame::PageBar;
use crate::hazard::state_pill;
use crate::kit;
use crate::screens::labels::return_wanted;
use crate::state::{App, use_app};
use crate::subject::{use_found, use_named};
use crate::text::{Text, duty as texts};
use gridwalk_domain::followup::overdue_days;
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::{HazardRow, InspectionRow, ReviewState};
use gridwalk_replica::{
    DueRule, HazardFilter, HazardOrder, InspectionFilter, Order, PremisesBrief, ReviewKind, arrange,
};
use leptos::prelude::*;
use std::collections::BTreeMap;

const OF_PREMISES: [Text; 4] =
    [texts::SHEET_PREMISES, texts::HEAD_ADDRESS, texts::HEAD_LAST_VISIT, texts::HEAD_OPEN_HAZARDS];
const OF_HAZARDS: [Text; 4] = [texts::SHEET_PREMISES, texts::HEAD_HAZARD, texts::HEAD_DUE, texts::HEAD_STATE];
const OF_RETURNED: [Text; 4] = [texts::SHEET_PREMISES, texts::HEAD_VISIT, texts::HEAD_WANTED, texts::HEAD_NOTE];

#[derive(Clone, PartialEq)]
struct Found {
    premises: Vec<PremisesBrief>,
    hazards: Vec<HazardRow>,
    returned: Vec<InspectionRow>,
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
    let all = journal.premises_list().await.ok()?;
    let rule = DueRule::new(&app.catalogue(), &app.session().settings);
    let by_door = arrange(&all, Order::ByDoor, None, &rule, &BTreeMap::new());
    let of_cell = by_door.into_iter().filter_map(|index| all.get(index));
    // What is closed is nobody's to walk.
    let premises = of_cell.filter(|one| one.area == cell && one.standing.is_live()).cloned().collect();
    let (mut hazards, mut returned): (Vec<HazardRow>, Vec<InspectionRow>) = (Vec::new(), Vec::new());
    let due_first = HazardFilter { order: HazardOrder::DueFirst, ..HazardFilter::default() };
    journal.every_hazard(&due_first, |row| hazards.push(row)).await.ok()?;
    hazards.retain(|row| row.area == cell && !row.state.is_closed());
    let sent_back = InspectionFilter { review: Some(ReviewKind::Returned), ..InspectionFilter::default() };
    journal.every_inspection(&sent_back, |row| returned.push(row)).await.ok()?;
    returned.retain(|row| row.area == cell);
    Some(Found { premises, hazards, returned })
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
    let returned = found.returned.iter().map(|row| {
        let ReviewState::Returned { what, .. } = &row.review else { return ().into_any() };
        let day = row.ended_at().date_in_shanghai().to_string();
        view! { <tr><td>{row.premises_name.clone()}</td><td>{day}</td><td>{return_wanted(what.wanted).get()}</td><td>{what.note.clone()}</td></tr> }.into_any()
    });
    let table = |title: Text, heads: [Text; 4], body: AnyView| {
        let heads = heads.map(|head| view! { <th scope="col">{head.get()}</th> });
        view! {
            <section class="group"><div class="group-head"><h2>{title.get()}</h2></div>
                <div class="table-scroll" tabindex="0" role="region" aria-label=title.get()><table class="figure-table sheet-table"><thead><tr>{heads.collect_view()}</tr></thead><tbody>{body}</tbody></table></div></section>
        }
    };
    view! {
        <p><b>{totals}</b></p>
        {(!found.returned.is_empty()).then(|| view! {
            <p class="banner warn">{texts::SHEET_RETURNED_HINT.get()}</p>
            {table(texts::SHEET_RETURNED, OF_RETURNED, returned.collect_view().into_any())}
        })}
        {table(texts::SHEET_OPEN, OF_HAZARDS, hazards.into_any())}
        {table(texts::SHEET_NOT_ENTERED, OF_PREMISES, not_entered.iter().map(|one| line(one)).collect_view().into_any())}
        {table(texts::SHEET_PREMISES, OF_PREMISES, found.premises.iter().map(line).collect_view().into_any())}
        <p class="print-only sign-line">{texts::SHEET_SIGN.get()}</p>
    }
    .into_any()
}
