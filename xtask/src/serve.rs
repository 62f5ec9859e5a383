//! `cargo xtask serve`: builds app and server, then becomes the server.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::dist;
use crate::error::{Error, Result};
use crate::shell;

/// Where and how to serve; the server's own options of the same names.
#[derive(clap::Args)]
pub struct Options {
    /// Load the demo place on the first start, and print its accounts at every start
    #[arg(long)]
    demo: bool,
    /// Address and port, such as 0.0.0.0:8080
    #[arg(long)]
    listen: Option<String>,
    /// Folder of the database and the photos [default: data in the workspace]
    #[arg(long)]
    data: Option<PathBuf>,
    /// Database, if it is not the one in the data folder
    #[arg(long)]
    database: Option<String>,
    /// Where photos go, if not into the data folder
    #[arg(long)]
    photos: Option<String>,
    /// Certificate chain (PEM)
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate (PEM)
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Make a local authority and serve HTTPS under it: phones need it for camera, position and offline use
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    tls_local_ca: bool,
}

/// Builds and serves until a signal ends it.
///
/// # Errors
/// A build fails or the server cannot be started; on Windows also when the server ends with a failure.
pub fn run(options: &Options) -> Result {
    dist::run()?;
    let server = build_server()?;
    replace(Command::new(server).args(arguments(options, &shell::root())))
}

/// Builds the server and gives its path.
///
/// # Errors
/// It does not compile.
pub fn build_server() -> Result<PathBuf> {
    let mut cargo = shell::cargo();
    cargo.args(["build", "--profile", shell::SERVE, "-p", "gridwalk-server", "--bin", "gridwalk-server"]);
    shell::run(&mut cargo)?;
    let name = format!("gridwalk-server{}", std::env::consts::EXE_SUFFIX);
    Ok(shell::target().join(shell::SERVE).join(name))
}

fn arguments(options: &Options, root: &Path) -> Vec<String> {
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let mut words = vec!["serve".to_owned()];
    let mut say = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.extend([name.to_owned(), value]);
        }
    };
    say("--web", Some(path(&root.join("dist"))));
    say("--data", Some(path(options.data.as_deref().unwrap_or(&root.join("data")))));
    say("--listen", options.listen.clone());
    say("--database", options.database.clone());
    say("--photos", options.photos.clone());
    say("--tls-cert", options.tls_cert.as_deref().map(path));
    say("--tls-key", options.tls_key.as_deref().map(path));
    for (name, on) in [("--demo", options.demo), ("--tls-local-ca", options.tls_local_ca)] {
        if on {
            words.push(name.to_owned());
        }
    }
    words
}

/// Gives this process to the server, so that every signal reaches it.
#[cfg(unix)]
fn replace(command: &mut Command) -> Result {
    use std::os::unix::process::CommandExt;
    let source = command.exec();
    Err(Error::Start { program: command.get_program().to_string_lossy().into_owned(), source })
}

/// Waits for the server; Ctrl-C reaches both, for they share a console.
#[cfg(not(unix))]
fn replace(command: &mut Command) -> Result {
    shell::run(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_reach_the_server() {
        let options = Options {
            demo: true,
            listen: Some("127.0.0.1:9".into()),
            data: None,
            database: None,
            photos: None,
            tls_cert: None,
            tls_key: None,
            tls_local_ca: false,
        };
        let words = arguments(&options, Path::new("/w")).join(" ");
        assert_eq!(words, "serve --web /w/dist --data /w/data --listen 127.0.0.1:9 --demo");
    }
}
