//! Another round of a hazard: its day, and whose its photos are.

use crate::people::*;
use gridwalk_domain::admit::Refusal;
use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::*;
use gridwalk_domain::ledger::PhotoOrigin;

fn failed(due: Option<i64>) -> Reinspected {
    Reinspected { due_on: due.map(day), ..looked_at(false, &[]) }
}

#[test]
fn another_round_has_a_day_of_its_own() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, mended(&[2], &[])).unwrap();
    it.act(Who::Committee, 8, failed(Some(12))).unwrap();
    assert_eq!((it.hazard().round, it.hazard().due_on()), (2, Some(day(12))));
    it.act(Who::Finder, 9, mended(&[3], &[])).unwrap();
    it.act(Who::Committee, 10, failed(None)).unwrap();
    assert_eq!(it.hazard().due_on(), Some(day(12)), "where nobody says another, the day before holds");

    it.act(Who::Finder, 11, mended(&[4], &[])).unwrap();
    it.act(Who::Committee, 11, closed(&[])).unwrap();
    let photos = vec![photo(7)];
    let back =
        LookedBack { premises: SHOP, in_order: false, photos, note: "又堆上了".into(), due_on: Some(day(40)) };
    it.act(Who::OtherWorker, 33, back).unwrap();
    assert_eq!(it.hazard().due_on(), Some(day(40)));
    assert_eq!(it.shop().open_hazards[&HAZARD].due_on, Some(day(40)));
}

#[test]
fn a_day_that_is_set_for_others_lies_ahead() {
    let mut it = Ledger::with(hazard(Level::General));
    assert_eq!(it.act(Who::Officer, 20, referred(Some(day(18)))), Err(Refusal::DayPassed));
    it.act(Who::Officer, 20, referred(Some(day(19)))).expect("a form of before midnight");
    it.act(Who::Finder, 20, mended(&[2], &[])).unwrap();
    assert_eq!(it.act(Who::Committee, 20, failed(Some(1))), Err(Refusal::DayPassed));
    it.act(Who::Committee, 20, failed(Some(20))).unwrap();
}

#[test]
fn a_photo_is_of_whoever_took_it_by_a_clock_put_right() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, mended(&[2], &[])).unwrap();
    it.act(Who::Committee, 2, Reinspected { photos: vec![photo(3)], ..failed(Some(9)) }).unwrap();
    let seen = HazardSeenOpen { premises: SHOP, inspection: None, photos: vec![photo(4)], note: String::new() };
    it.clock_offset_ms = Some(-60_000);
    it.act(Who::OtherWorker, 3, seen).unwrap();
    let origin = |n: u8| it.hazard().origin_of(photo(n).sha256);
    let of = |who: Who, clock_offset_ms| PhotoOrigin { by: who.account(), clock_offset_ms };
    assert_eq!([1, 2].map(origin), [of(Who::Finder, 0); 2]);
    assert_eq!(origin(3), of(Who::Committee, 0));
    assert_eq!(origin(4), of(Who::OtherWorker, -60_000));
    assert_eq!(it.hazard().origins.len(), 2, "nothing is said of what goes without saying");
}
