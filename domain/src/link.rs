//! Links that open one thing to somebody without an account: a notice to the owner it is for, a self-check to a
//! premises. The phone makes them without a network; nobody but the phone and whoever is given the link has the secret.
//!
//! Invariant: no event and no table holds a link's text, only [`LinkToken::digest`] of it.

use crate::id::SubjectId;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;
use uuid::Uuid;

/// What a link opens, and the secret that proves it: on paper 43 characters of base64url, short enough for a small QR.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken {
    /// The notice or the self-check.
    pub subject: SubjectId,
    /// 128 random bits.
    pub secret: [u8; 16],
}

impl LinkToken {
    /// Reads the text of a link; `None` for anything that never was one.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (id, secret) = bytes.split_at(16);
        Some(Self { subject: SubjectId(Uuid::from_slice(id).ok()?), secret: secret.try_into().ok()? })
    }

    /// SHA-256 of the link's text, 64 lower-case hex digits: what events keep.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.to_string().as_bytes()))
    }

    /// Whether it is the one that a digest was made of.
    pub fn is_of(&self, digest: &str) -> bool {
        // Both sides are hashes: how long the comparison takes tells nothing of the secret.
        self.digest() == digest
    }
}

impl fmt::Display for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode([*self.subject.0.as_bytes(), self.secret].concat()))
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkToken({}, …)", self.subject)
    }
}

/// Whether a text is a digest as [`LinkToken::digest`] writes it.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_it_was_written_and_a_forged_one_is_not_it() {
        let token = LinkToken { subject: SubjectId(Uuid::from_u128(7)), secret: [9; 16] };
        let text = token.to_string();
        assert_eq!(text.len(), 43);
        assert_eq!(LinkToken::parse(&text), Some(token.clone()));
        assert!(is_digest(&token.digest()) && token.is_of(&token.digest()));
        let forged = LinkToken { secret: [8; 16], ..token.clone() };
        assert!(!forged.is_of(&token.digest()));
        for wrong in ["", "x", &text[1..], "../../etc/passwd", &format!("{text}A")] {
            assert_eq!(LinkToken::parse(wrong), None, "{wrong}");
        }
        assert!(!format!("{token:?}").contains(&text[22..]), "the secret stands in no log");
    }
}
