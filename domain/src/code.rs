//! The short code of a premises label (R16): derived from the premises' id, with a check symbol, so that whoever has the
//! ledger can print it and find it again without a network. It says nothing of the premises to anybody else.

use crate::id::PremisesId;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// 31 symbols without 0 O 1 I L: read off a label, typed with cold fingers. A prime number of them, so that the check
/// symbol finds every single wrong symbol and every two that changed places.
const SYMBOLS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const BASE: u64 = SYMBOLS.len() as u64;
/// Symbols before the check symbol: 31^8, so that two premises of one phone (10,000) share a code once in 17,000 phones.
const LENGTH: usize = 8;
/// What stands before the code in a label's address.
const PATH: &str = "/q/";

/// A premises' short code: eight symbols and a check symbol.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortCode([u8; LENGTH + 1]);

/// A text is no short code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It has not nine symbols of the alphabet.
    #[error("a code has nine letters and digits")]
    Shape,
    /// A symbol is wrong, or two changed places.
    #[error("the check symbol does not fit")]
    Check,
}

impl ShortCode {
    /// Of a premises.
    pub fn of(premises: PremisesId) -> Self {
        let digest = Sha256::digest(premises.0.as_bytes());
        let mut number = digest.iter().take(8).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        let mut symbols = [0u8; LENGTH + 1];
        for symbol in &mut symbols[..LENGTH] {
            *symbol = (number % BASE) as u8;
            number /= BASE;
        }
        symbols[LENGTH] = check_symbol(&symbols);
        Self(symbols)
    }

    /// The code in whatever was scanned or typed: the code itself with or without dashes, in either case, or a label's
    /// address that ends in it.
    ///
    /// # Errors
    /// See [`CodeError`].
    pub fn read(scanned: &str) -> Result<Self, CodeError> {
        let scanned = scanned.trim();
        let code = scanned.rsplit_once(PATH).map_or(scanned, |(_, code)| code);
        let code = code.split(['?', '#']).next().unwrap_or_default();
        let mut symbols = [0u8; LENGTH + 1];
        let mut given = code.bytes().filter(|byte| !matches!(byte, b'-' | b' ' | b'/'));
        for symbol in &mut symbols {
            let byte = given.next().ok_or(CodeError::Shape)?.to_ascii_uppercase();
            let place = SYMBOLS.iter().position(|known| *known == byte).ok_or(CodeError::Shape)?;
            *symbol = place as u8;
        }
        if given.next().is_some() {
            return Err(CodeError::Shape);
        }
        if check_symbol(&symbols) == symbols[LENGTH] { Ok(Self(symbols)) } else { Err(CodeError::Check) }
    }

    /// Path of the address that a label's QR picture holds: `/q/ABCD-EFGH-J`.
    pub fn path(self) -> String {
        format!("{PATH}{self}")
    }
}

// A weighted sum over a prime field: the weights differ, so that an exchange of two symbols shows.
fn check_symbol(symbols: &[u8; LENGTH + 1]) -> u8 {
    let sum: u64 = (2u64..).zip(&symbols[..LENGTH]).map(|(weight, symbol)| weight * u64::from(*symbol)).sum();
    (sum % BASE) as u8
}

impl fmt::Display for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, symbol) in self.0.iter().enumerate() {
            if place == 4 || place == LENGTH {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(SYMBOLS[usize::from(*symbol) % SYMBOLS.len()]))?;
        }
        Ok(())
    }
}

impl fmt::Debug for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShortCode({self})")
    }
}

impl FromStr for ShortCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn code(n: u128) -> ShortCode {
        ShortCode::of(PremisesId(Uuid::from_u128(n)))
    }

    #[test]
    fn a_code_is_read_however_it_is_scanned_or_typed() {
        let plain = code(7).to_string();
        assert_eq!(plain.len(), 11, "{plain}");
        for text in [
            plain.clone(),
            plain.to_lowercase(),
            plain.replace('-', ""),
            format!(" {} ", plain.replace('-', " ")),
            format!("https://gridwalk.example{}", code(7).path()),
            format!("https://gridwalk.example{}?from=label", code(7).path()),
        ] {
            assert_eq!(ShortCode::read(&text), Ok(code(7)), "{text}");
        }
        for text in ["", "ABCD", "老街面馆", "https://example.org/", "ABCD-EFGH-JK"] {
            assert_eq!(ShortCode::read(text), Err(CodeError::Shape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_symbol_or_two_exchanged_are_found(id in any::<u128>(), at in 0usize..9, by in 1u8..31, with in 0usize..9) {
            let right = code(id);
            let mut wrong = right;
            wrong.0[at] = (wrong.0[at] + by) % 31;
            prop_assert_eq!(ShortCode::read(&wrong.to_string()), Err(CodeError::Check));
            let mut exchanged = right;
            exchanged.0.swap(at, with);
            let expected = if exchanged == right { Ok(right) } else { Err(CodeError::Check) };
            prop_assert_eq!(ShortCode::read(&exchanged.to_string()), expected);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = ShortCode::read(&text);
        }
    }
}
