//! Under a field for a telephone: a word when a digit was probably left out.

use crate::text::common as words;
use gridwalk_domain::phone;
use leptos::prelude::*;

/// Silent while the numbers look right. It stops nobody: whoever typed it may know better.
#[component]
pub fn PhoneCheck(
    /// What stands in the field.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let is_odd = Memo::new(move |_| phone::is_mistyped(&text.read()));
    view! { <p class="hint-odd small" role="status">{move || is_odd.get().then(|| words::PHONE_ODD.get())}</p> }
}
