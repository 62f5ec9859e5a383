//! 统一社会信用代码 (GB 32100-2015 [sure]). Never the key of anything: a stall has none, and old licences have 15 digits.

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// What is wrong with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Neither 18 characters nor the 15 digits of an old licence.
    #[error("{length} characters instead of 18 or 15")]
    Length {
        /// How many there are.
        length: usize,
    },
    /// I, O, S, V, Z and signs are in no code.
    #[error("{character} is in no code")]
    Character {
        /// The first that is not.
        character: char,
    },
    /// The last character does not follow from the others: one of them is mistyped.
    #[error("the check character does not fit")]
    Check,
}

/// Upper case without blanks and hyphens.
pub fn normal_credit_code(text: &str) -> String {
    text.chars().filter(|one| !one.is_whitespace() && *one != '-').flat_map(char::to_uppercase).collect()
}

/// Checks a code. Empty (无照) and an old number of 15 digits are right as well.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_credit_code(text: &str) -> Result<(), CreditCodeError> {
    let code = normal_credit_code(text);
    let length = code.chars().count();
    if code.is_empty() || (length == 15 && code.bytes().all(|one| one.is_ascii_digit())) {
        return Ok(());
    }
    if length != 18 {
        return Err(CreditCodeError::Length { length });
    }
    let mut values = [0; 18];
    for (value, character) in values.iter_mut().zip(code.chars()) {
        *value = value_of(character).ok_or(CreditCodeError::Character { character })?;
    }
    let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    if (31 - sum % 31) % 31 != values[17] || !organisation_fits(&code) {
        return Err(CreditCodeError::Check);
    }
    Ok(())
}

/// The code that was probably meant: O for 0 and I for 1 changed back, if it is right then.
pub fn hint_credit_code(text: &str) -> Option<String> {
    let code = normal_credit_code(text);
    let meant = code.replace('O', "0").replace('I', "1");
    (meant != code && check_credit_code(&meant).is_ok()).then_some(meant)
}

fn value_of(character: char) -> Option<usize> {
    ALPHABET.iter().position(|one| char::from(*one) == character)
}

// Characters 9 to 17 are the organisation's code with a check character of its own (GB 11714). Digits count as they are,
// letters from A = 10.
fn organisation_fits(code: &str) -> bool {
    let Some(organisation) = code.get(8..17) else { return false };
    let digits = organisation.chars().map(|one| one.to_digit(36).unwrap_or(0) as usize);
    let sum: usize = digits.zip(ORGANISATION_WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let wanted = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + digit as u8),
    };
    organisation.ends_with(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_credit_code_follows_gb_32100() {
        let right = [
            "91110000802100433B",
            "9144030071526726XG",
            "91330100799655058B",
            "91350100M000100Y43",
            "91110108551385082Q",
        ];
        for code in right {
            assert_eq!(check_credit_code(code), Ok(()), "{code}");
            assert_eq!(check_credit_code(&code.to_lowercase()), Ok(()), "{code}");
            let last = code.chars().last().unwrap();
            let other = if last == '1' { '2' } else { '1' };
            let broken = format!("{}{other}", &code[..17]);
            assert_eq!(check_credit_code(&broken), Err(CreditCodeError::Check), "{broken}");
        }
        assert_eq!(check_credit_code(""), Ok(()));
        assert_eq!(check_credit_code("370402600123456"), Ok(()));
        assert_eq!(check_credit_code("9111000080210043"), Err(CreditCodeError::Length { length: 16 }));
        assert_eq!(check_credit_code("9111OOOO802100433B"), Err(CreditCodeError::Character { character: 'O' }));
        assert!(check_credit_code("九一一一零零零零八零二一零零四三三B").is_err());
        assert!(check_credit_code("𠮷1110000802100433B").is_err());
    }

    #[test]
    fn a_letter_typed_for_a_digit_is_hinted_at() {
        assert_eq!(hint_credit_code("9III0000802I00433B").as_deref(), Some("91110000802100433B"));
        assert_eq!(hint_credit_code("9111OOOO8O21OO433B").as_deref(), Some("91110000802100433B"));
        assert_eq!(hint_credit_code("91110000802100433B"), None);
        assert_eq!(hint_credit_code("OOOO"), None);
    }
}
