//! Columns, and what may stand in each.

use super::credit_code::{CreditCodeError, check_credit_code};
use crate::checklist::{Kind, KindFamily};
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// `assets/catalogues/register.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Register {
    /// Day of issue.
    pub version: String,
    /// In the order shown.
    pub groups: Vec<ColumnGroup>,
    /// In the order shown. A key may stand twice, for different kinds.
    pub columns: Vec<Column>,
}

/// Columns that are shown together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnGroup {
    /// `building`.
    pub key: String,
    /// 房屋.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Anything.
    Text,
    /// A number, 0 or more.
    Number,
    /// One of the choices; another text too, unless the column is closed.
    Choice,
    /// 是 or 否.
    Bool,
    /// `YYYY-MM-DD`.
    Date,
    /// Any of the choices, and others, with 、 between.
    Tags,
    /// 统一社会信用代码.
    CreditCode,
    /// One body: never two (R05).
    Body,
}

/// One column of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Stable, a key of `details`.
    pub key: String,
    /// 面积.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// What stands in it.
    #[serde(rename = "type")]
    pub holds: ColumnType,
    /// Key of its group.
    pub group: String,
    /// Kinds that have it: codes, or families as `@rental_housing`. Empty is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Of a number: ㎡.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// To choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Nothing but the choices will do: rules read the value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// Of a day: what happened, so it does not lie ahead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub past: bool,
    /// Asked at the door already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quick: bool,
}

/// A value that may not stand in its column.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// No number, or below 0.
    #[error("no number")]
    Number,
    /// No day as `YYYY-MM-DD`.
    #[error("no date")]
    Date,
    /// A day that lies ahead, of what has happened.
    #[error("a day that lies ahead")]
    Ahead,
    /// Neither 是 nor 否.
    #[error("neither 是 nor 否")]
    Bool,
    /// None of the choices of a closed column.
    #[error("none of the choices")]
    Choice,
    /// Two bodies, where one answers (R05).
    #[error("more than one body")]
    SecondBody,
    /// A wrong 统一社会信用代码.
    #[error(transparent)]
    CreditCode(#[from] CreditCodeError),
}

impl Register {
    /// Reads the file.
    ///
    /// # Errors
    /// It has not the shape.
    pub fn read(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The columns of a kind, in their order.
    pub fn of<'a>(&'a self, kind: &'a Kind) -> impl Iterator<Item = &'a Column> {
        self.columns.iter().filter(move |column| column.is_for(kind))
    }

    /// The column of that key, as the kind has it.
    pub fn column(&self, key: &str, kind: &Kind) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key && column.is_for(kind))
    }
}

impl Column {
    /// Whether premises of a kind have it.
    pub fn is_for(&self, kind: &Kind) -> bool {
        let fits = |of: &String| *of == kind.code || of.strip_prefix('@') == Some(family(kind.family));
        self.kinds.is_empty() || self.kinds.iter().any(fits)
    }

    /// Whether `value` may stand in it on that day; an empty one always may.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, value: &str, today: Date) -> Result<(), ColumnError> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(());
        }
        let (right, error) = match self.holds {
            ColumnType::Text | ColumnType::Tags => return Ok(()),
            ColumnType::CreditCode => return Ok(check_credit_code(value)?),
            ColumnType::Number => (value.parse::<f64>().is_ok_and(|n| n.is_finite() && n >= 0.0), ColumnError::Number),
            ColumnType::Choice => (!self.closed || self.choices.iter().any(|one| one == value), ColumnError::Choice),
            ColumnType::Bool => (matches!(value, "是" | "否"), ColumnError::Bool),
            ColumnType::Date => {
                let day: Date = value.parse().map_err(|_| ColumnError::Date)?;
                (!self.past || day <= today, ColumnError::Ahead)
            }
            ColumnType::Body => (is_one_body(value), ColumnError::SecondBody),
        };
        if right { Ok(()) } else { Err(error) }
    }
}

/// Whether a text names one body: lists and lines name several (R05: 一家一主体).
pub fn is_one_body(text: &str) -> bool {
    !text.trim().contains(['、', '，', ',', '；', ';', '/', '／', '|', '\n', '+', '&'])
}

/// The single tags of the column of tags (R38).
pub fn tags_of(value: &str) -> impl Iterator<Item = &str> {
    value.split(['、', '，', ',']).map(str::trim).filter(|tag| !tag.is_empty())
}

// As serde writes it in the catalogue.
fn family(family: KindFamily) -> &'static str {
    match family {
        KindFamily::SmallPremises => "small_premises",
        KindFamily::MicroEnterprise => "micro_enterprise",
        KindFamily::RentalHousing => "rental_housing",
        KindFamily::IdleYard => "idle_yard",
        KindFamily::DisusedFactory => "disused_factory",
        KindFamily::SelfBuiltHouse => "self_built_house",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::Catalogue;
    use std::collections::BTreeSet;

    fn register() -> Register {
        Register::read(include_str!("../../../assets/catalogues/register.json")).unwrap()
    }

    fn catalogue() -> Catalogue {
        Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).unwrap()
    }

    #[test]
    fn every_column_has_a_group_and_kinds_that_there_are() {
        let (register, catalogue) = (register(), catalogue());
        let groups: BTreeSet<_> = register.groups.iter().map(|group| group.key.as_str()).collect();
        let mut known: BTreeSet<String> = catalogue.kinds.iter().map(|kind| kind.code.clone()).collect();
        known.extend(catalogue.kinds.iter().map(|kind| format!("@{}", family(kind.family))));
        for column in &register.columns {
            assert!(groups.contains(column.group.as_str()), "{}", column.key);
            assert!(column.kinds.iter().all(|kind| known.contains(kind)), "{}", column.key);
            assert_eq!(
                column.holds == ColumnType::Choice,
                !column.choices.is_empty() && column.key != "tags",
                "{}",
                column.key
            );
            for kind in &catalogue.kinds {
                let twice = register.of(kind).filter(|other| other.key == column.key).count();
                assert!(twice <= 1, "{} stands twice for {}", column.key, kind.code);
            }
            assert_eq!(serde_json::to_value(catalogue.kinds[0].family).unwrap(), family(catalogue.kinds[0].family));
        }
    }

    #[test]
    fn a_value_keeps_to_its_column() {
        let (register, catalogue) = (register(), catalogue());
        let check = |kind: &str, key: &str, value: &str| {
            register.column(key, catalogue.kind(kind).unwrap()).unwrap().check(value, "2026-11-30".parse().unwrap())
        };
        for (kind, key, value, wanted) in [
            ("shop", "floor_area_m2", "36.5", Ok(())),
            ("shop", "floor_area_m2", "", Ok(())),
            ("shop", "floor_area_m2", "三十", Err(ColumnError::Number)),
            ("shop", "floor_area_m2", "-1", Err(ColumnError::Number)),
            ("shop", "floor_area_m2", "inf", Err(ColumnError::Number)),
            ("shop", "last_drill", "2026-11-22", Ok(())),
            ("shop", "last_drill", "2026-12-01", Err(ColumnError::Ahead)),
            ("shop", "agreement_until", "2027-12-01", Ok(())),
            ("shop", "last_drill", "2026-02-30", Err(ColumnError::Date)),
            ("shop", "drill_kind", "四不演练", Ok(())),
            ("shop", "drill_kind", "随便", Err(ColumnError::Choice)),
            ("shop", "building_nature", "老祠堂", Ok(())),
            ("rental", "out_of_use", "是", Ok(())),
            ("rental", "out_of_use", "yes", Err(ColumnError::Bool)),
            ("shop", "supervising_body", "商务局", Ok(())),
            ("shop", "supervising_body", "商务局、市场监管局", Err(ColumnError::SecondBody)),
            ("shop", "credit_code", "91110000802100433B", Ok(())),
            ("shop", "credit_code", "91110000802100433C", Err(CreditCodeError::Check.into())),
        ] {
            assert_eq!(check(kind, key, value), wanted, "{key} {value}");
        }
        assert!(register.column("supervising_body", catalogue.kind("rental").unwrap()).is_none());
        assert!(register.column("former_use", catalogue.kind("shop").unwrap()).is_none());
    }
}
