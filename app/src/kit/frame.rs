//! Bars, groups of choices, sheets.

use super::{Icon, icon};
use crate::state::App;
use crate::text::{Text, common as words};
use leptos::prelude::*;

/// The bar above a screen: where one is, and what is not yet on the server (`end`).
#[component]
pub fn TopBar(
    /// The screen's h1.
    #[prop(into)]
    title: Signal<String>,
    /// A line below it.
    #[prop(into, optional)]
    note: Option<Signal<String>>,
    /// Path that the arrow leads back to; none on a tab's own screen.
    #[prop(into, optional)]
    back: Option<String>,
    /// At the right end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="top">
            {back.map(|href| view! { <a class="back" href=href aria-label=words::BACK.get()>{icon(Icon::Back)}</a> })}
            <div class="top-title">
                <h1>{move || title.get()}</h1>
                {note.map(|note| view! { <p>{move || note.get()}</p> })}
            </div>
            {children.map(|children| children())}
        </header>
    }
}

/// One choice of [`Segments`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment<T: 'static> {
    /// What it stands for.
    pub value: T,
    /// Its accessible name and its text.
    pub label: Text,
    /// `yes`, `no` or `na`: how it looks when chosen.
    pub class: &'static str,
}

/// A radiogroup of large segments, named by `name`. The chosen one has a sign beside its colour.
#[component]
pub fn Segments<T>(
    /// Accessible name of the group: the item's text.
    #[prop(into)]
    name: String,
    /// Unique on the screen.
    #[prop(into)]
    id: String,
    /// In order; two or three.
    choices: &'static [Segment<T>],
    /// The present choice.
    #[prop(into)]
    chosen: Signal<Option<T>>,
    /// A choice shown as a suggestion while there is none.
    #[prop(optional_no_strip)]
    suggested: Option<T>,
    /// Called with a choice.
    on_choose: impl Fn(T) + Clone + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let class = if choices.len() == 2 { "segments two" } else { "segments" };
    let segments = choices.iter().map(|segment| {
        let on_choose = on_choose.clone();
        let class = if suggested == Some(segment.value) {
            format!("segment {} suggested", segment.class)
        } else {
            format!("segment {}", segment.class)
        };
        let value = segment.value;
        view! {
            <label class=class>
                <input type="radio" name=id.clone() prop:checked=move || chosen.get() == Some(value) on:change=move |_| on_choose(value)/>
                <span>{segment.label.get()}</span>
            </label>
        }
    });
    view! { <div class=class role="radiogroup" aria-label=name>{segments.collect_view()}</div> }
}

/// A chip that is on or off.
#[component]
pub fn Toggle(
    /// Its text.
    #[prop(into)]
    label: String,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// `defect`, or nothing.
    #[prop(optional)]
    class: &'static str,
    /// Called with a tap.
    on_tap: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class=format!("chip {class}") aria-pressed=move || on.get().to_string() on:click=move |_| on_tap()>
            {label}
        </button>
    }
}

/// A sheet that slides over the screen; a tap beside it or Escape closes it.
#[component]
pub fn Overlay(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// Called to close it.
    on_close: impl Fn() + Clone + 'static,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    if let Some(app) = use_context::<App>() {
        app.sheets.update(|sheets| *sheets += 1);
        on_cleanup(move || {
            app.sheets.try_update(|sheets| *sheets = sheets.saturating_sub(1));
        });
    }
    super::on_back(on_close.clone());
    let (beside, escape, button) = (on_close.clone(), on_close.clone(), on_close);
    let label = title.clone();
    let frame = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            let _ = frame.focus();
        }
    });
    view! {
        <div class="sheet-ground" on:click=move |_| beside() on:keydown=move |event| if event.key() == "Escape" { escape() }>
            <div class="sheet" role="dialog" aria-modal="true" aria-label=label tabindex="-1" node_ref=frame on:click=|event| event.stop_propagation()>
                <h2>{title}</h2>
                {children()}
                <button type="button" class="button plain" on:click=move |_| button()>{words::CLOSE.get()}</button>
            </div>
        </div>
    }
}

/// Nothing to show, said kindly.
#[component]
pub fn Empty(
    /// What there is none of.
    #[prop(into)]
    text: String,
    /// A picture.
    #[prop(default = Icon::Inbox)]
    picture: Icon,
) -> impl IntoView {
    view! { <div class="empty">{icon(picture)}<p>{text}</p></div> }
}
