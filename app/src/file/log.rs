//! 变更记录: who, when, what, old, new (R03).

use super::labels::{column_text, role_text, standing_of_word};
use crate::kit;
use crate::state::App;
use crate::text::file as texts;
use gridwalk_domain::checklist::Kind;
use gridwalk_domain::event::PersonRole;
use gridwalk_domain::ledger::{ChangeEntry, MERGED, PremisesRow};
use gridwalk_domain::register::Register;
use leptos::prelude::*;

/// The latest first.
pub fn change_log(app: App, register: &Register, kind: &Kind, row: &PremisesRow) -> AnyView {
    let lines: Vec<_> = row.file.changes.iter().rev().map(|entry| line(app, register, kind, entry)).collect();
    let body = match lines.is_empty() {
        true => view! { <p class="quiet">{texts::NO_CHANGES.get()}</p> }.into_any(),
        false => view! { <ul class="log">{lines}</ul> }.into_any(),
    };
    view! {
        <section class="group">
            <div class="group-head"><h2>{texts::CHANGE_LOG.get()}</h2></div>
            <div class="group-body">{body}</div>
        </section>
    }
    .into_any()
}

fn line(app: App, register: &Register, kind: &Kind, entry: &ChangeEntry) -> AnyView {
    let what = match entry.key.as_str() {
        "name" => texts::NAME.get().to_owned(),
        "address" => texts::ADDRESS.get().to_owned(),
        "standing" => texts::STANDING.get().to_owned(),
        MERGED => texts::MERGER.get().to_owned(),
        "limited_spaces" => texts::SPACES.get().to_owned(),
        key => key
            .strip_prefix("person:")
            .and_then(person)
            .unwrap_or_else(|| register.column(key, kind).map_or_else(|| key.to_owned(), column_text)),
    };
    let shown = |value: &str| match (value, entry.key.as_str()) {
        ("", _) => texts::EMPTY.get().to_owned(),
        (word, "standing") => standing_of_word(word).map_or(word, |text| text.get()).to_owned(),
        (value, _) => value.to_owned(),
    };
    let when = format!("{} {}", kit::day(entry.at.date_in_shanghai(), app.today()), kit::clock(entry.at));
    view! {
        <li>
            <p>{what}"："{texts::FROM_TO.with(&[&shown(&entry.old), &shown(&entry.new)])}</p>
            <p class="quiet small">{when}" · "{app.session().name_of(entry.by)}</p>
        </li>
    }
    .into_any()
}

fn person(word: &str) -> Option<String> {
    let role = PersonRole::ALL.into_iter().find(|role| serde_json::to_value(role).is_ok_and(|value| value == word))?;
    Some(role_text(role).get().to_owned())
}
