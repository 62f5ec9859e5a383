//! A small minifier for our own style sheets: comments and needless white space go, strings stay as they are.

/// Drops comments and white space that carries no meaning.
pub fn minify(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            space(&mut out);
        } else if next == '"' || next == '\'' {
            let end = string_end(rest, next);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            rest = &rest[next.len_utf8()..];
            character(&mut out, next);
        }
    }
    out.trim_end().to_owned()
}

/// One character outside of strings and comments.
fn character(out: &mut String, next: char) {
    if next.is_whitespace() {
        return space(out);
    }
    if matches!(next, '{' | '}' | ';' | ',') {
        while out.ends_with(' ') {
            out.pop();
        }
        if next == '}' && out.ends_with(';') {
            out.pop();
        }
    }
    out.push(next);
}

/// White space, unless what stands before it makes it needless.
fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',']) {
        out.push(' ');
    }
}

/// Where a string that starts at the beginning of `rest` ends, its quote included.
fn string_end(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, next) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if next == '\\' {
            escaped = true;
        } else if next == quote {
            return at + next.len_utf8();
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sheet: &str, expect: &str) {
        assert_eq!(minify(sheet), expect);
    }

    #[test]
    fn keeps_the_meaning() {
        check(
            "a { color : red; }\n\nb>c, d :hover { width: calc(1px + 2px) ; }",
            "a{color : red}b>c,d :hover{width: calc(1px + 2px)}",
        );
        check("/* x */ a /* y */ b{content:\"/* } */  é\"}", "a b{content:\"/* } */  é\"}");
        check("a{content:'\\'  '}", "a{content:'\\'  '}");
        check("/* open", "");
        check("a{content:\"open", "a{content:\"open");
    }
}
