//! Invariant: `domain` never reads the clock, never does I/O, never asks for chance.

use super::tree::Source;

/// Calls that read the clock, the environment, files, or chance.
const IMPURE: [&str; 11] = [
    "SystemTime::now",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "now_v7()",
    "new_v4()",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "thread::sleep",
];

/// Findings in the sources of `domain`, its tests aside.
pub fn check(files: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with("domain/src/") && file.ending() == "rs") {
        for (number, line) in file.without_tests().lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            for call in IMPURE.iter().filter(|call| line.contains(*call)) {
                findings.push(format!("{}:{}: {call} in the domain", file.path, number + 1));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_found_outside_of_comments_and_tests() {
        let file = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let files = [
            file("domain/src/a.rs", "let now = SystemTime::now();"),
            file("domain/src/b.rs", "// SystemTime::now\n#[cfg(test)]\nmod tests {\nInstant::now()"),
            file("server/src/c.rs", "SystemTime::now()"),
        ];
        assert_eq!(check(&files).len(), 1);
    }
}
