//! Borders of grid cells out of a GeoJSON file: cells of the caller's scope get a new border, new ones are added below
//! their community. Overlaps and gaps are told; taking them in all the same wants a reason.

use super::{Core, Session};
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::{Area, AreaLevel, AreaTree};
use gridwalk_domain::borders::{self, Ground, is_sound};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::position::Border;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Features of one file, at most.
const FEATURES_MAX: usize = 5_000;
/// Points of one border, at most.
const POINTS_MAX: usize = 20_000;
const NAME_CHARS_MAX: usize = 100;
const CODE: [&str; 3] = ["code", "网格编码", "编码"];

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum BordersError {
    /// Only the sub-district and the administrator draw borders.
    #[error("this role imports no borders")]
    Role,
    /// Not GeoJSON.
    #[error("not a GeoJSON FeatureCollection: {0}")]
    NotGeoJson(String),
    /// Too many features.
    #[error("more than {FEATURES_MAX} features")]
    TooMany,
}

/// A feature that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureError {
    /// From 1.
    pub feature: usize,
    /// As the file calls it; empty where it has no name.
    pub name: String,
    /// In Chinese, for whoever made the file.
    pub reason: &'static str,
}

/// Ground that two cells share.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedGround {
    /// Their names.
    pub cells: [String; 2],
    /// How much, and where.
    pub ground: Ground,
}

/// What would come of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BordersPlan {
    /// Features in it.
    pub features: usize,
    /// New cells.
    pub added: usize,
    /// Cells with another border than before.
    pub updated: usize,
    /// Features that are not taken.
    pub errors: Vec<FeatureError>,
    /// Where a cell of the file lies on another one.
    pub overlaps: Vec<SharedGround>,
    /// What the file's cells and those around leave out between them.
    pub gaps: Vec<Ground>,
    /// The cells as they would be.
    pub cells: Vec<Area>,
}

impl BordersPlan {
    /// Whether somebody has to say why it is right all the same.
    pub fn wants_a_reason(&self) -> bool {
        !self.overlaps.is_empty() || !self.gaps.is_empty()
    }
}

struct Feature {
    name: String,
    code: Option<String>,
    parent: Option<String>,
    border: Border,
}

fn text(feature: &Value, keys: &[&str]) -> Option<String> {
    let found = keys.iter().find_map(|key| feature["properties"].get(key))?;
    let found = found.as_str().map(str::to_owned).or_else(|| found.as_i64().map(|number| number.to_string()))?;
    let found = found.trim();
    (!found.is_empty() && found.chars().count() <= NAME_CHARS_MAX).then(|| found.to_owned())
}

// A ring of positions; further numbers of a position are heights.
fn ring(value: &Value) -> Option<Vec<[f64; 2]>> {
    value.as_array()?.iter().map(|at| Some([at.get(0)?.as_f64()?, at.get(1)?.as_f64()?])).collect()
}

fn border(geometry: &Value) -> Result<Border, &'static str> {
    const NO_BORDER: &str = "没有边界（要 Polygon 或 MultiPolygon）";
    let polygons: Vec<&Value> = match geometry["type"].as_str() {
        Some("Polygon") => vec![&geometry["coordinates"]],
        Some("MultiPolygon") => geometry["coordinates"].as_array().ok_or(NO_BORDER)?.iter().collect(),
        _ => return Err(NO_BORDER),
    };
    let mut rings = Vec::new();
    for polygon in polygons {
        let parts = polygon.as_array().ok_or(NO_BORDER)?;
        match parts.as_slice() {
            [outer] => rings.push(ring(outer).ok_or(NO_BORDER)?),
            [] => return Err(NO_BORDER),
            _ => return Err("边界中间有洞，请分成没有洞的几块"),
        }
    }
    let border = Border { rings };
    if !is_sound(&border) {
        return Err("坐标不是经纬度（要 WGS-84，经度在前）");
    }
    match border.rings.iter().map(Vec::len).sum::<usize>() {
        0..=POINTS_MAX => Ok(border),
        _ => Err("边界的点太多"),
    }
}

fn name_of(feature: &Value) -> Option<String> {
    text(feature, &["name", "网格名称", "名称"]).or_else(|| text(feature, &CODE))
}

fn read(feature: &Value) -> Result<Feature, &'static str> {
    let border = border(&feature["geometry"])?;
    let code = text(feature, &CODE);
    let name = name_of(feature).ok_or("没有名称（name）")?;
    Ok(Feature { name, code, parent: text(feature, &["parent", "community", "社区", "村居"]), border })
}

// The same file twice makes the same cells.
fn new_id(parent: AreaId, feature: &Feature) -> AreaId {
    let mut hasher = Sha256::new();
    hasher.update(parent.0.as_bytes());
    hasher.update(feature.code.as_deref().unwrap_or(&feature.name).as_bytes());
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    AreaId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

struct Scope<'a> {
    tree: &'a AreaTree,
    roots: Vec<AreaId>,
}

impl Scope<'_> {
    fn find(&self, level: AreaLevel, is_it: impl Fn(&Area) -> bool) -> Option<&Area> {
        let of_level = self.tree.iter().filter(|area| area.level == level && is_it(area));
        of_level.into_iter().find(|area| self.tree.is_within(area.id, &self.roots))
    }

    // The cells of the scope that a feature may mean by its name: those called so, or else those called so but for the
    // name of their community before it (第1网格 is 枣花社区第1网格).
    fn named(&self, feature: &Feature, parent: Option<AreaId>) -> Vec<&Area> {
        let cells: Vec<&Area> = self
            .tree
            .iter()
            .filter(|area| area.level == AreaLevel::GridCell)
            .filter(|area| parent.is_none_or(|parent| area.parent == Some(parent)))
            .filter(|area| area.name.ends_with(&feature.name) || feature.name.ends_with(&area.name))
            .filter(|area| self.tree.is_within(area.id, &self.roots))
            .collect();
        let same: Vec<&Area> = cells.iter().copied().filter(|area| area.name == feature.name).collect();
        if !same.is_empty() {
            return same;
        }
        let is_it = |area: &&Area| {
            let community = self.tree.on_level(area.id, AreaLevel::Community).map_or("", |area| area.name.as_str());
            let is_whole =
                |whole: &str, bare: &str| whole.strip_prefix(community).is_some_and(|rest| rest.trim() == bare);
            is_whole(&area.name, &feature.name) || is_whole(&feature.name, &area.name)
        };
        cells.into_iter().filter(is_it).collect()
    }

    // The cell that a feature is about: known by code, or by name within its community; otherwise a new one.
    fn cell(&self, feature: &Feature) -> Result<(Area, bool), &'static str> {
        let parent = feature.parent.as_deref().and_then(|parent| {
            self.find(AreaLevel::Community, |area| area.name == parent || area.code.as_deref() == Some(parent))
        });
        if feature.parent.is_some() && parent.is_none() {
            return Err("找不到所属社区，或不归你管");
        }
        let by_code = feature
            .code
            .as_ref()
            .and_then(|code| self.find(AreaLevel::GridCell, |area| area.code.as_ref() == Some(code)));
        let named = self.named(feature, parent.map(|parent| parent.id));
        let by_name = match named.as_slice() {
            _ if by_code.is_some() => None,
            [] => None,
            [only] => Some(*only),
            _ => return Err("不止一个网格叫这个名称，请写明所属社区（parent）"),
        };
        if let Some(known) = by_code.or(by_name) {
            return Ok((Area { border: feature.border.clone(), ..known.clone() }, false));
        }
        let parent = parent.ok_or("新网格要写明所属社区（parent）")?;
        let new = Area {
            id: new_id(parent.id, feature),
            parent: Some(parent.id),
            level: AreaLevel::GridCell,
            name: feature.name.clone(),
            code: feature.code.clone(),
            border: feature.border.clone(),
            moved_at: None,
        };
        Ok((new, true))
    }
}

impl Core {
    /// Reads a file and says what would come of it; nothing is changed. It is work for some seconds when there are
    /// thousands of cells. Less than `slack_m2` is neither an overlap nor a gap.
    ///
    /// # Errors
    /// See [`BordersError`].
    pub fn plan_borders(&self, session: &Session, file: &[u8], slack_m2: f64) -> Result<BordersPlan, BordersError> {
        if !matches!(session.role, Role::Subdistrict | Role::Admin) {
            return Err(BordersError::Role);
        }
        let json: Value = serde_json::from_slice(file).map_err(|error| BordersError::NotGeoJson(error.to_string()))?;
        let features = json["features"].as_array().filter(|_| json["type"] == "FeatureCollection");
        let features = features.ok_or_else(|| BordersError::NotGeoJson("no features".to_owned()))?;
        if features.len() > FEATURES_MAX {
            return Err(BordersError::TooMany);
        }
        let places = self.places();
        let scope = Scope { tree: &places.tree, roots: session.actor.areas() };
        let mut plan = BordersPlan { features: features.len(), ..BordersPlan::default() };
        let mut seen = BTreeSet::new();
        for (index, feature) in features.iter().enumerate() {
            let cell = read(feature).and_then(|feature| scope.cell(&feature)).and_then(|(area, is_new)| {
                if seen.insert(area.id) {
                    Ok((area, is_new))
                } else {
                    Err("同一个网格在文件里出现了两次")
                }
            });
            match cell {
                Err(reason) => {
                    let name = name_of(feature).unwrap_or_default();
                    plan.errors.push(FeatureError { feature: index + 1, name, reason });
                }
                Ok((area, is_new)) => {
                    let is_same = places.tree.get(area.id).is_some_and(|known| *known == area);
                    plan.added += usize::from(is_new);
                    plan.updated += usize::from(!is_new && !is_same);
                    plan.cells.push(area);
                }
            }
        }
        compare(&scope, &mut plan, slack_m2);
        Ok(plan)
    }
}

// The file's cells beside the others of the scope as they will be.
fn compare(scope: &Scope<'_>, plan: &mut BordersPlan, slack_m2: f64) {
    let of_file = plan.cells.len();
    let is_of_file: BTreeSet<_> = plan.cells.iter().map(|area| area.id).collect();
    let others = scope.tree.iter().filter(|area| area.level == AreaLevel::GridCell && !is_of_file.contains(&area.id));
    let others = others.filter(|area| scope.tree.is_within(area.id, &scope.roots));
    let all: Vec<&Area> = plan.cells.iter().chain(others).collect();
    let borders: Vec<Border> = all.iter().map(|area| area.border.clone()).collect();
    let name = |index: usize| all.get(index).map(|area| area.name.clone()).unwrap_or_default();
    let found = borders::overlaps(&borders, slack_m2, |index| index < of_file).into_iter();
    let shared = found.map(|one| SharedGround { cells: [name(one.first), name(one.second)], ground: one.ground });
    let overlaps = shared.collect();
    plan.gaps = borders::gaps(&borders, slack_m2, |index| index < of_file);
    plan.overlaps = overlaps;
}
