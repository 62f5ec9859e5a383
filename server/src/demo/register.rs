//! What the register says of premises, and the same facts as their checklists ask for them (dossier 2.7).

use super::dice::Dice;
use gridwalk_domain::checklist::Value;
use gridwalk_domain::event::Room;
use std::collections::BTreeMap;

/// Register columns by key.
pub(super) type Details = BTreeMap<String, String>;
/// Answers that a place always gives, by item code: choices and numbers that do not change from visit to visit.
pub(super) type Facts = BTreeMap<String, Value>;

/// Both, made together so that they agree.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) details: Details,
    pub(super) facts: Facts,
}

impl Entry {
    fn say(&mut self, key: &str, value: impl ToString) {
        self.details.insert(key.to_owned(), value.to_string());
    }

    fn choose(&mut self, item: &str, choice: &str) {
        self.facts.insert(item.to_owned(), Value::Choice(choice.to_owned()));
    }

    fn count(&mut self, item: &str, number: i64) {
        self.facts.insert(item.to_owned(), Value::Number(number as f64));
    }

    /// Fills in premises of `kind` that trade in `trade`.
    pub(super) fn of(kind: &str, trade: &str, rooms: &[Room], dice: &mut Dice) -> Self {
        let mut entry = Self::default();
        match kind {
            "rental" => entry.rental(rooms, dice),
            "idle_yard" | "disused_factory" => entry.idle(kind, dice),
            "shared_factory" => entry.shared(dice),
            "self_built" => entry.self_built(dice),
            _ => entry.small(kind, trade, dice),
        }
        entry.say("status", "营业");
        if matches!(kind, "idle_yard" | "disused_factory") {
            entry.say("status", "闲置");
        }
        entry
    }

    fn small(&mut self, kind: &str, trade: &str, dice: &mut Dice) {
        let area = match kind {
            "shop" => dice.range(28, 260),
            "micro_enterprise" | "workshop" => dice.range(120, 900),
            "guesthouse" | "school" | "elderly_care" => dice.range(160, 600),
            "hazmat_store" => dice.range(24, 90),
            _ => dice.range(36, 190),
        };
        self.say("floor_area_m2", area);
        let staff = match kind {
            "workshop" | "micro_enterprise" => dice.range(4, 46),
            "guesthouse" | "school" | "elderly_care" => dice.range(3, 12),
            _ => dice.range(1, 6),
        };
        self.say("staff", staff);
        let licensed = dice.chance(0.86);
        self.say("licence", if licensed { "有照" } else { "无照" });
        self.say("building_nature", if dice.chance(0.55) { "自建" } else { "商铺" });
        self.say("extinguishers", dice.range(1, 6));
        self.say("exits", if area > 120 { 2 } else { 1 });
        let lives_in = dice.chance(0.12);
        self.say("lives_in", if lives_in { "有人住，已分隔" } else { "不住人" });
        self.alarms((area / 30).clamp(1, 18), dice);
        self.trade(kind, trade, dice);
    }

    fn trade(&mut self, kind: &str, trade: &str, dice: &mut Dice) {
        match kind {
            "restaurant" => {
                let gas = ["管道天然气", "瓶装液化气", "醇基燃料", "只用电"][dice.weighted(&[0.34, 0.48, 0.05, 0.13])];
                self.choose("EAT-01", gas);
                self.say("gas", gas);
                if gas == "瓶装液化气" {
                    self.say("gas_bottles", dice.range(1, 5));
                }
                self.say("seats", dice.range(12, 90));
            }
            "shop" => self.choose("SHP-08", trade),
            "entertainment" | "leisure" => self.choose("ENT-11", trade),
            "workshop" | "micro_enterprise" => {
                self.choose("WKS-14", trade);
                self.choose("WKS-13", ["没人住", "1至2人"][dice.weighted(&[0.9, 0.1])]);
            }
            "hazmat_store" => {
                self.choose("FLM-10", trade);
                self.count("FLM-03", dice.range(24, 90));
            }
            "guesthouse" => self.say("beds", dice.range(10, 46)),
            "elderly_care" => {
                self.say("beds", dice.range(8, 28));
                self.choose("ELD-05", ["只用电或送餐", "管道天然气"][dice.weighted(&[0.6, 0.4])]);
            }
            "school" => {
                self.say("peak_people", dice.range(15, 96));
                self.choose("EDU-06", ["没有厨房", "管道天然气", "只用电"][dice.weighted(&[0.5, 0.25, 0.25])]);
            }
            _ => {}
        }
    }

    fn alarms(&mut self, wanted: i64, dice: &mut Dice) {
        let fitted = if dice.chance(0.8) { wanted } else { dice.range(0, wanted) };
        self.say("smoke_alarms_due", wanted);
        self.say("smoke_alarms_fitted", fitted);
        self.count("COM-19", wanted);
        self.count("COM-20", fitted);
    }

    fn rental(&mut self, rooms: &[Room], dice: &mut Dice) {
        let all = rooms.len() as i64;
        let let_out = all - dice.range(0, all / 4);
        let tenants = let_out + dice.range(0, let_out);
        self.say("storeys", rooms.iter().map(|room| room.floor).max().unwrap_or(1));
        self.say("rooms_total", all);
        self.say("rooms_let", let_out);
        self.say("tenants", tenants);
        self.count("RNT-01", tenants);
        self.count("RNT-16", dice.range(0, tenants / 6));
        let gas = ["不用气", "瓶装液化气", "管道天然气"][dice.weighted(&[0.4, 0.35, 0.25])];
        self.choose("RNT-18", gas);
        self.say("gas", gas);
        let (nature, land) =
            [("自建", "集体"), ("自建", "国有"), ("商品房", "国有")][dice.weighted(&[0.7, 0.14, 0.16])];
        self.say("building_nature", nature);
        self.say("land", land);
        self.say("stairs", if all > 18 { 2 } else { 1 });
        self.say("heating", ["空调", "暖气", "煤炉"][dice.weighted(&[0.6, 0.3, 0.1])]);
        self.say("water_heater", ["电", "燃气", "太阳能"][dice.weighted(&[0.6, 0.15, 0.25])]);
        self.say("ebike_parking", if dice.chance(0.7) { "院内车棚" } else { "门前路边" });
        self.say("tenant_registration", if dice.chance(0.9) { "已由出租人报送" } else { "未报送" });
        self.alarms(all.max(2), dice);
    }

    fn idle(&mut self, kind: &str, dice: &mut Dice) {
        let area = if kind == "idle_yard" { dice.range(120, 520) } else { dice.range(900, 7_500) };
        let former = if kind == "idle_yard" { "住宅" } else { "生产" };
        self.say("floor_area_m2", area);
        self.say("former_use", former);
        let keeper = if dice.chance(0.75) { "有看管人" } else { "邻居代看" };
        self.say("keeper", keeper);
        self.say("information_board", if dice.chance(0.85) { "有" } else { "无" });
        self.facts.insert("IDL-01".to_owned(), Value::Info(format!("{area}平方米，原为{former}，{keeper}")));
        self.choose("IDL-02", ["空着", "自己用", "租出去了"][dice.weighted(&[0.82, 0.12, 0.06])]);
        self.choose("IDL-13", ["当面说了", "电话说了"][dice.weighted(&[0.7, 0.3])]);
    }

    fn shared(&mut self, dice: &mut Dice) {
        let tenants = dice.range(3, 11);
        self.say("floor_area_m2", dice.range(1_500, 9_000));
        self.say("tenant_units", tenants);
        self.say("building_nature", "厂房");
        self.count("FIF-01", tenants);
        self.alarms(dice.range(6, 24), dice);
    }

    fn self_built(&mut self, dice: &mut Dice) {
        let storeys = dice.range(2, 5);
        self.say("storeys", storeys);
        self.say("floor_area_m2", storeys * dice.range(70, 160));
        self.say("building_nature", "自建");
        self.count("STR-01", storeys);
        self.count("STR-08", dice.range(0, 16));
        self.choose("STR-11", ["80年代", "90年代", "2000年以后"][dice.weighted(&[0.2, 0.4, 0.4])]);
        self.choose("STR-12", ["砖混", "框架", "混着的"][dice.weighted(&[0.75, 0.15, 0.1])]);
        self.choose("STR-13", ["都有", "只有审批", "说不清"][dice.weighted(&[0.2, 0.5, 0.3])]);
        self.choose("STR-14", ["没有", "加过层", "开过大门洞"][dice.weighted(&[0.7, 0.15, 0.15])]);
        self.choose("STR-10", "没鉴定过");
        self.choose("STR-09", "未发现");
    }
}
