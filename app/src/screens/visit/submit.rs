//! 提交巡查: what is missing is said and shown; else the draft becomes events in one commit. Never a dead button.

use super::form::{Visit, trouble, use_visit};
use super::spot::{Spot, hazard_id};
use crate::field;
use crate::position::Fix;
use crate::text::{Text, common as words, visit as texts};
use gridwalk_domain::checklist::Violation;
use gridwalk_domain::record::{DraftStage, correct_visit, record_visit};
use gridwalk_replica::CommitError;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::{ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// 存草稿, and the widest: 提交巡查; above them what is missing.
#[component]
pub fn Bar() -> impl IntoView {
    let visit = use_visit();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<Text>);
    let sentence = Memo::new(move |_| {
        let wants_reason = visit.no_entry && visit.tried.get() && visit.draft.with(|draft| draft.not_entered.is_none());
        let trouble = failed.get().or_else(|| trouble(visit.saved.get())).map(|text| text.get().to_owned());
        trouble
            .or_else(|| wants_reason.then(|| texts::CHOOSE_REASON.get().to_owned()))
            .or_else(|| visit.missing.with(|missing| missing_sentence(missing)))
    });
    let (to_saved, to_patrol) = (use_navigate(), use_navigate());
    let submit = move |_| {
        if busy.get_untracked() {
            return;
        }
        failed.set(None);
        visit.tried.set(true);
        if let Some(element) = first_missing(visit) {
            scroll_soon(element);
            return;
        }
        busy.set(true);
        let navigate = to_saved.clone();
        leptos::task::spawn_local(async move {
            let id = visit.draft.with_untracked(|draft| draft.inspection);
            match send(visit).await {
                Ok(()) => navigate(&format!("/saved/{id}"), NavigateOptions { replace: true, ..Default::default() }),
                Err(why) => {
                    failed.try_set(why);
                }
            }
            busy.try_set(false);
        });
    };
    let keep = move |_| {
        let navigate = to_patrol.clone();
        visit.saver().harden();
        leptos::task::spawn_local(async move {
            visit.saver().rest().await;
            if visit.saved.try_get_untracked().and_then(trouble).is_none() {
                visit.app.say(texts::DRAFT_KEPT.get());
                navigate("/", NavigateOptions::default());
            }
        });
    };
    view! {
        <footer class="bar">
            <p class="bar-note" role="alert">{move || sentence.get()}</p>
            <div class="bar-inner">
                <button type="button" class="button side" on:click=keep>{texts::KEEP_DRAFT.get()}</button>
                <button type="button" class="button main" aria-busy=move || busy.get().to_string() on:click=submit>
                    {move || if busy.get() { texts::SUBMITTING.get() } else { texts::SUBMIT.get() }}
                </button>
            </div>
        </footer>
    }
}

// Opens the room of the first thing that is missing; the id of its element.
fn first_missing(visit: Visit) -> Option<String> {
    if visit.no_entry && visit.draft.with_untracked(|draft| draft.not_entered.is_none()) {
        return Some("reason".to_owned());
    }
    let first = visit.missing.get_untracked().into_iter().next()?;
    if let Some(room) = first.room() {
        visit.room.set(Some(room));
    }
    Some(element_of(&first))
}

fn element_of(violation: &Violation) -> String {
    match (violation.item(), violation.hazard()) {
        (Some(item), _) => Spot::new(violation.room(), item).dom_id(),
        (None, Some(hazard)) => hazard_id(hazard),
        (None, None) => "note".to_owned(),
    }
}

/// Brings an element into view once the page has drawn what it stands in.
pub fn scroll_soon(id: String) {
    request_animation_frame(move || {
        request_animation_frame(move || {
            let Some(element) = document().get_element_by_id(&id) else { return };
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Center);
            options.set_behavior(ScrollBehavior::Auto);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        });
    });
}

// Waits for photos on their way, then commits. `Err(None)`: it turned out that something is missing after all.
async fn send(visit: Visit) -> Result<(), Option<Text>> {
    let saver = visit.saver();
    saver.rest().await;
    if let Some(Fix::Found(position)) = visit.fix.try_get_untracked() {
        visit.update(|draft| draft.position = Some(position));
        saver.rest().await;
    }
    let draft = visit.draft.get_untracked();
    let scene = visit.scene.get_untracked();
    let context = scene.context();
    let events = match (&draft.stage, &scene.returned) {
        (DraftStage::Correction { .. }, Some((previous, hazards))) => {
            correct_visit(&draft, previous, hazards, &context, &mut field::fresh_id)
        }
        _ => record_visit(&draft, &context, &mut field::fresh_id),
    };
    let events = events.map_err(|_| None)?;
    saver.close();
    let result = field::commit(visit.app, events, Some(draft.inspection)).await;
    if result.is_err() {
        saver.reopen();
    }
    result.map_err(|error| {
        Some(match error {
            CommitError::Full => words::STORAGE_FULL,
            CommitError::PhotoMissing(_) => texts::PHOTO_LOST,
            CommitError::NotYours => words::OTHER_ACCOUNT,
            CommitError::Unreadable { .. } | CommitError::Store(_) => words::STORAGE_FAILED,
        })
    })
}

/// What is missing at one place.
pub fn missing_words(violation: &Violation) -> String {
    match violation.what() {
        Violation::Unanswered { .. } | Violation::MajorUnanswered { .. } | Violation::EarlierUnanswered { .. } => {
            texts::NOT_ANSWERED.get().to_owned()
        }
        Violation::PhotoMissing { .. } => texts::NO_PHOTO_YET.get().to_owned(),
        Violation::HandlingMissing { .. } => texts::NO_HANDLING_YET.get().to_owned(),
        Violation::MajorNotReported { .. } => texts::MUST_REPORT.get().to_owned(),
        Violation::NumberOutOfRange { min, max, .. } => {
            let bound = |bound: &Option<f64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
            texts::OUT_OF_RANGE.with(&[&bound(min), &bound(max)])
        }
        Violation::NotAChoice { .. } | Violation::WrongKind { .. } => texts::CHOOSE_AGAIN.get().to_owned(),
        Violation::TextTooLong { max, .. } => texts::TEXT_TOO_LONG.count(max),
        Violation::NoteTooLong { max } => texts::NOTE_TOO_LONG.count(max),
        Violation::TooManyPhotos { max } => texts::TOO_MANY_PHOTOS.count(max),
        Violation::RoomProblemWithoutItem { .. } => texts::ROOM_WITHOUT_ITEM.get().to_owned(),
        Violation::InRoom { .. } => String::new(),
    }
}

/// 还有 3 项没答，1 项没拍照: beside the button.
fn missing_sentence(missing: &[Violation]) -> Option<String> {
    let first = missing.first()?;
    let count = |which: fn(&Violation) -> bool| missing.iter().filter(|violation| which(violation.what())).count();
    let unanswered = count(|what| {
        matches!(
            what,
            Violation::Unanswered { .. } | Violation::MajorUnanswered { .. } | Violation::EarlierUnanswered { .. }
        )
    });
    let photos = count(|what| matches!(what, Violation::PhotoMissing { .. }));
    let parts: Vec<String> = [(unanswered, texts::LEFT_UNANSWERED), (photos, texts::LEFT_PHOTOS)]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, text)| text.count(count))
        .collect();
    Some(match parts.is_empty() {
        true => missing_words(first),
        false => texts::LEFT.with(&[&parts.join(words::COMMA.get())]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::id::RoomId;
    use uuid::Uuid;

    #[test]
    fn says_how_much_is_missing() {
        let item = |code: &str| code.to_owned();
        let unanswered = || Violation::Unanswered { item: item("A") };
        let photo = || Violation::PhotoMissing { item: item("B") };
        let room = RoomId(Uuid::nil());
        let in_room = Violation::InRoom { room, what: Box::new(photo()) };
        for (missing, expected) in [
            (vec![], None),
            (vec![unanswered(), unanswered(), Violation::MajorUnanswered { item: item("M") }], Some("还有 3 项没答")),
            (vec![unanswered(), photo(), in_room], Some("还有 1 项没答，2 项没拍照")),
            (vec![Violation::HandlingMissing { item: item("C") }], Some("还没选怎么处理")),
        ] {
            assert_eq!(missing_sentence(&missing).as_deref(), expected, "{missing:?}");
        }
    }
}
