//! 指派: a review or a hazard is given to one person of the scope (R26).

use crate::field;
use crate::state::{App, use_app};
use crate::text::{Text, duty as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{HazardAssigned, ReviewAssigned};
use gridwalk_domain::id::AccountId;
use gridwalk_domain::ledger::{HazardRow, InspectionRow, ReviewState};
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;

/// Who is to review this visit; nothing once it is decided.
#[component]
pub fn AssignReview(
    /// Which.
    row: InspectionRow,
) -> impl IntoView {
    let app = use_app();
    let open = !matches!(row.review, ReviewState::Passed { .. });
    let to = row.assigned_to;
    // Never the worker itself: a second person reviews.
    let people = people(app, |role, account| role != Role::Worker && account != row.actor);
    let event = move |to| NewEvent::about(&row, ReviewAssigned { premises: row.record.premises, to });
    open.then(|| choice(app, texts::ASSIGN_REVIEW, people, to, event))
}

/// Who is to see to this hazard; nothing once it is closed.
#[component]
pub fn AssignHazard(
    /// Which.
    row: HazardRow,
) -> impl IntoView {
    let app = use_app();
    let open = !row.state.is_closed();
    let to = row.assigned_to;
    let people = people(app, |role, _| role != Role::Admin);
    let event = move |to| NewEvent::about(&row, HazardAssigned { premises: row.found.premises, to });
    open.then(|| choice(app, texts::ASSIGN, people, to, event))
}

fn people(app: App, fits: impl Fn(Role, AccountId) -> bool) -> Vec<(AccountId, String)> {
    let session = app.session();
    session.people.iter().filter(|one| fits(one.role, one.id)).map(|one| (one.id, one.name.clone())).collect()
}

fn choice(
    app: App,
    asked: Text,
    people: Vec<(AccountId, String)>,
    to: Option<AccountId>,
    event: impl Fn(AccountId) -> NewEvent + 'static,
) -> AnyView {
    if !matches!(app.session().role, Role::Committee | Role::Subdistrict) || people.is_empty() {
        return ().into_any();
    }
    let busy = RwSignal::new(false);
    let now = to.map(|to| texts::ASSIGNED_TO.with(&[&app.session().name_of(to)]));
    let options = people
        .into_iter()
        .map(|(id, name)| view! { <option value=id.to_string() selected=to == Some(id)>{name}</option> });
    let choose = move |value: String| {
        let Ok(to) = value.parse::<AccountId>() else { return };
        let said = texts::SAID_ASSIGNED.with(&[&app.session().name_of(to)]);
        field::send(app, vec![event(to)], said, busy);
    };
    view! {
        <label class="field assign">
            <span>{now.unwrap_or_else(|| asked.get().to_owned())}</span>
            <select class="input" aria-label=texts::ASSIGN_TO.get() on:change=move |event| choose(event_target_value(&event))>
                <option value="">{texts::CHOOSE_PERSON.get()}</option>
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}
