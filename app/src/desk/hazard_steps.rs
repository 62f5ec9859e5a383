//! What may be done about a hazard, and where a button is missing, why: 销号, 上报街道, 移交.

use super::decide;
use crate::kit::{self, Overlay};
use crate::screens::labels;
use crate::state::{App, use_app};
use crate::text::{Text, common as words, desk as texts, hazard as more};
use gridwalk_domain::event::{Body, ClosedOut, HazardReferred, HazardReported};
use gridwalk_domain::ledger::{HazardRow, Hindrance};
use gridwalk_domain::review::{HazardStep, may};
use gridwalk_domain::time::Date;
use leptos::prelude::*;

/// Days until feedback is wanted, unless another day is chosen.
const FEEDBACK_DAYS: i64 = 15;

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
    let close = close.and_then(|()| row.may_close(session.account.id, &[], ""));
    let (state, class) = state_pill(&row);
    let due = due_pill(app, &row);
    let why = close.err().and_then(|hindrance| sentence(app, hindrance));
    let id = row.id;
    let referring = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let row = StoredValue::new(row);
    let step = move |body: fn(&HazardRow) -> Body, said: Text| {
        row.with_value(|row| send(app, row, body(row), said, busy));
    };
    let closed =
        |row: &HazardRow| ClosedOut { premises: row.found.premises, photos: Vec::new(), note: String::new() }.into();
    let reported = |row: &HazardRow| HazardReported { premises: row.found.premises, note: String::new() }.into();
    view! {
        <div class="hazard-steps">
            <div class="pills">
                <span class=class>{state}</span>
                {due.map(|(text, class)| view! { <span class=class>{text}</span> })}
                {linked.then(|| view! { <a class="quiet-link" href=format!("/hazards/{id}")>{texts::LIFE.get()}</a> })}
            </div>
            <div class="steps">
                {report.is_ok().then(|| view! {
                    <button type="button" class="button small" disabled=move || busy.get() on:click=move |_| step(reported, texts::SAID_REPORTED)>{report_label(app)}</button>
                })}
                {refer.is_ok().then(|| view! {
                    <Show when=move || !referring.get()>
                        <button type="button" class="button small" disabled=move || busy.get() on:click=move |_| referring.set(true)>{texts::REFER.get()}</button>
                    </Show>
                })}
                {close.is_ok().then(|| view! {
                    <button type="button" class="button small main" disabled=move || busy.get() on:click=move |_| step(closed, texts::SAID_CLOSED)>{texts::CLOSE_OUT.get()}</button>
                })}
            </div>
            {why.map(|why| view! { <p class="quiet small">{why}</p> })}
            {move || referring.get().then(|| view! { <Refer row busy on_close=move || referring.set(false)/> })}
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

fn send(app: App, row: &HazardRow, body: Body, said: Text, busy: RwSignal<bool>) {
    decide::send(app, vec![decide::on_hazard(row, body)], said.with(&[&hazard_name(row)]), busy);
}

/// 报警装置没装, or the item's text.
pub fn hazard_name(row: &HazardRow) -> String {
    if row.found.defects.is_empty() { row.found.text.clone() } else { row.found.defects.join(texts::LIST_PART.get()) }
}

/// 待复查, ….
pub fn state_pill(row: &HazardRow) -> (&'static str, &'static str) {
    use gridwalk_domain::ledger::HazardState::*;
    let class = match row.state {
        ClosedOut => "pill ok",
        AwaitingReinspection | AwaitingCloseOut => "pill brand",
        Reported | Referred => "pill",
        Found | Rectifying => "pill bad",
        Withdrawn => "pill plain",
    };
    (labels::hazard_state(row.state).get(), class)
}

/// 逾期 3 天, 限 3月19日; none where the day no longer matters.
pub fn due_pill(app: App, row: &HazardRow) -> Option<(String, &'static str)> {
    row.due_on().filter(|_| row.is_waiting()).map(|due_on| labels::due(due_on, app.today()))
}

#[component]
fn Refer(
    row: StoredValue<HazardRow>,
    busy: RwSignal<bool>,
    on_close: impl Fn() + Clone + Send + 'static,
) -> impl IntoView {
    let app = use_app();
    let to = RwSignal::new(String::new());
    let by = RwSignal::new(app.today().plus_days(FEEDBACK_DAYS).to_string());
    let missing = RwSignal::new(false);
    let close = on_close.clone();
    let send = move |_| {
        let name = to.get_untracked().trim().to_owned();
        if name.is_empty() {
            missing.set(true);
            return;
        }
        row.with_value(|row| {
            let feedback_by = by.get_untracked().parse::<Date>().ok();
            let body = HazardReferred { premises: row.found.premises, to: name, feedback_by };
            send(app, row, body.into(), texts::SAID_REFERRED, busy);
        });
        close();
    };
    view! {
        <Overlay title=row.with_value(hazard_name) on_close>
            <label class="field">
                <span>{texts::REFER_TO.get()}</span>
                <input class="input" type="text" maxlength="100" placeholder=texts::REFER_EXAMPLE.get() prop:value=move || to.get()
                    on:input=move |event| { missing.set(false); to.set(event_target_value(&event)); }/>
            </label>
            <label class="field">
                <span>{texts::REFER_BACK_BY.get()}</span>
                <input class="input" type="date" prop:value=move || by.get() on:input=move |event| by.set(event_target_value(&event))/>
            </label>
            <p class="wanting" role="alert">{move || missing.get().then(|| texts::REFER_TO_WANTED.get())}</p>
            <button type="button" class="button main" on:click=send>{texts::REFER.get()}</button>
        </Overlay>
    }
}

/// Found on 3月12日, by whom.
pub fn by_at(app: App, name: String, at: gridwalk_domain::time::Timestamp) -> String {
    let day = format!("{} {}", kit::day(at.date_in_shanghai(), app.today()), kit::clock(at));
    if name.is_empty() { day } else { [name, day].join(words::COMMA.get()) }
}
