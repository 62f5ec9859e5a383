//! 地图 of the worker's cell, from 巡查.

use super::FieldTabs;
use crate::kit::TopBar;
use crate::mapview::MapBody;
use crate::shell::Unsent;
use crate::state::use_app;
use crate::text::figures as texts;
use leptos::prelude::*;

/// `/map` of the field entry.
#[component]
pub fn MapPage() -> impl IntoView {
    let has_tiles = use_app().session().settings.figures.map_tiles.is_some();
    let note = if has_tiles { texts::MAP_TILES } else { texts::MAP_BASE };
    view! {
        <div class="screen">
            <TopBar title=texts::TAB_MAP.get().to_owned() note=Signal::stored(note.get().to_owned()) back="/".to_owned()><Unsent/></TopBar>
            <main class="page"><MapBody/></main>
            <FieldTabs/>
        </div>
    }
}
