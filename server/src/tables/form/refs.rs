//! References to cells in a formula, moved: what a spreadsheet does itself when somebody puts rows in.

/// A row is put in at `at`, `by` rows of them: what stood there and below stands lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// The first row that moves, counted from 1.
    pub at: u32,
    /// How many were put in.
    pub by: u32,
}

impl Inserted {
    /// Where a row stands now.
    pub fn row(self, row: u32) -> u32 {
        if row >= self.at { row.saturating_add(self.by) } else { row }
    }

    /// `B3`, `$B$3:D9` or several with blanks between, as they stand now.
    pub fn range(self, text: &str) -> String {
        mapped(text, &Whose::Own, |row, _| self.row(row))
    }

    /// A formula of the sheet itself, whose name is `sheet`.
    pub fn formula(self, text: &str, sheet: &str) -> String {
        let own = mapped(text, &Whose::Own, |row, _| self.row(row));
        self.of_others(&own, sheet)
    }

    /// A formula elsewhere, which points at the sheet by its name.
    pub fn of_others(self, text: &str, sheet: &str) -> String {
        mapped(text, &Whose::Named(sheet), |row, _| self.row(row))
    }
}

/// A formula copied some rows further down: what is not pinned by `$` goes along.
pub fn copied_down(text: &str, rows: u32) -> String {
    mapped(text, &Whose::Own, |row, is_pinned| if is_pinned { row } else { row.saturating_add(rows) })
}

/// Which references are meant.
enum Whose<'s> {
    /// Those without a sheet's name.
    Own,
    /// Those behind `name!` or `'name'!`.
    Named(&'s str),
}

// Texts in quotes, names, functions and numbers are passed over; `map` is given a row and whether `$` pins it.
fn mapped(text: &str, whose: &Whose<'_>, map: impl Fn(u32, bool) -> u32) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    // The sheet that the next reference is of; a range has it once, before its first half.
    let mut sheet: Option<String> = None;
    while let Some(first) = rest.chars().next() {
        let word = match first {
            '"' | '\'' => quoted(rest, first),
            _ if is_of_word(first) => &rest[..rest.find(|c| !is_of_word(c)).unwrap_or(rest.len())],
            _ => &rest[..first.len_utf8()],
        };
        rest = &rest[word.len()..];
        if first != '"' && rest.starts_with('!') {
            sheet = Some(word.trim_matches('\'').replace("''", "'"));
            out.push_str(word);
            continue;
        }
        let is_meant = match (whose, &sheet) {
            (Whose::Own, sheet) => sheet.is_none(),
            (Whose::Named(name), Some(sheet)) => sheet == name,
            (Whose::Named(_), None) => false,
        };
        match cell(word).filter(|_| is_meant && !rest.starts_with('(')) {
            Some((column, is_pinned, row)) => {
                let pin = if is_pinned { "$" } else { "" };
                out.push_str(&format!("{column}{pin}{}", map(row, is_pinned)));
            }
            None => out.push_str(word),
        }
        if word != "!" && word != ":" && !(cell(word).is_some() && rest.starts_with(':')) {
            sheet = None;
        }
    }
    out
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || "$_.\\".contains(c)
}

// With both its quotes; a doubled one stands for itself.
fn quoted(text: &str, quote: char) -> &str {
    let mut end = 1;
    while let Some(at) = text[end..].find(quote) {
        end += at + 1;
        if !text[end..].starts_with(quote) {
            return &text[..end];
        }
        end += 1;
    }
    text
}

// `$B$3`: its column with the pin, whether its row is pinned, its row.
fn cell(word: &str) -> Option<(&str, bool, u32)> {
    let letters = word.strip_prefix('$').unwrap_or(word);
    let many = letters.bytes().take_while(u8::is_ascii_alphabetic).count();
    let split = word.len() - letters.len() + many;
    let digits = word[split..].strip_prefix('$');
    let is_pinned = digits.is_some();
    let digits = digits.unwrap_or(&word[split..]);
    let is_cell =
        (1..=3).contains(&many) && (1..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    Some((&word[..split], is_pinned, digits.parse().ok().filter(|_| is_cell)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_move_with_the_rows_they_name() {
        let put_in = Inserted { at: 4, by: 10 };
        for (before, after) in [
            ("SUM(B3:B5)", "SUM(B3:B15)"),
            ("$B$4/C3+Log10(D5)", "$B$14/C3+Log10(D15)"),
            ("IF(A5=\"B5\",'另 一页'!B5,附件1!B5)", "IF(A15=\"B5\",'另 一页'!B5,附件1!B15)"),
            ("SUM('附件1'!B3:B5,B5)", "SUM('附件1'!B3:B15,B15)"),
            ("ROUND(C9*100%,2)", "ROUND(C19*100%,2)"),
            ("TOTAL_B5+LOG10(2)+ABCD5", "TOTAL_B5+LOG10(2)+ABCD5"),
        ] {
            assert_eq!(put_in.formula(before, "附件1"), after);
        }
        assert_eq!(put_in.of_others("B5+附件1!$A$1:$D$20", "附件1"), "B5+附件1!$A$1:$D$30");
        assert_eq!(put_in.range("A1:D1 A5:D5"), "A1:D1 A15:D15");
    }

    #[test]
    fn a_formula_copied_down_goes_along_where_it_is_not_pinned() {
        assert_eq!(copied_down("C3/B$3+$D3", 2), "C5/B$3+$D5");
    }
}
