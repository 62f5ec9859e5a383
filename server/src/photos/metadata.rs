//! The two tus headers that carry values of their own: `Upload-Metadata` and `Upload-Checksum`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gridwalk_domain::photo::PhotoHash;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// What a photo's creation says about it. Keys that are not known here are passed over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// `sha256`, in hex.
    pub sha256: Option<PhotoHash>,
    /// `filetype`, a media type.
    pub media_type: Option<String>,
}

/// The header is not what tus says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A pair is not `KEY BASE64`.
    #[error("Upload-Metadata is not a list of keys with base64 values")]
    Metadata,
    /// The value of `sha256` is not 64 hex digits.
    #[error("Upload-Metadata: sha256 is not 64 hex digits")]
    Hash,
    /// Not `ALGORITHM BASE64`, or not as many bytes as the algorithm gives.
    #[error("Upload-Checksum is not an algorithm with its base64 digest")]
    Checksum,
    /// Another algorithm than those of [`Checksum::ALGORITHMS`].
    #[error("Upload-Checksum: only {} are known", Checksum::ALGORITHMS)]
    Algorithm,
}

impl Metadata {
    /// From `Upload-Metadata`: `key base64, key base64`.
    ///
    /// # Errors
    /// [`HeaderError::Metadata`], [`HeaderError::Hash`].
    pub fn parse(header: &str) -> Result<Self, HeaderError> {
        let mut metadata = Self::default();
        for pair in header.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = STANDARD.decode(value.trim()).map_err(|_| HeaderError::Metadata)?;
            let text = || String::from_utf8(value).map_err(|_| HeaderError::Metadata);
            match key {
                "sha256" => metadata.sha256 = Some(text()?.parse().map_err(|_| HeaderError::Hash)?),
                "filetype" => metadata.media_type = Some(text()?),
                _ => {}
            }
        }
        Ok(metadata)
    }
}

/// What the bytes of one request must hash to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// What our own client sends.
    Sha256([u8; 32]),
    /// What tus demands of every server. It guards against accidents; the photo's own hash is SHA-256.
    Sha1([u8; 20]),
}

impl Checksum {
    /// As in `Tus-Checksum-Algorithm`.
    pub const ALGORITHMS: &str = "sha256,sha1";

    /// From `Upload-Checksum`: `sha256 base64`.
    ///
    /// # Errors
    /// [`HeaderError::Checksum`], [`HeaderError::Algorithm`].
    pub fn parse(header: &str) -> Result<Self, HeaderError> {
        let (algorithm, digest) = header.trim().split_once(' ').ok_or(HeaderError::Checksum)?;
        let digest = STANDARD.decode(digest.trim()).map_err(|_| HeaderError::Checksum);
        match algorithm {
            "sha256" => digest?.try_into().map(Self::Sha256).map_err(|_| HeaderError::Checksum),
            "sha1" => digest?.try_into().map(Self::Sha1).map_err(|_| HeaderError::Checksum),
            _ => Err(HeaderError::Algorithm),
        }
    }

    /// Whether `bytes` are those it was made of.
    pub fn fits(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha256(digest) => Sha256::digest(bytes)[..] == digest[..],
            Self::Sha1(digest) => Sha1::digest(bytes)[..] == digest[..],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_reads_hash_and_kind_and_passes_over_the_rest() {
        let hash = PhotoHash::of(b"x");
        let header = format!(
            "filename d29ybGQ=, is_confidential ,sha256 {}, filetype {}",
            STANDARD.encode(hash.to_string()),
            STANDARD.encode("image/jpeg")
        );
        let expected = Metadata { sha256: Some(hash), media_type: Some("image/jpeg".into()) };
        assert_eq!(Metadata::parse(&header), Ok(expected));
        assert_eq!(Metadata::parse(""), Ok(Metadata::default()));
    }

    #[test]
    fn metadata_that_is_none_is_refused() {
        assert_eq!(Metadata::parse("sha256 %%%"), Err(HeaderError::Metadata));
        assert_eq!(Metadata::parse("filetype /w=="), Err(HeaderError::Metadata));
        assert_eq!(Metadata::parse("sha256 YWJj"), Err(HeaderError::Hash));
    }

    #[test]
    fn a_checksum_fits_its_bytes_alone() {
        for header in [
            format!("sha256 {}", STANDARD.encode(Sha256::digest(b"piece"))),
            format!("sha1 {}", STANDARD.encode(Sha1::digest(b"piece"))),
        ] {
            let checksum = Checksum::parse(&header).unwrap();
            assert!(checksum.fits(b"piece"), "{header}");
            assert!(!checksum.fits(b"peace"), "{header}");
        }
        for (header, error) in [
            ("md5 aGVsbG8=", HeaderError::Algorithm),
            ("sha1 aGVsbG8=", HeaderError::Checksum),
            ("sha256 aGVsbG8=", HeaderError::Checksum),
            ("sha256", HeaderError::Checksum),
            ("", HeaderError::Checksum),
        ] {
            assert_eq!(Checksum::parse(header), Err(error), "{header}");
        }
    }
}
