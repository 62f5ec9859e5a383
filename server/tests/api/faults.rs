//! Bad input: a clear answer, and nothing stored that should not be.

use crate::support::{Place, batch, is_problem, new_id, words};
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;
use serde_json::{Value, json};
use std::io::Write;

const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn each_bad_event_gets_its_own_verdict_and_the_rest_go_on() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let with = |field: &str, value: Value| {
        let mut event = worker.site(41);
        event[field] = value;
        event
    };
    let mut nested = json!(1);
    for _ in 0..60 {
        nested = json!([nested]);
    }
    let events = [
        worker.site(41),
        json!({"id": "not an id"}),
        json!(17),
        with("kind", json!("PremisesExploded")),
        with("version", json!(9)),
        with("body", json!({"name": "x".repeat(300_000), "address": ""})),
        with("body", nested),
        with("body", json!({"name": 5})),
        with("area", json!(new_id())),
        worker.site(42),
        worker.site(2),
        with("actor", json!(new_id())),
        with("mood", json!("unknown field")),
        with("at", json!("yesterday")),
        worker.site(41),
    ];
    let verdicts = worker.offer(&events).await;
    let expected = [
        "accepted",
        "refused malformed",
        "refused malformed",
        "refused unknown-kind",
        "refused unknown-version",
        "refused too-large",
        "refused too-deep",
        "refused malformed",
        "refused unknown-area",
        "refused out-of-scope",
        "refused unknown-area",
        "refused not-yours",
        "refused malformed",
        "refused malformed",
        "accepted",
    ];
    assert_eq!(words(&verdicts), expected);
    for (verdict, event) in verdicts.iter().zip(&events) {
        let id = if event.is_object() { event["id"].clone() } else { Value::Null };
        assert_eq!(verdict["id"], id);
    }
    assert_eq!(worker.pull_all(50).await.len(), 2);
}

#[tokio::test]
async fn depth_that_would_exhaust_a_stack_is_one_events_trouble() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let deep = format!("{{\"id\":\"deep\",\"body\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let body = format!("{{\"device\":\"{}\",\"events\":[{deep},{}]}}", new_id(), worker.site(41));
    let request = worker.request(Method::POST, "/api/v1/events").header("X-Gridwalk", "1");
    let response = request.header("Content-Type", "application/json").body(body).send().await.unwrap();
    let reply: Value = response.json().await.unwrap();
    assert_eq!(words(reply["results"].as_array().unwrap()), ["refused too-deep", "accepted"]);
}

#[tokio::test]
async fn bodies_that_are_no_batch_are_problems() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let post = async |content_type: &str, encoding: Option<&str>, body: Vec<u8>| {
        let mut request = worker.request(Method::POST, "/api/v1/events").header("X-Gridwalk", "1");
        if let Some(encoding) = encoding {
            request = request.header("Content-Encoding", encoding);
        }
        request.header("Content-Type", content_type).body(body).send().await.unwrap()
    };
    let json = "application/json";
    let good = batch(&[worker.site(41)]).to_string().into_bytes();
    for (body, what) in [
        (b"".to_vec(), "empty"),
        (b"{\"device\":".to_vec(), "cut"),
        (b"[]".to_vec(), "no object"),
        (b"{\"device\":\"x\",\"events\":[]}".to_vec(), "no id"),
        (b"{\"events\":[]}".to_vec(), "no device"),
        (vec![0xff, 0xfe, b'{'], "no UTF-8"),
        ("[".repeat(200_000).into_bytes(), "deep"),
    ] {
        let response = post(json, None, body).await;
        assert_eq!(response.status(), 400, "{what}");
        is_problem(response, 400, "bad-request").await;
    }
    is_problem(post("text/plain", None, good.clone()).await, 415, "unsupported-media-type").await;
    is_problem(post(json, Some("br"), good.clone()).await, 415, "unsupported-media-type").await;
    is_problem(post(json, Some("gzip"), good.clone()).await, 400, "bad-request").await;
    is_problem(post(json, None, vec![b' '; BODY_BYTES_MAX + 1]).await, 413, "too-large").await;
    let many = batch(&vec![json!(1); 501]);
    is_problem(post(json, None, many.to_string().into_bytes()).await, 413, "too-many-events").await;
    let response = post(json, Some("gzip"), gzip(&good)).await;
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn a_small_body_that_inflates_without_end_is_too_large() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let bomb = gzip(&vec![b' '; 200 * 1024 * 1024]);
    assert!(bomb.len() < 300_000);
    let request = worker.request(Method::POST, "/api/v1/events").header("X-Gridwalk", "1");
    let request = request.header("Content-Type", "application/json").header("Content-Encoding", "gzip");
    is_problem(request.body(bomb).send().await.unwrap(), 413, "too-large").await;
}

#[tokio::test]
async fn writes_without_the_guards_marks_store_nothing() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let offered = batch(&[worker.site(41)]);
    let bare = || worker.request(Method::POST, "/api/v1/events").json(&offered);
    is_problem(bare().send().await.unwrap(), 403, "no-gridwalk-header").await;
    let marked = || bare().header("X-Gridwalk", "1");
    is_problem(marked().header("Origin", "https://evil.example").send().await.unwrap(), 403, "foreign-origin").await;
    is_problem(marked().header("Origin", "null").send().await.unwrap(), 403, "foreign-origin").await;
    is_problem(marked().header("X-Gridwalk-Account", new_id()).send().await.unwrap(), 403, "other-account").await;
    is_problem(marked().header("X-Gridwalk-Account", "nobody").send().await.unwrap(), 403, "other-account").await;
    is_problem(place.stranger().post("/api/v1/events", &offered).send().await.unwrap(), 401, "unsigned").await;
    assert!(worker.pull_all(10).await.is_empty());
    let own = marked().header("Origin", &worker.url).header("X-Gridwalk-Account", &worker.account);
    assert_eq!(own.send().await.unwrap().status(), 200);
    assert_eq!(worker.pull_all(10).await.len(), 1);
}

#[tokio::test]
async fn the_frameworks_own_errors_are_problems_too() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let answer =
        async |method: Method, path: &str| worker.request(method, path).header("X-Gridwalk", "1").send().await.unwrap();
    is_problem(answer(Method::GET, "/api/v1/nothing").await, 404, "not-found").await;
    is_problem(answer(Method::GET, "/api/v1/lists/nothing").await, 404, "not-found").await;
    is_problem(answer(Method::GET, "/api/v1/lists/%FF").await, 400, "bad-request").await;
    is_problem(answer(Method::GET, "/api/v1/photos/%FF").await, 400, "bad-request").await;
    is_problem(answer(Method::PUT, "/api/v1/events").await, 405, "method-not-allowed").await;
    is_problem(answer(Method::GET, "/api/v1/events?limit=-1").await, 400, "bad-request").await;
    is_problem(answer(Method::GET, "/api/v1/events?limit=many").await, 400, "bad-request").await;
    is_problem(answer(Method::GET, "/api/v1/events?after=%FF").await, 400, "bad-request").await;
    is_problem(answer(Method::GET, "/api/v1/events?after=5").await, 400, "bad-request").await;
    is_problem(answer(Method::GET, "/api/v1/snapshot?page=x").await, 400, "bad-request").await;
    is_problem(answer(Method::GET, &format!("/api/v1/snapshot?page={}.0", new_id())).await, 404, "snapshot-gone").await;
    is_problem(answer(Method::GET, "/api/v1/lists/hazards?due_before=soon").await, 400, "bad-request").await;
    for path in ["/api/v1/events", "/api/v1/snapshot", "/api/v1/session", "/api/v1/live", "/api/v1/lists/premises"] {
        is_problem(place.stranger().request(Method::GET, path).send().await.unwrap(), 401, "unsigned").await;
    }
}
