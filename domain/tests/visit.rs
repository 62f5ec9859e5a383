//! Visits as they go in the field, from the finished draft to its events and rows.

mod common;

use common::visits::*;
use common::*;
use gridwalk_domain::checklist::*;
use gridwalk_domain::event::*;
use gridwalk_domain::id::*;
use gridwalk_domain::ledger::{Row, RowSet};
use gridwalk_domain::position::Containment;
use gridwalk_domain::record::*;

#[test]
fn a_restaurant_with_three_defects() {
    let visit = restaurant();
    let events = visit.record().unwrap();
    assert_eq!(kinds(&events), ["InspectionRecorded", "HazardFound", "HazardFound", "HazardFound"]);
    let handlings: Vec<_> = hazards(&events).iter().map(|h| (h.item.as_str(), h.handling)).collect();
    let expected =
        [("COM-01", Handling::FixedOnSite), ("EAT-02", Handling::Rectification), ("EAT-07", Handling::Report)];
    assert_eq!(handlings, expected);
    let record = recorded(&events);
    assert_eq!(record.place.containment, Some(Containment::Inside));
    assert_eq!(record.place.distance_m, Some(11.1));
    assert_eq!(record.note, "老板在场");
    // Hidden by the choice of gas.
    assert!(!inspected(&events).answers.contains_key("EAT-16"));
    assert!(events.iter().all(|event| event.area == visit.premises.area));
}

#[test]
fn a_deadline_is_counted_by_the_servers_clock() {
    const TWO_YEARS_MS: i64 = 730 * 24 * 60 * 60 * 1000;
    let mut visit = restaurant();
    for answer in visit.draft.answers.values_mut() {
        answer.due_on = None;
    }
    let deadline = |clock_offset_ms| {
        let context = VisitContext { clock_offset_ms, ..visit.context() };
        let events = record_visit(&visit.draft, &context, &mut ids()).unwrap();
        let found = hazards(&events);
        found.iter().find(|hazard| hazard.handling == Handling::Rectification).and_then(|hazard| hazard.due_on).unwrap()
    };
    let (right, behind) = (deadline(None), deadline(Some(TWO_YEARS_MS)));
    assert_eq!(right.plus_days(730), behind);
}

#[test]
fn the_stored_shapes_stay() {
    let events = restaurant().record().unwrap();
    let mut short = events[0].body.to_value();
    // Three answers show the shape; the rest repeat it.
    let answers = short["outcome"]["inspected"]["answers"].as_object_mut().unwrap();
    answers.retain(|code, _| ["COM-02", "EAT-01", "EAT-02"].contains(&code.as_str()));
    // In one order, whatever other crates make of JSON objects.
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!("inspection_recorded", short);
        insta::assert_json_snapshot!("hazard_found", events[2].body.to_value());
    });
}

#[test]
fn forty_two_rooms_in_at_most_twelve_taps() {
    let mut visit = rental();
    let mut taps = 1; // 开始巡查
    let groups: Vec<String> = visit.sheets.sheet.groups.iter().map(|group| group.name.clone()).collect();
    for group in &groups {
        visit.sheets.sheet.pass_group(group, &mut visit.draft.answers, Given::Group);
        taps += 1;
    }
    for floor in 1..=3 {
        for room in visit.premises.rooms.iter().filter(|room| room.floor == floor) {
            visit.draft.rooms.insert(room.id, RoomDraft { state: RoomState::Fine, answers: Answers::new() });
        }
        taps += 1; // 本层都看过
    }
    let events = visit.record().unwrap();
    taps += 1; // 提交巡查
    assert!(taps <= 12, "{taps}");
    assert_eq!(kinds(&events), ["InspectionRecorded"]);
    let inspected = inspected(&events);
    assert_eq!(inspected.rooms.len(), 42);
    assert_eq!(inspected.rooms[0].label, "101");
    let templates: Vec<_> = inspected.templates.iter().map(|template| template.code.as_str()).collect();
    assert_eq!(templates, ["BLD", "RNT", "RNR"]);
}

#[test]
fn one_defect_in_twelve_rooms_is_one_hazard() {
    let mut visit = rental();
    visit.pass_all();
    let sheet = visit.sheets.room_sheet.clone().unwrap();
    for (n, room) in visit.premises.rooms.iter().take(13).enumerate() {
        let mut answers = Answers::from([("RNR-02".to_owned(), fail(&sheet, "RNR-02", n as u8))]);
        if n == 12 {
            // Another defect of the same item is another hazard.
            answers.get_mut("RNR-02").unwrap().defects = vec!["烟感按了不响".into()];
        }
        sheet.pass_group(MAJOR_GROUP, &mut answers, Given::Group);
        visit.draft.rooms.insert(room.id, RoomDraft { state: RoomState::Problem, answers });
    }
    let events = visit.record().unwrap();
    let hazards = hazards(&events);
    assert_eq!(hazards.len(), 2);
    let twelve = hazards.iter().find(|hazard| hazard.rooms.len() == 12).unwrap();
    assert_eq!((twelve.photos.len(), twelve.defects.as_slice()), (12, &["没装烟感".to_owned()][..]));
    assert_eq!(twelve.fixes, ["请房东给这间装上烟感"]);
    assert_eq!(hazards.iter().find(|hazard| hazard.rooms.len() == 1).unwrap().defects, ["烟感按了不响"]);
}

#[test]
fn a_room_with_a_problem_says_which_and_its_major_items() {
    let mut visit = rental();
    visit.pass_all();
    let sheet = visit.sheets.room_sheet.clone().unwrap();
    let room = visit.premises.rooms[0].id;
    visit.draft.rooms.insert(room, RoomDraft { state: RoomState::Problem, answers: Answers::new() });
    assert_eq!(visit.record().unwrap_err(), [Violation::RoomProblemWithoutItem { room }]);

    let answers = &mut visit.draft.rooms.get_mut(&room).unwrap().answers;
    answers.insert("RNR-01".into(), Sheet::fail_defaults(sheet.item("RNR-01").unwrap(), today()));
    let missing = visit.record().unwrap_err();
    assert!(missing.iter().all(|v| v.room() == Some(room)));
    let items: Vec<_> = missing.iter().filter_map(Violation::item).collect();
    assert_eq!(items, ["RNR-01", "RNR-04", "RNR-05", "RNR-06"], "the photo, and the M items; others may stay blank");
    assert_eq!(missing[0].what(), &Violation::PhotoMissing { item: "RNR-01".into() });
}

#[test]
fn a_room_not_looked_at_is_not_in_the_record() {
    let mut visit = rental();
    visit.pass_all();
    let [first, second] = [visit.premises.rooms[0].id, visit.premises.rooms[1].id];
    visit.draft.rooms.insert(second, RoomDraft { state: RoomState::NotEntered, answers: Answers::new() });
    visit.draft.rooms.insert(first, RoomDraft { state: RoomState::Fine, answers: Answers::new() });
    let events = visit.record().unwrap();
    let rooms: Vec<_> = inspected(&events).rooms.iter().map(|visit| (visit.label.as_str(), visit.state)).collect();
    assert_eq!(rooms, [("101", RoomState::Fine), ("102", RoomState::NotEntered)]);
}

#[test]
fn a_repeat_visit_asks_what_was_open_and_raises_nothing_twice() {
    let (row, alarm, exit) = with_open_hazards();
    let mut visit = Visit::begin(row);
    assert!(!visit.sheets.sheet.asks("EAT-02") && !visit.sheets.sheet.asks("COM-01"));
    visit.pass_all();
    let missing = visit.record().unwrap_err();
    assert_eq!(
        missing,
        [Violation::EarlierUnanswered { hazard: alarm }, Violation::EarlierUnanswered { hazard: exit }]
    );
    visit.draft.earlier.insert(alarm, EarlierAnswer { rectified: Some(true), photos: vec![photo(9)] });
    visit.draft.earlier.insert(exit, EarlierAnswer { rectified: Some(false), photos: vec![] });
    let events = visit.record().unwrap();
    assert_eq!(kinds(&events), ["InspectionRecorded", "RectificationReported", "HazardSeenOpen"]);
    assert_eq!(events[1].subject, alarm.into());
    assert_eq!(events[1].base, Some(visit.hazard_heads[&alarm]));
    assert_eq!(events[1].body.photos().len(), 1);
}

#[test]
fn a_defect_of_an_item_with_an_open_hazard_is_seen_open() {
    // Said to be mended, so the item is asked anew; it still fails.
    let (mut row, alarm, exit) = with_open_hazards();
    row.open_hazards.get_mut(&alarm).unwrap().rectified = true;
    let mut visit = Visit::begin(row);
    visit.draft.earlier.insert(exit, EarlierAnswer { rectified: Some(false), photos: vec![] });
    visit.choose("EAT-01", "管道天然气");
    visit.fail("EAT-02", 1);
    visit.pass_all();
    let events = visit.record().unwrap();
    assert_eq!(kinds(&events), ["InspectionRecorded", "HazardSeenOpen", "HazardSeenOpen"]);
    assert_eq!((events[1].subject, events[2].subject), (alarm.into(), exit.into()));
}

#[test]
fn a_hazard_in_rooms_is_asked_only_where_one_was() {
    let mut row = premises("rental");
    row.rooms = rooms(2, 3);
    let hazard = HazardId(uuid(101));
    let (bad, other) = (row.rooms[4].id, row.rooms[0].id);
    row.open_hazards.insert(hazard, open_hazard("RNR-02", vec![bad]));
    let mut visit = Visit::begin(row);
    visit.pass_all();
    visit.draft.rooms.insert(other, RoomDraft { state: RoomState::Fine, answers: Answers::new() });
    assert_eq!(kinds(&visit.record().unwrap()), ["InspectionRecorded"]);
    visit.draft.rooms.insert(bad, RoomDraft { state: RoomState::Fine, answers: Answers::new() });
    assert_eq!(visit.record().unwrap_err(), [Violation::EarlierUnanswered { hazard }]);

    // The same defect in the same room is no second hazard; in another room it is one of its own.
    let sheet = visit.sheets.room_sheet.clone().unwrap();
    visit.draft.earlier.insert(hazard, EarlierAnswer { rectified: Some(false), photos: vec![] });
    for room in [bad, other] {
        let mut answers = Answers::from([("RNR-02".to_owned(), fail(&sheet, "RNR-02", 1))]);
        pass_all(&sheet, &mut answers);
        visit.draft.rooms.insert(room, RoomDraft { state: RoomState::Problem, answers });
    }
    let events = visit.record().unwrap();
    assert_eq!(kinds(&events), ["InspectionRecorded", "HazardFound", "HazardSeenOpen"]);
    assert_eq!(hazards(&events)[0].rooms, [other]);
}

#[test]
fn nothing_new_needs_the_major_items_alone() {
    let first = {
        let mut visit = Visit::begin(premises("restaurant"));
        visit.choose("EAT-01", "只用电");
        visit.pass_all();
        visit
    };
    let mut rows = RowSet::new();
    folded(&first, &first.record().unwrap(), &mut rows);
    let Some(Row::Premises(row)) = rows.get(&Row::Premises(first.premises.clone()).key()).cloned() else { panic!() };
    assert!(as_last_offered(&row, &PLACE, ENDED));

    let mut again = Visit::begin(row.clone());
    again.draft.as_last = true;
    again.sheets.sheet.as_last(&row.last_answers, &mut again.draft.answers);
    assert!(again.record().unwrap_err().iter().all(|v| matches!(v, Violation::MajorUnanswered { .. })));
    again.sheets.sheet.pass_group(MAJOR_GROUP, &mut again.draft.answers, Given::Group);
    let events = again.record().unwrap();
    assert!(inspected(&events).as_last);
    assert!(inspected(&events).answers.values().any(|answer| answer.given == Given::AsLast));
}

#[test]
fn not_getting_in_needs_no_checklist() {
    let (row, ..) = with_open_hazards();
    let mut visit = Visit::begin(row);
    visit.draft.not_entered = Some(NotEnteredReason::NoOneThere);
    visit.draft.photos = vec![photo(1), photo(2)];
    let events = visit.record().unwrap();
    assert_eq!(kinds(&events), ["InspectionRecorded"]);
    let record = recorded(&events);
    let expected = NotEntered { reason: NotEnteredReason::NoOneThere, door_photo: Some(photo(1)) };
    assert_eq!(record.outcome, Outcome::NotEntered(expected));
    assert_eq!(record.photos, [photo(2)]);
    visit.draft.note = "字".repeat(5_001);
    assert_eq!(visit.record().unwrap_err(), [Violation::NoteTooLong { max: 5_000 }]);
}

#[test]
fn the_point_is_set_when_it_is_wrong_or_there_is_none() {
    let away = fix(117.16, 34.81, 50.0);
    for (registered, register, reason, expected) in [
        (true, false, None, false),
        (true, true, None, false),
        (false, false, None, false),
        (false, true, None, true),
        (true, false, Some(PlaceReason::Indoors), false),
        (true, false, Some(PlaceReason::RegisteredPointWrong), true),
    ] {
        let mut visit = Visit::begin(premises("restaurant"));
        visit.pass_all();
        visit.premises.position = visit.premises.position.filter(|_| registered);
        visit.draft.position = Some(away);
        visit.draft.register_position = register;
        visit.draft.place_reason = reason;
        let events = visit.record().unwrap();
        assert_eq!(recorded(&events).place.containment, Some(Containment::Outside), "warned of, never blocked");
        assert_eq!(kinds(&events).contains(&"PremisesLocated"), expected, "{registered} {register} {reason:?}");
        if expected {
            assert_eq!(events[1].base, Some(visit.premises.head));
        }
    }
}

#[test]
fn a_fix_that_is_no_fix_is_left_out() {
    for bad in
        [fix(f64::NAN, 34.81, 5.0), fix(117.13, 95.0, 5.0), fix(117.13, 34.81, -1.0), fix(117.13, 34.81, f64::INFINITY)]
    {
        let mut visit = Visit::begin(premises("restaurant"));
        visit.pass_all();
        visit.draft.position = Some(bad);
        visit.draft.photos = vec![photo(1)];
        visit.draft.photos[0].position = Some(bad);
        let events = visit.record().unwrap();
        assert_eq!(recorded(&events).place, VisitPlace::default());
        assert_eq!(recorded(&events).photos[0].position, None);
    }
}

#[test]
fn what_is_recorded_reads_back_and_keeps_the_limits() {
    let mut house = rental();
    house.pass_all();
    let (row, alarm, exit) = with_open_hazards();
    let mut repeat = Visit::begin(row);
    repeat.pass_all();
    repeat.draft.earlier.insert(alarm, EarlierAnswer { rectified: Some(true), photos: vec![photo(9)] });
    repeat.draft.earlier.insert(exit, EarlierAnswer { rectified: Some(false), photos: vec![] });
    repeat.draft.place_reason = Some(PlaceReason::RegisteredPointWrong);
    for visit in [restaurant(), house, repeat] {
        for (n, event) in visit.record().unwrap().iter().enumerate() {
            let text = serde_json::to_string(&stamped(event, n as u128)).unwrap();
            let envelope: Envelope = serde_json::from_str(&text).unwrap();
            assert_eq!(Body::decode(&envelope).unwrap(), event.body, "{text}");
            assert_eq!(validate(&event.body), Ok(()));
        }
    }
}

#[test]
fn the_draft_reads_back_as_saved() {
    let draft = restaurant().draft;
    let text = serde_json::to_string(&draft).unwrap();
    assert_eq!(serde_json::from_str::<VisitDraft>(&text).unwrap(), draft);
}
