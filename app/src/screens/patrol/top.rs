//! What comes before the list: records that came back, drafts, what is urgent, announcements and campaigns. Two cards
//! stand open; of more the first that came back and the draft, and the rest behind one line, so that the day's list
//! stays in sight.

use super::{moment, returned};
use crate::screens::hazard::hazard_cards;
use crate::screens::labels;
use crate::screens::tasks::task_card;
use crate::screens::visit::begin_correction;
use crate::state::{App, use_app};
use crate::text::field as texts;
use gridwalk_domain::ledger::{InspectionRow, ReviewState, TaskRow};
use gridwalk_domain::record::VisitDraft;
use leptos::prelude::*;
use std::rc::Rc;

/// At most so many cards stand open.
const OPEN_MAX: usize = 2;

/// How soon something wants doing; the first comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// A second person sent it back: the red card stands on top (field-practice 8). The first of several.
    Returned,
    /// Begun and not submitted: whoever was interrupted wants to go on.
    Begun,
    /// Today, or the matter stands still.
    Now,
    /// By its day.
    Later,
}

/// What a tap does.
#[derive(Clone)]
pub enum Way {
    /// Opens a page.
    Link(String),
    /// Opens the form in which a returned record is mended.
    Mend(Rc<InspectionRow>),
}

/// One matter that waits for this worker.
#[derive(Clone)]
pub struct Card {
    /// How soon.
    pub urgency: Urgency,
    /// What a tap does.
    pub way: Way,
    /// What it is.
    pub title: String,
    /// What is wanted.
    pub line: String,
}

// How many wait behind the line: of many cards what came back and what was begun stand open, or else the first.
fn hidden(cards: &[Card]) -> usize {
    let pressing = cards.iter().filter(|card| card.urgency <= Urgency::Begun).count();
    let open = if cards.len() > OPEN_MAX { pressing.clamp(1, OPEN_MAX) } else { OPEN_MAX };
    cards.len().saturating_sub(open)
}

/// All that waits, read again with every change.
#[component]
pub fn Attention(
    /// The open tasks of the scope.
    tasks: RwSignal<Vec<TaskRow>, LocalStorage>,
) -> impl IntoView {
    let app = use_app();
    let own = RwSignal::new_local(Vec::new());
    let all = RwSignal::new(false);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let found = own_cards(app).await;
            own.try_set(found);
        });
    });
    let cards = Signal::derive_local(move || in_order(app, own.get(), &tasks.read()));
    let shown = move || {
        let hidden = if all.get() { 0 } else { hidden(&cards.read()) };
        let count = cards.read().len() - hidden;
        cards.read().iter().take(count).cloned().map(|card| draw(app, card)).collect_view()
    };
    let more = move || {
        let hidden = hidden(&cards.read());
        (hidden > 0).then(|| {
            let label = move || if all.get() { texts::LESS.get().to_owned() } else { texts::MORE_WAITING.count(hidden) };
            view! {
                <button type="button" class="button small plain" aria-expanded=move || all.get().to_string() on:click=move |_| all.update(|all| *all = !*all)>{label}</button>
            }
        })
    };
    view! {
        {move || (!cards.read().is_empty()).then(|| view! { <div class="attention">{shown}{more}</div> })}
    }
}

// What came back, drafts, hazards.
async fn own_cards(app: App) -> Vec<Card> {
    let mut cards: Vec<Card> = returned(app).await.into_iter().filter_map(|row| returned_card(app, row)).collect();
    cards.iter_mut().skip(1).for_each(|card| card.urgency = Urgency::Now);
    cards.extend(draft_card(app).await);
    cards.extend(hazard_cards(app).await);
    cards
}

fn in_order(app: App, mut cards: Vec<Card>, tasks: &[TaskRow]) -> Vec<Card> {
    let (now, today) = (app.now(), app.today());
    cards.extend(tasks.iter().filter_map(|row| task_card(app, row, now, today)));
    cards.sort_by_key(|card| card.urgency);
    cards
}

fn draw(app: App, card: Card) -> AnyView {
    let class = match card.urgency {
        Urgency::Returned | Urgency::Now => "banner bad",
        Urgency::Begun | Urgency::Later => "banner brand",
    };
    let words = view! { <p><b>{card.title}</b><br/><span class="small">{card.line}</span></p> };
    match card.way {
        Way::Link(href) => view! { <a class=class href=href>{words}</a> }.into_any(),
        Way::Mend(row) => {
            let row = StoredValue::new_local(row);
            view! { <button type="button" class=class on:click=move |_| begin_correction(app, &row.get_value())>{words}</button> }
                .into_any()
        }
    }
}

/// 退回：老街面馆, with what is wanted. A tap opens the form where only that is mended.
fn returned_card(app: App, row: InspectionRow) -> Option<Card> {
    let ReviewState::Returned { what, .. } = &row.review else { return None };
    let reasons = what.reasons.iter().map(|reason| labels::return_reason(*reason).get()).collect::<Vec<_>>().join("、");
    let item = what.item.as_ref().and_then(|code| app.catalogue_asking(code).item(code).map(|item| item.text.clone()));
    let wanted = labels::return_wanted(what.wanted).get().to_owned();
    let parts = [wanted, reasons, item.unwrap_or_default(), what.note.clone()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Some(Card {
        urgency: Urgency::Returned,
        title: texts::RETURNED_CARD.with(&[&row.premises_name]),
        line: parts.join(" · "),
        way: Way::Mend(Rc::new(row)),
    })
}

/// The draft last changed; several of them as one card.
async fn draft_card(app: App) -> Option<Card> {
    let drafts = app.journal().drafts().await.ok()?;
    let newest: &VisitDraft = drafts.iter().max_by_key(|draft| draft.changed_at)?;
    let (href, title) = match drafts.len() {
        1 => (format!("/visit/{}", newest.inspection), texts::DRAFT_OF.with(&[&newest.premises_name])),
        many => ("/drafts".to_owned(), texts::DRAFTS.count(many)),
    };
    let line = texts::DRAFT_SINCE.with(&[&moment(app.correct(newest.started_at), app)]);
    Some(Card { urgency: Urgency::Begun, way: Way::Link(href), title, line })
}
