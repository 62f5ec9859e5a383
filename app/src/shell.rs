//! From the page's body to a signed-in app: the door, the frame, and what stands on every screen.

use crate::kit::{Icon, icon};
use crate::photos::Intake;
use crate::screens::sign_in::SignIn;
use crate::session::{self, Session};
use crate::state::{App, Kept, SyncState};
use crate::text::{Language, Text, common as words, handed, set_language};
use crate::{kit, platform, sync};
use gloo_net::http::Request;
use gridwalk_domain::checklist::Catalogue;
use gridwalk_replica::web::Device;
use gridwalk_replica::{DueRule, Identity, ReplicaError};
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use std::rc::Rc;
use std::time::Duration;

/// Mounts the app; `routes` are those of the entry.
pub fn start(routes: fn() -> AnyView) {
    console_error_panic_hook::set_once();
    if platform::kept("language").as_deref() == Some("en") {
        set_language(Language::English);
        let _ = document().document_element().map(|root| root.set_attribute("lang", "en"));
    }
    leptos::mount::mount_to_body(move || view! { <Door routes/> });
}

/// Why the journal could not be opened.
#[derive(Clone, Debug, PartialEq)]
enum OpenError {
    /// The catalogue was neither in the cache nor on the network.
    Catalogue,
    /// The browser's storage refused; with what it said.
    Storage(String),
}

/// Sign-in, or the app of the remembered account. Whoever signed in before works on without a network.
#[component]
fn Door(routes: fn() -> AnyView) -> impl IntoView {
    let session = RwSignal::new_local(Session::saved().map(Rc::new));
    let looking = RwSignal::new(session.with_untracked(Option::is_none) && platform::kept("session").is_none());
    if looking.get_untracked() {
        leptos::task::spawn_local(async move {
            if let Some(found) = session_of_journal().await {
                enter(session, found);
            }
            looking.try_set(false);
        });
    }
    view! {
        {move || match session.get() {
            None if looking.get() => view! { <div class="splash" role="status"><p class="splash-name">{words::APP_NAME.get()}</p></div> }.into_any(),
            None => view! { <SignIn on_signed_in=move |fresh| enter(session, fresh)/> }.into_any(),
            Some(signed_in) => view! { <Opened session=signed_in routes/> }.into_any(),
        }}
    }
}

/// Name of the session among the journal's reference data.
const SESSION: &str = "session";

// Browsers write localStorage down with a delay of up to a minute: after a crash the session may stand in the account's
// journal alone. Without it nobody could work on with no network.
async fn session_of_journal() -> Option<Session> {
    let device = Device::load().await.ok()??;
    let journal = gridwalk_replica::web::open(device.identity()?).await.ok()?;
    serde_json::from_slice(&journal.reference(SESSION).await.ok()??).ok()
}

fn enter(session: RwSignal<Option<Rc<Session>>, LocalStorage>, fresh: Session) {
    let was_desk = platform::kept("desk").is_some();
    fresh.save();
    // The other bundle draws the other role's screens.
    if fresh.is_desk() == was_desk {
        session.set(Some(Rc::new(fresh)));
    } else {
        let _ = window().location().reload();
    }
}

#[component]
fn Opened(session: Rc<Session>, routes: fn() -> AnyView) -> impl IntoView {
    let opened = RwSignal::new_local(None::<Result<App, OpenError>>);
    let owner = Owner::current();
    leptos::task::spawn_local(async move {
        let result = open(session).await;
        // Signals of the app belong to this screen, however late they are made.
        let app = match owner {
            Some(owner) => owner.with(|| result.map(App::new)),
            None => result.map(App::new),
        };
        opened.try_set(Some(app));
    });
    view! {
        {move || match opened.get() {
            None => view! { <div class="splash" role="status"><p class="splash-name">{words::APP_NAME.get()}</p><p>{words::LOADING.get()}</p></div> }.into_any(),
            Some(Err(error)) => view! { <Failed error/> }.into_any(),
            Some(Ok(app)) => view! { <Frame app routes/> }.into_any(),
        }}
    }
}

async fn open(session: Rc<Session>) -> Result<Kept, OpenError> {
    let storage = |error: ReplicaError| OpenError::Storage(error.to_string());
    let mut device = Device::load_or_create().await.map_err(storage)?;
    let identity = Identity { account: session.account.id, device: device.device };
    let journal = gridwalk_replica::web::open(identity).await.map_err(storage)?;
    // The service worker sends for this account from now on.
    (device.account, device.signed_out) = (Some(identity.account), false);
    device.save().await.map_err(|error| storage(error.into()))?;
    if let Ok(json) = serde_json::to_vec(&*session) {
        journal.put_reference(SESSION, &json).await.map_err(storage)?;
    }
    let catalogue = load_catalogue().await.ok_or(OpenError::Catalogue)?;
    journal.set_due_rule(DueRule::new(&catalogue, &session.settings)).await.map_err(storage)?;
    let intake = Intake::start(&platform::built("photo-worker").unwrap_or_default())
        .map_err(|error| OpenError::Storage(error.to_string()))?;
    Ok(Kept {
        journal: Rc::new(journal),
        tree: Rc::new(session.area_tree()),
        session,
        catalogue: Rc::new(catalogue),
        intake: Rc::new(intake),
        device: identity.device,
    })
}

async fn load_catalogue() -> Option<Catalogue> {
    let response = Request::get(&platform::built("catalogue")?).send().await.ok()?;
    Catalogue::read(&response.text().await.ok()?).ok()
}

#[component]
fn Failed(error: OpenError) -> impl IntoView {
    let (sentence, detail) = match error {
        OpenError::Catalogue => (words::NO_CATALOGUE, String::new()),
        OpenError::Storage(detail) => (words::NO_STORAGE, detail),
    };
    view! {
        <main class="page">
            <div class="banner bad" role="alert"><p>{sentence.get()}</p></div>
            <p class="quiet small" lang="en">{detail}</p>
            <button type="button" class="button main" on:click=|_| { let _ = window().location().reload(); }>{words::RETRY.get()}</button>
        </main>
    }
}

#[component]
fn Frame(app: App, routes: fn() -> AnyView) -> impl IntoView {
    let open = RwSignal::new(false);
    provide_context(app);
    provide_context(SheetOpen(open));
    app.changed();
    sync::listen(app);
    leptos::task::spawn_local(remember_newer_session(app));
    view! {
        <Router>
            <Notices/>
            {routes()}
            {move || open.get().then(|| view! { <UnsentSheet on_close=move || open.set(false)/> })}
            <Toast/>
        </Router>
    }
}

// Areas, colleagues and settings may have changed since the last start; they are read at the next one.
async fn remember_newer_session(app: App) {
    match session::refresh().await {
        Ok(Some(fresh)) if fresh.account.id == app.session().account.id => fresh.save(),
        Ok(Some(_)) => app.sync.set(SyncState::OtherAccount),
        Ok(None) => app.sync.set(SyncState::SignedOut),
        Err(_) => {}
    }
}

/// What a worker must know on whatever screen: a lapsed session, another account, a new version.
#[component]
fn Notices() -> impl IntoView {
    let app = crate::state::use_app();
    app.set_way(leptos_router::hooks::use_navigate());
    let update = RwSignal::new(document().document_element().is_some_and(|root| root.has_attribute("data-update")));
    let heard = gloo_events::EventListener::new(&window(), "gridwalk-update", move |_| update.set(true));
    let heard = StoredValue::new_local(heard);
    on_cleanup(move || heard.dispose());
    view! {
        {move || (app.sync.get() == SyncState::SignedOut).then(|| view! {
            <div class="banner warn" role="status">
                <p>{words::LAPSED.get()}</p>
                <button type="button" class="button small" on:click=|_| sign_in_again()>{words::SIGN_IN_AGAIN.get()}</button>
            </div>
        })}
        {move || (app.sync.get() == SyncState::OtherAccount).then(|| view! {
            <div class="banner warn" role="status"><p>{words::OTHER_ACCOUNT.get()}</p></div>
        })}
        {move || update.get().then(|| view! {
            <div class="banner brand" role="status">
                <p>{words::NEW_VERSION.get()}</p>
                <button type="button" class="button small" on:click=|_| apply_update()>{words::UPDATE_NOW.get()}</button>
            </div>
        })}
    }
}

fn sign_in_again() {
    // Empty, not absent: the door shows the form and does not look for another copy.
    platform::keep("session", Some(""));
    let _ = window().location().reload();
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
    Effect::new(move |_| {
        if app.toast.get().is_some() {
            set_timeout(
                move || {
                    app.toast.try_set(None);
                },
                Duration::from_secs(4),
            );
        }
    });
    view! { <div role="status">{move || app.toast.get().map(|sentence| view! { <p class="toast">{sentence}</p> })}</div> }
}

/// 未上传 N 条, always in sight, also at 0; opens the sheet that says when the next try is, with 立即上传.
#[component]
pub fn Unsent() -> impl IntoView {
    let app = crate::state::use_app();
    let SheetOpen(open) = expect_context();
    let class = move || match app.outbox.get() {
        status if status.refused > 0 => "pill bad",
        status if status.unsent_records > 0 => "pill",
        _ => "pill plain",
    };
    view! {
        <button type="button" class=class on:click=move |_| open.set(true)>
            {move || words::UNSENT.count(app.outbox.get().unsent_records)}
        </button>
    }
}

/// Whether the sheet of 未上传 is open. It belongs to the frame: screens are drawn anew whenever a record moves on, and
/// that is when somebody looks at the sheet.
#[derive(Clone, Copy)]
struct SheetOpen(RwSignal<bool>);

#[component]
fn UnsentSheet(on_close: impl Fn() + Clone + 'static) -> impl IntoView {
    let app = crate::state::use_app();
    let SheetOpen(open) = expect_context();
    let state = move || match app.sync.get() {
        SyncState::Running => words::SENDING.get().to_owned(),
        SyncState::Offline => words::OFFLINE.get().to_owned(),
        SyncState::SignedOut => words::LAPSED.get().to_owned(),
        SyncState::OtherAccount => words::OTHER_ACCOUNT.get().to_owned(),
        SyncState::Idle if app.outbox.get().unsent_records == 0 => words::ALL_SENT.get().to_owned(),
        SyncState::Idle => words::UNSENT_PARTS
            .with(&[&app.outbox.get().unsent_records.to_string(), &app.outbox.get().unsent_photos.to_string()]),
    };
    let next = move || app.outbox.get().next_try_at.map(|at| words::NEXT_TRY.with(&[&kit::clock(at)]));
    let oldest = move || {
        let at = app.outbox.get().oldest_unsent_at?;
        let day = kit::day_in_words(at.date_in_shanghai(), app.today());
        Some(words::OLDEST_UNSENT.with(&[&format!("{day} {}", kit::clock(at))]))
    };
    view! {
        <kit::Overlay title=words::UPLOAD.get() on_close>
            <p>{state}</p>
            <p class="quiet">{oldest}</p>
            <p class="quiet">{next}</p>
            {move || (app.outbox.get().refused > 0).then(|| view! {
                <a class="button bad" href="/me" on:click=move |_| open.set(false)>{handed::SEE_REFUSED.count(app.outbox.get().refused)}</a>
            })}
            <button type="button" class="button main" on:click=move |_| sync::wake_now(app)>{icon(Icon::Up)}{words::SEND_NOW.get()}</button>
        </kit::Overlay>
    }
}

/// One tab.
#[derive(Clone, Copy)]
pub struct Tab {
    /// Where it leads.
    pub href: &'static str,
    /// Its name.
    pub label: Text,
    /// Its picture.
    pub picture: Icon,
    /// A number beside it, if above 0.
    pub count: Option<Signal<usize>>,
}

/// The tabs at the thumb (at the left from 1024 px on the desk).
#[component]
pub fn Tabs(
    /// In order.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let path = use_location().pathname;
    let tabs = tabs.into_iter().map(|tab| {
        let current = move || (path.get() == tab.href).then_some("page");
        let count = move || tab.count.map(|count| count.get()).filter(|&count| count > 0);
        view! {
            <a href=tab.href aria-current=current>
                {icon(tab.picture)}
                {tab.label.get()}
                {move || count().map(|count| view! { <span class="count">{count}</span> })}
            </a>
        }
    });
    view! { <nav class="tabs" aria-label=words::TABS.get()>{tabs.collect_view()}</nav> }
}
