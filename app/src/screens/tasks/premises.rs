//! What a premises page says of tasks: a merger, a quiet period, its label, and what can be entered from here.

use crate::kit::{self, Icon, icon};
use crate::state::use_app;
use crate::text::tasks as texts;
use gridwalk_domain::code::ShortCode;
use gridwalk_domain::ledger::PremisesRow;
use leptos::prelude::*;

/// Beside the register.
#[component]
pub fn PremisesDuties(
    /// Of these premises.
    row: PremisesRow,
) -> impl IntoView {
    let app = use_app();
    let today = app.today();
    let merged = row.ties.merged_into;
    let survivor = RwSignal::new(String::new());
    if let Some(into) = merged {
        leptos::task::spawn_local(async move {
            if let Ok(Some(row)) = app.journal().premises(into).await {
                survivor.try_set(row.name);
            }
        });
    }
    let quiet = row.ties.quiet.as_ref().filter(|quiet| quiet.holds(today));
    let quiet = quiet.map(|quiet| texts::QUIET_UNTIL.with(&[&kit::day(quiet.to, today), &quiet.reason]));
    let id = row.id;
    view! {
        {merged.map(|into| view! {
            <a class="banner warn" href=format!("/premises/{into}")><p><b>{move || texts::MERGED_HERE.with(&[&survivor.get()])}</b><br/>{texts::GO_THERE.get()}</p></a>
        })}
        {quiet.map(|quiet| view! { <p class="banner warn">{quiet}</p> })}
        <nav class="quick" aria-label=texts::QUICK.get()>
            <a class="button small" href=format!("/work/new?premises={id}")>{icon(Icon::Warning)}{texts::WORK.get()}</a>
            <a class="button small" href=format!("/outreach?premises={id}")>{icon(Icon::Book)}{texts::OUTREACH.get()}</a>
            <span class="quiet small code">{texts::LABEL_CODE.get()}" "{ShortCode::of(id).to_string()}</span>
        </nav>
    }
}
