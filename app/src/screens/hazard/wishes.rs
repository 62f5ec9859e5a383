//! What a worker asks of others: more time for the owner, and 误录撤销. Neither changes anything by itself.

use crate::field;
use crate::kit::Overlay;
use crate::screens::visit::TextInput;
use crate::state::{App, use_app};
use crate::text::{Text, followup as texts};
use gridwalk_domain::event::{Body, ExtensionRequested, HazardWithdrawn, ReportedBy};
use gridwalk_domain::ledger::HazardRow;
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::time::Date;
use leptos::prelude::*;

/// More days than the present one, as a first offer.
const OFFER_DAYS: i64 = 7;

fn send(app: App, row: &HazardRow, body: impl Into<Body>, said: Text) {
    let event = NewEvent::about(row, body);
    leptos::task::spawn_local(async move {
        let sentence = match field::commit(app, vec![event], None).await {
            Ok(()) => said,
            Err(error) => field::trouble(&error),
        };
        app.say(sentence.get());
    });
}

/// 申请延期.
#[component]
pub fn MoreTime(row: HazardRow) -> impl IntoView {
    let app = use_app();
    let open = RwSignal::new(false);
    let due = row.due_on();
    let offer = due.filter(|due| *due > app.today()).unwrap_or_else(|| app.today()).plus_days(OFFER_DAYS);
    let (until, why) = (RwSignal::new(offer.to_string()), RwSignal::new(String::new()));
    let wanting = RwSignal::new(None::<Text>);
    let row = StoredValue::new(row);
    let ask = move |_| {
        let reason = why.get_untracked().trim().to_owned();
        let Some(until) = until.get_untracked().parse::<Date>().ok().filter(|_| !reason.is_empty()) else {
            return wanting.set(Some(texts::WHY_WANTED));
        };
        if until <= due.unwrap_or_else(|| app.today()) || until <= app.today() {
            return wanting.set(Some(texts::DAY_LATER));
        }
        row.with_value(|row| {
            let body = ExtensionRequested { premises: row.found.premises, until, reason, by: ReportedBy::Worker };
            send(app, row, body, texts::SAID_ASKED);
        });
        open.set(false);
    };
    // What has no day has none to move.
    due.is_some().then(|| view! {
        <button type="button" class="button small" on:click=move |_| open.set(true)>{texts::ASK_MORE_TIME.get()}</button>
        {move || open.get().then(|| view! {
            <Overlay title=texts::ASK_MORE_TIME.get() on_close=move || open.set(false)>
                <p class="quiet small">{texts::MORE_TIME_HINT.get()}</p>
                <label class="field"><span>{texts::UNTIL.get()}</span><input class="input" type="date" bind:value=until/></label>
                <TextInput label=texts::WHY.get() value=why.get_untracked() area=true on_change=move |text| { wanting.set(None); why.set(text); }/>
                <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
                <button type="button" class="button main" on:click=ask>{texts::ASK_MORE_TIME.get()}</button>
            </Overlay>
        })}
    })
}

/// 误录撤销, by its finder.
#[component]
pub fn Withdraw(row: HazardRow) -> impl IntoView {
    let app = use_app();
    let open = RwSignal::new(false);
    let why = RwSignal::new(String::new());
    let wanting = RwSignal::new(false);
    let row = StoredValue::new(row);
    let ask = move |_| {
        let reason = why.get_untracked().trim().to_owned();
        if reason.is_empty() {
            return wanting.set(true);
        }
        row.with_value(|row| {
            let body = HazardWithdrawn { premises: row.found.premises, inspection: None, reason };
            send(app, row, body, texts::SAID_WITHDRAW);
        });
        open.set(false);
    };
    view! {
        <button type="button" class="button small" on:click=move |_| open.set(true)>{texts::WITHDRAW.get()}</button>
        {move || open.get().then(|| view! {
            <Overlay title=texts::WITHDRAW.get() on_close=move || open.set(false)>
                <p class="quiet small">{texts::WITHDRAW_HINT.get()}</p>
                <TextInput label=texts::WHY.get() value=why.get_untracked() area=true on_change=move |text| { wanting.set(false); why.set(text); }/>
                <p class="wanting" role="alert">{move || wanting.get().then(|| texts::NOTE_WANTED.get())}</p>
                <button type="button" class="button main" on:click=ask>{texts::WITHDRAW.get()}</button>
            </Overlay>
        })}
    }
}
