//! Certificates and keys in PEM files.

use super::TlsError;
use rustls::pki_types::pem::{Error, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;

/// The chain, leaf first.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let bad = |error| sort(path, "certificate", error);
    let chain: Vec<_> = CertificateDer::pem_file_iter(path).map_err(bad)?.collect::<Result<_, _>>().map_err(bad)?;
    if chain.is_empty() { Err(bad(Error::NoItemsFound)) } else { Ok(chain) }
}

/// The first private key.
pub(super) fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    PrivateKeyDer::from_pem_file(path).map_err(|error| sort(path, "private key", error))
}

fn sort(path: &Path, what: &'static str, error: Error) -> TlsError {
    match error {
        Error::Io(source) => TlsError::File { path: path.to_owned(), source },
        _ => TlsError::NotPem { path: path.to_owned(), what },
    }
}
