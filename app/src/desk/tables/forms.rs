//! 上级表样: upload the blank form once, choose header and columns, fill it at a press.

use super::Pick;
use super::client::{self, CallError};
use crate::desk::reports::{last_ended, period_name, periods};
use crate::kit;
use crate::state::{App, use_app};
use crate::text::{figures, tables as texts};
use gloo_net::http::Request;
use gridwalk_domain::time::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

const TABLES: [(&str, crate::text::Text); 12] = [
    ("monthly", texts::T_MONTHLY),
    ("monthly_items", texts::T_MONTHLY_ITEMS),
    ("problems", texts::T_PROBLEMS),
    ("hazards", texts::T_HAZARDS),
    ("tasks", texts::T_TASKS),
    ("keywork", texts::T_KEYWORK),
    ("premises", texts::T_PREMISES),
    ("shops", texts::T_SHOPS),
    ("rentals", texts::T_RENTALS),
    ("idle", texts::T_IDLE),
    ("shared", texts::T_SHARED),
    ("spaces", texts::T_SPACES),
];

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Mapping {
    table: String,
    sheet: String,
    header_row: u32,
    first_row: u32,
    columns: Vec<Column>,
    match_key: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Column {
    index: usize,
    header: String,
    key: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Sheet {
    name: String,
    rows: Vec<(u32, Vec<String>)>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct TableColumn {
    key: String,
    title: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Form {
    id: String,
    name: String,
    mapping: Mapping,
    is_mapped: bool,
    sheets: Vec<Sheet>,
    columns: Vec<TableColumn>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Listed {
    id: String,
    name: String,
    at: i64,
    is_mapped: bool,
    #[serde(default)]
    table: String,
}

impl Listed {
    // Of figures, so that it is filled for a month.
    fn is_of_month(&self) -> bool {
        self.is_mapped && self.table.starts_with("monthly")
    }
}

#[derive(Clone, Copy)]
struct Desk {
    app: App,
    listed: RwSignal<Vec<Listed>>,
    open: RwSignal<Option<Form>>,
    mapping: RwSignal<Mapping>,
    error: RwSignal<Option<CallError>>,
    /// Rows of the form just filled that nothing was found for.
    unfilled: RwSignal<Option<String>>,
    /// For forms of figures: `2026-11`.
    month: RwSignal<String>,
}

impl Desk {
    fn load(self) {
        spawn_local(async move {
            if let Ok(listed) = client::read(self.app, "/api/v1/forms").await {
                self.listed.try_set(listed);
            }
        });
    }

    fn show(self, form: Form) {
        self.error.try_set(None);
        self.mapping.try_set(form.mapping.clone());
        self.open.try_set(Some(form));
    }

    fn failed(self, error: CallError) {
        self.error.try_set(Some(error));
    }

    fn read(self, id: String, asked: String) {
        spawn_local(async move {
            match client::read::<Form>(self.app, &format!("/api/v1/forms/{id}{asked}")).await {
                Ok(form) => self.show(form),
                Err(error) => self.failed(error),
            }
        });
    }

    fn upload(self, file: web_sys::File) {
        spawn_local(async move {
            let request = Request::post(&format!("/api/v1/forms?name={}", client::encoded(&file.name())));
            let call = async {
                let response = client::send_file(self.app, request, &file).await?;
                response.json::<Form>().await.map_err(|error| CallError::Told(error.to_string()))
            };
            match call.await {
                Ok(form) => self.show(form),
                Err(error) => self.failed(error),
            }
            self.load();
        });
    }

    fn remove(self, id: String) {
        spawn_local(async move {
            match client::send(self.app, Request::delete(&format!("/api/v1/forms/{id}"))).await {
                Ok(_) => _ = self.open.try_update(|open| drop(open.take_if(|form| form.id == id))),
                Err(error) => self.failed(error),
            }
            self.load();
        });
    }

    fn fill(self, form: &Listed, query: &str) {
        let month = self.month.get_untracked();
        let (asked, name) = match form.is_of_month() {
            true => (format!("{query}&month={month}"), format!("{month} {}", form.name)),
            false => (query.to_owned(), form.name.clone()),
        };
        let path = format!("/api/v1/forms/{}/filled.xlsx?{asked}", form.id);
        spawn_local(async move {
            let filled = client::download_filled(self.app, &path, &name).await;
            self.unfilled.try_set(filled.as_ref().ok().cloned().flatten());
            self.error.try_set(filled.err());
        });
    }

    fn keep(self, id: String) {
        spawn_local(async move {
            let mapping = self.mapping.get_untracked();
            let sent = client::send_json(self.app, Request::put(&format!("/api/v1/forms/{id}")), &mapping).await;
            match sent {
                Ok(_) => {
                    self.app.say(texts::MAPPING_KEPT.get());
                    self.open.try_set(None);
                }
                Err(error) => self.failed(error),
            }
            self.load();
        });
    }
}

/// The list of forms and, when one is opened, its columns.
#[component]
pub fn Forms(
    /// Area and masking for 生成.
    query: Signal<String>,
) -> impl IntoView {
    let app = use_app();
    let desk = Desk {
        app,
        listed: RwSignal::default(),
        open: RwSignal::default(),
        mapping: RwSignal::default(),
        error: RwSignal::default(),
        unfilled: RwSignal::default(),
        month: RwSignal::new(last_ended(app)),
    };
    let months = periods(app).into_iter().map(|name| (name.clone(), period_name(&name))).collect::<Vec<_>>();
    let asks_month = move || desk.listed.read().iter().any(Listed::is_of_month);
    desk.load();
    let line = move |form: Listed| {
        let (id, removed, filled) = (form.id.clone(), form.id.clone(), form.clone());
        let fill = form.is_mapped.then(|| {
            view! { <button type="button" class="button small main" on:click=move |_| desk.fill(&filled, &query.get_untracked())>{texts::FILL.get()}</button> }
        });
        let day = kit::day(Timestamp::from_millis(form.at).date_in_shanghai(), app.today());
        let (remove, asked) = (texts::REMOVE_FORM.get().to_owned(), texts::REMOVE_FORM_SURE.get().to_owned());
        let state = if form.is_mapped { texts::FORM_READY } else { texts::FORM_TO_MAP };
        view! {
            <li class="table-line">
                <span>{form.name}" "<span class="pill plain">{state.get()}</span>" "<span class="quiet small">{day}</span></span>
                <span class="steps">
                    {fill}
                    <button type="button" class="button small" on:click=move |_| desk.read(id.clone(), String::new())>{texts::COLUMNS.get()}</button>
                    <kit::SecondTap label=remove asked class="button small plain" disabled=false act=move || desk.remove(removed.clone())/>
                </span>
            </li>
        }
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::FORMS.get()}</h2></div>
            <div class="group-body">
                <p class="quiet">{texts::FORMS_HINT.get()}</p>
                <kit::FilePick label=texts::UPLOAD_FORM accept=".xlsx" is_main=false on_file=move |file| desk.upload(file)/>
                <div role="alert">{move || desk.error.get().map(|error| view! { <div class="banner bad"><p>{error.sentence()}</p></div> })}</div>
                <div role="status">{move || desk.unfilled.get().map(|names| view! { <div class="banner warn"><p>{texts::UNMATCHED_ROWS.with(&[&names])}</p></div> })}</div>
            </div>
            {move || desk.open.get().map(|form| view! { <FormColumns desk form/> })}
            {move || asks_month().then(|| view! {
                <div class="group-body"><Pick label=figures::WHICH_MONTH.get() options=months.clone() chosen=desk.month.get_untracked() on_choose=move |month| desk.month.set(month)/></div>
            })}
            <ul class="plain-list">{move || desk.listed.get().into_iter().map(line).collect_view()}</ul>
            {move || desk.listed.read().is_empty().then(|| view! { <p class="quiet group-body">{texts::NO_FORMS.get()}</p> })}
        </section>
    }
}

#[component]
fn FormColumns(desk: Desk, form: Form) -> impl IntoView {
    let mapping = form.mapping.clone();
    let tables = TABLES.iter().map(|(name, label)| ((*name).to_owned(), label.get().to_owned())).collect::<Vec<_>>();
    let sheets = form.sheets.iter().map(|sheet| (sheet.name.clone(), sheet.name.clone())).collect::<Vec<_>>();
    let rows_of = |sheets: &[Sheet], name: &str| -> Vec<(u32, Vec<String>)> {
        sheets.iter().find(|sheet| sheet.name == name).map(|sheet| sheet.rows.clone()).unwrap_or_default()
    };
    let rows = rows_of(&form.sheets, &mapping.sheet);
    let first = |texts: &[String]| {
        texts.iter().filter(|text| !text.is_empty()).take(4).cloned().collect::<Vec<_>>().join(" | ")
    };
    let headers = rows.iter().map(|(number, texts)| (number.to_string(), format!("{number}  {}", first(texts))));
    let headers = headers.collect::<Vec<_>>();
    let names = form.columns.iter().map(|column| (column.key.clone(), column.title.clone()));
    let from_top = (String::new(), texts::FROM_TOP.get().to_owned());
    let matches = std::iter::once(from_top).chain(names.clone().filter(|(key, _)| {
        ["subdistrict", "community", "cell", "area", "item", "work", "name"].contains(&key.as_str())
    }));
    let matches = matches.collect::<Vec<_>>();
    let leave = (String::new(), texts::LEAVE_AS_IS.get().to_owned());
    let keys = std::iter::once(leave).chain(names).collect::<Vec<_>>();
    let (id, again) = (form.id.clone(), form.id.clone());
    let chosen = StoredValue::new(form.id.clone());
    // Another row, other columns: what they mean is guessed anew.
    let anew = move |sheet: &str, row: &str| {
        let table = desk.mapping.with_untracked(|mapping| mapping.table.clone());
        let sheet = client::encoded(sheet);
        desk.read(chosen.get_value(), format!("?table={table}&sheet={sheet}{row}"));
    };
    let choose_sheet = move |sheet: String| anew(&sheet, "");
    let choose_header = move |row: String| {
        let sheet = desk.mapping.with_untracked(|mapping| mapping.sheet.clone());
        anew(&sheet, &format!("&header_row={row}"));
    };
    let columns = move || {
        let keys = keys.clone();
        let line = move |(at, column): (usize, Column)| {
            let chosen = column.key.clone().unwrap_or_default();
            let choose = move |key: String| {
                desk.mapping.update(|mapping| {
                    if let Some(column) = mapping.columns.get_mut(at) {
                        column.key = Some(key).filter(|key| !key.is_empty());
                    }
                })
            };
            view! { <li><Pick label=column.header options=keys.clone() chosen on_choose=choose/></li> }
        };
        let columns = desk.mapping.with(|mapping| mapping.columns.clone());
        columns.into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <div class="group-body form-columns">
            <h3>{form.name.clone()}</h3>
            <div class="pair">
                <Pick label=texts::FILL_FROM.get() options=tables chosen=mapping.table.clone() on_choose=move |table| desk.read(again.clone(), format!("?table={table}"))/>
                <Pick label=texts::SHEET.get() options=sheets chosen=mapping.sheet.clone() on_choose=choose_sheet/>
                <Pick label=texts::HEADER_ROW.get() options=headers chosen=mapping.header_row.to_string() on_choose=choose_header/>
                <Pick label=texts::MATCH_BY.get() options=matches chosen=mapping.match_key.clone()
                    on_choose=move |key| desk.mapping.update(|mapping| mapping.match_key = key)/>
            </div>
            <ul class="plain-list import-columns">{columns}</ul>
            <button type="button" class="button main" on:click=move |_| desk.keep(id.clone())>{texts::SAVE_MAPPING.get()}</button>
        </div>
    }
}
