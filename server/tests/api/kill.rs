//! The real program, killed in the middle of batches: what it acknowledged is there when it starts again.

use crate::support::{Caller, furnish, words};
use gridwalk_domain::chain::{ORIGIN, verify};
use gridwalk_domain::id::AreaId;
use gridwalk_server::store::Store;
use gridwalk_server::store::sqlite::SqliteStore;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

struct Process {
    child: Child,
    url: String,
}

impl Process {
    fn start(data: &Path) -> Self {
        Self::read(&mut program(data, &["serve", "--listen", "127.0.0.1:0"]))
    }

    fn read(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.map_while(Result::ok).find_map(|line| Some(line.strip_prefix("listening on ")?.to_owned()));
        Self { child, url: url.unwrap() }
    }

    fn caller(&self) -> Caller {
        Caller { http: reqwest::Client::new(), url: self.url.clone(), cookie: None, account: String::new() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gridwalk-server"));
    command.args(words).arg("--data").arg(data).stderr(Stdio::null());
    command
}

#[tokio::test]
async fn acknowledged_events_outlive_a_kill_in_the_middle_of_batches() {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path()).await;
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    for kill_after in [1, 40, 90] {
        let mut process = Process::start(folder.path());
        let worker = process.caller().sign_in("worker").await;
        let mut offering = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (worker, acknowledged) = (worker.clone(), Arc::clone(&acknowledged));
            offering.spawn(async move {
                loop {
                    let events: Vec<_> = (0..10).map(|_| worker.site(41)).collect();
                    let batch = crate::support::batch(&events);
                    let Ok(response) = worker.post("/api/v1/events", &batch).send().await else { return };
                    let Ok(reply) = response.json::<serde_json::Value>().await else { return };
                    let results = reply["results"].as_array().unwrap();
                    assert!(words(results).iter().all(|word| word == "accepted"));
                    let ids = results.iter().map(|result| result["id"].as_str().unwrap().to_owned());
                    acknowledged.lock().unwrap().extend(ids);
                }
            });
        }
        while acknowledged.lock().unwrap().len() < kill_after * 10 {
            tokio::task::yield_now().await;
        }
        process.child.kill().unwrap();
        process.child.wait().unwrap();
        offering.join_all().await;
    }
    let process = Process::start(folder.path());
    let worker = process.caller().sign_in("worker").await;
    let pulled = worker.pull_all(1000).await;
    let stored: BTreeSet<_> = pulled.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(stored.len(), pulled.len(), "none twice");
    let lost: Vec<_> = acknowledged.lock().unwrap().difference(&stored).cloned().collect();
    assert!(lost.is_empty(), "lost {lost:?}");
    drop(process);
    let store = SqliteStore::open(&folder.path().join("gridwalk.db"), Uuid::nil()).await.unwrap();
    let chain = store.chain(AreaId(Uuid::from_u128(2)), 0, u32::MAX).await.unwrap();
    assert_eq!(chain.len(), stored.len());
    verify(ORIGIN, chain.iter().map(|(recorded, link)| (recorded, *link))).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_full_disk_is_said_and_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path()).await;
    // No file grows past 2 MB, which to the program looks like a disk that is full.
    let limited = "trap '' XFSZ; ulimit -f 4096; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", limited, env!("CARGO_BIN_EXE_gridwalk-server"), "serve", "--listen", "127.0.0.1:0"]);
    let process = Process::read(command.arg("--data").arg(folder.path()).stderr(Stdio::null()));
    let worker = process.caller().sign_in("worker").await;
    let mut acknowledged = BTreeSet::new();
    let refused = loop {
        let events: Vec<_> = (0..200).map(|_| worker.site(41)).collect();
        let response = worker.post("/api/v1/events", &crate::support::batch(&events)).send().await.unwrap();
        if response.status() != 200 {
            break response;
        }
        acknowledged.extend(events.iter().map(|event| event["id"].as_str().unwrap().to_owned()));
    };
    assert!(refused.headers().contains_key("retry-after"));
    crate::support::is_problem(refused, 503, "unavailable").await;
    assert_eq!(worker.pull_all(1000).await.len(), acknowledged.len(), "it still reads");
    drop(process);
    let process = Process::start(folder.path());
    let worker = process.caller().sign_in("worker").await;
    let events: Vec<_> = (0..200).map(|_| worker.site(41)).collect();
    assert!(words(&worker.offer(&events).await).iter().all(|word| word == "accepted"));
    let stored = worker.pull_all(1000).await;
    let stored: BTreeSet<_> = stored.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
    assert!(acknowledged.is_subset(&stored));
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_it_in_order() {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path()).await;
    let mut process = Process::start(folder.path());
    let worker = process.caller().sign_in("worker").await;
    let live = worker.request(reqwest::Method::GET, "/api/v1/live").send().await.unwrap();
    let id = process.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert!(live.text().await.unwrap().starts_with("data: seq="));
    assert!(process.child.wait().unwrap().success());
}

#[tokio::test]
async fn a_place_is_set_up_from_nothing_by_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let id = |n: u128| Uuid::from_u128(n).to_string();
    let area = |n: u128, parent: Option<u128>, level: &str| serde_json::json!({"id": id(n), "parent": parent.map(id), "level": level, "name": format!("区域{n}")});
    let put = |areas: &serde_json::Value| {
        let file = folder.path().join("areas.json");
        std::fs::write(&file, areas.to_string()).unwrap();
        let words = ["area", "put", "--file", file.to_str().unwrap()];
        program(folder.path(), &words).stdout(Stdio::null()).status().unwrap().success()
    };
    let tree = serde_json::json!([
        area(1, None, "county"),
        area(2, Some(1), "subdistrict"),
        area(4, Some(2), "community"),
        area(5, Some(2), "community"),
        area(41, Some(4), "grid_cell"),
    ]);
    assert!(put(&tree));
    let add = |username: &str, role: &str, area: &str| {
        let words = ["user", "add", "--username", username, "--name", "人", "--role", role, "--area", area];
        let mut command = program(folder.path(), &words);
        let mut child = command.arg("--password-stdin").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(crate::support::PASSWORD.as_bytes()).unwrap();
        child.wait().unwrap().success()
    };
    assert!(add("worker", "worker", "区域41"));
    assert!(add("committee", "committee", &id(5)));
    let process = Process::start(folder.path());
    let worker = process.caller().sign_in("worker").await;
    assert_eq!(words(&worker.offer(&[worker.site(41)]).await), ["accepted"]);
    assert!(process.caller().sign_in("committee").await.pull_all(10).await.is_empty());
    drop(process);
    assert!(put(&serde_json::json!([area(41, Some(5), "grid_cell")])));
    assert!(!put(&serde_json::json!([area(2, Some(41), "subdistrict")])), "it would lie below itself");
    let process = Process::start(folder.path());
    assert_eq!(process.caller().sign_in("committee").await.pull_all(10).await.len(), 1);
}

#[tokio::test]
async fn the_command_line_adds_and_revokes_accounts() {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path()).await;
    let add = |username: &str, area: &str, password: &str| {
        let words = ["user", "add", "--username", username, "--name", "新人", "--role", "worker", "--area", area];
        let mut command = program(folder.path(), &words);
        let mut child = command.arg("--password-stdin").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait().unwrap().success()
    };
    let password = format!("{}\n", crate::support::PASSWORD);
    assert!(add("newcomer", "区域41", &password));
    assert!(!add("newcomer", "区域41", &password), "the name is taken");
    assert!(!add("other", "区域404", &password), "no such area");
    assert!(!add("other", "区域41", "short\n"), "too short");
    let process = Process::start(folder.path());
    let newcomer = process.caller().sign_in("newcomer").await;
    let revoke = ["user", "revoke", "--username", "newcomer"];
    assert!(program(folder.path(), &revoke).stdout(Stdio::null()).status().unwrap().success());
    assert_eq!(words(&newcomer.offer(&[newcomer.site(41)]).await), ["quarantined session-revoked"]);
}
