//! Ids: one newtype per kind of thing, made on the phone (UUIDv7) and never changed by the server.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl $name {
            /// Whether an import made it: those count theirs from the ledger's lines (UUIDv8), phones draw them
            /// (UUIDv7).
            pub fn is_of_import(&self) -> bool {
                self.0.get_version_num() == 8
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// One event. UUIDv7 from a phone, UUIDv8 from an import.
    EventId
);
id!(
    /// What an event is about: a site, premises, inspection or hazard, whichever its kind says.
    SubjectId
);
id!(
    /// 楼栋/院落.
    SiteId
);
id!(
    /// 场所.
    PremisesId
);
id!(
    /// 房间.
    RoomId
);
id!(
    /// 巡查: one visit, also the key of its draft.
    InspectionId
);
id!(
    /// 隐患.
    HazardId
);
id!(
    /// 任务: a dangerous work, an education visit, one cell's part of a campaign, an odd reading.
    TaskId
);
id!(
    /// 专项, over all its cells.
    CampaignId
);
id!(
    /// 告知单.
    NoticeId
);
id!(
    /// County, sub-district, community or grid cell; stable however the tree is rearranged.
    AreaId
);
id!(
    /// A person's account.
    AccountId
);
id!(
    /// One installation of the app on one phone or PC.
    DeviceId
);

macro_rules! subject {
    ($($name:ident),*) => {$(
        impl From<$name> for SubjectId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }
        impl From<SubjectId> for $name {
            fn from(id: SubjectId) -> Self {
                Self(id.0)
            }
        }
    )*};
}
subject!(SiteId, PremisesId, InspectionId, HazardId, TaskId, NoticeId);
