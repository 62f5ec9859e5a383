//! The frame of a list and the page that is chosen in it.

use super::nav::DeskTabs;
use crate::kit::TopBar;
use crate::shell::Unsent;
use crate::state::{SyncState, use_app};
use crate::text::{Text, desk as texts};
use leptos::html::Section;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use web_sys::FocusOptions;

/// Rows drawn at first, and more with each approach to the end.
pub const STEP: usize = 40;

/// List at the left, page at the right; on a phone whichever the path says, the other keeping its place beneath.
#[component]
pub fn Frame(
    /// Path of the list without a page.
    home: &'static str,
    /// What the list is.
    title: Text,
    /// Accessible name of the list's column.
    list_label: Text,
    /// Accessible name of the page's column.
    page_label: Text,
    /// A line below the title.
    #[prop(into)]
    note: Signal<String>,
    /// Called while the list is scrolled: pixels from the top, and whether the end is near.
    on_scroll: impl Fn(i32, bool) + 'static,
    /// The list.
    children: Children,
) -> impl IntoView {
    let path = use_location().pathname;
    let at_page = Memo::new(move |_| path.get() != home);
    let page = NodeRef::<Section>::new();
    Effect::new(move |_| {
        path.track();
        if let Some(page) = page.get() {
            page.set_scroll_top(0);
            // Keys that scroll then scroll what was opened.
            if at_page.get_untracked() {
                let options = FocusOptions::new();
                options.set_prevent_scroll(true);
                let _ = page.focus_with_options(&options);
            }
        }
    });
    let list = NodeRef::<Section>::new();
    let scrolled = move |_| {
        if let Some(list) = list.get_untracked() {
            let near_end = list.scroll_top() + list.client_height() * 3 > list.scroll_height();
            on_scroll(list.scroll_top(), near_end);
        }
    };
    // One h1 a screen: the page's, when there is one.
    let heading = move || match at_page.get() {
        true => view! { <p class="desk-title">{title.get()}</p> }.into_any(),
        false => view! { <h1>{title.get()}</h1> }.into_any(),
    };
    let app = use_app();
    // A try under way tells nothing yet.
    let is_offline = Memo::new(move |before: Option<&bool>| match app.sync.get() {
        SyncState::Offline => true,
        SyncState::Running => before.copied().unwrap_or_default(),
        _ => false,
    });
    let note = move || if is_offline.get() { texts::OFFLINE_NOTE.get().to_owned() } else { note.get() };
    let main = move |is_main: bool| if is_main { "main" } else { "region" };
    view! {
        <div class="desk" class:at-page=move || at_page.get()>
            <DeskTabs/>
            <section class="column desk-list" role=move || main(!at_page.get()) aria-label=list_label.get() node_ref=list on:scroll=scrolled>
                <header class="top">
                    <div class="top-title">{heading}<p>{note}</p></div>
                    <Unsent/>
                </header>
                <div class="page">{children()}</div>
            </section>
            <section class="column desk-page" tabindex="-1" role=move || main(at_page.get()) aria-label=page_label.get() node_ref=page>
                <Outlet/>
            </section>
        </div>
    }
}

/// The bar above a chosen page. The way back and the pill stand here on a phone only.
#[component]
pub fn PageBar(
    /// The screen's h1.
    #[prop(into)]
    title: Signal<String>,
    /// A line below it.
    #[prop(into)]
    note: Signal<String>,
    /// Path of the list.
    #[prop(into)]
    back: String,
) -> impl IntoView {
    view! { <TopBar title note back><span class="phone-only"><Unsent/></span></TopBar> }
}

/// A screen without a list.
#[component]
pub fn Single(
    /// The screen's h1.
    title: Text,
    /// The page.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="desk wide">
            <DeskTabs/>
            <main class="column">
                <TopBar title=title.get().to_owned()><Unsent/></TopBar>
                <div class="page wide">{children()}</div>
            </main>
        </div>
    }
}

/// The word at the end of a folded group's head, and of an open one's.
#[component]
pub fn Fold() -> impl IntoView {
    view! {
        <span class="fold" aria-hidden="true">{texts::UNFOLD.get()}</span>
        <span class="unfold" aria-hidden="true">{texts::FOLD.get()}</span>
    }
}
