//! The description at `/api/openapi.json` against the server that gives it: a foreign program makes calls from it, right
//! ones and wrong ones, and every answer must be one that the description names, in its shape, and none a fault.
//!
//! It needs `GRIDWALK_PYTHON` (an interpreter with the packages of `tests/python-requirements.txt`); `cargo xtask test`
//! sets it. Without it the test says that it was skipped.

mod photo_support;

use photo_support::{Caller, settle, start};
use std::path::Path;
use std::process::Command;

/// Calls made up for each operation, beside those at the borders of its description.
const EXAMPLES: &str = "6";
/// What must hold of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
response_headers_conformance,response_schema_conformance";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_answers_as_it_describes_itself() {
    let Some(python) = std::env::var_os("GRIDWALK_PYTHON") else {
        println!("skipped: GRIDWALK_PYTHON is not set; `cargo xtask test` sets it");
        return;
    };
    let data = tempfile::tempdir().unwrap();
    settle(data.path()).await;
    let server = start(data.path()).await;
    let worker = Caller::sign_in(&server.url(), "worker").await;
    let mut program = Command::new(python);
    program.args(["-B", "-m", "schemathesis.cli", "run"]).arg(format!("{}/api/openapi.json", server.url()));
    program.args(["-H", &format!("Cookie: {}", worker.cookie), "-H", "X-Gridwalk: 1"]);
    program.args(["--checks", CHECKS, "--max-examples", EXAMPLES, "--seed", "1", "--no-color"]);
    // The live answer has no end, and these would take the session that the other calls need.
    program.args(["--exclude-path", "/api/v1/live", "--exclude-path-regex", "/api/v1/session/.+"]);
    program.args(["--exclude-operation-id", "sign_out", "--phases", "examples,coverage,fuzzing"]);
    let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/python");
    program.env("PYTHONPATH", hooks).env("SCHEMATHESIS_HOOKS", "contract_hooks").current_dir(data.path());
    let output = tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    server.end().await.unwrap();
}
