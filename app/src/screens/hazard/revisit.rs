//! 回访: 已改 (room by room, with a photo from the same view) or 仍未改; and 回头看 at what was closed.
//!
//! The form is kept with every change: the camera may kill the page.

use crate::field;
use crate::hazard::{AfterShots, RoomPicks, RoomState, hazard_name, rooms_of};
use crate::kit::{self, Segment, Segments};
use crate::position::Fix;
use crate::screens::tasks::kept;
use crate::screens::visit::TextInput;
use crate::state::{App, use_app};
use crate::text::{Text, followup as texts};
use gridwalk_domain::event::{Body, HazardSeenOpen, LookedBack, RectificationReported, ReportedBy};
use gridwalk_domain::followup::next_round_due;
use gridwalk_domain::id::{HazardId, RoomId};
use gridwalk_domain::ledger::{HazardRow, HazardState, PremisesRow};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::time::Date;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const KEPT: &str = "revisit";

const MENDED: &[Segment<bool>] = &[
    Segment { value: true, label: texts::MENDED, class: "yes" },
    Segment { value: false, label: texts::STILL_OPEN, class: "no" },
];
const LOOKED: &[Segment<bool>] = &[
    Segment { value: true, label: texts::NOT_BACK, class: "yes" },
    Segment { value: false, label: texts::BACK, class: "no" },
];

/// What is filled in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Revisit {
    hazard: Option<HazardId>,
    mended: Option<bool>,
    rooms: Vec<RoomId>,
    photos: Vec<PhotoRef>,
    note: String,
}

impl Revisit {
    /// Whether something was filled in for this hazard.
    pub fn is_about(&self, id: HazardId) -> bool {
        self.hazard == Some(id) && (self.mended.is_some() || !self.photos.is_empty())
    }
}

/// The form as it is kept.
#[derive(Clone, Copy)]
pub struct Form(RwSignal<Option<Revisit>>);

/// Reads it.
pub fn use_revisit(app: App) -> Form {
    Form(kept(app, KEPT, async |form: Revisit| form).0)
}

impl Form {
    /// As it is now; tracked.
    pub fn get(self) -> Revisit {
        self.0.get().unwrap_or_default()
    }

    /// Begins one for this hazard, unless it is begun.
    pub fn begin(self, id: HazardId) {
        if self.0.with_untracked(|form| form.as_ref().and_then(|form| form.hazard)) != Some(id) {
            self.0.set(Some(Revisit { hazard: Some(id), ..Revisit::default() }));
        }
    }

    /// Sent, or given up.
    pub fn end(self) {
        self.0.set(Some(Revisit::default()));
    }

    fn change(self, change: impl FnOnce(&mut Revisit)) {
        self.0.update(|form| change(form.get_or_insert_default()));
    }
}

/// Whether there is anything to go and see.
pub fn may_revisit(row: &HazardRow) -> bool {
    !matches!(row.state, HazardState::AwaitingCloseOut | HazardState::Withdrawn)
}

/// The form.
#[component]
pub fn RevisitForm(
    /// At which hazard.
    row: HazardRow,
    /// Where.
    premises: Option<PremisesRow>,
    /// As filled in.
    form: Form,
    /// Where the phone is.
    fix: ReadSignal<Fix>,
    /// Called when it is sent or given up.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let app = use_app();
    let closed = row.state == HazardState::ClosedOut;
    let (title, choices) = if closed { (texts::LOOK_BACK, LOOKED) } else { (texts::REVISIT, MENDED) };
    let (wanting, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    // Only when it changes: what hangs on it is not drawn anew under somebody who types.
    let said: Signal<Option<bool>> = Memo::new(move |_| form.get().mended).into();
    let label = Signal::derive(move || match said.get() {
        Some(false) => texts::HOW_IT_LOOKS,
        _ => texts::AFTER_PHOTO,
    });
    let rooms = rooms_of(&row, premises.as_ref());
    let rooms: Vec<_> = rooms
        .into_iter()
        .filter(|(_, _, state)| *state != RoomState::Passed)
        .map(|(id, label, _)| (id, label))
        .collect();
    let asks_rooms = !closed && !rooms.is_empty();
    let before = row.found.photos.iter().map(|photo| photo.sha256).collect::<Vec<_>>();
    let next = next_day(app, &row).map(|day| kit::day(day, app.today()));
    let (row, rooms) = (StoredValue::new(row), StoredValue::new(rooms));
    let save = move |_| {
        let filled = form.get();
        let body = row.with_value(|row| body(row, &filled, asks_rooms, next_day(app, row)));
        let body = match body {
            Ok(body) if !busy.get_untracked() => body,
            Ok(_) => return,
            Err(sentence) => return wanting.set(Some(sentence)),
        };
        busy.set(true);
        let (event, done) = row.with_value(|row| (NewEvent::about(row, body), done(row, filled.mended)));
        leptos::task::spawn_local(async move {
            match field::commit(app, vec![event], None).await {
                Ok(()) => {
                    app.say(done);
                    on_close();
                }
                Err(error) => _ = wanting.try_set(Some(field::trouble(&error).get().to_owned())),
            }
            busy.try_set(false);
        });
    };
    view! {
        <section class="group" aria-label=title.get()>
            <div class="group-head"><h2>{title.get()}</h2></div>
            <div class="item">
                <Segments name=title.get() id="mended" choices chosen=said suggested=None
                    on_choose=move |value| { wanting.set(None); form.change(|form| form.mended = Some(value)); }/>
                {move || (asks_rooms && said.get() == Some(true)).then(|| view! {
                    <RoomPicks name=texts::WHICH_ROOMS.get() rooms=rooms.get_value() chosen=Signal::derive(move || form.get().rooms)
                        on_choose=Callback::new(move |rooms| { wanting.set(None); form.change(|form| form.rooms = rooms); })/>
                })}
                <AfterShots label before photos=Signal::derive(move || form.get().photos) fix
                    on_change=Callback::new(move |photos| form.change(|form| form.photos = photos))/>
                {move || (said.get() == Some(true) && !closed && form.get().photos.is_empty()).then(|| view! { <p class="quiet small">{texts::NO_PHOTO_HINT.get()}</p> })}
                {move || (closed || said.get() == Some(false)).then(|| view! {
                    <TextInput label=texts::NOTE.get() value=untrack(|| form.get()).note area=true on_change=move |text| form.change(|form| form.note = text)/>
                })}
                {move || (closed && said.get() == Some(false)).then(|| next.as_ref().map(|day| view! { <p class="quiet small">{texts::BACK_DUE.with(&[day])}</p> }))}
                <p class="wanting" role="alert">{move || wanting.get()}</p>
                <div class="pair">
                    <button type="button" class="button" on:click=move |_| on_close()>{crate::text::common::CANCEL.get()}</button>
                    <button type="button" class="button main" disabled=move || busy.get() on:click=save>{texts::SAVE_REVISIT.get()}</button>
                </div>
            </div>
        </section>
    }
}

fn body(row: &HazardRow, filled: &Revisit, asks_rooms: bool, next_day: Option<Date>) -> Result<Body, String> {
    let (premises, photos) = (row.found.premises, filled.photos.clone());
    let note = filled.note.trim().to_owned();
    if row.state == HazardState::ClosedOut {
        let in_order = filled.mended.ok_or_else(|| choose(texts::NOT_BACK, texts::BACK))?;
        return match in_order || !note.is_empty() {
            true => {
                let due_on = next_day.filter(|_| !in_order);
                Ok(LookedBack { premises, in_order, photos, note, due_on }.into())
            }
            false => Err(texts::NOTE_WANTED.get().to_owned()),
        };
    }
    match filled.mended.ok_or_else(|| choose(texts::MENDED, texts::STILL_OPEN))? {
        true if asks_rooms && filled.rooms.is_empty() => Err(texts::CHOOSE_ROOMS.get().to_owned()),
        true => {
            let rooms = if asks_rooms { filled.rooms.clone() } else { Vec::new() };
            Ok(RectificationReported { premises, inspection: None, photos, rooms, by: ReportedBy::Worker }.into())
        }
        false => Ok(HazardSeenOpen { premises, inspection: None, photos, note }.into()),
    }
}

// 反弹 begins another round, with the days that a fresh finding would have.
fn next_day(app: App, row: &HazardRow) -> Option<Date> {
    next_round_due(row, &app.catalogue_asking(&row.found.item), app.today())
}

fn choose(one: Text, other: Text) -> String {
    texts::CHOOSE_ONE.with(&[one.get(), other.get()])
}

fn done(row: &HazardRow, mended: Option<bool>) -> String {
    match (row.state, mended) {
        (HazardState::ClosedOut, _) => texts::SAID_LOOKED.get().to_owned(),
        (_, Some(true)) => texts::SAID_MENDED.with(&[&hazard_name(row)]),
        _ => texts::SAID_OPEN.with(&[&hazard_name(row)]),
    }
}
