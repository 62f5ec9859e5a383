use super::*;
use crate::admit::{Actor, Admission, Assignment, admit};
use crate::area::{Area, AreaLevel, AreaTree};
use crate::checklist::{Answers, Handling, Judgement};
use crate::event::*;
use crate::id::{AreaId, DeviceId, EventId, HazardId};
use crate::ledger::{ReviewState, Row, RowKey, RowSet};
use crate::position::{Border, Coordinate, Position};
use crate::time::Date;
use uuid::Uuid;

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

fn visit(answers: usize, took_ms: i64) -> InspectionRow {
    let answers: Answers =
        (0..answers).map(|n| (format!("A-{n}"), Answer::judged(Judgement::Pass, Given::Each))).collect();
    let at = Coordinate { lon: 117.13, lat: 34.81 };
    let fix = Position { at, accuracy_m: 12.0, fixed_at: Timestamp::default() };
    let place =
        VisitPlace { position: Some(fix), distance_m: Some(8.0), containment: Some(Containment::Inside), reason: None };
    InspectionRow {
        id: id(1),
        area: id(2),
        actor: id(3),
        at: Timestamp::from_millis(took_ms),
        clock_offset_ms: Some(400),
        record: InspectionRecorded {
            premises: id(4),
            started_at: Timestamp::default(),
            ended_at: Timestamp::from_millis(took_ms),
            place,
            outcome: Outcome::Inspected(Inspected {
                templates: vec![],
                answers,
                rooms: vec![],
                earlier: vec![],
                calls: vec![],
                as_last: false,
            }),
            note: String::new(),
            photos: vec![],
            companions: 0,
            arrival: Default::default(),
        },
        premises_name: String::new(),
        premises_kind: String::new(),
        hazards: vec![],
        gravest: None,
        review: ReviewState::Pending,
        corrections: 0,
        changed: vec![],
        remark: String::new(),
        returns: vec![],
        assigned_to: None,
        head: id(5),
        contested: vec![],
    }
}

#[test]
fn a_visit_of_ordinary_length_raises_no_concern() {
    assert_eq!(concerns(&visit(20, 600_000), 0), []);
    assert_eq!(concerns(&visit(20, 9_000), 0), [Concern::TooFast]);
    assert_eq!(concerns(&visit(3, 1_000), 0), [], "three answers say nothing of haste");
}

#[test]
fn a_clock_and_a_place_are_looked_at() {
    for (change, expected) in [
        ((|row| row.clock_offset_ms = None) as fn(&mut InspectionRow), Concern::ClockUnchecked),
        (|row| row.clock_offset_ms = Some(i64::MIN), Concern::ClockOff),
        (|row| row.record.place = VisitPlace::default(), Concern::NoFix),
        (|row| row.record.place.containment = Some(Containment::Outside), Concern::OutsideCell),
        (|row| row.record.place.distance_m = Some(3_000.0), Concern::FarAway),
        (|row| row.contested = vec![EventId(Uuid::nil())], Concern::Contested),
    ] {
        let mut row = visit(20, 600_000);
        change(&mut row);
        assert_eq!(concerns(&row, 0), [expected]);
    }
}

#[test]
fn a_first_visit_and_a_correction_change_the_register() {
    let mut row = visit(20, 600_000);
    assert!(!is_change(&row, None));
    assert!(is_change(&row, Some(Timestamp::from_millis(0))));
    assert!(!is_change(&row, Some(Timestamp::from_millis(-200_000_000))));
    row.corrections = 1;
    assert!(is_change(&row, None));
}

#[test]
fn what_was_open_and_is_not_mended_is_no_clean_visit() {
    let mut row = visit(20, 600_000);
    assert_eq!(still_open(&row.record), 0);
    let Outcome::Inspected(inspected) = &mut row.record.outcome else { panic!("a visit that got in") };
    inspected.earlier =
        [true, false].map(|rectified| EarlierHazard { hazard: id(7), rectified, photos: vec![] }).into();
    assert_eq!(still_open(&row.record), 1);
}

fn hazard(state: HazardState, level: Level) -> HazardRow {
    HazardRow {
        id: id(10),
        area: id(2),
        finder: id(3),
        found_at: Timestamp::default(),
        found: HazardFound {
            premises: id(4),
            inspection: Some(id(1)),
            source: HazardSource::Patrol,
            self_reported_at: None,
            discovered_on: None,
            item: "A".into(),
            text: "a".into(),
            defects: vec![],
            fixes: vec![],
            level,
            handling: Handling::Rectification,
            due_on: None,
            part: String::new(),
            quantity: None,
            rooms: vec![],
            photos: vec![],
            after_photos: vec![],
            no_photo_reason: None,
        },
        premises_name: String::new(),
        state,
        round: 1,
        after_photos: vec![photo()],
        stale_photos: 0,
        origins: Default::default(),
        rectified_at: None,
        closed: None,
        rooms_mended: vec![],
        rooms_passed: vec![],
        extension: None,
        extended_to: None,
        referrals: vec![],
        ladder: vec![],
        listing: None,
        judged: None,
        withdrawal_wish: None,
        relapses: 0,
        looked_back: None,
        earlier: vec![],
        typical: None,
        history: vec![],
        assigned_to: None,
        head: id(11),
        settled: vec![id(11)],
        contested: vec![],
    }
}

const STEPS: [HazardStep; 14] = [
    HazardStep::Reinspect,
    HazardStep::CloseOut,
    HazardStep::Report,
    HazardStep::Refer,
    HazardStep::Feedback,
    HazardStep::AnswerExtension,
    HazardStep::Remind,
    HazardStep::Escalate,
    HazardStep::List,
    HazardStep::Lift,
    HazardStep::Judge,
    HazardStep::Withdraw,
    HazardStep::LookBack,
    HazardStep::Resolve,
];

fn photo() -> crate::photo::PhotoRef {
    crate::photo::PhotoRef {
        sha256: crate::photo::PhotoHash::of(b"after"),
        taken_at: Timestamp::default(),
        position: None,
        source: Default::default(),
        retaken: false,
        size_bytes: 1,
        width: 1,
        height: 1,
    }
}

fn body_of(step: HazardStep, row: &HazardRow) -> Body {
    let (premises, note, on) = (row.found.premises, String::new(), Date::from_days(1));
    let text = || "某局".to_owned();
    match step {
        HazardStep::CloseOut => ClosedOut { premises, photos: vec![], note }.into(),
        HazardStep::Report => HazardReported { premises, note }.into(),
        HazardStep::Refer => HazardReferred {
            premises,
            to: "消防".into(),
            number: String::new(),
            note: String::new(),
            feedback_by: None,
        }
        .into(),
        HazardStep::Reinspect => {
            Reinspected { premises, passed: true, rooms: vec![], photos: vec![], note, due_on: None }.into()
        }
        HazardStep::Feedback => {
            let (result, document) = (FeedbackResult::Mended, String::new());
            ReferralAnswered { premises, result, document, note, photos: vec![] }.into()
        }
        HazardStep::AnswerExtension => ExtensionAnswered { premises, granted: false, due_on: None, note }.into(),
        HazardStep::Remind => HazardReminded { premises, note }.into(),
        HazardStep::Escalate => {
            let rung = "letter".to_owned();
            HazardEscalated { premises, rung, name: text(), document: text(), on, note }.into()
        }
        HazardStep::List => SupervisionListed { premises, level: text(), document: text(), on, until: None }.into(),
        HazardStep::Lift => SupervisionLifted { premises, document: text(), on }.into(),
        HazardStep::Judge => {
            MajorJudged { premises, is_major: true, authority: text(), document: text(), on, due_on: None }.into()
        }
        HazardStep::Withdraw => HazardWithdrawn { premises, inspection: None, reason: text() }.into(),
        HazardStep::LookBack => LookedBack { premises, in_order: true, photos: vec![], note, due_on: None }.into(),
        HazardStep::Resolve => {
            let (events, outcome) = (row.contested.clone(), ContestOutcome::Stands);
            ContestResolved { premises, events, outcome, note }.into()
        }
    }
}

#[test]
fn a_step_that_is_open_is_admitted() {
    let cell: AreaId = id(2);
    let area = Area {
        id: cell,
        parent: None,
        level: AreaLevel::GridCell,
        name: String::new(),
        code: None,
        border: Border::default(),
        moved_at: None,
    };
    let tree = AreaTree::new([area]);
    let premises = crate::ledger::PremisesRow { area: cell, ..premises_row() };
    let mut open = 0;
    for state in HazardState::ALL {
        for level in [Level::General, Level::SuspectedMajor] {
            for (role, account) in
                [(Role::Worker, 7), (Role::Committee, 7), (Role::Committee, 3), (Role::Subdistrict, 7)]
            {
                for step in STEPS {
                    let mut row = hazard(state, level);
                    row.contested = vec![id(12)];
                    let account: AccountId = id(account);
                    if may(step, role, account, &row).is_err() {
                        continue;
                    }
                    open += 1;
                    let body = body_of(step, &row);
                    assert!(row.after(account, &body).is_ok(), "{step:?} {state:?}");
                    let envelope = Envelope {
                        id: id(20),
                        subject: HazardId::from(row.id.0).into(),
                        kind: body.kind().into(),
                        version: 1,
                        base: Some(row.head),
                        at: Timestamp::default(),
                        clock_offset_ms: Some(0),
                        actor: account,
                        device: DeviceId(Uuid::nil()),
                        area: cell,
                        body: body.to_value(),
                        personal: None,
                        sig: None,
                    };
                    let assignments = vec![Assignment { area: cell, from: Timestamp::default(), to: None }];
                    let actor = Actor { account, role, assignments, trades: Vec::new() };
                    let rows = RowSet::from([
                        (RowKey { kind: SubjectKind::Hazard, id: row.id.into() }, Row::Hazard(row.clone())),
                        (
                            RowKey { kind: SubjectKind::Premises, id: row.found.premises.into() },
                            Row::Premises(premises.clone()),
                        ),
                    ]);
                    assert_eq!(admit(&actor, &envelope, &body, &tree, &rows), Admission::Accept, "{step:?} {role:?}");
                }
            }
        }
    }
    assert!(open > 100, "{open}");
}

#[test]
fn the_finder_never_closes_and_the_committee_no_major_one() {
    let row = hazard(HazardState::AwaitingReinspection, Level::General);
    assert_eq!(may(HazardStep::CloseOut, Role::Committee, id(3), &row), Err(Hindrance::SecondPerson));
    let row = hazard(HazardState::AwaitingReinspection, Level::SuspectedMajor);
    assert_eq!(may(HazardStep::CloseOut, Role::Committee, id(7), &row), Err(Hindrance::SubdistrictOnly));
    assert_eq!(may(HazardStep::CloseOut, Role::Subdistrict, id(7), &row), Ok(()));
}

fn premises_row() -> crate::ledger::PremisesRow {
    crate::ledger::PremisesRow {
        id: id(4),
        site: None,
        area: id(2),
        name: String::new(),
        kind: String::new(),
        address: String::new(),
        position: None,
        door_photo: None,
        rooms: vec![],
        details: Default::default(),
        persons: Default::default(),
        file: Default::default(),
        registered_at: Timestamp::default(),
        last_visit: None,
        last_inspected_at: None,
        last_full_at: None,
        as_last_since_full: 0,
        not_entered_in_a_row: 0,
        last_answers: Answers::new(),
        rooms_seen: Default::default(),
        finds: vec![],
        open_hazards: Default::default(),
        ties: Default::default(),
        head: id(9),
        contested: vec![],
    }
}

#[test]
fn what_may_be_major_is_named_first() {
    let catalogue = Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).unwrap();
    let mut row = visit(0, 0);
    let Outcome::Inspected(inspected) = &mut row.record.outcome else { panic!() };
    for code in ["COM-01", "EAT-17"] {
        inspected.answers.insert(code.to_owned(), Answer::judged(Judgement::Fail, Given::Each));
    }
    let codes: Vec<_> = failed(&row.record, &catalogue).into_iter().map(|(_, code, _)| code).collect();
    assert_eq!(codes, ["EAT-17", "COM-01"]);
}
