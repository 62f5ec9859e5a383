//! Who is signed in: asked of the server when there is one, remembered for the days without.

use crate::platform;
use crate::text::common as words;
use gloo_net::http::Request;
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::{Area, AreaTree};
use gridwalk_domain::id::{AccountId, AreaId, DeviceId};
use gridwalk_domain::settings::PlaceSettings;
use serde::{Deserialize, Serialize};

/// The reply of `/api/v1/session`, kept on the phone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Who.
    pub account: Account,
    /// What for.
    pub role: Role,
    /// Where.
    pub areas: Vec<AreaId>,
    /// Of them, those where it stands in for somebody for some days (代班).
    #[serde(default)]
    pub standing_in: Vec<AreaId>,
    /// Those areas, what lies below and above them.
    pub tree: Vec<Area>,
    /// Colleagues of the scope, by name.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Of the place.
    pub settings: PlaceSettings,
}

/// The account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// Stable.
    pub id: AccountId,
    /// To sign in.
    pub username: String,
    /// Real name.
    pub name: String,
}

/// A colleague.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// Stable.
    pub id: AccountId,
    /// Real name.
    pub name: String,
    /// What for.
    pub role: Role,
    /// What they answer for.
    #[serde(default)]
    pub areas: Vec<AreaId>,
}

/// Why signing in did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInError {
    /// Something was left empty; nothing was asked.
    Blank,
    /// User name or password.
    Wrong,
    /// What was given is not acceptable: a password that is too short, say.
    Unfit,
    /// Too many tries.
    TooOften,
    /// No reply.
    NoNetwork,
    /// Any other reply.
    Server,
}

const KEY: &str = "session";

impl Session {
    /// The remembered one.
    pub fn saved() -> Option<Self> {
        serde_json::from_str(&platform::kept(KEY)?).ok()
    }

    /// Remembers it.
    pub fn save(&self) {
        if let Ok(json) = serde_json::to_string(self) {
            platform::keep(KEY, Some(&json));
        }
        platform::keep("desk", self.is_desk().then_some("1"));
    }

    /// Whether its screens are the desk's.
    pub fn is_desk(&self) -> bool {
        self.role != Role::Worker
    }

    /// The tree of areas.
    pub fn area_tree(&self) -> AreaTree {
        AreaTree::new(self.tree.iter().cloned())
    }

    /// The areas it answers for, by name: 第3网格、第4网格（代班）.
    pub fn place(&self, tree: &AreaTree) -> String {
        let name = |id: &AreaId| {
            let name = tree.get(*id)?.name.clone();
            Some(if self.standing_in.contains(id) { words::STANDING_IN.with(&[&name]) } else { name })
        };
        self.areas.iter().filter_map(name).collect::<Vec<_>>().join(words::LIST_PART.get())
    }

    /// A colleague's name, or nothing.
    pub fn name_of(&self, account: AccountId) -> String {
        if account == self.account.id {
            return self.account.name.clone();
        }
        self.people.iter().find(|person| person.id == account).map(|person| person.name.clone()).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Credentials<'a> {
    username: &'a str,
    password: &'a str,
    device: DeviceId,
}

/// Signs in; the server sets the cookie.
pub async fn sign_in(username: &str, password: &str, device: DeviceId) -> Result<Session, SignInError> {
    let request = Request::post("/api/v1/session")
        .header("X-Gridwalk", "1")
        .json(&Credentials { username: username.trim(), password, device })
        .map_err(|_| SignInError::Server)?;
    let response = request.send().await.map_err(|_| SignInError::NoNetwork)?;
    match response.status() {
        200 | 201 => response.json().await.map_err(|_| SignInError::Server),
        400 | 401 | 403 | 422 => Err(SignInError::Wrong),
        429 => Err(SignInError::TooOften),
        _ => Err(SignInError::Server),
    }
}

/// What the first administrator gives.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FirstAdmin {
    /// As the server printed it; blanks, dashes and case do not matter.
    pub code: String,
    /// To sign in.
    pub username: String,
    /// Real name.
    pub name: String,
    /// At least 8 characters.
    pub password: String,
}

impl FirstAdmin {
    /// Whether a field was left empty.
    pub fn has_blank(&self) -> bool {
        [&self.code, &self.username, &self.name, &self.password].into_iter().any(|field| field.trim().is_empty())
    }
}

/// Makes the first administrator, and signs in.
pub async fn claim_first_admin(form: &FirstAdmin, device: DeviceId) -> Result<Session, SignInError> {
    #[derive(Serialize)]
    struct Claim<'a> {
        #[serde(flatten)]
        form: &'a FirstAdmin,
        device: DeviceId,
    }
    let request = Request::post("/api/v1/session/first-admin")
        .header("X-Gridwalk", "1")
        .json(&Claim { form, device })
        .map_err(|_| SignInError::Server)?;
    let response = request.send().await.map_err(|_| SignInError::NoNetwork)?;
    match response.status() {
        200 | 201 => response.json().await.map_err(|_| SignInError::Server),
        400 | 422 => Err(SignInError::Unfit),
        401 | 403 => Err(SignInError::Wrong),
        429 => Err(SignInError::TooOften),
        _ => Err(SignInError::Server),
    }
}

/// Asks who is signed in. `Ok(None)` when nobody is, `Err` when no answer is to be had.
pub async fn refresh() -> Result<Option<Session>, SignInError> {
    let response = Request::get("/api/v1/session").send().await.map_err(|_| SignInError::NoNetwork)?;
    match response.status() {
        200 => response.json().await.map(Some).map_err(|_| SignInError::Server),
        401 => Ok(None),
        _ => Err(SignInError::Server),
    }
}

/// Ends the session, here and, if there is a network, on the server. The account's store stays.
pub async fn sign_out() {
    platform::keep(KEY, None);
    platform::keep("desk", None);
    // Without a network the cookie lapses on its own; the device's signed-out flag holds meanwhile.
    let _ = Request::delete("/api/v1/session").header("X-Gridwalk", "1").send().await;
}

/// Changes one's own password; says whether the old one was right.
pub async fn change_password(old: &str, new: &str) -> Result<(), SignInError> {
    let body = serde_json::json!({ "old_password": old, "new_password": new });
    let request = Request::post("/api/v1/session/password")
        .header("X-Gridwalk", "1")
        .json(&body)
        .map_err(|_| SignInError::Server)?;
    let response = request.send().await.map_err(|_| SignInError::NoNetwork)?;
    match response.status() {
        200..=299 => Ok(()),
        400 | 422 => Err(SignInError::Unfit),
        401..=428 => Err(SignInError::Wrong),
        429 => Err(SignInError::TooOften),
        _ => Err(SignInError::Server),
    }
}
