//! Sign in.

use super::first_admin::{self, FirstAdminForm};
use crate::platform::{self, Place};
use crate::session::{self, Session, SignInError};
use crate::text::{Text, common as words, field as field_words};
use gridwalk_replica::web::Device;
use leptos::prelude::*;

/// The page of somebody who is not signed in.
#[component]
pub fn SignIn(
    /// Called with the server's reply.
    on_signed_in: impl Fn(Session) + Copy + 'static,
) -> impl IntoView {
    let form = match first_admin::is_asked() {
        true => view! { <FirstAdminForm on_signed_in/> }.into_any(),
        false => view! { <Form on_signed_in/> }.into_any(),
    };
    view! {
        <main class="page sign-in">
            <div class="sign-in-head">
                <img src=platform::built("icon").unwrap_or_default() alt="" width="72" height="72"/>
                <h1>{words::APP_NAME.get()}</h1>
                <p class="quiet">{words::APP_LINE.get()}</p>
            </div>
            <PlaceWarning/>
            {form}
            <p class="small"><a href="/guide.html" rel="external">{field_words::INSTALL_GUIDE.get()}</a></p>
        </main>
    }
}

/// A form that asks the server for a session.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// Waiting for the answer.
    pub(super) busy: RwSignal<bool>,
    /// What came of the last time.
    pub(super) error: RwSignal<Option<SignInError>>,
}

impl Asked {
    pub(super) fn new() -> Self {
        Self { busy: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// Asks once, however often the button is tapped.
    pub(super) fn send(
        self,
        ask: impl AsyncFnOnce() -> Result<Session, SignInError> + 'static,
        then: impl FnOnce(Session) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        leptos::task::spawn_local(async move {
            let result = ask().await;
            self.busy.try_set(false);
            match result {
                Ok(session) => then(session),
                Err(why) => drop(self.error.try_set(Some(why))),
            }
        });
    }
}

/// 用户名, 密码, 登录.
#[component]
pub fn Form(
    /// What stands under 用户名 at first.
    #[prop(default = String::new())]
    username: String,
    /// What is said where no server answers.
    #[prop(default = words::NO_NETWORK_SIGN_IN)]
    no_network: Text,
    /// Called with the server's reply.
    on_signed_in: impl Fn(Session) + Copy + 'static,
) -> impl IntoView {
    let (username, password) = (RwSignal::new(username), RwSignal::new(String::new()));
    let asked = Asked::new();
    let shown = RwSignal::new(false);
    let submit = move || {
        if username.read_untracked().trim().is_empty() || password.read_untracked().is_empty() {
            return asked.error.set(Some(SignInError::Blank));
        }
        let given = async move || sign_in(&username.get_untracked(), &password.get_untracked()).await;
        asked.send(given, on_signed_in);
    };
    view! {
        <form class="sign-in-form" novalidate on:input=move |_| asked.error.set(None) on:submit=move |event| { event.prevent_default(); submit(); }>
            <label class="field">
                <span>{words::USERNAME.get()}</span>
                <input class="input" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required bind:value=username/>
            </label>
            <div class="field">
                <label for="password"><span>{words::PASSWORD.get()}</span></label>
                <input class="input" id="password" name="password" type=move || if shown.get() { "text" } else { "password" } autocomplete="current-password" required bind:value=password/>
            </div>
            <button type="button" class="button plain small sign-in-show" aria-pressed=move || shown.get().to_string() on:click=move |_| shown.update(|shown| *shown = !*shown)>
                {words::SHOW_PASSWORD.get()}
            </button>
            <div role="alert">{move || asked.error.get().map(|why| view! { <div class="banner bad"><p>{sentence(why, no_network)}</p></div> })}</div>
            <button type="submit" class="button main wide" disabled=move || asked.busy.get()>
                {move || if asked.busy.get() { words::SIGNING_IN.get() } else { words::SIGN_IN.get() }}
            </button>
        </form>
    }
}

async fn sign_in(username: &str, password: &str) -> Result<Session, SignInError> {
    // A browser without storage fails at the next step, with its own sentence.
    let device = Device::load_or_create().await.map_err(|_| SignInError::Server)?;
    session::sign_in(username, password, device.device).await
}

fn sentence(error: SignInError, no_network: Text) -> &'static str {
    match error {
        SignInError::Blank => words::SIGN_IN_BLANK,
        SignInError::Wrong | SignInError::Unfit => words::WRONG_PASSWORD,
        SignInError::TooOften => words::TOO_MANY_TRIES,
        SignInError::NoNetwork => no_network,
        SignInError::Server => words::SERVER_TROUBLE,
    }
    .get()
}

/// WeChat's browser and an iOS tab keep storage apart and may clear it: said before the first visit (field-practice 9).
#[component]
pub fn PlaceWarning() -> impl IntoView {
    let warning = match platform::place() {
        Place::WeChat => Some(field_words::WECHAT_WARNING),
        Place::IosTab => Some(field_words::IOS_TAB_WARNING),
        Place::Installed | Place::Tab => None,
    };
    warning.map(|warning| {
        view! {
            <div class="banner warn" role="note">
                <p>{warning.get()}</p>
                <a class="button small" href="/guide.html" rel="external">{field_words::HOW_TO.get()}</a>
            </div>
        }
    })
}
