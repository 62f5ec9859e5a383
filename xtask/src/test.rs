//! `cargo xtask test`, `simulate` and `bench`: everything around the `tests` package.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use crate::error::{Error, Result};
use crate::{dist, pages, serve, shell, tools};

/// Seeds that every test run simulates.
const RUNS: &str = "1000";

/// All packages but this one.
const PRODUCT: [&str; 3] = ["--workspace", "--exclude", "xtask"];

/// Where tests find what was built for them.
type Environment = Vec<(&'static str, PathBuf)>;

/// How many tests a command ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    /// Passed, but only when tried again.
    flaky: u64,
}

impl Count {
    fn add(&mut self, more: Self) {
        self.passed += more.passed;
        self.failed += more.failed;
        self.flaky += more.flaky;
    }
}

/// Prepares, builds, and runs all tests; with a filter only those that cargo-nextest picks by it.
///
/// The server and the simulation are those that cargo builds with the tests, and these tasks are tested as they were
/// built: built with other packages, a library has other features, and would be built once more.
///
/// # Errors
/// Something is missing, does not build, or a test fails.
pub fn run(filter: &[String]) -> Result {
    let mut environment = environment("store-contract")?;
    shell::run(shell::cargo().args(["test", "--no-run"]).args(PRODUCT))?;
    environment.push(("GRIDWALK_SERVER_BIN", built("gridwalk-server")));
    let mut total = Count::default();
    let mut whole = true;
    for command in &mut suites(filter) {
        let (count, passed) = counted(command.envs(environment.clone()))?;
        total.add(count);
        whole &= passed;
    }
    if filter.is_empty() {
        match shell::run(Command::new(built("simulate")).args(["--runs", RUNS])) {
            Ok(()) => total.passed += 1,
            Err(error) => {
                eprintln!("xtask: {error}");
                total.failed += 1;
            }
        }
    }
    // A suite that failed without a count (it did not compile, say) is a failure too.
    if !whole && total.failed == 0 {
        total.failed = 1;
    }
    if total.flaky > 0 {
        println!("{} passed only when tried again: look at them above as FLAKY", total.flaky);
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { Ok(()) } else { Err(Error::message("tests failed")) }
}

/// Runs the simulation, many seeds quickly.
///
/// # Errors
/// It does not build, or a seed fails.
pub fn simulate(args: &[String]) -> Result {
    shell::run(program("simulate").args(args))
}

/// Runs the benches on what `serve` builds.
///
/// # Errors
/// Something is missing, does not build, or the bench fails.
pub fn bench(args: &[String]) -> Result {
    let mut environment = environment("bench-page")?;
    environment.push(("GRIDWALK_SERVER_BIN", serve::build_server()?));
    shell::run(program("bench").args(args).envs(environment))
}

/// Builds what tests or benches load, with the page they need, and gives the variables that say where it is.
fn environment(page: &str) -> Result<Environment> {
    let mut environment = tools::prepare()?;
    dist::run()?;
    environment.push(("GRIDWALK_ROOT", shell::root()));
    environment.push(("GRIDWALK_DIST", shell::root().join("dist")));
    environment.push(("GRIDWALK_PAGES", pages::build(page)?));
    Ok(environment)
}

/// A program of the tests package, as quick as a place runs its server.
fn program(name: &str) -> Command {
    let mut cargo = shell::cargo();
    cargo.args(["run", "--quiet", "--profile", shell::SERVE, "-p", "gridwalk-tests", "--bin", name, "--"]);
    cargo
}

/// A program that the tests' build leaves.
fn built(name: &str) -> PathBuf {
    shell::target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The commands that run tests: cargo-nextest where it is installed, and the examples of the documentation.
fn suites(filter: &[String]) -> Vec<Command> {
    let nextest = shell::cargo()
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let runner: &[&str] = match nextest {
        true => &["nextest", "run", "--no-fail-fast", "--no-tests=pass"],
        false => &["test", "--no-fail-fast", "--tests"],
    };
    let command = |arguments: &[&str], packages: &[&str]| {
        let mut cargo = shell::cargo();
        cargo.args(arguments).args(packages);
        cargo
    };
    if filter.is_empty() {
        let examples = command(&["test", "--no-fail-fast", "--doc"], &PRODUCT);
        return vec![command(runner, &PRODUCT), command(runner, &["-p", "xtask"]), examples];
    }
    let mut picked = command(runner, &[]);
    picked.args(filter);
    vec![picked]
}

/// Runs a suite, shows what it prints, and counts by its summary lines. The flag says whether it succeeded.
fn counted(command: &mut Command) -> Result<(Count, bool)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let start = |source| Error::Start { program: name.clone(), source };
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(start)?;
    let errors = child.stderr.take().map(|stream| thread::spawn(move || show(stream)));
    let mut count = child.stdout.take().map(show).unwrap_or_default();
    if let Some(more) = errors.and_then(|thread| thread.join().ok()) {
        count.add(more);
    }
    let status = child.wait().map_err(start)?;
    Ok((count, status.success()))
}

/// Prints a stream line by line and adds up its summary lines.
fn show(stream: impl Read) -> Count {
    let mut count = Count::default();
    for line in BufReader::new(stream).split(b'\n').map_while(std::result::Result::ok) {
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        if let Some(more) = summary(&line) {
            count.add(more);
        }
    }
    count
}

/// Reads `Summary [..] 3 tests run: 2 passed, 1 failed` and `test result: ok. 2 passed; 0 failed; ..`. The latter
/// stands indented where cargo-nextest shows what a test printed that it has counted itself.
fn summary(line: &str) -> Option<Count> {
    if !line.trim_start().starts_with("Summary [") && !line.starts_with("test result:") {
        return None;
    }
    let number = |words: &[&str]| {
        let parts = line.split([',', ';', ':', '.', '(', ')']).map(str::trim);
        let found = parts
            .filter_map(|part| part.split_once(' '))
            .find(|(_, what)| words.iter().any(|word| what.split(' ').next() == Some(*word)));
        found.and_then(|(number, _)| number.parse::<u64>().ok()).unwrap_or(0)
    };
    let failed = number(&["failed"]) + number(&["timed"]);
    Some(Count { passed: number(&["passed"]), failed, flaky: number(&["flaky"]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: Option<(u64, u64)>) {
        let counted = summary(line).map(|count| (count.passed, count.failed));
        assert_eq!(counted, expect, "{line}");
    }

    #[test]
    fn what_passed_only_when_tried_again_is_counted() {
        let line = "     Summary [   9.012s] 30 tests run: 30 passed (2 slow, 3 flaky), 0 skipped";
        assert_eq!(summary(line), Some(Count { passed: 30, failed: 0, flaky: 3 }));
        let line = "     Summary [   9.012s] 30 tests run: 30 passed (1 flaky), 0 skipped";
        assert_eq!(summary(line), Some(Count { passed: 30, failed: 0, flaky: 1 }));
    }

    #[test]
    fn summaries_are_read() {
        check("     Summary [   0.012s] 3 tests run: 2 passed (1 slow), 1 failed, 4 skipped", Some((2, 1)));
        check("     Summary [   9.012s] 3 tests run: 1 passed, 1 failed, 1 timed out, 0 skipped", Some((1, 2)));
        check(
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.2s",
            Some((5, 0)),
        );
        check("test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured", Some((5, 2)));
        check("    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured", None);
        check("        PASS [   0.004s] xtask tests::passed", None);
    }
}
