//! 未传成功: what the server did not take. It stays until a person has looked.

use crate::state::use_app;
use crate::sync;
use crate::text::{common as words, field as texts};
use crate::{kit, text};
use gridwalk_domain::id::EventId;
use leptos::prelude::*;

/// Every refused record, with its reason and a way to send it again.
#[component]
pub fn RefusedList() -> impl IntoView {
    let app = use_app();
    let refused = RwSignal::new_local(Vec::new());
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            if let Ok(found) = app.journal().refused().await {
                refused.try_set(found);
            }
        });
    });
    let resend = move |id: EventId| {
        leptos::task::spawn_local(async move {
            let _ = app.journal().retry(id).await;
            app.changed();
            sync::wake_now(app);
        });
    };
    let lines = move || {
        refused.get().into_iter().map(|refused: gridwalk_replica::Refused| {
            let id = refused.envelope.id;
            let at = refused.envelope.corrected_at();
            let when = format!("{} {}", kit::day_in_words(at.date_in_shanghai(), app.today()), kit::clock(at));
            view! {
                <div class="line">
                    <div><p>{when}</p><p class="quiet small">{texts::REFUSED_REASON.with(&[text::reason(&refused.reason)])}</p></div>
                    <button type="button" class="button small" on:click=move |_| resend(id)>{texts::REFUSED_RESEND.get()}</button>
                </div>
            }
        })
        .collect_view()
    };
    view! {
        {move || (!refused.read().is_empty()).then(|| view! {
            <section class="group major">
                <div class="group-head"><h2>{words::NOT_SENT.get()}</h2></div>
                <div class="group-body">{lines}</div>
            </section>
        })}
    }
}
