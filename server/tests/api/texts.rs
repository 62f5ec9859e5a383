//! What people type comes back byte for byte; a wrong clock is evidence and no obstacle.

use crate::support::{Place, new_id, words};
use gridwalk_server::core::world::Clock;
use gridwalk_server::system::SystemClock;
use serde_json::{Value, json};

#[tokio::test]
async fn every_text_comes_back_as_it_was_typed() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let premises = new_id();
    worker.offer(&[worker.premises(41, &premises)]).await;
    let long: String = "灭火器过期，𠮷野家旁".chars().cycle().take(5_000).collect();
    let texts = [
        "😀 👨‍👩‍👧‍👦 🏳️‍🌈",
        "禛 㛃 𠮷",
        long.as_str(),
        "=HYPERLINK(\"http://evil.example\",\"点我\")",
        "<script>alert(1)</script>",
        "'; DROP TABLE events; --",
        "tab\t, line\nline\r\n, \u{202e}reversed, \u{0} nul, \\ \" /",
        "e\u{301} is not é",
    ];
    let visits: Vec<_> = texts.iter().map(|text| worker.visit(41, &new_id(), &premises, text)).collect();
    let verdicts = worker.offer(&visits).await;
    let pulled = worker.pull_all(3).await;
    let snapshot = worker.get("/api/v1/snapshot").await;
    for ((visit, text), verdict) in visits.iter().zip(texts).zip(&verdicts) {
        assert_eq!(verdict["verdict"], "accepted", "{text:?} {verdict}");
        let event = pulled.iter().find(|event| event["id"] == visit["id"]).unwrap();
        assert_eq!(event["body"]["note"], text);
        assert_eq!(event["body"], visit["body"]);
        let is_it = |row: &&Value| row["id"] == visit["subject"];
        let row = snapshot["rows"].as_array().unwrap().iter().find(is_it).unwrap();
        assert_eq!(row["record"]["note"], text);
    }
}

#[tokio::test]
async fn numbers_come_back_as_they_were_measured() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let mut event = worker.site(41);
    event["body"]["position"] =
        json!({"lon": 117.13000000000001, "lat": 34.809999999999995, "accuracy_m": 0.1, "fixed_at": 1});
    assert_eq!(words(&worker.offer(std::slice::from_ref(&event)).await), ["accepted"]);
    let pulled = worker.pull_all(1).await;
    assert_eq!(pulled[0]["body"].to_string(), event["body"].to_string());
}

#[tokio::test]
async fn a_clock_two_years_off_is_taken_as_evidence() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let two_years_ms = 2 * 365 * 86_400_000i64;
    for off in [-two_years_ms, two_years_ms] {
        let mut measured = worker.site(41);
        measured["at"] = json!(SystemClock.now().plus_millis(off));
        measured["clock_offset_ms"] = json!(-off);
        let mut unmeasured = worker.site(41);
        unmeasured["at"] = measured["at"].clone();
        unmeasured.as_object_mut().unwrap().remove("clock_offset_ms");
        let events = [measured, unmeasured];
        assert_eq!(words(&worker.offer(&events).await), ["accepted", "accepted"]);
        let pulled = worker.pull_all(100).await;
        for event in &events {
            let back = pulled.iter().find(|back| back["id"] == event["id"]).unwrap();
            assert_eq!(back["at"], event["at"]);
            assert_eq!(back.get("clock_offset_ms"), event.get("clock_offset_ms"));
        }
    }
}
