//! 可能已登记: what is being registered looks like what stands there already. A hint, and a way to its page.

use crate::position::Fix;
use crate::premises::use_premises;
use crate::state::use_app;
use crate::text::field as texts;
use gridwalk_domain::alike::{Likeness, is_likely};
use gridwalk_domain::record::Registration;
use gridwalk_replica::PremisesBrief;
use leptos::prelude::*;

/// Says so as soon as kind and name are there; nothing keeps anybody from saving.
#[component]
pub fn KnownAlready(form: Signal<Registration>, fix: ReadSignal<Fix>) -> impl IntoView {
    let app = use_app();
    let all = use_premises(app);
    let likeness = app.session().settings.likeness.clone();
    let found = Memo::new(move |_| {
        let (form, here) = (form.read(), fix.get().position());
        let new = Likeness {
            kind: &form.kind,
            name: &form.name,
            address: &form.address,
            at: here.map(|position| position.at),
        };
        let is_it = |one: &&PremisesBrief| {
            one.standing.is_live() && is_likely(&new, &one.likeness(), likeness.near_m, likeness.alike_percent)
        };
        all.read()
            .iter()
            .flat_map(|all| all.iter())
            .find(is_it)
            .map(|one| (one.id, one.name.clone(), one.address.clone()))
    });
    move || {
        found.get().map(|(id, name, address)| {
            view! {
                <p class="banner warn" role="status">
                    {texts::KNOWN_ALREADY.with(&[&name, &address])}" "<a href=format!("/premises/{id}")>{texts::LOOK_THERE.get()}</a>
                </p>
            }
        })
    }
}
