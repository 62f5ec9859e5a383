//! 新登记未核: premises registered at the door that no second person has looked at, below the visits of 新增变更 (R01).

use super::entry::cell_name;
use super::facets::is_unchecked;
use super::queue::use_queue;
use crate::kit;
use crate::premises::use_premises;
use crate::state::{App, use_app};
use crate::text::file as texts;
use gridwalk_domain::time::Timestamp;
use gridwalk_replica::PremisesBrief;
use leptos::prelude::*;
use std::sync::Arc;

/// What a line shows, and where it leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Newcomer {
    name: String,
    line: String,
    href: String,
    at: Timestamp,
}

/// Read with every change, the newest first.
pub fn use_newcomers(app: App) -> Memo<Arc<Vec<Newcomer>>> {
    let all = use_premises(app);
    Memo::new(move |_| {
        let all = all.read();
        let mut found: Vec<_> = all.iter().flat_map(|all| all.iter()).filter(|one| is_unchecked(one)).collect();
        found.sort_by_key(|one| std::cmp::Reverse(one.registered_at));
        Arc::new(found.into_iter().map(|one| newcomer(app, one)).collect())
    })
}

fn newcomer(app: App, one: &PremisesBrief) -> Newcomer {
    let line = [cell_name(app, one.area), one.address.clone()];
    Newcomer {
        name: one.name.clone(),
        line: line.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        href: format!("/premises/{}/file", one.id),
        at: one.registered_at,
    }
}

/// One of them, as a row of the queue.
#[component]
fn Line(one: Newcomer) -> impl IntoView {
    let day = kit::day_in_words(one.at.date_in_shanghai(), use_app().today());
    view! {
        <li class="row desk-row">
            <span class="row-name"><a href=one.href>{one.name}</a></span>
            <span class="row-side">{day}</span>
            <span class="row-sub">{one.line}</span>
            <span class="row-end pills"><span class="pill">{texts::UNCHECKED.get()}</span></span>
        </li>
    }
}

/// Their rows.
#[component]
pub fn Newcomers() -> impl IntoView {
    let queue = use_queue();
    move || queue.newcomers.get().iter().map(|one| view! { <Line one=one.clone()/> }).collect_view()
}
