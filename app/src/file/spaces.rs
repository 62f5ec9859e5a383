//! 有限空间 (R40): kind, count, sign, lock.

use super::about;
use crate::field;
use crate::kit::{Overlay, Toggle};
use crate::state::use_app;
use crate::text::{common as words, file as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{LimitedSpace, LimitedSpacesListed};
use gridwalk_domain::ledger::PremisesRow;
use leptos::prelude::*;

/// The sub-ledger.
#[component]
pub fn Spaces(row: PremisesRow) -> impl IntoView {
    let app = use_app();
    let editing = RwSignal::new(false);
    let lines = match row.file.limited_spaces.as_deref() {
        None => view! { <p class="quiet">{texts::SPACES_UNKNOWN.get()}</p> }.into_any(),
        Some([]) => view! { <p class="quiet">{texts::SPACES_NONE.get()}</p> }.into_any(),
        Some(spaces) => spaces.iter().map(line).collect_view().into_any(),
    };
    let may_edit = matches!(app.session().role, Role::Worker | Role::Committee);
    let row = StoredValue::new(row);
    view! {
        <section class="group">
            <div class="group-head">
                <h2>{texts::SPACES.get()}</h2>
                {may_edit.then(|| view! { <button type="button" class="button small" on:click=move |_| editing.set(true)>{texts::EDIT_SPACES.get()}</button> })}
            </div>
            <div class="group-body">{lines}</div>
        </section>
        {move || editing.get().then(|| view! { <Edit row on_close=move || editing.set(false)/> })}
    }
}

fn line(space: &LimitedSpace) -> AnyView {
    let (sign, sign_class) =
        if space.sign { (texts::SIGN_THERE, "pill ok") } else { (texts::SIGN_MISSING, "pill bad") };
    let (lock, lock_class) = if space.lock { (texts::LOCKED, "pill ok") } else { (texts::UNLOCKED, "pill bad") };
    view! {
        <div class="line">
            <p>{texts::SPACE_LINE.with(&[&space.kind, &space.count.to_string()])}</p>
            <span class="pills"><span class=sign_class>{sign.get()}</span><span class=lock_class>{lock.get()}</span></span>
        </div>
    }
    .into_any()
}

#[component]
fn Edit(row: StoredValue<PremisesRow>, on_close: impl Fn() + Clone + Send + 'static) -> impl IntoView {
    let app = use_app();
    let there = row.with_value(|row| row.file.limited_spaces.clone().unwrap_or_default());
    let mut kinds = app.session().settings.register.limited_spaces.clone();
    kinds.extend(there.iter().map(|space| space.kind.clone()).filter(|kind| !kinds.contains(kind)).collect::<Vec<_>>());
    let of_kind = |kind: &String| {
        let found = there.iter().find(|space| space.kind == *kind).cloned();
        found.unwrap_or_else(|| LimitedSpace { kind: kind.clone(), ..LimitedSpace::default() })
    };
    let spaces = RwSignal::new(kinds.iter().map(of_kind).collect::<Vec<_>>());
    let fields = (0..kinds.len()).map(|place| fields(spaces, place)).collect_view();
    let busy = RwSignal::new(false);
    let close = on_close.clone();
    let save = move |_| {
        let spaces = spaces.get_untracked().into_iter().filter(|space| space.count > 0).collect();
        let event = row.with_value(|row| about(row, LimitedSpacesListed { spaces }));
        field::send_then(app, vec![event], texts::SAID_SPACES.get().to_owned(), busy, close.clone());
    };
    view! {
        <Overlay title=texts::EDIT_SPACES.get() on_close>
            {fields}
            <button type="button" class="button main" on:click=save>{words::SAVE.get()}</button>
        </Overlay>
    }
}

fn fields(spaces: RwSignal<Vec<LimitedSpace>>, place: usize) -> AnyView {
    let read =
        move |what: fn(&LimitedSpace) -> bool| Signal::derive(move || spaces.read().get(place).is_some_and(what));
    let change = move |what: &dyn Fn(&mut LimitedSpace)| {
        spaces.update(|spaces| {
            if let Some(space) = spaces.get_mut(place) {
                what(space);
            }
        });
    };
    let kind = spaces.with_untracked(|spaces| spaces.get(place).map(|space| space.kind.clone()).unwrap_or_default());
    let count = move || {
        spaces
            .read()
            .get(place)
            .map(|space| space.count)
            .filter(|count| *count > 0)
            .map(|count| count.to_string())
            .unwrap_or_default()
    };
    let typed = move |event| {
        let count = event_target_value(&event).trim().parse().unwrap_or(0);
        change(&|space| space.count = count);
    };
    view! {
        <div class="space-row">
            <label class="field"><span>{kind}</span><input class="input" type="text" inputmode="numeric" placeholder=texts::COUNT.get() prop:value=count on:change=typed/></label>
            <Toggle label=texts::SIGN_THERE.get() on=read(|space| space.sign) on_tap=move || change(&|space| space.sign = !space.sign)/>
            <Toggle label=texts::LOCKED.get() on=read(|space| space.lock) on_tap=move || change(&|space| space.lock = !space.lock)/>
        </div>
    }
    .into_any()
}
