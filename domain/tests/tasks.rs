//! Tasks, mergers and repeated visits at the domain's boundary: events folded in order, and what is admitted.

mod common;

use common::*;
use gridwalk_domain::admit::{Actor, Admission, Assignment, Refusal, Role, admit};
use gridwalk_domain::again::{AgainConcern, AgainReason, again_concerns};
use gridwalk_domain::area::{Area, AreaLevel, AreaTree};
use gridwalk_domain::checklist::Violation;
use gridwalk_domain::event::*;
use gridwalk_domain::id::*;
use gridwalk_domain::ledger::*;
use gridwalk_domain::time::Date;
use std::collections::BTreeMap;

/// A ledger being written, one event after the other; those that are not admitted are not folded.
#[derive(Default)]
struct Book {
    rows: RowSet,
    next: u128,
}

const CELL: u128 = 2;

fn tree() -> AreaTree {
    AreaTree::new([Area {
        id: AreaId(uuid(CELL)),
        parent: None,
        level: AreaLevel::GridCell,
        name: String::new(),
        code: None,
        border: Default::default(),
        moved_at: None,
    }])
}

impl Book {
    fn write(&mut self, role: Role, subject: impl Into<SubjectId>, body: impl Into<Body>) -> Admission {
        self.write_in(CELL, role, subject, body)
    }

    fn write_in(&mut self, area: u128, role: Role, subject: impl Into<SubjectId>, body: impl Into<Body>) -> Admission {
        let (body, subject) = (body.into(), subject.into());
        let account = AccountId(uuid(900 + role as u128));
        self.next += 1;
        let key = RowKey { kind: body.subject_kind(), id: subject };
        let envelope = Envelope {
            id: EventId(uuid(5_000 + self.next)),
            subject,
            kind: body.kind().into(),
            version: 1,
            base: self.rows.get(&key).map(Row::head),
            at: ENDED,
            clock_offset_ms: Some(0),
            actor: account,
            device: DeviceId(uuid(8)),
            area: AreaId(uuid(area)),
            body: body.to_value(),
            personal: None,
            sig: None,
        };
        let held = Assignment { area: AreaId(uuid(area)), from: BEGUN, to: None };
        let actor = Actor { account, role, assignments: vec![held], trades: vec![] };
        let mut needed: RowSet =
            touched(&envelope, &body).into_iter().filter_map(|key| Some((key, self.rows.get(&key)?.clone()))).collect();
        loop {
            let more = survivors(&needed);
            let found = more.into_iter().filter_map(|key| Some((key, self.rows.get(&key)?.clone())));
            let found: Vec<_> = found.collect();
            if found.is_empty() {
                break;
            }
            needed.extend(found);
        }
        let admission = admit(&actor, &envelope, &body, &tree(), &needed);
        if admission == Admission::Accept {
            fold(&envelope, &body, &mut needed);
            self.rows.extend(needed);
        }
        admission
    }

    fn register(&mut self, id: u128, name: &str) -> PremisesId {
        let body = PremisesRegistered {
            site: None,
            name: name.into(),
            kind: "restaurant".into(),
            address: "幸福路27号".into(),
            position: None,
            door_photo: None,
            rooms: vec![],
            details: BTreeMap::from([(format!("key{id}"), "值".to_owned())]),
        };
        assert_eq!(self.write(Role::Worker, PremisesId(uuid(id)), body), Admission::Accept);
        PremisesId(uuid(id))
    }

    fn visit(&mut self, id: u128, premises: PremisesId, campaigns: Vec<TaskId>, got_in: bool) -> InspectionId {
        let outcome = match got_in {
            true => Outcome::Inspected(Inspected {
                templates: vec![],
                answers: Default::default(),
                rooms: vec![],
                earlier: vec![],
                calls: vec![],
                as_last: false,
            }),
            false => Outcome::NotEntered(NotEntered { reason: NotEnteredReason::NoOneThere, door_photo: None }),
        };
        let body = InspectionRecorded {
            premises,
            started_at: BEGUN,
            ended_at: ENDED,
            place: VisitPlace::default(),
            outcome,
            note: String::new(),
            photos: vec![],
            companions: 0,
            arrival: Arrival { campaigns, ..Arrival::default() },
        };
        assert_eq!(self.write(Role::Worker, InspectionId(uuid(id)), body), Admission::Accept);
        InspectionId(uuid(id))
    }

    fn hazard(&mut self, id: u128, premises: PremisesId, inspection: InspectionId) {
        let body = HazardFound {
            premises,
            inspection: Some(inspection),
            source: HazardSource::Patrol,
            self_reported_at: None,
            discovered_on: None,
            item: "COM-07".into(),
            text: "线路不乱".into(),
            defects: vec!["私拉电线".into()],
            fixes: vec![],
            level: gridwalk_domain::checklist::Level::General,
            handling: gridwalk_domain::checklist::Handling::Rectification,
            due_on: Some(today()),
            part: String::new(),
            quantity: None,
            rooms: vec![],
            photos: vec![],
            after_photos: vec![],
            no_photo_reason: None,
        };
        assert_eq!(self.write(Role::Worker, HazardId(uuid(id)), body), Admission::Accept);
    }

    fn premises(&self, id: PremisesId) -> &PremisesRow {
        match self.rows.get(&RowKey { kind: SubjectKind::Premises, id: id.into() }) {
            Some(Row::Premises(row)) => row,
            other => panic!("{other:?}"),
        }
    }

    fn task(&self, id: TaskId) -> &TaskRow {
        match self.rows.get(&RowKey { kind: SubjectKind::Task, id: id.into() }) {
            Some(Row::Task(row)) => row,
            other => panic!("{other:?}"),
        }
    }
}

fn refused(admission: Admission) -> &'static str {
    match admission {
        Admission::Refuse(refusal) => refusal.code(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn dangerous_work_is_urgent_at_the_desk_until_somebody_answers() {
    let mut book = Book::default();
    let task = TaskId(uuid(70));
    let seen = WorkSeen {
        stages: BTreeMap::from([(WorkStage::Licensed, false), (WorkStage::Guarded, true)]),
        confined: Some(ConfinedSteps { ventilated: true, tested: false, entered_after: false }),
        stopped: Some(true),
        told: "街道值班室".into(),
        told_at: Some(ENDED),
        ..WorkSeen::default()
    };
    let place = "幸福路27号后院污水井".to_owned();
    let report = WorkReported {
        premises: None,
        place,
        kind: WorkKind::ConfinedSpace,
        planned: None,
        seen: Some(seen.clone()),
        position: None,
    };
    assert_eq!(book.write(Role::Worker, task, report), Admission::Accept);
    assert!(book.task(task).is_urgent(ENDED));
    let answer = WorkAnswered { premises: None, answer: "安监办已到现场".into() };
    assert_eq!(refused(book.write(Role::Worker, task, answer.clone())), "role");
    assert_eq!(book.write(Role::Committee, task, answer), Admission::Accept);
    assert!(!book.task(task).is_urgent(ENDED));
    // Seen again after the answer: it wants another.
    assert_eq!(book.write(Role::Worker, task, WorkChecked { premises: None, seen: seen.clone() }), Admission::Accept);
    assert!(book.task(task).is_urgent(ENDED));
    assert_eq!(book.task(task).last_seen(), Some(&seen));
}

#[test]
fn work_announced_in_advance_becomes_urgent_when_its_time_has_come() {
    let mut book = Book::default();
    let task = TaskId(uuid(70));
    let planned = WorkWindow { from: ENDED.plus_millis(3_600_000), to: ENDED.plus_millis(7_200_000) };
    let report = |planned| WorkReported {
        premises: None,
        place: "老街二楼".into(),
        kind: WorkKind::AtHeight,
        planned,
        seen: None,
        position: None,
    };
    assert_eq!(refused(book.write(Role::Subdistrict, task, report(None))), "invalid", "it says nothing");
    assert_eq!(book.write(Role::Subdistrict, task, report(Some(planned))), Admission::Accept);
    assert!(!book.task(task).is_urgent(ENDED));
    assert!(book.task(task).is_urgent(planned.from));
}

#[test]
fn an_education_visit_counts_persons_and_names_none() {
    let mut book = Book::default();
    let task = TaskId(uuid(71));
    let visit = OutreachRecorded {
        premises: None,
        place: "幸福里小广场".into(),
        topics: vec!["电动车不进楼".into()],
        leaflets: 30,
        persons: 42,
        position: None,
        photos: vec![],
        note: String::new(),
    };
    assert_eq!(
        refused(book.write(Role::Worker, task, OutreachRecorded { topics: vec![], leaflets: 0, ..visit.clone() })),
        "invalid"
    );
    assert_eq!(book.write(Role::Worker, task, visit.clone()), Admission::Accept);
    let row = book.task(task);
    assert_eq!(
        (row.kind(), row.state, row.outreach.as_ref().unwrap().persons),
        (TaskKind::Outreach, TaskState::Done, 42)
    );
    let fields = Body::from(visit).to_value();
    assert!(fields.as_object().unwrap().keys().all(|key| !key.contains("name")), "{fields}");
}

#[test]
fn a_campaign_visit_counts_for_the_campaign_and_for_the_round() {
    let mut book = Book::default();
    let (one, two) = (book.register(1, "老街面馆"), book.register(3, "新街饺子馆"));
    let task = TaskId(uuid(72));
    let opened = CampaignOpened {
        campaign: CampaignId(uuid(80)),
        name: "冬季用火用电".into(),
        from: today(),
        to: today().plus_days(10),
        template: None,
        targets: vec![one],
        note: String::new(),
    };
    assert_eq!(refused(book.write(Role::Worker, task, opened.clone())), "role");
    assert_eq!(book.write(Role::Committee, task, opened), Admission::Accept);
    assert!(book.task(task).awaits(one, today()) && !book.task(task).awaits(two, today()));
    book.visit(100, one, vec![task], false);
    assert!(book.task(task).awaits(one, today()), "nobody got in");
    book.visit(101, one, vec![task], true);
    book.visit(102, two, vec![task], true);
    assert_eq!(book.task(task).visited, BTreeMap::from([(one, today())]), "targets only");
    assert_eq!(book.premises(one).last_inspected_at, Some(ENDED), "the routine visit is made too");
    assert_eq!(book.write(Role::Committee, task, CampaignEnded { campaign: CampaignId(uuid(80)) }), Admission::Accept);
    assert!(!book.task(task).awaits(one, today()));
}

#[test]
fn an_odd_reading_stays_a_task_until_its_outcome_is_recorded() {
    let mut book = Book::default();
    let premises = book.register(1, "城西闲置院");
    let task = TaskId(uuid(73));
    let odd = ReadingFoundOdd {
        premises,
        meter: Meter::Electricity,
        month: Date::new(2026, 10, 1).unwrap(),
        used: 412.0,
        usual: None,
        oddity: Oddity::UsedWhileIdle,
        due_on: today(),
    };
    assert_eq!(refused(book.write(Role::Worker, task, odd.clone())), "role");
    assert_eq!(book.write(Role::Subdistrict, task, odd), Admission::Accept);
    let settled = |finding| TaskSettled { premises, finding, note: String::new(), photos: vec![], inspection: None };
    assert_eq!(book.write(Role::Worker, task, settled(Finding::NotEntered)), Admission::Accept);
    assert!(book.task(task).is_urgent(ENDED), "nobody has looked yet");
    assert_eq!(book.write(Role::Worker, task, settled(Finding::SuspectedProduction)), Admission::Accept);
    let row = book.task(task);
    assert_eq!((row.state, row.steps.len(), row.premises_name.as_str()), (TaskState::Done, 2, "城西闲置院"));
}

#[test]
fn two_registrations_of_one_premises_become_one_with_both_histories() {
    let mut book = Book::default();
    let (kept, gone) = (book.register(1, "老街面馆"), book.register(3, "老街面馆（新）"));
    let visit = book.visit(100, gone, vec![], true);
    book.hazard(200, gone, visit);
    let merged = PremisesMerged { absorbed: gone };
    assert_eq!(refused(book.write(Role::Worker, kept, merged.clone())), "role");
    assert_eq!(refused(book.write(Role::Committee, kept, PremisesMerged { absorbed: kept })), "already-merged");
    assert_eq!(book.write(Role::Committee, kept, merged.clone()), Admission::Accept);
    assert_eq!(refused(book.write(Role::Committee, gone, PremisesMerged { absorbed: kept })), "already-merged");
    let row = book.premises(kept);
    assert_eq!((row.ties.absorbed.as_slice(), row.name.as_str()), ([gone].as_slice(), "老街面馆"));
    assert_eq!(row.details.len(), 2, "columns of both, one value of each");
    assert_eq!((row.last_inspected_at, row.open_hazards.len()), (Some(ENDED), 1));
    assert_eq!(book.premises(gone).ties.merged_into, Some(kept));
    // What another phone still writes about the one that is gone counts at the one that is left.
    book.visit(101, gone, vec![], false);
    assert_eq!(book.premises(kept).last_visit.as_ref().unwrap().inspection, InspectionId(uuid(101)));
    let mended = RectificationReported {
        premises: gone,
        inspection: None,
        photos: vec![photo(1)],
        rooms: vec![],
        by: ReportedBy::Worker,
    };
    assert_eq!(book.write(Role::Worker, HazardId(uuid(200)), mended), Admission::Accept);
    assert!(book.premises(kept).open_hazards[&HazardId(uuid(200))].rectified);
}

#[test]
fn premises_told_apart_are_not_asked_about_again() {
    let mut book = Book::default();
    let (one, other) = (book.register(1, "老街面馆"), book.register(3, "老街面馆"));
    assert_eq!(book.write(Role::Committee, one, PremisesToldApart { other }), Admission::Accept);
    assert_eq!(book.premises(one).ties.told_apart, [other]);
    assert_eq!(book.premises(other).ties.told_apart, [one]);
    assert_eq!(
        refused(book.write(Role::Committee, one, PremisesToldApart { other: PremisesId(uuid(99)) })),
        "unknown-subject"
    );
}

#[test]
fn a_record_and_a_hazard_are_given_to_a_person() {
    let mut book = Book::default();
    let premises = book.register(1, "老街面馆");
    let visit = book.visit(100, premises, vec![], true);
    book.hazard(200, premises, visit);
    let to = AccountId(uuid(950));
    assert_eq!(book.write(Role::Committee, visit, ReviewAssigned { premises, to }), Admission::Accept);
    assert_eq!(book.write(Role::Committee, HazardId(uuid(200)), HazardAssigned { premises, to }), Admission::Accept);
    assert_eq!(refused(book.write(Role::Worker, visit, ReviewAssigned { premises, to })), "role");
    let row = |kind, id| book.rows.get(&RowKey { kind, id: SubjectId(uuid(id)) });
    assert!(matches!(row(SubjectKind::Inspection, 100), Some(Row::Inspection(row)) if row.assigned_to == Some(to)));
    assert!(matches!(row(SubjectKind::Hazard, 200), Some(Row::Hazard(row)) if row.assigned_to == Some(to)));
}

#[test]
fn a_visit_too_soon_too_often_or_in_a_quiet_period_asks_why() {
    let settings = &*PLACE;
    let check = |change: &dyn Fn(&mut PremisesRow), on_duty: bool, expected: &[AgainConcern]| {
        let mut row = premises("restaurant");
        change(&mut row);
        assert_eq!(again_concerns(&row, settings, today(), on_duty), expected);
    };
    let days_ago = |days: i64| Some(ENDED.plus_millis(-days * 86_400_000));
    check(&|_| {}, false, &[]);
    check(&|row| row.last_inspected_at = days_ago(1), false, &[AgainConcern::TooSoon]);
    check(&|row| row.last_inspected_at = days_ago(0), false, &[]);
    check(&|row| row.last_inspected_at = days_ago(40), false, &[]);
    check(&|row| row.last_inspected_at = days_ago(1), true, &[]);
    let quiet = QuietPeriod { from: today(), to: today(), reason: "高考".into() };
    check(&|row| row.ties.quiet = Some(quiet.clone()), true, &[AgainConcern::QuietPeriod]);
    let often = YearVisits { year: today().civil().0, days: settings.revisits.days_a_year };
    check(&|row| row.ties.year_visits = often, true, &[AgainConcern::TooOften]);
    check(&|row| row.ties.year_visits = YearVisits { year: 2020, ..often }, true, &[]);
    let mut idle = premises("idle_yard");
    idle.last_inspected_at = days_ago(1);
    assert_eq!(again_concerns(&idle, settings, today(), false), [], "an idle yard is no business");
}

#[test]
fn the_reason_of_a_repeated_visit_is_wanted_and_kept_with_it() {
    let mut visit = visits::restaurant();
    visit.draft.arrival.concerns = vec![AgainConcern::TooSoon];
    assert_eq!(visit.record().unwrap_err(), [Violation::AgainUnexplained]);
    visit.draft.arrival.reason = Some(AgainReason::Complaint);
    let events = visit.record().unwrap();
    let Body::InspectionRecorded(record) = &events[0].body else { panic!("a visit") };
    assert_eq!((record.arrival.reason, record.arrival.concerns.len()), (Some(AgainReason::Complaint), 1));
}

#[test]
fn one_visit_asks_many_matters_and_a_shared_item_once() {
    // 一次进门查多项: a campaign's checklist beside the premises' own.
    let own = sheet(&["EAT"]);
    let both = sheet(&["EAT", "NET"]);
    let codes = |sheet: &gridwalk_domain::checklist::Sheet| {
        sheet.groups.iter().flat_map(|group| group.items.iter().map(|item| item.code.clone())).collect::<Vec<_>>()
    };
    let all = codes(&both);
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "no item is asked twice");
    let is_asked = |code: &String| {
        let same_as = |code: &str| CATALOGUE.item(code).and_then(|item| item.same_as.clone());
        let own = same_as(code);
        distinct
            .iter()
            .any(|asked| *asked == code || Some(*asked) == own.as_ref() || same_as(asked).as_ref() == Some(code))
    };
    let left_out: Vec<_> = codes(&own).into_iter().filter(|code| !is_asked(code)).collect();
    assert!(left_out.is_empty(), "{left_out:?}");
    assert!(all.len() > codes(&own).len() && all.len() < codes(&own).len() + codes(&sheet(&["NET"])).len());
}

#[test]
fn only_an_area_of_ones_own_can_be_written_to() {
    let mut book = Book::default();
    let report = WorkReported {
        premises: None,
        place: "别处".into(),
        kind: WorkKind::HotWork,
        planned: None,
        seen: Some(WorkSeen::default()),
        position: None,
    };
    let admission = book.write_in(99, Role::Worker, TaskId(uuid(75)), report);
    assert!(matches!(admission, Admission::Refuse(Refusal::UnknownArea)), "{admission:?}");
}
