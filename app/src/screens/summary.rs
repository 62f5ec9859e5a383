//! 今日小结 (practice, field-practice 8): an editable text for the work group, made offline in two taps.

use crate::kit::TopBar;
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::text::field as texts;
use crate::{kit, platform};
use gridwalk_domain::checklist::Handling;
use gridwalk_domain::event::Outcome;
use gridwalk_replica::{HazardFilter, InspectionFilter};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

// Newest first: more than anyone visits or finds in a day.
const DAY_MAX: u32 = 200;

/// `/summary`.
#[component]
pub fn SummaryPage() -> impl IntoView {
    let app = use_app();
    let summary = RwSignal::new(String::new());
    leptos::task::spawn_local(async move {
        let text = summarise(app).await;
        summary.try_set(text);
    });
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            let clipboard = window().navigator().clipboard();
            if JsFuture::from(clipboard.write_text(&summary.get_untracked())).await.is_ok() {
                app.say(texts::COPIED.get());
            }
        });
    };
    view! {
        <div class="screen">
            <TopBar title=texts::MY_SUMMARY.get().to_owned() back="/me"><Unsent/></TopBar>
            <main class="page">
                <label class="field">
                    <span>{texts::SUMMARY_HINT.get()}</span>
                    <textarea class="input summary" rows="8" bind:value=summary></textarea>
                </label>
            </main>
            <div class="bar"><div class="bar-inner">
                <button type="button" class="button side" on:click=move |_| share(&summary.get_untracked())>{texts::SHARE.get()}</button>
                <button type="button" class="button main" on:click=copy>{texts::COPY_TEXT.get()}</button>
            </div></div>
        </div>
    }
}

// Browsers without a share sheet keep the copy button.
fn share(text: &str) {
    let data = web_sys::ShareData::new();
    data.set_text(text);
    let navigator = window().navigator();
    if js_sys::Reflect::has(&navigator, &"share".into()).unwrap_or(false) {
        let _ = navigator.share_with_data(&data);
    }
}

async fn summarise(app: App) -> String {
    let today = app.today();
    let me = app.session().account.id;
    let mine = InspectionFilter { actor: Some(me), limit: DAY_MAX, ..Default::default() };
    let visits = app.journal().inspections(&mine).await.map(|page| page.rows).unwrap_or_default();
    let visits: Vec<_> = visits.into_iter().filter(|visit| visit.at.date_in_shanghai() == today).collect();
    let entered = visits.iter().filter(|visit| matches!(visit.record.outcome, Outcome::Inspected(_))).count();
    let mended: usize = visits
        .iter()
        .filter_map(|visit| match &visit.record.outcome {
            Outcome::Inspected(inspected) => Some(inspected.earlier.iter().filter(|earlier| earlier.rectified).count()),
            Outcome::NotEntered(_) => None,
        })
        .sum();
    let mine = HazardFilter { finder: Some(me), limit: DAY_MAX, ..Default::default() };
    let hazards = app.journal().hazards(&mine).await.map(|page| page.rows).unwrap_or_default();
    let found: Vec<_> =
        hazards.iter().filter(|hazard| hazard.finder == me && hazard.found_at.date_in_shanghai() == today).collect();
    let handled = |handling| found.iter().filter(|hazard| hazard.found.handling == handling).count().to_string();
    let cell = app
        .session()
        .areas
        .first()
        .and_then(|id| app.tree().get(*id).map(|area| area.name.clone()))
        .unwrap_or_default();
    let lines = [
        texts::SUMMARY_LINE_OUT.with(&[&cell, &kit::month_day(today)]),
        texts::SUMMARY_LINE_VISITS.with(&[
            &visits.len().to_string(),
            &entered.to_string(),
            &(visits.len() - entered).to_string(),
        ]),
        texts::SUMMARY_LINE_HAZARDS.with(&[
            &found.len().to_string(),
            &handled(Handling::FixedOnSite),
            &handled(Handling::Report),
            &mended.to_string(),
        ]),
        format!("{} {}", app.session().account.name, kit::clock(platform::now())),
    ];
    lines.join("\n")
}
