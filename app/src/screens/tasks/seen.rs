//! What is seen where a work is going on: six stages, the three steps of a confined space, 劝停, who was told.

use super::parts::Shots;
use super::words;
use crate::kit::{self, Icon, Segment, Segments, Toggle, icon};
use crate::platform;
use crate::position::Fix;
use crate::screens::visit::TextInput;
use crate::state::use_app;
use crate::text::tasks as texts;
use gridwalk_domain::event::{ConfinedSteps, WorkKind, WorkSeen, WorkStage};
use leptos::prelude::*;

const THERE: [Segment<u8>; 3] = [
    Segment { value: 1, label: texts::THERE, class: "yes" },
    Segment { value: 0, label: texts::NOT_THERE, class: "no" },
    Segment { value: 2, label: texts::NOT_SEEN, class: "na" },
];
const STOPPED: [Segment<u8>; 3] = [
    Segment { value: 1, label: texts::STOPPED_YES, class: "yes" },
    Segment { value: 0, label: texts::STOPPED_NO, class: "no" },
    Segment { value: 2, label: texts::STOPPED_NOT_ASKED, class: "na" },
];

fn flag(value: u8) -> Option<bool> {
    (value < 2).then_some(value == 1)
}

/// What is sent of a work: of a confined space whatever was not ticked was not done.
pub fn told_whole(kind: WorkKind, mut seen: WorkSeen) -> WorkSeen {
    if kind == WorkKind::ConfinedSpace {
        seen.confined.get_or_insert_default();
    }
    seen
}

/// Changes what was seen.
pub type EditSeen = Callback<Box<dyn FnOnce(&mut WorkSeen) + Send + Sync>>;

/// The form.
#[component]
pub fn SeenForm(
    /// So far.
    seen: Signal<WorkSeen>,
    /// Which work.
    kind: Signal<WorkKind>,
    /// Changes it.
    edit: EditSeen,
    /// Where the phone is.
    fix: ReadSignal<Fix>,
) -> impl IntoView {
    let note = seen.get_untracked().note;
    let stages = WorkStage::ALL.map(|stage| {
        let chosen = move || seen.read().stages.get(&stage).map(|there| u8::from(*there));
        let choose = move |value: u8| {
            edit.run(Box::new(move |seen| match flag(value) {
                Some(there) => _ = seen.stages.insert(stage, there),
                None => _ = seen.stages.remove(&stage),
            }));
        };
        let name = words::stage(stage).get();
        view! {
            <div class="item">
                <p class="item-text">{name}</p>
                <Segments name id=format!("stage-{}", stage as u8) choices=&THERE chosen=Signal::derive(chosen) suggested=None on_choose=choose/>
            </div>
        }
    });
    let stopped = move || seen.read().stopped.map(u8::from);
    view! {
        {move || (kind.get() == WorkKind::ConfinedSpace).then(|| view! { <Confined seen edit/> })}
        <section class="group">
            <div class="group-head"><h2>{texts::STAGES.get()}</h2></div>
            {stages.collect_view()}
        </section>
        <section class="group">
            <div class="item">
                <p class="item-text">{texts::STOPPED.get()}</p>
                <Segments name=texts::STOPPED.get() id="stopped" choices=&STOPPED chosen=Signal::derive(stopped) suggested=None
                    on_choose=move |value| edit.run(Box::new(move |seen| seen.stopped = flag(value)))/>
            </div>
            <Told seen edit/>
        </section>
        <Shots photos=Signal::derive(move || seen.get().photos) fix
            on_add=Callback::new(move |photo| edit.run(Box::new(move |seen| seen.photos.push(photo))))/>
        <TextInput label=texts::NOTE.get() value=note area=true on_change=move |text| edit.run(Box::new(move |seen| seen.note = text))/>
    }
}

#[component]
fn Confined(seen: Signal<WorkSeen>, edit: EditSeen) -> impl IntoView {
    let steps = move || seen.read().confined.unwrap_or_default();
    let step = move |label: crate::text::Text, get: fn(&ConfinedSteps) -> bool, set: fn(&mut ConfinedSteps, bool)| {
        let tap = move || {
            let new = !get(&steps());
            edit.run(Box::new(move |seen| set(seen.confined.get_or_insert_default(), new)));
        };
        view! { <Toggle label=label.get() on=Signal::derive(move || get(&steps())) on_tap=tap/> }
    };
    let unsafe_now = move || {
        let ConfinedSteps { ventilated, tested, entered_after } = steps();
        !(ventilated && tested && entered_after)
    };
    view! {
        <section class="group major">
            <div class="group-head"><h2>{texts::CONFINED_STEPS.get()}</h2></div>
            <div class="group-body">
                <div class="chips">
                    {step(texts::VENTILATED, |steps| steps.ventilated, |steps, new| steps.ventilated = new)}
                    {step(texts::TESTED, |steps| steps.tested, |steps, new| steps.tested = new)}
                    {step(texts::ENTERED_AFTER, |steps| steps.entered_after, |steps, new| steps.entered_after = new)}
                </div>
                {move || unsafe_now().then(|| view! { <p class="wanting">{icon(Icon::Warning)}" "{texts::CONFINED_WARNING.get()}</p> })}
            </div>
        </section>
    }
}

// The numbers of the danger-now screen: a call, and a tap that keeps who was told and when.
#[component]
fn Told(seen: Signal<WorkSeen>, edit: EditSeen) -> impl IntoView {
    let app = use_app();
    let session = app.session();
    let phones = session.settings.danger_phones.iter().map(|phone| {
        let (label, shown) = (phone.label.clone(), phone.label.clone());
        let is_told = move || seen.read().told == shown;
        let tell = move || {
            let label = label.clone();
            edit.run(Box::new(move |seen| (seen.told, seen.told_at) = (label, Some(platform::now()))));
        };
        view! {
            <div class="line">
                <a class="button small" href=format!("tel:{}", phone.number)>{icon(Icon::Phone)}{phone.number.clone()}</a>
                <Toggle label=phone.label.clone() on=Signal::derive(is_told) on_tap=tell/>
            </div>
        }
    });
    let at = move || {
        let seen = seen.get();
        seen.told_at.map(|at| texts::TOLD_AT.with(&[&seen.told, &kit::clock(at)]))
    };
    view! {
        <div class="item">
            <p class="item-text">{texts::TOLD.get()}<small class="quiet">" "{texts::TOLD_HINT.get()}</small></p>
            {phones.collect_view()}
            <p class="quiet small" role="status">{at}</p>
        </div>
    }
}
