//! The frame of a signed-in app, and what stands on every screen.

use crate::again::{AgainOpen, SignInAgain};
use crate::door::{Draw, KINDS, OpenError, Opening, SESSION};
use crate::kit::{Icon, Tab, TabBar, icon};
use crate::photos::Intake;
use crate::session::{self, Session};
use crate::state::{App, Journal, Kept, SyncState};
use crate::text::{common as words, handed};
use crate::{kit, platform, sync};
use gloo_net::http::Request;
use gloo_timers::callback::{Interval, Timeout};
use gridwalk_domain::checklist::{Catalogue, Catalogues};
use gridwalk_domain::review;
use gridwalk_replica::{DueRule, ReplicaError};
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use std::collections::BTreeMap;
use std::rc::Rc;

// A toast is read in this time.
const TOAST_MS: u32 = 4_000;

/// Prepares the app of an account; `routes` are those of the entry.
///
/// # Errors
/// See [`OpenError`].
pub async fn prepare(opening: Opening, routes: fn() -> AnyView) -> Result<Draw, OpenError> {
    let Opening { session, journal, mut device } = opening;
    // The service worker sends for this account from now on.
    if (device.account, device.signed_out) != (Some(session.account.id), false) {
        (device.account, device.signed_out) = (Some(session.account.id), false);
        device.save().await.map_err(ReplicaError::from)?;
    }
    let catalogues = load_catalogues().await.ok_or(OpenError::Catalogue)?;
    let outbox = journal.status().await?;
    let now = platform::now().plus_millis(outbox.clock_offset_ms.unwrap_or_default());
    // A full phone still shows and sends what it has; this is kept at the next start that finds room.
    let _ = remember(&journal, &session, catalogues.on(now.date_in_shanghai())).await;
    let intake = Intake::start(&platform::built("photo-worker").unwrap_or_default())
        .map_err(|error| OpenError::Storage(error.to_string()))?;
    let tree = Rc::new(session.area_tree());
    let device = device.device;
    let kept = Kept { journal, tree, session, catalogues: Rc::new(catalogues), intake: Rc::new(intake), device };
    // Signals of the app belong to the screen that is drawn.
    Ok(Rc::new(move || {
        let app = App::new(kept.clone(), outbox.clone());
        view! { <Frame app routes/> }.into_any()
    }))
}

/// Keeps what the next start shows before it has read anything else, or after a crash.
async fn remember(journal: &Journal, session: &Session, catalogue: &Catalogue) -> Result<(), ReplicaError> {
    if let Ok(json) = serde_json::to_vec(session) {
        journal.put_reference(SESSION, &json).await?;
    }
    let kinds: BTreeMap<_, _> = catalogue.kinds.iter().map(|kind| (&kind.code, &kind.name)).collect();
    if let Ok(json) = serde_json::to_vec(&kinds) {
        journal.put_reference(KINDS, &json).await?;
    }
    journal.set_due_rule(DueRule::new(catalogue, &session.settings)).await
}

// Every version that the build has: all of them are kept by the service worker.
async fn load_catalogues() -> Option<Catalogues> {
    let mut versions = Vec::new();
    for url in platform::built_all("catalogue") {
        let response = Request::get(&url).send().await.ok()?;
        versions.push(Catalogue::read(&response.text().await.ok()?).ok()?);
    }
    Catalogues::new(versions)
}

#[component]
fn Frame(app: App, routes: fn() -> AnyView) -> impl IntoView {
    let open = RwSignal::new(false);
    provide_context(app);
    provide_context(SheetOpen(open));
    let again = RwSignal::new(false);
    provide_context(AgainOpen(again));
    app.changed();
    kit::open_rows_by_taps();
    sync::listen(app);
    refresh_with_scope(app);
    view! {
        <Router>
            <Notices/>
            {routes()}
            {move || open.get().then(|| view! { <UnsentSheet on_close=move || open.set(false)/> })}
            {move || again.get().then(|| view! { <SignInAgain/> })}
            <Toast/>
        </Router>
    }
}

/// A desk stays open for days: whoever has an account since the morning is not nameless until it is opened again.
const REFRESH_MS: u32 = 10 * 60 * 1000;

// At the start, when the server has sent the rows of another scope, and now and then.
fn refresh_with_scope(app: App) {
    let timer = Interval::new(REFRESH_MS, move || leptos::task::spawn_local(remember_newer_session(app)));
    let timer = StoredValue::new_local(timer);
    on_cleanup(move || timer.dispose());
    let epoch = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            if let Ok(state) = app.journal().sync_state().await
                && epoch.try_with_untracked(|known| *known != state.epoch) == Some(true)
            {
                epoch.try_set(state.epoch);
            }
        });
    });
    Effect::new(move |before: Option<Option<String>>| {
        let now = epoch.get();
        if before.is_none_or(|before| before.is_some()) {
            leptos::task::spawn_local(remember_newer_session(app));
        }
        now
    });
}

// Areas, colleagues and settings may have changed since. Colleagues and settings are taken at once; other areas at the
// next start, and the screen says so.
async fn remember_newer_session(app: App) {
    match session::refresh().await {
        Ok(Some(fresh)) if fresh.account.id == app.session().account.id => {
            let scope = |session: &Session| (session.areas.clone(), session.standing_in.clone());
            let is_rescoped = scope(&fresh) != scope(&app.session());
            app.is_rescoped.set(is_rescoped);
            if is_rescoped {
                fresh.save();
            } else {
                app.renew(fresh);
            }
        }
        Ok(Some(_)) => app.sync.set(SyncState::OtherAccount),
        Ok(None) => app.sync.set(SyncState::SignedOut),
        Err(_) => {}
    }
}

/// What a worker must know on whatever screen: a lapsed session, another account, a wrong clock, a new
/// version.
#[component]
fn Notices() -> impl IntoView {
    let app = crate::state::use_app();
    let AgainOpen(again) = expect_context();
    app.set_way(leptos_router::hooks::use_navigate());
    let update = RwSignal::new(document().document_element().is_some_and(|root| root.has_attribute("data-update")));
    let heard = gloo_events::EventListener::new(&window(), "gridwalk-update", move |_| update.set(true));
    let heard = StoredValue::new_local(heard);
    on_cleanup(move || heard.dispose());
    let is_clock_off = move || app.outbox.with(|outbox| outbox.clock_offset_ms.is_some_and(review::is_clock_off));
    view! {
        {move || (app.sync.get() == SyncState::SignedOut && !again.get()).then(|| view! {
            <div class="banner warn" role="status">
                <p>{words::LAPSED.get()}</p>
                <button type="button" class="button small" on:click=move |_| again.set(true)>{words::SIGN_IN_AGAIN.get()}</button>
            </div>
        })}
        {move || (app.sync.get() == SyncState::Full).then(|| view! {
            <div class="banner bad" role="status"><p>{words::FULL_PHONE.get()}</p></div>
        })}
        {move || (app.sync.get() == SyncState::OtherAccount).then(|| view! {
            <div class="banner warn" role="status"><p>{words::OTHER_ACCOUNT.get()}</p></div>
        })}
        {move || is_clock_off().then(|| view! {
            <div class="banner warn" role="status"><p>{words::CLOCK_OFF.get()}</p></div>
        })}
        {move || app.is_rescoped.get().then(|| view! {
            <div class="banner brand" role="status">
                <p>{words::AREAS_CHANGED.get()}</p>
                <button type="button" class="button small" on:click=|_| _ = window().location().reload()>{words::RELOAD.get()}</button>
            </div>
        })}
        {move || update.get().then(|| view! {
            <div class="banner brand" role="status">
                <p>{words::NEW_VERSION.get()}</p>
                <button type="button" class="button small" on:click=|_| apply_update()>{words::UPDATE_NOW.get()}</button>
            </div>
        })}
    }
}

fn apply_update() {
    // boot.js hands it to the waiting service worker; drafts are already in the store.
    if let Ok(event) = web_sys::Event::new("gridwalk-apply") {
        let _ = window().dispatch_event(&event);
    }
}

#[component]
fn Toast() -> impl IntoView {
    let app = crate::state::use_app();
    // Each sentence stands its own time: a timer is cancelled when the next one takes its place.
    Effect::new(move |_: Option<Option<Timeout>>| {
        app.toast.get().map(|_| Timeout::new(TOAST_MS, move || _ = app.toast.try_set(None)))
    });
    view! { <div role="status">{move || app.toast.get().map(|sentence| view! { <p class="toast">{sentence}</p> })}</div> }
}

/// 未上传 N 条, always in sight, also at 0; opens the sheet that says when the next try is. Where something waits for a
/// network, 立即上传 stands beside it; 我的 has a button of its own.
#[component]
pub fn Unsent() -> impl IntoView {
    let app = crate::state::use_app();
    let SheetOpen(open) = expect_context();
    let path = use_location().pathname;
    let waits = move || {
        let has_unsent = app.outbox.with(|outbox| outbox.unsent_records > 0);
        has_unsent && app.sync.get() == SyncState::Offline && !open.get() && path.get() != "/me"
    };
    let class = move || match app.outbox.get() {
        status if status.refused > 0 => "pill bad",
        status if status.unsent_records > 0 => "pill",
        _ => "pill plain",
    };
    view! {
        <button type="button" class=class on:click=move |_| open.set(true)>
            {move || words::UNSENT.count(app.outbox.get().unsent_records)}
        </button>
        {move || waits().then(|| view! {
            <button type="button" class="pill send-now" aria-label=words::SEND_NOW.get() on:click=move |_| sync::wake_now(app)>{icon(Icon::Up)}</button>
        })}
    }
}

/// Whether the sheet of 未上传 is open. It belongs to the frame: screens are drawn anew whenever a record moves on, and
/// that is when somebody looks at the sheet.
#[derive(Clone, Copy)]
struct SheetOpen(RwSignal<bool>);

/// Where sending stands, in a sentence; tracked.
pub fn sending_state(app: App) -> String {
    let outbox = app.outbox.get();
    match app.sync.get() {
        SyncState::Running => words::SENDING.get().to_owned(),
        SyncState::Offline if window().navigator().on_line() => words::NO_ANSWER.get().to_owned(),
        SyncState::Offline => words::OFFLINE.get().to_owned(),
        SyncState::Full => words::FULL_PHONE.get().to_owned(),
        SyncState::SignedOut => words::LAPSED.get().to_owned(),
        SyncState::OtherAccount => words::OTHER_ACCOUNT.get().to_owned(),
        SyncState::Idle if outbox.unsent_records == 0 => words::ALL_SENT.get().to_owned(),
        SyncState::Idle => {
            words::UNSENT_PARTS.with(&[&outbox.unsent_records.to_string(), &outbox.unsent_photos.to_string()])
        }
    }
}

#[component]
fn UnsentSheet(on_close: impl Fn() + Clone + 'static) -> impl IntoView {
    let app = crate::state::use_app();
    let SheetOpen(open) = expect_context();
    let AgainOpen(again) = expect_context();
    // Without a session nothing is tried.
    let next_at = move || app.outbox.get().next_try_at.filter(|_| app.sync.get() != SyncState::SignedOut);
    let next = move || next_at().map(|at| words::NEXT_TRY.with(&[&kit::clock(app.correct(at))]));
    let oldest = move || {
        let at = app.correct(app.outbox.get().oldest_unsent_at?);
        let day = kit::day_in_words(at.date_in_shanghai(), app.today());
        Some(words::OLDEST_UNSENT.with(&[&format!("{day} {}", kit::clock(at))]))
    };
    view! {
        <kit::Overlay title=words::UPLOAD.get() on_close>
            <p>{move || sending_state(app)}</p>
            <p class="quiet">{oldest}</p>
            <p class="quiet">{next}</p>
            {move || (app.outbox.get().refused > 0).then(|| view! {
                <a class="button bad" href="/me" on:click=move |_| open.set(false)>{handed::SEE_REFUSED.count(app.outbox.get().refused)}</a>
            })}
            {move || match app.sync.get() {
                // Nothing can be sent before.
                SyncState::SignedOut => view! {
                    <button type="button" class="button main" on:click=move |_| { open.set(false); again.set(true); }>{words::SIGN_IN_AGAIN.get()}</button>
                }.into_any(),
                _ => view! {
                    <button type="button" class="button main" on:click=move |_| sync::wake_now(app)>{icon(Icon::Up)}{words::SEND_NOW.get()}</button>
                }.into_any(),
            }}
        </kit::Overlay>
    }
}

/// The tabs at the thumb (at the left from 1024 px on the desk).
#[component]
pub fn Tabs(
    /// In order.
    tabs: Vec<Tab>,
) -> impl IntoView {
    view! { <TabBar tabs path=use_location().pathname.into()/> }
}
