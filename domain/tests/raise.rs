//! A hazard that no visit found: R14.

mod common;

use common::*;
use gridwalk_domain::checklist::{Handling, Level};
use gridwalk_domain::event::{Body, HazardFound, HazardSource};
use gridwalk_domain::id::{HazardId, RoomId};
use gridwalk_domain::ledger::PremisesRow;
use gridwalk_domain::record::{RaiseWanting, Raising, raise_hazard};

fn raising(item: &str, source: HazardSource) -> Raising {
    let defects = CATALOGUE.item(item).unwrap().defects.iter().take(1).map(|defect| defect.chip.clone()).collect();
    Raising { source: Some(source), item: item.into(), defects, photos: vec![photo(1)], ..Raising::default() }
}

fn raised(raising: &Raising) -> Result<HazardFound, RaiseWanting> {
    let event = raise_hazard(raising, &premises("restaurant"), &CATALOGUE, HazardId(uuid(70)), today())?;
    match event.body {
        Body::HazardFound(found) => Ok(found),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_no_visit_found_keeps_its_source_and_the_words_of_the_checklist() {
    let found = raised(&Raising {
        discovered_on: Some(today().plus_days(-400)),
        self_reported_on: Some(today().plus_days(-2)),
        ..raising("COM-02", HazardSource::SelfCheck)
    })
    .unwrap();
    let item = CATALOGUE.item("COM-02").unwrap();
    assert_eq!((found.text.as_str(), found.inspection), (item.text.as_str(), None));
    assert_eq!(found.fixes, [item.defects[0].fix.clone()]);
    assert_eq!(found.discovered_on, Some(today().plus_days(-400)));
    assert_eq!(found.self_reported_at, Some(today().plus_days(-2).start_in_shanghai()));
    let supervised = Raising { self_reported_on: Some(today()), ..raising("COM-02", HazardSource::Supervision) };
    assert_eq!(raised(&supervised).unwrap().self_reported_at, None, "only the owner reports of their own accord");
}

#[test]
fn grave_items_go_upward_and_others_have_a_day() {
    for item in CATALOGUE.common.iter().filter(|item| !item.defects.is_empty()) {
        let found = raised(&raising(&item.code, HazardSource::Tip)).unwrap();
        let upward = found.handling == Handling::Report;
        assert!(upward || found.level == Level::General, "{}", item.code);
        assert!(found.handling != Handling::FixedOnSite, "nobody stood there: {}", item.code);
        assert_eq!(found.due_on.is_some(), !upward, "{}", item.code);
        let body = Body::from(found);
        assert_eq!(gridwalk_domain::record::validate(&body), Ok(()), "{}", item.code);
    }
}

#[test]
fn what_is_missing_is_named() {
    let full = raising("COM-02", HazardSource::Transfer);
    let check = |change: fn(&mut Raising), expected: Result<(), RaiseWanting>| {
        let mut raising = full.clone();
        change(&mut raising);
        assert_eq!(raised(&raising).map(drop), expected);
    };
    check(|_| (), Ok(()));
    check(|it| it.source = None, Err(RaiseWanting::Source));
    check(|it| it.source = Some(HazardSource::Patrol), Err(RaiseWanting::Source));
    check(|it| it.item.clear(), Err(RaiseWanting::Item));
    check(|it| it.defects = vec!["没有这一条".into()], Err(RaiseWanting::Defect));
    check(|it| it.photos.clear(), Err(RaiseWanting::Photo));
    check(|it| (it.photos, it.no_photo_reason) = (vec![], " 来件没有照片 ".into()), Ok(()));
}

#[test]
fn what_is_open_here_already_is_followed_up_and_not_raised_again() {
    let mut shop = premises("restaurant");
    let open = HazardId(uuid(71));
    shop.open_hazards.insert(open, open_hazard("COM-02", vec![]));
    let raise = |item: &str| {
        let raising = raising(item, HazardSource::Supervision);
        raise_hazard(&raising, &shop, &CATALOGUE, HazardId(uuid(70)), today()).map(drop)
    };
    assert_eq!(raise("COM-02"), Err(RaiseWanting::OpenAlready(open)));
    assert_eq!(raise("COM-07"), Ok(()));
}

#[test]
fn a_defect_of_some_rooms_is_one_hazard_with_their_list() {
    let mut house = premises("rental");
    house.rooms = rooms(3, 14);
    let rooms: Vec<_> = house.rooms.iter().map(|room| room.id).collect();
    let raise = |house: &PremisesRow, rooms: &[RoomId]| {
        let raising = Raising { rooms: rooms.to_vec(), ..raising("COM-02", HazardSource::Supervision) };
        raise_hazard(&raising, house, &CATALOGUE, HazardId(uuid(70)), today()).map(|event| match event.body {
            Body::HazardFound(found) => found.rooms,
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(raise(&house, &rooms[..2]), Ok(rooms[..2].to_vec()));
    let open = HazardId(uuid(71));
    house.open_hazards.insert(open, open_hazard("COM-02", vec![rooms[0]]));
    assert_eq!(raise(&house, &rooms[..2]), Err(RaiseWanting::OpenAlready(open)), "one of them has it already");
    assert_eq!(raise(&house, &rooms[1..2]), Ok(rooms[1..2].to_vec()), "another room has not");
    assert_eq!(raise(&house, &[]), Ok(vec![]), "nor have the common parts");
}
