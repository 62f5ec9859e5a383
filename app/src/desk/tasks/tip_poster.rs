//! 举报二维码: a sheet for the notice board, one for each sub-district of the account.

use crate::desk::frame::Single;
use crate::qr;
use crate::state::use_app;
use crate::text::tip as texts;
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::id::AreaId;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// `/tips/poster`.
#[component]
pub fn PosterPage() -> impl IntoView {
    let app = use_app();
    let origin = window().location().origin().unwrap_or_default();
    let (session, tree) = (app.session(), app.tree());
    // A committee hangs up its sub-district's.
    let areas = session.areas.iter().filter_map(|id| tree.on_level(*id, AreaLevel::Subdistrict));
    let areas: BTreeMap<AreaId, &Area> = areas.map(|area| (area.id, area)).collect();
    let sheets = areas.into_values().map(|area| {
        let address = format!("{origin}/tip?area={}", area.id);
        view! {
            <li class="tip-poster">
                <h2>{texts::POSTER_TITLE.get()}</h2>
                <div class="tip-code" inner_html=qr::picture(&address)></div>
                <p>{texts::POSTER_LINE.get()}</p>
                <p><b>{texts::POSTER_DANGER.get()}</b></p>
                <p class="quiet">{area.name.clone()}</p>
            </li>
        }
    });
    let sheets = sheets.collect_view();
    view! {
        <Single title=texts::POSTER>
            <section class="group no-print"><div class="group-body">
                <p class="quiet">{texts::POSTER_HINT.get()}</p>
                <div class="steps">
                    <button type="button" class="button small main" on:click=move |_| { let _ = window().print(); }>{texts::PRINT.get()}</button>
                    <a class="button small" href="/tip" rel="external" target="_blank">{texts::OPEN_PAGE.get()}</a>
                </div>
            </div></section>
            <ul class="tip-posters">{sheets}</ul>
        </Single>
    }
}
