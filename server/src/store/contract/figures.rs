//! Figures: both stores give what a naive count over the events gives.

use super::*;
use gridwalk_domain::checklist::{Answers, Handling, Level};
use gridwalk_domain::event::{
    ClosedOut, HazardFound, HazardWithdrawn, ImportUndone, Inspected, InspectionRecorded, NotEntered, NotEnteredReason,
    Outcome, PremisesRegistered, RectificationReported, VisitPlace,
};
use gridwalk_domain::figures::{Column, Dimension, Figure, FigureQuery, Line, Measure, Period};
use gridwalk_domain::photo::{PhotoRef, PhotoSource};
use gridwalk_domain::time::Date;
use proptest::prelude::*;
use std::collections::BTreeSet;

const CELLS: [u128; 3] = [41, 42, 51];
const KINDS: [&str; 2] = ["shop", "rental"];
const NOON_MS: i64 = 4 * 3_600_000;

/// What happened, day by day of a little more than a year.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Premises { cell: usize, kind: usize, alarms: u8 },
    Visit { premises: usize, entered: bool, minutes: u8 },
    Found { premises: usize, level: u8, on_site: bool, due_in: Option<u8> },
    Mended { hazard: usize },
    Closed { hazard: usize },
    Withdrawn { hazard: usize },
    Undone { premises: usize },
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening::*;
    prop_oneof![
        2 => (0..3_usize, 0..2_usize, 0..5_u8).prop_map(|(cell, kind, alarms)| Premises { cell, kind, alarms }),
        4 => (0..9_usize, any::<bool>(), 0..9_u8).prop_map(|(premises, entered, minutes)| Visit { premises, entered, minutes }),
        3 => (0..9_usize, 0..3_u8, any::<bool>(), proptest::option::of(0..30_u8))
            .prop_map(|(premises, level, on_site, due_in)| Found { premises, level, on_site, due_in }),
        2 => (0..9_usize).prop_map(|hazard| Mended { hazard }),
        2 => (0..9_usize).prop_map(|hazard| Closed { hazard }),
        1 => (0..9_usize).prop_map(|hazard| Withdrawn { hazard }),
        1 => (0..9_usize).prop_map(|premises| Undone { premises }),
    ]
}

fn happenings() -> impl Strategy<Value = Vec<(i64, Happening)>> {
    proptest::collection::vec((0..20_i64, happening()), 1..40)
}

#[derive(Clone, Default)]
struct Truth {
    events: Vec<Envelope>,
    premises: Vec<(u128, u128, usize, Date, u8)>,
    visits: Vec<(usize, Date, bool, u8)>,
    hazards: Vec<TrueHazard>,
    undone: BTreeSet<usize>,
}

#[derive(Clone, Debug)]
struct TrueHazard {
    id: u128,
    premises: usize,
    level: u8,
    on_site: bool,
    found: Date,
    due: Option<Date>,
    mended: Option<Date>,
    closed: Option<Date>,
    withdrawn: bool,
}

// Of premises that an import made.
fn imported(number: u128) -> u128 {
    Uuid::new_v8(number.to_be_bytes()).as_u128()
}

fn proof() -> PhotoRef {
    PhotoRef {
        sha256: PhotoHash([7; 32]),
        taken_at: ms(1),
        position: None,
        source: PhotoSource::Camera,
        retaken: false,
        size_bytes: 1,
        width: 1,
        height: 1,
    }
}

fn on(day: Date) -> Timestamp {
    day.start_in_shanghai().plus_millis(NOON_MS)
}

impl Truth {
    fn write(&mut self, day: Date, subject: u128, cell: u128, actor: u128, body: impl Into<Body>) {
        let body = body.into();
        let id = 10_000 + self.events.len() as u128;
        self.events.push(Envelope {
            subject: Uuid::from_u128(subject).into(),
            kind: body.kind().to_owned(),
            actor: account_id(actor),
            at: on(day),
            clock_offset_ms: Some(0),
            body: body.to_value(),
            personal: None,
            ..site(id, cell)
        });
    }

    fn live(happenings: &[(i64, Happening)]) -> Self {
        let mut truth = Self::default();
        let mut day = Date::new(2025, 9, 1).unwrap();
        for (days, happening) in happenings {
            day = day.plus_days(*days);
            truth.happen(day, *happening);
        }
        truth
    }

    fn happen(&mut self, day: Date, happening: Happening) {
        let picked = |index: usize, many: usize| (many > 0).then(|| index % many.max(1));
        match happening {
            Happening::Premises { cell, kind, alarms } => {
                let (id, cell) = (imported(100 + self.premises.len() as u128), CELLS[cell]);
                let details = [("smoke_alarms_due".to_owned(), alarms.to_string())].into();
                self.premises.push((id, cell, kind, day, alarms));
                let body = PremisesRegistered {
                    site: None,
                    name: "店".into(),
                    kind: KINDS[kind].into(),
                    address: "路".into(),
                    position: None,
                    door_photo: None,
                    rooms: vec![],
                    details,
                };
                self.write(day, id, cell, 100, body);
            }
            Happening::Visit { premises, entered, minutes } => {
                let Some(premises) = picked(premises, self.premises.len()) else { return };
                if self.undone.contains(&premises) {
                    return;
                }
                let (of, cell, ..) = self.premises[premises];
                let outcome = match entered {
                    true => Outcome::Inspected(Inspected {
                        templates: vec![],
                        answers: Answers::new(),
                        rooms: vec![],
                        earlier: vec![],
                        calls: vec![],
                        as_last: false,
                    }),
                    false => Outcome::NotEntered(NotEntered { reason: NotEnteredReason::Closed, door_photo: None }),
                };
                let body = InspectionRecorded {
                    premises: Uuid::from_u128(of).into(),
                    started_at: on(day).plus_millis(-i64::from(minutes) * 60_000),
                    ended_at: on(day),
                    place: VisitPlace::default(),
                    outcome,
                    note: String::new(),
                    photos: vec![],
                    companions: 0,
                    arrival: Default::default(),
                };
                let id = 1_000 + self.visits.len() as u128;
                self.visits.push((premises, day, entered, minutes));
                self.write(day, id, cell, 100, body);
            }
            Happening::Found { premises, level, on_site, due_in } => {
                let Some(premises) = picked(premises, self.premises.len()) else { return };
                if self.undone.contains(&premises) {
                    return;
                }
                self.find(day, premises, level, on_site, due_in);
            }
            Happening::Mended { hazard } => self.change(day, hazard, Happening::Mended { hazard }),
            Happening::Closed { hazard } => self.change(day, hazard, Happening::Closed { hazard }),
            Happening::Withdrawn { hazard } => self.change(day, hazard, Happening::Withdrawn { hazard }),
            Happening::Undone { premises } => {
                let Some(premises) = picked(premises, self.premises.len()) else { return };
                let is_used = self.visits.iter().any(|(of, ..)| *of == premises)
                    || self.hazards.iter().any(|hazard| hazard.premises == premises);
                if !is_used && self.undone.insert(premises) {
                    let (of, cell, ..) = self.premises[premises];
                    self.write(day, of, cell, 102, ImportUndone::default());
                }
            }
        }
    }

    fn find(&mut self, day: Date, premises: usize, level: u8, on_site: bool, due_in: Option<u8>) {
        let (of, cell, ..) = self.premises[premises];
        let id = 2_000 + self.hazards.len() as u128;
        let due = due_in.filter(|_| !on_site).map(|days| day.plus_days(i64::from(days)));
        self.hazards.push(TrueHazard {
            id,
            premises,
            level,
            on_site,
            found: day,
            due,
            mended: on_site.then_some(day),
            closed: None,
            withdrawn: false,
        });
        let body = HazardFound {
            premises: Uuid::from_u128(of).into(),
            inspection: Some(Uuid::from_u128(1).into()),
            source: Default::default(),
            self_reported_at: None,
            discovered_on: None,
            item: "COM-02".into(),
            text: "灭火器有效".into(),
            defects: vec![],
            fixes: vec![],
            level: [Level::General, Level::Lead, Level::SuspectedMajor][usize::from(level)],
            handling: if on_site { Handling::FixedOnSite } else { Handling::Rectification },
            due_on: due,
            part: String::new(),
            quantity: None,
            rooms: vec![],
            photos: vec![],
            after_photos: vec![],
            no_photo_reason: None,
        };
        self.write(day, id, cell, 100, body);
    }

    // Only what the state machine admits: mended before closed, nothing after the end.
    fn change(&mut self, day: Date, hazard: usize, what: Happening) {
        let many = self.hazards.len();
        let Some(hazard) = (many > 0).then(|| hazard % many) else { return };
        let found = self.hazards[hazard].clone();
        let (of, cell, ..) = self.premises[found.premises];
        let premises = Uuid::from_u128(of).into();
        if found.closed.is_some() || found.withdrawn {
            return;
        }
        let hazard = &mut self.hazards[hazard];
        match what {
            Happening::Mended { .. } if hazard.mended.is_none() => {
                hazard.mended = Some(day);
                let body = RectificationReported {
                    premises,
                    inspection: None,
                    photos: vec![],
                    rooms: vec![],
                    by: Default::default(),
                };
                self.write(day, found.id, cell, 100, body);
            }
            Happening::Closed { .. } if hazard.mended.is_some() => {
                hazard.closed = Some(day);
                let closed = ClosedOut { premises, photos: vec![proof()], note: String::new() };
                self.write(day, found.id, cell, 102, closed);
            }
            Happening::Withdrawn { .. } => {
                hazard.withdrawn = true;
                let withdrawn = HazardWithdrawn { premises, reason: "误录".into(), inspection: None };
                // By a second person, so that it takes effect at once.
                self.write(day, found.id, cell, 102, withdrawn);
            }
            _ => {}
        }
    }

    /// Counts by hand what the line of one cell and kind should say.
    fn count(&self, period: Period, is_wanted: impl Fn(u128, usize) -> bool) -> Vec<(Column, i64)> {
        let of = |premises: usize| is_wanted(self.premises[premises].1, self.premises[premises].2);
        let within = |day: Date| day >= period.from && day <= period.to;
        // What was taken back has never been there, on no day.
        let there = self.premises.iter().enumerate().filter(|(index, _)| !self.undone.contains(index));
        let standing: Vec<_> = there
            .map(|(_, premises)| premises)
            .filter(|(_, cell, kind, day, _)| is_wanted(*cell, *kind) && *day <= period.to)
            .collect();
        let visits = self.visits.iter().filter(|(premises, day, ..)| of(*premises) && within(*day));
        let visited: BTreeSet<_> = visits.clone().map(|(premises, day, ..)| (*premises, *day)).collect();
        let covered: BTreeSet<_> =
            visits.filter(|(_, _, entered, _)| *entered).map(|(premises, ..)| *premises).collect();
        let hazards: Vec<_> = self.hazards.iter().filter(|one| !one.withdrawn && of(one.premises)).collect();
        let many = |is: &dyn Fn(&TrueHazard) -> bool| hazards.iter().filter(|one| is(one)).count() as i64;
        let open = |one: &TrueHazard| one.found <= period.to && one.closed.is_none_or(|day| day > period.to);
        let unmended = |one: &TrueHazard| one.mended.is_none_or(|day| day > period.to);
        let year_start = Date::new(period.to.civil().0, 1, 1).unwrap();
        vec![
            (Column::Base, standing.len() as i64),
            (Column::AlarmsDue, standing.iter().map(|(.., alarms)| i64::from(*alarms)).sum()),
            (Column::Registered, standing.iter().filter(|(_, _, _, day, _)| within(*day)).count() as i64),
            (Column::Deregistered, 0),
            (Column::Visits, visited.len() as i64),
            (Column::Covered, covered.len() as i64),
            (Column::FoundGeneral, many(&|one| one.level == 0 && within(one.found))),
            (Column::FoundLead, many(&|one| one.level == 1 && within(one.found))),
            (Column::FoundMajor, many(&|one| one.level == 2 && within(one.found))),
            (Column::OnSite, many(&|one| one.on_site && within(one.found))),
            (Column::Due, many(&|one| one.due.is_some_and(within))),
            (
                Column::InTime,
                many(&|one| one.due.is_some_and(|due| within(due) && one.mended.is_some_and(|day| day <= due))),
            ),
            (Column::Overdue, many(&|one| one.due.is_some_and(|due| due < period.to) && unmended(one))),
            (Column::Open, many(&open)),
            (Column::ClosedOut, many(&|one| one.closed.is_some_and(within))),
            (Column::OldMajor, many(&|one| one.level == 2 && open(one) && one.found < year_start)),
            (Column::NewMajor, many(&|one| one.level == 2 && open(one) && one.found >= year_start)),
        ]
    }
}

impl Truth {
    // 疑似重大 that are open on a day and have no day of their own.
    fn undated_major(&self, on: Date, is_wanted: impl Fn(u128) -> bool) -> i64 {
        let is_open = |one: &&TrueHazard| one.found <= on && one.closed.is_none_or(|day| day > on) && !one.withdrawn;
        let open = self.hazards.iter().filter(is_open).filter(|one| is_wanted(self.premises[one.premises].1));
        open.filter(|one| one.level == 2 && one.due.is_none()).count() as i64
    }
}

async fn fill(store: &Arc<dyn Store>, events: &[Envelope]) {
    let mut append = store.begin_append(area_id(2)).await.unwrap();
    for (index, envelope) in events.iter().enumerate() {
        add(append.as_mut(), envelope, ms(index as i64)).await;
    }
    append.commit().await.unwrap();
}

fn said(line: &Line) -> Vec<(Column, Figure)> {
    Column::ALL.iter().map(|column| (*column, column.figure(line))).collect()
}

async fn check(happenings: &[(i64, Happening)]) {
    let truth = Truth::live(happenings);
    let memory: Arc<dyn Store> = Arc::new(MemoryStore::new(Uuid::from_u128(77)));
    let (sqlite, _folder) = new_sqlite().await;
    for store in [&memory, &sqlite] {
        prepare(store).await;
        fill(store, &truth.events).await;
    }
    let day = |year, month, day| Date::new(year, month, day).unwrap();
    for (from, to) in [
        (day(2025, 9, 1), day(2026, 12, 31)),
        (day(2025, 10, 26), day(2025, 11, 25)),
        (day(2026, 1, 1), day(2026, 3, 31)),
        (day(2024, 1, 1), day(2024, 1, 31)),
    ] {
        let all = FigureQuery::of(Period { from, to });
        for by in [Dimension::Cell, Dimension::Kind, Dimension::Source, Dimension::Level] {
            let query = FigureQuery { by, ..all.clone() };
            // 102 is the committee of cells 41 and 42, 103 the sub-district over all three.
            for reader in [102, 103, 104] {
                let lines = memory.figures(account_id(reader), &query).await.unwrap();
                assert_eq!(sqlite.figures(account_id(reader), &query).await.unwrap(), lines, "{reader} {query:?}");
                let cells: &[u128] = [&CELLS[..2], &CELLS[..], &[]][reader as usize - 102];
                let mut total = Line::default();
                lines.values().for_each(|line| total.add(line));
                let expected = truth.count(all.period, |cell, _| cells.contains(&cell));
                for (column, count) in expected {
                    assert_eq!(column.figure(&total), Figure::Count(count), "{column:?} to {reader} by {by:?} {from}");
                }
                let undated = truth.undated_major(to, |cell| cells.contains(&cell));
                assert_eq!(total.get(Measure::UndatedMajor), undated, "to {reader} by {by:?} {from}");
            }
        }
        for (index, kind) in KINDS.iter().enumerate() {
            let query = FigureQuery { kind: Some((*kind).to_owned()), area: Some(area_id(4)), ..all.clone() };
            let lines = sqlite.figures(account_id(103), &query).await.unwrap();
            assert_eq!(memory.figures(account_id(103), &query).await.unwrap(), lines, "{kind}");
            for cell in [41, 42] {
                let line = lines.get(&area_id(cell).to_string()).cloned().unwrap_or_default();
                let expected = truth.count(all.period, |of, kind| of == cell && kind == index);
                for (column, count) in expected {
                    assert_eq!(
                        column.figure(&line),
                        Figure::Count(count),
                        "{column:?} of {cell} {kind} {:?}",
                        said(&line)
                    );
                }
            }
        }
        for column in Column::ALL {
            let query = RecordsQuery {
                figures: all.clone(),
                measures: column.measures().to_vec(),
                is_old: None,
                is_once: *column == Column::Covered,
                skip: 0,
                limit: 500,
            };
            let (rows, whole) = sqlite.records(account_id(103), &query).await.unwrap();
            assert_eq!(memory.records(account_id(103), &query).await.unwrap(), (rows.clone(), whole), "{column:?}");
            assert_eq!(rows.len() as u64, whole);
            let counted = column.figure(&memory_total(&memory, &all).await);
            if let (Figure::Count(count), false) = (counted, matches!(column, Column::Visits)) {
                let sums = [Column::OldMajor, Column::NewMajor, Column::AlarmsDue, Column::Rooms, Column::Tenants];
                assert!(sums.contains(column) || count == whole as i64, "{column:?} {count} {whole}");
            }
        }
    }
}

async fn memory_total(memory: &Arc<dyn Store>, query: &FigureQuery) -> Line {
    let lines = memory.figures(account_id(103), query).await.unwrap();
    lines.values().fold(Line::default(), |mut total, line| {
        total.add(line);
        total
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn figures_equal_a_naive_count_over_the_events(happenings in happenings()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&happenings));
    }
}

#[tokio::test]
async fn a_database_that_was_counted_otherwise_is_counted_anew_when_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let open = async || SqliteStore::open(&file, Uuid::from_u128(77)).await.unwrap();
    let truth = Truth::live(&[
        (1, Happening::Premises { cell: 0, kind: 0, alarms: 3 }),
        (1, Happening::Visit { premises: 0, entered: true, minutes: 4 }),
        (1, Happening::Found { premises: 0, level: 2, on_site: false, due_in: Some(3) }),
    ]);
    let query = FigureQuery::of(Period { from: Date::from_days(0), to: Date::new(2027, 1, 1).unwrap() });
    let first = Arc::new(open().await);
    let store: Arc<dyn Store> = first.clone();
    prepare(&store).await;
    fill(&store, &truth.events).await;
    let lines = store.figures(account_id(103), &query).await.unwrap();
    assert_eq!(lines[&area_id(41).to_string()].get(Measure::FoundMajor), 1);
    sqlx::query("DELETE FROM figures").execute(first.writer()).await.unwrap();
    store.set_note(FIGURES_NOTE, None).await.unwrap();
    first.close().await;
    let second = open().await;
    assert_eq!(second.figures(account_id(103), &query).await.unwrap(), lines, "as before");
    let noted = second.note(FIGURES_NOTE).await.unwrap();
    assert_eq!(noted, Some(FIGURES_VERSION.to_string()));
}
