//! What goes wrong in the demo place: items that fail, the chip picked, and the pictures before and after.

/// One way to fail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defect {
    pub(super) item: &'static str,
    /// In the words of the item's chips.
    pub(super) chip: &'static str,
    /// Picture of it; none where a photo shows nothing, and the record says why.
    pub(super) before: Option<&'static str>,
    /// Picture of the same put right.
    pub(super) after: Option<&'static str>,
    /// How common beside the others.
    pub(super) weight: f64,
    /// Which words for 部位.
    pub(super) part: &'static str,
}

const fn seen(
    item: &'static str,
    chip: &'static str,
    before: &'static str,
    after: &'static str,
    weight: f64,
    part: &'static str,
) -> Defect {
    Defect { item, chip, before: Some(before), after: Some(after), weight, part }
}

const fn told(item: &'static str, chip: &'static str, weight: f64) -> Defect {
    Defect { item, chip, before: None, after: None, weight, part: "" }
}

/// All of them; a test holds them against the catalogue and the album.
pub(super) const DEFECTS: &[Defect] = &[
    seen("COM-01", "通道堆物", "shop-blocked", "shop-inside", 5.0, "any"),
    seen("COM-01", "出口上锁", "exit-locked", "exit-open", 2.0, "any"),
    seen("COM-02", "防盗网没开口", "house-bars", "room", 2.0, "any"),
    seen("COM-03", "灭火器压力不足", "extinguisher-low", "extinguisher-ok", 6.0, "any"),
    seen("COM-03", "灭火器被挡住", "extinguisher-blocked", "extinguisher-ok", 2.0, "any"),
    seen("COM-04", "应急灯不亮", "lamp-dark", "lamp-lit", 3.0, "any"),
    seen("COM-04", "出口灯不亮", "lamp-dark", "lamp-lit", 2.0, "any"),
    seen("COM-05", "店里有床铺", "shop-bed", "shop-inside", 1.2, "any"),
    seen("COM-06", "成桶油漆稀料", "drums", "workshop", 0.6, "any"),
    seen("COM-07", "电线私拉乱接", "panel-messy", "panel-tidy", 4.0, "any"),
    seen("COM-07", "配电箱边有杂物", "panel-messy", "panel-tidy", 2.0, "any"),
    seen("COM-08", "插排带太多", "power-strip", "room", 3.0, "any"),
    seen("COM-09", "楼道门厅停车", "ebike-stairs", "stairs-clear", 3.0, "stairs"),
    seen("COM-09", "飞线充电", "ebike-stairs", "stairs-clear", 2.0, "stairs"),
    seen("COM-10", "泡沫彩钢搭棚", "foam-shed", "house", 0.6, "any"),
    seen("COM-11", "车停消防车道", "lane-blocked", "lane-clear", 1.5, ""),
    seen("COM-13", "没装烟感", "detector-missing", "detector-ok", 3.0, "any"),
    seen("COM-13", "烟感被罩住拆下", "detector-missing", "detector-ok", 1.5, "any"),
    told("COM-14", "不会用灭火器", 1.5),
    seen("COM-18", "楼道堆物", "corridor-boxes", "corridor-clear", 2.0, "stairs"),
    seen("EAT-02", "没装燃气报警器", "gas-alarm-missing", "gas-alarm-ok", 7.5, "kitchen"),
    seen("EAT-02", "报警器没插电", "gas-alarm-missing", "gas-alarm-ok", 6.0, "kitchen"),
    seen("EAT-05", "看不清气瓶检验期", "gas-bottles", "kitchen", 2.4, "kitchen"),
    seen("EAT-06", "瓶离灶太近", "gas-near-stove", "kitchen", 10.5, "kitchen"),
    seen("EAT-07", "15公斤瓶超了", "gas-bottles", "kitchen", 3.6, "kitchen"),
    seen("EAT-11", "调压阀锈旧过期", "hose-old", "hose-new", 6.0, "kitchen"),
    seen("EAT-12", "软管老化松动", "hose-old", "hose-new", 9.0, "kitchen"),
    seen("EAT-12", "软管中间有接头", "hose-old", "hose-new", 6.0, "kitchen"),
    seen("EAT-15", "烟道油垢很厚", "hood-greasy", "hood-clean", 12.0, "kitchen"),
    seen("EAT-16", "醇基燃料放屋里", "drums", "kitchen", 6.0, "kitchen"),
    seen("SHP-01", "货堵过道", "shop-blocked", "shop-inside", 3.0, "any"),
    seen("SHP-03", "店里库房有床", "shop-bed", "shop-inside", 1.2, "any"),
    seen("SHP-07", "灭火器少于2具", "extinguisher-low", "extinguisher-ok", 2.0, "any"),
    seen("HTL-04", "没有逃生图", "plan-missing", "plan-ok", 4.0, "any"),
    seen("HTL-06", "配电间堆物", "panel-messy", "panel-tidy", 2.0, "any"),
    told("HTL-07", "没有巡查记录", 1.5),
    told("ENT-09", "演练没有记录", 1.5),
    told("EDU-08", "演练没有记录", 1.5),
    seen("WKS-03", "车间里住人", "shop-bed", "workshop", 1.0, "any"),
    seen("WKS-06", "机器护罩没了", "workshop-messy", "workshop", 3.0, "any"),
    told("WKS-12", "培训没有记录", 1.5),
    seen("FLM-09", "门外堆桶", "drums", "lane-clear", 4.0, ""),
    told("FIF-02", "有几家没签协议", 3.0),
    seen("FIF-08", "空开常跳闸", "panel-messy", "panel-tidy", 2.0, "any"),
    seen("FIF-07", "存着化学品", "drums", "workshop", 1.0, "any"),
    seen("BLD-01", "楼梯堆东西", "corridor-boxes", "corridor-clear", 6.0, "stairs"),
    seen("BLD-02", "楼道停车", "ebike-stairs", "stairs-clear", 5.0, "stairs"),
    seen("BLD-02", "从楼上拉线充", "ebike-stairs", "stairs-clear", 2.0, "stairs"),
    seen("BLD-03", "电线乱拉破皮", "panel-messy", "panel-tidy", 4.0, "stairs"),
    seen("BLD-04", "灭火器压力不足", "extinguisher-low", "extinguisher-ok", 3.0, "stairs"),
    seen("BLD-04", "应急灯不亮", "lamp-dark", "lamp-lit", 2.0, "stairs"),
    seen("BLD-05", "车堵住消防车道", "lane-blocked", "lane-clear", 1.5, ""),
    seen("BLD-07", "楼顶泡沫板房", "foam-shed", "house", 0.7, ""),
    seen("BLD-08", "墙有宽裂缝", "crack", "house", 0.5, "any"),
    seen("RNT-03", "木板隔断小间", "room", "room", 1.0, "any"),
    told("RNT-17", "夜里有人干活", 0.6),
    seen("RNT-07", "窗焊死没口", "room-bars", "room", 2.0, "any"),
    seen("RNT-21", "软管发硬开裂", "hose-old", "hose-new", 1.5, "kitchen"),
    seen("RNT-20", "减压阀有可拧手柄", "hose-old", "hose-new", 1.0, "kitchen"),
    seen("RNR-01", "窗焊死没口", "room-bars", "room", 3.0, "room"),
    seen("RNR-02", "没装烟感", "detector-missing", "detector-ok", 5.0, "room"),
    seen("RNR-03", "电线乱拉", "power-strip", "room", 4.0, "room"),
    seen("RNR-04", "卧室放气瓶", "gas-bottles", "room", 0.6, "room"),
    seen("IDL-03", "换了新锁", "yard", "yard", 1.0, ""),
    told("IDL-04", "夜里有灯", 1.0),
    seen("IDL-06", "有原料桶", "drums", "yard", 0.8, ""),
    seen("IDL-09", "墙要倒了", "crack", "yard", 0.6, ""),
    seen("IDL-10", "枯草一片", "yard-weeds", "yard", 6.0, ""),
    seen("IDL-14", "没有信息牌", "yard-weeds", "yard", 3.0, ""),
    seen("STR-04", "墙有宽裂缝", "crack", "house", 3.0, "any"),
    told("STR-16", "大水箱在屋顶", 2.0),
    told("STR-18", "招牌松了", 2.0),
];

#[cfg(test)]
mod tests {
    use super::super::pictures::Album;
    use super::*;
    use gridwalk_domain::checklist::Catalogue;

    #[test]
    fn chips_are_those_of_the_catalogue_and_scenes_those_of_the_album() {
        let catalogue = Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).unwrap();
        let album = Album::read().unwrap();
        for defect in DEFECTS {
            let item = catalogue.item(defect.item).unwrap();
            assert!(item.defects.iter().any(|chip| chip.chip == defect.chip), "{defect:?}");
            for scene in [defect.before, defect.after].into_iter().flatten() {
                assert!(album.shows(scene), "{scene}");
            }
        }
    }
}
