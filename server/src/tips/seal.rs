//! Sealing what only a few may read (ChaCha20-Poly1305, bound to its subject), by a key in a file that no copy of the
//! database has.

use super::TipError;
use crate::core::world::Entropy;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::io::{self, Write};
use std::path::Path;

const FILE: &str = "tips.key";
const KEY_BYTES: usize = 32;

/// Seals and opens.
pub struct Sealer(LessSafeKey);

impl Sealer {
    /// Reads the key of the data folder, making it at the first start.
    pub fn open(data: &Path, entropy: &dyn Entropy) -> io::Result<Self> {
        let path = data.join(FILE);
        let key = match std::fs::read(&path) {
            Ok(key) => key,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = vec![0; KEY_BYTES];
                entropy.fill(&mut key);
                write_secret(&path, &key)?;
                key
            }
            Err(error) => return Err(error),
        };
        let no_key = |_| io::Error::new(io::ErrorKind::InvalidData, "tips.key does not hold 32 bytes");
        Ok(Self(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &key).map_err(no_key)?)))
    }

    /// Seals for one subject: the nonce, then what is sealed.
    pub fn seal(&self, subject: &[u8], plain: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, TipError> {
        let mut chance = [0; NONCE_LEN];
        entropy.fill(&mut chance);
        let mut sealed = plain.to_vec();
        let nonce = Nonce::assume_unique_for_key(chance);
        let done = self.0.seal_in_place_append_tag(nonce, Aad::from(subject), &mut sealed);
        done.map_err(|_| TipError::NotOurs)?;
        Ok([&chance[..], &sealed].concat())
    }

    /// Opens what was sealed for that subject.
    pub fn open_sealed(&self, subject: &[u8], sealed: &[u8]) -> Result<Vec<u8>, TipError> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN).ok_or(TipError::NotOurs)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| TipError::NotOurs)?;
        let mut bytes = sealed.to_vec();
        let plain = self.0.open_in_place(nonce, Aad::from(subject), &mut bytes).map_err(|_| TipError::NotOurs)?;
        Ok(plain.to_vec())
    }
}

fn write_secret(path: &Path, key: &[u8]) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemEntropy;

    #[test]
    fn what_is_sealed_opens_for_its_own_subject_and_key_only() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let sealer = Sealer::open(one.path(), &SystemEntropy).unwrap();
        let sealed = sealer.seal(b"tip", "李某 138".as_bytes(), &SystemEntropy).unwrap();
        assert!(!sealed.windows(3).any(|part| part == b"138"));
        let again = Sealer::open(one.path(), &SystemEntropy).unwrap();
        assert_eq!(again.open_sealed(b"tip", &sealed).unwrap(), "李某 138".as_bytes());
        assert!(again.open_sealed(b"other tip", &sealed).is_err());
        let stranger = Sealer::open(other.path(), &SystemEntropy).unwrap();
        assert!(stranger.open_sealed(b"tip", &sealed).is_err());
        assert!(again.open_sealed(b"tip", b"short").is_err());
    }
}
