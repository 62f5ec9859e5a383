//! What parts of a pivot are called.

use crate::core::kind_name;
use gridwalk_domain::event::HazardSource;
use gridwalk_domain::register::Grade;

const UNKNOWN: &str = "未登记";

/// 小餐饮, 疑似重大, 网格巡查; areas and months have names of their own.
pub fn name(by: Option<&str>, part: &str) -> String {
    let found = match (by, part) {
        (Some("kind"), _) => kind_name(part),
        (Some("level"), "G") => Some("一般"),
        (Some("level"), "L") => Some("线索"),
        (Some("level"), "M") => Some("疑似重大"),
        (Some("grade"), _) => Grade::ALL.into_iter().find(|grade| grade.key() == part).map(Grade::word),
        (Some("source"), _) => {
            HazardSource::ALL.into_iter().find(|source| source.key() == part).map(HazardSource::word)
        }
        _ => None,
    };
    match found {
        Some(name) => name.to_owned(),
        None if part.is_empty() => UNKNOWN.to_owned(),
        None => part.to_owned(),
    }
}
