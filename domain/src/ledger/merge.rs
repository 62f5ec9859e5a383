//! Two registrations of one premises brought together: nothing of either is lost, and what is still written about the
//! one that is shown no more counts at the one that survives.

use super::RowSet;
use super::row::{PremisesRow, Row, RowKey};
use crate::event::{Envelope, QuietPeriod, SubjectKind};
use crate::id::PremisesId;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Key of a merger in the change log: old is the name of the one that is shown no more, new that of the one that stays.
pub const MERGED: &str = "merged";

/// What ties premises to others and to the calendar.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PremisesTies {
    /// What it was merged into: it is listed no more, and its page leads there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<PremisesId>,
    /// What was merged into it: their visits and hazards are part of its history.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absorbed: Vec<PremisesId>,
    /// Look alike and are not the same: a person has said so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_apart: Vec<PremisesId>,
    /// 安静期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<QuietPeriod>,
    /// Days of one year on which somebody got in.
    #[serde(default, skip_serializing_if = "YearVisits::is_none")]
    pub year_visits: YearVisits,
}

impl PremisesTies {
    /// Nothing to write down.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Days of the newest year with a visit that got in; two records of one day count once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearVisits {
    /// Calendar year.
    pub year: i32,
    /// Days.
    pub days: u32,
}

impl YearVisits {
    fn is_none(&self) -> bool {
        self.days == 0
    }

    /// How many of that year.
    pub fn in_year(self, year: i32) -> u32 {
        if self.year == year { self.days } else { 0 }
    }

    /// With one more day; an older year's is of no account.
    pub(super) fn with(self, day: Date) -> Self {
        let year = day.civil().0;
        match year.cmp(&self.year) {
            std::cmp::Ordering::Less => self,
            _ => Self { year, days: self.in_year(year).saturating_add(1) },
        }
    }

    fn joined(self, other: Self) -> Self {
        let year = self.year.max(other.year);
        Self { year, days: self.in_year(year).saturating_add(other.in_year(year)) }
    }
}

fn key(id: PremisesId) -> RowKey {
    RowKey { kind: SubjectKind::Premises, id: id.into() }
}

/// The survivors of premises among `rows` that are not there themselves: load them too before folding, and ask again
/// until there are none.
pub fn survivors(rows: &RowSet) -> Vec<RowKey> {
    let merged = rows.values().filter_map(|row| match row {
        Row::Premises(row) => row.ties.merged_into,
        _ => None,
    });
    merged.map(key).filter(|key| !rows.contains_key(key)).collect()
}

/// `id` and what it was merged into, in order; each once, so that a circle ends.
pub(super) fn line_of(id: PremisesId, rows: &RowSet) -> Vec<PremisesId> {
    let mut line = vec![id];
    while let Some(Row::Premises(row)) = line.last().and_then(|last| rows.get(&key(*last)))
        && let Some(next) = row.ties.merged_into
        && !line.contains(&next)
    {
        line.push(next);
    }
    line
}

/// Brings `absorbed` into the event's premises, and notes it in the change log of both; either missing changes nothing.
pub(super) fn merge(envelope: &Envelope, absorbed: PremisesId, rows: &mut RowSet) {
    let survivor: PremisesId = envelope.subject.into();
    if survivor == absorbed || line_of(survivor, rows).contains(&absorbed) {
        return;
    }
    let Some(Row::Premises(gone)) = rows.get_mut(&key(absorbed)) else { return };
    if gone.ties.merged_into.is_some() {
        return;
    }
    gone.ties.merged_into = Some(survivor);
    let taken = gone.clone();
    let Some(Row::Premises(row)) = rows.get_mut(&key(survivor)) else { return };
    let (name, kept) = (taken.name.clone(), row.name.clone());
    take_over(row, taken);
    row.file.log(envelope, MERGED, name.clone(), kept.clone());
    if let Some(Row::Premises(gone)) = rows.get_mut(&key(absorbed)) {
        gone.file.log(envelope, MERGED, name, kept);
    }
}

// What was registered stays as the survivor has it, and is filled in from the other where it has nothing.
fn take_over(row: &mut PremisesRow, gone: PremisesRow) {
    row.ties.absorbed.push(gone.id);
    row.ties.absorbed.extend(gone.ties.absorbed);
    row.finds.extend(gone.finds);
    row.open_hazards.extend(gone.open_hazards);
    row.registered_at = row.registered_at.min(gone.registered_at);
    if gone.last_visit.as_ref().map(|last| last.at) > row.last_visit.as_ref().map(|last| last.at) {
        row.last_visit = gone.last_visit;
        row.not_entered_in_a_row = gone.not_entered_in_a_row;
    }
    if gone.last_inspected_at > row.last_inspected_at {
        row.last_inspected_at = gone.last_inspected_at;
        row.last_answers = gone.last_answers;
    }
    row.last_full_at = row.last_full_at.max(gone.last_full_at);
    row.ties.year_visits = row.ties.year_visits.joined(gone.ties.year_visits);
    row.position = row.position.or(gone.position);
    row.door_photo = row.door_photo.take().or(gone.door_photo);
    if row.rooms.is_empty() {
        row.rooms = gone.rooms;
        row.rooms_seen = gone.rooms_seen;
    }
    // Where both have a value (监管主体 is one of them) the survivor's stands: there is one of each (R05).
    for (name, value) in gone.details {
        row.details.entry(name).or_insert(value);
    }
    for (own, other) in [
        (&mut row.persons.owner_name, gone.persons.owner_name),
        (&mut row.persons.owner_phone, gone.persons.owner_phone),
        (&mut row.persons.guarantor_name, gone.persons.guarantor_name),
    ] {
        if own.is_empty() {
            *own = other;
        }
    }
}
