//! Borders of grid cells from GeoJSON, over HTTP.

use crate::support::{Caller, Place, is_problem};
use reqwest::{Method, Response};
use serde_json::{Value, json};

fn feature(name: &str, parent: Option<&str>, west: f64, east: f64) -> Value {
    let at = |x: f64, y: f64| [117.13 + x / 1_000.0, 34.81 + y / 1_000.0];
    let ring = [at(west, 0.0), at(east, 0.0), at(east, 5.0), at(west, 5.0), at(west, 0.0)];
    let mut properties = json!({"name": name});
    if let Some(parent) = parent {
        properties["parent"] = json!(parent);
    }
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn file(features: &[Value]) -> String {
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

async fn import(caller: &Caller, body: String, query: &str) -> Response {
    let path = format!("/api/v1/imports/areas?{query}");
    let request = caller.request(Method::POST, &path).header("X-Gridwalk", "1");
    request.header("Content-Type", "application/geo+json").body(body).send().await.unwrap()
}

async fn borders(caller: &Caller) -> usize {
    let tree = caller.get("/api/v1/session").await["tree"].as_array().unwrap().clone();
    tree.iter().filter(|area| area["border"].is_array()).count()
}

#[tokio::test]
async fn overlapping_grid_cells_are_refused_or_taken_in_with_a_reason() {
    let place = Place::open().await;
    let officer = place.sign_in("officer").await;
    let body = file(&[
        feature("区域41", None, 0.0, 5.0),
        feature("区域42", None, 4.0, 9.0),
        feature("新网格", Some("区域5"), 9.0, 12.0),
    ]);
    let dry: Value = import(&officer, body.clone(), "dry_run=true").await.json().await.unwrap();
    assert_eq!((&dry["added"], &dry["updated"]), (&json!(1), &json!(2)));
    let overlaps = dry["overlaps"].as_array().unwrap();
    assert_eq!(overlaps.len(), 1, "{dry}");
    assert_eq!(overlaps[0]["cells"], json!(["区域41", "区域42"]));
    assert!((overlaps[0]["area_m2"].as_f64().unwrap() - 5.0 * 91.3 * 111.2).abs() < 500.0);
    assert!((overlaps[0]["at"][0].as_f64().unwrap() - 117.1345).abs() < 1e-5, "where it is");
    assert!(overlaps[0]["rings"][0].as_array().unwrap().len() >= 4, "what it looks like");
    is_problem(import(&officer, body.clone(), "").await, 409, "reason-wanted").await;
    assert_eq!(borders(&officer).await, 0, "neither a dry run nor a refusal changes anything");

    let done: Value = import(&officer, body.clone(), "reason=%E8%80%81%E8%B7%AF").await.json().await.unwrap();
    assert_eq!((&done["added"], &done["updated"]), (&json!(1), &json!(2)));
    assert_eq!(borders(&officer).await, 3);
    let past = officer.get("/api/v1/imports/areas").await;
    assert_eq!((&past[0]["reason"], &past[0]["overlaps"]), (&json!("老路"), &json!(1)), "{past}");
    let again: Value = import(&officer, body, "reason=x").await.json().await.unwrap();
    assert_eq!((&again["added"], &again["updated"]), (&json!(0), &json!(0)), "the same file twice");
    assert_eq!(officer.get("/api/v1/imports/areas").await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn ground_that_the_cells_leave_out_is_told_with_where_and_how_much() {
    let place = Place::open().await;
    let officer = place.sign_in("officer").await;
    // A frame of one cell around a hole, as two polygons that meet.
    let mut frame = feature("区域41", None, 0.0, 5.0);
    let at = |x: f64, y: f64| [117.13 + x / 1_000.0, 34.81 + y / 1_000.0];
    let west = [at(0.0, 0.0), at(9.0, 0.0), at(9.0, 3.0), at(3.0, 3.0), at(3.0, 6.0), at(0.0, 6.0), at(0.0, 0.0)];
    let north = [at(0.0, 6.0), at(3.0, 6.0), at(6.0, 6.0), at(6.0, 3.0), at(9.0, 3.0), at(9.0, 9.0), at(0.0, 9.0)];
    frame["geometry"] = json!({"type": "MultiPolygon", "coordinates": [[west], [north]]});
    let dry: Value = import(&officer, file(&[frame]), "dry_run=true").await.json().await.unwrap();
    let gaps = dry["gaps"].as_array().unwrap();
    assert_eq!((gaps.len(), &dry["overlaps"]), (1, &json!([])), "{dry}");
    assert!((gaps[0]["area_m2"].as_f64().unwrap() - 9.0 * 91.3 * 111.2).abs() < 900.0, "{dry}");
    assert!((gaps[0]["at"][1].as_f64().unwrap() - 34.8145).abs() < 1e-5, "{dry}");
}

#[tokio::test]
async fn broken_features_are_told_one_by_one_and_strangers_are_refused() {
    let place = Place::open().await;
    let officer = place.sign_in("officer").await;
    let mut hole = feature("区域41", None, 0.0, 5.0);
    let ring = hole["geometry"]["coordinates"][0].clone();
    hole["geometry"]["coordinates"] = json!([ring, ring]);
    let mut far = feature("区域42", None, 0.0, 5.0);
    far["geometry"]["coordinates"] = json!([[[500.0, 1.0], [501.0, 1.0], [501.0, 2.0]]]);
    let body = file(&[
        hole,
        far,
        json!({"type": "Feature", "properties": {"name": "点"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}),
        feature("别处的", Some("区域6"), 0.0, 1.0),
        feature("没说在哪", None, 0.0, 1.0),
        feature("区域51", None, 0.0, 1.0),
        feature("区域51", None, 0.0, 1.0),
    ]);
    let done: Value = import(&officer, body, "").await.json().await.unwrap();
    let told: Vec<_> = done["errors"].as_array().unwrap().iter().map(|error| error["feature"].clone()).collect();
    assert_eq!(told, [1, 2, 3, 4, 5, 7]);
    assert_eq!((&done["added"], &done["updated"]), (&json!(0), &json!(1)), "what is whole is taken");
    is_problem(import(&officer, "no json".into(), "").await, 422, "not-geojson").await;
    for name in ["committee", "worker"] {
        let other = place.sign_in(name).await;
        is_problem(import(&other, file(&[]), "").await, 403, "role").await;
    }
    let admin = place.sign_in("admin").await;
    let far = file(&[feature("区域61", None, 30.0, 31.0)]);
    let done: Value = import(&admin, far, "").await.json().await.unwrap();
    assert_eq!(done["updated"], json!(1), "an administrator draws anywhere in the county");
}

#[tokio::test]
async fn a_cell_is_known_without_its_communitys_name_where_only_one_is_meant() {
    let place = Place::open().await;
    let officer = place.sign_in("officer").await;
    let send = async |features: &[Value], query: &str| -> Value {
        import(&officer, file(features), query).await.json().await.unwrap()
    };
    let first = [
        feature("区域4第1网格", Some("区域4"), 0.0, 5.0),
        feature("区域4第2网格", Some("区域4"), 5.0, 9.0),
        feature("区域5第1网格", Some("区域5"), 9.0, 12.0),
    ];
    assert_eq!(send(&first, "").await["added"], 3);
    let bare = [
        feature("第1网格", None, 0.0, 5.0),
        feature("第2网格", None, 5.0, 8.0),
        feature("第1网格", Some("区域5"), 8.0, 12.0),
        feature("第3网格", None, 12.0, 15.0),
    ];
    let dry = send(&bare, "dry_run=true").await;
    assert_eq!((&dry["features"], &dry["added"], &dry["updated"]), (&json!(4), &json!(0), &json!(2)), "{dry}");
    let named: Vec<_> = dry["cells"].as_array().unwrap().iter().map(|cell| cell["name"].clone()).collect();
    assert_eq!(named, ["区域4第2网格", "区域5第1网格"], "neither another cell nor another name");
    let told: Vec<_> = dry["errors"].as_array().unwrap().iter().map(|one| (&one["feature"], &one["name"])).collect();
    assert_eq!(told, [(&json!(1), &json!("第1网格")), (&json!(4), &json!("第3网格"))], "what is not used is named");
    assert_eq!(dry["errors"][0]["reason"], "不止一个网格叫这个名称，请写明所属社区（parent）");
}
