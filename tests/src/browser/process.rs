//! Processes of our own, ended for certain: each in a group of its own, killed with it.

use super::{DEADLINE, Failure};
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A running program.
pub struct Process {
    child: Child,
    name: String,
    output: Option<Lines<BufReader<ChildStdout>>>,
}

impl Process {
    /// Starts it; its errors go into the file `errors`.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(command: &mut Command, errors: &Path) -> Result<Self, Failure> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        let file =
            std::fs::OpenOptions::new().create(true).append(true).open(errors).map_err(Failure::io("open a log"))?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file).process_group(0).kill_on_drop(true);
        let mut child = command.spawn().map_err(Failure::io(format!("start {name}")))?;
        let output = child.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        Ok(Self { child, name, output })
    }

    /// Reads lines until one is what `find` looks for.
    ///
    /// # Errors
    /// The program ended, or took too long.
    pub async fn says<T>(&mut self, mut find: impl FnMut(&str) -> Option<T>) -> Result<T, Failure> {
        let name = self.name.clone();
        let Some(output) = self.output.as_mut() else { return Err(Failure::Process(format!("{name} says nothing"))) };
        let read = async {
            loop {
                match output.next_line().await.map_err(Failure::io(format!("read from {name}")))? {
                    Some(line) => {
                        if let Some(found) = find(&line) {
                            return Ok(found);
                        }
                    }
                    None => return Err(Failure::Process(format!("{name} ended early"))),
                }
            }
        };
        tokio::time::timeout(DEADLINE, read)
            .await
            .unwrap_or_else(|_| Err(Failure::Process(format!("{name} did not start"))))
    }

    /// Reads on without looking, so that the program never waits for a reader.
    pub fn listen_no_more(&mut self) {
        if let Some(mut output) = self.output.take() {
            tokio::spawn(async move { while let Ok(Some(_)) = output.next_line().await {} });
        }
    }

    /// Its id; none once it ended.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Asks it to end, and waits until it has.
    ///
    /// # Errors
    /// It does not.
    pub async fn end(&mut self) -> Result<(), Failure> {
        if let Some(id) = self.child.id() {
            signal("-TERM", &[id.to_string()]);
        }
        match tokio::time::timeout(DEADLINE, self.child.wait()).await {
            Ok(ended) => ended.map(drop).map_err(Failure::io(format!("end {}", self.name))),
            Err(_) => Err(Failure::Process(format!("{} does not end", self.name))),
        }
    }

    /// Kills it and its group at once, as a dead battery would.
    pub async fn kill(&mut self) {
        self.kill_group();
        // Already gone is as good.
        let _ = self.child.wait().await;
    }

    fn kill_group(&self) {
        if let Some(id) = self.child.id() {
            signal("-KILL", &["--".to_owned(), format!("-{id}")]);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill_group();
    }
}

/// Sends a signal; a process that is gone is no failure.
fn signal(which: &str, to: &[String]) {
    let _ = std::process::Command::new("kill").arg(which).args(to).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Ids of the processes that name `text` in their command line: those of a browser, by its own profile folder.
pub fn naming(text: &str) -> Vec<u32> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Ok(line) = std::fs::read(entry.path().join("cmdline")) else { continue };
        if id != std::process::id() && String::from_utf8_lossy(&line).contains(text) {
            found.push(id);
        }
    }
    found
}

/// Kills those processes, and those that they started meanwhile.
pub fn kill_naming(text: &str) {
    for _ in 0..100 {
        let found = naming(text);
        if found.is_empty() {
            return;
        }
        signal("-KILL", &found.iter().map(u32::to_string).collect::<Vec<_>>());
    }
}
