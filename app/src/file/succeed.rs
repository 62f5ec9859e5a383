//! 换业态: the old file is closed and what moves in gets one of its own (field-practice 6).

use crate::field;
use crate::kit::{Overlay, PhoneCheck};
use crate::state::use_app;
use crate::text::{Text, field as field_texts, file as texts};
use gridwalk_domain::event::{PremisesPersons, SubjectKind};
use gridwalk_domain::ledger::{PremisesRow, RowKey};
use gridwalk_domain::record::{Successor, building_hazards, name_default_body, succeed};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Asks for the new kind, name and manager.
#[component]
pub fn Succeed(row: PremisesRow, on_close: impl Fn() + Clone + Send + 'static) -> impl IntoView {
    let app = use_app();
    let (kind, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (owner, phone) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (missing, busy) = (RwSignal::new(None::<Text>), RwSignal::new(false));
    let catalogue = app.catalogue();
    let session = app.session();
    let kinds = catalogue.kinds_in_use(&session.settings).map(|one| {
        view! { <option value=one.code.clone()>{one.name.clone()}</option> }
    });
    let kinds = kinds.collect_view();
    let moving = building_hazards(&row, &catalogue).len();
    let hint = texts::NEW_TRADE_HINT.with(&[&moving.to_string(), &(row.open_hazards.len() - moving).to_string()]);
    let close = on_close.clone();
    let save = move |_| {
        missing.set(match (kind.read_untracked().is_empty(), name.read_untracked().trim().is_empty()) {
            (true, _) => Some(field_texts::KIND_WANTED),
            (false, true) => Some(field_texts::NAME_WANTED),
            (false, false) => None,
        });
        if missing.get_untracked().is_some() {
            return;
        }
        let settings = &app.session().settings.register;
        let mut details = BTreeMap::new();
        name_default_body(&kind.get_untracked(), settings, &mut details);
        // The structure is the building's, whoever moves in.
        let of_building =
            ["building_nature", "storeys", "land", "structure_finding", "appraisal", "appraisal_by", "renovation"];
        details.extend(of_building.iter().filter_map(|key| Some(((*key).to_owned(), row.details.get(*key)?.clone()))));
        let persons = PremisesPersons {
            owner_name: owner.get_untracked().trim().to_owned(),
            owner_phone: phone.get_untracked().trim().to_owned(),
            holder_name: row.persons.holder_name.clone(),
            holder_phone: row.persons.holder_phone.clone(),
            ..PremisesPersons::default()
        };
        let successor = Successor { kind: kind.get_untracked(), name: name.get_untracked(), details, persons };
        let (row, close) = (row.clone(), close.clone());
        field::once(busy, async move {
            let mut heads = BTreeMap::new();
            for hazard in building_hazards(&row, &app.catalogue()) {
                let key = RowKey { kind: SubjectKind::Hazard, id: hazard.into() };
                if let Ok(Some(head)) = app.journal().head(key).await {
                    heads.insert(hazard, head);
                }
            }
            let (new, events) = succeed(&row, &successor, &app.catalogue(), &heads, &mut field::fresh_id);
            if field::keep(app, events).await {
                app.say(texts::SAID_SUCCEEDED.with(&[successor.name.trim()]));
                close();
                app.go_instead(&format!("/premises/{new}/file"));
            }
        });
    };
    let line = |label: Text, kind: &'static str, value: RwSignal<String>| {
        view! { <label class="field"><span>{label.get()}</span><input class="input" type=kind maxlength="100" prop:value=value on:input=move |event| value.set(event_target_value(&event))/></label> }
    };
    view! {
        <Overlay title=texts::SUCCEED.get() on_close>
            <p class="quiet small">{hint}</p>
            <label class="field"><span>{field_texts::KIND.get()}</span><select class="input" on:change=move |event| kind.set(event_target_value(&event))><option value="">{field_texts::KIND_WANTED.get()}</option>{kinds}</select></label>
            {line(texts::NAME, "text", name)}
            <p class="wanting" role="alert">{move || missing.get().map(Text::get)}</p>
            {line(field_texts::OWNER_NAME, "text", owner)}
            {line(field_texts::OWNER_PHONE, "tel", phone)}
            <PhoneCheck text=phone/>
            <button type="button" class="button main" on:click=save>{texts::SUCCEED.get()}</button>
        </Overlay>
    }
}
