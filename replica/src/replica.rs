//! The replica: one account's journal and read model on one device.

use crate::error::ReplicaError;
use crate::journal::{Contact, Journal, Revision, SyncState, read_or_default};
use crate::key::meta;
use crate::model::PremisesCache;
use crate::seal::{open, open_json, seal_json};
use crate::store::{Batch, Check, Durability, Store, StoreError, Table};
use gridwalk_domain::id::{AccountId, DeviceId};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use uuid::fmt::Hyphenated;

/// How often a write is tried again because another tab wrote in between.
pub(crate) const TRIES: usize = 8;

/// Whose replica, on which device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Whose.
    pub account: AccountId,
    /// This installation.
    pub device: DeviceId,
}

impl Identity {
    // A phone compiles a function when it is first called, and what reads JSON was a third of what it compiled between the
    // opened database and its first list: so only bytes that begin otherwise are read as JSON.
    fn shares_account(self, sealed: &[u8]) -> Result<bool, ReplicaError> {
        let mut account = [0; Hyphenated::LENGTH];
        let begins = ["{\"account\":\"", self.account.0.hyphenated().encode_lower(&mut account), "\""].concat();
        if open(Table::Meta, sealed)?.starts_with(begins.as_bytes()) {
            Ok(true)
        } else {
            self.parses_as_account(sealed)
        }
    }

    // Of its own, for the same reason.
    #[inline(never)]
    fn parses_as_account(self, sealed: &[u8]) -> Result<bool, ReplicaError> {
        Ok(open_json::<Self>(Table::Meta, sealed)?.account == self.account)
    }
}

/// One account's journal and read model. Cheap to share by `Rc`; every method takes `&self`, and several tabs and the
/// service worker may each have one over the same database.
#[derive(Debug)]
pub struct Replica<S> {
    pub(crate) store: S,
    pub(crate) identity: Identity,
    pub(crate) journal: RefCell<Option<Rc<Journal>>>,
    pub(crate) premises: RefCell<PremisesCache>,
    pub(crate) draining: Cell<bool>,
    pub(crate) wanted_again: Cell<bool>,
    pub(crate) last_ordinal: Cell<u64>,
    pub(crate) prefetched: RefCell<Option<Prefetched>>,
}

/// What a replica begins with: the values of [`meta::IDENTITY`], [`meta::REVISION`], [`meta::FIRST_PAGE`] and
/// [`meta::DUE_RULE`].
pub(crate) type Opening = [Option<Vec<u8>>; 4];

/// What `open` read on its way, for the first page.
#[derive(Debug)]
pub(crate) struct Prefetched {
    pub(crate) revision: Option<Vec<u8>>,
    pub(crate) first_page: Option<Vec<u8>>,
    pub(crate) due_rule: Option<Vec<u8>>,
}

impl<S: Store> Replica<S> {
    /// Opens the replica in `store`, which belongs to one account; a new store becomes this account's.
    ///
    /// # Errors
    /// [`ReplicaError::OtherAccount`] when the store is another account's.
    pub async fn open(store: S, identity: Identity) -> Result<Self, ReplicaError> {
        let wanted = [meta::IDENTITY, meta::REVISION, meta::FIRST_PAGE, meta::DUE_RULE];
        let found = store.get_many(&wanted.map(|name| (Table::Meta, name.to_vec()))).await?;
        // A store gives a value for each key.
        Self::begin(store, identity, found.try_into().unwrap_or_default()).await
    }

    /// Opens the replica in `store` from what was read of it already.
    ///
    /// # Errors
    /// As [`Replica::open`].
    pub(crate) async fn begin(store: S, identity: Identity, found: Opening) -> Result<Self, ReplicaError> {
        let [owner, revision, first_page, due_rule] = found;
        match owner {
            Some(sealed) if !identity.shares_account(&sealed)? => return Err(ReplicaError::OtherAccount),
            Some(_) => {}
            None => Self::take(&store, identity).await?,
        }
        Ok(Self {
            store,
            identity,
            journal: RefCell::new(None),
            premises: RefCell::default(),
            draining: Cell::new(false),
            wanted_again: Cell::new(false),
            last_ordinal: Cell::new(0),
            prefetched: RefCell::new(Some(Prefetched { revision, first_page, due_rule })),
        })
    }

    // Two tabs may find it new at once: the first one's mark stands, and it is the same account's.
    async fn take(store: &S, identity: Identity) -> Result<(), ReplicaError> {
        let mut batch = Batch::new();
        batch.put_if_absent(Table::Meta, meta::IDENTITY.to_vec(), seal_json(&identity), Vec::new());
        Ok(store.write(batch, Durability::Relaxed).await?)
    }

    /// Whose replica this is, on which device.
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// The store underneath.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Server clock minus device clock as last measured; `None` is 未校时. Read without the journal: the first page needs it.
    ///
    /// # Errors
    /// The store's, [`ReplicaError::Corrupt`].
    pub async fn clock_offset_ms(&self) -> Result<Option<i64>, ReplicaError> {
        let contact: Contact = read_or_default(self.store.get(Table::Meta, meta::CONTACT).await?)?;
        Ok(contact.clock_offset_ms)
    }

    /// Where the pull stands, for 我的 and for tests.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_state(&self) -> Result<SyncState, ReplicaError> {
        Ok(self.journal().await?.state.clone())
    }

    /// Data that the app keeps for offline use (account, areas, catalogues, settings), by name.
    ///
    /// # Errors
    /// The store's.
    pub async fn reference(&self, name: &str) -> Result<Option<Vec<u8>>, ReplicaError> {
        let Some(sealed) = self.store.get(Table::Meta, &reference_key(name)).await? else { return Ok(None) };
        Ok(Some(crate::seal::open(Table::Meta, &sealed)?.to_vec()))
    }

    /// Keeps reference data under a name.
    ///
    /// # Errors
    /// The store's.
    pub async fn put_reference(&self, name: &str, bytes: &[u8]) -> Result<(), ReplicaError> {
        let mut batch = Batch::new();
        batch.put(Table::Meta, reference_key(name), crate::seal::seal(bytes));
        Ok(self.store.write(batch, Durability::Relaxed).await?)
    }

    /// Writes `batch` if nothing that a list could show has changed since `seen`; says whether it did.
    pub(crate) async fn write_if_unchanged(
        &self,
        seen: &Journal,
        mut batch: Batch,
        next: Revision,
        durability: Durability,
    ) -> Result<bool, ReplicaError> {
        let guard = batch.checks.len();
        batch.check(Check::Equals(Table::Meta, meta::REVISION.to_vec(), seen.revision.sealed()));
        next.write(&mut batch);
        match self.store.write(batch, durability).await {
            Ok(()) => Ok(true),
            Err(StoreError::Precondition { index }) if index == guard => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn save_contact(&self, contact: &Contact) -> Result<(), ReplicaError> {
        for _ in 0..TRIES {
            let seen = self.journal().await?;
            if seen.contact == *contact {
                return Ok(());
            }
            let mut batch = Batch::new();
            batch.put(Table::Meta, meta::CONTACT.to_vec(), seal_json(contact));
            let next = seen.revision.next(seen.revision.overlay);
            if self.write_if_unchanged(&seen, batch, next, Durability::Relaxed).await? {
                return Ok(());
            }
        }
        Err(ReplicaError::Busy)
    }
}

fn reference_key(name: &str) -> Vec<u8> {
    [meta::REFERENCE, name.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_account_is_known_however_its_identity_was_written() {
        let identity = |account, device| Identity {
            account: AccountId(Uuid::from_u128(account)),
            device: DeviceId(Uuid::from_u128(device)),
        };
        let ours = identity(1, 2);
        assert_eq!(ours.shares_account(&seal_json(&ours)), Ok(true));
        assert_eq!(ours.shares_account(&seal_json(&identity(1, 3))), Ok(true), "from another installation");
        assert_eq!(ours.shares_account(&seal_json(&identity(2, 2))), Ok(false));
        let turned = format!("\u{1}{{ \"device\": \"{}\", \"account\": \"{}\" }}", ours.device, ours.account);
        assert_eq!(ours.shares_account(turned.as_bytes()), Ok(true), "with its fields the other way round");
        let sealed = seal_json(&identity(2, 2));
        assert!(ours.shares_account(&sealed[..20]).is_err(), "damaged");
        assert!(ours.shares_account(b"").is_err());
    }
}
