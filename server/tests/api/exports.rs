//! Ledgers out: masked unless asked for in full, the caller's scope alone, and back in again.

use crate::figures::Month;
use crate::imports::{XLSX, counts, import, premises, send};
use crate::support::{Caller, Place, is_problem, words};
use gridwalk_domain::event::{LimitedSpace, LimitedSpacesListed, StandingChanged, StandingStep};
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn fetch(caller: &Caller, file: &str) -> Response {
    caller.request(Method::GET, &format!("/api/v1/exports/{file}")).send().await.unwrap()
}

async fn bytes(caller: &Caller, file: &str) -> Vec<u8> {
    let response = fetch(caller, file).await;
    assert_eq!(response.status(), 200, "{file}");
    response.bytes().await.unwrap().to_vec()
}

async fn text(caller: &Caller, file: &str) -> String {
    String::from_utf8(bytes(caller, file).await).unwrap()
}

const LEDGER: &str = "名称,地址,类别,网格,负责人,电话,楼栋编号,坐标,建筑面积,备注,产权人,产权人电话,使用人,包保人,停用\n\
    老王面馆,老街1号,餐饮,区域41,张建国,13812341234,B-27,\"117.13,34.81\",86.5,=1+1,,,,,\n\
    王家出租屋,老街1号2层,出租屋,区域41,张建国,13812341234,B-27,,120,,王大海,13912345678,赵小河,,有\n\
    空院,后街9号,闲置院落,区域42,李四,0632-5551234,,,300,,,,,孙干部,否\n";

async fn filled() -> (Place, Caller) {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let report = import(&committee, false, "text/csv", LEDGER.into()).await;
    assert_eq!(counts(&report), [3, 3, 0, 0], "{report:#}");
    (place, committee)
}

#[tokio::test]
async fn r46_ledgers_go_out_as_files_masked_unless_asked_for_in_full_and_that_is_logged() {
    let (place, committee) = filled().await;
    let masked = text(&committee, "premises.csv").await;
    assert!(masked.contains("风险等级") && masked.contains("最近核实") && masked.contains(",蓝,在册,"), "{masked}");
    assert!(masked.starts_with('\u{feff}') && masked.contains("张*") && masked.contains("138****1234"), "{masked}");
    assert!(!masked.contains("张建国") && !masked.contains("13812341234"));
    assert!(masked.contains("'=1+1") && !masked.contains(",=1+1"), "a formula is a text");
    let log = async || place.core().store().papers(committee.account.parse().unwrap(), "disclosure", 10).await.unwrap();
    assert!(log().await.is_empty());
    let full = text(&committee, "premises.csv?full=true").await;
    assert!(full.contains("张建国") && full.contains("13812341234"));
    assert_eq!(log().await[0].facts["ledger"], "场所台账");
    // R07, R04: all who answer for it, and who walks there.
    for header in [
        "产权人,产权人电话,使用人,使用人电话,包保人,包保人电话,网格员",
        "王大海,13912345678,赵小河,,,,姓名 worker,",
        "孙干部,,姓名 worker-b,",
    ] {
        assert!(full.contains(header), "{header}: {full}");
    }
    let geojson: Value = serde_json::from_str(&text(&committee, "premises.geojson").await).unwrap();
    let features = geojson["features"].as_array().unwrap();
    let noodle = features.iter().find(|one| one["properties"]["name"] == "老王面馆").unwrap();
    assert_eq!(noodle["geometry"]["coordinates"], json!([117.13, 34.81]));
    assert_eq!(noodle["properties"]["owner_phone"], "138****1234");
}

#[tokio::test]
async fn shops_and_rentals_go_out_apart_with_the_same_building_number() {
    let (_place, committee) = filled().await;
    let (shops, rentals) = (text(&committee, "shops.csv").await, text(&committee, "rentals.csv").await);
    assert!(shops.contains("老王面馆") && !shops.contains("王家出租屋") && !shops.contains("空院"));
    assert!(rentals.contains("王家出租屋") && !rentals.contains("老王面馆"));
    assert!(shops.contains("B-27") && rentals.contains("B-27"), "one building, two ledgers");
    assert!(text(&committee, "idle.csv").await.contains("空院"));
    let shared = text(&committee, "shared.csv").await;
    assert_eq!(shared.lines().count(), 1, "two in one building make no 厂中厂: {shared}");
}

#[tokio::test]
async fn the_ledger_of_shared_factories_holds_them_with_the_tenants_of_their_yards() {
    let (_place, committee) = filled().await;
    let yard = "名称,地址,类别,网格,楼栋编号\n\
        红星院,厂前路1号,院中厂,区域41,Y-1\n\
        红星门卫小卖部,厂前路1号门房,购物,区域41,Y-1\n\
        小李机械,厂前路1号2车间,小微企业,区域41,Y-1\n\
        独院,厂前路3号,厂中厂,区域42,\n";
    assert_eq!(counts(&import(&committee, false, "text/csv", yard.into()).await), [4, 4, 0, 0]);
    let shared = text(&committee, "shared.csv").await;
    assert_eq!(shared.lines().count(), 5, "{shared}");
    for name in ["红星院", "红星门卫小卖部", "小李机械", "独院"] {
        assert!(shared.contains(name), "{name}: {shared}");
    }
    let shops = text(&committee, "shops.csv").await;
    assert_eq!(shops.lines().count(), 3, "{shops}");
    assert!(shops.contains("老王面馆") && shops.contains("红星门卫小卖部"), "the nine alone: {shops}");
}

#[tokio::test]
async fn deregistered_premises_stay_in_the_ledger_of_all_and_leave_those_of_kinds() {
    let (place, committee) = filled().await;
    let rows = premises(&committee).await;
    let noodle = rows.iter().find(|row| row["name"] == "老王面馆").unwrap()["id"].as_str().unwrap().to_owned();
    let step = |caller: &Caller, step| caller.event(41, &noodle, StandingChanged { step, reason: "已搬走".into() });
    let worker = place.sign_in("worker").await;
    let asked = [step(&worker, StandingStep::AskClosure)];
    assert_eq!(words(&worker.offer(&asked).await), ["accepted"]);
    assert!(text(&committee, "shops.csv").await.contains("老王面馆"), "not before a second person has said so");
    let confirmed = [step(&committee, StandingStep::ConfirmClosure)];
    assert_eq!(words(&committee.offer(&confirmed).await), ["accepted"]);
    assert!(text(&committee, "premises.csv").await.contains("已注销"));
    assert!(!text(&committee, "shops.csv").await.contains("老王面馆"));
}

#[tokio::test]
async fn r40_limited_spaces_go_out_as_a_ledger_of_their_own() {
    let (_place, committee) = filled().await;
    let rows = premises(&committee).await;
    let noodle = rows.iter().find(|row| row["name"] == "老王面馆").unwrap()["id"].as_str().unwrap().to_owned();
    let space = |kind: &str, sign| LimitedSpace { kind: kind.into(), count: 2, sign, lock: false };
    let listed = LimitedSpacesListed { spaces: vec![space("化粪池", true), space("污水井", false)] };
    assert_eq!(words(&committee.offer(&[committee.event(41, &noodle, listed)]).await), ["accepted"]);
    let spaces = text(&committee, "spaces.csv").await;
    assert_eq!(spaces.lines().count(), 3, "a line a kind, and none for premises without any: {spaces}");
    assert!(spaces.contains("老王面馆,小餐饮,老街1号,张*,138****1234,化粪池,2,有,无"), "{spaces}");
    assert!(spaces.contains("污水井,2,无,无"), "{spaces}");
}

#[tokio::test]
async fn r39_a_ledgers_yes_and_no_are_those_of_the_file() {
    let (_place, committee) = filled().await;
    let rows = premises(&committee).await;
    let of = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap()["details"]["out_of_use"].clone();
    assert_eq!((of("王家出租屋"), of("空院")), (json!("是"), json!("否")), "as the form of the file has them");
}

#[tokio::test]
async fn r34_two_lists_and_one_ledger_count_what_is_to_be_done() {
    let (_place, committee) = filled().await;
    let tasks = text(&committee, "tasks.csv").await;
    assert!(tasks.contains("区域41,定期巡查,2,0,2,0%,0"), "{tasks}");
    let problems = text(&committee, "problems.csv").await;
    assert!(problems.contains("编号") && problems.lines().count() == 1, "no open hazard, no line: {problems}");
    let keywork = text(&committee, "keywork.csv").await;
    assert!(
        keywork.contains("出租屋摸排建档,1,0,1,0%,0") && keywork.contains("闲置院落和废弃厂房摸排建档,1"),
        "{keywork}"
    );
    assert!(!keywork.contains("灭火装置"), "nothing needed is no line");
}

#[tokio::test]
async fn r34_the_list_of_problems_names_each_open_hazard_with_what_is_done_about_it() {
    let month = Month::lived().await;
    let committee = month.place.sign_in("committee").await;
    let problems = text(&committee, "problems.csv").await;
    let lines: Vec<&str> = problems.lines().skip(1).collect();
    assert_eq!(lines.len(), 2, "{problems}");
    // Mended and not yet looked at again; and suspected major, which nobody but an authority calls major.
    assert!(
        lines[0].contains("老李饭馆,幸福路27号,小餐饮,2026-03-05,网格巡查") && lines[0].contains("过期"),
        "{}",
        lines[0]
    );
    assert!(lines[0].contains("2026-03-12") && lines[0].contains("待复查"), "{}", lines[0]);
    assert!(lines[1].contains("疑似重大（待研判）") && !lines[1].contains(",重大"), "{}", lines[1]);
}

#[tokio::test]
async fn what_is_mended_and_waits_to_be_looked_at_is_overdue_in_no_list_and_no_ledger() {
    let month = Month::lived().await;
    let committee = month.place.sign_in("committee").await;
    // Its day was 2026-03-12; it was mended two days before, and nobody has looked since.
    let ledger = text(&committee, "hazards.csv").await;
    let mended = ledger.lines().find(|line| line.contains("待复查")).unwrap();
    assert!(mended.ends_with(",,0,0"), "no 逾期天数: {mended}");
    let tasks = text(&committee, "tasks.csv").await;
    assert!(tasks.contains("区域41,隐患整改销号,2,0,2,0%,0"), "{tasks}");
    let counted = committee.get("/api/v1/reports/records?column=overdue&from=2026-03-01").await;
    assert_eq!(counted["whole"], 0, "as in the figures");
}

#[tokio::test]
async fn what_was_taken_back_is_no_work_any_more() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let id = uuid::Uuid::now_v7();
    send(&committee, &format!("dry_run=false&id={id}&file=a.csv"), "text/csv", LEDGER.into()).await;
    committee.post(&format!("/api/v1/imports/{id}/undo"), &json!({})).send().await.unwrap();
    for file in ["keywork.csv", "tasks.csv"] {
        let lines = text(&committee, file).await;
        assert_eq!(lines.lines().count(), 1, "only the header: {lines}");
    }
}

#[tokio::test]
async fn the_years_investment_is_reported_and_the_latest_saving_counts() {
    let place = Place::open().await;
    let (committee, officer) = (place.sign_in("committee").await, place.sign_in("officer").await);
    let save = async |figures: Value| {
        let request = committee.request(Method::PUT, "/api/v1/investments").header("X-Gridwalk", "1").json(&figures);
        request.send().await.unwrap()
    };
    let mut figures =
        json!({"year": 2026, "people": 3.5, "technology": 2, "engineering": 10, "management": 1, "note": "烟感"});
    assert_eq!(save(figures.clone()).await.status(), 204);
    figures["people"] = json!(4);
    assert_eq!(save(figures.clone()).await.status(), 204);
    let table = text(&officer, "investment.csv").await;
    assert!(table.contains("1,区域2,区域4,,2026,4,2,10,1,17,烟感"), "{table}");
    figures["people"] = json!(-1);
    is_problem(save(figures).await, 400, "bad-request").await;
    let other = place.sign_in("committee-b").await;
    assert_eq!(other.get("/api/v1/investments").await, json!([]));
}

#[tokio::test]
async fn a_ledger_goes_out_narrowed_as_the_list_is() {
    let (place, committee) = filled().await;
    let listed = committee.get("/api/v1/lists/premises").await;
    let rows = listed["rows"].as_array().unwrap();
    let id_of = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap()["id"].clone();
    let chosen = json!({"premises": [id_of("王家出租屋"), id_of("空院")]});
    let only = async |caller: &Caller, file: &str| {
        let response = caller.post(&format!("/api/v1/exports/{file}"), &chosen).send().await.unwrap();
        assert_eq!(response.status(), 200, "{file}");
        response.text().await.unwrap()
    };
    let ledger = only(&committee, "premises.csv").await;
    for (name, is_in) in [("老王面馆", false), ("王家出租屋", true), ("空院", true)] {
        assert_eq!(ledger.contains(name), is_in, "{name}: {ledger}");
    }
    assert_eq!(only(&committee, "rentals.csv").await.lines().count(), 2, "the header and one rental house");
    let other = place.sign_in("committee-b").await;
    assert_eq!(only(&other, "premises.csv").await.lines().count(), 1, "an id gives no rights");
    let worker = place.sign_in("worker").await;
    let refused = worker.post("/api/v1/exports/premises.csv", &chosen).send().await.unwrap();
    is_problem(refused, 403, "role").await;
    let broken = committee.post("/api/v1/exports/premises.csv", &json!({"premises": ["no id"]})).send().await.unwrap();
    is_problem(broken, 400, "bad-request").await;
}

#[tokio::test]
async fn nobody_takes_out_more_than_their_own_scope() {
    let (place, committee) = filled().await;
    let other = place.sign_in("committee-b").await;
    assert_eq!(text(&other, "premises.csv").await.lines().count(), 1, "the header alone");
    let foreign = format!("premises.csv?area={}", crate::support::area_id(41));
    assert_eq!(text(&other, &foreign).await.lines().count(), 1);
    assert_eq!(text(&committee, &foreign).await.lines().count(), 3);
    let worker = place.sign_in("worker").await;
    is_problem(fetch(&worker, "premises.csv").await, 403, "role").await;
    is_problem(fetch(&committee, "premises.pdf").await, 404, "not-found").await;
    is_problem(fetch(&committee, "secrets.csv").await, 404, "not-found").await;
    is_problem(fetch(&place.stranger(), "premises.csv").await, 401, "unsigned").await;
}

#[tokio::test]
async fn what_went_out_comes_in_again_unchanged() {
    let (place, committee) = filled().await;
    for (file, kind) in
        [("premises.xlsx?full=true", XLSX), ("premises.csv?full=true", "text/csv"), ("premises.xlsx", XLSX)]
    {
        let report = import(&committee, false, kind, bytes(&committee, file).await).await;
        assert_eq!(counts(&report), [3, 0, 0, 0], "{file}: {report:#}");
        assert_eq!(report["unchanged"], 3, "{file}");
    }
    // Into another place, as a ledger that came from elsewhere.
    let elsewhere = Place::open().await;
    let sent = bytes(&committee, "premises.xlsx?full=true").await;
    let there = elsewhere.sign_in("committee").await;
    let report = import(&there, false, XLSX, sent).await;
    assert_eq!(counts(&report), [3, 3, 0, 0], "{report:#}");
    let facts = |rows: Vec<Value>| {
        let fact = |row: &Value| {
            let keys = ["name", "address", "kind", "area", "details", "persons"];
            let position = (row["position"]["lon"].clone(), row["position"]["lat"].clone());
            (keys.map(|key| row[key].clone()).to_vec(), position)
        };
        let mut facts: Vec<_> = rows.iter().map(fact).map(|fact| format!("{fact:?}")).collect();
        facts.sort();
        facts
    };
    assert_eq!(facts(premises(&there).await), facts(premises(&committee).await));
    drop(place);
}
