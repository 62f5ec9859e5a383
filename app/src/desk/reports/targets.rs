//! 存量清零, 增量遏制, 动态清零 (R45) on the dashboard: what is aimed at, what is. It fails nobody.

use super::fetch;
use super::reply::{Target, Targets as Reply};
use crate::state::use_app;
use crate::text::figures as texts;
use gridwalk_domain::figures::percent;
use leptos::prelude::*;

/// Three cards; nothing without a network.
#[component]
pub fn Targets() -> impl IntoView {
    let app = use_app();
    let found = RwSignal::new_local(None::<Reply>);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            if let Ok(reply) = fetch::get::<Reply>("/api/v1/reports/targets").await {
                found.try_set(Some(reply));
            }
        });
    });
    view! {
        {move || found.get().map(|found| view! {
            <section class="group">
                <div class="group-head"><h2>{texts::TARGETS.get()}</h2></div>
                <ul class="targets">{found.targets.iter().map(card).collect_view()}</ul>
                <p class="quiet small group-note">{texts::TARGETS_NOTE.get()}</p>
            </section>
        })}
    }
}

fn card(target: &Target) -> AnyView {
    let (title, said) = match target.aim.as_str() {
        "old_cleared" => (texts::AIM_OLD, texts::AIM_OLD_SAID),
        "new_curbed" => (texts::AIM_NEW, texts::AIM_NEW_SAID),
        _ => (texts::AIM_ZERO, texts::AIM_ZERO_SAID),
    };
    let share = percent(target.done, target.whole);
    let undated = (target.undated > 0).then(|| texts::AIM_UNDATED.count(target.undated));
    let width = share.unwrap_or(0).clamp(0, 100).to_string();
    view! {
        <li class="target">
            <p class="target-name">{title.get()}<small>{texts::AIM_YEAR.count(target.year)}</small></p>
            <p class="target-share">{super::parts::said(share, true)}</p>
            <svg class="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="all" width="100" height="6"></rect>
                <rect class="part" width=width height="6"></rect>
            </svg>
            <p class="quiet small">{said.with(&[&target.whole.to_string(), &target.done.to_string()])}</p>
            {undated.map(|undated| view! { <p class="quiet small">{undated}</p> })}
        </li>
    }
    .into_any()
}
