//! A phone, its worker, and the records they make.

use crate::server::Server;
use gridwalk_domain::checklist::{Answer, Answers, Given, Handling, Judgement, Level};
use gridwalk_domain::event::*;
use gridwalk_domain::id::*;
use gridwalk_domain::ledger::{Row, RowSet, fold};
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use gridwalk_domain::record::{FrozenTemplates, NewEvent, VisitDraft};
use gridwalk_domain::time::{Date, Timestamp};
use gridwalk_replica::clock::Clock;
use gridwalk_replica::store::memory::{Disk, MemoryStore};
use gridwalk_replica::sync::{DrainReport, SyncError, drain};
use gridwalk_replica::{Commit, CommitError, Identity, Replica, stamp};
use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use uuid::Uuid;

pub const START_MS: i64 = 1_800_000_000_000;

#[derive(Debug)]
pub struct TestClock {
    pub now: Cell<i64>,
    pub seed: Cell<u64>,
}

impl TestClock {
    pub fn new() -> Self {
        Self { now: Cell::new(START_MS), seed: Cell::new(1) }
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.get())
    }

    fn random(&self) -> u64 {
        let mut x = self.seed.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.seed.set(x);
        x
    }
}

pub fn identity(account: u128) -> Identity {
    Identity { account: AccountId(Uuid::from_u128(account)), device: DeviceId(Uuid::from_u128(900 + account)) }
}

pub struct World {
    pub disk: Disk,
    pub server: Server,
    pub clock: TestClock,
    pub identity: Identity,
}

pub fn run<T>(future: impl Future<Output = T>) -> T {
    futures::executor::block_on(future)
}

/// Polls at most `polls` times, then drops the future: the page is killed there. `None` when it had not ended.
pub fn run_for<T>(polls: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
            return Some(result);
        }
    }
    None
}

impl World {
    pub fn new() -> Self {
        Self { disk: Disk::new(), server: Server::new(), clock: TestClock::new(), identity: identity(1) }
    }

    pub async fn open(&self) -> Replica<MemoryStore> {
        Replica::open(MemoryStore::open(&self.disk), self.identity).await.expect("opens")
    }

    pub async fn drain(&self, replica: &Replica<MemoryStore>) -> Result<DrainReport, SyncError> {
        drain(replica, &self.server, &self.clock).await
    }

    pub fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn stamp(&self, event: NewEvent) -> Envelope {
        self.clock.now.set(self.clock.now.get() + 1_000);
        stamp(event, self.identity, &self.clock, self.clock.now(), Some(0))
    }

    /// A premises that the server has.
    pub fn import(&self, number: u128, name: &str) -> PremisesId {
        let mut envelope = self.stamp(registered(number, name));
        envelope.actor = AccountId(Uuid::from_u128(77));
        self.server.record(envelope);
        premises(number)
    }

    /// The events of a visit: the record, and a hazard for each photo.
    pub fn visit(&self, number: u128, of: PremisesId, photos: &[Vec<u8>]) -> Vec<Envelope> {
        let mut events = vec![self.stamp(recorded(number, of, photos))];
        for (at, photo) in photos.iter().enumerate() {
            events.push(self.stamp(found(number * 100 + at as u128, number, of, photo)));
        }
        events
    }

    pub async fn commit(&self, replica: &Replica<MemoryStore>, events: Vec<Envelope>) -> Result<(), CommitError> {
        replica.commit(Commit { events, draft: None }).await
    }
}

pub fn premises(number: u128) -> PremisesId {
    PremisesId(Uuid::from_u128(10_000 + number))
}

pub fn inspection(number: u128) -> InspectionId {
    InspectionId(Uuid::from_u128(20_000 + number))
}

pub fn hazard(number: u128) -> HazardId {
    HazardId(Uuid::from_u128(30_000 + number))
}

fn new_event(subject: SubjectId, body: Body) -> NewEvent {
    NewEvent { subject, area: AreaId(Uuid::from_u128(5)), base: None, body, personal: None }
}

pub fn registered(number: u128, name: &str) -> NewEvent {
    let body = PremisesRegistered {
        site: None,
        name: name.into(),
        kind: "restaurant".into(),
        address: format!("幸福路{number}号"),
        position: None,
        door_photo: None,
        rooms: vec![],
        details: Default::default(),
    };
    let personal = Some(serde_json::json!({"owner_name": "张三丰"}));
    NewEvent { personal, ..new_event(premises(number).into(), body.into()) }
}

pub fn photo_ref(bytes: &[u8]) -> PhotoRef {
    PhotoRef {
        sha256: PhotoHash::of(bytes),
        taken_at: Timestamp::from_millis(START_MS),
        position: None,
        source: PhotoSource::Camera,
        retaken: false,
        size_bytes: bytes.len() as u32,
        width: 1600,
        height: 1200,
    }
}

pub fn recorded(number: u128, of: PremisesId, photos: &[Vec<u8>]) -> NewEvent {
    let mut answers = Answers::new();
    answers.insert("EAT-01".into(), Answer::judged(Judgement::Pass, Given::Each));
    let body = InspectionRecorded {
        premises: of,
        started_at: Timestamp::from_millis(START_MS),
        ended_at: Timestamp::from_millis(START_MS + 60_000),
        place: VisitPlace::default(),
        outcome: Outcome::Inspected(Inspected {
            templates: vec![],
            answers,
            rooms: vec![],
            earlier: vec![],
            calls: vec![],
            as_last: false,
        }),
        note: "禛 㛃 𠮷 <script>".into(),
        photos: photos.iter().map(|bytes| photo_ref(bytes)).collect(),
        companions: 0,
        arrival: Default::default(),
    };
    new_event(inspection(number).into(), body.into())
}

pub fn passed(on: u128, of: PremisesId) -> NewEvent {
    new_event(inspection(on).into(), ReviewPassed { premises: of, in_bulk: false }.into())
}

pub fn found(number: u128, on: u128, of: PremisesId, photo: &[u8]) -> NewEvent {
    let body = HazardFound {
        premises: of,
        inspection: Some(inspection(on)),
        source: HazardSource::Patrol,
        self_reported_at: None,
        discovered_on: None,
        item: "COM-01".into(),
        text: "安全出口畅通".into(),
        defects: vec!["堆物".into()],
        fixes: vec![],
        level: Level::General,
        handling: Handling::Rectification,
        due_on: Date::new(2027, 2, 1),
        part: String::new(),
        quantity: None,
        rooms: vec![],
        photos: vec![photo_ref(photo)],
        after_photos: vec![],
        no_photo_reason: None,
    };
    new_event(hazard(number).into(), body.into())
}

pub fn draft(clock: &impl Clock, number: u128, of: PremisesId, photos: &[Vec<u8>]) -> VisitDraft {
    let registration = stamp(registered(number, "老王小吃"), identity(1), clock, clock.now(), None);
    let mut rows = RowSet::new();
    fold(&registration, &Body::decode(&registration).unwrap(), &mut rows);
    let Some(Row::Premises(mut row)) = rows.into_values().next() else { panic!("a premises") };
    row.id = of;
    let mut draft = VisitDraft::begin(inspection(number), &row, FrozenTemplates::default(), clock.now());
    draft.photos = photos.iter().map(|bytes| photo_ref(bytes)).collect();
    draft
}

/// Bytes of a photo of its own.
pub fn picture(number: u8, size: usize) -> Vec<u8> {
    (0..size).map(|at| (at % 251) as u8 ^ number).collect()
}
