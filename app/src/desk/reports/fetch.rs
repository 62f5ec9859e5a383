//! Asking the server.

use crate::text::figures as texts;
use gloo_net::http::{Request, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// No network, or a server that does not answer.
    Offline,
    /// The server said no; its sentence.
    Refused(String),
}

impl Trouble {
    /// To a person.
    pub fn sentence(&self) -> String {
        match self {
            Self::Offline => texts::NEEDS_NETWORK.get().to_owned(),
            Self::Refused(title) => title.clone(),
        }
    }
}

#[derive(Deserialize)]
struct Problem {
    title: String,
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Trouble> {
    if response.ok() {
        return response.json().await.map_err(|_| Trouble::Offline);
    }
    let problem = response.json::<Problem>().await;
    Err(problem.map_or(Trouble::Offline, |problem| Trouble::Refused(problem.title)))
}

/// Reads.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    read(Request::get(path).send().await.map_err(|_| Trouble::Offline)?).await
}

/// Writes.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Trouble> {
    let request = Request::post(path).header("X-Gridwalk", "1").json(body).map_err(|_| Trouble::Offline)?;
    read(request.send().await.map_err(|_| Trouble::Offline)?).await
}

/// A value of a query string.
pub fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
