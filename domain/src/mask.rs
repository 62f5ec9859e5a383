//! Names and telephones as others may read them (dossier 2.11): 张*, 138****1234.

/// The first character, then a star: 张*.
pub fn name(name: &str) -> String {
    let mut characters = name.trim().chars();
    characters.next().map(|first| format!("{first}*")).unwrap_or_default()
}

/// Only the first three and the last four digits of each number stay: 138****1234. An area code stays whole, and of a
/// number with fewer than eight digits only the last two.
pub fn phone(phone: &str) -> String {
    let numbers = phone.trim().split_inclusive(crate::phone::SEPARATORS);
    numbers.map(number).collect()
}

fn number(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let area_code = text.split_once('-').map(|(code, _)| code).filter(|code| code.starts_with('0') && code.len() <= 4);
    let (first, last) = if digits < 8 { (0, 2) } else { (area_code.map_or(3, str::len), 4) };
    let mut index = 0;
    let mask = |c: char| {
        if !c.is_ascii_digit() {
            return c;
        }
        index += 1;
        if index <= first || index + last > digits { c } else { '*' }
    };
    text.chars().map(mask).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_calls_nobody() {
        assert_eq!(name("张建国"), "张*");
        assert_eq!(name(""), "");
        for (given, masked) in [
            ("13812341234", "138****1234"),
            ("0632-5551234", "0632-***1234"),
            ("5551234", "*****34"),
            ("13812341234/13912345678", "138****1234/139****5678"),
            ("", ""),
        ] {
            assert_eq!(phone(given), masked, "{given}");
        }
    }
}
