//! 上次未改 N 项: what was found before and is still open, each 已改 (with a photo) or 仍未改 (field-practice 3).

use super::form::Visit;
use super::shots::shots;
use crate::kit::{self, Segment, Segments};
use crate::screens::labels;
use crate::text::{common as words, field, visit as texts};
use crate::visit::spot::{PhotoSlot, hazard_id};
use gridwalk_domain::id::HazardId;
use gridwalk_domain::ledger::OpenHazard;
use gridwalk_domain::record::{DraftStage, earlier_asked};
use leptos::prelude::*;

const MENDED: &[Segment<bool>] = &[
    Segment { value: true, label: texts::MENDED, class: "yes" },
    Segment { value: false, label: texts::STILL_OPEN, class: "no" },
];

/// The block, while there is anything to ask; hazards of rooms join when their room is looked at.
pub fn earlier_view(visit: Visit) -> AnyView {
    let asked = Memo::new(move |_| {
        visit.scene.with(|scene| {
            visit.draft.with(|draft| match draft.stage {
                DraftStage::Visit => earlier_asked(&scene.premises, &draft.rooms),
                DraftStage::Correction { .. } => draft.earlier.keys().copied().collect(),
            })
        })
    });
    let count = Memo::new(move |_| asked.with(Vec::len));
    let block = move || {
        (count.get() > 0).then(|| {
            view! {
                <section class="group" aria-label=field::NOT_MENDED.count(count.get())>
                    <div class="group-head"><h2>{field::NOT_MENDED.count(count.get())}</h2></div>
                    <For each=move || asked.get() key=|id| *id let(id)>{hazard_view(visit, id)}</For>
                </section>
            }
        })
    };
    block.into_any()
}

fn hazard_view(visit: Visit, id: HazardId) -> AnyView {
    let scene = visit.scene.get_untracked();
    let Some(hazard) = scene.premises.open_hazards.get(&id) else { return ().into_any() };
    let said = Memo::new(move |_| visit.draft.with(|draft| draft.earlier.get(&id).and_then(|answer| answer.rectified)));
    let missing = move || visit.missing.with(|missing| missing.iter().any(|violation| violation.hazard() == Some(id)));
    let slot = PhotoSlot::Earlier(id);
    let say =
        move |rectified: bool| visit.update(|draft| draft.earlier.entry(id).or_default().rectified = Some(rectified));
    let rooms: Vec<String> = hazard.rooms.iter().map(|room| scene.room_label(*room)).collect();
    let what =
        if rooms.is_empty() { hazard.what.clone() } else { format!("{}（{}）", hazard.what, rooms.join("、")) };
    view! {
        <div class="item" class:missing=missing id=hazard_id(id)>
            <p class="item-text">{what.clone()}</p>
            <p class="item-why">{since(visit, hazard)}</p>
            <Segments name=what id=hazard_id(id) choices=MENDED chosen=said suggested=None on_choose=say/>
            {move || (said.get() == Some(true)).then(|| shots(visit, &slot, texts::TAKE_PHOTO))}
            {move || missing().then(|| view! { <p class="item-note">{texts::NOT_ANSWERED.get()}</p> })}
        </div>
    }
    .into_any()
}

// 3月2日发现，限 3月9日
fn since(visit: Visit, hazard: &OpenHazard) -> String {
    let today = visit.app.today();
    let found = field::FOUND_ON.with(&[&kit::day(hazard.found_at.date_in_shanghai(), today)]);
    let due = hazard.due_on.map(|due_on| labels::due(due_on, today).0);
    let level = labels::level(hazard.level).get().to_owned();
    [Some(found), due, (hazard.level != gridwalk_domain::checklist::Level::General).then_some(level)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(words::COMMA.get())
}
