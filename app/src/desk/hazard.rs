//! A hazard's page: before and after, its life so far, and what may be done.

use super::entry::cell_name;
use super::frame::PageBar;
use super::hazard_acts::HazardActs;
use super::hazard_steps::HazardSteps;
use super::picture::{Mark, Picture, PictureButton};
use super::tasks::AssignHazard;
use super::viewer::{Viewer, Viewing};
use crate::hazard::{
    RoomList, TypicalScene, after_title, by_at, found_moment, hazard_name, history, level_of, mark, rooms_of, source,
};
use crate::kit::{self, Empty};
use crate::screens::labels;
use crate::screens::standing::Standing;
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{Text, desk as texts, followup};
use gridwalk_domain::id::HazardId;
use gridwalk_domain::ledger::{HazardRow, PremisesRow};
use gridwalk_domain::photo::PhotoRef;
use leptos::prelude::*;
use std::sync::Arc;

type Found = Arc<(HazardRow, Option<PremisesRow>)>;

/// `/hazards/:id` of the desk entry.
#[component]
pub fn HazardPage() -> impl IntoView {
    let app = use_app();
    let found = use_subject(app, async move |id: HazardId| load(app, id).await);
    move || match found.get() {
        None => ().into_any(),
        Some(None) => view! {
            <PageBar title=texts::HAZARD_PAGE.get().to_owned() note=Signal::stored(String::new()) back="/hazards"/>
            <div class="page"><Empty text=texts::NO_SUCH_HAZARD.get()/></div>
        }
        .into_any(),
        Some(Some(found)) => page(app, &found.0, found.1.as_ref()),
    }
}

async fn load(app: App, id: HazardId) -> Option<Found> {
    let row = app.journal().hazard(id).await.ok()??;
    let premises = app.journal().premises(row.found.premises).await.ok().flatten();
    Some(Arc::new((row, premises)))
}

fn page(app: App, row: &HazardRow, premises: Option<&PremisesRow>) -> AnyView {
    let name = premises.map_or_else(|| row.premises_name.clone(), |premises| premises.name.clone());
    let cell = cell_name(app, row.area);
    let note = [name.clone(), cell.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let mark = |photo: &PhotoRef| mark(app, row, photo, &name);
    let viewing = Viewing::new();
    let mut pictures = Vec::new();
    let before = side(&row.found.photos, |_| texts::BEFORE, mark, viewing, &mut pictures);
    let after = side(&row.after_photos, |index| after_title(row, index), mark, viewing, &mut pictures);
    let is_empty = pictures.is_empty();
    viewing.set(pictures);
    let rooms = rooms_of(row, premises);
    view! {
        <PageBar title=hazard_name(row) note=Signal::stored(note) back="/hazards"/>
        <div class="page record-page">
            <Standing of=row.id/>
            <section class="group"><div class="group-body">
                <HazardSteps row=row.clone()/><HazardActs row=row.clone() premises=premises.cloned()/>
                <div class="steps"><TypicalScene row=row.clone()/></div>
                <AssignHazard row=row.clone()/>
            </div></section>
            {(!is_empty).then(|| view! { <div class="before-after">{before}{after}</div> })}
            {row.found.no_photo_reason.as_ref().map(|reason| view! { <p class="quiet">{texts::NO_PHOTO.with(&[reason])}</p> })}
            <section class="group">
                <div class="group-head"><h2>{texts::LIFE.get()}</h2></div>
                <div class="group-body">
                    {life(app, row, &name)}
                    {(!rooms.is_empty()).then(|| view! { <RoomList rooms/> })}
                    {history(app, row)}
                </div>
            </section>
            {row.found.inspection.map(|visit| view! { <a class="button" href=format!("/record/{visit}")>{texts::SEE_VISIT.get()}</a> })}
        </div>
        <Viewer viewing/>
    }
    .into_any()
}

fn side(
    photos: &[PhotoRef],
    title: impl Fn(usize) -> Text,
    mark: impl Fn(&PhotoRef) -> Mark,
    viewing: Viewing,
    all: &mut Vec<Picture>,
) -> AnyView {
    let shown = photos.iter().enumerate().map(|(index, photo)| {
        let picture = mark(photo).picture(photo, title(index).get());
        all.push(picture.clone());
        let index = all.len() - 1;
        view! { <PictureButton picture class="half" marked=true on_open=move || viewing.show(index)/> }
    });
    shown.collect::<Vec<_>>().into_any()
}

fn life(app: App, row: &HazardRow, name: &str) -> AnyView {
    let session = app.session();
    let due = row.due_on().map_or_else(|| texts::NO_DATE.get().to_owned(), |due| kit::day(due, app.today()));
    let handling = format!("{} · {}", labels::handling(row.found.handling).get(), level_of(row));
    let lines = [
        (
            texts::AT_PREMISES,
            Some(view! { <a href=format!("/premises/{}", row.found.premises)>{name.to_owned()}</a> }.into_any()),
        ),
        (texts::LIFE_ITEM, Some(row.found.text.clone().into_any())),
        (followup::SOURCE, (!row.found.source.is_patrol()).then(|| source(row.found.source).get().into_any())),
        (texts::LIFE_FOUND, Some(found_moment(app, row).into_any())),
        (texts::LIFE_HANDLING, Some(handling.into_any())),
        (texts::LIFE_DUE, Some(due.into_any())),
        (texts::LIFE_MENDED, row.rectified_at.map(|at| by_at(app, String::new(), at).into_any())),
        (texts::LIFE_REFERRED, row.referrals.last().map(|referral| referral.to.clone().into_any())),
        (texts::LIFE_CLOSED, row.closed.map(|(by, at)| by_at(app, session.name_of(by), at).into_any())),
    ];
    let lines = lines.into_iter().filter_map(|(label, value)| Some((label, value?)));
    let lines =
        lines.map(|(label, value): (Text, AnyView)| view! { <dt>{label.get()}</dt><dd>{value}</dd> }).collect_view();
    let fixes =
        row.found.fixes.iter().map(|fix| view! { <p class="quiet">{texts::FIX.with(&[fix])}</p> }).collect_view();
    view! {
        {(row.round > 1).then(|| view! { <p><span class="pill">{texts::LIFE_ROUND.count(row.round)}</span></p> })}
        <dl class="facts">{lines}</dl>
        {fixes}
    }
    .into_any()
}
