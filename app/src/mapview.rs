//! The map: borders and pins on one canvas, with no base map and no network. Pan by finger or arrow keys, zoom by two
//! fingers, wheel or keys; what lies in the middle stands below as a list, for those who do not see the canvas.

mod draw;
mod input;
mod outline;
mod page;
mod pin;
mod tiles;

pub use outline::{Outline, Tone, area_bounds, join, outlines};
pub use page::MapBody;
pub use pin::{Mark, Pin, Pinned, grade_name, mark_name};

use crate::kit::{Icon, icon};
use crate::map::{MapView, world};
use crate::text::figures as texts;
use draw::Picture;
use gloo_events::EventListener;
use gridwalk_domain::position::{Coordinate, Position};
use input::Fingers;
use leptos::html::Canvas;
use leptos::prelude::*;
use std::rc::Rc;
use tiles::Tiles;

const ROWS: usize = 8;
/// Pins closer than this are one, in pixels.
const APART_PX: f64 = 40.0;

/// The canvas with its buttons and the list of what lies in the middle.
#[component]
pub fn MapCanvas(
    /// What is shown.
    #[prop(into)]
    pinned: Signal<Rc<Pinned>, LocalStorage>,
    /// Borders.
    #[prop(into)]
    outlines: Signal<Vec<Outline>, LocalStorage>,
    /// West, south, east, north of what is to be seen at first.
    #[prop(into)]
    bounds: Signal<[f64; 4]>,
    /// Where the phone is.
    #[prop(into)]
    here: Signal<Option<Position>>,
    /// Called when somebody wants to see where the phone is.
    on_locate: impl Fn() + 'static,
    /// The pin that was tapped.
    chosen: RwSignal<Option<Pin>>,
    /// Address of tiles, if the place has some.
    tiles: Option<String>,
    /// Borders to look at: no list below, and no position.
    #[prop(optional)]
    is_preview: bool,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let view = RwSignal::new(MapView::around(bounds.get_untracked(), 390.0, 480.0));
    let fingers = StoredValue::new(Fingers::default());
    let waiting = StoredValue::new(false);
    let arrived = RwSignal::new(0_u32);
    let tiles = StoredValue::new_local(tiles.map(|template| Tiles::new(template, arrived)));
    let draw_now = move || {
        waiting.try_set_value(false);
        let Some(canvas) = canvas.try_get_untracked().flatten() else { return };
        let (view, pinned) = (view.get_untracked(), pinned.get_untracked());
        let clusters = pinned.tree.clusters(&view, APART_PX);
        outlines.with_untracked(|outlines| {
            tiles.with_value(|tiles| {
                let picture = Picture {
                    view: &view,
                    outlines,
                    pins: &pinned.pins,
                    clusters: &clusters,
                    here: here.get_untracked(),
                    chosen: chosen.with_untracked(|chosen| chosen.as_ref().map(|pin| pin.at)),
                    tiles: tiles.as_ref(),
                };
                draw::draw(&canvas, &picture);
            });
        });
    };
    Effect::new(move |_| {
        view.track();
        pinned.track();
        outlines.track();
        here.track();
        chosen.track();
        arrived.track();
        // Many changes of one frame are drawn once.
        if !waiting.get_value() {
            waiting.set_value(true);
            request_animation_frame(draw_now);
        }
    });
    let measure = move || {
        let Some(canvas) = canvas.try_get_untracked().flatten() else { return };
        let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
        if width > 0.0 && height > 0.0 {
            view.try_update(|view| (view.width, view.height) = (width, height));
        }
    };
    let fit = move || view.update(|view| *view = MapView::around(bounds.get_untracked(), view.width, view.height));
    Effect::new(move |_| {
        bounds.track();
        if canvas.get().is_some() {
            request_animation_frame(move || {
                measure();
                fit();
            });
        }
    });
    let resized = StoredValue::new_local(EventListener::new(&window(), "resize", move |_| measure()));
    on_cleanup(move || resized.dispose());
    let tap = move |x: f64, y: f64| {
        let pinned = pinned.get_untracked();
        let now = view.get_untracked();
        let tapped = pinned.tree.nearest(&now, x, y, 30.0);
        let Some(number) = tapped else { return chosen.set(None) };
        let alone = pinned.tree.clusters(&now, APART_PX).iter().any(|cluster| cluster.pins == [number]);
        match (alone || now.zoom > 19.5, pinned.pins.get(number as usize)) {
            (true, Some(pin)) => chosen.set(Some(pin.clone())),
            _ => view.update(|view| view.zoom_at(x, y, 1.5)),
        }
    };
    let zoom = move |by: f64| view.update(|view| view.zoom_at(view.width / 2.0, view.height / 2.0, by));
    let go_here = move |_| {
        on_locate();
        if let Some(position) = here.get_untracked() {
            view.update(|view| {
                view.centre = world(position.at);
                view.zoom = view.zoom.max(16.5);
            });
        }
    };
    view! {
        <div class="map" class:small=is_preview>
            <canvas node_ref=canvas class="map-canvas" tabindex="0" role="application" aria-label=texts::MAP_SAID.get()
                on:pointerdown=move |event| input::down(&event, fingers)
                on:pointermove=move |event| input::moved(&event, fingers, view)
                on:pointerup=move |event| if let Some((x, y)) = input::up(&event, fingers) { tap(x, y) }
                on:pointercancel=move |event| { input::up(&event, fingers); }
                on:wheel=move |event| input::wheel(&event, view)
                on:keydown=move |event| input::key(&event, view, fit)></canvas>
            <div class="map-buttons">
                <button type="button" class="button small" aria-label=texts::ZOOM_IN.get() on:click=move |_| zoom(1.0)>"+"</button>
                <button type="button" class="button small" aria-label=texts::ZOOM_OUT.get() on:click=move |_| zoom(-1.0)>"−"</button>
                {(!is_preview).then(|| view! { <button type="button" class="button small" aria-label=texts::WHERE_AM_I.get() on:click=go_here>{icon(Icon::Compass)}</button> })}
                <button type="button" class="button small" aria-label=texts::FIT.get() on:click=move |_| fit()>{icon(Icon::Whole)}</button>
            </div>
        </div>
        {(!is_preview).then(|| view! { <section class="group">
            <div class="group-head"><h2>{texts::IN_THE_MIDDLE.get()}</h2></div>
            <ul class="map-list">{move || {
                let (pinned, view) = (pinned.get(), view.get());
                let middle = view.centre.coordinate();
                let near = pinned.tree.around(view.centre, ROWS).into_iter();
                near.filter_map(|number| pinned.pins.get(number as usize)).map(|pin| listed(pin, middle)).collect_view()
            }}</ul>
        </section> })}
    }
}

fn listed(pin: &Pin, middle: Coordinate) -> impl IntoView + use<> {
    let far = crate::screens::labels::distance(middle.distance_m(pin.at));
    let said = [grade_name(pin.grade), mark_name(pin.mark)].join(" · ");
    view! {
        <li><a href=pin.href.clone()>{pin.name.clone()}</a><span class="quiet small">{said}" · "{far}</span></li>
    }
}
