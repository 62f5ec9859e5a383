//! 与上次一样: nothing new since a full visit not long ago. The M items are looked at, the rest is taken over, three taps
//! in all (field-practice 3).

use super::form::Visit;
use super::group::{Shape, group_view};
use crate::kit::{self, Icon, icon};
use crate::text::visit as texts;
use gridwalk_domain::checklist::{Answers, Given, Sheet, SheetGroup};
use gridwalk_domain::event::RoomState;
use gridwalk_domain::record::{DraftStage, RoomDraft, VisitDraft, as_last_offered};
use leptos::prelude::*;

/// The offer, until something was answered; where a room is not as it was, nothing is as last time.
pub fn offer_view(visit: Visit) -> AnyView {
    let offered = Memo::new(move |_| {
        let is_fine = |room: &RoomDraft| room.state != RoomState::Problem;
        let fresh = visit.draft.with(|d| {
            d.stage == DraftStage::Visit && !d.as_last && d.answers.is_empty() && d.rooms.values().all(is_fine)
        });
        let settings = visit.app.session();
        fresh && visit.scene.with(|scene| as_last_offered(&scene.premises, &settings.settings, visit.app.now()))
    });
    let begin = move |_| {
        let scene = visit.scene.get_untracked();
        visit.update(|draft| {
            draft.as_last = true;
            scene.sheets.sheet.as_last(&scene.premises.last_answers, &mut draft.answers);
        });
    };
    let last = visit.scene.with_untracked(|scene| scene.premises.last_full_at);
    let day = last.map(|at| kit::day_in_words(at.date_in_shanghai(), visit.app.today())).unwrap_or_default();
    let offer = move || {
        offered.get().then(|| {
            view! {
                <section class="banner ok">
                    <p>{texts::AS_LAST_HINT.with(&[&day])}</p>
                    <button type="button" class="button main small" on:click=begin>{texts::AS_LAST.get()}</button>
                </section>
            }
        })
    };
    offer.into_any()
}

/// The page of 与上次一样: M items, whatever last time leaves open, and the rest on demand.
pub fn as_last_view(visit: Visit) -> AnyView {
    let scene = visit.scene.get_untracked();
    let groups = &scene.sheets.sheet.groups;
    // What is asked now stays where it is while it is being answered.
    let (open, taken) = split(&scene.sheets.sheet, &visit.draft.get_untracked().answers);
    let major = groups
        .iter()
        .filter(|group| group.major)
        .map(|group| group_view(visit, group, Shape { folded: false, pass: texts::LOOKED_NONE_FOUND }));
    let rest = groups
        .iter()
        .filter_map(|group| narrowed(group, &open))
        .map(|group| group_view(visit, &group, Shape { folded: false, pass: texts::PASS_ALL }));
    let folded: Vec<SheetGroup> = groups.iter().filter_map(|group| narrowed(group, &taken)).collect();
    // Counted as the head of the page counts them.
    let answers = visit.draft.with_untracked(|draft| draft.answers.clone());
    let count: usize = folded.iter().map(|group| scene.sheets.sheet.group_progress(group, &answers).0).sum();
    let as_last: Vec<AnyView> = folded
        .into_iter()
        .map(|group| group_view(visit, &group, Shape { folded: true, pass: texts::PASS_ALL }))
        .collect();
    view! {
        <div class="banner ok">{icon(Icon::Tick)}<p>{texts::AS_LAST_TAKEN.count(count)}</p>
            <button type="button" class="button small plain" on:click=move |_| visit.update(take_back)>{texts::ONE_BY_ONE.get()}</button>
        </div>
        {major.collect_view()}
        {rest.collect_view()}
        {as_last}
    }
    .into_any()
}

// Codes of the items but M: those still asked, those taken over.
fn split(sheet: &Sheet, answers: &Answers) -> (Vec<String>, Vec<String>) {
    let codes =
        sheet.groups.iter().filter(|group| !group.major).flat_map(|group| &group.items).map(|item| item.code.clone());
    codes.partition(|code| answers.get(code).is_none_or(|answer| answer.given != Given::AsLast))
}

fn narrowed(group: &SheetGroup, codes: &[String]) -> Option<SheetGroup> {
    if group.major {
        return None;
    }
    let items: Vec<_> = group.items.iter().filter(|item| codes.contains(&item.code)).cloned().collect();
    (!items.is_empty()).then(|| SheetGroup { items, ..group.clone() })
}

// 改为逐项: what was taken over is asked again.
fn take_back(draft: &mut VisitDraft) {
    draft.as_last = false;
    draft.answers.retain(|_, answer| answer.given != Given::AsLast);
}
