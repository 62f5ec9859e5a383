//! What happened to a hazard so far, and what its owner objected on the page of a notice.

use crate::kit;
use crate::state::App;
use crate::subject::use_notices;
use crate::text::{Text, hazard as texts, notice as letters};
use gridwalk_domain::event::OwnerWish;
use gridwalk_domain::ledger::{HazardRow, NoticeRow, OwnerLetter, Past};
use gridwalk_domain::time::{Date, Timestamp};
use leptos::prelude::*;

struct Entry {
    at: Timestamp,
    what: &'static str,
    class: &'static str,
    who: String,
    said: String,
}

/// Everything that happened, the oldest first.
pub fn history(app: App, row: &HazardRow) -> AnyView {
    let notices = use_notices(app, row.found.premises);
    let row = row.clone();
    let lines = move || {
        let mut entries: Vec<Entry> = row.history.iter().map(|past| entry(app, &row, past)).collect();
        for notice in notices.read().iter() {
            for said in objections(app, &row, notice) {
                let at = entries.iter().position(|entry| entry.at > said.at).unwrap_or(entries.len());
                entries.insert(at, said);
            }
        }
        let line = |entry: Entry| {
            let when = super::by_at(app, entry.who, entry.at);
            view! {
                <dt><span class=entry.class>{entry.what}</span></dt>
                <dd>{when}<br/>{entry.said}</dd>
            }
        };
        entries.into_iter().map(line).collect_view()
    };
    view! { <dl class="facts">{lines}</dl> }.into_any()
}

/// What two accounts say against each other, side by side; nothing where they agree.
pub fn sides(app: App, row: &HazardRow) -> AnyView {
    let side = |title: Text, past: &Past| {
        let Entry { at, what, who, said, .. } = entry(app, row, past);
        view! {
            <div class="side">
                <p class="quiet small">{title.get()}</p>
                <p class="strong">{what}</p>
                <p>{super::by_at(app, who, at)}</p>
                <p>{said}</p>
            </div>
        }
    };
    let both = |(before, past): (Option<&Past>, &Past)| {
        view! {
            <div class="sides">
                {before.map(|before| side(texts::SIDE_BEFORE, before))}
                {side(texts::SIDE_UNAWARE, past)}
            </div>
        }
    };
    row.sides().into_iter().map(both).collect_view().into_any()
}

fn entry(app: App, row: &HazardRow, past: &Past) -> Entry {
    Entry {
        at: past.at,
        what: happened(&past.kind, past.yes).get(),
        class: if row.contested.contains(&past.event) { "pill bad" } else { "pill plain" },
        who: writer(app.session().name_of(past.by), past),
        said: in_words(past, app.today()),
    }
}

// More time and photos are events of the hazard as well; an objection and its answer stand in the notice alone.
fn objections(app: App, row: &HazardRow, notice: &NoticeRow) -> Vec<Entry> {
    let is_about = |letter: &&OwnerLetter| letter.hazard == row.id && letter.wish == OwnerWish::Objection;
    let both = |letter: &OwnerLetter| {
        let asked = Entry {
            at: letter.at,
            what: letters::LETTER_OBJECTION.get(),
            class: "pill plain",
            who: texts::BY_OWNER.get().to_owned(),
            said: letter.text.clone(),
        };
        let answered = letter.answer.as_ref().map(|answer| Entry {
            at: answer.at,
            what: if answer.granted { letters::ANSWERED_UPHELD.get() } else { letters::ANSWERED_KEPT.get() },
            class: "pill plain",
            who: app.session().name_of(answer.by),
            said: answer.note.clone(),
        });
        [Some(asked), answered].into_iter().flatten()
    };
    notice.letters.iter().filter(is_about).flat_map(both).collect()
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
