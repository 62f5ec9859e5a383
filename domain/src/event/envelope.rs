//! The envelope, version 1 (design 3).

use crate::id::{AccountId, AreaId, DeviceId, EventId, SubjectId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One event as it is stored, sent and received. Never edited after its commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Made on the phone, UUIDv7.
    pub id: EventId,
    /// What it is about.
    pub subject: SubjectId,
    /// `InspectionRecorded`, … : which [`super::Body`].
    pub kind: String,
    /// Version of the body's shape.
    pub version: u16,
    /// The last event of the subject that the writer had seen. Two with one base are contested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<EventId>,
    /// The device's clock at the commit.
    pub at: Timestamp,
    /// Server clock minus device clock as last measured; absent means 未校时.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_offset_ms: Option<i64>,
    /// Who wrote it.
    pub actor: AccountId,
    /// On which device.
    pub device: DeviceId,
    /// The grid cell (or higher area) it belongs to.
    pub area: AreaId,
    /// By kind.
    pub body: Value,
    /// Names, phones, signatures: nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<Personal>,
    /// Device signature, base64; reserved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sig: Option<String>,
}

/// Erasable data about persons. The audit chain covers SHA-256(salt‖canonical fields), so erasing it breaks nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Personal {
    /// 16 random bytes in hex.
    pub salt: String,
    /// By kind, e.g. `owner_name`, `owner_phone`.
    pub fields: Value,
}

/// An event as it comes back from the server: as posted, plus its place in the shared order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// As posted.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Place in the sub-district's order; from 1.
    pub seq: u64,
    /// The server's clock.
    pub received_at: Timestamp,
}

impl Envelope {
    /// `at` moved by the measured clock offset: the best guess of when it really was.
    pub fn corrected_at(&self) -> Timestamp {
        self.correct(self.at)
    }

    /// Any reading of the same device's clock, moved by the offset measured at the commit.
    pub fn correct(&self, reading: Timestamp) -> Timestamp {
        reading.plus_millis(self.clock_offset_ms.unwrap_or(0))
    }
}
