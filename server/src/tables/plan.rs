//! What each row of a ledger would do: add a premises, complete one that is there, nothing, or what is wrong with it.

use super::known::{Known, RowPlace};
use super::mapping::Mapping;
use super::places::{Astray, Found, Places};
use super::source::{Sheet, SheetRow};
use super::words::{KnownKind, RegisterColumn, Words, normal};
use gridwalk_domain::checklist::KindFamily;
use gridwalk_domain::event::PremisesPersons;
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::phone::is_mistyped;
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::register::{SUPERVISING_BODY, check_credit_code, is_one_body, normal_credit_code};
use gridwalk_domain::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Longest name or address of a row, in characters.
/// A number of fewer digits is no telephone beside a name: 3号楼王五.
const PHONE_DIGITS_MIN: usize = 7;
const NAME_CHARS_MAX: usize = 200;

/// Something to say of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RowNote {
    /// As the spreadsheet counts, from 1.
    pub row: u32,
    /// The column's header.
    pub column: String,
    /// For people.
    pub reason: String,
}

/// What stands in a row, understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// 招牌名.
    pub name: String,
    /// With 门牌.
    pub address: String,
    /// Catalogue code.
    pub kind: String,
    /// 负责人/出租人, 产权人, 使用人, 包保人.
    pub persons: PremisesPersons,
    /// WGS-84.
    pub position: Option<Coordinate>,
    /// 楼栋编号.
    pub building_code: String,
    /// Name of the building.
    pub building: String,
    /// Register columns by key.
    pub details: BTreeMap<String, String>,
}

/// A row that adds a premises.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPremises {
    /// Where it stands in the sheet.
    pub row: u32,
    /// Its cell.
    pub place: Found,
    /// What it says.
    pub entry: Entry,
}

/// A row that completes a premises already there.
#[derive(Clone, Debug, PartialEq)]
pub struct Completed {
    /// Where it stands in the sheet.
    pub row: u32,
    /// Which.
    pub premises: PremisesRow,
    /// What it says.
    pub entry: Entry,
}

/// What a file would do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Rows that say something: neither titles, blanks nor sums.
    pub rows: u32,
    /// To be added.
    pub added: Vec<NewPremises>,
    /// To be completed.
    pub completed: Vec<Completed>,
    /// There already, as the file says.
    pub unchanged: u32,
    /// Rows left out, each with the reason.
    pub errors: Vec<RowNote>,
    /// Rows taken in that somebody should look at.
    pub warnings: Vec<RowNote>,
}

/// Looks at every row of the mapping's sheet.
pub fn plan(sheet: &Sheet, mapping: &Mapping, words: &Words, places: &Places, known: &Known) -> Plan {
    let mut reading =
        Reading { mapping, words, places, known, seen: HashMap::new(), met: HashMap::new(), plan: Plan::default() };
    let missing: Vec<&str> = ["address"].into_iter().filter(|field| mapping.column(field).is_none()).collect();
    for row in sheet.rows.iter().filter(|row| row.number > mapping.header_row && !is_aside(row, sheet, mapping)) {
        reading.plan.rows += 1;
        if missing.is_empty() {
            reading.read(row);
        }
    }
    for field in missing {
        let column = words.field(field).map(|field| field.label.clone()).unwrap_or_default();
        let reason = format!("没有找到“{column}”列，请在“列的对应”里选定");
        reading.plan.errors.push(RowNote { row: mapping.header_row.max(1), column, reason });
    }
    reading.plan
}

// Titles between sections, repeated headers, sums and signatures are no rows.
fn is_aside(row: &SheetRow, sheet: &Sheet, mapping: &Mapping) -> bool {
    let mapped: Vec<&str> = mapping
        .columns
        .iter()
        .filter(|column| column.field.is_some())
        .map(|column| row.cell(column.index))
        .filter(|text| !text.is_empty())
        .collect();
    if mapped.is_empty() {
        return true;
    }
    let is_header = |column: &&super::mapping::Column| row.cell(column.index) == column.header;
    let repeated = mapping.columns.iter().filter(|column| column.field.is_some()).filter(is_header).count();
    let starts = normal(row.cells.iter().find(|text| !text.is_empty()).map(String::as_str).unwrap_or_default());
    let is_sum = ["合计", "小计", "总计", "填表人", "审核人", "备注说明"].iter().any(|word| starts.starts_with(word));
    let is_wide = |merge: &super::source::Merge| merge.rows.0 == row.number && merge.columns.1 > merge.columns.0 + 1;
    let is_title = row.filled() == 1 && (sheet.merges.iter().any(is_wide) || is_numbered_title(&row.cells));
    // A sum stands under any column, where a name would be too; no premises is called 7.
    let names_nothing = |name: usize| {
        let name = normal(row.cell(name));
        name.is_empty() || name == starts || name.parse::<f64>().is_ok()
    };
    repeated >= 2 || (is_sum && mapping.column("name").is_none_or(names_nothing)) || is_title
}

// 一、九小场所
fn is_numbered_title(cells: &[String]) -> bool {
    let text = cells.iter().find(|text| !text.is_empty()).map(String::as_str).unwrap_or_default();
    let numeral = text.trim_start_matches(['（', '(']).chars().next();
    let rest = text.trim_start_matches(|c: char| "（(一二三四五六七八九十）)".contains(c));
    numeral.is_some_and(|c| "一二三四五六七八九十".contains(c)) && rest.starts_with(['、', '.', '．'])
}

struct Reading<'a> {
    mapping: &'a Mapping,
    words: &'a Words,
    places: &'a Places,
    known: &'a Known,
    // Row of each key met so far, and of each premises of the ledger.
    seen: HashMap<String, u32>,
    met: HashMap<PremisesId, u32>,
    plan: Plan,
}

/// What is wrong with a row: field and reason.
struct Wrong(String, String);

impl Wrong {
    fn at(field: &str, reason: impl Into<String>) -> Self {
        Self(field.to_owned(), reason.into())
    }
}

impl Reading<'_> {
    fn text<'r>(&self, row: &'r SheetRow, field: &str) -> &'r str {
        self.mapping.column(field).map(|index| row.cell(index)).unwrap_or_default()
    }

    fn note(&self, row: &SheetRow, Wrong(field, reason): Wrong) -> RowNote {
        RowNote { row: row.number, column: self.mapping.header(&field, self.words), reason }
    }

    fn read(&mut self, row: &SheetRow) {
        let mut warnings = Vec::new();
        let entry = match self.entry(row, &mut warnings) {
            Ok(entry) => entry,
            Err(wrongs) => return self.refuse(row, wrongs),
        };
        let place = self.place(row, &entry);
        let said = self.said(row, place.as_ref().ok());
        let there = self.known.find(&entry.name, &entry.address, said);
        let keys = self.known.keys(&entry.name, &entry.address, said);
        let seen = || keys.iter().find_map(|key| self.seen.get(key));
        if let Some(first) = there.and_then(|there| self.met.get(&there.id)).or_else(seen) {
            let reason = format!("与第 {first} 行名称、地址相同，按一处计，以先出现的为准");
            let note = self.note(row, Wrong::at("name", reason));
            self.plan.unchanged += 1;
            return self.plan.warnings.push(note);
        }
        if let Some(there) = there {
            self.met.insert(there.id, row.number);
            self.seen.extend(keys.into_iter().map(|key| (key, row.number)));
            self.complete(row, there.clone(), entry);
        } else {
            let place = match place {
                Ok(place) => place,
                Err(wrong) => return self.refuse(row, vec![wrong]),
            };
            if matches!(place, Found::Unassigned(_)) {
                warnings.push(Wrong::at("cell", "没有写网格，先放在“待分配”".to_owned()));
            }
            if let Some(address) = self.known.address_of(&entry.name) {
                warnings.push(Wrong::at("name", format!("台账里已有同名场所，地址是“{address}”，请核对是否同一处")));
            }
            self.seen.extend(keys.into_iter().map(|key| (key, row.number)));
            let mut entry = entry;
            // R05: by kind, as for what is registered at the door.
            if let Some(body) = self.words.default_body(&entry.kind) {
                entry.details.entry(SUPERVISING_BODY.to_owned()).or_insert_with(|| body.to_owned());
            }
            self.plan.added.push(NewPremises { row: row.number, place, entry });
        }
        let notes: Vec<_> = warnings.into_iter().map(|wrong| self.note(row, wrong)).collect();
        self.plan.warnings.extend(notes);
    }

    // One note a row, at its first wrong column: whoever mends the file mends the whole row at once.
    fn refuse(&mut self, row: &SheetRow, wrongs: Vec<Wrong>) {
        let mut notes = wrongs.into_iter().map(|wrong| self.note(row, wrong));
        let Some(mut first) = notes.next() else { return };
        notes.for_each(|more| first.reason += &format!("；{}：{}", more.column, more.reason));
        self.plan.errors.push(first);
    }

    fn complete(&mut self, row: &SheetRow, premises: PremisesRow, entry: Entry) {
        if super::events::completes(&premises, &entry) {
            self.plan.completed.push(Completed { row: row.number, premises, entry });
        } else {
            self.plan.unchanged += 1;
        }
    }

    fn entry(&self, row: &SheetRow, warnings: &mut Vec<Wrong>) -> Result<Entry, Vec<Wrong>> {
        let mut wrongs = Vec::new();
        let (address, kind) = (self.short(row, "address", "没有写地址"), self.kind(row, warnings));
        let name = match (&address, &kind) {
            (Ok(address), Ok(kind)) if normal(self.text(row, "name")).is_empty() && has_no_sign(kind.family) => {
                Ok(format!("{address}{}", kind.name))
            }
            _ => self.short(row, "name", "没有写名称"),
        };
        let (name, address, kind) = (kept(name, &mut wrongs), kept(address, &mut wrongs), kept(kind, &mut wrongs));
        let persons = self.persons(row, &mut wrongs, warnings);
        let position = kept(self.position(row, warnings), &mut wrongs);
        let (Some(name), Some(address), Some(kind), Some(position), []) =
            (name, address, kind, position, wrongs.as_slice())
        else {
            return Err(wrongs);
        };
        Ok(Entry {
            name,
            address,
            kind: kind.code.clone(),
            persons,
            position,
            building_code: self.text(row, "building_code").chars().take(NAME_CHARS_MAX).collect(),
            building: self.text(row, "building").chars().take(NAME_CHARS_MAX).collect(),
            details: self.details(row, kind, warnings),
        })
    }

    fn persons(&self, row: &SheetRow, wrongs: &mut Vec<Wrong>, warnings: &mut Vec<Wrong>) -> PremisesPersons {
        // What was masked when it went out says nothing of whom it was.
        let known = |field: &str| Some(self.text(row, field)).filter(|text| !text.contains('*')).unwrap_or_default();
        // 负责人及电话 in one column stands under one of the two.
        let apart = |name: &str, phone: &str| match (known(name), known(phone)) {
            (both, "") | ("", both) => name_and_phone(both),
            _ => None,
        };
        let mut person = |name: &'static str, number: &'static str| {
            let (name, text) =
                apart(name, number).unwrap_or_else(|| (known(name).to_owned(), known(number).to_owned()));
            let found = kept(phone(number, &text), wrongs).unwrap_or_default();
            if is_mistyped(&found) {
                warnings.push(Wrong::at(number, format!("“{found}”位数不对，请核对")));
            }
            (name.chars().take(NAME_CHARS_MAX).collect::<String>(), found)
        };
        let (owner_name, owner_phone) = person("owner_name", "owner_phone");
        let (holder_name, holder_phone) = person("holder_name", "holder_phone");
        let (user_name, user_phone) = person("user_name", "user_phone");
        let (guarantor_name, guarantor_phone) = person("guarantor_name", "guarantor_phone");
        PremisesPersons {
            owner_name,
            owner_phone,
            holder_name,
            holder_phone,
            user_name,
            user_phone,
            guarantor_name,
            guarantor_phone,
        }
    }

    fn short(&self, row: &SheetRow, field: &str, missing: &str) -> Result<String, Wrong> {
        let text = self.text(row, field);
        match text.chars().count() {
            _ if normal(text).is_empty() => Err(Wrong::at(field, missing.to_owned())),
            count if count > NAME_CHARS_MAX => {
                Err(Wrong::at(field, format!("有 {count} 个字，最多 {NAME_CHARS_MAX} 个")))
            }
            _ => Ok(text.to_owned()),
        }
    }

    fn kind(&self, row: &SheetRow, warnings: &mut Vec<Wrong>) -> Result<&KnownKind, Wrong> {
        let default = || self.words.kind_of_code(&self.mapping.default_kind);
        match self.text(row, "kind") {
            "" => default().ok_or_else(|| Wrong::at("kind", "没有写类别".to_owned())),
            text => {
                let said = self.mapping.kinds.get(text).and_then(|code| self.words.kind_of_code(code));
                if let Some(kind) = said {
                    return Ok(kind);
                }
                let found = self.words.kind(text).ok_or_else(|| Wrong::at("kind", format!("不认识的类别“{text}”")))?;
                if found.stands_in {
                    let reason = format!("本地不设“{text}”这一类，记作“{}”，请核对", found.kind.name);
                    warnings.push(Wrong::at("kind", reason));
                }
                Ok(found.kind)
            }
        }
    }

    fn position(&self, row: &SheetRow, warnings: &mut Vec<Wrong>) -> Result<Option<Coordinate>, Wrong> {
        let (field, pair) = match (self.text(row, "lon"), self.text(row, "lat"), self.text(row, "coordinate")) {
            ("", "", "") => return Ok(None),
            ("", "", both) => {
                ("coordinate", both.split([',', '，', ' ', ';', '；', '、']).filter(|part| !part.is_empty()).collect())
            }
            (lon, lat, _) => ("lon", vec![lon, lat]),
        };
        let wrong = || Wrong::at(field, format!("“{}”不是经纬度，例如 117.131254,34.812345", pair.join(",")));
        let [first, second] = pair.as_slice() else { return Err(wrong()) };
        let degrees = |text: &str| text.trim_end_matches(['°', 'E', 'N', 'e', 'n']).trim().parse::<f64>().ok();
        let (Some(first), Some(second)) = (degrees(first), degrees(second)) else { return Err(wrong()) };
        let in_china = |lon: f64, lat: f64| (73.0..=136.0).contains(&lon) && (3.0..=54.0).contains(&lat);
        match () {
            () if in_china(first, second) => Ok(Some(Coordinate { lon: first, lat: second })),
            () if in_china(second, first) => {
                warnings.push(Wrong::at(field, "经度和纬度写反了，已调过来".to_owned()));
                Ok(Some(Coordinate { lon: second, lat: first }))
            }
            () => Err(wrong()),
        }
    }

    fn place(&self, row: &SheetRow, entry: &Entry) -> Result<Found, Wrong> {
        let found = self.places.find(self.text(row, "community"), self.text(row, "cell"), entry.position);
        let field = if self.text(row, "cell").is_empty() { "community" } else { "cell" };
        found.map_err(|astray| match astray {
            Astray::Unknown(text) => Wrong::at(field, format!("你负责的范围里没有“{text}”")),
            Astray::Ambiguous(text) => {
                Wrong::at(field, format!("“{text}”不止一个：请加“社区”列，或在“没写网格的放到”里选那个社区的一个网格"))
            }
            Astray::NoScope => Wrong::at("cell", "没有写网格".to_owned()),
        })
    }

    // Where the row says that it is, and where rows go that say nothing.
    fn said(&self, row: &SheetRow, place: Option<&Found>) -> Option<RowPlace> {
        let names_it = ["community", "cell"].into_iter().any(|field| !self.text(row, field).is_empty());
        match place? {
            Found::Named(area) | Found::Unassigned(area) => Some(RowPlace { area: *area, is_said: names_it }),
            Found::Located(area) => Some(RowPlace { area: *area, is_said: true }),
        }
    }

    fn details(&self, row: &SheetRow, kind: &KnownKind, warnings: &mut Vec<Wrong>) -> BTreeMap<String, String> {
        let own = self.mapping.columns.iter().filter_map(|column| Some((column.field.as_deref()?, column.index)));
        let registered = own.filter_map(|(field, index)| Some((self.words.detail(field, kind)?, row.cell(index))));
        let mut details = BTreeMap::new();
        for (column, text) in registered.filter(|(_, text)| !text.is_empty()) {
            match value(column, text) {
                Some(value) => {
                    details.insert(column.key.clone(), value);
                }
                None => {
                    let text: String = text.chars().take(40).collect();
                    let what = match column.shape.as_str() {
                        "credit_code" => "不是统一社会信用代码（18位，末位是校验位），请对照执照",
                        "number" => "不是数字",
                        "date" => "不是日期，例如 2026-03-20",
                        "bool" => "既不是“是”也不是“否”",
                        "body" => "不止一个监管主体，只能写一个",
                        _ => "看不懂",
                    };
                    warnings.push(Wrong(column.key.clone(), format!("“{text}”{what}；这一格没有导入")));
                }
            }
        }
        details
    }
}

// What was read; what is wrong instead is told with the rest of its row.
// Dwellings, yards and empty works have no signboard, and their ledgers no column for a name (dossier 2.7): there the
// address names them.
fn has_no_sign(family: KindFamily) -> bool {
    match family {
        KindFamily::RentalHousing | KindFamily::IdleYard | KindFamily::DisusedFactory | KindFamily::SelfBuiltHouse => {
            true
        }
        KindFamily::SmallPremises | KindFamily::MicroEnterprise => false,
    }
}

fn kept<T>(read: Result<T, Wrong>, wrongs: &mut Vec<Wrong>) -> Option<T> {
    read.map_err(|wrong| wrongs.push(wrong)).ok()
}

// A register column's value as the register keeps it; `None` where the text cannot be one.
fn value(column: &RegisterColumn, text: &str) -> Option<String> {
    match column.shape.as_str() {
        "number" => {
            let number = text.trim_end_matches(|c: char| !c.is_ascii_digit()).replace([',', '，'], "");
            number.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0).map(|n| n.to_string())
        }
        "date" => date(text).map(|date| date.to_string()),
        "bool" => match text {
            "是" | "有" | "√" | "1" | "true" | "已停用" => Some("是".to_owned()),
            "否" | "无" | "×" | "0" | "false" | "未停用" => Some("否".to_owned()),
            _ => None,
        },
        "choice" => {
            let same = |choice: &&String| normal(choice) == normal(text);
            let choice = column.choices.iter().find(same).cloned();
            choice.or_else(|| (!column.closed).then(|| text.to_owned()))
        }
        "credit_code" => Some(normal_credit_code(text)).filter(|code| check_credit_code(code).is_ok()),
        "body" => Some(text.to_owned()).filter(|text| is_one_body(text)),
        _ => Some(text.to_owned()),
    }
}

// 2025-03-20, 2025/3/20, 2025.3.20, 2025年3月20日, 20250320.
fn date(text: &str) -> Option<Date> {
    let runs: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    match runs.as_slice() {
        [year, month, day, ..] => Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?),
        [whole] if whole.len() == 8 => {
            Date::new(whole[..4].parse().ok()?, whole[4..6].parse().ok()?, whole[6..].parse().ok()?)
        }
        _ => None,
    }
}

// 王五 13800000001 and 13800000001（王五）: a name and a number in one cell; `None` where it is one of them alone.
fn name_and_phone(text: &str) -> Option<(String, String)> {
    let is_of_number = |c: char| c.is_ascii_digit() || " +-—/、，,;；：:（）()".contains(c);
    let name: String = text.chars().filter(|c| !is_of_number(*c)).collect();
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    let number = &text[first..=last];
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let is_apart = !name.is_empty() && number.chars().all(is_of_number) && digits >= PHONE_DIGITS_MIN;
    is_apart.then(|| (name, number.to_owned()))
}

// Digits with the usual signs between them; several numbers are kept as they stand.
fn phone(field: &str, text: &str) -> Result<String, Wrong> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || " +-()（）－—/、，,;；转".contains(c));
    if text.is_empty() || is_plain && (5..=60).contains(&digits) {
        Ok(text.to_owned())
    } else {
        Err(Wrong::at(field, format!("“{}”不是电话号码", text.chars().take(40).collect::<String>())))
    }
}
