//! A grid worker gives safety advice and has no authority: the interface must not claim any (国办发〔2024〕54号).
//!
//! Titles of statutes and official papers stand in 《》 and may hold the words; so may the notice's footer.

use serde_json::Value;

use super::tree::Source;

const FORBIDDEN: [&str; 5] = ["行政检查", "执法", "责令", "处罚", "查封"];

/// The footer that every notice carries.
const FOOTER: &str = "本单为安全提示，不是行政处罚或行政命令";

/// Where texts stand that people see.
const INTERFACE: [&str; 4] = ["app/", "pwa/", "assets/", "server/src/"];

/// Keys of catalogues whose texts are citations of law.
const CITATIONS: [&str; 2] = ["basis", "citation"];

/// Findings in what people see; comments and unit tests are not seen.
pub fn check(files: &[Source]) -> Vec<String> {
    let seen = files.iter().filter(|file| INTERFACE.iter().any(|start| file.path.starts_with(start)));
    let mut findings = Vec::new();
    for file in seen {
        match file.ending() {
            "json" => catalogue(file, &mut findings),
            "rs" | "js" => lines(file, "//", &mut findings),
            "sql" => lines(file, "--", &mut findings),
            _ => lines(file, "\0", &mut findings),
        }
    }
    findings
}

fn lines(file: &Source, comment: &str, findings: &mut Vec<String>) {
    for (number, line) in file.without_tests().lines().enumerate() {
        // A comment of its own; one behind code stays in, for `//` also stands in addresses.
        if line.trim_start().starts_with(comment) {
            continue;
        }
        for word in found(line) {
            findings.push(format!("{}:{}: {word}", file.path, number + 1));
        }
    }
}

fn catalogue(file: &Source, findings: &mut Vec<String>) {
    match serde_json::from_str::<Value>(&file.text) {
        Ok(value) => walk(&value, file, findings),
        Err(error) => findings.push(format!("{}: {error}", file.path)),
    }
}

fn walk(value: &Value, file: &Source, findings: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            findings.extend(found(text).map(|word| format!("{}: {word} in “{text}”", file.path)));
        }
        Value::Array(list) => list.iter().for_each(|value| walk(value, file, findings)),
        Value::Object(map) => {
            for (_, value) in map.iter().filter(|(key, _)| !CITATIONS.contains(&key.as_str())) {
                walk(value, file, findings);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The forbidden words of a text, titles and footer aside.
fn found(text: &str) -> impl Iterator<Item = &'static str> {
    let text = without_titles(&text.replace(FOOTER, ""));
    FORBIDDEN.into_iter().filter(move |word| text.contains(word))
}

fn without_titles(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('《') {
        out.push_str(before);
        match after.split_once('》') {
            Some((_, tail)) => rest = tail,
            None => rest = "",
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(path: &str, text: &str, expect: usize) {
        let file = Source { path: path.into(), text: text.into() };
        assert_eq!(check(&[file]).len(), expect, "{path}: {text}");
    }

    #[test]
    fn words_of_authority_are_found_where_people_read() {
        check_one("app/src/a.rs", "\"责令整改\"", 1);
        check_one("app/src/a.rs", "    // never 责令", 0);
        check_one("domain/src/a.rs", "\"责令整改\"", 0);
        check_one("app/src/a.rs", "\"依据《行政处罚法》\"", 0);
        check_one("app/src/a.rs", "\"依据《行政处罚法》处罚\"", 1);
        check_one("app/src/a.rs", "\"本单为安全提示，不是行政处罚或行政命令\"", 0);
        check_one("assets/catalogues/a.json", r#"{"basis":{"a":{"citation":"执法"}},"text":"执法"}"#, 1);
        check_one("assets/catalogues/a.json", "{", 1);
    }
}
