use super::defects::DEFECTS;
use super::pictures::Album;
use super::plan::{HAZARDS, VISITS};
use super::*;
use gridwalk_domain::admit::{Actor, Admission, Assignment, admit};
use gridwalk_domain::area::{AreaLevel, AreaTree};
use gridwalk_domain::checklist::Catalogue;
use gridwalk_domain::due::{DueInputs, due_on};
use gridwalk_domain::event::{Body, Outcome, ReturnWanted};
use gridwalk_domain::ledger::{
    HazardRow, HazardState, InspectionRow, PremisesRow, ReviewState, Row, RowSet, fold, touched,
};
use gridwalk_domain::position::{Containment, Coordinate, Position};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

fn today() -> Date {
    "2026-11-22".parse().unwrap()
}

static PLACE: LazyLock<DemoPlace> = LazyLock::new(|| build(today(), 1).unwrap());
static ROWS: LazyLock<RowSet> = LazyLock::new(|| folded(&PLACE));

fn folded(place: &DemoPlace) -> RowSet {
    let mut rows = RowSet::new();
    for event in &place.events {
        fold(&event.envelope, &Body::decode(&event.envelope).unwrap(), &mut rows);
    }
    rows
}

fn account(name: &str) -> &'static DemoAccount {
    PLACE.accounts.iter().find(|account| account.username == name).unwrap()
}

fn premises() -> impl Iterator<Item = &'static PremisesRow> {
    ROWS.values().filter_map(|row| if let Row::Premises(row) = row { Some(row) } else { None })
}

fn inspections() -> impl Iterator<Item = &'static InspectionRow> {
    ROWS.values().filter_map(|row| if let Row::Inspection(row) = row { Some(row) } else { None })
}

fn hazards() -> impl Iterator<Item = &'static HazardRow> {
    ROWS.values().filter_map(|row| if let Row::Hazard(row) = row { Some(row) } else { None })
}

fn catalogue() -> Catalogue {
    Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).unwrap()
}

fn due(row: &PremisesRow) -> Date {
    due_on(&DueInputs {
        registered_at: row.registered_at,
        last_inspected_at: row.last_inspected_at,
        last_visit: row.last_visit.as_ref().map(|last| (last.at, last.not_entered)),
        interval_days: catalogue().kind(&row.kind).unwrap().interval_days,
        no_one_home_days: 3,
    })
}

#[test]
fn has_the_size_that_was_asked_for() {
    assert_eq!(premises().count(), 1_200);
    assert_eq!(ROWS.values().filter(|row| matches!(row, Row::Site(_))).count(), 900);
    assert_eq!(inspections().count(), VISITS);
    let found = hazards().count();
    assert!(found.abs_diff(HAZARDS) <= 10, "{found} hazards");
    let levels = |level| PLACE.areas.iter().filter(|area| area.level == level).count();
    assert_eq!(
        [AreaLevel::County, AreaLevel::Subdistrict, AreaLevel::Community, AreaLevel::GridCell].map(levels),
        [1, 2, 4, 12]
    );
    assert!(premises().filter(|row| row.rooms.len() == 40).count() >= 5);
}

#[test]
fn every_event_is_admitted_in_its_order() {
    let tree = AreaTree::new(PLACE.areas.clone());
    let actor = |account: &DemoAccount| Actor {
        account: account.id,
        role: account.role,
        assignments: account
            .areas
            .iter()
            .map(|area| Assignment { area: *area, from: account.since, to: None })
            .collect(),
    };
    let actors: HashMap<_, _> = PLACE.accounts.iter().map(|account| (account.id, actor(account))).collect();
    let mut rows = RowSet::new();
    let mut before = Timestamp::from_millis(0);
    for DemoEvent { envelope, received_at } in &PLACE.events {
        let body = Body::decode(envelope).unwrap();
        let needed =
            touched(envelope, &body).into_iter().filter_map(|key| Some((key, rows.get(&key)?.clone()))).collect();
        assert_eq!(admit(&actors[&envelope.actor], envelope, &body, &tree, &needed), Admission::Accept, "{envelope:?}");
        assert!(*received_at >= before && *received_at < today().start_in_shanghai(), "{envelope:?}");
        assert_eq!(envelope.id.0.get_version_num(), 7);
        before = *received_at;
        fold(envelope, &body, &mut rows);
    }
    let contested = |row: &Row| match row {
        Row::Site(row) => row.contested.len(),
        Row::Premises(row) => row.contested.len(),
        Row::Inspection(row) => row.contested.len(),
        Row::Hazard(row) => row.contested.len(),
    };
    assert_eq!(rows.values().map(contested).sum::<usize>(), 0);
}

#[test]
fn is_the_same_for_the_same_day_and_seed() {
    let again = build(today(), 1).unwrap();
    assert_eq!(again.events, PLACE.events);
    assert_ne!(build(today(), 2).unwrap().events, PLACE.events);
    assert_eq!(build(today().plus_days(1), 2).unwrap().areas, PLACE.areas);
}

#[test]
fn holds_at_other_days_and_seeds() {
    for (day, seed) in [("2024-02-29", 3), ("2027-01-01", 4)] {
        let place = build(day.parse().unwrap(), seed).unwrap();
        let rows = folded(&place);
        assert_eq!(rows.values().filter(|row| matches!(row, Row::Inspection(_))).count(), VISITS, "{day} {seed}");
        assert_eq!(rows.values().filter(|row| matches!(row, Row::Premises(_))).count(), 1_200, "{day} {seed}");
    }
}

#[test]
fn worker1_stands_in_its_cell_under_committee1() {
    let tree = AreaTree::new(PLACE.areas.clone());
    let cell = tree.get(account("worker1").areas[0]).unwrap();
    let here =
        Position { at: Coordinate { lon: 117.13, lat: 34.81 }, accuracy_m: 60.0, fixed_at: Timestamp::from_millis(0) };
    assert_eq!(cell.border.judge(&here), Some(Containment::Inside));
    assert!(tree.is_within(cell.id, &account("committee1").areas));
    assert!(!tree.is_within(cell.id, &account("committee2").areas));
    assert!(tree.is_within(cell.id, &account("subdistrict1").areas));
    assert_ne!(account("worker2").areas, account("worker1").areas);
    let own = premises().filter(|row| row.area == cell.id).count();
    assert!((80..=150).contains(&own), "{own} premises");
    let named = ["worker1", "worker2", "committee1", "committee2", "subdistrict1", "admin1"];
    let signs_in: BTreeSet<&str> = PLACE.accounts.iter().filter(|a| a.signs_in).map(|a| a.username.as_str()).collect();
    assert_eq!(signs_in, named.into_iter().collect());
}

#[test]
fn doors_lie_in_one_cell_only() {
    let cells: Vec<_> = PLACE.areas.iter().filter(|area| area.level == AreaLevel::GridCell).collect();
    for row in premises() {
        let at = Position { accuracy_m: 0.0, ..row.position.unwrap() };
        let inside: Vec<_> = cells
            .iter()
            .filter(|cell| cell.border.judge(&at) == Some(Containment::Inside))
            .map(|cell| cell.id)
            .collect();
        assert_eq!(inside, [row.area], "{}", row.name);
    }
    // Adjoining cells share their bends.
    let points = cells.iter().flat_map(|cell| &cell.border.rings[0]).map(|p| (p[0].to_bits(), p[1].to_bits()));
    let mut uses: BTreeMap<_, usize> = BTreeMap::new();
    points.for_each(|point| *uses.entry(point).or_default() += 1);
    assert!(uses.values().filter(|count| **count >= 2).count() > 80);
}

#[test]
fn worker1_has_a_day_before_it() {
    let cell = account("worker1").areas[0];
    let own = || premises().filter(|row| row.area == cell);
    let overdue = own().filter(|row| due(row) < today()).count();
    let due_today: Vec<_> = own().filter(|row| due(row) == today()).collect();
    assert!((4..=14).contains(&overdue), "{overdue} overdue");
    assert!((6..=16).contains(&due_today.len()), "{} due today", due_today.len());
    let house = due_today.iter().find(|row| row.name == "顺达出租屋" && row.rooms.len() == 40).unwrap();
    assert!(house.rooms.iter().any(|room| room.floor >= 3) && house.rooms_seen.len() < 40);
    let clean = |row: &&&PremisesRow| row.kind == "restaurant" && row.open_hazards.is_empty();
    assert!(due_today.iter().any(|row| clean(&row)));
    let unmended = |row: &&PremisesRow| row.open_hazards.values().any(|h| !h.rectified && h.due_on < Some(today()));
    assert!(due_today.iter().any(|row| row.kind == "restaurant" && unmended(row)));
    let returned = inspections().filter(|row| row.actor == account("worker1").id);
    let returned: Vec<_> = returned.filter(|row| matches!(row.review, ReviewState::Returned { .. })).collect();
    assert!(returned.len() >= 2, "{} returned", returned.len());
    assert!(own().any(|row| row.last_visit.is_none()));
    let wanted = |row: &&InspectionRow| matches!(&row.review, ReviewState::Returned { what, .. } if what.wanted != ReturnWanted::VisitAgain);
    assert!(returned.iter().any(|row| wanted(row)));
}

#[test]
fn committee1_has_a_queue() {
    let tree = AreaTree::new(PLACE.areas.clone());
    let scope = &account("committee1").areas;
    let pending = || inspections().filter(|row| row.review == ReviewState::Pending && tree.is_within(row.area, scope));
    let count = pending().count();
    assert!((20..=34).contains(&count), "{count} pending");
    assert!(pending().all(|row| today().days_since(row.at.date_in_shanghai()) <= 3));
    assert!(pending().filter(|row| !row.hazards.is_empty()).count() >= 4);
    let passed = inspections().filter(|row| matches!(row.review, ReviewState::Passed { .. })).count();
    assert!(passed > VISITS * 9 / 10, "{passed} passed");
    assert!(
        pending()
            .all(|row| !row.record.all_photos().is_empty() || matches!(row.record.outcome, Outcome::NotEntered(_)))
    );
}

#[test]
fn hazards_are_in_every_state() {
    let mut states: BTreeMap<HazardState, usize> = BTreeMap::new();
    hazards().for_each(|row| *states.entry(row.state).or_default() += 1);
    use HazardState::*;
    for state in [Found, Rectifying, AwaitingReinspection, AwaitingCloseOut, ClosedOut, Reported, Referred, Withdrawn] {
        assert!(states.get(&state).is_some_and(|count| *count >= 3), "{state:?}: {states:?}");
    }
    assert!(states[&ClosedOut] > HAZARDS / 2, "{states:?}");
    let overdue = hazards().filter(|row| {
        !row.state.is_closed()
            && row.rectified_at.is_none()
            && row.found.due_on < Some(today())
            && row.found.due_on.is_some()
    });
    assert!(overdue.count() >= 10);
}

#[test]
fn photos_are_small_and_whole() {
    let all: usize = PLACE.photos.iter().map(|photo| photo.bytes.len()).sum();
    assert!(all <= 3_000_000, "{all} bytes");
    assert!(PLACE.photos.len() >= 50);
    for photo in &PLACE.photos {
        assert_eq!(PhotoHash::of(photo.bytes), photo.hash);
        let read = image::load_from_memory(photo.bytes).unwrap();
        assert_eq!((read.width(), read.height()), (photo.width, photo.height));
    }
    let held: BTreeMap<_, _> = PLACE.photos.iter().map(|photo| (photo.hash, photo)).collect();
    for event in &PLACE.events {
        for photo in Body::decode(&event.envelope).unwrap().photos() {
            let bytes = held[&photo.sha256];
            assert!(bytes.uploaders.contains(&event.envelope.actor));
            assert_eq!(photo.size_bytes as usize, bytes.bytes.len());
        }
    }
}

#[test]
fn defects_are_those_of_the_catalogue() {
    let (catalogue, album) = (catalogue(), Album::read().unwrap());
    for defect in DEFECTS {
        let item = catalogue.item(defect.item).unwrap();
        assert!(item.defects.iter().any(|chip| chip.chip == defect.chip), "{defect:?}");
        for scene in [defect.before, defect.after].into_iter().flatten() {
            assert!(album.shows(scene), "{scene}");
        }
    }
}

#[test]
fn nobody_can_be_rung_up_and_no_word_is_out_of_place() {
    for event in &PLACE.events {
        let text = serde_json::to_string(&event.envelope).unwrap();
        for word in ["行政检查", "执法", "责令", "处罚", "查封"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        if let Some(personal) = &event.envelope.personal {
            let phone = personal.fields["owner_phone"].as_str().unwrap();
            assert!(phone.len() == 11 && phone.starts_with("1540000"), "{phone}");
        }
    }
}

#[test]
fn names_are_not_worn_out() {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    premises().for_each(|row| *names.entry(&row.name).or_default() += 1);
    let twice: Vec<_> = names.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
