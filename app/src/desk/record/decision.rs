//! 通过 and 退回. The reason is chosen on the page: 退回 without one leads there, with one it is sent.

use super::{Found, item_text};
use crate::desk::{decide, keys, queue::use_queue};
use crate::field;
use crate::kit::Toggle;
use crate::screens::labels;
use crate::state::{App, use_app};
use crate::text::{Text, desk as texts};
use gridwalk_domain::checklist::TEXT_CHARS_MAX;
use gridwalk_domain::event::{Outcome, ReturnReason, ReturnWanted, ReviewReturned};
use gridwalk_domain::review;
use leptos::html::Textarea;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::sync::Arc;

const REASONS: [ReturnReason; 5] = [
    ReturnReason::PhotoUnclear,
    ReturnReason::PhotoMissing,
    ReturnReason::PlaceWrong,
    ReturnReason::ItemWrong,
    ReturnReason::TextUnclear,
];

const WANTED: [ReturnWanted; 3] = [ReturnWanted::EditContent, ReturnWanted::AddPhotos, ReturnWanted::VisitAgain];

/// What is being written about a return; it outlives a reading of the record.
#[derive(Clone, Copy)]
pub struct ReturnDraft {
    reasons: RwSignal<Vec<ReturnReason>>,
    wanted: RwSignal<Option<ReturnWanted>>,
    item: RwSignal<String>,
    note: RwSignal<String>,
    /// Said where the reason is missing or too long.
    missing: RwSignal<Option<Text>>,
    field: NodeRef<Textarea>,
}

impl ReturnDraft {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            reasons: RwSignal::new(Vec::new()),
            wanted: RwSignal::new(None),
            item: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
            missing: RwSignal::new(None),
            field: NodeRef::new(),
        }
    }

    /// Another record.
    pub fn clear(self) {
        self.reasons.set(Vec::new());
        self.wanted.set(None);
        self.item.set(String::new());
        self.note.set(String::new());
        self.missing.set(None);
    }

    fn toggle(self, reason: ReturnReason) {
        self.missing.set(None);
        self.reasons.update(|reasons| match reasons.iter().position(|one| *one == reason) {
            Some(at) => _ = reasons.remove(at),
            None => reasons.push(reason),
        });
    }

    // What a reason asks for, until something else is chosen.
    fn wanted(self) -> ReturnWanted {
        let of_reason = |reason: &ReturnReason| match reason {
            ReturnReason::PhotoUnclear | ReturnReason::PhotoMissing => ReturnWanted::AddPhotos,
            ReturnReason::PlaceWrong => ReturnWanted::VisitAgain,
            ReturnReason::ItemWrong | ReturnReason::TextUnclear => ReturnWanted::EditContent,
        };
        let from_reasons = self.reasons.read().first().map(of_reason);
        self.wanted.get().or(from_reasons).unwrap_or(ReturnWanted::EditContent)
    }

    fn read(self, found: &Found) -> Result<ReviewReturned, Text> {
        let note = self.note.get_untracked().trim().to_owned();
        let reasons = self.reasons.get_untracked();
        if note.chars().count() > TEXT_CHARS_MAX {
            return Err(texts::REASON_TOO_LONG);
        }
        if note.is_empty() && reasons.is_empty() {
            return Err(texts::REASON_WANTED);
        }
        let item = Some(self.item.get_untracked()).filter(|item| !item.is_empty());
        let wanted = untrack(|| self.wanted());
        Ok(ReviewReturned { premises: found.row.record.premises, reasons, wanted, item, note })
    }
}

/// Chips, what the worker is to do, which item, and a sentence.
pub fn return_panel(app: App, found: &Found, draft: ReturnDraft) -> AnyView {
    let reasons = REASONS.map(|reason| {
        let on = Signal::derive(move || draft.reasons.read().contains(&reason));
        view! { <Toggle label=labels::return_reason(reason).get() on on_tap=move || draft.toggle(reason)/> }
    });
    let wanted = WANTED.map(|wanted| {
        view! {
            <label class="pick">
                <input type="radio" name="wanted" prop:checked=move || draft.wanted() == wanted on:change=move |_| draft.wanted.set(Some(wanted))/>
                <span>{labels::return_wanted(wanted).get()}</span>
            </label>
        }
    });
    let items = items(app, found).into_iter().map(|(code, text)| view! { <option value=code>{text}</option> });
    view! {
        <section class="group return-panel" aria-label=texts::IF_RETURNED.get()>
            <div class="group-head"><h2>{texts::IF_RETURNED.get()}</h2></div>
            <div class="group-body">
                <div class="chips">{reasons.collect_view()}</div>
                <div class="picks" role="radiogroup" aria-label=texts::WANTED_GROUP.get()>{wanted.collect_view()}</div>
                <label class="field">
                    <span>{texts::POINT_AT.get()}</span>
                    <select class="input" prop:value=move || draft.item.get() on:change=move |event| draft.item.set(event_target_value(&event))>
                        <option value="">{texts::NO_ITEM.get()}</option>
                        {items.collect_view()}
                    </select>
                </label>
                <label class="field">
                    <span>{texts::RETURN_REASON.get()}</span>
                    <textarea class="input" node_ref=draft.field placeholder=texts::REASON_EXAMPLE.get() prop:value=move || draft.note.get()
                        on:input=move |event| { draft.missing.set(None); draft.note.set(event_target_value(&event)); }></textarea>
                </label>
                <p class="wanting" role="alert">{move || draft.missing.get().map(Text::get)}</p>
            </div>
        </section>
    }
    .into_any()
}

// The failed ones first: they are what is mostly pointed at.
fn items(app: App, found: &Found) -> Vec<(String, String)> {
    let mut codes: Vec<String> = Vec::new();
    let catalogue = found.catalogue(app);
    for (_, code, _) in review::failed(&found.row.record, &catalogue) {
        if !codes.iter().any(|one| one == code) {
            codes.push(code.to_owned());
        }
    }
    if let Outcome::Inspected(inspected) = &found.row.record.outcome {
        codes.extend(inspected.answers.iter().filter(|(_, answer)| !answer.is_fail()).map(|(code, _)| code.clone()));
    }
    let known = |code: &String| catalogue.item(code).is_some();
    codes.into_iter().filter(known).map(|code| (code.clone(), item_text(&catalogue, &code))).collect()
}

/// The bar with 退回 and 通过.
#[component]
pub fn Decision(found: Arc<Found>, draft: ReturnDraft) -> impl IntoView {
    let app = use_app();
    let queue = use_queue();
    let busy = RwSignal::new(false);
    let navigate = use_navigate();
    let found = StoredValue::new_local(found);
    let send: Arc<dyn Fn(Option<ReviewReturned>) + Send + Sync> = Arc::new(move |what: Option<ReviewReturned>| {
        let found = found.get_value();
        let next = queue.after_decision(found.row.id);
        let (event, said) = match what {
            Some(what) => (decide::returned(&found.row, what), texts::SAID_RETURNED),
            None => (decide::passed(&found.row), texts::SAID_PASSED),
        };
        let navigate = navigate.clone();
        let said = said.with(&[&found.name()]);
        field::send_then(app, vec![event], said, busy, move || decide::go_on(queue, next, &navigate));
    });
    let pass = {
        let send = send.clone();
        move || send(None)
    };
    let give_back = move || match found.with_value(|found| draft.read(found)) {
        Ok(what) => send(Some(what)),
        Err(missing) => {
            // It leads to the reasons, and says that one is wanted.
            draft.missing.set(Some(missing));
            if let Some(field) = draft.field.get_untracked() {
                let _ = field.focus();
                field.scroll_into_view_with_bool(false);
            }
        }
    };
    let (key_pass, key_return) = (pass.clone(), give_back.clone());
    keys::listen(move |key| match key {
        'p' => key_pass(),
        'r' => key_return(),
        _ => {}
    });
    let ready = move || !draft.reasons.read().is_empty() || !draft.note.read().trim().is_empty();
    view! {
        <div class="bar decision">
            <div class="bar-inner">
                <button type="button" class="button side bad" class:main=ready disabled=move || busy.get() on:click=move |_| give_back()>
                    {texts::REVIEW_RETURN.get()}<kbd aria-hidden="true">"R"</kbd>
                </button>
                <button type="button" class="button main" disabled=move || busy.get() on:click=move |_| pass()>
                    {texts::REVIEW_PASS.get()}<kbd aria-hidden="true">"P"</kbd>
                </button>
            </div>
        </div>
    }
}
