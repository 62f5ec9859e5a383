//! The committee's and the sub-district's screens: list and page, side by side from 1024 px, one after the other on a
//! phone. Everything is read from the journal a page at a time; a decision is an event like any other.

mod borders;
mod decide;
mod entry;
mod facets;
mod frame;
mod hazard;
mod hazard_acts;
mod hazard_ask;
mod hazard_bulk;
mod hazard_close;
mod hazard_raise;
mod hazard_slip;
mod hazard_steps;
mod hazards;
mod keys;
mod ledger;
mod live;
mod map;
mod me;
mod nav;
mod newcomers;
mod notices;
mod picture;
mod premises;
mod queue;
mod record;
mod register;
mod reports;
mod review;
mod site;
mod sketch;
mod statistics;
mod tables;
mod tasks;
mod viewer;
mod wall;

use crate::state::use_app;
use crate::text::common as texts;
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Routes};
use leptos_router::path;

/// Paths of the desk entry.
pub fn routes() -> AnyView {
    view! { <Desk/> }.into_any()
}

/// An address that is no screen of the desk leads to the queue, and says so.
#[component]
fn Elsewhere() -> impl IntoView {
    let app = use_app();
    Effect::new(move |_| {
        app.say(texts::NO_SUCH_PAGE.get());
        app.go_instead("/");
    });
}

#[component]
fn Desk() -> impl IntoView {
    let app = use_app();
    provide_context(queue::Queue::start(app));
    provide_context(picture::Presence::new(app));
    live::listen(app);
    view! {
        <Routes fallback=Elsewhere>
            <ParentRoute path=path!("") view=review::ReviewFrame>
                <Route path=path!("") view=review::ReviewHint/>
                <Route path=path!("record/:inspection") view=record::RecordPage/>
                <Route path=path!("clean") view=wall::WallPage/>
            </ParentRoute>
            <ParentRoute path=path!("") view=ledger::LedgerFrame>
                <Route path=path!("ledger") view=ledger::LedgerHint/>
                <Route path=path!("register") view=register::RegisterPage/>
                <Route path=path!("sites/:id") view=site::SitePage/>
                <Route path=path!("premises/:id") view=premises::PremisesPage/>
                <Route path=path!("premises/:id/file") view=crate::file::FilePage/>
            </ParentRoute>
            <ParentRoute path=path!("") view=hazards::HazardsFrame>
                <Route path=path!("hazards") view=hazards::HazardsHint/>
                <Route path=path!("hazards/new/:id") view=hazard_raise::RaisePage/>
                <Route path=path!("hazards/:id") view=hazard::HazardPage/>
                <Route path=path!("hazards/:id/slip") view=hazard_slip::SlipPage/>
            </ParentRoute>
            <ParentRoute path=path!("") view=tasks::TasksFrame>
                <Route path=path!("tasks") view=tasks::TasksHint/>
                <Route path=path!("tasks/:id") view=tasks::TaskPage/>
                <Route path=path!("campaigns/new") view=tasks::NewCampaignPage/>
                <Route path=path!("campaigns/:id") view=tasks::CampaignPage/>
                <Route path=path!("works/new") view=tasks::AnnounceWorkPage/>
                <Route path=path!("duplicates") view=tasks::DuplicatePage/>
                <Route path=path!("people") view=tasks::PeoplePage/>
                <Route path=path!("people/:cell/sheet") view=tasks::SheetPage/>
                <Route path=path!("readings") view=tasks::ReadingsPage/>
            </ParentRoute>
            <ParentRoute path=path!("") view=notices::NoticesFrame>
                <Route path=path!("notices") view=notices::NoticesHint/>
                <Route path=path!("notices/:id") view=notices::NoticePage/>
            </ParentRoute>
            <Route path=path!("q/:code") view=crate::screens::tasks::LabelPage/>
            <Route path=path!("statistics") view=statistics::StatisticsPage/>
            <Route path=path!("statistics/table") view=reports::TablePage/>
            <Route path=path!("statistics/records") view=reports::RecordsPage/>
            <Route path=path!("statistics/monthly") view=reports::MonthlyPage/>
            <Route path=path!("statistics/ranking") view=reports::RankingPage/>
            <Route path=path!("map") view=map::MapPage/>
            <Route path=path!("map/borders") view=borders::BordersPage/>
            <Route path=path!("import") view=tables::ImportPage/>
            <Route path=path!("tables") view=tables::TablesPage/>
            <Route path=path!("labels") view=tables::LabelsPage/>
            <Route path=path!("tips/poster") view=tasks::PosterPage/>
            <Route path=path!("me") view=me::MePage/>
        </Routes>
    }
}
