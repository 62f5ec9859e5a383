//! What the field's and the desk's pages of a hazard share: its names, its history, its rooms, the after-photo.

mod after;
mod history;
mod rooms;
mod same_view;
mod typical;

pub use after::AfterShots;
pub use history::{happened, history, sides};
pub use rooms::{RoomList, RoomPicks, RoomState, rooms_of};
pub use typical::TypicalScene;

use crate::kit::{self, Mark};
use crate::screens::labels;
use crate::state::App;
use crate::text::{Text, common as words, followup};
use gridwalk_domain::event::HazardSource;
use gridwalk_domain::ledger::HazardRow;
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::time::Timestamp;

/// 报警装置没装, or 不合格 with the item's text.
pub fn hazard_name(row: &HazardRow) -> String {
    row.found.what()
}

/// 待复查, …; 待上报街道 of what its finder marked 上报 and the committee has not passed on.
pub fn state_pill(row: &HazardRow) -> (&'static str, &'static str) {
    use gridwalk_domain::ledger::HazardState::*;
    if row.awaits_report() {
        return (followup::AWAITS_REPORT.get(), "pill bad");
    }
    let class = match row.state {
        ClosedOut => "pill ok",
        AwaitingReinspection | AwaitingCloseOut => "pill brand",
        Reported | Referred => "pill",
        Found | Rectifying => "pill bad",
        Withdrawn => "pill plain",
    };
    (labels::hazard_state(row.state).get(), class)
}

/// 逾期 3 天, 限 3月19日; none where the day no longer matters.
pub fn due_pill(app: App, row: &HazardRow) -> Option<(String, &'static str)> {
    row.due_on().filter(|_| row.is_waiting()).map(|due_on| labels::due(due_on, app.today()))
}

/// Found on 3月12日, by whom.
pub fn by_at(app: App, name: String, at: Timestamp) -> String {
    let day = format!("{} {}", kit::day(at.date_in_shanghai(), app.today()), kit::clock(at));
    if name.is_empty() { day } else { [name, day].join(words::COMMA.get()) }
}

/// What is drawn over a photo of a hazard: who took it, who need not be the finder, and when by the right clock.
pub fn mark(app: App, row: &HazardRow, photo: &PhotoRef, premises: &str) -> Mark {
    let origin = row.origin_of(photo.sha256);
    let cell = app.tree().get(row.area).map(|area| area.name.clone()).unwrap_or_default();
    let worker = app.session().name_of(origin.by);
    Mark { premises: premises.to_owned(), cell, worker, clock_offset_ms: origin.clock_offset_ms }
}

/// 整改后, or of an earlier round whose photos prove nothing any more.
pub fn after_title(row: &HazardRow, index: usize) -> Text {
    if index < row.stale_photos as usize { followup::PHOTOS_AFTER_EARLIER } else { followup::PHOTOS_AFTER }
}

/// 11月20日 of what was found before it was entered; else the moment of the finding.
pub fn found_moment(app: App, row: &HazardRow) -> String {
    let finder = app.session().name_of(row.finder);
    match row.found.discovered_on {
        Some(on) => {
            let entered = by_at(app, finder, row.found_at);
            followup::DISCOVERED.with(&[&kit::day(on, app.today()), &entered])
        }
        None => by_at(app, finder, row.found_at),
    }
}

/// 网格巡查, 督导检查, ….
pub const fn source(source: HazardSource) -> Text {
    match source {
        HazardSource::Patrol => followup::SOURCE_PATROL,
        HazardSource::SelfCheck => followup::SOURCE_SELF_CHECK,
        HazardSource::Supervision => followup::SOURCE_SUPERVISION,
        HazardSource::Tip => followup::SOURCE_TIP,
        HazardSource::UtilityAnomaly => followup::SOURCE_ANOMALY,
        HazardSource::Transfer => followup::SOURCE_TRANSFER,
    }
}

/// 一般, 疑似重大（待研判）; 重大 only where an authority has judged, with its name (R11).
pub fn level_of(row: &HazardRow) -> String {
    match &row.judged {
        Some(verdict) if verdict.is_major => followup::LEVEL_MAJOR.with(&[&verdict.authority]),
        Some(_) => followup::LEVEL_GENERAL.get().to_owned(),
        None => labels::level(row.found.level).get().to_owned(),
    }
}
