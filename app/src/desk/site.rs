//! A building or yard at the desk (R22): what it is, who is in it, under whom, whose safety agreement does not stand.

use super::entry::cell_name;
use super::frame::PageBar;
use super::sketch::Sketch;
use crate::file::SiteGroup;
use crate::kit::Empty;
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{Text, desk as words, file as texts};
use gridwalk_domain::event::SubjectKind;
use gridwalk_domain::id::SiteId;
use gridwalk_domain::ledger::{PremisesRow, Row, RowKey, SiteRow};
use gridwalk_domain::register::{Agreement, agreement};
use leptos::prelude::*;

#[derive(Clone, PartialEq)]
struct Found {
    site: SiteRow,
    tenants: Vec<PremisesRow>,
}

/// `/sites/:id` of the desk entry.
#[component]
pub fn SitePage() -> impl IntoView {
    let app = use_app();
    let found = use_subject(app, async move |id: SiteId| load(app, id).await);
    move || match found.get() {
        None => ().into_any(),
        Some(None) => view! {
            <PageBar title=texts::SITE.get().to_owned() note=Signal::stored(String::new()) back="/ledger"/>
            <div class="page"><Empty text=texts::NO_SITE.get()/></div>
        }
        .into_any(),
        Some(Some(found)) => page(app, found),
    }
}

async fn load(app: App, id: SiteId) -> Option<Found> {
    let journal = app.journal();
    let key = RowKey { kind: SubjectKind::Site, id: id.into() };
    let Some(Row::Site(site)) = journal.row(key).await.ok().flatten() else { return None };
    let rows = journal.premises_rows().await.ok()?;
    let mut tenants: Vec<PremisesRow> =
        rows.into_iter().filter(|row| row.site == Some(id) && row.file.standing.is_live()).collect();
    tenants.sort_by(|a, b| (&a.address, &a.name).cmp(&(&b.address, &b.name)));
    Some(Found { site, tenants })
}

fn page(app: App, found: Found) -> AnyView {
    let Found { site, tenants } = found;
    let title = if site.name.is_empty() { site.address.clone() } else { site.name.clone() };
    let is_shared = site.details.get("shared").is_some_and(|shared| shared == texts::YES.zh);
    let open: usize = tenants.iter().map(|tenant| tenant.open_hazards.len()).sum();
    let stands = |tenant: &&PremisesRow| matches!(agreement(&tenant.details, app.today()), Agreement::InForce(_));
    let unagreed = if is_shared { tenants.len() - tenants.iter().filter(stands).count() } else { 0 };
    let note = texts::SITE_TENANTS.with(&[&tenants.len().to_string(), &open.to_string(), &unagreed.to_string()]);
    let border = app.tree().get(site.area).map(|area| area.border.clone()).unwrap_or_default();
    let at = site.position.map(|position| position.at);
    view! {
        <PageBar title=title note=Signal::stored(note) back="/ledger"/>
        <div class="page record-page">
            <section class="group">
                <div class="group-head"><h2>{texts::SITE_FACTS.get()}</h2></div>
                <div class="group-body">{facts(app, &site)}<Sketch border phone=None premises=at/></div>
            </section>
            <SiteGroup site others=tenants is_own_page=true/>
        </div>
    }
    .into_any()
}

fn facts(app: App, site: &SiteRow) -> impl IntoView + use<> {
    let lines: [(Text, String); 3] = [
        (texts::ADDRESS, site.address.clone()),
        (words::ONLY_CELL, cell_name(app, site.area)),
        (texts::BUILDING_CODE, site.building_code.clone().unwrap_or_default()),
    ];
    let lines = lines.into_iter().filter(|(_, value)| !value.is_empty());
    let lines = lines.map(|(label, value)| view! { <dt>{label.get()}</dt><dd>{value}</dd> });
    view! { <dl class="facts">{lines.collect_view()}</dl> }
}
