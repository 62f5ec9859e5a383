//! A certificate authority for one server, so that phones in a committee's own network get HTTPS without buying
//! anything. Its root is made once and kept; the server's own certificate is made anew at each start.
//!
//! The key lies in `DATA/tls/ca.key`, readable by the server's user alone: whoever has it can pose as any site to a
//! phone that trusts the root. It may sign certificates of servers and nothing below itself.

use super::TlsError;
use gridwalk_domain::time::Date;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

const ROOT_DAYS: i64 = 3650;

// iPhones refuse a server's certificate that is valid for more than 825 days, also below a root of one's own.
const LEAF_DAYS: i64 = 820;

/// The root certificate that phones install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootCertificate {
    der: Vec<u8>,
}

impl RootCertificate {
    /// As DER, which every system opens.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 in pairs of hex digits, as systems show it.
    pub fn fingerprint(&self) -> String {
        let pairs: Vec<String> = Sha256::digest(&self.der).iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }
}

/// The authority, opened.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: RootCertificate,
}

impl Authority {
    /// Opens the authority kept in `folder`, or makes one there.
    pub(super) fn open(folder: &Path, today: Date) -> Result<Self, TlsError> {
        let (key_path, root_path) = (folder.join("ca.key"), folder.join("ca.crt"));
        if key_path.exists() && root_path.exists() {
            let key = KeyPair::from_pem(&fs::read_to_string(&key_path).map_err(file(&key_path))?)?;
            let pem = fs::read(&root_path).map_err(file(&root_path))?;
            let der = CertificateDer::from_pem_slice(&pem)
                .map_err(|_| TlsError::NotPem { path: root_path, what: "certificate" })?;
            return Ok(Self::of(key, der.to_vec(), today));
        }
        fs::create_dir_all(folder).map_err(file(folder))?;
        let key = KeyPair::generate()?;
        let root = root_params(&key, today).self_signed(&key)?;
        // The key first: a root without its key would be trusted for nothing.
        write_secret(&key_path, &key.serialize_pem())?;
        fs::write(&root_path, root.pem()).map_err(file(&root_path))?;
        Ok(Self::of(key, root.der().to_vec(), today))
    }

    fn of(key: KeyPair, der: Vec<u8>, today: Date) -> Self {
        // A certificate below needs the root's name and key alone, and both follow from the key.
        let params = root_params(&key, today);
        Self { issuer: Issuer::new(params, key), root: RootCertificate { der } }
    }

    /// The root.
    pub(super) fn root(&self) -> &RootCertificate {
        &self.root
    }

    /// A fresh certificate and key for a server of these names and addresses; the chain, leaf first.
    pub(super) fn issue(
        &self,
        names: &[String],
        today: Date,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsError> {
        let mut names = names.to_vec();
        names.sort();
        names.dedup();
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = name("Gridwalk server");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        date(&mut params, today, LEAF_DAYS);
        let key = KeyPair::generate()?;
        let leaf: Certificate = params.signed_by(&key, &self.issuer)?;
        let chain = vec![leaf.der().clone(), CertificateDer::from(self.root.der.clone())];
        Ok((chain, PrivatePkcs8KeyDer::from(key.serialize_der()).into()))
    }
}

fn root_params(key: &KeyPair, today: Date) -> CertificateParams {
    let mut params = CertificateParams::default();
    let tag = hex::encode(&Sha256::digest(key.public_key_raw())[..4]);
    params.distinguished_name = name(&format!("Gridwalk local authority {tag}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    date(&mut params, today, ROOT_DAYS);
    params
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, "Gridwalk 巡格");
    name.push(DnType::CommonName, common);
    name
}

/// Valid from yesterday, for clocks that are behind.
fn date(params: &mut CertificateParams, today: Date, days: i64) {
    let at = |date: Date| {
        let (year, month, day) = date.civil();
        // A month is 1..=12 and a day 1..=31.
        date_time_ymd(year, month as u8, day as u8)
    };
    params.not_before = at(today.plus_days(-1));
    params.not_after = at(today.plus_days(days));
}

fn write_secret(path: &Path, text: &str) -> Result<(), TlsError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut secret = options.open(path).map_err(file(path))?;
    secret.write_all(text.as_bytes()).and_then(|()| secret.sync_all()).map_err(file(path))
}

fn file(path: &Path) -> impl FnOnce(std::io::Error) -> TlsError {
    let path: PathBuf = path.to_owned();
    move |source| TlsError::File { path, source }
}
