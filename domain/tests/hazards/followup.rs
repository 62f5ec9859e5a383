//! Deadlines, the ladder, looking back, and what keeps coming back.

use super::people::*;
use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::*;
use gridwalk_domain::followup::*;
use gridwalk_domain::id::HazardId;
use gridwalk_domain::ledger::{HazardState, LIST, REMIND};
use gridwalk_domain::settings::PlaceSettings;
use uuid::Uuid;

fn place() -> PlaceSettings {
    serde_json::from_str(include_str!("../../../assets/catalogues/place.json")).unwrap()
}

fn proposed(ledger: &Ledger, on: i64) -> Option<String> {
    proposed_rung(ledger.hazard(), day(on), &place()).map(|rung| rung.name.clone())
}

#[test]
fn settings_of_before_still_read() {
    let mut json = serde_json::to_value(place()).unwrap();
    json.as_object_mut().unwrap().remove("hazards");
    let read: PlaceSettings = serde_json::from_value(json).unwrap();
    assert_eq!(read.hazards.ladder.len(), 6);
}

#[test]
fn the_ladder_is_proposed_by_overdue_days_and_decided_by_a_person_with_a_number() {
    let mut it = Ledger::with(hazard(Level::General));
    assert_eq!(proposed(&it, 7), None, "its day is not over");
    assert_eq!(due_soon(it.hazard(), day(5), &place().hazards), Some(2));
    assert_eq!(proposed(&it, 8).as_deref(), Some("提醒"));
    it.act(Who::Committee, 8, HazardReminded { premises: SHOP, note: String::new() }).unwrap();
    assert_eq!(proposed(&it, 13), None, "six days are too few for the next");
    assert_eq!(proposed(&it, 14).as_deref(), Some("函告"));
    let letter = |document: &str| HazardEscalated {
        premises: SHOP,
        rung: "letter".into(),
        name: "函告".into(),
        document: document.into(),
        on: day(14),
        note: String::new(),
    };
    assert!(it.act(Who::Committee, 14, letter("街安函〔2026〕3号")).is_err(), "the sub-district decides");
    assert!(it.act(Who::Officer, 14, letter("")).is_err(), "and numbers it");
    it.act(Who::Officer, 14, letter("街安函〔2026〕3号")).unwrap();
    assert_eq!(proposed(&it, 21), None);
    assert_eq!(proposed(&it, 22).as_deref(), Some("通报"));
    assert_eq!(it.hazard().ladder[1].document, "街安函〔2026〕3号");
    it.act(Who::Finder, 22, mended(&[2], &[])).unwrap();
    assert_eq!(proposed(&it, 60), None, "mended");
}

#[test]
fn a_hazard_judged_major_is_proposed_for_listing_where_the_place_has_it_so() {
    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    let (authority, document) = ("县消防".to_owned(), "1号".to_owned());
    let judged = MajorJudged { premises: SHOP, is_major: true, authority, document, on: day(1), due_on: None };
    it.act(Who::Officer, 1, judged).unwrap();
    assert_eq!(proposed(&it, 2).as_deref(), Some("挂牌督办"));
    let mut elsewhere = place();
    elsewhere.hazards.list_judged_major = false;
    assert!(proposed_rung(it.hazard(), day(2), &elsewhere).is_none());
}

#[test]
fn the_ladder_ends_below_the_listing_for_what_is_not_major() {
    let climbed = |level| {
        let mut it = Ledger::with(hazard(level));
        let rungs = place().hazards.ladder;
        let steps = rungs.iter().filter(|rung| rung.code != REMIND && rung.code != LIST);
        for (n, rung) in steps.enumerate() {
            let (name, document) = (rung.name.clone(), format!("街安〔2026〕{n}号"));
            let (on, note) = (day(60), String::new());
            let step = HazardEscalated { premises: SHOP, rung: rung.code.clone(), name, document, on, note };
            it.act(Who::Officer, 60, step).unwrap();
        }
        proposed(&it, 400)
    };
    assert_eq!(climbed(Level::General), None);
    assert_eq!(climbed(Level::SuspectedMajor).as_deref(), Some("挂牌督办"));
}

#[test]
fn feedback_that_does_not_come_is_flagged() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Committee, 1, reported()).unwrap();
    it.act(Who::Officer, 2, referred(Some(day(17)))).unwrap();
    assert_eq!(feedback_overdue_days(it.hazard(), day(17)), None);
    assert_eq!(feedback_overdue_days(it.hazard(), day(20)), Some(3));
    it.act(Who::Officer, 20, answered(FeedbackResult::Mended)).unwrap();
    assert_eq!(feedback_overdue_days(it.hazard(), day(21)), None);
}

fn closed_on_day_2(n: u128) -> Ledger {
    let mut it = Ledger::new();
    let id = HazardId(Uuid::from_u128(n));
    let mut head = it.offers(Who::Finder, id.into(), None, 0, hazard(Level::General)).unwrap();
    head = it.offers(Who::Finder, id.into(), Some(head), 1, mended(&[2], &[])).unwrap();
    it.offers(Who::Committee, id.into(), Some(head), 2, closed(&[])).unwrap();
    it
}

#[test]
fn one_in_ten_closed_hazards_is_looked_at_again_drawn_by_its_id() {
    let rules = place().hazards;
    let drawn = (0..400).filter(|n| {
        let it = closed_on_day_2(*n);
        wants_look_back(it.hazard_of(HazardId(Uuid::from_u128(*n))), day(40), &rules)
    });
    let drawn: Vec<_> = drawn.collect();
    assert!((25..=60).contains(&drawn.len()), "{} of 400", drawn.len());
    let id = HazardId(Uuid::from_u128(drawn[0]));
    let mut it = closed_on_day_2(drawn[0]);
    assert!(!wants_look_back(it.hazard_of(id), day(31), &rules), "too early");
    assert!(!wants_look_back(it.hazard_of(id), day(92), &rules), "the sample is of another time");
    let looked =
        |in_order| LookedBack {
            premises: SHOP, in_order, photos: vec![photo(7)], note: "又堆了".into(), due_on: None
        };
    let head = it.hazard_of(id).head;
    let mut fine = it.clone();
    fine.offers(Who::OtherWorker, id.into(), Some(head), 40, looked(true)).unwrap();
    assert_eq!(fine.hazard_of(id).state, HazardState::ClosedOut);
    assert!(!wants_look_back(fine.hazard_of(id), day(41), &rules), "done");
    assert_eq!(fine.hazard_of(id).after_photos.last(), Some(&photo(7)), "what was seen is kept with it");
    it.offers(Who::OtherWorker, id.into(), Some(head), 40, looked(false)).unwrap();
    let row = it.hazard_of(id);
    assert_eq!((row.state, row.relapses), (HazardState::Rectifying, 1));
}

#[test]
fn the_same_item_at_the_same_premises_twice_in_a_year_is_a_repeat() {
    let rules = place().hazards;
    let mut it = Ledger::with(hazard(Level::General));
    assert_eq!(repeats(it.hazard(), &rules), None);
    let finds = [
        (801, 200, "COM-01", Some(2)),
        (802, 210, "COM-03", None),
        (803, 364, "COM-01", Some(3)),
        (804, 700, "COM-01", Some(2)),
    ];
    for (n, on, item, expected) in finds {
        let id = HazardId(Uuid::from_u128(n));
        it.offers(Who::Finder, id.into(), None, on, HazardFound { item: item.into(), ..hazard(Level::General) })
            .unwrap();
        assert_eq!(repeats(it.hazard_of(id), &rules), expected, "day {on}");
    }
}

#[test]
fn stock_and_increment_are_told_apart_by_the_year_of_discovery() {
    let it = Ledger::with(hazard(Level::General));
    assert_eq!(it.hazard().discovery_year(), 2026);
    let (source, discovered_on) = (HazardSource::Transfer, "2023-06-30".parse().ok());
    let it = Ledger::with(HazardFound { inspection: None, source, discovered_on, ..hazard(Level::General) });
    assert_eq!(it.hazard().discovery_year(), 2023, "recorded in 2026, discovered before");
}
