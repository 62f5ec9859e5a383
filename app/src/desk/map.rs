//! 地图 of the scope.

use super::frame::Single;
use super::reports::ReportTabs;
use crate::mapview::MapBody;
use crate::text::common as words;
use leptos::prelude::*;

/// `/map` of the desk entry.
#[component]
pub fn MapPage() -> impl IntoView {
    view! { <Single title=words::TAB_STATISTICS><ReportTabs/><MapBody/></Single> }
}
