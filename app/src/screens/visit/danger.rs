//! Danger now: an M item failed. First away, then the call, then the record (field-practice 4). Works with no network.

use super::form::{Visit, use_visit};
use crate::kit::{self, Icon, Toggle, icon};
use crate::platform;
use crate::position::Fix;
use crate::text::{common as words, visit as texts};
use crate::visit::hints::is_about_gas;
use crate::visit::spot::Spot;
use gridwalk_domain::event::DangerCall;
use gridwalk_domain::record::VisitDraft;
use gridwalk_domain::settings::Phone;
use leptos::prelude::*;

/// Covers the page while an M item has just failed.
#[component]
pub fn DangerNow() -> impl IntoView {
    let visit = use_visit();
    move || visit.danger.get().map(|spot| danger_screen(visit, spot))
}

fn danger_screen(visit: Visit, spot: Spot) -> AnyView {
    let scene = visit.scene.get_untracked();
    let item = scene.item(spot.room, &spot.item);
    let text = item.as_ref().map(|item| item.text.clone()).unwrap_or_default();
    let gas = item.is_some_and(|item| is_about_gas(&item));
    // Opened again it was found no later than the first call about it.
    let called =
        |draft: &VisitDraft| draft.calls.iter().filter(|call| call.item == spot.item).map(|call| call.at).min();
    let found = visit.draft.with_untracked(called).unwrap_or_else(platform::now);
    let place = move || match visit.fix.get() {
        Fix::Found(position) => texts::FOUND_AT
            .with(&[&kit::clock(visit.app.correct(found)), &words::ACCURACY.count(position.accuracy_m.round())]),
        _ => texts::FOUND_AT.with(&[&kit::clock(visit.app.correct(found)), words::NO_FIX.get()]),
    };
    let frame = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            let _ = frame.focus();
        }
    });
    kit::on_back(move || visit.danger.set(None));
    let code = spot.item.clone();
    let go_on = move || match visit.draft.with(|draft| draft.calls.iter().any(|call| call.item == code)) {
        true => texts::DANGER_GO_ON.get(),
        false => texts::DANGER_UNCALLED.get(),
    };
    let session = visit.app.session();
    let phones = session.settings.danger_phones.iter().map(|phone| call(visit, &spot, phone));
    view! {
        <div class="danger danger-cover" role="dialog" aria-modal="true" aria-labelledby="danger-title" tabindex="-1" node_ref=frame>
            <p><span class="pill bad">{words::SUSPECTED_MAJOR.get()}</span></p>
            <h1 id="danger-title">{texts::DANGER_LEAVE.get()}<br/>{texts::DANGER_CALL.get()}</h1>
            <p>{texts::DANGER_ITEM.with(&[&text])}</p>
            <p class="danger-do">{if gas { texts::DANGER_GAS.get() } else { texts::DANGER_OTHERS.get() }}</p>
            {phones.collect_view()}
            <p>{place}</p>
            <div class="spring"></div>
            <button type="button" class="button wide" on:click=move |_| visit.danger.set(None)>{go_on}</button>
        </div>
    }
    .into_any()
}

// One number, and after a tap whether someone answered.
fn call(visit: Visit, spot: &Spot, phone: &Phone) -> AnyView {
    let (item, to) = (spot.item.clone(), phone.label.clone());
    let made = {
        let (item, to) = (item.clone(), to.clone());
        Memo::new(move |_| {
            visit.draft.with(|draft| last_call(&draft.calls, &item, &to).and_then(|at| draft.calls.get(at).cloned()))
        })
    };
    let tapped = {
        let (item, to) = (item.clone(), to.clone());
        move |_| {
            let call = DangerCall { item: item.clone(), to: to.clone(), at: platform::now(), got_through: None };
            visit.update(|draft| draft.calls.push(call));
        }
    };
    let said = StoredValue::new((item, to));
    let say = move |through: bool| {
        visit.update(|draft| {
            let at = said.with_value(|(item, to)| last_call(&draft.calls, item, to));
            if let Some(call) = at.and_then(|at| draft.calls.get_mut(at)) {
                call.got_through = Some(through);
            }
        });
    };
    let is = move |through: bool| {
        Signal::derive(move || made.with(|call| call.as_ref().is_some_and(|call| call.got_through == Some(through))))
    };
    let any = Memo::new(move |_| made.with(Option::is_some));
    view! {
        <div class="danger-call">
            <a class="call" href=format!("tel:{}", phone.number) on:click=tapped>
                <span>{phone.label.clone()}" "<small>{phone.number.clone()}</small></span>
                {icon(Icon::Phone)}
            </a>
            {move || any.get().then(|| view! {
                <div class="chips">
                    <Toggle label=texts::GOT_THROUGH.get() on=is(true) on_tap=move || say(true)/>
                    <Toggle label=texts::NOT_THROUGH.get() on=is(false) on_tap=move || say(false)/>
                </div>
            })}
        </div>
    }
    .into_any()
}

fn last_call(calls: &[DangerCall], item: &str, to: &str) -> Option<usize> {
    calls.iter().rposition(|call| call.item == item && call.to == to)
}
