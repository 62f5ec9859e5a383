//! What the photo tests share: a place with two communities, accounts in it, pictures, and a caller.

#![allow(dead_code, reason = "each test binary uses its part")]

use gridwalk_domain::admit::Role;
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::event::{Envelope, PremisesRegistered};
use gridwalk_domain::id::{AccountId, AreaId, DeviceId};
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use gridwalk_domain::position::Border;
use gridwalk_domain::time::Timestamp;
use gridwalk_server::core::world::{Clock, Entropy};
use gridwalk_server::core::{Core, NewAccount, password};
use gridwalk_server::run::{Options, Server};
use gridwalk_server::store::Store;
use gridwalk_server::store::sqlite::SqliteStore;
use gridwalk_server::system::{SystemClock, SystemEntropy};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Response};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

pub const PASSWORD: &str = "correct horse";

/// Grid cell of the first community.
pub const CELL: u128 = 0x31;
/// Grid cell of the other community.
pub const OTHER_CELL: u128 = 0x32;

/// Makes the place in the data folder: `worker` and `committee` of one community, `stranger` of another.
pub async fn settle(data: &Path) {
    std::fs::create_dir_all(data).unwrap();
    let store = Arc::new(SqliteStore::open(&data.join("gridwalk.db"), SystemEntropy.uuid()).await.unwrap());
    let core = Core::open(Arc::clone(&store) as Arc<dyn Store>).await.unwrap();
    let area = |id: u128, parent: Option<u128>, level, name: &str| Area {
        id: AreaId(Uuid::from_u128(id)),
        parent: parent.map(|id| AreaId(Uuid::from_u128(id))),
        level,
        name: name.to_owned(),
        code: None,
        border: Border::default(),
        moved_at: None,
    };
    let areas = [
        area(0x10, None, AreaLevel::Subdistrict, "东街道"),
        area(0x21, Some(0x10), AreaLevel::Community, "幸福里社区"),
        area(0x22, Some(0x10), AreaLevel::Community, "和平里社区"),
        area(CELL, Some(0x21), AreaLevel::GridCell, "第1网格"),
        area(OTHER_CELL, Some(0x22), AreaLevel::GridCell, "第2网格"),
    ];
    core.put_areas(&areas).await.unwrap();
    let password_hash = password::hash(PASSWORD, &SystemEntropy).unwrap();
    for (username, role, area) in
        [("worker", Role::Worker, CELL), ("committee", Role::Committee, 0x21), ("stranger", Role::Worker, OTHER_CELL)]
    {
        let new = NewAccount {
            id: account(username),
            username: username.to_owned(),
            name: username.to_owned(),
            role,
            areas: vec![AreaId(Uuid::from_u128(area))],
            password_hash: password_hash.clone(),
        };
        core.add_account(new, Timestamp::from_millis(0)).await.unwrap();
    }
    store.close().await;
}

pub fn account(username: &str) -> AccountId {
    AccountId(Uuid::from_u128(
        PhotoHash::of(username.as_bytes()).0.iter().fold(0, |id, byte| id << 4 ^ u128::from(*byte)),
    ))
}

/// Starts a server in this process on a data folder that [`settle`] made.
pub async fn start(data: &Path) -> Server {
    let options = Options {
        listen: ([127, 0, 0, 1], 0).into(),
        data: data.to_owned(),
        database: data.join("gridwalk.db"),
        photos: data.join("photos"),
        web: None,
        is_demo: false,
        tls: None,
        is_metrics_open: false,
    };
    Server::start(options, &mut |_| {}).await.unwrap()
}

/// Somebody with a session.
pub struct Caller {
    pub url: String,
    pub account: AccountId,
    /// As in the `Cookie` header.
    pub cookie: String,
    client: Client,
}

impl Caller {
    pub async fn sign_in(url: &str, username: &str) -> Self {
        let client = Client::new();
        let given = json!({ "username": username, "password": PASSWORD, "device": Uuid::from_u128(5) });
        let request = client.post(format!("{url}/api/v1/session")).header("x-gridwalk", "1").json(&given);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{username}");
        let cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { url: url.to_owned(), account: account(username), cookie, client }
    }

    /// The same session at another address: the server was started again.
    pub fn moved_to(&self, url: &str) -> Self {
        Self { url: url.to_owned(), account: self.account, cookie: self.cookie.clone(), client: Client::new() }
    }

    /// Sends a request with the session, the write guard's header and the version of tus; later headers win.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Response {
        let mut all = HeaderMap::new();
        for (name, value) in
            [("cookie", self.cookie.as_str()), ("x-gridwalk", "1"), ("tus-resumable", "1.0.0")].iter().chain(headers)
        {
            all.insert(HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap());
        }
        let method = method.parse().unwrap();
        self.client.request(method, format!("{}{path}", self.url)).headers(all).body(body).send().await.unwrap()
    }

    pub async fn create(&self, photo: &[u8]) -> Response {
        self.create_as(PhotoHash::of(photo), photo.len() as u64, "image/jpeg").await
    }

    pub async fn create_as(&self, sha256: PhotoHash, size_bytes: u64, media_type: &str) -> Response {
        let (length, metadata) = (size_bytes.to_string(), metadata(sha256, media_type));
        let headers = [("upload-length", length.as_str()), ("upload-metadata", metadata.as_str())];
        self.send("POST", "/api/v1/photos", &headers, "").await
    }

    pub async fn patch(&self, path: &str, offset: u64, bytes: &[u8]) -> Response {
        let offset = offset.to_string();
        let headers = [("content-type", "application/offset+octet-stream"), ("upload-offset", offset.as_str())];
        self.send("PATCH", path, &headers, bytes.to_vec()).await
    }

    pub async fn head(&self, path: &str) -> Response {
        self.send("HEAD", path, &[], "").await
    }

    /// Creates and sends the whole photo at once.
    pub async fn upload(&self, photo: &[u8]) -> Response {
        let created = self.create(photo).await;
        assert_eq!(created.status(), 201);
        self.patch(&location(&created), 0, photo).await
    }

    pub async fn photo(&self, hash: PhotoHash) -> Response {
        self.send("GET", &format!("/api/v1/photos/{hash}"), &[], "").await
    }

    /// Registers premises whose door photo has this hash, in a grid cell.
    pub async fn name_in_an_event(&self, cell: u128, hash: PhotoHash) {
        let now = SystemClock.now();
        let door_photo = PhotoRef {
            sha256: hash,
            taken_at: now,
            position: None,
            source: PhotoSource::Camera,
            retaken: false,
            size_bytes: 1000,
            width: 100,
            height: 100,
        };
        let body = PremisesRegistered {
            site: None,
            name: "小卖部".to_owned(),
            kind: "SHP".to_owned(),
            address: "幸福路1号".to_owned(),
            position: None,
            door_photo: Some(door_photo),
            rooms: vec![],
            details: Default::default(),
        };
        let envelope = Envelope {
            id: Uuid::now_v7().into(),
            subject: Uuid::now_v7().into(),
            kind: "PremisesRegistered".to_owned(),
            version: 1,
            base: None,
            at: now,
            clock_offset_ms: Some(0),
            actor: self.account,
            device: DeviceId(Uuid::from_u128(5)),
            area: AreaId(Uuid::from_u128(cell)),
            body: serde_json::to_value(body).unwrap(),
            personal: None,
            sig: None,
        };
        let batch = json!({ "device": Uuid::from_u128(5), "events": [envelope] }).to_string();
        let response = self.send("POST", "/api/v1/events", &[("content-type", "application/json")], batch).await;
        let reply: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(reply["results"][0]["verdict"], "accepted", "{reply}");
    }
}

pub fn metadata(sha256: PhotoHash, media_type: &str) -> String {
    use base64::Engine;
    let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    format!("sha256 {},filetype {}", encode(&sha256.to_string()), encode(media_type))
}

pub fn location(response: &Response) -> String {
    response.headers()["location"].to_str().unwrap().to_owned()
}

pub fn offset(response: &Response) -> u64 {
    response.headers()["upload-offset"].to_str().unwrap().parse().unwrap()
}

/// The stable word of a problem.
pub async fn code(response: Response) -> String {
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem: serde_json::Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    problem["code"].as_str().unwrap().to_owned()
}

/// A JPEG of noise, which hardly shrinks: about a byte a pixel.
pub fn jpeg(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_769) | 1;
    let picture = image::GrayImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        image::Luma([state as u8])
    });
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90).encode_image(&picture).unwrap();
    out
}
