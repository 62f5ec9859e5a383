//! 登记隐患 (R14): what no visit found, from the page of its premises.

use super::frame::PageBar;
use crate::field;
use crate::hazard::RoomPicks;
use crate::kit::{Empty, Toggle};
use crate::position;
use crate::screens::tasks::Shots;
use crate::screens::{labels, visit};
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{desk, followup as texts};
use gridwalk_domain::checklist::{Ask, Item, due_on};
use gridwalk_domain::event::HazardSource;
use gridwalk_domain::event::what_is_wrong;
use gridwalk_domain::id::{HazardId, PremisesId, RoomId};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::record::{RaiseWanting, Raising, SheetCircumstances, handling_of, raise_hazard, visit_sheets};
use gridwalk_domain::time::Date;
use leptos::prelude::*;
use std::sync::Arc;
use visit::{Picks, TextInput, picks};

/// What the desk may name; a patrol is a visit's.
const SOURCES: [HazardSource; 5] = [
    HazardSource::Supervision,
    HazardSource::SelfCheck,
    HazardSource::Tip,
    HazardSource::Transfer,
    HazardSource::UtilityAnomaly,
];

/// `/hazards/new/:id`, the id of the premises.
#[component]
pub fn RaisePage() -> impl IntoView {
    let app = use_app();
    let found = use_subject(app, async move |id: PremisesId| app.journal().premises(id).await.ok().flatten());
    move || match found.get() {
        None => ().into_any(),
        Some(None) => view! {
            <PageBar title=texts::RAISE.get().to_owned() note=Signal::stored(String::new()) back="/ledger"/>
            <div class="page"><Empty text=desk::NOT_HERE.get()/></div>
        }
        .into_any(),
        Some(Some(row)) => view! { <Form row/> }.into_any(),
    }
}

// Every judged item that a visit here may ask, as the place has it.
fn items(app: App, row: &PremisesRow) -> Vec<Arc<Item>> {
    let (catalogue, session) = (app.catalogue(), app.session());
    let circumstances =
        SheetCircumstances { settings: &session.settings, on: app.today(), asked_on_site: &[], own_hazards: &[] };
    let Some(kind) = catalogue.kind(&row.kind) else { return Vec::new() };
    let Ok(sheets) = visit_sheets(&catalogue, kind, row, &circumstances) else { return Vec::new() };
    let all = sheets
        .sheet
        .items_with_left_out()
        .chain(sheets.room_sheet.iter().flat_map(|sheet| sheet.items_with_left_out()));
    all.filter(|item| item.ask == Ask::Judge).cloned().collect()
}

#[component]
fn Form(row: PremisesRow) -> impl IntoView {
    let app = use_app();
    let (title, note, back) = (texts::RAISE.get().to_owned(), row.name.clone(), format!("/premises/{}", row.id));
    let (form, wanting) = (RwSignal::new(Raising::default()), RwSignal::new(None::<RaiseWanting>));
    let busy = RwSignal::new(false);
    let all = StoredValue::new(items(app, &row));
    let chosen = Memo::new(move |_| {
        let code = form.read().item.clone();
        all.with_value(|all| all.iter().find(|item| item.code == code).cloned())
    });
    let edit = move |change: &dyn Fn(&mut Raising)| {
        wanting.set(None);
        form.update(|form| change(form));
    };
    let source = Signal::derive(move || SOURCES.iter().position(|source| form.read().source == Some(*source)));
    let fix = position::watch();
    let rooms = StoredValue::new(row.rooms.iter().map(|room| (room.id, room.label.clone())).collect::<Vec<_>>());
    let row = StoredValue::new(row);
    let save = move |_| {
        let hazard = HazardId(field::fresh_id());
        let made =
            row.with_value(|row| raise_hazard(&form.read_untracked(), row, &app.catalogue(), hazard, app.today()));
        let event = match made {
            Ok(event) => event,
            Err(missing) => return wanting.set(Some(missing)),
        };
        let text = chosen.get_untracked().map(|item| item.text.clone()).unwrap_or_default();
        let what = what_is_wrong(&form.read_untracked().defects, &text);
        field::send_then(app, vec![event], texts::SAID_RAISED.with(&[&what]), busy, move || {
            app.go_instead(&format!("/hazards/{hazard}"));
        });
    };
    view! {
        <PageBar title note=Signal::stored(note) back/>
        <div class="page record-page">
            <p class="quiet">{texts::RAISE_HINT.get()}</p>
            <section class="group"><div class="item">
                <p class="item-text">{texts::SOURCE.get()}</p>
                <Picks name=texts::SOURCE.get() id="source" picks=picks(SOURCES.map(|one| crate::hazard::source(one).get())) chosen=source
                    on_pick=move |at| edit(&|form| form.source = SOURCES.get(at).copied())/>
                {move || (form.read().source == Some(HazardSource::SelfCheck)).then(|| view! {
                    <Day label=texts::SELF_WHEN.get() hint=texts::SELF_HINT.get() on_change=move |day| form.update(|form| form.self_reported_on = day)/>
                })}
                <Day label=texts::FOUND_WHEN.get() hint="" on_change=move |day| form.update(|form| form.discovered_on = day)/>
            </div></section>
            <Items all chosen on_choose=move |code: String| edit(&|form| { form.item.clone_from(&code); form.defects.clear(); form.due_on = None; })/>
            {move || chosen.get().map(|item| view! { <Wrong item form wanting rooms/> })}
            <section class="group"><div class="item">
                <Shots label=texts::PHOTOS photos=Signal::derive(move || form.get().photos) fix
                    on_add=Callback::new(move |photo| form.update(|form| form.photos.push(photo)))
                    on_remove=Callback::new(move |photo| form.update(|form| form.photos.retain(|one| *one != photo)))/>
                {move || form.read().photos.is_empty().then(|| view! {
                    <TextInput label=texts::NO_PHOTO_WHY.get() value=form.get_untracked().no_photo_reason on_change=move |text| edit(&|form| form.no_photo_reason.clone_from(&text))/>
                })}
            </div></section>
            <div role="alert">{move || wanting.get().map(missing)}</div>
            <button type="button" class="button main" disabled=move || busy.get() on:click=save>{texts::SAVE_HAZARD.get()}</button>
        </div>
    }
}

fn missing(wanting: RaiseWanting) -> AnyView {
    let text = match wanting {
        RaiseWanting::Source => texts::SOURCE_WANTED,
        RaiseWanting::Item => texts::ITEM_WANTED,
        RaiseWanting::Defect => texts::DEFECT_WANTED,
        RaiseWanting::Photo => texts::PHOTO_WANTED,
        RaiseWanting::OpenAlready(hazard) => {
            let sentence = texts::ALREADY_OPEN.with(&[""]);
            return view! { <p class="wanting">{sentence}<a class="quiet-link" href=format!("/hazards/{hazard}")>{texts::HAZARD.get()}</a></p> }
                .into_any();
        }
    };
    view! { <p class="wanting">{text.get()}</p> }.into_any()
}

#[component]
fn Day(label: &'static str, hint: &'static str, on_change: impl Fn(Option<Date>) + 'static) -> impl IntoView {
    let today = use_app().today().to_string();
    view! {
        <label class="field"><span>{label}</span>
            <input class="input" type="date" max=today on:input=move |event| on_change(event_target_value(&event).parse().ok())/>
        </label>
        {(!hint.is_empty()).then(|| view! { <p class="quiet small">{hint}</p> })}
    }
}

/// Items by a part of their text; the chosen one alone once there is one.
#[component]
fn Items(
    all: StoredValue<Vec<Arc<Item>>>,
    chosen: Memo<Option<Arc<Item>>>,
    on_choose: impl Fn(String) + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let sought = RwSignal::new(String::new());
    let choose = StoredValue::new(on_choose);
    let lines = move || {
        let sought = sought.get();
        let holds = |item: &Arc<Item>| {
            item.text.contains(sought.trim()) || item.defects.iter().any(|defect| defect.chip.contains(sought.trim()))
        };
        let found: Vec<_> = all.with_value(|all| all.iter().filter(|item| holds(item)).cloned().collect());
        let line = |item: Arc<Item>| {
            let code = item.code.clone();
            view! { <button type="button" class="pick-line" on:click=move |_| choose.get_value()(code.clone())>{item.text.clone()}<small class="quiet">{labels::level(item.level).get()}</small></button> }
        };
        found.into_iter().map(line).collect_view()
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::ITEM.get()}</h2></div>
            <div class="item">
                {move || match chosen.get() {
                    Some(item) => view! {
                        <div class="line"><p class="strong">{item.text.clone()}</p>
                            <button type="button" class="button small" on:click=move |_| choose.get_value()(String::new())>{texts::ITEM_OTHER.get()}</button></div>
                    }.into_any(),
                    None => view! {
                        <input class="input" type="search" aria-label=texts::ITEM.get() placeholder=texts::ITEM_FIND.get() bind:value=sought/>
                        <div class="pick-lines" role="group" aria-label=texts::ITEM.get()>{lines}</div>
                    }.into_any(),
                }}
            </div>
        </section>
    }
}

#[component]
fn Wrong(
    item: Arc<Item>,
    form: RwSignal<Raising>,
    wanting: RwSignal<Option<RaiseWanting>>,
    rooms: StoredValue<Vec<(RoomId, String)>>,
) -> impl IntoView {
    let today = use_app().today();
    let handling = handling_of(&item);
    let line = texts::HANDLING_LINE.with(&[labels::level(item.level).get(), labels::handling(handling).get()]);
    let day = due_on(&item, today).to_string();
    let chips = item.defects.iter().map(|defect| {
        let (chip, tapped) = (defect.chip.clone(), defect.chip.clone());
        let on = Signal::derive(move || form.read().defects.contains(&chip));
        let tap = move || {
            wanting.set(None);
            form.update(|form| match form.defects.iter().position(|chip| *chip == tapped) {
                Some(place) => drop(form.defects.remove(place)),
                None => form.defects.push(tapped.clone()),
            });
        };
        view! { <Toggle label=defect.chip.clone() on class="defect" on_tap=tap/> }
    });
    let is_dated = handling == gridwalk_domain::checklist::Handling::Rectification;
    view! {
        <section class="group"><div class="item">
            <p class="item-text">{texts::DEFECTS.get()}</p>
            <div class="chips" role="group" aria-label=texts::DEFECTS.get()>{chips.collect_view()}</div>
            <p class="quiet small">{line}</p>
            {(!rooms.read_value().is_empty()).then(|| view! {
                <RoomPicks name=texts::IN_ROOMS.get() rooms=rooms.get_value() chosen=Signal::derive(move || form.get().rooms)
                    on_choose=Callback::new(move |rooms| { wanting.set(None); form.update(|form| form.rooms = rooms); })/>
            })}
            <div class="pair">
                <TextInput label=texts::PART.get() value=form.get_untracked().part on_change=move |text| form.update(|form| form.part = text)/>
                {is_dated.then(|| view! {
                    <label class="field"><span>{texts::DUE_ON.get()}</span>
                        <input class="input" type="date" value=day on:input=move |event| form.update(|form| form.due_on = event_target_value(&event).parse().ok())/>
                    </label>
                })}
            </div>
        </div></section>
    }
}
