//! One premises in a list.

use crate::kit;
use crate::screens::labels;
use crate::state::use_app;
use crate::text::field as texts;
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::time::Date;
use gridwalk_replica::PremisesBrief;
use leptos::prelude::*;

/// Name, how far, what was last, when it is due.
#[component]
pub fn PremisesLine(
    /// Which.
    one: PremisesBrief,
    /// When it is due.
    due_on: Date,
    /// The present day.
    today: Date,
    /// Where the phone is.
    here: Signal<Option<Coordinate>>,
) -> impl IntoView {
    let app = use_app();
    let kind = app.catalogue().kind(&one.kind).map(|kind| kind.name.clone()).unwrap_or_default();
    let late = today.days_since(due_on);
    let (pill, pill_class, row_class) = match late {
        1.. => (texts::OVERDUE.count(late), "pill bad row-end", "row overdue"),
        0 => (texts::DUE_TODAY.get().to_owned(), "pill row-end", "row today"),
        -1 => (texts::DUE_TOMORROW.get().to_owned(), "pill plain row-end", "row"),
        -30..=-2 => (texts::DUE_IN_DAYS.count(-late), "pill plain row-end", "row"),
        _ => (kit::day(due_on, today), "pill plain row-end", "row"),
    };
    let name = if one.rooms > 0 {
        format!("{}（{}）", one.name, texts::ROOMS_COUNT.count(one.rooms))
    } else {
        one.name.clone()
    };
    let at = one.at;
    let far = move || Some(labels::distance(here.get()?.distance_m(at?)));
    let address = labels::short_address(app, one.area, &one.address);
    let sub = format!("{address} · {}", last(&one, &kind, today));
    view! {
        <li class=row_class>
            <span class="row-name"><a href=format!("/premises/{}", one.id)>{name}</a></span>
            <span class="row-side">{far}</span>
            <span class="row-sub">{sub}</span>
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
