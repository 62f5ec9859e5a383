//! Horizontal bars of one column; the table beside them says the same in numbers.

use super::parts::said;
use leptos::prelude::*;

/// The longest first.
#[component]
pub fn Bars(
    /// Accessible name.
    #[prop(into)]
    title: String,
    /// Names with their numbers.
    bars: Vec<(String, Option<i64>)>,
    /// In percent.
    is_share: bool,
) -> impl IntoView {
    let most = if is_share { 100 } else { bars.iter().filter_map(|(_, value)| *value).max().unwrap_or(0).max(1) };
    let mut bars = bars;
    bars.sort_by_key(|(_, value)| std::cmp::Reverse(value.unwrap_or(-1)));
    let bars = bars.into_iter().map(|(name, value)| {
        let width = value.unwrap_or(0).clamp(0, most) as f64 * 100.0 / most as f64;
        view! {
            <li class="hbar">
                <span class="hbar-name">{name}</span>
                <svg class="hbar-track" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="all" width="100" height="10"></rect>
                    <rect class="part" width=format!("{width:.1}") height="10"></rect>
                </svg>
                <span class="hbar-value">{said(value, is_share)}</span>
            </li>
        }
    });
    view! { <ul class="hbars" aria-label=title>{bars.collect_view()}</ul> }
}
