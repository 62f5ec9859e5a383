//! The few register columns that are asked when premises are added: those that the catalogue marks, none of them wanted.

use super::form::{Values, field};
use super::kept::load_register;
use crate::state::use_app;
use crate::text::file as texts;
use gridwalk_domain::register::Column;
use leptos::prelude::*;

/// The columns of `kind`, as far as they may be asked of whoever is signed in; nothing where there are none. What may
/// stand in its column goes to `on_change`, with the other columns of the kind.
#[component]
pub fn QuickColumns(
    /// Catalogue code; empty while none is chosen.
    #[prop(into)]
    kind: Signal<String>,
    /// What was filled in before.
    values: Values,
    /// Every value that may stand.
    on_change: impl Fn(Values) + 'static,
) -> impl IntoView {
    let app = use_app();
    let columns = RwSignal::new(Vec::<Column>::new());
    let editing = RwSignal::new(Some(values));
    let chosen = Memo::new(move |_| kind.get());
    Effect::new(move |_| {
        let code = chosen.get();
        leptos::task::spawn_local(async move {
            let found = match (load_register().await, app.catalogue().kind(&code)) {
                (Some(register), Some(kind)) => register.of(kind).filter(|column| column.quick).cloned().collect(),
                _ => Vec::new(),
            };
            columns.try_set(found);
        });
    });
    Effect::new(move |_| {
        let (columns, values) = (columns.get(), editing.get().unwrap_or_default());
        if columns.is_empty() {
            return;
        }
        let may_stand = |(key, value): &(String, String)| {
            let column = columns.iter().find(|column| column.key == *key);
            !value.trim().is_empty() && column.is_some_and(|column| column.check(value, app.today()).is_ok())
        };
        on_change(values.into_iter().filter(may_stand).collect());
    });
    move || {
        let columns = columns.get();
        (!columns.is_empty()).then(|| {
            let fields = columns.into_iter().map(|column| field(app, column, editing)).collect_view();
            view! {
                <fieldset class="field"><legend>{texts::QUICK_COLUMNS.get()}</legend>
                    <div class="quick-columns">{fields}</div>
                </fieldset>
            }
        })
    }
}
