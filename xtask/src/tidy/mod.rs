//! `cargo xtask tidy`: what compilers do not check. Each check gives its findings; any finding fails the task.

mod arrows;
mod documents;
mod leftovers;
mod length;
mod purity;
mod tree;
mod words;

use crate::error::{Error, Result};
use crate::shell;

/// Runs every check and prints what it finds.
///
/// # Errors
/// There are findings, or a file cannot be read.
pub fn run() -> Result {
    let root = shell::root();
    let files = tree::sources(&root)?;
    let mut findings = arrows::check(&shell::metadata()?);
    findings.extend(length::check(&files));
    findings.extend(purity::check(&files));
    findings.extend(words::check(&files));
    findings.extend(leftovers::check(&files));
    findings.extend(documents::check(&root, &files));
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("tidy: {} files, nothing to mend", files.len());
        return Ok(());
    }
    Err(Error::message(format!("tidy: {} to mend", findings.len())))
}
