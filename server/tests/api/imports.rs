//! Ledgers in: messy files, dry runs, what is wrong with each row, and files that are no ledgers.

use crate::support::{Caller, Place, is_problem};
use reqwest::{Method, Response};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};
use std::io::Write;

pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub async fn send(caller: &Caller, query: &str, kind: &str, file: Vec<u8>) -> Response {
    let path = format!("/api/v1/imports/premises?{query}");
    let request = caller.request(Method::POST, &path).header("X-Gridwalk", "1").header("Content-Type", kind);
    request.body(file).send().await.unwrap()
}

pub async fn import(caller: &Caller, dry_run: bool, kind: &str, file: Vec<u8>) -> Value {
    let response = send(caller, &format!("dry_run={dry_run}"), kind, file).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

pub fn counts(report: &Value) -> [u64; 4] {
    let errors = report["errors"].as_array().unwrap().len() as u64;
    [&report["rows"], &report["accepted"], &report["updated"]]
        .map(|n| n.as_u64().unwrap())
        .into_iter()
        .chain([errors])
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

pub async fn premises(caller: &Caller) -> Vec<Value> {
    let list = caller.get("/api/v1/lists/premises?limit=500").await;
    list["rows"].as_array().unwrap().clone()
}

const MESSY: &str = "光明路街道九小场所和出租屋台账,,,,,,,\n\
    填报单位：区域4　填报日期：2026年11月,,,,,,,\n\
    \n\
    序号,详细地址,场所名称,类  别,所属网格,负责人,联系电话,负责人身份证号\n\
    1,老街1号,老王面馆,餐饮场所,区域41,王建国,13800000001,370402190001010000\n\
    2,老街2号,便民超市,购物,区域42,李 芳,13800000002,\n\
    ,,,,,,,\n\
    二、出租屋,,,,,,,\n\
    序号,详细地址,场所名称,类  别,所属网格,负责人,联系电话,负责人身份证号\n\
    3,老街3号,赵家院,出租房屋,区域41,赵大海,0632-5550003,\n\
    4,老街4号,,餐饮,区域41,钱,13800000004,\n\
    5,老街5号,孙记,飞船,区域41,孙,13800000005,\n\
    6,老街6号,周记,餐饮,区域99,周,13800000006,\n\
    7,老街7号,吴记,餐饮,区域41,吴,电话号码不详,\n\
    8,老街8号,=HYPERLINK(1),小网吧,,郑,13800000008,\n\
    9,老街1号,老王面馆,餐饮,区域41,王建国,13800000001,\n\
    合计,,,7,,,,\n\
    总计,,7,,,,,\n";

#[tokio::test]
async fn a_messy_ledger_is_looked_at_row_by_row_before_anything_is_written() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let (file, _, _) = encoding_rs::GB18030.encode(MESSY);
    let looked_at = import(&committee, true, "text/csv", file.to_vec()).await;
    assert_eq!(counts(&looked_at), [9, 4, 0, 4], "{looked_at:#}");
    assert!(premises(&committee).await.is_empty(), "a dry run writes nothing");
    let errors: Vec<_> = looked_at["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["row"].as_u64().unwrap(), e["column"].as_str().unwrap()))
        .collect();
    assert_eq!(errors, [(11, "场所名称"), (12, "类 别"), (13, "所属网格"), (14, "联系电话")]);
    let columns = looked_at["mapping"]["columns"].as_array().unwrap();
    assert_eq!((&looked_at["mapping"]["header_row"], columns.len()), (&json!(4), 8));
    let identity = columns.iter().find(|column| column["header"] == "负责人身份证号").unwrap();
    assert_eq!(
        (&identity["is_never"], &identity["field"], &identity["samples"]),
        (&json!(true), &Value::Null, &json!([]))
    );
    assert!(
        looked_at["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|w| w["row"] == 16 && w["reason"].as_str().unwrap().contains("第 5 行"))
    );
    let stand_in = looked_at["warnings"].as_array().unwrap().iter().find(|w| w["row"] == 15).unwrap();
    assert_eq!(stand_in["reason"], "本地不设“小网吧”这一类，记作“小歌舞娱乐”，请核对");

    let done = import(&committee, false, "text/csv", file.to_vec()).await;
    assert_eq!(counts(&done), [9, 4, 0, 4]);
    let rows = premises(&committee).await;
    let named = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(rows.len(), 4);
    assert_eq!(
        (&named("老王面馆")["kind"], &named("老王面馆")["persons"]["owner_phone"]),
        (&json!("restaurant"), &json!("13800000001"))
    );
    assert_eq!(named("赵家院")["kind"], "rental");
    assert!(!serde_json::to_string(&rows).unwrap().contains("370402190001010000"), "no identity card numbers");

    let again = import(&committee, false, "text/csv", file.to_vec()).await;
    assert_eq!(counts(&again), [9, 0, 0, 4], "the same file adds nothing");
    assert_eq!(premises(&committee).await.len(), 4);
    let saved_anew = format!("{MESSY}\n");
    assert_eq!(counts(&import(&committee, false, "text/csv", saved_anew.into_bytes()).await), [9, 0, 0, 4]);
}

#[tokio::test]
async fn a_row_says_all_that_is_wrong_with_it_at_once() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let file = "名称,地址,类别,联系电话\n,某路1号,飞船,不详\n".as_bytes().to_vec();
    let report = import(&committee, true, "text/csv", file).await;
    let reason = "没有写名称；类别：不认识的类别“飞船”；联系电话：“不详”不是电话号码";
    assert_eq!(report["errors"], json!([{"row": 2, "column": "名称", "reason": reason}]));
}

#[tokio::test]
async fn a_ledger_of_dwellings_without_names_is_named_by_their_addresses() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let file = "房东姓名,出租屋地址,类别\n王五,井台巷2号,出租屋\n赵六,井台巷4号,小餐饮\n".as_bytes().to_vec();
    let report = import(&committee, false, "text/csv", file).await;
    assert_eq!(report["accepted"], 1, "{report}");
    let errors = json!([{"row": 3, "column": "名称", "reason": "没有写名称"}]);
    assert_eq!(report["errors"], errors, "a shop has a signboard");
    assert_eq!(premises(&committee).await[0]["name"], "井台巷2号出租屋");
}

#[tokio::test]
async fn a_mobile_with_a_digit_too_few_is_taken_and_pointed_out() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let file = "名称,地址,类别,联系电话\n老王面馆,老街1号,小餐饮,1380000000\n".as_bytes().to_vec();
    let report = import(&committee, true, "text/csv", file).await;
    assert_eq!((&report["accepted"], &report["errors"]), (&json!(1), &json!([])));
    let warnings = report["warnings"].to_string();
    assert!(warnings.contains("“1380000000”位数不对，请核对"), "{warnings}");
}

#[tokio::test]
async fn a_name_and_a_telephone_in_one_cell_are_told_apart() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    for (n, (header, cell)) in
        [("负责人及电话", "王五 13800000001"), ("联系电话", "13800000001（王五）"), ("负责人", "王五，0632-5551234")]
            .into_iter()
            .enumerate()
    {
        let file = format!("名称,地址,类别,{header}\n面馆{n},老街{n}号,小餐饮,{cell}\n").into_bytes();
        assert_eq!(counts(&import(&committee, false, "text/csv", file).await), [1, 1, 0, 0], "{header}");
        let rows = premises(&committee).await;
        let row = rows.iter().find(|row| row["name"] == format!("面馆{n}")).unwrap();
        assert_eq!(row["persons"]["owner_name"], "王五", "{header}");
        assert!(["13800000001", "0632-5551234"].contains(&row["persons"]["owner_phone"].as_str().unwrap()), "{row}");
    }
}

#[tokio::test]
async fn imported_events_are_the_importers_with_ids_of_the_file_and_row() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    import(&committee, false, "text/csv", MESSY.as_bytes().to_vec()).await;
    let events = committee.pull_all(100).await;
    assert_eq!(events.len(), 4);
    for event in &events {
        assert_eq!(event["kind"], "PremisesRegistered");
        assert_eq!(event["actor"], committee.account);
        let id: uuid::Uuid = event["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(id.get_version_num(), 8);
        assert!(!event["body"].to_string().contains("1380000"), "telephones stand in `personal` alone");
    }
    let ledger = place.sign_in("worker").await;
    assert_eq!(premises(&ledger).await.len(), 2, "the worker sees those of the own cell");
}

#[tokio::test]
async fn a_row_without_a_cell_waits_to_be_assigned_unless_one_is_chosen() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let file = "名称,地址,类别\n老王面馆,老街1号,餐饮\n";
    let report = import(&committee, false, "text/csv", file.into()).await;
    assert_eq!(counts(&report), [1, 1, 0, 0]);
    assert_eq!(report["warnings"][0]["row"], 2);
    let session = committee.get("/api/v1/session").await;
    let cell = session["tree"]
        .as_array()
        .unwrap()
        .iter()
        .find(|area| area["name"] == "待分配")
        .expect("made when needed")
        .clone();
    assert_eq!(premises(&committee).await[0]["area"], cell["id"]);

    let mapping = json!({"default_area": crate::support::area_id(42), "columns": [], "header_row": 1});
    let chosen = json!({"header_row": 1, "default_area": mapping["default_area"],
        "columns": [{"index": 0, "field": "name"}, {"index": 1, "field": "address"}, {"index": 2, "field": "kind"}]});
    let file = "甲,乙,丙\n小李超市,老街2号,购物\n";
    let query = format!("dry_run=false&mapping={}", urlencoded(&chosen.to_string()));
    let report: Value = send(&committee, &query, "text/csv", file.into()).await.json().await.unwrap();
    assert_eq!(counts(&report), [1, 1, 0, 0], "a mapping that a person set: {report:#}");
    let worker = place.sign_in("worker-b").await;
    assert_eq!(premises(&worker).await[0]["name"], "小李超市");
}

pub fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn a_workbook_with_merged_titles_and_cells_is_read() {
    let place = Place::open().await;
    let officer = place.sign_in("officer").await;
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "请勿改动").unwrap();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 6, "出租屋台账", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "社区", &plain).unwrap();
    sheet.merge_range(1, 1, 2, 1, "房屋地址", &plain).unwrap();
    sheet.merge_range(1, 2, 2, 2, "名称", &plain).unwrap();
    sheet.merge_range(1, 3, 1, 4, "出租人", &plain).unwrap();
    sheet.write(2, 3, "姓名").unwrap();
    sheet.write(2, 4, "手机").unwrap();
    sheet.merge_range(1, 5, 2, 5, "层数", &plain).unwrap();
    sheet.merge_range(1, 6, 2, 6, "间数", &plain).unwrap();
    sheet.merge_range(3, 0, 4, 0, "区域5", &plain).unwrap();
    for (row, name) in [(3, "甲家院"), (4, "乙家院")] {
        sheet.write(row, 1, format!("南巷{row}号")).unwrap();
        sheet.write(row, 2, name).unwrap();
        sheet.write(row, 3, "陈某").unwrap();
        sheet.write(row, 4, 13900000000_u64 + u64::from(row)).unwrap();
        sheet.write(row, 5, 3).unwrap();
        sheet.write(row, 6, 8).unwrap();
    }
    let file = book.save_to_buffer().unwrap();
    let report = import(&officer, false, XLSX, file).await;
    assert_eq!(counts(&report), [2, 2, 0, 0], "{report:#}");
    let rows = premises(&place.sign_in("committee-b").await).await;
    let house = rows.iter().find(|row| row["name"] == "乙家院").expect("the merged community reaches the second row");
    assert_eq!(
        (&house["kind"], &house["persons"]["owner_phone"]),
        (&json!("rental"), &json!("13900000004")),
        "kind by the sheet's title"
    );
    assert_eq!(house["rooms"].as_array().unwrap().len(), 8);
    assert_eq!(house["area"], json!(crate::support::area_id(51)), "the community's only cell");
}

#[tokio::test]
async fn three_thousand_broken_rows_are_each_told_and_the_good_one_is_taken() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let mut file = "名称,地址,类别,经纬度\n".to_owned();
    for n in 0..3_000 {
        file += match n % 3 {
            0 => ",某路,餐饮,\n",
            1 => "某店,,餐饮,\n",
            _ => "某店,某路,餐饮,\"北京,上海\"\n",
        };
    }
    file += "好店,好路1号,餐饮,\"34.81, 117.13\"\n";
    let report = import(&committee, false, "text/csv", file.into_bytes()).await;
    assert_eq!(counts(&report), [3_001, 1, 0, 3_000]);
    assert_eq!(
        report["errors"][2_999],
        json!({"row": 3_001, "column": "经纬度", "reason": "“北京,上海”不是经纬度，例如 117.131254,34.812345"})
    );
    let position = premises(&committee).await[0]["position"].clone();
    assert_eq!(
        (position["lon"].as_f64(), position["lat"].as_f64()),
        (Some(117.13), Some(34.81)),
        "turned round, with a warning"
    );
}

#[tokio::test]
async fn a_line_of_notes_with_many_cells_is_no_part_of_the_header_and_units_get_their_body_by_kind() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let file = "枣花社区九小场所台账,,,,\n\
        填报单位：区域4,,,填报日期：2026.11.20,\n\
        \n\
        序号,招牌名称,门牌地址,场所类型,所属网格\n\
        1,老孙家饸饹面,永安街3号,餐饮,区域41\n\
        2,王家院,永安街5号,出租屋,区域41\n";
    let report = import(&committee, false, "text/csv", file.into()).await;
    assert_eq!(counts(&report), [2, 2, 0, 0], "{report:#}");
    assert_eq!(report["mapping"]["header_row"], 4);
    let rows = premises(&committee).await;
    let body_of =
        |name: &str| rows.iter().find(|row| row["name"] == name).unwrap()["details"]["supervising_body"].clone();
    assert_eq!((body_of("老孙家饸饹面"), body_of("王家院")), (json!("市场监管所"), Value::Null), "R05: no blind spot");
}

#[tokio::test]
async fn words_for_kinds_that_are_not_known_are_said_one_by_one() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let file = "名称,地址,类别,网格\n\
        飞天,老街1号,飞船,区域41\n\
        老孙家,老街2号,餐饮,区域41\n\
        望江楼,老街3号,楼台,区域41\n\
        飞地,老街4号,飞船,区域41\n";
    let looked_at = import(&committee, true, "text/csv", file.into()).await;
    assert_eq!(counts(&looked_at), [4, 1, 0, 3], "{looked_at:#}");
    assert_eq!(looked_at["mapping"]["unknown_kinds"], json!(["飞船", "楼台"]));

    let mut mapping = looked_at["mapping"].clone();
    mapping["kinds"] = json!({ "飞船": "restaurant" });
    let query = format!("dry_run=true&mapping={}", urlencoded(&mapping.to_string()));
    let said = send(&committee, &query, "text/csv", file.into()).await.json::<Value>().await.unwrap();
    assert_eq!(counts(&said), [4, 3, 0, 1], "{said:#}");
    assert_eq!(said["mapping"]["kinds"], json!({ "飞船": "restaurant" }));
    assert_eq!(said["mapping"]["unknown_kinds"], json!(["飞船", "楼台"]), "it can be said otherwise");
}

#[tokio::test]
async fn fifty_thousand_rows_tell_how_far_they_are_and_stop_between_two_steps_when_asked() {
    const ROWS: u64 = 50_000;
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let mut file = "名称,地址,类别,网格\n".to_owned();
    for n in 0..ROWS {
        file += &format!("试验{n}号店,试验路{n}号,餐饮,区域41\n");
    }
    let (first, second) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
    let report = stopped_on_the_way(&committee, first, &file, ROWS).await;
    let brought = report["accepted"].as_u64().unwrap();
    assert!((200..ROWS).contains(&brought) && brought.is_multiple_of(200), "{brought}");
    assert_eq!((&report["errors"], &report["rows"]), (&json!([]), &json!(ROWS)));
    let now = committee.get(&format!("/api/v1/imports/{first}")).await;
    assert_eq!((&now["state"], &now["facts"]["accepted"]), (&json!("cancelled"), &json!(brought)));

    // The same file goes on where it stopped.
    let more = stopped_on_the_way(&committee, second, &file, ROWS - brought).await;
    assert_eq!(more["unchanged"], brought);
    let brought = brought + more["accepted"].as_u64().unwrap();
    let undone = async |id| -> Value {
        let undo = committee.post(&format!("/api/v1/imports/{id}/undo"), &json!({}));
        undo.send().await.unwrap().json().await.unwrap()
    };
    let closed = undone(first).await["closed"].as_u64().unwrap() + undone(second).await["closed"].as_u64().unwrap();
    assert_eq!(closed, brought, "what was brought in before the stop can be taken back");
}

/// Begins an import, waits until it says that it is on its way with so many rows to do, and stops it. Gives its report.
async fn stopped_on_the_way(caller: &Caller, id: uuid::Uuid, file: &str, to_do: u64) -> Value {
    let (query, body) = (format!("dry_run=false&id={id}&file=a.csv"), file.as_bytes().to_vec());
    let importing = caller.clone();
    let done = tokio::spawn(async move { send(&importing, &query, "text/csv", body).await });
    let path = format!("/api/v1/imports/{id}");
    loop {
        let response = caller.request(Method::GET, &path).send().await.unwrap();
        let now: Value = response.json().await.unwrap();
        assert!(!done.is_finished(), "it ended before it was stopped: {now}");
        if now["done"].as_u64().is_some_and(|done| done > 0) {
            assert_eq!((&now["state"], &now["total"]), (&json!("running"), &json!(to_do)));
            break;
        }
    }
    let stop = caller.request(Method::DELETE, &path).header("X-Gridwalk", "1").send().await.unwrap();
    assert_eq!(stop.status(), 204);
    done.await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn what_is_no_ledger_is_refused_with_a_sentence() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let sent = async |kind: &str, file: Vec<u8>| send(&committee, "dry_run=true", kind, file).await;
    is_problem(sent(XLSX, b"this is no workbook".to_vec()).await, 422, "not-a-spreadsheet").await;
    is_problem(sent("text/csv", vec![0, 1, 2, 3, 0, 255, 254, 0]).await, 422, "not-a-spreadsheet").await;
    is_problem(sent(XLSX, b"PK\x03\x04 and then nothing".to_vec()).await, 422, "not-a-spreadsheet").await;
    is_problem(sent("text/csv", b"\n\n\n".to_vec()).await, 422, "empty-file").await;
    is_problem(sent("image/png", b"x".to_vec()).await, 415, "unsupported-media-type").await;
    is_problem(sent("text/csv", vec![b'a'; 31 * 1024 * 1024]).await, 413, "too-large").await;
    is_problem(sent(XLSX, bomb()).await, 422, "inflates").await;
    let worker = place.sign_in("worker").await;
    is_problem(send(&worker, "dry_run=true", "text/csv", b"a".to_vec()).await, 403, "role").await;
}

// A workbook of some hundred kilobytes that inflates to more than a gigabyte.
fn bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(9));
    archive.start_file("xl/workbook.xml", options).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..1_100 {
        archive.write_all(&zeros).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test]
async fn an_import_is_listed_for_those_above_and_for_nobody_else() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    let id = uuid::Uuid::now_v7();
    let query = format!("dry_run=false&id={id}&file=%E5%8F%B0%E8%B4%A6.csv");
    let report: Value = send(&committee, &query, "text/csv", MESSY.into()).await.json().await.unwrap();
    assert_eq!(report["id"], json!(id));
    let officer = place.sign_in("officer").await;
    let listed = officer.get("/api/v1/imports").await;
    assert_eq!(
        (&listed[0]["id"], &listed[0]["facts"]["file"], &listed[0]["facts"]["accepted"]),
        (&json!(id), &json!("台账.csv"), &json!(4))
    );
    assert_eq!(officer.get(&format!("/api/v1/imports/{id}")).await["state"], "done");
    let other = place.sign_in("committee-b").await;
    assert_eq!(other.get("/api/v1/imports").await, json!([]));
    let hidden = other.request(Method::GET, &format!("/api/v1/imports/{id}")).send().await.unwrap();
    is_problem(hidden, 404, "not-found").await;
}

#[tokio::test]
async fn an_import_is_taken_back_by_closing_what_nobody_has_been_to() {
    let place = Place::open().await;
    let (committee, worker) = (place.sign_in("committee").await, place.sign_in("worker").await);
    let id = uuid::Uuid::now_v7();
    let query = format!("dry_run=false&id={id}&file=a.csv");
    let report: Value = send(&committee, &query, "text/csv", MESSY.into()).await.json().await.unwrap();
    assert_eq!(counts(&report), [9, 4, 0, 4]);
    let own = premises(&worker).await;
    let visited = own.iter().find(|row| row["name"] == "老王面馆").unwrap()["id"].as_str().unwrap().to_owned();
    let visit = worker.visit(41, &crate::support::new_id(), &visited, "");
    assert_eq!(crate::support::words(&worker.offer(&[visit]).await), ["accepted"]);
    let undo =
        async |caller: &Caller| caller.post(&format!("/api/v1/imports/{id}/undo"), &json!({})).send().await.unwrap();
    is_problem(undo(&place.sign_in("committee-b").await).await, 404, "not-found").await;
    let undone: Value = undo(&committee).await.json().await.unwrap();
    assert_eq!(undone, json!({"closed": 3, "kept": 1}));
    let rows = premises(&committee).await;
    assert_eq!(rows.len(), 4, "nothing is deleted");
    assert_eq!(rows.iter().filter(|row| row["file"]["standing"] == "closed").count(), 3);
    is_problem(undo(&committee).await, 409, "undone").await;
    let again = import(&committee, false, "text/csv", MESSY.into()).await;
    assert_eq!(counts(&again), [9, 3, 0, 4], "what was taken back comes in anew");
    assert_eq!(premises(&committee).await.len(), 7);
}

#[tokio::test]
async fn a_later_ledger_completes_what_is_there_and_the_change_log_says_so() {
    let place = Place::open().await;
    let committee = place.sign_in("committee").await;
    import(&committee, false, "text/csv", "名称,地址,类别,网格\n老王面馆,老街1号,餐饮,区域41\n".into()).await;
    let more = "名称,地址,类别,负责人,电话,建筑面积,统一社会信用代码,坐标\n\
        老王面馆,老街１号,餐饮,王建国,13800000001,86.5㎡,91110000802100433b,\"117.13,34.81\"\n";
    let report = import(&committee, false, "text/csv", more.into()).await;
    assert_eq!(counts(&report), [1, 0, 1, 0], "{report:#}");
    let row = premises(&committee).await[0].clone();
    assert_eq!(
        (&row["details"]["floor_area_m2"], &row["details"]["credit_code"]),
        (&json!("86.5"), &json!("91110000802100433B"))
    );
    assert_eq!((&row["persons"]["owner_name"], &row["position"]["lon"]), (&json!("王建国"), &json!(117.13)));
    assert!(row["file"]["changes"].as_array().unwrap().iter().any(|one| one["key"] == "floor_area_m2"), "{row:#}");
    assert!(row["contested"].is_null(), "{row:#}");
    assert_eq!(counts(&import(&committee, false, "text/csv", more.into()).await), [1, 0, 0, 0]);
}

#[tokio::test]
async fn a_row_that_leaves_out_the_names_of_the_areas_completes_what_is_there() {
    let place = Place::open().await;
    let officer = place.sign_in("officer").await;
    let full = "名称,地址,类别,网格,负责人,电话\n\
        天天母婴店,区域2区域4永安街63号,购物,区域41,周敏,13800000001\n\
        便民超市,区域2区域4永安街65号,购物,区域41,李芳,13800000002\n\
        便民超市,区域2区域5永安街65号,购物,区域51,赵四,13800000003\n";
    assert_eq!(counts(&import(&officer, false, "text/csv", full.into()).await), [3, 3, 0, 0]);
    let short = "名称,地址,类别,负责人,电话,建筑面积\n\
        天天母婴店,永安街63号,购物,周敏,13800000001,40\n\
        天天母婴店,区域4永安街63号,购物,周敏,13800000001,40\n\
        便民超市,永安街65号,购物,李芳,13800000002,50\n";
    let report = import(&officer, true, "text/csv", short.into()).await;
    assert_eq!(counts(&report), [3, 1, 1, 0], "{report:#}");
    let warned: Vec<_> = report["warnings"].as_array().unwrap().iter().map(|one| one["row"].clone()).collect();
    assert_eq!(warned, [3, 4, 4], "once met, it is met; and between two nobody guesses: {report:#}");
    let own = place.sign_in("committee").await;
    let report = import(&own, false, "text/csv", short.into()).await;
    assert_eq!(counts(&report), [3, 0, 2, 0], "to the community there is one of each: {report:#}");
}
