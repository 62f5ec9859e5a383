//! Finished visits, as the tests of visits and corrections share them.
#![allow(dead_code, reason = "each test file uses its part")]

use super::*;
use gridwalk_domain::event::*;
use gridwalk_domain::id::*;
use gridwalk_domain::ledger::{Row, RowKey, RowSet, fold};
use gridwalk_domain::record::*;

pub fn recorded(events: &[NewEvent]) -> &InspectionRecorded {
    match &events[0].body {
        Body::InspectionRecorded(record) => record,
        other => panic!("{}", other.kind()),
    }
}

pub fn inspected(events: &[NewEvent]) -> &Inspected {
    match &recorded(events).outcome {
        Outcome::Inspected(inspected) => inspected,
        Outcome::NotEntered(_) => panic!("not entered"),
    }
}

pub fn hazards(events: &[NewEvent]) -> Vec<&HazardFound> {
    let found = |event: &NewEvent| matches!(event.body, Body::HazardFound(_));
    events
        .iter()
        .filter(|event| found(event))
        .filter_map(|event| if let Body::HazardFound(f) = &event.body { Some(f) } else { None })
        .collect()
}

/// What the server's rows become.
pub fn folded(visit: &Visit, events: &[NewEvent], rows: &mut RowSet) {
    let premises = Row::Premises(visit.premises.clone());
    rows.entry(premises.key()).or_insert(premises);
    for (n, event) in events.iter().enumerate() {
        fold(&stamped(event, rows.len() as u128 * 100 + n as u128), &event.body, rows);
    }
}

pub fn restaurant() -> Visit {
    let mut visit = Visit::begin(premises("restaurant"));
    visit.choose("EAT-01", "瓶装液化气");
    visit.fail("EAT-02", 1);
    visit.fail("EAT-07", 2);
    visit.fail("COM-01", 3);
    visit.pass_all();
    visit.draft.note = " 老板在场 ".into();
    visit
}

pub fn rental() -> Visit {
    let mut row = premises("rental");
    row.rooms = rooms(3, 14);
    Visit::begin(row)
}

pub fn with_open_hazards() -> (PremisesFixture, HazardId, HazardId) {
    let mut row = premises("restaurant");
    let (alarm, exit) = (HazardId(uuid(101)), HazardId(uuid(102)));
    row.open_hazards.insert(alarm, open_hazard("EAT-02", vec![]));
    row.open_hazards.insert(exit, open_hazard("COM-01", vec![]));
    (row, alarm, exit)
}

pub type PremisesFixture = gridwalk_domain::ledger::PremisesRow;

/// A returned restaurant: its rows, and a draft of the correction.
pub struct Returned {
    pub visit: Visit,
    pub row: gridwalk_domain::ledger::InspectionRow,
    pub hazards: Vec<gridwalk_domain::ledger::HazardRow>,
}

impl Returned {
    pub fn new(wanted: ReturnWanted) -> Self {
        Self::of(restaurant(), wanted)
    }

    /// `first`, recorded and returned.
    pub fn of(first: Visit, wanted: ReturnWanted) -> Self {
        let mut rows = RowSet::new();
        folded(&first, &first.record().unwrap(), &mut rows);
        let returned = ReviewReturned {
            premises: first.premises.id,
            reasons: vec![ReturnReason::ItemWrong],
            wanted,
            item: Some("EAT-02".into()),
            note: String::new(),
        };
        let head = EventId(uuid(50_100));
        let back = NewEvent {
            subject: first.draft.inspection.into(),
            area: first.premises.area,
            base: Some(head),
            body: returned.into(),
            personal: None,
        };
        fold(&stamped(&back, 9_000), &back.body, &mut rows);
        let hazards =
            rows.values().filter_map(|row| if let Row::Hazard(row) = row { Some(row.clone()) } else { None }).collect();
        let key = RowKey { kind: SubjectKind::Inspection, id: first.draft.inspection.into() };
        let Some(Row::Inspection(row)) = rows.get(&key).cloned() else { panic!() };
        let Some(Row::Premises(premises)) = rows.get(&Row::Premises(first.premises.clone()).key()).cloned() else {
            panic!()
        };
        let mut visit = Visit::begin(premises);
        let kind = CATALOGUE.kind("restaurant").unwrap();
        visit.sheets = correction_sheets(&CATALOGUE, kind, &visit.premises, &PLACE, &row).unwrap();
        visit.draft = correction_draft(&row, EventId(uuid(59_000)), None, ENDED);
        Self { visit, row, hazards }
    }

    pub fn correct(&self) -> Vec<NewEvent> {
        self.try_correct().unwrap()
    }

    pub fn try_correct(&self) -> Result<Vec<NewEvent>, Vec<Violation>> {
        correct_visit(&self.visit.draft, &self.row, &self.hazards, &self.visit.context(), &mut ids())
    }

    pub fn hazard_of(&self, item: &str) -> HazardId {
        self.hazards.iter().find(|hazard| hazard.found.item == item).unwrap().id
    }
}

pub fn corrected(events: &[NewEvent]) -> &InspectionCorrected {
    match &events[0].body {
        Body::InspectionCorrected(corrected) => corrected,
        other => panic!("{}", other.kind()),
    }
}
