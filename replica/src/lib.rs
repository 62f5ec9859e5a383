//! The journal on the phone: store, outbox, read model, sync.
//!
//! [`Replica`] is one account's journal on one device, over any [`store::Store`]. Drafts and photos go in at each
//! change; [`Replica::commit`] makes events durable in one small transaction; every read shows them at once, on top of
//! what the server has acknowledged; [`sync::drain`] sends and pulls, and may be killed at any moment.
//!
//! Architecture invariants: nothing in the outbox expires, and nothing leaves the phone before the server's receipt; a
//! pull is applied in one transaction or not at all; drafts, outbox and photos are never part of a snapshot; nothing
//! here reads a clock or makes chance by itself (see [`clock::Clock`]).
//!
//! ```
//! use gridwalk_replica::{Identity, Replica, store::memory::{Disk, MemoryStore}};
//! use gridwalk_domain::id::{AccountId, DeviceId};
//!
//! futures::executor::block_on(async {
//!     let identity = Identity { account: AccountId(uuid::Uuid::from_u128(1)), device: DeviceId(uuid::Uuid::from_u128(2)) };
//!     let replica = Replica::open(MemoryStore::open(&Disk::new()), identity).await.unwrap();
//!     assert_eq!(replica.status().await.unwrap().unsent_records, 0);
//! });
//! ```

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

pub mod clock;
mod commit;
mod drafts;
mod error;
mod journal;
mod key;
mod model;
mod outbox;
mod photos;
mod replica;
pub mod seal;
mod stamp;
pub mod store;
pub mod sync;
pub mod transport;
#[cfg(target_arch = "wasm32")]
pub mod web;

pub use commit::Commit;
pub use drafts::draft_photos;
pub use error::{CommitError, ReplicaError};
pub use journal::{Contact, EventState, PhotoState, PhotoStep, SyncState};
pub use model::{
    Cursor, DueRule, FIRST_PAGE_ROWS, FirstPage, Haystack, HazardFilter, HazardOrder, InspectionFilter, NoticeFilter,
    Order, Page, PremisesBrief, ReviewKind, Sought, TaskFilter, arrange,
};
pub use outbox::{OutboxStatus, PhotoStatus, RecordStatus, Refused};
pub use photos::StoredPhoto;
pub use replica::{Identity, Replica};
pub use stamp::{new_id, stamp};
pub use store::{Durability, StoreError};
