//! The events' database as the register of uploaders.

use super::store::{PhotoRegister, PhotoRegisterError};
use crate::store::Store;
use async_trait::async_trait;
use gridwalk_domain::id::AccountId;
use gridwalk_domain::photo::PhotoHash;
use gridwalk_domain::time::Timestamp;
use std::sync::Arc;

/// Remembers uploaders where the events are, so that one query answers who may read a photo.
#[derive(Clone)]
pub struct StoreRegister(Arc<dyn Store>);

impl StoreRegister {
    /// Over any store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self(store)
    }
}

#[async_trait]
impl PhotoRegister for StoreRegister {
    async fn uploaded(&self, hash: PhotoHash, account: AccountId, at: Timestamp) -> Result<(), PhotoRegisterError> {
        self.0.photo_uploaded(hash, account, at).await.map_err(|error| PhotoRegisterError(Box::new(error)))
    }

    async fn has_uploaded(&self, hash: PhotoHash, account: AccountId) -> Result<bool, PhotoRegisterError> {
        self.0.has_uploaded(hash, account).await.map_err(|error| PhotoRegisterError(Box::new(error)))
    }
}
