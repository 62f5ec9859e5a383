//! 二维码标签: a sheet of labels to print, one for each door. A label holds the premises' short code and nothing of any
//! person; name and address stand beside it, beyond the line along which it is cut, so that it is stuck on the right door.

use super::Pick;
use crate::desk::frame::Single;
use crate::premises::use_premises;
use crate::qr;
use crate::screens::labels::short_address;
use crate::state::use_app;
use crate::text::{common as words, tables as texts};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::code::ShortCode;
use gridwalk_replica::PremisesBrief;
use leptos::prelude::*;

/// `/labels` of the desk entry.
#[component]
pub fn LabelsPage() -> impl IntoView {
    let app = use_app();
    let all = use_premises(app);
    let cells = super::areas(app, AreaLevel::GridCell);
    let first = cells.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let cell = RwSignal::new(first.clone());
    let found = Memo::new(move |_| {
        let cell = cell.get();
        let mut found: Vec<PremisesBrief> = all.read().as_ref().map_or_else(Vec::new, |all| {
            all.iter().filter(|one| one.standing.is_live() && one.area.to_string() == cell).cloned().collect()
        });
        found.sort_by(|a, b| (&a.address, &a.name).cmp(&(&b.address, &b.name)));
        found
    });
    let origin = window().location().origin().unwrap_or_default();
    let label = move |one: PremisesBrief| {
        let code = ShortCode::of(one.id);
        let place = app.tree().get(one.area).map(|area| area.name.clone()).unwrap_or_default();
        view! {
            <li class="label-cell">
                <div class="label">
                    <div class="label-code" inner_html=qr::picture(&format!("{origin}{}", code.path()))></div>
                    <p class="label-brand">{words::APP_NAME.get()}" · "{place}</p>
                    <p class="label-text">{code.to_string()}</p>
                </div>
                <p class="label-door">{one.name.clone()}<br/>{short_address(&app.tree(), &app.session().areas, one.area, &one.address)}</p>
            </li>
        }
    };
    view! {
        <Single title=texts::LABELS>
            <section class="group no-print">
                <div class="group-body">
                    <p class="quiet">{texts::LABELS_HINT.get()}" "{texts::CUT_HERE.get()}</p>
                    <div class="pair">
                        <Pick label=texts::CHOOSE_CELL.get() options=cells chosen=first on_choose=move |chosen| cell.set(chosen)/>
                        <button type="button" class="button main" on:click=move |_| { let _ = window().print(); }>{texts::PRINT.get()}</button>
                    </div>
                    <p role="status">{move || texts::LABELS_COUNT.count(found.read().len())}</p>
                </div>
            </section>
            <ul class="labels">{move || found.get().into_iter().map(label.clone()).collect_view()}</ul>
        </Single>
    }
}
