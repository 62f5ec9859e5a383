//! Each way through the machine, by its meaning.

use super::people::*;
use gridwalk_domain::admit::{Refusal, Role};
use gridwalk_domain::checklist::{Handling, Level};
use gridwalk_domain::event::*;
use gridwalk_domain::figures::{Measure, counted};
use gridwalk_domain::ledger::{HazardState, Hindrance, Row};
use gridwalk_domain::review::{HazardStep, may};

fn state(ledger: &Ledger) -> HazardState {
    ledger.hazard().state
}

#[test]
fn from_finding_to_close_out_step_by_step() {
    let mut it = Ledger::with(hazard(Level::General));
    assert_eq!(state(&it), HazardState::Found);
    let told = HazardNotified { premises: SHOP, receiver: "老板".into(), method: "当面".into(), notice: None };
    it.act(Who::Finder, 0, told).unwrap();
    assert_eq!(state(&it), HazardState::Rectifying);
    it.act(Who::Finder, 3, mended(&[2], &[])).unwrap();
    assert_eq!(state(&it), HazardState::AwaitingReinspection);
    it.act(Who::Committee, 4, looked_at(true, &[])).unwrap();
    assert_eq!(state(&it), HazardState::AwaitingCloseOut);
    it.act(Who::Committee, 5, closed(&[])).unwrap();
    let row = it.hazard();
    assert_eq!((row.state, row.closed), (HazardState::ClosedOut, Some((Who::Committee.account(), noon(5)))));
    assert!(row.contested.is_empty() && it.shop().open_hazards.is_empty());
    let kinds: Vec<_> = row.history.iter().map(|past| past.kind.as_str()).collect();
    assert_eq!(kinds, ["HazardFound", "HazardNotified", "RectificationReported", "Reinspected", "ClosedOut"]);
}

#[test]
fn whoever_found_it_never_closes_it() {
    let mut it =
        Ledger::with(HazardFound { inspection: None, source: HazardSource::Supervision, ..hazard(Level::General) });
    it.act(Who::OtherWorker, 1, mended(&[2], &[])).unwrap();
    assert_eq!(it.act(Who::Finder, 2, closed(&[])), Err(Refusal::Role { role: Who::Finder.role(), kind: "ClosedOut" }));
    // A committee that walks is no second person to itself, whatever its role.
    let mut own = Ledger::new();
    own.offers(Who::Committee, HAZARD.into(), None, 0, hazard(Level::General)).unwrap();
    own.act(Who::OtherWorker, 1, mended(&[2], &[])).unwrap();
    assert_eq!(own.act(Who::Committee, 2, closed(&[])), Err(Refusal::SecondPerson));
    assert_eq!(own.act(Who::Committee, 2, looked_at(true, &[])), Err(Refusal::SecondPerson));
    assert!(own.act(Who::OtherCommittee, 2, closed(&[])).is_ok());
    // Nor does the fold close it, should such an event ever be in a ledger.
    let row = it.hazard();
    assert_eq!(row.after(Who::Finder.account(), &closed(&[]).into()), Err(Hindrance::SecondPerson));
}

#[test]
fn suspected_major_is_closed_by_the_subdistrict_only() {
    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    it.act(Who::Finder, 1, mended(&[2], &[])).unwrap();
    it.act(Who::Committee, 2, looked_at(true, &[])).unwrap();
    assert_eq!(it.act(Who::Committee, 3, closed(&[])), Err(Refusal::SubdistrictOnly));
    assert_eq!(it.act(Who::Committee, 3, withdrawn(None)), Err(Refusal::SubdistrictOnly));
    it.act(Who::Officer, 3, closed(&[])).unwrap();
    assert_eq!(state(&it), HazardState::ClosedOut);
}

#[test]
fn only_an_authority_with_a_document_makes_it_major() {
    let judged = |authority: &str, document: &str| MajorJudged {
        premises: SHOP,
        is_major: true,
        authority: authority.into(),
        document: document.into(),
        on: day(2),
        due_on: Some(day(30)),
    };
    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    assert!(it.hazard().judged.is_none(), "a worker's tick is a suspicion");
    assert!(matches!(it.act(Who::Finder, 1, judged("市消防", "1号")), Err(Refusal::Role { .. })));
    assert!(matches!(it.act(Who::Committee, 1, judged("市消防", "1号")), Err(Refusal::Role { .. })));
    for (authority, document) in [("", "1号"), ("市消防救援大队", " ")] {
        assert!(matches!(it.act(Who::Officer, 1, judged(authority, document)), Err(Refusal::Invalid(_))));
    }
    it.act(Who::Officer, 2, judged("市消防救援大队", "消重判〔2026〕1号")).unwrap();
    let verdict = it.hazard().judged.as_ref().unwrap();
    assert!(verdict.is_major && verdict.document == "消重判〔2026〕1号");
    assert_eq!(it.hazard().due_on(), Some(day(30)), "the authority's day holds");
}

#[test]
fn no_close_out_without_an_after_photo_of_this_round() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, mended(&[], &[])).unwrap();
    assert_eq!(it.act(Who::Committee, 2, closed(&[])), Err(Refusal::AfterPhotoWanted));
    it.act(Who::Finder, 2, mended(&[2], &[])).unwrap();
    it.act(Who::Committee, 3, looked_at(false, &[])).unwrap();
    assert_eq!((state(&it), it.hazard().round), (HazardState::Rectifying, 2));
    it.act(Who::Finder, 4, mended(&[], &[])).unwrap();
    assert_eq!(it.act(Who::Committee, 5, closed(&[])), Err(Refusal::AfterPhotoWanted), "that was the round before");
    it.act(Who::Committee, 5, closed(&[3])).unwrap();
    assert_eq!(state(&it), HazardState::ClosedOut);
}

#[test]
fn what_cannot_be_photographed_is_closed_with_a_sentence() {
    let told =
        HazardFound { photos: vec![], no_photo_reason: Some("没有东西可拍".into()), ..hazard(Level::General) };
    let mut it = Ledger::with(told);
    it.act(Who::Finder, 1, mended(&[], &[])).unwrap();
    assert_eq!(it.act(Who::Committee, 2, closed(&[])), Err(Refusal::AfterPhotoWanted));
    it.act(Who::Committee, 2, ClosedOut { note: "现场问过，会用了".into(), ..closed(&[]) }).unwrap();
    assert_eq!(state(&it), HazardState::ClosedOut);
}

#[test]
fn mended_on_the_spot_still_waits_for_a_second_person() {
    let found = HazardFound {
        handling: Handling::FixedOnSite,
        after_photos: vec![photo(2)],
        due_on: None,
        ..hazard(Level::General)
    };
    let mut it = Ledger::with(found);
    assert_eq!(state(&it), HazardState::AwaitingReinspection);
    it.act(Who::Committee, 1, closed(&[])).unwrap();
    assert_eq!(state(&it), HazardState::ClosedOut);
}

#[test]
fn rooms_are_closed_one_by_one() {
    let rooms = [room(101), room(102), room(103)];
    let mut it = Ledger::with(HazardFound { rooms: rooms.to_vec(), ..hazard(Level::General) });
    it.act(Who::Finder, 1, mended(&[2], &rooms[..2])).unwrap();
    assert_eq!(state(&it), HazardState::Rectifying, "one room is left");
    assert!(it.hazard().rectified_at.is_none());
    it.act(Who::Committee, 2, looked_at(true, &rooms[..1])).unwrap();
    assert_eq!(state(&it), HazardState::Rectifying);
    assert_eq!(it.shop().open_hazards[&HAZARD].rooms, rooms[1..], "the first room is done with");
    it.act(Who::Finder, 3, mended(&[3], &rooms[2..])).unwrap();
    assert_eq!(state(&it), HazardState::AwaitingReinspection, "now all are");
    it.act(Who::Committee, 4, looked_at(false, &rooms[1..2])).unwrap();
    assert_eq!((state(&it), it.hazard().round), (HazardState::Rectifying, 2));
    assert_eq!(it.hazard().rooms_left().collect::<Vec<_>>(), rooms[1..]);
    it.act(Who::Finder, 5, mended(&[4], &rooms[1..2])).unwrap();
    assert_eq!(state(&it), HazardState::AwaitingReinspection);
    it.act(Who::Committee, 6, looked_at(true, &rooms[1..])).unwrap();
    assert_eq!(state(&it), HazardState::AwaitingCloseOut);
}

#[test]
fn whoever_closes_a_hazard_passes_the_rooms_that_were_left() {
    let rooms = [room(101), room(102)];
    let mut it = Ledger::with(HazardFound { rooms: rooms.to_vec(), ..hazard(Level::General) });
    it.act(Who::Finder, 1, mended(&[2], &rooms)).unwrap();
    it.act(Who::Committee, 2, looked_at(true, &rooms[..1])).unwrap();
    it.act(Who::Committee, 3, closed(&[])).unwrap();
    assert_eq!((state(&it), it.hazard().rooms_left().count()), (HazardState::ClosedOut, 0));
}

#[test]
fn the_day_of_a_listed_hazard_is_moved_by_the_subdistrict_alone() {
    let wish = ExtensionRequested { premises: SHOP, until: day(20), reason: "缺料".into(), by: ReportedBy::Desk };
    let answer = || ExtensionAnswered { premises: SHOP, granted: true, due_on: Some(day(20)), note: String::new() };
    let (level, document) = ("县级".to_owned(), "县安办〔2026〕5号".to_owned());
    let listed = SupervisionListed { premises: SHOP, level, document, on: day(3), until: Some(day(8)) };
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Officer, 3, listed).unwrap();
    it.act(Who::Finder, 4, wish).unwrap();
    assert_eq!(it.act(Who::Committee, 5, answer()), Err(Refusal::SubdistrictOnly));
    assert_eq!(
        may(HazardStep::AnswerExtension, Role::Committee, Who::Committee.account(), it.hazard()),
        Err(Hindrance::SubdistrictOnly)
    );
    assert_eq!(it.hazard().due_on(), Some(day(8)));
    it.act(Who::Officer, 6, answer()).unwrap();
    assert_eq!(it.hazard().due_on(), Some(day(20)));
}

#[test]
fn what_comes_back_counts_on_its_own_day_and_once() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, mended(&[2], &[])).unwrap();
    it.act(Who::Committee, 2, looked_at(false, &[])).unwrap();
    it.act(Who::Finder, 3, mended(&[3], &[])).unwrap();
    it.act(Who::Committee, 4, closed(&[])).unwrap();
    let back = HazardReopened { premises: SHOP, reason: "又堆上了".into(), photos: vec![photo(5)], due_on: None };
    it.act(Who::OtherWorker, 20, back).unwrap();
    let counted = counted(&Row::Hazard(it.hazard().clone())).unwrap();
    let rebounds = counted.facts.iter().filter(|fact| fact.measure == Measure::Rebounds);
    let days: Vec<_> = rebounds.map(|fact| (fact.day, fact.amount)).collect();
    assert_eq!(days, [(day(2), 1), (day(20), 1)]);
}

#[test]
fn more_time_is_asked_for_and_answered_by_another() {
    let wish = ExtensionRequested { premises: SHOP, until: day(20), reason: "缺料".into(), by: ReportedBy::Desk };
    let answer = |granted, due_on| ExtensionAnswered { premises: SHOP, granted, due_on, note: String::new() };
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Committee, 5, wish.clone()).unwrap();
    assert_eq!(it.act(Who::Committee, 5, answer(true, Some(day(20)))), Err(Refusal::SecondPerson));
    assert!(matches!(it.act(Who::OtherCommittee, 5, answer(true, None)), Err(Refusal::Invalid(_))));
    it.act(Who::OtherCommittee, 5, answer(true, Some(day(20)))).unwrap();
    assert_eq!((it.hazard().due_on(), it.hazard().extension.is_none()), (Some(day(20)), true));
    assert_eq!(it.shop().open_hazards[&HAZARD].due_on, Some(day(20)));
    it.act(Who::Finder, 6, ExtensionRequested { by: ReportedBy::Worker, until: day(40), ..wish }).unwrap();
    it.act(Who::Committee, 6, answer(false, Some(day(22)))).unwrap();
    assert_eq!(it.hazard().due_on(), Some(day(22)), "refused, with a day of the committee's own");
}

#[test]
fn a_referral_is_open_until_a_body_answers() {
    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    it.act(Who::Committee, 1, reported()).unwrap();
    it.act(Who::Officer, 2, referred(Some(day(17)))).unwrap();
    assert_eq!(state(&it), HazardState::Referred);
    it.act(Who::Finder, 3, mended(&[2], &[])).unwrap();
    assert_eq!(it.hazard().may_close(Who::Officer.account(), &[], ""), Err(Hindrance::AwaitingFeedback));
    it.act(Who::Officer, 4, answered(FeedbackResult::NotTheirs)).unwrap();
    assert!(it.hazard().open_referral().is_none());
    it.act(Who::Officer, 5, referred(None)).unwrap();
    it.act(Who::Officer, 6, answered(FeedbackResult::Mended)).unwrap();
    assert_eq!(it.hazard().referrals.len(), 2, "both are remembered");
    it.act(Who::Officer, 7, looked_at(true, &[])).unwrap();
    it.act(Who::Officer, 8, closed(&[3])).unwrap();
    assert_eq!(state(&it), HazardState::ClosedOut);
}

#[test]
fn a_body_that_is_not_in_charge_gives_it_back_to_the_subdistrict() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Committee, 1, reported()).unwrap();
    it.act(Who::Officer, 2, referred(None)).unwrap();
    it.act(Who::Officer, 3, answered(FeedbackResult::NotTheirs)).unwrap();
    assert_eq!(state(&it), HazardState::Reported);
    it.act(Who::Officer, 4, referred(None)).unwrap();
    assert_eq!(state(&it), HazardState::Referred);
}

#[test]
fn a_listed_hazard_is_closed_after_the_listing_is_lifted() {
    let listed = SupervisionListed {
        premises: SHOP,
        level: "县级".into(),
        document: "县安办〔2026〕5号".into(),
        on: day(3),
        until: Some(day(8)),
    };
    let lifted = SupervisionLifted { premises: SHOP, document: "县安办〔2026〕9号".into(), on: day(9) };
    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    it.act(Who::Officer, 3, listed).unwrap();
    assert_eq!(it.hazard().due_on(), Some(day(8)), "the listing sets a day where there was none");
    it.act(Who::Finder, 4, mended(&[2], &[])).unwrap();
    it.act(Who::Officer, 5, looked_at(true, &[])).unwrap();
    assert_eq!(it.hazard().may_close(Who::Officer.account(), &[], ""), Err(Hindrance::Listed));
    it.act(Who::Officer, 9, lifted).unwrap();
    it.act(Who::Officer, 10, closed(&[])).unwrap();
    let listing = it.hazard().listing.as_ref().unwrap();
    assert_eq!((listing.level.as_str(), listing.on), ("县级", day(3)));
    assert_eq!(listing.lifted, Some((day(9), "县安办〔2026〕9号".to_owned())));
}

#[test]
fn what_was_closed_may_come_back() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, mended(&[2], &[])).unwrap();
    it.act(Who::Committee, 2, closed(&[])).unwrap();
    let back = HazardReopened { premises: SHOP, reason: "又堆上了".into(), photos: vec![photo(5)], due_on: None };
    it.act(Who::OtherWorker, 20, back).unwrap();
    let row = it.hazard();
    assert_eq!((row.state, row.relapses, row.round, row.closed), (HazardState::Rectifying, 1, 2, None));
    assert!(it.shop().open_hazards.contains_key(&HAZARD));
    assert_eq!(row.may_close(Who::Committee.account(), &[], ""), Err(Hindrance::NotMended));
    assert!(row.proofs().is_empty(), "the old after-photo proves nothing any more");
}

#[test]
fn a_withdrawal_by_the_finder_is_a_wish_until_a_second_person_agrees() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, withdrawn(None)).unwrap();
    assert_eq!(state(&it), HazardState::Found);
    assert_eq!(it.hazard().withdrawal_wish.as_deref(), Some("误录"));
    assert_eq!(it.act(Who::OtherWorker, 1, withdrawn(None)), Err(Refusal::SecondPerson));
    assert_eq!(it.act(Who::Finder, 1, withdrawn(Some(VISIT))), Err(Refusal::SecondPerson), "nobody returned the visit");
    it.act(Who::Committee, 2, withdrawn(None)).unwrap();
    assert_eq!(state(&it), HazardState::Withdrawn);
    assert!(it.shop().finds.is_empty(), "it never was");
}

#[test]
fn only_the_correction_of_a_returned_visit_tells_a_hazard_otherwise() {
    let mut it = Ledger::with(hazard(Level::SuspectedMajor));
    assert_eq!(it.act(Who::Finder, 1, restated(&["漏气"], 9)), Err(Refusal::SecondPerson), "nobody returned the visit");
    assert_eq!(it.act(Who::OtherWorker, 1, restated(&["漏气"], 9)), Err(Refusal::OwnWorkerOnly));
    assert!(matches!(it.act(Who::Officer, 1, restated(&["漏气"], 9)), Err(Refusal::Role { .. })));
}

#[test]
fn closed_here_and_seen_open_there_is_for_a_person_to_resolve() {
    let close: Body = closed(&[3]).into();
    for closes_first in [true, false] {
        let mut it = Ledger::with(hazard(Level::General));
        it.act(Who::Finder, 1, mended(&[2], &[])).unwrap();
        let base = Some(it.hazard().head);
        let offers: [(Who, Body); 2] = [(Who::Committee, close.clone()), (Who::OtherWorker, seen_open().into())];
        for n in if closes_first { [0, 1] } else { [1, 0] } {
            let (who, body) = offers[n].clone();
            it.offers(who, HAZARD.into(), base, 2, body).unwrap();
        }
        let row = it.hazard();
        assert_eq!((row.contested.len(), row.history.len()), (1, 4), "both are kept");
        assert!(row.wants_somebody());
        let kinds: Vec<_> =
            row.sides().iter().map(|(before, past)| (before.map(|it| it.kind.as_str()), past.kind.as_str())).collect();
        let (first, second) =
            if closes_first { ("ClosedOut", "HazardSeenOpen") } else { ("HazardSeenOpen", "ClosedOut") };
        assert_eq!(kinds, [(Some(first), second)], "what is said against what");
        let (events, note) = (row.contested.clone(), "去看过了，还堵着".to_owned());
        let resolved = ContestResolved { premises: SHOP, events, outcome: ContestOutcome::Open, note };
        assert!(matches!(it.act(Who::OtherWorker, 3, resolved.clone()), Err(Refusal::Role { .. })));
        it.act(Who::Committee, 3, resolved).unwrap();
        let row = it.hazard();
        assert_eq!((row.state, row.contested.len()), (HazardState::Rectifying, 0));
        assert_eq!(row.history.len(), 5, "nothing is dropped");
    }
}

#[test]
fn a_person_may_also_say_that_it_is_closed_under_the_same_conditions() {
    let mut it = Ledger::with(hazard(Level::General));
    it.act(Who::Finder, 1, mended(&[2], &[])).unwrap();
    let base = Some(it.hazard().head);
    it.act(Who::Committee, 2, closed(&[])).unwrap();
    it.offers(Who::OtherWorker, HAZARD.into(), base, 2, seen_open()).unwrap();
    let events = it.hazard().contested.clone();
    let resolved = |outcome| ContestResolved { premises: SHOP, events: events.clone(), outcome, note: String::new() };
    it.act(Who::OtherCommittee, 3, resolved(ContestOutcome::Closed)).unwrap();
    assert_eq!((state(&it), it.hazard().contested.len()), (HazardState::ClosedOut, 0));
}

#[test]
fn a_typical_scene_is_marked_only_after_a_look_for_faces() {
    let mark = |faces_checked| TypicalSceneMarked { premises: SHOP, is_typical: true, faces_checked };
    let mut it = Ledger::with(hazard(Level::General));
    assert!(matches!(it.act(Who::Finder, 1, mark(false)), Err(Refusal::Invalid(_))));
    it.act(Who::Finder, 1, mark(true)).unwrap();
    assert_eq!(it.hazard().typical, Some(true));
}
