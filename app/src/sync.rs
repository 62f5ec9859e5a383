//! Wakes of the sync: start, online, another network, visible, timer, the shown next try, button, commit. Several, each
//! on its own, so that no queue stands still while there is a network. With the app closed the service worker wakes
//! where Background Sync exists.

use crate::platform;
use crate::state::{App, SyncState};
use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use gridwalk_replica::sync::SyncError;
use gridwalk_replica::web::drain_locked;
use gridwalk_replica::{ReplicaError, StoreError};
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, EventTarget};

const TIMER_MS: u32 = 30_000;

/// Name of the channel on which a window says that it has sent: another over the same store shows it at once.
const SENT: &str = "gridwalk-sent";

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
    static AGAIN: Cell<bool> = const { Cell::new(false) };
    // One for hearing and saying, so that a window does not hear itself; none in browsers without channels.
    static WINDOWS: Option<BroadcastChannel> = BroadcastChannel::new(SENT).ok();
}

/// Sets up every wake for as long as the calling component lives, and wakes for the start.
pub fn listen(app: App) {
    let online = EventListener::new(&window(), "online", move |_| wake_on_sign(app));
    // From a cell without a signal to one with, or to the office's Wi-Fi, some phones never say that they were offline.
    let other_network =
        connection().map(|connection| EventListener::new(&connection, "change", move |_| wake_on_sign(app)));
    // Whoever takes the phone out again may stand elsewhere than at the last try.
    let visible = EventListener::new(&document(), "visibilitychange", move |_| {
        if !document().hidden() {
            wake_on_sign(app);
        }
    });
    let timer = Interval::new(TIMER_MS, move || wake(app));
    try_when_due(app);
    let other = WINDOWS
        .with(|channel| channel.as_ref().map(|channel| EventListener::new(channel, "message", move |_| app.changed())));
    let kept = StoredValue::new_local((online, other_network, visible, timer, other));
    on_cleanup(move || kept.dispose());
    wake_now(app);
}

// At the moment that is shown as the next try, not at the timer's tick after it.
fn try_when_due(app: App) {
    let next = Memo::new(move |_| app.outbox.with(|outbox| outbox.next_try_at));
    let due = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |_| {
        let left_ms = next.get().map(|at| at.since(platform::now()).max(0) + 1);
        let timeout = left_ms.and_then(|left_ms| u32::try_from(left_ms).ok());
        due.set_value(timeout.map(|left_ms| Timeout::new(left_ms, move || wake(app))));
    });
}

// What the phone is connected by; absent in WebKit and Firefox.
fn connection() -> Option<EventTarget> {
    js_sys::Reflect::get(&window().navigator(), &"connection".into()).ok()?.dyn_into().ok()
}

/// Drains soon, unless a back-off says to wait.
pub fn wake(app: App) {
    let waits = app.outbox.get_untracked().next_try_at.is_some_and(|at| at > platform::now());
    if !waits {
        wake_now(app);
    }
}

// Something says that the network is back: no back-off stands against that, but the server's own wish does.
fn wake_on_sign(app: App) {
    let is_held = app.outbox.get_untracked().held_until.is_some_and(|until| until > platform::now());
    if !is_held {
        wake_now(app);
    }
}

/// Drains now: at the start, by the button 立即上传, when the server says that there is news.
pub fn wake_now(app: App) {
    if RUNNING.replace(true) {
        AGAIN.set(true);
        return;
    }
    leptos::task::spawn_local(async move {
        app.sync.try_set(SyncState::Running);
        let mut state = run(app).await;
        while AGAIN.replace(false) {
            state = run(app).await;
        }
        RUNNING.set(false);
        app.sync.try_set(state);
        app.changed();
        let _ = WINDOWS.with(|channel| channel.as_ref().map(|channel| channel.post_message(&SENT.into())));
        if state != SyncState::Idle {
            let _ = register_background().await;
        }
    });
}

async fn run(app: App) -> SyncState {
    match drain_locked(app.journal()).await {
        // Another tab or the service worker may be at it: then its work is ours.
        Ok(_) => SyncState::Idle,
        Err(SyncError::SignedOut) => SyncState::SignedOut,
        Err(SyncError::OtherAccount) => SyncState::OtherAccount,
        Err(SyncError::Replica(ReplicaError::Store(StoreError::QuotaExceeded))) => SyncState::Full,
        Err(_) => SyncState::Offline,
    }
}

// Asks the browser to wake the service worker when there is a network. Absent in WebKit and Firefox.
async fn register_background() -> Result<(), JsValue> {
    let container = window().navigator().service_worker();
    let registration = JsFuture::from(container.ready()?).await?;
    let manager = js_sys::Reflect::get(&registration, &"sync".into())?;
    if manager.is_undefined() {
        return Ok(());
    }
    let register: js_sys::Function = js_sys::Reflect::get(&manager, &"register".into())?.into();
    JsFuture::from(js_sys::Promise::from(register.call1(&manager, &"gridwalk-sync".into())?)).await.map(drop)
}
