//! What the page's script calls: open, fill, begin a visit, store a photo, save, list.

use crate::town::{self, Town};
use gridwalk_domain::checklist::{Answer, Catalogue, Given, Judgement, Sheet};
use gridwalk_domain::event::Envelope;
use gridwalk_domain::id::{AccountId, DeviceId, InspectionId};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use gridwalk_domain::position::Coordinate;
use gridwalk_domain::record::{SheetCircumstances, VisitContext, VisitDraft, VisitSheets, record_visit, visit_sheets};
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::Timestamp;
use gridwalk_replica::store::Durability;
use gridwalk_replica::store::indexeddb::IndexedDb;
use gridwalk_replica::sync::drain;
use gridwalk_replica::web::{self, BrowserClock};
use gridwalk_replica::{
    Commit, DueRule, FirstPage, Haystack, Identity, Order, PremisesBrief, Replica, Sought, arrange, new_id, stamp,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen::prelude::*;

const CATALOGUE: &str = include_str!("../../../../assets/catalogues/catalogue.json");
const PLACE: &str = include_str!("../../../../assets/catalogues/place.json");
/// Rows of a screen.
const SCREEN_ROWS: usize = 30;

struct Bench {
    replica: Replica<IndexedDb>,
    premises: PremisesRow,
    sheets: VisitSheets,
    draft: RefCell<Option<VisitDraft>>,
}

thread_local! {
    static BENCH: RefCell<Option<Rc<Bench>>> = const { RefCell::new(None) };
    static LIST: RefCell<Rc<Vec<PremisesBrief>>> = RefCell::default();
    static HAYSTACK: RefCell<Haystack> = RefCell::default();
    static ORDERED: RefCell<Vec<usize>> = RefCell::default();
    // As the app keeps them, and the floor its database.
    static OPENED: RefCell<Option<(Replica<IndexedDb>, FirstPage)>> = const { RefCell::new(None) };
    static DUE_RULE: RefCell<Option<DueRule>> = const { RefCell::new(None) };
}

fn failed(error: impl std::fmt::Display) -> JsValue {
    JsValue::from_str(&error.to_string())
}

fn bench() -> Result<Rc<Bench>, JsValue> {
    BENCH.with_borrow(Clone::clone).ok_or_else(|| JsValue::from_str("not open"))
}

fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

fn identity() -> Identity {
    Identity { account: AccountId(Uuid::from_u128(1)), device: DeviceId(Uuid::from_u128(2)) }
}

/// Opens the replica as the app does at its start, and the sheet of one small restaurant.
///
/// # Errors
/// The store's.
#[wasm_bindgen]
pub async fn open() -> Result<(), JsValue> {
    let replica = web::open(identity()).await.map_err(failed)?;
    let premises = town::premises(0);
    let catalogue = Catalogue::read(CATALOGUE).map_err(failed)?;
    let settings: PlaceSettings = serde_json::from_str(PLACE).map_err(failed)?;
    let kind = catalogue.kind(&premises.kind).ok_or_else(|| JsValue::from_str("no such kind"))?;
    let on = now().date_in_shanghai();
    let circumstances = SheetCircumstances { settings: &settings, on, asked_on_site: &[], own_hazards: &[] };
    let sheets = visit_sheets(&catalogue, kind, &premises, &circumstances).map_err(failed)?;
    BENCH.set(Some(Rc::new(Bench { replica, premises, sheets, draft: RefCell::new(None) })));
    Ok(())
}

/// From a closed database to the rows of the first screen: opens, reads the packed first page, gives how many rows.
///
/// # Errors
/// The store's.
#[wasm_bindgen]
pub async fn open_and_list() -> Result<usize, JsValue> {
    let replica = web::open(identity()).await.map_err(failed)?;
    let page = replica.first_page().await.map_err(failed)?;
    let rows = page.rows.iter().take(SCREEN_ROWS).count();
    OPENED.set(Some((replica, page)));
    Ok(rows)
}

/// The whole list, as search, map and figures need it; how many rows.
///
/// # Errors
/// The store's.
#[wasm_bindgen]
pub async fn open_and_read_all() -> Result<usize, JsValue> {
    let replica = web::open(identity()).await.map_err(failed)?;
    Ok(replica.premises_list().await.map_err(failed)?.len())
}

/// Reads the whole list and keeps it in order, as 巡查 does.
///
/// # Errors
/// The store's, or the settings or the catalogue cannot be read.
#[wasm_bindgen]
pub async fn keep_list() -> Result<usize, JsValue> {
    let list = bench()?.replica.premises_list().await.map_err(failed)?;
    let count = list.len();
    HAYSTACK.set(Haystack::new(&list));
    LIST.set(list);
    ORDERED.set(ordered(Order::DueFirst, None)?);
    Ok(count)
}

/// What each letter typed into the search costs: how many were found. The order stands since the list was read.
#[wasm_bindgen]
pub fn look_for(text: &str) -> usize {
    HAYSTACK.with_borrow(|haystack| ORDERED.with_borrow(|ordered| haystack.among(ordered, &Sought::new(text)).len()))
}

/// What a step with 离我近 chosen costs: how many there are, the nearest first.
///
/// # Errors
/// The settings or the catalogue cannot be read.
#[wasm_bindgen]
pub fn look_near(lon: f64, lat: f64) -> Result<usize, JsValue> {
    Ok(ordered(Order::Nearest, Some(Coordinate { lon, lat }))?.len())
}

fn ordered(order: Order, here: Option<Coordinate>) -> Result<Vec<usize>, JsValue> {
    let rule = DUE_RULE.with_borrow_mut(|kept| match kept {
        Some(rule) => Ok(rule.clone()),
        None => due_rule().inspect(|rule| *kept = Some(rule.clone())),
    })?;
    Ok(LIST.with_borrow(|list| arrange(list, order, here, &rule, &BTreeMap::new())))
}

fn due_rule() -> Result<DueRule, JsValue> {
    let catalogue = Catalogue::read(CATALOGUE).map_err(failed)?;
    let settings: PlaceSettings = serde_json::from_str(PLACE).map_err(failed)?;
    Ok(DueRule::new(&catalogue, &settings))
}

/// Takes a snapshot of `count` premises in, by the drain that the app runs.
///
/// # Errors
/// The store's.
#[wasm_bindgen]
pub async fn fill(count: u32) -> Result<(), JsValue> {
    let bench = bench()?;
    drain(&bench.replica, &Town { count }, &BrowserClock).await.map_err(failed)?;
    while bench.replica.compact().await.map_err(failed)? {}
    let list = bench.replica.premises_list().await.map_err(failed)?;
    if list.len() == count as usize { Ok(()) } else { Err(failed(format!("{} of {count} arrived", list.len()))) }
}

/// A row as the floor stores it.
///
/// # Errors
/// It has no JSON.
#[wasm_bindgen]
pub fn row(number: u32) -> Result<String, JsValue> {
    serde_json::to_string(&town::premises(number)).map_err(failed)
}

/// 开始巡查, all answered but one, which failed: the draft as it stands before its photos.
///
/// # Errors
/// The store's.
#[wasm_bindgen]
pub async fn begin() -> Result<(), JsValue> {
    let bench = bench()?;
    let mut draft =
        VisitDraft::begin(InspectionId(new_id(&BrowserClock)), &bench.premises, bench.sheets.frozen.clone(), now());
    let sheet = &bench.sheets.sheet;
    for group in &sheet.groups {
        sheet.pass_group(&group.name, &mut draft.answers, Given::Group);
    }
    let code = failing(sheet).ok_or_else(|| JsValue::from_str("the sheet has no general item"))?;
    if let Some(item) = sheet.item(&code) {
        draft.answers.insert(code, Sheet::fail_defaults(item, now().date_in_shanghai()));
    }
    bench.replica.save_draft(&draft, Durability::Strict).await.map_err(failed)?;
    bench.draft.replace(Some(draft));
    Ok(())
}

// 灭火器.
fn failing(sheet: &Sheet) -> Option<String> {
    sheet.item("COM-03").map(|item| item.code.clone())
}

/// One change of the draft, as each tap makes it.
///
/// # Errors
/// The store's.
#[wasm_bindgen]
pub async fn autosave() -> Result<(), JsValue> {
    let bench = bench()?;
    let Some(mut draft) = bench.draft.take() else { return Err(JsValue::from_str("no visit")) };
    draft.changed_at = now();
    let result = bench.replica.save_draft(&draft, Durability::Relaxed).await.map_err(failed);
    bench.draft.replace(Some(draft));
    result
}

/// Stores a clean photo with the draft that names it.
///
/// # Errors
/// The store's.
#[wasm_bindgen]
pub async fn photo(bytes: Vec<u8>, sha256: String) -> Result<(), JsValue> {
    let bench = bench()?;
    let hash: PhotoHash = sha256.parse().map_err(failed)?;
    let Some(mut draft) = bench.draft.take() else { return Err(JsValue::from_str("no visit")) };
    let reference = PhotoRef {
        sha256: hash,
        taken_at: now(),
        position: None,
        source: PhotoSource::Camera,
        retaken: false,
        size_bytes: bytes.len() as u32,
        width: 1_600,
        height: 1_200,
    };
    let failed_answer =
        draft.answers.values_mut().find(|answer: &&mut Answer| answer.judgement() == Some(Judgement::Fail));
    if let Some(answer) = failed_answer {
        answer.photos.push(reference);
    }
    let result = bench.replica.put_photo(hash, &bytes, "image/jpeg", Some(&draft), now()).await.map_err(failed);
    bench.draft.replace(Some(draft));
    result
}

fn events(bench: &Bench, draft: &VisitDraft) -> Result<Vec<Envelope>, JsValue> {
    let heads = BTreeMap::new();
    let context = VisitContext {
        sheet: &bench.sheets.sheet,
        room_sheet: None,
        premises: &bench.premises,
        border: None,
        hazard_heads: &heads,
        ended_at: now(),
        clock_offset_ms: None,
    };
    let made = record_visit(draft, &context, &mut || new_id(&BrowserClock));
    let made = made.map_err(|missing| failed(format!("{missing:?}")))?;
    Ok(made.into_iter().map(|event| stamp(event, identity(), &BrowserClock, now(), Some(0))).collect())
}

/// 提交巡查: rules, stamp and commit, until it is durable.
///
/// # Errors
/// The store's, or something is missing.
#[wasm_bindgen]
pub async fn save() -> Result<(), JsValue> {
    let bench = bench()?;
    let Some(draft) = bench.draft.take() else { return Err(JsValue::from_str("no visit")) };
    let events = events(&bench, &draft)?;
    bench.replica.commit(Commit { events, draft: Some(draft.inspection) }).await.map_err(failed)
}

/// The record of the visit that stands, as the floor stores it.
///
/// # Errors
/// Something is missing.
#[wasm_bindgen]
pub fn record() -> Result<String, JsValue> {
    let bench = bench()?;
    let draft = bench.draft.borrow();
    let Some(draft) = draft.as_ref() else { return Err(JsValue::from_str("no visit")) };
    serde_json::to_string(&events(&bench, draft)?).map_err(failed)
}
