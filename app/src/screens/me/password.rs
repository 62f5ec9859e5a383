//! Changing one's own password.

use crate::session::{self, SignInError};
use crate::state::use_app;
use crate::text::{common as words, field as texts};
use leptos::prelude::*;

/// 原密码, 新密码.
#[component]
pub fn PasswordForm() -> impl IntoView {
    let app = use_app();
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let error = RwSignal::new(None::<SignInError>);
    let submit = move || {
        if old.read_untracked().is_empty() || new.read_untracked().is_empty() {
            return error.set(Some(SignInError::Blank));
        }
        leptos::task::spawn_local(async move {
            match session::change_password(&old.get_untracked(), &new.get_untracked()).await {
                Ok(()) => {
                    old.set(String::new());
                    new.set(String::new());
                    error.set(None);
                    app.say(texts::PASSWORD_CHANGED.get());
                }
                Err(why) => error.set(Some(why)),
            }
        });
    };
    let sentence = |why| match why {
        SignInError::Blank => texts::PASSWORDS_BLANK,
        SignInError::Wrong => texts::OLD_PASSWORD_WRONG,
        SignInError::Unfit => texts::PASSWORD_SHORT,
        SignInError::TooOften => words::TOO_MANY_TRIES,
        SignInError::NoNetwork => words::NO_NETWORK_SIGN_IN,
        SignInError::Server => words::SERVER_TROUBLE,
    };
    view! {
        <form class="stack" novalidate on:submit=move |event| { event.prevent_default(); submit(); }>
            <label class="field">
                <span>{texts::OLD_PASSWORD.get()}</span>
                <input class="input" type="password" autocomplete="current-password" required bind:value=old/>
            </label>
            <label class="field">
                <span>{texts::NEW_PASSWORD.get()}</span>
                <input class="input" type="password" autocomplete="new-password" minlength="8" required bind:value=new/>
            </label>
            <div role="alert">{move || error.get().map(|why| view! { <div class="banner bad"><p>{sentence(why).get()}</p></div> })}</div>
            <button type="submit" class="button small">{texts::CHANGE_PASSWORD.get()}</button>
        </form>
    }
}
