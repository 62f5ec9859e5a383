//! What a notice says, and what it must not say (R15, field-practice 7).

mod common;

use common::*;
use gridwalk_domain::checklist::{Certainty, Handling, Level};
use gridwalk_domain::event::{Body, Envelope, HazardFound, NoticeIssued, NoticePersons};
use gridwalk_domain::id::*;
use gridwalk_domain::ledger::{HazardRow, Row, RowKey, RowSet, fold, number_of};
use gridwalk_domain::link::LinkToken;
use gridwalk_domain::record::{NewEvent, NoticeDraft, NoticeWanting, citations, issue_notice, validate};

fn envelope(new: &NewEvent, id: u128) -> Envelope {
    Envelope {
        id: EventId(uuid(id)),
        subject: new.subject,
        kind: new.body.kind().to_owned(),
        version: 1,
        base: new.base,
        at: ENDED,
        clock_offset_ms: Some(0),
        actor: AccountId(uuid(1)),
        device: DeviceId(uuid(2)),
        area: new.area,
        body: new.body.to_value(),
        personal: None,
        sig: None,
    }
}

fn hazard(n: u128, item: &str, level: Level, handling: Handling, rows: &mut RowSet) -> HazardRow {
    let found = HazardFound {
        premises: PremisesId(uuid(10)),
        inspection: Some(InspectionId(uuid(11))),
        source: Default::default(),
        self_reported_at: None,
        discovered_on: None,
        item: item.into(),
        text: "安全出口畅通".into(),
        defects: vec!["通道堆杂物".into()],
        fixes: vec!["请把杂物搬走".into()],
        level,
        handling,
        due_on: Some(today().plus_days(3)),
        part: String::new(),
        quantity: None,
        rooms: vec![],
        photos: vec![],
        after_photos: vec![],
        no_photo_reason: None,
    };
    let new = NewEvent {
        subject: HazardId(uuid(n)).into(),
        area: AreaId(uuid(3)),
        base: None,
        body: found.into(),
        personal: None,
    };
    fold(&envelope(&new, n + 5_000), &new.body, rows);
    let key = RowKey { kind: gridwalk_domain::event::SubjectKind::Hazard, id: new.subject };
    match &rows[&key] {
        Row::Hazard(row) => row.clone(),
        _ => unreachable!("a hazard was folded"),
    }
}

fn token(n: u128) -> LinkToken {
    LinkToken { subject: SubjectId(uuid(n)), secret: [5; 16] }
}

fn issue(hazards: &[HazardRow], token: &LinkToken, receiver: &str) -> Result<Vec<NewEvent>, NoticeWanting> {
    let persons = NoticePersons { issuer_name: "王某".into(), ..Default::default() };
    let draft = NoticeDraft {
        token,
        premises: &premises("restaurant"),
        inspection: None,
        hazards,
        catalogue: &CATALOGUE,
        receiver,
        method: "当面",
        persons: &persons,
        replaces: None,
        today: today(),
        link_days: 90,
    };
    issue_notice(&draft)
}

fn notice(events: &[NewEvent]) -> NoticeIssued {
    match &events[0].body {
        Body::NoticeIssued(issued) => issued.clone(),
        other => panic!("{}", other.kind()),
    }
}

#[test]
fn r15_a_notice_names_what_is_wrong_what_to_do_and_by_when_and_notifies_each_hazard() {
    let mut rows = RowSet::new();
    let found = [hazard(100, "COM-01", Level::General, Handling::Rectification, &mut rows)];
    let events = issue(&found, &token(200), "老板").unwrap();
    let issued = notice(&events);
    assert_eq!(validate(&events[0].body), Ok(()));
    assert_eq!(issued.items[0].what, "通道堆杂物");
    assert_eq!(issued.items[0].fixes, ["请把杂物搬走"]);
    assert_eq!(issued.items[0].due_on, Some(today().plus_days(3)));
    assert!(token(200).is_of(&issued.link_sha256), "only the hash of the link is in the event");
    assert!(!serde_json::to_string(&issued).unwrap().contains(&token(200).to_string()));
    match &events[1].body {
        Body::HazardNotified(notified) => assert_eq!(notified.notice, Some(NoticeId(uuid(200)))),
        other => panic!("{}", other.kind()),
    }
    assert_eq!(events[1].base, Some(found[0].head));
}

#[test]
fn a_suspected_major_hazard_is_told_as_reported_never_as_major() {
    let mut rows = RowSet::new();
    let found = [hazard(100, "EAT-17", Level::SuspectedMajor, Handling::Report, &mut rows)];
    let issued = notice(&issue(&found, &token(200), "房东").unwrap());
    assert!(issued.items[0].reported);
    assert!(!serde_json::to_string(&issued).unwrap().contains("重大"));
    let mut bad = issued;
    bad.items[0].what = "疑似重大：通道堆杂物".into();
    assert_eq!(validate(&bad.into()).unwrap_err().field, "items");
}

#[test]
fn a_notice_cites_only_basis_whose_text_was_read() {
    let all: Vec<_> =
        CATALOGUE.common.iter().chain(CATALOGUE.templates.iter().flat_map(|one| one.own_items())).collect();
    let unsure = |key: &String| CATALOGUE.basis.get(key).is_none_or(|basis| basis.certainty == Certainty::Check);
    assert!(all.iter().any(|item| item.basis.iter().any(unsure)), "there is something to leave out");
    for item in all {
        let cited = citations(&CATALOGUE, &item.code);
        let sure: Vec<_> =
            item.basis.iter().filter(|key| !unsure(key)).map(|key| &CATALOGUE.basis[key].citation).collect();
        assert_eq!(cited.iter().collect::<Vec<_>>(), sure, "{}", item.code);
    }
}

#[test]
fn what_is_missing_is_said() {
    let mut rows = RowSet::new();
    let found = [hazard(100, "COM-01", Level::General, Handling::Rectification, &mut rows)];
    assert_eq!(issue(&[], &token(1), "老板"), Err(NoticeWanting::Hazards));
    assert_eq!(issue(&found, &token(1), " "), Err(NoticeWanting::Receiver));
}

#[test]
fn a_day_that_has_passed_is_not_suggested_again() {
    let mut rows = RowSet::new();
    let mut late = hazard(100, "COM-01", Level::General, Handling::Rectification, &mut rows);
    late.found.due_on = Some(today().plus_days(-16));
    let made = issue(&[late], &token(200), "老板").unwrap();
    let item = &notice(&made).items[0];
    assert_eq!(item.due_on, None);
    let (_, month, day) = today().plus_days(-16).civil();
    assert_eq!(item.fixes, ["请把杂物搬走".to_owned(), format!("请马上改好（原建议 {month}月{day}日前）")]);
}

#[test]
fn a_correction_has_the_same_number_and_the_old_one_reads_corrected() {
    let mut rows = RowSet::new();
    let found = [hazard(100, "COM-01", Level::General, Handling::Rectification, &mut rows)];
    let first = issue(&found, &token(200), "老板").unwrap();
    fold(&envelope(&first[0], 9_000), &first[0].body, &mut rows);
    let key = |n| RowKey { kind: gridwalk_domain::event::SubjectKind::Notice, id: SubjectId(uuid(n)) };
    let Some(Row::Notice(before)) = rows.get(&key(200)).cloned() else { panic!("a notice") };
    let second_token = token(201);
    let persons = NoticePersons::default();
    let draft = NoticeDraft {
        token: &second_token,
        premises: &premises("restaurant"),
        inspection: None,
        hazards: &found,
        catalogue: &CATALOGUE,
        receiver: "老板",
        method: "当面",
        persons: &persons,
        replaces: Some(&before),
        today: today(),
        link_days: 90,
    };
    let second = issue_notice(&draft).unwrap();
    assert_eq!(number_of(&notice(&second)), format!("{}-2", number_of(&notice(&first))));
    fold(&envelope(&second[0], 9_001), &second[0].body, &mut rows);
    match (&rows[&key(200)], &rows[&key(201)]) {
        (Row::Notice(old), Row::Notice(new)) => {
            assert_eq!((old.corrected_by, new.corrected_by), (Some(NoticeId(uuid(201))), None));
        }
        _ => panic!("two notices"),
    }
}
