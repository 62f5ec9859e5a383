//! What parts of a pivot are called.

use crate::core::CATALOGUE;

const UNKNOWN: &str = "未登记";

/// 小餐饮, 疑似重大, 网格巡查; areas and months have names of their own.
pub fn name(by: Option<&str>, part: &str) -> String {
    let found = match (by, part) {
        (Some("kind"), _) => {
            CATALOGUE.as_ref().and_then(|catalogue| catalogue.kind(part)).map(|kind| kind.name.as_str())
        }
        (Some("level"), "G") => Some("一般"),
        (Some("level"), "L") => Some("线索"),
        (Some("level"), "M") => Some("疑似重大"),
        (Some("grade"), "red") => Some("红"),
        (Some("grade"), "orange") => Some("橙"),
        (Some("grade"), "yellow") => Some("黄"),
        (Some("grade"), "blue") => Some("蓝"),
        (Some("source"), "patrol") => Some("网格巡查"),
        (Some("source"), "self_check") => Some("企业自查"),
        (Some("source"), "supervision") => Some("督导检查"),
        (Some("source"), "tip") => Some("群众举报"),
        (Some("source"), "utility_anomaly") => Some("水电气异常"),
        (Some("source"), "transfer") => Some("部门移交"),
        _ => None,
    };
    match found {
        Some(name) => name.to_owned(),
        None if part.is_empty() => UNKNOWN.to_owned(),
        None => part.to_owned(),
    }
}
