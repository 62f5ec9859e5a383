//! The documents are there, and their links lead somewhere.

use std::path::Path;

use super::tree::Source;

const REQUIRED: [&str; 8] = [
    "README.md",
    "README.zh-CN.md",
    "CHANGELOG.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "docs/ARCHITECTURE.md",
    "docs/PROTOCOL.md",
    "docs/GLOSSARY.md",
];

/// Findings: missing documents, and links of documents to files that are not there.
pub fn check(root: &Path, files: &[Source]) -> Vec<String> {
    let missing = REQUIRED.iter().filter(|name| !root.join(name).is_file());
    let mut findings: Vec<String> = missing.map(|name| format!("{name}: missing")).collect();
    let decisions = files.iter().filter(|file| file.path.starts_with("docs/decisions/")).count();
    if decisions == 0 {
        findings.push("docs/decisions/: no decision record".to_owned());
    }
    for file in files.iter().filter(|file| file.ending() == "md") {
        let folder = root.join(&file.path);
        let folder = folder.parent().unwrap_or(root);
        for link in links(&file.text).filter(|link| !folder.join(link).exists()) {
            findings.push(format!("{}: the link {link} leads nowhere", file.path));
        }
    }
    findings
}

/// Targets of links to files, without their anchors.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '#']).next());
    targets.filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_without_anchors_and_addresses() {
        let text = "[a](docs/A.md#part) ![b](b.png \"t\") [c](https://c.example) [d](#d)";
        assert_eq!(links(text).collect::<Vec<_>>(), ["docs/A.md", "b.png"]);
    }
}
