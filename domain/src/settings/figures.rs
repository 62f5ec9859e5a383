//! Settings of statistics, reports, ranking and map.

use serde::{Deserialize, Serialize};

/// What differs in counting (R25, R32, R33, R45).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FigureSettings {
    /// 统计起始日, 1..=28: 26 makes November begin on 26 October.
    pub start_day: u32,
    /// Years by whose end 存量清零, 增量遏制 and 动态清零 are aimed at.
    pub aim_years: [i32; 3],
    /// Ranking.
    pub rank: RankSettings,
    /// Optional raster tiles under the map, `https://…/{z}/{x}/{y}.png`, in WGS-84 or CGCS2000; none draws borders and
    /// pins alone. Pages may load pictures from that one host.
    pub map_tiles: Option<String>,
    /// Whose map it is, as its terms want it said.
    pub map_tiles_credit: String,
    /// Ground that two imported cells share, or that all leave out, in square metres: up to this it is the width of a
    /// pen, above it somebody says why.
    pub border_slack_m2: u32,
}

impl Default for FigureSettings {
    fn default() -> Self {
        Self {
            start_day: 1,
            aim_years: [2024, 2025, 2026],
            rank: RankSettings::default(),
            map_tiles: None,
            map_tiles_credit: String::new(),
            border_slack_m2: 100,
        }
    }
}

/// Weights of the ranking and limits of the list beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RankSettings {
    /// Weight of 覆盖率.
    pub coverage: u32,
    /// Weight of 按期率.
    pub timeliness: u32,
    /// Weight of 销号率.
    pub closure: u32,
    /// Weight of 一次通过率.
    pub returns: u32,
    /// How many areas stand in each of the two circulars.
    pub circular: u32,
    /// Fewer full checklists than this say nothing about finding little or going fast.
    pub least_visits: u32,
    /// A full checklist within so many minutes is fast; 1..=5.
    pub fast_minutes: u32,
    /// So many percent of fast ones put an area on the list.
    pub fast_percent: u32,
}

impl Default for RankSettings {
    fn default() -> Self {
        Self {
            coverage: 35,
            timeliness: 25,
            closure: 25,
            returns: 15,
            circular: 3,
            least_visits: 20,
            fast_minutes: 2,
            fast_percent: 30,
        }
    }
}
