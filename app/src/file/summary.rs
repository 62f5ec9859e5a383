//! What one wants to know of a file at a glance: grade, standing, who supervises, how fresh it is, tags.

use super::kept::uncovered_cells;
use super::labels::{grade_text, standing_text};
use crate::kit;
use crate::state::{App, use_app};
use crate::text::file as texts;
use gridwalk_domain::checklist::KindFamily;
use gridwalk_domain::ledger::{PremisesRow, Standing};
use gridwalk_domain::register::{DutyState, GradeFacts, TAGS, duty_state, lodgers, tags_of};
use leptos::prelude::*;

/// Pills, the freshness, and the way to the whole file.
#[component]
pub fn FileSummary(
    /// Whose.
    row: PremisesRow,
    /// Whether the way to the file is shown.
    #[prop(optional)]
    with_link: bool,
) -> impl IntoView {
    let app = use_app();
    let verified = match row.file.verified_at {
        Some(at) => texts::LAST_VERIFIED.count(kit::day_in_words(at.date_in_shanghai(), app.today())),
        None => texts::NEVER_VERIFIED.get().to_owned(),
    };
    let lead = row.details.get("lead_body").map(|body| texts::LEAD_BODY.count(body));
    let pills = pills(app, &row).into_iter().map(|(text, class)| view! { <span class=class>{text}</span> });
    let pills = pills.collect_view();
    view! {
        <section class="group"><div class="group-body">
            <div class="pills">{pills}</div>
            <p class="quiet small">{verified}</p>
            {lead.map(|lead| view! { <p class="quiet small">{lead}</p> })}
            {with_link.then(|| view! { <a class="button" href=format!("/premises/{}/file", row.id)>{texts::OPEN_FILE.get()}</a> })}
        </div></section>
    }
}

fn pills(app: App, row: &PremisesRow) -> Vec<(String, &'static str)> {
    let settings = &app.session().settings.register;
    let mut pills = Vec::new();
    let facts = GradeFacts::of(&settings.grading, row.open_hazards.values(), lodgers(&row.details));
    if let Some(grade) = settings.grading.grade(&facts) {
        let (word, class) = grade_text(grade);
        pills.push((texts::GRADE.with(&[word.get()]), class));
    }
    if row.file.standing != Standing::Open {
        let (word, class) = standing_text(row.file.standing);
        pills.push((word.get().to_owned(), class));
    }
    let is_unit = app.catalogue().kind(&row.kind).is_some_and(|kind| is_unit(kind.family));
    match row.supervising_body() {
        Some(body) if is_unit => pills.push((body.to_owned(), "pill plain")),
        None if is_unit && row.file.body_unclear_since.is_some() => {
            pills.push((texts::UNCLEAR.get().to_owned(), "pill bad"));
        }
        None if is_unit => pills.push((texts::BLIND_BODY.get().to_owned(), "pill bad")),
        _ => {}
    }
    if uncovered_cells(app).contains(&row.area) {
        pills.push((texts::BLIND_CELL.get().to_owned(), "pill bad"));
    }
    let days = i64::from(settings.stale_after_days);
    if days > 0 && app.today().days_since(row.verified_at().date_in_shanghai()) > days {
        pills.push((texts::STALE.get().to_owned(), "pill bad"));
    }
    if is_unit {
        let duties = &settings.duties;
        for (key, days, word) in [
            ("last_self_check", duties.self_check_days(&row.kind), texts::OVERDUE_SELF_CHECK),
            ("last_drill", duties.drill_days(&row.kind), texts::OVERDUE_DRILL),
        ] {
            if duty_state(&row.details, key, days, app.today()) == DutyState::Late {
                pills.push((word.get().to_owned(), "pill"));
            }
        }
    }
    let tags = row.details.get(TAGS).map(String::as_str).unwrap_or_default();
    pills.extend(tags_of(tags).map(|tag| (tag.to_owned(), "pill brand")));
    pills
}

/// Whether a family is of 生产经营单位: those have a supervising body; dwellings and idle yards have a 包保人.
pub fn is_unit(family: KindFamily) -> bool {
    matches!(family, KindFamily::SmallPremises | KindFamily::MicroEnterprise | KindFamily::SelfBuiltHouse)
}
