//! What happened to a hazard so far.

use crate::kit;
use crate::state::App;
use crate::text::{Text, hazard as texts};
use gridwalk_domain::ledger::{HazardRow, Past};
use gridwalk_domain::time::Date;
use leptos::prelude::*;

/// Everything that happened, the oldest first.
pub fn history(app: App, row: &HazardRow) -> AnyView {
    let session = app.session();
    let lines = row.history.iter().map(|past| {
        let when = super::by_at(app, writer(session.name_of(past.by), past), past.at);
        let class = if row.contested.contains(&past.event) { "pill bad" } else { "pill plain" };
        view! {
            <dt><span class=class>{happened(&past.kind, past.yes).get()}</span></dt>
            <dd>{when}<br/>{in_words(past, app.today())}</dd>
        }
    });
    view! { <dl class="facts">{lines.collect_view()}</dl> }.into_any()
}

// Owners have no account, and so no name among those of the place.
fn writer(name: String, past: &Past) -> String {
    let is_owners = matches!(past.kind.as_str(), "RectificationReported" | "ExtensionRequested");
    if name.is_empty() && is_owners { texts::BY_OWNER.get().to_owned() } else { name }
}

// Days stand in it as the ledger keeps them: the one of a paper is its own, all others are days until which.
fn in_words(past: &Past, today: Date) -> String {
    let is_paper = past.kind == "HazardEscalated";
    let day = |date: Date| {
        let day = kit::day(date, today);
        if is_paper { day } else { texts::UNTIL_DAY.with(&[&day]) }
    };
    let part = |part: &str| part.parse().map_or_else(|_| part.to_owned(), day);
    past.note.split(" · ").map(part).collect::<Vec<_>>().join(" · ")
}

/// 发现, 告知, 复查合格, …: what an event is called.
pub fn happened(kind: &str, yes: Option<bool>) -> Text {
    match (kind, yes) {
        ("HazardFound", _) => texts::H_FOUND,
        ("HazardNotified", _) => texts::H_NOTIFIED,
        ("RectificationReported", _) => texts::H_REPORTED_MENDED,
        ("HazardSeenOpen", _) => texts::H_SEEN_OPEN,
        ("Reinspected", Some(true)) => texts::REINSPECT_PASSED,
        ("Reinspected", _) => texts::REINSPECT_FAILED,
        ("ClosedOut", _) => texts::H_CLOSED,
        ("HazardReported", _) => texts::H_REPORTED_UP,
        ("HazardReferred", _) => texts::H_REFERRED,
        ("ReferralAnswered", Some(true)) => texts::H_FEEDBACK,
        ("ReferralAnswered", _) => texts::FEEDBACK_NOT_THEIRS,
        ("HazardRestated", _) => texts::H_RESTATED,
        ("HazardWithdrawn", _) => texts::H_WITHDRAWN,
        ("ExtensionRequested", _) => texts::H_EXTENSION_ASKED,
        ("ExtensionAnswered", Some(true)) => texts::EXTENSION_GRANT,
        ("ExtensionAnswered", _) => texts::EXTENSION_REFUSE,
        ("WithdrawalDeclined", _) => texts::WITHDRAW_DECLINE,
        ("HazardReminded", _) => texts::REMIND,
        ("HazardEscalated", _) => texts::H_ESCALATED,
        ("SupervisionListed", _) => texts::LIST,
        ("SupervisionLifted", _) => texts::LIFT,
        ("MajorJudged", Some(true)) => texts::JUDGE_MAJOR,
        ("MajorJudged", _) => texts::JUDGE_NOT_MAJOR,
        ("HazardReopened", _) => texts::H_REOPENED,
        ("LookedBack", Some(true)) => texts::LOOK_BACK_FINE,
        ("LookedBack", _) => texts::LOOK_BACK_AGAIN,
        ("ContestResolved", _) => texts::H_RESOLVED,
        ("TypicalSceneMarked", _) => texts::H_TYPICAL,
        _ => texts::H_OTHER,
    }
}
