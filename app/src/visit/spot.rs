//! Where on the page something stands: an item of the premises or of a room, and the places that photos go to.

use gridwalk_domain::checklist::{Answer, Answers, Judgement, Sheet};
use gridwalk_domain::event::RoomState;
use gridwalk_domain::id::{HazardId, RoomId};
use gridwalk_domain::photo::{PhotoHash, PhotoRef};
use gridwalk_domain::record::{RoomDraft, VisitDraft};
use gridwalk_domain::{checklist::Item, time::Date};
use std::fmt;

/// An item of the premises, or of one room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// `None`: of the premises as a whole.
    pub room: Option<RoomId>,
    /// Item code.
    pub item: String,
}

impl Spot {
    /// Of an item, in a room if there is one.
    pub fn new(room: Option<RoomId>, item: &str) -> Self {
        Self { room, item: item.to_owned() }
    }

    /// Id of its element.
    pub fn dom_id(&self) -> String {
        format!("item-{}", self.to_string().replace('/', "-"))
    }

    /// Its answer so far.
    pub fn answer<'a>(&self, draft: &'a VisitDraft) -> Option<&'a Answer> {
        answers(draft, self.room)?.get(&self.item)
    }

    /// Its answer so far, to be changed.
    pub fn answer_mut<'a>(&self, draft: &'a mut VisitDraft) -> Option<&'a mut Answer> {
        let answers = match self.room {
            None => &mut draft.answers,
            Some(room) => &mut draft.rooms.get_mut(&room)?.answers,
        };
        answers.get_mut(&self.item)
    }

    /// Puts an answer in; a room not looked at so far becomes one that was.
    pub fn put(&self, draft: &mut VisitDraft, answer: Answer) {
        match self.room {
            None => draft.answers.insert(self.item.clone(), answer),
            Some(room) => room_mut(draft, room).answers.insert(self.item.clone(), answer),
        };
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.room {
            Some(room) => write!(f, "{room}/{}", self.item),
            None => f.write_str(&self.item),
        }
    }
}

/// The answers of the premises, or of a room that was touched.
pub fn answers(draft: &VisitDraft, room: Option<RoomId>) -> Option<&Answers> {
    match room {
        None => Some(&draft.answers),
        Some(room) => draft.rooms.get(&room).map(|room| &room.answers),
    }
}

/// The draft of a room; one not touched so far begins as 没问题.
pub fn room_mut(draft: &mut VisitDraft, room: RoomId) -> &mut RoomDraft {
    draft.rooms.entry(room).or_insert_with(|| RoomDraft { state: RoomState::Fine, answers: Answers::new() })
}

/// Judges an item. What was attached to it before (chips, photos) stays, for a slip of the finger must not lose it.
pub fn judge(draft: &mut VisitDraft, spot: &Spot, item: &Item, judgement: Judgement, today: Date) {
    let fresh = match judgement {
        Judgement::Fail => Sheet::fail_defaults(item, today),
        other => Answer::judged(other, Default::default()),
    };
    match spot.answer_mut(draft) {
        Some(answer) => {
            answer.value = fresh.value;
            answer.given = fresh.given;
            if judgement == Judgement::Fail && answer.handling.is_none() {
                answer.handling = fresh.handling;
                answer.due_on = fresh.due_on;
            }
        }
        None => spot.put(draft, fresh),
    }
    if let Some(room) = spot.room {
        settle_room(draft, room);
    }
}

/// The tile of a room follows its answers: 有问题 while any of them is 不合格.
pub fn settle_room(draft: &mut VisitDraft, room: RoomId) {
    let room = room_mut(draft, room);
    let failed = room.answers.values().any(Answer::is_fail);
    room.state = if failed { RoomState::Problem } else { RoomState::Fine };
}

/// What a photo is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoSlot {
    /// What is wrong with an item.
    Before(Spot),
    /// The same, put right on the spot.
    After(Spot),
    /// An earlier hazard, put right.
    Earlier(HazardId),
    /// The door, or anything else of the visit as a whole.
    Door,
}

impl PhotoSlot {
    /// Photos there so far.
    pub fn photos<'a>(&self, draft: &'a VisitDraft) -> &'a [PhotoRef] {
        let photos = match self {
            Self::Before(spot) => spot.answer(draft).map(|answer| &answer.photos),
            Self::After(spot) => spot.answer(draft).map(|answer| &answer.after_photos),
            Self::Earlier(hazard) => draft.earlier.get(hazard).map(|answer| &answer.photos),
            Self::Door => Some(&draft.photos),
        };
        photos.map_or(&[], Vec::as_slice)
    }

    fn photos_mut<'a>(&self, draft: &'a mut VisitDraft) -> Option<&'a mut Vec<PhotoRef>> {
        match self {
            Self::Before(spot) => spot.answer_mut(draft).map(|answer| &mut answer.photos),
            Self::After(spot) => spot.answer_mut(draft).map(|answer| &mut answer.after_photos),
            Self::Earlier(hazard) => Some(&mut draft.earlier.entry(*hazard).or_default().photos),
            Self::Door => Some(&mut draft.photos),
        }
    }

    /// Adds a photo, in the place of another when it was taken again. The same picture twice is one.
    pub fn add(&self, draft: &mut VisitDraft, photo: &PhotoRef, replaced: Option<PhotoHash>) {
        let Some(photos) = self.photos_mut(draft) else { return };
        let at = photos.iter().position(|old| Some(old.sha256) == replaced);
        if photos.iter().any(|old| old.sha256 == photo.sha256) {
            return;
        }
        match at {
            Some(at) => photos[at] = photo.clone(),
            None => photos.push(photo.clone()),
        }
        if let Self::Before(spot) = self
            && let Some(answer) = spot.answer_mut(draft)
        {
            answer.no_photo_reason = None;
        }
    }

    /// Takes a photo out.
    pub fn remove(&self, draft: &mut VisitDraft, photo: PhotoHash) {
        if let Some(photos) = self.photos_mut(draft) {
            photos.retain(|old| old.sha256 != photo);
        }
    }

    /// Its room, which must be open for it to be seen.
    pub fn room(&self) -> Option<RoomId> {
        match self {
            Self::Before(spot) | Self::After(spot) => spot.room,
            Self::Earlier(_) | Self::Door => None,
        }
    }

    /// Id of the element that it stands in.
    pub fn dom_id(&self) -> String {
        match self {
            Self::Before(spot) | Self::After(spot) => spot.dom_id(),
            Self::Earlier(hazard) => hazard_id(*hazard),
            Self::Door => "door".to_owned(),
        }
    }

    /// As it is written into the draft while the camera is open.
    pub fn name(&self) -> String {
        match self {
            Self::Before(spot) => spot.to_string(),
            Self::After(spot) => format!("after:{spot}"),
            Self::Earlier(hazard) => format!("earlier:{hazard}"),
            Self::Door => "door".to_owned(),
        }
    }

    /// Reads [`PhotoSlot::name`].
    pub fn read(name: &str) -> Option<Self> {
        let spot = |text: &str| match text.split_once('/') {
            Some((room, item)) => Some(Spot::new(Some(room.parse().ok()?), item)),
            None => Some(Spot::new(None, text)),
        };
        if name == "door" {
            Some(Self::Door)
        } else if let Some(rest) = name.strip_prefix("after:") {
            spot(rest).map(Self::After)
        } else if let Some(rest) = name.strip_prefix("earlier:") {
            rest.parse().ok().map(Self::Earlier)
        } else {
            spot(name).map(Self::Before)
        }
    }
}

/// Id of the element of an earlier hazard.
pub fn hazard_id(hazard: HazardId) -> String {
    format!("hazard-{hazard}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridwalk_domain::checklist::{Ask, Given, Handling, Level, PhotoRule};
    use gridwalk_domain::id::{InspectionId, PremisesId};
    use gridwalk_domain::photo::PhotoSource;
    use gridwalk_domain::record::DraftStage;
    use gridwalk_domain::time::Timestamp;
    use std::collections::BTreeMap;
    use uuid::Uuid;

    fn draft() -> VisitDraft {
        VisitDraft {
            inspection: InspectionId(Uuid::from_u128(1)),
            premises: PremisesId(Uuid::from_u128(2)),
            premises_name: "老街面馆".into(),
            templates: Vec::new(),
            room_template: None,
            started_at: Timestamp::default(),
            changed_at: Timestamp::default(),
            answers: Answers::new(),
            rooms: BTreeMap::new(),
            earlier: BTreeMap::new(),
            calls: Vec::new(),
            not_entered: None,
            photos: Vec::new(),
            note: String::new(),
            position: None,
            place_reason: None,
            register_position: false,
            as_last: false,
            companions: 0,
            arrival: Default::default(),
            stage: DraftStage::Visit,
            remark: String::new(),
            pending_photo: None,
        }
    }

    fn item() -> Item {
        Item {
            code: "EAT-02".into(),
            text: "装了燃气报警器".into(),
            ask: Ask::Judge,
            unit: None,
            choices: Vec::new(),
            min: None,
            max: None,
            defects: Vec::new(),
            level: Level::General,
            handling: Handling::Rectification,
            days: Some(15),
            basis: Vec::new(),
            why: String::new(),
            opens_if: None,
            same_as: None,
            site: false,
            photo: PhotoRule::OnFail,
            off_by_default: false,
            effective_from: None,
            effective_to: None,
        }
    }

    fn photo(byte: u8) -> PhotoRef {
        PhotoRef {
            sha256: PhotoHash([byte; 32]),
            taken_at: Timestamp::default(),
            position: None,
            source: PhotoSource::Camera,
            retaken: false,
            size_bytes: 1,
            width: 1,
            height: 1,
        }
    }

    fn today() -> Date {
        Date::from_days(20_000)
    }

    #[test]
    fn a_slot_reads_back_as_written() {
        let room = RoomId(Uuid::from_u128(7));
        for slot in [
            PhotoSlot::Door,
            PhotoSlot::Earlier(HazardId(Uuid::from_u128(9))),
            PhotoSlot::Before(Spot::new(None, "EAT-02")),
            PhotoSlot::Before(Spot::new(Some(room), "RNR-01")),
            PhotoSlot::After(Spot::new(Some(room), "RNR-01")),
        ] {
            assert_eq!(PhotoSlot::read(&slot.name()), Some(slot));
        }
        assert_eq!(PhotoSlot::read("earlier:none"), None);
    }

    #[test]
    fn a_slip_of_the_finger_loses_nothing() {
        let (mut draft, spot) = (draft(), Spot::new(None, "EAT-02"));
        judge(&mut draft, &spot, &item(), Judgement::Fail, today());
        let slot = PhotoSlot::Before(spot.clone());
        slot.add(&mut draft, &photo(1), None);
        judge(&mut draft, &spot, &item(), Judgement::Pass, today());
        assert_eq!(slot.photos(&draft).len(), 1);
        judge(&mut draft, &spot, &item(), Judgement::Fail, today());
        let answer = spot.answer(&draft).unwrap();
        assert!(answer.is_fail());
        assert_eq!((answer.handling, answer.due_on), (Some(Handling::Rectification), Some(today().plus_days(15))));
        assert_eq!((answer.photos.len(), answer.given), (1, Given::Each));
    }

    #[test]
    fn a_retaken_photo_stands_where_the_old_one_stood() {
        let (mut draft, slot) = (draft(), PhotoSlot::Door);
        slot.add(&mut draft, &photo(1), None);
        slot.add(&mut draft, &photo(2), None);
        slot.add(&mut draft, &photo(2), None);
        slot.add(&mut draft, &photo(3), Some(PhotoHash([1; 32])));
        assert_eq!(slot.photos(&draft).iter().map(|p| p.sha256.0[0]).collect::<Vec<_>>(), [3, 2]);
        slot.remove(&mut draft, PhotoHash([2; 32]));
        assert_eq!(slot.photos(&draft).len(), 1);
    }

    #[test]
    fn a_photo_takes_back_the_reason_for_none() {
        let (mut draft, spot) = (draft(), Spot::new(None, "EAT-02"));
        judge(&mut draft, &spot, &item(), Judgement::Fail, today());
        spot.answer_mut(&mut draft).unwrap().no_photo_reason = Some("太暗".into());
        PhotoSlot::Before(spot.clone()).add(&mut draft, &photo(1), None);
        assert_eq!(spot.answer(&draft).unwrap().no_photo_reason, None);
    }

    #[test]
    fn a_room_has_a_problem_while_an_item_fails() {
        let room = RoomId(Uuid::from_u128(7));
        let (mut draft, spot) = (draft(), Spot::new(Some(room), "EAT-02"));
        judge(&mut draft, &spot, &item(), Judgement::Fail, today());
        assert_eq!(draft.rooms[&room].state, RoomState::Problem);
        judge(&mut draft, &spot, &item(), Judgement::Pass, today());
        assert_eq!(draft.rooms[&room].state, RoomState::Fine);
    }
}
