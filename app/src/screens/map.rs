//! 地图 of the worker's cell, from 巡查.

use super::FieldTabs;
use crate::kit::TopBar;
use crate::mapview::MapBody;
use crate::shell::Unsent;
use crate::text::figures as texts;
use leptos::prelude::*;

/// `/map` of the field entry.
#[component]
pub fn MapPage() -> impl IntoView {
    view! {
        <div class="screen">
            <TopBar title=texts::TAB_MAP.get().to_owned() note=Signal::stored(texts::MAP_BASE.get().to_owned()) back="/".to_owned()><Unsent/></TopBar>
            <main class="page"><MapBody/></main>
            <FieldTabs/>
        </div>
    }
}
