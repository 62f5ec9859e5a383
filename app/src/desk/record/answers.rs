//! What was answered: failed items first, each with what to do, its basis, its photos and its hazard's next step; the
//! rest folded.

use super::{Album, Found, item_text, value_words};
use crate::desk::frame::Fold;
use crate::desk::hazard_steps::HazardSteps;
use crate::hazard::hazard_name;
use crate::kit;
use crate::screens::labels;
use crate::state::App;
use crate::text::{common as words, desk as texts};
use gridwalk_domain::checklist::{Answer, Catalogue, Certainty, Given, Handling, Judgement};
use gridwalk_domain::event::Outcome;
use gridwalk_domain::ledger::HazardRow;
use gridwalk_domain::review;
use leptos::prelude::*;

/// 不合格 N 项.
pub fn failed(app: App, found: &Found, album: &mut Album) -> Option<AnyView> {
    let failed = review::failed(&found.row.record, &found.catalogue(app));
    if failed.is_empty() {
        return None;
    }
    let count = failed.len();
    let mut shown = Vec::new();
    let items = failed.into_iter().map(|(room, code, answer)| {
        // One defect in several rooms is one hazard: its step stands beside the first of them.
        let hazard = hazard_of(found, code).filter(|hazard| !shown.contains(&hazard.id));
        shown.extend(hazard.map(|hazard| hazard.id));
        failed_item(app, found, album, room, code, answer, hazard)
    });
    let items = items.collect::<Vec<_>>();
    Some(
        view! {
            <section class="group">
                <div class="group-head"><h2>{texts::FAILED_TITLE.count(count)}</h2></div>
                {items}
            </section>
        }
        .into_any(),
    )
}

fn hazard_of<'a>(found: &'a Found, code: &str) -> Option<&'a HazardRow> {
    found.row.hazards.iter().filter_map(|id| found.hazards.get(id)).find(|hazard| hazard.found.item == code)
}

fn failed_item(
    app: App,
    found: &Found,
    album: &mut Album,
    room: Option<&str>,
    code: &str,
    answer: &Answer,
    hazard: Option<&HazardRow>,
) -> AnyView {
    let catalogue = found.catalogue(app);
    let text = item_text(&catalogue, code);
    let text = room.map_or_else(|| text.clone(), |room| format!("{} {text}", texts::ROOM.with(&[room])));
    let level = catalogue.item(code).map(|item| labels::level(item.level).get());
    let mark = found.mark(app);
    let before =
        answer.photos.iter().map(|photo| album.button(photo, texts::BEFORE.get(), &mark, "")).collect::<Vec<_>>();
    let after =
        answer.after_photos.iter().map(|photo| album.button(photo, texts::AFTER.get(), &mark, "")).collect::<Vec<_>>();
    let pictures = before.into_iter().chain(after).collect::<Vec<_>>();
    let changed = found.row.changed.iter().any(|one| one == code);
    view! {
        <div class="item" class:changed=changed>
            <div class="failed-head">
                <p class="item-text">{text}</p>
                {changed.then(|| view! { <span class="pill brand">{texts::CHANGED_HERE.get()}</span> })}
            </div>
            <div class="pills">
                {answer.defects.iter().map(|chip| view! { <span class="pill bad">{chip.clone()}</span> }).collect_view()}
                {level.map(|level| view! { <span class="pill plain">{level}</span> })}
            </div>
            {details(answer).map(|line| view! { <p>{line}</p> })}
            {fixes(&catalogue, code, answer)}
            {basis(&catalogue, code)}
            {(!pictures.is_empty()).then(|| view! { <div class="pictures">{pictures}</div> })}
            {hazard.map(|hazard| view! { <HazardSteps row=hazard.clone() linked=true/> })}
        </div>
    }
    .into_any()
}

// 后厨 · 2 处 · 建议 3月19日前整改.
fn details(answer: &Answer) -> Option<String> {
    let handling = answer.handling.map(|handling| match (handling, answer.due_on) {
        (Handling::Rectification, Some(due_on)) => texts::DUE_SUGGESTED.with(&[&kit::month_day(due_on)]),
        (handling, _) => labels::handling(handling).get().to_owned(),
    });
    let parts = [
        (!answer.part.is_empty()).then(|| answer.part.clone()),
        answer.quantity.map(|quantity| texts::QUANTITY.count(quantity)),
        handling,
        answer.no_photo_reason.as_ref().map(|reason| texts::NO_PHOTO.with(&[reason])),
    ];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn fixes(catalogue: &Catalogue, code: &str, answer: &Answer) -> AnyView {
    let known = catalogue.item(code).into_iter().flat_map(|item| &item.defects);
    let picked = known.filter(|defect| answer.defects.contains(&defect.chip));
    let lines = picked.map(|defect| view! { <p class="quiet">{texts::FIX.with(&[&defect.fix])}</p> });
    lines.collect_view().into_any()
}

fn basis(catalogue: &Catalogue, code: &str) -> AnyView {
    let keys = catalogue.item(code).map(|item| item.basis.clone()).unwrap_or_default();
    let lines = keys.iter().filter_map(|key| catalogue.basis.get(key)).map(|basis| {
        let to_check = (basis.certainty == Certainty::Check)
            .then(|| view! { " "<span class="pill plain">{texts::TO_CHECK.get()}</span> });
        view! { <p class="quiet small">{basis.citation.clone()}{to_check}</p> }
    });
    lines.collect_view().into_any()
}

/// 上次未改: what was seen of hazards found before, with what may be done about them now.
pub fn earlier(app: App, found: &Found, album: &mut Album) -> Option<AnyView> {
    let Outcome::Inspected(inspected) = &found.row.record.outcome else { return None };
    if inspected.earlier.is_empty() {
        return None;
    }
    let mark = found.mark(app);
    let items = inspected.earlier.iter().map(|earlier| {
        let hazard = found.hazards.get(&earlier.hazard);
        let text = hazard.map_or_else(|| texts::OLD_ITEM.get().to_owned(), hazard_name);
        let (seen, class) = match earlier.rectified {
            true => (texts::EARLIER_MENDED, "pill ok"),
            false => (texts::EARLIER_OPEN, "pill bad"),
        };
        let before = hazard.into_iter().flat_map(|hazard| &hazard.found.photos);
        let before = before.map(|photo| album.button(photo, texts::BEFORE.get(), &mark, "")).collect::<Vec<_>>();
        let after =
            earlier.photos.iter().map(|photo| album.button(photo, texts::AFTER.get(), &mark, "")).collect::<Vec<_>>();
        let pictures = before.into_iter().chain(after).collect::<Vec<_>>();
        view! {
            <div class="item">
                <div class="failed-head"><p class="item-text">{text}</p><span class=class>{seen.get()}</span></div>
                {(!pictures.is_empty()).then(|| view! { <div class="pictures">{pictures}</div> })}
                {hazard.map(|hazard| view! { <HazardSteps row=hazard.clone() linked=true/> })}
            </div>
        }
    });
    let items = items.collect::<Vec<_>>();
    Some(
        view! {
            <section class="group">
                <div class="group-head"><h2>{texts::EARLIER_TITLE.count(inspected.earlier.len())}</h2></div>
                {items}
            </section>
        }
        .into_any(),
    )
}

/// 合格 N 项 · 不涉及 N 项, to be unfolded.
pub fn passed(app: App, found: &Found) -> Option<AnyView> {
    let Outcome::Inspected(inspected) = &found.row.record.outcome else { return None };
    let rest: Vec<_> = inspected.answers.iter().filter(|(_, answer)| !answer.is_fail()).collect();
    if rest.is_empty() {
        return None;
    }
    let count = |judgement| rest.iter().filter(|(_, answer)| answer.judgement() == Some(judgement)).count();
    let (pass, none) = (count(Judgement::Pass), count(Judgement::NotApplicable));
    let other = rest.len() - pass - none;
    let title = texts::PASSED_TITLE.with(&[&pass.to_string(), &none.to_string(), &other.to_string()]);
    let catalogue = found.catalogue(app);
    let lines = rest.into_iter().map(|(code, answer)| {
        let unit = catalogue.item(code).and_then(|item| item.unit.clone()).unwrap_or_default();
        let (value, class) = value_words(&answer.value, &unit);
        let given = match answer.given {
            Given::Each => words::EACH,
            Given::Group => words::GROUP,
            Given::AsLast => words::AS_LAST,
        };
        let changed = found.row.changed.contains(code);
        view! {
            <li class="passed-line" class:changed=changed>
                <span>{item_text(&catalogue, code)}</span>
                <span class=class>{value}<small>{given.get()}</small></span>
            </li>
        }
    });
    Some(
        view! {
            <details class="group passed">
                <summary class="group-head">{title}<Fold/></summary>
                <ul>{lines.collect_view()}</ul>
            </details>
        }
        .into_any(),
    )
}
