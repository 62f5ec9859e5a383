//! Pins in a tree, found by where they are and drawn as one where they would cover each other.

use super::view::{MapView, World};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
use std::collections::HashSet;

type Pin = GeomWithData<[f64; 2], u32>;

/// All pins, by place.
#[derive(Clone, Debug, Default)]
pub struct Pins {
    tree: RTree<Pin>,
}

/// Pins drawn as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Middle of its pins.
    pub at: World,
    /// Numbers of its pins, as given to [`Pins::new`].
    pub pins: Vec<u32>,
}

impl Cluster {
    fn of<'a>(parts: impl Iterator<Item = ([f64; 2], &'a [u32])>) -> Self {
        let (mut sum, mut pins) = ([0.0, 0.0], Vec::new());
        for ([x, y], numbers) in parts {
            let many = numbers.len() as f64;
            sum = [sum[0] + x * many, sum[1] + y * many];
            pins.extend_from_slice(numbers);
        }
        let many = pins.len().max(1) as f64;
        Self { at: World { x: sum[0] / many, y: sum[1] / many }, pins }
    }
}

fn join(clusters: &[Cluster], radius: f64) -> Vec<Cluster> {
    let middles = clusters.iter().zip(0..).map(|(cluster, number)| Pin::new([cluster.at.x, cluster.at.y], number));
    let tree = RTree::bulk_load(middles.collect());
    let mut taken = HashSet::new();
    let mut found = Vec::new();
    for (cluster, number) in clusters.iter().zip(0..) {
        if taken.contains(&number) {
            continue;
        }
        let near = tree.locate_within_distance([cluster.at.x, cluster.at.y], radius * radius);
        let near = near.filter(|near: &&Pin| taken.insert(near.data));
        found.push(Cluster::of(near.map(|near| (*near.geom(), clusters[near.data as usize].pins.as_slice()))));
    }
    found
}

impl Pins {
    /// The numbers are the places in the list.
    pub fn new(points: impl IntoIterator<Item = (u32, World)>) -> Self {
        let pins = points.into_iter().map(|(number, at)| Pin::new([at.x, at.y], number)).collect();
        Self { tree: RTree::bulk_load(pins) }
    }

    /// The pins in view, those within `apart` pixels of one as one; no two middles are nearer than that.
    pub fn clusters(&self, view: &MapView, apart: f64) -> Vec<Cluster> {
        let (a, b) = view.corners(apart);
        let seen = AABB::from_corners([a.x, a.y], [b.x, b.y]);
        let radius = apart / view.scale();
        let mut taken = HashSet::new();
        let mut found = Vec::new();
        for pin in self.tree.locate_in_envelope(&seen) {
            if taken.contains(&pin.data) {
                continue;
            }
            let near = self.tree.locate_within_distance(*pin.geom(), radius * radius);
            let near = near.filter(|near| taken.insert(near.data));
            found.push(Cluster::of(near.map(|near| (*near.geom(), std::slice::from_ref(&near.data)))));
        }
        // Gathering moves the middles: what has come too near to another is drawn with it, until nothing covers anything.
        loop {
            let many = found.len();
            found = join(&found, radius);
            if found.len() == many {
                return found;
            }
        }
    }

    /// The pins nearest to a point, the nearest first, at most `most`.
    pub fn around(&self, at: World, most: usize) -> Vec<u32> {
        self.tree.nearest_neighbor_iter(&[at.x, at.y]).take(most).map(|pin| pin.data).collect()
    }

    /// The pin nearest to a pixel, within `reach` pixels.
    pub fn nearest(&self, view: &MapView, x: f64, y: f64, reach: f64) -> Option<u32> {
        let at = view.at(x, y);
        let reach = reach / view.scale();
        let nearest = self.tree.nearest_neighbor(&[at.x, at.y])?;
        let [dx, dy] = [nearest.geom()[0] - at.x, nearest.geom()[1] - at.y];
        (dx.hypot(dy) <= reach).then_some(nearest.data)
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::world;
    use super::*;
    use gridwalk_domain::position::Coordinate;

    fn points(many: u32) -> Vec<(u32, World)> {
        let at = |number: u32| Coordinate {
            lon: 117.10 + f64::from(number % 100) / 2_000.0,
            lat: 34.80 + f64::from(number / 100) / 2_000.0,
        };
        (0..many).map(|number| (number, world(at(number)))).collect()
    }

    #[test]
    fn ten_thousand_pins_are_each_in_one_cluster_and_far_fewer_are_drawn() {
        let pins = Pins::new(points(10_000));
        let view = MapView::around([117.10, 34.80, 117.15, 34.85], 390.0, 600.0);
        let clusters = pins.clusters(&view, 40.0);
        let mut all: Vec<u32> = clusters.iter().flat_map(|cluster| cluster.pins.clone()).collect();
        all.sort_unstable();
        assert_eq!(all, (0..10_000).collect::<Vec<_>>());
        assert!(clusters.len() < 400, "{} drawn", clusters.len());
    }

    #[test]
    fn no_two_middles_are_so_near_that_they_cover_each_other() {
        let pins = Pins::new(points(3_000).into_iter().filter(|(number, _)| number % 7 != 0 && number % 11 < 8));
        let view = MapView::around([117.10, 34.80, 117.15, 34.85], 390.0, 600.0);
        let middles: Vec<_> = pins.clusters(&view, 40.0).iter().map(|cluster| view.pixel(cluster.at)).collect();
        let nearest = |at: &(f64, f64)| {
            let others = middles.iter().filter(|other| *other != at);
            others.map(|other| (other.0 - at.0).hypot(other.1 - at.1)).fold(f64::INFINITY, f64::min)
        };
        assert!(middles.len() > 10 && middles.iter().all(|at| nearest(at) > 40.0));
    }

    #[test]
    fn zoomed_in_each_pin_stands_alone_and_a_tap_finds_it() {
        let pins = Pins::new(points(10_000));
        let at = points(5_051)[5_050].1;
        let view = MapView { centre: at, zoom: 19.0, width: 390.0, height: 600.0 };
        assert!(pins.clusters(&view, 30.0).iter().all(|cluster| cluster.pins.len() == 1));
        assert_eq!(pins.nearest(&view, 195.0, 300.0, 24.0), Some(5_050));
        assert_eq!(pins.nearest(&view, 195.0, 220.0, 24.0), None);
        assert_eq!(Pins::default().nearest(&view, 0.0, 0.0, 24.0), None);
    }
}
