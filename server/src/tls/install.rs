//! The page from which a phone installs the local authority's root: `/ca`, its file `/ca.crt`, its style `/ca.css`.
//!
//! The same page is served on plain HTTP one port higher, for a phone that trusts nothing yet. Whoever installs
//! compares the fingerprint with the one that the server printed: plain HTTP proves nothing.

use super::RootCertificate;
use super::addresses::network_addresses;
use crate::http::headers;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

const PAGE: &str = include_str!("install.html");
const STYLE: &str = include_str!("install.css");

struct Install {
    root: RootCertificate,
    https_port: u16,
}

/// `/ca`, `/ca.crt` and `/ca.css`, to be merged into the app's own routes; `https_port` is where the app is served.
pub fn routes(root: RootCertificate, https_port: u16) -> Router {
    headers::apply(pages(root, https_port), false, None)
}

fn pages(root: RootCertificate, https_port: u16) -> Router {
    Router::new()
        .route("/ca", get(page))
        .route("/ca.crt", get(certificate))
        .route("/ca.css", get(style))
        .with_state(Arc::new(Install { root, https_port }))
}

/// The whole of the plain HTTP server: the install page, and the way to it from everywhere else.
pub fn plain_router(root: RootCertificate, https_port: u16) -> Router {
    headers::apply(pages(root, https_port).fallback(|| async { Redirect::temporary("/ca") }), false, None)
}

/// Where the plain HTTP server listens: the same address, one port higher.
pub fn plain_address(https: SocketAddr) -> SocketAddr {
    SocketAddr::new(https.ip(), https.port().checked_add(1).unwrap_or(https.port() - 1))
}

/// Addresses of the install page to print at the start: what a phone in the network can type.
pub fn plain_urls(plain: SocketAddr) -> Vec<String> {
    let mut hosts = if plain.ip().is_unspecified() { network_addresses() } else { vec![plain.ip()] };
    if hosts.is_empty() {
        hosts.push(IpAddr::from([127, 0, 0, 1]));
    }
    hosts.iter().map(|host| format!("http://{}/ca", SocketAddr::new(*host, plain.port()))).collect()
}

async fn page(State(install): State<Arc<Install>>, headers: HeaderMap) -> Html<String> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).and_then(host_name);
    let address = format!("https://{}:{}/", host.unwrap_or("localhost"), install.https_port);
    Html(PAGE.replace("{{address}}", &address).replace("{{fingerprint}}", &install.root.fingerprint()))
}

async fn certificate(State(install): State<Arc<Install>>) -> Response {
    ([(header::CONTENT_TYPE, "application/x-x509-ca-cert")], install.root.der().to_vec()).into_response()
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// The host without its port; `None` when it could be anything but a host, for it is written into the page.
fn host_name(host: &str) -> Option<&str> {
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    if let Some(rest) = host.strip_prefix('[') {
        let (address, _) = rest.split_once(']')?;
        let is_address = address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
        return is_address.then(|| &host[..address.len() + 2]);
    }
    let name = host.split(':').next().filter(|name| !name.is_empty())?;
    is_plain(name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_host_is_written_into_the_page() {
        for (header, host) in [
            ("192.168.1.5:8444", Some("192.168.1.5")),
            ("pc-7.local", Some("pc-7.local")),
            ("[fe80::1]:8444", Some("[fe80::1]")),
            ("\"><script>", None),
            ("[<b>]", None),
            ("", None),
        ] {
            assert_eq!(host_name(header), host, "{header}");
        }
    }

    #[test]
    fn the_plain_page_is_one_port_higher() {
        for (https, plain) in [("127.0.0.1:8443", "127.0.0.1:8444"), ("0.0.0.0:65535", "0.0.0.0:65534")] {
            assert_eq!(plain_address(https.parse().unwrap()), plain.parse().unwrap());
        }
        assert_eq!(plain_urls("192.168.1.5:8444".parse().unwrap()), ["http://192.168.1.5:8444/ca"]);
    }
}
