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
    /// Their telephone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub guarantor_phone: String,
    /// 所有人(产权人) (R07).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub holder_name: String,
    /// Their telephone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub holder_phone: String,
    /// 使用人(承租人) (R07).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_name: String,
    /// Their telephone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_phone: String,
}

impl PremisesPersons {
    /// The name of one of them; empty if nobody is named.
    pub fn name_of(&self, role: super::PersonRole) -> &str {
        self.of(role).0
    }

    /// Name and telephone of one of them.
    pub fn of(&self, role: super::PersonRole) -> (&str, &str) {
        match role {
            super::PersonRole::Manager => (&self.owner_name, &self.owner_phone),
            super::PersonRole::Holder => (&self.holder_name, &self.holder_phone),
            super::PersonRole::User => (&self.user_name, &self.user_phone),
            super::PersonRole::Guarantor => (&self.guarantor_name, &self.guarantor_phone),
        }
    }

    /// Both of one of them, to be changed.
    pub fn of_mut(&mut self, role: super::PersonRole) -> (&mut String, &mut String) {
        match role {
            super::PersonRole::Manager => (&mut self.owner_name, &mut self.owner_phone),
            super::PersonRole::Holder => (&mut self.holder_name, &mut self.holder_phone),
            super::PersonRole::User => (&mut self.user_name, &mut self.user_phone),
            super::PersonRole::Guarantor => (&mut self.guarantor_name, &mut self.guarantor_phone),
        }
    }
}

/// 改点 / 记为场所位置 (field-practice 5). Written by a grid worker. Subject: the premises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PremisesLocated {
    /// Which.
    pub premises: PremisesId,
    /// The new point.
    pub position: Position,
}
