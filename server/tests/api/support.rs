//! A served place, and people who call it.

use gridwalk_domain::admit::Role;
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::event::{
    Body, InspectionRecorded, NotEntered, NotEnteredReason, Outcome, PremisesRegistered, SiteRegistered, VisitPlace,
};
use gridwalk_domain::id::{AccountId, AreaId};
use gridwalk_server::core::world::{Clock, Entropy};
use gridwalk_server::core::{Core, NewAccount, password};
use gridwalk_server::run::{Options, Server};
use gridwalk_server::store::sqlite::SqliteStore;
use gridwalk_server::system::{SystemClock, SystemEntropy};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use uuid::Uuid;

pub const PASSWORD: &str = "正确的密码-𠮷-8";

/// Sub-districts 2 and 3; communities 4, 5 | 6; cells 41, 42, 51 | 61.
const AREAS: [(u128, Option<u128>, AreaLevel); 10] = [
    (1, None, AreaLevel::County),
    (2, Some(1), AreaLevel::Subdistrict),
    (3, Some(1), AreaLevel::Subdistrict),
    (4, Some(2), AreaLevel::Community),
    (5, Some(2), AreaLevel::Community),
    (6, Some(3), AreaLevel::Community),
    (41, Some(4), AreaLevel::GridCell),
    (42, Some(4), AreaLevel::GridCell),
    (51, Some(5), AreaLevel::GridCell),
    (61, Some(6), AreaLevel::GridCell),
];

const ACCOUNTS: [(&str, Role, u128); 7] = [
    ("worker", Role::Worker, 41),
    ("worker-b", Role::Worker, 42),
    ("far-worker", Role::Worker, 61),
    ("committee", Role::Committee, 4),
    ("committee-b", Role::Committee, 5),
    ("officer", Role::Subdistrict, 2),
    ("admin", Role::Admin, 1),
];

pub struct Place {
    _folder: TempDir,
    pub server: Server,
}

pub fn area_id(n: u128) -> AreaId {
    AreaId(Uuid::from_u128(n))
}

pub fn new_id() -> String {
    Uuid::now_v7().to_string()
}

pub fn options(data: &Path) -> Options {
    Options {
        listen: ([127, 0, 0, 1], 0).into(),
        data: data.to_owned(),
        database: data.join("gridwalk.db"),
        photos: data.join("photos"),
        web: None,
        is_demo: false,
        tls: None,
        is_metrics_open: false,
    }
}

/// Fills a new database with areas and accounts.
pub async fn furnish(data: &Path) {
    static HASH: OnceLock<String> = OnceLock::new();
    let store = SqliteStore::open(&data.join("gridwalk.db"), SystemEntropy.uuid()).await.unwrap();
    let store = Arc::new(store);
    let core = Core::open(store.clone()).await.unwrap();
    let areas = AREAS.map(|(id, parent, level)| Area {
        id: area_id(id),
        parent: parent.map(area_id),
        level,
        name: format!("区域{id}"),
        code: None,
        border: Default::default(),
        moved_at: None,
    });
    core.put_areas(&areas).await.unwrap();
    for (username, role, area) in ACCOUNTS {
        let new = NewAccount {
            id: AccountId(SystemEntropy.uuid()),
            username: username.to_owned(),
            name: format!("姓名 {username}"),
            role,
            areas: vec![area_id(area)],
            password_hash: HASH.get_or_init(|| password::hash(PASSWORD, &SystemEntropy).unwrap()).clone(),
        };
        core.add_account(new, SystemClock.now().plus_millis(-86_400_000)).await.unwrap();
    }
    drop(core);
    store.close().await;
}

impl Place {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        furnish(folder.path()).await;
        let server = Server::start(options(folder.path()), &mut |_| {}).await.unwrap();
        Self { _folder: folder, server }
    }

    pub fn data(&self) -> &Path {
        self._folder.path()
    }

    pub fn core(&self) -> &Core {
        &self.server.app().core
    }

    pub fn stranger(&self) -> Caller {
        Caller { http: reqwest::Client::new(), url: self.server.url(), cookie: None, account: String::new() }
    }

    pub async fn sign_in(&self, username: &str) -> Caller {
        self.stranger().sign_in(username).await
    }
}

#[derive(Clone)]
pub struct Caller {
    pub http: reqwest::Client,
    pub url: String,
    pub cookie: Option<String>,
    pub account: String,
}

impl Caller {
    pub async fn sign_in(mut self, username: &str) -> Self {
        let credentials = json!({"username": username, "password": PASSWORD, "device": new_id()});
        let response = self.post("/api/v1/session", &credentials).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        self.cookie = cookie.split(';').next().map(str::to_owned);
        let session: Value = response.json().await.unwrap();
        self.account = session["account"]["id"].as_str().unwrap().to_owned();
        self
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.cookie {
            Some(cookie) => request.header("Cookie", cookie),
            None => request,
        }
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.request(Method::POST, path).header("X-Gridwalk", "1").json(body)
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    /// Offers events; their verdicts.
    pub async fn offer(&self, events: &[Value]) -> Vec<Value> {
        let response = self.post("/api/v1/events", &batch(events)).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let reply: Value = response.json().await.unwrap();
        reply["results"].as_array().unwrap().clone()
    }

    /// All events of the scope from the beginning.
    pub async fn pull_all(&self, limit: u32) -> Vec<Value> {
        let (mut events, mut after) = (Vec::new(), "0".to_owned());
        loop {
            let page = self.get(&format!("/api/v1/events?after={after}&limit={limit}")).await;
            events.extend(page["events"].as_array().unwrap().iter().cloned());
            after = page["next"].as_str().unwrap().to_owned();
            if page["more"] == false {
                return events;
            }
        }
    }

    /// An event of this caller in a cell.
    pub fn event(&self, cell: u128, subject: &str, body: impl Into<Body>) -> Value {
        let body = body.into();
        json!({
            "id": new_id(), "subject": subject, "kind": body.kind(), "version": 1, "at": SystemClock.now(),
            "clock_offset_ms": 0, "actor": self.account, "device": new_id(), "area": area_id(cell),
            "body": body.to_value(),
        })
    }

    pub fn site(&self, cell: u128) -> Value {
        let body = SiteRegistered { name: "楼".into(), building_code: None, address: "路".into(), position: None };
        self.event(cell, &new_id(), body)
    }

    pub fn premises(&self, cell: u128, subject: &str) -> Value {
        let body = PremisesRegistered {
            site: None,
            name: "老李饭馆".into(),
            kind: "restaurant".into(),
            address: "幸福路27号".into(),
            position: None,
            door_photo: None,
            rooms: vec![],
            details: Default::default(),
        };
        self.event(cell, subject, body)
    }

    pub fn visit(&self, cell: u128, subject: &str, premises: &str, note: &str) -> Value {
        let now = SystemClock.now();
        let body = InspectionRecorded {
            premises: premises.parse().unwrap(),
            started_at: now.plus_millis(-60_000),
            ended_at: now,
            place: VisitPlace::default(),
            outcome: Outcome::NotEntered(NotEntered { reason: NotEnteredReason::Closed, door_photo: None }),
            note: note.to_owned(),
            photos: vec![],
            companions: 0,
            arrival: Default::default(),
        };
        self.event(cell, subject, body)
    }
}

pub fn batch(events: &[Value]) -> Value {
    json!({"device": new_id(), "events": events})
}

/// `verdict` or `verdict reason`, in order.
pub fn words(verdicts: &[Value]) -> Vec<String> {
    let word = |verdict: &Value| match verdict["reason"].as_str() {
        Some(reason) => format!("{} {reason}", verdict["verdict"].as_str().unwrap()),
        None => verdict["verdict"].as_str().unwrap().to_owned(),
    };
    verdicts.iter().map(word).collect()
}

/// Checks that it is a problem of that status and code.
pub async fn is_problem(response: Response, status: u16, code: &str) {
    assert_eq!(response.status(), status, "{code}");
    assert_eq!(response.headers()["content-type"], "application/problem+json", "{code}");
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["code"], code);
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], format!("urn:gridwalk:problem:{code}"));
    assert!(!problem["title"].as_str().unwrap().is_empty());
}
