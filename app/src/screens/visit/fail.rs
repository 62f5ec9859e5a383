//! What opens below 不合格: chips with what to do, photos, handling, number and part. No typing is needed.

use super::form::Visit;
use super::pieces::{Picks, Stepper, TextInput, picks};
use super::shots::{shots, taken};
use crate::kit::{Icon, Toggle, icon};
use crate::text::{common as words, visit as texts};
use crate::visit::spot::{PhotoSlot, Spot};
use gridwalk_domain::checklist::{Answer, Handling, Item, Level, PhotoRule, due_on};
use gridwalk_domain::time::Date;
use leptos::prelude::*;
use std::sync::Arc;

const HANDLINGS: [Handling; 3] = [Handling::FixedOnSite, Handling::Rectification, Handling::Report];

/// The panel of a failed item.
pub fn fail_panel(visit: Visit, spot: &Spot, item: &Arc<Item>, answer: Memo<Option<Answer>>) -> AnyView {
    let slot = PhotoSlot::Before(spot.clone());
    let must_report = item.level != Level::General;
    view! {
        <div class="fail">
            {defects(visit, spot, item, answer)}
            {(item.photo != PhotoRule::Never).then(|| view! {
                {shots(visit, &slot, texts::TAKE_PHOTO)}
                {no_photo(visit, spot, answer)}
            })}
            {match must_report {
                true => reported(visit, spot, item),
                false => handling(visit, spot, item, answer),
            }}
            {extent(visit, spot, answer)}
        </div>
    }
    .into_any()
}

/// Photos of an item that has not failed: where the catalogue wants one with any answer, or where some were taken.
pub fn always_photos(visit: Visit, spot: &Spot, item: &Item, answer: Memo<Option<Answer>>) -> AnyView {
    let slot = PhotoSlot::Before(spot.clone());
    if item.photo == PhotoRule::Always {
        return view! { {move || answer.with(Option::is_some).then(|| shots(visit, &slot, texts::TAKE_PHOTO))} }
            .into_any();
    }
    let any = Memo::new(move |_| answer.with(|answer| answer.as_ref().is_some_and(|answer| !answer.photos.is_empty())));
    view! { {move || any.get().then(|| view! { <div class="photos">{taken(visit, &slot)}</div> })} }.into_any()
}

fn defects(visit: Visit, spot: &Spot, item: &Arc<Item>, answer: Memo<Option<Answer>>) -> AnyView {
    let chips = item.defects.iter().map(|defect| {
        let (chip, at, tapped) = (defect.chip.clone(), spot.clone(), defect.chip.clone());
        let on = Signal::derive(move || {
            answer.with(|answer| answer.as_ref().is_some_and(|answer| answer.defects.contains(&chip)))
        });
        let toggle = move || {
            visit.update_answer(&at, |answer| match answer.defects.iter().position(|chip| *chip == tapped) {
                Some(place) => drop(answer.defects.remove(place)),
                None => answer.defects.push(tapped.clone()),
            });
        };
        view! { <Toggle label=defect.chip.clone() on=on class="defect" on_tap=toggle/> }
    });
    let chips = chips.collect_view();
    let all = item.clone();
    let fixes = move || {
        let picked = answer.with(|answer| answer.as_ref().map(|answer| answer.defects.clone()).unwrap_or_default());
        let chosen = all.defects.iter().filter(|defect| picked.contains(&defect.chip));
        chosen.map(|defect| view! { <li>{texts::HOW_TO_MEND.with(&[&defect.fix])}</li> }).collect_view()
    };
    view! {
        <div class="chips" role="group" aria-label=texts::WHAT_IS_WRONG.get()>{chips}</div>
        <ul class="fixes">{fixes}</ul>
    }
    .into_any()
}

// 无法拍照, and why; not offered once there is a photo.
fn no_photo(visit: Visit, spot: &Spot, answer: Memo<Option<Answer>>) -> AnyView {
    let has_photo =
        Memo::new(move |_| answer.with(|answer| answer.as_ref().is_some_and(|answer| !answer.photos.is_empty())));
    let reason =
        Memo::new(move |_| answer.with(|answer| answer.as_ref().and_then(|answer| answer.no_photo_reason.clone())));
    let asked = RwSignal::new(reason.get_untracked().is_some());
    let spot = spot.clone();
    let reasons = move |spot: Spot| {
        let labels = texts::NO_PHOTO_REASONS.map(|reason| reason.get());
        let chosen = Signal::derive(move || {
            reason.with(|reason| labels.iter().position(|label| Some(*label) == reason.as_deref()))
        });
        let pick = {
            let spot = spot.clone();
            move |place: usize| {
                visit.update_answer(&spot, |answer| {
                    answer.no_photo_reason = labels.get(place).map(|label| (*label).to_owned())
                })
            }
        };
        view! { <Picks name=texts::NO_PHOTO.get() id=format!("{}-why", spot.dom_id()) picks=picks(labels) chosen=chosen on_pick=pick/> }
    };
    view! {
        {move || (!has_photo.get()).then(|| {
            let (at, spot) = (spot.clone(), spot.clone());
            let toggle = move || {
                asked.update(|asked| *asked = !*asked);
                visit.update_answer(&at, |answer| answer.no_photo_reason = None);
            };
            view! {
                <div class="chips"><Toggle label=texts::NO_PHOTO.get() on=asked on_tap=toggle/></div>
                {move || asked.get().then(|| reasons(spot.clone()))}
            }
        })}
    }
    .into_any()
}

// M and L go upward, always; M may need a call at once.
fn reported(visit: Visit, spot: &Spot, item: &Item) -> AnyView {
    let major = item.level == Level::SuspectedMajor;
    let spot = spot.clone();
    let call = move |_| visit.danger.set(Some(spot.clone()));
    view! {
        <div class="reported">
            <span class="pill bad">{words::REPORT.get()}</span>
            <span class="quiet small">{if major { words::SUSPECTED_MAJOR.get() } else { words::LEAD.get() }}</span>
            {major.then(|| view! { <button type="button" class="button small bad" on:click=call>{icon(Icon::Phone)}{texts::CALL_NOW.get()}</button> })}
        </div>
    }
    .into_any()
}

fn handling(visit: Visit, spot: &Spot, item: &Arc<Item>, answer: Memo<Option<Answer>>) -> AnyView {
    let today = visit.app.today();
    let default_due = due_on(item, today);
    let within = texts_within(item, today);
    let chosen = Memo::new(move |_| {
        let handling = answer.with(|answer| answer.as_ref().and_then(|answer| answer.handling));
        handling.and_then(|handling| HANDLINGS.iter().position(|offered| *offered == handling))
    });
    let at = spot.clone();
    let pick = move |place: usize| {
        let Some(handling) = HANDLINGS.get(place).copied() else { return };
        visit.update_answer(&at, |answer| {
            answer.handling = Some(handling);
            answer.due_on = (handling == Handling::Rectification).then(|| answer.due_on.unwrap_or(default_due));
        });
    };
    let labels = [words::FIXED_ON_SITE.get().to_owned(), within, words::REPORT.get().to_owned()];
    let (spot, id) = (spot.clone(), format!("{}-handling", spot.dom_id()));
    view! {
        <Picks name=texts::HANDLING.get() id=id picks=picks(labels) chosen=chosen on_pick=pick/>
        {move || match chosen.get() {
            Some(0) => after(visit, &spot),
            Some(1) => due(visit, &spot, answer, today),
            _ => ().into_any(),
        }}
    }
    .into_any()
}

fn texts_within(item: &Item, today: Date) -> String {
    words::WITHIN_DAYS.count(due_on(item, today).days_since(today))
}

fn after(visit: Visit, spot: &Spot) -> AnyView {
    let slot = PhotoSlot::After(spot.clone());
    view! { <p class="item-why">{texts::AFTER_PHOTO_HINT.get()}</p>{shots(visit, &slot, texts::AFTER_PHOTO)} }
        .into_any()
}

fn due(visit: Visit, spot: &Spot, answer: Memo<Option<Answer>>, today: Date) -> AnyView {
    let spot = spot.clone();
    let value =
        move || answer.with(|answer| answer.as_ref().and_then(|answer| answer.due_on)).map(|due| due.to_string());
    let change = move |event: leptos::ev::Event| {
        // A date field being cleared or half typed changes nothing.
        if let Ok(due) = event_target_value(&event).parse::<Date>() {
            visit.update_answer(&spot, |answer| answer.due_on = Some(due.max(today)));
        }
    };
    view! {
        <label class="field"><span>{texts::DUE_ON.get()}</span>
            <input class="input" type="date" min=today.to_string() prop:value=value on:change=change/>
        </label>
    }
    .into_any()
}

// 处数 and 部位.
fn extent(visit: Visit, spot: &Spot, answer: Memo<Option<Answer>>) -> AnyView {
    let (count_at, part_at) = (spot.clone(), spot.clone());
    let quantity = Signal::derive(move || {
        Some(answer.with(|answer| answer.as_ref().and_then(|answer| answer.quantity)).map_or(1.0, f64::from))
    });
    let set_quantity = move |number: Option<f64>| {
        // The field is bounded; what does not fit a count is none.
        let quantity = number.filter(|n| (2.0..=999.0).contains(n)).map(|n| n as u32);
        visit.update_answer(&count_at, |answer| answer.quantity = quantity);
    };
    let part = answer.get_untracked().map(|answer| answer.part).unwrap_or_default();
    let set_part = move |part: String| visit.update_answer(&part_at, |answer| answer.part = part);
    view! {
        <div class="extent">
            <Stepper label=texts::QUANTITY.get() value=quantity min=1.0 max=999.0 unit=texts::PLACES.get() on_change=set_quantity/>
            <TextInput label=texts::PART.get() value=part example=texts::PART_EXAMPLE.get() on_change=set_part/>
        </div>
    }
    .into_any()
}
