//! Texts of importing borders of grid cells.

crate::texts! {
    TITLE: "导入网格边界", "Import grid borders";
    HINT: "GeoJSON 文件（FeatureCollection），WGS-84 坐标，经度在前。按网格编码（code）或名称（name）对应；新网格要写所属社区（parent）。先在图上看，确认后才改。", "A GeoJSON FeatureCollection in WGS-84, longitude first. Cells are matched by code or name; a new cell names its community (parent). Look at it on the map first: nothing changes until you agree.";
    CHOOSE: "选 GeoJSON 文件", "Choose a GeoJSON file";
    LOOKING: "正在检查“{}”", "Checking “{}”";
    CELLS: "文件里的网格", "Cells in the file";
    ADDED: "新增", "New";
    UPDATED: "改边界", "Changed";
    UNREAD: "没用上", "Left out";
    PREVIEW: "预览：文件里的网格、重叠和空白", "Preview: the file's cells, overlaps and gaps";
    SAME: "和现在的边界一样，不用导入", "The borders are as they are now: nothing to import";
    NOTHING_USED: "用上的和现在的边界一样；没用上的见上面，改好文件再选一次", "What was used is as it is now; mend what was left out and choose the file again";
    CLEAN: "没有重叠，也没有空白", "No overlap and no gap";
    OVERLAPS: "重叠的地方", "Overlaps";
    OVERLAP: "“{}”和“{}”重叠 {} 平方米，在 {}", "{} and {} share {} m² at {}";
    OVERLAP_MARK: "重叠 {} m²", "overlap {} m²";
    GAPS: "没有网格管的空白", "Gaps";
    GAP: "{} 平方米，在 {}", "{} m² at {}";
    GAP_MARK: "空白 {} m²", "gap {} m²";
    ERRORS: "没用上的", "Left out";
    ERROR: "第 {} 个{}：{}", "No. {} {}: {}";
    WHY: "为什么可以这样（会记下来）", "Why it is right all the same (kept)";
    WHY_EXAMPLE: "如 中间是水库，没有场所", "e.g. the gap is a reservoir";
    WHY_WANTED: "有重叠或空白。改好文件再选一次，或写明为什么可以这样。", "There are overlaps or gaps. Mend the file and choose it again, or say why it is right.";
    IMPORT: "按这个改边界", "Take these borders";
    DROP: "不导入", "Do not import";
    SAID_DONE: "网格边界已改：新增 {}，改 {}", "Borders taken: {} new, {} changed";
    PAST: "以前的导入", "Earlier imports";
    PAST_LINE: "新增 {}，改 {}；重叠 {} 处，空白 {} 处", "{} new, {} changed; {} overlaps, {} gaps";
    BACK: "回到地图", "Back to the map";
}
