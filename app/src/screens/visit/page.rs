//! The page of a visit, in the order in which one walks: what was found before, groups by where one stands, 重点项,
//! rooms, position, 备注.

use super::again::again_view;
use super::danger::DangerNow;
use super::earlier::earlier_view;
use super::form::{Visit, use_visit};
use super::group::{Shape, group_view};
use super::head::{head_view, returned_view};
use super::pieces::{Stepper, TextInput};
use super::place::place_view;
use super::repeat::{as_last_view, offer_view};
use super::rooms::{OpenRoom, rooms_view};
use super::shots::{PhotoViewer, shots};
use super::submit::Bar;
use crate::text::{field, visit as texts};
use crate::visit::missing::missing_words;
use crate::visit::spot::PhotoSlot;
use gridwalk_domain::checklist::{Answer, SheetGroup, Violation};
use gridwalk_domain::record::DraftStage;
use leptos::prelude::*;

/// The form of a visit, and of its correction. Sheets that open over it stand first, so that the first 拍照 of the page
/// is that of what is open.
#[component]
pub fn VisitForm() -> impl IntoView {
    let visit = use_visit();
    let name = visit.scene.with_untracked(|scene| scene.premises.name.clone());
    let fresh = visit.draft.with_untracked(|draft| draft.stage == DraftStage::Visit);
    view! {
        <div class="screen">
            <DangerNow/>
            <PhotoViewer/>
            <OpenRoom/>
            {head_view(visit, name, true)}
            <main class="page">
                {returned_view(visit)}
                {fresh.then(|| again_view(visit))}
                {fresh.then(|| advice(visit))}
                {earlier_view(visit)}
                {fresh.then(|| offer_view(visit))}
                {checklist(visit)}
                {door_view(visit)}
                {place_view(visit)}
                {note_view(visit)}
                {fresh.then(|| no_entry(visit))}
            </main>
            <Bar/>
        </div>
    }
}

fn advice(visit: Visit) -> AnyView {
    let advice = visit.scene.with_untracked(|scene| scene.advice.concat());
    (!advice.is_empty()).then(|| view! { <p class="hint">{advice}</p> }).into_any()
}

// Made anew when the sheet changes (another phone's hazard came in) and when 与上次一样 is chosen or taken back; the
// answers stand in the draft.
fn checklist(visit: Visit) -> AnyView {
    let sheets = Memo::new(move |_| visit.scene.with(|scene| scene.sheets.clone()));
    let as_last = Memo::new(move |_| visit.draft.with(|draft| draft.as_last && draft.stage == DraftStage::Visit));
    let groups = move || {
        let sheets = sheets.get();
        let has_rooms = sheets.room_sheet.is_some();
        // Only what the reviewer points at is open; the rest is a tap away.
        let is_pointed = visit.pointed().is_some();
        let shape =
            |group: &SheetGroup| Shape { folded: is_pointed || (has_rooms && !group.major), pass: texts::PASS_ALL };
        let groups = match as_last.get() {
            true => as_last_view(visit),
            false => {
                sheets.sheet.groups.iter().map(|group| group_view(visit, group, shape(group))).collect_view().into_any()
            }
        };
        view! { {suggestions_view(visit)}{groups}{has_rooms.then(|| rooms_view(visit))} }
    };
    groups.into_any()
}

// What a dashed border means, where there is one.
fn suggestions_view(visit: Visit) -> Option<AnyView> {
    let is_judged = |answer: &Answer| answer.judgement().is_some();
    let any = visit.scene.with_untracked(|scene| scene.premises.last_answers.values().any(is_judged));
    any.then(|| view! { <p class="hint">{texts::DASHED_IS_LAST.get()}</p> }.into_any())
}

/// Photos of the visit as a whole.
pub fn door_view(visit: Visit) -> AnyView {
    view! {
        <section class="group" id="door">
            <div class="group-head"><h2>{field::DOOR_PHOTO.get()}<small>{texts::OPTIONAL.get()}</small></h2></div>
            <div class="group-body">{shots(visit, &PhotoSlot::Door, texts::TAKE_PHOTO)}</div>
        </section>
    }
    .into_any()
}

/// 同行人, 改了什么 (of a correction), and 备注: the last textbox of the page.
pub fn note_view(visit: Visit) -> AnyView {
    let (note, remark, correction) = visit.draft.with_untracked(|draft| {
        (draft.note.clone(), draft.remark.clone(), matches!(draft.stage, DraftStage::Correction { .. }))
    });
    let companions = Signal::derive(move || Some(f64::from(visit.draft.with(|draft| draft.companions))));
    // The field is bounded to 0..=20.
    let set_companions = move |number: Option<f64>| {
        visit.update(|draft| draft.companions = number.unwrap_or(0.0).clamp(0.0, 20.0) as u8)
    };
    let missing = move || {
        visit.missing.with(|missing| {
            missing
                .iter()
                .find(|v| matches!(v, Violation::NoteTooLong { .. } | Violation::TooManyPhotos { .. }))
                .map(missing_words)
        })
    };
    view! {
        <section class="group" id="note">
            <div class="group-body">
                <div class="companions">
                    <span>{texts::COMPANIONS.get()}</span>
                    <Stepper label=texts::COMPANIONS.get() value=companions max=20.0 unit=texts::PERSONS.get() on_change=set_companions/>
                </div>
                {correction.then(|| view! {
                    <TextInput label=texts::REMARK.get() value=remark example=texts::REMARK_EXAMPLE.get() on_change=move |text| visit.update(|draft| draft.remark = text)/>
                })}
                <TextInput label=texts::NOTE.get() value=note area=true on_change=move |text| visit.update(|draft| draft.note = text)/>
                {move || missing().map(|words| view! { <p class="item-note">{words}</p> })}
            </div>
        </section>
    }
    .into_any()
}

fn no_entry(visit: Visit) -> AnyView {
    let id = visit.draft.with_untracked(|draft| draft.inspection);
    view! { <a class="button plain" href=format!("/not-entered/{id}")>{texts::NOT_IN_AFTER_ALL.with(&[field::NOT_ENTERED.get()])}</a> }.into_any()
}
