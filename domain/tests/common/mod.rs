//! A place to visit, for the tests of sheets and visits.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod visits;

use gridwalk_domain::checklist::*;
use gridwalk_domain::event::*;
use gridwalk_domain::id::*;
use gridwalk_domain::ledger::{OpenHazard, PremisesRow};
use gridwalk_domain::photo::{PhotoHash, PhotoRef, PhotoSource};
use gridwalk_domain::position::{Border, Coordinate, Position};
use gridwalk_domain::record::*;
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::{Date, Timestamp};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use uuid::Uuid;

pub static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::read(include_str!("../../../assets/catalogues/catalogue.json")).unwrap());
pub static PLACE: LazyLock<PlaceSettings> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../assets/catalogues/place.json")).unwrap());

/// 2026-11-23 09:00 in Shanghai.
pub const BEGUN: Timestamp = Timestamp::from_millis(1_795_395_600_000);
/// Twelve minutes later.
pub const ENDED: Timestamp = BEGUN.plus_millis(720_000);

pub fn today() -> Date {
    ENDED.date_in_shanghai()
}

pub fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// Ids 1000, 1001, ….
pub fn ids() -> impl FnMut() -> Uuid {
    let mut next = 999;
    move || {
        next += 1;
        uuid(next)
    }
}

pub fn codes(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

pub fn sheet(templates: &[&str]) -> Sheet {
    Sheet::compose(&CATALOGUE, &SheetRequest::new(&codes(templates), today())).unwrap()
}

pub fn pass() -> Answer {
    Answer::judged(Judgement::Pass, Given::Each)
}

pub fn fix(lon: f64, lat: f64, accuracy_m: f64) -> Position {
    Position { at: Coordinate { lon, lat }, accuracy_m, fixed_at: BEGUN }
}

pub fn photo(n: u8) -> PhotoRef {
    PhotoRef {
        sha256: PhotoHash::of(&[n]),
        taken_at: BEGUN,
        position: None,
        source: PhotoSource::Camera,
        retaken: false,
        size_bytes: 200_000,
        width: 1200,
        height: 1600,
    }
}

/// 不合格 as the screen makes it, with one photo and the item's first chip.
pub fn fail(sheet: &Sheet, code: &str, photo_no: u8) -> Answer {
    let item = sheet.item(code).unwrap();
    let mut answer = Sheet::fail_defaults(item, today());
    answer.defects = item.defects.iter().take(1).map(|defect| defect.chip.clone()).collect();
    answer.photos = vec![photo(photo_no)];
    answer
}

/// Passes every group, 重点项 too, each by its own call.
pub fn pass_all(sheet: &Sheet, answers: &mut Answers) {
    for group in &sheet.groups {
        sheet.pass_group(&group.name, answers, Given::Group);
    }
}

pub fn cell() -> Border {
    Border { rings: vec![vec![[117.125, 34.806], [117.135, 34.806], [117.135, 34.814], [117.125, 34.814]]] }
}

pub fn premises(kind: &str) -> PremisesRow {
    PremisesRow {
        id: PremisesId(uuid(1)),
        site: None,
        area: AreaId(uuid(2)),
        name: "老王面馆".into(),
        kind: kind.into(),
        address: "幸福路27号".into(),
        position: Some(fix(117.13, 34.81, 10.0)),
        door_photo: None,
        rooms: Vec::new(),
        details: BTreeMap::new(),
        persons: PremisesPersons::default(),
        file: Default::default(),
        registered_at: BEGUN,
        last_visit: None,
        last_inspected_at: None,
        last_full_at: None,
        as_last_since_full: 0,
        not_entered_in_a_row: 0,
        last_answers: Answers::new(),
        rooms_seen: BTreeMap::new(),
        finds: Vec::new(),
        open_hazards: BTreeMap::new(),
        ties: Default::default(),
        head: EventId(uuid(3)),
        contested: Vec::new(),
    }
}

/// 层数 x 每层间数.
pub fn rooms(floors: i16, per_floor: i16) -> Vec<Room> {
    let room = |floor: i16, n: i16| Room {
        id: RoomId(uuid(10_000 + floor as u128 * 100 + n as u128)),
        floor,
        label: format!("{floor}{n:02}"),
    };
    (1..=floors).flat_map(|floor| (1..=per_floor).map(move |n| room(floor, n))).collect()
}

pub fn open_hazard(item: &str, rooms: Vec<RoomId>) -> OpenHazard {
    OpenHazard {
        item: item.into(),
        what: "没装燃气报警器".into(),
        level: Level::General,
        found_at: BEGUN.plus_millis(-86_400_000),
        due_on: None,
        rectified: false,
        rooms,
    }
}

/// Everything a visit is made with.
pub struct Visit {
    pub premises: PremisesRow,
    pub sheets: VisitSheets,
    pub draft: VisitDraft,
    pub border: Border,
    pub hazard_heads: BTreeMap<HazardId, EventId>,
}

impl Visit {
    pub fn begin(premises: PremisesRow) -> Self {
        let circumstances = SheetCircumstances { settings: &PLACE, on: today(), asked_on_site: &[], own_hazards: &[] };
        let kind = CATALOGUE.kind(&premises.kind).unwrap();
        let sheets = visit_sheets(&CATALOGUE, kind, &premises, &circumstances).unwrap();
        let mut draft = VisitDraft::begin(InspectionId(uuid(5)), &premises, sheets.frozen.clone(), BEGUN);
        draft.position = Some(fix(117.13, 34.8101, 12.0));
        let heads = premises.open_hazards.keys().map(|id| (*id, EventId(uuid(id.0.as_u128() + 7)))).collect();
        Self { premises, sheets, draft, border: cell(), hazard_heads: heads }
    }

    pub fn context(&self) -> VisitContext<'_> {
        VisitContext {
            sheet: &self.sheets.sheet,
            room_sheet: self.sheets.room_sheet.as_ref(),
            premises: &self.premises,
            border: Some(&self.border),
            hazard_heads: &self.hazard_heads,
            ended_at: ENDED,
            clock_offset_ms: None,
        }
    }

    pub fn pass_all(&mut self) {
        pass_all(&self.sheets.sheet, &mut self.draft.answers);
    }

    pub fn fail(&mut self, code: &str, photo_no: u8) {
        self.draft.answers.insert(code.into(), fail(&self.sheets.sheet, code, photo_no));
    }

    pub fn choose(&mut self, code: &str, choice: &str) {
        self.draft.answers.insert(code.into(), Answer::new(Value::Choice(choice.into()), Given::Each));
    }

    pub fn record(&self) -> Result<Vec<NewEvent>, Vec<Violation>> {
        record_visit(&self.draft, &self.context(), &mut ids())
    }
}

pub fn kinds(events: &[NewEvent]) -> Vec<&'static str> {
    events.iter().map(|event| event.body.kind()).collect()
}

/// The event stamped as a phone would.
pub fn stamped(event: &NewEvent, n: u128) -> Envelope {
    Envelope {
        id: EventId(uuid(50_000 + n)),
        subject: event.subject,
        kind: event.body.kind().into(),
        version: 1,
        base: event.base,
        at: ENDED,
        clock_offset_ms: Some(0),
        actor: AccountId(uuid(8)),
        device: DeviceId(uuid(9)),
        area: event.area,
        body: event.body.to_value(),
        personal: None,
        sig: None,
    }
}

impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.draft.fmt(f)
    }
}
