//! 所在楼院 (R22): whether it is let to several, who is in it, under whom, and whether their safety agreement stands.

use super::labels::agreement_text;
use crate::field;
use crate::state::{App, use_app};
use crate::text::file as texts;
use gridwalk_domain::event::{Change, SiteChanged};
use gridwalk_domain::ledger::{PremisesRow, SiteRow};
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::register::agreement;
use leptos::prelude::*;

/// The site with all that stand in it.
#[component]
pub fn SiteGroup(
    /// Which.
    site: SiteRow,
    /// All that stand in it.
    others: Vec<PremisesRow>,
    /// On the site's own page: no way to it.
    #[prop(optional)]
    is_own_page: bool,
) -> impl IntoView {
    let app = use_app();
    let is_shared = site.details.get("shared").is_some_and(|shared| shared == texts::YES.zh);
    let name = [site.name.clone(), site.building_code.clone().unwrap_or_default()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let page = app.session().is_desk() && !is_own_page;
    let page =
        page.then(|| view! { <a class="button small" href=format!("/sites/{}", site.id)>{texts::SITE_PAGE.get()}</a> });
    let tenants = others.iter().map(|tenant| line(app, tenant, is_shared)).collect_view();
    let count = others.len();
    let mark = (!is_shared && count > 1).then(|| {
        let (site, busy) = (site.clone(), RwSignal::new(false));
        let mark = move |_| {
            let changes = [("shared".to_owned(), Change { old: String::new(), new: texts::YES.zh.to_owned() })].into();
            let event = NewEvent::about(&site, SiteChanged { changes });
            field::send(app, vec![event], texts::SAID_SHARED.get().to_owned(), busy);
        };
        view! { <button type="button" class="button small" on:click=mark>{texts::MARK_SHARED.get()}</button> }
    });
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::SITE.get()}</h2><span class="steps">{mark}{page}</span></div>
            <div class="group-body">
                <p>{name}</p>
                {is_shared.then(|| view! { <p class="pill brand">{texts::SHARED.get()}</p> })}
                <p class="quiet">{texts::TENANTS.count(count)}</p>
                <ul class="rows">{tenants}</ul>
            </div>
        </section>
    }
}

fn line(app: App, tenant: &PremisesRow, is_shared: bool) -> AnyView {
    let kind = app.catalogue().kind(&tenant.kind).map(|kind| kind.name.clone()).unwrap_or_default();
    let body = tenant.supervising_body().unwrap_or_default().to_owned();
    let sub = [kind, body].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let open = (!tenant.open_hazards.is_empty()).then(
        || view! { <span class="pill bad">{crate::text::desk::OPEN_HAZARDS.count(tenant.open_hazards.len())}</span> },
    );
    let agreed = is_shared.then(|| {
        let (text, class) = agreement_text(agreement(&tenant.details, app.today()));
        view! { <span class=class>{text}</span> }
    });
    view! {
        <li class="row">
            <span class="row-name"><a href=format!("/premises/{}/file", tenant.id)>{tenant.name.clone()}</a></span>
            <span class="row-end pills">{open}{agreed}</span>
            <span class="row-sub">{sub}</span>
        </li>
    }
    .into_any()
}
