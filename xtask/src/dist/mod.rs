//! `cargo xtask dist`: from sources to a folder that any static server can serve.

pub mod assets;
mod cache;
mod css;
mod output;
mod page;
mod split;
pub mod wasm;

use crate::error::Result;
use crate::shell;

/// First-screen bytes of the field app, after brotli, that a phone on a weak network may be asked for.
const FIRST_SCREEN_BYTES_MAX: usize = 350_000;

/// What the first screen of the field app loads.
const FIRST_SCREEN: [&str; 7] =
    ["index.html", "boot.js", "ahead.js", "app.css", "field/field.js", "field/parts.js", "field/field_bg.wasm"];

/// Builds everything and writes `dist/`.
///
/// # Errors
/// A build that fails, a file that cannot be read or written, or a page that names an asset which is not there.
pub fn run() -> Result {
    wasm::ensure_target()?;
    wasm::build()?;
    let root = shell::root();
    let mut cache = cache::Cache::open(&shell::target().join("xtask"))?;
    let mut assets = assets::Assets::default();
    wasm::collect(&mut assets)?;
    assets::collect(&root, &mut assets)?;
    let pages = page::render(&root, &mut assets)?;
    let sizes = output::write(&root.join("dist"), &assets, &pages, &mut cache)?;
    cache.prune()?;
    output::report(&sizes, &FIRST_SCREEN, FIRST_SCREEN_BYTES_MAX);
    Ok(())
}
