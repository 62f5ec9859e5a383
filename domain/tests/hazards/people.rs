//! One cell, one premises, the people who act there, and a ledger that takes what the rules admit.

use gridwalk_domain::admit::{Actor, Admission, Assignment, Refusal, Role, admit};
use gridwalk_domain::area::{Area, AreaLevel, AreaTree};
use gridwalk_domain::checklist::{Handling, Level};
use gridwalk_domain::event::*;
use gridwalk_domain::id::*;
use gridwalk_domain::ledger::{HazardRow, PremisesRow, Row, RowKey, RowSet, fold, touched};
use gridwalk_domain::photo::{PhotoHash, PhotoRef};
use gridwalk_domain::time::{Date, Timestamp};
use uuid::Uuid;

pub const CELL: AreaId = AreaId(Uuid::from_u128(41));
pub const SHOP: PremisesId = PremisesId(Uuid::from_u128(500));
pub const HAZARD: HazardId = HazardId(Uuid::from_u128(700));
pub const VISIT: InspectionId = InspectionId(Uuid::from_u128(600));

/// Who acts, with the role that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Finder,
    OtherWorker,
    Committee,
    OtherCommittee,
    Officer,
}

impl Who {
    pub const ALL: [Self; 5] = [Self::Finder, Self::OtherWorker, Self::Committee, Self::OtherCommittee, Self::Officer];

    pub fn account(self) -> AccountId {
        AccountId(Uuid::from_u128(100 + self as u128))
    }

    pub fn role(self) -> Role {
        match self {
            Self::Finder | Self::OtherWorker => Role::Worker,
            Self::Committee | Self::OtherCommittee => Role::Committee,
            Self::Officer => Role::Subdistrict,
        }
    }
}

pub fn day(n: i64) -> Date {
    Date::new(2026, 3, 1).unwrap().plus_days(n)
}

pub fn noon(n: i64) -> Timestamp {
    day(n).start_in_shanghai().plus_millis(12 * 3_600_000)
}

pub fn photo(n: u8) -> PhotoRef {
    PhotoRef {
        sha256: PhotoHash::of(&[n]),
        taken_at: noon(0),
        position: None,
        source: Default::default(),
        retaken: false,
        size_bytes: 1,
        width: 1,
        height: 1,
    }
}

pub fn room(n: u128) -> RoomId {
    RoomId(Uuid::from_u128(10_000 + n))
}

pub fn hazard(level: Level) -> HazardFound {
    let handling = if level == Level::General { Handling::Rectification } else { Handling::Report };
    HazardFound {
        premises: SHOP,
        inspection: Some(VISIT),
        source: HazardSource::Patrol,
        self_reported_at: None,
        discovered_on: None,
        item: "COM-01".into(),
        text: "安全出口畅通".into(),
        defects: vec!["通道堆物".into()],
        fixes: vec![],
        level,
        handling,
        due_on: Some(day(7)),
        part: String::new(),
        quantity: None,
        rooms: vec![],
        photos: vec![photo(1)],
        after_photos: vec![],
        no_photo_reason: None,
    }
}

pub fn mended(photos: &[u8], rooms: &[RoomId]) -> RectificationReported {
    let photos = photos.iter().map(|n| photo(*n)).collect();
    RectificationReported { premises: SHOP, inspection: None, photos, rooms: rooms.to_vec(), by: ReportedBy::Worker }
}

pub fn seen_open() -> HazardSeenOpen {
    HazardSeenOpen::on_visit(SHOP, VISIT)
}

pub fn looked_at(passed: bool, rooms: &[RoomId]) -> Reinspected {
    Reinspected { premises: SHOP, passed, rooms: rooms.to_vec(), photos: vec![], note: String::new(), due_on: None }
}

pub fn closed(photos: &[u8]) -> ClosedOut {
    ClosedOut { premises: SHOP, photos: photos.iter().map(|n| photo(*n)).collect(), note: String::new() }
}

pub fn reported() -> HazardReported {
    HazardReported { premises: SHOP, note: String::new() }
}

pub fn referred(feedback_by: Option<Date>) -> HazardReferred {
    HazardReferred {
        premises: SHOP, to: "消防救援站".into(), number: String::new(), note: String::new(), feedback_by
    }
}

pub fn answered(result: FeedbackResult) -> ReferralAnswered {
    ReferralAnswered {
        premises: SHOP, result, document: "消〔2026〕3号".into(), note: "已办".into(), photos: vec![]
    }
}

pub fn withdrawn(inspection: Option<InspectionId>) -> HazardWithdrawn {
    HazardWithdrawn { premises: SHOP, inspection, reason: "误录".into() }
}

/// The corrected visit says it of the whole hazard, with one photo.
pub fn restated(defects: &[&str], photo_no: u8) -> HazardRestated {
    HazardRestated {
        premises: SHOP,
        inspection: VISIT,
        defects: defects.iter().map(|chip| (*chip).to_owned()).collect(),
        fixes: vec![],
        part: "后厨".into(),
        quantity: None,
        photos: vec![photo(photo_no)],
        after_photos: vec![],
        dropped: vec![],
        no_photo_reason: None,
    }
}

/// Rows, and what the next event is given.
#[derive(Clone)]
pub struct Ledger {
    pub rows: RowSet,
    /// Of the phone that writes next.
    pub clock_offset_ms: Option<i64>,
    next: u128,
    tree: AreaTree,
}

impl Ledger {
    /// With the premises, and nothing found there.
    pub fn new() -> Self {
        let area = Area {
            id: CELL,
            parent: None,
            level: AreaLevel::GridCell,
            name: "第1网格".into(),
            code: None,
            border: Default::default(),
            moved_at: None,
        };
        let mut ledger =
            Self { rows: RowSet::new(), clock_offset_ms: Some(0), next: 1_000, tree: AreaTree::new([area]) };
        let shop = PremisesRegistered {
            site: None,
            name: "老王面馆".into(),
            kind: "restaurant".into(),
            address: "幸福路27号".into(),
            position: None,
            door_photo: None,
            rooms: vec![],
            details: Default::default(),
        };
        ledger.takes(Who::Finder, SHOP.into(), None, 0, shop);
        ledger
    }

    /// The same people over other rows.
    pub fn with_rows(&self, rows: RowSet) -> Self {
        Self { rows, ..self.clone() }
    }

    /// With one hazard found on day 0.
    pub fn with(found: HazardFound) -> Self {
        let mut ledger = Self::new();
        ledger.takes(Who::Finder, HAZARD.into(), None, 0, found);
        ledger
    }

    pub fn envelope(&mut self, who: Who, subject: SubjectId, base: Option<EventId>, on: i64, body: &Body) -> Envelope {
        self.next += 1;
        Envelope {
            id: EventId(Uuid::from_u128(self.next)),
            subject,
            kind: body.kind().into(),
            version: 1,
            base,
            at: noon(on),
            clock_offset_ms: self.clock_offset_ms,
            actor: who.account(),
            device: DeviceId(Uuid::nil()),
            area: CELL,
            body: body.to_value(),
            personal: None,
            sig: None,
        }
    }

    /// Offers an event; it is folded when the rules admit it.
    pub fn offers(
        &mut self,
        who: Who,
        subject: SubjectId,
        base: Option<EventId>,
        on: i64,
        body: impl Into<Body>,
    ) -> Result<EventId, Refusal> {
        let body = body.into();
        let envelope = self.envelope(who, subject, base, on, &body);
        let assignments = vec![Assignment { area: CELL, from: noon(-999), to: None }];
        let actor = Actor { account: who.account(), role: who.role(), assignments, trades: vec![] };
        let needed = touched(&envelope, &body);
        let rows = needed.into_iter().filter_map(|key| Some((key, self.rows.get(&key)?.clone()))).collect();
        match admit(&actor, &envelope, &body, &self.tree, &rows) {
            Admission::Accept => {
                fold(&envelope, &body, &mut self.rows);
                Ok(envelope.id)
            }
            Admission::Refuse(refusal) | Admission::Quarantine(refusal) => Err(refusal),
        }
    }

    fn takes(&mut self, who: Who, subject: SubjectId, base: Option<EventId>, on: i64, body: impl Into<Body>) {
        self.offers(who, subject, base, on, body).unwrap();
    }

    /// Somebody acts on the hazard, knowing how it stands.
    pub fn act(&mut self, who: Who, on: i64, body: impl Into<Body>) -> Result<EventId, Refusal> {
        let head = self.hazard().head;
        self.offers(who, HAZARD.into(), Some(head), on, body)
    }

    pub fn hazard(&self) -> &HazardRow {
        self.hazard_of(HAZARD)
    }

    pub fn hazard_of(&self, id: HazardId) -> &HazardRow {
        match &self.rows[&RowKey { kind: SubjectKind::Hazard, id: id.into() }] {
            Row::Hazard(row) => row,
            _ => unreachable!("asked for a hazard"),
        }
    }

    pub fn shop(&self) -> &PremisesRow {
        match &self.rows[&RowKey { kind: SubjectKind::Premises, id: SHOP.into() }] {
            Row::Premises(row) => row,
            _ => unreachable!("asked for premises"),
        }
    }
}
