//! The town as it lives: what is to happen, in the order of time, and the events that come of it.

use super::dice::Dice;
use super::file::FileStep;
use super::follow::Follow;
use super::geography::{CELL_OF_WORKER1, Land};
use super::hazard::Fate;
use super::people::People;
use super::pictures::Album;
use super::plan::{self, Visit};
use super::stock::Stock;
use super::words::Words;
use super::{AT_WORK_DAYS, DemoError, DemoEvent, DemoPhoto, DemoPlace, DemoTip};
use gridwalk_domain::checklist::Catalogue;
use gridwalk_domain::event::{Body, Envelope, Personal, SubjectKind};
use gridwalk_domain::id::{AccountId, AreaId, DeviceId, EventId, HazardId, InspectionId, SubjectId};
use gridwalk_domain::ledger::{HazardRow, InspectionRow, PremisesRow, Row, RowKey, RowSet, fold};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::position::{Coordinate, Position};
use gridwalk_domain::record::NewEvent;
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::{Date, Timestamp};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

const CATALOGUE: &str = include_str!("../../../assets/catalogues/catalogue.json");
const SETTINGS: &str = include_str!("../../../assets/catalogues/place.json");

/// Something that will happen; who does it follows from where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Sites and premises of one building, by the site's number.
    Register(usize),
    /// By the visit's number in the plan.
    Visit(usize),
    Review(InspectionId),
    Correct(InspectionId),
    Notify(HazardId),
    /// The worker comes back to see whether it is mended.
    Return(HazardId),
    /// 复查.
    Reinspect(HazardId),
    CloseOut(HazardId),
    /// 上报街道.
    Report(HazardId),
    /// 移交.
    Refer(HazardId),
    Withdraw(HazardId),
    /// What happens beside its way.
    Follow(HazardId, Follow),
    /// Somebody else than a grid worker finds one, by the number of the premises; which of the year's.
    Raise {
        premises: usize,
        nth: usize,
    },
    /// What happens to the file of premises, by their number.
    File(usize, FileStep),
}

/// A new event with the salt of its personal part.
pub(super) struct Stamped {
    pub(super) new: NewEvent,
    pub(super) salt: Option<String>,
}

/// Writes down what happens.
pub(super) struct Town {
    pub(super) today: Date,
    pub(super) dice: Dice,
    pub(super) words: Words,
    pub(super) catalogue: Catalogue,
    pub(super) settings: PlaceSettings,
    pub(super) album: Album,
    pub(super) land: Land,
    pub(super) people: People,
    pub(super) stock: Stock,
    pub(super) plan: Vec<Visit>,
    /// Folded from the events so far.
    pub(super) rows: RowSet,
    /// What is to become of hazards still open.
    pub(super) fates: BTreeMap<HazardId, Fate>,
    /// Hazards that earlier visits were to find and could not.
    pub(super) hazards_owed: usize,
    /// Sent back once already, or waiting for a reviewer who has not come.
    pub(super) returned: BTreeSet<InspectionId>,
    /// Visits that the committee is to send back and the worker has not mended yet.
    pub(super) to_return: BTreeSet<InspectionId>,
    /// Visits that no reviewer has come to.
    pub(super) unreviewed: BTreeSet<InspectionId>,
    /// By site: its premises.
    pub(super) of_site: BTreeMap<usize, Vec<usize>>,
    agenda: BinaryHeap<Reverse<(Timestamp, u64, Step)>>,
    steps: u64,
    /// The year is over; what comes now is put in between.
    pub(super) has_lived: bool,
    pub(super) events: Vec<DemoEvent>,
    /// What is kept of tips apart from their events.
    pub(super) tips: Vec<DemoTip>,
    uploads: BTreeMap<PhotoHash, BTreeSet<AccountId>>,
}

impl Town {
    /// Founds it: everything is there, nothing has happened yet.
    pub(super) fn found(today: Date, seed: u64) -> Result<Self, DemoError> {
        let mut dice = Dice::new(seed);
        let words = Words::read()?;
        let catalogue = Catalogue::read(CATALOGUE)?;
        let settings = serde_json::from_str(SETTINGS).map_err(|source| DemoError::Settings { source })?;
        let album = Album::read()?;
        let land = Land::lay_out(&words);
        let people = People::appoint(&land, &words, today.plus_days(-AT_WORK_DAYS).start_in_shanghai());
        let stock = Stock::deal(&land, &words, &album, &mut dice);
        let registered = plan::registrations(&stock, &mut dice);
        let plan = plan::visits(&stock, &catalogue, &registered, today, &mut dice);
        let mut town = Self {
            today,
            dice,
            words,
            catalogue,
            settings,
            album,
            land,
            people,
            stock,
            plan,
            rows: RowSet::new(),
            fates: BTreeMap::new(),
            hazards_owed: 0,
            returned: BTreeSet::new(),
            to_return: BTreeSet::new(),
            unreviewed: BTreeSet::new(),
            of_site: BTreeMap::new(),
            agenda: BinaryHeap::new(),
            steps: 0,
            has_lived: false,
            events: Vec::new(),
            tips: Vec::new(),
            uploads: BTreeMap::new(),
        };
        town.set_out(&registered);
        Ok(town)
    }

    fn set_out(&mut self, registered: &[i64]) {
        let site_of: BTreeMap<_, _> =
            self.stock.sites.iter().enumerate().map(|(index, site)| (site.id, index)).collect();
        for (index, premises) in self.stock.premises.iter().enumerate() {
            if let Some(site) = premises.body.site.and_then(|id| site_of.get(&id)) {
                self.of_site.entry(*site).or_default().push(index);
            }
        }
        // A building is registered with the first of its premises.
        let groups = self.of_site.clone();
        for (site, premises) in groups {
            let days_ago = premises.iter().map(|index| registered[*index]).max().unwrap_or(AT_WORK_DAYS - 10);
            let minute = self.dice.range(8 * 60 + 30, 17 * 60);
            let at = self.today.plus_days(-days_ago).start_in_shanghai().plus_millis(minute * 60_000);
            self.later(at, Step::Register(site));
        }
        for index in 0..self.plan.len() {
            self.later(self.plan[index].ended_at, Step::Visit(index));
        }
        self.plan_files();
        self.plan_raised();
    }

    /// Lives up to the morning of the day.
    pub(super) fn live(mut self) -> DemoPlace {
        let morning = self.today.start_in_shanghai();
        while let Some(Reverse((at, _, step))) = self.agenda.pop() {
            if at.plus_millis(120_000) >= morning {
                break;
            }
            self.happen(at, step);
        }
        self.has_lived = true;
        self.do_duties();
        let photo = |picture: &super::pictures::Picture| DemoPhoto {
            hash: picture.hash,
            bytes: picture.bytes,
            width: picture.width,
            height: picture.height,
            uploaders: self.uploads.get(&picture.hash).cloned().unwrap_or_default(),
        };
        let photos = self.album.pictures.iter().map(photo).filter(|photo| !photo.uploaders.is_empty()).collect();
        let keeper = self.people.account(self.officer_of(CELL_OF_WORKER1)).id;
        let (areas, accounts) = (self.land.areas, self.people.accounts);
        DemoPlace { areas, accounts, photos, events: self.events, tips: self.tips, keeper }
    }

    fn happen(&mut self, at: Timestamp, step: Step) {
        match step {
            Step::Register(site) => self.register(at, site),
            Step::Visit(visit) => self.visit(visit),
            Step::Review(inspection) => self.review(at, inspection),
            Step::Correct(inspection) => self.correct(at, inspection),
            Step::Notify(hazard) => self.notify(at, hazard),
            Step::Return(hazard) => self.come_back(at, hazard),
            Step::Reinspect(hazard) => self.reinspect(at, hazard),
            Step::CloseOut(hazard) => self.close_out(at, hazard),
            Step::Report(hazard) => self.report(at, hazard),
            Step::Refer(hazard) => self.refer(at, hazard),
            Step::Withdraw(hazard) => self.withdraw(at, hazard),
            Step::Follow(hazard, what) => self.follow(at, hazard, what),
            Step::Raise { premises, nth } => self.raise(at, premises, nth),
            Step::File(premises, what) => self.keep_file(at, premises, what),
        }
    }

    /// Puts a step on the agenda.
    pub(super) fn later(&mut self, at: Timestamp, step: Step) {
        self.steps += 1;
        self.agenda.push(Reverse((at, self.steps, step)));
    }

    fn register(&mut self, at: Timestamp, site: usize) {
        let (id, cell, point) = (self.stock.sites[site].id, self.stock.sites[site].cell, self.stock.sites[site].at);
        let worker = self.people.workers[cell];
        let mut body = self.stock.sites[site].body.clone();
        body.position = Some(self.fix(worker, point, at));
        self.write(
            at,
            worker,
            NewEvent {
                subject: id.into(),
                area: self.land.cells[cell].area,
                base: None,
                body: body.into(),
                personal: None,
            },
        );
        let mut at = at;
        for index in self.of_site.get(&site).cloned().unwrap_or_default() {
            at = at.plus_millis(self.dice.minutes(3.0, 8.0));
            let premises = &self.stock.premises[index];
            let (id, point, front) = (premises.id, premises.at, premises.front);
            let mut body = premises.body.clone();
            let (details, persons) = self.fill_file(index);
            let personal = serde_json::to_value(&persons).ok();
            body.details = details;
            body.position = Some(self.fix(worker, point, at));
            body.door_photo = self.photo(worker, front, at, body.position);
            self.write(
                at,
                worker,
                NewEvent {
                    subject: id.into(),
                    area: self.land.cells[cell].area,
                    base: None,
                    body: body.into(),
                    personal,
                },
            );
        }
    }

    /// A reading of an account's phone at a place, within some metres of it.
    pub(super) fn fix(&mut self, account: usize, at: Coordinate, time: Timestamp) -> Position {
        let far = self.dice.between(0.5, 5.0);
        let angle = self.dice.between(0.0, std::f64::consts::TAU);
        Position {
            at: super::geography::moved(at, far * angle.cos(), far * angle.sin()),
            accuracy_m: (self.dice.between(4.0, 16.0) * 10.0).round() / 10.0,
            fixed_at: self.by_phone(account, time),
        }
    }

    /// An instant as the account's phone shows it.
    pub(super) fn by_phone(&self, account: usize, time: Timestamp) -> Timestamp {
        time.plus_millis(-self.people.offset_ms(account))
    }

    /// A picture as a record names it.
    pub(super) fn photo(
        &self,
        account: usize,
        picture: usize,
        time: Timestamp,
        position: Option<Position>,
    ) -> Option<gridwalk_domain::photo::PhotoRef> {
        self.album.photo(picture, self.by_phone(account, time), position)
    }

    /// Stamps an event as the account's phone would, folds it and puts it into the shared order.
    pub(super) fn write(&mut self, at: Timestamp, account: usize, new: NewEvent) {
        let salt = new.personal.is_some().then(|| self.dice.salt());
        let (actor, device) = (self.people.account(account).id, self.people.account(account).device);
        let by_phone = self.by_phone(account, at);
        let id = EventId(self.dice.id_at(by_phone));
        self.put(at, (actor, device), id, self.people.offset_ms(account), Stamped { new, salt });
    }

    /// Folds an event and puts it into the shared order.
    pub(super) fn put(
        &mut self,
        at: Timestamp,
        (actor, device): (AccountId, DeviceId),
        id: EventId,
        offset_ms: i64,
        Stamped { new, salt }: Stamped,
    ) {
        let personal = new.personal.zip(salt).map(|(fields, salt)| Personal { salt, fields });
        let by_phone = at.plus_millis(-offset_ms);
        let envelope = Envelope {
            id,
            subject: new.subject,
            kind: new.body.kind().to_owned(),
            version: 1,
            base: new.base,
            at: by_phone,
            clock_offset_ms: Some(offset_ms),
            actor,
            device,
            area: new.area,
            body: new.body.to_value(),
            personal,
            sig: None,
        };
        for photo in new.body.photos() {
            self.uploads.entry(photo.sha256).or_default().insert(actor);
        }
        fold(&envelope, &new.body, &mut self.rows);
        let before = self.events.last().map_or(at, |event| event.received_at);
        let received_at = at.plus_millis(self.dice.range(900, 40_000)).max(before);
        self.events.push(DemoEvent { envelope, received_at });
    }

    /// Writes about something that is there already.
    pub(super) fn write_about(
        &mut self,
        at: Timestamp,
        account: usize,
        kind: SubjectKind,
        subject: SubjectId,
        body: Body,
    ) {
        let Some((area, base)) = self.rows.get(&RowKey { kind, id: subject }).map(|row| (row.area(), row.head()))
        else {
            return;
        };
        self.write(at, account, NewEvent { subject, area, base: Some(base), body, personal: None });
    }

    pub(super) fn premises_row(&self, id: gridwalk_domain::id::PremisesId) -> Option<&PremisesRow> {
        match self.rows.get(&RowKey { kind: SubjectKind::Premises, id: id.into() }) {
            Some(Row::Premises(row)) => Some(row),
            _ => None,
        }
    }

    pub(super) fn hazard_row(&self, id: HazardId) -> Option<&HazardRow> {
        match self.rows.get(&RowKey { kind: SubjectKind::Hazard, id: id.into() }) {
            Some(Row::Hazard(row)) => Some(row),
            _ => None,
        }
    }

    pub(super) fn inspection_row(&self, id: InspectionId) -> Option<&InspectionRow> {
        match self.rows.get(&RowKey { kind: SubjectKind::Inspection, id: id.into() }) {
            Some(Row::Inspection(row)) => Some(row),
            _ => None,
        }
    }

    /// Place of the cell among the land's.
    pub(super) fn cell_of(&self, area: AreaId) -> usize {
        self.land.cells.iter().position(|cell| cell.area == area).unwrap_or_default()
    }

    /// The community's clerk for a cell.
    pub(super) fn committee_of(&self, cell: usize) -> usize {
        self.people.committees[self.land.cells[cell].community]
    }

    /// The sub-district's officer for a cell.
    pub(super) fn officer_of(&self, cell: usize) -> usize {
        self.people.officers[Land::subdistrict_of(self.land.cells[cell].community)]
    }

    /// The next moment at which an office is open: Monday to Saturday, 8:30 to 17:30.
    pub(super) fn in_office(&mut self, at: Timestamp) -> Timestamp {
        let (open, shut) = (8 * 60 + 30, 17 * 60 + 30);
        let day = at.date_in_shanghai();
        let minute = i64::from(at.minute_of_day_in_shanghai());
        let next = if minute >= shut { day.plus_days(1) } else { day };
        let next = if next.weekday() == 6 { next.plus_days(1) } else { next };
        if next == day && minute >= open {
            return at;
        }
        next.start_in_shanghai().plus_millis(open * 60_000 + self.dice.minutes(2.0, 200.0))
    }
}
