//! Limits that any event keeps, whatever client wrote it. The server asks before it admits one.

use super::PHOTOS_MAX;
use crate::checklist::{Handling, Level, TEXT_CHARS_MAX, Value};
use crate::event::*;
use crate::position::Position;
use serde_json::Value as Json;

/// Most entries of one list or map: answers, rooms, chips.
const ENTRIES_MAX: usize = 2_000;
/// Longest key of a map (item code, register column), in characters.
const KEY_CHARS_MAX: usize = 200;

/// A value out of its limits.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} is out of its limits: {limit}")]
pub struct Invalid {
    /// Which.
    pub field: &'static str,
    /// What would do.
    pub limit: &'static str,
}

/// Checks every field.
///
/// # Errors
/// The first that is out of its limits.
pub fn validate(body: &Body) -> Result<(), Invalid> {
    check_sizes(&body.to_value())?;
    check_photos(body)?;
    match body {
        Body::SiteRegistered(site) => {
            check_name("name", &site.name)?;
            site.position.iter().try_for_each(check_position)
        }
        Body::PremisesRegistered(premises) => check_premises(premises),
        Body::PremisesLocated(located) => check_position(&located.position),
        Body::InspectionRecorded(record) => check_record(record),
        Body::InspectionCorrected(corrected) => check_record(&corrected.record),
        Body::HazardFound(found) => check_hazard(found),
        Body::HazardNotified(notified) => {
            check_name("receiver", &notified.receiver)?;
            check_name("method", &notified.method)
        }
        Body::HazardReferred(referred) => check_name("to", &referred.to),
        Body::HazardWithdrawn(withdrawn) => check_name("reason", &withdrawn.reason),
        Body::ReviewPassed(_)
        | Body::ReviewReturned(_)
        | Body::RectificationReported(_)
        | Body::HazardSeenOpen(_)
        | Body::Reinspected(_)
        | Body::ClosedOut(_)
        | Body::HazardReported(_) => Ok(()),
    }
}

fn ensure(holds: bool, field: &'static str, limit: &'static str) -> Result<(), Invalid> {
    if holds { Ok(()) } else { Err(Invalid { field, limit }) }
}

// Every text and every list of any body, also of fields that later versions add. Bodies come from JSON whose depth the
// parser has limited.
fn check_sizes(json: &Json) -> Result<(), Invalid> {
    match json {
        Json::String(text) => ensure(text.chars().count() <= TEXT_CHARS_MAX, "text", "at most 5,000 characters"),
        Json::Array(entries) => {
            ensure(entries.len() <= ENTRIES_MAX, "list", "at most 2,000 entries")?;
            entries.iter().try_for_each(check_sizes)
        }
        Json::Object(entries) => {
            ensure(entries.len() <= ENTRIES_MAX, "map", "at most 2,000 entries")?;
            let keys = entries.keys().all(|key| key.chars().count() <= KEY_CHARS_MAX);
            ensure(keys, "key", "at most 200 characters")?;
            entries.values().try_for_each(check_sizes)
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => Ok(()),
    }
}

fn check_photos(body: &Body) -> Result<(), Invalid> {
    let photos = body.photos();
    ensure(photos.len() <= PHOTOS_MAX, "photos", "at most 200")?;
    photos.iter().filter_map(|photo| photo.position.as_ref()).try_for_each(check_position)
}

fn check_position(position: &Position) -> Result<(), Invalid> {
    ensure(position.at.is_on_globe(), "position", "longitude -180..=180, latitude -90..=90")?;
    let accuracy_m = position.accuracy_m;
    ensure(accuracy_m.is_finite() && accuracy_m >= 0.0, "accuracy_m", "a number of metres, 0 or more")
}

fn check_name(field: &'static str, name: &str) -> Result<(), Invalid> {
    ensure(!name.trim().is_empty(), field, "not empty")
}

fn check_premises(premises: &PremisesRegistered) -> Result<(), Invalid> {
    check_name("name", &premises.name)?;
    check_name("kind", &premises.kind)?;
    premises.rooms.iter().try_for_each(|room| check_name("room label", &room.label))?;
    premises.position.iter().try_for_each(check_position)
}

fn check_record(record: &InspectionRecorded) -> Result<(), Invalid> {
    record.place.position.iter().try_for_each(check_position)?;
    let distance = record.place.distance_m.is_none_or(|metres| metres.is_finite() && metres >= 0.0);
    ensure(distance, "distance_m", "a number of metres, 0 or more")?;
    let Outcome::Inspected(inspected) = &record.outcome else { return Ok(()) };
    let of_rooms = inspected.rooms.iter().flat_map(|room| room.answers.values());
    let is_finite = |value: &Value| !matches!(value, Value::Number(number) if !number.is_finite());
    let numbers = inspected.answers.values().chain(of_rooms).all(|answer| is_finite(&answer.value));
    ensure(numbers, "number", "a finite number")
}

// A worker's tick is never settled below: M and L go upward (R11).
fn check_hazard(found: &HazardFound) -> Result<(), Invalid> {
    check_name("item", &found.item)?;
    check_name("text", &found.text)?;
    let reported = found.level == Level::General || found.handling == Handling::Report;
    ensure(reported, "handling", "上报 for levels M and L")
}
