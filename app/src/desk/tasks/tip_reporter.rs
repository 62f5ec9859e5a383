//! Who reported a tip: asked of the server each time, shown to the 举报专员 alone, kept nowhere on this device.

use crate::kit;
use crate::state::use_app;
use crate::text::tip as texts;
use gloo_net::http::Request;
use gridwalk_domain::id::{AccountId, TaskId};
use gridwalk_domain::time::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Clone, Deserialize)]
struct Sealed {
    is_somebody: bool,
    may_open: bool,
    has_keeper: bool,
    openings: Vec<Opening>,
}

#[derive(Clone, Deserialize)]
struct Opening {
    by: AccountId,
    at: Timestamp,
    reason: String,
}

#[derive(Clone, Deserialize)]
struct Reporter {
    name: String,
    phone: String,
}

#[derive(Clone, Deserialize)]
struct Trouble {
    title: String,
}

fn path(tip: TaskId) -> String {
    format!("/api/v1/tips/{tip}/reporter")
}

async fn sealed(tip: TaskId) -> Option<Sealed> {
    let response = Request::get(&path(tip)).send().await.ok()?;
    if response.ok() { response.json().await.ok() } else { None }
}

async fn open(tip: TaskId, reason: &str) -> Result<Reporter, String> {
    let offline = || texts::REPORTER_OFFLINE.get().to_owned();
    let body = serde_json::json!({ "reason": reason });
    let request = Request::post(&path(tip)).header("X-Gridwalk", "1").json(&body).map_err(|_| offline())?;
    let response = request.send().await.map_err(|_| offline())?;
    if response.ok() {
        return response.json().await.map_err(|_| offline());
    }
    let trouble = response.json::<Trouble>().await;
    Err(trouble.map_or_else(|_| offline(), |trouble| trouble.title))
}

/// Whether a reporter is known, who opened it, and the way to open it.
#[component]
pub fn ReporterOf(tip: TaskId) -> impl IntoView {
    let app = use_app();
    let found = RwSignal::new(None::<Option<Sealed>>);
    let (why, shown) = (RwSignal::new(String::new()), RwSignal::new(None::<Result<Reporter, String>>));
    let look = move || {
        leptos::task::spawn_local(async move {
            let read = sealed(tip).await;
            found.try_set(Some(read));
        });
    };
    look();
    let ask = move |_| {
        let reason = why.get_untracked().trim().to_owned();
        leptos::task::spawn_local(async move {
            let reply = open(tip, &reason).await;
            shown.try_set(Some(reply));
            look();
        });
    };
    let form = move || {
        view! {
            <label class="field"><span>{texts::OPEN_WHY.get()}</span><input class="input" type="text" maxlength="200" bind:value=why/></label>
            <div class="steps"><button type="button" class="button small" disabled=move || why.read().trim().is_empty() on:click=ask>{texts::OPEN.get()}</button></div>
        }
    };
    let state = move || {
        let quiet = |text: &'static str| view! { <p class="quiet">{text}</p> }.into_any();
        match found.get() {
            None => ().into_any(),
            Some(None) => quiet(texts::REPORTER_OFFLINE.get()),
            Some(Some(sealed)) if !sealed.is_somebody => quiet(texts::REPORTER_NONE.get()),
            Some(Some(sealed)) if sealed.may_open => form().into_any(),
            Some(Some(sealed)) => {
                let why = if sealed.has_keeper { texts::NOT_KEEPER } else { texts::NO_KEEPER };
                view! { <p>{texts::REPORTER_LEFT.get()}</p><p class="quiet">{why.get()}</p> }.into_any()
            }
        }
    };
    let openings = move || {
        let openings = found.get().flatten().map(|sealed| sealed.openings).unwrap_or_default();
        let line = |one: Opening| {
            let at = format!("{} {}", kit::day(one.at.date_in_shanghai(), app.today()), kit::clock(one.at));
            view! { <li>{texts::OPENED_BY.with(&[&app.session().name_of(one.by), &at, &one.reason])}</li> }
        };
        (!openings.is_empty()).then(|| view! { <ul class="log">{openings.into_iter().map(line).collect_view()}</ul> })
    };
    let reporter = move || {
        shown.get().map(|shown| match shown {
            Ok(reporter) => {
                let number = reporter.phone.clone();
                view! { <p><b>{reporter.name}</b>" "<a class="quiet-link" href=format!("tel:{number}")>{reporter.phone}</a></p> }.into_any()
            }
            Err(sentence) => view! { <p class="wanting">{sentence}</p> }.into_any(),
        })
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::REPORTER.get()}</h2></div>
            <div class="group-body">
                <p class="hint">{texts::REPORTER_SEALED.get()}</p>
                {state}
                <div role="status">{reporter}</div>
                {openings}
            </div>
        </section>
    }
}
