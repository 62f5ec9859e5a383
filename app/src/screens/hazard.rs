//! A hazard in the worker's hand: where it stands, what to do next, before and after, and going to see it again.

mod cards;
mod facts;
mod revisit;
mod wishes;

pub use cards::hazard_cards;

use super::standing::Standing;
use crate::hazard::{TypicalScene, hazard_name, history};
use crate::kit::{Empty, Icon, TopBar, icon};
use crate::position;
use crate::shell::Unsent;
use crate::state::{App, use_app};
use crate::subject::use_subject;
use crate::text::{field, followup as texts, notice as notices};
use facts::{Photos, Stand, Wrong};
use gridwalk_domain::id::HazardId;
use gridwalk_domain::ledger::{HazardRow, HazardState, PremisesRow};
use leptos::prelude::*;
use revisit::{RevisitForm, may_revisit, use_revisit};
use wishes::{MoreTime, Withdraw};

type Found = (HazardRow, Option<PremisesRow>);

async fn load(app: App, id: HazardId) -> Option<Found> {
    let row = app.journal().hazard(id).await.ok()??;
    let premises = app.journal().premises(row.found.premises).await.ok().flatten();
    Some((row, premises))
}

/// `/hazards/:id` of the field entry.
#[component]
pub fn HazardPage() -> impl IntoView {
    let app = use_app();
    let found = use_subject(app, async move |id: HazardId| load(app, id).await);
    let form = use_revisit(app);
    let fix = position::watch();
    let title = Signal::derive(move || {
        found.read().as_ref().and_then(|found| found.as_ref().map(|(row, _)| hazard_name(row))).unwrap_or_default()
    });
    let note = Signal::derive(move || {
        found
            .read()
            .as_ref()
            .and_then(|found| found.as_ref().map(|(row, premises)| place(row, premises.as_ref())))
            .unwrap_or_default()
    });
    view! {
        <div class="screen">
            <TopBar title note back="/hazards"><Unsent/></TopBar>
            {move || match found.get() {
                None => ().into_any(),
                Some(None) => view! { <main class="page"><Empty text=texts::NOT_HERE.get() picture=Icon::Hazard/></main> }.into_any(),
                Some(Some((row, premises))) => page(row, premises, form, fix),
            }}
        </div>
    }
}

fn place(row: &HazardRow, premises: Option<&PremisesRow>) -> String {
    let (name, address) = premises
        .map_or((row.premises_name.as_str(), ""), |premises| (premises.name.as_str(), premises.address.as_str()));
    [name, address].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn page(row: HazardRow, premises: Option<PremisesRow>, form: revisit::Form, fix: ReadSignal<position::Fix>) -> AnyView {
    let app = use_app();
    let (id, is_open) = (row.id, RwSignal::new(false));
    let is_begun = Memo::new(move |_| is_open.get() || form.get().is_about(id));
    let offers = may_revisit(&row);
    let closed = row.state == HazardState::ClosedOut;
    let label = if closed { texts::LOOK_BACK } else { texts::REVISIT };
    let begin = move |_| {
        form.begin(id);
        is_open.set(true);
        // The form stands at the top.
        window().scroll_to_with_x_and_y(0.0, 0.0);
    };
    let stored = StoredValue::new((row.clone(), premises.clone()));
    view! {
        <main class="page">
            <Standing of=id/>
            <Stand row=row.clone()/>
            {move || (offers && is_begun.get()).then(|| {
                let (row, premises) = stored.get_value();
                view! { <RevisitForm row premises form fix on_close=move || { form.end(); is_open.set(false); }/> }
            })}
            <Photos row=row.clone()/>
            <Wrong row=row.clone() premises=premises.clone()/>
            {acts(app, &row, premises.as_ref())}
            <section class="group">
                <div class="group-head"><h2>{texts::HISTORY.get()}</h2></div>
                <div class="group-body">{history(app, &row)}</div>
            </section>
        </main>
        {move || (offers && !is_begun.get()).then(|| view! {
            <div class="bar"><div class="bar-inner"><button type="button" class="button main" on:click=begin>{icon(Icon::Walk)}{label.get()}</button></div></div>
        })}
    }
    .into_any()
}

// 告知 first while nobody was told; then what is asked of others.
fn acts(app: App, row: &HazardRow, premises: Option<&PremisesRow>) -> AnyView {
    let is_open = !row.state.is_closed();
    let is_told = row.state != HazardState::Found;
    let tell = if is_told { "button small" } else { "button small main" };
    let at = row.found.premises;
    let phone = premises.map(|premises| premises.persons.owner_phone.clone()).filter(|phone| !phone.is_empty());
    let is_own = row.finder == app.session().account.id;
    view! {
        <nav class="quick" aria-label=texts::WHAT_TO_DO.get()>
            {is_open.then(|| view! { <a class=tell href=format!("/notice/new/{at}")>{notices::TELL.get()}</a> })}
            {phone.map(|phone| view! { <a class="button small" href=format!("tel:{phone}")>{icon(Icon::Phone)}{field::CALL_OWNER.get()}</a> })}
            {(is_open && row.is_waiting()).then(|| view! { <MoreTime row=row.clone()/> })}
            <TypicalScene row=row.clone()/>
            {(is_open && is_own && row.withdrawal_wish.is_none()).then(|| view! { <Withdraw row=row.clone()/> })}
            <a class="button small" href=format!("/premises/{at}")>{texts::SEE_PREMISES.get()}</a>
            {row.found.inspection.map(|visit| view! { <a class="button small" href=format!("/record/{visit}")>{texts::SEE_VISIT.get()}</a> })}
        </nav>
    }
    .into_any()
}
