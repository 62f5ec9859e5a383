//! 告知单 and the owner's page: R15, R07's receipts, R44's owner side.

mod owner;

use crate::support::{Caller, Place, new_id, words};
use gridwalk_domain::admit::Role;
use gridwalk_domain::checklist::{Handling, Level};
use gridwalk_domain::event::{
    HazardFound, NoticeIssued, NoticeItem, NoticeRefusedToSign, NoticeSigned, NoticeWithdrawn, OwnerAnswered,
    ReportedBy,
};
use gridwalk_domain::ledger::{HazardRow, NoticeRow};
use gridwalk_domain::link::LinkToken;
use gridwalk_domain::record::{LetterDecision, NewEvent, answer_letter};
use gridwalk_domain::time::Date;
use gridwalk_server::core::world::Clock;
use gridwalk_server::system::SystemClock;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::io::Cursor;
use uuid::Uuid;

fn today() -> Date {
    SystemClock.now().date_in_shanghai()
}

/// A notice of one blocked exit, with its link.
struct Told {
    place: Place,
    worker: Caller,
    premises: String,
    hazard: String,
    notice: String,
    token: LinkToken,
}

fn found(worker: &Caller, hazard: &str, premises: &str, inspection: &str) -> Value {
    let body = HazardFound {
        premises: premises.parse().unwrap(),
        inspection: Some(inspection.parse().unwrap()),
        source: Default::default(),
        self_reported_at: None,
        discovered_on: None,
        item: "COM-01".into(),
        text: "安全出口、疏散通道畅通".into(),
        defects: vec!["通道堆杂物".into()],
        fixes: vec!["请把通道里的杂物搬走".into()],
        level: Level::General,
        handling: Handling::Rectification,
        due_on: Some(today().plus_days(3)),
        part: "后门".into(),
        quantity: None,
        rooms: vec![],
        photos: vec![],
        after_photos: vec![],
        no_photo_reason: None,
    };
    worker.event(41, hazard, body)
}

fn issued(told: &Told, token: &LinkToken, until: Date) -> NoticeIssued {
    NoticeIssued {
        premises: told.premises.parse().unwrap(),
        inspection: None,
        corrections: 0,
        number: "20261122-7K3F9".into(),
        issue: 1,
        replaces: None,
        items: vec![NoticeItem {
            hazard: told.hazard.parse().unwrap(),
            what: "通道堆杂物<script>alert(1)</script>".into(),
            fixes: vec!["请把通道里的杂物搬走".into()],
            part: "后门".into(),
            rooms: vec![],
            due_on: Some(today().plus_days(3)),
            basis: vec!["《消防法》第16条".into()],
            reported: false,
        }],
        receiver: "老板".into(),
        method: "微信发图".into(),
        link_sha256: token.digest(),
        link_until: until,
    }
}

impl Told {
    async fn begin() -> Self {
        let place = Place::open().await;
        let worker = place.sign_in("worker").await;
        let [premises, visit, hazard, notice] = [(); 4].map(|()| new_id());
        let events = [
            worker.premises(41, &premises),
            worker.visit(41, &visit, &premises, ""),
            found(&worker, &hazard, &premises, &visit),
        ];
        assert_eq!(words(&worker.offer(&events).await), ["accepted"; 3]);
        let token = LinkToken { subject: notice.parse().unwrap(), secret: *Uuid::new_v4().as_bytes() };
        Self { place, worker, premises, hazard, notice, token }
    }

    async fn tell(&self, until: Date) {
        let event = self.worker.event(41, &self.notice, issued(self, &self.token, until));
        assert_eq!(words(&self.worker.offer(&[event]).await), ["accepted"]);
    }

    async fn told() -> Self {
        let told = Self::begin().await;
        told.tell(today().plus_days(30)).await;
        told
    }

    async fn open(&self, token: &str) -> Response {
        self.place.stranger().request(Method::GET, &format!("/n/{token}")).send().await.unwrap()
    }

    async fn page(&self) -> (u16, String) {
        let response = self.open(&self.token.to_string()).await;
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn post(&self, path: &str, body: Vec<u8>, kind: &str) -> Response {
        let path = format!("/n/{}/{path}", self.token);
        let owner = self.place.stranger();
        owner.request(Method::POST, &path).header("content-type", kind).body(body).send().await.unwrap()
    }

    async fn send_photo(&self) -> Value {
        let mut jpeg = Cursor::new(Vec::new());
        let picture = image::RgbImage::from_pixel(64, 48, image::Rgb([120, 160, 90]));
        picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
        let response = self.post("photos", jpeg.into_inner(), "application/octet-stream").await;
        assert_eq!(response.status(), 201);
        response.json::<Value>().await.unwrap()["photo"].clone()
    }

    async fn letter(&self, letter: Value) -> (u16, Value) {
        let response = self.post("letters", letter.to_string().into_bytes(), "application/json").await;
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// Events of a kind, as somebody reads them.
    async fn events(&self, reader: &str, kind: &str) -> Vec<Value> {
        let events = self.place.sign_in(reader).await.pull_all(100).await;
        events.into_iter().filter(|event| event["kind"] == kind).collect()
    }
}

#[tokio::test]
async fn r15_the_owner_reads_the_notice_by_its_link_and_the_opening_is_kept() {
    let told = Told::told().await;
    let response = told.open(&told.token.to_string()).await;
    assert_eq!(response.status(), 200);
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(response.headers()["referrer-policy"], "no-referrer", "the link leaves with no click");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let page = response.text().await.unwrap();
    for part in [
        "20261122-7K3F9",
        "老李饭馆",
        "通道堆杂物",
        "请把通道里的杂物搬走",
        "《消防法》第16条",
        "本单为安全提示，不是行政处罚或行政命令",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script>alert"), "texts are escaped");
    assert!(!page.contains("疑似重大") && !page.contains("wasm"));
    assert_eq!(told.page().await.0, 200);
    let opened = told.events("committee", "NoticeOpened").await;
    assert_eq!(opened.len(), 1, "the first opening, once");
    assert_ne!(opened[0]["actor"], json!(told.worker.account), "the actor is the link");
    let again: Uuid = opened[0]["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(again.get_version_num(), 8);
}

#[tokio::test]
async fn a_worker_who_tries_the_link_has_not_opened_it() {
    let told = Told::told().await;
    let path = format!("/n/{}", told.token);
    assert_eq!(told.worker.request(Method::GET, &path).send().await.unwrap().status(), 200);
    assert!(told.events("committee", "NoticeOpened").await.is_empty());
}

#[tokio::test]
async fn before_the_phone_has_sent_it_the_page_says_that_it_is_on_its_way() {
    let told = Told::begin().await;
    let (status, page) = told.page().await;
    assert_eq!(status, 202);
    assert!(page.contains("单据上传中"));
    told.tell(today().plus_days(30)).await;
    assert_eq!(told.page().await.0, 200);
}

#[tokio::test]
async fn a_forged_link_opens_nothing_and_too_many_tries_are_stopped() {
    let told = Told::told().await;
    let forged = LinkToken { secret: [7; 16], ..told.token.clone() };
    for wrong in ["x", "AAAA", &forged.to_string()] {
        let response = told.open(wrong).await;
        assert_eq!(response.status(), 404, "{wrong}");
        assert!(!response.text().await.unwrap().contains("老李饭馆"));
    }
    let mut last = 404;
    for _ in 0..25 {
        let response = told.open(&forged.to_string()).await;
        last = response.status().as_u16();
        if last == 429 {
            assert!(response.headers().contains_key("retry-after"));
            break;
        }
    }
    assert_eq!(last, 429, "guessing the secret of one notice is stopped");
    assert_eq!(told.page().await.0, 200, "its owner is not");
}

#[tokio::test]
async fn a_link_opened_after_it_was_revoked_or_expired_says_so_and_takes_nothing() {
    let told = Told::told().await;
    let mut body = told.worker.event(
        41,
        &told.notice,
        NoticeWithdrawn { premises: told.premises.parse().unwrap(), reason: "发错人了".into() },
    );
    body["base"] = told.events("worker", "NoticeIssued").await[0]["id"].clone();
    assert_eq!(words(&told.worker.offer(&[body]).await), ["accepted"]);
    let (status, page) = told.page().await;
    assert_eq!(status, 410);
    assert!(page.contains("这张单已撤销") && page.contains("发错人了") && !page.contains("通道堆杂物"));
    let (status, problem) =
        told.letter(json!({"sent": "1", "hazard": told.hazard, "wish": "objection", "text": "没有"})).await;
    assert_eq!((status, &problem["code"]), (410, &json!("link-closed")));
    assert_eq!(told.post("photos", vec![0xff], "application/octet-stream").await.status(), 410);

    let old = Told::begin().await;
    old.tell(today().plus_days(-1)).await;
    let (status, page) = old.page().await;
    assert_eq!(status, 410);
    assert!(page.contains("已过期"));
}

#[tokio::test]
async fn r44_an_owners_proof_arrives_at_committee_and_worker_and_is_answered() {
    let told = Told::told().await;
    let photo = told.send_photo().await;
    let letter = json!({"sent": "a1", "hazard": told.hazard, "wish": "proof", "text": "搬走了", "photos": [photo]});
    assert_eq!(told.letter(letter.clone()).await.0, 201);
    assert_eq!(told.letter(letter).await.0, 201, "sent twice");
    for reader in ["worker", "committee"] {
        assert_eq!(told.events(reader, "OwnerWrote").await.len(), 1, "{reader}: kept once");
        assert_eq!(told.events(reader, "RectificationReported").await.len(), 1, "{reader}");
        let path = format!("/api/v1/photos/{}", photo["sha256"].as_str().unwrap());
        let response = told.place.sign_in(reader).await.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{reader} sees the photo");
    }
    let far = told.place.sign_in("far-worker").await;
    assert!(far.pull_all(100).await.is_empty());
    assert!(told.page().await.1.contains("照片已收到"));

    let committee = told.place.sign_in("committee").await;
    let wrote = told.events("committee", "OwnerWrote").await.remove(0);
    let answer = |granted, note: &str| OwnerAnswered {
        premises: told.premises.parse().unwrap(),
        to: wrote["id"].as_str().unwrap().parse().unwrap(),
        granted,
        until: None,
        note: note.into(),
    };
    let early = told.worker.event(41, &told.notice, answer(true, ""));
    assert_eq!(words(&told.worker.offer(&[early]).await), ["refused role"], "the committee answers");
    let mut event = committee.event(41, &told.notice, answer(false, "看不清后门"));
    event["base"] = wrote["id"].clone();
    assert_eq!(words(&committee.offer(&[event]).await), ["accepted"]);
    let page = told.page().await.1;
    assert!(page.contains("照片要重拍") && page.contains("看不清后门"));
}

#[tokio::test]
async fn an_owner_asks_for_more_time_and_objects_within_limits() {
    let told = Told::told().await;
    let ask =
        |until: Date| json!({"sent": until.to_string(), "hazard": told.hazard, "wish": "more_time", "until": until});
    assert_eq!(told.letter(ask(today().plus_days(10))).await.0, 201);
    assert_eq!(told.letter(ask(today().plus_days(-1))).await.1["code"], "day-out-of-range");
    assert_eq!(told.letter(ask(today().plus_days(400))).await.1["code"], "day-out-of-range");
    let objection = json!({"sent": "o", "hazard": told.hazard, "wish": "objection", "text": "  "});
    assert_eq!(told.letter(objection).await.1["code"], "text-missing");
    let other = json!({"sent": "o", "hazard": new_id(), "wish": "objection", "text": "不是我家"});
    assert_eq!(told.letter(other).await.1["code"], "not-on-notice");
    let stolen = json!({"sha256": "00".repeat(32), "taken_at": 0, "size_bytes": 1, "width": 1, "height": 1});
    let proof = json!({"sent": "p", "hazard": told.hazard, "wish": "proof", "photos": [stolen]});
    assert_eq!(told.letter(proof).await.1["code"], "photo-unknown", "a photo that this link did not send");
    let mut codes = Vec::new();
    for n in 0..30 {
        let one = json!({"sent": format!("n{n}"), "hazard": told.hazard, "wish": "objection", "text": "再说一次"});
        codes.push(told.letter(one).await.0);
    }
    assert!(codes.contains(&429), "one link cannot write without end");
    assert!(!told.page().await.1.contains("Exif"));
}

#[tokio::test]
async fn r44_more_time_that_is_granted_moves_the_hazards_day_and_the_owner_reads_it() {
    let told = Told::told().await;
    let (asked, given) = (today().plus_days(20), today().plus_days(12));
    let ask = |sent: &str| json!({"sent": sent, "hazard": told.hazard, "wish": "more_time", "until": asked});
    assert_eq!(told.letter(ask("1")).await.0, 201);
    assert_eq!(told.letter(ask("2")).await.1["code"], "already-asked", "one wish waits for one answer");
    let committee = told.place.sign_in("committee").await;
    let hazard: HazardRow = row(&committee, "hazards").await;
    let wish = hazard.extension.clone().unwrap();
    assert_eq!((wish.by, wish.until), (ReportedBy::Owner, asked));
    assert_eq!(hazard.due_on(), Some(today().plus_days(3)), "asking moves nothing");

    let notice: NoticeRow = row(&committee, "notices").await;
    let decision = LetterDecision { granted: true, until: Some(given), note: "料到了就改".into() };
    assert_eq!(answer(&committee, &notice, &hazard, &decision).await, ["accepted", "accepted"]);
    let hazard: HazardRow = row(&committee, "hazards").await;
    assert_eq!((hazard.due_on(), hazard.extension.is_none(), hazard.contested.len()), (Some(given), true, 0));
    let (_, page) = told.page().await;
    assert!(page.contains("同意延期") && page.contains("料到了就改"), "{page}");
    let (_, month, day) = given.civil();
    assert!(page.contains(&format!("{month}月{day}日 前改好")), "{page}");
}

/// The committee's answer to the first letter of a notice, and what follows of it for the hazard.
async fn answer(committee: &Caller, notice: &NoticeRow, hazard: &HazardRow, decision: &LetterDecision) -> Vec<String> {
    let who = (committee.account.parse().unwrap(), Role::Committee);
    let answers = answer_letter(notice, &notice.letters[0], Some(hazard), who, decision);
    let event = |new: NewEvent| {
        let mut event = committee.event(41, &new.subject.to_string(), new.body);
        event["base"] = json!(new.base);
        event
    };
    words(&committee.offer(&answers.into_iter().map(event).collect::<Vec<_>>()).await)
}

async fn row<T: serde::de::DeserializeOwned>(reader: &Caller, list: &str) -> T {
    let reply = reader.get(&format!("/api/v1/lists/{list}")).await;
    serde_json::from_value(reply["rows"][0].clone()).unwrap()
}

#[tokio::test]
async fn what_is_no_photo_is_refused_and_what_is_comes_without_its_metadata() {
    let told = Told::told().await;
    let response = told.post("photos", b"<svg onload=alert(1)>".to_vec(), "image/jpeg").await;
    assert_eq!(response.status(), 422);
    let response = told.post("photos", vec![0xff; 13 * 1024 * 1024], "image/jpeg").await;
    assert_eq!(response.status(), 413);
    let photo = told.send_photo().await;
    let path = format!("/n/{}/photo/{}", told.token, photo["sha256"].as_str().unwrap());
    let owner = told.place.stranger();
    let response = owner.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(response.status(), 404, "sent, and not yet part of any letter: the hash opens nothing");
    let letter = json!({"sent": "a", "hazard": told.hazard, "wish": "proof", "photos": [photo]});
    assert_eq!(told.letter(letter).await.0, 201);
    let bytes = owner.request(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
    assert!(bytes.starts_with(&[0xff, 0xd8]) && !bytes.windows(4).any(|part| part == b"Exif"));
    let letter = json!({"sent": "b", "hazard": told.hazard, "wish": "objection", "text": "没有"});
    let elsewhere = owner.post(&format!("/n/{}/letters", told.token), &letter);
    assert_eq!(elsewhere.header("origin", "https://evil.example").send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn r15_a_corrected_notice_says_so_and_the_new_one_stands() {
    let told = Told::told().await;
    let second = new_id();
    let token = LinkToken { subject: second.parse().unwrap(), secret: [3; 16] };
    let until = today().plus_days(30);
    let correction =
        NoticeIssued { issue: 2, replaces: Some(told.notice.parse().unwrap()), ..issued(&told, &token, until) };
    let event = told.worker.event(41, &second, correction);
    assert_eq!(words(&told.worker.offer(&[event]).await), ["accepted"]);
    let (status, page) = told.page().await;
    assert_eq!(status, 200);
    assert!(page.contains("已更正") && !page.contains("传整改照片"));
    let (status, problem) =
        told.letter(json!({"sent": "1", "hazard": told.hazard, "wish": "objection", "text": "没有"})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("notice-corrected")));
    let page = told.open(&token.to_string()).await.text().await.unwrap();
    assert!(page.contains("20261122-7K3F9-2") && page.contains("传整改照片"));

    let withdrawn = NoticeWithdrawn { premises: told.premises.parse().unwrap(), reason: "写错了".into() };
    assert_eq!(words(&told.worker.offer(&[told.worker.event(41, &second, withdrawn)]).await), ["accepted"]);
    let (_, page) = told.page().await;
    assert!(!page.contains("已更正") && page.contains("传整改照片"), "its owner has no other to go by: {page}");
}

#[tokio::test]
async fn r07_receipts_and_refusals_are_kept_with_the_persons_apart() {
    let told = Told::told().await;
    let premises = told.premises.parse().unwrap();
    let mut signed = told.worker.event(41, &told.notice, NoticeSigned { premises, photo: None });
    signed["personal"] = json!({"salt": "00", "fields": {"name": "李某某", "strokes": "M1 1L2 2"}});
    let refused = NoticeRefusedToSign { premises, witness: "邻居".into(), photo: None };
    let nobody = NoticeRefusedToSign { witness: " ".into(), ..refused.clone() };
    let refused = told.worker.event(41, &told.notice, refused);
    let nobody = told.worker.event(41, &told.notice, nobody);
    let verdicts = told.worker.offer(&[signed, refused, nobody]).await;
    assert_eq!(words(&verdicts), ["accepted", "accepted", "refused invalid"], "a refusal names its witness");
    let list = told.place.sign_in("committee").await.get("/api/v1/lists/notices").await;
    assert_eq!(list["rows"][0]["receipt"]["witness"], "邻居");
    let event = told.events("committee", "NoticeSigned").await.remove(0);
    assert!(!event["body"].to_string().contains("李某某"), "names stand in `personal` alone");
}

#[tokio::test]
async fn a_reviewer_of_one_trade_reads_its_notices_too() {
    let told = Told::told().await;
    let (officer, reviewer) = (told.place.sign_in("officer").await, told.place.sign_in("committee-b").await);
    for (kind, expected) in [("shop", 0), ("restaurant", 1)] {
        let trade = json!({"account": reviewer.account, "area": crate::support::area_id(2), "kinds": [kind]});
        assert_eq!(officer.post("/api/v1/trades", &trade).send().await.unwrap().status(), 204);
        let rows = reviewer.get("/api/v1/snapshot").await["rows"].as_array().unwrap().clone();
        let of_snapshot = rows.iter().filter(|row| row["id"] == told.notice.as_str()).count();
        let pulled = reviewer.pull_all(100).await;
        let of_pull = pulled.iter().filter(|event| event["kind"] == "NoticeIssued").count();
        assert_eq!((of_snapshot, of_pull), (expected, expected), "{kind}");
    }
}

#[tokio::test]
async fn notices_are_counted_once_however_often_they_are_corrected() {
    let told = Told::told().await;
    let committee = told.place.sign_in("committee").await;
    let counted = async || {
        let reply = committee.get("/api/v1/reports/statistics?by=cell").await;
        let of = |key: &str| {
            let index = reply["columns"].as_array().unwrap().iter().position(|column| column["key"] == key).unwrap();
            reply["total"][index].clone()
        };
        (of("notices"), of("notices_received"))
    };
    assert_eq!(counted().await, (json!(1), json!(0)));
    let second = new_id();
    let token = LinkToken { subject: second.parse().unwrap(), secret: [3; 16] };
    let correction = NoticeIssued {
        issue: 2,
        replaces: Some(told.notice.parse().unwrap()),
        ..issued(&told, &token, today().plus_days(30))
    };
    let premises = told.premises.parse().unwrap();
    let signed = told.worker.event(41, &second, NoticeSigned { premises, photo: None });
    let verdicts = told.worker.offer(&[told.worker.event(41, &second, correction), signed]).await;
    assert_eq!(words(&verdicts), ["accepted", "accepted"]);
    assert_eq!(counted().await, (json!(1), json!(1)), "the 更正单 stands for the one before it");
    let withdrawn = NoticeWithdrawn { premises, reason: "发错了场所".into() };
    assert_eq!(words(&told.worker.offer(&[told.worker.event(41, &second, withdrawn)]).await), ["accepted"]);
    assert_eq!(counted().await, (json!(0), json!(0)));
}

#[tokio::test]
async fn nobody_but_the_server_writes_for_an_owner() {
    let told = Told::told().await;
    let forged = gridwalk_domain::event::NoticeOpened { premises: told.premises.parse().unwrap() };
    let event = told.worker.event(41, &told.notice, forged);
    assert_eq!(words(&told.worker.offer(&[event]).await), ["refused role"]);
}
