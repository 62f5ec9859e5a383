//! The map: borders and pins on one canvas, with no base map and no network. Pan by finger or arrow keys, zoom by two
//! fingers, wheel or keys; what lies in the middle stands below as a list, for those who do not see the canvas.

mod draw;
mod input;
mod page;
mod tiles;

pub use page::MapBody;

use crate::kit::{Icon, icon};
use crate::map::{MapView, Pins, World, world};
use crate::text::figures as texts;
use draw::Picture;
use gloo_events::EventListener;
use gridwalk_domain::position::{Coordinate, Position};
use input::Fingers;
use leptos::html::Canvas;
use leptos::prelude::*;
use std::rc::Rc;
use tiles::Tiles;

/// What a pin says, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// 疑似重大 open.
    Major,
    /// Any hazard open.
    Hazard,
    /// Due today or overdue.
    Due,
    /// Neither.
    Fine,
}

/// One pin.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// Where.
    pub at: Coordinate,
    /// 招牌名.
    pub name: String,
    /// With 门牌.
    pub address: String,
    /// Its page.
    pub href: String,
    /// How it looks.
    pub mark: Mark,
}

/// The pins of a moment.
#[derive(Debug, Default)]
pub struct Pinned {
    /// In any order.
    pub pins: Vec<Pin>,
    tree: Pins,
}

impl Pinned {
    /// Sorts them by place.
    pub fn new(pins: Vec<Pin>) -> Self {
        let tree = Pins::new((0_u32..).zip(&pins).map(|(number, pin)| (number, world(pin.at))));
        Self { pins, tree }
    }
}

/// A border with its name.
#[derive(Clone, Debug)]
pub struct Outline {
    /// 枣花社区第1网格.
    pub name: String,
    rings: Vec<Vec<World>>,
    middle: World,
}

impl Outline {
    /// `None` without a ring.
    pub fn new(name: String, rings: &[Vec<[f64; 2]>]) -> Option<Self> {
        let ring = |ring: &Vec<[f64; 2]>| {
            ring.iter().map(|[lon, lat]| world(Coordinate { lon: *lon, lat: *lat })).collect::<Vec<_>>()
        };
        let rings: Vec<Vec<World>> = rings.iter().filter(|ring| ring.len() >= 3).map(ring).collect();
        let points = || rings.iter().flatten();
        let many = points().count() as f64;
        let middle =
            World { x: points().map(|at| at.x).sum::<f64>() / many, y: points().map(|at| at.y).sum::<f64>() / many };
        (many > 0.0).then_some(Self { name, rings, middle })
    }
}

const ROWS: usize = 8;
/// Pins closer than this are one, in pixels.
const APART_PX: f64 = 34.0;

/// The canvas with its buttons and the list of what lies in the middle.
#[component]
pub fn MapCanvas(
    /// What is shown.
    #[prop(into)]
    pinned: Signal<Rc<Pinned>, LocalStorage>,
    /// Borders.
    outlines: Vec<Outline>,
    /// West, south, east, north of what is to be seen at first.
    bounds: [f64; 4],
    /// Where the phone is.
    #[prop(into)]
    here: Signal<Option<Position>>,
    /// Called when somebody wants to see where the phone is.
    on_locate: impl Fn() + 'static,
    /// The pin that was tapped.
    chosen: RwSignal<Option<Pin>>,
    /// Address of tiles, if the place has some.
    tiles: Option<String>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let view = RwSignal::new(MapView::around(bounds, 390.0, 480.0));
    let fingers = StoredValue::new(Fingers::default());
    let waiting = StoredValue::new(false);
    let outlines = StoredValue::new_local(outlines);
    let arrived = RwSignal::new(0_u32);
    let tiles = StoredValue::new_local(tiles.map(|template| Tiles::new(template, arrived)));
    let draw_now = move || {
        waiting.try_set_value(false);
        let Some(canvas) = canvas.try_get_untracked().flatten() else { return };
        let (view, pinned) = (view.get_untracked(), pinned.get_untracked());
        let clusters = pinned.tree.clusters(&view, APART_PX);
        outlines.with_value(|outlines| {
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
    let fit = move || view.update(|view| *view = MapView::around(bounds, view.width, view.height));
    Effect::new(move |_| {
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
        <div class="map">
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
                <button type="button" class="button small" aria-label=texts::WHERE_AM_I.get() on:click=go_here>{icon(Icon::Compass)}</button>
                <button type="button" class="button small" aria-label=texts::FIT.get() on:click=move |_| fit()>{icon(Icon::Find)}</button>
            </div>
        </div>
        <section class="group">
            <div class="group-head"><h2>{texts::IN_THE_MIDDLE.get()}</h2></div>
            <ul class="map-list">{move || {
                let (pinned, view) = (pinned.get(), view.get());
                let middle = view.centre.coordinate();
                let near = pinned.tree.around(view.centre, ROWS).into_iter();
                near.filter_map(|number| pinned.pins.get(number as usize)).map(|pin| listed(pin, middle)).collect_view()
            }}</ul>
        </section>
    }
}

fn listed(pin: &Pin, middle: Coordinate) -> impl IntoView + use<> {
    let far = crate::screens::labels::distance(middle.distance_m(pin.at));
    view! {
        <li><a href=pin.href.clone()>{pin.name.clone()}</a><span class="quiet small">{mark_name(pin.mark)}" · "{far}</span></li>
    }
}

/// 疑似重大, 有隐患, 该去的, 正常.
pub fn mark_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Major => texts::MARK_MAJOR.get(),
        Mark::Hazard => texts::MARK_HAZARD.get(),
        Mark::Due => texts::MARK_DUE.get(),
        Mark::Fine => texts::MARK_FINE.get(),
    }
}
