//! Telephone numbers as people write them: several in one field, mobiles and lines with an area code.

/// Between two numbers of one field; a space may also stand within a number.
pub(crate) const SEPARATORS: [char; 7] = ['/', '、', '，', ',', ';', '；', ' '];

/// Digits of a mobile number in China.
const MOBILE_DIGITS: usize = 11;

/// Whether one of the numbers begins as a mobile does (13 to 19) and has not its eleven digits: a digit was left out or
/// typed twice. Or what stands there has no digit at all. Only a reason to look again; service numbers such as 12345 and
/// lines with an area code are none.
pub fn is_mistyped(text: &str) -> bool {
    let is_between = |character: char| character != ' ' && SEPARATORS.contains(&character);
    let is_no_number = !text.trim().is_empty() && !has_digits(text);
    is_no_number || text.split(is_between).any(|part| is_odd(part) && part.split(' ').any(is_odd))
}

/// Whether there is anything in it that could be dialled.
pub fn has_digits(text: &str) -> bool {
    text.contains(|character: char| character.is_ascii_digit())
}

fn is_odd(number: &str) -> bool {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    matches!(digits[..], ['1', '3'..='9', ..]) && digits.len() != MOBILE_DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mobile_with_a_digit_too_few_or_too_many_is_told() {
        for mistyped in ["1381234123", "138123412345", "13812341234/1391234567", "138-1234-123", "abc", "没有"] {
            assert!(is_mistyped(mistyped), "{mistyped}");
        }
        for fine in
            ["", "13812341234", "138 1234 1234", "0632-5551234", "5551234", "12345", "119", "13812341234 13912345678"]
        {
            assert!(!is_mistyped(fine), "{fine}");
        }
    }
}
