//! 巡查 as it stood the last time, before the second part has come: the packed first page of the list, which needs
//! neither the journal nor the checklists. A tap on a line opens its page, as any link does.

use crate::kit::{Icon, TopBar, icon};
use crate::screens::labels;
use crate::screens::patrol::{Line, PremisesLine};
use crate::session::Session;
use crate::state::Journal;
use crate::text::{common as words, field as texts};
use crate::{kit, platform};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Name of the kinds' names among the journal's reference data: the checklists they come from are too much to read here.
pub const KINDS: &str = "kinds";

/// What is drawn.
pub struct Page {
    place: String,
    lines: Vec<Line>,
}

/// The page, if it is the patrol list's and nothing of the worker's own is missing in it.
pub async fn read(journal: &Journal, session: &Session) -> Option<Page> {
    if window().location().pathname().ok()? != "/" {
        return None;
    }
    let kinds: BTreeMap<String, String> = serde_json::from_slice(&journal.reference(KINDS).await.ok()??).ok()?;
    let (page, rule) = journal.prefetched_page().ok()??;
    let offset = journal.clock_offset_ms().await.ok()?.unwrap_or_default();
    let today = platform::now().plus_millis(offset).date_in_shanghai();
    let tree = session.area_tree();
    let lines = page.rows.into_iter().map(|one| Line {
        kind: kinds.get(&one.kind).cloned().unwrap_or_default(),
        address: labels::short_address(&tree, &session.areas, one.area, &one.address),
        due_on: rule.due_on(&one),
        today,
        by_owner: false,
        one,
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| Page { place: session.place(&tree), lines })
}

/// The list with its bar and its search, which wait for the second part.
#[component]
pub fn FirstLook(page: Rc<Page>) -> impl IntoView {
    let chip = |label: String| view! { <button type="button" class="chip" disabled>{label}</button> };
    let lines = page.lines.iter().cloned();
    let lines = lines.map(|line| view! { <PremisesLine line here=Signal::stored(None)/> }).collect_view();
    view! {
        <div class="screen" aria-busy="true">
            <TopBar title=words::TAB_PATROL.get().to_owned() note=Signal::stored(page.place.clone())/>
            <main class="page">
                // No field yet: what is typed into this one would be lost with it.
                <div class="search" aria-hidden="true">
                    {icon(Icon::Find)}
                    <div class="input quiet">{texts::SEARCH_HINT.get()}</div>
                </div>
                <div class="chips order">
                    {chip(texts::DUE.with(&["…"]))}
                    {chip(texts::NEAR_ME.get().to_owned())}
                    {chip(texts::BY_DOOR.get().to_owned())}
                </div>
                <ul class="rows">{lines}</ul>
            </main>
            <kit::TabBar tabs=crate::screens::tabs() path=Signal::stored("/".to_owned())/>
        </div>
    }
}
