//! Hazards before the patrol list: those given to this worker, and how many are overdue or soon due.

use crate::hazard::{due_pill, hazard_name, state_pill};
use crate::screens::patrol::{Card, Urgency, Way};
use crate::state::App;
use crate::text::{common as words, followup as texts};
use gridwalk_domain::followup::{due_soon, overdue_days};
use gridwalk_domain::ledger::HazardRow;
use gridwalk_replica::HazardFilter;

// A worker's cell has some dozens.
const OPEN_MAX: u32 = 1_000;
/// Cards of single hazards; the rest is a number.
const CARDS: usize = 3;

/// A card for each of the first that were given to this worker, and one that counts.
pub async fn hazard_cards(app: App) -> Vec<Card> {
    let filter = HazardFilter { open_only: true, limit: OPEN_MAX, ..Default::default() };
    let rows = app.journal().hazards(&filter).await.map(|page| page.rows).unwrap_or_default();
    let (today, session) = (app.today(), app.session());
    let settings = &session.settings;
    let is_mine = |row: &&HazardRow| row.assigned_to == Some(session.account.id) && row.is_waiting();
    let mine: Vec<&HazardRow> = rows.iter().filter(is_mine).collect();
    let mut cards: Vec<Card> = mine.iter().take(CARDS).map(|row| own_card(app, row)).collect();
    let late = rows.iter().filter(|row| overdue_days(row, today, settings).is_some()).count();
    let soon = rows.iter().filter(|row| due_soon(row, today, &settings.hazards).is_some()).count();
    let within = settings.hazards.remind_before_days.to_string();
    let counts = [
        (late > 0).then(|| texts::CARD_LATE.count(late)),
        (soon > 0).then(|| texts::CARD_SOON.with(&[&soon.to_string(), &within])),
        (mine.len() > CARDS).then(|| texts::CARD_MORE.count(mine.len() - CARDS)),
    ];
    let mut counts = counts.into_iter().flatten();
    if let Some(title) = counts.next() {
        let line = counts.collect::<Vec<_>>().join(words::COMMA.get());
        let line = if line.is_empty() { texts::CARD_GO.get().to_owned() } else { line };
        cards.push(Card { urgency: Urgency::Later, way: Way::Link("/hazards".to_owned()), title, line });
    }
    cards
}

fn own_card(app: App, row: &HazardRow) -> Card {
    let due = due_pill(app, row).map_or_else(|| state_pill(row).0.to_owned(), |(text, _)| text);
    let is_late = overdue_days(row, app.today(), &app.session().settings).is_some();
    Card {
        urgency: if is_late { Urgency::Now } else { Urgency::Later },
        way: Way::Link(format!("/hazards/{}", row.id)),
        title: format!("{} · {}", texts::CARD_MINE.get(), row.premises_name),
        line: [hazard_name(row), due].join(" · "),
    }
}
