//! The row of a hazard: all that its page shows, folded from its events.

use super::hazard::HazardState;
use crate::checklist::{Handling, Level};
use crate::event::{FeedbackResult, HazardFound, ReportedBy};
use crate::id::{AccountId, AreaId, EventId, HazardId, RoomId};
use crate::photo::{PhotoHash, PhotoRef};
use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 隐患.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardRow {
    /// Which.
    pub id: HazardId,
    /// Cell.
    pub area: AreaId,
    /// Finder.
    pub finder: AccountId,
    /// By the finder's clock.
    pub found_at: Timestamp,
    /// As found.
    pub found: HazardFound,
    /// Name of the premises when folded.
    pub premises_name: String,
    /// Where it stands.
    pub state: HazardState,
    /// 1, and one more with each 复查不合格 and each 反弹.
    pub round: u32,
    /// After-photos so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_photos: Vec<PhotoRef>,
    /// How many of them are of earlier rounds and prove nothing any more.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub stale_photos: u32,
    /// Whose a photo is where it is not the finder's own, or where the clock that dated it was off.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub origins: BTreeMap<PhotoHash, PhotoOrigin>,
    /// By the writer's clock; of the whole hazard.
    pub rectified_at: Option<Timestamp>,
    /// 销号.
    pub closed: Option<(AccountId, Timestamp)>,
    /// Rooms said to be mended in this round, those passed among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms_mended: Vec<RoomId>,
    /// Rooms that a second person found in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms_passed: Vec<RoomId>,
    /// 指派: who is to see to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<AccountId>,
    /// 申请延期, not yet answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// The day that holds in place of the finding's: granted, or set by an authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_to: Option<Date>,
    /// 移交, the first at the front; the last may await feedback (R27).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referrals: Vec<Referral>,
    /// 提醒, and then up the ladder (R30).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ladder: Vec<LadderStep>,
    /// 挂牌督办, the last one (R31).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing: Option<Listing>,
    /// 研判 (R11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<MajorVerdict>,
    /// 误录撤销 wished for by the finder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal_wish: Option<String>,
    /// How often it came back after it was closed (反弹).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub relapses: u32,
    /// The last 回头看: when, by whom, and whether it was in order (R35).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_back: Option<(AccountId, Timestamp, bool)>,
    /// When the same item failed at the same premises before (R47); at most two years back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Timestamp>,
    /// 典型场景; true when its photos were looked through for faces and plates (R18).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typical: Option<bool>,
    /// What happened so far, in the shared order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Past>,
    /// Last event of the subject.
    pub head: EventId,
    /// The last event that could be contested, and the notes since: whoever saw any of them saw how it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<EventId>,
    /// Events whose writer had not seen how it stood, or that its state did not admit; a person resolves them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contested: Vec<EventId>,
}

/// From whom a photo came, and how to read its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoOrigin {
    /// The account or link that added it first.
    pub by: AccountId,
    /// Server's clock minus that of the phone which dated it, milliseconds; 0 where it was never measured.
    pub clock_offset_ms: i64,
}

/// One thing that happened to a hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// Which event.
    pub event: EventId,
    /// Its kind, as in the envelope.
    pub kind: String,
    /// By the writer's corrected clock.
    pub at: Timestamp,
    /// Writer.
    pub by: AccountId,
    /// Passed, granted, in order, major, …: what the kind leaves open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yes: Option<bool>,
    /// Names, numbers and reasons in it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// It did not fit, and changed nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub misfit: bool,
}

impl Past {
    /// 复查不合格, 反弹, or a look back that found it as it was: what was said to be mended was not, or no longer.
    pub fn is_rebound(&self) -> bool {
        let is_failed = self.yes == Some(false) && matches!(self.kind.as_str(), "Reinspected" | "LookedBack");
        !self.misfit && (is_failed || self.kind == "HazardReopened")
    }
}

/// 申请延期.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    /// The account or link that asked.
    pub asker: AccountId,
    /// As what.
    pub by: ReportedBy,
    /// By the writer's corrected clock.
    pub at: Timestamp,
    /// Until which day.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// 移交.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// To which body.
    pub to: String,
    /// 编号 of the 移送单; empty for one made without.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 移送事由.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// By whom.
    pub by: AccountId,
    /// By the writer's corrected clock.
    pub at: Timestamp,
    /// Feedback wanted by.
    pub feedback_by: Option<Date>,
    /// Open until there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Feedback>,
}

/// What the body answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    /// By the writer's corrected clock.
    pub at: Timestamp,
    /// What came of it.
    pub result: FeedbackResult,
    /// Number.
    pub document: String,
    /// What it says.
    pub note: String,
}

/// A rung taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LadderStep {
    /// Code in the place's ladder; [`REMIND`] for 提醒.
    pub rung: String,
    /// By whom.
    pub by: AccountId,
    /// On which day.
    pub on: Date,
    /// Number of its document; 提醒 has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
}

/// Code of the rung 提醒.
pub const REMIND: &str = "remind";
/// Code of the rung 挂牌督办.
pub const LIST: &str = "list";

/// 挂牌督办.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// 县级, ….
    pub level: String,
    /// Number.
    pub document: String,
    /// From.
    pub on: Date,
    /// To be put right by then.
    pub until: Option<Date>,
    /// 摘牌: on which day and under which number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<(Date, String)>,
}

/// 研判.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MajorVerdict {
    /// 重大 or not.
    pub is_major: bool,
    /// Who judged.
    pub authority: String,
    /// Number of the document.
    pub document: String,
    /// Its day.
    pub on: Date,
}

impl HazardRow {
    /// The day by which it is to be put right: that of the listing (挂牌督办) or of more time granted, whichever is later;
    /// without either, the day suggested when it was found.
    pub fn due_on(&self) -> Option<Date> {
        let listed = self.listing.as_ref().filter(|_| self.is_listed()).and_then(|listing| listing.until);
        listed.max(self.extended_to).or(self.found.due_on)
    }

    /// The referral that no body has answered yet.
    pub fn open_referral(&self) -> Option<&Referral> {
        self.referrals.last().filter(|referral| referral.feedback.is_none())
    }

    /// 挂牌督办, not lifted.
    pub fn is_listed(&self) -> bool {
        self.listing.as_ref().is_some_and(|listing| listing.lifted.is_none())
    }

    /// After-photos of this round.
    pub fn proofs(&self) -> &[PhotoRef] {
        self.after_photos.get(self.stale_photos as usize..).unwrap_or_default()
    }

    /// From whom a photo of it came.
    pub fn origin_of(&self, photo: PhotoHash) -> PhotoOrigin {
        self.origins.get(&photo).copied().unwrap_or(PhotoOrigin { by: self.finder, clock_offset_ms: 0 })
    }

    /// Whether its end, or a withdrawal that ends it, is the sub-district's alone to say (R11).
    pub fn ends_above(&self) -> bool {
        self.found.level == Level::SuspectedMajor
    }

    /// Whether its day is the sub-district's alone to move: whose supervision set it moves it (R31).
    pub fn is_dated_above(&self) -> bool {
        self.ends_above() || self.is_listed()
    }

    /// What two accounts say against each other: each contested event, after the last thing that somebody else had
    /// written before it in the shared order, if there is one.
    pub fn sides(&self) -> Vec<(Option<&Past>, &Past)> {
        let is_contested = |past: &Past| self.contested.contains(&past.event);
        let contested = self.history.iter().enumerate().filter(|(_, past)| is_contested(past));
        let sides = contested.map(|(index, past)| {
            let before = self.history[..index].iter().rfind(|other| other.by != past.by && !is_contested(other));
            (before, past)
        });
        sides.collect()
    }

    /// Its rooms that nobody has passed yet.
    pub fn rooms_left(&self) -> impl Iterator<Item = RoomId> + '_ {
        self.found.rooms.iter().copied().filter(|room| !self.rooms_passed.contains(room))
    }

    /// Whether some of its rooms are said to be mended and not yet looked at.
    pub fn has_rooms_to_see(&self) -> bool {
        !self.state.is_closed() && self.rooms_mended.iter().any(|room| !self.rooms_passed.contains(room))
    }

    /// Whether it is not put right yet, as far as anybody has said.
    pub fn is_waiting(&self) -> bool {
        !self.state.is_closed() && self.rectified_at.is_none()
    }

    /// Whether its finder marked it 上报 and the committee has not passed it on yet (上报街道). Until it has, or the
    /// sub-district took it up unasked (移交, 研判), nobody above is in charge of it.
    pub fn awaits_report(&self) -> bool {
        let is_asked = self.found.handling == Handling::Report && self.judged.is_none() && self.referrals.is_empty();
        let is_under_way = matches!(self.state, HazardState::Found | HazardState::Rectifying);
        let is_passed_on = |past: &Past| past.kind == "HazardReported" && !past.misfit;
        is_asked && is_under_way && !self.history.iter().any(is_passed_on)
    }

    /// 复查: who looked at it last since it came back, and when. Whoever closes what awaits 复查 has looked at it in the
    /// same step.
    pub fn reinspection(&self) -> Option<(AccountId, Timestamp)> {
        let round = self.history.iter().rposition(Past::is_rebound).unwrap_or(0);
        let looked = self.history[round..].iter().rfind(|past| past.kind == "Reinspected" && !past.misfit);
        let passed = looked.filter(|past| past.yes == Some(true)).map(|past| (past.by, past.at));
        passed.or(self.closed).or(looked.map(|past| (past.by, past.at)))
    }

    /// Whether somebody must still do something: it is open, or two phones disagree about it.
    pub fn wants_somebody(&self) -> bool {
        !self.state.is_closed() || !self.contested.is_empty()
    }

    /// The year of its discovery in Shanghai: 存量 is what was discovered before a year, 增量 what was in it (R45).
    pub fn discovery_year(&self) -> i32 {
        self.discovered_on().civil().0
    }

    /// The day of its discovery in Shanghai.
    pub fn discovered_on(&self) -> Date {
        self.found.discovered_on.unwrap_or_else(|| self.found_at.date_in_shanghai())
    }
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}
