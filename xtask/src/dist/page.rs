//! The files whose addresses never change: pages, manifest and service worker. They name the hashed assets.

use std::path::Path;

use serde_json::json;

use super::assets::{self, Assets, hash};
use crate::error::{Error, Result};

/// A file at the top of `dist/`.
pub struct Page {
    /// Its file name.
    pub name: &'static str,
    /// The address under which the service worker keeps it, if it does.
    pub url: Option<&'static str>,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What the app asks `index.html` for: the name of the `<meta>` and the asset.
const PARTS: [(&str, &str); 7] = [
    ("gridwalk-ahead", "ahead.js"),
    ("gridwalk-field-js", "field/field.js"),
    ("gridwalk-field-wasm", "field/field_bg.wasm"),
    ("gridwalk-desk-js", "desk/desk.js"),
    ("gridwalk-desk-wasm", "desk/desk_bg.wasm"),
    ("gridwalk-photo-worker", "photo-worker.js"),
    ("gridwalk-icon", "icon.svg"),
];

/// Renders the pages and, from all that they load, the service worker.
///
/// # Errors
/// A source cannot be read, or it names an asset which is not there.
pub fn render(root: &Path, assets: &mut Assets) -> Result<Vec<Page>> {
    let pwa = root.join("pwa");
    let sources = [
        ("index.html", Some("/")),
        ("guide.html", Some("/guide.html")),
        ("manifest.webmanifest", Some("/manifest.webmanifest")),
    ];
    let mut texts = Vec::new();
    for (name, url) in sources {
        let text = String::from_utf8_lossy(&assets::read(&pwa.join(name))?).into_owned();
        texts.push((name, url, text));
    }
    let worker = assets::read(&pwa.join("sw.js"))?;
    let version = version(assets, &texts, &worker);
    let mut pages = Vec::new();
    for (name, url, text) in texts {
        let text = text.replace("{{version}}", &version).replace("{{parts}}", &parts(assets)?);
        pages.push(Page { name, url, bytes: fill(&text, assets)?.into_bytes() });
    }
    let build = build(assets, &pages, &version)?;
    let mut script = format!("self.GRIDWALK_BUILD = {build};\n").into_bytes();
    script.extend_from_slice(&worker);
    pages.push(Page { name: "sw.js", url: None, bytes: script });
    Ok(pages)
}

/// One name for the whole build: it changes when any byte of it does.
fn version(assets: &Assets, texts: &[(&str, Option<&str>, String)], worker: &[u8]) -> String {
    let mut all = String::new();
    for asset in assets.iter() {
        all.push_str(&asset.url);
        all.push('\n');
    }
    for (_, _, text) in texts {
        all.push_str(text);
    }
    all.push_str(&hash(worker));
    hash(all.as_bytes())[..12].to_owned()
}

/// The `<meta>` elements by which the app finds what it loads later: programs, photo worker, catalogues.
fn parts(assets: &Assets) -> Result<String> {
    let mut list = Vec::new();
    for (name, asset) in PARTS {
        list.push((name.to_owned(), assets.url(asset)?));
    }
    for asset in assets.iter().filter(|asset| asset.name.ends_with(".json")) {
        let stem = asset.name.trim_end_matches(".json");
        list.push((format!("gridwalk-{stem}"), asset.url.as_str()));
    }
    let metas = list.iter().map(|(name, url)| format!("<meta name=\"{name}\" content=\"{url}\">"));
    Ok(metas.collect::<Vec<_>>().join("\n"))
}

/// Puts the URL of an asset wherever a source says `{{url NAME}}`.
fn fill(source: &str, assets: &Assets) -> Result<String> {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("{{url ") {
        let Some((name, tail)) = after.split_once("}}") else {
            return Err(Error::message("a page has {{url without its end"));
        };
        out.push_str(before);
        out.push_str(assets.url(name.trim())?);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

/// What the service worker must know: the version, every file to keep with its hash, and its own wasm.
fn build(assets: &Assets, pages: &[Page], version: &str) -> Result<String> {
    let mut files = Vec::new();
    for page in pages {
        if let Some(url) = page.url {
            files.push(json!([url, &hash(&page.bytes)[..16]]));
        }
    }
    for asset in assets.iter().filter(|asset| asset.name != "worker.js") {
        files.push(json!([asset.url, &hash(&asset.bytes)[..16]]));
    }
    let build = json!({
        "version": version,
        "files": files,
        "worker": { "js": assets.url("worker.js")?, "wasm": assets.url("worker_bg.wasm")? },
    });
    Ok(build.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        let mut assets = Assets::default();
        let url = assets.add("a.css", b"a".to_vec());
        let filled = fill("<{{url a.css}}|{{url a.css}}>", &assets);
        assert_eq!(filled.ok(), Some(format!("<{url}|{url}>")));
        assert!(fill("{{url b.css}}", &assets).is_err());
        assert!(fill("{{url a.css", &assets).is_err());
    }

    #[test]
    fn every_byte_changes_the_version() {
        let texts = |text: &str| [("index.html", Some("/"), text.to_owned())];
        let mut assets = Assets::default();
        let bare = version(&assets, &texts("a"), b"sw");
        assert_ne!(bare, version(&assets, &texts("b"), b"sw"));
        assert_ne!(bare, version(&assets, &texts("a"), b"sw2"));
        assets.add("a.css", b"a".to_vec());
        assert_ne!(bare, version(&assets, &texts("a"), b"sw"));
    }
}
