//! Events about the file of premises (一户一档): changes, closing, persons, sub-ledgers. R02, R03, R05, R07, R09, R22, R40.

use crate::id::{EventId, PremisesId};
use crate::photo::PhotoRef;
use crate::position::Position;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stood there before, and what stands there now; empty is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// As the writer saw it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub old: String,
    /// As it is from now on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub new: String,
}

/// The persons of a file (R07). Their names and telephones stand in `personal` alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonRole {
    /// 负责人/出租人.
    Manager,
    /// 所有人(产权人).
    Holder,
    /// 使用人(承租人).
    User,
    /// 包保人.
    Guarantor,
}

impl PersonRole {
    /// All, in the order of forms and ledgers.
    pub const ALL: [Self; 4] = [Self::Manager, Self::Holder, Self::User, Self::Guarantor];
}

/// 变更 of the file: the changed columns alone (R03). Written by a grid worker, the committee or the sub-district; the
/// supervising body not by a worker (R05). Subject: the premises. Personal: [`super::PremisesPersons`], all of them, if
/// `persons` is not empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileChanged {
    /// By key of the register's column, or `name`, `address`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<String, Change>,
    /// Whose name or telephone changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<PersonRole>,
}

/// 核实无误: somebody looked, and the file is right (R03). Subject: the premises.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileVerified {}

/// Steps between open and closed (field-practice 6). Nothing is ever deleted (R02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingStep {
    /// 暂停.
    Suspend,
    /// 恢复.
    Resume,
    /// 申请注销, by a worker.
    AskClosure,
    /// 同意注销, by the committee or the sub-district: a second person.
    ConfirmClosure,
    /// 不同意注销.
    DeclineClosure,
    /// 注销后复核: still closed.
    Recheck,
    /// 重新启用.
    Reopen,
}

/// 暂停 / 恢复 / 注销. Subject: the premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StandingChanged {
    /// Which step.
    pub step: StandingStep,
    /// Why; needed for 暂停, 申请注销 and 不同意.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// 换业态: what is there now has a file of its own, registered just before. Subject: the old premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PremisesSucceeded {
    /// The new one, on the same spot.
    pub successor: PremisesId,
}

/// A hazard of the building goes over to what is there now. Subject: the hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardMoved {
    /// From the old premises.
    pub premises: PremisesId,
    /// To their successor.
    pub to: PremisesId,
}

/// How a responsible person was told of their duty (R07).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptKind {
    /// 当面签收.
    Signed,
    /// 微信已读.
    ReadReceipt,
    /// 纸质照片.
    Paper,
    /// 拒签.
    RefusedToSign,
}

/// 告知确认 of one of the responsible persons (R07). Subject: the premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DutyNotified {
    /// Who was told.
    pub role: PersonRole,
    /// How.
    pub how: ReceiptKind,
    /// Of the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoRef>,
}

/// 有限空间 of one kind (R40).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitedSpace {
    /// 化粪池, 窖井, 储罐, ….
    pub kind: String,
    /// How many.
    pub count: u32,
    /// 有警示牌.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sign: bool,
    /// 上锁.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lock: bool,
}

/// The sub-ledger of 有限空间 as it now is (R40): one entry a kind; none says that there are none. Subject: the premises.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LimitedSpacesListed {
    /// All of them.
    pub spaces: Vec<LimitedSpace>,
}

/// A sign of unlawful making, selling or storing (打非, R09).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnlawfulSign {
    /// 怪味.
    Odour,
    /// 夜里干活.
    NightWork,
    /// 遮窗.
    CoveredWindows,
    /// 化学品桶罐.
    Chemicals,
    /// 粗电缆多.
    ManyCables,
    /// 生人车辆.
    Strangers,
}

/// 线索上报: goes to the sub-district at once, and nobody below settles it (R09). Subject: the premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnlawfulUseReported {
    /// What was seen or smelt, from outside.
    pub signs: Vec<UnlawfulSign>,
    /// Free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Taken from outside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// What the sub-district did about a 线索 (R09). Subject: the premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnlawfulUseSettled {
    /// The report's event.
    pub report: EventId,
    /// 查实.
    pub confirmed: bool,
    /// To whom it was referred, and what came of it.
    pub outcome: String,
}

/// 监管主体待明确: the committee cannot say who supervises, the sub-district must (R05). Subject: the premises.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SupervisionEscalated {
    /// What is unclear.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// 此处无场所: a door passed on 扫街, behind which there is none (R01). Begins the site, or marks one. Subject: the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoorMarked {
    /// With 门牌.
    pub address: String,
    /// Where the worker stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Of the door.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoRef>,
}

/// 变更 of a building or yard (R22). Subject: the site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteChanged {
    /// By key: `name`, `address`, `building_code`, or a detail (`shared`, `floor_area_m2`, `managed_by`).
    pub changes: BTreeMap<String, Change>,
}
