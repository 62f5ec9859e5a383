//! A second build of the app, as a release would bring it: the first one with one letter changed.

use super::Failure;
use super::server::copy;
use gridwalk_domain::checklist::Catalogue;
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
        write(&path, &changed)?;
        // What lies compressed beside it is of the old build.
        for ending in ["br", "gz"] {
            let _ = fs::remove_file(next.join(format!("{name}.{ending}")));
        }
    }
    Ok(next)
}

/// Adds a version of the checklists to a build of [`next_build`], changed by `change` and in effect from now on: the day of
/// the first one will do, for of two the later is asked.
///
/// # Errors
/// The build has not its shape.
pub fn add_checklists(build: &Path, change: impl FnOnce(&mut Catalogue)) -> Result<(), Failure> {
    let (page, worker) = (build.join("index.html"), build.join("sw.js"));
    let (index, script) = (read(&page)?, read(&worker)?);
    let name = "name=\"gridwalk-catalogue\" content=\"";
    let url = between(&index, name, "\"")?;
    let wrong = |error: &dyn std::fmt::Display| Failure::Process(error.to_string());
    let mut catalogue = Catalogue::read(&read(&inside(build, url))?).map_err(|error| wrong(&error))?;
    catalogue.version = format!("{}-next", catalogue.version);
    change(&mut catalogue);
    let json = serde_json::to_string(&catalogue).map_err(|error| wrong(&error))?;
    let added = "/assets/catalogue-next-0.json";
    write(&inside(build, added), &json)?;
    let both = format!("name=\"gridwalk-catalogue-next\" content=\"{added}\"><meta {name}{url}");
    write(&page, &index.replacen(&format!("{name}{url}"), &both, 1))?;
    let kept = format!("[\"{url}\"");
    write(&worker, &script.replacen(&kept, &format!("[\"{added}\",\"next-0\"],{kept}"), 1))
}

fn inside(build: &Path, url: &str) -> PathBuf {
    build.join(url.trim_start_matches('/'))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(Failure::io("write the next build"))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::io(format!("read {}", path.display())))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Result<&'a str, Failure> {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map(|(found, _)| found);
    found.filter(|found| found.len() > 1).ok_or_else(|| Failure::Process(format!("no {before} in the built page")))
}
