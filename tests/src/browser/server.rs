//! The real server on a folder of its own. The demo place is made once for a build and a day, and copied for each test.

use super::process::Process;
use super::{Failure, Programs};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::Command;

/// A server that may be stopped, killed and started again at the same address.
pub struct Server {
    programs: Programs,
    folder: TempDir,
    web: PathBuf,
    port: u16,
    process: Option<Process>,
    is_demo: bool,
    /// Of every demo account.
    pub password: String,
    /// 管理员码 of a place where nobody has an account yet.
    pub first_code: Option<String>,
}

impl Server {
    /// Starts one that serves the built app and the demo place.
    ///
    /// # Errors
    /// Something is not built or does not start.
    pub async fn demo() -> Result<Self, Failure> {
        let programs = Programs::find()?;
        let web = programs.dist.clone();
        Self::with_web(programs, web).await
    }

    /// The same with another built app.
    ///
    /// # Errors
    /// Something is not built or does not start.
    pub async fn with_web(programs: Programs, web: PathBuf) -> Result<Self, Failure> {
        let place = demo_place(&programs).await?;
        let folder = tempfile::tempdir().map_err(Failure::io("make a folder"))?;
        copy(&place, &folder.path().join("data"))?;
        Self::begin(programs, folder, web, true).await
    }

    /// One whose place has nothing in it, and nobody.
    ///
    /// # Errors
    /// Something is not built or does not start.
    pub async fn bare() -> Result<Self, Failure> {
        let programs = Programs::find()?;
        let web = programs.dist.clone();
        let folder = tempfile::tempdir().map_err(Failure::io("make a folder"))?;
        Self::begin(programs, folder, web, false).await
    }

    async fn begin(programs: Programs, folder: TempDir, web: PathBuf, is_demo: bool) -> Result<Self, Failure> {
        let (port, password) = (free_port()?, String::new());
        let mut server = Self { programs, folder, web, port, process: None, is_demo, password, first_code: None };
        server.start().await?;
        Ok(server)
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the browsers need.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// Its process; none while it is down.
    pub fn id(&self) -> Option<u32> {
        self.process.as_ref().and_then(Process::id)
    }

    /// Where what it keeps lies.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Serves another built app from the next start on.
    pub fn set_web(&mut self, web: PathBuf) {
        self.web = web;
    }

    /// Starts, at the same address as before.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start(&mut self) -> Result<(), Failure> {
        let mut command = Command::new(&self.programs.server);
        command.args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)]);
        if self.is_demo {
            command.arg("--demo");
        }
        command.arg("--web").arg(&self.web).arg("--data").arg(self.data());
        let mut process = Process::start(&mut command, &self.folder.path().join("server.log"))?;
        let (mut password, mut first_code) = (String::new(), None);
        let started = process
            .says(|line| {
                if let Some(word) = line.strip_prefix("demo password: ") {
                    password = word.trim().to_owned();
                }
                if let Some(code) = line.strip_prefix("first administrator code: ") {
                    first_code = Some(code.trim().to_owned());
                }
                line.starts_with("listening on").then_some(())
            })
            .await;
        if let Err(failure) = started {
            let log = fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
            return Err(Failure::Process(format!("{failure}\n{log}")));
        }
        process.listen_no_more();
        (self.password, self.first_code) = (password, first_code);
        self.process = Some(process);
        Ok(())
    }

    /// Ends it in order; phones are without a network from now on.
    ///
    /// # Errors
    /// It does not end.
    pub async fn stop(&mut self) -> Result<(), Failure> {
        match self.process.take() {
            Some(mut process) => process.end().await,
            None => Ok(()),
        }
    }

    /// Kills it.
    pub async fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().await;
        }
    }
}

/// How long a demo place of another build is kept.
const KEPT: Duration = Duration::from_secs(3 * 3_600);

/// A port that is free just now.
pub fn free_port() -> Result<u16, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(Failure::io("look for a free port"))?;
    Ok(listener.local_addr().map_err(Failure::io("look for a free port"))?.port())
}

/// Folder of the demo place, made if this build has none of today. Other tests wait for whoever makes it.
async fn demo_place(programs: &Programs) -> Result<PathBuf, Failure> {
    let lock = fs::File::create(programs.scratch.join("demo.lock")).map_err(Failure::io("open the demo's lock"))?;
    let lock = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await;
    let _held =
        lock.map_err(|error| Failure::Process(error.to_string()))?.map_err(Failure::io("lock the demo place"))?;
    let place = programs.scratch.join(format!("demo-{:016x}", key(programs)?));
    if place.exists() {
        return Ok(place);
    }
    forget_older(&programs.scratch);
    let half = programs.scratch.join("demo-half");
    let _ = fs::remove_dir_all(&half);
    fs::create_dir_all(&half).map_err(Failure::io("make the demo's folder"))?;
    let mut command = Command::new(&programs.server);
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(&half);
    let mut process = Process::start(&mut command, &programs.scratch.join("demo.log"))?;
    process.says(|line| line.starts_with("listening on").then_some(())).await?;
    process.listen_no_more();
    process.end().await?;
    fs::rename(&half, &place).map_err(Failure::io("keep the demo place"))?;
    Ok(place)
}

// The place is dated relative to the day, and made by the server.
fn key(programs: &Programs) -> Result<u64, Failure> {
    let about = fs::metadata(&programs.server).map_err(Failure::io("look at the server"))?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    // Days of Asia/Shanghai.
    let day = (now.as_secs() + 8 * 3_600) / 86_400;
    let mut hasher = DefaultHasher::new();
    (about.len(), about.modified().ok(), day).hash(&mut hasher);
    Ok(hasher.finish())
}

fn forget_older(scratch: &Path) {
    for entry in fs::read_dir(scratch).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
        // Tests of another build may still be copying a younger one.
        if entry.file_name().to_string_lossy().starts_with("demo-") && age.is_some_and(|age| age > KEPT) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Copies a folder with all that it holds.
pub fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(Failure::io("make a folder"))?;
    for entry in fs::read_dir(from).map_err(Failure::io(format!("read {}", from.display())))? {
        let entry = entry.map_err(Failure::io("read a folder"))?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(Failure::io(format!("copy {}", path.display())))?;
        }
    }
    Ok(())
}
