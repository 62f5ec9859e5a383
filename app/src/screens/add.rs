//! 新增场所: the few things that a worker knows at the door. The form is kept with every change, so that the camera may
//! kill the page.

use super::tasks::{form_screen, kept};
use super::visit::begin_visit;
use crate::file::QuickColumns;
use crate::kit::{Icon, PhoneCheck, icon};
use crate::platform::{self, Place};
use crate::position::{self, Fix};
use crate::state::{App, use_app};
use crate::text::{common as words, field as texts};
use crate::{field, screens::labels};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::checklist::{Catalogue, Kind};
use gridwalk_domain::id::{AreaId, PremisesId};
use gridwalk_domain::position::Containment;
use gridwalk_domain::record::{FLOORS_MAX, ROOMS_PER_FLOOR_MAX, Registration, Wanting, name_default_body, register};
use gridwalk_domain::settings::PlaceSettings;
use leptos::prelude::*;

mod building;
mod door;
mod known;
use building::SameBuilding;
pub use door::DoorPhoto;
pub use known::KnownAlready;

const KEPT: &str = "registration";

/// `/add`.
#[component]
pub fn AddPage() -> impl IntoView {
    let form = kept(use_app(), KEPT, async |form| form);
    form_screen(texts::ADD_PREMISES.get(), form, |form, write| view! { <Form form write/> }.into_any())
}

#[component]
fn Form(form: Signal<Registration>, write: SignalSetter<Registration>) -> impl IntoView {
    let app = use_app();
    let fix = position::watch();
    // Told once it was asked to be saved, and gone with the letter that gives it.
    let asked = RwSignal::new(false);
    let wanting = Memo::new(move |_| if asked.get() { form.read().wanting() } else { Vec::new() });
    let edit = Callback::new(move |change: Box<dyn FnOnce(&mut Registration) + Send + Sync>| {
        let mut new = form.get_untracked();
        change(&mut new);
        write.set(new);
    });
    let busy = RwSignal::new(false);
    let save = Callback::new(move |then_visit: bool| {
        field::once(busy, async move {
            match save(app, form.get_untracked(), fix.get_untracked()).await {
                Ok(premises) => {
                    write.set(Registration::default());
                    let _ = app.journal().put_reference(KEPT, b"{}").await;
                    app.say(texts::PREMISES_SAVED.with(&[&premises.1]));
                    match app.journal().premises(premises.0).await {
                        Ok(Some(row)) if then_visit => begin_visit(app, &row),
                        _ => app.go_instead(&format!("/premises/{}", premises.0)),
                    }
                }
                Err(NotSaved::Wanting) => asked.set(true),
                Err(NotSaved::Storage(sentence)) => app.say(sentence),
            }
        });
    });
    let missing = move |what: Wanting, sentence: crate::text::Text| {
        view! { <div role="alert">{move || wanting.read().contains(&what).then(|| view! { <p class="wanting">{sentence.get()}</p> })}</div> }
    };
    let kinds = offered(&app.catalogue(), &app.session().settings);
    view! {
        <main class="page">
            <p class="quiet">{icon(Icon::Pin)}" "{move || where_one_stands(app, fix.get())}</p>
            <fieldset class="field">
                <legend>{texts::KIND.get()}</legend>
                <div class="chips" role="radiogroup" aria-label=texts::KIND.get()>
                    {kinds.into_iter().map(|kind| kind_chip(kind, form, edit)).collect_view()}
                </div>
            </fieldset>
            {missing(Wanting::Kind, texts::KIND_WANTED)}
            <Line label=texts::NAME placeholder=texts::NAME_EXAMPLE value=Signal::derive(move || form.get().name)
                on_change=move |text| edit.run(Box::new(move |form| form.name = text))/>
            {missing(Wanting::Name, texts::NAME_WANTED)}
            <Line label=texts::ADDRESS placeholder=texts::ADDRESS_EXAMPLE value=Signal::derive(move || form.get().address)
                on_change=move |text| edit.run(Box::new(move |form| form.address = text))/>
            {missing(Wanting::Address, texts::ADDRESS_WANTED)}
            <KnownAlready form fix/>
            <SameBuilding form edit fix/>
            <Rooms form edit/>
            <QuickColumns kind=Signal::derive(move || form.read().kind.clone()) values=form.get_untracked().details
                on_change=move |values| edit.run(Box::new(move |form| form.details = values))/>
            <DoorPhoto form edit fix/>
            <Line label=texts::OWNER_NAME value=Signal::derive(move || form.get().owner_name)
                on_change=move |text| edit.run(Box::new(move |form| form.owner_name = text))/>
            <Line label=texts::OWNER_PHONE kind="tel" value=Signal::derive(move || form.get().owner_phone)
                on_change=move |text| edit.run(Box::new(move |form| form.owner_phone = text))/>
            <PhoneCheck text=Signal::derive(move || form.get().owner_phone)/>
        </main>
        <div class="bar"><div class="bar-inner">
            <button type="button" class="button side" on:click=move |_| save.run(false)>{texts::SAVE_PREMISES.get()}</button>
            // No visit begins in WeChat, whose storage may vanish (field-practice 9).
            {(platform::place() != Place::WeChat).then(|| view! {
                <button type="button" class="button main" on:click=move |_| save.run(true)>{texts::SAVE_AND_VISIT.get()}</button>
            })}
        </div></div>
    }
}

/// Changes the form.
pub type Edit = Callback<Box<dyn FnOnce(&mut Registration) + Send + Sync>>;

fn offered(catalogue: &Catalogue, settings: &PlaceSettings) -> Vec<Kind> {
    catalogue.kinds_in_use(settings).cloned().collect()
}

fn kind_chip(kind: Kind, form: Signal<Registration>, edit: Edit) -> impl IntoView {
    let (code, chosen) = (kind.code.clone(), kind.code);
    let choose = move |_| {
        let code = code.clone();
        edit.run(Box::new(move |form| form.kind = code));
    };
    view! {
        <button type="button" class="chip" role="radio" aria-checked=move || (form.read().kind == chosen).to_string() on:click=choose>{kind.name}</button>
    }
}

#[component]
fn Line(
    label: crate::text::Text,
    #[prop(optional)] placeholder: Option<crate::text::Text>,
    #[prop(default = "text")] kind: &'static str,
    value: Signal<String>,
    on_change: impl Fn(String) + 'static,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label.get()}</span>
            <input class="input" type=kind maxlength="200" placeholder=placeholder.map(crate::text::Text::get) prop:value=value on:input=move |event| on_change(event_target_value(&event))/>
        </label>
    }
}

/// 层数 x 每层间数, where the kind has rooms.
#[component]
fn Rooms(form: Signal<Registration>, edit: Edit) -> impl IntoView {
    let app = use_app();
    let has_rooms =
        Memo::new(move |_| app.catalogue().kind(&form.read().kind).is_some_and(|kind| kind.room_template.is_some()));
    let number = move |text: String, most: u16| text.trim().parse::<u16>().unwrap_or(0).min(most);
    let shown = |number: u16| if number == 0 { String::new() } else { number.to_string() };
    let preview = move || {
        let form = form.get();
        let count = u32::from(form.floors) * u32::from(form.rooms_per_floor);
        (count > 0).then(|| {
            let last = format!("{}{:02}", form.floors, form.rooms_per_floor);
            texts::ROOMS_PREVIEW.with(&[&count.to_string(), "101", &last])
        })
    };
    view! {
        {move || has_rooms.get().then(|| view! {
            <div class="pair">
                <label class="field">
                    <span>{texts::FLOORS.get()}</span>
                    <input class="input" type="text" inputmode="numeric" prop:value=move || shown(form.get().floors)
                        on:input=move |event| { let floors = number(event_target_value(&event), FLOORS_MAX); edit.run(Box::new(move |form| form.floors = floors)); }/>
                </label>
                <label class="field">
                    <span>{texts::PER_FLOOR.get()}</span>
                    <input class="input" type="text" inputmode="numeric" prop:value=move || shown(form.get().rooms_per_floor)
                        on:input=move |event| { let rooms = number(event_target_value(&event), ROOMS_PER_FLOOR_MAX); edit.run(Box::new(move |form| form.rooms_per_floor = rooms)); }/>
                </label>
            </div>
            <p class="quiet small">{preview}</p>
        })}
    }
}

fn where_one_stands(app: App, fix: Fix) -> String {
    match fix {
        Fix::Searching => texts::POSITION_SEARCHING.get().to_owned(),
        Fix::Denied => texts::POSITION_DENIED.get().to_owned(),
        Fix::Unavailable => texts::POSITION_NONE.get().to_owned(),
        Fix::Found(position) => {
            let accuracy = words::ACCURACY.count(position.accuracy_m.round());
            let tree = app.tree();
            let cell = tree.get(cell_of(app, fix));
            let judged =
                cell.and_then(|cell| cell.border.judge(&position)).map(|judged| labels::containment(judged).get());
            let name = cell.map(|cell| cell.name.as_str()).unwrap_or_default();
            [format!("{name} {accuracy}").trim(), judged.unwrap_or_default()].join(" ")
        }
    }
}

/// The account's cell that the phone stands in, else its first.
pub fn cell_of(app: App, fix: Fix) -> AreaId {
    let (session, tree) = (app.session(), app.tree());
    let cells: Vec<_> = session
        .areas
        .iter()
        .flat_map(|id| tree.below(*id))
        .filter(|id| tree.get(*id).is_some_and(|area| area.level == AreaLevel::GridCell))
        .collect();
    let inside = |id: &&AreaId| {
        let judged = fix.position().zip(tree.get(**id)).and_then(|(position, area)| area.border.judge(&position));
        matches!(judged, Some(Containment::Inside | Containment::Uncertain))
    };
    cells
        .iter()
        .find(inside)
        .or(cells.first())
        .copied()
        .or(session.areas.first().copied())
        .unwrap_or(AreaId(uuid::Uuid::nil()))
}

enum NotSaved {
    Wanting,
    Storage(&'static str),
}

async fn save(app: App, mut registration: Registration, fix: Fix) -> Result<(PremisesId, String), NotSaved> {
    registration.position = fix.position().or(registration.position);
    name_default_body(&registration.kind, &app.session().settings.register, &mut registration.details);
    let name = registration.name.trim().to_owned();
    let (premises, events) =
        register(&registration, cell_of(app, fix), &mut field::fresh_id).map_err(|_| NotSaved::Wanting)?;
    let kept = field::commit(app, events, None).await;
    kept.map(|()| (premises, name)).map_err(|error| NotSaved::Storage(field::trouble(&error).get()))
}
