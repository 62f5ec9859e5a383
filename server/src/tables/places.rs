//! Which grid cell a row of a ledger belongs to: by its column, by its position, or 待分配.
//!
//! A row that names no cell and stands in none goes to a cell 待分配 of its community (of its sub-district where no
//! community is named): a grid cell without border and without worker, made when first needed. Its premises stand in
//! the committee's ledger and among the blind spots until somebody is given that cell or moves them.

use super::words::normal;
use gridwalk_domain::area::{Area, AreaLevel, AreaTree};
use gridwalk_domain::id::AreaId;
use gridwalk_domain::position::{Border, Containment, Coordinate, Position};
use gridwalk_domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Name of the cell for rows that name none.
pub const UNASSIGNED: &str = "待分配";

/// Where a row goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Named, or the only one there is.
    Named(AreaId),
    /// Its position lies in it.
    Located(AreaId),
    /// 待分配 below this community or sub-district.
    Unassigned(AreaId),
}

/// Why a row goes nowhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Astray {
    /// No such community or cell in the importer's scope.
    Unknown(String),
    /// Several cells are called so.
    Ambiguous(String),
    /// The importer answers for no community or sub-district.
    NoScope,
}

struct Cell {
    id: AreaId,
    community: Option<AreaId>,
    name: String,
    number: Option<u32>,
    code: Option<String>,
    border: Border,
}

/// The importer's cells.
pub struct Places {
    cells: Vec<Cell>,
    communities: BTreeMap<AreaId, String>,
    // The area answered for: 待分配 stands below it where no community is named.
    root: Option<AreaId>,
    default: Option<AreaId>,
}

impl Places {
    /// From the present tree and what the importer answers for; `default` is a cell chosen for rows that name none.
    pub fn new(tree: &AreaTree, roots: &[AreaId], default: Option<AreaId>) -> Self {
        let scope: Vec<&Area> = tree.iter().filter(|area| tree.is_within(area.id, roots)).collect();
        let on = |level| scope.iter().copied().filter(move |area| area.level == level);
        let cell = |area: &Area| Cell {
            id: area.id,
            community: tree.on_level(area.id, AreaLevel::Community).map(|community| community.id),
            name: normal(&area.name),
            number: number(&area.name),
            code: area.code.clone(),
            border: area.border.clone(),
        };
        let cells: Vec<Cell> = on(AreaLevel::GridCell).map(cell).collect();
        let communities: BTreeMap<_, _> = on(AreaLevel::Community).map(|area| (area.id, normal(&area.name))).collect();
        let mut answered = roots.iter().filter_map(|root| tree.get(*root));
        let root = answered.find(|area| matches!(area.level, AreaLevel::Community | AreaLevel::Subdistrict));
        let default = default.filter(|id| cells.iter().any(|cell| cell.id == *id));
        Self { cells, communities, root: root.map(|area| area.id), default }
    }

    /// By what the row says.
    ///
    /// # Errors
    /// See [`Astray`].
    pub fn find(&self, community: &str, cell: &str, at: Option<Coordinate>) -> Result<Found, Astray> {
        let community = match community {
            "" => None,
            name => self.community(name)?,
        };
        if !cell.is_empty() {
            // Looked for only where a name is not enough: it goes through every border.
            let named = self.named(community, cell).or_else(|astray| {
                let is_open = community.is_none() && matches!(astray, Astray::Ambiguous(_));
                let likely = is_open.then(|| self.likely(at)).flatten();
                likely.map_or(Err(astray), |likely| self.named(Some(likely), cell))
            });
            return named.map(Found::Named);
        }
        if let Some(inside) = at.and_then(|at| self.around(community, at)) {
            return Ok(Found::Located(inside));
        }
        if let Some(default) = self.default {
            return Ok(Found::Named(default));
        }
        let own: Vec<&Cell> = self.of(community).collect();
        match own.as_slice() {
            [only] => Ok(Found::Named(only.id)),
            _ => community.or(self.root).map(Found::Unassigned).ok_or(Astray::NoScope),
        }
    }

    // Of a ledger without a column of communities: that of the position, or of the cell chosen for rows that name none.
    fn likely(&self, at: Option<Coordinate>) -> Option<AreaId> {
        let cell = at.and_then(|at| self.around(None, at)).or(self.default)?;
        self.cells.iter().find(|one| one.id == cell)?.community
    }

    fn of(&self, community: Option<AreaId>) -> impl Iterator<Item = &Cell> {
        let unassigned = normal(UNASSIGNED);
        self.cells
            .iter()
            .filter(move |cell| community.is_none() || cell.community == community)
            .filter(move |cell| cell.name != unassigned)
    }

    // A column 镇街/村居/网格 holds them all: the text then ends with, or holds, the community's name.
    fn community(&self, text: &str) -> Result<Option<AreaId>, Astray> {
        let sought = normal(text);
        let is_it = |name: &String| *name == sought || sought.contains(name.as_str()) || name.contains(&sought);
        let mut found = self.communities.iter().filter(|(_, name)| is_it(name));
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Ok(Some(*id)),
            (Some(_), Some(_)) => {
                let exact = self.communities.iter().find(|(_, name)| **name == sought).map(|(id, _)| *id);
                exact.map(Some).ok_or_else(|| Astray::Ambiguous(text.to_owned()))
            }
            _ => Err(Astray::Unknown(text.to_owned())),
        }
    }

    fn named(&self, community: Option<AreaId>, text: &str) -> Result<AreaId, Astray> {
        let sought = normal(text);
        let wanted = number(text);
        let by_code = |cell: &&Cell| cell.code.as_ref().is_some_and(|code| normal(code) == sought);
        let community_name = |cell: &Cell| cell.community.and_then(|id| self.communities.get(&id)).cloned();
        let by_both = |cell: &&Cell| {
            cell.name == sought || community_name(cell).is_some_and(|name| format!("{name}{}", cell.name) == sought)
        };
        let by_number = |cell: &&Cell| {
            let names_it = community.is_some() || community_name(cell).is_some_and(|name| sought.starts_with(&name));
            let is_bare = sought.chars().all(|c| c.is_ascii_digit() || "第号网格一二三四五六七八九十".contains(c));
            wanted.is_some() && cell.number == wanted && (names_it || is_bare)
        };
        let all = || self.cells.iter().filter(|cell| community.is_none() || cell.community == community);
        for found in [
            all().filter(by_code).collect::<Vec<_>>(),
            all().filter(by_both).collect(),
            all().filter(by_number).collect(),
        ] {
            match found.as_slice() {
                [] => {}
                [only] => return Ok(only.id),
                _ => return Err(Astray::Ambiguous(text.to_owned())),
            }
        }
        Err(Astray::Unknown(text.to_owned()))
    }

    fn around(&self, community: Option<AreaId>, at: Coordinate) -> Option<AreaId> {
        let position = Position { at, accuracy_m: 0.0, fixed_at: Timestamp::from_millis(0) };
        let holds = |cell: &&Cell| cell.border.judge(&position) == Some(Containment::Inside);
        self.of(community).find(holds).map(|cell| cell.id)
    }
}

/// The cell 待分配 below `parent`; always the same.
pub fn unassigned(parent: AreaId) -> Area {
    let mut hasher = Sha256::new();
    hasher.update(b"unassigned cell");
    hasher.update(parent.0.as_bytes());
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Area {
        id: AreaId(uuid::Uuid::new_v8(bytes)),
        parent: Some(parent),
        level: AreaLevel::GridCell,
        name: UNASSIGNED.to_owned(),
        code: None,
        border: Border::default(),
        moved_at: None,
    }
}

// 第3网格, 3号, 第三网格, 03: the number in a cell's name, if there is one only.
fn number(text: &str) -> Option<u32> {
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    if let [only] = digits.as_slice() {
        return only.parse().ok();
    }
    let chinese: String = text.chars().filter(|c| "一二三四五六七八九十".contains(*c)).collect();
    if !digits.is_empty() || chinese.is_empty() || !text.contains("网格") && !text.contains('第') {
        return None;
    }
    let digit = |c: char| "一二三四五六七八九".chars().position(|known| known == c).map(|at| at as u32 + 1);
    match chinese.split_once('十') {
        None => chinese.chars().next().and_then(digit),
        Some((tens, ones)) => {
            let tens = tens.chars().next().map_or(Some(1), digit)?;
            let ones = ones.chars().next().map_or(Some(0), digit)?;
            Some(tens * 10 + ones)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(n: u128) -> AreaId {
        AreaId(Uuid::from_u128(n))
    }

    fn tree() -> AreaTree {
        use AreaLevel::*;
        let area = |n, parent: Option<u128>, level, name: &str, code: Option<&str>| Area {
            id: id(n),
            parent: parent.map(id),
            level,
            name: name.into(),
            code: code.map(str::to_owned),
            border: Border::default(),
            moved_at: None,
        };
        let mut square = area(41, Some(4), GridCell, "第1网格", Some("37040200101"));
        square.border = Border { rings: vec![vec![[117.0, 34.0], [117.1, 34.0], [117.1, 34.1], [117.0, 34.1]]] };
        AreaTree::new([
            area(2, None, Subdistrict, "光明路街道", None),
            area(4, Some(2), Community, "幸福里社区", None),
            area(5, Some(2), Community, "和平社区", None),
            square,
            area(42, Some(4), GridCell, "第2网格", None),
            area(51, Some(5), GridCell, "第1网格", None),
        ])
    }

    #[test]
    fn cells_are_named_in_many_ways() {
        let places = Places::new(&tree(), &[id(2)], None);
        let named = |community, cell| places.find(community, cell, None);
        for (community, cell) in [
            ("幸福里社区", "第1网格"),
            ("幸福里", "1"),
            ("", "幸福里社区第1网格"),
            ("", "37040200101"),
            ("光明路街道幸福里社区", "第一网格"),
        ] {
            assert_eq!(named(community, cell), Ok(Found::Named(id(41))), "{community} {cell}");
        }
        assert_eq!(named("", "第1网格"), Err(Astray::Ambiguous("第1网格".into())));
        assert_eq!(named("", "第9网格"), Err(Astray::Unknown("第9网格".into())));
        assert_eq!(named("月亮社区", ""), Err(Astray::Unknown("月亮社区".into())));
        assert_eq!(named("和平社区", ""), Ok(Found::Named(id(51))), "the only one there is");
    }

    #[test]
    fn a_row_without_a_cell_goes_by_its_position_or_waits() {
        let committee = Places::new(&tree(), &[id(4)], None);
        let inside = Coordinate { lon: 117.05, lat: 34.05 };
        assert_eq!(committee.find("", "", Some(inside)), Ok(Found::Located(id(41))));
        assert_eq!(committee.find("", "", None), Ok(Found::Unassigned(id(4))));
        assert_eq!(Places::new(&tree(), &[id(2)], None).find("", "", None), Ok(Found::Unassigned(id(2))));
        let chosen = Places::new(&tree(), &[id(4)], Some(id(42)));
        assert_eq!(chosen.find("", "", None), Ok(Found::Named(id(42))));
        assert_eq!(unassigned(id(4)), unassigned(id(4)));
    }

    #[test]
    fn a_cell_of_a_common_name_is_the_one_near_by() {
        let inside = Coordinate { lon: 117.05, lat: 34.05 };
        let places = Places::new(&tree(), &[id(2)], None);
        assert_eq!(places.find("", "第1网格", Some(inside)), Ok(Found::Named(id(41))), "of the position's community");
        let chosen = Places::new(&tree(), &[id(2)], Some(id(51)));
        assert_eq!(chosen.find("", "第1网格", None), Ok(Found::Named(id(51))), "of the chosen cell's community");
        assert_eq!(chosen.find("幸福里", "第1网格", None), Ok(Found::Named(id(41))), "what is written goes first");
    }

    #[test]
    fn numbers_in_names() {
        for (text, expected) in [
            ("第3网格", Some(3)),
            ("03", Some(3)),
            ("第十二网格", Some(12)),
            ("第二十网格", Some(20)),
            ("幸福里", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }
}
