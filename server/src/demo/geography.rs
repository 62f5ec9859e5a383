//! The lie of the land: a county of two sub-districts, four communities and twelve grid cells that share their borders,
//! with streets and doors in each. Metres east and north of the middle of `worker1`'s cell, then WGS-84.

use super::dice::{Dice, id_of};
use super::words::Words;
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::position::{Border, Coordinate};

/// Middle of `worker1`'s cell.
pub(super) const MIDDLE: Coordinate = Coordinate { lon: 117.13, lat: 34.81 };
/// Place of `worker1`'s cell among [`Land::cells`]; the next one is `worker2`'s.
pub(super) const CELL_OF_WORKER1: usize = 1;

const METRES_PER_DEGREE: f64 = 111_195.08;
const COLUMNS: usize = 6;
const ROWS: usize = 2;
const WIDTH_M: f64 = 560.0;
const HEIGHT_M: f64 = 460.0;
// Streets keep this share of a cell's size away from its crooked border.
const MARGIN: f64 = 0.15;
const DOOR_STEP_M: f64 = 15.0;
const COUNTY: &str = "榴泉县";
const SUBDISTRICTS: [&str; 2] = ["榆安街道", "荷汀街道"];
const COMMUNITIES: [&str; 4] = ["枣花社区", "石碾社区", "藕塘社区", "东泊社区"];

/// A place where a door may be.
#[derive(Clone, Debug)]
pub(super) struct Door {
    /// 永安街.
    pub(super) street: String,
    /// 门牌.
    pub(super) number: u32,
    pub(super) at: Coordinate,
    /// On a through street, where shops are, and not in a lane.
    pub(super) on_street: bool,
}

/// A grid cell with all its doors.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) area: AreaId,
    pub(super) community: usize,
    pub(super) border: Border,
    pub(super) doors: Vec<Door>,
    /// 榆安街道枣花社区, as addresses begin.
    pub(super) address: String,
}

/// Everything that does not move.
#[derive(Clone, Debug)]
pub(super) struct Land {
    /// From the county down.
    pub(super) areas: Vec<Area>,
    pub(super) county: AreaId,
    pub(super) subdistricts: Vec<AreaId>,
    pub(super) communities: Vec<AreaId>,
    /// Three to a community, in its order.
    pub(super) cells: Vec<Cell>,
}

impl Land {
    /// The sub-district over a community.
    pub(super) fn subdistrict_of(community: usize) -> usize {
        community / 2
    }

    /// Lays it out; the same at every seed, for maps and ids are to be known again.
    pub(super) fn lay_out(words: &Words) -> Self {
        let county = AreaId(id_of("area", COUNTY));
        let mut areas = vec![area(county, None, AreaLevel::County, COUNTY, "379901", Border::default())];
        let mut land =
            Self { areas: Vec::new(), county, subdistricts: Vec::new(), communities: Vec::new(), cells: Vec::new() };
        for (index, name) in SUBDISTRICTS.iter().enumerate() {
            let id = AreaId(id_of("area", name));
            let code = format!("379901{:03}", index + 1);
            areas.push(area(id, Some(county), AreaLevel::Subdistrict, name, &code, Border::default()));
            land.subdistricts.push(id);
        }
        let mesh = Mesh::new();
        for (index, name) in COMMUNITIES.iter().enumerate() {
            let id = AreaId(id_of("area", name));
            let above = Self::subdistrict_of(index);
            let code = format!("379901{:03}{:03}", above + 1, index + 1);
            areas.push(area(id, Some(land.subdistricts[above]), AreaLevel::Community, name, &code, Border::default()));
            land.communities.push(id);
            for place in 0..3 {
                let (column, row) = (above * 3 + place, index % 2);
                let name = format!("{name}第{}网格", place + 1);
                let cell = AreaId(id_of("area", &name));
                let border = Border { rings: vec![mesh.ring(column, row)] };
                areas.push(area(
                    cell,
                    Some(id),
                    AreaLevel::GridCell,
                    &name,
                    &format!("{code}{:03}", place + 1),
                    border.clone(),
                ));
                land.cells.push(Cell {
                    area: cell,
                    community: index,
                    border,
                    doors: doors(column, row, &words.streets_across[index], &lanes(words, index * 3 + place)),
                    address: format!("{}{}", SUBDISTRICTS[above], COMMUNITIES[index]),
                });
            }
        }
        land.areas = areas;
        land
    }
}

fn area(id: AreaId, parent: Option<AreaId>, level: AreaLevel, name: &str, code: &str, border: Border) -> Area {
    Area { id, parent, level, name: name.to_owned(), code: Some(code.to_owned()), border, moved_at: None }
}

fn lanes(words: &Words, cell: usize) -> Vec<String> {
    let lanes = &words.streets_along;
    (0..4).filter_map(|lane| lanes.get((cell * 2 + lane) % lanes.len().max(1)).cloned()).collect()
}

fn on_globe(x_m: f64, y_m: f64) -> Coordinate {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let shrink = MIDDLE.lat.to_radians().cos();
    Coordinate {
        lon: round(MIDDLE.lon + x_m / (METRES_PER_DEGREE * shrink)),
        lat: round(MIDDLE.lat + y_m / METRES_PER_DEGREE),
    }
}

/// Moves a point by some metres.
pub(super) fn moved(at: Coordinate, east_m: f64, north_m: f64) -> Coordinate {
    let shrink = MIDDLE.lat.to_radians().cos();
    let x = (at.lon - MIDDLE.lon) * METRES_PER_DEGREE * shrink;
    let y = (at.lat - MIDDLE.lat) * METRES_PER_DEGREE;
    on_globe(x + east_m, y + north_m)
}

// South-west corner of a cell before its borders are bent; the middle of cell 1 is the origin.
fn corner(column: f64, row: f64) -> (f64, f64) {
    ((column - 1.5) * WIDTH_M, (row - 0.5) * HEIGHT_M)
}

// Crooked borders: the corners are moved, and each side between two corners has bends of its own. A side is made once
// and used by both of its cells, so that they adjoin without gap or overlap.
struct Mesh {
    corners: Vec<Vec<(f64, f64)>>,
    across: Vec<Vec<Vec<(f64, f64)>>>,
    along: Vec<Vec<Vec<(f64, f64)>>>,
}

impl Mesh {
    fn new() -> Self {
        let mut dice = Dice::new(20);
        let corners: Vec<Vec<_>> = (0..=COLUMNS)
            .map(|column| {
                let mut bent = |row: usize| {
                    let (x, y) = corner(column as f64, row as f64);
                    (x + dice.between(-26.0, 26.0), y + dice.between(-22.0, 22.0))
                };
                (0..=ROWS).map(&mut bent).collect()
            })
            .collect();
        let mut side = |a: (f64, f64), b: (f64, f64)| -> Vec<(f64, f64)> {
            let length = (b.0 - a.0).hypot(b.1 - a.1).max(1.0);
            let normal = (-(b.1 - a.1) / length, (b.0 - a.0) / length);
            let bend = |part: f64, by: f64| {
                (a.0 + (b.0 - a.0) * part + normal.0 * by, a.1 + (b.1 - a.1) * part + normal.1 * by)
            };
            [0.2, 0.38, 0.55, 0.71, 0.86]
                .iter()
                .map(|part| bend(part + dice.between(-0.04, 0.04), dice.between(-19.0, 19.0)))
                .collect()
        };
        let across =
            (0..COLUMNS).map(|c| (0..=ROWS).map(|r| side(corners[c][r], corners[c + 1][r])).collect()).collect();
        let along =
            (0..=COLUMNS).map(|c| (0..ROWS).map(|r| side(corners[c][r], corners[c][r + 1])).collect()).collect();
        Self { corners, across, along }
    }

    // Counter-clockwise and closed.
    fn ring(&self, column: usize, row: usize) -> Vec<[f64; 2]> {
        let mut points = vec![self.corners[column][row]];
        points.extend(&self.across[column][row]);
        points.push(self.corners[column + 1][row]);
        points.extend(&self.along[column + 1][row]);
        points.push(self.corners[column + 1][row + 1]);
        points.extend(self.across[column][row + 1].iter().rev());
        points.push(self.corners[column][row + 1]);
        points.extend(self.along[column][row].iter().rev());
        points.push(self.corners[column][row]);
        points.into_iter().map(|(x, y)| on_globe(x, y)).map(|at| [at.lon, at.lat]).collect()
    }
}

const ACROSS_AT: [f64; 3] = [0.24, 0.5, 0.76];
const ALONG_AT: [f64; 4] = [0.22, 0.4, 0.6, 0.78];

fn doors(column: usize, row: usize, across: &[String], along: &[String]) -> Vec<Door> {
    let (west, south) = corner(column as f64, row as f64);
    let mut doors = Vec::new();
    for (name, part) in across.iter().zip(ACROSS_AT) {
        // House numbers of a through street run on from cell to cell.
        let first = (column % 3) as u32 * 60;
        for (step, from_start) in steps(WIDTH_M, &ALONG_AT) {
            let y = south + part * HEIGHT_M + 5.0 * (from_start / 90.0).sin();
            doors.extend([-9.0, 9.0].map(|side| Door {
                street: name.clone(),
                number: first + step * 2 + 1 + u32::from(side > 0.0),
                at: on_globe(west + from_start, y + side),
                on_street: true,
            }));
        }
    }
    for (name, part) in along.iter().zip(ALONG_AT) {
        for (step, from_start) in steps(HEIGHT_M, &ACROSS_AT) {
            let x = west + part * WIDTH_M + 4.0 * (from_start / 60.0).sin();
            doors.extend([-6.0, 6.0].map(|side| Door {
                street: name.clone(),
                number: step * 2 + 1 + u32::from(side > 0.0),
                at: on_globe(x + side, south + from_start),
                on_street: false,
            }));
        }
    }
    doors
}

// Metres along a street of `length`, away from its crossings, with the place's number.
fn steps(length: f64, crossings: &[f64]) -> Vec<(u32, f64)> {
    let count = (length * (1.0 - 2.0 * MARGIN) / DOOR_STEP_M) as u32;
    let places = (0..count).map(|step| (step, length * MARGIN + DOOR_STEP_M * f64::from(step)));
    places.filter(|(_, at)| crossings.iter().all(|part| (at - part * length).abs() > 13.0)).collect()
}
