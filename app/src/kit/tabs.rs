//! The tabs of the app.

use super::{Icon, icon};
use crate::text::{Text, common as words};
use leptos::prelude::*;

/// One tab.
#[derive(Clone, Copy)]
pub struct Tab {
    /// Where it leads.
    pub href: &'static str,
    /// Its name.
    pub label: Text,
    /// Its picture.
    pub picture: Icon,
    /// A number beside it, if above 0.
    pub count: Option<Signal<usize>>,
}

/// Tabs in a row; that of `path` is the current one.
#[component]
pub fn TabBar(
    /// In order.
    tabs: Vec<Tab>,
    /// Where one is.
    path: Signal<String>,
) -> impl IntoView {
    let tabs = tabs.into_iter().map(|tab| {
        let current = move || (path.get() == tab.href).then_some("page");
        let count = move || tab.count.map(|count| count.get()).filter(|&count| count > 0);
        view! {
            <a href=tab.href aria-current=current>
                {icon(tab.picture)}
                {tab.label.get()}
                {move || count().map(|count| view! { <span class="count">{count}</span> })}
            </a>
        }
    });
    view! { <nav class="tabs" aria-label=words::TABS.get()>{tabs.collect_view()}</nav> }
}
