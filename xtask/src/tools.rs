//! What tests need beside Rust: browsers and their drivers, npm packages, a Python environment. The product needs none.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::dist::assets::hash;
use crate::error::{Error, Result};
use crate::shell;

/// A program that tests call, the Debian packages that hold it.
const PROGRAMS: [(&str, &str); 6] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("strace", "strace"),
    ("fc-match", "fontconfig"),
];

/// The font without which browsers draw Chinese as boxes.
const FONT: (&str, &str) = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk");

/// Makes sure of browsers, npm packages and Python, and gives the environment in which tests find them.
///
/// # Errors
/// Something is missing and cannot be installed; the message says what to install.
pub fn prepare() -> Result<Vec<(&'static str, PathBuf)>> {
    let npm = shell::root().join("tests/npm");
    let requirements = shell::root().join("tests/python-requirements.txt");
    system(npm.join("package-lock.json").is_file(), requirements.is_file())?;
    let mut environment = Vec::new();
    for (name, program) in [
        ("GRIDWALK_CHROMIUM", "chromium"),
        ("GRIDWALK_CHROMEDRIVER", "chromedriver"),
        ("GRIDWALK_WEBKITDRIVER", "WebKitWebDriver"),
        ("GRIDWALK_XVFB", "Xvfb"),
    ] {
        if let Some(path) = find(program) {
            environment.push((name, path));
        }
    }
    if npm.join("package-lock.json").is_file() {
        install_npm(&npm)?;
        environment.push(("GRIDWALK_NPM", npm));
    }
    if requirements.is_file() {
        environment.push(("GRIDWALK_PYTHON", install_python(&requirements)?));
    }
    Ok(environment)
}

/// Installs missing Debian packages if we may.
fn system(npm: bool, python: bool) -> Result {
    let mut missing: Vec<&str> =
        PROGRAMS.iter().filter(|(program, _)| find(program).is_none()).map(|(_, package)| *package).collect();
    if !Path::new(FONT.0).exists() {
        missing.push(FONT.1);
    }
    if npm && find("npm").is_none() {
        missing.extend(["nodejs", "npm"]);
    }
    if python && find("python3").is_none() {
        missing.extend(["python3", "python3-venv"]);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if !root() || find("apt-get").is_none() {
        return Err(Error::message(format!(
            "the tests need: {packages}. On Debian: sudo apt-get update && sudo apt-get install -y {packages}"
        )));
    }
    println!("installing {packages}");
    apt(&["update", "-q"])?;
    apt(&[&["install", "-y", "-q", "--no-install-recommends"], missing.as_slice()].concat())
}

fn apt(words: &[&str]) -> Result {
    let mut apt = Command::new("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
    shell::run(apt.args(words))
}

fn root() -> bool {
    shell::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Where a program of the PATH stands.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// `npm ci`, once for each state of the lock file.
fn install_npm(folder: &Path) -> Result {
    let lock = folder.join("package-lock.json");
    once(&lock, &folder.join("node_modules/.gridwalk"), || {
        println!("installing npm packages for the tests");
        shell::run(
            Command::new("npm")
                .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                .env("PUPPETEER_SKIP_DOWNLOAD", "1")
                .current_dir(folder),
        )
    })
}

/// A Python environment with the packages that tests need; gives its interpreter.
fn install_python(requirements: &Path) -> Result<PathBuf> {
    let venv = shell::target().join("tests-python");
    let python = venv.join("bin/python");
    once(requirements, &venv.join(".gridwalk"), || {
        println!("installing Python packages for the tests");
        shell::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
        shell::run(pip.arg(requirements))
    })?;
    Ok(python)
}

/// Does the work unless it was done for the same content of `input`.
fn once(input: &Path, stamp: &Path, work: impl FnOnce() -> Result) -> Result {
    let state = hash(&fs::read(input).map_err(Error::file(input))?);
    if fs::read_to_string(stamp).is_ok_and(|done| done == state) {
        return Ok(());
    }
    work()?;
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    fs::write(stamp, state).map_err(Error::file(stamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_once_for_a_content_and_again_after_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let (input, stamp) = (folder.path().join("lock"), folder.path().join("deep/stamp"));
        let mut done = 0;
        fs::write(&input, "1").unwrap();
        assert!(once(&input, &stamp, || Err(Error::message("no"))).is_err());
        for content in ["1", "1", "2"] {
            fs::write(&input, content).unwrap();
            once(&input, &stamp, || {
                done += 1;
                Ok(())
            })
            .unwrap();
        }
        assert_eq!(done, 2);
    }
}
