//! Small controls of the visit's page: text that respects an input method, a number with steps, chips of which one is
//! chosen.

use crate::text::visit as texts;
use crate::visit::hints::stepped;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;

/// A line or an area of free text. What an input method has not finished is not taken, and nothing is written back
/// into the field while someone types.
#[component]
pub fn TextInput(
    /// Its label.
    #[prop(into)]
    label: String,
    /// What it begins with.
    value: String,
    /// Many lines.
    #[prop(optional)]
    area: bool,
    /// An example, in grey.
    #[prop(optional)]
    example: &'static str,
    /// Called with each change.
    on_change: impl Fn(String) + Clone + 'static,
) -> impl IntoView {
    let composing = Rc::new(Cell::new(false));
    let (starts, ends) = (composing.clone(), composing.clone());
    let ended = on_change.clone();
    let typed = move |event: leptos::ev::Event| {
        if !composing.get() {
            on_change(event_target_value(&event));
        }
    };
    let begin = move |_: leptos::ev::CompositionEvent| starts.set(true);
    let end = move |event: leptos::ev::CompositionEvent| {
        ends.set(false);
        ended(event_target_value(&event));
    };
    let field = if area {
        view! { <textarea class="input" rows="3" placeholder=example prop:value=value on:input=typed on:compositionstart=begin on:compositionend=end></textarea> }
            .into_any()
    } else {
        view! { <input class="input" type="text" enterkeyhint="done" placeholder=example prop:value=value on:input=typed on:compositionstart=begin on:compositionend=end/> }
            .into_any()
    };
    view! { <label class="field"><span>{label}</span>{field}</label> }
}

/// A number with − and + at the thumb; empty is no answer.
#[component]
pub fn Stepper(
    /// Its label, for a screen reader.
    #[prop(into)]
    label: String,
    /// The present number.
    #[prop(into)]
    value: Signal<Option<f64>>,
    /// Least.
    #[prop(default = 0.0)]
    min: f64,
    /// Most.
    #[prop(default = 9_999.0)]
    max: f64,
    /// 个, 人.
    #[prop(into)]
    unit: String,
    /// Called with each change.
    on_change: impl Fn(Option<f64>) + Clone + 'static,
) -> impl IntoView {
    let (less, more, typed) = (on_change.clone(), on_change.clone(), on_change);
    let step = move |by: f64| stepped(value.get_untracked(), by, min, max);
    let shown = move || value.get().map(|number| number.to_string()).unwrap_or_default();
    view! {
        <div class="stepper">
            <button type="button" class="step" aria-label=texts::LESS.with(&[&label]) on:click=move |_| less(Some(step(-1.0)))>"−"</button>
            <input
                class="input number"
                type="number"
                inputmode="numeric"
                min=min
                max=max
                aria-label=label.clone()
                prop:value=shown
                on:input=move |event| typed(event_target_value(&event).trim().parse().ok().filter(|n: &f64| n.is_finite()))
            />
            <button type="button" class="step" aria-label=texts::MORE.with(&[&label]) on:click=move |_| more(Some(step(1.0)))>"+"</button>
            <span class="quiet">{unit}</span>
        </div>
    }
}

/// One chip of [`Picks`].
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// Its text, and what [`Picks`] calls back with.
    pub label: String,
    /// Shown as a suggestion while nothing is chosen.
    pub suggested: bool,
}

/// Chips of which one is chosen: a radiogroup.
#[component]
pub fn Picks(
    /// Accessible name of the group.
    #[prop(into)]
    name: String,
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// In order.
    picks: Vec<Pick>,
    /// Place of the chosen one.
    #[prop(into)]
    chosen: Signal<Option<usize>>,
    /// One below the other, the whole width.
    #[prop(optional)]
    tall: bool,
    /// Called with the place of a tapped one.
    on_pick: impl Fn(usize) + Clone + 'static,
) -> impl IntoView {
    let chips = picks.into_iter().enumerate().map(|(place, pick)| {
        let on_pick = on_pick.clone();
        let class = if pick.suggested { "pick suggested" } else { "pick" };
        view! {
            <label class=class>
                <input type="radio" name=id.clone() prop:checked=move || chosen.get() == Some(place) on:change=move |_| on_pick(place)/>
                <span>{pick.label}</span>
            </label>
        }
    });
    view! { <div class=if tall { "picks tall" } else { "picks" } role="radiogroup" aria-label=name>{chips.collect_view()}</div> }
}

/// Chips without a suggestion.
pub fn picks(labels: impl IntoIterator<Item = impl Into<String>>) -> Vec<Pick> {
    labels.into_iter().map(|label| Pick { label: label.into(), suggested: false }).collect()
}
