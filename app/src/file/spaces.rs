//! 有限空间 (R40): kind, count, sign, lock.

use crate::field;
use crate::kit::{Overlay, Toggle};
use crate::state::use_app;
use crate::text::{Text, common as words, file as texts};
use gridwalk_domain::admit::Role;
use gridwalk_domain::event::{LimitedSpace, LimitedSpacesListed};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::record::NewEvent;
use leptos::prelude::*;
use std::collections::BTreeSet;

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
    // What was typed and is no number; none at all is said and not guessed from empty fields.
    let is_none = row.with_value(|row| row.file.limited_spaces.as_ref().is_some_and(Vec::is_empty));
    let (unread, none) = (RwSignal::new(BTreeSet::<usize>::new()), RwSignal::new(is_none));
    let fields = (0..kinds.len()).map(|place| fields(spaces, unread, place)).collect_view();
    let (busy, wanting) = (RwSignal::new(false), RwSignal::new(None::<Text>));
    let close = on_close.clone();
    let save = move |_| {
        let spaces: Vec<_> = spaces.get_untracked().into_iter().filter(|space| space.count > 0).collect();
        if !unread.read_untracked().is_empty() {
            return wanting.set(Some(texts::SPACES_NUMBER));
        }
        if spaces.is_empty() != none.get_untracked() {
            return wanting.set(Some(if spaces.is_empty() { texts::SPACES_WANTED } else { texts::SPACES_BOTH }));
        }
        let event = row.with_value(|row| NewEvent::about(row, LimitedSpacesListed { spaces }));
        field::send_then(app, vec![event], texts::SAID_SPACES.get().to_owned(), busy, close.clone());
    };
    view! {
        <Overlay title=texts::EDIT_SPACES.get() on_close>
            {fields}
            <Toggle label=texts::SPACES_NONE.get() on=none on_tap=move || none.update(|none| *none = !*none)/>
            <p class="wanting" role="alert">{move || wanting.get().map(Text::get)}</p>
            <button type="button" class="button main" on:click=save>{words::SAVE.get()}</button>
        </Overlay>
    }
}

fn fields(spaces: RwSignal<Vec<LimitedSpace>>, unread: RwSignal<BTreeSet<usize>>, place: usize) -> AnyView {
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
        let text = event_target_value(&event);
        let count = if text.trim().is_empty() { Ok(0) } else { text.trim().parse() };
        unread.update(|unread| {
            unread.remove(&place);
            unread.extend(count.is_err().then_some(place));
        });
        if let Ok(count) = count {
            change(&|space| space.count = count);
        }
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
