//! Borders of grid cells beside each other: where two overlap, and where one is missing between them. A cell that somebody
//! drew by hand has both; they are told, and withhold nothing.

use crate::position::{Border, Coordinate};
use geo::algorithm::bool_ops::unary_union;
use geo::{
    Area, BooleanOps, BoundingRect, Centroid, Distance, Euclidean, Intersects, LineString, MultiPolygon, Polygon,
};

/// Two cells that share ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// Place of the one in the list.
    pub first: usize,
    /// Place of the other.
    pub second: usize,
    /// Which ground.
    pub ground: Ground,
}

/// A piece of ground, for a person to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// Square metres.
    pub area_m2: f64,
    /// In the middle of it.
    pub at: Coordinate,
    /// Its outline.
    pub outline: Border,
}

const METRES_PER_DEGREE: f64 = 111_195.08;
/// Nearer than this, a hole lies at a border: joining borders moves points by less.
const BESIDE_M: f64 = 0.5;

// Metres east and north of a point in the middle: at the size of a sub-district a plane is exact enough for areas.
struct Plane {
    origin: Coordinate,
    shrink: f64,
}

impl Plane {
    fn around(borders: &[Border]) -> Option<Self> {
        let boxes = borders.iter().filter_map(Border::bounds);
        let all = boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])?;
        let origin = Coordinate { lon: (all[0] + all[2]) / 2.0, lat: (all[1] + all[3]) / 2.0 };
        origin.is_on_globe().then(|| Self { origin, shrink: origin.lat.to_radians().cos().max(1e-6) })
    }

    fn flat(&self, border: &Border) -> MultiPolygon<f64> {
        let ring = |ring: &Vec<[f64; 2]>| {
            let point = |[lon, lat]: &[f64; 2]| {
                let x = (lon - self.origin.lon) * METRES_PER_DEGREE * self.shrink;
                (x, (lat - self.origin.lat) * METRES_PER_DEGREE)
            };
            Polygon::new(LineString::from(ring.iter().map(point).collect::<Vec<_>>()), vec![])
        };
        MultiPolygon::new(border.rings.iter().filter(|ring| ring.len() >= 3).map(ring).collect())
    }

    fn globe(&self, x: f64, y: f64) -> Coordinate {
        Coordinate {
            lon: self.origin.lon + x / (METRES_PER_DEGREE * self.shrink),
            lat: self.origin.lat + y / METRES_PER_DEGREE,
        }
    }

    fn ground(&self, shape: &MultiPolygon<f64>) -> Option<Ground> {
        let middle = shape.centroid()?;
        let point = |at: &geo::Coord<f64>| {
            let at = self.globe(at.x, at.y);
            [at.lon, at.lat]
        };
        let rings = shape.iter().map(|polygon| polygon.exterior().coords().map(point).collect()).collect();
        Some(Ground {
            area_m2: shape.unsigned_area(),
            at: self.globe(middle.x(), middle.y()),
            outline: Border { rings },
        })
    }
}

/// Whether every point of a border is a number on the globe; others are not to be compared.
pub fn is_sound(border: &Border) -> bool {
    let on_globe = |[lon, lat]: &[f64; 2]| Coordinate { lon: *lon, lat: *lat }.is_on_globe();
    !border.is_empty() && border.rings.iter().flatten().all(on_globe)
}

/// Every two borders that share more than `least_m2`, in the order of the list; `concerns` says of which border somebody
/// wants to know, and pairs without any are left out, as are borders that are not sound.
pub fn overlaps(borders: &[Border], least_m2: f64, concerns: impl Fn(usize) -> bool) -> Vec<Overlap> {
    let Some(plane) = Plane::around(borders) else { return Vec::new() };
    let flat: Vec<_> = borders.iter().map(|border| is_sound(border).then(|| plane.flat(border))).collect();
    let mut found = Vec::new();
    for (first, a) in flat.iter().enumerate() {
        for (second, b) in flat.iter().enumerate().skip(first + 1) {
            let (Some(a), Some(b)) = (a, b) else { continue };
            let (Some(box_a), Some(box_b)) = (a.bounding_rect(), b.bounding_rect()) else { continue };
            if !(concerns(first) || concerns(second)) || !box_a.intersects(&box_b) {
                continue;
            }
            let ground = plane.ground(&a.intersection(b)).filter(|ground| ground.area_m2 > least_m2);
            found.extend(ground.map(|ground| Overlap { first, second, ground }));
        }
    }
    found
}

/// Holes of more than `least_m2` that all borders together leave beside one that `concerns` somebody, the largest first.
pub fn gaps(borders: &[Border], least_m2: f64, concerns: impl Fn(usize) -> bool) -> Vec<Ground> {
    let Some(plane) = Plane::around(borders) else { return Vec::new() };
    let sound = borders.iter().enumerate().filter(|(_, border)| is_sound(border));
    let flat: Vec<_> = sound.map(|(index, border)| (concerns(index), plane.flat(border))).collect();
    let together = unary_union(flat.iter().map(|(_, shape)| shape));
    let is_beside = |hole: &Polygon<f64>| {
        let mut concerned = flat.iter().filter(|(is_concerned, _)| *is_concerned);
        concerned.any(|(_, shape)| Euclidean.distance(shape, hole) < BESIDE_M)
    };
    let holes = together.iter().flat_map(|polygon| polygon.interiors());
    let holes = holes.map(|hole| Polygon::new(hole.clone(), vec![])).filter(|hole| hole.unsigned_area() > least_m2);
    let mut found: Vec<_> =
        holes.filter(is_beside).filter_map(|hole| plane.ground(&MultiPolygon::new(vec![hole]))).collect();
    found.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    // In units of about 91 by 111 metres.
    fn cell(west: f64, south: f64, east: f64, north: f64) -> Border {
        let at = |x: f64, y: f64| [117.13 + x / 1_000.0, 34.81 + y / 1_000.0];
        Border { rings: vec![vec![at(west, south), at(east, south), at(east, north), at(west, north)]] }
    }

    #[test]
    fn two_cells_that_overlap_are_told_with_how_much() {
        let found =
            overlaps(&[cell(0.0, 0.0, 4.0, 4.0), cell(3.0, 0.0, 8.0, 4.0), cell(8.0, 0.0, 9.0, 4.0)], 100.0, |_| true);
        assert_eq!(found.len(), 1, "cells that only touch do not overlap");
        let overlap = &found[0];
        assert_eq!((overlap.first, overlap.second), (0, 1));
        let ground = &overlap.ground;
        assert!((ground.area_m2 - 4.0 * 91.3 * 111.2).abs() < 300.0, "{}", ground.area_m2);
        assert!((ground.at.lon - 117.1335).abs() < 1e-6 && (ground.at.lat - 34.812).abs() < 1e-6);
        let [west, _, east, _] = ground.outline.bounds().unwrap();
        assert!((west - 117.133).abs() < 1e-6 && (east - 117.134).abs() < 1e-6, "{west} {east}");
    }

    #[test]
    fn ground_that_nobody_answers_for_is_told() {
        // Four cells around an empty middle.
        let around =
            [cell(0.0, 0.0, 9.0, 3.0), cell(0.0, 6.0, 9.0, 9.0), cell(0.0, 3.0, 3.0, 6.0), cell(6.0, 3.0, 9.0, 6.0)];
        let found = gaps(&around, 100.0, |_| true);
        assert_eq!(found.len(), 1);
        assert!((found[0].at.lon - 117.1345).abs() < 1e-5 && (found[0].area_m2 - 9.0 * 91.3 * 111.2).abs() < 900.0);
        assert!(gaps(&around[..3], 100.0, |_| true).is_empty(), "an open bay is outside, not a gap");
    }

    #[test]
    fn what_concerns_nobody_is_left_out() {
        let pair = [cell(0.0, 0.0, 4.0, 4.0), cell(3.0, 0.0, 8.0, 4.0), cell(20.0, 0.0, 21.0, 4.0)];
        assert_eq!(overlaps(&pair, 100.0, |index| index == 2), []);
        assert_eq!(overlaps(&pair, 100.0, |index| index == 1).len(), 1);
        let around = [
            cell(0.0, 0.0, 9.0, 3.0),
            cell(0.0, 6.0, 9.0, 9.0),
            cell(0.0, 3.0, 3.0, 6.0),
            cell(6.0, 3.0, 9.0, 6.0),
            cell(40.0, 0.0, 41.0, 1.0),
        ];
        assert_eq!(gaps(&around, 100.0, |index| index == 4), []);
        assert_eq!(gaps(&around, 100.0, |index| index == 0).len(), 1);
    }

    #[test]
    fn broken_borders_are_left_out() {
        let broken = Border { rings: vec![vec![[f64::NAN, 1.0], [2.0, 900.0], [3.0, 1.0]]] };
        assert!(!is_sound(&broken));
        assert_eq!(overlaps(&[broken.clone(), Border::default()], 0.0, |_| true), []);
        assert_eq!(gaps(&[broken, Border::default()], 0.0, |_| true), []);
    }
}
