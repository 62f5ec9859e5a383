//! Where other screens lead to notices: 告知 after a visit, and the notices of a premises.

use super::facts::status_pill;
use super::issue::meant;
use crate::kit;
use crate::state::use_app;
use crate::subject::{notices_of, use_notices};
use crate::text::notice as texts;
use gridwalk_domain::event::Outcome;
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::{InspectionRow, NoticeRow};
use gridwalk_replica::HazardFilter;
use leptos::prelude::*;

/// Notices of a premises as a list; nothing where there are none.
#[component]
pub fn NoticeLines(
    /// Of which.
    premises: PremisesId,
    /// Path of a notice's page up to its id.
    #[prop(default = "/notice")]
    path: &'static str,
) -> impl IntoView {
    let app = use_app();
    let rows = use_notices(app, premises);
    let line = move |row: NoticeRow| {
        let (status, class) = status_pill(&row);
        let sub =
            texts::TO.with(&[&row.issued.receiver, &kit::day_in_words(row.issued_at.date_in_shanghai(), app.today())]);
        view! {
            <li class="row">
                <span class="row-name"><a href=format!("{path}/{}", row.id)>{row.number()}</a></span>
                <span class=class>{status.get()}</span>
                <span class="row-sub">{sub}</span>
            </li>
        }
    };
    move || {
        let shown = rows.get();
        (!shown.is_empty()).then(|| {
            view! {
                <section class="group">
                    <div class="group-head"><h2>{texts::NOTICES.get()}<small>{shown.len()}</small></h2></div>
                    <div class="group-body"><ul class="rows">{shown.into_iter().map(line).collect_view()}</ul></div>
                </section>
            }
        })
    }
}

/// 告知 after a visit: offered when it left something to tell; a 更正单 when the visit was corrected since.
#[component]
pub fn TellOwner(
    /// The visit.
    row: InspectionRow,
) -> impl IntoView {
    let app = use_app();
    let (premises, inspection, corrections) = (row.record.premises, row.id, row.corrections);
    let got_in = matches!(row.record.outcome, Outcome::Inspected(_));
    let row = StoredValue::new_local(row);
    let state = RwSignal::new_local((0_usize, None::<NoticeRow>));
    Effect::new(move |_| {
        app.revision.track();
        leptos::task::spawn_local(async move {
            let filter = HazardFilter { premises: Some(premises), limit: 200, ..Default::default() };
            let hazards = app.journal().hazards(&filter).await.map(|page| page.rows).unwrap_or_default();
            let notices = notices_of(app, premises).await;
            let of_visit = |row: &NoticeRow| {
                row.issued.inspection == Some(inspection) && row.corrected_by.is_none() && row.withdrawn.is_none()
            };
            // The page may have been drawn anew meanwhile.
            if let Some(count) = row.try_with_value(|row| meant(&hazards, Some(row)).len()) {
                state.try_set((count, notices.into_iter().find(of_visit)));
            }
        });
    });
    move || {
        let (count, notice) = state.get();
        if !got_in {
            return ().into_any();
        }
        match notice {
            Some(notice) => {
                let is_old = notice.issued.corrections < corrections;
                let (status, class) = status_pill(&notice);
                let correct = format!("/notice/new/{premises}?replaces={}", notice.id);
                view! {
                    <section class="group">
                        <div class="group-head"><h2>{texts::NOTICE.get()}<small>{notice.number()}</small></h2><span class=class>{status.get()}</span></div>
                        <div class="group-body">
                            {is_old.then(|| view! { <div class="banner warn" role="status"><p>{texts::CORRECTION_DUE.get()}</p></div> })}
                            <div class="steps">
                                <a class="button small" href=format!("/notice/{}", notice.id)>{texts::NOTICE.get()}</a>
                                {is_old.then(|| view! { <a class="button small main" href=correct>{texts::WRITE_CORRECTION.get()}</a> })}
                            </div>
                        </div>
                    </section>
                }
                .into_any()
            }
            None if count > 0 => view! {
                <section class="group">
                    <div class="group-head"><h2>{texts::NOTICE.get()}</h2></div>
                    <div class="group-body">
                        <p class="quiet">{texts::TELL_HINT.get()}</p>
                        <a class="button main" href=format!("/notice/new/{premises}?inspection={inspection}")>{texts::TELL_N.count(count)}</a>
                    </div>
                </section>
            }
            .into_any(),
            None => ().into_any(),
        }
    }
}
