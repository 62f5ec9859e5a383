//! One item of the sheet, by its kind of question.

use super::fail::{always_photos, fail_panel};
use super::form::Visit;
use super::pieces::{Pick, Picks, Stepper, TextInput};
use crate::kit::{Segment, Segments};
use crate::text::{common as words, visit as texts};
use crate::visit::missing::missing_words;
use crate::visit::spot::Spot;
use gridwalk_domain::checklist::{Answer, Ask, Given, Item, Judgement, Level, Value, suggest};
use gridwalk_domain::event::ReviewReturned;
use gridwalk_domain::id::RoomId;
use gridwalk_domain::ledger::ReviewState;
use leptos::prelude::*;
use std::sync::Arc;

const JUDGEMENTS: &[Segment<Judgement>] = &[
    Segment { value: Judgement::Pass, label: words::PASS, class: "yes" },
    Segment { value: Judgement::Fail, label: words::FAIL, class: "no" },
    Segment { value: Judgement::NotApplicable, label: words::NOT_APPLICABLE, class: "na" },
];

/// An item, of the premises or of a room.
pub fn item_view(visit: Visit, room: Option<RoomId>, item: &Arc<Item>) -> AnyView {
    let spot = Spot::new(room, &item.code);
    let answer = visit.answer(spot.clone());
    let code = item.code.clone();
    let missing = Memo::new(move |_| {
        visit.missing.with(|missing| missing.iter().find(|v| v.item() == Some(&code) && v.room() == room).cloned())
    });
    let pointed = pointed_at(visit).is_some_and(|what| what.item.as_deref() == Some(&item.code));
    let body = match item.ask {
        Ask::Judge => judged(visit, &spot, item, answer),
        Ask::Number => number(visit, &spot, item, answer),
        Ask::Choice => choice(visit, &spot, item, answer),
        Ask::Info => info(visit, &spot, item, answer),
    };
    let lead = (item.level == Level::Lead).then(|| view! { <span class="pill plain">{words::LEAD.get()}</span> });
    view! {
        <div class="item" class:missing=move || missing.get().is_some() class:pointed=pointed id=spot.dom_id()>
            <p class="item-text">{item.text.clone()}" "{lead}</p>
            {(!item.why.is_empty()).then(|| view! { <p class="item-why">{item.why.clone()}</p> })}
            {pointed.then(|| view! { <p class="item-note">{texts::MEND_THIS.get()}</p> })}
            {body}
            {move || missing.get().map(|violation| view! { <p class="item-note">{missing_words(&violation)}</p> })}
        </div>
    }
    .into_any()
}

// What a reviewer sent back, in a correction.
fn pointed_at(visit: Visit) -> Option<ReviewReturned> {
    visit.scene.with_untracked(|scene| match &scene.returned.as_ref()?.0.review {
        ReviewState::Returned { what, .. } => Some(what.clone()),
        _ => None,
    })
}

// What was answered last time: seen, never applied by itself. A room has no answers of its own to go by.
fn last(visit: Visit, spot: &Spot, item: &Item) -> Option<Value> {
    if spot.room.is_some() {
        return None;
    }
    visit.scene.with_untracked(|scene| suggest(item, &scene.premises.last_answers).cloned())
}

fn judged(visit: Visit, spot: &Spot, item: &Arc<Item>, answer: Memo<Option<Answer>>) -> AnyView {
    let suggested = match last(visit, spot, item) {
        Some(Value::Judged(judgement)) => Some(judgement),
        _ => None,
    };
    let chosen = Signal::derive(move || answer.with(|answer| answer.as_ref().and_then(Answer::judgement)));
    let failed = Memo::new(move |_| chosen.get() == Some(Judgement::Fail));
    let (at, of) = (spot.clone(), item.clone());
    let (fail_at, fail_of) = (spot.clone(), item.clone());
    view! {
        <Segments
            name=item.text.clone()
            id=spot.dom_id()
            choices=JUDGEMENTS
            chosen=chosen
            suggested=suggested
            on_choose=move |judgement| visit.judge(&at, &of, judgement)
        />
        {move || match failed.get() {
            true => fail_panel(visit, &fail_at, &fail_of, answer),
            false => always_photos(visit, &fail_at, &fail_of, answer),
        }}
    }
    .into_any()
}

// An answer with no judgement; `None` takes it back.
fn put(visit: Visit, spot: &Spot, value: Option<Value>) {
    visit.update(|draft| match value {
        Some(value) => spot.put(draft, Answer::new(value, Given::Each)),
        None => match spot.room {
            None => drop(draft.answers.remove(&spot.item)),
            Some(room) => {
                if let Some(room) = draft.rooms.get_mut(&room) {
                    room.answers.remove(&spot.item);
                }
            }
        },
    });
}

// 同上次, while there is no answer.
fn last_chip(answer: Memo<Option<Answer>>, words: String, on_tap: impl Fn() + Clone + Send + 'static) -> AnyView {
    view! {
        {move || answer.with(Option::is_none).then(|| {
            let on_tap = on_tap.clone();
            view! { <button type="button" class="chip suggested" on:click=move |_| on_tap()>{texts::AS_LAST_TIME.with(&[&words])}</button> }
        })}
    }
    .into_any()
}

fn number(visit: Visit, spot: &Spot, item: &Item, answer: Memo<Option<Answer>>) -> AnyView {
    let value =
        Signal::derive(move || match answer.with(|answer| answer.as_ref().map(|answer| answer.value.clone())) {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        });
    let unit = item.unit.clone().unwrap_or_default();
    let suggested = match last(visit, spot, item) {
        Some(Value::Number(number)) => {
            let at = spot.clone();
            let take = move || put(visit, &at, Some(Value::Number(number)));
            Some(last_chip(answer, format!("{number} {unit}"), take))
        }
        _ => None,
    };
    let at = spot.clone();
    view! {
        <div class="with-last">
            <Stepper
                label=item.text.clone()
                value=value
                min=item.min.unwrap_or(0.0)
                max=item.max.unwrap_or(999_999.0)
                unit=unit
                on_change=move |number| put(visit, &at, number.map(Value::Number))
            />
            {suggested}
        </div>
    }
    .into_any()
}

fn choice(visit: Visit, spot: &Spot, item: &Item, answer: Memo<Option<Answer>>) -> AnyView {
    let suggested = match last(visit, spot, item) {
        Some(Value::Choice(choice)) => Some(choice),
        _ => None,
    };
    let chips =
        item.choices.iter().map(|choice| Pick { label: choice.clone(), suggested: suggested.as_ref() == Some(choice) });
    let chips: Vec<Pick> = chips.collect();
    let choices = item.choices.clone();
    let chosen = {
        let choices = choices.clone();
        Signal::derive(move || {
            answer.with(|answer| match answer.as_ref().map(|answer| &answer.value) {
                Some(Value::Choice(choice)) => choices.iter().position(|offered| offered == choice),
                _ => None,
            })
        })
    };
    let at = spot.clone();
    let pick = move |place: usize| put(visit, &at, choices.get(place).cloned().map(Value::Choice));
    let hint = suggested.map(|choice| {
        let words = texts::LAST_TIME.with(&[&choice]);
        move || answer.with(Option::is_none).then(|| view! { <p class="item-why">{words.clone()}</p> })
    });
    view! { <Picks name=item.text.clone() id=spot.dom_id() picks=chips chosen=chosen on_pick=pick/>{hint} }.into_any()
}

fn info(visit: Visit, spot: &Spot, item: &Item, answer: Memo<Option<Answer>>) -> AnyView {
    // The field is left alone while someone types, and made anew when the chip fills it.
    let filled = RwSignal::new(());
    let suggested = match last(visit, spot, item) {
        Some(Value::Info(text)) => {
            let (at, words) = (spot.clone(), text.clone());
            let take = move || {
                put(visit, &at, Some(Value::Info(text.clone())));
                filled.set(());
            };
            Some(last_chip(answer, words, take))
        }
        _ => None,
    };
    let (at, name) = (spot.clone(), item.text.clone());
    let field = move || {
        filled.track();
        let at = at.clone();
        let value = match answer.get_untracked().map(|answer| answer.value) {
            Some(Value::Info(text)) => text,
            _ => String::new(),
        };
        let change = move |text: String| put(visit, &at, (!text.trim().is_empty()).then_some(Value::Info(text)));
        view! { <TextInput label=name.clone() value=value on_change=change/> }
    };
    view! { {field}{suggested} }.into_any()
}
