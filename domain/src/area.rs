//! The area tree: county, sub-district, community, grid cell. Who sees what follows the present tree.

use crate::id::AreaId;
use crate::position::Border;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Depth in the tree. 镇街/村居 wording is a place setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// 县区.
    County,
    /// 镇街.
    Subdistrict,
    /// 村居/社区.
    Community,
    /// 网格.
    GridCell,
}

/// One node of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Stable however the tree is rearranged.
    pub id: AreaId,
    /// `None` at the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<AreaId>,
    /// Which level it is on.
    pub level: AreaLevel,
    /// 第3网格, 幸福里社区, ….
    pub name: String,
    /// Opaque place code, 6 to 24 characters; no national length exists (dossier 2.10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// WGS-84 border; usually only grid cells have one.
    #[serde(default, skip_serializing_if = "Border::is_empty")]
    pub border: Border,
    /// When it was put under its parent; `None` where it has been there from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_at: Option<Timestamp>,
}

/// Areas by id with their children.
#[derive(Clone, Debug, Default)]
pub struct AreaTree {
    areas: BTreeMap<AreaId, Area>,
    children: BTreeMap<AreaId, Vec<AreaId>>,
}

impl AreaTree {
    /// Any list of areas makes a tree: unknown parents make roots, and a cycle is walked once.
    pub fn new(areas: impl IntoIterator<Item = Area>) -> Self {
        let areas: BTreeMap<_, _> = areas.into_iter().map(|area| (area.id, area)).collect();
        let mut children: BTreeMap<AreaId, Vec<AreaId>> = BTreeMap::new();
        for area in areas.values() {
            if let Some(parent) = area.parent {
                children.entry(parent).or_default().push(area.id);
            }
        }
        Self { areas, children }
    }

    /// The area of that id.
    pub fn get(&self, id: AreaId) -> Option<&Area> {
        self.areas.get(&id)
    }

    /// All areas, in id order.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.areas.values()
    }

    /// `id` and everything below it.
    pub fn below(&self, id: AreaId) -> BTreeSet<AreaId> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            if self.areas.contains_key(&next) && found.insert(next) {
                open.extend(self.children.get(&next).into_iter().flatten());
            }
        }
        found
    }

    /// `id` and its ancestors, nearest first.
    pub fn above(&self, id: AreaId) -> Vec<&Area> {
        let mut path: Vec<&Area> = Vec::new();
        let mut next = self.areas.get(&id);
        while let Some(area) = next {
            if path.iter().any(|seen| seen.id == area.id) {
                break;
            }
            path.push(area);
            next = area.parent.and_then(|parent| self.areas.get(&parent));
        }
        path
    }

    /// Whether `id` lies in the scope that `roots` open.
    pub fn is_within(&self, id: AreaId, roots: &[AreaId]) -> bool {
        self.above(id).iter().any(|area| roots.contains(&area.id))
    }

    /// The ancestor of `id` (or itself) on `level`.
    pub fn on_level(&self, id: AreaId, level: AreaLevel) -> Option<&Area> {
        self.above(id).into_iter().find(|area| area.level == level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn area(id: u128, parent: Option<u128>, level: AreaLevel) -> Area {
        let id_of = |n| AreaId(Uuid::from_u128(n));
        Area {
            id: id_of(id),
            parent: parent.map(id_of),
            level,
            name: String::new(),
            code: None,
            border: Border::default(),
            moved_at: None,
        }
    }

    #[test]
    fn scope_is_the_subtree() {
        use AreaLevel::*;
        let tree = AreaTree::new([
            area(1, None, County),
            area(2, Some(1), Subdistrict),
            area(3, Some(2), Community),
            area(4, Some(3), GridCell),
            area(5, Some(2), Community),
        ]);
        let id = |n| AreaId(Uuid::from_u128(n));
        assert_eq!(tree.below(id(2)).len(), 4);
        assert!(tree.is_within(id(4), &[id(2)]));
        assert!(!tree.is_within(id(4), &[id(5)]));
        assert_eq!(tree.on_level(id(4), Subdistrict).map(|a| a.id), Some(id(2)));
    }

    #[test]
    fn a_cycle_ends() {
        let tree = AreaTree::new([area(1, Some(2), AreaLevel::Community), area(2, Some(1), AreaLevel::Community)]);
        assert_eq!(tree.above(AreaId(Uuid::from_u128(1))).len(), 2);
        assert_eq!(tree.below(AreaId(Uuid::from_u128(1))).len(), 2);
    }
}
