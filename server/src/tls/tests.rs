use super::*;
use axum::Router;
use axum::routing::get;
use gridwalk_domain::time::Date;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Rustls judges certificates by the real clock, and so must these tests.
fn today() -> Date {
    use crate::core::world::Clock;
    crate::system::SystemClock.now().date_in_shanghai()
}

fn client(root: &RootCertificate) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(root.der().to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(versions.with_root_certificates(roots).with_no_client_auth())
}

/// Serves one page under `tls` and gives the port.
async fn serve(tls: &Tls) -> u16 {
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listener = TlsListener::new(tcp, tls.config.clone()).unwrap();
    let port = axum::serve::Listener::local_addr(&listener).unwrap().port();
    let router = Router::new().route("/", get(|| async { "safe" }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

async fn fetch(port: u16, name: &str, config: Arc<ClientConfig>) -> std::io::Result<String> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut stream = tokio_rustls::TlsConnector::from(config).connect(name, stream).await?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn a_client_that_trusts_the_root_gets_through_under_each_name() {
    let data = tempfile::tempdir().unwrap();
    let options = TlsOptions::LocalAuthority { data: data.path().to_owned() };
    let tls = options.load(&["gridwalk.example".to_owned()], today()).unwrap();
    let root = tls.root.clone().unwrap();
    let port = serve(&tls).await;
    for name in ["localhost", "127.0.0.1", "::1", "gridwalk.example"] {
        let answer = fetch(port, name, client(&root)).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("safe"), "{name}: {answer}");
    }
    assert!(fetch(port, "elsewhere.example", client(&root)).await.is_err());
}

#[tokio::test]
async fn a_restart_keeps_the_root_and_another_folder_has_another() {
    let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let load = |folder: &tempfile::TempDir| {
        TlsOptions::LocalAuthority { data: folder.path().to_owned() }.load(&[], today()).unwrap()
    };
    let first = load(&data).root.unwrap();
    let again = load(&data);
    assert_eq!(again.root.as_ref(), Some(&first));
    let port = serve(&again).await;
    assert!(fetch(port, "localhost", client(&first)).await.unwrap().ends_with("safe"));
    let stranger = load(&other).root.unwrap();
    assert_ne!(stranger.fingerprint(), first.fingerprint());
    assert!(fetch(port, "localhost", client(&stranger)).await.is_err());
}

#[tokio::test]
async fn a_silent_client_keeps_nobody_waiting() {
    let data = tempfile::tempdir().unwrap();
    let tls = TlsOptions::LocalAuthority { data: data.path().to_owned() }.load(&[], today()).unwrap();
    let port = serve(&tls).await;
    let silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let answer = fetch(port, "localhost", client(&tls.root.unwrap())).await.unwrap();
    assert!(answer.ends_with("safe"));
    drop(silent);
}

#[cfg(unix)]
#[test]
fn only_the_servers_user_reads_the_authoritys_key() {
    use std::os::unix::fs::PermissionsExt;
    let data = tempfile::tempdir().unwrap();
    TlsOptions::LocalAuthority { data: data.path().to_owned() }.load(&[], today()).unwrap();
    let mode = std::fs::metadata(data.path().join("tls/ca.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn files_serve_and_what_is_wrong_with_them_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (folder.path().join("site.crt"), folder.path().join("site.key"));
    let options = TlsOptions::Files { cert: cert.clone(), key: key.clone() };
    let load = || options.load(&[], today());

    assert!(matches!(load(), Err(TlsError::File { .. })), "absent");
    std::fs::write(&cert, "no certificate").unwrap();
    assert!(matches!(load(), Err(TlsError::NotPem { what: "certificate", .. })));

    let site = rcgen::generate_simple_self_signed(vec!["site.example".to_owned()]).unwrap();
    std::fs::write(&cert, site.cert.pem()).unwrap();
    std::fs::write(&key, "no key").unwrap();
    assert!(matches!(load(), Err(TlsError::NotPem { what: "private key", .. })));

    std::fs::write(&key, rcgen::KeyPair::generate().unwrap().serialize_pem()).unwrap();
    assert!(matches!(load(), Err(TlsError::Unusable(_))), "the key is another's");

    std::fs::write(&key, site.signing_key.serialize_pem()).unwrap();
    assert!(load().unwrap().root.is_none());
}

#[tokio::test]
async fn the_install_page_names_the_address_and_the_fingerprint() {
    use tower::ServiceExt;
    let data = tempfile::tempdir().unwrap();
    let tls = TlsOptions::LocalAuthority { data: data.path().to_owned() }.load(&[], today()).unwrap();
    let root = tls.root.unwrap();
    let plain = install::plain_router(root.clone(), 8443);
    let get = |path: &str, host: &str| {
        let request = axum::http::Request::get(path).header("host", host).body(axum::body::Body::empty()).unwrap();
        plain.clone().oneshot(request)
    };
    let text = |response: axum::response::Response| async {
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        bytes.to_vec()
    };

    let page = String::from_utf8(text(get("/ca", "192.168.1.5:8444").await.unwrap()).await).unwrap();
    assert!(page.contains("https://192.168.1.5:8443/") && page.contains(&root.fingerprint()), "{page}");
    assert!(!page.contains("{{"), "every blank is filled");
    let odd = String::from_utf8(text(get("/ca", "\"><script>").await.unwrap()).await).unwrap();
    assert!(!odd.contains("<script"));

    let file = get("/ca.crt", "x").await.unwrap();
    assert_eq!(file.headers()["content-type"], "application/x-x509-ca-cert");
    assert_eq!(text(file).await, root.der());

    let elsewhere = get("/patrol", "x").await.unwrap();
    assert_eq!((elsewhere.status().as_u16(), &elsewhere.headers()["location"]), (307, &"/ca".parse().unwrap()));
    assert!(elsewhere.headers().contains_key("content-security-policy"));
}
