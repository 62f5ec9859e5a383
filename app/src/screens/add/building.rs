//! 并入此楼: a new premises within 30 m of another may stand in the same building (field-practice 1).

use super::Edit;
use crate::kit::Toggle;
use crate::position::Fix;
use crate::premises::use_premises;
use crate::state::use_app;
use crate::text::field as texts;
use gridwalk_domain::id::SiteId;
use gridwalk_domain::record::Registration;
use leptos::prelude::*;

const SAME_BUILDING_M: f64 = 30.0;

/// Asks, when something stands that near.
#[component]
pub fn SameBuilding(form: Signal<Registration>, edit: Edit, fix: ReadSignal<Fix>) -> impl IntoView {
    let all = use_premises(use_app());
    let near = move || {
        let here = fix.get().position()?.at;
        let all = all.get()?;
        all.iter()
            .filter_map(|one| Some((one.at?.distance_m(here), one.site?, one)))
            .filter(|(metres, ..)| *metres <= SAME_BUILDING_M)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, site, one)| (site, one.name.clone(), one.address.clone()))
    };
    let question = move || {
        let (site, name, address) = near()?;
        // What stands in one building has its address, until somebody says another.
        let choose = move |joined: Option<SiteId>| {
            let address = address.clone();
            edit.run(Box::new(move |form| {
                form.site = joined;
                if joined.is_some() && form.address.trim().is_empty() {
                    form.address = address;
                }
            }))
        };
        let apart = choose.clone();
        Some(view! {
            <div class="field">
                <span>{texts::JOIN_BUILDING.with(&[&name])}</span>
                <div class="chips">
                    <Toggle label=texts::SAME_BUILDING.get() on=Signal::derive(move || form.read().site == Some(site)) on_tap=move || choose(Some(site))/>
                    <Toggle label=texts::OTHER_BUILDING.get() on=Signal::derive(move || form.read().site.is_none()) on_tap=move || apart(None)/>
                </div>
            </div>
        })
    };
    view! { {question} }
}
