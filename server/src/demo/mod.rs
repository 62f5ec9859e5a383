//! The demo place: a county that has been at work for a year, made up anew and dated by the day it is opened.
//!
//! Bird's-eye view: [`geography`] lays out areas, borders and doors; [`people`] appoints the accounts; [`stock`] deals
//! buildings and premises; [`plan`] makes a year of rounds; [`town`] then lives through it, event by event: visits
//! ([`visit`]) go through the same sheets and the same `record_visit` as on a phone, reviews ([`review`]) and the life
//! of hazards ([`hazard`]) follow. Every event is made in the state that the ones before it have left, so that the
//! server's rules admit all of them in this order.
//!
//! Invariants: the same day and seed make the same bytes; nothing is dated on or after the day; nobody and nothing in
//! it is real, and no telephone number can ring.

mod defects;
mod dice;
mod duties;
mod file;
mod follow;
mod geography;
mod hazard;
mod notices;
mod people;
mod pictures;
mod plan;
mod register;
mod review;
mod stock;
mod tips;
mod town;
mod visit;
mod words;
mod year;

use gridwalk_domain::admit::Role;
use gridwalk_domain::area::Area;
use gridwalk_domain::checklist::CatalogueError;
use gridwalk_domain::event::Envelope;
use gridwalk_domain::id::{AccountId, AreaId, DeviceId, TaskId};
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::{Date, Timestamp};
use std::collections::BTreeSet;

/// Days before the demo's day since which its accounts have been at work.
const AT_WORK_DAYS: i64 = 400;

/// Everything that a fresh server is filled with.
#[derive(Clone, Debug)]
pub struct DemoPlace {
    /// From the county down; only grid cells have borders.
    pub areas: Vec<Area>,
    /// Those who sign in, and their colleagues who do not.
    pub accounts: Vec<DemoAccount>,
    /// Every photo that the events name.
    pub photos: Vec<DemoPhoto>,
    /// In the order in which the server took them in.
    pub events: Vec<DemoEvent>,
    /// What is kept of tips apart from their events.
    pub tips: Vec<DemoTip>,
    /// 举报专员.
    pub keeper: AccountId,
}

/// A person of the demo place.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// The same at every start.
    pub id: AccountId,
    /// `worker1`, …: what one types at the door.
    pub username: String,
    /// Made up.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// What it answers for, since `since` and still.
    pub areas: Vec<AreaId>,
    /// Before the first event.
    pub since: Timestamp,
    /// Whether it gets the demo password; the others cannot sign in at all.
    pub signs_in: bool,
    /// Whose events it wrote.
    pub device: DeviceId,
}

/// What a reporter of the demo place has and left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoTip {
    /// Which.
    pub tip: TaskId,
    /// Its sub-district.
    pub area: AreaId,
    /// As told to the reporter.
    pub number: String,
    /// As the reporter's page made it.
    pub secret: String,
    /// Made up; empty where nothing was left.
    pub name: String,
    /// Can ring nowhere; empty where nothing was left.
    pub phone: String,
}

/// A generated photo.
#[derive(Clone, Debug)]
pub struct DemoPhoto {
    /// Of the bytes.
    pub hash: PhotoHash,
    /// A JPEG.
    pub bytes: &'static [u8],
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Authors of the events that name it.
    pub uploaders: BTreeSet<AccountId>,
}

/// An event with the instant at which the server took it in; these never run backwards.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoEvent {
    /// As posted.
    pub envelope: Envelope,
    /// By the server's clock.
    pub received_at: Timestamp,
}

/// The demo place cannot be made: one of its files, built into this program, is broken.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// `assets/catalogues/catalogue.json`.
    #[error("catalogue of the demo place: {0}")]
    Catalogue(#[from] CatalogueError),
    /// `assets/catalogues/place.json`.
    #[error("settings of the demo place: {source}")]
    Settings {
        /// What serde says.
        source: serde_json::Error,
    },
    /// `assets/demo/words.json`.
    #[error("words of the demo place: {source}")]
    Words {
        /// What serde says.
        source: serde_json::Error,
    },
    /// `assets/demo/photos/index.json`.
    #[error("photo index of the demo place: {source}")]
    PhotoIndex {
        /// What serde says.
        source: serde_json::Error,
    },
    /// The index names a photo that is not there.
    #[error("photo {file} of the demo place is missing")]
    Photo {
        /// Its name.
        file: String,
    },
}

/// Makes the place as it stands on the morning of `today` (Asia/Shanghai). Reads no clock.
///
/// # Errors
/// One of the files built into this program cannot be read; the tests make sure that they can.
pub fn build(today: Date, seed: u64) -> Result<DemoPlace, DemoError> {
    Ok(town::Town::found(today, seed)?.live())
}
