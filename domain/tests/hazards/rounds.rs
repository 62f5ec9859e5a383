//! Another round of a hazard: its day, and whose its photos are.

use crate::people::*;
use gridwalk_domain::admit::Refusal;
use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::*;
use gridwalk_domain::ledger::{HazardState, PhotoOrigin};

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

#[test]
fn what_did_not_pass_shows_how_it_still_looks() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, mended(&[2], &[])).unwrap();
    it.act(Who::Committee, 2, Reinspected { photos: vec![photo(3)], ..failed(Some(9)) }).unwrap();
    let row = it.hazard();
    assert_eq!(row.found.photos, [photo(1), photo(3)], "the next after-photo is taken over the newest");
    assert_eq!((row.after_photos.as_slice(), row.stale_photos), ([photo(2)].as_slice(), 1));
}

#[test]
fn a_second_person_may_not_take_it_for_a_mistake() {
    let declined = || WithdrawalDeclined { premises: SHOP, reason: "照片上看得清".into() };
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, withdrawn(None)).unwrap();
    assert!(matches!(it.act(Who::OtherWorker, 1, declined()), Err(Refusal::Role { .. })));
    it.act(Who::Committee, 2, declined()).unwrap();
    let row = it.hazard();
    assert_eq!((row.withdrawal_wish.as_deref(), row.state), (None, HazardState::Found));
    assert!(row.contested.is_empty());

    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    it.act(Who::Finder, 1, withdrawn(None)).unwrap();
    assert_eq!(it.act(Who::Committee, 2, declined()), Err(Refusal::SubdistrictOnly));
    it.act(Who::Officer, 2, declined()).unwrap();
}

#[test]
fn what_an_authority_did_was_not_done_tomorrow() {
    let judged = |on| MajorJudged {
        premises: SHOP,
        is_major: true,
        authority: "区应急管理局".into(),
        document: "应急〔2026〕7号".into(),
        on: day(on),
        due_on: Some(day(1)),
    };
    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    assert_eq!(it.act(Who::Officer, 5, judged(7)), Err(Refusal::DayAhead));
    it.act(Who::Officer, 5, judged(5)).expect("its day may have passed when it is entered");
}

#[test]
fn what_its_finder_marked_for_the_sub_district_waits_until_the_committee_passes_it_on() {
    let told = HazardNotified { premises: SHOP, receiver: "老板".into(), method: "当面".into(), notice: None };
    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    assert!(it.hazard().awaits_report());
    it.act(Who::Finder, 1, told).unwrap();
    assert!(it.hazard().awaits_report(), "its owner knows, the sub-district does not");
    it.act(Who::Committee, 1, reported()).unwrap();
    assert!(!it.hazard().awaits_report());
    it.act(Who::Finder, 2, mended(&[2], &[])).unwrap();
    it.act(Who::Committee, 3, failed(Some(9))).unwrap();
    assert!(!it.hazard().awaits_report(), "the sub-district knows of it in the next round too");

    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    it.act(Who::Officer, 1, referred(Some(day(20)))).unwrap();
    assert!(!it.hazard().awaits_report(), "the sub-district saw it by itself");
    assert!(!Ledger::with(hazard(Level::General)).hazard().awaits_report());
}

#[test]
fn whoever_closes_what_awaits_reinspection_has_looked_at_it() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, mended(&[2], &[])).unwrap();
    assert_eq!(it.hazard().reinspection(), None);
    it.act(Who::Committee, 2, failed(Some(9))).unwrap();
    assert_eq!(it.hazard().reinspection(), Some((Who::Committee.account(), noon(2))));
    it.act(Who::OtherWorker, 3, mended(&[3], &[])).unwrap();
    it.act(Who::Officer, 4, closed(&[])).unwrap();
    assert_eq!(it.hazard().reinspection(), Some((Who::Officer.account(), noon(4))));

    let back = HazardReopened { premises: SHOP, photos: vec![photo(8)], reason: "又堆上了".into(), due_on: None };
    it.act(Who::Committee, 5, back).unwrap();
    it.act(Who::Finder, 6, mended(&[9], &[])).unwrap();
    it.act(Who::OtherCommittee, 7, closed(&[])).unwrap();
    assert_eq!(it.hazard().reinspection(), Some((Who::OtherCommittee.account(), noon(7))), "of this round");
}
