//! What is left of an import that was taken back: rows in the ledger, and nothing in any figure or file.

use crate::imports::{counts, premises, send};
use crate::support::{Caller, Place, new_id, words};
use gridwalk_domain::event::{StandingChanged, StandingStep};
use serde_json::{Value, json};

const FILE: &str = "名称,地址,类别,网格,烟感应装\n\
    老王面馆,老街1号,餐饮,区域41,4\n\
    赵家院,老街3号,出租屋,区域41,9\n\
    空院,后街9号,闲置院落,区域42,\n\
    老厂,后街10号,厂中厂,区域42,\n";

async fn bring_in(caller: &Caller) -> uuid::Uuid {
    let id = uuid::Uuid::now_v7();
    let report: Value =
        send(caller, &format!("dry_run=false&id={id}&file=a.csv"), "text/csv", FILE.into()).await.json().await.unwrap();
    assert_eq!(counts(&report), [4, 4, 0, 0], "{report:#}");
    id
}

async fn undo(caller: &Caller, id: uuid::Uuid) -> Value {
    caller.post(&format!("/api/v1/imports/{id}/undo"), &json!({})).send().await.unwrap().json().await.unwrap()
}

// Every pivot of some periods, the monthly report and the ranking.
async fn figures(caller: &Caller) -> Vec<Value> {
    let mut said = Vec::new();
    for period in ["", "from=2026-01-01", "from=2025-01-01&to=2025-12-31"] {
        for by in ["community", "cell", "kind", "industry", "grade", "source", "level", "month"] {
            said.push(caller.get(&format!("/api/v1/reports/statistics?by={by}&{period}")).await);
        }
        said.push(caller.get(&format!("/api/v1/reports/ranking?{period}")).await);
        said.push(caller.get(&format!("/api/v1/reports/targets?{period}")).await);
    }
    said.push(caller.get("/api/v1/reports/monthly").await);
    said
}

async fn files(caller: &Caller) -> Vec<String> {
    let mut files = Vec::new();
    for name in ["premises", "shops", "rentals", "idle", "shared", "spaces", "tasks", "problems", "keywork"] {
        let path = format!("/api/v1/exports/{name}.csv");
        let response = caller.request(reqwest::Method::GET, &path).send().await.unwrap();
        files.push(response.text().await.unwrap());
    }
    files
}

#[tokio::test]
async fn after_an_import_is_taken_back_every_figure_and_file_is_as_if_it_had_never_been() {
    let place = Place::open().await;
    let (committee, worker) = (place.sign_in("committee").await, place.sign_in("worker").await);
    let own = new_id();
    assert_eq!(words(&worker.offer(&[worker.premises(41, &own)]).await), ["accepted"]);
    // The day's own areas are there before and after.
    let (figured, filed) = (figures(&committee).await, files(&committee).await);
    let id = bring_in(&committee).await;
    assert_ne!(figures(&committee).await, figured);
    assert_eq!(undo(&committee, id).await, json!({"closed": 4, "kept": 0}));
    assert_eq!(figures(&committee).await, figured);
    assert_eq!(files(&committee).await, filed);
    let records = committee.get("/api/v1/reports/records?column=deregistered").await;
    assert_eq!(records["whole"], 0, "nothing stands behind a figure either");
    assert_eq!(premises(&committee).await.len(), 5, "nothing is deleted");
}

#[tokio::test]
async fn premises_whose_closing_somebody_has_asked_for_are_left_to_a_second_person() {
    let place = Place::open().await;
    let (committee, worker) = (place.sign_in("committee").await, place.sign_in("worker").await);
    let id = bring_in(&committee).await;
    let shop = premises(&worker).await.into_iter().find(|row| row["name"] == "老王面馆").unwrap();
    let asked = StandingChanged { step: StandingStep::AskClosure, reason: "已搬走".into() };
    let asked = worker.event(41, shop["id"].as_str().unwrap(), asked);
    assert_eq!(words(&worker.offer(&[asked]).await), ["accepted"]);
    assert_eq!(undo(&committee, id).await, json!({"closed": 3, "kept": 1}));
}
