//! What is decided about a hazard beside its way to the close-out: more time, feedback, the ladder, looking back, and
//! what happens when two phones disagree (R13, R14, R18, R27, R30, R31, R35, R44).

use crate::id::{EventId, PremisesId};
use crate::photo::PhotoRef;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// By which way a hazard came into the one ledger (R14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardSource {
    /// 网格巡查.
    #[default]
    Patrol,
    /// 企业自查: the owner's own report (R44).
    SelfCheck,
    /// 督导检查.
    Supervision,
    /// 群众举报.
    Tip,
    /// 水电气异常.
    UtilityAnomaly,
    /// 部门移交.
    Transfer,
}

impl HazardSource {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Patrol, Self::SelfCheck, Self::Supervision, Self::Tip, Self::UtilityAnomaly, Self::Transfer];

    /// As events and figures name it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Patrol => "patrol",
            Self::SelfCheck => "self_check",
            Self::Supervision => "supervision",
            Self::Tip => "tip",
            Self::UtilityAnomaly => "utility_anomaly",
            Self::Transfer => "transfer",
        }
    }

    /// As ledgers and reports print it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Patrol => "网格巡查",
            Self::SelfCheck => "企业自查",
            Self::Supervision => "督导检查",
            Self::Tip => "群众举报",
            Self::UtilityAnomaly => "水电气异常",
            Self::Transfer => "部门移交",
        }
    }

    /// Found on a visit by a grid worker.
    pub fn is_patrol(&self) -> bool {
        *self == Self::Patrol
    }
}

/// Who says that a hazard is put right, or asks for more time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportedBy {
    /// The grid worker, on the spot.
    #[default]
    Worker,
    /// The owner, by the link of a notice.
    Owner,
    /// The committee or the sub-district.
    Desk,
}

impl ReportedBy {
    /// The usual case.
    pub fn is_worker(&self) -> bool {
        *self == Self::Worker
    }
}

/// 申请延期: more time is asked for. Written by a grid worker or the desk, or by the server for an owner.
/// Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExtensionRequested {
    /// Where.
    pub premises: PremisesId,
    /// Until which day.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// Who asks.
    #[serde(default, skip_serializing_if = "ReportedBy::is_worker")]
    pub by: ReportedBy,
}

/// The answer to 申请延期, by another person than whoever asked; of 疑似重大 by the sub-district. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExtensionAnswered {
    /// Where.
    pub premises: PremisesId,
    /// 同意 or not.
    pub granted: bool,
    /// The day that holds now; with a refusal it may be another than was asked for, or stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What a body answered to a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackResult {
    /// 已办结: put right; the sub-district looks again and closes.
    Mended,
    /// 核查不属实.
    Unfounded,
    /// 退回: not theirs; it goes to the sub-district, which finds who is in charge (不得以无管辖权为由不移送、不处理).
    NotTheirs,
}

/// 移交反馈, written down by the sub-district (R27). A referral is open until then. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferralAnswered {
    /// Where.
    pub premises: PremisesId,
    /// What came of it.
    pub result: FeedbackResult,
    /// Number of the answer, if it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// What it says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Photos that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// 提醒: the first rung of the ladder, without a number (R30). By the committee or the sub-district.
/// Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardReminded {
    /// Where.
    pub premises: PremisesId,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// 函告, 通报, 约谈, 曝光: decided by a person of the sub-district and numbered (R30). Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardEscalated {
    /// Where.
    pub premises: PremisesId,
    /// Code of the rung in the place's ladder.
    pub rung: String,
    /// Its name as it stood: 函告.
    pub name: String,
    /// Number of the document.
    pub document: String,
    /// Its day.
    pub on: Date,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// 挂牌督办 (R31), by the sub-district. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupervisionListed {
    /// Where.
    pub premises: PremisesId,
    /// 县级, 市级: a word of the place.
    pub level: String,
    /// Number of the listing.
    pub document: String,
    /// From which day.
    pub on: Date,
    /// To be put right by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// 摘牌: the listing ends (R31), by the sub-district. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupervisionLifted {
    /// Where.
    pub premises: PremisesId,
    /// Number of the document that ends it.
    pub document: String,
    /// On which day.
    pub on: Date,
}

/// 研判: what an authority says of 疑似重大 (R11). No tick of a worker makes a hazard 重大; this does, and it names the
/// authority and its document. Written down by the sub-district. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MajorJudged {
    /// Where.
    pub premises: PremisesId,
    /// 重大 or not.
    pub is_major: bool,
    /// Who judged.
    pub authority: String,
    /// Number of the document.
    pub document: String,
    /// Its day.
    pub on: Date,
    /// The day by which the authority wants it put right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

/// 反弹: a closed hazard is there again. By whoever may visit. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardReopened {
    /// Where.
    pub premises: PremisesId,
    /// What was seen.
    pub reason: String,
    /// Photos of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// The day of the new round; without one the finding's holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

/// 回头看 at a closed hazard (R35). Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookedBack {
    /// Where.
    pub premises: PremisesId,
    /// Still in order; if not, the hazard is open again (反弹).
    pub in_order: bool,
    /// Photos of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The day of the new round, when it is not in order; without one the finding's holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
}

/// 不同意撤销: a second person does not take the finding for a mistake, and the wish is no more. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WithdrawalDeclined {
    /// Where.
    pub premises: PremisesId,
    /// Why not.
    pub reason: String,
}

/// 典型场景 (R18): its photos may teach others, once faces and plates were looked for. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypicalSceneMarked {
    /// Where.
    pub premises: PremisesId,
    /// Marked, or no longer.
    pub is_typical: bool,
    /// Whoever marked it saw no face and no number plate in the photos.
    pub faces_checked: bool,
}

/// Which of two contested accounts holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContestOutcome {
    /// It stays as it stands.
    Stands,
    /// It is not put right: 整改中.
    Open,
    /// It is put right: 已销号, under the same conditions as any close-out.
    Closed,
}

/// A person says which of the contested events holds; all of them are kept. By the committee or the sub-district.
/// Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContestResolved {
    /// Where.
    pub premises: PremisesId,
    /// The contested events that were looked at.
    pub events: Vec<EventId>,
    /// What holds.
    pub outcome: ContestOutcome,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
