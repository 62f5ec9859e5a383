//! No source is longer than a reader can hold.

use super::tree::Source;

const LINES_MAX: usize = 500;

/// Findings: hand-written code of more lines than that.
pub fn check(files: &[Source]) -> Vec<String> {
    let code = files.iter().filter(|file| matches!(file.ending(), "rs" | "js" | "mjs" | "ts" | "css"));
    code.filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > LINES_MAX).then(|| format!("{}: {lines} lines, at most {LINES_MAX}", file.path))
    })
    .collect()
}
