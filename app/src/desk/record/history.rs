//! What was decided before, what came back, and what changed since.

use super::{Found, item_text, moment};
use crate::desk::frame::Fold;
use crate::screens::labels;
use crate::state::App;
use crate::text::{common as words, desk as texts};
use gridwalk_domain::event::ReviewReturned;
use gridwalk_domain::ledger::{PastReturn, ReviewState};
use leptos::prelude::*;

/// The cards above the photos; none for a record that comes for the first time.
pub fn history(app: App, found: &Found) -> AnyView {
    let row = &found.row;
    let passed = match &row.review {
        ReviewState::Passed { by, at } => {
            Some(texts::PASSED_BY.with(&[&app.session().name_of(*by), &moment(app, *at)]))
        }
        _ => None,
    };
    let is_returned = matches!(row.review, ReviewState::Returned { .. });
    // The last return is the card in red while it stands; once mended it is one of the past ones.
    let past = if is_returned { row.returns.split_last().map_or(&[][..], |(_, past)| past) } else { &row.returns };
    let standing = row.returns.last().filter(|_| is_returned).map(|last| {
        view! { <div class="banner bad"><div>{return_lines(app, last)}</div></div> }
    });
    view! {
        {passed.map(|passed| view! { <p class="banner ok">{passed}</p> })}
        {standing}
        {(row.corrections > 0).then(|| correction(app, found))}
        {(!past.is_empty()).then(|| view! {
            <details class="group">
                <summary class="group-head">{texts::RETURNS_TITLE.count(past.len())}<Fold/></summary>
                <div class="group-body">{past.iter().map(|one| view! { <div>{return_lines(app, one)}</div> }).collect_view()}</div>
            </details>
        })}
    }
    .into_any()
}

fn return_lines(app: App, past: &PastReturn) -> AnyView {
    let by = texts::RETURNED_BY.with(&[&app.session().name_of(past.by), &moment(app, past.at)]);
    let lines = what_lines(app, &past.what).into_iter().map(|line| view! { <p>{line}</p> });
    view! { <p class="strong">{by}</p>{lines.collect_view()} }.into_any()
}

fn what_lines(app: App, what: &ReviewReturned) -> Vec<String> {
    let reasons = what.reasons.iter().map(|reason| labels::return_reason(*reason).get()).collect::<Vec<_>>();
    let said = reasons.into_iter().chain((!what.note.is_empty()).then_some(what.note.as_str())).collect::<Vec<_>>();
    let pointed =
        what.item.as_deref().map(|item| texts::POINTS_AT.with(&[&item_text(&app.catalogue_asking(item), item)]));
    let wanted = texts::WANTED.with(&[labels::return_wanted(what.wanted).get()]);
    let said = (!said.is_empty()).then(|| said.join(words::COMMA.get()));
    [said, pointed, Some(wanted)].into_iter().flatten().collect()
}

fn correction(app: App, found: &Found) -> AnyView {
    let row = &found.row;
    let catalogue = found.catalogue(app);
    let changed = row.changed.iter().map(|code| item_text(&catalogue, code)).collect::<Vec<_>>();
    let retaken = row.record.all_photos().into_iter().filter(|photo| photo.retaken).count();
    let lines = [
        (!changed.is_empty()).then(|| texts::CORRECTION_CHANGED.with(&[&changed.join(words::CLAUSE_PART.get())])),
        (retaken > 0).then(|| format!("{} {retaken}", words::RETAKEN.get())),
        (!row.remark.is_empty()).then(|| texts::CORRECTION_REMARK.with(&[&row.remark])),
    ];
    view! {
        <div class="banner brand"><div>
            <p class="strong">{texts::CORRECTION_TITLE.count(row.corrections)}</p>
            {lines.into_iter().flatten().map(|line| view! { <p>{line}</p> }).collect_view()}
        </div></div>
    }
    .into_any()
}
