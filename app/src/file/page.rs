//! `/premises/:id/file`: the whole file, and every 变更.

use super::form::{EditForm, Values, filled};
use super::kept::load_register;
use super::log::change_log;
use super::persons::Persons;
use super::signals::Signals;
use super::site::SiteGroup;
use super::spaces::Spaces;
use super::standing::StandingSteps;
use super::succeed::Succeed;
use super::summary::{FileSummary, is_unit};
use crate::field;
use crate::kit::{Empty, TopBar};
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::{use_found, use_named};
use crate::text::{common as words, file as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{Change, FileChanged, FileVerified, SubjectKind, SupervisionEscalated};
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::{PremisesRow, Row, RowKey, SiteRow};
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::register::{Register, SUPERVISING_BODY};
use leptos::prelude::*;
use std::sync::Arc;

/// Most premises of one site that the page lists.
const TENANTS_MAX: usize = 100;

#[derive(Clone)]
struct Found {
    row: PremisesRow,
    site: Option<SiteRow>,
    tenants: Vec<PremisesRow>,
    register: Arc<Register>,
}

impl PartialEq for Found {
    // The register is the same for the whole session.
    fn eq(&self, other: &Self) -> bool {
        self.row == other.row && self.site == other.site && self.tenants == other.tenants
    }
}

/// The page, on the field and at the desk.
#[component]
pub fn FilePage() -> impl IntoView {
    let app = use_app();
    let id = use_named::<PremisesId>("id");
    let found = use_found(app, id, async move |id| load(app, id).await.map(Arc::new));
    let editing = RwSignal::new(None::<Values>);
    Effect::new(move |_| {
        id.track();
        editing.set(None);
    });
    move || {
        match found.get() {
        None => ().into_any(),
        Some(None) => view! { <div class="screen"><TopBar title=texts::FILE.get().to_owned() back="/ledger"/><Empty text=words::NOTHING_HERE.get()/></div> }.into_any(),
        Some(Some(found)) => view! { <Page found editing/> }.into_any(),
    }
    }
}

async fn load(app: App, id: PremisesId) -> Option<Found> {
    let journal = app.journal();
    let row = journal.premises(id).await.ok()??;
    let register = load_register().await?;
    let (mut site, mut tenants) = (None, Vec::new());
    if let Some(of) = row.site {
        if let Ok(Some(Row::Site(found))) = journal.row(RowKey { kind: SubjectKind::Site, id: of.into() }).await {
            site = Some(found);
        }
        let all = journal.premises_list().await.ok()?;
        for one in all.iter().filter(|one| one.site == Some(of) && one.standing.is_live()).take(TENANTS_MAX) {
            tenants.extend(journal.premises(one.id).await.ok().flatten());
        }
    }
    Some(Found { row, site, tenants, register })
}

#[component]
fn Page(found: Arc<Found>, editing: RwSignal<Option<Values>>) -> impl IntoView {
    let row = found.row.clone();
    let (title, note) = (row.name.clone(), format!("{} · {}", texts::FILE.get(), row.address));
    let back = format!("/premises/{}", row.id);
    let is_editing = Memo::new(move |_| editing.read().is_some());
    let body = move || match is_editing.get() {
        true => view! { <EditForm row=found.row.clone() register=found.register.clone() editing/> }.into_any(),
        false => whole(&found, editing),
    };
    // At the desk it stands within the frame's own.
    let landmark = (use_app().session().role == Role::Worker).then_some("main");
    view! {
        <div class="screen file-page">
            <TopBar title note=Signal::stored(note) back=back><Unsent/></TopBar>
            <div class="page" role=landmark>{body}</div>
        </div>
    }
}

fn whole(found: &Found, editing: RwSignal<Option<Values>>) -> AnyView {
    let app = use_app();
    let row = found.row.clone();
    let Some(kind) = app.catalogue().kind(&row.kind).cloned() else { return ().into_any() };
    let (succeeding, busy) = (RwSignal::new(false), RwSignal::new(false));
    let (kept, verified) = (StoredValue::new(row.clone()), row.clone());
    let verify = move |_| {
        let said = texts::SAID_VERIFIED.with(&[&verified.name]);
        field::send(app, vec![NewEvent::about(&verified, FileVerified {})], said, busy);
    };
    let edit = move |_| {
        let mut values = kept.with_value(|row| row.details.clone());
        kept.with_value(|row| {
            values.insert("name".to_owned(), row.name.clone());
            values.insert("address".to_owned(), row.address.clone());
        });
        editing.set(Some(values));
    };
    let may_verify = matches!(app.session().role, Role::Worker | Role::Committee) && row.file.standing.is_live();
    let site = found.site.clone().map(|site| view! { <SiteGroup site others=found.tenants.clone()/> });
    view! {
        <FileSummary row=row.clone()/>
        <div class="pair">
            {may_verify.then(|| view! { <button type="button" class="button" on:click=verify>{texts::VERIFY.get()}</button> })}
            <button type="button" class="button main" on:click=edit>{texts::EDIT.get()}</button>
        </div>
        {is_unit(kind.family).then(|| supervision(app, &row))}
        {neighbours(&row)}
        {filled(&found.register, &kind, &row)}
        <Persons row=row.clone()/>
        {site}
        <Spaces row=row.clone()/>
        <Signals row=row.clone()/>
        <StandingSteps row=row.clone() on_succeed=move || succeeding.set(true)/>
        {change_log(app, &found.register, &kind, &row)}
        {move || succeeding.get().then(|| view! { <Succeed row=kept.get_value() on_close=move || succeeding.set(false)/> })}
    }
    .into_any()
}

/// Who supervises, where nobody is named: the committee fills in the kind's body or asks the sub-district (R05).
fn supervision(app: App, row: &PremisesRow) -> Option<AnyView> {
    let role = app.session().role;
    if row.supervising_body().is_some() || role == Role::Worker {
        return None;
    }
    let (row, busy) = (StoredValue::new(row.clone()), RwSignal::new(false));
    let by_kind = row.with_value(|row| app.session().settings.register.supervising_body.get(&row.kind).cloned());
    let fill = by_kind.map(|body| {
        let label = texts::FILL_DEFAULT.count(&body);
        let set = move |_| {
            let changes = [(SUPERVISING_BODY.to_owned(), Change { old: String::new(), new: body.clone() })].into();
            let event = row.with_value(|row| NewEvent::about(row, FileChanged { changes, persons: Vec::new() }));
            field::send(app, vec![event], texts::SAID_BODY.count(&body), busy);
        };
        view! { <button type="button" class="button small main" on:click=set>{label}</button> }
    });
    let is_asked = row.with_value(|row| row.file.body_unclear_since.is_some());
    let escalate = (role == Role::Committee && !is_asked).then(|| {
        let ask = move |_| {
            let event = row.with_value(|row| NewEvent::about(row, SupervisionEscalated::default()));
            field::send(app, vec![event], texts::SAID_ESCALATED.get().to_owned(), busy);
        };
        view! { <button type="button" class="button small" on:click=ask>{texts::ESCALATE.get()}</button> }
    });
    Some(
        view! {
            <div class="banner warn">
                <p>{if is_asked { texts::UNCLEAR.get() } else { texts::BLIND_BODY.get() }}</p>
                <div class="chips">{fill}{escalate}</div>
            </div>
        }
        .into_any(),
    )
}

/// 换业态: what was here before, and what is here now.
fn neighbours(row: &PremisesRow) -> AnyView {
    let link = |id: Option<PremisesId>, label: crate::text::Text| {
        id.map(|id| view! { <a class="button small" href=format!("/premises/{id}/file")>{label.get()}</a> })
    };
    view! { {link(row.file.successor, texts::NOW_HERE)}{link(row.file.predecessor, texts::BEFORE_HERE)} }.into_any()
}
