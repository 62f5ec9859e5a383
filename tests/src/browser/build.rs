//! A second build of the app, as a release would bring it: the first one with one letter changed.

use super::Failure;
use super::server::copy;
use std::fs;
use std::path::{Path, PathBuf};

/// Copies the build at `dist` into `folder` as a newer one: another version, and a page that says so.
///
/// # Errors
/// The build has not its shape.
pub fn next_build(dist: &Path, folder: &Path) -> Result<PathBuf, Failure> {
    let next = folder.join("next");
    copy(dist, &next)?;
    let index = read(&next.join("index.html"))?;
    let version = between(&index, "name=\"gridwalk-version\" content=\"", "\"")?.to_owned();
    let newer = format!("{}f", &version[..version.len() - 1]);
    let newer = if newer == version { format!("{}e", &version[..version.len() - 1]) } else { newer };
    for name in ["index.html", "sw.js"] {
        let path = next.join(name);
        let changed = read(&path)?.replace(&version, &newer);
        fs::write(&path, changed).map_err(Failure::io("write the next build"))?;
        // What lies compressed beside it is of the old build.
        for ending in ["br", "gz"] {
            let _ = fs::remove_file(next.join(format!("{name}.{ending}")));
        }
    }
    Ok(next)
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::io(format!("read {}", path.display())))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Result<&'a str, Failure> {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map(|(found, _)| found);
    found.filter(|found| found.len() > 1).ok_or_else(|| Failure::Process(format!("no {before} in the built page")))
}
