//! The premises of the scope as every list and map reads them, and those among them that are looked for.

use crate::state::App;
use gridwalk_replica::{Haystack, PremisesBrief, Sought};
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

/// All of them as lines; `None` until they are read. The lines stay out of signals of their own.
pub type AllPremises = RwSignal<Option<Rc<Vec<PremisesBrief>>>, LocalStorage>;

/// Places in [`AllPremises`], in the order in which they are shown.
pub type Places = Memo<Option<Arc<Vec<usize>>>>;

/// Reads them, and again with every change.
pub fn use_premises(app: App) -> AllPremises {
    let all = RwSignal::new_local(None);
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            if let Ok(found) = app.journal().premises_list().await {
                all.try_set(Some(found));
            }
        });
    });
    all
}

/// Those that hold what is sought, in the order that `arrange` gives all of them. Typing neither arranges them anew nor
/// gathers their texts again: ten thousand are looked through between two letters.
pub fn use_sought(
    all: AllPremises,
    sought: Signal<String>,
    arrange: impl Fn(&[PremisesBrief]) -> Vec<usize> + Send + Sync + 'static,
) -> Places {
    let arranged = places(move || all.read().as_ref().map(|all| Arc::new(arrange(all))));
    let texts = Memo::new(move |_| all.read().as_ref().map(|all| Haystack::new(all)));
    places(move || {
        let arranged = arranged.get()?;
        texts.read().as_ref().map(|texts| Arc::new(texts.among(&arranged, &Sought::new(&sought.get()))))
    })
}

/// Reckoned anew whenever what it reads changes; comparing thousands of numbers would save nothing.
pub fn places(reckon: impl Fn() -> Option<Arc<Vec<usize>>> + Send + Sync + 'static) -> Places {
    Memo::new_with_compare(move |_| reckon(), |_, _| true)
}
