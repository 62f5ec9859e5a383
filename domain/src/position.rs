//! Positions: WGS-84 with an accuracy and a fix time, and how one lies to premises and to a grid cell.
//!
//! Other datums (GCJ-02, BD-09) exist only at the edge of a map provider, never in a record (dossier 2.9).

use crate::time::Timestamp;
use geo::{Contains, Distance, Euclidean, Haversine, LineString, Point, Polygon};
use serde::{Deserialize, Serialize};

/// Longitude and latitude in degrees, WGS-84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coordinate {
    /// Degrees east, -180..=180.
    pub lon: f64,
    /// Degrees north, -90..=90.
    pub lat: f64,
}

impl Coordinate {
    /// Whether both numbers are finite and on the globe.
    pub fn is_on_globe(self) -> bool {
        self.lon.is_finite() && self.lat.is_finite() && self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0
    }

    /// Great-circle distance in metres.
    pub fn distance_m(self, other: Self) -> f64 {
        Haversine.distance(self.point(), other.point())
    }

    /// Compass direction from here to `other` in degrees, 0 north, 90 east, within 0..360.
    pub fn bearing_deg(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let lon = (other.lon - self.lon).to_radians();
        let y = lon.sin() * b.cos();
        let x = a.cos() * b.sin() - a.sin() * b.cos() * lon.cos();
        y.atan2(x).to_degrees().rem_euclid(360.0)
    }

    fn point(self) -> Point<f64> {
        Point::new(self.lon, self.lat)
    }
}

/// One reading of the position sensor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Where, WGS-84.
    #[serde(flatten)]
    pub at: Coordinate,
    /// Radius of the 95 % circle, metres.
    pub accuracy_m: f64,
    /// When the sensor took it, by the device's clock.
    pub fixed_at: Timestamp,
}

/// How a position's whole accuracy circle lies to a grid cell. It warns and asks a reason; it never blocks (field-practice 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Containment {
    /// The whole circle is in the cell.
    Inside,
    /// The border runs through the circle.
    Uncertain,
    /// The whole circle is outside.
    Outside,
}

/// The border of an area: outer rings in WGS-84, holes are not used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Border {
    /// Each ring is a closed or open list of `[lon, lat]`.
    pub rings: Vec<Vec<[f64; 2]>>,
}

impl Border {
    /// Whether there is anything to stand in.
    pub fn is_empty(&self) -> bool {
        self.rings.iter().all(|ring| ring.len() < 3)
    }

    /// Judges the circle of `position` against the border; `None` without a border or with numbers off the globe.
    pub fn judge(&self, position: &Position) -> Option<Containment> {
        if self.is_empty() || !position.at.is_on_globe() || !position.accuracy_m.is_finite() {
            return None;
        }
        let radius_m = position.accuracy_m.max(0.0);
        let local: Vec<Polygon<f64>> =
            self.rings.iter().filter(|r| r.len() >= 3).map(|r| plane(r, position.at)).collect();
        let here = Point::new(0.0, 0.0);
        let inside = local.iter().any(|polygon| polygon.contains(&here));
        let to_border_m =
            local.iter().map(|polygon| Euclidean.distance(polygon.exterior(), &here)).fold(f64::INFINITY, f64::min);
        Some(match (inside, to_border_m < radius_m) {
            (_, true) => Containment::Uncertain,
            (true, false) => Containment::Inside,
            (false, false) => Containment::Outside,
        })
    }

    /// Smallest box around it: west, south, east, north.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let mut points = self.rings.iter().flatten();
        let first = points.next()?;
        let start = [first[0], first[1], first[0], first[1]];
        Some(points.fold(start, |b, p| [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])]))
    }
}

// Metres east and north of `origin`: at the size of a grid cell a plane is exact to millimetres.
fn plane(ring: &[[f64; 2]], origin: Coordinate) -> Polygon<f64> {
    const METRES_PER_DEGREE: f64 = 111_195.08;
    let shrink = origin.lat.to_radians().cos();
    let points = ring
        .iter()
        .map(|[lon, lat]| ((lon - origin.lon) * METRES_PER_DEGREE * shrink, (lat - origin.lat) * METRES_PER_DEGREE))
        .collect::<Vec<_>>();
    Polygon::new(LineString::from(points), vec![])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CENTRE: Coordinate = Coordinate { lon: 117.13, lat: 34.81 };

    fn square() -> Border {
        let (w, s, e, n) = (117.125, 34.806, 117.135, 34.814);
        Border { rings: vec![vec![[w, s], [e, s], [e, n], [w, n]]] }
    }

    fn fix(lon: f64, lat: f64, accuracy_m: f64) -> Position {
        Position { at: Coordinate { lon, lat }, accuracy_m, fixed_at: Timestamp::from_millis(0) }
    }

    #[test]
    fn judges_the_whole_circle() {
        for (position, expected) in [
            (fix(117.13, 34.81, 12.0), Some(Containment::Inside)),
            (fix(117.13, 34.81, 2_000.0), Some(Containment::Uncertain)),
            (fix(117.1349, 34.81, 30.0), Some(Containment::Uncertain)),
            (fix(117.1352, 34.81, 30.0), Some(Containment::Uncertain)),
            (fix(117.16, 34.81, 50.0), Some(Containment::Outside)),
            (fix(f64::NAN, 34.81, 50.0), None),
            (fix(117.13, 34.81, f64::INFINITY), None),
        ] {
            assert_eq!(square().judge(&position), expected, "{position:?}");
        }
        assert_eq!(Border::default().judge(&fix(117.13, 34.81, 5.0)), None);
    }

    #[test]
    fn three_kilometres_are_three_kilometres() {
        let off = Coordinate { lon: 117.13, lat: 34.81 + 3_000.0 / 111_195.08 };
        assert!((CENTRE.distance_m(off) - 3_000.0).abs() < 1.0);
        assert!((CENTRE.bearing_deg(off) - 0.0).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn never_panics(lon in proptest::num::f64::ANY, lat in proptest::num::f64::ANY, r in proptest::num::f64::ANY) {
            let position = fix(lon, lat, r);
            let _ = square().judge(&position);
            let _ = CENTRE.distance_m(position.at);
            let _ = CENTRE.bearing_deg(position.at);
        }
    }
}
