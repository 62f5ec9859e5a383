//! What the address of a screen names by its `:id`.

use crate::state::App;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::str::FromStr;

/// `None` until it is read, `Some(None)` when there is no such thing.
pub type Subject<T> = RwSignal<Option<Option<T>>, LocalStorage>;

/// Reads it, and again whenever rows change; a form being filled in is not drawn anew for what did not change.
pub fn use_subject<I, T>(app: App, load: impl AsyncFn(I) -> Option<T> + Copy + 'static) -> Subject<T>
where
    I: FromStr + 'static,
    T: PartialEq + 'static,
{
    let params = use_params_map();
    let found = RwSignal::new_local(None::<Option<T>>);
    Effect::new(move |_| {
        app.revision.track();
        let id = params.read().get("id").and_then(|id| id.parse::<I>().ok());
        leptos::task::spawn_local(async move {
            let read = match id {
                Some(id) => load(id).await,
                None => None,
            };
            // A screen that has gone asks for nothing more.
            if found.try_with_untracked(|before| before.as_ref() != Some(&read)).unwrap_or(false) {
                found.try_set(Some(read));
            }
        });
    });
    found
}
