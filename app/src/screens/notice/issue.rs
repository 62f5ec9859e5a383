//! `/notice/new/:premises?inspection=…&replaces=…`: which items, for whom, how; then the notice is made.

use super::link_name;
use crate::kit::{Empty, PhoneCheck, Toggle, TopBar};
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::use_named;
use crate::text::{Text, common as words, notice as texts};
use crate::{field, platform};
use gridwalk_domain::checklist::Handling;
use gridwalk_domain::event::NoticePersons;
use gridwalk_domain::id::{HazardId, InspectionId, NoticeId, PremisesId};
use gridwalk_domain::ledger::{HazardRow, InspectionRow, NoticeRow, PremisesRow};
use gridwalk_domain::link::LinkToken;
use gridwalk_domain::record::{NoticeDraft, NoticeWanting, issue_notice};
use gridwalk_replica::HazardFilter;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeSet;

const RECEIVERS: [Text; 5] = [
    texts::RECEIVER_OWNER,
    texts::RECEIVER_STAFF,
    texts::RECEIVER_LANDLORD,
    texts::RECEIVER_SUBLESSOR,
    texts::RECEIVER_TENANT,
];
const METHODS: [Text; 5] =
    [texts::METHOD_IN_PERSON, texts::METHOD_WECHAT, texts::METHOD_PRINT, texts::METHOD_PAPER, texts::METHOD_POSTED];
const HAZARDS_MAX: u32 = 200;
const MY_PHONE: &str = "my-phone";

/// What the page is about.
#[derive(Clone, PartialEq)]
struct Matter {
    premises: PremisesRow,
    inspection: Option<InspectionRow>,
    replaces: Option<NoticeRow>,
    hazards: Vec<HazardRow>,
}

/// The page.
#[component]
pub fn NewNoticePage() -> impl IntoView {
    let app = use_app();
    let (named, query) = (use_named::<PremisesId>("premises"), use_query_map());
    let matter = RwSignal::new_local(None::<Option<Matter>>);
    Effect::new(move |_| {
        app.revision.track();
        // On a phone that has just signed in the rows are still coming; a form with something in it stays as it is.
        let is_filled =
            |found: &Option<Option<Matter>>| matches!(found, Some(Some(found)) if !found.hazards.is_empty());
        if matter.try_with_untracked(is_filled).unwrap_or(true) {
            return;
        }
        let premises = named.get();
        let inspection = query.read().get("inspection").and_then(|id| id.parse::<InspectionId>().ok());
        let replaces = query.read().get("replaces").and_then(|id| id.parse::<NoticeId>().ok());
        leptos::task::spawn_local(async move {
            let found = match premises {
                Some(premises) => load(app, premises, inspection, replaces).await,
                None => None,
            };
            if matter.try_with_untracked(|before| before.as_ref() != Some(&found)).unwrap_or(false) {
                matter.try_set(Some(found));
            }
        });
    });
    move || match matter.get() {
        None => ().into_any(),
        Some(None) => view! {
            <div class="screen">
                <TopBar title=texts::NEW_NOTICE.get().to_owned() back="/"><Unsent/></TopBar>
                <main class="page"><Empty text=texts::NO_OPEN_ITEMS.get()/></main>
            </div>
        }
        .into_any(),
        Some(Some(matter)) => view! { <Form matter/> }.into_any(),
    }
}

async fn load(
    app: App,
    premises: PremisesId,
    inspection: Option<InspectionId>,
    replaces: Option<NoticeId>,
) -> Option<Matter> {
    let journal = app.journal();
    let premises = journal.premises(premises).await.ok()??;
    let replaces = match replaces {
        Some(id) => journal.notice(id).await.ok().flatten(),
        None => None,
    };
    let of_notice = replaces.as_ref().and_then(|row| row.issued.inspection);
    let inspection = match inspection.or(of_notice) {
        Some(id) => journal.inspection(id).await.ok().flatten(),
        None => None,
    };
    let filter = HazardFilter { premises: Some(premises.id), limit: HAZARDS_MAX, ..Default::default() };
    let mut hazards = journal.hazards(&filter).await.ok()?.rows;
    hazards.retain(is_to_tell);
    if hazards.is_empty() && replaces.is_none() {
        return None;
    }
    hazards.sort_by_key(|row| row.found_at);
    Some(Matter { premises, inspection, replaces, hazards })
}

/// Whether an owner is told of it: what was put right and waits to be looked at again is not asked for a second time.
pub(super) fn is_to_tell(row: &HazardRow) -> bool {
    !row.state.is_closed() && !row.state.is_mended() && row.found.handling != Handling::FixedOnSite
}

/// Which of those are told at first: after a visit its own, where it found any; else all.
pub(super) fn meant(hazards: &[HazardRow], inspection: Option<&InspectionRow>) -> BTreeSet<HazardId> {
    let ids = |own: &dyn Fn(&HazardRow) -> bool| {
        hazards.iter().filter(|row| is_to_tell(row) && own(row)).map(|row| row.id).collect::<BTreeSet<_>>()
    };
    let own = ids(&|row| inspection.is_some_and(|inspection| inspection.hazards.contains(&row.id)));
    if own.is_empty() { ids(&|_| true) } else { own }
}

/// What is being filled in.
#[derive(Clone, Copy)]
struct Filled {
    chosen: RwSignal<BTreeSet<HazardId>>,
    receiver: RwSignal<Option<Text>>,
    method: RwSignal<Option<Text>>,
    name: RwSignal<String>,
    phone: RwSignal<String>,
    wanting: RwSignal<Option<Text>>,
    busy: RwSignal<bool>,
}

impl Filled {
    fn of(matter: &Matter) -> Self {
        let chosen = meant(&matter.hazards, matter.inspection.as_ref());
        let before = matter.replaces.as_ref();
        let same = |all: &[Text], word: &str| all.iter().find(|text| text.zh == word).copied();
        let usual = if matter.premises.rooms.is_empty() { texts::RECEIVER_OWNER } else { texts::RECEIVER_LANDLORD };
        let receiver = before.map_or(Some(usual), |row| same(&RECEIVERS, &row.issued.receiver));
        Self {
            chosen: RwSignal::new(chosen),
            receiver: RwSignal::new(receiver),
            method: RwSignal::new(before.and_then(|row| same(&METHODS, &row.issued.method))),
            name: RwSignal::new(
                before.map_or_else(
                    || matter.premises.persons.owner_name.clone(),
                    |row| row.persons.receiver_name.clone(),
                ),
            ),
            phone: RwSignal::new(platform::kept(MY_PHONE).unwrap_or_default()),
            wanting: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }
}

#[component]
fn Form(matter: Matter) -> impl IntoView {
    let app = use_app();
    let filled = Filled::of(&matter);
    let title = if matter.replaces.is_some() { texts::CORRECTION } else { texts::NEW_NOTICE };
    let back = match &matter.inspection {
        Some(inspection) => format!("/record/{}", inspection.id),
        None => format!("/premises/{}", matter.premises.id),
    };
    let note = matter.premises.name.clone();
    let items = matter.hazards.iter().map(|row| item(row, filled)).collect_view();
    let is_empty = matter.hazards.is_empty();
    let chips = |all: [Text; 5], chosen: RwSignal<Option<Text>>| {
        let chip = move |text: Text| {
            let on = Signal::derive(move || chosen.get() == Some(text));
            view! { <Toggle label=text.get() on on_tap=move || chosen.set(Some(text))/> }
        };
        all.into_iter().map(chip).collect_view()
    };
    let matter = StoredValue::new_local(matter);
    let make = move |_| {
        if filled.busy.get_untracked() {
            return;
        }
        filled.busy.set(true);
        leptos::task::spawn_local(async move {
            let made = make(app, &matter.get_value(), filled).await;
            filled.busy.try_set(false);
            match made {
                Ok(id) => app.go_instead(&format!("/notice/{id}")),
                Err(sentence) => {
                    filled.wanting.try_set(Some(sentence));
                }
            }
        });
    };
    view! {
        <div class="screen">
            <TopBar title=title.get().to_owned() note=Signal::stored(note) back><Unsent/></TopBar>
            <main class="page">
                <section class="group">
                    <div class="group-head"><h2>{texts::WHICH_ITEMS.get()}</h2></div>
                    <div class="group-body notice-picks">
                        {items}
                        {is_empty.then(|| view! { <p class="quiet">{texts::NO_OPEN_ITEMS.get()}</p> })}
                    </div>
                </section>
                <section class="group">
                    <div class="group-head"><h2>{texts::RECEIVER.get()}</h2></div>
                    <div class="group-body">
                        <div class="chips" role="group" aria-label=texts::RECEIVER.get()>{chips(RECEIVERS, filled.receiver)}</div>
                        <label class="field"><span>{texts::RECEIVER_NAME.get()}</span><input class="input" type="text" maxlength="40" bind:value=filled.name/></label>
                    </div>
                </section>
                <section class="group">
                    <div class="group-head"><h2>{texts::METHOD.get()}</h2></div>
                    <div class="group-body">
                        <div class="chips" role="group" aria-label=texts::METHOD.get()>{chips(METHODS, filled.method)}</div>
                        <label class="field"><span>{texts::MY_PHONE.get()}</span><input class="input" type="tel" maxlength="20" bind:value=filled.phone/></label>
                        <PhoneCheck text=filled.phone/>
                    </div>
                </section>
                <p class="wanting" role="alert">{move || filled.wanting.get().map(Text::get)}</p>
            </main>
            <div class="bar"><div class="bar-inner">
                <button type="button" class="button main" disabled=move || filled.busy.get() on:click=make>{texts::MAKE.get()}</button>
            </div></div>
        </div>
    }
}

fn item(row: &HazardRow, filled: Filled) -> AnyView {
    let id = row.id;
    let what = row.found.what();
    let due = row.found.due_on.map(|due_on| texts::DUE_BEFORE.with(&[&crate::kit::month_day(due_on)]));
    let toggle = move |_| {
        filled.wanting.set(None);
        filled.chosen.update(|chosen| {
            if !chosen.remove(&id) {
                chosen.insert(id);
            }
        });
    };
    view! {
        <label class="notice-pick">
            <input type="checkbox" prop:checked=move || filled.chosen.read().contains(&id) on:change=toggle/>
            <span><b>{what}</b>{due.map(|due| view! { <small>{due}</small> })}</span>
        </label>
    }
    .into_any()
}

async fn make(app: App, matter: &Matter, filled: Filled) -> Result<NoticeId, Text> {
    let hazards: Vec<HazardRow> =
        matter.hazards.iter().filter(|row| filled.chosen.read_untracked().contains(&row.id)).cloned().collect();
    let receiver = filled.receiver.get_untracked().ok_or(texts::WANT_RECEIVER)?;
    let method = filled.method.get_untracked().ok_or(texts::WANT_METHOD)?;
    // The owner has to be able to ask back (field-practice 7).
    if filled.phone.get_untracked().trim().is_empty() {
        return Err(texts::WANT_PHONE);
    }
    let persons = NoticePersons {
        receiver_name: filled.name.get_untracked().trim().to_owned(),
        receiver_phone: matter.premises.persons.owner_phone.clone(),
        issuer_name: app.session().account.name.clone(),
        issuer_phone: filled.phone.get_untracked().trim().to_owned(),
    };
    platform::keep(MY_PHONE, Some(&persons.issuer_phone));
    let id = NoticeId(field::fresh_id());
    let token = LinkToken { subject: id.into(), secret: *uuid::Uuid::new_v4().as_bytes() };
    let draft = NoticeDraft {
        token: &token,
        premises: &matter.premises,
        inspection: matter.inspection.as_ref(),
        hazards: &hazards,
        catalogue: &app.catalogue(),
        receiver: receiver.zh,
        method: method.zh,
        persons: &persons,
        replaces: matter.replaces.as_ref(),
        today: app.today(),
        link_days: app.session().settings.outside.link_days,
    };
    let events = issue_notice(&draft).map_err(|wanting| match wanting {
        NoticeWanting::Hazards => texts::WANT_ITEMS,
        NoticeWanting::Receiver => texts::WANT_RECEIVER,
        NoticeWanting::Method => texts::WANT_METHOD,
    })?;
    // The link first: a notice whose link nobody has could not be handed over.
    let kept = app.journal().put_reference(&link_name(id), token.to_string().as_bytes()).await;
    kept.map_err(|_| words::STORAGE_FAILED)?;
    field::commit(app, events, None).await.map(|()| id).map_err(|error| field::trouble(&error))
}
