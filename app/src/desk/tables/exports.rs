//! 各种表格: every ledger as a file, and the superior's own forms, filled.

use super::Pick;
use crate::desk::frame::Single;
use crate::state::use_app;
use crate::text::{Text, tables as texts};
use gridwalk_domain::area::AreaLevel;
use leptos::prelude::*;

const LEDGERS: [(&str, Text); 7] = [
    ("premises", texts::T_PREMISES),
    ("shops", texts::T_SHOPS),
    ("rentals", texts::T_RENTALS),
    ("idle", texts::T_IDLE),
    ("shared", texts::T_SHARED),
    ("spaces", texts::T_SPACES),
    ("hazards", texts::T_HAZARDS),
];
const LISTS: [(&str, Text); 3] =
    [("tasks", texts::T_TASKS), ("problems", texts::T_PROBLEMS), ("keywork", texts::T_KEYWORK)];
const FORMATS: [(&str, Text); 3] = [("xlsx", texts::AS_XLSX), ("csv", texts::AS_CSV), ("geojson", texts::AS_GEOJSON)];

/// `/tables` of the desk entry.
#[component]
pub fn TablesPage() -> impl IntoView {
    let app = use_app();
    let (is_full, area) = (RwSignal::new(false), RwSignal::new(String::new()));
    let all = (String::new(), texts::ALL_AREAS.get().to_owned());
    let areas = super::areas(app, AreaLevel::Community).into_iter().chain(super::areas(app, AreaLevel::GridCell));
    let areas: Vec<_> = std::iter::once(all).chain(areas).collect();
    let query = Signal::derive(move || {
        let area = area.get();
        let area = if area.is_empty() { String::new() } else { format!("&area={area}") };
        format!("full={}{area}", is_full.get())
    });
    view! {
        <Single title=texts::TABLES>
            <section class="group">
                <div class="group-body">
                    <p class="quiet">{texts::TABLES_HINT.get()}</p>
                    <div class="pair">
                        <Pick label=texts::ONLY_AREA.get() options=areas chosen="" on_choose=move |chosen| area.set(chosen)/>
                        <label class="tick">
                            <input type="checkbox" prop:checked=move || is_full.get() on:change=move |event| is_full.set(event_target_checked(&event))/>
                            <span>{texts::IN_FULL.get()}</span>
                        </label>
                    </div>
                </div>
            </section>
            <Files title=texts::LEDGERS files=&LEDGERS formats=3 query/>
            <Files title=texts::TWO_LISTS files=&LISTS formats=2 query/>
            <super::investment::InvestmentForm query/>
            <super::forms::Forms query/>
        </Single>
    }
}

/// A line for each table, with a link for each format.
#[component]
fn Files(
    title: Text,
    files: &'static [(&'static str, Text)],
    /// How many of the formats make sense for them.
    formats: usize,
    query: Signal<String>,
) -> impl IntoView {
    let line = move |(name, label): &'static (&'static str, Text)| {
        let links = FORMATS.iter().take(formats).map(|(ending, format)| {
            let href = move || format!("/api/v1/exports/{name}.{ending}?{}", query.get());
            let spoken = texts::DOWNLOAD_AS.with(&[label.get(), format.get()]);
            view! { <a class="button small" href=href download="" rel="external" aria-label=spoken>{format.get()}</a> }
        });
        view! { <li class="table-line"><span>{label.get()}</span><span class="steps">{links.collect_view()}</span></li> }
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{title.get()}</h2></div>
            <ul class="plain-list">{files.iter().map(line).collect_view()}</ul>
        </section>
    }
}
