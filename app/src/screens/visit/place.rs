//! Where the phone is: shown always, asked about only when the whole circle is outside or there is no fix, and never in
//! the way (field-practice 5).

use super::form::Visit;
use super::pieces::{Picks, picks};
use crate::position::Fix;
use crate::screens::labels;
use crate::text::{common as words, field, visit as texts};
use crate::visit::hints::is_outside;
use gloo_timers::callback::Timeout;
use gridwalk_domain::event::PlaceReason;
use gridwalk_domain::position::Border;
use leptos::prelude::*;

/// 定位 ±12 m，在网格内
pub fn fix_words(fix: Fix, border: Option<&Border>) -> String {
    match fix {
        Fix::Searching => field::POSITION_SEARCHING.get().to_owned(),
        Fix::Denied | Fix::Unavailable => words::NO_FIX.get().to_owned(),
        Fix::Found(position) => {
            let accuracy = words::ACCURACY.count(position.accuracy_m.round());
            let fixed = texts::FIXED.with(&[&accuracy]);
            match border.and_then(|border| border.judge(&position)) {
                Some(containment) => [&fixed, labels::containment(containment).get()].join(words::COMMA.get()),
                None => fixed,
            }
        }
    }
}

/// Why a reason is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    /// No fix was to be had.
    NoFix,
    /// The whole circle lies outside the cell.
    Outside,
}

// A sensor silent for so long may never answer; the visit may be over sooner than it gives up.
const SILENT_MS: u32 = 10_000;

fn question(fix: Fix, is_silent: bool, border: Option<&Border>) -> Option<Question> {
    match fix {
        Fix::Searching => is_silent.then_some(Question::NoFix),
        Fix::Denied | Fix::Unavailable => Some(Question::NoFix),
        Fix::Found(position) => is_outside(&position, border).then_some(Question::Outside),
    }
}

// 改点 needs a fix to move the point to.
const REASONS: [(PlaceReason, crate::text::Text); 4] = [
    (PlaceReason::Indoors, texts::INDOORS),
    (PlaceReason::Basement, texts::BASEMENT_ROOM),
    (PlaceReason::NarrowLane, texts::NARROW_LANE),
    (PlaceReason::RegisteredPointWrong, texts::POINT_WRONG),
];

/// The card of the position.
pub fn place_view(visit: Visit) -> AnyView {
    let is_silent = RwSignal::new(false);
    let waited = Timeout::new(SILENT_MS, move || _ = is_silent.try_set(true));
    let waited = StoredValue::new_local(waited);
    on_cleanup(move || waited.dispose());
    let question =
        Memo::new(move |_| visit.scene.with(|scene| question(visit.fix.get(), is_silent.get(), scene.border.as_ref())));
    let has_point = Memo::new(move |_| visit.scene.with(|scene| scene.premises.position.is_some()));
    let has_fix = Memo::new(move |_| visit.fix.with(|fix| matches!(fix, Fix::Found(_))));
    view! {
        <section class="group">
            <div class="group-head"><h2>{field::POSITION.get()}</h2></div>
            <div class="group-body">
                <p>{move || place_words(visit)}</p>
                {move || denied(visit.fix.get()).map(|sentence| view! { <p class="quiet small">{sentence}</p> })}
                {move || question.get().map(|question| reasons(visit, question, has_point.get()))}
                {move || (has_fix.get() && !has_point.get()).then(|| register(visit))}
            </div>
        </section>
    }
    .into_any()
}

fn place_words(visit: Visit) -> String {
    let fix = visit.fix.get();
    visit.scene.with(|scene| {
        let words = fix_words(fix, scene.border.as_ref());
        let distance = fix.position().zip(scene.premises.position).map(|(here, there)| here.at.distance_m(there.at));
        match distance {
            Some(metres) => [words, words::DISTANCE.count(metres.round())].join(words::COMMA.get()),
            None => words,
        }
    })
}

fn denied(fix: Fix) -> Option<&'static str> {
    match fix {
        Fix::Denied => Some(field::POSITION_DENIED.get()),
        Fix::Unavailable => Some(field::POSITION_NONE.get()),
        Fix::Searching | Fix::Found(_) => None,
    }
}

fn reasons(visit: Visit, question: Question, has_point: bool) -> AnyView {
    let offered = if question == Question::Outside && has_point { 4 } else { 3 };
    let chosen = Memo::new(move |_| {
        let reason = visit.draft.with(|draft| draft.place_reason);
        reason.and_then(|reason| REASONS.iter().position(|(offered, _)| *offered == reason))
    });
    let pick =
        move |place: usize| visit.update(|draft| draft.place_reason = REASONS.get(place).map(|(reason, _)| *reason));
    let asked = match question {
        Question::NoFix => texts::WHY_NO_FIX,
        Question::Outside => texts::WHY_OUTSIDE,
    };
    view! {
        <p class="quiet">{asked.get()}</p>
        <Picks name=asked.get() id="place-reason" picks=picks(REASONS.iter().take(offered).map(|(_, text)| text.get())) chosen=chosen on_pick=pick/>
    }
    .into_any()
}

// The first visit of a premises without a point.
fn register(visit: Visit) -> AnyView {
    let chosen = Memo::new(move |_| visit.draft.with(|draft| draft.register_position.then_some(0)));
    view! {
        <p class="quiet">{texts::REGISTER_POINT.get()}</p>
        <Picks
            name=texts::REGISTER_POINT.get()
            id="register-point"
            picks=picks([texts::YES.get(), texts::NOT_NOW.get()])
            chosen=chosen
            on_pick=move |place| visit.update(|draft| draft.register_position = place == 0)
        />
    }
    .into_any()
}
