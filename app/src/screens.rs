//! The grid worker's screens.

pub mod add;
mod first_admin;
pub mod hazard;
pub mod hazards;
pub mod labels;
pub mod ledger;
pub mod look;
pub mod map;
pub mod me;
pub mod notice;
pub mod patrol;
pub mod premises;
pub mod sign_in;
pub mod standing;
pub mod summary;
pub mod tasks;
pub mod visit;

use crate::kit::{Icon, Tab};
use crate::shell::Tabs;
use crate::text::common as words;
use leptos::prelude::*;
use leptos_router::components::{Route, Routes};
use leptos_router::path;

/// Paths of the field entry.
pub fn routes() -> AnyView {
    provide_context(patrol::PatrolView::fresh());
    view! {
        <Routes fallback=patrol::PatrolPage>
            <Route path=path!("/") view=patrol::PatrolPage/>
            <Route path=path!("/ledger") view=ledger::LedgerPage/>
            <Route path=path!("/hazards") view=hazards::HazardsPage/>
            <Route path=path!("/hazards/:id") view=hazard::HazardPage/>
            <Route path=path!("/map") view=map::MapPage/>
            <Route path=path!("/me") view=me::MePage/>
            <Route path=path!("/summary") view=summary::SummaryPage/>
            <Route path=path!("/add") view=add::AddPage/>
            <Route path=path!("/premises/:id") view=premises::PremisesPage/>
            <Route path=path!("/premises/:id/file") view=crate::file::FilePage/>
            <Route path=path!("/sweep") view=crate::file::sweep::SweepPage/>
            <Route path=path!("/visit/:inspection") view=visit::VisitPage/>
            <Route path=path!("/not-entered/:inspection") view=visit::NotEnteredPage/>
            <Route path=path!("/saved/:inspection") view=visit::SavedPage/>
            <Route path=path!("/record/:inspection") view=visit::RecordPage/>
            <Route path=path!("/correct/:inspection") view=visit::CorrectionPage/>
            <Route path=path!("/drafts") view=visit::DraftsPage/>
            <Route path=path!("/label") view=tasks::LabelPage/>
            <Route path=path!("/q/:code") view=tasks::LabelPage/>
            <Route path=path!("/work/new") view=tasks::NewWorkPage/>
            <Route path=path!("/work/:id") view=tasks::WorkPage/>
            <Route path=path!("/outreach") view=tasks::OutreachPage/>
            <Route path=path!("/task/:id") view=tasks::ReadingPage/>
            <Route path=path!("/campaign/:id") view=tasks::CampaignPage/>
            <Route path=path!("/errand/:id") view=tasks::ErrandPage/>
            <Route path=path!("/notice/new/:premises") view=notice::NewNoticePage/>
            <Route path=path!("/notice/:id") view=notice::NoticePage/>
        </Routes>
    }
    .into_any()
}

/// The worker's tabs.
pub fn tabs() -> Vec<Tab> {
    let tab = |href, label, picture| Tab { href, label, picture, count: None };
    vec![
        tab("/", words::TAB_PATROL, Icon::Walk),
        tab("/ledger", words::TAB_LEDGER, Icon::Book),
        tab("/hazards", words::TAB_HAZARDS, Icon::Hazard),
        tab("/me", words::TAB_ME, Icon::Person),
    ]
}

/// The worker's tabs, below a screen.
#[component]
pub fn FieldTabs() -> impl IntoView {
    view! { <Tabs tabs=tabs()/> }
}
