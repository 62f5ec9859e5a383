//! The register through the API, requirement by requirement.

use crate::support::{Caller, Place, new_id, words};
use gridwalk_domain::event::*;
use gridwalk_domain::id::EventId;
use gridwalk_domain::register::SUPERVISING_BODY;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CELL: u128 = 41;

fn change(key: &str, old: &str, new: &str) -> FileChanged {
    let changes = [(key.to_owned(), Change { old: old.into(), new: new.into() })].into();
    FileChanged { changes, persons: vec![] }
}

fn standing(step: StandingStep, reason: &str) -> StandingChanged {
    StandingChanged { step, reason: reason.into() }
}

/// A restaurant of the first cell, and the row that the committee reads of it.
async fn registered(worker: &Caller, details: &[(&str, &str)]) -> String {
    let premises = new_id();
    let mut event = worker.premises(CELL, &premises);
    event["body"]["details"] = details.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    assert_eq!(words(&worker.offer(&[event]).await), ["accepted"]);
    premises
}

async fn offered(who: &Caller, subject: &str, body: impl Into<Body>) -> String {
    words(&who.offer(&[who.event(CELL, subject, body)]).await).remove(0)
}

async fn row(who: &Caller, premises: &str) -> Value {
    let list = who.get("/api/v1/lists/premises?limit=500").await;
    let rows = list["rows"].as_array().unwrap().iter();
    rows.map(|row| row.get("row").unwrap_or(row)).find(|row| row["id"] == premises).cloned().unwrap()
}

#[tokio::test]
async fn r01_a_street_is_swept_door_by_door_and_doors_without_premises_are_marked() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = registered(&worker, &[]).await;
    let door = new_id();
    let marked = DoorMarked { address: "幸福路29号".into(), position: None, photo: None };
    assert_eq!(offered(&worker, &door, marked.clone()).await, "accepted");
    let nowhere = DoorMarked { address: " ".into(), ..marked.clone() };
    assert_eq!(offered(&worker, &new_id(), nowhere).await, "refused invalid");
    let sites = committee.get("/api/v1/lists/sites").await;
    let sites = sites["rows"].to_string();
    assert!(sites.contains("幸福路29号") && sites.contains("no_premises_at"), "{sites}");
    // Passed once more: the same door, marked again, not a second one.
    assert_eq!(offered(&worker, &door, marked).await, "accepted");
    assert_eq!(committee.get("/api/v1/lists/sites").await["rows"].as_array().unwrap().len(), 1);
    assert_eq!(row(&committee, &premises).await["name"], "老李饭馆");
}

#[tokio::test]
async fn r02_premises_are_closed_by_a_second_person_looked_at_again_and_never_deleted() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = registered(&worker, &[("status", "闲置")]).await;
    let step = |step| standing(step, "门口拆了");
    assert_eq!(offered(&worker, &premises, standing(StandingStep::AskClosure, "")).await, "refused invalid");
    assert_eq!(offered(&worker, &premises, step(StandingStep::ConfirmClosure)).await, "refused role");
    assert_eq!(offered(&worker, &premises, step(StandingStep::AskClosure)).await, "accepted");
    assert_eq!(row(&committee, &premises).await["file"]["standing"], "closure_asked");
    assert_eq!(offered(&committee, &premises, step(StandingStep::ConfirmClosure)).await, "accepted");
    let closed = row(&committee, &premises).await;
    assert_eq!(closed["file"]["standing"], "closed");
    assert_eq!(closed["file"]["standing_by"]["reason"], "门口拆了");
    let by_state = committee.get("/api/v1/lists/premises?state=closed").await;
    assert_eq!(by_state["rows"].as_array().unwrap().len(), 1);
    assert_eq!(offered(&worker, &premises, standing(StandingStep::Recheck, "")).await, "accepted");
    assert!(row(&committee, &premises).await["file"]["rechecked_at"].is_i64());
}

#[tokio::test]
async fn r02_who_asks_for_a_closure_does_not_confirm_it() {
    let place = Place::open().await;
    let (worker, committee, officer) =
        (place.sign_in("worker").await, place.sign_in("committee").await, place.sign_in("officer").await);
    let premises = registered(&worker, &[]).await;
    assert_eq!(offered(&committee, &premises, standing(StandingStep::AskClosure, "关了")).await, "accepted");
    let confirm = || standing(StandingStep::ConfirmClosure, "");
    assert_eq!(offered(&committee, &premises, confirm()).await, "refused second-person");
    assert_eq!(offered(&officer, &premises, confirm()).await, "accepted");
}

#[tokio::test]
async fn r01_what_is_registered_at_the_door_waits_for_a_second_person_or_a_visit() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = registered(&worker, &[]).await;
    let waits_for = async || row(&committee, &premises).await["file"]["unchecked_by"].clone();
    assert_eq!(waits_for().await, worker.account.as_str());
    assert_eq!(offered(&worker, &premises, FileVerified {}).await, "accepted");
    assert_eq!(waits_for().await, worker.account.as_str());
    assert_eq!(offered(&committee, &premises, FileVerified {}).await, "accepted");
    assert!(waits_for().await.is_null());

    let visited = registered(&worker, &[]).await;
    let visit = worker.visit(CELL, &new_id(), &visited, "");
    assert_eq!(words(&worker.offer(&[visit]).await), ["accepted"]);
    assert!(row(&committee, &visited).await["file"]["unchecked_by"].is_null());
}

#[tokio::test]
async fn r03_the_change_log_says_who_when_old_and_new_and_verifying_makes_the_file_fresh() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = registered(&worker, &[("seats", "40")]).await;
    assert!(row(&committee, &premises).await["file"]["verified_at"].is_null());
    assert_eq!(offered(&worker, &premises, change("seats", "40", "52")).await, "accepted");
    assert_eq!(offered(&worker, &premises, FileChanged::default()).await, "refused invalid");
    assert_eq!(offered(&worker, &premises, FileVerified {}).await, "accepted");
    let row = row(&committee, &premises).await;
    let entry = &row["file"]["changes"][0];
    assert_eq!((&entry["key"], &entry["old"], &entry["new"]), (&json!("seats"), &json!("40"), &json!("52")));
    assert_eq!(entry["by"], worker.account.as_str());
    assert!(entry["at"].is_i64() && row["file"]["verified_at"].is_i64());
    assert_eq!(row["details"]["seats"], "52");
}

#[tokio::test]
async fn r04_every_cell_says_who_answers_for_it_so_that_a_cell_of_nobody_is_seen() {
    let place = Place::open().await;
    let officer = place.sign_in("officer").await;
    let session = officer.get("/api/v1/session").await;
    let held = |cell: u128| {
        let id = crate::support::area_id(cell).to_string();
        let people = session["people"].as_array().unwrap().iter();
        people.filter(|one| one["role"] == "worker" && one["areas"].as_array().unwrap().contains(&json!(id))).count()
    };
    // 51 is nobody's: what lies in it is a blind spot.
    assert_eq!((held(41), held(42), held(51)), (1, 1, 0));
}

#[tokio::test]
async fn r05_a_unit_has_exactly_one_supervising_body() {
    let place = Place::open().await;
    let (worker, committee, officer) =
        (place.sign_in("worker").await, place.sign_in("committee").await, place.sign_in("officer").await);
    let mut two = worker.premises(CELL, &new_id());
    two["body"]["details"] = json!({SUPERVISING_BODY: "市场监管所、街道应急办"});
    assert_eq!(words(&worker.offer(&[two]).await), ["refused invalid"]);
    let premises = registered(&worker, &[]).await;
    let body = |old: &str, new: &str| change(SUPERVISING_BODY, old, new);
    assert_eq!(offered(&worker, &premises, body("", "市场监管所")).await, "refused role");
    assert_eq!(offered(&committee, &premises, SupervisionEscalated::default()).await, "accepted");
    assert!(row(&officer, &premises).await["file"]["body_unclear_since"].is_i64());
    assert_eq!(offered(&officer, &premises, body("", "市场监管所")).await, "accepted");
    assert!(row(&officer, &premises).await["file"]["body_unclear_since"].is_null());
    // The committee had not seen it and names another: two never stand.
    assert_eq!(offered(&committee, &premises, body("", "街道应急办")).await, "refused second-body");
    assert_eq!(offered(&committee, &premises, body("市场监管所", "甲所+乙所")).await, "refused invalid");
    assert_eq!(offered(&committee, &premises, body("市场监管所", "街道应急办")).await, "accepted");
    assert_eq!(row(&committee, &premises).await["details"][SUPERVISING_BODY], "街道应急办");
}

#[tokio::test]
async fn r07_three_persons_answer_for_a_house_and_each_receipt_is_kept() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = registered(&worker, &[]).await;
    let named = |holder: &str| {
        let body = FileChanged { persons: vec![PersonRole::Holder, PersonRole::Guarantor], ..FileChanged::default() };
        let mut event = worker.event(CELL, &premises, body);
        let fields = json!({"holder_name": holder, "holder_phone": "15400000001", "guarantor_name": "孙某", "user_name": "李某"});
        event["personal"] = json!({"salt": "00112233445566778899aabbccddeeff", "fields": fields});
        event
    };
    assert_eq!(words(&worker.offer(&[named("周某某")]).await), ["accepted"]);
    let told = |role| DutyNotified { role, how: ReceiptKind::Signed, photo: None };
    assert_eq!(offered(&worker, &premises, told(PersonRole::Holder)).await, "accepted");
    assert_eq!(offered(&worker, &premises, told(PersonRole::Guarantor)).await, "accepted");
    let now = row(&committee, &premises).await;
    assert_eq!(now["persons"]["holder_name"], "周某某");
    assert_eq!(now["file"]["receipts"]["holder"]["what"]["how"], "signed");
    // The log and the events' bodies name nobody in full; a new owner has yet to be told.
    assert!(!now["file"].to_string().contains("周某某"));
    assert_eq!(words(&worker.offer(&[named("吴某")]).await), ["accepted"]);
    let now = row(&committee, &premises).await;
    assert!(now["file"]["receipts"]["holder"].is_null());
    assert_eq!(now["file"]["receipts"]["guarantor"]["what"]["how"], "signed");
    let bodies: String = committee.pull_all(100).await.iter().map(|event| event["body"].to_string()).collect();
    assert!(!bodies.contains("周某某"));
}

#[tokio::test]
async fn r09_signs_of_unlawful_use_go_to_the_sub_district_which_alone_settles_them() {
    let place = Place::open().await;
    let (worker, committee, officer) =
        (place.sign_in("worker").await, place.sign_in("committee").await, place.sign_in("officer").await);
    let premises = registered(&worker, &[]).await;
    let report =
        |signs: &[UnlawfulSign]| UnlawfulUseReported { signs: signs.to_vec(), note: String::new(), photos: vec![] };
    assert_eq!(offered(&worker, &premises, report(&[])).await, "refused invalid");
    let event = worker.event(CELL, &premises, report(&[UnlawfulSign::Odour, UnlawfulSign::NightWork]));
    assert_eq!(words(&worker.offer(std::slice::from_ref(&event)).await), ["accepted"]);
    let report: EventId = event["id"].as_str().unwrap().parse().unwrap();
    let settled =
        || UnlawfulUseSettled { report, confirmed: true, outcome: "已移交派出所，现场查实".into() };
    assert_eq!(offered(&worker, &premises, settled()).await, "refused role");
    assert_eq!(offered(&committee, &premises, settled()).await, "refused role");
    assert!(row(&officer, &premises).await["file"]["signals"][0]["settled"].is_null());
    assert_eq!(offered(&officer, &premises, settled()).await, "accepted");
    assert_eq!(row(&officer, &premises).await["file"]["signals"][0]["settled"][1]["confirmed"], true);
}

#[tokio::test]
async fn r22_tenants_of_a_shared_yard_are_premises_with_a_body_and_an_agreement_of_their_own() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let site = new_id();
    let mut yard = worker.site(CELL);
    yard["subject"] = json!(site);
    assert_eq!(words(&worker.offer(&[yard]).await), ["accepted"]);
    let shared: BTreeMap<_, _> = [("shared".to_owned(), Change { old: String::new(), new: "是".into() })].into();
    assert_eq!(offered(&worker, &site, SiteChanged { changes: shared }).await, "accepted");
    for (body, until) in [("街道应急办", "2027-03-01"), ("市场监管所", "")] {
        let mut tenant = worker.premises(CELL, &new_id());
        tenant["body"]["site"] = json!(site);
        tenant["body"]["details"] = json!({SUPERVISING_BODY: body, "agreement_until": until});
        assert_eq!(words(&worker.offer(&[tenant]).await), ["accepted"]);
    }
    let sites = committee.get("/api/v1/lists/sites").await;
    assert!(sites["rows"].to_string().contains(r#""shared":"是""#));
    let tenants = committee.get("/api/v1/lists/premises").await["rows"].to_string();
    assert_eq!(tenants.matches(&format!(r#""site":"{site}""#)).count(), 2);
    assert!(tenants.contains("2027-03-01") && tenants.contains("市场监管所"));
}

#[tokio::test]
async fn r40_limited_spaces_of_premises_are_a_ledger_of_their_own() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = registered(&worker, &[]).await;
    let list = |kind: &str| LimitedSpacesListed {
        spaces: vec![LimitedSpace { kind: kind.into(), count: 2, sign: true, lock: false }],
    };
    assert_eq!(offered(&worker, &premises, list("")).await, "refused invalid");
    assert_eq!(offered(&worker, &premises, list("化粪池")).await, "accepted");
    let spaces = &row(&committee, &premises).await["file"]["limited_spaces"];
    assert_eq!(spaces, &json!([{"kind": "化粪池", "count": 2, "sign": true}]));
    assert_eq!(offered(&worker, &premises, LimitedSpacesListed::default()).await, "accepted");
    assert_eq!(row(&committee, &premises).await["file"]["limited_spaces"], json!([]));
}

#[tokio::test]
async fn a_new_trade_opens_its_own_file_and_takes_over_the_hazards_of_the_building() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let (old, new) = (registered(&worker, &[]).await, registered(&worker, &[]).await);
    let visit = new_id();
    let hazard = |item: &str, text: &str| HazardFound {
        premises: old.parse().unwrap(),
        inspection: visit.parse().ok(),
        source: HazardSource::Patrol,
        self_reported_at: None,
        discovered_on: None,
        item: item.into(),
        text: text.into(),
        defects: vec![],
        fixes: vec![],
        level: gridwalk_domain::checklist::Level::General,
        handling: gridwalk_domain::checklist::Handling::Rectification,
        due_on: None,
        part: String::new(),
        quantity: None,
        rooms: vec![],
        photos: vec![],
        after_photos: vec![],
        no_photo_reason: None,
    };
    let (building, business) = (new_id(), new_id());
    assert_eq!(words(&worker.offer(&[worker.visit(CELL, &visit, &old, "")]).await), ["accepted"]);
    assert_eq!(offered(&worker, &building, hazard("COM-11", "消防车道没被占")).await, "accepted");
    assert_eq!(offered(&worker, &business, hazard("EAT-02", "装了燃气报警器")).await, "accepted");
    let moved = || HazardMoved { premises: old.parse().unwrap(), to: new.parse().unwrap() };
    let succeeded = PremisesSucceeded { successor: new.parse().unwrap() };
    assert_eq!(
        offered(&worker, &old, PremisesSucceeded { successor: new_id().parse().unwrap() }).await,
        "refused unknown-subject"
    );
    assert_eq!(offered(&worker, &old, succeeded).await, "accepted");
    assert_eq!(offered(&worker, &building, moved()).await, "accepted");
    let (before, after) = (row(&committee, &old).await, row(&committee, &new).await);
    assert_eq!(before["file"]["standing"], "replaced");
    assert_eq!(before["file"]["successor"], new.as_str());
    assert_eq!(after["file"]["predecessor"], old.as_str());
    assert!(before["open_hazards"][&business].is_object() && before["open_hazards"][&building].is_null());
    assert!(after["open_hazards"][&building].is_object());
}

#[tokio::test]
async fn r46_the_official_systems_id_is_kept_and_found_in_the_file() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = registered(&worker, &[]).await;
    assert_eq!(offered(&committee, &premises, change("external_id", "", "SD-370402-000117")).await, "accepted");
    let now = row(&committee, &premises).await;
    assert_eq!(now["details"]["external_id"], "SD-370402-000117");
    assert_eq!(now["file"]["changes"][0]["key"], "external_id");
}
