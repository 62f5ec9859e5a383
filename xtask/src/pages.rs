//! Wasm programs that only tests and benches load. A package names them in its manifest, as programs of its own:
//!
//! ```toml
//! [package.metadata.gridwalk]
//! pages = ["store-contract"]
//! ```
//!
//! `target/pages/NAME.js` (a module) and `target/pages/NAME_bg.wasm` come of it.

use std::fs;
use std::path::PathBuf;

use crate::dist::wasm;
use crate::error::{Error, Result};
use crate::shell;

/// Builds them all and gives their folder.
///
/// # Errors
/// One does not compile, or a file cannot be written.
pub fn build() -> Result<PathBuf> {
    let folder = shell::target().join("pages");
    fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let metadata = shell::metadata()?;
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let pages = package["metadata"]["gridwalk"]["pages"].as_array();
        for page in pages.into_iter().flatten().filter_map(|page| page.as_str()) {
            wasm::build_page(name, page, &folder)?;
        }
    }
    Ok(folder)
}
