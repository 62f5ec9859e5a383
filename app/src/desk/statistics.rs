//! 统计: simple figures, counted on this device from the journal.

use super::frame::Single;
use super::reports::{ReportTabs, Targets};
use crate::figures::{Figures, Tally};
use crate::kit;
use crate::state::{App, use_app};
use crate::text::{Text, common as words, desk as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::figures::percent_of;
use gridwalk_domain::id::AreaId;
use gridwalk_domain::time::Date;
use gridwalk_replica::{HazardFilter, InspectionFilter, ReviewKind};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const PAGE_ROWS: u32 = 200;

/// `/statistics` of the desk entry.
#[component]
pub fn StatisticsPage() -> impl IntoView {
    let app = use_app();
    let figures = RwSignal::new_local(None::<Arc<Figures>>);
    let busy = StoredValue::new(false);
    Effect::new(move |_| {
        app.revision.track();
        // A count under way is not begun again: the next change will.
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        leptos::task::spawn_local(async move {
            let counted = count(app).await;
            if let Some(counted) = counted {
                figures.try_set(Some(Arc::new(counted)));
            }
            busy.try_set_value(false);
        });
    });
    view! {
        <Single title=words::TAB_STATISTICS>
            <ReportTabs/>
            {move || match figures.get() {
                None => view! { <p class="quiet" role="status">{texts::COUNTING.get()}</p> }.into_any(),
                Some(figures) => shown(app, &figures),
            }}
        </Single>
    }
}

async fn count(app: App) -> Option<Figures> {
    let journal = app.journal();
    let catalogue = app.catalogue();
    let mut figures = Figures::new(app.today());
    let intervals: BTreeMap<&str, u32> =
        catalogue.kinds.iter().map(|kind| (kind.code.as_str(), kind.interval_days)).collect();
    for one in journal.premises_list().await.ok()?.iter() {
        figures.premises(one, intervals.get(one.kind.as_str()).copied().unwrap_or_default());
    }
    let mut filter = InspectionFilter { limit: PAGE_ROWS, ..InspectionFilter::default() };
    let first = figures.first_day();
    loop {
        let page = journal.inspections(&filter).await.ok()?;
        page.rows.iter().for_each(|row| figures.visit(row));
        // A visit sorts by its commit; some hours of grace cover one that began before midnight.
        let enough = page.rows.last().is_none_or(|row| row.at.date_in_shanghai() < first.plus_days(-1));
        match page.next {
            Some(next) if !enough => filter.after = Some(next),
            _ => break,
        }
    }
    let pending = InspectionFilter { review: Some(ReviewKind::Pending), ..InspectionFilter::default() };
    journal.every_inspection(&pending, |row| figures.pending(&row)).await.ok()?;
    let settings = &app.session().settings;
    journal.every_hazard(&HazardFilter::default(), |row| figures.hazard(&row, settings)).await.ok()?;
    Some(figures)
}

fn shown(app: App, figures: &Figures) -> AnyView {
    let total = figures.total();
    let today = [
        (texts::F_VISITS, total.today.visits()),
        (texts::F_ENTERED, total.today.entered()),
        (texts::F_FOUND, total.today.found),
        (texts::F_CLOSED, total.today.closed),
    ];
    let month = [
        (texts::F_VISITS, total.month.visits()),
        (texts::F_ENTERED, total.month.entered()),
        (texts::F_FOUND, total.month.found),
        (texts::F_CLOSED, total.month.closed),
    ];
    let now = [
        (texts::F_PENDING, total.pending),
        (texts::F_OPEN, total.open),
        (texts::F_OVERDUE, total.overdue),
        (texts::F_PREMISES, total.premises),
    ];
    view! {
        <div class="figure-cards">
            {card(texts::TODAY_TITLE, &today)}
            {card(texts::MONTH_TITLE, &month)}
            {card(texts::NOW_TITLE, &now)}
        </div>
        <Targets/>
        {chart(&figures.days())}
        <section class="group">
            <div class="group-head"><h2>{texts::BY_AREA.get()}</h2></div>
            <div class="table-scroll" tabindex="0" role="region" aria-label=texts::BY_AREA.get()>{table(app, figures, &total)}</div>
        </section>
        <p class="quiet small">{texts::FIGURES_NOTE.get()}</p>
    }
    .into_any()
}

fn card(title: Text, figures: &[(Text, usize)]) -> AnyView {
    let figures = figures.iter().map(|(label, number)| view! { <div><dt>{label.get()}</dt><dd>{*number}</dd></div> });
    view! {
        <section class="group">
            <div class="group-head"><h2>{title.get()}</h2></div>
            <dl class="figures">{figures.collect_view()}</dl>
        </section>
    }
    .into_any()
}

fn chart(days: &[(Date, usize)]) -> AnyView {
    let most = days.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let bars = days.iter().map(|(day, count)| {
        let height = *count as f64 * 100.0 / most as f64;
        let said = texts::DAY_VISITS.with(&[&kit::month_day(*day), &count.to_string()]);
        let (_, _, number) = day.civil();
        view! {
            <li>
                <span class="bar-count" aria-hidden="true">{*count}</span>
                <svg class="bar-column" viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">
                    <rect x="0" width="10" y=format!("{:.1}", 100.0 - height) height=format!("{height:.1}")></rect>
                </svg>
                <span class="bar-day" aria-hidden="true">{number}</span>
                <span class="unseen">{said}</span>
            </li>
        }
    });
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::LAST_DAYS.get()}</h2></div>
            <ul class="bars">{bars.collect_view()}</ul>
        </section>
    }
    .into_any()
}

// By cell; the sub-district sees its communities.
fn areas(app: App, figures: &Figures) -> Vec<(String, Tally)> {
    let tree = app.tree();
    let level = if app.session().role == Role::Subdistrict { AreaLevel::Community } else { AreaLevel::GridCell };
    let mut sums: BTreeMap<Option<AreaId>, Tally> = BTreeMap::new();
    for (cell, tally) in &figures.cells {
        sums.entry(tree.on_level(*cell, level).map(|area| area.id)).or_default().add(tally);
    }
    let name = |id: Option<AreaId>| {
        id.and_then(|id| tree.get(id)).map_or_else(|| texts::NONE.get().to_owned(), |area| area.name.clone())
    };
    let mut areas: Vec<_> = sums.into_iter().map(|(id, tally)| (name(id), tally)).collect();
    areas.sort_by(|a, b| a.0.cmp(&b.0));
    areas
}

fn table(app: App, figures: &Figures, total: &Tally) -> AnyView {
    let columns = [
        texts::F_AREA,
        texts::F_PREMISES,
        texts::F_COVERED,
        texts::F_COVERAGE,
        texts::F_VISITS,
        texts::F_ENTERED,
        texts::F_FOUND,
        texts::F_CLOSED,
        texts::F_OPEN,
        texts::F_OVERDUE,
        texts::F_PENDING,
    ];
    let head = columns.map(|column| view! { <th scope="col">{column.get()}</th> }).collect_view();
    let rows = areas(app, figures).iter().map(|(name, tally)| line(name, tally)).collect::<Vec<_>>();
    view! {
        <table class="figure-table">
            <thead><tr>{head}</tr></thead>
            <tbody>{rows}</tbody>
            <tfoot>{line(texts::F_TOTAL.get(), total)}</tfoot>
        </table>
    }
    .into_any()
}

fn line(name: &str, tally: &Tally) -> AnyView {
    let share = percent_of(tally.covered, tally.premises);
    let said = share.map_or_else(|| texts::NONE.get().to_owned(), |share| format!("{share}%"));
    let after = [
        tally.month.visits(),
        tally.month.entered(),
        tally.month.found,
        tally.month.closed,
        tally.open,
        tally.overdue,
        tally.pending,
    ];
    view! {
        <tr>
            <th scope="row">{name.to_owned()}</th>
            <td>{tally.premises}</td>
            <td>{tally.covered}</td>
            <td class="share">
                <span>{said}</span>
                <svg class="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="all" width="100" height="6"></rect>
                    <rect class="part" width=share.unwrap_or(0).to_string() height="6"></rect>
                </svg>
            </td>
            {after.map(|number| view! { <td>{number}</td> }).collect_view()}
        </tr>
    }
    .into_any()
}
