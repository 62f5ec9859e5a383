//! Borders as they are drawn.

use crate::map::{World, world};
use crate::state::App;
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::position::Coordinate;

/// What an outline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// A cell as it is.
    #[default]
    Known,
    /// A cell as it would be.
    New,
    /// Ground of two cells.
    Overlap,
    /// Ground of none.
    Gap,
}

/// A border with its name.
#[derive(Clone, Debug)]
pub struct Outline {
    /// 枣花社区第1网格.
    pub name: String,
    /// 第1网格, where there is no room for the whole.
    pub short: String,
    /// What it is.
    pub tone: Tone,
    pub(super) rings: Vec<Vec<World>>,
    pub(super) middle: World,
    // The northern end of it: pins leave room for a name there.
    pub(super) top: f64,
    // The western and the eastern end.
    pub(super) sides: (f64, f64),
}

impl Outline {
    /// `None` without a ring.
    pub fn new(name: String, tone: Tone, rings: &[Vec<[f64; 2]>]) -> Option<Self> {
        let ring = |ring: &Vec<[f64; 2]>| {
            ring.iter().map(|[lon, lat]| world(Coordinate { lon: *lon, lat: *lat })).collect::<Vec<_>>()
        };
        let rings: Vec<Vec<World>> = rings.iter().filter(|ring| ring.len() >= 3).map(ring).collect();
        let points = || rings.iter().flatten();
        let many = points().count() as f64;
        let middle =
            World { x: points().map(|at| at.x).sum::<f64>() / many, y: points().map(|at| at.y).sum::<f64>() / many };
        let top = points().map(|at| at.y).fold(f64::INFINITY, f64::min);
        let sides = points()
            .map(|at| at.x)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(west, east), x| (west.min(x), east.max(x)));
        (many > 0.0).then_some(Self { short: name.clone(), name, tone, rings, middle, top, sides })
    }
}

/// The grid cells of the account.
pub fn outlines(app: App) -> Vec<Outline> {
    let tree = app.tree();
    let roots = &app.session().areas;
    let cells = tree.iter().filter(|area| area.level == AreaLevel::GridCell && tree.is_within(area.id, roots));
    let outline = |area: &Area| {
        let above = tree.on_level(area.id, AreaLevel::Community).map(|community| community.name.as_str());
        let short = area.name.strip_prefix(above.unwrap_or_default()).filter(|rest| !rest.is_empty());
        let short = short.unwrap_or(&area.name).to_owned();
        Some(Outline { short, ..Outline::new(area.name.clone(), Tone::Known, &area.border.rings)? })
    };
    cells.filter_map(outline).collect()
}

/// West, south, east, north of the account's borders.
pub fn area_bounds(app: App) -> Option<[f64; 4]> {
    let tree = app.tree();
    let roots = &app.session().areas;
    let borders = tree.iter().filter(|area| tree.is_within(area.id, roots)).filter_map(|area| area.border.bounds());
    borders.reduce(join)
}

/// A box around both.
pub fn join(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
