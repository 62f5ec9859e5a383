//! 违法生产线索 (R09): reported from outside, settled by the sub-district alone.

use super::labels::{SIGNS, sign_text, taken};
use crate::field;
use crate::kit::{self, Overlay, Toggle};
use crate::position;
use crate::screens::tasks::Shots;
use crate::state::{App, use_app};
use crate::text::file as texts;
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{UnlawfulSign, UnlawfulUseReported, UnlawfulUseSettled};
use gridwalk_domain::ledger::{PremisesRow, Signal as Report};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;

/// Reports so far, and the way to one more.
#[component]
pub fn Signals(row: PremisesRow) -> impl IntoView {
    let app = use_app();
    let role = app.session().role;
    let (reporting, settling) = (RwSignal::new(false), RwSignal::new(None::<gridwalk_domain::id::EventId>));
    let lines = row.file.signals.iter().rev().map(|report| line(app, report, settling)).collect_view();
    let may_report = matches!(role, Role::Worker | Role::Committee);
    let row = StoredValue::new(row);
    view! {
        <section class="group">
            <div class="group-head">
                <h2>{texts::SIGNAL.get()}</h2>
                {may_report.then(|| view! { <button type="button" class="button small bad" on:click=move |_| reporting.set(true)>{texts::REPORT_SIGNAL.get()}</button> })}
            </div>
            <div class="group-body"><p class="quiet small">{texts::SIGNAL_HINT.get()}</p>{lines}</div>
        </section>
        {move || reporting.get().then(|| view! { <Form row on_close=move || reporting.set(false)/> })}
        {move || settling.get().map(|report| view! { <Settle row report on_close=move || settling.set(None)/> })}
    }
}

fn line(app: App, report: &Report, settling: RwSignal<Option<gridwalk_domain::id::EventId>>) -> AnyView {
    let signs = report.what.signs.iter().map(|sign| sign_text(*sign).get()).collect::<Vec<_>>().join(" · ");
    let when = kit::day(report.at.date_in_shanghai(), app.today());
    let note =
        [signs, report.what.note.clone()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("：");
    let id = report.report;
    let state = match &report.settled {
        Some((_, settled)) => {
            let (word, class) =
                if settled.confirmed { (texts::SIGNAL_TRUE, "pill bad") } else { (texts::SIGNAL_FALSE, "pill ok") };
            view! { <span class=class>{word.get()}</span> }.into_any()
        }
        None if app.session().role == Role::Subdistrict => {
            view! { <button type="button" class="button small main" on:click=move |_| settling.set(Some(id))>{texts::SETTLE.get()}</button> }.into_any()
        }
        None => view! { <span class="pill bad">{texts::SIGNAL_OPEN.get()}</span> }.into_any(),
    };
    let photos = taken(&report.what.photos, texts::SIGNAL_PHOTOS);
    let outcome = report.settled.as_ref().map(|(_, settled)| view! { <p class="small">{settled.outcome.clone()}</p> });
    let by = app.session().name_of(report.by);
    view! { <div class="line"><div><p>{note}</p>{photos}{outcome}<p class="quiet small">{when}" · "{by}</p></div>{state}</div> }
        .into_any()
}

#[component]
fn Form(row: StoredValue<PremisesRow>, on_close: impl Fn() + Clone + Send + 'static) -> impl IntoView {
    let app = use_app();
    let signs = RwSignal::new(Vec::<UnlawfulSign>::new());
    let (note, missing) = (RwSignal::new(String::new()), RwSignal::new(false));
    let (photos, fix) = (RwSignal::new(Vec::<PhotoRef>::new()), position::watch());
    let chips = SIGNS.map(|sign| {
        let on = Signal::derive(move || signs.read().contains(&sign));
        let toggle = move || {
            missing.set(false);
            signs.update(|signs| match signs.iter().position(|one| *one == sign) {
                Some(place) => drop(signs.remove(place)),
                None => signs.push(sign),
            });
        };
        view! { <Toggle label=sign_text(sign).get() class="defect" on on_tap=toggle/> }
    });
    let busy = RwSignal::new(false);
    let close = on_close.clone();
    let send = move |_| {
        let signs = signs.get_untracked();
        if signs.is_empty() {
            missing.set(true);
            return;
        }
        let photos = photos.get_untracked();
        let what = UnlawfulUseReported { signs, note: note.get_untracked().trim().to_owned(), photos };
        let event = row.with_value(|row| NewEvent::about(row, what));
        field::send_then(app, vec![event], texts::SAID_SIGNAL.get().to_owned(), busy, close.clone());
    };
    view! {
        <Overlay title=texts::SIGNAL.get() on_close>
            <p class="quiet small">{texts::SIGNAL_HINT.get()}</p>
            <div class="chips">{chips.into_iter().collect_view()}</div>
            <p class="wanting" role="alert">{move || missing.get().then(|| texts::SIGNS_WANTED.get())}</p>
            <Shots label=texts::SIGNAL_PHOTOS photos fix
                on_add=Callback::new(move |photo| photos.update(|photos| photos.push(photo)))
                on_remove=Callback::new(move |photo| photos.update(|photos| photos.retain(|one| *one != photo)))/>
            <label class="field"><span>{texts::NOTE.get()}</span><textarea class="input" rows="3" maxlength="2000" prop:value=note on:input=move |event| note.set(event_target_value(&event))></textarea></label>
            <button type="button" class="button main" on:click=send>{texts::REPORT_SIGNAL.get()}</button>
        </Overlay>
    }
}

#[component]
fn Settle(
    row: StoredValue<PremisesRow>,
    report: gridwalk_domain::id::EventId,
    on_close: impl Fn() + Clone + Send + 'static,
) -> impl IntoView {
    let app = use_app();
    let (outcome, missing, busy) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(false));
    let buttons = [(true, texts::SIGNAL_TRUE, "button bad"), (false, texts::SIGNAL_FALSE, "button")].map(
        |(confirmed, label, class)| {
            let close = on_close.clone();
            let send = move |_| {
                let text = outcome.get_untracked().trim().to_owned();
                if text.is_empty() {
                    missing.set(true);
                    return;
                }
                let event =
                    row.with_value(|row| NewEvent::about(row, UnlawfulUseSettled { report, confirmed, outcome: text }));
                field::send_then(app, vec![event], texts::SAID_STANDING.with(&[label.get()]), busy, close.clone());
            };
            view! { <button type="button" class=class on:click=send>{label.get()}</button> }
        },
    );
    view! {
        <Overlay title=texts::SETTLE.get() on_close>
            <label class="field"><span>{texts::OUTCOME.get()}</span><textarea class="input" rows="3" maxlength="2000" prop:value=outcome on:input=move |event| { missing.set(false); outcome.set(event_target_value(&event)); }></textarea></label>
            <p class="wanting" role="alert">{move || missing.get().then(|| texts::OUTCOME_WANTED.get())}</p>
            <div class="pair">{buttons.into_iter().collect_view()}</div>
        </Overlay>
    }
}
