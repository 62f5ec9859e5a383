//! The app's files: whatever the API does not answer.
//!
//! `/assets/*` carry the hash of their content in their name and are kept for ever; all else is asked for anew each
//! time, so that a new build shows at the next opening. A path without an extension is a screen of the app and gets
//! `index.html`. Files lie compressed beside themselves (`.br`, `.gz`); nothing is compressed at a request.

use super::{Problem, Shared};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::io::ErrorKind;
use std::path::Path;
use tower_http::services::ServeDir;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers what no route does.
pub async fn serve(State(app): State<Shared>, request: Request) -> Response {
    match &app.web {
        Some(folder) if !is_of_the_api(request.uri().path()) => file(folder, request).await,
        _ => Problem::not_found().into_response(),
    }
}

async fn file(folder: &Path, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "这个地址不支持这种请求");
        return problem.header(header::ALLOW, HeaderValue::from_static("GET, HEAD")).into_response();
    }
    let caching = if request.uri().path().starts_with("/assets/") { FOR_EVER } else { ASK_FIRST };
    let request = if is_screen(request.uri().path()) { to_index(request) } else { request };
    let mut files =
        ServeDir::new(folder).precompressed_br().precompressed_gzip().append_index_html_on_directories(false);
    let mut response = match files.try_call(request).await {
        Ok(response) => response.map(Body::new),
        Err(error) if is_absence(error.kind()) => return Problem::not_found().into_response(),
        Err(error) => return Problem::unavailable(&error).into_response(),
    };
    match response.status() {
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED => {
            response.headers_mut().insert(header::CACHE_CONTROL, caching);
            response
        }
        StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PRECONDITION_FAILED => response,
        _ => Problem::not_found().into_response(),
    }
}

fn is_absence(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied)
}

fn is_of_the_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// Whether a path is a screen of the app rather than a file: its last part has no extension.
fn is_screen(path: &str) -> bool {
    !path.starts_with("/assets/") && !path.rsplit('/').next().unwrap_or_default().contains('.')
}

fn to_index(request: Request) -> Request {
    let (mut parts, body) = request.into_parts();
    parts.uri = Uri::from_static("/index.html");
    Request::from_parts(parts, body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderMap;
    use std::fs;

    fn dist() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path().join("dist");
        fs::create_dir_all(dist.join("assets")).unwrap();
        fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        for (name, text) in [
            ("index.html", "<!doctype html>index"),
            ("index.html.br", "br"),
            ("index.html.gz", "gz"),
            ("guide.html", "guide"),
            ("sw.js", "sw"),
            ("manifest.webmanifest", "{}"),
            ("assets/app-0123.wasm", "plain"),
            ("assets/app-0123.wasm.br", "brotli"),
            ("assets/app-0123.wasm.gz", "gzip"),
        ] {
            fs::write(dist.join(name), text).unwrap();
        }
        folder
    }

    async fn get(folder: &Path, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = file(&folder.join("dist"), request.body(Body::empty()).unwrap()).await;
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        (parts.status, parts.headers, String::from_utf8_lossy(&bytes).into_owned())
    }

    #[tokio::test]
    async fn hashed_files_are_kept_and_the_rest_is_asked_for() {
        let folder = dist();
        for (path, caching, media_type) in [
            ("/assets/app-0123.wasm", &FOR_EVER, "application/wasm"),
            ("/index.html", &ASK_FIRST, "text/html"),
            ("/", &ASK_FIRST, "text/html"),
            ("/guide.html", &ASK_FIRST, "text/html"),
            ("/sw.js", &ASK_FIRST, "text/javascript"),
            ("/manifest.webmanifest", &ASK_FIRST, "application/manifest+json"),
        ] {
            let (status, headers, _) = get(folder.path(), path, &[]).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!(headers.get(header::CACHE_CONTROL), Some(caching), "{path}");
            assert_eq!(headers[header::CONTENT_TYPE], media_type, "{path}");
            assert_eq!(headers[header::VARY], "accept-encoding", "{path}");
        }
    }

    #[tokio::test]
    async fn the_best_encoding_that_the_caller_takes_is_sent() {
        let folder = dist();
        for (accepted, encoding, text) in
            [("gzip, deflate, br", Some("br"), "brotli"), ("gzip", Some("gzip"), "gzip"), ("identity", None, "plain")]
        {
            let headers = [("accept-encoding", accepted)];
            let (_, headers, body) = get(folder.path(), "/assets/app-0123.wasm", &headers).await;
            let sent = headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!((sent, body.as_str()), (encoding, text), "{accepted}");
        }
    }

    #[tokio::test]
    async fn a_screen_gets_the_index_and_a_missing_file_does_not() {
        let folder = dist();
        for path in ["/", "/patrol", "/premises/0192-aa/visit", "/healthy.d/x"] {
            let (status, _, body) = get(folder.path(), path, &[]).await;
            assert_eq!((status, body.as_str()), (StatusCode::OK, "<!doctype html>index"), "{path}");
        }
        for path in ["/assets/app-9999.wasm", "/assets/nothing", "/favicon.ico", "/sw.js/x.js", "/assets/"] {
            let (status, headers, _) = get(folder.path(), path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
        }
    }

    #[tokio::test]
    async fn no_path_leaves_the_folder() {
        let folder = dist();
        for path in
            ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/a%00.txt"]
        {
            let (status, _, body) = get(folder.path(), path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            assert!(!body.contains("secret"), "{path}");
        }
    }

    #[tokio::test]
    async fn an_unchanged_file_is_not_sent_again() {
        let folder = dist();
        let (_, headers, _) = get(folder.path(), "/sw.js", &[]).await;
        let tag = headers[header::ETAG].to_str().unwrap().to_owned();
        let (status, headers, body) = get(folder.path(), "/sw.js", &[("if-none-match", &tag)]).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
        assert_eq!(headers[header::CACHE_CONTROL], ASK_FIRST);
    }

    #[tokio::test]
    async fn files_are_for_reading() {
        let folder = dist();
        let request = Request::post("/index.html").body(Body::empty()).unwrap();
        let response = file(&folder.path().join("dist"), request).await;
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    }

    #[test]
    fn the_api_is_never_taken_for_a_screen() {
        for (path, of_api) in [("/api", true), ("/api/v1/nothing", true), ("/apiary", false), ("/", false)] {
            assert_eq!(is_of_the_api(path), of_api, "{path}");
        }
    }
}
