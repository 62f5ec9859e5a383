//! The headers of tus 1.0.

use super::super::Problem;
use super::header_name;
use crate::photos::metadata::{Checksum, HeaderError};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gridwalk_domain::time::Timestamp;
use std::time::{Duration, UNIX_EPOCH};

/// The one version spoken here.
pub(super) const VERSION: &str = "1.0.0";

pub(super) const RESUMABLE: HeaderName = header_name("tus-resumable");
pub(super) const VERSIONS: HeaderName = header_name("tus-version");
pub(super) const EXTENSIONS: HeaderName = header_name("tus-extension");
pub(super) const MAX_SIZE: HeaderName = header_name("tus-max-size");
pub(super) const CHECKSUM_ALGORITHMS: HeaderName = header_name("tus-checksum-algorithm");
pub(super) const OFFSET: HeaderName = header_name("upload-offset");
pub(super) const LENGTH: HeaderName = header_name("upload-length");
pub(super) const METADATA: HeaderName = header_name("upload-metadata");
pub(super) const CHECKSUM: HeaderName = header_name("upload-checksum");
pub(super) const EXPIRES: HeaderName = header_name("upload-expires");

/// Refuses another version of tus, and names ours on every answer, the refusals too.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let spoken = request.headers().get(&RESUMABLE).is_some_and(|version| version == VERSION);
    let mut response = if spoken || request.method() == Method::OPTIONS {
        next.run(request).await
    } else {
        Problem::new(StatusCode::PRECONDITION_FAILED, "tus-version", "上传协议的版本不对")
            .detail("header Tus-Resumable: 1.0.0 is missing")
            .header(VERSIONS, HeaderValue::from_static(VERSION))
            .into_response()
    };
    response.headers_mut().insert(RESUMABLE, HeaderValue::from_static(VERSION));
    response
}

/// What a request with bytes must carry: the media type of tus, and perhaps a checksum.
pub(super) fn chunk_headers(headers: &HeaderMap) -> Result<Option<Checksum>, Problem> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if media_type != Some("application/offset+octet-stream") {
        return Err(Problem::unsupported("Content-Type must be application/offset+octet-stream"));
    }
    let Some(checksum) = text(headers, &CHECKSUM)? else { return Ok(None) };
    Checksum::parse(checksum).map(Some).map_err(|error| match error {
        HeaderError::Algorithm => Problem::new(StatusCode::BAD_REQUEST, "checksum-algorithm", "不支持这种校验算法")
            .detail(error.to_string())
            .header(CHECKSUM_ALGORITHMS, HeaderValue::from_static(Checksum::ALGORITHMS)),
        _ => Problem::bad_request(error.to_string()),
    })
}

/// A header as text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    value.to_str().map(Some).map_err(|_| Problem::bad_request(format!("header {name} is not plain text")))
}

/// A header as a count of bytes.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>, Problem> {
    let Some(text) = text(headers, name)? else { return Ok(None) };
    let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = is_digits.then(|| text.parse().ok()).flatten();
    number.map(Some).ok_or_else(|| Problem::bad_request(format!("header {name} is not a number of bytes")))
}

/// As in `Upload-Expires`; `None` for instants that HTTP cannot write.
pub(super) fn http_date(at: Timestamp) -> Option<HeaderValue> {
    let since_epoch = Duration::from_millis(u64::try_from(at.millis()).ok()?);
    // HTTP dates end with the year 9999.
    (since_epoch.as_secs() < 253_402_300_800).then_some(())?;
    HeaderValue::try_from(httpdate::fmt_http_date(UNIX_EPOCH + since_epoch)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_bytes_are_digits_alone() {
        for (value, number_of) in
            [("0", Some(0)), ("20", Some(20)), ("-1", None), ("+1", None), ("", None), ("1e3", None)]
        {
            let headers = HeaderMap::from_iter([(LENGTH, HeaderValue::from_static(value))]);
            assert_eq!(number(&headers, &LENGTH).ok().flatten(), number_of, "{value}");
        }
        let headers = HeaderMap::from_iter([(LENGTH, HeaderValue::from_static("99999999999999999999"))]);
        assert!(number(&headers, &LENGTH).is_err());
    }

    #[test]
    fn dates_that_http_cannot_write_are_left_out() {
        let text = |millis| http_date(Timestamp::from_millis(millis)).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(text(784_111_777_000).as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(text(-1), None);
        assert_eq!(text(i64::MAX), None);
    }
}
