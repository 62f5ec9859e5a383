//! The mending of returned visits.

mod common;

use common::visits::*;
use common::*;
use gridwalk_domain::checklist::*;
use gridwalk_domain::event::*;
use gridwalk_domain::ledger::{HazardRow, HazardState, ReviewState, Row, RowKey, RowSet, fold};
use gridwalk_domain::photo::PhotoRef;
use gridwalk_domain::record::{NewEvent, correction_sheets, violations};

#[test]
fn a_correction_of_nothing_changes_nothing() {
    let mut returned = Returned::new(ReturnWanted::EditContent);
    let item = match &returned.row.review {
        ReviewState::Returned { what, .. } => what.item.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(returned.try_correct(), Err(vec![Violation::NothingMended { item }]));
    returned.visit.draft.remark = "当天看过，就是这样".into();
    let events = returned.correct();
    assert_eq!(kinds(&events), ["InspectionCorrected"]);
    assert_eq!(corrected(&events).record, returned.row.record);
    assert_eq!(corrected(&events).changed, [""; 0]);
    assert_eq!(events[0].base, Some(returned.row.head));
}

#[test]
fn a_correction_withdraws_and_finds() {
    let mut returned = Returned::new(ReturnWanted::EditContent);
    returned.visit.draft.answers.insert("EAT-02".into(), pass());
    let extinguisher = fail(&returned.visit.sheets.sheet, "COM-03", 8);
    returned.visit.draft.answers.insert("COM-03".into(), extinguisher);
    returned.visit.draft.remark = "看错了".into();
    let events = returned.correct();
    assert_eq!(kinds(&events), ["InspectionCorrected", "HazardFound", "HazardWithdrawn"]);
    let correction = corrected(&events);
    assert_eq!(correction.changed, ["COM-03", "EAT-02"]);
    assert_eq!(hazards(&events)[0].item, "COM-03");
    assert!(hazards(&events)[0].photos[0].retaken, "taken after the visit");
    assert_eq!(events[2].subject, returned.hazard_of("EAT-02").into());
    let Body::HazardWithdrawn(withdrawn) = &events[2].body else { panic!() };
    assert_eq!(withdrawn.reason, "看错了");
    let Outcome::Inspected(inspected) = &correction.record.outcome else { panic!() };
    assert!(!inspected.answers["COM-01"].photos[0].retaken, "taken on the visit");
}

#[test]
fn a_later_photo_leaves_the_hazard_and_another_handling_makes_another() {
    let mut returned = Returned::new(ReturnWanted::AddPhotos);
    returned.visit.draft.answers.get_mut("EAT-02").unwrap().photos.push(photo(77));
    let events = returned.correct();
    assert_eq!(kinds(&events), ["InspectionCorrected", "HazardRestated"]);
    assert_eq!(events[1].subject, returned.hazard_of("EAT-02").into());
    let changed = returned.visit.draft.answers.get_mut("COM-01").unwrap();
    changed.handling = Some(Handling::Report);
    let events = returned.correct();
    assert_eq!(kinds(&events), ["InspectionCorrected", "HazardFound", "HazardRestated", "HazardWithdrawn"]);
}

/// The hazard as its rows stand after the correction.
fn hazard_after(returned: &Returned, events: &[NewEvent], item: &str) -> HazardRow {
    let mut rows: RowSet =
        returned.hazards.iter().cloned().map(|row| (Row::Hazard(row.clone()).key(), Row::Hazard(row))).collect();
    for (n, event) in events.iter().enumerate().skip(1) {
        fold(&stamped(event, 7_000 + n as u128), &event.body, &mut rows);
    }
    let key = RowKey { kind: SubjectKind::Hazard, id: returned.hazard_of(item).into() };
    let Some(Row::Hazard(row)) = rows.get(&key).cloned() else { panic!("{item}") };
    row
}

#[test]
fn what_is_added_to_a_finding_is_told_of_its_hazard() {
    let mut returned = Returned::new(ReturnWanted::EditContent);
    let seen_since = returned.hazards.iter_mut().find(|row| row.found.item == "EAT-02").unwrap();
    seen_since.found.photos.push(photo(90));
    let answer = returned.visit.draft.answers.get_mut("EAT-02").unwrap();
    let blurred = std::mem::replace(&mut answer.photos, vec![photo(91)]);
    answer.part = "后厨东墙".into();
    let row = hazard_after(&returned, &returned.correct(), "EAT-02");
    let hashes = |photos: &[PhotoRef]| photos.iter().map(|photo| photo.sha256).collect::<Vec<_>>();
    assert_eq!(hashes(&row.found.photos), hashes(&[photo(91), photo(90)]), "what others added since stays");
    assert!(!hashes(&row.found.photos).contains(&blurred[0].sha256));
    assert_eq!(row.found.part, "后厨东墙");
    assert_eq!(row.state, HazardState::Found);
    assert!(row.contested.is_empty());
}

#[test]
fn a_suspected_major_told_in_other_words_is_not_two() {
    let mut visit = restaurant();
    let mut smell = fail(&visit.sheets.sheet, "EAT-17", 4);
    let chips = std::mem::take(&mut smell.defects);
    visit.draft.answers.insert("EAT-17".into(), smell);
    let mut returned = Returned::of(visit, ReturnWanted::EditContent);
    returned.visit.draft.answers.get_mut("EAT-17").unwrap().defects = chips.clone();
    let events = returned.correct();
    assert_eq!(kinds(&events), ["InspectionCorrected", "HazardRestated"]);
    let row = hazard_after(&returned, &events, "EAT-17");
    assert_eq!(row.found.defects, chips);
    assert!(!row.found.fixes.is_empty(), "and what is to be done about it");
}

#[test]
fn where_photos_are_wanted_one_has_to_be_new() {
    let mut returned = Returned::new(ReturnWanted::AddPhotos);
    returned.visit.draft.note = "照片没法补".into();
    let item = match &returned.row.review {
        ReviewState::Returned { what, .. } => what.item.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(returned.try_correct(), Err(vec![Violation::RetakeMissing { item }]));
    returned.visit.draft.photos.push(photo(78));
    assert_eq!(kinds(&returned.correct()), ["InspectionCorrected"]);
}

#[test]
fn only_a_visit_made_again_has_new_times() {
    for (wanted, again) in [(ReturnWanted::EditContent, false), (ReturnWanted::VisitAgain, true)] {
        let mut returned = Returned::new(wanted);
        returned.row.record.ended_at = BEGUN.plus_millis(1);
        returned.visit.draft.remark = "重新看过".into();
        let events = returned.correct();
        assert_eq!(corrected(&events).record.ended_at == ENDED, again, "{wanted:?}");
        assert_eq!(corrected(&events).record.place, returned.row.record.place, "no new fix: the old place stands");
    }
}

#[test]
fn a_correction_folds_to_the_same_hazards() {
    let mut returned = Returned::new(ReturnWanted::EditContent);
    returned.visit.draft.answers.insert("EAT-02".into(), pass());
    let events = returned.correct();
    let mut rows: RowSet = [Row::Inspection(returned.row.clone()), Row::Premises(returned.visit.premises.clone())]
        .into_iter()
        .chain(returned.hazards.iter().cloned().map(Row::Hazard))
        .map(|row| (row.key(), row))
        .collect();
    for (n, event) in events.iter().enumerate() {
        fold(&stamped(event, 7_000 + n as u128), &event.body, &mut rows);
    }
    let Some(Row::Premises(row)) = rows.get(&Row::Premises(returned.visit.premises.clone()).key()) else { panic!() };
    let open: Vec<_> = row.open_hazards.values().map(|hazard| hazard.item.as_str()).collect();
    assert_eq!(open, ["COM-01", "EAT-07"]);
    assert!(rows.values().all(|row| match row {
        Row::Inspection(row) => row.contested.is_empty(),
        Row::Hazard(row) => row.contested.is_empty(),
        _ => true,
    }));
}

#[test]
fn a_correction_asks_what_the_visit_asked_and_what_a_new_choice_opens() {
    let mut returned = Returned::new(ReturnWanted::EditContent);
    // The visit was not asked this one: the building had been asked that day.
    let Outcome::Inspected(inspected) = &mut returned.row.record.outcome else { panic!() };
    inspected.answers.remove("COM-09");
    let kind = CATALOGUE.kind("restaurant").unwrap();
    let premises = returned.visit.premises.clone();
    returned.visit.sheets = correction_sheets(&CATALOGUE, kind, &premises, &PLACE, &returned.row).unwrap();
    returned.visit.draft.answers.remove("COM-09");
    assert!(!returned.visit.sheets.sheet.asks("COM-09"));
    returned.visit.draft.remark = "没有要改的".into();
    assert_eq!(kinds(&returned.correct()), ["InspectionCorrected"]);

    returned.visit.choose("EAT-01", "醇基燃料");
    let missing = violations(&returned.visit.draft, &returned.visit.context());
    assert_eq!(missing, [Violation::MajorUnanswered { item: "EAT-16".into() }]);
}
