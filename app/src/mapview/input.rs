//! Fingers, wheel and keys.

use crate::map::MapView;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent, WheelEvent};

/// Fingers on the canvas, and how far they have moved since the first came down.
#[derive(Clone, Debug, Default)]
pub struct Fingers {
    down: Vec<(i32, f64, f64)>,
    moved_px: f64,
    most: usize,
}

const TAP_PX: f64 = 8.0;
const KEY_PX: f64 = 60.0;
const WHEEL_PX_A_STEP: f64 = 240.0;

fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}

/// A finger comes down.
pub fn down(event: &PointerEvent, fingers: StoredValue<Fingers>) {
    if let Some(canvas) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        let _ = canvas.set_pointer_capture(event.pointer_id());
    }
    let (x, y) = place(event);
    fingers.update_value(|fingers| {
        if fingers.down.is_empty() {
            (fingers.moved_px, fingers.most) = (0.0, 0);
        }
        fingers.down.retain(|(id, ..)| *id != event.pointer_id());
        fingers.down.push((event.pointer_id(), x, y));
        fingers.most = fingers.most.max(fingers.down.len());
    });
}

/// One finger moves the picture, two move and zoom it.
pub fn moved(event: &PointerEvent, fingers: StoredValue<Fingers>, view: RwSignal<MapView>) {
    let (x, y) = place(event);
    fingers.update_value(|fingers| {
        let Some(index) = fingers.down.iter().position(|(id, ..)| *id == event.pointer_id()) else { return };
        let (_, was_x, was_y) = fingers.down[index];
        let other = fingers.down.iter().enumerate().find(|(at, _)| *at != index).map(|(_, (_, x, y))| (*x, *y));
        fingers.moved_px += (x - was_x).hypot(y - was_y);
        fingers.down[index] = (event.pointer_id(), x, y);
        view.update(|view| match other {
            None => view.pan(x - was_x, y - was_y),
            Some((other_x, other_y)) => {
                let (before, now) = ((was_x - other_x).hypot(was_y - other_y), (x - other_x).hypot(y - other_y));
                view.pan((x - was_x) / 2.0, (y - was_y) / 2.0);
                if before > 1.0 && now > 1.0 {
                    view.zoom_at((x + other_x) / 2.0, (y + other_y) / 2.0, (now / before).log2());
                }
            }
        });
    });
}

/// A finger goes up; where, if it was a tap.
pub fn up(event: &PointerEvent, fingers: StoredValue<Fingers>) -> Option<(f64, f64)> {
    fingers.try_update_value(|fingers| {
        fingers.down.retain(|(id, ..)| *id != event.pointer_id());
        (fingers.down.is_empty() && fingers.most == 1 && fingers.moved_px < TAP_PX).then(|| place(event))
    })?
}

/// Zooms at the pointer.
pub fn wheel(event: &WheelEvent, view: RwSignal<MapView>) {
    event.prevent_default();
    let lines = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { 30.0 };
    let by = (-event.delta_y() * lines / WHEEL_PX_A_STEP).clamp(-2.0, 2.0);
    view.update(|view| view.zoom_at(f64::from(event.offset_x()), f64::from(event.offset_y()), by));
}

/// Arrows move, + and - zoom, 0 shows everything.
pub fn key(event: &KeyboardEvent, view: RwSignal<MapView>, fit: impl Fn()) {
    let middle = |view: &MapView| (view.width / 2.0, view.height / 2.0);
    let zoom = |by: f64| {
        view.update(|view| {
            let (x, y) = middle(view);
            view.zoom_at(x, y, by);
        });
    };
    match event.key().as_str() {
        "ArrowLeft" => view.update(|view| view.pan(KEY_PX, 0.0)),
        "ArrowRight" => view.update(|view| view.pan(-KEY_PX, 0.0)),
        "ArrowUp" => view.update(|view| view.pan(0.0, KEY_PX)),
        "ArrowDown" => view.update(|view| view.pan(0.0, -KEY_PX)),
        "+" | "=" => zoom(0.5),
        "-" => zoom(-0.5),
        "0" => fit(),
        _ => return,
    }
    event.prevent_default();
}
