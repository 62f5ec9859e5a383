//! The catalogue as data: kinds of premises, templates, items, defect chips, legal basis. Read, never hard-coded.

use super::Handling;
use crate::settings::PlaceSettings;
use crate::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One version of everything a checklist needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Shape of this file; 1.
    pub schema: u32,
    /// Day of issue, kept in every record made with it.
    pub version: String,
    /// From which day it is to be used.
    pub effective_from: Date,
    /// First day on which it is no longer to be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
    /// Legal basis by key.
    pub basis: BTreeMap<String, Basis>,
    /// Items that several templates share.
    pub common: Vec<Item>,
    /// Checklists.
    pub templates: Vec<Template>,
    /// Kinds of premises, and which templates each is visited with.
    pub kinds: Vec<Kind>,
}

/// How sure a legal basis is; notices cite only `Sure`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The text was read.
    Sure,
    /// 口径待核.
    Check,
}

/// A law, a standard or a working rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// As printed.
    pub citation: String,
    /// Whether it may be printed on a notice.
    pub certainty: Certainty,
    /// For the desk.
    #[serde(default)]
    pub note: String,
}

/// Which ledger a kind belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindFamily {
    /// 九小场所 (Shandong variant by default).
    SmallPremises,
    /// 小微企业, 厂中厂.
    MicroEnterprise,
    /// 出租屋.
    RentalHousing,
    /// 闲置院落.
    IdleYard,
    /// 废弃厂房.
    DisusedFactory,
    /// 自建房.
    SelfBuiltHouse,
}

/// A kind of premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// Stable code: `restaurant`, `rental`, ….
    pub code: String,
    /// 小餐饮.
    pub name: String,
    /// Which ledger.
    pub family: KindFamily,
    /// Template codes run together on a visit.
    pub templates: Vec<String>,
    /// Template asked in each room, if it has rooms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_template: Option<String>,
    /// Days from one full visit to the next.
    pub interval_days: u32,
    /// Off unless the place's variant has it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off_by_default: bool,
    /// The category's threshold as the place words it, e.g. 额定就餐<100人; 口径待核.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub threshold: String,
}

/// One checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Stable, `EAT`.
    pub code: String,
    /// 小餐饮.
    pub name: String,
    /// Which categories it is for, in the words of the practice.
    pub kinds: Vec<String>,
    /// For the worker, before beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Groups named by where one stands; 重点项 is last.
    pub groups: Vec<Group>,
}

/// A group of items as the file has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// 厨房用气.
    pub name: String,
    /// Items, or references into `common`.
    pub items: Vec<GroupEntry>,
}

/// An item of its own, or one of the common bank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant, reason = "a file's few hundred items, read once")]
pub enum GroupEntry {
    /// Code of a common item.
    Use {
        /// `COM-01`.
        r#use: String,
    },
    /// Written out.
    Item(Item),
}

/// Kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// 判断.
    Judge,
    /// 数.
    Number,
    /// 选.
    Choice,
    /// 登记.
    Info,
}

/// How grave a failed item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// 一般.
    #[serde(rename = "G")]
    General,
    /// 线索.
    #[serde(rename = "L")]
    Lead,
    /// 疑似重大(待研判): always reported; only an authority makes it 重大 (R11).
    #[serde(rename = "M")]
    SuspectedMajor,
}

/// When an item wants a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PhotoRule {
    /// With 不合格.
    #[default]
    OnFail,
    /// Never.
    Never,
    /// With any answer.
    Always,
}

/// What may be wrong, and what the owner should do about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Defect {
    /// 没装报警器, at most 8 characters.
    pub chip: String,
    /// 哪不对，怎么改: a polite, concrete sentence, at most 30 characters.
    pub fix: String,
}

/// Texts to choose from.
pub type Choices = Vec<String>;

/// When an item is asked at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Code of the item it looks at.
    pub item: String,
    /// Open when that item's choice is one of these.
    #[serde(rename = "in", default, skip_serializing_if = "Vec::is_empty")]
    pub among: Choices,
    /// Open when that item was judged so (不合格).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<String>,
}

/// One item: a statement that is true when all is well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Stable, `EAT-02`.
    pub code: String,
    /// At most 28 characters, plain spoken Chinese.
    pub text: String,
    /// Kind of question.
    pub ask: Ask,
    /// For numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// For choices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Choices,
    /// For numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// For numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Chips of a judged item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<Defect>,
    /// G / M / L.
    pub level: Level,
    /// Default handling of 不合格.
    pub handling: Handling,
    /// Default days of 限期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Keys of the catalogue's `basis`.
    pub basis: Vec<String>,
    /// At most 20 characters, for the worker.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// When it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_if: Option<Condition>,
    /// Code of the item that it repeats; of several that repeat one, a visit asks one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// Asked once per building or yard.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub site: bool,
    /// When it wants a photo.
    #[serde(default)]
    pub photo: PhotoRule,
    /// Asked only where the place switches it on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off_by_default: bool,
    /// From which day it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// First day on which it is no longer asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
}

/// A template as a record names it: frozen when the visit began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRef {
    /// `EAT`.
    pub code: String,
    /// The catalogue's version.
    pub version: String,
}

/// The catalogue cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// It is no JSON of this shape.
    #[error("not a catalogue: {0}")]
    Shape(#[from] serde_json::Error),
    /// It is of a later shape.
    #[error("catalogue schema {found} is newer than 1")]
    Schema {
        /// What the file says.
        found: u32,
    },
}

impl Catalogue {
    /// Reads the file.
    pub fn read(json: &str) -> Result<Self, CatalogueError> {
        let catalogue: Self = serde_json::from_str(json)?;
        if catalogue.schema == 1 { Ok(catalogue) } else { Err(CatalogueError::Schema { found: catalogue.schema }) }
    }

    /// The kinds that a place uses: those on by default, with its own changes.
    pub fn kinds_in_use<'a>(&'a self, settings: &'a PlaceSettings) -> impl Iterator<Item = &'a Kind> {
        self.kinds.iter().filter(|kind| {
            let on = !kind.off_by_default || settings.kinds_on.contains(&kind.code);
            on && !settings.kinds_off.contains(&kind.code)
        })
    }

    /// The kind of that code.
    pub fn kind(&self, code: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }

    /// The template of that code.
    pub fn template(&self, code: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.code == code)
    }

    /// The item of that code, common or in any template.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.common.iter().chain(self.templates.iter().flat_map(Template::own_items)).find(|item| item.code == code)
    }
}

impl Template {
    /// The items written out in it.
    pub fn own_items(&self) -> impl Iterator<Item = &Item> {
        self.groups.iter().flat_map(|group| &group.items).filter_map(|entry| match entry {
            GroupEntry::Item(item) => Some(item),
            GroupEntry::Use { .. } => None,
        })
    }
}
