//! A button for what is not taken back.

use leptos::prelude::*;

/// The first tap says on the button what it will do, the second does it. It goes back to the first where something else
/// is tapped between.
#[component]
pub fn SecondTap(
    /// At first.
    label: String,
    /// What it will do.
    asked: String,
    /// Of the button.
    class: &'static str,
    /// While it is being done.
    #[prop(into)]
    disabled: Signal<bool>,
    /// Does it.
    act: impl Fn() + 'static,
) -> impl IntoView {
    let is_asked = RwSignal::new(false);
    let tap = move |_| {
        if is_asked.get_untracked() { act() } else { is_asked.set(true) }
    };
    view! {
        <button type="button" class=class prop:disabled=disabled on:click=tap on:blur=move |_| is_asked.set(false)>
            {move || if is_asked.get() { asked.clone() } else { label.clone() }}
        </button>
    }
}
