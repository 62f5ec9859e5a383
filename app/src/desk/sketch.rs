//! A small sketch of where a visit was: the cell's border, the phone's accuracy circle, the premises' point. It needs no
//! map and no network.

use crate::map::ScaleBar;
use crate::text::{common as words, desk as texts};
use gridwalk_domain::position::{Border, Coordinate, Position};
use leptos::prelude::*;

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 180.0;
const MARGIN: f64 = 14.0;
const METRES_PER_DEGREE: f64 = 111_195.08;

/// From degrees to the sketch's units, north up.
struct Plane {
    origin: Coordinate,
    shrink: f64,
    scale: f64,
    centre: (f64, f64),
}

impl Plane {
    fn around(points: &[(Coordinate, f64)]) -> Option<Self> {
        let origin = points.first()?.0;
        let shrink = origin.lat.to_radians().cos();
        let flat = |at: Coordinate| {
            ((at.lon - origin.lon) * METRES_PER_DEGREE * shrink, (at.lat - origin.lat) * METRES_PER_DEGREE)
        };
        let (mut west, mut south, mut east, mut north) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for (at, radius) in points {
            let (x, y) = flat(*at);
            (west, east) = (west.min(x - radius), east.max(x + radius));
            (south, north) = (south.min(y - radius), north.max(y + radius));
        }
        // A lone point still gets a sketch of some metres.
        let (wide, high) = ((east - west).max(40.0), (north - south).max(40.0));
        let scale = ((WIDTH - 2.0 * MARGIN) / wide).min((HEIGHT - 2.0 * MARGIN) / high);
        Some(Self { origin, shrink, scale, centre: ((west + east) / 2.0, (south + north) / 2.0) })
    }

    fn point(&self, at: Coordinate) -> (f64, f64) {
        let x = (at.lon - self.origin.lon) * METRES_PER_DEGREE * self.shrink - self.centre.0;
        let y = (at.lat - self.origin.lat) * METRES_PER_DEGREE - self.centre.1;
        (WIDTH / 2.0 + x * self.scale, HEIGHT / 2.0 - y * self.scale)
    }
}

/// The sketch.
#[component]
pub fn Sketch(
    /// Of the cell.
    border: Border,
    /// Where the phone was.
    phone: Option<Position>,
    /// Registered point.
    premises: Option<Coordinate>,
) -> impl IntoView {
    let ring =
        |ring: &Vec<[f64; 2]>| ring.iter().map(|[lon, lat]| Coordinate { lon: *lon, lat: *lat }).collect::<Vec<_>>();
    let rings: Vec<Vec<Coordinate>> = border.rings.iter().map(ring).collect();
    let phone = phone.filter(|phone| phone.at.is_on_globe() && phone.accuracy_m.is_finite());
    let premises = premises.filter(|at| at.is_on_globe());
    let mut points: Vec<(Coordinate, f64)> = rings.iter().flatten().map(|at| (*at, 0.0)).collect();
    points.extend(premises.map(|at| (at, 0.0)));
    points.extend(phone.map(|phone| (phone.at, phone.accuracy_m.clamp(0.0, 5_000.0))));
    let Some(plane) = Plane::around(&points) else {
        return view! { <p class="sketch-none quiet">{texts::SKETCH_NONE.get()}</p> }.into_any();
    };
    let outline = |ring: &Vec<Coordinate>| {
        let corners = ring.iter().map(|at| plane.point(*at)).map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>();
        view! { <polygon class="sketch-cell" points=corners.join(" ")></polygon> }
    };
    let here = premises.map(|at| plane.point(at)).map(|(x, y)| {
        let corners =
            format!("{x:.1},{:.1} {:.1},{y:.1} {x:.1},{:.1} {:.1},{y:.1}", y - 7.0, x + 7.0, y + 7.0, x - 7.0);
        view! { <polygon class="sketch-premises" points=corners></polygon> }
    });
    let was = phone.map(|phone| {
        let (x, y) = plane.point(phone.at);
        let radius = (phone.accuracy_m * plane.scale).max(4.0);
        view! {
            <circle class="sketch-accuracy" cx=format!("{x:.1}") cy=format!("{y:.1}") r=format!("{radius:.1}")></circle>
            <circle class="sketch-phone" cx=format!("{x:.1}") cy=format!("{y:.1}") r="4"></circle>
        }
    });
    let ScaleBar { long, label } = ScaleBar::within(WIDTH / 4.0, 1.0 / plane.scale);
    let bar = format!("M {MARGIN} {} v 5 h {long:.1} v -5", HEIGHT - 11.0);
    let parts = [
        (!rings.is_empty()).then_some(texts::SKETCH_CELL),
        phone.map(|_| texts::SKETCH_PHONE),
        premises.map(|_| texts::SKETCH_PREMISES),
    ];
    let named = parts.into_iter().flatten().map(|part| part.get()).collect::<Vec<_>>().join(words::LIST_PART.get());
    view! {
        <figure class="sketch">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=texts::SKETCH.with(&[&named])>
                {rings.iter().map(outline).collect_view()}
                {here}
                {was}
                <path class="sketch-scale" d=bar></path>
                <text class="sketch-scale-text" x=MARGIN + long + 5.0 y=HEIGHT - 5.0>{label}</text>
            </svg>
            <figcaption class="sketch-key">
                {(!rings.is_empty()).then(|| view! { <span><i class="key-cell"></i>{texts::SKETCH_CELL.get()}</span> })}
                {phone.map(|phone| view! { <span><i class="key-phone"></i>{texts::SKETCH_PHONE.get()}" "{words::ACCURACY.with(&[&format!("{:.0}", phone.accuracy_m)])}</span> })}
                {premises.map(|_| view! { <span><i class="key-premises"></i>{texts::SKETCH_PREMISES.get()}</span> })}
            </figcaption>
        </figure>
    }
    .into_any()
}
