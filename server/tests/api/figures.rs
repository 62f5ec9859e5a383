//! Statistics, reports, ranking, aims and the committee's queue, over HTTP.

use crate::support::{Caller, Place, area_id, is_problem, new_id, words};
use gridwalk_domain::checklist::{Answers, Handling, Level};
use gridwalk_domain::event::{
    ClosedOut, HazardFound, Inspected, InspectionRecorded, Outcome, PremisesMerged, RectificationReported,
    ReturnReason, ReturnWanted, ReviewPassed, ReviewReturned, VisitPlace,
};
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use gridwalk_domain::time::{Date, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

fn noon(day: &str) -> Timestamp {
    day.parse::<Date>().unwrap().start_in_shanghai().plus_millis(4 * 3_600_000)
}

fn on(day: &str, mut event: Value) -> Value {
    event["at"] = json!(noon(day));
    event
}

fn full_visit(worker: &Caller, day: &str, cell: u128, visit: &str, premises: &str, seconds: i64) -> Value {
    let body = InspectionRecorded {
        premises: premises.parse().unwrap(),
        started_at: noon(day).plus_millis(-seconds * 1_000),
        ended_at: noon(day),
        place: VisitPlace::default(),
        outcome: Outcome::Inspected(Inspected {
            templates: vec![],
            answers: Answers::new(),
            rooms: vec![],
            earlier: vec![],
            calls: vec![],
            as_last: false,
        }),
        note: String::new(),
        photos: vec![],
        companions: 0,
        arrival: Default::default(),
    };
    on(day, worker.event(cell, visit, body))
}

fn found(worker: &Caller, day: &str, cell: u128, hazard: &str, premises: &str, visit: &str, level: Level) -> Value {
    let due_on = (level == Level::General).then(|| day.parse::<Date>().unwrap().plus_days(7));
    let body = HazardFound {
        premises: premises.parse().unwrap(),
        inspection: Some(visit.parse().unwrap()),
        source: Default::default(),
        self_reported_at: None,
        discovered_on: None,
        item: "COM-03".into(),
        text: "灭火器有效".into(),
        defects: vec!["过期".into()],
        fixes: vec![],
        level,
        handling: if level == Level::General { Handling::Rectification } else { Handling::Report },
        due_on,
        part: String::new(),
        quantity: None,
        rooms: vec![],
        photos: vec![],
        after_photos: vec![],
        no_photo_reason: Some("无法拍照".into()),
    };
    on(day, worker.event(cell, hazard, body))
}

/// Two premises of cell 41, one of 42 and one of the other sub-district; visits and hazards of March 2026.
pub struct Month {
    pub place: Place,
    pub worker: Caller,
    premises: Vec<String>,
    hazards: Vec<String>,
}

impl Month {
    pub async fn lived() -> Self {
        let place = Place::open().await;
        let (worker, other, far) =
            (place.sign_in("worker").await, place.sign_in("worker-b").await, place.sign_in("far-worker").await);
        let premises: Vec<_> = (0..4).map(|_| new_id()).collect();
        let visits: Vec<_> = (0..5).map(|_| new_id()).collect();
        let hazards: Vec<_> = (0..3).map(|_| new_id()).collect();
        let taken = worker
            .offer(&[
                on("2026-03-01", worker.premises(41, &premises[0])),
                on("2026-03-02", worker.premises(41, &premises[1])),
                full_visit(&worker, "2026-03-05", 41, &visits[0], &premises[0], 600),
                full_visit(&worker, "2026-03-05", 41, &visits[1], &premises[0], 30),
                found(&worker, "2026-03-05", 41, &hazards[0], &premises[0], &visits[0], Level::General),
                found(&worker, "2026-03-06", 41, &hazards[1], &premises[0], &visits[0], Level::SuspectedMajor),
            ])
            .await;
        assert!(words(&taken).iter().all(|word| word == "accepted"), "{taken:?}");
        let taken = other
            .offer(&[
                on("2026-03-01", other.premises(42, &premises[2])),
                full_visit(&other, "2026-03-07", 42, &visits[2], &premises[2], 600),
            ])
            .await;
        assert!(words(&taken).iter().all(|word| word == "accepted"), "{taken:?}");
        far.offer(&[on("2026-03-01", far.premises(61, &premises[3]))]).await;
        let premises_id = premises[0].parse().unwrap();
        let mended = RectificationReported {
            premises: premises_id,
            inspection: None,
            photos: vec![],
            rooms: vec![],
            by: Default::default(),
        };
        worker.offer(&[on("2026-03-10", worker.event(41, &hazards[0], mended))]).await;
        Self { place, worker, premises, hazards }
    }
}

/// A line's figure by its column's key.
fn figure(reply: &Value, line: &Value, column: &str) -> Value {
    let index = reply["columns"].as_array().unwrap().iter().position(|of| of["key"] == column).unwrap();
    line[index].clone()
}

fn line<'a>(reply: &'a Value, name: &str) -> &'a Value {
    let lines = reply["lines"].as_array().unwrap();
    &lines.iter().find(|line| line["name"] == name).unwrap_or_else(|| panic!("no {name} in {reply}"))["values"]
}

#[tokio::test]
async fn statistics_by_area_and_trade_count_the_scope_and_nothing_else() {
    let month = Month::lived().await;
    let committee = month.place.sign_in("committee").await;
    let path = "/api/v1/reports/statistics?from=2026-03-01&to=2026-03-31";
    let by_cell = committee.get(&format!("{path}&by=cell")).await;
    for (cell, column, expected) in [
        ("区域41", "base", json!(2)),
        ("区域41", "covered", json!(1)),
        ("区域41", "coverage", json!(50)),
        ("区域41", "visits", json!(1)),
        ("区域41", "found_general", json!(1)),
        ("区域41", "found_major", json!(1)),
        ("区域41", "due", json!(1)),
        ("区域41", "in_time", json!(1)),
        ("区域41", "timely", json!(100)),
        ("区域41", "rectified", json!(50)),
        ("区域41", "new_major", json!(1)),
        ("区域42", "coverage", json!(100)),
        ("区域42", "timely", Value::Null),
    ] {
        assert_eq!(figure(&by_cell, line(&by_cell, cell), column), expected, "{cell} {column}");
    }
    assert_eq!(figure(&by_cell, &by_cell["total"], "base"), 3);
    let by_kind = committee.get(&format!("{path}&by=kind")).await;
    assert_eq!(figure(&by_kind, line(&by_kind, "小餐饮"), "base"), 3);
    let by_level = committee.get(&format!("{path}&by=level")).await;
    assert_eq!(figure(&by_level, line(&by_level, "疑似重大"), "open"), 1);
    let levels: Vec<_> = by_level["lines"].as_array().unwrap().iter().map(|line| line["name"].clone()).collect();
    assert_eq!(levels, ["疑似重大", "一般"], "the gravest first");
    let by_month = committee.get("/api/v1/reports/statistics?from=2026-02-26&to=2026-04-25&by=month").await;
    let months: Vec<_> = by_month["lines"].as_array().unwrap().iter().map(|line| line["part"].clone()).collect();
    assert_eq!(months, ["2026-03", "2026-04"], "the place's months begin on the 26th");
    let strangers = month.place.sign_in("committee-b").await.get(path).await;
    assert_eq!(figure(&strangers, &strangers["total"], "base"), 0, "another community sees nothing of it");
    let officer = month.place.sign_in("officer").await.get(path).await;
    assert_eq!(figure(&officer, line(&officer, "区域4"), "base"), 3);
    assert_eq!(figure(&officer, line(&officer, "区域5"), "coverage"), Value::Null, "0 of 0 is no share");
    let refused = committee.request(Method::GET, "/api/v1/reports/statistics?by=worker").send().await.unwrap();
    is_problem(refused, 400, "bad-request").await;
}

#[tokio::test]
async fn visits_to_premises_that_were_merged_count_as_those_of_one() {
    let month = Month::lived().await;
    let committee = month.place.sign_in("committee").await;
    let (kept, gone) = (&month.premises[0], &month.premises[1]);
    // Two phones on one day at one door that each had registered; a third record comes after the merger.
    let visit = |day: &str, premises: &str| full_visit(&month.worker, day, 41, &new_id(), premises, 600);
    assert_eq!(words(&month.worker.offer(&[visit("2026-03-05", gone)]).await), ["accepted"]);
    let counts = async || {
        let path = "/api/v1/reports/statistics?from=2026-03-01&to=2026-03-31&by=cell";
        let reply = committee.get(path).await;
        ["base", "covered", "visits"].map(|column| figure(&reply, line(&reply, "区域41"), column))
    };
    assert_eq!(counts().await, [json!(2), json!(2), json!(2)], "two until a person says they are one");
    let merged = PremisesMerged { absorbed: gone.parse().unwrap() };
    assert_eq!(words(&committee.offer(&[committee.event(41, kept, merged)]).await), ["accepted"]);
    assert_eq!(counts().await, [json!(1), json!(1), json!(1)]);
    let late = [visit("2026-03-05", gone), visit("2026-03-09", gone)];
    assert_eq!(words(&month.worker.offer(&late).await), ["accepted", "accepted"]);
    assert_eq!(counts().await, [json!(1), json!(1), json!(2)], "another day is another visit");
    let records = committee.get("/api/v1/reports/records?from=2026-03-01&to=2026-03-31&column=visits").await;
    assert_eq!(records["whole"], 6, "every record of both is kept and shown");
}

#[tokio::test]
async fn a_figure_leads_to_its_records() {
    let month = Month::lived().await;
    let committee = month.place.sign_in("committee").await;
    let records = async |query: &str| {
        let path = format!("/api/v1/reports/records?from=2026-03-01&to=2026-03-31&{query}");
        let reply = committee.get(&path).await;
        let ids: Vec<_> = reply["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        (ids, reply["whole"].as_u64().unwrap())
    };
    assert_eq!(records("column=found_major").await, (vec![json!(month.hazards[1])], 1));
    assert_eq!(records("column=visits").await.1, 3, "both records of the one day are shown");
    let covered = records(&format!("column=covered&area={}", area_id(41))).await;
    assert_eq!(covered.1, 1, "each premises once, as the figure counts them");
    assert_eq!(records(&format!("column=base&area={}&limit=1", area_id(41))).await.1, 2);
    assert_eq!(records("column=old_major").await.1, 0, "none is from before this year");
    assert_eq!(records(&format!("column=open&area={}", area_id(61))).await.1, 0, "out of the scope");
    let unknown = committee.request(Method::GET, "/api/v1/reports/records?column=x").send().await.unwrap();
    is_problem(unknown, 400, "bad-request").await;
}

#[tokio::test]
async fn a_monthly_report_is_filed_frozen_and_what_comes_late_counts_in_the_next() {
    let month = Month::lived().await;
    let (committee, officer) = (month.place.sign_in("committee").await, month.place.sign_in("officer").await);
    let (community, monthly) = (area_id(4), "/api/v1/reports/monthly");
    let file =
        async |month: &str| committee.post(monthly, &json!({"month": month, "area": community})).send().await.unwrap();
    let status = async || officer.get(&format!("{monthly}/status?month=2026-03")).await["areas"].clone();
    assert_eq!(
        (status().await[0]["state"].clone(), status().await[1]["state"].clone()),
        (json!("missing"), json!("missing"))
    );
    let filed = file("2026-03").await;
    assert_eq!(filed.status(), 201);
    let filed: Value = filed.json().await.unwrap();
    assert_eq!((&filed["version"], filed["hash"].as_str().unwrap().len()), (&json!(1), 64));
    assert_eq!(status().await[0]["state"], "filed");
    is_problem(file("2026-03").await, 409, "filed-already").await;
    is_problem(file("2999-01").await, 409, "not-ended").await;

    // A visit of March that was without signal arrives after the report.
    let late = full_visit(&month.worker, "2026-03-20", 41, &new_id(), &month.premises[1], 600);
    assert_eq!(words(&month.worker.offer(&[late]).await), ["accepted"]);
    let whole = officer.get(&format!("{monthly}?month=2026-03")).await;
    let (line, own) = (&whole["lines"][0], &whole["filed"][0]);
    assert_eq!((&line["part"], &own["part"]), (&json!(community), &json!(community)), "one of two has filed");
    assert_eq!(whole["filed"].as_array().unwrap().len(), 1);
    let visits = (figure(&whole, &line["values"], "visits"), figure(&whole, &own["values"], "visits"));
    assert_eq!(visits, (json!(3), json!(2)), "what was filed is shown beside what is counted anew");

    let read = async |query: &str| committee.get(&format!("{monthly}?area={community}&{query}")).await;
    let frozen = read("month=2026-03&version=1").await;
    let (now, next) = (read("month=2026-03").await, read("month=2026-04").await);
    assert_eq!(figure(&frozen, &frozen["total"], "visits"), 2, "what was filed stays");
    assert_eq!(figure(&now, &now["total"], "visits"), 3);
    assert_eq!(figure(&next, &next["late"], "visits"), 1, "补报");
    assert_eq!(figure(&next, &next["late"], "coverage"), Value::Null);
    assert_eq!(figure(&next, &next["year"], "visits"), 3, "本年累计");
    assert_eq!(file("2026-04").await.status(), 201);
    let may = read("month=2026-05").await;
    assert_eq!(figure(&may, &may["late"], "visits"), 0, "told once");

    let send_back = async |reason: &str| {
        let body = json!({"month": "2026-03", "area": community, "reason": reason});
        officer.post(&format!("{monthly}/returns"), &body).send().await.unwrap()
    };
    is_problem(send_back(" ").await, 400, "bad-request").await;
    assert_eq!(send_back("走访数与台账对不上").await.status(), 201);
    assert_eq!(status().await[0]["state"], "returned");
    assert_eq!(read("month=2026-03").await["steps"][1]["reason"], "走访数与台账对不上");
    let again: Value = file("2026-03").await.json().await.unwrap();
    assert_eq!(again["version"], 2);
    assert_ne!(again["hash"], filed["hash"]);
}

#[tokio::test]
async fn a_cell_that_moves_takes_nothing_from_what_was_filed_and_brings_nothing_late() {
    let month = Month::lived().await;
    let [left, joined] = [month.place.sign_in("committee").await, month.place.sign_in("committee-b").await];
    let monthly = "/api/v1/reports/monthly";
    for (committee, community) in [(&left, area_id(4)), (&joined, area_id(5))] {
        let body = json!({"month": "2026-03", "area": community});
        assert_eq!(committee.post(monthly, &body).send().await.unwrap().status(), 201);
    }
    let officer = month.place.sign_in("officer").await;
    let path = format!("/api/v1/areas/{}/move", area_id(41));
    assert_eq!(officer.post(&path, &json!({"parent": area_id(5)})).send().await.unwrap().status(), 204);
    for committee in [&left, &joined] {
        let april = committee.get(&format!("{monthly}?month=2026-04")).await;
        assert_eq!(figure(&april, &april["late"], "visits"), 0, "补报");
    }

    let march = joined.get(&format!("{monthly}?month=2026-03")).await;
    assert_eq!(figure(&march, &march["total"], "visits"), 1, "its history went along");
}

#[tokio::test]
async fn only_its_own_community_files_and_only_its_subdistrict_returns() {
    let month = Month::lived().await;
    let monthly = "/api/v1/reports/monthly";
    let body = json!({"month": "2026-03", "area": area_id(4), "reason": "x"});
    for (who, path) in [
        ("worker", monthly.to_owned()),
        ("committee-b", monthly.to_owned()),
        ("officer", monthly.to_owned()),
        ("committee", format!("{monthly}/returns")),
    ] {
        let caller = month.place.sign_in(who).await;
        is_problem(caller.post(&path, &body).send().await.unwrap(), 403, "not-your-report").await;
    }
    let stranger = month.place.sign_in("committee-b").await;
    let path = format!("{monthly}?month=2026-03&area={}", area_id(4));
    is_problem(stranger.request(Method::GET, &path).send().await.unwrap(), 403, "not-your-report").await;
}

#[tokio::test]
async fn a_report_of_a_month_without_data_prints_dashes_and_can_be_filed() {
    let month = Month::lived().await;
    let committee = month.place.sign_in("committee").await;
    for period in ["2024-02", "2024-Q1"] {
        let report = committee.get(&format!("/api/v1/reports/monthly?month={period}")).await;
        for column in ["coverage", "rectified", "timely", "alarms"] {
            assert_eq!(figure(&report, &report["total"], column), Value::Null, "{period} {column}");
        }
        assert_eq!(figure(&report, &report["total"], "visits"), 0);
        assert_eq!(report["lines"].as_array().unwrap().len(), 2, "both cells stand there");
        let filed = committee.post("/api/v1/reports/monthly", &json!({"month": period, "area": area_id(4)}));
        assert_eq!(filed.send().await.unwrap().status(), 201);
    }
    assert_eq!(committee.get("/api/v1/reports/monthly?month=2024-02").await["from"], "2024-01-26");
    for wrong in ["2024-13", "2024", "2024-Q5", "x-y"] {
        let path = format!("/api/v1/reports/monthly?month={wrong}");
        is_problem(committee.request(Method::GET, &path).send().await.unwrap(), 400, "bad-request").await;
    }
}

#[tokio::test]
async fn areas_are_ranked_with_the_formula_and_two_circulars() {
    let month = Month::lived().await;
    let committee = month.place.sign_in("committee").await;
    let reply = committee.get("/api/v1/reports/ranking?from=2026-03-01&to=2026-03-31&by=cell").await;
    let ranked: Vec<_> =
        reply["ranked"].as_array().unwrap().iter().map(|one| (one["name"].clone(), one["place"].clone())).collect();
    assert_eq!(ranked, [(json!("区域42"), json!(1)), (json!("区域41"), json!(2))]);
    assert_eq!(reply["weights"], json!([35, 25, 25, 15]));
    assert_eq!((&reply["praised"], &reply["named"]), (&json!(["区域42"]), &json!(["区域41"])));
    let text = reply.to_string();
    assert!(!text.contains("姓名"), "areas, not persons: {text}");
    let persons = committee.request(Method::GET, "/api/v1/reports/ranking?by=kind").send().await.unwrap();
    is_problem(persons, 400, "bad-request").await;
}

#[tokio::test]
async fn areas_that_find_nothing_or_go_too_fast_are_listed_and_same_as_last_is_left_out() {
    let place = Place::open().await;
    let (worker, other) = (place.sign_in("worker").await, place.sign_in("worker-b").await);
    let shop = [new_id(), new_id()];
    worker.offer(&[on("2026-03-01", worker.premises(41, &shop[0]))]).await;
    other.offer(&[on("2026-03-01", other.premises(42, &shop[1]))]).await;
    let day = |number: usize| format!("2026-03-{:02}", 2 + number);
    // Cell 41: 25 quick visits without a hazard. Cell 42: as many, but 同上次.
    let quick: Vec<_> = (0..25).map(|n| full_visit(&worker, &day(n), 41, &new_id(), &shop[0], 20)).collect();
    let as_last = |n| {
        let mut visit = full_visit(&other, &day(n), 42, &new_id(), &shop[1], 20);
        visit["body"]["outcome"]["inspected"]["as_last"] = json!(true);
        visit
    };
    let repeated: Vec<_> = (0..25).map(as_last).collect();
    assert!(words(&worker.offer(&quick).await).iter().all(|word| word == "accepted"));
    assert!(words(&other.offer(&repeated).await).iter().all(|word| word == "accepted"));
    let reply =
        place.sign_in("committee").await.get("/api/v1/reports/ranking?from=2026-03-01&to=2026-03-31&by=cell").await;
    let listed: Vec<_> = reply["sparse_areas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].clone(), one["remarks"].clone()))
        .collect();
    assert_eq!(listed, [(json!("区域41"), json!(["nothing_found", "too_fast"]))]);
    assert_eq!(reply["sparse_kinds"][0]["full"], 25, "trades too, without 同上次");
}

#[tokio::test]
async fn old_and_new_suspected_major_hazards_are_told_apart_by_their_year() {
    let month = Month::lived().await;
    let (shop, visit) = (&month.premises[0], new_id());
    let old: Vec<_> = (0..2).map(|_| new_id()).collect();
    let worker = &month.worker;
    let events = [
        full_visit(worker, "2025-06-01", 41, &visit, shop, 600),
        found(worker, "2025-06-01", 41, &old[0], shop, &visit, Level::SuspectedMajor),
        found(worker, "2025-07-01", 41, &old[1], shop, &visit, Level::SuspectedMajor),
        on(
            "2026-02-01",
            worker.event(
                41,
                &old[0],
                RectificationReported {
                    premises: shop.parse().unwrap(),
                    inspection: None,
                    photos: vec![],
                    rooms: vec![],
                    by: Default::default(),
                },
            ),
        ),
    ];
    let taken = worker.offer(&events).await;
    assert!(words(&taken).iter().all(|word| word == "accepted"), "{taken:?}");
    let officer = month.place.sign_in("officer").await;
    let proof = PhotoRef {
        sha256: PhotoHash([7; 32]),
        taken_at: noon("2026-02-05"),
        position: None,
        source: PhotoSource::Camera,
        retaken: false,
        size_bytes: 1,
        width: 1,
        height: 1,
    };
    let closed = ClosedOut { premises: shop.parse().unwrap(), photos: vec![proof], note: String::new() };
    let taken = officer.offer(&[on("2026-02-05", officer.event(41, &old[0], closed))]).await;
    assert_eq!(words(&taken), ["accepted"]);
    let targets = officer.get("/api/v1/reports/targets?from=2026-03-01&to=2026-03-31").await["targets"].clone();
    // Neither of the two that are open has a day, so nothing is said of how many are late.
    for (index, aim, year, whole, done, undated) in
        [(0, "old_cleared", 2024, 2, 1, 0), (1, "new_curbed", 2025, 1, 0, 0), (2, "always_zero", 2026, 0, 0, 2)]
    {
        let target = &targets[index];
        let expected = json!({"aim": aim, "year": year, "whole": whole, "done": done, "undated": undated});
        assert_eq!(target, &expected);
    }
}

#[tokio::test]
async fn the_committee_passes_returns_with_a_reason_and_sees_what_is_overdue() {
    let month = Month::lived().await;
    let committee = month.place.sign_in("committee").await;
    let rows = async |path: &str| committee.get(path).await["rows"].as_array().unwrap().clone();
    let pending = rows("/api/v1/lists/inspections?state=pending").await;
    assert_eq!(pending.len(), 3);
    let premises = month.premises[0].parse().unwrap();
    let of_shop: Vec<_> = pending.iter().filter(|row| row["record"]["premises"] == json!(month.premises[0])).collect();
    let visit = |index: usize| of_shop[index]["id"].as_str().unwrap();
    let passed = committee.event(41, visit(0), ReviewPassed { premises, in_bulk: true });
    let returned = ReviewReturned {
        premises,
        reasons: vec![ReturnReason::PhotoUnclear],
        wanted: ReturnWanted::AddPhotos,
        item: Some("COM-03".into()),
        note: "看不清压力表".into(),
    };
    let empty = ReviewReturned { reasons: vec![], note: String::new(), ..returned.clone() };
    let without_reason = committee.event(41, visit(1), empty);
    let returned = committee.event(41, visit(1), returned);
    let taken = committee.offer(&[passed, without_reason, returned]).await;
    assert_eq!(words(&taken), ["accepted", "refused invalid", "accepted"], "a return says why");
    assert_eq!(rows("/api/v1/lists/inspections?state=pending").await.len(), 1);
    let back = rows("/api/v1/lists/inspections?state=returned").await;
    assert_eq!((back.len(), &back[0]["review"]["what"]["note"]), (1, &json!("看不清压力表")));
    let own = committee.get("/api/v1/reports/statistics?from=2026-03-01&to=2026-03-31&by=cell").await;
    assert_eq!(figure(&own, &own["total"], "overdue"), 0, "mended in time");
    let shop = &month.premises[2];
    let other = month.place.sign_in("worker-b").await;
    let late = found(&other, "2026-03-08", 42, &new_id(), shop, &new_id(), Level::General);
    let taken = other
        .offer(&[full_visit(&other, "2026-03-08", 42, late["body"]["inspection"].as_str().unwrap(), shop, 60), late])
        .await;
    assert_eq!(words(&taken), ["accepted", "accepted"]);
    let overdue = rows("/api/v1/lists/hazards?state=open&due_before=2026-03-31").await;
    assert_eq!(overdue.len(), 2, "open and past its day, one of them said to be mended");
    let counted = committee.get("/api/v1/reports/records?column=overdue&from=2026-03-01&to=2026-03-31").await;
    assert_eq!(counted["whole"], 1, "what is mended is not overdue");
}
