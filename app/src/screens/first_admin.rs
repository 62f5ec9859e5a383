//! The first administrator, by the one-time code that the server printed at its first start.

use super::sign_in::Asked;
use crate::session::{self, FirstAdmin, Session, SignInError};
use crate::text::{Text, common as words};
use gridwalk_replica::web::Device;
use leptos::prelude::*;

/// The fragment that leads here from the page of signing in; the server names it beside the code.
const FRAGMENT: &str = "#first";

/// Whether the page was opened for it.
pub fn is_asked() -> bool {
    window().location().hash().is_ok_and(|hash| hash == FRAGMENT)
}

/// 管理员码, 姓名, 用户名, 密码.
#[component]
pub fn FirstAdminForm(
    /// Called with the server's reply.
    on_signed_in: impl Fn(Session) + Copy + 'static,
) -> impl IntoView {
    let form = RwSignal::new(FirstAdmin::default());
    let asked = Asked::new();
    let submit = move || {
        if form.with_untracked(FirstAdmin::has_blank) {
            return asked.error.set(Some(SignInError::Blank));
        }
        asked.send(
            async move || claim(form.get_untracked()).await,
            move |session| {
                // The code is used up: a page opened anew is the page of signing in.
                let _ = window().location().set_hash("");
                on_signed_in(session);
            },
        );
    };
    let line = move |label: Text, kind: &'static str, fill: &'static str, set: fn(&mut FirstAdmin, String)| {
        view! {
            <label class="field">
                <span>{label.get()}</span>
                <input class="input" type=kind autocomplete=fill autocapitalize="none" spellcheck="false" required
                    on:input=move |event| form.update(|form| set(form, event_target_value(&event)))/>
            </label>
        }
    };
    view! {
        <form class="sign-in-form" novalidate on:submit=move |event| { event.prevent_default(); submit(); }>
            <p class="quiet">{words::FIRST_HINT.get()}</p>
            {line(words::FIRST_CODE, "text", "off", |form, text| form.code = text)}
            {line(words::FIRST_NAME, "text", "name", |form, text| form.name = text)}
            {line(words::USERNAME, "text", "username", |form, text| form.username = text.trim().to_owned())}
            {line(words::FIRST_PASSWORD, "password", "new-password", |form, text| form.password = text)}
            <div role="alert">{move || asked.error.get().map(|why| view! { <div class="banner bad"><p>{sentence(why)}</p></div> })}</div>
            <button type="submit" class="button main wide" disabled=move || asked.busy.get()>{words::FIRST_MAKE.get()}</button>
        </form>
    }
}

async fn claim(form: FirstAdmin) -> Result<Session, SignInError> {
    // A browser without storage fails at the next step, with its own sentence.
    let device = Device::load_or_create().await.map_err(|_| SignInError::Server)?;
    session::claim_first_admin(&form, device.device).await
}

fn sentence(error: SignInError) -> &'static str {
    match error {
        SignInError::Blank => words::FIRST_BLANK,
        SignInError::Wrong => words::FIRST_WRONG,
        SignInError::Unfit => words::FIRST_UNFIT,
        SignInError::TooOften => words::TOO_MANY_TRIES,
        SignInError::NoNetwork => words::NO_NETWORK_SIGN_IN,
        SignInError::Server => words::SERVER_TROUBLE,
    }
    .get()
}
