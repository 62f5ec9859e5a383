//! Texts that leave for a spreadsheet: what begins like a formula is run by it when somebody opens the file.

/// What a formula begins with, for one spreadsheet program or another.
pub const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether a spreadsheet would take the text for a formula.
pub fn is_like_a_formula(text: &str) -> bool {
    text.starts_with(FORMULA_SIGNS)
}

/// A field of a CSV that no spreadsheet runs: what begins like a formula gets an apostrophe before it.
pub fn neutral(text: &str) -> String {
    if is_like_a_formula(text) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_stays_a_text() {
        assert_eq!(neutral("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(neutral("-12"), "'-12");
        assert_eq!(neutral("老王面馆=好"), "老王面馆=好");
    }
}
