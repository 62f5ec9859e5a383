//! Folders of the workspace and the programs that tasks call.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Error, Result};

/// The profile of what a place runs, and the name of its folder; see `[profile]` in the workspace's manifest.
pub const SERVE: &str = "serve";

/// The folder of the workspace, wherever the task was called from.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The cargo that called us. It is not told what it told us of ourselves: a crate that looks at that (ring) would be
/// built anew, and all that stands on it, whenever a task and a bare `cargo build` take turns.
pub fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    let is_of_package = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_of_package)) {
        command.env_remove(name);
    }
    command.current_dir(root());
    command
}

/// Runs a program to its end with our own input and output.
///
/// # Errors
/// It is not there, or it ended with another status than zero.
pub fn run(command: &mut Command) -> Result {
    let status = command.status().map_err(|source| start(command, source))?;
    if status.success() {
        return Ok(());
    }
    Err(Error::Failed { command: describe(command), status: status.to_string() })
}

/// Runs a program to its end and gives what it printed.
///
/// # Errors
/// It is not there, or it ended with another status than zero.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|source| start(command, source))?;
    if !output.status.success() {
        return Err(Error::Failed { command: describe(command), status: output.status.to_string() });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The workspace as cargo sees it, without what it depends on.
///
/// # Errors
/// Cargo cannot read a manifest.
pub fn metadata() -> Result<serde_json::Value> {
    let text = read(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    serde_json::from_str(&text).map_err(|error| Error::message(format!("cargo metadata: {error}")))
}

fn start(command: &Command, source: std::io::Error) -> Error {
    Error::Start { program: command.get_program().to_string_lossy().into_owned(), source }
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
