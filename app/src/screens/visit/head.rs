//! The bar above a visit: name, kind, whether the draft is safe, position, progress, and what is not on the server.

use super::form::{Visit, trouble};
use super::place::fix_words;
use super::rooms;
use super::saver::Saved;
use crate::kit::{Icon, icon};
use crate::shell::Unsent;
use crate::text::{common as words, visit as texts};
use gridwalk_domain::event::{NotEnteredReason, ReviewReturned};
use gridwalk_domain::ledger::ReviewState;
use leptos::prelude::*;

/// The bar; `progress` only where a checklist is gone through.
pub fn head_view(visit: Visit, title: String, progress: bool) -> AnyView {
    let kind = visit.scene.with_untracked(|scene| scene.kind_name.clone());
    let back = visit.scene.with_untracked(|scene| match scene.returned {
        Some((ref row, _)) => format!("/record/{}", row.id),
        None => format!("/premises/{}", scene.premises.id),
    });
    leave_on_back(visit);
    let note = move || {
        let saved = match visit.saved.get() {
            Saved::Yes => texts::DRAFT_SAVED.get(),
            Saved::Writing => texts::DRAFT_SAVING.get(),
            Saved::Full | Saved::Failed => texts::DRAFT_NOT_SAVED.get(),
        };
        let fix = visit.scene.with(|scene| fix_words(visit.fix.get(), scene.border.as_ref()));
        // The bar of a checklist is full; its items tell the kind.
        let kind = (!progress).then_some(kind.as_str());
        kind.into_iter().chain([saved, &fix]).collect::<Vec<_>>().join(" · ")
    };
    view! {
        <header class="top visit-top">
            <a class="back" href=back aria-label=words::BACK.get() on:click=move |_| leave(visit)>{icon(Icon::Back)}</a>
            <div class="top-title"><h1>{title}</h1></div>
            <Unsent/>
            <div class="visit-line">
                {progress.then(|| progress_view(visit))}
                <p class="visit-note" class:bad=move || trouble(visit.saved.get()).is_some()>{note}</p>
            </div>
        </header>
    }
    .into_any()
}

// By the phone's own way back too: by then the address is that of the screen before. 存草稿 leads to the patrol list, and
// means what it says.
fn leave_on_back(visit: Visit) {
    on_cleanup(move || {
        let Some(own) = visit.draft.try_with_untracked(|draft| draft.inspection.to_string()) else { return };
        let is_left = |path: String| path != "/" && !path.ends_with(&own);
        if window().location().pathname().is_ok_and(is_left) {
            leave(visit);
        }
    });
}

// Who only looked leaves no draft behind.
fn leave(visit: Visit) {
    let (id, is_untouched) = visit.draft.with_untracked(|draft| (draft.inspection, draft.is_untouched()));
    if !is_untouched {
        return;
    }
    let saver = visit.saver();
    saver.close();
    leptos::task::spawn_local(async move {
        saver.rest().await;
        // One that stays is an empty draft, which can be discarded by hand.
        if visit.app.journal().discard_draft(id).await.is_ok() {
            visit.app.changed();
        }
    });
}

fn progress_view(visit: Visit) -> AnyView {
    let of_items = Memo::new(move |_| {
        let scene = visit.scene.get();
        visit.draft.with(|draft| scene.sheets.sheet.progress(&draft.answers))
    });
    let has_rooms = visit.scene.with_untracked(|scene| scene.has_rooms());
    let shown = move || {
        let (answered, all) = of_items.get();
        let items = format!("{answered} / {all}");
        match has_rooms {
            true => [items, texts::ROOMS_SEEN.count(rooms::seen(visit).0)].join(" · "),
            false => items,
        }
    };
    let done = move || of_items.with(|(answered, all)| answered == all);
    view! { <span class="pill brand" class:ok=done aria-label=move || texts::PROGRESS.with(&[&shown()]) role="status">{shown}</span> }.into_any()
}

/// What the reviewer wants, above a correction.
pub fn returned_view(visit: Visit) -> AnyView {
    let Some(what) =
        visit.scene.with_untracked(|scene| scene.returned.as_ref().and_then(|(row, _)| returned(&row.review)))
    else {
        return ().into_any();
    };
    let item = what.item.as_ref().and_then(|code| {
        visit.scene.with_untracked(|scene| {
            scene.item(None, code).or_else(|| scene.sheets.room_sheet.as_ref()?.item(code).cloned())
        })
    });
    view! { {return_card(&what, item.map(|item| item.text.clone()))} }.into_any()
}

/// The return that a row stands at, if it does.
pub fn returned(review: &ReviewState) -> Option<ReviewReturned> {
    match review {
        ReviewState::Returned { what, .. } => Some(what.clone()),
        _ => None,
    }
}

/// 退回: reasons, what is wanted, the note.
pub fn return_card(what: &ReviewReturned, item: Option<String>) -> AnyView {
    use crate::screens::labels;
    let reasons = what.reasons.iter().map(|reason| labels::return_reason(*reason).get()).collect::<Vec<_>>().join("、");
    view! {
        <section class="banner bad return-card">
            <div>
                <p><b>{words::RETURNED.get()}</b>" "{reasons}</p>
                {(!what.note.is_empty()).then(|| view! { <p>{what.note.clone()}</p> })}
                {item.map(|item| view! { <p>{texts::RETURN_ITEM.with(&[&item])}</p> })}
                <p>{texts::RETURN_WANTED.with(&[labels::return_wanted(what.wanted).get()])}</p>
            </div>
        </section>
    }
    .into_any()
}

/// All reasons of 没进去, in order.
pub const NOT_ENTERED: [NotEnteredReason; 5] = [
    NotEnteredReason::NoOneThere,
    NotEnteredReason::Refused,
    NotEnteredReason::Closed,
    NotEnteredReason::MovedAway,
    NotEnteredReason::NoSuchPlace,
];
