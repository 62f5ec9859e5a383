//! 重新登录 over whatever screen stands there: a lapsed session takes nothing away, and without a network all goes on.

use crate::kit;
use crate::screens::sign_in::Form;
use crate::session::Session;
use crate::state::use_app;
use crate::sync;
use crate::text::common as words;
use leptos::prelude::*;

/// Whether the sheet is open; the frame's, for more than one place leads to it.
#[derive(Clone, Copy)]
pub struct AgainOpen(pub RwSignal<bool>);

/// The sheet: the account's name stands there, the password is asked.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let app = use_app();
    let AgainOpen(open) = expect_context();
    let enter = move |fresh: Session| {
        if fresh.account.id == app.session().account.id {
            app.renew(fresh);
            open.set(false);
            sync::wake_now(app);
        } else {
            // Another's journal, and perhaps the other program: what waits here is neither shown nor sent there.
            fresh.save();
            // From the beginning: the screen that stands here is of a record that is not theirs.
            let _ = window().location().set_href("/");
        }
    };
    let account = app.session().account.clone();
    let hint = move || match app.outbox.with(|outbox| outbox.unsent_records) {
        0 => words::AGAIN_HINT_NONE.with(&[&account.name]),
        waiting => words::AGAIN_HINT.with(&[&account.name, &waiting.to_string()]),
    };
    let username = app.session().account.username.clone();
    view! {
        <kit::Overlay title=words::SIGN_IN_AGAIN.get() on_close=move || open.set(false)>
            <p class="quiet">{hint}</p>
            <Form username no_network=words::AGAIN_NO_NETWORK on_signed_in=enter/>
        </kit::Overlay>
    }
}
