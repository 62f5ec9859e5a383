//! The rows that lists and pages show, one per subject.

use super::file::PremisesFile;
use super::hazard_row::HazardRow;
use super::merge::PremisesTies;
use super::notice::NoticeRow;
use super::task::TaskRow;
use crate::checklist::{Answers, Level};
use crate::event::SubjectKind;
use crate::event::{InspectionRecorded, NotEnteredReason, PremisesPersons, ReviewReturned, Room};
use crate::id::{AccountId, AreaId, EventId, HazardId, InspectionId, PremisesId, RoomId, SiteId, SubjectId};
use crate::photo::PhotoRef;
use crate::position::Position;
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowKey {
    /// Which kind of row.
    pub kind: SubjectKind,
    /// Whose.
    pub id: SubjectId,
}

/// Any row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "handled a page at a time")]
pub enum Row {
    /// 楼栋/院落.
    Site(SiteRow),
    /// 场所.
    Premises(PremisesRow),
    /// 巡查.
    Inspection(InspectionRow),
    /// 隐患.
    Hazard(HazardRow),
    /// 任务.
    Task(TaskRow),
    /// 告知单.
    Notice(NoticeRow),
}

/// 楼栋/院落.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteRow {
    /// Which.
    pub id: SiteId,
    /// Cell.
    pub area: AreaId,
    /// As registered.
    pub name: String,
    /// 楼栋编号.
    pub building_code: Option<String>,
    /// As registered.
    pub address: String,
    /// Where.
    pub position: Option<Position>,
    /// What is said of a shared yard: `shared`, `floor_area_m2`, `managed_by` (R22).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// 此处无场所: when a worker last passed it on 扫街 and found none (R01).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_premises_at: Option<Timestamp>,
    /// Last event of the subject.
    pub head: EventId,
    /// Events whose base was not the head when they were folded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<EventId>,
}

/// 场所 with what a worker wants to know before knocking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PremisesRow {
    /// Which.
    pub id: PremisesId,
    /// Building.
    pub site: Option<SiteId>,
    /// Cell.
    pub area: AreaId,
    /// 招牌名.
    pub name: String,
    /// Catalogue kind.
    pub kind: String,
    /// With 门牌.
    pub address: String,
    /// Registered point.
    pub position: Option<Position>,
    /// As last registered.
    pub door_photo: Option<PhotoRef>,
    /// All rooms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<Room>,
    /// Register columns.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// Shown to the scope only, masked in lists.
    #[serde(default)]
    pub persons: PremisesPersons,
    /// Standing, changes, persons told, sub-ledgers.
    #[serde(default)]
    pub file: PremisesFile,
    /// When it was registered, by the device's clock.
    pub registered_at: Timestamp,
    /// Last visit of any outcome.
    pub last_visit: Option<LastVisit>,
    /// End of the last visit that got in.
    pub last_inspected_at: Option<Timestamp>,
    /// End of the last visit that was not 与上次一样.
    pub last_full_at: Option<Timestamp>,
    /// Visits by 与上次一样 since the last full one.
    pub as_last_since_full: u32,
    /// Visits in a row that did not get in for the reason of `last_visit`.
    pub not_entered_in_a_row: u32,
    /// Answers of the last visit that got in, shown as a suggestion.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub last_answers: Answers,
    /// Day on which each room was last looked at; the unseen come first next time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rooms_seen: BTreeMap<RoomId, Date>,
    /// What was found here of late, for 屡查屡犯 (R47); nothing older than two years before the newest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub finds: Vec<Find>,
    /// Hazards not yet closed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub open_hazards: BTreeMap<HazardId, OpenHazard>,
    /// Mergers, quiet period, visits of the year.
    #[serde(default, skip_serializing_if = "PremisesTies::is_none")]
    pub ties: PremisesTies,
    /// Last event of the subject.
    pub head: EventId,
    /// Events whose base was not the head.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<EventId>,
}

/// What a list says of the last visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastVisit {
    /// Which.
    pub inspection: InspectionId,
    /// Its end, by the device's clock.
    pub at: Timestamp,
    /// `None` when they got in.
    pub not_entered: Option<NotEnteredReason>,
    /// Hazards found on it.
    pub hazards: u32,
}

/// That an item failed at a premises, or its hazard came back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Find {
    /// Which hazard.
    pub hazard: HazardId,
    /// Item code.
    pub item: String,
    /// By the corrected clock.
    pub at: Timestamp,
}

/// An open hazard, as its premises carries it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenHazard {
    /// Item code.
    pub item: String,
    /// Chips, or the item's text.
    pub what: String,
    /// G / M / L.
    pub level: Level,
    /// When found, by the device's clock.
    pub found_at: Timestamp,
    /// 建议整改期限.
    pub due_on: Option<Date>,
    /// 已改, waiting for the committee.
    pub rectified: bool,
    /// Rooms it is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<RoomId>,
}

/// Where the review of a visit stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReviewState {
    /// 待审核.
    Pending,
    /// 已通过.
    Passed {
        /// By whom.
        by: AccountId,
        /// By the reviewer's clock.
        at: Timestamp,
    },
    /// 已退回.
    Returned {
        /// By whom.
        by: AccountId,
        /// By the reviewer's clock.
        at: Timestamp,
        /// The return's event.
        event: EventId,
        /// What is wanted.
        what: ReviewReturned,
    },
}

/// One return of a visit, kept after it was corrected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastReturn {
    /// By whom.
    pub by: AccountId,
    /// By the reviewer's clock.
    pub at: Timestamp,
    /// What was wanted.
    pub what: ReviewReturned,
}

/// 巡查记录.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectionRow {
    /// Which.
    pub id: InspectionId,
    /// Cell.
    pub area: AreaId,
    /// Worker.
    pub actor: AccountId,
    /// Commit, by the device's clock.
    pub at: Timestamp,
    /// Server minus device clock; absent means 未校时.
    pub clock_offset_ms: Option<i64>,
    /// As recorded or last corrected.
    pub record: InspectionRecorded,
    /// Name of the premises when folded; empty if it was not known.
    pub premises_name: String,
    /// Catalogue kind of the premises.
    pub premises_kind: String,
    /// Hazards found on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<HazardId>,
    /// The gravest of them.
    pub gravest: Option<Level>,
    /// Where the review stands.
    pub review: ReviewState,
    /// Corrections so far.
    pub corrections: u32,
    /// Item codes changed by the last correction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    /// What the last correction says of itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// Every return so far, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<PastReturn>,
    /// 指派: who is to review it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<AccountId>,
    /// Last event of the subject.
    pub head: EventId,
    /// Events whose base was not the head.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<EventId>,
}

impl InspectionRow {
    /// Any reading of the same phone's clock, moved by the offset measured at the commit.
    pub fn correct(&self, at: Timestamp) -> Timestamp {
        at.plus_millis(self.clock_offset_ms.unwrap_or_default())
    }

    /// When it was committed, by the server's clock.
    pub fn committed_at(&self) -> Timestamp {
        self.correct(self.at)
    }

    /// When the visit ended, by the server's clock.
    pub fn ended_at(&self) -> Timestamp {
        self.correct(self.record.ended_at)
    }
}

impl Row {
    /// Its name.
    pub fn key(&self) -> RowKey {
        match self {
            Self::Site(row) => RowKey { kind: SubjectKind::Site, id: row.id.into() },
            Self::Premises(row) => RowKey { kind: SubjectKind::Premises, id: row.id.into() },
            Self::Inspection(row) => RowKey { kind: SubjectKind::Inspection, id: row.id.into() },
            Self::Hazard(row) => RowKey { kind: SubjectKind::Hazard, id: row.id.into() },
            Self::Task(row) => RowKey { kind: SubjectKind::Task, id: row.id.into() },
            Self::Notice(row) => RowKey { kind: SubjectKind::Notice, id: row.id.into() },
        }
    }

    /// Its cell.
    pub fn area(&self) -> AreaId {
        match self {
            Self::Site(row) => row.area,
            Self::Premises(row) => row.area,
            Self::Inspection(row) => row.area,
            Self::Hazard(row) => row.area,
            Self::Task(row) => row.area,
            Self::Notice(row) => row.area,
        }
    }

    /// Last event of its subject: the `base` of the next.
    pub fn head(&self) -> EventId {
        match self {
            Self::Site(row) => row.head,
            Self::Premises(row) => row.head,
            Self::Inspection(row) => row.head,
            Self::Hazard(row) => row.head,
            Self::Task(row) => row.head,
            Self::Notice(row) => row.head,
        }
    }

    /// Sets the head, noting a base that was not the one before it. A hazard looks after its own.
    pub(super) fn advance(&mut self, base: Option<EventId>, event: EventId) {
        let (head, contested) = match self {
            Self::Site(row) => (&mut row.head, &mut row.contested),
            Self::Premises(row) => (&mut row.head, &mut row.contested),
            Self::Inspection(row) => (&mut row.head, &mut row.contested),
            Self::Hazard(_) => return,
            Self::Task(row) => (&mut row.head, &mut row.contested),
            Self::Notice(row) => (&mut row.head, &mut row.contested),
        };
        if base != Some(*head) {
            contested.push(event);
        }
        *head = event;
    }
}

impl OpenHazard {
    /// Of a hazard as it stands.
    pub(super) fn of(hazard: &HazardRow) -> Self {
        let found = &hazard.found;
        let what = found.what();
        let left: Vec<RoomId> = hazard.rooms_left().collect();
        Self {
            item: found.item.clone(),
            what,
            level: found.level,
            found_at: hazard.found_at,
            due_on: hazard.due_on(),
            rectified: hazard.rectified_at.is_some(),
            // Without rooms it would be the premises as a whole.
            rooms: if left.is_empty() { found.rooms.clone() } else { left },
        }
    }
}
