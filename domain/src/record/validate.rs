//! Limits that any event keeps, whatever client wrote it. The server asks before it admits one.

use super::PHOTOS_MAX;
use crate::checklist::{Handling, Level, TEXT_CHARS_MAX, Value};
use crate::event::*;
use crate::position::Position;
use serde_json::Value as Json;

/// Most entries of one list or map: answers, rooms, chips.
const ENTRIES_MAX: usize = 2_000;
/// Campaigns that one visit may count for.
const CAMPAIGNS_MAX: usize = 20;
/// Persons or leaflets of one education visit.
const COUNT_MAX: u32 = 100_000;
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
        Body::NoticeIssued(issued) => check_notice(issued),
        Body::NoticeRefusedToSign(refused) => check_name("witness", &refused.witness),
        Body::NoticeFiled(filed) => check_name("serial", &filed.serial),
        Body::NoticeWithdrawn(withdrawn) => check_name("reason", &withdrawn.reason),
        Body::OwnerWrote(wrote) => check_letter(wrote),
        Body::SelfCheckInvited(invited) => {
            ensure(crate::link::is_digest(&invited.link_sha256), "link_sha256", "64 lower-case hex digits")
        }
        Body::SelfChecked(checked) => super::self_check::check_self_check(checked),
        Body::TipReceived(_)
        | Body::TipDeclined(_)
        | Body::TipCheckAsked(_)
        | Body::TipChecked(_)
        | Body::TipAnswered(_)
        | Body::TipRewardDecided(_) => super::tip::check_tip(body),
        Body::HazardWithdrawn(withdrawn) => check_name("reason", &withdrawn.reason),
        Body::WorkReported(work) => check_work(work),
        Body::WorkChecked(checked) => check_seen(&checked.seen),
        Body::WorkAnswered(answered) => check_name("answer", &answered.answer),
        Body::OutreachRecorded(outreach) => check_outreach(outreach),
        Body::CampaignOpened(campaign) => check_campaign(campaign),
        Body::ReadingFoundOdd(reading) => check_reading(reading),
        Body::QuietPeriodSet(set) => {
            let is_right = set.quiet.as_ref().is_none_or(|quiet| quiet.from <= quiet.to);
            ensure(is_right, "quiet", "ends on or after its first day")
        }
        // 退回 says why (R26): a chip, or words.
        Body::ReviewReturned(returned) => {
            ensure(!returned.reasons.is_empty() || !returned.note.trim().is_empty(), "reasons", "a chip or a note")
        }
        Body::ExtensionRequested(wish) => check_name("reason", &wish.reason),
        Body::WithdrawalDeclined(declined) => check_name("reason", &declined.reason),
        Body::ExtensionAnswered(answered) => {
            ensure(!answered.granted || answered.due_on.is_some(), "due_on", "a day, when more time is granted")
        }
        Body::HazardEscalated(escalated) => {
            check_name("rung", &escalated.rung)?;
            check_name("name", &escalated.name)?;
            check_name("document", &escalated.document)
        }
        Body::SupervisionListed(listed) => {
            check_name("level", &listed.level)?;
            check_name("document", &listed.document)
        }
        Body::SupervisionLifted(lifted) => check_name("document", &lifted.document),
        Body::MajorJudged(judged) => {
            check_name("authority", &judged.authority)?;
            check_name("document", &judged.document)
        }
        Body::HazardReopened(reopened) => check_name("reason", &reopened.reason),
        Body::TypicalSceneMarked(marked) => {
            ensure(!marked.is_typical || marked.faces_checked, "faces_checked", "true, for a scene that is shown")
        }
        Body::ContestResolved(resolved) => ensure(!resolved.events.is_empty(), "events", "at least one"),
        Body::FileChanged(changed) => super::file::check_changes(changed),
        Body::StandingChanged(changed) => super::file::check_standing(changed),
        Body::LimitedSpacesListed(listed) => super::file::check_spaces(listed),
        Body::UnlawfulUseReported(reported) => ensure(!reported.signs.is_empty(), "signs", "one at least"),
        Body::UnlawfulUseSettled(settled) => check_name("outcome", &settled.outcome),
        Body::DoorMarked(marked) => {
            check_name("address", &marked.address)?;
            marked.position.iter().try_for_each(check_position)
        }
        Body::FileVerified(_)
        | Body::PremisesSucceeded(_)
        | Body::HazardMoved(_)
        | Body::DutyNotified(_)
        | Body::SupervisionEscalated(_)
        | Body::ImportUndone(_)
        | Body::SelfCheckRevoked(_)
        | Body::SiteChanged(_)
        | Body::ReviewPassed(_)
        | Body::ReviewAssigned(_)
        | Body::HazardAssigned(_)
        | Body::PremisesMerged(_)
        | Body::PremisesToldApart(_)
        | Body::CampaignEnded(_)
        | Body::TaskSettled(_)
        | Body::RectificationReported(_)
        | Body::HazardSeenOpen(_)
        | Body::HazardRestated(_)
        | Body::Reinspected(_)
        | Body::ClosedOut(_)
        | Body::HazardReported(_)
        | Body::HazardReminded(_)
        | Body::LookedBack(_)
        | Body::ReferralAnswered(_)
        | Body::NoticeDelivered(_)
        | Body::NoticeSigned(_)
        | Body::NoticeOpened(_)
        | Body::OwnerAnswered(_) => Ok(()),
    }
}

pub(super) fn ensure(holds: bool, field: &'static str, limit: &'static str) -> Result<(), Invalid> {
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

pub(super) fn check_name(field: &'static str, name: &str) -> Result<(), Invalid> {
    ensure(!name.trim().is_empty(), field, "not empty")
}

fn check_premises(premises: &PremisesRegistered) -> Result<(), Invalid> {
    check_name("name", &premises.name)?;
    check_name("kind", &premises.kind)?;
    super::file::check_details(premises.details.iter().map(|(key, value)| (key.as_str(), value.as_str())))?;
    premises.rooms.iter().try_for_each(|room| check_name("room label", &room.label))?;
    premises.position.iter().try_for_each(check_position)
}

fn check_record(record: &InspectionRecorded) -> Result<(), Invalid> {
    record.place.position.iter().chain(&record.arrival.position).try_for_each(check_position)?;
    ensure(record.arrival.campaigns.len() <= CAMPAIGNS_MAX, "campaigns", "at most 20")?;
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
    let by_visit = found.inspection.is_some() || found.source != HazardSource::Patrol;
    ensure(by_visit, "inspection", "the visit, for what was found on patrol")?;
    let reported = found.level == Level::General || found.handling == Handling::Report;
    ensure(reported, "handling", "上报 for levels M and L")
}

fn check_work(work: &WorkReported) -> Result<(), Invalid> {
    check_name("place", &work.place)?;
    work.position.iter().try_for_each(check_position)?;
    let has_content = work.planned.is_some() || work.seen.is_some();
    ensure(has_content, "seen", "what was seen, or when it is planned")?;
    ensure(work.planned.is_none_or(|window| window.from <= window.to), "planned", "ends after it begins")?;
    work.seen.iter().try_for_each(check_seen)
}

fn check_seen(seen: &WorkSeen) -> Result<(), Invalid> {
    ensure(seen.told_at.is_none() || !seen.told.trim().is_empty(), "told", "who was told, with the time")
}

// Counts only: an education visit names nobody (R29).
fn check_outreach(outreach: &OutreachRecorded) -> Result<(), Invalid> {
    check_name("place", &outreach.place)?;
    outreach.position.iter().try_for_each(check_position)?;
    let says_something = !outreach.topics.is_empty() || outreach.leaflets > 0;
    ensure(says_something, "topics", "a topic or a leaflet")?;
    let is_countable = outreach.persons <= COUNT_MAX && outreach.leaflets <= COUNT_MAX;
    ensure(is_countable, "persons", "at most 100,000")
}

fn check_campaign(campaign: &CampaignOpened) -> Result<(), Invalid> {
    check_name("name", &campaign.name)?;
    ensure(campaign.from <= campaign.to, "to", "on or after the first day")?;
    ensure(!campaign.targets.is_empty(), "targets", "at least one")
}

fn check_reading(reading: &ReadingFoundOdd) -> Result<(), Invalid> {
    let is_amount = |amount: f64| amount.is_finite() && amount >= 0.0;
    let holds = is_amount(reading.used) && reading.usual.is_none_or(is_amount);
    ensure(holds, "used", "a number, 0 or more")
}

fn check_notice(issued: &NoticeIssued) -> Result<(), Invalid> {
    check_name("receiver", &issued.receiver)?;
    check_name("method", &issued.method)?;
    check_name("number", &issued.number)?;
    ensure(!issued.items.is_empty(), "items", "at least one")?;
    ensure(issued.items.iter().all(|item| !item.what.trim().is_empty()), "what", "not empty")?;
    // What is printed for an owner judges nothing (field-practice 7).
    let judges = |text: &String| text.contains("疑似重大");
    let item_judges = |item: &NoticeItem| judges(&item.what) || item.fixes.iter().any(judges);
    ensure(!issued.items.iter().any(item_judges), "items", "no word of 疑似重大")?;
    ensure((issued.issue > 1) == issued.replaces.is_some(), "issue", "above 1 for a 更正单 only")?;
    ensure(crate::link::is_digest(&issued.link_sha256), "link_sha256", "64 lower-case hex digits")
}

fn check_letter(wrote: &OwnerWrote) -> Result<(), Invalid> {
    match wrote.wish {
        OwnerWish::MoreTime => ensure(wrote.until.is_some(), "until", "a day"),
        OwnerWish::Objection => check_name("text", &wrote.text),
        OwnerWish::Proof => ensure(!wrote.photos.is_empty(), "photos", "at least one"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::{Answer, Given};
    use crate::id::{InspectionId, PremisesId, RoomId};
    use crate::position::Coordinate;
    use crate::time::Timestamp;
    use uuid::Uuid;

    const PREMISES: PremisesId = PremisesId(Uuid::nil());

    fn hazard() -> HazardFound {
        HazardFound {
            premises: PREMISES,
            inspection: Some(InspectionId(Uuid::nil())),
            source: HazardSource::Patrol,
            self_reported_at: None,
            discovered_on: None,
            item: "EAT-17".into(),
            text: "进门没闻到燃气味".into(),
            defects: vec![],
            fixes: vec![],
            level: Level::SuspectedMajor,
            handling: Handling::Report,
            due_on: None,
            part: String::new(),
            quantity: None,
            rooms: vec![],
            photos: vec![],
            after_photos: vec![],
            no_photo_reason: None,
        }
    }

    fn record() -> InspectionRecorded {
        let answers = [("COM-19".to_owned(), Answer::new(Value::Number(3.0), Given::Each))].into();
        let outcome = Outcome::Inspected(Inspected {
            templates: vec![],
            answers,
            rooms: vec![],
            earlier: vec![],
            calls: vec![],
            as_last: false,
        });
        let at = Timestamp::from_millis(0);
        InspectionRecorded {
            premises: PREMISES,
            started_at: at,
            ended_at: at,
            place: VisitPlace::default(),
            outcome,
            note: String::new(),
            photos: vec![],
            companions: 0,
            arrival: Arrival::default(),
        }
    }

    fn position(lon: f64, lat: f64, accuracy_m: f64) -> Position {
        Position { at: Coordinate { lon, lat }, accuracy_m, fixed_at: Timestamp::from_millis(0) }
    }

    fn inspected(record: &mut InspectionRecorded) -> &mut Inspected {
        match &mut record.outcome {
            Outcome::Inspected(inspected) => inspected,
            Outcome::NotEntered(_) => unreachable!("made above"),
        }
    }

    fn check_field(body: impl Into<Body>, expected: Option<&str>) {
        let body = body.into();
        let found = validate(&body).err();
        assert_eq!(found.map(|invalid| invalid.field), expected, "{body:?}");
    }

    #[test]
    fn a_hazard_keeps_its_level_and_names() {
        let with = |change: fn(&mut HazardFound)| {
            let mut found = hazard();
            change(&mut found);
            found
        };
        check_field(hazard(), None);
        check_field(with(|h| h.handling = Handling::FixedOnSite), Some("handling"));
        check_field(with(|h| (h.level, h.handling) = (Level::Lead, Handling::Rectification)), Some("handling"));
        check_field(with(|h| (h.level, h.handling) = (Level::General, Handling::FixedOnSite)), None);
        check_field(with(|h| h.item.clear()), Some("item"));
        check_field(with(|h| h.text = " ".into()), Some("text"));
        check_field(with(|h| h.part = "字".repeat(5_000)), None);
        check_field(with(|h| h.part = "字".repeat(5_001)), Some("text"));
        check_field(with(|h| h.rooms = vec![RoomId(Uuid::nil()); 2_001]), Some("list"));
    }

    #[test]
    fn a_visit_keeps_its_sizes_and_numbers() {
        let with = |change: fn(&mut InspectionRecorded)| {
            let mut it = record();
            change(&mut it);
            it
        };
        check_field(record(), None);
        check_field(with(|r| r.note = "𠮷".repeat(5_000)), None);
        check_field(with(|r| r.note = "𠮷".repeat(5_001)), Some("text"));
        check_field(with(|r| r.place.position = Some(position(117.13, 34.81, 0.0))), None);
        check_field(with(|r| r.place.position = Some(position(181.0, 34.81, 5.0))), Some("position"));
        check_field(with(|r| r.place.position = Some(position(117.13, f64::NAN, 5.0))), Some("position"));
        check_field(with(|r| r.place.position = Some(position(117.13, 34.81, -1.0))), Some("accuracy_m"));
        check_field(with(|r| r.place.distance_m = Some(f64::INFINITY)), Some("distance_m"));
        let many = |r: &mut InspectionRecorded| {
            let answer = Answer::new(Value::Number(1.0), Given::Each);
            inspected(r).answers = (0..2_001).map(|n| (n.to_string(), answer.clone())).collect();
        };
        check_field(with(many), Some("map"));
        let long = |r: &mut InspectionRecorded| {
            inspected(r).answers.insert("X".repeat(201), Answer::new(Value::Number(1.0), Given::Each));
        };
        check_field(with(long), Some("key"));
        let endless = |r: &mut InspectionRecorded| {
            inspected(r).answers.insert("COM-20".into(), Answer::new(Value::Number(f64::INFINITY), Given::Each));
        };
        check_field(with(endless), Some("number"));
        let body = InspectionCorrected {
            inspection: InspectionId(Uuid::nil()),
            record: with(endless),
            changed: vec![],
            remark: String::new(),
        };
        check_field(body, Some("number"));
    }

    #[test]
    fn photos_have_a_number_and_a_place() {
        let photo = crate::photo::PhotoRef {
            sha256: crate::photo::PhotoHash::of(b"x"),
            taken_at: Timestamp::from_millis(0),
            position: None,
            source: Default::default(),
            retaken: false,
            size_bytes: 1,
            width: 1,
            height: 1,
        };
        let (rooms, by) = (vec![], ReportedBy::Worker);
        let reported =
            |photos| RectificationReported { premises: PREMISES, inspection: None, photos, rooms: rooms.clone(), by };
        check_field(reported(vec![photo.clone(); 200]), None);
        check_field(reported(vec![photo.clone(); 201]), Some("photos"));
        let lost = crate::photo::PhotoRef { position: Some(position(117.0, 91.0, 1.0)), ..photo };
        check_field(reported(vec![lost]), Some("position"));
    }

    #[test]
    fn nobody_and_nothing_have_no_names() {
        let premises = PREMISES;
        check_field(HazardWithdrawn { premises, inspection: None, reason: String::new() }, Some("reason"));
        check_field(
            HazardReferred { premises, to: "\t".into(), number: String::new(), note: String::new(), feedback_by: None },
            Some("to"),
        );
        check_field(
            HazardNotified { premises, receiver: "老板".into(), method: String::new(), notice: None },
            Some("method"),
        );
        let site = SiteRegistered { name: String::new(), building_code: None, address: String::new(), position: None };
        check_field(site, Some("name"));
        let body = PremisesRegistered {
            site: None,
            name: "老王面馆".into(),
            kind: "restaurant".into(),
            address: String::new(),
            position: None,
            door_photo: None,
            rooms: vec![Room { id: RoomId(Uuid::nil()), floor: 1, label: String::new() }],
            details: Default::default(),
        };
        check_field(body, Some("room label"));
    }
}
