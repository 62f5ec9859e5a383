//! On what it was measured, and when.

use std::fs;
use std::process::Command;

/// Processor, memory, system, browser and day, in one line.
pub fn describe() -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = value(&processor, "model name").unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory =
        value(&memory, "MemTotal").and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0);
    let system = said("uname", &["-sr"]);
    let browser =
        crate::browser::Programs::find().map(|programs| said(&programs.chromium.to_string_lossy(), &["--version"]));
    let day = said("date", &["-u", "+%Y-%m-%d %H:%M UTC"]);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("?").to_owned();
    format!("{day}; {cores} x {model}, {} MB, load {load}; {system}; {}", memory / 1_024, browser.unwrap_or_default())
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .find(|line| line.starts_with(name))
        .and_then(|line| line.split_once(':'))
        .map(|(_, value)| value.trim())
}

fn said(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
