//! Where the product and the browsers are: as `cargo xtask test` says, else where they usually stand.

use super::Failure;
use std::path::{Path, PathBuf};

/// Paths of everything that a journey starts.
#[derive(Clone, Debug)]
pub struct Programs {
    /// Built app.
    pub dist: PathBuf,
    /// Built server.
    pub server: PathBuf,
    /// Wasm pages for tests and benches.
    pub pages: PathBuf,
    /// Chromium.
    pub chromium: PathBuf,
    /// Its driver.
    pub chromedriver: PathBuf,
    /// WebKitGTK's driver.
    pub webkitdriver: PathBuf,
    /// WebKitGTK's own small browser.
    pub minibrowser: PathBuf,
    /// Virtual screen.
    pub xvfb: PathBuf,
    /// Folder of the npm packages.
    pub npm: PathBuf,
    /// Folder for what outlives a test: the demo place, screenshots.
    pub scratch: PathBuf,
}

/// Root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::env::var_os("GRIDWALK_ROOT").map_or_else(|| here.parent().unwrap_or(here).to_owned(), PathBuf::from)
}

impl Programs {
    /// Finds them.
    ///
    /// # Errors
    /// Something was not built.
    pub fn find() -> Result<Self, Failure> {
        let root = root();
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
        let of = |name: &str, usual: PathBuf| std::env::var_os(name).map_or(usual, PathBuf::from);
        let programs = Self {
            dist: of("GRIDWALK_DIST", root.join("dist")),
            server: of("GRIDWALK_SERVER_BIN", target.join("serve/gridwalk-server")),
            pages: of("GRIDWALK_PAGES", target.join("pages")),
            chromium: of("GRIDWALK_CHROMIUM", "/usr/bin/chromium".into()),
            chromedriver: of("GRIDWALK_CHROMEDRIVER", "/usr/bin/chromedriver".into()),
            webkitdriver: of("GRIDWALK_WEBKITDRIVER", "/usr/bin/WebKitWebDriver".into()),
            minibrowser: of("GRIDWALK_MINIBROWSER", minibrowser()),
            xvfb: of("GRIDWALK_XVFB", "/usr/bin/Xvfb".into()),
            npm: of("GRIDWALK_NPM", root.join("tests/npm")),
            scratch: target.join("journeys"),
        };
        for built in [programs.dist.join("index.html"), programs.server.clone()] {
            if !built.exists() {
                return Err(Failure::Process(format!("{} is not there: run `cargo xtask test`", built.display())));
            }
        }
        std::fs::create_dir_all(&programs.scratch).map_err(Failure::io("make target/journeys"))?;
        Ok(programs)
    }
}

// Debian keeps it beside the library, in a folder named after the machine and the version.
fn minibrowser() -> PathBuf {
    let machine = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let folders = ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"];
    let found = folders.iter().map(|folder| Path::new(&machine).join(folder).join("MiniBrowser"));
    found.clone().find(|path| path.exists()).or_else(|| found.clone().next()).unwrap_or_default()
}
