//! Signing in and out, lapsed and revoked sessions, the first administrator.

use crate::support::{PASSWORD, Place, area_id, is_problem, new_id, options, words};
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::id::AreaId;
use gridwalk_server::core::world::Clock;
use gridwalk_server::run::Server;
use gridwalk_server::store::SessionsOf;
use gridwalk_server::system::SystemClock;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn a_session_says_who_where_and_with_whom() {
    let place = Place::open().await;
    let credentials = json!({"username": "worker", "password": PASSWORD, "device": new_id()});
    let response = place.stranger().post("/api/v1/session", &credentials).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    for part in ["gridwalk_session=", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "not under TLS");
    let session: Value = response.json().await.unwrap();
    assert_eq!(session["role"], "worker");
    assert_eq!(session["areas"], json!([AreaId(uuid::Uuid::from_u128(41))]));
    let names = |list: &Value| {
        list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(names(&session["tree"]), ["区域1", "区域2", "区域4", "区域41"].map(str::to_owned).into());
    let people = ["姓名 admin", "姓名 committee", "姓名 officer", "姓名 worker"].map(str::to_owned);
    assert_eq!(names(&session["people"]), people.into());
    assert!(session["settings"]["danger_phones"].is_array());
    assert!(session["server_time"].as_i64().unwrap() > 1_700_000_000_000);
    let worker = place.sign_in("worker").await;
    assert_eq!(worker.get("/api/v1/session").await["account"]["username"], "worker");
}

#[tokio::test]
async fn wrong_password_and_unknown_user_are_answered_alike_and_not_for_ever() {
    let place = Place::open().await;
    let stranger = place.stranger();
    let device = new_id();
    let try_as = async |username: &str, password: &str, device: &str| {
        let credentials = json!({"username": username, "password": password, "device": device});
        stranger.post("/api/v1/session", &credentials).send().await.unwrap()
    };
    let wrong: Value = try_as("worker", "wrong password", &device).await.json().await.unwrap();
    let unknown: Value = try_as("nobody", "wrong password", &device).await.json().await.unwrap();
    assert_eq!(wrong, unknown);
    assert_eq!(wrong["code"], "wrong-password");
    for _ in 1..10 {
        is_problem(try_as("worker", "wrong password", &device).await, 401, "wrong-password").await;
    }
    let limited = try_as("worker", PASSWORD, &device).await;
    assert!(limited.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
    is_problem(limited, 429, "too-many-tries").await;
    assert_eq!(try_as("worker", PASSWORD, &new_id()).await.status(), 200, "another device is not held up");
    assert_eq!(try_as("worker-b", PASSWORD, &device).await.status(), 200, "nor another account");
}

#[tokio::test]
async fn a_lapsed_session_is_unsigned_and_the_same_account_sends_later() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let events = [worker.site(41)];
    let later = SystemClock.now().plus_millis(31 * 86_400_000);
    place.core().store().end_sessions(&SessionsOf::ExpiredAt(later)).await.unwrap();
    let offered = worker.post("/api/v1/events", &crate::support::batch(&events)).send().await.unwrap();
    is_problem(offered, 401, "unsigned").await;
    let other = place.sign_in("worker-b").await;
    assert_eq!(words(&other.offer(&events).await), ["refused not-yours"]);
    let again = place.sign_in("worker").await;
    assert_eq!(words(&again.offer(&events).await), ["accepted"]);
}

#[tokio::test]
async fn a_revoked_session_reads_nothing_and_what_it_offers_is_set_aside() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let account = worker.account.parse().unwrap();
    assert_eq!(place.core().revoke_sessions(account, SystemClock.now()).await.unwrap(), 1);
    let events = [worker.site(41), worker.site(42)];
    let expected = ["quarantined session-revoked", "refused out-of-scope"];
    assert_eq!(words(&worker.offer(&events).await), expected);
    assert_eq!(words(&worker.offer(&events[..1]).await), ["quarantined known"]);
    let read = worker.request(Method::GET, "/api/v1/events").send().await.unwrap();
    is_problem(read, 401, "unsigned").await;
    let again = place.sign_in("worker").await;
    assert!(again.pull_all(10).await.is_empty());
    assert_eq!(place.core().store().quarantined().await.unwrap().len(), 1);
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let unmarked = worker.request(Method::DELETE, "/api/v1/session").send().await.unwrap();
    is_problem(unmarked, 403, "no-gridwalk-header").await;
    let out = worker.request(Method::DELETE, "/api/v1/session").header("X-Gridwalk", "1").send().await.unwrap();
    assert_eq!(out.status(), 204);
    assert!(out.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    is_problem(worker.request(Method::GET, "/api/v1/session").send().await.unwrap(), 401, "unsigned").await;
}

#[tokio::test]
async fn a_changed_password_ends_other_sessions_and_keeps_this_one() {
    let place = Place::open().await;
    let (here, elsewhere) = (place.sign_in("worker").await, place.sign_in("worker").await);
    let change = async |old: &str, new: &str| {
        let change = json!({"old_password": old, "new_password": new});
        here.post("/api/v1/session/password", &change).send().await.unwrap()
    };
    is_problem(change("wrong", "another password").await, 403, "wrong-password").await;
    is_problem(change(PASSWORD, "short").await, 400, "bad-request").await;
    assert_eq!(change(PASSWORD, "another password").await.status(), 204);
    here.get("/api/v1/session").await;
    is_problem(elsewhere.request(Method::GET, "/api/v1/session").send().await.unwrap(), 401, "unsigned").await;
    let credentials = |password: &str| json!({"username": "worker", "password": password, "device": new_id()});
    let sign_in = async |password| here.post("/api/v1/session", &credentials(password)).send().await.unwrap();
    is_problem(sign_in(PASSWORD).await, 401, "wrong-password").await;
    assert_eq!(sign_in("another password").await.status(), 200);
}

#[tokio::test]
async fn the_first_start_prints_a_code_that_makes_one_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let mut said = Vec::new();
    let server = Server::start(options(folder.path()), &mut |line| said.push(line.to_owned())).await.unwrap();
    let code = said.iter().find_map(|line| line.strip_prefix("first administrator code: ")).unwrap();
    let claim = async |code: &str| {
        let claim = json!({"code": code, "username": "root", "name": "管理员", "password": "long enough",
            "device": new_id()});
        let request = reqwest::Client::new().post(format!("{}/api/v1/session/first-admin", server.url()));
        request.header("X-Gridwalk", "1").json(&claim).send().await.unwrap()
    };
    is_problem(claim("WRONG").await, 403, "wrong-code").await;
    let made = claim(&code.to_lowercase()).await;
    assert_eq!(made.status(), 200);
    let cookie = made.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(made.json::<Value>().await.unwrap()["role"], "admin");
    // Areas come later, and are its own to answer for.
    let county = Area {
        id: area_id(1),
        parent: None,
        level: AreaLevel::County,
        name: "平湖区".into(),
        code: None,
        border: Default::default(),
        moved_at: None,
    };
    server.app().core.put_areas(&[county]).await.unwrap();
    let request = reqwest::Client::new().get(format!("{}/api/v1/session", server.url())).header("Cookie", cookie);
    let signed: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(signed["areas"], json!([area_id(1)]), "{signed}");
    is_problem(claim(code).await, 403, "wrong-code").await;
    server.end().await.unwrap();
    let mut said = Vec::new();
    Server::start(options(folder.path()), &mut |line| said.push(line.to_owned())).await.unwrap();
    assert!(said.iter().all(|line| !line.contains("code")), "{said:?}");
}

#[tokio::test]
async fn events_made_before_a_cell_was_given_away_are_taken_if_the_clock_is_known() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let left_at = SystemClock.now().plus_millis(-3_600_000);
    let cell = AreaId(uuid::Uuid::from_u128(41));
    place.core().end_assignment(worker.account.parse().unwrap(), cell, left_at).await.unwrap();
    let made = |before_ms: i64, offset: Option<i64>| {
        let mut event = worker.site(41);
        event["at"] = json!(left_at.plus_millis(-before_ms));
        event["clock_offset_ms"] = json!(offset);
        event
    };
    let events = [made(1_000, Some(0)), made(1_000, None), made(-1_000, Some(0)), made(1_000, Some(2_000))];
    let expected = ["accepted", "quarantined out-of-scope", "refused out-of-scope", "refused out-of-scope"];
    assert_eq!(words(&worker.offer(&events).await), expected);
    assert!(worker.pull_all(10).await.is_empty(), "it is no longer theirs to read");
}
