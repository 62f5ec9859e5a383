//! 别让同一家反复接待 (R17): what speaks against this visit, and why it is made all the same; one tap, kept with it.

use super::form::Visit;
use super::pieces::{Picks, picks};
use crate::kit;
use crate::screens::tasks::words;
use crate::text::tasks as texts;
use gridwalk_domain::again::{AgainConcern, AgainReason};
use leptos::prelude::*;

/// The card, where there is anything to say.
pub fn again_view(visit: Visit) -> AnyView {
    let concerns = visit.draft.with_untracked(|draft| draft.arrival.concerns.clone());
    if concerns.is_empty() {
        return ().into_any();
    }
    let said = concerns.iter().map(|concern| view! { <p>{sentence(visit, *concern)}</p> }).collect_view();
    let chosen = Memo::new(move |_| {
        let reason = visit.draft.with(|draft| draft.arrival.reason);
        reason.and_then(|reason| AgainReason::ALL.iter().position(|offered| *offered == reason))
    });
    let missing = move || visit.tried.get() && chosen.get().is_none();
    let pick = move |at: usize| visit.update(|draft| draft.arrival.reason = AgainReason::ALL.get(at).copied());
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::AGAIN_TITLE.get()}</h2></div>
            <div class="item" id="again" class:missing=missing>
                {said}
                <p class="item-text">{texts::AGAIN_WHY.get()}</p>
                <Picks name=texts::AGAIN_WHY.get() id="again-reason" picks=picks(AgainReason::ALL.map(|reason| words::reason(reason).get())) chosen on_pick=pick/>
                <p class="quiet small">{texts::AGAIN_NOTE.get()}</p>
                {move || missing().then(|| view! { <p class="item-note">{texts::AGAIN_WANTED.get()}</p> })}
            </div>
        </section>
    }
    .into_any()
}

fn sentence(visit: Visit, concern: AgainConcern) -> String {
    let today = visit.app.today();
    let settings = &visit.app.session().settings.revisits;
    visit.scene.with_untracked(|scene| match concern {
        AgainConcern::TooSoon => {
            let last = scene.premises.last_inspected_at.map(|at| kit::day_in_words(at.date_in_shanghai(), today));
            texts::AGAIN_SOON.with(&[&last.unwrap_or_default()])
        }
        AgainConcern::TooOften => texts::AGAIN_OFTEN.count(scene.premises.ties.year_visits.in_year(today.civil().0)),
        AgainConcern::QuietPeriod => {
            let mut quiet = scene.premises.ties.quiet.iter().chain(&settings.quiet_periods);
            let reason = quiet.find(|quiet| quiet.holds(today)).map(|quiet| quiet.reason.clone());
            texts::AGAIN_QUIET.with(&[&reason.unwrap_or_default()])
        }
    })
}
