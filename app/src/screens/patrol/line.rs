//! One premises in a list.

use crate::file::standing_text;
use crate::kit;
use crate::screens::labels;
use crate::state::App;
use crate::text::{field as texts, tasks};
use gridwalk_domain::mask;
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::time::Date;
use gridwalk_replica::{PremisesBrief, Sought};
use leptos::prelude::*;

/// What a line says.
#[derive(Clone)]
pub struct Line {
    /// Which.
    pub one: PremisesBrief,
    /// Its kind's name.
    pub kind: String,
    /// Without what every one of the list shares.
    pub address: String,
    /// When it is due.
    pub due_on: Date,
    /// The present day.
    pub today: Date,
    /// Whether it was found by its owner's name, which the line does not show.
    pub by_owner: bool,
}

impl Line {
    /// Of a premises.
    pub fn new(app: App, one: PremisesBrief, due_on: Date, sought: &Sought) -> Self {
        let kind = app.catalogue().kind(&one.kind).map(|kind| kind.name.clone()).unwrap_or_default();
        let address = labels::short_address(&app.tree(), &app.session().areas, one.area, &one.address);
        let by_owner = sought.needs_owner(&one);
        Self { one, kind, address, due_on, today: app.today(), by_owner }
    }
}

/// Due later than this is never.
const DAYS_OF_A_YEAR: i64 = 366;

/// Name, how far, what was last, when it is due.
#[component]
pub fn PremisesLine(
    /// Which.
    line: Line,
    /// Where the phone is.
    here: Signal<Option<Coordinate>>,
    /// Whether a campaign wants it visited.
    #[prop(default = false)]
    is_awaited: bool,
) -> impl IntoView {
    let Line { one, kind, address, due_on, today, by_owner } = line;
    let late = today.days_since(due_on);
    let (pill, pill_class, row_class) = match late {
        1.. => (texts::OVERDUE.count(late), "pill bad row-end", "row overdue"),
        0 => (texts::DUE_TODAY.get().to_owned(), "pill row-end", "row today"),
        -1 => (texts::DUE_TOMORROW.get().to_owned(), "pill plain row-end", "row"),
        -30..=-2 => (texts::DUE_IN_DAYS.count(-late), "pill plain row-end", "row"),
        _ => (kit::day(due_on, today), "pill plain row-end", "row"),
    };
    let (standing, _) = standing_text(one.standing);
    let is_live = one.standing.is_live();
    // Closed and looked at again: nobody goes there any more.
    let pill = if !is_live && late < -DAYS_OF_A_YEAR { standing.get().to_owned() } else { pill };
    let name = if one.rooms > 0 {
        format!("{}（{}）", one.name, texts::ROOMS_COUNT.count(one.rooms))
    } else {
        one.name.clone()
    };
    let at = one.at;
    let far = move || Some(labels::distance(here.get()?.distance_m(at?)));
    // What does not fit beside the others stands below them, and no dot hangs between.
    let parts = [
        (!is_live).then(|| standing.get().to_owned()),
        is_awaited.then(|| tasks::AWAITED.get().to_owned()),
        by_owner.then(|| texts::FOUND_BY_OWNER.with(&[&mask::name(&one.owner_name)])),
        Some(address),
        Some(last(&one, &kind, today)),
    ];
    let part =
        |part: String| view! { <span class="part"><span class="dot" aria-hidden="true">"·"</span>" "{part}" "</span> };
    let parts = parts.into_iter().flatten().map(part).collect_view();
    view! {
        <li class=row_class>
            <span class="row-name"><a href=format!("/premises/{}", one.id)>{name}</a></span>
            <span class="row-side">{far}</span>
            <span class="row-sub"><span class="parts">{parts}</span></span>
            <span class=pill_class>{pill}</span>
        </li>
    }
}

fn last(one: &PremisesBrief, kind: &str, today: Date) -> String {
    match (one.open_hazards, one.not_entered, one.last_visit_at) {
        (1.., _, _) => texts::NOT_MENDED.count(one.open_hazards),
        (_, Some(why), Some(at)) => {
            format!("{}{}", kit::day_in_words(at.date_in_shanghai(), today), labels::not_entered(why).get())
        }
        (_, _, None) => format!("{kind} · {}", texts::NEVER_VISITED.get()),
        (_, _, Some(_)) => kind.to_owned(),
    }
}
