//! Which crate may use which: app and worker -> replica -> domain <- server, and nothing else.

use serde_json::Value;

/// A crate, what of the workspace it may use.
const ALLOWED: [(&str, &[&str]); 5] = [
    ("gridwalk-domain", &[]),
    ("gridwalk-replica", &["gridwalk-domain"]),
    ("gridwalk-app", &["gridwalk-domain", "gridwalk-replica"]),
    ("gridwalk-worker", &["gridwalk-domain", "gridwalk-replica"]),
    ("gridwalk-server", &["gridwalk-domain"]),
];

/// Crates of tools and tests, which may use any; by folder.
const FREE: [&str; 2] = ["/tests/", "/xtask/"];

/// What the domain may not know, by the beginning of the name: browsers, executors, databases, the network, chance.
const NOT_IN_DOMAIN: [&str; 22] = [
    "wasm-bindgen",
    "js-sys",
    "web-sys",
    "gloo",
    "leptos",
    "indexed_db",
    "tokio",
    "async",
    "futures",
    "sqlx",
    "rusqlite",
    "axum",
    "hyper",
    "http",
    "reqwest",
    "tower",
    "rand",
    "getrandom",
    "fastrand",
    "chrono",
    "time",
    "web-time",
];

/// Findings in the manifests, given `cargo metadata --no-deps`.
pub fn check(metadata: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = text(&package["name"]);
        let manifest = text(&package["manifest_path"]).replace('\\', "/");
        if FREE.iter().any(|folder| manifest.contains(folder)) {
            continue;
        }
        let Some((_, allowed)) = ALLOWED.iter().find(|(allowed, _)| *allowed == name) else {
            findings.push(format!("{name}: no rule says what this crate may use"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = text(&dependency["name"]);
            if !dependency["path"].is_null() && !allowed.contains(&used) {
                findings.push(format!("{name} -> {used}: this arrow is not allowed"));
            }
            let tests = dependency["kind"] == "dev";
            if name == "gridwalk-domain" && !tests && foreign(used) {
                findings.push(format!("{name} -> {used}: the domain is pure"));
            }
        }
    }
    findings
}

fn foreign(name: &str) -> bool {
    NOT_IN_DOMAIN
        .iter()
        .any(|start| name == *start || name.starts_with(&format!("{start}-")) || name.starts_with(&format!("{start}_")))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check_one(name: &str, dependency: &str, path: Option<&str>, expect: usize) {
        let metadata = json!({ "packages": [{
            "name": name, "manifest_path": format!("/w/{name}/Cargo.toml"),
            "dependencies": [{ "name": dependency, "path": path, "kind": null }],
        }] });
        assert_eq!(check(&metadata).len(), expect, "{name} -> {dependency}");
    }

    #[test]
    fn only_the_drawn_arrows() {
        check_one("gridwalk-app", "gridwalk-replica", Some("/w/replica"), 0);
        check_one("gridwalk-app", "gridwalk-server", Some("/w/server"), 1);
        check_one("gridwalk-server", "gridwalk-replica", Some("/w/replica"), 1);
        check_one("gridwalk-replica", "gridwalk-domain", Some("/w/domain"), 0);
        check_one("gridwalk-domain", "serde", None, 0);
        check_one("gridwalk-domain", "thiserror", None, 0);
        check_one("gridwalk-domain", "tokio-util", None, 1);
        check_one("gridwalk-new", "serde", None, 1);
    }
}
