//! The register's columns of one kind, shown, and as a form that says at once what may not stand there.

use super::labels::{column_text, group_text, trouble};
use crate::field;
use crate::kit::Toggle;
use crate::state::{App, use_app};
use crate::text::{common as words, file as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::checklist::Kind;
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::record::{NewEvent, file_change};
use gridwalk_domain::register::{
    Column, ColumnError, ColumnType, Register, hint_credit_code, normal_credit_code, tags_of,
};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Values being changed, by key.
pub type Values = BTreeMap<String, String>;

/// What is filled in, by group.
pub fn filled(register: &Register, kind: &Kind, row: &PremisesRow) -> AnyView {
    let groups = register.groups.iter().filter_map(|group| {
        let of_group = register.of(kind).filter(|column| column.group == group.key);
        let lines: Vec<_> = of_group
            .filter_map(|column| Some((column_text(column), row.details.get(&column.key)?.clone())))
            .map(|(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> })
            .collect();
        (!lines.is_empty()).then(|| {
            view! {
                <section class="group">
                    <div class="group-head"><h2>{group_text(group)}</h2></div>
                    <div class="group-body"><dl class="facts two">{lines}</dl></div>
                </section>
            }
        })
    });
    groups.collect_view().into_any()
}

/// The form. `editing` holds what was typed; it is emptied when the change is kept or dropped.
#[component]
pub fn EditForm(row: PremisesRow, register: Arc<Register>, editing: RwSignal<Option<Values>>) -> impl IntoView {
    let app = use_app();
    let Some(kind) = app.catalogue().kind(&row.kind).cloned() else { return ().into_any() };
    let is_worker = app.session().role == Role::Worker;
    // Who supervises is never asked of a worker (R05).
    let columns: Vec<Column> =
        register.of(&kind).filter(|column| !(is_worker && column.holds == ColumnType::Body)).cloned().collect();
    let groups = register.groups.iter().filter_map(|group| {
        let fields: Vec<_> = columns.iter().filter(|column| column.group == group.key).cloned().collect();
        (!fields.is_empty()).then(|| {
            let fields = fields.into_iter().map(|column| field(app, column, editing)).collect_view();
            view! {
                <section class="group">
                    <div class="group-head"><h2>{group_text(group)}</h2></div>
                    <div class="group-body">{fields}</div>
                </section>
            }
        })
    });
    let groups = groups.collect_view();
    let (checked, busy) = (columns.clone(), RwSignal::new(false));
    let save = move |_| {
        let Some(values) = editing.get_untracked() else { return };
        if checked.iter().any(|column| column.check(value_of(&values, &column.key), app.today()).is_err()) {
            return;
        }
        let Some(changed) = file_change(&row, &values) else {
            app.say(texts::NOTHING_CHANGED.get());
            editing.set(None);
            return;
        };
        let (event, said) = (NewEvent::about(&row, changed), texts::SAID_CHANGED.with(&[&row.name]));
        field::send_then(app, vec![event], said, busy, move || {
            editing.try_set(None);
        });
    };
    let wrong = move || {
        let values = editing.get().unwrap_or_default();
        columns.iter().any(|column| column.check(value_of(&values, &column.key), app.today()).is_err())
            || value_of(&values, "name").trim().is_empty()
    };
    view! {
        <section class="group"><div class="group-body">
            {line("name", texts::NAME.get().to_owned(), "text", editing)}
            {line("address", texts::ADDRESS.get().to_owned(), "text", editing)}
        </div></section>
        {groups}
        <div class="bar"><div class="bar-inner">
            <button type="button" class="button side" on:click=move |_| editing.set(None)>{words::CANCEL.get()}</button>
            <button type="button" class="button main" prop:disabled=wrong on:click=save>{texts::SAVE_FILE.get()}</button>
        </div></div>
    }
    .into_any()
}

fn value_of<'a>(values: &'a Values, key: &str) -> &'a str {
    values.get(key).map(String::as_str).unwrap_or_default()
}

fn set(editing: RwSignal<Option<Values>>, key: &str, value: String) {
    editing.update(|values| {
        if let Some(values) = values {
            values.insert(key.to_owned(), value);
        }
    });
}

fn now(editing: RwSignal<Option<Values>>, key: String) -> Signal<String> {
    Signal::derive(move || editing.read().as_ref().map(|values| value_of(values, &key).to_owned()).unwrap_or_default())
}

fn line(key: &'static str, label: String, kind: &'static str, editing: RwSignal<Option<Values>>) -> impl IntoView {
    let value = now(editing, key.to_owned());
    view! {
        <label class="field">
            <span>{label}</span>
            <input class="input" type=kind maxlength="200" prop:value=value on:input=move |event| set(editing, key, event_target_value(&event))/>
        </label>
    }
}

/// One column as a field, with what is wrong beneath it.
pub(super) fn field(app: App, column: Column, editing: RwSignal<Option<Values>>) -> AnyView {
    let label = column_text(&column);
    let value = now(editing, column.key.clone());
    let checked = column.clone();
    let error = Memo::new(move |_| checked.check(&value.get(), app.today()).err());
    let input = match column.holds {
        ColumnType::Choice | ColumnType::Bool | ColumnType::Body => choices(app, &column, label, value, editing),
        ColumnType::Tags => tags(&column, label, value, editing),
        ColumnType::Text | ColumnType::Number | ColumnType::Date | ColumnType::CreditCode => {
            typed(&column, label, value, editing)
        }
    };
    let key = column.key.clone();
    let hint = move || {
        let meant = error
            .get()
            .and_then(|error| matches!(error, ColumnError::CreditCode(_)).then(|| hint_credit_code(&value.get())))??;
        let (key, shown) = (key.clone(), texts::CODE_HINT.count(&meant));
        Some(
            view! { <button type="button" class="button small" on:click=move |_| set(editing, &key, meant.clone())>{shown}</button> },
        )
    };
    view! {
        <div class="file-field">
            {input}
            <div role="alert">{move || error.get().map(|error| view! { <p class="wanting">{trouble(&error)}</p> })}</div>
            {hint}
        </div>
    }
    .into_any()
}

fn typed(column: &Column, label: String, value: Signal<String>, editing: RwSignal<Option<Values>>) -> AnyView {
    let (kind, mode) = match column.holds {
        ColumnType::Number => ("text", "decimal"),
        ColumnType::Date => ("date", "text"),
        _ => ("text", "text"),
    };
    let (key, code_key) = (column.key.clone(), column.key.clone());
    let typed = move |event| set(editing, &key, event_target_value(&event));
    // A code is put into its one form when it is whole, not under the fingers.
    let is_code = column.holds == ColumnType::CreditCode;
    let left = move |event| {
        if is_code {
            set(editing, &code_key, normal_credit_code(&event_target_value(&event)));
        }
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <input class="input" type=kind inputmode=mode prop:value=value on:input=typed on:change=left/>
        </label>
    }
    .into_any()
}

fn choices(
    app: App,
    column: &Column,
    label: String,
    value: Signal<String>,
    editing: RwSignal<Option<Values>>,
) -> AnyView {
    let mut options = match column.holds {
        ColumnType::Bool => vec![texts::YES.zh.to_owned(), texts::NO.zh.to_owned()],
        ColumnType::Body => app.session().settings.register.bodies.clone(),
        _ => column.choices.clone(),
    };
    let there = value.get_untracked();
    if !there.is_empty() && !options.contains(&there) {
        options.push(there.clone());
    }
    let options = options.into_iter().map(|option| {
        let selected = option == there;
        view! { <option value=option.clone() selected=selected>{option.clone()}</option> }
    });
    let key = column.key.clone();
    view! {
        <label class="field">
            <span>{label}</span>
            <select class="input" on:change=move |event| set(editing, &key, event_target_value(&event))>
                <option value="">{texts::NOT_SET.get()}</option>
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}

fn tags(column: &Column, label: String, value: Signal<String>, editing: RwSignal<Option<Values>>) -> AnyView {
    let key = column.key.clone();
    let chips = column.choices.iter().cloned().map(|tag| {
        let (key, shown, own) = (key.clone(), tag.clone(), tag.clone());
        let on = Signal::derive(move || tags_of(&value.read()).any(|one| one == own));
        let toggle = move || {
            let text = value.get_untracked();
            let mut tags: Vec<&str> = tags_of(&text).collect();
            match tags.iter().position(|one| *one == tag) {
                Some(place) => drop(tags.remove(place)),
                None => tags.push(&tag),
            }
            set(editing, &key, tags.join("、"));
        };
        view! { <Toggle label=shown on on_tap=toggle/> }
    });
    view! { <div class="field"><span>{label}</span><div class="chips">{chips.collect_view()}</div></div> }.into_any()
}
