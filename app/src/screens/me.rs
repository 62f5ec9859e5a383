//! 我的: who, where sending stands, storage, look, password, leaving.

use super::FieldTabs;
use crate::kit::{self, TopBar};
use crate::session;
use crate::shell::{Unsent, sending_state};
use crate::state::{App, SyncState, use_app};
use crate::sync;
use crate::text::{Language, Text, common as words, field as texts, language};
use crate::{platform, platform::Place, share};
use gridwalk_domain::admit::Role;
use gridwalk_replica::web::Device;
use leptos::prelude::*;

mod password;
mod refused;
use password::PasswordForm;
use refused::RefusedList;

/// `/me` of the field entry.
#[component]
pub fn MePage() -> impl IntoView {
    view! {
        <div class="screen">
            <TopBar title=words::TAB_ME.get().to_owned()><Unsent/></TopBar>
            <main class="page"><Mine/></main>
            <FieldTabs/>
        </div>
    }
}

/// What stands on the page; the desk's frame shows the same.
#[component]
pub fn Mine() -> impl IntoView {
    let app = use_app();
    let session = app.session();
    let areas: Vec<String> =
        session.areas.iter().filter_map(|id| app.tree().get(*id).map(|area| area.name.clone())).collect();
    view! {
        <section class="group">
            <div class="group-body">
                <h2>{session.account.name.clone()}</h2>
                <p class="quiet">{texts::WHO.with(&[&areas.join("、"), &session.account.username])}</p>
                {(session.role == Role::Worker).then(|| view! { <a class="button small" href="/summary">{texts::MY_SUMMARY.get()}</a> })}
            </div>
        </section>
        <Sending/>
        <RefusedList/>
        <Look/>
        <Storage/>
        <section class="group">
            <div class="group-head"><h2>{texts::CHANGE_PASSWORD.get()}</h2></div>
            <div class="group-body"><PasswordForm/></div>
        </section>
        <Leave/>
        <p class="quiet small">{texts::VERSION.get()}" "{platform::built("version").unwrap_or_default()}</p>
    }
}

#[component]
fn Sending() -> impl IntoView {
    let app = use_app();
    let at = move |at: gridwalk_domain::time::Timestamp| {
        let at = app.correct(at);
        format!("{} {}", kit::day_in_words(at.date_in_shanghai(), app.today()), kit::clock(at))
    };
    let oldest = move || app.outbox.get().oldest_unsent_at.map(|oldest| texts::OLDEST_UNSENT.with(&[&at(oldest)]));
    let next_at = move || app.outbox.get().next_try_at.filter(|_| app.sync.get() != SyncState::SignedOut);
    let next = move || next_at().map(|next| words::NEXT_TRY.with(&[&at(next)]));
    // A tap on 立即上传 is answered here: nothing else moves where there is no network.
    let state =
        move || (app.sync.get() != SyncState::Idle).then(|| view! { <p role="status">{sending_state(app)}</p> });
    let quiet = |line: String| view! { <p class="quiet small">{line}</p> };
    let parts = move || {
        let outbox = app.outbox.get();
        match outbox.unsent_records {
            0 => words::ALL_SENT.get().to_owned(),
            records => words::UNSENT_PARTS.with(&[&records.to_string(), &outbox.unsent_photos.to_string()]),
        }
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{words::UPLOAD.get()}</h2></div>
            <div class="group-body">
                <p>{parts}</p>
                {state}
                {move || oldest().map(quiet)}
                {move || next().map(quiet)}
                <button type="button" class="button main" on:click=move |_| sync::wake_now(app)>{words::SEND_NOW.get()}</button>
                <button type="button" class="button small" on:click=move |_| rescue(app)>{texts::RESCUE.get()}</button>
                <p class="quiet small">{texts::RESCUE_HINT.get()}</p>
            </div>
        </section>
    }
}

// One file with everything unsent, for the day when a phone must be repaired.
fn rescue(app: App) {
    leptos::task::spawn_local(async move {
        match app.journal().export_unsent().await {
            Ok(bytes) => share::download(&bytes, &format!("gridwalk-{}.json", app.today())),
            Err(_) => app.say(words::STORAGE_FAILED.get()),
        }
    });
}

#[component]
fn Look() -> impl IntoView {
    let theme = RwSignal::new(platform::kept("theme"));
    let large = RwSignal::new(platform::kept("size").is_some());
    let choose = move |value: Option<&'static str>| {
        set_look("theme", value);
        theme.set(value.map(str::to_owned));
    };
    let chip = move |label: Text, value: Option<&'static str>| {
        view! { <kit::Toggle label=label.get() on=Signal::derive(move || theme.get().as_deref() == value) on_tap=move || choose(value)/> }
    };
    view! {
        <section class="group">
            <div class="group-body">
                <fieldset class="field">
                    <legend>{texts::LOOK_SIZE.get()}</legend>
                    <div class="chips">
                        <kit::Toggle label=texts::LARGE_TYPE.get() on=large on_tap=move || {
                            large.update(|large| *large = !*large);
                            set_look("size", large.get().then_some("large"));
                        }/>
                    </div>
                </fieldset>
                <fieldset class="field">
                    <legend>{texts::LOOK_COLOURS.get()}</legend>
                    <div class="chips">
                        {chip(texts::BY_PHONE, None)}
                        {chip(texts::LIGHT, Some("light"))}
                        {chip(texts::DARK, Some("dark"))}
                    </div>
                </fieldset>
                <fieldset class="field">
                    <legend>{texts::LOOK_LANGUAGE.get()}</legend>
                    <div class="chips">
                        <kit::Toggle label="中文" on=Signal::stored(language() == Language::Chinese) on_tap=|| speak(None)/>
                        <kit::Toggle label="English" on=Signal::stored(language() == Language::English) on_tap=|| speak(Some("en"))/>
                    </div>
                </fieldset>
            </div>
        </section>
    }
}

// boot.js sets the same attributes before the first paint of the next start.
fn set_look(key: &str, value: Option<&str>) {
    platform::keep(key, value);
    let Some(root) = document().document_element() else { return };
    let name = format!("data-{key}");
    let _ = match value {
        Some(value) => root.set_attribute(&name, value),
        None => root.remove_attribute(&name),
    };
}

fn speak(language: Option<&str>) {
    platform::keep("language", language);
    let _ = window().location().reload();
}

#[component]
fn Storage() -> impl IntoView {
    let app = use_app();
    let kept = RwSignal::new(None::<Option<bool>>);
    let used = RwSignal::new(None::<(f64, f64)>);
    let look = move || {
        leptos::task::spawn_local(async move {
            used.try_set(platform::storage_use().await);
            kept.try_set(Some(platform::ask_persistence().await));
        });
    };
    look();
    // Browsers decide by themselves, and most do not ask: whoever taps hears what came of it.
    let ask = move || {
        look();
        app.say(texts::ASKED_KEEP.get());
    };
    let sentence = move || match kept.get().flatten() {
        Some(true) => texts::STORAGE_KEPT,
        Some(false) => texts::STORAGE_MAY_GO,
        None => texts::STORAGE_UNKNOWN,
    };
    let megabytes = |bytes: f64| format!("{:.0}", bytes / 1_048_576.0);
    let figures =
        move || used.get().map(|(used, quota)| texts::STORAGE_USED.with(&[&megabytes(used), &megabytes(quota)]));
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::STORAGE.get()}</h2></div>
            <div class="group-body">
                <p>{move || sentence().get()}</p>
                <p class="quiet small">{figures}</p>
                {move || (kept.get() == Some(Some(false))).then(|| view! {
                    <button type="button" class="button small" on:click=move |_| ask()>{texts::ASK_KEEP.get()}</button>
                })}
                {(platform::place() != Place::Installed).then(|| view! { <a class="button small" href="/guide.html" rel="external">{texts::INSTALL_GUIDE.get()}</a> })}
            </div>
        </section>
    }
}

/// The button's element.
const LEAVE: &str = "leave";

#[component]
fn Leave() -> impl IntoView {
    let app = use_app();
    let asking = RwSignal::new(false);
    let leave = move || {
        let unsent = app.outbox.get_untracked().unsent_records;
        if unsent > 0 && !asking.get_untracked() {
            asking.set(true);
            // The tabs lie over the end of the page.
            kit::scroll_soon(LEAVE.to_owned());
        } else {
            leptos::task::spawn_local(async move {
                session::sign_out().await;
                if let Ok(Some(mut device)) = Device::load().await {
                    device.signed_out = true;
                    let _ = device.save().await;
                }
                let _ = window().location().set_href("/");
            });
        }
    };
    view! {
        {move || asking.get().then(|| view! { <div class="banner warn" role="alert"><p>{texts::SIGN_OUT_UNSENT.count(app.outbox.get().unsent_records)}</p></div> })}
        <button type="button" id=LEAVE class="button bad" on:click=move |_| leave()>
            {move || if asking.get() { texts::SIGN_OUT_SURE.get() } else { texts::SIGN_OUT.get() }}
        </button>
    }
}
