//! 安全投入: the year's 人防、技防、工程防、管理防, in 万元.

use super::client;
use crate::state::use_app;
use crate::text::{Text, tables as texts};
use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

const FIGURES: [(&str, Text); 4] = [
    ("people", texts::PEOPLE),
    ("technology", texts::TECHNOLOGY),
    ("engineering", texts::ENGINEERING),
    ("management", texts::MANAGEMENT),
];

/// Year, four figures and what they were for; and the scope's figures as a file.
#[component]
pub fn InvestmentForm(
    /// Area and masking, as of the other files.
    query: Signal<String>,
) -> impl IntoView {
    let app = use_app();
    let (this_year, ..) = app.today().civil();
    let year = RwSignal::new(this_year.to_string());
    let figures = FIGURES.map(|_| RwSignal::new(String::new()));
    let note = RwSignal::new(String::new());
    let error = RwSignal::new(None::<client::CallError>);
    // What was saved before stands in the fields, to be corrected rather than typed again.
    let own = app.session().areas.first().map(ToString::to_string).unwrap_or_default();
    let all = RwSignal::new(Vec::<Value>::new());
    let read = move || {
        spawn_local(async move {
            if let Ok(saved) = client::read::<Vec<Value>>(app, "/api/v1/investments").await {
                all.try_set(saved);
            }
        });
    };
    read();
    Effect::new(move |_| {
        let year = year.get().trim().parse::<i64>().ok();
        let is_it = |one: &Value| one["area"] == own.as_str() && one["year"].as_i64() == year;
        let saved = all.get().into_iter().find(is_it);
        for ((key, _), figure) in FIGURES.iter().zip(figures) {
            figure.set(saved.as_ref().map(|one| one[*key].to_string()).unwrap_or_default());
        }
        note.set(saved.and_then(|one| one["note"].as_str().map(str::to_owned)).unwrap_or_default());
    });
    let save = move || {
        let number = |text: RwSignal<String>| text.get_untracked().trim().parse::<f64>().unwrap_or(0.0);
        let mut body = json!({"year": year.get_untracked().parse::<i32>().unwrap_or(0), "note": note.get_untracked()});
        for ((key, _), figure) in FIGURES.iter().zip(figures) {
            body[*key] = json!(number(figure));
        }
        spawn_local(async move {
            match client::send_json(app, Request::put("/api/v1/investments"), &body).await {
                Ok(_) => {
                    error.try_set(None);
                    read();
                    app.say(texts::SAVED.get());
                }
                Err(why) => {
                    error.try_set(Some(why));
                }
            }
        });
    };
    let fields = FIGURES.iter().zip(figures).map(|((_, label), figure)| {
        view! {
            <label class="field">
                <span>{label.get()}</span>
                <input class="input" type="number" inputmode="decimal" min="0" step="any" bind:value=figure/>
            </label>
        }
    });
    let href = move || format!("/api/v1/exports/investment.xlsx?{}", query.get());
    view! {
        <section class="group">
            <div class="group-head">
                <h2>{texts::INVESTMENT.get()}</h2>
                <a class="button small" href=href download="" rel="external">{texts::AS_XLSX.get()}</a>
            </div>
            <form class="group-body" on:submit=move |event| { event.prevent_default(); save(); }>
                <p class="quiet">{texts::INVESTMENT_HINT.get()}</p>
                <div class="pair">
                    <label class="field">
                        <span>{texts::YEAR.get()}</span>
                        <input class="input" type="number" min="2000" max="2100" required bind:value=year/>
                    </label>
                    {fields.collect_view()}
                    <label class="field">
                        <span>{texts::WHAT_FOR.get()}</span>
                        <input class="input" maxlength="500" bind:value=note/>
                    </label>
                </div>
                <div role="alert">{move || error.get().map(|why| view! { <div class="banner bad"><p>{why.sentence()}</p></div> })}</div>
                <button type="submit" class="button">{texts::SAVE.get()}</button>
            </form>
        </section>
    }
}
