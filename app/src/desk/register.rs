//! `/register`: what the register adds up to. Devices against the year's target, self-checks and drills, structures,
//! limited spaces, agreements of shared yards, and how far each cell has been swept. R01, R22, R23, R39-R42.

use super::entry::cell_name;
use super::frame::PageBar;
use crate::file::{agreement_text, uncovered_cells};
use crate::kit;
use crate::state::{App, use_app};
use crate::text::{Text, file as texts};
use gridwalk_domain::checklist::KindFamily;
use gridwalk_domain::id::{AreaId, PremisesId, SiteId};
use gridwalk_domain::ledger::SiteRow;
use gridwalk_domain::register::coverage::Coverage;
use gridwalk_domain::register::{Agreement, DutyTotals, RegisterTotals, agreement, target_of};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

struct Sums {
    totals: RegisterTotals,
    /// Of shared yards: who, which premises, how the agreement stands.
    unagreed: Vec<(PremisesId, String, Agreement)>,
    tenants: usize,
    /// Shared yards: name, tenants, how many of them without a valid agreement.
    yards: BTreeMap<SiteId, (String, usize, usize)>,
    cells: Vec<(AreaId, Coverage)>,
}

/// The page.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let app = use_app();
    let sums = RwSignal::new(None::<Arc<Sums>>);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            if let Some(read) = add_up(app).await {
                sums.try_set(Some(Arc::new(read)));
            }
        });
    });
    view! {
        <PageBar title=texts::REGISTER_FIGURES.get().to_owned() note=Signal::stored(kit::day(app.today(), app.today())) back="/ledger"/>
        <div class="page">{move || sums.get().map(|sums| page(app, &sums))}</div>
    }
}

async fn add_up(app: App) -> Option<Sums> {
    let (journal, today) = (app.journal(), app.today());
    let settings = app.session().settings.register.clone();
    let rows = journal.premises_rows().await.ok()?;
    let sites = journal.sites().await.ok()?;
    let shared: BTreeMap<SiteId, &SiteRow> = sites
        .iter()
        .filter(|site| site.details.get("shared").is_some_and(|shared| shared == "是"))
        .map(|site| (site.id, site))
        .collect();
    let mut sums = Sums {
        totals: RegisterTotals::default(),
        unagreed: Vec::new(),
        tenants: 0,
        yards: BTreeMap::new(),
        cells: Vec::new(),
    };
    let mut used = BTreeSet::new();
    for row in rows.iter().filter(|row| row.file.standing.is_live()) {
        let family = app.catalogue().kind(&row.kind).map(|kind| kind.family);
        let is_unit = matches!(
            family,
            Some(KindFamily::SmallPremises | KindFamily::MicroEnterprise | KindFamily::SelfBuiltHouse)
        );
        sums.totals.add(row, is_unit, &settings, today);
        used.extend(row.site);
        if let Some(site) = row.site.and_then(|site| shared.get(&site).copied()) {
            sums.tenants += 1;
            let name = if site.name.is_empty() { &site.address } else { &site.name };
            let yard = sums.yards.entry(site.id).or_insert_with(|| (name.clone(), 0, 0));
            yard.1 += 1;
            let agreed = agreement(&row.details, today);
            if !matches!(agreed, Agreement::InForce(_)) {
                yard.2 += 1;
                sums.unagreed.push((row.id, row.name.clone(), agreed));
            }
        }
    }
    let mut by_cell: BTreeMap<AreaId, Vec<_>> = BTreeMap::new();
    sites.iter().for_each(|site| by_cell.entry(site.area).or_default().push(site));
    sums.cells = by_cell.into_iter().map(|(cell, sites)| (cell, Coverage::of(sites.into_iter(), &used))).collect();
    Some(sums)
}

fn page(app: App, sums: &Sums) -> AnyView {
    let totals = &sums.totals;
    let number = |number: u64| number.to_string();
    let percent = |percent: Option<u64>| {
        percent.map_or_else(|| texts::NO_FIGURE.get().to_owned(), |percent| texts::PERCENT.count(percent))
    };
    let settings = app.session().settings.register.clone();
    let devices = texts::DEVICES_LINE.with(&[
        &number(totals.devices_due),
        &number(totals.devices_fitted),
        &percent(totals.device_percent()),
    ]);
    let free = texts::FREE_DRILLS.count(percent(totals.free_drill_percent()));
    let [severe, some, none] = totals.structures.map(number);
    let structures =
        texts::STRUCTURE_LINE.with(&[&severe, &some, &none, &number(totals.out_of_use), &number(totals.renovated)]);
    let spaces = texts::SPACES_LINE.with(&[
        &number(totals.with_spaces),
        &number(totals.spaces),
        &number(totals.spaces_unsigned),
        &number(totals.spaces_unlocked),
    ]);
    let agreed = texts::AGREEMENTS_LINE.with(&[&sums.tenants.to_string(), &sums.unagreed.len().to_string()]);
    view! {
        {group(texts::DEVICES, vec![devices], target(app, &settings.device_target_percent, totals.device_percent()))}
        {group(texts::SELF_CHECKS, vec![duty(&totals.self_checks)], ().into_any())}
        {group(texts::DRILLS, vec![duty(&totals.drills), free], target(app, &settings.drill_target_percent, totals.free_drill_percent()))}
        {group(texts::STRUCTURES, vec![structures], ().into_any())}
        {group(texts::SPACES, vec![spaces], ().into_any())}
        {group(texts::AGREEMENTS, vec![agreed], view! { {yards(&sums.yards)}{unagreed(&sums.unagreed)} }.into_any())}
        {group(texts::COVERAGE, Vec::new(), coverage(app, &sums.cells))}
    }
    .into_any()
}

fn group(title: Text, lines: Vec<String>, more: AnyView) -> AnyView {
    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    view! {
        <section class="group">
            <div class="group-head"><h2>{title.get()}</h2></div>
            <div class="group-body">{lines}{more}</div>
        </section>
    }
    .into_any()
}

/// 一院多租 yards, each with its own page.
fn yards(yards: &BTreeMap<SiteId, (String, usize, usize)>) -> AnyView {
    if yards.is_empty() {
        return ().into_any();
    }
    let line = |(id, (name, tenants, unagreed)): (&SiteId, &(String, usize, usize))| {
        let class = if *unagreed == 0 { "pill ok" } else { "pill bad" };
        let said = texts::SHARED_LINE.with(&[&tenants.to_string(), &unagreed.to_string()]);
        view! {
            <li class="row">
                <span class="row-name"><a href=format!("/sites/{id}")>{name.clone()}</a></span>
                <span class="row-end"><span class=class>{said}</span></span>
            </li>
        }
    };
    view! { <h3>{texts::SHARED_YARDS.get()}</h3><ul class="rows">{yards.iter().map(line).collect_view()}</ul> }
        .into_any()
}

fn duty(totals: &DutyTotals) -> String {
    texts::DUTY_LINE.with(
        &[totals.units, totals.on_time, totals.late, totals.unknown]
            .map(|n| n.to_string())
            .each_ref()
            .map(String::as_str),
    )
}

/// 2026 年目标 基本全覆盖: 还差 12%.
fn target(app: App, targets: &BTreeMap<String, u32>, reached: Option<u64>) -> AnyView {
    let (year, ..) = app.today().civil();
    let Some(wanted) = target_of(targets, year) else { return ().into_any() };
    let named = if wanted >= 100 { texts::ALL_COVERED.get().to_owned() } else { texts::PERCENT.count(wanted) };
    let missing = u64::from(wanted).saturating_sub(reached.unwrap_or(0));
    let (state, class) = match missing {
        0 => (texts::REACHED.get().to_owned(), "pill ok"),
        _ => (texts::NOT_REACHED.count(texts::PERCENT.count(missing)), "pill bad"),
    };
    let value = reached.unwrap_or(0).to_string();
    let said = texts::TARGET.with(&[&year.to_string(), &named]);
    view! {
        <div class="line"><p>{said.clone()}</p><span class=class>{state}</span></div>
        <progress class="target-bar" aria-label=said max=wanted.to_string() value=value></progress>
    }
    .into_any()
}

fn unagreed(list: &[(PremisesId, String, Agreement)]) -> AnyView {
    let lines = list.iter().map(|(id, name, agreed)| {
        let (text, class) = agreement_text(*agreed);
        view! { <li class="row"><span class="row-name"><a href=format!("/premises/{id}/file")>{name.clone()}</a></span><span class=class>{text}</span></li> }
    });
    view! { <ul class="rows">{lines.collect_view()}</ul> }.into_any()
}

fn coverage(app: App, cells: &[(AreaId, Coverage)]) -> AnyView {
    let uncovered = uncovered_cells(app);
    let lines = cells.iter().map(|(cell, coverage)| {
        let parts = [coverage.doors, coverage.with_premises, coverage.without, coverage.doors - coverage.swept()];
        let parts = parts.map(|part| part.to_string());
        let name = cell_name(app, *cell);
        let line = texts::COVERAGE_LINE.with(&[&name, &parts[0], &parts[1], &parts[2], &parts[3]]);
        let blind = uncovered.contains(cell).then(|| view! { <span class="pill bad">{texts::BLIND_CELL.get()}</span> });
        view! {
            <div class="line"><p>{line}</p>{blind}</div>
            <progress class="target-bar" aria-label=name max=coverage.doors.to_string() value=coverage.swept().to_string()></progress>
        }
    });
    lines.collect_view().into_any()
}
