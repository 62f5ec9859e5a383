//! Tasks and people over the API: what the field and the desk do with dangerous work, campaigns, odd readings, likely
//! duplicates, handing over, stand-ins, reviewers of one trade, areas that move.

use crate::support::{Caller, Place, area_id, is_problem, new_id, words};
use gridwalk_domain::again::{AgainConcern, AgainReason};
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::event::*;
use gridwalk_domain::id::CampaignId;
use gridwalk_domain::position::{Coordinate, Position};
use gridwalk_domain::time::Timestamp;
use gridwalk_server::core::Core;
use gridwalk_server::core::world::Clock;
use gridwalk_server::store::sqlite::SqliteStore;
use gridwalk_server::system::SystemClock;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

async fn tasks(caller: &Caller, filter: &str) -> Vec<Value> {
    caller.get(&format!("/api/v1/lists/tasks?{filter}")).await["rows"].as_array().unwrap().clone()
}

fn visit_with(caller: &Caller, premises: &str, arrival: Arrival) -> Value {
    let mut event = caller.visit(41, &new_id(), premises, "");
    let inspected = Inspected {
        templates: vec![],
        answers: Default::default(),
        rooms: vec![],
        earlier: vec![],
        calls: vec![],
        as_last: false,
    };
    event["body"]["outcome"] = serde_json::to_value(Outcome::Inspected(inspected)).unwrap();
    event["body"]["arrival"] = serde_json::to_value(arrival).unwrap();
    event
}

fn position() -> Position {
    Position { at: Coordinate { lon: 117.13, lat: 34.81 }, accuracy_m: 8.0, fixed_at: SystemClock.now() }
}

#[tokio::test]
async fn r28_dangerous_work_is_urgent_at_the_desk_until_answered() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let task = new_id();
    let report = WorkReported {
        premises: None,
        place: "幸福路27号后院污水井".into(),
        kind: WorkKind::ConfinedSpace,
        planned: None,
        seen: Some(WorkSeen {
            stages: BTreeMap::from([(WorkStage::Approved, false), (WorkStage::Licensed, false)]),
            confined: Some(ConfinedSteps { ventilated: false, tested: false, entered_after: false }),
            stopped: Some(true),
            told: "街道值班室".into(),
            told_at: Some(SystemClock.now()),
            ..WorkSeen::default()
        }),
        position: Some(position()),
    };
    assert_eq!(words(&worker.offer(&[worker.event(41, &task, report)]).await), ["accepted"]);
    let open = tasks(&committee, "state=open&level=work").await;
    assert_eq!((open.len(), &open[0]["work"]["kind"]), (1, &json!("confined_space")));
    let answer = WorkAnswered { premises: None, answer: "安监办已到现场".into() };
    assert_eq!(words(&worker.offer(&[worker.event(41, &task, answer.clone())]).await), ["refused role"]);
    assert_eq!(words(&committee.offer(&[committee.event(41, &task, answer)]).await), ["accepted"]);
    assert!(tasks(&committee, "state=open&level=work").await.is_empty());
    let mine = tasks(&worker, "level=work").await;
    assert_eq!(mine[0]["steps"][0]["answer"], "安监办已到现场", "the worker reads the answer");
}

#[tokio::test]
async fn r28_work_announced_in_advance_stands_in_the_workers_list() {
    let place = Place::open().await;
    let (worker, officer) = (place.sign_in("worker").await, place.sign_in("officer").await);
    let from = SystemClock.now().plus_millis(86_400_000);
    let planned = Some(WorkWindow { from, to: from.plus_millis(3_600_000) });
    let announced = |planned| WorkReported {
        premises: None,
        place: "老街二楼外墙".into(),
        kind: WorkKind::AtHeight,
        planned,
        seen: None,
        position: None,
    };
    let events = [officer.event(41, &new_id(), announced(planned)), officer.event(41, &new_id(), announced(None))];
    assert_eq!(words(&officer.offer(&events).await), ["accepted", "refused invalid"]);
    let rows = worker.get("/api/v1/snapshot").await["rows"].as_array().unwrap().clone();
    assert!(rows.iter().any(|row| row["type"] == "task" && row["work"]["planned"]["from"] == json!(from)));
}

#[tokio::test]
async fn r29_an_education_visit_holds_counts_and_no_names() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let visit = OutreachRecorded {
        premises: None,
        place: "幸福里小广场".into(),
        topics: vec!["电动车不进楼".into()],
        leaflets: 30,
        persons: 42,
        position: None,
        photos: vec![],
        note: String::new(),
    };
    assert_eq!(words(&worker.offer(&[worker.event(41, &new_id(), visit)]).await), ["accepted"]);
    let rows = tasks(&committee, "level=outreach").await;
    assert_eq!((&rows[0]["outreach"]["persons"], &rows[0]["state"]), (&json!(42), &json!("done")));
    let pulled = committee.pull_all(100).await;
    assert!(pulled.iter().all(|event| event.get("personal").is_none()));
}

#[tokio::test]
async fn r37_a_campaign_reaches_the_worker_and_its_visit_counts_for_both() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let (premises, other, task) = (new_id(), new_id(), new_id());
    worker.offer(&[worker.premises(41, &premises), worker.premises(41, &other)]).await;
    let today = SystemClock.now().date_in_shanghai();
    let opened = CampaignOpened {
        campaign: CampaignId(new_id().parse().unwrap()),
        name: "冬季用火用电".into(),
        from: today,
        to: today.plus_days(14),
        template: Some("NGT".into()),
        targets: vec![premises.parse().unwrap(), other.parse().unwrap()],
        note: String::new(),
    };
    assert_eq!(words(&committee.offer(&[committee.event(41, &task, opened)]).await), ["accepted"]);
    assert_eq!(tasks(&worker, "state=open&level=campaign").await.len(), 1);
    let arrival = Arrival { campaigns: vec![task.parse().unwrap()], ..Arrival::default() };
    assert_eq!(words(&worker.offer(&[visit_with(&worker, &premises, arrival)]).await), ["accepted"]);
    let row = &tasks(&committee, "level=campaign").await[0];
    assert_eq!(row["visited"].as_object().unwrap().keys().collect::<Vec<_>>(), [&premises]);
    let ledger = committee.get("/api/v1/lists/premises").await;
    let visited = ledger["rows"].as_array().unwrap().iter().filter(|row| !row["last_inspected_at"].is_null()).count();
    assert_eq!(visited, 1, "the routine visit is made by the same record");
}

#[tokio::test]
async fn r06_r16_r17_a_visit_keeps_how_it_began_and_why_it_was_made_again() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = new_id();
    let arrival = Arrival {
        position: Some(position()),
        label: Some(LabelRead::Scanned),
        campaigns: vec![],
        concerns: vec![AgainConcern::TooSoon],
        reason: Some(AgainReason::Complaint),
    };
    let mut visit = visit_with(&worker, &premises, arrival);
    visit["body"]["companions"] = json!(2);
    assert_eq!(words(&worker.offer(&[worker.premises(41, &premises), visit]).await), ["accepted", "accepted"]);
    let row = &committee.get("/api/v1/lists/inspections").await["rows"][0]["record"];
    assert_eq!((&row["arrival"]["label"], &row["arrival"]["reason"]), (&json!("scanned"), &json!("complaint")));
    assert_eq!((&row["arrival"]["position"]["accuracy_m"], &row["companions"]), (&json!(8.0), &json!(2)));
    assert!(row["started_at"].as_i64().unwrap() < row["ended_at"].as_i64().unwrap());
}

#[tokio::test]
async fn r17_a_quiet_period_is_set_by_the_desk_alone() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let premises = new_id();
    worker.offer(&[worker.premises(41, &premises)]).await;
    let today = SystemClock.now().date_in_shanghai();
    let quiet = QuietPeriod { from: today, to: today.plus_days(3), reason: "高考期间".into() };
    let set = QuietPeriodSet { premises: premises.parse().unwrap(), quiet: Some(quiet) };
    assert_eq!(words(&worker.offer(&[worker.event(41, &premises, set.clone())]).await), ["refused role"]);
    assert_eq!(words(&committee.offer(&[committee.event(41, &premises, set)]).await), ["accepted"]);
    let rows = worker.get("/api/v1/snapshot").await["rows"].as_array().unwrap().clone();
    let row = rows.iter().find(|row| row["type"] == "premises").unwrap();
    assert_eq!(row["ties"]["quiet"]["reason"], "高考期间");
}

async fn import(caller: &Caller, file: &str, query: &str) -> reqwest::Response {
    let request = caller.request(Method::POST, &format!("/api/v1/imports/readings{query}"));
    request.header("X-Gridwalk", "1").header("Content-Type", "text/csv").body(file.to_owned()).send().await.unwrap()
}

#[tokio::test]
async fn readings_come_as_a_workbook_with_a_title_too_and_are_seen_before_they_are_kept() {
    let place = Place::open().await;
    let (worker, officer) = (place.sign_in("worker").await, place.sign_in("officer").await);
    let premises = new_id();
    worker.offer(&[worker.premises(41, &premises)]).await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "十月用电").unwrap();
    for (column, title) in (0..).zip(["场所名称", "地址", "表", "月份", "用量"]) {
        sheet.write(2, column, title).unwrap();
    }
    for (row, (month, used)) in (3..).zip([(202607, 100.0), (202608, 110.0), (202609, 90.0), (202610, 900.5)]) {
        sheet.write(row, 0, "老李饭馆").unwrap();
        sheet.write(row, 1, "幸福路27号").unwrap();
        sheet.write(row, 2, "电").unwrap();
        sheet.write(row, 3, month).unwrap();
        sheet.write(row, 4, used).unwrap();
    }
    let workbook = book.save_to_buffer().unwrap();
    let send = async |query: &str, body: Vec<u8>| {
        let request = officer.request(Method::POST, &format!("/api/v1/imports/readings{query}"));
        request.header("X-Gridwalk", "1").body(body).send().await.unwrap()
    };
    let dry: Value = send("?dry_run=true", workbook.clone()).await.json().await.unwrap();
    assert_eq!((&dry["kept"], &dry["odd"], &dry["errors"]), (&json!(4), &json!(1), &json!([])));
    let odd = &dry["odd_ones"][0];
    assert_eq!(
        (&odd["name"], &odd["reading"]["used"], &odd["reading"]["usual"]),
        (&json!("老李饭馆"), &json!(900.5), &json!(100.0))
    );
    let kept: Value = send("", workbook).await.json().await.unwrap();
    assert_eq!(&kept["kept"], &json!(4), "nothing was kept before");
    is_problem(send("", b"PK\x03\x04 no workbook".to_vec()).await, 422, "not-a-spreadsheet").await;
    is_problem(send("", "名称,地址\n面馆,后街\n".into()).await, 422, "no-readings").await;
}

#[tokio::test]
async fn a_reading_that_fits_two_premises_is_given_back_and_goes_to_neither() {
    let place = Place::open().await;
    let (worker, officer) = (place.sign_in("worker").await, place.sign_in("officer").await);
    let (first, second) = (new_id(), new_id());
    worker.offer(&[worker.premises(41, &first), worker.premises(41, &second)]).await;
    let file = "场所名称,地址,表,月份,用量\n老李饭馆,幸福路27号,电,2026-10,900\n";
    let reply: Value = import(&officer, file, "").await.json().await.unwrap();
    assert_eq!((&reply["kept"], &reply["errors"][0]["row"]), (&json!(0), &json!(2)));
    let code = gridwalk_domain::code::ShortCode::of(first.parse().unwrap());
    let file = format!("场所名称,地址,标签码,表,月份,用量\n老李饭馆,幸福路27号,{code},电,2026-10,900\n");
    let reply: Value = import(&officer, &file, "").await.json().await.unwrap();
    assert_eq!((&reply["kept"], &reply["errors"]), (&json!(1), &json!([])), "its label says which");
}

#[tokio::test]
async fn r08_an_odd_reading_becomes_an_urgent_task_whose_outcome_is_recorded() {
    let place = Place::open().await;
    let (worker, officer) = (place.sign_in("worker").await, place.sign_in("officer").await);
    let premises = new_id();
    worker.offer(&[worker.premises(41, &premises)]).await;
    let file = "户号,场所名称,地址,表,月份,用量\n\
        3704-001,老李饭馆,幸福路27号,电,2026-07,100\n\
        3704-001,老李饭馆,幸福路27号,电,2026-08,110\n\
        3704-001,老李饭馆,幸福路27号,电,2026-09,90\n\
        3704-001,老李饭馆,幸福路27号,电,2026-10,900\n\
        3704-009,没有这家,哪儿也不是,电,2026-10,1\n";
    is_problem(import(&worker, file, "").await, 403, "role").await;
    let dry: Value = import(&officer, file, "?dry_run=true").await.json().await.unwrap();
    assert_eq!((&dry["rows"], &dry["kept"], &dry["odd"]), (&json!(5), &json!(4), &json!(1)));
    assert!(tasks(&worker, "level=odd_reading").await.is_empty(), "nothing was kept");
    let reply: Value = import(&officer, file, "").await.json().await.unwrap();
    assert_eq!((&reply["odd"], &reply["errors"][0]["row"]), (&json!(1), &json!(6)));
    let again: Value = import(&officer, file, "").await.json().await.unwrap();
    assert_eq!((&again["kept"], &again["odd"]), (&json!(0), &json!(0)), "the same file once more raises nothing");
    let open = tasks(&worker, "state=open&level=odd_reading").await;
    assert_eq!((open.len(), &open[0]["reading"]["oddity"]), (1, &json!("far_above")));
    let stored = serde_json::to_string(&officer.pull_all(100).await).unwrap();
    assert!(!stored.contains("3704-001"), "no account number is kept");
    let settled = TaskSettled {
        premises: premises.parse().unwrap(),
        finding: Finding::Fault,
        note: "空调线路发热，已断电".into(),
        photos: vec![],
        inspection: None,
    };
    let task = open[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(words(&worker.offer(&[worker.event(41, &task, settled)]).await), ["accepted"]);
    assert!(tasks(&officer, "state=open&level=odd_reading").await.is_empty());
    assert_eq!(tasks(&officer, "level=odd_reading").await[0]["steps"][0]["settled"]["finding"], "fault");
}

#[tokio::test]
async fn readings_find_premises_by_the_end_of_an_address_and_never_guess_between_two() {
    let place = Place::open().await;
    let (worker, officer) = (place.sign_in("worker").await, place.sign_in("officer").await);
    let near = async |address: &str| {
        let file = format!("户号,场所名称,地址,表,月份,用量\n1,老李饭馆,{address},电,2026-10,9\n");
        let reply: Value = import(&officer, &file, "?dry_run=true").await.json().await.unwrap();
        reply["kept"].as_u64()
    };
    worker.offer(&[worker.premises(41, &new_id())]).await;
    assert_eq!(near("27号").await, Some(1));
    assert_eq!(near("").await, Some(1), "only one has the name");
    assert_eq!(near("28号").await, Some(0));
    worker.offer(&[worker.premises(41, &new_id())]).await;
    assert_eq!(near("27号").await, Some(0), "two have it");
}

#[tokio::test]
async fn two_phones_register_one_premises_and_a_person_makes_them_one() {
    let place = Place::open().await;
    let (one, two) = (place.sign_in("worker").await, place.sign_in("worker").await);
    let committee = place.sign_in("committee").await;
    let (kept, gone) = (new_id(), new_id());
    one.offer(&[one.premises(41, &kept), one.visit(41, &new_id(), &kept, "第一部手机")]).await;
    two.offer(&[two.premises(41, &gone), two.visit(41, &new_id(), &gone, "第二部手机")]).await;
    let merged = PremisesMerged { absorbed: gone.parse().unwrap() };
    assert_eq!(words(&one.offer(&[one.event(41, &kept, merged.clone())]).await), ["refused role"]);
    assert_eq!(words(&committee.offer(&[committee.event(41, &kept, merged.clone())]).await), ["accepted"]);
    assert_eq!(words(&committee.offer(&[committee.event(41, &gone, merged)]).await), ["refused already-merged"]);
    // A phone that has not heard of it yet goes on where it was: nothing is lost, and it counts at the one that is left.
    let late = new_id();
    assert_eq!(words(&two.offer(&[two.visit(41, &late, &gone, "合并之后")]).await), ["accepted"]);
    let rows = committee.get("/api/v1/lists/premises").await["rows"].as_array().unwrap().clone();
    let row = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap().clone();
    assert_eq!(row(&kept)["ties"]["absorbed"], json!([gone]));
    assert_eq!(row(&gone)["ties"]["merged_into"], json!(kept));
    assert_eq!(row(&kept)["last_visit"]["inspection"], json!(late));
    let visits = committee.get("/api/v1/lists/inspections").await["rows"].as_array().unwrap().len();
    assert_eq!(visits, 3, "the records of both are kept");
}

#[tokio::test]
async fn a_cell_handed_over_takes_what_was_recorded_before() {
    let place = Place::open().await;
    let (old, new, officer) =
        (place.sign_in("worker").await, place.sign_in("worker-b").await, place.sign_in("officer").await);
    let committee = place.sign_in("committee").await;
    let premises = new_id();
    old.offer(&[old.premises(41, &premises)]).await;
    let before = old.visit(41, &new_id(), &premises, "交接前记的");
    let handed = json!({"area": area_id(41), "to": new.account});
    is_problem(committee.post("/api/v1/handovers", &handed).send().await.unwrap(), 403, "role").await;
    assert_eq!(officer.post("/api/v1/handovers", &handed).send().await.unwrap().status(), 204);
    is_problem(officer.post("/api/v1/handovers", &handed).send().await.unwrap(), 400, "already").await;
    assert_eq!(words(&old.offer(&[before]).await), ["accepted"], "made before the move");
    let mut after = old.visit(41, &new_id(), &premises, "交接后");
    after["at"] = json!(SystemClock.now().plus_millis(60_000));
    assert_eq!(words(&old.offer(&[after]).await), ["refused out-of-scope"]);
    assert_eq!(words(&new.offer(&[new.visit(41, &new_id(), &premises, "接手后")]).await), ["accepted"]);
    assert!(old.get("/api/v1/snapshot").await["rows"].as_array().unwrap().is_empty());
    assert!(!new.get("/api/v1/snapshot").await["rows"].as_array().unwrap().is_empty(), "with its history");
}

#[tokio::test]
async fn a_stand_in_comes_and_goes_and_the_cell_stays_whose_it_is() {
    let place = Place::open().await;
    let (owner, other, officer) =
        (place.sign_in("worker").await, place.sign_in("worker-b").await, place.sign_in("officer").await);
    let now = SystemClock.now();
    let until = now.plus_millis(3_600_000);
    let plan =
        |from: Timestamp, to: Timestamp| json!({"area": area_id(41), "account": other.account, "from": from, "to": to});
    is_problem(officer.post("/api/v1/stand-ins", &plan(until, now)).send().await.unwrap(), 400, "backwards").await;
    let tomorrow = now.plus_millis(86_400_000);
    let planned =
        officer.post("/api/v1/stand-ins", &plan(tomorrow, tomorrow.plus_millis(3_600_000))).send().await.unwrap();
    assert_eq!(planned.status(), 204);
    assert_eq!(words(&other.offer(&[other.site(41)]).await), ["refused out-of-scope"], "not before its time");
    place.core().settle_stand_ins(tomorrow).await.unwrap();
    assert_eq!(words(&other.offer(&[other.site(41)]).await), ["accepted"]);
    assert_eq!(words(&owner.offer(&[owner.site(41)]).await), ["accepted"], "it is the owner's cell all the time");
    let roster = officer.get("/api/v1/roster").await;
    assert_eq!(roster["stand_ins"][0]["account"], json!(other.account));
    assert_eq!(other.get("/api/v1/session").await["standing_in"], json!([area_id(41)]), "its screen says so");
    assert_eq!(owner.get("/api/v1/session").await["standing_in"], json!([]));
    let name = |caller: &Caller| {
        let people = roster["people"].as_array().unwrap();
        people.iter().find(|one| one["account"] == json!(caller.account)).unwrap()["name"].as_str().unwrap().to_owned()
    };
    let premises = owner.premises(41, &new_id());
    owner.offer(&[premises]).await;
    let ledger =
        officer.request(Method::GET, "/api/v1/exports/premises.csv").send().await.unwrap().text().await.unwrap();
    assert!(ledger.contains(&name(&owner)) && !ledger.contains(&name(&other)), "who answers for the cell: {ledger}");
    place.core().settle_stand_ins(tomorrow.plus_millis(3_600_000)).await.unwrap();
    assert_eq!(words(&other.offer(&[other.site(42)]).await), ["accepted"], "its own cell is its own as before");
    assert!(officer.get("/api/v1/roster").await["stand_ins"].as_array().unwrap().is_empty());
    let mut late = other.site(41);
    late["at"] = json!(tomorrow.plus_millis(7_200_000));
    assert_eq!(words(&other.offer(&[late]).await), ["refused out-of-scope"]);
}

#[tokio::test]
async fn a_reviewer_of_one_trade_sees_and_reviews_that_trade_alone() {
    let place = Place::open().await;
    let (worker, officer) = (place.sign_in("worker").await, place.sign_in("officer").await);
    let reviewer = place.sign_in("committee-b").await;
    let (diner, shop) = (new_id(), new_id());
    let (in_diner, in_shop) = (new_id(), new_id());
    let mut of_shop = worker.premises(41, &shop);
    of_shop["body"]["kind"] = json!("shop");
    let events = [
        worker.premises(41, &diner),
        of_shop,
        worker.visit(41, &in_diner, &diner, ""),
        worker.visit(41, &in_shop, &shop, ""),
    ];
    assert_eq!(words(&worker.offer(&events).await), ["accepted"; 4]);
    let trade = json!({"account": reviewer.account, "area": area_id(2), "kinds": ["restaurant"]});
    is_problem(reviewer.post("/api/v1/trades", &trade).send().await.unwrap(), 403, "role").await;
    assert_eq!(officer.post("/api/v1/trades", &trade).send().await.unwrap().status(), 204);
    let ids = |rows: &Value| {
        rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&reviewer.get("/api/v1/lists/premises").await["rows"]), std::slice::from_ref(&diner));
    assert_eq!(ids(&reviewer.get("/api/v1/lists/inspections").await["rows"]), std::slice::from_ref(&in_diner));
    assert_eq!(ids(&reviewer.get("/api/v1/snapshot").await["rows"]).len(), 2);
    let subjects: Vec<_> =
        reviewer.pull_all(100).await.iter().map(|event| event["subject"].as_str().unwrap().to_owned()).collect();
    assert_eq!(subjects, [diner.clone(), in_diner.clone()]);
    let pass = |premises: &str| ReviewPassed { premises: premises.parse().unwrap(), in_bulk: false };
    let decisions = [reviewer.event(41, &in_diner, pass(&diner)), reviewer.event(41, &in_shop, pass(&shop))];
    assert_eq!(words(&reviewer.offer(&decisions).await), ["accepted", "refused out-of-scope"]);
    let ended = json!({"account": reviewer.account, "area": area_id(2), "kinds": []});
    assert_eq!(officer.post("/api/v1/trades", &ended).send().await.unwrap().status(), 204);
    assert!(reviewer.get("/api/v1/lists/premises").await["rows"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_running_server_takes_up_areas_put_by_the_command_line() {
    let place = Place::open().await;
    let worker = place.sign_in("worker").await;
    let site = worker.site(43);
    assert_eq!(words(&worker.offer(std::slice::from_ref(&site)).await), ["refused unknown-area"]);
    // Another process over the same file, as `gridwalk-server area put` is.
    let file = place.data().join("gridwalk.db");
    let store = Arc::new(SqliteStore::open(&file, uuid::Uuid::nil()).await.unwrap());
    let elsewhere = Core::open(store.clone()).await.unwrap();
    let area = Area {
        id: area_id(43),
        parent: Some(area_id(41)),
        level: AreaLevel::GridCell,
        name: "新网格".into(),
        code: None,
        border: Default::default(),
        moved_at: None,
    };
    elsewhere.put_areas(&[area]).await.unwrap();
    store.close().await;
    assert_eq!(words(&worker.offer(&[site]).await), ["accepted"]);
}

#[tokio::test]
async fn an_area_moved_to_another_committee_takes_its_history_along() {
    let place = Place::open().await;
    let (worker, officer) = (place.sign_in("worker").await, place.sign_in("officer").await);
    let (old, new) = (place.sign_in("committee").await, place.sign_in("committee-b").await);
    let premises = new_id();
    let waiting = worker.visit(41, &new_id(), &premises, "还没上传");
    worker.offer(&[worker.premises(41, &premises)]).await;
    let (epoch_old, epoch_new) =
        (old.get("/api/v1/snapshot").await["epoch"].clone(), new.get("/api/v1/snapshot").await["epoch"].clone());
    let path = format!("/api/v1/areas/{}/move", area_id(41));
    let to = json!({"parent": area_id(5)});
    is_problem(new.post(&path, &to).send().await.unwrap(), 403, "role").await;
    assert_eq!(officer.post(&path, &to).send().await.unwrap().status(), 204);
    assert_eq!(words(&worker.offer(&[waiting]).await), ["accepted"], "the outbox is kept");
    let (after_old, after_new) = (old.get("/api/v1/snapshot").await, new.get("/api/v1/snapshot").await);
    assert!(after_old["epoch"] != epoch_old && after_new["epoch"] != epoch_new);
    assert!(after_old["rows"].as_array().unwrap().is_empty());
    assert_eq!(after_new["rows"].as_array().unwrap().len(), 2, "history follows");
}

#[tokio::test]
async fn r26_a_record_is_given_to_one_reviewer() {
    let place = Place::open().await;
    let (worker, committee) = (place.sign_in("worker").await, place.sign_in("committee").await);
    let (premises, visit) = (new_id(), new_id());
    worker.offer(&[worker.premises(41, &premises), worker.visit(41, &visit, &premises, "")]).await;
    let to = committee.account.parse().unwrap();
    let assigned = ReviewAssigned { premises: premises.parse().unwrap(), to };
    assert_eq!(words(&committee.offer(&[committee.event(41, &visit, assigned)]).await), ["accepted"]);
    let row = &committee.get("/api/v1/lists/inspections").await["rows"][0];
    assert_eq!(row["assigned_to"], json!(committee.account));
}
