//! What the address of a screen names, and what is known of it.

use crate::state::App;
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::NoticeRow;
use gridwalk_replica::NoticeFilter;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::str::FromStr;

// The notices of one premises: by far more than there are.
const NOTICES_MAX: u32 = 200;

/// `None` until it is read, `Some(None)` when there is no such thing.
pub type Subject<T> = RwSignal<Option<Option<T>>, LocalStorage>;

/// What the address names by `:name`; `None` when that is no such name.
pub fn use_named<I>(name: &'static str) -> Memo<Option<I>>
where
    I: FromStr + Copy + PartialEq + Send + Sync + 'static,
{
    let params = use_params_map();
    Memo::new(move |_| params.read().get(name).and_then(|id| id.parse::<I>().ok()))
}

/// What is known of what the address names by `:id`.
pub fn use_subject<I, T>(app: App, load: impl AsyncFn(I) -> Option<T> + Copy + 'static) -> Subject<T>
where
    I: FromStr + Copy + PartialEq + Send + Sync + 'static,
    T: PartialEq + 'static,
{
    use_found(app, use_named("id"), load)
}

/// Reads what is wanted, and again whenever rows change. A form being filled in is not drawn anew for what did not change,
/// and a sheet not for what did: that shows when the sheet closes.
pub fn use_found<I, T>(app: App, id: Memo<Option<I>>, load: impl AsyncFn(I) -> Option<T> + Copy + 'static) -> Subject<T>
where
    I: Copy + PartialEq + Send + Sync + 'static,
    T: PartialEq + 'static,
{
    let found = RwSignal::new_local(None::<Option<T>>);
    let shown = StoredValue::new(None::<Option<I>>);
    Effect::new(move |_| {
        app.revision.track();
        let (wanted, is_covered) = (id.get(), app.sheets.get() > 0);
        if is_covered && shown.get_value() == Some(wanted) {
            return;
        }
        leptos::task::spawn_local(async move {
            let read = match wanted {
                Some(wanted) => load(wanted).await,
                None => None,
            };
            // A screen that has gone asks for nothing more, and one that names something else by now not for this.
            if id.try_get_untracked() != Some(wanted) {
                return;
            }
            let is_same = shown.get_value() == Some(wanted);
            let is_covered = app.sheets.get_untracked() > 0;
            if !(is_same && is_covered)
                && found.try_with_untracked(|before| before.as_ref() != Some(&read)) == Some(true)
            {
                shown.set_value(Some(wanted));
                found.try_set(Some(read));
            }
        });
    });
    found
}

/// The notices of a premises as they now stand; none where they cannot be read.
pub async fn notices_of(app: App, premises: PremisesId) -> Vec<NoticeRow> {
    let filter = NoticeFilter { premises: Some(premises), limit: NOTICES_MAX, ..Default::default() };
    app.journal().notices(&filter).await.map(|page| page.rows).unwrap_or_default()
}

/// The notices of a premises, read again with every change.
pub fn use_notices(app: App, premises: PremisesId) -> ReadSignal<Vec<NoticeRow>, LocalStorage> {
    let (notices, set_notices) = signal_local(Vec::new());
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let read = notices_of(app, premises).await;
            if notices.try_with_untracked(|before| *before != read) == Some(true) {
                set_notices.try_set(read);
            }
        });
    });
    notices
}

/// Whether anything was fetched yet: before that, an empty list says nothing about the place.
pub fn use_fetched(app: App) -> ReadSignal<bool> {
    let (is_fetched, set_fetched) = signal(false);
    Effect::new(move |_| {
        // Asked no more once it was: what was fetched stays.
        if is_fetched.get() {
            return;
        }
        app.revision.track();
        app.sync.track();
        leptos::task::spawn_local(async move {
            let found = app.journal().sync_state().await.is_ok_and(|state| state.epoch.is_some());
            set_fetched.try_set(found);
        });
    });
    is_fetched
}
