//! Words for what the domain names.

use crate::kit;
use crate::text::{Text, common as words};
use gridwalk_domain::area::AreaTree;
use gridwalk_domain::checklist::{Handling, Level};
use gridwalk_domain::event::{NotEnteredReason, ReturnReason, ReturnWanted};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::{HazardState, ReviewState};
use gridwalk_domain::position::Containment;
use gridwalk_domain::time::Date;

/// 无人, 拒绝入户, ….
pub const fn not_entered(reason: NotEnteredReason) -> Text {
    match reason {
        NotEnteredReason::NoOneThere => words::NO_ONE_THERE,
        NotEnteredReason::Refused => words::REFUSED,
        NotEnteredReason::Closed => words::CLOSED,
        NotEnteredReason::MovedAway => words::MOVED_AWAY,
        NotEnteredReason::NoSuchPlace => words::NO_SUCH_PLACE,
    }
}

/// 照片不清, 缺照片, ….
pub const fn return_reason(reason: ReturnReason) -> Text {
    match reason {
        ReturnReason::PhotoUnclear => words::PHOTO_UNCLEAR,
        ReturnReason::PhotoMissing => words::PHOTO_MISSING,
        ReturnReason::PlaceWrong => words::PLACE_WRONG,
        ReturnReason::ItemWrong => words::ITEM_WRONG,
        ReturnReason::TextUnclear => words::TEXT_UNCLEAR,
    }
}

/// 改内容, 补照片, 重新到场.
pub const fn return_wanted(wanted: ReturnWanted) -> Text {
    match wanted {
        ReturnWanted::EditContent => words::EDIT_CONTENT,
        ReturnWanted::AddPhotos => words::ADD_PHOTOS,
        ReturnWanted::VisitAgain => words::VISIT_AGAIN,
    }
}

/// 一般, 线索, 疑似重大（待研判）.
pub const fn level(level: Level) -> Text {
    match level {
        Level::General => words::GENERAL,
        Level::Lead => words::LEAD,
        Level::SuspectedMajor => words::SUSPECTED_MAJOR,
    }
}

/// 当场整改, 限期整改, 上报.
pub const fn handling(handling: Handling) -> Text {
    match handling {
        Handling::FixedOnSite => words::FIXED_ON_SITE,
        Handling::Rectification => words::RECTIFICATION,
        Handling::Report => words::REPORT,
    }
}

/// 已发现 … 已销号.
pub const fn hazard_state(state: HazardState) -> Text {
    match state {
        HazardState::Found => words::HAZARD_FOUND,
        HazardState::Rectifying => words::HAZARD_RECTIFYING,
        HazardState::AwaitingReinspection => words::HAZARD_AWAITING_REINSPECTION,
        HazardState::AwaitingCloseOut => words::HAZARD_AWAITING_CLOSE_OUT,
        HazardState::ClosedOut => words::HAZARD_CLOSED_OUT,
        HazardState::Reported => words::HAZARD_REPORTED,
        HazardState::Referred => words::HAZARD_REFERRED,
        HazardState::Withdrawn => words::HAZARD_WITHDRAWN,
    }
}

/// 在网格内, 在网格边上, 在网格外.
pub const fn containment(containment: Containment) -> Text {
    match containment {
        Containment::Inside => words::IN_CELL,
        Containment::Uncertain => words::NEAR_BORDER,
        Containment::Outside => words::OUT_OF_CELL,
    }
}

/// 待审核, 已通过, 已退回, and the pill's class.
pub const fn review(state: &ReviewState) -> (Text, &'static str) {
    match state {
        ReviewState::Pending => (words::PENDING, "pill plain"),
        ReviewState::Passed { .. } => (words::PASSED, "pill ok"),
        ReviewState::Returned { .. } => (words::RETURNED, "pill bad"),
    }
}

/// 逾期 3 天 / 限 3月19日, and the pill's class.
pub fn due(due_on: Date, today: Date) -> (String, &'static str) {
    match today.days_since(due_on) {
        days @ 1.. => (words::OVERDUE_DAYS.count(days), "pill bad"),
        0 => (words::DUE_BY.with(&[words::TODAY.get()]), "pill"),
        _ => (words::DUE_BY.with(&[&kit::day(due_on, today)]), "pill plain"),
    }
}

/// 230 m, 1.2 km.
pub fn distance(metres: f64) -> String {
    use crate::text::field::{KILOMETRES, METRES};
    if metres < 1_000.0 {
        METRES.count((metres / 10.0).round() as i64 * 10)
    } else {
        KILOMETRES.with(&[&format!("{:.1}", metres / 1_000.0)])
    }
}

/// An address without the sub-district and community that every one of the list shares.
pub fn short_address(tree: &AreaTree, mine: &[AreaId], area: AreaId, address: &str) -> String {
    // From the top down to what the account answers for.
    let shared = mine.first().map(|id| tree.above(*id)).unwrap_or_default();
    let within = tree.is_within(area, mine);
    let strip =
        |rest: &str, name: &str| rest.strip_prefix(name).filter(|left| !left.is_empty()).unwrap_or(rest).to_owned();
    shared.iter().rev().filter(|_| within).fold(address.to_owned(), |rest, area| strip(&rest, &area.name))
}
