//! Tables in and out: importing a ledger, exports, the superior's forms, labels. All of it needs the server.

mod client;
mod exports;
mod forms;
mod import;
mod import_columns;
mod import_report;
mod investment;
mod labels;

pub use client::{
    CallError, RowNote, download, download_chosen, encoded, read as read_json, read_text, send_file, send_text,
};
pub use exports::TablesPage;
pub use import::ImportPage;
pub use import_report::Notes;
pub use labels::LabelsPage;

use crate::state::App;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::id::AreaId;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The account's areas of a level with their names, by name.
fn areas(app: App, level: AreaLevel) -> Vec<(String, String)> {
    let (tree, session) = (app.tree(), app.session());
    let mine: BTreeSet<AreaId> = session.areas.iter().flat_map(|area| tree.below(*area)).collect();
    let on = |id: &AreaId| tree.get(*id).filter(|area| area.level == level);
    let long = |id: AreaId, name: &str| {
        let above = tree.on_level(id, AreaLevel::Community).filter(|community| community.id != id);
        above.map_or_else(|| name.to_owned(), |community| format!("{} {name}", community.name))
    };
    let mut named: Vec<_> =
        mine.iter().filter_map(on).map(|area| (area.id.to_string(), long(area.id, &area.name))).collect();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    named
}

/// A labelled list to choose from: pairs of value and name.
#[component]
fn Pick(
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// The choices.
    options: Vec<(String, String)>,
    /// The present one.
    #[prop(into)]
    chosen: String,
    /// Called with another.
    on_choose: impl Fn(String) + 'static,
) -> impl IntoView {
    let options = options.into_iter().map(|(value, name)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{name}</option> }
    });
    view! {
        <label class="field">
            <span>{label}</span>
            <select class="input" on:change=move |event| on_choose(event_target_value(&event))>{options.collect_view()}</select>
        </label>
    }
}
