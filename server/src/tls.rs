//! HTTPS: phones give camera, position and service worker to secure pages alone.
//!
//! [`TlsOptions::load`] reads a bought certificate, or makes an authority of our own ([`authority`]) whose root file
//! and install page ([`install`]) a phone fetches once. [`TlsListener`] then takes the place of a TCP listener.

mod addresses;
pub mod authority;
mod files;
pub mod install;
mod listener;

pub use addresses::machine_names;
pub use authority::RootCertificate;
pub use listener::TlsListener;

use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::PathBuf;
use std::sync::Arc;

/// Where certificate and key come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsOptions {
    /// PEM files.
    Files {
        /// Chain.
        cert: PathBuf,
        /// Key.
        key: PathBuf,
    },
    /// An authority of our own, kept in the data folder.
    LocalAuthority {
        /// Data folder.
        data: PathBuf,
    },
}

/// What a listener needs, and what phones must trust.
#[derive(Clone, Debug)]
pub struct Tls {
    /// With certificate, key and protocols.
    pub config: Arc<ServerConfig>,
    /// The root to install on phones, when the authority is our own.
    pub root: Option<RootCertificate>,
}

/// HTTPS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file holds no certificate or key in PEM form.
    #[error("{} holds no {what} in PEM form", path.display())]
    NotPem {
        /// Which.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
    },
    /// Certificate and key do not fit each other, or are of a kind not known.
    #[error("certificate and key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
    /// The local authority could not make a certificate.
    #[error("local authority: {0}")]
    Authority(#[from] rcgen::Error),
}

impl TlsOptions {
    /// Reads or makes certificate and key. `names` are the host names and addresses that phones will use; only the
    /// local authority looks at them, and adds the machine's own. `today` dates what it makes.
    ///
    /// # Errors
    /// Files missing or unreadable, or certificate and key that do not fit each other.
    pub fn load(&self, names: &[String], today: gridwalk_domain::time::Date) -> Result<Tls, TlsError> {
        match self {
            Self::Files { cert, key } => {
                let config = server_config(files::certificates(cert)?, files::private_key(key)?)?;
                Ok(Tls { config, root: None })
            }
            Self::LocalAuthority { data } => {
                let authority = authority::Authority::open(&data.join("tls"), today)?;
                let mut names = names.to_vec();
                names.extend(machine_names());
                let (certificates, key) = authority.issue(&names, today)?;
                Ok(Tls { config: server_config(certificates, key)?, root: Some(authority.root().clone()) })
            }
        }
    }
}

fn server_config(
    certificates: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, TlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests;
