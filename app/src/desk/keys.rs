//! Keys on a PC: J next, K previous, P pass, R return. Ignored while typing, within a sheet, and with other keys held.

use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Calls `on_key` with each of `jkpr` for as long as the calling component lives.
pub fn listen(on_key: impl Fn(char) + 'static) {
    let options = EventListenerOptions::enable_prevent_default();
    let heard = EventListener::new_with_options(&window(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let held = event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing() || event.repeat();
        if held || is_elsewhere(event) {
            return;
        }
        let pressed = event.key();
        let mut pressed = pressed.chars().map(|key| key.to_ascii_lowercase());
        if let (Some(key @ ('j' | 'k' | 'p' | 'r')), None) = (pressed.next(), pressed.next()) {
            event.prevent_default();
            on_key(key);
        }
    });
    let heard = StoredValue::new_local(heard);
    on_cleanup(move || heard.dispose());
}

fn is_elsewhere(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let typing = "input, textarea, select, [contenteditable]";
    let in_field = target.is_some_and(|target| target.closest(typing).ok().flatten().is_some());
    in_field || document().query_selector("[aria-modal='true'], dialog[open]").ok().flatten().is_some()
}
