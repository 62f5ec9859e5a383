//! Tips from the public, and who reported them: R36.

use crate::support::{Caller, Place, area_id, new_id, words};
use gridwalk_domain::checklist::{Handling, Level};
use gridwalk_domain::event::{
    Body, HazardFound, HazardSource, TipAnswered, TipCheckAsked, TipChecked, TipDeclined, TipFinding, TipReceived,
    TipRewardDecided,
};
use gridwalk_domain::id::{AccountId, HazardId, TaskId};
use gridwalk_domain::ledger::{TaskRow, TipState};
use gridwalk_server::core::world::Clock;
use gridwalk_server::system::SystemClock;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::io::Cursor;
use uuid::Uuid;

const NAME: &str = "举报人甲";
const PHONE: &str = "13000009999";
const SECRET: &str = "ABCDE23456";

fn fresh() -> String {
    Uuid::new_v4().simple().to_string()[..24].to_owned()
}

async fn send(place: &Place, path: &str, body: &Value) -> Response {
    place.stranger().request(Method::POST, path).json(body).send().await.unwrap()
}

fn tip(sent: &str, extra: Value) -> Value {
    let mut tip = json!({"sent": sent, "secret": SECRET, "area": area_id(2), "topic": "燃气、气瓶",
        "place": "幸福路27号", "text": "楼道里放着气瓶，我是楼上的"});
    tip.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    tip
}

/// A tip that came in, as its sub-district's officer sees it.
struct Reported {
    place: Place,
    officer: Caller,
    tip: TaskId,
    number: String,
}

impl Reported {
    async fn with(extra: Value) -> Self {
        let place = Place::open().await;
        let reply = send(&place, "/tip", &tip(&fresh(), extra)).await;
        assert_eq!(reply.status(), 201);
        let number = reply.json::<Value>().await.unwrap()["number"].as_str().unwrap().to_owned();
        let officer = place.sign_in("officer").await;
        let tip = serde_json::from_value(officer.pull_all(100).await[0]["subject"].clone()).unwrap();
        Self { place, officer, tip, number }
    }

    async fn said(&self) -> String {
        let asked = json!({"number": self.number, "secret": "abcde-23456"});
        let reply: Value = send(&self.place, "/tip/answer", &asked).await.json().await.unwrap();
        reply["said"].as_str().unwrap_or_default().to_owned()
    }

    async fn row(&self, reader: &Caller, id: TaskId) -> TaskRow {
        let rows = reader.get("/api/v1/lists/tasks").await["rows"].clone();
        let found = rows.as_array().unwrap().iter().find(|row| row["id"] == json!(id)).cloned();
        serde_json::from_value(found.unwrap()).unwrap()
    }

    async fn state(&self) -> TipState {
        let row = self.row(&self.officer, self.tip).await;
        assert!(row.contested.is_empty());
        row.tip.unwrap().state()
    }

    /// An event about the tip itself.
    async fn decide(&self, caller: &Caller, body: impl Into<Body>) -> String {
        let mut event = caller.event(2, &self.tip.to_string(), body);
        event["base"] = json!(self.row(&self.officer, self.tip).await.head);
        words(&caller.offer(&[event]).await).remove(0)
    }

    fn errand(&self, photos: &Value) -> TipCheckAsked {
        TipCheckAsked {
            tip: self.tip,
            number: self.number.clone(),
            topic: "燃气、气瓶".into(),
            place: "幸福路27号楼道".into(),
            text: "看楼道里有没有气瓶".into(),
            photos: serde_json::from_value(photos.clone()).unwrap(),
            due_on: SystemClock.now().date_in_shanghai().plus_days(5),
        }
    }

    /// Sends the cell's worker to look; the errand.
    async fn ask(&self, photos: &Value) -> TaskId {
        let errand = new_id();
        let event = self.officer.event(41, &errand, self.errand(photos));
        assert_eq!(words(&self.officer.offer(&[event]).await), ["accepted"]);
        errand.parse().unwrap()
    }

    fn checked(&self, finding: TipFinding, hazard: Option<HazardId>) -> TipChecked {
        TipChecked { tip: self.tip, finding, note: "到楼道看了".into(), hazard, photos: vec![] }
    }
}

fn found(premises: &str) -> HazardFound {
    HazardFound {
        premises: premises.parse().unwrap(),
        inspection: None,
        source: HazardSource::Tip,
        self_reported_at: None,
        discovered_on: None,
        item: "EAT-08".into(),
        text: "用餐区、通道不放气瓶".into(),
        defects: vec!["通道放气瓶".into()],
        fixes: vec![],
        level: Level::General,
        handling: Handling::Rectification,
        due_on: None,
        part: String::new(),
        quantity: None,
        rooms: vec![],
        photos: vec![],
        after_photos: vec![],
        no_photo_reason: None,
    }
}

#[tokio::test]
async fn r36_a_tip_is_taken_up_checked_answered_and_rewarded_and_number_and_secret_tell_the_reporter() {
    let case = Reported::with(json!({"name": NAME, "phone": PHONE})).await;
    let [worker, committee] = [case.place.sign_in("worker").await, case.place.sign_in("committee").await];
    assert!(case.said().await.contains("等街道受理"));
    assert!(
        worker.pull_all(100).await.is_empty() && committee.pull_all(100).await.is_empty(),
        "the sub-district's alone"
    );
    assert_eq!(case.decide(&worker, TipDeclined { reason: "不归我".into() }).await, "refused role");
    let early = TipAnswered { text: "查了".into() };
    assert_eq!(case.decide(&case.officer, early).await, "refused tip-step", "nobody has looked yet");

    let errand = case.ask(&json!([])).await;
    assert!(case.said().await.contains("正在核查"));
    let seen = worker.pull_all(100).await;
    assert_eq!(seen.len(), 1, "the errand and no more");
    assert!(!seen[0].to_string().contains("我是楼上的"), "in the office's words, not the reporter's");
    let premises = new_id();
    let hazard = new_id();
    let checked = case.checked(TipFinding::Confirmed, Some(hazard.parse().unwrap()));
    let mut looked = worker.event(41, &errand.to_string(), checked);
    looked["base"] = seen[0]["id"].clone();
    let events = [worker.premises(41, &premises), worker.event(41, &hazard, found(&premises)), looked];
    assert_eq!(words(&worker.offer(&events).await), ["accepted"; 3]);
    let hazards = committee.get("/api/v1/lists/hazards").await;
    assert_eq!(hazards["rows"][0]["found"]["source"], "tip", "it stands in the one ledger by its source");
    assert_eq!(case.state().await, TipState::Checked);

    assert_eq!(case.decide(&case.officer, TipAnswered { text: "气瓶已搬走".into() }).await, "accepted");
    assert_eq!(case.state().await, TipState::Rewarding);
    let reward = TipRewardDecided {
        granted: true,
        document: "奖字〔2026〕1号".into(),
        band: "一般隐患".into(),
        amount_yuan: Some(200),
        note: String::new(),
    };
    let without = TipRewardDecided { amount_yuan: None, ..reward.clone() };
    assert_eq!(case.decide(&case.officer, without).await, "refused invalid");
    assert_eq!(case.decide(&case.officer, reward.clone()).await, "accepted");
    assert_eq!(case.decide(&case.officer, reward).await, "refused tip-step", "one decision a tip");
    let said = case.said().await;
    assert!(said.contains("属实") && said.contains("气瓶已搬走") && said.contains("奖励 200 元"), "{said}");
    assert_eq!(case.state().await, TipState::Settled);
    assert!(committee.pull_all(100).await.iter().all(|event| event["kind"] != "TipRewardDecided"));
    let figures = case.officer.get("/api/v1/reports/statistics").await;
    let counted = ["tips", "tips_confirmed"].map(|key| {
        let columns = figures["columns"].as_array().unwrap();
        figures["total"][columns.iter().position(|column| column["key"] == key).unwrap()].clone()
    });
    assert_eq!(counted, [json!(1), json!(1)], "举报受理, 举报属实");
}

#[tokio::test]
async fn r36_who_reported_is_opened_by_the_tip_keeper_alone_and_every_opening_is_kept() {
    let case = Reported::with(json!({"name": NAME, "phone": PHONE})).await;
    let path = format!("/api/v1/tips/{}/reporter", case.tip);
    let why = json!({"reason": "发奖励"});
    let officer = &case.officer;
    assert_eq!(officer.post(&path, &why).send().await.unwrap().status(), 403, "nobody is keeper before one is named");
    let account: AccountId = officer.account.parse().unwrap();
    let tips = &case.place.server.app().tips;
    tips.name_keeper(account, area_id(2), SystemClock.now(), true).await.unwrap();
    for other in ["worker", "committee", "committee-b", "far-worker", "admin"] {
        let caller = case.place.sign_in(other).await;
        assert_eq!(caller.post(&path, &why).send().await.unwrap().status(), 403, "{other}");
        assert_eq!(caller.request(Method::GET, &path).send().await.unwrap().status(), 403, "{other}");
    }
    assert_eq!(case.place.stranger().post(&path, &why).send().await.unwrap().status(), 401);
    assert_eq!(officer.post(&path, &json!({"reason": " "})).send().await.unwrap().status(), 422, "a reason is wanted");
    for times in 1..=2 {
        let reply: Value = officer.post(&path, &why).send().await.unwrap().json().await.unwrap();
        assert_eq!((&reply["name"], &reply["phone"]), (&json!(NAME), &json!(PHONE)));
        let sealed = officer.get(&path).await;
        assert_eq!(sealed["openings"].as_array().unwrap().len(), times);
        assert_eq!(
            (&sealed["openings"][0]["by"], &sealed["openings"][0]["reason"]),
            (&json!(account), &json!("发奖励"))
        );
    }
}

#[tokio::test]
async fn r36_the_reporter_stands_in_no_event_snapshot_list_export_or_file() {
    let case = Reported::with(json!({"name": NAME, "phone": PHONE})).await;
    case.ask(&json!([])).await;
    for (reader, word) in [("worker", "看楼道里"), ("committee", "看楼道里"), ("officer", "楼道里放着气瓶")]
    {
        let caller = case.place.sign_in(reader).await;
        for path in ["/api/v1/events?after=0&limit=100", "/api/v1/snapshot", "/api/v1/lists/tasks"] {
            let text = caller.get(path).await.to_string();
            assert!(text.contains(word), "{reader} {path}");
            assert!(!text.contains(NAME) && !text.contains(PHONE), "{reader} {path}");
            assert!(reader == "officer" || !text.contains("我是楼上的"), "{reader} {path}");
        }
    }
    for entry in std::fs::read_dir(case.place.data()).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(!holds(NAME) && !holds(PHONE) && !holds(SECRET), "{}", entry.path().display());
        }
    }
}

#[tokio::test]
async fn r36_an_anonymous_tips_photo_is_seen_by_whoever_is_sent_with_it_and_by_nobody_else() {
    let place = Place::open().await;
    let sent = fresh();
    let mut jpeg = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(32, 24, image::Rgb([90, 90, 160]));
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let upload = place.stranger().request(Method::POST, &format!("/tip/{sent}/photos")).body(jpeg.into_inner());
    let photo = upload.send().await.unwrap().json::<Value>().await.unwrap()["photo"].clone();
    let stolen = tip(&fresh(), json!({"photos": [photo]}));
    assert_eq!(send(&place, "/tip", &stolen).await.status(), 422, "another tip's photo");
    let mine = tip(&sent, json!({"photos": [photo]}));
    let [first, second] = [send(&place, "/tip", &mine).await, send(&place, "/tip", &mine).await];
    assert_eq!((first.status().as_u16(), second.status().as_u16()), (201, 201));
    let [first, second]: [Value; 2] = [first.json().await.unwrap(), second.json().await.unwrap()];
    assert_eq!(first["number"], second["number"], "sent twice it is one tip with one number");
    let other = tip(&sent, json!({"secret": "ZZZZZ99999"}));
    assert_eq!(send(&place, "/tip", &other).await.status(), 409);

    let officer = place.sign_in("officer").await;
    let events = officer.pull_all(100).await;
    assert_eq!(events.len(), 1);
    let tip = serde_json::from_value(events[0]["subject"].clone()).unwrap();
    let case = Reported { place, officer, tip, number: first["number"].as_str().unwrap().to_owned() };
    let path = format!("/api/v1/photos/{}", photo["sha256"].as_str().unwrap());
    let worker = case.place.sign_in("worker").await;
    assert_eq!(case.officer.request(Method::GET, &path).send().await.unwrap().status(), 200);
    assert_eq!(worker.request(Method::GET, &path).send().await.unwrap().status(), 404);
    case.ask(&json!([photo])).await;
    assert_eq!(worker.request(Method::GET, &path).send().await.unwrap().status(), 200);
    let far = case.place.sign_in("far-worker").await;
    assert_eq!(far.request(Method::GET, &path).send().await.unwrap().status(), 404);
    let sealed = case.officer.get(&format!("/api/v1/tips/{tip}/reporter")).await;
    assert_eq!(sealed["is_somebody"], false);
}

#[tokio::test]
async fn r36_a_place_that_was_not_found_goes_to_another_cell_and_a_declined_tip_ends() {
    let case = Reported::with(json!({})).await;
    let first = case.ask(&json!([])).await;
    let second = case.officer.event(42, &new_id(), case.errand(&json!([])));
    assert_eq!(words(&case.officer.offer(&[second]).await), ["refused tip-step"], "one looks at a time");
    let worker = case.place.sign_in("worker").await;
    let foreign = worker.event(
        41,
        &first.to_string(),
        TipChecked { tip: TaskId(Uuid::new_v4()), ..case.checked(TipFinding::NotFound, None) },
    );
    assert_eq!(words(&worker.offer(&[foreign]).await), ["refused unknown-subject"], "another tip's");
    let looked = worker.event(41, &first.to_string(), case.checked(TipFinding::NotFound, None));
    assert_eq!(words(&worker.offer(&[looked]).await), ["accepted"]);
    let again = case.officer.event(42, &new_id(), case.errand(&json!([])));
    assert_eq!(words(&case.officer.offer(&[again]).await), ["accepted"]);
    assert_eq!(case.state().await, TipState::Checking);
    assert_eq!(case.decide(&case.officer, TipDeclined { reason: "重复".into() }).await, "refused tip-step");

    let other = Reported::with(json!({})).await;
    assert_eq!(other.decide(&other.officer, TipDeclined { reason: "不在本街道".into() }).await, "accepted");
    assert!(other.said().await.contains("没有受理：不在本街道"));
    let forged = TipReceived {
        number: "1".into(),
        topic: "其他隐患".into(),
        place: "x".into(),
        text: "y".into(),
        photos: vec![],
    };
    let event = other.officer.event(2, &new_id(), forged);
    assert_eq!(words(&other.officer.offer(&[event]).await), ["refused role"], "the server alone writes for the public");
}

#[tokio::test]
async fn r36_the_page_keeps_its_limits_and_too_many_are_stopped() {
    let place = Place::open().await;
    let form = place.stranger().request(Method::GET, "/tip").send().await.unwrap();
    assert!(form.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let page = form.text().await.unwrap();
    assert!(page.contains("可以不留姓名") && page.contains("119"));
    for (extra, code) in [
        (json!({"place": " "}), "tip-incomplete"),
        (json!({"area": area_id(4)}), "subdistrict-missing"),
        (json!({"topic": "别的"}), "topic-missing"),
        (json!({"secret": "A"}), "secret-missing"),
        (json!({"text": "长".repeat(2_001)}), "tip-incomplete"),
    ] {
        let response = send(&place, "/tip", &tip(&fresh(), extra)).await;
        assert_eq!(response.json::<Value>().await.unwrap()["code"], code);
    }
    let mut codes = Vec::new();
    for _ in 0..61 {
        codes.push(send(&place, "/tip", &tip(&fresh(), json!({}))).await.status().as_u16());
    }
    assert_eq!((codes[0], codes[60]), (201, 429));
    let mut codes = Vec::new();
    for _ in 0..11 {
        let guess = json!({"number": "20261123-22222", "secret": "ABCDE23457"});
        codes.push(send(&place, "/tip/answer", &guess).await.status().as_u16());
    }
    assert_eq!((codes[0], codes[10]), (404, 429), "a secret is not guessed");
}
