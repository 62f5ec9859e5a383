//! Photos over the whole screen: zoom by wheel, pinch, double tap or buttons; arrow keys for the next; Escape closes.

use super::picture::Picture;
use crate::kit::{Icon, Shot, icon};
use crate::text::{common as words, desk as texts};
use gridwalk_domain::id::InspectionId;
use leptos::ev::{KeyboardEvent, PointerEvent, WheelEvent};
use leptos::html::Dialog;
use leptos::prelude::*;
use std::sync::Arc;

const ZOOM_MAX: f64 = 6.0;
const ZOOM_STEP: f64 = 1.5;

/// The record of a picture, where the viewer leads to one.
pub type RecordOf = Callback<usize, Option<InspectionId>>;

/// What is being looked at, or nothing.
#[derive(Clone, Copy)]
pub struct Viewing {
    open: RwSignal<Option<usize>>,
    pictures: RwSignal<Arc<Vec<Picture>>, LocalStorage>,
}

impl Viewing {
    /// Nothing is open.
    pub fn new() -> Self {
        Self { open: RwSignal::new(None), pictures: RwSignal::new_local(Arc::default()) }
    }

    /// Sets what can be gone through.
    pub fn set(self, pictures: Vec<Picture>) {
        self.pictures.set(Arc::new(pictures));
    }

    /// Opens one.
    pub fn show(self, index: usize) {
        self.open.set(Some(index));
    }

    /// Which is open; tracked.
    pub fn index(self) -> Option<usize> {
        self.open.get()
    }

    fn go(self, by: isize) {
        let last = self.pictures.read_untracked().len().saturating_sub(1);
        self.open.update(|open| *open = open.map(|index| index.saturating_add_signed(by).min(last)));
    }
}

/// Place and size of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Lens {
    zoom: f64,
    x: f64,
    y: f64,
}

const WHOLE: Lens = Lens { zoom: 1.0, x: 0.0, y: 0.0 };

impl Lens {
    fn zoomed(self, by: f64) -> Self {
        let zoom = (self.zoom * by).clamp(1.0, ZOOM_MAX);
        if zoom == 1.0 { WHOLE } else { Self { zoom, x: self.x * zoom / self.zoom, y: self.y * zoom / self.zoom } }
    }

    fn moved(self, x: f64, y: f64) -> Self {
        if self.zoom == 1.0 { self } else { Self { x: self.x + x, y: self.y + y, ..self } }
    }
}

/// The viewer, when something is open.
#[component]
pub fn Viewer(
    /// What.
    viewing: Viewing,
    /// Record of each picture, where the viewer leads to one.
    #[prop(optional)]
    record_of: Option<RecordOf>,
) -> impl IntoView {
    move || viewing.open.get().is_some().then(|| view! { <Opened viewing record_of/> })
}

#[component]
fn Opened(viewing: Viewing, record_of: Option<RecordOf>) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let before = document().active_element();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
        }
    });
    let before = StoredValue::new_local(before);
    on_cleanup(move || {
        // Focus goes back to what opened it.
        if let Some(element) = before
            .try_get_value()
            .flatten()
            .and_then(|one| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(one).ok())
        {
            let _ = element.focus();
        }
    });
    let lens = RwSignal::new(WHOLE);
    Effect::new(move |_| {
        viewing.open.track();
        lens.set(WHOLE);
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => viewing.go(-1),
        "ArrowRight" => viewing.go(1),
        "+" | "=" => lens.update(|lens| *lens = lens.zoomed(ZOOM_STEP)),
        "-" => lens.update(|lens| *lens = lens.zoomed(1.0 / ZOOM_STEP)),
        _ => {}
    };
    let count = move || viewing.pictures.read().len();
    let place = move || {
        let at = viewing.open.get().map_or(0, |index| index + 1);
        texts::PHOTO_OF_MANY.with(&[&at.to_string(), &count().to_string()])
    };
    let record = move || {
        let id = record_of?.run(viewing.open.get()?)?;
        Some(view! { <a class="button small" href=format!("/record/{id}")>{texts::SEE_RECORD.get()}</a> })
    };
    view! {
        <dialog class="viewer" node_ref=dialog aria-label=texts::VIEWER.get() on:close=move |_| viewing.open.set(None) on:keydown=on_key>
            <Stage viewing lens/>
            <div class="viewer-bar">
                <span class="viewer-place" role="status">{place}</span>
                {record}
                <button type="button" class="viewer-button" aria-label=texts::PREVIOUS.get() disabled=move || viewing.open.get() == Some(0) on:click=move |_| viewing.go(-1)>{icon(Icon::Back)}</button>
                <button type="button" class="viewer-button next" aria-label=texts::NEXT.get() disabled=move || viewing.open.get().is_some_and(|at| at + 1 >= count()) on:click=move |_| viewing.go(1)>{icon(Icon::Back)}</button>
                <button type="button" class="viewer-button" aria-label=texts::ZOOM_OUT.get() on:click=move |_| lens.update(|lens| *lens = lens.zoomed(1.0 / ZOOM_STEP))>"－"</button>
                <button type="button" class="viewer-button" aria-label=texts::ZOOM_IN.get() on:click=move |_| lens.update(|lens| *lens = lens.zoomed(ZOOM_STEP))>"＋"</button>
                <button type="button" class="viewer-button" aria-label=words::CLOSE.get() on:click=move |_| viewing.open.set(None)>{icon(Icon::Cross)}</button>
            </div>
        </dialog>
    }
}

#[component]
fn Stage(viewing: Viewing, lens: RwSignal<Lens>) -> impl IntoView {
    // Fingers down, with where each was last.
    let fingers = StoredValue::new(Vec::<(i32, f64, f64)>::new());
    let place = |event: &PointerEvent| (event.pointer_id(), f64::from(event.client_x()), f64::from(event.client_y()));
    let down = move |event: PointerEvent| fingers.update_value(|fingers| fingers.push(place(&event)));
    let up = move |event: PointerEvent| {
        fingers.update_value(|fingers| fingers.retain(|finger| finger.0 != event.pointer_id()))
    };
    let moved = move |event: PointerEvent| {
        let (id, x, y) = place(&event);
        fingers.update_value(|fingers| match fingers.as_mut_slice() {
            [one] if one.0 == id => {
                lens.update(|lens| *lens = lens.moved(x - one.1, y - one.2));
                *one = (id, x, y);
            }
            [one, two] => {
                let apart = |a: &(i32, f64, f64), b: &(i32, f64, f64)| (a.1 - b.1).hypot(a.2 - b.2).max(1.0);
                let before = apart(one, two);
                *(if one.0 == id { &mut *one } else { &mut *two }) = (id, x, y);
                lens.update(|lens| *lens = lens.zoomed(apart(one, two) / before));
            }
            _ => {}
        });
    };
    let wheel = move |event: WheelEvent| {
        event.prevent_default();
        let by = if event.delta_y() < 0.0 { 1.15 } else { 1.0 / 1.15 };
        lens.update(|lens| *lens = lens.zoomed(by));
    };
    let twice = move |_| lens.update(|lens| *lens = if lens.zoom > 1.0 { WHOLE } else { lens.zoomed(2.5) });
    let transform = move || {
        let Lens { zoom, x, y } = lens.get();
        format!("translate({x:.1}px, {y:.1}px) scale({zoom:.3})")
    };
    let shown = move || {
        let picture = viewing.pictures.read().get(viewing.open.get()?)?.clone();
        Some(view! {
            <div class="viewer-picture" style:transform=transform><Shot hash=picture.photo.sha256 alt=picture.alt absent=texts::PHOTO_WAITING/></div>
            <p class="watermark">{picture.mark.to_string()}</p>
        })
    };
    view! {
        <div class="viewer-stage" on:pointerdown=down on:pointerup=up on:pointercancel=up on:pointerleave=up on:pointermove=moved on:wheel=wheel on:dblclick=twice>
            {shown}
        </div>
    }
}
