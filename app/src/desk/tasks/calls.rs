//! Calls to the server that are no events: who answers for what. They need a network, and say so.

use crate::state::App;
use crate::text::duty as texts;
use gloo_net::http::{Request, Response};
use gridwalk_domain::admit::Role;
use gridwalk_domain::id::{AccountId, AreaId};
use gridwalk_domain::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// Everybody of the scope, and stand-ins.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Roster {
    /// By name.
    pub people: Vec<RosterPerson>,
    /// Planned and under way.
    pub stand_ins: Vec<StandIn>,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RosterPerson {
    /// Account.
    pub account: AccountId,
    /// As others see it.
    pub name: String,
    /// What for.
    pub role: Role,
    /// What it answers for, stand-ins included.
    pub areas: Vec<AreaId>,
    /// What it reviews by trade.
    #[serde(default)]
    pub trades: Vec<RosterTrade>,
}

/// One kind in one area.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RosterTrade {
    /// Where.
    pub area: AreaId,
    /// Catalogue kind.
    pub kind: String,
}

/// 代班.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct StandIn {
    /// Which.
    pub id: Uuid,
    /// Who.
    pub account: AccountId,
    /// Where.
    pub area: AreaId,
    /// From.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
}

/// Reads the roster; `None` without an answer.
pub async fn roster() -> Option<Roster> {
    let response = Request::get("/api/v1/roster").send().await.ok()?;
    if response.ok() { response.json().await.ok() } else { None }
}

/// Posts; says in words what came of it, and gives whether it was done.
pub async fn post(app: App, path: &str, body: &Value) -> bool {
    let request = Request::post(path)
        .header("X-Gridwalk", "1")
        .header("X-Gridwalk-Account", &app.session().account.id.to_string());
    let Ok(request) = request.json(body) else { return false };
    match request.send().await {
        Ok(response) if response.ok() => {
            app.say(texts::SAID_DONE.get());
            true
        }
        Ok(response) => {
            app.say(texts::CALL_FAILED.with(&[&problem(&response).await]));
            false
        }
        Err(_) => {
            app.say(texts::CALL_OFFLINE.get());
            false
        }
    }
}

/// The server's sentence for people.
pub async fn problem(response: &Response) -> String {
    let body: Value = response.json().await.unwrap_or_default();
    body["title"].as_str().unwrap_or_default().to_owned()
}
