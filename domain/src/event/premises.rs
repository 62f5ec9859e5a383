//! Events about sites and premises (R01, R02, R22).

use crate::id::{PremisesId, RoomId, SiteId};
use crate::photo::PhotoRef;
use crate::position::Position;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 楼栋/院落登记. Written by a grid worker or an import. Subject: the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteRegistered {
    /// 幸福路27号楼.
    pub name: String,
    /// 楼栋编号, shared by the shop and the rental ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building_code: Option<String>,
    /// Free text.
    pub address: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// 场所登记 (R01, R02). Written by a grid worker or an import. Subject: the premises.
/// Personal: [`PremisesPersons`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PremisesRegistered {
    /// The building it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    /// 招牌名.
    pub name: String,
    /// Code of a catalogue kind.
    pub kind: String,
    /// Free text with 门牌.
    pub address: String,
    /// WGS-84; absent in many imported ledgers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Door photo, if one was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door_photo: Option<PhotoRef>,
    /// Rooms made by 层数 x 每层间数.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<Room>,
    /// Register columns of dossier 2.7 that no rule reads, by key (`gas`, `floor_area_m2`, …).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

/// 房间.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Made with the premises.
    pub id: RoomId,
    /// 1 is the ground floor, -1 the first below.
    pub floor: i16,
    /// 101.
    pub label: String,
}

/// The personal part of a premises.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PremisesPersons {
    /// 负责人/出租人.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner_name: String,
    /// Their telephone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner_phone: String,
    /// 包保人 of a dwelling or an idle yard.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub guarantor_name: String,
}

/// 改点 / 记为场所位置 (field-practice 5). Written by a grid worker. Subject: the premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PremisesLocated {
    /// Which.
    pub premises: PremisesId,
    /// The new point.
    pub position: Position,
}
