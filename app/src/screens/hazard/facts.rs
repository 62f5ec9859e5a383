//! Where a hazard stands and what to do next; what is wrong; before and after.

use crate::hazard::{
    RoomList, after_title, by_at, due_pill, found_moment, level_of, mark, rooms_of, source, state_pill,
};
use crate::kit::{self, Overlay, Shot};
use crate::state::{App, use_app};
use crate::text::{Text, common as words, followup as texts, hazard as more};
use gridwalk_domain::checklist::Level;
use gridwalk_domain::followup::wants_look_back;
use gridwalk_domain::ledger::{HazardRow, HazardState, PremisesRow};
use gridwalk_domain::photo::PhotoRef;
use leptos::prelude::*;

/// State, day, and the sentence that says what comes next.
#[component]
pub fn Stand(row: HazardRow) -> impl IntoView {
    let app = use_app();
    let (state, class) = state_pill(&row);
    let due = due_pill(app, &row);
    let plain = [
        (row.found.level != Level::General).then(|| level_of(&row)),
        (row.round > 1).then(|| texts::ROUND.count(row.round)),
        (row.relapses > 0).then(|| texts::RELAPSES.count(row.relapses)),
        (!row.found.source.is_patrol()).then(|| source(row.found.source).get().to_owned()),
        row.typical.is_some().then(|| texts::TYPICAL.get().to_owned()),
        row.assigned_to.map(|to| match to == app.session().account.id {
            true => texts::FOR_ME.get().to_owned(),
            false => texts::FOR_OTHER.with(&[&app.session().name_of(to)]),
        }),
    ];
    let plain = plain.into_iter().flatten().map(|word| view! { <span class="pill plain">{word}</span> }).collect_view();
    view! {
        <section class="group"><div class="group-body">
            <div class="pills">
                <span class=class>{state}</span>
                {due.map(|(text, class)| view! { <span class=class>{text}</span> })}
                {plain}
            </div>
            <p class="strong">{next(app, &row)}</p>
            {told(app, &row).into_iter().map(|sentence| view! { <p class="banner warn">{sentence}</p> }).collect_view()}
        </div></section>
    }
}

fn next(app: App, row: &HazardRow) -> String {
    let rules = &app.session().settings.hazards;
    let subdistrict = &app.session().settings.words.subdistrict;
    match row.state {
        HazardState::Found if row.awaits_report() => texts::NEXT_PASS_ON_UNTOLD.with(&[subdistrict]),
        _ if row.awaits_report() => texts::NEXT_PASS_ON.with(&[subdistrict]),
        HazardState::Found => texts::NEXT_FOUND.get().to_owned(),
        HazardState::Rectifying if row.due_on().is_some_and(|due| due < app.today()) => {
            texts::NEXT_LATE.get().to_owned()
        }
        HazardState::Rectifying => texts::NEXT_RECTIFYING.get().to_owned(),
        HazardState::AwaitingReinspection => texts::NEXT_REINSPECTION.get().to_owned(),
        HazardState::AwaitingCloseOut => texts::NEXT_CLOSE_OUT.get().to_owned(),
        HazardState::Reported => texts::NEXT_REPORTED.with(&[subdistrict]),
        HazardState::Referred => {
            let to = row.referrals.last().map(|referral| referral.to.as_str()).unwrap_or_default();
            texts::NEXT_REFERRED.with(&[to])
        }
        HazardState::ClosedOut if wants_look_back(row, app.today(), rules) => texts::NEXT_LOOK_BACK.get().to_owned(),
        HazardState::ClosedOut => texts::NEXT_CLOSED.get().to_owned(),
        HazardState::Withdrawn => texts::NEXT_WITHDRAWN.get().to_owned(),
    }
}

// What waits for somebody else.
fn told(app: App, row: &HazardRow) -> Vec<String> {
    let wish = match row.finder == app.session().account.id {
        true => texts::WISH_WAITS,
        false => texts::WISH_OF_OTHER,
    };
    let day = |day| kit::day(day, app.today());
    let listed = row.listing.as_ref().filter(|_| row.is_listed());
    let said = [
        (!row.contested.is_empty()).then(|| texts::CONTESTED.get().to_owned()),
        row.withdrawal_wish.as_ref().filter(|_| !row.state.is_closed()).map(|_| wish.get().to_owned()),
        row.extension.as_ref().map(|wish| texts::EXTENSION_WAITS.with(&[&day(wish.until), &wish.reason])),
        listed.map(|listing| texts::LISTED.with(&[&listing.level, &listing.document])),
    ];
    said.into_iter().flatten().collect()
}

/// 哪不对, 怎么改, 部位, rooms, since when.
#[component]
pub fn Wrong(row: HazardRow, premises: Option<PremisesRow>) -> impl IntoView {
    let app = use_app();
    let found = &row.found;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let due = row.due_on().map(|due| kit::day(due, app.today()));
    let due = due.map(|day| if row.due_on() == row.found.due_on { day } else { texts::EXTENDED.with(&[&day]) });
    let lines: [(Text, Option<String>); 7] = [
        (texts::PART, some(&found.part)),
        (texts::QUANTITY, found.quantity.map(|quantity| quantity.to_string())),
        (texts::FOUND_BY, Some(found_moment(app, &row))),
        (texts::DUE, due),
        (texts::LEVEL, Some(level_of(&row))),
        (texts::SOURCE, Some(source(found.source).get().to_owned())),
        (more::H_CLOSED, row.closed.map(|(by, at)| by_at(app, app.session().name_of(by), at))),
    ];
    let lines = lines.into_iter().filter_map(|(label, value)| Some((label, value?)));
    let lines = lines.map(|(label, value)| view! { <dt>{label.get()}</dt><dd>{value}</dd> }).collect_view();
    let rooms = rooms_of(&row, premises.as_ref());
    let fixes = found.fixes.iter().map(|fix| view! { <li>{fix.clone()}</li> }).collect_view();
    let item = (!found.defects.is_empty()).then(|| found.text.clone());
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::WHAT_IS_WRONG.get()}</h2></div>
            <div class="group-body">
                <p class="strong">{crate::hazard::hazard_name(&row)}</p>
                {item.map(|text| view! { <p class="quiet small">{text}</p> })}
                {(!found.fixes.is_empty()).then(|| view! { <h3 class="small-head">{texts::WHAT_TO_DO.get()}</h3><ul class="fixes">{fixes}</ul> })}
                {(!rooms.is_empty()).then(|| view! { <RoomList rooms/> })}
                <dl class="facts">{lines}</dl>
            </div>
        </section>
    }
}

/// Before and after side by side, each opening large under its watermark.
#[component]
pub fn Photos(row: HazardRow) -> impl IntoView {
    let app = use_app();
    let shown = RwSignal::new(None::<(PhotoRef, Text)>);
    let side = |photos: &[PhotoRef], title: &dyn Fn(usize) -> Text| {
        let pictures = photos.iter().enumerate().rev().map(|(index, photo)| {
            let title = title(index);
            let kept = photo.clone();
            let name = texts::LOOK_AT.with(&[title.get()]);
            view! {
                <figure class="photo pair-photo">
                    <button type="button" class="photo-open" aria-label=name on:click=move |_| shown.set(Some((kept.clone(), title)))>
                        <Shot hash=photo.sha256 alt=words::PHOTO_OF.with(&[title.get()])/>
                    </button>
                    <figcaption>{title.get()}</figcaption>
                </figure>
            }
        });
        pictures.collect_view()
    };
    let no_photo = row.found.no_photo_reason.clone();
    let has_after = !row.after_photos.is_empty();
    let is_empty = row.found.photos.is_empty() && row.after_photos.is_empty();
    let before = side(&row.found.photos, &|_| texts::PHOTOS_BEFORE);
    let after = side(&row.after_photos, &|index| after_title(&row, index));
    let row = StoredValue::new(row);
    view! {
        {(!is_empty).then(|| view! {
            <div class="pair-photos">
                <div class="pair-side">{before}</div>
                <div class="pair-side">{if has_after { after.into_any() } else { view! { <p class="quiet small">{texts::NO_AFTER.get()}</p> }.into_any() }}</div>
            </div>
        })}
        {no_photo.map(|reason| view! { <p class="quiet">{crate::text::desk::NO_PHOTO.with(&[&reason])}</p> })}
        {move || shown.get().map(|(photo, title)| view! {
            <Overlay title=title.get() on_close=move || shown.set(None)>
                <figure class="photo-wide"><Shot hash=photo.sha256 alt=title.get()/><p class="watermark">{row.with_value(|row| mark(app, row, &photo, &row.premises_name).over(&photo).to_string())}</p></figure>
            </Overlay>
        })}
    }
}
