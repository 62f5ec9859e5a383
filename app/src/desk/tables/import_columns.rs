//! How the file's columns are understood, to be changed.

use super::Pick;
use super::client::{Column, Mapping};
use super::import::Import;
use crate::text::{Language, language, tables as texts};
use gridwalk_domain::area::AreaLevel;
use leptos::prelude::*;

/// Sheet, defaults, and a line for each column.
#[component]
pub fn Columns(import: Import) -> impl IntoView {
    let mapping = import.mapping.get_untracked();
    let sheets: Vec<_> = mapping.sheets.iter().map(|name| (name.clone(), name.clone())).collect();
    let cells = [(String::new(), texts::UNASSIGNED.get().to_owned())];
    let cells: Vec<_> = cells.into_iter().chain(super::areas(import.app, AreaLevel::GridCell)).collect();
    let (catalogue, session) = (import.app.catalogue(), import.app.session());
    let kinds = catalogue.kinds_in_use(&session.settings).map(|kind| (kind.code.clone(), kind.name.clone()));
    let kinds: Vec<_> = std::iter::once((String::new(), texts::NO_KIND.get().to_owned())).chain(kinds).collect();
    let choose_sheet = move |sheet: String| {
        // Another sheet has other columns: guessed anew.
        import.mapping.update(|mapping| {
            mapping.sheet = sheet;
            mapping.columns.clear();
        });
        import.check(false);
    };
    let lines = mapping.columns.iter().enumerate().map(|(at, column)| line(import, at, column.clone()));
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::COLUMNS.get()}</h2></div>
            <div class="group-body">
                <p class="quiet">{texts::COLUMNS_HINT.get()}</p>
                <div class="pair">
                    {(sheets.len() > 1).then(|| view! { <Pick label=texts::SHEET.get() options=sheets chosen=mapping.sheet.clone() on_choose=choose_sheet/> })}
                    <Pick label=texts::DEFAULT_CELL.get() options=cells chosen=mapping.default_area.clone()
                        on_choose=move |cell| import.mapping.update(|mapping| mapping.default_area = cell)/>
                    <Pick label=texts::DEFAULT_KIND.get() options=kinds.clone() chosen=mapping.default_kind.clone()
                        on_choose=move |kind| import.mapping.update(|mapping| mapping.default_kind = kind)/>
                </div>
                {kind_words(import, &mapping, &kinds)}
                <ul class="plain-list import-columns">{lines.collect_view()}</ul>
                <button type="button" class="button" on:click=move |_| import.check(false)>{texts::CHECK_AGAIN.get()}</button>
            </div>
        </section>
    }
}

// What the file's own words for kinds are to mean, each by itself.
fn kind_words(import: Import, mapping: &Mapping, kinds: &[(String, String)]) -> Option<AnyView> {
    let pick = |word: &String| {
        let (key, chosen) = (word.clone(), mapping.kinds.get(word).cloned().unwrap_or_default());
        let choose = move |code: String| {
            import.mapping.update(|mapping| match code.is_empty() {
                true => _ = mapping.kinds.remove(&key),
                false => _ = mapping.kinds.insert(key.clone(), code),
            });
        };
        view! { <Pick label=texts::KIND_WORD.with(&[word]) options=kinds.to_vec() chosen on_choose=choose/> }
    };
    (!mapping.unknown_kinds.is_empty()).then(|| {
        let picks = mapping.unknown_kinds.iter().map(pick).collect_view();
        view! {
            <h3>{texts::UNKNOWN_KINDS.get()}</h3>
            <div class="pair">{picks}</div>
        }
        .into_any()
    })
}

fn line(import: Import, at: usize, column: Column) -> AnyView {
    let samples = column.samples.join(" / ");
    let header = column.header.clone();
    if column.is_never {
        return view! { <li><p><strong>{header}</strong></p><p class="quiet">{texts::NEVER_TAKEN.get()}</p></li> }
            .into_any();
    }
    let choose = move |event| {
        let key = event_target_value(&event);
        import.mapping.update(|mapping| {
            // A field is given once: the column that had it is left out.
            for (index, other) in mapping.columns.iter_mut().enumerate() {
                if index == at {
                    other.field = Some(key.clone()).filter(|key| !key.is_empty());
                } else if other.field.as_deref() == Some(key.as_str()) {
                    other.field = None;
                }
            }
        });
    };
    let chosen = move || import.mapping.with(|mapping| mapping.columns.get(at).and_then(|column| column.field.clone()));
    let options = move || {
        let fields = import.fields.get().into_iter().map(move |field| {
            let key = field.key.clone();
            let name = if language() == Language::English { field.en } else { field.label };
            view! { <option value=field.key selected=move || chosen().as_deref() == Some(key.as_str())>{name}</option> }
        });
        fields.collect_view()
    };
    view! {
        <li>
            <p><strong>{header.clone()}</strong>" "<span class="quiet">{samples}</span></p>
            <select class="input" aria-label=header on:change=choose>
                <option value="" selected=move || chosen().is_none()>{texts::LEAVE_OUT.get()}</option>
                {options}
            </select>
        </li>
    }
    .into_any()
}
