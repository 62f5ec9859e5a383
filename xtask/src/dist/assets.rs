//! The files that pages load, named by their content so that a browser may keep them for ever.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::css;
use crate::error::{Error, Result};

/// One file under `/assets/`.
pub struct Asset {
    /// What sources call it: `boot.js`.
    pub name: String,
    /// Where browsers find it: `/assets/boot-0123456789abcdef.js`.
    pub url: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// All files under `/assets/`, by the names that sources use.
#[derive(Default)]
pub struct Assets {
    list: Vec<Asset>,
}

impl Assets {
    /// Adds a file and gives its URL.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> String {
        let (stem, ending) = name.split_once('.').unwrap_or((name, "bin"));
        let url = format!("/assets/{stem}-{}.{ending}", &hash(&bytes)[..16]);
        self.list.push(Asset { name: name.to_owned(), url: url.clone(), bytes });
        url
    }

    /// Adds files that name each other by `./NAME`: they keep their names, in a folder whose own
    /// name carries the content of all. Sources call them `FOLDER/NAME`.
    pub fn add_folder(&mut self, folder: &str, files: Vec<(String, Vec<u8>)>) {
        let all: Vec<_> = files.iter().map(|(name, bytes)| format!("{name} {}\n", hash(bytes))).collect();
        let url = format!("/assets/{folder}-{}", &hash(all.concat().as_bytes())[..16]);
        for (name, bytes) in files {
            self.list.push(Asset { url: format!("{url}/{name}"), name: format!("{folder}/{name}"), bytes });
        }
    }

    /// All of them, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Asset> {
        self.list.iter()
    }

    /// The URL of a file by the name that sources use.
    ///
    /// # Errors
    /// There is no such file.
    pub fn url(&self, name: &str) -> Result<&str> {
        let found = self.list.iter().find(|asset| asset.name == name);
        found
            .map(|asset| asset.url.as_str())
            .ok_or_else(|| Error::message(format!("a page names the asset {name}, which is not there")))
    }
}

/// SHA-256 in hex.
pub fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Scripts of `pwa/` that are assets; `sw.js` is not one, since its address must not change.
const SCRIPTS: [&str; 4] = ["boot.js", "ahead.js", "too-old.js", "photo-worker.js"];

/// Adds scripts, styles, icons and catalogues.
///
/// # Errors
/// One of them cannot be read.
pub fn collect(root: &Path, assets: &mut Assets) -> Result {
    for script in SCRIPTS {
        assets.add(script, read(&root.join("pwa").join(script))?);
    }
    assets.add("app.css", styles(&root.join("assets/styles"))?.into_bytes());
    let guide = String::from_utf8_lossy(&read(&root.join("pwa/guide.css"))?).into_owned();
    assets.add("guide.css", css::minify(&guide).into_bytes());
    for folder in ["assets/icons", "assets/catalogues"] {
        for path in files(&root.join(folder), &["svg", "png", "json"])? {
            assets.add(&file_name(&path), read(&path)?);
        }
    }
    Ok(())
}

/// All styles as one sheet, in the order of their names.
fn styles(folder: &Path) -> Result<String> {
    let mut sheet = String::new();
    for path in files(folder, &["css"])? {
        sheet.push_str(&String::from_utf8_lossy(&read(&path)?));
        sheet.push('\n');
    }
    Ok(css::minify(&sheet))
}

/// The files of a folder with one of these endings, by name. A folder that is not there has none.
pub fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(Error::file(folder))?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_file() && endings.contains(&ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The last part of a path.
pub fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A whole file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(Error::file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_carries_the_content() {
        let mut assets = Assets::default();
        let one = assets.add("boot.js", b"one".to_vec());
        let two = Assets::default().add("boot.js", b"two".to_vec());
        assert_ne!(one, two);
        assert!(one.starts_with("/assets/boot-") && one.ends_with(".js"));
        assert_eq!(assets.url("boot.js").ok(), Some(one.as_str()));
        assert!(assets.url("other.js").is_err());
    }

    #[test]
    fn a_folder_carries_the_content_of_all_its_files() {
        let folder = |second: &[u8]| {
            let mut assets = Assets::default();
            assets
                .add_folder("field", vec![("field.js".into(), b"one".to_vec()), ("parts.js".into(), second.to_vec())]);
            assets.url("field/field.js").map(str::to_owned).ok()
        };
        let (one, two) = (folder(b"two"), folder(b"three"));
        assert_ne!(one, two);
        assert!(one.is_some_and(|url| url.starts_with("/assets/field-") && url.ends_with("/field.js")));
    }
}
