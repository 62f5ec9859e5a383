//! Snapshots, lists, photos.

use super::*;
use gridwalk_domain::checklist::{Handling, Level};
use gridwalk_domain::event::{
    ClosedOut, HazardFound, HazardSource, HazardWithdrawn, InspectionRecorded, NotEntered, NotEnteredReason, Outcome,
    PremisesRegistered, ReviewPassed, SubjectKind, VisitPlace,
};
use gridwalk_domain::ledger::Row;
use gridwalk_domain::photo::{PhotoRef, PhotoSource};
use gridwalk_domain::time::Date;
use serde_json::value::RawValue;

fn event(id: u128, subject: u128, actor: u128, cell: u128, body: impl Into<Body>) -> Envelope {
    let body = body.into();
    Envelope {
        subject: Uuid::from_u128(subject).into(),
        kind: body.kind().to_owned(),
        actor: account_id(actor),
        body: body.to_value(),
        personal: None,
        ..site(id, cell)
    }
}

fn premises(name: &str, door_photo: Option<PhotoRef>) -> PremisesRegistered {
    PremisesRegistered {
        site: None,
        name: name.to_owned(),
        kind: "small_restaurant".to_owned(),
        address: "幸福路27号".to_owned(),
        position: None,
        door_photo,
        rooms: vec![],
        details: Default::default(),
    }
}

/// Written in the knowledge of another event.
fn after(base: u128, envelope: Envelope) -> Envelope {
    Envelope { base: Some(Uuid::from_u128(base).into()), ..envelope }
}

fn visit(premises: u128) -> InspectionRecorded {
    InspectionRecorded {
        premises: Uuid::from_u128(premises).into(),
        started_at: ms(1),
        ended_at: ms(2),
        place: VisitPlace::default(),
        outcome: Outcome::NotEntered(NotEntered { reason: NotEnteredReason::Closed, door_photo: None }),
        note: String::new(),
        photos: vec![],
        companions: 0,
        arrival: Default::default(),
    }
}

fn hazard(premises: u128, inspection: u128, due_on: Option<Date>) -> HazardFound {
    HazardFound {
        premises: Uuid::from_u128(premises).into(),
        inspection: Some(Uuid::from_u128(inspection).into()),
        source: HazardSource::Patrol,
        self_reported_at: None,
        discovered_on: None,
        item: "COM-02".to_owned(),
        text: "灭火器有效".to_owned(),
        defects: vec!["过期".to_owned()],
        fixes: vec![],
        level: Level::General,
        handling: Handling::Rectification,
        due_on,
        part: String::new(),
        quantity: None,
        rooms: vec![],
        photos: vec![],
        after_photos: vec![],
        no_photo_reason: None,
    }
}

fn photo(n: u8) -> PhotoRef {
    PhotoRef {
        sha256: PhotoHash([n; 32]),
        taken_at: ms(1),
        position: None,
        source: PhotoSource::Camera,
        retaken: false,
        size_bytes: 1,
        width: 1,
        height: 1,
    }
}

// Cell 41: premises 500 with visits 600 (passed) and 601 (pending) by 100, 602 (passed) by 102; hazards 700 open, 701
// withdrawn. Cell 51: premises 510.
async fn furnish(store: &Arc<dyn Store>) {
    let day = |n| Date::new(2026, 11, n);
    let passed = |visited: u128| ReviewPassed { premises: Uuid::from_u128(visited).into(), in_bulk: false };
    let (premises_id, reason) = (Uuid::from_u128(500).into(), "误录".to_owned());
    let withdrawn = HazardWithdrawn { premises: premises_id, inspection: None, reason };
    let events = [
        event(1, 500, 100, 41, premises("老李饭馆 ABC", Some(photo(1)))),
        event(2, 600, 100, 41, visit(500)),
        event(3, 601, 100, 41, visit(500)),
        event(4, 602, 102, 41, visit(500)),
        event(5, 700, 100, 41, hazard(500, 600, day(3))),
        event(6, 701, 100, 41, hazard(500, 600, day(9))),
        event(7, 600, 102, 41, passed(500)),
        event(8, 602, 103, 41, passed(500)),
        after(6, event(9, 701, 102, 41, withdrawn)),
        event(10, 510, 100, 51, premises("别处", None)),
    ];
    let mut append = store.begin_append(area_id(2)).await.unwrap();
    for envelope in events {
        let received_at = ms(envelope.id.0.as_u128() as i64 * 1_000);
        add(append.as_mut(), &envelope, received_at).await;
    }
    append.commit().await.unwrap();
}

#[tokio::test]
async fn a_snapshot_is_the_scope_at_its_cursor() {
    on_each(async |store| {
        furnish(&store).await;
        let ids = async |reader, own: Option<u128>, since| {
            let filter = SnapshotFilter { own: own.map(account_id), visits_since: ms(since) };
            let snapshot = store.snapshot(account_id(reader), &filter).await.unwrap();
            let ids = snapshot.rows.iter().map(|row| row.key().id.0.as_u128()).collect::<Vec<_>>();
            (ids, snapshot.cursor)
        };
        let cursor: Cursor = [(area_id(2), 10)].into();
        assert_eq!(ids(100, Some(100), 0).await, (vec![500, 600, 601, 700], cursor.clone()));
        assert_eq!(ids(100, Some(100), 2_500).await, (vec![500, 601, 700], cursor.clone()));
        assert_eq!(ids(102, None, 0).await, (vec![500, 600, 601, 602, 700], cursor.clone()));
        assert_eq!(ids(103, None, 99_000).await, (vec![500, 510, 601, 700], cursor));
        assert_eq!(ids(104, None, 0).await, (vec![], Cursor::new()));
    })
    .await;
}

#[tokio::test]
async fn a_desk_also_gets_what_was_closed_of_late() {
    on_each(async |store| {
        furnish(&store).await;
        let on_site = HazardFound { handling: Handling::FixedOnSite, ..hazard(500, 601, None) };
        let closed = ClosedOut { premises: Uuid::from_u128(500).into(), photos: vec![photo(9)], note: String::new() };
        let mut append = store.begin_append(area_id(2)).await.unwrap();
        for envelope in [event(11, 702, 100, 41, on_site), after(11, event(12, 702, 102, 41, closed))] {
            add(append.as_mut(), &envelope, ms(12_000)).await;
        }
        append.commit().await.unwrap();
        let has_closed = async |own: Option<u128>, since| {
            let filter = SnapshotFilter { own: own.map(account_id), visits_since: since };
            let snapshot = store.snapshot(account_id(102), &filter).await.unwrap();
            snapshot.rows.iter().any(|row| row.key().id.0.as_u128() == 702)
        };
        let closed_at = event(12, 702, 102, 41, visit(500)).corrected_at();
        assert!(has_closed(None, closed_at).await);
        assert!(!has_closed(None, closed_at.plus_millis(1)).await, "closed before");
        assert!(!has_closed(Some(102), closed_at).await, "a phone in the field has no use for it");
    })
    .await;
}

#[tokio::test]
async fn lists_are_filtered_and_paged_within_the_scope() {
    on_each(async |store| {
        furnish(&store).await;
        let all = |kind| ListQuery {
            kind,
            state: None,
            area: None,
            premises: None,
            actor: None,
            level: None,
            premises_kind: None,
            search: None,
            due_before: None,
            after: None,
            limit: 10,
        };
        let ids = async |reader, query: ListQuery| {
            let page = store.list(account_id(reader), &query).await.unwrap();
            let row = |raw: &RawValue| serde_json::from_str::<Row>(raw.get()).unwrap();
            (page.rows.iter().map(|raw| row(raw).key().id.0.as_u128()).collect::<Vec<_>>(), page.next)
        };
        let inspections = all(SubjectKind::Inspection);
        let hazards = all(SubjectKind::Hazard);
        let places = all(SubjectKind::Premises);
        let word = |word: &str| Some(word.to_owned());
        let day = Date::new(2026, 11, 9).unwrap().days();
        for (reader, query, expected) in [
            (102, inspections.clone(), vec![602, 601, 600]),
            (102, ListQuery { state: word("pending"), ..inspections.clone() }, vec![601]),
            (102, ListQuery { state: word("passed"), actor: Some(account_id(100)), ..inspections.clone() }, vec![600]),
            (102, ListQuery { level: word("G"), ..inspections.clone() }, vec![600]),
            (102, ListQuery { area: Some(area_id(42)), ..inspections.clone() }, vec![]),
            (102, ListQuery { area: Some(area_id(4)), ..hazards.clone() }, vec![701, 700]),
            (103, ListQuery { state: word("open"), ..hazards.clone() }, vec![700]),
            (103, ListQuery { due_before: Some(day), ..hazards.clone() }, vec![700]),
            (103, ListQuery { state: word("withdrawn"), ..hazards.clone() }, vec![701]),
            (103, places.clone(), vec![510, 500]),
            (103, ListQuery { search: word("饭馆 abc"), ..places.clone() }, vec![500]),
            (103, ListQuery { search: word("%"), ..places.clone() }, vec![]),
            (103, ListQuery { premises_kind: word("small_restaurant"), ..places.clone() }, vec![510, 500]),
            (104, places.clone(), vec![]),
            (104, ListQuery { area: Some(area_id(41)), ..places.clone() }, vec![]),
        ] {
            assert_eq!(ids(reader, query.clone()).await, (expected, None), "{reader} {query:?}");
        }
        let (first, next) = ids(102, ListQuery { limit: 2, ..inspections.clone() }).await;
        assert_eq!(first, [602, 601]);
        assert_eq!(ids(102, ListQuery { limit: 2, after: next, ..inspections }).await, (vec![600], None));
    })
    .await;
}

#[tokio::test]
async fn a_photo_opens_to_its_uploader_and_to_those_who_see_it_named_by_its_uploader() {
    on_each(async |store| {
        furnish(&store).await;
        let (named, stranger) = (PhotoHash([1; 32]), PhotoHash([2; 32]));
        let readers = async |hash| {
            let mut readers = Vec::new();
            for reader in [100, 101, 102, 103, 104] {
                if store.may_read_photo(hash, account_id(reader)).await.unwrap() {
                    readers.push(reader);
                }
            }
            readers
        };
        assert!(readers(named).await.is_empty(), "not uploaded yet");
        store.photo_uploaded(named, account_id(104), ms(1)).await.unwrap();
        assert_eq!(readers(named).await, [104], "uploaded by another than the event's author");
        store.photo_uploaded(named, account_id(100), ms(2)).await.unwrap();
        store.photo_uploaded(named, account_id(100), ms(3)).await.unwrap();
        assert_eq!(readers(named).await, [100, 102, 103, 104]);
        store.photo_uploaded(stranger, account_id(100), ms(1)).await.unwrap();
        assert_eq!(readers(stranger).await, [100], "named by no event");
        assert!(store.has_uploaded(named, account_id(100)).await.unwrap());
        assert!(!store.has_uploaded(named, account_id(102)).await.unwrap());
    })
    .await;
}
