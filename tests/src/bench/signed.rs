//! A client of the server's calls, signed in as a demo account.

use crate::browser::{Failure, Server};
use gridwalk_domain::id::{AccountId, AreaId, DeviceId};
use serde_json::{Value, json};
use uuid::Uuid;

/// Who is signed in, and where from.
pub struct Signed {
    /// With the session's cookie.
    pub http: reqwest::Client,
    /// Whose session it is.
    pub account: AccountId,
    /// The account's first area.
    pub area: AreaId,
    /// Made from the name.
    pub device: DeviceId,
}

/// What could not be done, with the transport's word.
pub fn failed(doing: &str) -> impl FnOnce(reqwest::Error) -> Failure {
    move |error| Failure::Process(format!("{doing}: {error}"))
}

fn parsed<T: std::str::FromStr>(value: &Value) -> Result<T, Failure> {
    let text = value.as_str().unwrap_or_default();
    text.parse().map_err(|_| Failure::Wrong(format!("not an id: {value}")))
}

/// Signs in.
///
/// # Errors
/// The server refuses, or its answer names no area.
pub async fn sign_in(server: &Server, username: &str) -> Result<Signed, Failure> {
    let http = reqwest::Client::builder().cookie_store(true).build().map_err(failed("make a client"))?;
    let device = Uuid::from_u128(username.bytes().fold(7, |number, byte| number * 31 + u128::from(byte)));
    let body = json!({ "username": username, "password": server.password, "device": device });
    let url = server.url();
    let request =
        http.post(format!("{url}/api/v1/session")).header("x-gridwalk", "1").header("origin", &url).json(&body);
    let reply = request.send().await.and_then(reqwest::Response::error_for_status).map_err(failed("sign in"))?;
    let session: Value = reply.json().await.map_err(failed("sign in"))?;
    let (account, area) = (parsed(&session["account"]["id"])?, parsed(&session["areas"][0])?);
    Ok(Signed { http, account, area, device: DeviceId(device) })
}
