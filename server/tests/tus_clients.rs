//! Foreign tus clients against a real server, and a server killed in the middle of a photo.
//!
//! tus-js-client needs node and `GRIDWALK_NPM` (the folder with `node_modules`), tuspy needs `GRIDWALK_PYTHON` (an
//! interpreter with the packages of `tests/python-requirements.txt`); `cargo xtask test` sets both. Without them the
//! test says that it was skipped.

mod photo_support;

use gridwalk_domain::photo::PhotoHash;
use photo_support::{Caller, jpeg, location, offset, settle, start};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Starts a server, writes pictures, and runs `script`, which prints a line a case.
async fn drive(mut script: Command) {
    let data = tempfile::tempdir().unwrap();
    settle(data.path()).await;
    let server = start(data.path()).await;
    let worker = Caller::sign_in(&server.url(), "worker").await;
    let pictures = data.path().join("pictures");
    std::fs::create_dir(&pictures).unwrap();
    // a is small, d and e are large enough to be cut in the middle of a request.
    for (name, edge) in [("a", 500), ("b", 600), ("c", 700), ("d", 2_400), ("e", 2_400), ("f", 640)] {
        std::fs::write(pictures.join(format!("{name}.jpg")), jpeg(edge, edge, edge + u32::from(name.as_bytes()[0])))
            .unwrap();
    }
    std::fs::write(pictures.join("bad.txt"), "no photo at all").unwrap();
    script
        .env("TUS_URL", format!("{}/api/v1/photos", server.url()))
        .env("TUS_COOKIE", &worker.cookie)
        .env("TUS_FOLDER", &pictures);
    let output = tokio::task::spawn_blocking(move || script.output().unwrap()).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("pass "), "{said}\n{stderr}");
    assert!(!said.lines().any(|line| line.starts_with("fail ")), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tus_js_client_uploads_with_aborts_and_resumes() {
    let Some(npm) = std::env::var_os("GRIDWALK_NPM") else {
        println!("skipped: GRIDWALK_NPM is not set; `cargo xtask test` sets it");
        return;
    };
    let mut node = Command::new("node");
    node.arg("tus.mjs").current_dir(npm);
    drive(node).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tuspy_uploads_with_aborts_and_resumes() {
    let Some(python) = std::env::var_os("GRIDWALK_PYTHON") else {
        println!("skipped: GRIDWALK_PYTHON is not set; `cargo xtask test` sets it");
        return;
    };
    let mut script = Command::new(python);
    script.arg("-B").arg(repository().join("tests/python/tus.py"));
    drive(script).await;
}

/// The server as a process of its own, which can be killed.
struct Process {
    child: Child,
    url: String,
}

impl Process {
    fn start(data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gridwalk-server"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.map(Result::unwrap).find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        Self { child, url: url.unwrap() }
    }

    /// At once, with no chance to tidy up.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_photo_goes_on_after_the_server_was_killed_in_the_middle_of_it() {
    let data = tempfile::tempdir().unwrap();
    settle(data.path()).await;
    let photo = jpeg(1_200, 1_000, 77);
    let server = Process::start(data.path());
    let worker = Caller::sign_in(&server.url, "worker").await;
    let path = location(&worker.create(&photo).await);

    // Two thirds of the announced bytes, and then silence.
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    let request = format!(
        "PATCH {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nX-Gridwalk: 1\r\nTus-Resumable: 1.0.0\r\n\
         Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {}\r\n\r\n",
        worker.cookie,
        photo.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream.write_all(&photo[..photo.len() * 2 / 3]).unwrap();
    while offset(&worker.head(&path).await) == 0 {
        tokio::task::yield_now().await;
    }
    server.kill();
    drop(stream);

    let server = Process::start(data.path());
    let worker = worker.moved_to(&server.url);
    let stands = offset(&worker.head(&path).await) as usize;
    assert!(stands > 0 && stands <= photo.len() * 2 / 3, "{stands} of {}", photo.len());
    assert_eq!(worker.patch(&path, stands as u64, &photo[stands..]).await.status(), 204);
    assert_eq!(worker.photo(PhotoHash::of(&photo)).await.bytes().await.unwrap(), photo);
}
