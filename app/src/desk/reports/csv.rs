//! The table of figures as a file (R24): CSV as Excel opens it. It is what stands on the screen, also without a network.

use super::parts::{label, said};
use super::reply::Statistics;
use crate::text::desk;
use gridwalk_domain::spreadsheet::neutral;

/// UTF-8 with its mark, lines by CR LF, every field in quotes.
pub fn csv(reply: &Statistics) -> String {
    let titles = reply.columns.iter().map(label);
    let head = [desk::F_AREA.get().to_owned()].into_iter().chain(titles).collect();
    let line = |name: &str, values: &[Option<i64>]| -> Vec<String> {
        let values = reply.columns.iter().zip(values).map(|(of, value)| said(*value, of.is_share));
        [neutral(name)].into_iter().chain(values).collect()
    };
    let mut lines: Vec<Vec<String>> = vec![head];
    lines.extend(reply.lines.iter().map(|of| line(&of.name, &of.values)));
    lines.push(line(desk::F_TOTAL.get(), &reply.total));
    let quoted = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
    let joined = lines.iter().map(|line| line.iter().map(quoted).collect::<Vec<_>>().join(","));
    format!("\u{feff}{}\r\n", joined.collect::<Vec<_>>().join("\r\n"))
}
