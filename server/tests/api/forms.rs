//! The superior's form filled in place, and workbooks that other libraries made and read (openpyxl, xlwt).
//!
//! Those need `GRIDWALK_PYTHON`, which `cargo xtask test` sets; without it they say that they were skipped.

use crate::figures::Month;
use crate::imports::{XLSX, counts, import, premises, urlencoded};
use crate::support::{Caller, Place, is_problem, new_id, words};
use gridwalk_domain::time::Date;
use reqwest::Method;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const LEDGER: &str = "名称,地址,类别,网格,电话,面积\n\
    老王面馆,老街1号,餐饮,区域41,13812341234,86.5\n\
    \"=SUM(1,1)\",老街2号,出租屋,区域41,,40\n";

async fn filled() -> (Place, Caller) {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    assert_eq!(counts(&import(&committee, false, "text/csv", LEDGER.into()).await), [2, 2, 0, 0]);
    (place, committee)
}

async fn upload(caller: &Caller, name: &str, file: Vec<u8>) -> Value {
    let path = format!("/api/v1/forms?name={}", urlencoded(name));
    let request = caller.request(Method::POST, &path).header("X-Gridwalk", "1").header("Content-Type", XLSX);
    let response = request.body(file).send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

async fn set(caller: &Caller, form: &Value, mapping: &Value) {
    let path = format!("/api/v1/forms/{}", form["id"].as_str().unwrap());
    let request = caller.request(Method::PUT, &path).header("X-Gridwalk", "1").json(mapping);
    assert_eq!(request.send().await.unwrap().status(), 204);
}

async fn fetch(caller: &Caller, path: &str) -> Vec<u8> {
    let response = caller.request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.bytes().await.unwrap().to_vec()
}

// Runs a case of tests/python/workbooks.py; `None` where there is no interpreter.
fn python(case: &str, file: &Path) -> Option<String> {
    let Some(python) = std::env::var_os("GRIDWALK_PYTHON") else {
        println!("skipped: GRIDWALK_PYTHON is not set; `cargo xtask test` sets it");
        return None;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/python/workbooks.py");
    let output = Command::new(python).arg("-B").arg(script).arg(case).arg(file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("fail "), "{said}");
    Some(said)
}

#[tokio::test]
async fn r25_the_superiors_own_form_is_filled_in_place_and_another_library_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let (blank, done) = (folder.path().join("blank.xlsx"), folder.path().join("done.xlsx"));
    if python("form", &blank).is_none() {
        return;
    }
    let (place, committee) = filled().await;
    let form = upload(&committee, "附件2.xlsx", std::fs::read(&blank).unwrap()).await;
    let path = format!("/api/v1/forms/{}", form["id"].as_str().unwrap());
    let guessed = committee.get(&format!("{path}?table=keywork")).await["mapping"].clone();
    assert_eq!((&guessed["sheet"], &guessed["header_row"]), (&json!("附件2"), &json!(4)), "{guessed:#}");
    set(&committee, &form, &guessed).await;
    std::fs::write(&done, fetch(&committee, &format!("{path}/filled.xlsx")).await).unwrap();
    assert!(python("filled", &done).unwrap().matches("pass ").count() >= 12);
    let other = place.sign_in("committee-b").await;
    let hidden = other.request(Method::GET, &path).send().await.unwrap();
    is_problem(hidden, 404, "not-found").await;
}

#[tokio::test]
async fn r25_rows_are_put_into_a_form_with_too_few_and_another_library_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let (blank, done) = (folder.path().join("blank.xlsx"), folder.path().join("done.xlsx"));
    if python("tight", &blank).is_none() {
        return;
    }
    let (_place, committee) = filled().await;
    let more = "名称,地址,类别,网格\n甲店,老街3号,餐饮,区域41\n乙店,老街4号,餐饮,区域41\n丙店,老街5号,餐饮,区域41\n";
    assert_eq!(counts(&import(&committee, false, "text/csv", more.into()).await), [3, 3, 0, 0]);
    let form = upload(&committee, "附件2.xlsx", std::fs::read(&blank).unwrap()).await;
    let path = format!("/api/v1/forms/{}", form["id"].as_str().unwrap());
    set(&committee, &form, &committee.get(&format!("{path}?table=premises")).await["mapping"]).await;
    std::fs::write(&done, fetch(&committee, &format!("{path}/filled.xlsx")).await).unwrap();
    assert_eq!(python("grown", &done).unwrap().matches("pass ").count(), 10);
}

#[tokio::test]
async fn r25_the_superiors_form_takes_the_months_figures_and_another_library_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let (blank, done) = (folder.path().join("blank.xlsx"), folder.path().join("done.xlsx"));
    if python("figures", &blank).is_none() {
        return;
    }
    let month = Month::lived().await;
    let officer = month.place.sign_in("officer").await;
    let form = upload(&officer, "附件1.xlsx", std::fs::read(&blank).unwrap()).await;
    let path = format!("/api/v1/forms/{}", form["id"].as_str().unwrap());
    for (table, sheet, matched, case, passes) in
        [("monthly", "附件1", "community", "figured", 6), ("monthly_items", "附件3", "item", "items", 1)]
    {
        let mut mapping = officer.get(&format!("{path}?table={table}")).await["mapping"].clone();
        assert_eq!(mapping["sheet"], sheet, "{mapping:#}");
        mapping["match_key"] = json!(matched);
        set(&officer, &form, &mapping).await;
        assert_eq!(officer.get("/api/v1/forms").await[0]["table"], table);
        std::fs::write(&done, fetch(&officer, &format!("{path}/filled.xlsx?month=2026-03")).await).unwrap();
        assert_eq!(python(case, &done).unwrap().matches("pass ").count(), passes);
    }
    std::fs::write(&done, fetch(&officer, "/api/v1/reports/monthly.xlsx?month=2026-03").await).unwrap();
    assert_eq!(python("paper", &done).unwrap().matches("pass ").count(), 7);
    let other = month.place.sign_in("committee").await;
    let foreign = format!("/api/v1/reports/monthly.xlsx?month=2026-03&area={}", crate::support::area_id(5));
    is_problem(other.request(Method::GET, &foreign).send().await.unwrap(), 403, "not-your-report").await;
}

#[tokio::test]
async fn a_form_is_filled_with_the_version_that_was_filed() {
    let month = Month::lived().await;
    let (committee, area) = (month.place.sign_in("committee").await, crate::support::area_id(4));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("月报").unwrap();
    for (row, text) in ["网格", "区域41"].iter().enumerate() {
        sheet.write(row as u32, 0, *text).unwrap();
    }
    sheet.write(0, 1, "新增场所").unwrap();
    let form = upload(&committee, "月报.xlsx", book.save_to_buffer().unwrap()).await;
    let path = format!("/api/v1/forms/{}", form["id"].as_str().unwrap());
    let mut mapping = committee.get(&format!("{path}?table=monthly")).await["mapping"].clone();
    mapping["match_key"] = json!("cell");
    set(&committee, &form, &mapping).await;
    let body = json!({"month": "2026-03", "area": area});
    assert_eq!(committee.post("/api/v1/reports/monthly", &body).send().await.unwrap().status(), 201);
    let mut late = month.worker.premises(41, &new_id());
    late["at"] = json!("2026-03-03".parse::<Date>().unwrap().start_in_shanghai());
    assert_eq!(words(&month.worker.offer(&[late]).await), ["accepted"]);
    for (version, registered) in [("", "3"), ("&version=1", "2")] {
        let filled = fetch(&committee, &format!("{path}/filled.xlsx?month=2026-03&area={area}{version}")).await;
        let rows = gridwalk_server::tables::source::read(&filled).unwrap()[0].rows.clone();
        assert_eq!(rows[1].cells[..2], ["区域41", registered], "{version}");
    }
}

#[tokio::test]
async fn a_form_that_is_put_away_is_listed_and_filled_no_more() {
    let (place, committee) = filled().await;
    let mut book = Workbook::new();
    book.add_worksheet().write_row(0, 0, ["单位名称", "地址"]).unwrap();
    let form = upload(&committee, "旧表样.xlsx", book.save_to_buffer().unwrap()).await;
    let path = format!("/api/v1/forms/{}", form["id"].as_str().unwrap());
    let remove = |caller: &Caller| caller.request(Method::DELETE, &path).header("X-Gridwalk", "1").send();
    let stranger = place.sign_in("committee-b").await;
    is_problem(remove(&stranger).await.unwrap(), 404, "not-found").await;
    assert_eq!(remove(&committee).await.unwrap().status(), 204);
    assert_eq!(committee.get("/api/v1/forms").await, json!([]));
    is_problem(remove(&committee).await.unwrap(), 404, "not-found").await;
}

#[tokio::test]
async fn an_old_workbook_and_an_export_agree_with_other_libraries() {
    let folder = tempfile::tempdir().unwrap();
    let (old, out) = (folder.path().join("old.xls"), folder.path().join("out.xlsx"));
    if python("ledger", &old).is_none() {
        return;
    }
    let place = Place::open().await;
    let there = place.sign_in("committee").await;
    let report = import(&there, false, "application/vnd.ms-excel", std::fs::read(&old).unwrap()).await;
    assert_eq!(counts(&report), [2, 2, 0, 0], "{report:#}");
    let rows = premises(&there).await;
    let shop = rows.iter().find(|row| row["name"] == "便民超市").unwrap();
    assert_eq!(
        (&shop["kind"], &shop["area"]),
        (&json!("shop"), &json!(crate::support::area_id(41))),
        "the merged cell"
    );
    let noodles = rows.iter().find(|row| row["name"] == "老王面馆").unwrap();
    assert_eq!(noodles["persons"]["owner_phone"], "13800000001");

    let (_place, committee) = filled().await;
    std::fs::write(&out, fetch(&committee, "/api/v1/exports/premises.xlsx").await).unwrap();
    python("export", &out);
}

#[tokio::test]
async fn a_form_that_cannot_be_filled_says_why() {
    let (place, committee) = filled().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in ["场所名称", "详细地址"].iter().enumerate() {
        sheet.write(0, column as u16, *header).unwrap();
    }
    sheet.write(1, 0, "填表人：").unwrap();
    let form = upload(&committee, "表.xlsx", book.save_to_buffer().unwrap()).await;
    let path = format!("/api/v1/forms/{}", form["id"].as_str().unwrap());
    let fill = async || committee.request(Method::GET, &format!("{path}/filled.xlsx")).send().await.unwrap();
    is_problem(fill().await, 409, "not-mapped").await;
    let mut mapping = committee.get(&format!("{path}?table=premises")).await["mapping"].clone();
    set(&committee, &form, &mapping).await;
    is_problem(fill().await, 422, "no-room").await;
    let path_of = |row: u32| format!("{path}?table=premises&header_row={row}");
    let other = committee.get(&path_of(2)).await;
    assert_eq!(
        (&other["mapping"]["header_row"], &other["is_mapped"]),
        (&json!(2), &json!(false)),
        "guessed for that row"
    );
    let nothing = json!({"table": "premises", "sheet": mapping["sheet"], "header_row": 2, "columns": []});
    let kept = committee.request(Method::PUT, &path).header("X-Gridwalk", "1").json(&nothing).send().await.unwrap();
    is_problem(kept, 422, "no-columns").await;
    mapping["sheet"] = json!("没有这页");
    set(&committee, &form, &mapping).await;
    is_problem(fill().await, 422, "no-sheet").await;
    let text = committee.request(Method::POST, "/api/v1/forms").header("X-Gridwalk", "1").header("Content-Type", XLSX);
    is_problem(text.body("no workbook").send().await.unwrap(), 422, "not-a-spreadsheet").await;
    let worker = place.sign_in("worker").await;
    is_problem(worker.request(Method::GET, "/api/v1/forms").send().await.unwrap(), 403, "role").await;
}

#[tokio::test]
async fn a_form_that_nobody_has_mapped_is_offered_the_table_that_fits_it_best() {
    let (_place, committee) = filled().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["序号", "网格", "应排查", "已排查", "覆盖率", "逾期未改"]).unwrap();
    let form = upload(&committee, "统计表.xlsx", book.save_to_buffer().unwrap()).await;
    let (mapping, columns) = (&form["mapping"], form["columns"].as_array().unwrap());
    assert_eq!((&mapping["table"], &mapping["header_row"]), (&json!("monthly"), &json!(1)), "{mapping:#}");
    assert!(columns.iter().any(|column| column["key"] == "coverage"), "with what that table has");
    let path = format!("/api/v1/forms/{}?table=problems", form["id"].as_str().unwrap());
    assert_eq!(committee.get(&path).await["mapping"]["table"], "problems", "as it was said");
}
