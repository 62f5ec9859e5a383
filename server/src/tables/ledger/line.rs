//! One line of a ledger, in the words of whoever keeps it.

use super::Scribe;
use super::cell::{Building, Place};
use crate::tables::table::{Cell, Line};
use crate::tables::words::RegisterColumn;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::checklist::Level;
use gridwalk_domain::event::{LimitedSpace, PersonRole};
use gridwalk_domain::followup::overdue_days;
use gridwalk_domain::id::AreaId;
use gridwalk_domain::ledger::{HazardRow, HazardState, LIST, Past, PremisesRow, Referral, Standing};
use gridwalk_domain::mask;
use gridwalk_domain::register::Grade;
use gridwalk_domain::time::{Date, Timestamp};

impl Scribe<'_> {
    /// A line of premises; its number comes later.
    pub(super) fn premises_line(&self, row: &PremisesRow, building: &Building) -> Line {
        let kind = self.words.kind_of_code(&row.kind);
        let mut cells = self.place(row.area);
        cells.extend([
            row.name.as_str().into(),
            kind.map_or(row.kind.as_str(), |kind| kind.name.as_str()).into(),
            row.address.as_str().into(),
            building.code.as_str().into(),
            building.name.as_str().into(),
        ]);
        for role in PersonRole::ALL {
            let (name, phone) = row.persons.of(role);
            cells.extend([self.name(name), self.phone(phone)]);
        }
        cells.extend([
            self.keepers.get(&row.area).map_or("", String::as_str).into(),
            row.position.map_or(Cell::Empty, |position| Cell::Number(position.at.lon)),
            row.position.map_or(Cell::Empty, |position| Cell::Number(position.at.lat)),
        ]);
        cells.extend(self.register.iter().map(|column| detail(column, row)));
        let day = |at: Option<Timestamp>| Cell::from(at.map(Timestamp::date_in_shanghai));
        cells.extend([
            self.words.grade(row).map_or("", Grade::word).into(),
            standing(row).into(),
            Cell::Day(row.registered_at.date_in_shanghai()),
            day(row.file.verified_at),
            day(row.last_visit.as_ref().map(|visit| visit.at)),
            Cell::Number(row.open_hazards.len() as f64),
        ]);
        Line { cells, at: row.position.map(|position| position.at) }
    }

    /// A line of one kind of limited space; its number comes later.
    pub(super) fn space_line(&self, row: &PremisesRow, space: &LimitedSpace) -> Line {
        let has = |has: bool| Cell::from(if has { "有" } else { "无" });
        let mut cells = self.place(row.area);
        cells.extend([
            row.name.as_str().into(),
            self.words.kind_of_code(&row.kind).map_or(row.kind.as_str(), |kind| kind.name.as_str()).into(),
            row.address.as_str().into(),
            self.name(&row.persons.owner_name),
            self.phone(&row.persons.owner_phone),
            space.kind.as_str().into(),
            Cell::Number(f64::from(space.count)),
            has(space.sign),
            has(space.lock),
        ]);
        Line { cells, at: row.position.map(|position| position.at) }
    }

    /// A line of a hazard; its number comes later.
    pub(super) fn hazard_line(&self, row: &HazardRow, place: &Place<'_>) -> Line {
        let found = &row.found;
        let what = found.what();
        let day = |at: Option<Timestamp>| Cell::from(at.map(Timestamp::date_in_shanghai));
        let looked = row.reinspection();
        let mut cells = self.place(row.area);
        cells.extend([
            short(row.id.0).into(),
            row.premises_name.as_str().into(),
            place.address.as_str().into(),
            place.kind.into(),
            Cell::Day(row.discovered_on()),
            found.source.word().into(),
            self.people.get(&row.finder).cloned().unwrap_or_default().into(),
            what.into(),
            found.part.as_str().into(),
            judged(row).into(),
            self.name(&place.owner_name),
            found.fixes.join("；").into(),
            row.due_on().into(),
            state(row).into(),
            Cell::Number(f64::from(row.round)),
            day(row.rectified_at),
            looked.and_then(|(by, _)| self.people.get(&by).cloned()).unwrap_or_default().into(),
            day(looked.map(|(_, at)| at)),
            row.closed.and_then(|(by, _)| self.people.get(&by).cloned()).unwrap_or_default().into(),
            day(row.closed.map(|(_, at)| at)),
            referral(row).into(),
            self.steps(row).into(),
            self.overdue(row),
            remark(row).into(),
            Cell::Number(found.photos.len() as f64),
            Cell::Number(row.after_photos.len() as f64),
        ]);
        Line { cells, at: place.at }
    }

    // The last rung of the ladder with its document, and whether it is listed.
    fn steps(&self, row: &HazardRow) -> String {
        let rung = row.ladder.iter().rfind(|step| step.rung != LIST);
        let rung = rung.map(|step| format!("{} {}", self.words.rung(&step.rung), step.document).trim().to_owned());
        let listing = row.listing.as_ref().map(|listing| {
            let state = if listing.lifted.is_some() { "已摘牌" } else { "挂牌督办" };
            format!("{state} {}", listing.document).trim().to_owned()
        });
        [rung, listing].into_iter().flatten().collect::<Vec<_>>().join("；")
    }

    fn overdue(&self, row: &HazardRow) -> Cell {
        overdue_days(row, self.today, self.settings).map_or(Cell::Empty, |days| Cell::Number(days as f64))
    }

    /// Room for the number, sub-district, community, cell.
    fn place(&self, area: AreaId) -> Vec<Cell> {
        let name = |level| self.tree.on_level(area, level).map(|area| area.name.clone()).unwrap_or_default();
        vec![
            Cell::Empty,
            name(AreaLevel::Subdistrict).into(),
            name(AreaLevel::Community).into(),
            name(AreaLevel::GridCell).into(),
        ]
    }

    fn name(&self, name: &str) -> Cell {
        if self.is_full { name.into() } else { mask::name(name).into() }
    }

    fn phone(&self, phone: &str) -> Cell {
        if self.is_full { phone.into() } else { mask::phone(phone).into() }
    }
}

fn detail(column: &RegisterColumn, row: &PremisesRow) -> Cell {
    let Some(text) = row.details.get(&column.key) else { return Cell::Empty };
    match (column.shape.as_str(), text.as_str()) {
        ("number", text) => text.parse().map_or_else(|_| text.into(), Cell::Number),
        ("date", text) => text.parse::<Date>().map_or_else(|_| text.into(), Cell::Day),
        (_, text) => text.into(),
    }
}

fn standing(row: &PremisesRow) -> &'static str {
    if row.ties.merged_into.is_some() {
        return "已并入别处";
    }
    match row.file.standing {
        Standing::Open => "在册",
        Standing::Suspended => "暂停",
        Standing::ClosureAsked => "申请注销",
        Standing::Closed => "已注销",
        Standing::Replaced => "已换业态",
    }
}

/// The last eight digits of an id: what a person reads out.
fn short(id: uuid::Uuid) -> String {
    let text = id.simple().to_string();
    text[24..].to_uppercase()
}

// 重大 only where an authority has said so, with its document.
fn judged(row: &HazardRow) -> String {
    match &row.judged {
        Some(verdict) if verdict.is_major => format!("重大（{} {}）", verdict.authority, verdict.document),
        Some(_) => "一般（经研判）".to_owned(),
        None => level(row.found.level).to_owned(),
    }
}

// What whoever closed or withdrew it wrote.
fn remark(row: &HazardRow) -> String {
    let is_end = |past: &&Past| !past.misfit && matches!(past.kind.as_str(), "ClosedOut" | "HazardWithdrawn");
    row.history.iter().rfind(is_end).map(|past| past.note.clone()).unwrap_or_default()
}

// To whom, and whether they have answered.
fn referral(row: &HazardRow) -> String {
    let one = |referral: &Referral| {
        let answered = if referral.feedback.is_some() { "已反馈" } else { "待反馈" };
        format!("{}（{answered}）", referral.to)
    };
    row.referrals.iter().map(one).collect::<Vec<_>>().join("；")
}

/// 一般 / 疑似重大（待研判） / 线索.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::General => "一般",
        Level::SuspectedMajor => "疑似重大（待研判）",
        Level::Lead => "线索",
    }
}

fn state(row: &HazardRow) -> &'static str {
    match row.state {
        _ if row.awaits_report() => "待上报",
        HazardState::Found => "待告知",
        HazardState::Rectifying => "整改中",
        HazardState::AwaitingReinspection => "待复查",
        HazardState::AwaitingCloseOut => "待销号",
        HazardState::ClosedOut => "已销号",
        HazardState::Reported => "已上报",
        HazardState::Referred => "已移交",
        HazardState::Withdrawn => "误录撤销",
    }
}
