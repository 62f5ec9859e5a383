//! What holds of any draft, however it was filled in.

mod common;

use common::visits::*;
use common::*;
use gridwalk_domain::checklist::*;
use gridwalk_domain::event::*;
use gridwalk_domain::id::*;
use gridwalk_domain::record::*;
use proptest::prelude::*;

fn draft_answer() -> impl Strategy<Value = Answer> {
    let judgement = prop_oneof![
        3 => Just(Judgement::Pass),
        2 => Just(Judgement::Fail),
        1 => Just(Judgement::NotApplicable)
    ];
    let value = prop_oneof![
        8 => judgement.prop_map(Value::Judged),
        1 => proptest::num::f64::ANY.prop_map(Value::Number),
        1 => "\\PC{0,8}".prop_map(Value::Info),
    ];
    let handling = prop_oneof![
        1 => Just(Handling::FixedOnSite),
        1 => Just(Handling::Rectification),
        8 => Just(Handling::Report)
    ];
    let photos = prop_oneof![12 => 1u8..4, 1 => Just(0u8)];
    (value, handling, photos, any::<u32>(), any::<i64>()).prop_map(|(value, handling, photos, quantity, days)| {
        let mut answer = Answer::new(value, Given::Each);
        answer.handling = Some(handling);
        answer.photos = (0..photos).map(photo).collect();
        answer.quantity = Some(quantity);
        answer.due_on = (days % 2 == 0).then(|| today().plus_days(days));
        answer
    })
}

fn answers_of(sheet: &Sheet) -> impl Strategy<Value = Answers> + use<> {
    let codes: Vec<String> = sheet.items().map(|item| item.code.clone()).chain(["?".to_owned()]).collect();
    proptest::collection::btree_map(proptest::sample::select(codes), draft_answer(), 0..12)
}

fn any_visit() -> impl Strategy<Value = Visit> {
    let kinds: Vec<String> = CATALOGUE.kinds.iter().map(|kind| kind.code.clone()).collect();
    let begun = (proptest::sample::select(kinds), any::<bool>()).prop_map(|(kind, many)| {
        let mut row = premises(&kind);
        row.rooms = if many { rooms(2, 3) } else { Vec::new() };
        let first = CATALOGUE.kind(&kind).and_then(|kind| CATALOGUE.template(&kind.templates[0])).unwrap();
        let item = first.own_items().next().map(|item| item.code.clone()).unwrap();
        row.open_hazards.insert(HazardId(uuid(101)), open_hazard(&item, Vec::new()));
        Visit::begin(row)
    });
    begun.prop_flat_map(|visit| {
        let own = answers_of(&visit.sheets.sheet);
        let room = visit.sheets.room_sheet.as_ref().unwrap_or(&visit.sheets.sheet);
        let state = prop_oneof![Just(RoomState::Fine), Just(RoomState::Problem), Just(RoomState::NotEntered)];
        let of_rooms = proptest::collection::vec((state, answers_of(room)), 0..8);
        (Just(visit.premises), own, of_rooms, any::<bool>(), any::<bool>()).prop_map(build)
    })
}

type Parts = (PremisesFixture, Answers, Vec<(RoomState, Answers)>, bool, bool);

fn build((row, answers, of_rooms, finish, rectified): Parts) -> Visit {
    let mut visit = Visit::begin(row);
    visit.draft.answers = answers;
    for (n, (state, mut answers)) in of_rooms.into_iter().enumerate() {
        if let (true, Some(sheet)) = (finish, &visit.sheets.room_sheet) {
            pass_all(sheet, &mut answers);
        }
        // The last ones are of rooms that the premises no longer has.
        let room = visit.premises.rooms.get(n).map_or(RoomId(uuid(n as u128)), |room| room.id);
        visit.draft.rooms.insert(room, RoomDraft { state, answers });
    }
    if finish {
        visit.pass_all();
        let said = EarlierAnswer { rectified: Some(rectified), photos: Vec::new() };
        visit.draft.earlier.insert(HazardId(uuid(101)), said);
    }
    visit
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_draft_is_refused_or_recorded_within_the_limits(visit in any_visit()) {
        let Ok(events) = visit.record() else { return Ok(()) };
        for (n, event) in events.iter().enumerate() {
            prop_assert_eq!(validate(&event.body), Ok(()));
            let envelope = stamped(event, n as u128);
            prop_assert_eq!(&Body::decode(&envelope).unwrap(), &event.body);
        }
        // Every defect of the record is a hazard or is open already, and nothing else is.
        let inspected = inspected(&events);
        let failed = |answers: &Answers| answers.values().filter(|answer| answer.is_fail()).count();
        let defects = failed(&inspected.answers) + inspected.rooms.iter().map(|room| failed(&room.answers)).sum::<usize>();
        let places: usize = hazards(&events).iter().map(|hazard| hazard.rooms.len().max(1)).sum();
        prop_assert!(places == defects || places + 1 == defects, "{} {}", places, defects);
    }

    #[test]
    fn a_major_defect_is_always_reported(visit in any_visit()) {
        let events = visit.record().unwrap_or_default();
        for hazard in hazards(&events) {
            prop_assert!(hazard.level == Level::General || hazard.handling == Handling::Report);
            prop_assert_eq!(hazard.due_on.is_some(), hazard.handling == Handling::Rectification);
        }
    }

    #[test]
    fn a_correction_never_panics_and_mends_its_own(visit in any_visit(), answers in answers_of(&sheet(&["EAT"]))) {
        let mut returned = Returned::new(ReturnWanted::EditContent);
        returned.visit.draft.answers.extend(answers);
        returned.visit.draft.rooms = visit.draft.rooms;
        let context = returned.visit.context();
        let Ok(events) = correct_visit(&returned.visit.draft, &returned.row, &returned.hazards, &context, &mut ids()) else {
            return Ok(());
        };
        let withdrawn = events.iter().filter(|event| event.body.kind() == "HazardWithdrawn").count();
        let Outcome::Inspected(inspected) = &corrected(&events).record.outcome else { panic!() };
        let defects = inspected.answers.values().filter(|answer| answer.is_fail()).count();
        prop_assert_eq!(returned.hazards.len() - withdrawn + hazards(&events).len(), defects);
    }
}
