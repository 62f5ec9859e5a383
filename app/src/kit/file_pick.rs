//! A button that chooses a file.

use crate::text::Text;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

/// Looks like the other buttons; the input itself lies over it, unseen.
#[component]
pub fn FilePick(
    /// What is chosen.
    label: Text,
    /// Endings and types that the browser offers.
    accept: &'static str,
    /// Whether it is what the screen is for.
    #[prop(default = true)]
    is_main: bool,
    /// Nothing is taken meanwhile.
    #[prop(into, default = Signal::stored(false))]
    is_busy: Signal<bool>,
    /// What becomes of it.
    on_file: impl Fn(File) + 'static,
) -> impl IntoView {
    let chosen = move |event: web_sys::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            on_file(file);
        }
        // The same file may be chosen again once it is mended.
        input.set_value("");
    };
    view! {
        <label class="button file-pick" class:main=is_main class:off=is_busy>
            {label.get()}
            <input type="file" accept=accept disabled=is_busy on:change=chosen/>
        </label>
    }
}
