//! What may be done about a hazard, and where a button is missing, why: 销号, 上报街道, 移交.

use super::hazard_close::CloseOut;
use crate::field;
use crate::hazard::{due_pill, hazard_name, state_pill};
use crate::kit::{Overlay, SecondTap};
use crate::state::{App, use_app};
use crate::text::{Text, desk as texts, duty, followup, hazard as more};
use gridwalk_domain::event::{HazardReferred, HazardReported};
use gridwalk_domain::ledger::{HazardRow, HazardState, Hindrance};
use gridwalk_domain::record::{NewEvent, fresh_number};
use gridwalk_domain::review::{HazardStep, may};
use gridwalk_domain::time::Date;
use leptos::prelude::*;

/// State, day and steps of one hazard.
#[component]
pub fn HazardSteps(
    /// As it is now.
    row: HazardRow,
    /// Whether its own page is linked.
    #[prop(optional)]
    linked: bool,
) -> impl IntoView {
    let app = use_app();
    let session = app.session();
    let allowed = |step| may(step, session.role, session.account.id, &row);
    let (close, report, refer) =
        (allowed(HazardStep::CloseOut), allowed(HazardStep::Report), allowed(HazardStep::Refer));
    let wants_proof = row.may_close(session.account.id, &[], "") == Err(Hindrance::NoProof);
    let (state, class) = state_pill(&row);
    let due = due_pill(app, &row);
    let why = match close {
        Ok(()) if wants_proof => sentence(app, Hindrance::NoProof),
        Ok(()) => None,
        Err(hindrance) => sentence(app, hindrance),
    };
    let (id, was_referred) = (row.id, !row.referrals.is_empty());
    let (referring, closing, busy) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let row = StoredValue::new(row);
    let report_up = move || {
        row.with_value(|row| {
            let body = HazardReported { premises: row.found.premises, note: String::new() };
            field::send(app, vec![NewEvent::about(row, body)], texts::SAID_REPORTED.with(&[&hazard_name(row)]), busy);
        });
    };
    // What is still to be looked at again is passed first.
    let awaits_close_out = row.with_value(|row| row.state != HazardState::AwaitingReinspection);
    let close_class = if awaits_close_out { "button small main" } else { "button small" };
    view! {
        <div class="hazard-steps">
            <div class="pills">
                <span class=class>{state}</span>
                {due.map(|(text, class)| view! { <span class=class>{text}</span> })}
                {linked.then(|| view! { <a class="quiet-link" href=format!("/hazards/{id}")>{texts::LIFE.get()}</a> })}
            </div>
            <div class="steps">
                {report.is_ok().then(|| view! {
                    // It leaves the committee's hands.
                    <SecondTap label=report_label(app) asked=duty::SURE_TO.count(report_label(app)) class="button small" disabled=busy act=report_up/>
                })}
                {refer.is_ok().then(|| view! {
                    <Show when=move || !referring.get()>
                        <button type="button" class="button small" disabled=move || busy.get() on:click=move |_| referring.set(true)>{texts::REFER.get()}</button>
                    </Show>
                })}
                {close.is_ok().then(|| view! {
                    <Show when=move || !closing.get()>
                        <button type="button" class=close_class disabled=move || busy.get() on:click=move |_| closing.set(true)>{texts::CLOSE_OUT.get()}</button>
                    </Show>
                })}
                {(was_referred && !linked).then(|| view! { <a class="button small" href=format!("/hazards/{id}/slip")>{followup::SLIP_PRINT.get()}</a> })}
            </div>
            {why.map(|why| view! { <p class="quiet small">{why}</p> })}
            {move || referring.get().then(|| view! { <Refer row busy on_close=move || referring.set(false)/> })}
            {move || closing.get().then(|| view! { <CloseOut row wants_proof busy on_close=move || closing.set(false)/> })}
        </div>
    }
}

fn report_label(app: App) -> String {
    texts::REPORT_UP.with(&[&app.session().settings.words.subdistrict])
}

fn sentence(app: App, hindrance: Hindrance) -> Option<String> {
    let subdistrict = app.session().settings.words.subdistrict.clone();
    match hindrance {
        Hindrance::NotMended => Some(texts::HINDER_NOT_MENDED.get().to_owned()),
        Hindrance::SecondPerson => Some(texts::HINDER_SECOND.get().to_owned()),
        Hindrance::SubdistrictOnly => Some(texts::HINDER_SUBDISTRICT.with(&[&subdistrict])),
        Hindrance::Done => Some(texts::HINDER_DONE.get().to_owned()),
        Hindrance::NoProof => Some(more::HINDER_NO_PROOF.get().to_owned()),
        Hindrance::AwaitingFeedback => Some(more::HINDER_FEEDBACK.get().to_owned()),
        Hindrance::Listed => Some(more::HINDER_LISTED.get().to_owned()),
        Hindrance::Closed | Hindrance::State | Hindrance::Role => None,
    }
}

#[component]
fn Refer(
    row: StoredValue<HazardRow>,
    busy: RwSignal<bool>,
    on_close: impl Fn() + Clone + Send + 'static,
) -> impl IntoView {
    let app = use_app();
    let to = RwSignal::new(String::new());
    let feedback_days = i64::from(app.session().settings.hazards.feedback_days);
    let by = RwSignal::new(app.today().plus_days(feedback_days).to_string());
    let number = RwSignal::new(fresh_number(field::fresh_id(), app.today()));
    let note = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<Text>);
    let close = on_close.clone();
    let today = app.today();
    let send = move |_| {
        let name = to.get_untracked().trim().to_owned();
        if name.is_empty() {
            return missing.set(Some(texts::REFER_TO_WANTED));
        }
        let feedback_by = by.get_untracked().parse::<Date>().ok();
        if feedback_by.is_some_and(|by| by <= today) {
            return missing.set(Some(texts::REFER_BACK_PAST));
        }
        row.with_value(|row| {
            let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
            let (number, note) = (text(number), text(note));
            let body = HazardReferred { premises: row.found.premises, to: name, number, note, feedback_by };
            let said = texts::SAID_REFERRED.with(&[&hazard_name(row)]);
            let events = vec![NewEvent::about(row, body)];
            field::send_then(app, events, said, busy, close.clone());
        });
    };
    view! {
        <Overlay title=row.with_value(hazard_name) on_close>
            <label class="field">
                <span>{texts::REFER_TO.get()}</span>
                <input class="input" type="text" maxlength="100" placeholder=texts::REFER_EXAMPLE.get() prop:value=move || to.get()
                    on:input=move |event| { missing.set(None); to.set(event_target_value(&event)); }/>
            </label>
            <label class="field"><span>{followup::REFER_WHY.get()}</span><textarea class="input" rows="2" maxlength="1000" bind:value=note></textarea></label>
            <div class="pair">
                <label class="field"><span>{followup::REFER_NUMBER.get()}</span><input class="input" type="text" maxlength="60" bind:value=number/></label>
                <label class="field"><span>{texts::REFER_BACK_BY.get()}</span><input class="input" type="date" min=today.plus_days(1).to_string() bind:value=by/></label>
            </div>
            <p class="wanting" role="alert">{move || missing.get().map(Text::get)}</p>
            <button type="button" class="button main" on:click=send>{texts::REFER.get()}</button>
        </Overlay>
    }
}
