//! One request and its reply.

use crate::transport::{Answer, TransportError};
use gridwalk_domain::id::AccountId;
use gridwalk_domain::time::Timestamp;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestCredentials, RequestInit, Response};

#[wasm_bindgen]
extern "C" {
    // The same name in a page and in a service worker.
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &RequestInit) -> js_sys::Promise;
}

/// What is sent along.
pub(super) enum Body {
    /// Text.
    Text(String),
    /// Whatever the browser takes as a body.
    Js(JsValue),
}

/// A request being put together.
pub(super) struct Call<'a> {
    method: &'a str,
    url: &'a str,
    headers: Vec<(&'static str, String)>,
    body: Option<Body>,
}

impl<'a> Call<'a> {
    /// With the headers that every request of ours carries.
    pub fn new(method: &'a str, url: &'a str, account: AccountId) -> Self {
        let headers = vec![("X-Gridwalk", "1".to_owned()), ("X-Gridwalk-Account", account.to_string())];
        Self { method, url, headers, body: None }
    }

    /// One more header.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// With a body.
    pub fn body(mut self, body: Body) -> Self {
        self.body = Some(body);
        self
    }

    /// Sends it; a status other than 2xx is an error.
    pub async fn send(self) -> Result<Reply, TransportError> {
        let promise = self.start().map_err(|error| TransportError::Unreadable { reason: format!("{error:?}") })?;
        // The browser says no more than that there was no answer.
        let response = JsFuture::from(promise).await.map_err(|_| TransportError::Network)?;
        let reply = Reply(response.unchecked_into());
        if reply.0.ok() { Ok(reply) } else { Err(reply.problem().await) }
    }

    fn start(self) -> Result<js_sys::Promise, JsValue> {
        let headers = Headers::new()?;
        for (name, value) in &self.headers {
            headers.set(name, value)?;
        }
        let init = RequestInit::new();
        init.set_method(self.method);
        init.set_headers(&headers);
        init.set_credentials(RequestCredentials::SameOrigin);
        match self.body {
            Some(Body::Text(text)) => init.set_body(&text.into()),
            Some(Body::Js(body)) => init.set_body(&body),
            None => {}
        }
        Ok(fetch(self.url, &init))
    }
}

/// A reply.
pub(super) struct Reply(Response);

impl Reply {
    /// A header, if it is there.
    pub fn header(&self, name: &str) -> Option<String> {
        self.0.headers().get(name).ok().flatten()
    }

    /// The body, read as JSON.
    pub async fn json<T: DeserializeOwned>(self) -> Result<Answer<T>, TransportError> {
        let server_time = self.server_time();
        let text = self.text().await?;
        let value =
            serde_json::from_str(&text).map_err(|error| TransportError::Unreadable { reason: error.to_string() })?;
        Ok(Answer { value, server_time })
    }

    async fn text(&self) -> Result<String, TransportError> {
        let promise = self.0.text().map_err(|_| TransportError::Network)?;
        // A connection that breaks off in the body is no answer either.
        let text = JsFuture::from(promise).await.map_err(|_| TransportError::Network)?;
        text.as_string().ok_or(TransportError::Network)
    }

    // The `Date` header has no fraction of a second: half of one is the best guess.
    fn server_time(&self) -> Option<Timestamp> {
        let millis = js_sys::Date::parse(&self.header("Date")?);
        millis.is_finite().then(|| Timestamp::from_millis(millis as i64 + 500))
    }

    async fn problem(&self) -> TransportError {
        #[derive(serde::Deserialize)]
        struct Problem {
            code: String,
        }
        let code = self.text().await.ok().and_then(|text| serde_json::from_str::<Problem>(&text).ok());
        TransportError::Status {
            status: self.0.status(),
            problem: code.map(|problem| problem.code).unwrap_or_default(),
            retry_after_s: self.header("Retry-After").and_then(|seconds| seconds.parse().ok()),
        }
    }
}
