//! A group of items, named by where one stands, with its progress and 全部合格. That of the M group stands below its
//! items, which are not folded in a visit: they are passed by who has seen them (field-practice 3).

use super::form::Visit;
use super::item::item_view;
use crate::kit::{Icon, icon};
use crate::text::{Text, visit as texts};
use gridwalk_domain::checklist::{Given, Item, SheetGroup};
use leptos::prelude::*;
use std::sync::Arc;

/// How a group is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Closed until opened: the groups of a house with rooms, but not its M items.
    pub folded: bool,
    /// 全部合格, or what else the button says.
    pub pass: Text,
}

/// One group of the premises' sheet.
pub fn group_view(visit: Visit, group: &SheetGroup, shape: Shape) -> AnyView {
    let group = Arc::new(group.clone());
    let (counted, passed) = (group.clone(), group.name.clone());
    let progress = Memo::new(move |_| {
        let scene = visit.scene.get();
        visit.draft.with(|draft| scene.sheets.sheet.group_progress(&counted, &draft.answers))
    });
    let pass = move |_| {
        let scene = visit.scene.get_untracked();
        visit.update(|draft| _ = scene.sheets.sheet.pass_group(&passed, &mut draft.answers, Given::Group));
    };
    let pass_below = pass.clone();
    let major = group.major;
    let aimed = visit.aim.with_value(|aim| aim.as_ref().is_some_and(|code| has(&group, code)));
    let pointed = visit.pointed().filter(|code| has(&group, code));
    let open = RwSignal::new(!shape.folded || aimed || pointed.is_some());
    let only = RwSignal::new(pointed);
    let members = group.clone();
    // What is missing must be seen.
    Effect::new(move |_| {
        if visit.missing.with(|missing| {
            missing.iter().any(|v| v.room().is_none() && v.item().is_some_and(|code| has(&members, code)))
        }) {
            // Set where it differs alone: what is drawn anew forgets what was tapped open in it.
            if !open.get_untracked() {
                open.set(true);
            }
            if only.read_untracked().is_some() {
                only.set(None);
            }
        }
    });
    let done = move || progress.with(|(answered, all)| answered == all);
    let count = move || {
        progress.with(|(answered, all)| match (all, shape.folded) {
            // Questions that nothing hangs on now have no progress.
            (0, _) => String::new(),
            (all, true) => texts::ITEMS.count(all),
            (all, false) => format!("{answered} / {all}"),
        })
    };
    // Every item of it hangs on another answer: it waits unseen.
    let asked = group.clone();
    let waits = Memo::new(move |_| {
        let scene = visit.scene.get();
        visit.draft.with(|draft| !asked.items.iter().any(|item| scene.sheets.sheet.is_visible(item, &draft.answers)))
    });
    let (name, label) = (group.name.clone(), group.name.clone());
    let items = group.items.clone();
    view! {
        <section class="group" role="group" aria-label=label class:major=major class:folded=move || !open.get() hidden=waits>
            <div class="group-head">
                {match shape.folded {
                    false => view! { <h2>{name}<small class="number">{count}</small></h2> }.into_any(),
                    true => view! {
                        <h2>
                            <button type="button" class="group-fold" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                                {icon(Icon::Down)}{name}<small class="number">{count}</small>
                            </button>
                        </h2>
                    }.into_any(),
                }}
                {move || match done() {
                    true => Some(view! { <span class="pill ok">{icon(Icon::Tick)}{texts::ANSWERED.get()}</span> }.into_any()),
                    false => (!major).then(|| view! { <button type="button" class="button small" on:click=pass.clone()>{shape.pass.get()}</button> }.into_any()),
                }}
            </div>
            {move || open.get().then(|| shown_items(visit, &items, only))}
            {move || (major && open.get() && !done()).then(|| view! {
                <div class="group-foot"><button type="button" class="button" on:click=pass_below.clone()>{shape.pass.get()}</button></div>
            })}
        </section>
    }
    .into_any()
}

// All of them, or the one that the reviewer points at and the way to the others.
fn shown_items(visit: Visit, items: &[Arc<Item>], only: RwSignal<Option<String>>) -> AnyView {
    let Some(code) = only.get() else {
        return items.iter().map(|item| shown_item(visit, item)).collect_view().into_any();
    };
    let shown = items.iter().filter(|item| item.code == code).map(|item| shown_item(visit, item)).collect_view();
    let rest = items.len() - 1;
    let more = (rest > 0).then(|| {
        view! { <button type="button" class="button plain" on:click=move |_| only.set(None)>{texts::REST_OF_GROUP.count(rest)}</button> }
    });
    view! { {shown}{more} }.into_any()
}

fn has(group: &SheetGroup, code: &str) -> bool {
    group.items.iter().any(|item| item.code == code)
}

// Items come and go with the answers that they hang on.
fn shown_item(visit: Visit, item: &Arc<Item>) -> AnyView {
    if item.opens_if.is_none() {
        return item_view(visit, None, item);
    }
    let item = item.clone();
    let shown = {
        let item = item.clone();
        Memo::new(move |_| {
            let scene = visit.scene.get();
            visit.draft.with(|draft| scene.sheets.sheet.is_visible(&item, &draft.answers))
        })
    };
    view! { {move || shown.get().then(|| item_view(visit, None, &item))} }.into_any()
}
