//! Wasm programs that only tests or benches load: programs of the tests package, one for each.
//!
//! `target/pages/NAME.js` (a module) and `target/pages/NAME_bg.wasm` come of it.

use std::fs;
use std::path::PathBuf;

use crate::dist::wasm;
use crate::error::{Error, Result};
use crate::shell;

/// The package that has them.
const PACKAGE: &str = "gridwalk-tests";

/// Builds one and gives the folder.
///
/// # Errors
/// It does not compile, or a file cannot be written.
pub fn build(name: &str) -> Result<PathBuf> {
    let folder = shell::target().join("pages");
    fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    wasm::build_page(PACKAGE, name, &folder)?;
    Ok(folder)
}
