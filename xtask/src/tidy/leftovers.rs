//! Nothing half-done is kept: no notes to self, no tests that are switched off, no focus left in a browser test.

use super::tree::Source;

/// Put together at build time, so that this file does not find itself.
const MARKS: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("#[", "ignore"),
    concat!("XX", "X:"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
];

/// Findings in code; documents may speak of such marks.
pub fn check(files: &[Source]) -> Vec<String> {
    let code = files.iter().filter(|file| !matches!(file.ending(), "md" | "json" | "svg"));
    let mut findings = Vec::new();
    for file in code {
        for (number, line) in file.text.lines().enumerate() {
            for mark in MARKS.iter().filter(|mark| line.contains(*mark)) {
                findings.push(format!("{}:{}: {mark}", file.path, number + 1));
            }
        }
    }
    findings
}
