//! Password hashing (Argon2id). Slow on purpose: callers run it off their own thread.

use super::world::Entropy;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// Shortest password taken, in characters.
pub const PASSWORD_CHARS_MIN: usize = 8;
/// Longest password taken, in bytes.
pub const PASSWORD_BYTES_MAX: usize = 256;

// A hash that no password has (its digest is all zero), of the same cost as a real one: an unknown user costs the same
// work as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("password could not be hashed: {0}")]
pub struct HashError(String);

/// Hashes with a fresh salt, into PHC form.
pub fn hash(password: &str, entropy: &dyn Entropy) -> Result<String, HashError> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| HashError(error.to_string()))?;
    Ok(hash.to_string())
}

/// Whether it is the password of `hash`; with `None` (no such account) false after the same work.
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    // Longer ones were never taken, and hashing megabytes would be a favour to a guesser.
    if password.len() > PASSWORD_BYTES_MAX {
        return false;
    }
    // An account that nobody can sign in with has no readable hash.
    let own = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let Some(parsed) = own.clone().or_else(|| PasswordHash::new(NOBODY).ok()) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && own.is_some()
}

/// Whether a new password is long enough and not too long.
pub fn is_acceptable(password: &str) -> bool {
    password.chars().count() >= PASSWORD_CHARS_MIN && password.len() <= PASSWORD_BYTES_MAX
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemEntropy;

    #[test]
    fn knows_right_from_wrong() {
        let hash = hash("对的密码-𠮷-123", &SystemEntropy).unwrap();
        assert!(is_right("对的密码-𠮷-123", Some(&hash)));
        assert!(!is_right("对的密码-𠮷-124", Some(&hash)));
        assert!(!is_right("", None));
        assert!(!is_right("x", Some("not a hash")));
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let costs = |hash: &str| PasswordHash::new(hash).map(|hash| hash.params.to_string()).unwrap();
        assert_eq!(costs(NOBODY), costs(&hash("something", &SystemEntropy).unwrap()));
    }
}
