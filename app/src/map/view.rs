//! Web Mercator: the world is a square from 0 to 1, x to the east and y to the south; a view shows part of it in pixels.

use gridwalk_domain::position::Coordinate;
use std::f64::consts::PI;

/// A point of the Mercator square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct World {
    /// 0 at 180° west, 1 at 180° east.
    pub x: f64,
    /// 0 at 85.05° north, 1 at 85.05° south.
    pub y: f64,
}

/// Pixels of a tile; the whole world is one at zoom 0.
pub const TILE_PX: f64 = 256.0;
const ZOOM_MIN: f64 = 3.0;
const ZOOM_MAX: f64 = 20.0;
const LAT_MAX: f64 = 85.051_128_78;
const EQUATOR_M: f64 = 40_075_016.686;

/// Where a position lies.
pub fn world(at: Coordinate) -> World {
    let lat = at.lat.clamp(-LAT_MAX, LAT_MAX).to_radians();
    World { x: (at.lon + 180.0) / 360.0, y: (1.0 - lat.tan().asinh() / PI) / 2.0 }
}

impl World {
    /// The position there.
    pub fn coordinate(self) -> Coordinate {
        let lat = (PI * (1.0 - 2.0 * self.y)).sinh().atan().to_degrees();
        Coordinate { lon: self.x * 360.0 - 180.0, lat }
    }
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapView {
    /// In the middle.
    pub centre: World,
    /// 3..=20, not only whole numbers.
    pub zoom: f64,
    /// Pixels.
    pub width: f64,
    /// Pixels.
    pub height: f64,
}

impl MapView {
    /// Around a box of west, south, east, north with a margin.
    pub fn around(bounds: [f64; 4], width: f64, height: f64) -> Self {
        let [west, south, east, north] = bounds;
        let (a, b) = (world(Coordinate { lon: west, lat: north }), world(Coordinate { lon: east, lat: south }));
        let (wide, high) = ((b.x - a.x).max(1e-7), (b.y - a.y).max(1e-7));
        let scale = (width * 0.9 / wide).min(height * 0.9 / high);
        let zoom = (scale / TILE_PX).log2().clamp(ZOOM_MIN, 18.0);
        Self { centre: World { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 }, zoom, width, height }
    }

    /// Pixels of the whole world.
    pub fn scale(&self) -> f64 {
        TILE_PX * self.zoom.exp2()
    }

    /// From the world to pixels, from the upper left corner.
    pub fn pixel(&self, at: World) -> (f64, f64) {
        let scale = self.scale();
        (self.width / 2.0 + (at.x - self.centre.x) * scale, self.height / 2.0 + (at.y - self.centre.y) * scale)
    }

    /// From pixels to the world.
    pub fn at(&self, x: f64, y: f64) -> World {
        let scale = self.scale();
        World { x: self.centre.x + (x - self.width / 2.0) / scale, y: self.centre.y + (y - self.height / 2.0) / scale }
    }

    /// Moves the picture by pixels.
    pub fn pan(&mut self, dx: f64, dy: f64) {
        let scale = self.scale();
        self.centre.x = (self.centre.x - dx / scale).clamp(0.0, 1.0);
        self.centre.y = (self.centre.y - dy / scale).clamp(0.0, 1.0);
    }

    /// Zooms in by `by` steps (out when negative); what is at that pixel stays there.
    pub fn zoom_at(&mut self, x: f64, y: f64, by: f64) {
        let held = self.at(x, y);
        self.zoom = (self.zoom + by).clamp(ZOOM_MIN, ZOOM_MAX);
        let (now_x, now_y) = self.pixel(held);
        self.pan(x - now_x, y - now_y);
    }

    /// Metres of a pixel in the middle.
    pub fn metres_per_pixel(&self) -> f64 {
        EQUATOR_M * self.centre.coordinate().lat.to_radians().cos() / self.scale()
    }

    /// The corners in the world: from the upper left to the lower right, `margin` pixels wider.
    pub fn corners(&self, margin: f64) -> (World, World) {
        (self.at(-margin, -margin), self.at(self.width + margin, self.height + margin))
    }

    /// The tiles in view: zoom, then from x, y to x, y, all included.
    pub fn tiles(&self) -> (u32, [u32; 2], [u32; 2]) {
        let zoom = self.zoom.round().clamp(0.0, 18.0);
        let many = zoom.exp2();
        let (a, b) = self.corners(0.0);
        let tile = |part: f64| (part * many).floor().clamp(0.0, many - 1.0) as u32;
        (zoom as u32, [tile(a.x), tile(a.y)], [tile(b.x), tile(b.y)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Coordinate = Coordinate { lon: 117.13, lat: 34.81 };

    fn view() -> MapView {
        MapView { centre: world(HERE), zoom: 15.3, width: 390.0, height: 600.0 }
    }

    #[test]
    fn a_point_goes_to_the_world_and_back() {
        for at in [HERE, Coordinate { lon: -179.9, lat: -84.0 }, Coordinate { lon: 0.0, lat: 0.0 }] {
            let back = world(at).coordinate();
            assert!((back.lon - at.lon).abs() < 1e-9 && (back.lat - at.lat).abs() < 1e-9, "{at:?}");
        }
        // The tile of zoom 15 that shows it, as every tile server numbers it.
        let tile = world(HERE);
        assert_eq!(((tile.x * 32_768.0) as u32, (tile.y * 32_768.0) as u32), (27_045, 13_000));
    }

    #[test]
    fn zooming_holds_what_is_under_the_finger() {
        let mut view = view();
        let held = view.at(70.0, 500.0);
        view.zoom_at(70.0, 500.0, 2.4);
        let (x, y) = view.pixel(held);
        assert!((x - 70.0).abs() < 1e-3 && (y - 500.0).abs() < 1e-3);
        view.zoom_at(0.0, 0.0, 99.0);
        assert_eq!(view.zoom, 20.0);
    }

    #[test]
    fn panning_moves_by_pixels_and_a_box_fits() {
        let mut view = view();
        let held = view.at(100.0, 100.0);
        view.pan(30.0, -20.0);
        let (x, y) = view.pixel(held);
        assert!((x - 130.0).abs() < 1e-3 && (y - 80.0).abs() < 1e-3);
        let fitted = MapView::around([117.1, 34.8, 117.2, 34.9], 390.0, 600.0);
        for corner in [Coordinate { lon: 117.1, lat: 34.8 }, Coordinate { lon: 117.2, lat: 34.9 }] {
            let (x, y) = fitted.pixel(world(corner));
            assert!((0.0..=390.0).contains(&x) && (0.0..=600.0).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn a_pixel_has_the_metres_of_its_latitude() {
        let view = view();
        let (a, b) = (view.at(0.0, 300.0).coordinate(), view.at(390.0, 300.0).coordinate());
        assert!((a.distance_m(b) / 390.0 / view.metres_per_pixel() - 1.0).abs() < 0.01);
    }
}
