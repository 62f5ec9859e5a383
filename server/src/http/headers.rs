//! Security headers of every reply.
//!
//! Nothing inline, nothing from elsewhere, never in a frame; camera and position for our own pages, all other
//! abilities of the device off.

use axum::Router;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
    img-src 'self' blob: data:; style-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
const PICTURES: &str = "img-src 'self' blob: data:";

const PERMISSIONS_POLICY: &str = "camera=(self), geolocation=(self), accelerometer=(), autoplay=(), \
    display-capture=(), encrypted-media=(), fullscreen=(self), gamepad=(), gyroscope=(), hid=(), idle-detection=(), \
    local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
    publickey-credentials-get=(), screen-wake-lock=(self), serial=(), usb=(), \
    xr-spatial-tracking=()";

const ALWAYS: [(HeaderName, &str); 6] = [
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // For browsers that do not know frame-ancestors.
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// How long a browser remembers to come by HTTPS: a year.
const HTTPS_ONLY: &str = "max-age=31536000";

/// Adds them. `https_only` tells browsers never to come by plain HTTP again; off under a local authority, whose
/// install page is plain HTTP on the same host. `map_tiles` is the address of the place's base map: pictures, and nothing
/// else, may come from its host too.
pub fn apply(router: Router, https_only: bool, map_tiles: Option<&str>) -> Router {
    let policy = policy(map_tiles.and_then(origin));
    router.layer(middleware::from_fn(move |request, next| guard(https_only, policy.clone(), request, next)))
}

fn policy(tiles: Option<String>) -> HeaderValue {
    let opened = tiles.map(|tiles| CONTENT_SECURITY_POLICY.replace(PICTURES, &format!("{PICTURES} {tiles}")));
    opened
        .and_then(|policy| HeaderValue::try_from(policy).ok())
        .unwrap_or(HeaderValue::from_static(CONTENT_SECURITY_POLICY))
}

/// `https://tiles.example:8443` of `https://tiles.example:8443/{z}/{x}/{y}.png`; `None` of what names no one host.
fn origin(template: &str) -> Option<String> {
    let (scheme, rest) = template.split_once("://")?;
    let host = rest.split('/').next().filter(|host| !host.is_empty())?;
    let is_plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
    (matches!(scheme, "https" | "http") && is_plain).then(|| format!("{scheme}://{host}"))
}

async fn guard(https_only: bool, policy: HeaderValue, mut request: Request, next: Next) -> Response {
    let authority = request.uri().authority().cloned();
    host_of(authority, request.headers_mut());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https_only {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HTTPS_ONLY));
    }
    response
}

/// HTTP/2 names the host in the request line; handlers look for it where HTTP/1.1 has it.
fn host_of(authority: Option<Authority>, headers: &mut HeaderMap) {
    if headers.contains_key(header::HOST) {
        return;
    }
    if let Some(host) = authority.and_then(|authority| HeaderValue::try_from(authority.as_str()).ok()) {
        headers.insert(header::HOST, host);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::get;
    use futures::executor::block_on;
    use tower::ServiceExt;

    fn answer(https_only: bool, uri: &str) -> Response {
        let echo = |headers: HeaderMap| async move {
            headers.get(header::HOST).cloned().map(|host| host.as_bytes().to_vec()).unwrap_or_default()
        };
        let router = apply(Router::new().route("/", get(echo)), https_only, None);
        block_on(router.oneshot(Request::get(uri).body(Body::empty()).unwrap())).unwrap()
    }

    #[test]
    fn every_reply_carries_them_failures_too() {
        for (uri, status) in [("/", StatusCode::OK), ("/nothing", StatusCode::NOT_FOUND)] {
            let response = answer(true, uri);
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()[header::CONTENT_SECURITY_POLICY], CONTENT_SECURITY_POLICY, "{uri}");
            for (name, value) in ALWAYS {
                assert_eq!(response.headers()[&name], value, "{uri} {name}");
            }
            assert_eq!(response.headers()[header::STRICT_TRANSPORT_SECURITY], HTTPS_ONLY);
        }
        assert!(!answer(false, "/").headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn the_policy_allows_wasm_and_nothing_inline() {
        assert!(CONTENT_SECURITY_POLICY.contains("script-src 'self' 'wasm-unsafe-eval';"));
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe-inline"));
        assert!(!CONTENT_SECURITY_POLICY.contains("  "), "the line breaks fold away");
    }

    #[test]
    fn pictures_may_come_from_the_host_of_the_base_map_and_nothing_else_may() {
        for (template, host) in [
            ("https://tiles.example/{z}/{x}/{y}.png", Some("https://tiles.example")),
            ("http://10.0.0.5:8080/map?z={z}&x={x}&y={y}", Some("http://10.0.0.5:8080")),
            ("https://{s}.tiles.example/{z}", None),
            ("https://*/{z}", None),
            ("https://a.example; script-src *", None),
            ("https://user@tiles.example/{z}", None),
            ("data:image/png", None),
            ("/tiles/{z}/{x}/{y}.png", None),
        ] {
            assert_eq!(origin(template).as_deref(), host, "{template}");
            let policy = policy(origin(template));
            let policy = policy.to_str().unwrap();
            let pictures = host.map_or(PICTURES.to_owned(), |host| format!("{PICTURES} {host}"));
            assert_eq!(policy, CONTENT_SECURITY_POLICY.replace(PICTURES, &pictures), "{template}");
        }
        assert!(CONTENT_SECURITY_POLICY.contains(PICTURES));
    }

    #[test]
    fn a_request_line_with_a_host_gives_handlers_the_host() {
        let body = answer(false, "https://gridwalk.example:8443/").into_body();
        let host = block_on(axum::body::to_bytes(body, 100)).unwrap();
        assert_eq!(host, "gridwalk.example:8443");
    }
}
