//! 暂停 / 恢复 / 注销 / 重新启用 (field-practice 6): the steps that fit, for those who may take them.

use super::labels::standing_text;
use crate::field;
use crate::kit::{self, Overlay};
use crate::state::{App, use_app};
use crate::text::{Text, file as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{StandingChanged, StandingStep};
use gridwalk_domain::ledger::{PremisesRow, Standing};
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;

/// Where the premises stand, and what may be done about it. `on_succeed` opens 换业态.
#[component]
pub fn StandingSteps(row: PremisesRow, on_succeed: impl Fn() + Clone + 'static) -> impl IntoView {
    let app = use_app();
    let (asked, busy) = (RwSignal::new(None::<StandingStep>), RwSignal::new(false));
    let (word, class) = standing_text(row.file.standing);
    let note = row.file.standing_by.as_ref().map(|note| {
        let day = kit::day(note.at.date_in_shanghai(), app.today());
        [app.session().name_of(note.by), day, note.reason.clone()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    });
    let steps = steps(app, &row);
    let may_succeed = matches!(app.session().role, Role::Worker | Role::Committee)
        && matches!(row.file.standing, Standing::Open | Standing::Suspended);
    let aside = aside(app, &row);
    let row = StoredValue::new(row);
    let buttons = steps.into_iter().map(|step| {
        let take = move |_| match needs_reason(step) {
            true => asked.set(Some(step)),
            false => take(app, &row.get_value(), (step, String::new()), busy, || ()),
        };
        let class = if step == StandingStep::ConfirmClosure { "button small bad" } else { "button small" };
        view! { <button type="button" class=class on:click=take>{step_text(step).get()}</button> }
    });
    let succeed = may_succeed.then(|| {
        view! { <button type="button" class="button small" on:click=move |_| on_succeed()>{texts::SUCCEED.get()}</button> }
    });
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::STANDING.get()}</h2><span class=class>{word.get()}</span></div>
            <div class="group-body">
                {note.map(|note| view! { <p class="quiet">{note}</p> })}
                {aside.map(|aside| view! { <p class="quiet small">{aside}</p> })}
                <div class="chips">{buttons.collect_view()}{succeed}</div>
            </div>
        </section>
        {move || asked.get().map(|step| view! { <Why row step on_close=move || asked.set(None)/> })}
    }
}

fn aside(app: App, row: &PremisesRow) -> Option<String> {
    let note = row.file.standing_by.as_ref()?;
    match row.file.standing {
        Standing::ClosureAsked if note.by == app.session().account.id => Some(texts::WAITS_SECOND.get().to_owned()),
        Standing::Closed if row.file.rechecked_at.is_some() => Some(texts::RECHECKED.get().to_owned()),
        Standing::Closed => {
            let days = i64::from(app.session().settings.register.closure_recheck_days);
            let by = note.at.date_in_shanghai().plus_days(days);
            Some(texts::RECHECK_BY.count(kit::day(by, app.today())))
        }
        Standing::Open | Standing::Suspended => Some(texts::NOTHING_DELETED.get().to_owned()),
        _ => None,
    }
}

/// The steps that fit the standing and the role; a closing is confirmed by another than who asked for it.
fn steps(app: App, row: &PremisesRow) -> Vec<StandingStep> {
    use StandingStep::*;
    let session = app.session();
    let is_asker = row.file.standing_by.as_ref().is_some_and(|note| note.by == session.account.id);
    let may = |step: &StandingStep| match (step, session.role) {
        (ConfirmClosure, Role::Committee | Role::Subdistrict) => !is_asker,
        (DeclineClosure, Role::Committee | Role::Subdistrict) => true,
        (ConfirmClosure | DeclineClosure, _) => false,
        (Recheck, role) => matches!(role, Role::Worker | Role::Committee) && row.file.rechecked_at.is_none(),
        (_, role) => matches!(role, Role::Worker | Role::Committee),
    };
    [Suspend, Resume, AskClosure, ConfirmClosure, DeclineClosure, Recheck, Reopen]
        .into_iter()
        .filter(|step| row.file.standing.after(*step).is_some())
        .filter(may)
        .collect()
}

const fn needs_reason(step: StandingStep) -> bool {
    matches!(step, StandingStep::Suspend | StandingStep::AskClosure | StandingStep::DeclineClosure)
}

const fn step_text(step: StandingStep) -> Text {
    match step {
        StandingStep::Suspend => texts::SUSPEND,
        StandingStep::Resume => texts::RESUME,
        StandingStep::AskClosure => texts::ASK_CLOSURE,
        StandingStep::ConfirmClosure => texts::CONFIRM_CLOSURE,
        StandingStep::DeclineClosure => texts::DECLINE_CLOSURE,
        StandingStep::Recheck => texts::RECHECK,
        StandingStep::Reopen => texts::REOPEN,
    }
}

fn take(
    app: App,
    row: &PremisesRow,
    (step, reason): (StandingStep, String),
    busy: RwSignal<bool>,
    close: impl Fn() + 'static,
) {
    let event = NewEvent::about(row, StandingChanged { step, reason });
    field::send_then(app, vec![event], texts::SAID_STANDING.with(&[step_text(step).get()]), busy, close);
}

#[component]
fn Why(
    row: StoredValue<PremisesRow>,
    step: StandingStep,
    on_close: impl Fn() + Clone + Send + 'static,
) -> impl IntoView {
    let app = use_app();
    let (reason, missing, busy) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(false));
    let close = on_close.clone();
    let send = move |_| {
        let text = reason.get_untracked().trim().to_owned();
        if text.is_empty() {
            missing.set(true);
            return;
        }
        take(app, &row.get_value(), (step, text), busy, close.clone());
    };
    view! {
        <Overlay title=step_text(step).get() on_close>
            <label class="field"><span>{texts::REASON.get()}</span><input class="input" type="text" maxlength="200" placeholder=texts::REASON_EXAMPLE.get() prop:value=reason on:input=move |event| { missing.set(false); reason.set(event_target_value(&event)); }/></label>
            <p class="wanting" role="alert">{move || missing.get().then(|| texts::REASON_WANTED.get())}</p>
            <button type="button" class="button main" on:click=send>{step_text(step).get()}</button>
        </Overlay>
    }
}
