//! How far what this phone recorded about a thing has come, said where the thing is shown: nothing looks done before
//! the server has it.

use crate::state::{App, use_app};
use crate::text::handed as texts;
use crate::{sync, text};
use gridwalk_domain::id::SubjectId;
use gridwalk_replica::RecordStatus;
use leptos::prelude::*;

/// 待上传, why it was refused with a way to send it again, or that it waits for a person; nothing once it is there.
#[component]
pub fn Standing(
    /// The record or hazard that the page shows.
    #[prop(into)]
    of: SubjectId,
) -> impl IntoView {
    let app = use_app();
    let status = RwSignal::new_local(None::<RecordStatus>);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let read = app.journal().record_statuses(&[of]).await.ok().and_then(|mut all| all.pop());
            if status.try_get_untracked().is_some_and(|shown| shown != read) {
                status.try_set(read);
            }
        });
    });
    move || {
        match status.get() {
        Some(RecordStatus::Saved | RecordStatus::Uploading) => {
            view! { <p class="standing"><span class="pill">{texts::WAITS.get()}</span></p> }.into_any()
        }
        Some(RecordStatus::Held { reason }) => view! {
            <div class="banner warn" role="status"><p>{texts::HELD_HERE.with(&[text::reason(&reason)])}</p></div>
        }
        .into_any(),
        Some(RecordStatus::Failed { reason }) => view! {
            <div class="banner bad" role="alert">
                <p>{texts::REFUSED_HERE.with(&[text::reason(&reason)])}</p>
                <button type="button" class="button small" on:click=move |_| send_again(app, of)>{texts::SEND_AGAIN.get()}</button>
            </div>
        }
        .into_any(),
        Some(RecordStatus::Uploaded) | None => ().into_any(),
    }
    }
}

fn send_again(app: App, of: SubjectId) {
    leptos::task::spawn_local(async move {
        if app.journal().retry_record(of).await.is_ok() {
            app.changed();
            sync::wake_now(app);
        }
    });
}
