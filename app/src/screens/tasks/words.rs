//! Words for what the domain names of tasks.

use crate::kit;
use crate::text::{Text, tasks as texts};
use gridwalk_domain::again::{AgainConcern, AgainReason};
use gridwalk_domain::event::{Finding, Meter, Oddity, ReadingFoundOdd, WorkKind, WorkSeen, WorkStage};
use gridwalk_domain::time::Date;

/// 电气焊, ….
pub const fn work(kind: WorkKind) -> Text {
    match kind {
        WorkKind::HotWork => texts::HOT_WORK,
        WorkKind::ConfinedSpace => texts::CONFINED_SPACE,
        WorkKind::AtHeight => texts::AT_HEIGHT,
        WorkKind::Contracted => texts::CONTRACTED,
        WorkKind::SmallSite => texts::SMALL_SITE,
    }
}

/// In the order offered.
pub const WORKS: [WorkKind; 5] =
    [WorkKind::HotWork, WorkKind::ConfinedSpace, WorkKind::AtHeight, WorkKind::Contracted, WorkKind::SmallSite];

/// 风险辨识, ….
pub const fn stage(stage: WorkStage) -> Text {
    match stage {
        WorkStage::RisksNamed => texts::RISKS_NAMED,
        WorkStage::Briefed => texts::BRIEFED,
        WorkStage::Approved => texts::APPROVED,
        WorkStage::Licensed => texts::LICENSED,
        WorkStage::Guarded => texts::GUARDED,
        WorkStage::Accepted => texts::ACCEPTED,
    }
}

/// 没发现异常, ….
pub const fn finding(finding: Finding) -> Text {
    match finding {
        Finding::NothingOdd => texts::NOTHING_ODD,
        Finding::InUse => texts::IN_USE,
        Finding::Fault => texts::FAULT,
        Finding::SuspectedProduction => texts::SUSPECTED_PRODUCTION,
        Finding::NotEntered => texts::NOT_ENTERED,
    }
}

/// 群众反映, ….
pub const fn reason(reason: AgainReason) -> Text {
    match reason {
        AgainReason::Complaint => texts::REASON_COMPLAINT,
        AgainReason::Hazard => texts::REASON_HAZARD,
        AgainReason::Superior => texts::REASON_SUPERIOR,
        AgainReason::OwnerAsked => texts::REASON_OWNER,
        AgainReason::Urgent => texts::REASON_URGENT,
    }
}

/// 去得太近, ….
pub const fn concern(concern: AgainConcern) -> Text {
    match concern {
        AgainConcern::TooSoon => texts::CONCERN_SOON,
        AgainConcern::TooOften => texts::CONCERN_OFTEN,
        AgainConcern::QuietPeriod => texts::CONCERN_QUIET,
    }
}

/// 10月电用了 412 度，平时 90 度.
pub fn reading(reading: &ReadingFoundOdd, today: Date) -> String {
    let meter = match reading.meter {
        Meter::Water => texts::WATER,
        Meter::Electricity => texts::ELECTRICITY,
        Meter::Gas => texts::GAS,
    };
    let unit = if reading.meter == Meter::Electricity { texts::KILOWATT_HOURS } else { texts::CUBIC_METRES };
    let amount = |amount: f64| unit.count((amount * 10.0).round() / 10.0);
    let month = kit::day(reading.month, today);
    // 10月1日 names the month by its first day.
    let month = month.strip_suffix("1日").unwrap_or(&month);
    match (reading.oddity, reading.usual) {
        (Oddity::UsedWhileIdle, _) | (_, None) => {
            texts::READING_IDLE.with(&[month, meter.get(), &amount(reading.used)])
        }
        (_, Some(usual)) => texts::READING_LINE.with(&[month, meter.get(), &amount(reading.used), &amount(usual)]),
    }
}

/// 缺：持证、现场监护 · 没劝住 · 已上报谁 街道值班室.
pub fn seen(seen: &WorkSeen) -> String {
    let missing: Vec<&str> = seen.stages.iter().filter(|(_, there)| !**there).map(|(at, _)| stage(*at).get()).collect();
    let confined = seen.confined.iter().flat_map(|steps| {
        [
            (steps.ventilated, texts::VENTILATED),
            (steps.tested, texts::TESTED),
            (steps.entered_after, texts::ENTERED_AFTER),
        ]
    });
    let missing: Vec<&str> = confined.filter(|(done, _)| !done).map(|(_, text)| text.get()).chain(missing).collect();
    let is_unseen = |at: &&WorkStage| !seen.stages.contains_key(at);
    let unseen: Vec<&str> = WorkStage::ALL.iter().filter(is_unseen).map(|at| stage(*at).get()).collect();
    let stages = match (missing.is_empty(), seen.stages.is_empty()) {
        (true, true) => texts::NO_STAGES.get().to_owned(),
        (true, false) if unseen.is_empty() => texts::ALL_STAGES.get().to_owned(),
        (true, false) => texts::UNSEEN_STAGES.with(&[&unseen.join("、")]),
        (false, _) => texts::MISSING_STAGES.with(&[&missing.join("、")]),
    };
    let stopped = seen.stopped.map(|yes| if yes { texts::STOPPED_YES } else { texts::STOPPED_NO }.get().to_owned());
    let told = (!seen.told.is_empty()).then(|| {
        let at = seen.told_at.map(kit::clock).unwrap_or_default();
        texts::TOLD_WHOM.with(&[&seen.told, &at]).trim().to_owned()
    });
    let note = (!seen.note.is_empty()).then(|| seen.note.clone());
    [Some(stages), stopped, told, note].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
