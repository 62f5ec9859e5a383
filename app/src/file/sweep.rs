//! 扫街 (R01): one door after the other along a street, with kind, name and door photo, or 此处无场所; and how far the
//! cell has been swept.

use crate::field;
use crate::kit::{Icon, TopBar, icon, scroll_soon};
use crate::position;
use crate::premises::use_premises;
use crate::screens::add::{DoorPhoto, Edit, KnownAlready, cell_of};
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::text::{field as field_texts, file as texts};
use gridwalk_domain::event::DoorMarked;
use gridwalk_domain::id::{AreaId, SiteId};
use gridwalk_domain::ledger::SiteRow;
use gridwalk_domain::record::{NewEvent, Registration, name_default_body, register};
use gridwalk_domain::register::coverage::{Coverage, next_door};
use gridwalk_replica::PremisesBrief;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Id of the place where it says what is missing.
const WANTING: &str = "sweep-wanting";

/// `/sweep`.
#[component]
pub fn SweepPage() -> impl IntoView {
    let app = use_app();
    let fix = position::watch();
    let form = RwSignal::new(Registration::default());
    let (wanting, just) = (RwSignal::new(None::<String>), RwSignal::new(Vec::<String>::new()));
    let edit: Edit = Callback::new(move |change: Box<dyn FnOnce(&mut Registration) + Send + Sync>| form.update(change));
    let done = move |said: String| {
        just.update(|just| just.insert(0, said));
        // The street stays: the next door is most likely two numbers on.
        form.update(|form| {
            *form =
                Registration { address: next_door(&form.address), kind: form.kind.clone(), ..Registration::default() }
        });
        wanting.set(None);
    };
    let busy = RwSignal::new(false);
    let save = move |is_premises: bool| {
        field::once(busy, async move {
            let mut filled = form.get_untracked();
            filled.position = fix.get_untracked().position();
            let area = cell_of(app, fix.get_untracked());
            let events =
                if is_premises { premises(app, &mut filled, area) } else { no_premises(app, &filled, area).await };
            match events {
                Err(sentence) => {
                    wanting.set(Some(sentence));
                    scroll_soon(WANTING.to_owned());
                }
                Ok(events) => {
                    if field::keep(app, events).await {
                        done(door_line(&filled, is_premises));
                    }
                }
            }
        });
    };
    let kinds = app.catalogue();
    let settings = app.session().settings.clone();
    let kinds = kinds.kinds_in_use(&settings).map(|kind| {
        let (code, chosen) = (kind.code.clone(), kind.code.clone());
        view! { <button type="button" class="chip" role="radio" aria-checked=move || (form.read().kind == chosen).to_string() on:click=move |_| form.update(|form| form.kind = code.clone())>{kind.name.clone()}</button> }
    });
    let kinds = kinds.collect_view();
    view! {
        <div class="screen">
            <TopBar title=texts::SWEEP.get().to_owned() note=swept(app) back="/ledger"><Unsent/></TopBar>
            <main class="page">
                <p class="quiet small">{texts::SWEEP_HINT.get()}</p>
                <label class="field"><span>{texts::DOOR.get()}</span><input class="input" type="text" placeholder=field_texts::ADDRESS_EXAMPLE.get() prop:value=move || form.get().address on:input=move |event| form.update(|form| form.address = event_target_value(&event))/></label>
                <button type="button" class="button wide" on:click=move |_| save(false)>{texts::NO_PREMISES_HERE.get()}</button>
                <label class="field"><span>{field_texts::NAME.get()}</span><input class="input" type="text" placeholder=field_texts::NAME_EXAMPLE.get() prop:value=move || form.get().name on:input=move |event| form.update(|form| form.name = event_target_value(&event))/></label>
                <div class="chips" role="radiogroup" aria-label=field_texts::KIND.get()>{kinds}</div>
                <KnownAlready form=form.into() fix/>
                <DoorPhoto form=form.into() edit fix/>
                <div id=WANTING role="alert">{move || wanting.get().map(|sentence| view! { <p class="wanting">{sentence}</p> })}</div>
                {move || (!just.read().is_empty()).then(|| view! {
                    <section class="group">
                        <div class="group-head"><h2>{texts::LAST_DOORS.get()}</h2></div>
                        <div class="group-body">{just.get().into_iter().map(|line| view! { <p>{icon(Icon::Pin)}" "{line}</p> }).collect_view()}</div>
                    </section>
                })}
            </main>
            <div class="bar"><div class="bar-inner">
                <button type="button" class="button main" on:click=move |_| save(true)>{texts::SAVE_NEXT.get()}</button>
            </div></div>
        </div>
    }
}

fn door_line(form: &Registration, is_premises: bool) -> String {
    let what = if is_premises { form.name.trim() } else { texts::NO_PREMISES_HERE.get() };
    format!("{} {what}", form.address.trim())
}

fn premises(app: App, form: &mut Registration, area: AreaId) -> Result<Vec<NewEvent>, String> {
    name_default_body(&form.kind, &app.session().settings.register, &mut form.details);
    let made = register(form, area, &mut field::fresh_id);
    made.map(|(_, events)| events).map_err(|wanting| {
        use gridwalk_domain::record::Wanting;
        let text = match wanting.first() {
            Some(Wanting::Address) | None => texts::DOOR_WANTED,
            Some(Wanting::Name) => field_texts::NAME_WANTED,
            Some(Wanting::Kind) => field_texts::KIND_WANTED,
        };
        text.get().to_owned()
    })
}

// A door that is known already is marked again, so that nobody counts it twice.
async fn no_premises(app: App, form: &Registration, area: AreaId) -> Result<Vec<NewEvent>, String> {
    let address = form.address.trim().to_owned();
    if address.is_empty() {
        return Err(texts::DOOR_WANTED.get().to_owned());
    }
    // What is in the ledger is closed there, by its own steps; a mark at the door would contradict it.
    let all = app.journal().premises_list().await.unwrap_or_default();
    let is_there = |one: &&PremisesBrief| one.area == area && one.address == address && one.standing.is_live();
    if let Some(one) = all.iter().find(is_there) {
        return Err(texts::DOOR_KNOWN.with(&[&one.name]));
    }
    let sites = app.journal().sites().await.unwrap_or_default();
    let known = sites.iter().find(|site| site.area == area && site.address == address);
    let (subject, base) = known.map_or_else(|| (SiteId(field::fresh_id()), None), |site| (site.id, Some(site.head)));
    let body = DoorMarked { address, position: form.position, photo: form.door_photo.clone() }.into();
    Ok(vec![NewEvent { subject: subject.into(), area, base, body, personal: None }])
}

/// The worker's cells together.
fn swept(app: App) -> Signal<String> {
    let all = use_premises(app);
    let sites = RwSignal::new(Vec::<SiteRow>::new());
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            if let Ok(found) = app.journal().sites().await {
                sites.try_set(found);
            }
        });
    });
    Signal::derive(move || {
        let used: BTreeSet<SiteId> = all
            .read()
            .iter()
            .flat_map(|all| all.iter())
            .filter(|one| one.standing.is_live())
            .filter_map(|one| one.site)
            .collect();
        let coverage = Coverage::of(sites.read().iter(), &used);
        texts::SWEPT.with(&[
            &coverage.swept().to_string(),
            &coverage.with_premises.to_string(),
            &coverage.without.to_string(),
        ])
    })
}
