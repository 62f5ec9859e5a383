//! 举报线索 at the sub-district (R36): taken up by sending somebody to look, answered, rewarded or not. Who reported is
//! apart, see [`super::tip_reporter`].

use super::tip_reporter::ReporterOf;
use super::tip_steps::{AnswerForm, AskCheck, DeclineForm, RewardForm};
use crate::desk::entry::cell_name;
use crate::kit;
use crate::screens::tasks::{finding_text, shot};
use crate::state::App;
use crate::text::{Text, tip as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::TipRewardDecided;
use gridwalk_domain::ledger::{Errand, TaskRow, TipFile, TipState};
use leptos::prelude::*;

/// 待受理, 核查中, …, and the pill's class.
pub const fn state_text(state: TipState) -> (Text, &'static str) {
    match state {
        TipState::Received => (texts::RECEIVED, "pill bad"),
        TipState::Declined => (texts::DECLINED, "pill plain"),
        TipState::Checking => (texts::CHECKING, "pill brand"),
        TipState::Checked => (texts::CHECKED, "pill bad"),
        TipState::Rewarding => (texts::REWARDING, "pill"),
        TipState::Settled => (texts::SETTLED, "pill ok"),
    }
}

/// What came in, what was done, and what may be done now.
pub fn page(app: App, row: &TaskRow) -> Option<AnyView> {
    let tip = row.tip.as_deref()?;
    let received = &tip.received;
    let (state, class) = state_text(tip.state());
    let photos = received.photos.iter().map(shot).collect_view();
    let errands = tip.errands.iter().map(|errand| errand_lines(app, errand)).collect_view();
    let answers = tip.answers.iter().map(|said| {
        let when = kit::day(said.at.date_in_shanghai(), app.today());
        view! { <p><b>{texts::ANSWER.get()}</b>" "<span class="quiet small">{when}" · "{app.session().name_of(said.by)}</span></p><p>{said.text.clone()}</p> }
    });
    let declined = tip.declined.as_ref().map(|why| view! { <p><b>{texts::DECLINED.get()}</b></p><p>{why.clone()}</p> });
    let is_contested = !row.contested.is_empty();
    Some(
        view! {
            {is_contested.then(|| view! { <div class="banner warn" role="status"><p>{texts::NEW_HERE.get()}</p></div> })}
            <section class="group">
                <div class="group-head"><h2>{received.place.clone()}</h2><span class=class>{state.get()}</span></div>
                <div class="group-body">
                    <p class="quiet small">{received.topic.clone()}" · "{texts::NUMBER.with(&[&received.number])}</p>
                    <p class="hint">{texts::SAID_BY_PUBLIC.get()}</p>
                    <p>{received.text.clone()}</p>
                    <div class="photos">{photos}</div>
                    {errands}
                    {declined}
                    {answers.collect_view()}
                    {tip.reward.as_ref().map(reward_line)}
                </div>
            </section>
            {(app.session().role == Role::Subdistrict).then(|| steps(row, tip))}
        }
        .into_any(),
    )
}

fn errand_lines(app: App, errand: &Errand) -> AnyView {
    let today = app.today();
    let asked = texts::ASKED_OF.with(&[&cell_name(app, errand.area), &kit::day(errand.due_on, today)]);
    let found = errand.checked.as_ref().map(|(by, at, checked)| {
        let at = format!("{} {}", kit::day_in_words(at.date_in_shanghai(), today), kit::clock(*at));
        let head = texts::FOUND_BY.with(&[&app.session().name_of(*by), &at, finding_text(checked.finding).get()]);
        let hazard = checked.hazard.map(|id| {
            view! { <a class="button small" href=format!("/hazards/{id}")>{texts::TO_HAZARD.get()}</a> }
        });
        let photos = checked.photos.iter().map(shot).collect_view();
        view! { <p>{head}</p><p>{checked.note.clone()}</p><div class="photos">{photos}</div>{hazard} }
    });
    view! { <div class="tip-errand"><p class="quiet small">{asked}</p>{found}</div> }.into_any()
}

fn reward_line(reward: &TipRewardDecided) -> AnyView {
    let line = match reward.amount_yuan {
        Some(yuan) => texts::REWARDED.with(&[&yuan.to_string(), &reward.band, &reward.document]),
        None => texts::NOT_REWARDED.with(&[&reward.document]),
    };
    view! { <p><b>{texts::REWARD.get()}</b></p><p>{line}</p><p class="quiet small">{reward.note.clone()}</p> }
        .into_any()
}

fn steps(row: &TaskRow, tip: &TipFile) -> AnyView {
    let state = tip.state();
    let is_confirmed = tip.is_confirmed();
    let asks = state == TipState::Received || state == TipState::Checked && !is_confirmed;
    let answers = matches!(state, TipState::Checked | TipState::Rewarding | TipState::Settled);
    let rewards = is_confirmed && tip.reward.is_none() && matches!(state, TipState::Checked | TipState::Rewarding);
    view! {
        {asks.then(|| view! { <AskCheck row=row.clone()/> })}
        {(state == TipState::Received).then(|| view! { <DeclineForm row=row.clone()/> })}
        {answers.then(|| view! { <AnswerForm row=row.clone()/> })}
        {rewards.then(|| view! { <RewardForm row=row.clone()/> })}
        <ReporterOf tip=row.id/>
    }
    .into_any()
}
