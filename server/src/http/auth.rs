//! Who is calling: the cookie's session, and the guard of everything that writes.

use super::{Problem, Shared};
use crate::core::Session;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use gridwalk_domain::id::AccountId;

/// Name of the session's cookie.
pub const COOKIE: &str = "gridwalk_session";

/// A caller with a session in force. Refuses with 401 without one (a revoked one is none), with 403 when a write
/// lacks the write guard's marks or names another account than the cookie's.
pub struct Signed(pub Session);

/// Like [`Signed`], and takes a revoked session too: what it offers is quarantined rather than lost.
pub struct SignedOrRevoked(pub Session);

/// A write without a session: the guard's marks alone (signing in).
pub struct Guarded;

impl FromRequestParts<Shared> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        match session(parts, app).await? {
            session if session.is_revoked => Err(Problem::unsigned()),
            session => Ok(Self(session)),
        }
    }
}

impl FromRequestParts<Shared> for SignedOrRevoked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        session(parts, app).await.map(Self)
    }
}

impl FromRequestParts<Shared> for Guarded {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        guard(parts).map(|()| Self)
    }
}

async fn session(parts: &Parts, app: &Shared) -> Result<Session, Problem> {
    guard(parts)?;
    let token = token(&parts.headers).ok_or_else(Problem::unsigned)?;
    let session = app.core.session(token, app.clock.now()).await?.ok_or_else(Problem::unsigned)?;
    if let Some(claimed) = parts.headers.get("x-gridwalk-account") {
        let claimed = claimed.to_str().ok().and_then(|text| text.parse::<AccountId>().ok());
        if claimed != Some(session.account) {
            return Err(Problem::forbidden("other-account", "登录的是另一个账号，请重新登录"));
        }
    }
    Ok(session)
}

/// The token of the session's cookie.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == COOKIE).map(|(_, token)| token).find(|token| !token.is_empty())
}

// Another site's page can make a browser send our cookie, but neither this header nor our Origin (SameSite=Strict
// stands before it; this holds where a browser does not know that).
fn guard(parts: &Parts) -> Result<(), Problem> {
    if parts.method.is_safe() {
        return Ok(());
    }
    let headers = &parts.headers;
    if headers.get("x-gridwalk") != Some(&HeaderValue::from_static("1")) {
        return Err(
            Problem::forbidden("no-gridwalk-header", "请求不是巡格发出的").detail("header X-Gridwalk: 1 is missing")
        );
    }
    match headers.get(header::ORIGIN) {
        Some(origin) if !is_own(origin, parts) => {
            Err(Problem::forbidden("foreign-origin", "请求来自别的网站").detail("Origin differs from Host"))
        }
        _ => Ok(()),
    }
}

/// Whether a page of ours sent this, as far as the browser says.
pub(super) fn is_own_origin(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    matches!((origin, host), (Some(origin), Some(host)) if origin.eq_ignore_ascii_case(host))
}

fn is_own(origin: &HeaderValue, parts: &Parts) -> bool {
    // Over HTTP/2 the host stands in the request line.
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| parts.uri.authority().map(|authority| authority.as_str()));
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    matches!((origin, host), (Some(origin), Some(host)) if origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(method: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = axum::http::Request::builder().method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn writes_need_the_header_and_our_own_origin() {
        let own = ("origin", "https://gridwalk.example:8443");
        let host = ("host", "gridwalk.example:8443");
        for (given, code) in [
            (vec![("x-gridwalk", "1"), own, host], None),
            (vec![("x-gridwalk", "1"), host], None),
            (vec![own, host], Some(403)),
            (vec![("x-gridwalk", "1"), ("origin", "https://evil.example"), host], Some(403)),
            (vec![("x-gridwalk", "1"), ("origin", "null"), host], Some(403)),
            (vec![("x-gridwalk", "1"), own], Some(403)),
        ] {
            let refused = guard(&parts("POST", &given)).err().map(|problem| problem.status().as_u16());
            assert_eq!(refused, code, "{given:?}");
        }
        assert!(guard(&parts("GET", &[])).is_ok());
    }

    #[test]
    fn finds_the_token_among_other_cookies() {
        let given = parts("GET", &[("cookie", "a=b; gridwalk_session=T0K; gridwalk_sessions=x")]);
        assert_eq!(token(&given.headers), Some("T0K"));
        assert_eq!(token(&parts("GET", &[("cookie", "gridwalk_session=")]).headers), None);
    }
}
