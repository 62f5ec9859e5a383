//! 安静期 of one premises (R17): set and taken back by the desk; the worker is warned in it.

use super::new_campaign::day_field;
use crate::kit;
use crate::screens::visit::TextInput;
use crate::state::use_app;
use crate::text::{duty as texts, tasks as field};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{QuietPeriod, QuietPeriodSet};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;

const DAYS: i64 = 7;

/// On the premises page, for kinds whose business may be disturbed.
#[component]
pub fn QuietPeriodForm(
    /// Of these premises.
    row: PremisesRow,
) -> impl IntoView {
    let app = use_app();
    let applies = app.session().settings.revisits.applies_to(&row.kind);
    if !applies || !matches!(app.session().role, Role::Committee | Role::Subdistrict) {
        return ().into_any();
    }
    let today = app.today();
    let (from, to) = (RwSignal::new(today.to_string()), RwSignal::new(today.plus_days(DAYS).to_string()));
    let (reason, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let now = row.ties.quiet.clone().filter(|quiet| quiet.to >= today);
    let said = now.as_ref().map(|quiet| field::QUIET_UNTIL.with(&[&kit::day(quiet.to, today), &quiet.reason]));
    let row = StoredValue::new(row);
    let send = move |quiet: Option<QuietPeriod>| {
        let event = row.with_value(|row| NewEvent::about(row, QuietPeriodSet { premises: row.id, quiet }));
        crate::field::send(app, vec![event], texts::SAID_QUIET.get().to_owned(), busy);
    };
    let set = move |_| {
        let days = from.get_untracked().parse().ok().zip(to.get_untracked().parse().ok());
        if let Some((from, to)) = days.filter(|(from, to)| from <= to) {
            send(Some(QuietPeriod { from, to, reason: reason.get_untracked().trim().to_owned() }));
        }
    };
    view! {
        <details class="group">
            <summary class="group-head"><h2>{texts::QUIET_SET.get()}</h2>{said.map(|said| view! { <span class="pill">{said}</span> })}</summary>
            <div class="group-body">
                <div class="pair">{day_field(texts::DAYS_FROM, from)}{day_field(texts::DAYS_TO, to)}</div>
                <TextInput label=texts::QUIET_REASON.get() value=String::new() on_change=move |text| reason.set(text)/>
                <div class="quick">
                    <button type="button" class="button small main" on:click=set>{texts::QUIET_SAVE.get()}</button>
                    {now.is_some().then(|| view! { <button type="button" class="button small" on:click=move |_| send(None)>{texts::QUIET_CLEAR.get()}</button> })}
                </div>
            </div>
        </details>
    }
    .into_any()
}
