//! 地图 of the scope; whoever draws the grid goes on from here to 导入网格边界.

use super::frame::Single;
use super::reports::ReportTabs;
use crate::mapview::MapBody;
use crate::state::use_app;
use crate::text::{borders, common as words};
use gridwalk_domain::admit::Role;
use leptos::prelude::*;

/// `/map` of the desk entry.
#[component]
pub fn MapPage() -> impl IntoView {
    let may_import = matches!(use_app().session().role, Role::Subdistrict | Role::Admin);
    view! {
        <Single title=words::TAB_STATISTICS>
            <ReportTabs/>
            <MapBody/>
            {may_import.then(|| view! { <a class="button small" href="/map/borders">{borders::TITLE.get()}</a> })}
        </Single>
    }
}
