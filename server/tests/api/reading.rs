//! Snapshots, lists, live, and what operators and other programs read.

use crate::support::{Place, furnish, is_problem, new_id, options, words};
use futures::StreamExt;
use gridwalk_domain::event::ReviewPassed;
use gridwalk_server::run::{Options, Server};
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeMap;

#[tokio::test]
async fn a_snapshot_in_pages_is_one_moment_and_the_pull_goes_on_from_there() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    for _ in 0..3 {
        let sites: Vec<_> = (0..400).map(|_| worker.site(41)).collect();
        worker.offer(&sites).await;
    }
    let first = worker.get("/api/v1/snapshot").await;
    assert_eq!((&first["page"], &first["pages"]), (&0.into(), &3.into()));
    let after_it = worker.site(41);
    assert_eq!(words(&worker.offer(std::slice::from_ref(&after_it)).await), ["accepted"]);
    let (mut rows, mut page) = (0, first.clone());
    loop {
        let count = page["rows"].as_array().unwrap().len();
        assert!(count <= 500);
        rows += count;
        assert_eq!((&page["epoch"], &page["cursor"]), (&first["epoch"], &first["cursor"]));
        let Some(next) = page["next"].as_str() else { break };
        page = worker.get(&format!("/api/v1/snapshot?page={next}")).await;
    }
    assert_eq!(rows, 1_200);
    let pulled = worker.get(&format!("/api/v1/events?after={}", first["cursor"].as_str().unwrap())).await;
    let ids: Vec<_> = pulled["events"].as_array().unwrap().iter().map(|event| &event["id"]).collect();
    assert_eq!(ids, [&after_it["id"]]);
    let next = first["next"].as_str().unwrap();
    let stranger = place.sign_in("worker-b").await;
    let stolen = stranger.request(Method::GET, &format!("/api/v1/snapshot?page={next}")).send().await.unwrap();
    assert_eq!(stolen.status(), 404, "another account's snapshot does not exist");
}

#[tokio::test]
async fn lists_show_the_desk_its_queue() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = new_id();
    let visits: Vec<_> = (0..3).map(|_| new_id()).collect();
    let mut events = vec![worker.premises(41, &premises)];
    events.extend(visits.iter().map(|visit| worker.visit(41, visit, &premises, "")));
    worker.offer(&events).await;
    let passed = ReviewPassed { premises: premises.parse().unwrap(), in_bulk: false };
    committee.offer(&[committee.event(41, &visits[1], passed)]).await;
    let count = async |path: &str| committee.get(path).await["rows"].as_array().unwrap().len();
    assert_eq!(count("/api/v1/lists/inspections?state=pending").await, 2);
    assert_eq!(count("/api/v1/lists/inspections?state=passed").await, 1);
    assert_eq!(count("/api/v1/lists/premises?search=%E8%80%81%E6%9D%8E").await, 1);
    assert_eq!(count(&format!("/api/v1/lists/inspections?premises={premises}")).await, 3);
    assert_eq!(count("/api/v1/lists/hazards?state=open").await, 0);
    let first = committee.get("/api/v1/lists/inspections?limit=2").await;
    let next = first["next"].as_str().unwrap();
    assert_eq!(count(&format!("/api/v1/lists/inspections?limit=2&after={next}")).await, 1);
    let other = place.sign_in("committee-b").await;
    assert!(other.get("/api/v1/lists/inspections").await["rows"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn live_says_that_there_is_something_and_ends_with_the_server() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let response = committee.request(Method::GET, "/api/v1/live").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.bytes_stream();
    let mut next = async || stream.next().await.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap());
    assert_eq!(next().await.unwrap(), "data: seq=0\n\n");
    worker.offer(&[worker.site(41)]).await;
    assert_eq!(next().await.unwrap(), "data: seq=1\n\n");
    place.server.end().await.unwrap();
    assert_eq!(next().await, None);
}

#[tokio::test]
async fn operators_see_health_readiness_and_counts() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    worker.offer(&[worker.site(41)]).await;
    let text = async |path: &str| {
        let response = place.stranger().request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.unwrap()
    };
    assert_eq!(text("/healthz").await, "ok\n");
    assert_eq!(text("/readyz").await, "ready\n");
    let metrics = text("/metrics").await;
    assert!(metrics.contains("gridwalk_events_total{verdict=\"accepted\""), "{metrics}");
    assert!(metrics.contains("gridwalk_http_request_seconds"), "{metrics}");
}

#[tokio::test]
async fn counts_are_for_this_machine_unless_they_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path()).await;
    for is_metrics_open in [false, true] {
        let options = Options { is_metrics_open, ..options(folder.path()) };
        let server = Server::start(options, &mut |_| {}).await.unwrap();
        let ask = async |header: Option<&str>| {
            let request = reqwest::Client::new().get(format!("{}/metrics", server.url()));
            let request = header.into_iter().fold(request, |request, name| request.header(name, "203.0.113.9"));
            request.send().await.unwrap()
        };
        assert_eq!(ask(None).await.status(), 200);
        // A proxy on this machine passes on what somebody far away asks.
        for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"] {
            let answer = ask(Some(name)).await;
            if is_metrics_open {
                assert_eq!(answer.status(), 200, "{name}");
            } else {
                is_problem(answer, 404, "not-found").await;
            }
        }
        server.end().await.unwrap();
    }
}

#[tokio::test]
async fn the_description_names_every_call() {
    let place = Place::open().await;
    let description = place.stranger().get("/api/openapi.json").await;
    let paths: BTreeMap<String, Value> = serde_json::from_value(description["paths"].clone()).unwrap();
    for path in ["/api/v1/session", "/api/v1/events", "/api/v1/snapshot", "/api/v1/lists/{name}", "/api/v1/live"] {
        assert!(paths.contains_key(path), "{path}");
    }
}

#[tokio::test]
async fn replies_are_compressed_for_those_who_can_read_it() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let sites: Vec<_> = (0..50).map(|_| worker.site(41)).collect();
    worker.offer(&sites).await;
    for encoding in ["gzip", "br"] {
        let plain = reqwest::Client::builder().no_gzip().no_brotli().build().unwrap();
        let request =
            plain.get(format!("{}/api/v1/events", worker.url)).header("Cookie", worker.cookie.as_ref().unwrap());
        let response = request.header("Accept-Encoding", encoding).send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], encoding);
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert!(response.bytes().await.unwrap().len() < 5_000);
    }
}
