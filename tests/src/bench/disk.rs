//! How often a browser's database makes the disk write: fsync and fdatasync calls on its files, counted by strace.
//! Chromium also writes its own history and preferences down now and then; those are not the page's doing.

use crate::browser::Failure;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Folder of Chromium's profile that holds the databases of pages.
const DATABASE: &str = "/IndexedDB/";

/// strace on some processes and all that they start.
pub struct Count {
    strace: Child,
    into: PathBuf,
}

impl Count {
    /// Attaches.
    ///
    /// # Errors
    /// strace is not installed or may not.
    pub async fn begin(ids: &[u32], folder: &Path) -> Result<Self, Failure> {
        let into = folder.join("strace.txt");
        let _ = std::fs::remove_file(&into);
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-y", "-e", "trace=fsync,fdatasync", "-o"]).arg(&into);
        for id in ids {
            command.args(["-p", &id.to_string()]);
        }
        // -qq says nothing of attaching: what it has attached to stands in /proc.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut strace = command.spawn().map_err(Failure::io("start strace"))?;
        let own = strace.id().unwrap_or(0);
        let attached = crate::browser::until("strace on every process", async || {
            Ok(ids.iter().all(|id| is_traced(*id, own)).then_some(()))
        });
        if let Err(failure) = attached.await {
            let _ = strace.start_kill();
            let mut said = String::new();
            if let Some(errors) = strace.stderr.take() {
                let _ = BufReader::new(errors).read_line(&mut said).await;
            }
            return Err(Failure::Process(format!("{failure}: {said}")));
        }
        Ok(Self { strace, into })
    }

    /// Detaches; how many calls there were.
    ///
    /// # Errors
    /// What strace wrote cannot be read.
    pub async fn end(mut self) -> Result<usize, Failure> {
        if let Some(id) = self.strace.id() {
            // SIGINT lets it detach; killed, it would take the browser with it.
            let _ = Command::new("kill").args(["-INT", &id.to_string()]).status().await;
        }
        self.strace.wait().await.map_err(Failure::io("end strace"))?;
        let text = std::fs::read_to_string(&self.into).map_err(Failure::io("read what strace wrote"))?;
        Ok(count(&text))
    }
}

fn is_traced(id: u32, by: u32) -> bool {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{id}/task")) else { return true };
    tasks.flatten().all(|task| {
        let status = std::fs::read_to_string(task.path().join("status")).unwrap_or_default();
        status
            .lines()
            .find_map(|line| line.strip_prefix("TracerPid:"))
            .is_none_or(|tracer| tracer.trim() == by.to_string())
    })
}

// A call that another thread interrupts is written in two parts; the second one begins `<... fsync resumed`.
fn count(text: &str) -> usize {
    let is_call = |line: &&str| ["fsync(", "fdatasync("].iter().any(|call| line.contains(call));
    text.lines().filter(is_call).filter(|line| line.contains(DATABASE)).count()
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn interrupted_calls_count_once_and_other_files_not_at_all() {
        let text = "12 fdatasync(5</p/Default/IndexedDB/h.leveldb/000003.log>) = 0\n\
                    13 fsync(7</p/Default/IndexedDB/h.leveldb/CURRENT> <unfinished ...>\n\
                    12 fdatasync(5</p/Default/History>) = 0\n\
                    13 <... fsync resumed>) = 0\n14 +++ exited +++\n";
        assert_eq!(count(text), 2);
    }
}
