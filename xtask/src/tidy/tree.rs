//! The texts of the workspace, without what is built or fetched.

use std::fs;
use std::path::Path;

use crate::error::{Error, Result};

/// One text.
pub struct Source {
    /// Its path from the workspace's folder, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl Source {
    /// The part of its name after the last dot.
    pub fn ending(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// Its text without the unit tests, which stand at the end of a file.
    pub fn without_tests(&self) -> &str {
        match self.text.find("#[cfg(test)]\nmod tests {") {
            Some(at) if self.ending() == "rs" => &self.text[..at],
            _ => &self.text,
        }
    }
}

/// Folders that hold nothing written by hand.
const SKIPPED: [&str; 6] = [".git", "target", "dist", "data", "node_modules", ".venv"];

/// Endings of what is read.
const ENDINGS: [&str; 14] =
    ["rs", "js", "mjs", "ts", "css", "html", "json", "md", "toml", "sql", "svg", "webmanifest", "py", "sh"];

/// Every text, by path.
///
/// # Errors
/// A folder or a file cannot be read.
pub fn sources(root: &Path) -> Result<Vec<Source>> {
    let mut found = Vec::new();
    visit(root, "", &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn visit(folder: &Path, prefix: &str, found: &mut Vec<Source>) -> Result {
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = format!("{prefix}{name}");
        if path.is_dir() {
            // `assets/demo/data` is ours, `data` beside Cargo.toml is the server's.
            let skipped = SKIPPED.contains(&name.as_str()) && (name != "data" || prefix.is_empty());
            if !skipped {
                visit(&path, &format!("{place}/"), found)?;
            }
        } else if place.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending)) {
            let bytes = fs::read(&path).map_err(Error::file(&path))?;
            found.push(Source { path: place, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
    }
    Ok(())
}
