//! An owner's own look by link: R10, R41, R44.

use crate::support::{Caller, Place, new_id, words};
use gridwalk_domain::event::{SelfCheckInvited, SelfCheckRevoked, SelfChecked};
use gridwalk_domain::ledger::{HazardRow, PremisesRow};
use gridwalk_domain::link::LinkToken;
use gridwalk_domain::time::Date;
use gridwalk_server::core::world::Clock;
use gridwalk_server::system::SystemClock;
use reqwest::Method;
use serde_json::{Value, json};
use std::io::Cursor;
use uuid::Uuid;

fn today() -> Date {
    SystemClock.now().date_in_shanghai()
}

struct Invited {
    place: Place,
    worker: Caller,
    premises: String,
    token: LinkToken,
}

impl Invited {
    async fn until(until: Date) -> Self {
        let place = Place::open().await;
        let worker = place.sign_in("worker").await;
        let premises = new_id();
        assert_eq!(words(&worker.offer(&[worker.premises(41, &premises)]).await), ["accepted"]);
        let token = LinkToken { subject: premises.parse().unwrap(), secret: *Uuid::new_v4().as_bytes() };
        let it = Self { place, worker, premises, token };
        let invited = SelfCheckInvited { link_sha256: it.token.digest(), link_until: until };
        assert_eq!(it.about(invited).await, "accepted");
        it
    }

    async fn about(&self, body: impl Into<gridwalk_domain::event::Body>) -> String {
        let mut event = self.worker.event(41, &self.premises, body);
        event["base"] = json!(self.row().await.head);
        words(&self.worker.offer(&[event]).await).remove(0)
    }

    async fn row(&self) -> PremisesRow {
        let list = self.worker.get("/api/v1/lists/premises").await;
        serde_json::from_value(list["rows"][0].clone()).unwrap()
    }

    async fn page(&self) -> (u16, String) {
        let path = format!("/c/{}", self.token);
        let response = self.place.stranger().request(Method::GET, &path).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// The items as the page asks them.
    async fn items(&self) -> Vec<String> {
        let (_, page) = self.page().await;
        page.split("data-item=\"").skip(1).map(|part| part.split('"').next().unwrap().to_owned()).collect()
    }

    async fn send(&self, sent: &str, answers: &[Value]) -> (u16, Value) {
        let body = json!({"sent": sent, "answers": answers, "text": "都看过了"});
        let path = format!("/c/{}/answers", self.token);
        let response = self.place.stranger().request(Method::POST, &path).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn photo(&self) -> Value {
        let mut jpeg = Cursor::new(Vec::new());
        let picture = image::RgbImage::from_pixel(40, 30, image::Rgb([120, 90, 60]));
        picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
        let path = format!("/c/{}/photos", self.token);
        let request = self.place.stranger().request(Method::POST, &path).body(jpeg.into_inner());
        request.send().await.unwrap().json::<Value>().await.unwrap()["photo"].clone()
    }
}

fn fine(items: &[String]) -> Vec<Value> {
    items.iter().map(|item| json!({"item": item, "text": "", "judged": "fine"})).collect()
}

#[tokio::test]
async fn r10_an_owner_answers_the_kinds_list_by_link_and_it_is_a_self_check_and_no_visit() {
    let it = Invited::until(today().plus_days(14)).await;
    let items = it.items().await;
    assert!(items.len() > 8, "the restaurant's list: {items:?}");
    let mut answers = fine(&items);
    let photo = it.photo().await;
    answers[0]["judged"] = json!("wrong");
    answers[0]["note"] = json!("后厨那扇门");
    answers[0]["photos"] = json!([photo]);
    answers[1]["judged"] = json!("absent");
    assert_eq!(it.send("a", &answers[1..]).await.1["code"], "answer-missing", "the whole list or nothing");
    assert_eq!(it.send("a", &answers).await.0, 201);
    assert_eq!(it.send("a", &answers).await.0, 201, "sent twice it is one");
    assert_eq!(it.send("b", &answers).await.1["code"], "already-answered");

    let row = it.row().await;
    let [record] = row.file.self_checks.as_slice() else { panic!("one check") };
    assert_eq!((record.fine as usize, record.wrong.len(), record.absent), (items.len() - 2, 1, 1));
    assert_eq!(row.details["last_self_check"], today().to_string(), "R41: the register knows");
    assert!(row.last_visit.is_none() && row.last_inspected_at.is_none(), "nobody of ours was there");
    let hazards = it.place.sign_in("committee").await.get("/api/v1/lists/hazards").await;
    let hazard: HazardRow = serde_json::from_value(hazards["rows"][0].clone()).unwrap();
    assert_eq!((hazard.found.item.as_str(), hazard.found.inspection), (items[0].as_str(), None));
    assert!(hazard.found.self_reported_at.is_some(), "R44: kept as reported of their own accord");
    assert_eq!(serde_json::to_value(hazard.found.source).unwrap(), "self_check");
    let (status, page) = it.page().await;
    assert!(status == 200 && page.contains("自查已收到") && page.contains("主动报告"), "{page}");
    let path = format!("/api/v1/photos/{}", photo["sha256"].as_str().unwrap());
    assert_eq!(it.worker.request(Method::GET, &path).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn r10_a_self_checks_link_expires_is_revoked_and_replaced_and_opens_nothing_else() {
    let it = Invited::until(today().plus_days(14)).await;
    let (_, page) = it.page().await;
    assert!(page.contains("老李饭馆") && page.contains("没有这项"));
    let forged = LinkToken { secret: [7; 16], ..it.token.clone() };
    let mut codes = Vec::new();
    for _ in 0..25 {
        let request = it.place.stranger().request(Method::GET, &format!("/c/{forged}"));
        codes.push(request.send().await.unwrap().status().as_u16());
    }
    assert_eq!((codes[0], codes[24]), (404, 429), "a secret is not guessed");
    assert_eq!(it.page().await.0, 200, "its owner is not kept out");
    let stray = json!({"item": "XXX-01", "text": "", "judged": "wrong"});
    assert_eq!(it.send("a", &[stray]).await.1["code"], "list-changed");
    let stolen = json!({"sha256": "00".repeat(32), "taken_at": 0, "size_bytes": 1, "width": 1, "height": 1});
    let mut answers = fine(&it.items().await);
    answers[0]["photos"] = json!([stolen]);
    assert_eq!(it.send("a", &answers).await.1["code"], "photo-unknown");

    assert_eq!(it.about(SelfCheckRevoked {}).await, "accepted");
    let (status, page) = it.page().await;
    assert!(status == 410 && page.contains("已作废") && !page.contains("老李饭馆"), "{page}");
    assert_eq!(it.send("a", &fine(&["EAT-01".to_owned()])).await.0, 410);
    let fresh = LinkToken { secret: [9; 16], ..it.token.clone() };
    let invited = SelfCheckInvited { link_sha256: fresh.digest(), link_until: today().plus_days(1) };
    assert_eq!(it.about(invited).await, "accepted");
    assert_eq!(it.page().await.0, 429, "the old one is one more wrong secret");
    let open = it.place.stranger().request(Method::GET, &format!("/c/{fresh}")).send().await.unwrap();
    assert_eq!(open.status(), 200);
    let forged = SelfChecked { catalogue: "x".into(), answers: vec![], hazards: vec![], note: String::new() };
    assert_eq!(it.about(forged).await, "refused role", "the server alone writes for an owner");

    let old = Invited::until(today().plus_days(-1)).await;
    let (status, page) = old.page().await;
    assert!(status == 410 && page.contains("已过期"));
}
