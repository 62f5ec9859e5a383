//! 专项 (R37): one cell's part of a campaign, where to go first what was not visited yet.

use crate::kit::{self, Empty, Icon, TopBar};
use crate::premises::use_premises;
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::tasks as texts;
use gridwalk_domain::event::CampaignOpened;
use gridwalk_domain::id::TaskId;
use gridwalk_domain::ledger::TaskRow;
use leptos::prelude::*;

/// `/campaign/:id`.
#[component]
pub fn CampaignPage() -> impl IntoView {
    let app = use_app();
    let row = use_subject(app, async move |id: TaskId| app.journal().task(id).await.ok().flatten());
    move || match row.get().map(|row| row.and_then(|row| row.campaign.clone().map(|campaign| (row, campaign)))) {
        None => ().into_any(),
        Some(None) => view! {
            <div class="screen"><TopBar title=texts::CAMPAIGN.get().to_owned() back="/"><Unsent/></TopBar>
                <main class="page"><Empty text=texts::NO_TASK.get()/></main></div>
        }
        .into_any(),
        Some(Some((row, campaign))) => page(app, row, &campaign),
    }
}

fn page(app: App, row: TaskRow, campaign: &CampaignOpened) -> AnyView {
    let today = app.today();
    let days = texts::CAMPAIGN_DAYS.with(&[&kit::day(campaign.from, today), &kit::day(campaign.to, today)]);
    let progress =
        texts::CAMPAIGN_PROGRESS.with(&[&row.visited.len().to_string(), &campaign.targets.len().to_string()]);
    let template = campaign.template.as_ref().and_then(|code| {
        let name = app.catalogue().template(code).map(|template| template.name.clone())?;
        Some(texts::CAMPAIGN_TEMPLATE.with(&[&name]))
    });
    let all = use_premises(app);
    let targets = StoredValue::new((campaign.targets.clone(), row.visited));
    let lines = move || {
        let Some(all) = all.get() else { return ().into_any() };
        let (targets, visited) = targets.get_value();
        let wanted: std::collections::BTreeSet<_> = targets.into_iter().collect();
        let mut found: Vec<_> = all.iter().filter(|one| wanted.contains(&one.id)).collect();
        found.sort_by_key(|one| visited.contains_key(&one.id));
        let line = |one: &&gridwalk_replica::PremisesBrief| {
            let done = visited.get(&one.id).map(|day| texts::CAMPAIGN_VISITED.with(&[&kit::day_in_words(*day, today)]));
            view! {
                <li class="row">
                    <span class="row-name"><a href=format!("/premises/{}", one.id)>{one.name.clone()}</a></span>
                    <span class="row-end">{done.map(|done| view! { <span class="pill ok">{done}</span> })}</span>
                    <span class="row-sub">{one.address.clone()}</span>
                </li>
            }
        };
        view! { <ul class="rows">{found.iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="screen">
            <TopBar title=campaign.name.clone() note=Signal::stored(days) back="/"><Unsent/></TopBar>
            <main class="page">
                <section class="group"><div class="group-body">
                    <p><b>{progress}</b></p>
                    {template.map(|template| view! { <p>{kit::icon(Icon::Book)}" "{template}</p> })}
                    <p class="record-note">{campaign.note.clone()}</p>
                </div></section>
                <h2>{texts::CAMPAIGN_TARGETS.get()}</h2>
                {lines}
            </main>
        </div>
    }
    .into_any()
}
