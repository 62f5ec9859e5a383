//! The first part of the program: signing in, or the list of the last time at once. Everything else stands in a second
//! part, which is fetched meanwhile; on a weak network a phone shows its list sooner.
//!
//! Invariant: nothing here names a screen or the sync; a program's entry gives the way to the second part
//! ([`Second`]), and the build cuts between them.

mod first;

use crate::screens::sign_in::SignIn;
use crate::session::Session;
use crate::text::{Language, common as words, set_language};
use crate::{platform, state::Journal};
use first::FirstLook;
pub use first::KINDS;
use gridwalk_replica::web::Device;
use gridwalk_replica::{Identity, ReplicaError};
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// What the first part hands to the second.
#[derive(Clone)]
pub struct Opening {
    /// Who is signed in.
    pub session: Rc<Session>,
    /// The account's journal.
    pub journal: Rc<Journal>,
    /// This phone.
    pub device: Device,
}

/// Why the app could not be opened.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenError {
    /// The second part was neither in the cache nor on the network.
    Part,
    /// The catalogue was neither in the cache nor on the network.
    Catalogue,
    /// The browser's storage refused; with what it said.
    Storage(String),
}

impl From<ReplicaError> for OpenError {
    fn from(error: ReplicaError) -> Self {
        Self::Storage(error.to_string())
    }
}

/// Draws the signed-in app.
pub type Draw = Rc<dyn Fn() -> AnyView>;
/// The signed-in app on its way.
pub type Preparing = Pin<Box<dyn Future<Output = Result<Draw, OpenError>>>>;
/// Prepares the signed-in app: the one function of the second part.
pub type Prepare = fn(Opening) -> Preparing;
/// Fetches the second part.
pub type Second = fn() -> Pin<Box<dyn Future<Output = Result<Prepare, OpenError>>>>;

/// Mounts the app into the page's body.
pub fn start(second: Second) {
    console_error_panic_hook::set_once();
    if platform::kept("language").as_deref() == Some("en") {
        set_language(Language::English);
        let _ = document().document_element().map(|root| root.set_attribute("lang", "en"));
    }
    leptos::mount::mount_to_body(move || view! { <Door second/> });
    // It arrives while somebody types a password or the journal is opened; whoever needs it asks again.
    leptos::task::spawn_local(async move { drop(second().await) });
}

/// Sign-in, or the app of the remembered account. Whoever signed in before works on without a network.
#[component]
fn Door(second: Second) -> impl IntoView {
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
            Some(signed_in) => view! { <Opened session=signed_in second/> }.into_any(),
        }}
    }
}

/// Name of the session among the journal's reference data.
pub const SESSION: &str = "session";

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
    // The other program draws the other role's screens.
    if fresh.is_desk() == was_desk {
        session.set(Some(Rc::new(fresh)));
    } else {
        let _ = window().location().reload();
    }
}

/// What stands on the screen.
#[derive(Clone)]
enum Stage {
    Opening,
    First(Rc<first::Page>),
    Ready(Draw),
    Failed(OpenError),
}

#[component]
fn Opened(session: Rc<Session>, second: Second) -> impl IntoView {
    let stage = RwSignal::new_local(Stage::Opening);
    leptos::task::spawn_local(async move {
        let last = match open(session, second, stage).await {
            Ok(draw) => Stage::Ready(draw),
            Err(error) => Stage::Failed(error),
        };
        stage.try_set(last);
    });
    view! {
        {move || match stage.get() {
            Stage::Opening => view! { <div class="splash" role="status"><p class="splash-name">{words::APP_NAME.get()}</p><p>{words::LOADING.get()}</p></div> }.into_any(),
            Stage::First(page) => view! { <FirstLook page/> }.into_any(),
            Stage::Ready(draw) => draw(),
            Stage::Failed(error) => view! { <Failed error/> }.into_any(),
        }}
    }
}

async fn open(session: Rc<Session>, second: Second, stage: RwSignal<Stage, LocalStorage>) -> Result<Draw, OpenError> {
    let device = Device::load_or_create().await?;
    let identity = Identity { account: session.account.id, device: device.device };
    let journal = Rc::new(gridwalk_replica::web::open(identity).await?);
    if !session.is_desk()
        && let Some(page) = first::read(&journal, &session).await
    {
        stage.try_set(Stage::First(Rc::new(page)));
    }
    second().await?(Opening { session, journal, device }).await
}

#[component]
fn Failed(error: OpenError) -> impl IntoView {
    let (sentence, detail) = match error {
        OpenError::Part => (words::NO_PART, String::new()),
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
