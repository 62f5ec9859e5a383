//! 导入水电气读数 (R08): one file, row by row; what is odd becomes an urgent task.

use super::calls::problem;
use crate::desk::frame::PageBar;
use crate::state::use_app;
use crate::text::duty as texts;
use gloo_net::http::Request;
use gridwalk_domain::admit::Role;
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

#[derive(Clone, Debug, Deserialize)]
struct Reply {
    rows: usize,
    kept: usize,
    odd: usize,
    errors: Vec<RowError>,
}

#[derive(Clone, Debug, Deserialize)]
struct RowError {
    row: usize,
    reason: String,
}

/// `/readings`.
#[component]
pub fn ReadingsPage() -> impl IntoView {
    let app = use_app();
    let reply = RwSignal::new(None::<Reply>);
    let send = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
        leptos::task::spawn_local(async move {
            let request = Request::post("/api/v1/imports/readings")
                .header("X-Gridwalk", "1")
                .header("X-Gridwalk-Account", &app.session().account.id.to_string())
                .header("Content-Type", "text/csv");
            let Ok(request) = request.body(file) else { return };
            match request.send().await {
                Ok(response) if response.ok() => {
                    reply.try_set(response.json::<Reply>().await.ok());
                    crate::sync::wake_now(app);
                }
                Ok(response) => app.say(texts::CALL_FAILED.with(&[&problem(&response).await])),
                Err(_) => app.say(texts::CALL_OFFLINE.get()),
            }
        });
    };
    let done = move || {
        reply.get().map(|reply| {
            let numbers = [reply.rows, reply.kept, reply.odd, reply.errors.len()].map(|number| number.to_string());
            let errors = reply.errors.into_iter().take(50).map(|error| {
                view! { <p class="small">{texts::IMPORT_ROW.with(&[&error.row.to_string(), &error.reason])}</p> }
            });
            view! {
                <section class="group"><div class="group-body" role="status">
                    <p><b>{texts::IMPORT_DONE.with(&[&numbers[0], &numbers[1], &numbers[2], &numbers[3]])}</b></p>
                    {errors.collect_view()}
                </div></section>
            }
        })
    };
    view! {
        <PageBar title=texts::IMPORT_READINGS.get().to_owned() note=Signal::stored(String::new()) back="/tasks"/>
        <div class="page record-page">
            {if app.session().role == Role::Subdistrict {
                view! {
                    <p>{texts::IMPORT_HINT.get()}</p>
                    <label class="field"><span>{texts::IMPORT_READINGS.get()}</span>
                        <input class="input" type="file" accept=".csv,text/csv" on:change=send/></label>
                    {done}
                }.into_any()
            } else {
                view! { <p>{texts::IMPORT_BY_SUBDISTRICT.get()}</p> }.into_any()
            }}
        </div>
    }
}
