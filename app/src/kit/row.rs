//! A row is opened by a tap anywhere on it.

use gloo_events::EventListener;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What answers a tap by itself.
const ANSWERS: &str = "a, button, input, select, textarea, label, summary";

/// Hands taps beside a row's link to the link, for as long as the calling component lives. The link covers its row, but a
/// row that has just come into sight is measured anew, and a tap may meet the row before its cover does.
pub fn open_rows_by_taps() {
    let taps = EventListener::new(&document(), "click", |event| {
        let Some(met) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if !matches!(met.closest(ANSWERS), Ok(None)) {
            return;
        }
        let row = met.closest(".row").ok().flatten();
        let link = row.and_then(|row| row.query_selector(".row-name a, .row-name button").ok().flatten());
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            // Once this tap is through: the link's own would come back to this listener.
            leptos::task::spawn_local(async move { link.click() });
        }
    });
    let taps = StoredValue::new_local(taps);
    on_cleanup(move || taps.dispose());
}
