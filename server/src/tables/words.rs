//! The words that ledgers use for columns and kinds (dossier 2.1, 2.7), as data: `assets/catalogues/import.json`.

use crate::core::catalogue;
use gridwalk_domain::checklist::KindFamily;
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::register::{Grade, GradeFacts, Grading, lodgers};
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

const WORDS: &str = include_str!("../../../assets/catalogues/import.json");
const REGISTER: &str = include_str!("../../../assets/catalogues/register.json");

/// What a column may be.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Field {
    /// Stable word on the wire.
    pub key: String,
    /// For people.
    pub label: String,
    /// In English.
    #[serde(default)]
    pub en: String,
    /// Headers that mean it.
    #[serde(default)]
    words: Vec<String>,
}

impl Field {
    /// Headers that mean it.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }
}

#[derive(Deserialize)]
struct KindWords {
    codes: Vec<String>,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    fields: Vec<Field>,
    details: BTreeMap<String, Vec<String>>,
    never: Vec<String>,
    kinds: Vec<KindWords>,
}

#[derive(Deserialize)]
struct Register {
    columns: Vec<RegisterColumn>,
}

/// A column of the register (dossier 2.7), as `assets/catalogues/register.json` has it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RegisterColumn {
    /// Key in `details`.
    pub key: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// `text`, `number`, `date`, `choice`, `bool`, ….
    #[serde(rename = "type")]
    pub shape: String,
    /// What one may be, where the shape is a choice.
    #[serde(default)]
    pub choices: Vec<String>,
    /// No other choice will do.
    #[serde(default)]
    pub closed: bool,
    /// Kinds and `@families`; empty for all.
    #[serde(default)]
    kinds: Vec<String>,
}

impl RegisterColumn {
    /// Whether premises of that kind have it.
    pub fn is_of(&self, kind: &KnownKind) -> bool {
        let family = serde_json::to_value(kind.family).ok();
        let family = family.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        let names = |one: &String| one == &kind.code || one.strip_prefix('@') == Some(family);
        self.kinds.is_empty() || self.kinds.iter().any(names)
    }
}

/// A kind that this place uses.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownKind {
    /// Catalogue code.
    pub code: String,
    /// For people.
    pub name: String,
    /// Which ledger.
    pub family: KindFamily,
    /// Days from one full visit to the next.
    pub interval_days: u32,
}

/// Everything needed to understand a header or a kind.
#[derive(Debug)]
pub struct Words {
    fields: Vec<Field>,
    never: Vec<String>,
    register: Vec<RegisterColumn>,
    kinds: BTreeMap<String, KnownKind>,
    // 函告, … of the place's ladder, by code.
    rungs: BTreeMap<String, String>,
    grading: Grading,
    // By kind (R05).
    bodies: BTreeMap<String, String>,
    // Longest first: the word, the kind's code, and whether that stands in for one that the place has not.
    kind_words: Vec<(String, String, bool)>,
}

/// The kind that a ledger's word means.
#[derive(Clone, Copy, Debug)]
pub struct MeantKind<'a> {
    /// As it is counted here.
    pub kind: &'a KnownKind,
    /// The word's own kind is not one of the place (Variant B of the nine): somebody should look.
    pub stands_in: bool,
}

impl Words {
    /// With the kinds that the place has switched on, as they are on a day.
    ///
    /// # Errors
    /// A built-in file has not its shape.
    pub fn new(settings: &PlaceSettings, today: Date) -> Result<Self, serde_json::Error> {
        let file: File = serde_json::from_str(WORDS)?;
        let register: Register = serde_json::from_str(REGISTER)?;
        let is_on =
            |code: &String, off: bool| !settings.kinds_off.contains(code) && (!off || settings.kinds_on.contains(code));
        let all = catalogue(today).into_iter().flat_map(|catalogue| &catalogue.kinds);
        let known = all.filter(|kind| is_on(&kind.code, kind.off_by_default)).map(|kind| {
            let (code, name) = (kind.code.clone(), kind.name.clone());
            (kind.code.clone(), KnownKind { code, name, family: kind.family, interval_days: kind.interval_days })
        });
        let kinds: BTreeMap<String, KnownKind> = known.collect();
        let own = |word: &str, kind: &KnownKind| (normal(word), kind.code.clone(), false);
        let mut kind_words: Vec<_> =
            kinds.values().flat_map(|kind| [own(&kind.name, kind), own(&kind.code, kind)]).collect();
        for entry in &file.kinds {
            if let Some(at) = entry.codes.iter().position(|code| kinds.contains_key(code)) {
                kind_words.extend(entry.words.iter().map(|word| (normal(word), entry.codes[at].clone(), at > 0)));
            }
        }
        kind_words.sort_by_key(|(word, ..)| std::cmp::Reverse(word.chars().count()));
        let mut fields = file.fields;
        for column in &register.columns {
            let words = file.details.get(&column.key).into_iter().flatten().cloned().chain([column.zh.clone()]);
            match fields.iter_mut().find(|field| field.key == column.key) {
                // One key may have another name with another kind of premises.
                Some(field) => field.words.extend(words),
                None => fields.push(Field {
                    key: column.key.clone(),
                    label: column.zh.clone(),
                    en: column.en.clone(),
                    words: words.collect(),
                }),
            }
        }
        let register = register.columns;
        let rungs = settings.hazards.ladder.iter().map(|rung| (rung.code.clone(), rung.name.clone())).collect();
        let never = file.never.iter().map(|word| normal(word)).collect();
        let grading = settings.register.grading.clone();
        let bodies = settings.register.supervising_body.clone();
        Ok(Self { fields, register, never, kinds, rungs, grading, bodies, kind_words })
    }

    /// By the rules of the place, from what is open there (R43).
    pub fn grade(&self, row: &PremisesRow) -> Option<Grade> {
        self.grading.grade(&GradeFacts::of(&self.grading, row.open_hazards.values(), lodgers(&row.details)))
    }

    /// The body that supervises premises of a kind, unless another is named (R05); none of dwellings and idle yards.
    pub fn default_body(&self, kind: &str) -> Option<&str> {
        self.bodies.get(kind).map(String::as_str)
    }

    /// 函告, …; the code of a rung that the place has no longer.
    pub fn rung<'a>(&'a self, code: &'a str) -> &'a str {
        self.rungs.get(code).map_or(code, String::as_str)
    }

    /// Every field a column may be given, in the order shown.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of a key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The register's column of a key, as premises of that kind have it.
    pub fn detail(&self, key: &str, kind: &KnownKind) -> Option<&RegisterColumn> {
        let mut own = self.register.iter().filter(|column| column.key == key);
        let of_kind = own.clone().find(|column| column.is_of(kind));
        of_kind.or_else(|| own.next())
    }

    /// The register's columns that premises of any of those kinds have, each key once.
    pub fn register_of(&self, kinds: &[&KnownKind]) -> Vec<&RegisterColumn> {
        let mut columns: Vec<&RegisterColumn> = Vec::new();
        for column in self.register.iter().filter(|column| kinds.iter().any(|kind| column.is_of(kind))) {
            if !columns.iter().any(|there| there.key == column.key) {
                columns.push(column);
            }
        }
        columns
    }

    /// Whether a column of that header is never taken in: identity card and account numbers.
    pub fn is_never(&self, header: &str) -> bool {
        let header = normal(header);
        self.never.iter().any(|word| header.contains(word.as_str()))
    }

    /// The field that a header most likely means, and how likely: the more the better.
    pub fn guess(&self, header: &str) -> Option<(&Field, u32)> {
        let header = normal(header);
        if header.is_empty() || self.is_never(&header) {
            return None;
        }
        let likeness = |field: &Field| {
            let words = field.words.iter().map(|word| normal(word)).chain([normal(&field.label)]);
            words.map(|word| alike(&header, &word)).max().unwrap_or(0)
        };
        let best =
            self.fields.iter().rev().map(|field| (field, likeness(field))).max_by_key(|(_, likeness)| *likeness)?;
        (best.1 > 0).then_some(best)
    }

    /// The kind that a ledger's word means.
    pub fn kind(&self, text: &str) -> Option<MeantKind<'_>> {
        let text = normal(text);
        if text.is_empty() {
            return None;
        }
        let exact = self.kind_words.iter().find(|(word, ..)| *word == text);
        let held =
            || self.kind_words.iter().find(|(word, ..)| word.chars().count() > 1 && text.contains(word.as_str()));
        let (_, code, stands_in) = exact.or_else(held)?;
        Some(MeantKind { kind: self.kinds.get(code)?, stands_in: *stands_in })
    }

    /// The kind of a code.
    pub fn kind_of_code(&self, code: &str) -> Option<&KnownKind> {
        self.kinds.get(code)
    }

    /// All kinds of this place.
    pub fn kinds(&self) -> impl Iterator<Item = &KnownKind> {
        self.kinds.values()
    }
}

// The same word 1000; a header that ends with or holds a longer word before one that holds a shorter.
fn alike(header: &str, word: &str) -> u32 {
    let length = word.chars().count() as u32;
    match () {
        () if header == word => 1000 + length,
        () if length < 2 => 0,
        () if header.ends_with(word) => 500 + length,
        () if header.contains(word) => 100 + length,
        () => 0,
    }
}

/// A text for comparing: half-width, lower case, without blanks, punctuation and brackets.
pub fn normal(text: &str) -> String {
    let half = |c: char| match c {
        // Full-width forms stand 0xFEE0 above ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    };
    text.chars().map(half).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let place = include_str!("../../../assets/catalogues/place.json");
        Words::new(&serde_json::from_str(place).unwrap(), Date::new(2026, 11, 22).unwrap()).unwrap()
    }

    #[test]
    fn headers_are_understood_in_many_wordings() {
        let words = words();
        for (header, field) in [
            ("场所名称（招牌名/登记名）", "name"),
            ("单位", "name"),
            ("监管单位", "supervising_body"),
            ("产权人", "holder_name"),
            ("产权人电话", "holder_phone"),
            ("包保人手机", "guarantor_phone"),
            ("详细 地址", "address"),
            ("类　别", "kind"),
            ("网格码", "cell"),
            ("村居", "community"),
            ("负责人", "owner_name"),
            ("负责人电话", "owner_phone"),
            ("手机", "owner_phone"),
            ("出租人手机", "owner_phone"),
            ("楼栋编号", "building_code"),
            ("经度(E)", "lon"),
            ("ADDRESS", "address"),
        ] {
            assert_eq!(words.guess(header).map(|(field, _)| field.key.as_str()), Some(field), "{header}");
        }
        assert!(words.guess("负责人身份证号码").is_none(), "identity card numbers are never taken in");
        assert!(words.guess("序号").is_none());
    }

    #[test]
    fn kinds_of_both_families_of_nine_are_mapped() {
        let words = words();
        for (text, code) in [
            ("购物", "shop"),
            ("小学校(幼儿园)", "school"),
            ("小医院（诊所）", "clinic"),
            ("小歌舞娱乐", "entertainment"),
            ("小网吧", "entertainment"),
            ("小美容洗浴", "leisure"),
            ("小生产加工企业", "workshop"),
            ("餐饮场所", "restaurant"),
            ("养老院", "elderly_care"),
            ("rental", "rental"),
            ("出租房屋", "rental"),
            ("院中厂", "shared_factory"),
        ] {
            assert_eq!(words.kind(text).map(|found| found.kind.code.as_str()), Some(code), "{text}");
        }
        assert!(words.kind("宇宙飞船").is_none());
    }

    #[test]
    fn a_kind_that_the_place_has_not_goes_where_it_is_counted() {
        let place = include_str!("../../../assets/catalogues/place.json");
        let mut settings: PlaceSettings = serde_json::from_str(place).unwrap();
        settings.kinds_on = vec!["internet_cafe".into()];
        settings.kinds_off = vec!["elderly_care".into()];
        let words = Words::new(&settings, Date::new(2026, 11, 22).unwrap()).unwrap();
        assert_eq!(words.kind("网吧").unwrap().kind.code, "internet_cafe");
        let stand_in = words.kind("养老院").unwrap();
        assert_eq!((stand_in.kind.code.as_str(), stand_in.stands_in), ("clinic", true));
    }
}
