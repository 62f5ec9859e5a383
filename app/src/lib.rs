//! The Gridwalk client. Screens and components, no rules; two entries, [`field`] and [`desk`], so that a phone's first
//! screen stays small.

use leptos::prelude::*;

/// Mounts the grid worker's app into the page's body.
pub fn field() {
    mount("巡查");
}

/// Mounts the committee's desk into the page's body.
pub fn desk() {
    mount("审核");
}

fn mount(title: &'static str) {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(move || view! { <main><h1>{title}</h1></main> });
}
