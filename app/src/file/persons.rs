//! 责任人 with their receipts (R07), and the sheet on which they are changed.

use super::labels::{receipt_text, role_text, taken};
use crate::field;
use crate::kit::{self, Icon, Overlay, PhoneCheck, icon};
use crate::position;
use crate::screens::tasks::Shots;
use crate::state::{App, use_app};
use crate::text::{common as words, file as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{DutyNotified, FileChanged, PersonRole, PremisesPersons, ReceiptKind};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::mask;
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::{NewEvent, persons_changed};
use leptos::prelude::*;
use std::collections::BTreeMap;

const WAYS: [ReceiptKind; 4] =
    [ReceiptKind::Signed, ReceiptKind::ReadReceipt, ReceiptKind::Paper, ReceiptKind::RefusedToSign];

/// The four with name, telephone and receipt.
#[component]
pub fn Persons(row: PremisesRow) -> impl IntoView {
    let app = use_app();
    let row = StoredValue::new(row);
    let (editing, telling) = (RwSignal::new(false), RwSignal::new(None::<PersonRole>));
    let lines = PersonRole::ALL.map(|role| person(app, &row.get_value(), role, telling)).into_iter().collect_view();
    view! {
        <section class="group">
            <div class="group-head">
                <h2>{texts::PERSONS.get()}</h2>
                <button type="button" class="button small" on:click=move |_| editing.set(true)>{texts::EDIT_PERSONS.get()}</button>
            </div>
            <div class="group-body">{lines}</div>
        </section>
        {move || editing.get().then(|| view! { <Edit row on_close=move || editing.set(false)/> })}
        {move || telling.get().map(|role| view! { <Tell row role on_close=move || telling.set(None)/> })}
    }
}

fn person(app: App, row: &PremisesRow, role: PersonRole, telling: RwSignal<Option<PersonRole>>) -> AnyView {
    let (name, phone) = row.persons.of(role);
    let (name, phone) = (name.to_owned(), phone.to_owned());
    let is_named = !name.is_empty();
    let receipt = row.file.receipts.get(&role).map(|receipt| {
        let day = kit::day(receipt.at.date_in_shanghai(), app.today());
        texts::TOLD.with(&[receipt_text(receipt.what.how).get(), &day])
    });
    let may_tell = matches!(app.session().role, Role::Worker | Role::Committee);
    let (state, class) = match receipt {
        Some(receipt) => (receipt, "pill ok"),
        None => (texts::NOT_TOLD.get().to_owned(), "pill"),
    };
    let tell = (is_named && may_tell).then(|| {
        view! { <button type="button" class="button small" aria-label=format!("{} {}", texts::TELL.get(), role_text(role).get()) on:click=move |_| telling.set(Some(role))>{texts::TELL.get()}</button> }
    });
    let photo = row.file.receipts.get(&role).and_then(|receipt| receipt.what.photo.clone());
    let photo = taken(photo.as_slice(), texts::RECEIPT_PHOTO);
    let call = (!phone.is_empty()).then(|| {
        view! { <a class="quiet-link" href=format!("tel:{phone}")>{icon(Icon::Phone)}{mask::phone(&phone)}</a> }
    });
    view! {
        <div class="line">
            <div>
                <p>{role_text(role).get()}" "<b>{if is_named { name } else { texts::NOBODY.get().to_owned() }}</b></p>
                {call}" "
                {is_named.then(|| view! { <span class=class>{state}</span> })}
                {photo}
            </div>
            {tell}
        </div>
    }
    .into_any()
}

#[component]
fn Edit(row: StoredValue<PremisesRow>, on_close: impl Fn() + Clone + Send + 'static) -> impl IntoView {
    let app = use_app();
    let (persons, busy) = (RwSignal::new(row.with_value(|row| row.persons.clone())), RwSignal::new(false));
    let close = on_close.clone();
    let save = move |_| {
        let (row, new) = (row.get_value(), trimmed(persons.get_untracked()));
        let changed = persons_changed(&row.persons, &new);
        if changed.is_empty() {
            return close();
        }
        let mut event = NewEvent::about(&row, FileChanged { changes: BTreeMap::new(), persons: changed });
        // Cannot fail: strings.
        event.personal = Some(serde_json::to_value(&new).unwrap_or_default());
        field::send_then(app, vec![event], texts::SAID_CHANGED.with(&[&row.name]), busy, close.clone());
    };
    let fields = PersonRole::ALL.map(|role| {
        let input = move |is_phone: bool, kind: &'static str, label: String| {
            let value = Signal::derive(move || {
                let persons = persons.read();
                let (name, phone) = persons.of(role);
                if is_phone { phone.to_owned() } else { name.to_owned() }
            });
            let typed = move |event| {
                persons.update(|persons| {
                    let (name, phone) = persons.of_mut(role);
                    *(if is_phone { phone } else { name }) = event_target_value(&event);
                });
            };
            view! { <label class="field"><span>{label}</span><input class="input" type=kind maxlength="60" prop:value=value on:input=typed/></label> }
        };
        let name = role_text(role).get();
        let phone = Signal::derive(move || persons.read().of(role).1.to_owned());
        view! {
            <div class="pair">{input(false, "text", name.to_owned())}{input(true, "tel", texts::PHONE.get().to_owned())}</div>
            <PhoneCheck text=phone/>
        }
    });
    view! {
        <Overlay title=texts::EDIT_PERSONS.get() on_close>
            <p class="quiet small">{texts::CHANGED_HANDS.get()}</p>
            {fields.into_iter().collect_view()}
            <button type="button" class="button main" on:click=save>{words::SAVE.get()}</button>
        </Overlay>
    }
}

fn trimmed(mut persons: PremisesPersons) -> PremisesPersons {
    for role in PersonRole::ALL {
        let (name, phone) = persons.of_mut(role);
        *name = name.trim().to_owned();
        *phone = phone.trim().to_owned();
    }
    persons
}

#[component]
fn Tell(
    row: StoredValue<PremisesRow>,
    role: PersonRole,
    on_close: impl Fn() + Clone + Send + 'static,
) -> impl IntoView {
    let app = use_app();
    let (photos, fix) = (RwSignal::new(Vec::<PhotoRef>::new()), position::watch());
    let busy = RwSignal::new(false);
    let ways = WAYS.map(|how| {
        let close = on_close.clone();
        let told = move |_| {
            let event = row.with_value(|row| {
                NewEvent::about(row, DutyNotified { role, how, photo: photos.get_untracked().pop() })
            });
            field::send_then(app, vec![event], texts::SAID_TOLD.get().to_owned(), busy, close.clone());
        };
        view! { <button type="button" class="button wide" on:click=told>{receipt_text(how).get()}</button> }
    });
    let title = format!("{} {}", texts::TELL.get(), role_text(role).get());
    // One photo of the paper: another takes its place.
    view! {
        <Overlay title on_close>
            <Shots label=texts::RECEIPT_PHOTO photos fix
                on_add=Callback::new(move |photo| photos.set(vec![photo]))
                on_remove=Callback::new(move |_| photos.set(Vec::new()))/>
            {ways.into_iter().collect_view()}
        </Overlay>
    }
}
